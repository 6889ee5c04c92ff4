"""Which cluster or municipality stands out: its change, its number beside the target, and what chance gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.clusters import alike_message, cautious
from evaluering.presentation.sentences.level import short_subject, shown_years
from evaluering.presentation.sentences.one_cluster import Records, standing
from evaluering.presentation.uncertainty import between, prose_decimals
from evaluering.presentation.units import SeriesByUnit
from evaluering.wording import conclusions as words
from evaluering.wording.municipalities import STANDING_CLAUSES

MunicipalitiesByOutcome = tuple[Protected[MunicipalLevels], ...]

FAR_OUT = ("below_998", "above_998")
"""The standings that chance and the usual differences between municipalities hardly give."""

MOST_NAMES = 3
"""Rows outside the chance limits that are named; more are counted."""


def answer_clusters(
    changes: Records, *, years: tuple[SeriesByUnit, ...], municipalities: MunicipalitiesByOutcome, data: Prepared
) -> Block:
    """Whether the clusters changed alike, which stands out, who lies over the targets, and who far from the others.

    Parameters
    ----------
    changes : Records
        One per outcome.
    years : tuple of SeriesByUnit
        The region and its clusters by agreement year, one set per outcome.
    municipalities : tuple of Protected MunicipalLevels
        One per outcome.
    data : Prepared
    """
    records = [opened(one, data=data) for one in changes]
    told = [sentence for record in records for sentence in _changed(record, data=data)]
    told += [cautious(records)]
    series = [opened(one, data=data) for units in years for one in units]
    found = [one.unit for record in records for one in record.clusters if standing(one, record) != "unclear"]
    below = [_levels(unit, series, data=data) for unit in dict.fromkeys(found)]
    below += [_over(series, data=data), _outside([opened(one, data=data) for one in municipalities], data=data)]
    below += [words.NOT_A_RANKING] * (any(below) or any(record.shared is not None for record in records))
    text = " ".join(one for one in (*told, *below) if one)
    return sentence_block(data, name=f"{REGION}-answer-clusters", paragraphs=[text])


def _changed(record: ClusterChanges, *, data: Prepared) -> Iterator[str]:
    """Whether the clusters changed alike in one outcome, and those that did not."""
    yield f"**{alike_message(record, data=data)}.**"
    if record.shared is None:
        yield f"Årsag: {wording.REASONS[record.compared_reason]}."
        return
    found = [one for one in record.clusters if standing(one, record) != "unclear"]
    if not found:
        yield words.NONE_STANDS_OUT
    for one in found:
        yield _apart(one, record, data=data)


def _apart(one: ClusterChange, record: ClusterChanges, *, data: Prepared) -> str:
    """How far a cluster's change lies from the others'; the change is named, or it is read as the level."""
    sure, against = standing(one, record), one.against
    assert against is not None
    more = sure.endswith("up")
    limits = (against.lower, against.upper) if more else (-against.upper, -against.lower)
    decimals = prose_decimals(against.measure, against.value)
    return words.CHANGE_APART.format(
        likely="sandsynligvis " if sure.startswith("likely") else "",
        size=wording.said(abs(against.value), against.measure, decimals=decimals),
        way="større" if more else "mindre",
        cluster=data.agreement.name_of(one.unit),
        span=between(*limits, measure=against.measure, decimals=decimals),
    )


def _levels(unit: str, series: Sequence[OutcomeSeries], *, data: Prepared) -> str:
    """A cluster's latest year and the one before it, in every outcome: ``I Midtklyngen var varigheden …``."""
    told, when = [], ""
    for record in (one for one in series if one.unit == unit):
        shown = shown_years(record)
        if len(shown) < 2 or int(shown["period"].iloc[-1]) - int(shown["period"].iloc[-2]) != 1:
            continue
        before, now = (float(one) for one in shown["value"].tolist()[-2:])
        when = wording.period(record.grain, shown["period"].iloc[-1])
        now_told, what = wording.measured(now, record.measure), short_subject(data, record.indicator)
        told.append(f"{what} {now_told} (året før {wording.number(before)})")
    name = data.agreement.name_of(unit)
    return f"I {name} var {wording.sentence_list(told)} i {when}." if told else ""


def _over(series: Sequence[OutcomeSeries], *, data: Prepared) -> str:
    """The clusters at the region's targets or over them, each with its outcomes; that there are none."""
    by_cluster: dict[str, list[str]] = {}
    clusters = [one for one in series if one.unit != REGION]
    for record in clusters:
        frame, target = shown_years(record), data.agreement.indicator(record.indicator).target
        if not frame.empty and float(frame["value"].iloc[-1]) >= target:
            doubt = words.DOUBTED if float(frame["lower"].iloc[-1]) < target else ""
            by_cluster.setdefault(record.unit, []).append(f"{short_subject(data, record.indicator)}{doubt}")
    told = [
        words.OVER.format(cluster=data.agreement.name_of(unit), what=wording.sentence_list(named))
        for unit, named in by_cluster.items()
    ]
    known = bool(clusters) and not any(shown_years(one).empty for one in clusters)
    return " ".join(told) or words.NONE_OVER * known


def _outside(records: Sequence[MunicipalLevels], *, data: Prepared) -> str:
    """The municipalities clearly outside the chance limits, in the agreement's order."""
    found = far_out(records, data=data)
    if len(found) > MOST_NAMES:
        return words.MANY_OUTSIDE.format(count=len(found))
    return " ".join(
        words.OUTSIDE.format(row=data.agreement.name_of(unit), where=_where(sides)) for unit, sides in found.items()
    )


def _where(sides: Sequence[tuple[str, str]]) -> str:
    """``under de almindelige udsving for varigheden og klart under for andelen``: the limits named once."""
    first, *others = [f"{STANDING_CLAUSES[side]} for {what}" for side, what in _by_side(sides)]
    return wording.sentence_list([first, *(one.replace(words.THE_LIMITS, "") for one in others)])


def _by_side(sides: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Outcomes put together where their standing is the same."""
    named: dict[str, list[str]] = {}
    for side, what in sides:
        named.setdefault(side, []).append(what)
    return [(side, wording.sentence_list(each)) for side, each in named.items()]


def far_out(records: Sequence[MunicipalLevels], *, data: Prepared) -> dict[str, list[tuple[str, str]]]:
    """Rows clearly outside their chance limits in some outcome: every standing outside, with the outcome by one word.

    Of many rows one or two lie just outside by chance alone; these are left to their own page.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for unit in data.agreement.publication_rows:
        for record in records:
            sides = [row.standing for row in record.rows if row.unit == unit and row.outside]
            if sides:
                found.setdefault(unit, []).append((sides[0], short_subject(data, record.indicator)))
    return {unit: sides for unit, sides in found.items() if any(side in FAR_OUT for side, _ in sides)}
