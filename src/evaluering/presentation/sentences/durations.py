"""Sentences on durations: where a curve lies higher, what the register's mean leaves out, and tests in plain words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.survival.curve_batch import HALF_YEAR
from evaluering.estimation.survival.unit_curves import PUBLISHED_DAYS, CurvesBeside, UnitCurves, share_differences
from evaluering.estimation.survival.unit_durations import HazardRatio, UnitDurationTests, UnitRegistered
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.duration_results import registered_entries, tests_entries
from evaluering.presentation.sentences.level import cut_of
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording.durations import (
    BEYOND,
    MIDPOINT,
    MORE,
    NO_PARITY,
    NO_TREND,
    OTHER_EVENTS,
    REGISTER_METHOD,
    REGISTER_REASONS,
    TOGETHER,
    WEEKS,
)

_SURE = 0.05


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which years of a unit are drawn, in order: those that the title holds against each other."""

    shown: tuple[str, ...]
    before: str
    latest: str


def chosen_years(record: UnitCurves, *, data: Prepared) -> Chosen:
    """The last year before the cut, and the latest; none where none is given."""
    births = record.births[~record.births["hidden"]]
    names = births["period"].tolist()
    earlier = births.loc[births["to_month"] < str(cut_of(data)), "period"].tolist()
    latest = names[-1] if names else ""
    before = earlier[-1] if earlier and earlier[-1] != latest else ""
    return Chosen(tuple(one for one in (before, latest) if one), before, latest)


def points_of(record: UnitCurves | CurvesBeside, *, unit: str = "", period: str = "") -> pd.DataFrame:
    """The given points of one unit or year, by age."""
    points = record.points
    chosen = (points["unit"] == unit) if unit else (points["period"] == period)
    return points[chosen].sort_values("day", ignore_index=True)


def by_age(points: pd.DataFrame) -> dict[int, Any]:
    """Rows by age in days, each with its columns as attributes."""
    rows: list[Any] = list(points.itertuples(index=False))
    return {int(row.day): row for row in rows}


def curves_message(record: UnitCurves, *, data: Prepared) -> str:
    """Where the latest year's curve lies above or below the last year's before the cut; a title."""
    name, chosen = data.agreement.name_of(record.unit), chosen_years(record, data=data)
    if not chosen.latest:
        return f"{name}: der er endnu intet helt år at vise en kurve for"
    latest = wording.period(record.grain, chosen.latest)
    if not chosen.before:
        return f"{name}: så længe blev børn født i {latest} ammet fuldt"
    before = wording.period(record.grain, chosen.before)
    groups: dict[str, list[str]] = {}
    for day, side in _compared(record, chosen).items():
        groups.setdefault(side, []).append(WEEKS[day])
    unclear = groups.pop("unclear", [])
    clauses = [
        f"{_at(weeks)}: {MORE[side]}"
        if place
        else f"{MORE[side]} af børn født i {latest} end i {before} "
        f"blev stadig ammet fuldt {wording.lowered(_at(weeks))}"
        for place, (side, weeks) in enumerate(groups.items())
    ]
    if unclear and clauses:
        clauses.append(f"{_at(unclear)} er forskellen ikke sikker")
    elif unclear:
        clauses.append(f"ingen sikker forskel på børn født i {before} og {latest} {wording.lowered(_at(unclear))}")
    return f"{name}: {'. '.join(clauses)}" if clauses else f"{name}: så længe blev børn født i {latest} ammet fuldt"


def _at(weeks: list[str]) -> str:
    return f"Ved {wording.sentence_list(weeks)} uger"


def _compared(record: UnitCurves, chosen: Chosen) -> dict[int, str]:
    """Whether the published shares of the latest year lie higher: only where the drawn interval is clear of zero."""
    found = differences(record, chosen)
    shown = found[found["day"].isin(PUBLISHED_DAYS) & found["probability_higher"].notna()].round(1)
    rows: list[Any] = list(shown.itertuples(index=False))
    return {int(row.day): "up" if row.lower > 0 else "down" if row.upper < 0 else "unclear" for row in rows}


def differences(record: UnitCurves, chosen: Chosen) -> pd.DataFrame:
    """The latest year's shares less those of the year before the agreement; see `share_differences`."""
    return share_differences(*(points_of(record, period=year) for year in (chosen.latest, chosen.before)))


def beside_message(record: CurvesBeside, *, data: Prepared) -> str:
    """The years taken together, and the row's share at the latest published age beside the region's; a title.

    How sure a difference is stands with the chance limits alone, which allow for how municipalities usually differ.
    """
    name = data.agreement.name_of(record.row)
    unit = record.births["unit"].iloc[0]
    own, region = (by_age(points_of(record, unit=one)) for one in (unit, REGION))
    days = [day for day in PUBLISHED_DAYS if day in own]
    if not days:
        return f"{name}: kurven kan ikke vises"
    day = days[-1]
    if day != HALF_YEAR:  # the latest age that is given is no conclusion
        return f"{_together(record)}: kurven for {name} kan kun vises til {WEEKS[day]} uger"
    shares = [wording.measured(rows[day].share_pct, "pct") for rows in (own, region)]
    what = wording.lowered(BEYOND[day])
    return f"{_together(record)}: {shares[0]} ammet fuldt i {what} i {name}, {shares[1]} i regionen"


def _together(record: CurvesBeside) -> str:
    """The agreement years taken together: ``Tre år under ét (2022/23–2024/25)``."""
    years = [Month.parse(month).agreement_year for month in (record.first_month, record.last_month)]
    names = [wording.period("agreement_year", str(year)).removeprefix("aftaleår ") for year in years]
    count = years[-1] - years[0] + 1
    return f"{TOGETHER[count]} ({'–'.join(names)})" if count > 1 else f"Aftaleår {names[0]}"


def registered(registered: Protected[UnitRegistered], *, data: Prepared) -> Block:
    """Why our mean is not the register's: one sentence whose numbers add up."""
    record = opened(registered, data=data)
    name = f"{record.unit}-registered"
    place = data.agreement.name_of(record.unit)
    if record.registered is None:
        why = "det bygger på så få børn, at det ikke må vises" if record.hidden else "der er ingen registrerede dage"
        text = f"Databasens gennemsnit for {place} kan ikke efterregnes: {why}."
        return sentence_block(data, name=name, paragraphs=[text])
    theirs, ours, steps = added_up(record)
    told = [f"{REGISTER_REASONS[reason]} ({wording.signed(step, 'count')})" for reason, step in steps]
    year = wording.period(record.grain, record.period)
    apart = wording.measured(abs(round(ours - theirs, 1)), "days")
    first = (
        f"For børn født i {year} i {place} giver databasens måde at tælle på {wording.measured(theirs, 'days')}. "
        f"Vores tal er {wording.measured(ours, 'days')}."
    )
    why = f"**Forskellen på {apart} kommer fra {', og '.join(told)}.**" if told else "**De to måder giver samme tal.**"
    paragraphs = [first, why, REGISTER_METHOD]
    return sentence_block(data, name=name, paragraphs=paragraphs, results=registered_entries(record))


def added_up(record: UnitRegistered) -> tuple[float, float, list[tuple[str, float]]]:
    """Both means and the steps between them with one decimal, such that the rounded steps add up to the difference."""
    means = (record.registered, record.restricted)
    theirs, ours = (round(one.value, 1) if one is not None else math.nan for one in means)
    found = zip(record.explanation["reason"].astype(str), record.explanation["days"].tolist(), strict=True)
    told = [(reason, days) for reason, days in found if reason in REGISTER_REASONS]
    tenths = {reason: round(10 * days) for reason, days in told}
    missing = round(10 * (ours - theirs)) - sum(tenths.values())
    largest = max(tenths, key=lambda reason: abs(tenths[reason]))
    tenths[largest] += missing
    return theirs, ours, [(reason, step / 10) for reason, step in tenths.items() if step]


def duration_tests(tests: Protected[UnitDurationTests], *, data: Prepared) -> Block:
    """How much less, or more, children stopped on a given day than before, with all that it does not take in."""
    record = opened(tests, data=data)
    name = f"{record.unit}-duration-tests"
    if record.ratio is None or record.early is None or record.late is None:
        text = f"De to års varigheder kan ikke holdes op mod hinanden: {wording.REASONS[record.reason]}."
        return sentence_block(data, name=name, paragraphs=[text])
    place, ratio = data.agreement.name_of(record.unit), record.ratio
    before, after = (wording.period("agreement_year", one).removeprefix("aftaleår ") for one in record.periods)
    told = (
        f"**{_stopped_message(ratio, before=before, after=after)}.** Det gælder børn født i {place} i de to aftaleår. "
        f"Forholdet er {_ratio_words(ratio)}."
    )
    alike = (
        f"Før og efter 9 uger er forholdet {wording.number(record.early.value, 2)} og "
        f"{wording.number(record.late.value, 2)}. {_alike(record.proportional_p_value)}"
    )
    part = wording.measured(record.between_visits_pct, "pct", decimals=0)
    other = f" {OTHER_EVENTS.format(events=wording.sentence_list(record.breaks))}" if record.breaks else ""
    paragraphs = [f"{NO_TREND}{other}", told, alike, f"{MIDPOINT.format(part=part)} {NO_PARITY}"]
    return sentence_block(data, name=name, paragraphs=paragraphs, results=tests_entries(record))


def _stopped_message(ratio: HazardRatio, *, before: str, after: str) -> str:
    """How many fewer or more of those still breastfed stopped on a given day, without its full stop."""
    if ratio.lower <= 1 <= ratio.upper:
        return f"Der er ingen sikker forskel på, hvor mange der stoppede på en given dag i {after} og {before}"
    size = wording.measured(100 * abs(1 - ratio.value), "pct", decimals=0)
    way = "færre" if ratio.value < 1 else "flere"
    return f"På en given dag stoppede {size} {way} af de børn, der stadig blev ammet fuldt, i {after} end i {before}"


def _ratio_words(ratio: HazardRatio) -> str:
    low, high = wording.number(ratio.lower, 2), wording.number(ratio.upper, 2)
    return f"{wording.number(ratio.value, 2)}, med {SURETY} sikkerhed mellem {low} og {high}"


def _alike(p_value: float) -> str:
    if p_value < _SURE:
        return "Forholdet er næppe det samme tidligt og sent. Ét samlet tal dækker derfor over to forløb."
    return "De ligger ikke længere fra hinanden, end et tilfælde kan give."


def half_year_share(points: pd.DataFrame) -> str:
    """The share at 26 weeks in words, or that it is not given."""
    found = by_age(points).get(HALF_YEAR)
    return wording.measured(found.share_pct, "pct") if found is not None else wording.lowered(wording.HIDDEN)
