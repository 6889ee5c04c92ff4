"""Sentences on the targets: reached, not reached, not yet, or not to be judged; and what has changed meanwhile."""

from __future__ import annotations

from typing import Literal

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_change import UnitChange
from evaluering.estimation.unit_forecast import UnitBackTest, UnitForecast, deadline_births
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.results import year_months
from evaluering.presentation.sentences.back_test import BackTests, against_each, judged_horizon, trusted
from evaluering.presentation.sentences.beside_others import beside_others
from evaluering.presentation.sentences.change import since_agreement
from evaluering.presentation.sentences.forecast import (
    Forecasts,
    births_told,
    cluster_outlook,
    outlook_words,
    target_value,
)
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.sentences.parts import about
from evaluering.presentation.uncertainty import decimals_apart
from evaluering.presentation.units import BesideOthers
from evaluering.study.indicators import CohortRow
from evaluering.wording import forecast as words
from evaluering.wording.conclusions import ALL_JUDGED
from evaluering.wording.plan import NOT_PLANNED_NOTE

Targets = Protected[tuple[TargetStatus, ...]]

Calendar = Protected[tuple[CohortRow, ...]]

FOR_WHOM = "Rapporten er til klyngens netværk, klyngens kommuner og styregruppen."
REGIONS_OWN = "Målene gælder hele regionen, ikke den enkelte klynge. Klyngens tal viser dens egen udvikling."
AMBITION = "Målene er aftalens ambitioner. De er ikke minimumskrav."

SIDES = {"over": "Over målet", "under": "Under målet", "at": "Lige på målet"}
"""Where a value lies beside its target, for a cell."""


def target_words(status: TargetStatus, *, data: Prepared) -> str:
    """What the target asks: ``mindst 120 dage``."""
    return f"mindst {_target_value(status, data=data)}"


def _target_value(status: TargetStatus, *, data: Prepared) -> str:
    return target_value(status.target, measure=data.agreement.indicator(status.indicator).measure)


def goal_words(status: TargetStatus, *, data: Prepared) -> str:
    """A target after the words *målet om, at*: ``fuld amning i gennemsnit varer mindst 120 dage``."""
    name = data.agreement.indicator(status.indicator).name
    return wording.goal(status.indicator, _target_value(status, data=data), name=name)


def verdict_message(status: TargetStatus, *, data: Prepared) -> str:
    """The verdict as one sentence without its full stop; also the title of its figure.

    The targets are the region's. A cluster's level is told, and no verdict.
    """
    name, goal = data.agreement.name_of(status.unit), goal_words(status, data=data)
    if status.unit != REGION:
        if status.verdict == "kan_ikke_vurderes":
            return f"Det kan ikke vurderes, hvordan {name} ligger i forhold til regionens mål om, at {goal}"
        now, before = _values_told(status)
        told = f"I {name} var {subject(data, status.indicator)} {now} i {_when(status.years[0])}"
        return f"{told} og {before} året før" if before else told
    return {
        "ja": f"{name} har nået målet om, at {goal}",
        "nej": f"{name} nåede ikke målet om, at {goal}",
        "endnu_ikke": f"{name} har endnu ikke nået målet om, at {goal}",
        "kan_ikke_vurderes": f"Det kan ikke vurderes, om {name} har nået målet om, at {goal}",
    }[status.verdict]


def side(year: YearResult, target: float) -> Literal["over", "under", "at"]:
    """On which side of the target a year's value lies."""
    return "at" if year.value == target else "over" if year.value > target else "under"


def doubtful(year: YearResult, target: float) -> bool:
    """Whether the year's interval holds values on both sides of the target."""
    return year.lower < target <= year.upper


def remaining_words(status: TargetStatus, *, data: Prepared) -> str:
    """How far the latest year lies from the target, adding up with the value as it is told; of a share in children."""
    year, decimals = status.years[0], _decimals(status, status.years[:2])
    distance = round(status.target, decimals) - round_half_up(year.value, decimals)
    measure = "pct_point" if status.measure == "pct" else status.measure
    size = wording.said(abs(distance), measure, decimals=decimals)
    if year.value >= status.target:
        return f"Det er {size} over målet." if distance else "Det er lige på målet."
    children = about((status.target - year.value) / 100 * year.known) if status.measure == "pct" else 0
    if children < data.decisions.threshold:
        return f"Der mangler {size}."
    return f"Der mangler {size}, altså omkring {wording.count(children)} af {wording.count(int(year.known))} børn."


def round_half_up(value: float, decimals: int) -> float:
    """The number a reader sees, as a number."""
    return float(wording.number(value, decimals).replace(".", "").replace(",", ".").replace(wording.MINUS, "-"))


def judged(targets: Targets, *, data: Prepared) -> Block:
    """Which births the verdicts rest on."""
    statuses = opened(targets, data=data)
    years = [status.years[0] for status in statuses if status.years]
    text = "Der er endnu intet helt aftaleår, hvor alle børn kan tælles med."
    if years:
        first, last = year_months(years[0].grain, years[0].period)
        text = (
            f"Vurderingen bygger på børn født i {_when(years[0])}, altså fra {wording.span(first, last)}. "
            "Det er det seneste aftaleår, hvor alle børn kan tælles med."
        )
    return sentence_block(data, name=f"{statuses[0].unit}-judged", paragraphs=[text])


def by_calendar_year(targets: Targets, *, data: Prepared) -> Block:
    """Whether calendar years fall on the same side of each target as the agreement years that are judged."""
    statuses = opened(targets, data=data)
    told = [status for status in statuses if _latest(status) and _latest_calendar(status)]
    name = f"{statuses[0].unit}-by-calendar-year"
    if not told:
        text = "Der er endnu ikke både et helt kalenderår og et helt aftaleår at sammenligne."
        return sentence_block(data, name=name, paragraphs=[text])
    other = [status for status in told if not _same_side(status)]
    answer = "Ja, kalenderår giver et andet svar" if other else "Nej, kalenderår giver samme svar"
    return sentence_block(
        data, name=name, paragraphs=[f"**{answer}.** {' '.join(_calendar_words(status, data=data) for status in told)}"]
    )  # fmt: skip


def _calendar_words(status: TargetStatus, *, data: Prepared) -> str:
    """On which side of the target the latest calendar year lies, and the agreement year beside it."""
    calendar, agreement = _latest_calendar(status), _latest(status)
    assert calendar is not None
    assert agreement is not None
    doubt = ", men det er usikkert" if doubtful(calendar, status.target) else ""
    alike = "også " if _same_side(status) else ""
    decimals = max(1, _decimals(status, (calendar, agreement)))  # as in the table below it
    values = [wording.said(year.value, status.measure, decimals=decimals) for year in (calendar, agreement)]
    where = [wording.lowered(SIDES[side(year, status.target)]) for year in (calendar, agreement)]
    return (
        f"I {calendar.period} var {subject(data, status.indicator)} {values[0]}. Det er {where[0]}{doubt}. "
        f"I {wording.period(agreement.grain, agreement.period)} var tallet {values[1]}, {alike}{where[1]}."
    )


def _same_side(status: TargetStatus) -> bool:
    years = (_latest_calendar(status), _latest(status))
    return len({year.value >= status.target for year in years if year is not None}) == 1


def conclusion(
    targets: Targets,
    changes: tuple[Protected[UnitChange], ...],
    *,
    data: Prepared,
    calendar: Calendar,
    ahead: tuple[Forecasts, BackTests] = ((), ()),
    beside: BesideOthers | None = None,
) -> Block:
    """The page's main conclusion: a paragraph per target, when the answer can come, the outlook, and what has changed.

    Parameters
    ----------
    targets : Protected tuple of TargetStatus
        The page's own unit.
    changes : tuple of Protected UnitChange
        Its changes since the agreement, one per outcome.
    data : Prepared
    calendar : Protected tuple of CohortRow
        When each year's births can be judged.
    ahead : tuple of Forecasts and BackTests
        What may come of the targets in the page's own unit, and how the same forecasts did before; a target that cannot
        be judged has no outlook either.
    beside : BesideOthers or None
        A cluster among the others; None for the region.
    """
    statuses = opened(targets, data=data)
    judged = {status.indicator for status in statuses if status.verdict != "kan_ikke_vurderes"}
    forecasts, tests = ahead
    shown = [one for one in (opened(each, data=data) for each in forecasts) if one.indicator in judged]
    since = [since_agreement(opened(change, data=data), data=data) for change in changes]
    paragraphs = [
        *([] if statuses[0].unit == REGION else [f"{FOR_WHOM} {REGIONS_OWN}"]),
        *(_on_target(status, data=data) for status in statuses),
        "" if beside is None else beside_others(beside, data=data),
        answered(opened(calendar, data=data), data=data)
        or f"Fristen var {wording.long_date(data.agreement.deadline)}. {ALL_JUDGED}",
        outlook(shown, {one.indicator: one for one in (opened(each, data=data) for each in tests)}, data=data),
        " ".join(since),
        _closing(statuses),
    ]
    return sentence_block(
        data, name=f"{statuses[0].unit}-conclusion", paragraphs=[one for one in paragraphs if one], lead=True
    )  # fmt: skip


def _on_target(status: TargetStatus, *, data: Prepared) -> str:
    """One paragraph on one target: verdict, year, year before, distance and doubt; of a cluster without a verdict."""
    told = [f"**{verdict_message(status, data=data)}.**"]
    if status.verdict == "kan_ikke_vurderes":
        return f"{told[0]} Årsag: {wording.REASONS.get(status.reason, wording.REASONS['maturity'])}."
    year, value = status.years[0], _target_value(status, data=data)
    if status.unit != REGION:
        where = {"over": "over", "under": "under", "at": "lige på"}[side(year, status.target)]
        placed = f"Det er {where} regionens mål på {value}."
        doubt = f"Om tallet i virkeligheden ligger over regionens mål på {value}, er usikkert."
        return f"{told[0]} {doubt if status.crosses else placed}"
    now, before = _values_told(status)
    told.append(f"I {_when(year)} var tallet {now}{f', året før {before}' if before else ''}.")
    told.append(remaining_words(status, data=data))
    return " ".join([*told, *([doubt_words(year, status, data=data)] if status.crosses else [])])


def doubt_words(year: YearResult, status: TargetStatus, *, data: Prepared) -> str:
    """That the true number can lie on the other side of the target than the one that is told."""
    target = _target_value(status, data=data)
    where = {"over": "over", "under": "under", "at": "lige på"}[side(year, status.target)]
    other = "over" if where == "under" else "under"
    return f"Tallet ligger {where} {target}, men kan i virkeligheden være {other}."


def answered(rows: tuple[CohortRow, ...], *, data: Prepared) -> str:
    """When the births the deadline names can be judged, and the next year that can; empty when all can."""
    last = max(one.last_month for one in deadline_births(data.agreement.deadline))
    open_rows = [row for row in rows if not row.mature]
    verb = "er" if data.extraction_date <= data.agreement.deadline else "var"
    told = [
        f"Fristen {verb} {wording.long_date(data.agreement.deadline)}. Det endelige svar kan tidligst gives "
        f"{wording.long_date(row.mature_on)}. {_waiting(data)}"
        for row in open_rows
        if row.last_month == last
    ]
    years = [row for row in open_rows if row.grain == "agreement_year" and row.last_month != last]
    told += [
        f"Næste årgang, {wording.period(row.grain, str(row.year))}, kan vurderes fra "
        f"{wording.long_date(row.mature_on)}."
        for row in years[:1]
    ]
    return " ".join(told)


def _waiting(data: Prepared) -> str:
    """Why the answer comes so long after the deadline."""
    rule = data.parameters.maturity
    followed, reported = (round(12 * days / 365.25) for days in (rule.follow_up_days, rule.reporting_lag_days))
    return (
        f"De sidste børn skal følges i omkring {words.months(followed)}, og kommunerne har "
        f"{words.months(reported)} til at indberette."
    )


def outlook(ahead: list[UnitForecast], tests: dict[str, UnitBackTest], *, data: Prepared) -> str:
    """How likely the targets are, and how far to rely on it: in words alone where a guess did as well before."""
    tried = {one.indicator: tests.get(one.indicator) for one in ahead}
    held = [indicator for indicator, test in tried.items() if test is not None and trusted(test)]
    whole = not ahead or ahead[0].unit == REGION
    told = outlook_words(ahead, data=data, trusted=held) if whole else cluster_outlook(ahead, data=data)
    shown = [one for one in ahead if one.forecasts]
    if not shown:
        return " ".join(told)
    doubted = [tried[one.indicator] for one in shown if one.indicator not in held]
    caution = _caution(doubted) if doubted else words.TOO_SURE
    notes = [] if all(one.planned for one in shown) else [NOT_PLANNED_NOTE]
    return " ".join([f"Fremskrivning for børn født i {births_told(shown)}:", *told, caution, *notes])


def _caution(doubted: list[UnitBackTest | None]) -> str:
    """How earlier forecasts did that are no ground for a promise: untried, mostly worse than a guess, or alike."""
    found = [side for test in doubted if test is not None for side in against_each(test)]
    if any(test is None or not judged_horizon(test) for test in doubted):
        return words.UNTRIED
    return words.MOSTLY_WORSE if 2 * found.count("worse") > len(found) else words.NO_PROMISE


def _closing(statuses: tuple[TargetStatus, ...]) -> str:
    """How many children the verdicts rest on, and what they do not say."""
    told = []
    year = next((year for year in map(_latest, statuses) if year is not None), None)
    if year is not None:
        told.append(f"Amningen er kendt for {wording.measured(year.coverage_pct, 'pct', decimals=0)} af børnene.")
    return " ".join([*told, "Svaret viser ikke, om aftalen er årsagen.", AMBITION])


def _values_told(status: TargetStatus) -> tuple[str, str]:
    """The latest year's value and that of the year before, with the same decimals; the second empty without one."""
    decimals = _decimals(status, status.years[:2])
    told = [
        wording.said(one.value, status.measure, decimals=decimals) if one.value == one.value else ""
        for one in status.years[:2]
    ]
    return told[0], "".join(told[1:])


def _when(year: YearResult) -> str:
    return wording.period(year.grain, year.period)


def _latest(status: TargetStatus) -> YearResult | None:
    """The year that is judged, where it has a value to show."""
    return next((year for year in status.years[:1] if year.value == year.value), None)


def _latest_calendar(status: TargetStatus) -> YearResult | None:
    return next((year for year in status.calendar_years[:1] if year.value == year.value), None)


def _decimals(status: TargetStatus, years: tuple[YearResult, ...]) -> int:
    """Decimals for the values of one or two years in one paragraph: enough to tell them from target and each other."""
    values = [year.value for year in years if year.value == year.value]
    decimals = max(decimals_apart(value, status.target, measure=status.measure) for value in values)
    alike = len(values) > 1 and wording.number(values[0], decimals) == wording.number(values[1], decimals)
    return max(decimals, 1) if alike else decimals
