"""The page of conclusions: each target's answer, and one short answer to each question, from the other pages' words."""

from __future__ import annotations

from collections.abc import Sequence

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.targets import TargetStatus
from evaluering.estimation.unit_change import UnitChange
from evaluering.estimation.unit_forecast import UnitForecast
from evaluering.estimation.year_change import YearChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.results import year_months
from evaluering.presentation.sentences.back_test import BackTests
from evaluering.presentation.sentences.change import since_agreement
from evaluering.presentation.sentences.earlier import EarlierAndNow, since_last_words
from evaluering.presentation.sentences.forecast import Forecasts
from evaluering.presentation.sentences.level import short_subject
from evaluering.presentation.sentences.parts import detectable, range_of
from evaluering.presentation.sentences.quality import Verdicts, region_words, rows_words
from evaluering.presentation.sentences.targets import (
    Calendar,
    Targets,
    answered,
    doubt_words,
    goal_words,
    outlook,
    remaining_words,
)
from evaluering.presentation.uncertainty import (
    VERBS,
    answer,
    decimals_apart,
    prose_decimals,
    said_size,
)
from evaluering.presentation.units import SeriesByUnit
from evaluering.study.indicators import BaselineCheck
from evaluering.wording import conclusions as words

YearChanges = tuple[Protected[YearChange], ...]
Changes = tuple[Protected[UnitChange], ...]

STEPS_FIRST = 3
"""So many of the next steps stand on the page of conclusions."""


def conclusions(targets: Targets, *, data: Prepared) -> Block:
    """The report's main conclusion: per target its verdict, its latest number, and how far from the target it lies."""
    statuses = opened(targets, data=data)
    paragraphs = [_target_words(status, data=data) for status in statuses]
    name = f"{statuses[0].unit}-conclusions"
    basis = [words.AMBITION, *([data.agreement.background.basis] if data.agreement.background.basis else [])]
    return sentence_block(data, name=name, paragraphs=[*paragraphs, " ".join(basis)], lead=True)


def verdict_words(status: TargetStatus) -> str:
    """Word and shape of a verdict, with the deadline where it is ahead: ``◐ Endnu ikke – frist 31. marts 2028``."""
    told = wording.VERDICTS[status.verdict]
    return f"{told} – frist {wording.long_date(status.deadline)}" if status.verdict == "endnu_ikke" else told


def _target_words(status: TargetStatus, *, data: Prepared) -> str:
    goal = goal_words(status, data=data)
    told = f"**{verdict_words(status)}: {words.VERDICT_SENTENCES[status.verdict].format(goal=goal)}.**"
    if status.verdict == "kan_ikke_vurderes":
        return f"{told} Årsag: {reason_words(status)}."
    year = status.years[0]
    decimals = decimals_apart(year.value, status.target, measure=status.measure)
    value = wording.said(year.value, status.measure, decimals=decimals)
    when = wording.period(year.grain, year.period)
    parts = [told, f"I {when} var tallet {value}.", remaining_words(status, data=data)]
    return " ".join([*parts, *([doubt_words(year, status, data=data)] if status.crosses else [])])


def reason_words(status: TargetStatus) -> str:
    """Why a target cannot be judged, as the end of a sentence."""
    return wording.REASONS.get(status.reason, wording.REASONS["maturity"])


def answer_met(targets: Targets, *, data: Prepared) -> Block:
    """Whether the targets are met, in one line, and for which births."""
    statuses = opened(targets, data=data)
    judged = next((status.years[0] for status in statuses if status.years), None)
    about = words.NO_YEAR
    if judged is not None:
        first, last = year_months(judged.grain, judged.period)
        before = f" {words.BEFORE_START}" if last < data.agreement.start else ""
        told = words.JUDGED if any(status.verdict != "kan_ikke_vurderes" for status in statuses) else words.NOT_JUDGED
        about = f"{told.format(span=wording.span(first, last))}{before}"
    return _answer(data, "met", [f"**{_together(statuses, data=data)}** {about}"])


def _together(statuses: Sequence[TargetStatus], *, data: Prepared) -> str:
    """The verdicts in one sentence: once where they are the same, else target by target."""
    found = {status.verdict for status in statuses}
    if len(found) == 1:
        deadline = wording.long_date(statuses[0].deadline)
        whole, none = words.WHOLE.get(len(statuses), words.MORE)
        told = words.ALL_ALIKE[statuses[0].verdict]
        return told.format(whole=whole, none=none, deadline=deadline).format(count=len(statuses))
    told = ", og ".join(each_verdict(status, data=data) for status in statuses)
    return f"{told[0].upper()}{told[1:]}."


def each_verdict(status: TargetStatus, *, data: Prepared) -> str:
    """The answer on one target as a clause: ``målet for varigheden er ikke nået endnu``."""
    return words.EACH[status.verdict].format(what=short_subject(data, status.indicator))


def answer_changed(
    years: YearChanges, *, changes: Changes, revisions: EarlierAndNow, data: Prepared
) -> Block:  # fmt: skip
    """What has changed from one year of births to the next, since the agreement, and since the last report.

    Parameters
    ----------
    years : tuple of Protected YearChange
    changes : tuple of Protected UnitChange
        Since the agreement.
    revisions : EarlierAndNow
        The last report held against this one.
    data : Prepared
    """
    found, said, told = [opened(one, data=data) for one in years], set[tuple[str, ...]](), []
    for record in found:
        told.append(_year_words(record, again=record.periods in said, data=data))
        said.add(record.periods)
    told += [since_agreement(opened(one, data=data), data=data) for one in changes]
    return _answer(data, "changed", [" ".join(told), since_last_words(revisions, data=data)])


def _year_words(record: YearChange, *, again: bool, data: Prepared) -> str:
    """One outcome from one year to the next; where the years are told `again`, without them."""
    what, found = short_subject(data, record.indicator), record.estimate
    if found is None:
        return words.YEAR_BEFORE[record.reason].format(what=what)
    first, last = (wording.period(record.grain, period) for period in record.periods)
    when = f"Fra {first} til {last.removeprefix('aftaleår ')}"
    decimals, sure = prose_decimals(found.measure, found.value), answer(found)
    if sure == "unclear":
        opening = "Der er" if again else f"{when} er der"
        return f"{opening} ingen sikker ændring i {what} ({range_of(found)}).{detectable(found, decimals=decimals)}"
    verb, _, adverb = VERBS[sure].partition(" ")
    opening = f"{what[0].upper()}{what[1:]} {verb}" if again else f"{when} {verb} {what}"
    size = said_size(found.value, found.measure, decimals=decimals)
    return f"{opening} {f'{adverb} ' if adverb else ''}med {size} ({range_of(found)})."


def answer_data(
    verdicts: Verdicts, *, checks: Protected[tuple[BaselineCheck, ...]], series: SeriesByUnit, data: Prepared
) -> Block:
    """How far the data carry, for the region and for the municipalities.

    Parameters
    ----------
    verdicts : Verdicts
    checks : Protected tuple of BaselineCheck
        The agreement's own figures for the past, held against the data.
    series : SeriesByUnit
        Units by year, the region first.
    data : Prepared
    """
    region = region_words(opened(checks, data=data), opened(series[0], data=data), data=data)
    return _answer(data, "data", [f"**{region}.** {rows_words(opened(verdicts, data=data), data=data)}."])


def answer_planned(data: Prepared) -> Block:
    """What the agreement's documents say is to come, and the first thing they do not say."""
    background = data.agreement.background
    told = [one.text for one in background.next_steps[:STEPS_FIRST]] or [words.NO_PLANS]
    told += [words.NOT_TOLD.format(what=one) for one in background.not_told[:1]]
    return _answer(data, "planned", [" ".join(told)])


def answer_when(
    calendar: Calendar, *, targets: Targets, forecasts: Forecasts, tests: BackTests, data: Prepared
) -> Block:  # fmt: skip
    """When the next births and the last can be judged, and how likely the targets are until then.

    Parameters
    ----------
    calendar : Calendar
    targets : Targets
        One that cannot be judged has no outlook either.
    forecasts : Forecasts
        In the same unit.
    tests : BackTests
        How the same forecasts did before.
    data : Prepared
    """
    judged = {one.indicator for one in opened(targets, data=data) if one.verdict != "kan_ikke_vurderes"}
    ahead: list[UnitForecast] = [
        one for one in (opened(each, data=data) for each in forecasts) if one.indicator in judged
    ]
    before = {one.indicator: one for one in (opened(each, data=data) for each in tests)}
    told = [answered(opened(calendar, data=data), data=data) or words.ALL_JUDGED, outlook(ahead, before, data=data)]
    return _answer(data, "when", [" ".join(one for one in told if one)])


def answer_not_told(data: Prepared) -> Block:
    """What the numbers cannot say: why, what was registered otherwise, and what was not measured at all."""
    unmeasured = [words.NOT_MEASURED.format(name=one.name, why=one.why) for one in data.agreement.background.ambitions]
    return _answer(data, "not-told", [" ".join([*words.NOT_A_CAUSE, *unmeasured])])


def _answer(data: Prepared, question: str, paragraphs: list[str]) -> Block:
    return sentence_block(data, name=f"{REGION}-answer-{question}", paragraphs=paragraphs)
