"""Sentences on the targets: reached, not reached, not yet, or not to be judged; and what has changed meanwhile."""

from __future__ import annotations

from typing import Literal

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_change import UnitChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.results import year_months
from evaluering.presentation.sentences.change import since_agreement
from evaluering.presentation.sentences.forecast import Forecasts, outlook_words, target_value
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.uncertainty import decimals_apart
from evaluering.presentation.units import TargetsByUnit

Targets = Protected[tuple[TargetStatus, ...]]

AMBITION = "Målene er aftalens ambitioner. De er ikke minimumskrav."

SIDES = {"over": "Over målet", "under": "Under målet", "at": "Lige på målet"}
"""Where a value lies beside its target, for a cell."""


def target_words(status: TargetStatus, *, data: Prepared) -> str:
    """What the target asks: ``mindst 120 dage``."""
    return f"mindst {_target_value(status, data=data)}"


def _target_value(status: TargetStatus, *, data: Prepared) -> str:
    return target_value(status.target, measure=data.agreement.indicator(status.indicator).measure)


def verdict_message(status: TargetStatus, *, data: Prepared) -> str:
    """The verdict as one sentence without its full stop; also the title of its figure."""
    name = data.agreement.name_of(status.unit)
    indicator = data.agreement.indicator(status.indicator)
    goal = wording.goal(status.indicator, _target_value(status, data=data), name=indicator.name)
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


def remaining_words(status: TargetStatus) -> str:
    """How far the latest year lies from the target, adding up with the value as it is told."""
    year, decimals = status.years[0], _decimals(status, status.years[:2])
    distance = round(status.target, decimals) - round_half_up(year.value, decimals)
    measure = "pct_point" if status.measure == "pct" else status.measure
    size = wording.said(abs(distance), measure, decimals=decimals)
    if year.value >= status.target:
        return f"Det er {size} over målet." if distance else "Det er lige på målet."
    return f"Der mangler {size}."


def round_half_up(value: float, decimals: int) -> float:
    """The number a reader sees, as a number."""
    return float(wording.number(value, decimals).replace(".", "").replace(",", ".").replace(wording.MINUS, "-"))


def judged(targets: Targets, *, data: Prepared) -> Block:
    """Which births the verdicts rest on, and what the targets are."""
    statuses = opened(targets, data=data)
    years = [status.years[0] for status in statuses if status.years]
    paragraphs = [AMBITION]
    if years:
        first, last = year_months(years[0].grain, years[0].period)
        paragraphs.insert(
            0,
            f"Vurderingen bygger på børn født i {wording.period(years[0].grain, years[0].period)}, altså fra "
            f"{wording.span(first, last)}. Det er det seneste aftaleår, hvor alle børn kan tælles med.",
        )
    else:
        paragraphs.insert(0, "Der er endnu intet helt aftaleår, hvor alle børn kan tælles med.")
    return sentence_block(data, name=f"{statuses[0].unit}-judged", paragraphs=paragraphs)


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
    beside: TargetsByUnit = (),
    forecasts: Forecasts = (),
) -> Block:
    """The page's main conclusion: one paragraph per target, what has changed, the outlook, and what cannot be said.

    Parameters
    ----------
    targets : Protected tuple of TargetStatus
        The page's own unit.
    changes : tuple of Protected UnitChange
        Its changes since the agreement, one per outcome.
    data : Prepared
    beside : TargetsByUnit
        The same targets in several units: for the region, its clusters are named too.
    forecasts : tuple of Protected UnitForecast
        What may come of them in the page's own unit; a target that cannot be judged has no outlook either.
    """
    statuses = opened(targets, data=data)
    clusters = [one for unit in beside for one in opened(unit, data=data) if one.unit != REGION]
    clusters = clusters if statuses[0].unit == REGION else []
    ahead = {one.indicator: outlook_words(one, data=data) for one in (opened(one, data=data) for one in forecasts)}
    paragraphs = []
    for status in statuses:
        paragraphs.append(_on_target(status, clusters, data=data))
        outlook = ahead.get(status.indicator, "") if status.verdict != "kan_ikke_vurderes" else ""
        paragraphs += [outlook] if outlook else []
    since = [since_agreement(opened(change, data=data), data=data) for change in changes]
    paragraphs += [" ".join(since)] if since else []
    return sentence_block(
        data, name=f"{statuses[0].unit}-conclusion", paragraphs=[*paragraphs, _closing(statuses)], lead=True
    )  # fmt: skip


def _on_target(status: TargetStatus, clusters: list[TargetStatus], *, data: Prepared) -> str:
    """One paragraph on one target: verdict, year, year before, distance, certainty, deadline, clusters."""
    told = [f"**{verdict_message(status, data=data)}.**"]
    if status.verdict == "kan_ikke_vurderes":
        told.append(f"Årsag: {wording.REASONS.get(status.reason, wording.REASONS['maturity'])}.")
    year = _latest(status)
    if year is not None:
        shown = [one for one in status.years[:2] if one.value == one.value]
        values = [
            wording.said(one.value, status.measure, decimals=_decimals(status, status.years[:2])) for one in shown
        ]
        told.append(f"I {wording.period(year.grain, year.period)} var tallet {values[0]}.")
        told += [f"Året før: {value}." for value in values[1:]]
        if status.verdict != "kan_ikke_vurderes":
            told += [remaining_words(status), _certainty_words(year, status, data=data)]
    if status.verdict == "endnu_ikke":
        told.append(f"Fristen er {wording.long_date(status.deadline)}.")
    same = [one for one in clusters if one.indicator == status.indicator and one.verdict != "kan_ikke_vurderes"]
    return " ".join([*told, *([_among_clusters(same, data=data)] if same else [])])


def _certainty_words(year: YearResult, status: TargetStatus, *, data: Prepared) -> str:
    """Whether the true number can lie on the other side of the target than the one that is told."""
    target = _target_value(status, data=data)
    where = {"over": "over", "under": "under", "at": "lige på"}[side(year, status.target)]
    if not status.crosses:
        return f"Tallet ligger klart {where} {target}."
    other = "over" if where == "under" else "under"
    return f"Tallet ligger {where} {target}, men kan i virkeligheden være {other}."


def _among_clusters(statuses: list[TargetStatus], *, data: Prepared) -> str:
    """The clusters whose number reaches the target, each with its doubt."""
    reached = [
        f"{data.agreement.name_of(one.unit)}{' (usikkert)' if one.crosses else ''}"
        for one in statuses
        if one.verdict == "ja"
    ]
    if not reached:
        return "Ingen klynge ligger over målet."
    return f"Klynger over målet: {wording.sentence_list(reached)}."


def _closing(statuses: tuple[TargetStatus, ...]) -> str:
    """How many children the verdicts rest on, and what they do not say."""
    told = []
    year = next((year for year in map(_latest, statuses) if year is not None), None)
    if year is not None:
        told.append(f"Amningen er kendt for {wording.measured(year.coverage_pct, 'pct', decimals=0)} af børnene.")
    told += ["Svaret viser ikke, om aftalen er årsagen.", AMBITION]
    if statuses[0].unit != REGION:
        told.append("De gælder hele regionen, ikke den enkelte klynge.")
    return " ".join(told)


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
