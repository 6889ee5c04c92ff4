"""How sure the conclusions are: what chance can do to them, and what the children whose feeding is unknown can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios, OutcomeBounds
from evaluering.estimation.targets import TargetStatus
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.forecast import target_value
from evaluering.presentation.sentences.level import short_subject
from evaluering.presentation.sentences.parts import range_of
from evaluering.presentation.sentences.quality import Scenarios, scenario_words
from evaluering.presentation.sentences.targets import Targets
from evaluering.presentation.uncertainty import CELLS, SURETY, answer, between, decimals_apart, prose_decimals
from evaluering.wording import conclusions as words

Bounds = tuple[Protected[OutcomeBounds], ...]


def answer_certainty(targets: Targets, *, bounds: Bounds, scenarios: Scenarios, data: Prepared) -> Block:
    """How sure the numbers behind the verdicts are, and what the unknown children could change.

    Parameters
    ----------
    targets : Targets
    bounds : tuple of Protected OutcomeBounds
        How far the unknown children could move each outcome, by agreement year.
    scenarios : Scenarios
        The change since the agreement under assumptions on them.
    data : Prepared
    """
    judged = [status for status in opened(targets, data=data) if status.verdict != "kan_ikke_vurderes"]
    spans = [_interval_words(status, data=data) for status in judged]
    sides = [_side(status) for status in judged]
    if len(judged) == 2 and sides[0] == sides[1] != "unsure":
        told = [f"Med {SURETY} sikkerhed ligger {' og '.join(spans)}.", words.BOTH_SIDES[sides[0]]]
    else:
        told = [
            f"Med {SURETY} sikkerhed ligger {span}. {words.SIDES[side].format(target=_target(status))}"
            for status, span, side in zip(judged, spans, sides, strict=True)
        ] or [words.NOTHING_TO_JUDGE]
    unknown = [*_unknown(judged, data=data), *_bounded(judged, [opened(one, data=data) for one in bounds], data=data)]
    changes = _assumed([opened(one, data=data) for one in scenarios], data=data)
    return sentence_block(data, name=f"{REGION}-answer-certainty", paragraphs=[" ".join([*told, *unknown, changes])])


def _interval_words(status: TargetStatus, *, data: Prepared) -> str:
    """The interval of the latest year: ``varigheden mellem 116,6 og 118,9 dage``."""
    year = status.years[0]
    decimals = max(1, decimals_apart(year.value, status.target, measure=status.measure))
    span = between(year.lower, year.upper, measure=status.measure, decimals=decimals)
    return f"{short_subject(data, status.indicator)} {span}"


def _side(status: TargetStatus) -> str:
    """Where the interval of the latest year lies beside the target."""
    if status.crosses:
        return "unsure"
    return "over" if status.years[0].value >= status.target else "under"


def _target(status: TargetStatus) -> str:
    return target_value(status.target, measure=status.measure)


def _unknown(judged: Sequence[TargetStatus], *, data: Prepared) -> Iterator[str]:
    """How many of the children are unknown; nothing where they are few."""
    for status in judged[:1]:
        year = status.years[0]
        count = year.births - year.known
        if count >= data.decisions.threshold:
            share = wording.measured(100 - year.coverage_pct, "pct")
            yield words.UNKNOWN.format(count=wording.count(int(count)), share=share)


def _bounded(judged: Sequence[TargetStatus], bounds: Sequence[OutcomeBounds], *, data: Prepared) -> Iterator[str]:
    """How far the unknown could move the numbers in the utmost case, and whether that would move a verdict."""
    told, moved = [], []
    for status in judged:
        year = status.years[0]
        for frame in (one.frame for one in bounds if (one.indicator, one.grain) == (status.indicator, year.grain)):
            utmost = frame.loc[(frame["period"] == year.period) & ~frame["hidden"], ["lowest", "highest"]]
            for lowest, highest in utmost.to_numpy(dtype=float).tolist():
                span = between(lowest, highest, measure=status.measure, decimals=prose_decimals(status.measure))
                told.append(f"{short_subject(data, status.indicator)} {span}")
                moved.append(lowest < status.target <= highest)
    if told:
        yield words.UTMOST.format(spans=" og ".join(told), sides=words.BOTH_SIDES_OF_TARGET if all(moved) else "")


def _assumed(records: Sequence[ChangeScenarios], *, data: Prepared) -> str:
    """Whether the answer on the change holds under every assumption; where it does not, under which and how."""
    told = []
    for record in records:
        answers = {(one.delta_before, one.delta_after): one.estimate for one in record.scenarios}
        main = answer(answers[1.0, 1.0]) if answers else None
        if any(answer(answers[pair]) != main for pair in answers if len({*pair}) == 1) or main is None:
            return f"{scenario_words(records)}."
        for pair, opening in words.UNEQUAL.items():
            sure, what = answer(answers[pair]), short_subject(data, record.indicator)
            if sure != main:
                found = f"er {what} {wording.lowered(CELLS[sure])}"
                found = f"er der ingen sikker ændring i {what}" if sure == "unclear" else found
                told.append(f"{opening} {found} ({range_of(answers[pair])}).")
    return " ".join(told) or f"{scenario_words(records)}."
