"""What a notebook asks of published tables: the register's figures, what was revised, and births held against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import pandas as pd

from evaluering.agreement import REGION
from evaluering.disclosure.counts import BirthsTable
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.published.published import (
    REGISTERED,
    Place,
    PublishedFigures,
    PublishedSeries,
    published_change,
    published_series,
)
from evaluering.estimation.published.published_difference import (
    AGAINST_NATION,
    AGAINST_UNTRIED,
    PublishedComparison,
    PublishedDifference,
    Step,
    Trial,
    fullest,
    published_difference,
    series_less,
)
from evaluering.intake.sources.aggregates import latest_vintage, revisions
from evaluering.intake.sources.areas import NATION, read_areas
from evaluering.intake.sources.published_births import births_against
from evaluering.periods import last_mature_month
from evaluering.preparation.planned import is_cut_planned, noted_published
from evaluering.preparation.prepared import Prepared

_REST = Place("rest", "rest", "other")
"""The rest of the nation, which has no code among the areas."""


def protected_published(data: Prepared, *, indicator: str, unit: str = REGION) -> Protected[PublishedFigures]:
    """One indicator as published, by calendar year of birth: the unit, its parts, other regions and the nation."""
    registered = REGISTERED[indicator]
    published = data.published[(data.published["measure"] == registered.measure) & _whole_years(data.published)]
    figures = _latest(data, published)
    series = _all_series(data, figures, unit=unit, measure=registered.unit)
    change = published_change(
        series[0],
        indicator=indicator,
        start=data.agreement.start,
        cut_months=data.parameters.interruption.cut_months,
        seed=data.parameters.seed,
    )
    areas = _areas(data, unit)  # what several areas together were published as, nobody published
    revised = revisions(published[published["area"].isin(areas if len(areas) == 1 else ())])
    shown = revised.assign(period=revised["first"].str[:4])[
        ["period", "then", "now", "extracted_then", "extracted_now", "difference", "beyond_rounding"]
    ]
    change = noted_published(change, planned=is_cut_planned(data))
    found = PublishedFigures(indicator, registered.definition, registered.unit, series, change, shown)
    return protect(found, decisions=data.decisions)


def protected_difference(data: Prepared, *, indicator: str, unit: str = REGION) -> Protected[PublishedComparison]:
    """One indicator as published, the unit less the rest of the nation by calendar year of birth, and the change in it.

    The rest of the nation is the nation less the agreement's region, or the other regions together where those cover
    more years. A part of the region is held against the same: the rest of the region is under the agreement as well.
    """
    registered, name = REGISTERED[indicator], data.agreement.name_of(unit)
    published = data.published[(data.published["measure"] == registered.measure) & _whole_years(data.published)]
    figures = _latest(data, published)
    own = published_series(figures, Place(unit, name, "own"), areas=_areas(data, unit), measure=registered.unit)
    others = _other_regions(data, figures)
    trials = _trials(data, others)
    tried = {code for one in trials for code in one.regions}
    step = Step(data.agreement.start, data.parameters.interruption.cut_months, data.parameters.seed)
    together = published_series(figures, _REST, areas=others, measure=registered.unit)
    less = series_less(figures, _REST, whole=NATION, part=region_code(data), measure=registered.unit)
    rest = fullest(own, (less, together))
    main = published_difference(
        own, rest, indicator=indicator, estimand=AGAINST_NATION, step=step, contaminated=bool(tried)
    )
    untried, planned = None, is_cut_planned(data)
    if tried:
        areas = [code for code in others if code not in tried]
        control = published_series(figures, _REST, areas=areas, measure=registered.unit)
        untried = published_difference(own, control, indicator=indicator, estimand=AGAINST_UNTRIED, step=step)
    found = PublishedComparison(
        indicator,
        registered.definition,
        registered.unit,
        unit=unit,
        name=name,
        main=_noted(main, planned=planned),
        without_trials=untried and _noted(untried, planned=planned),
        trials=tuple(one._replace(regions=_names(one.regions)) for one in trials),
    )
    return protect(found, decisions=data.decisions)


def protected_births_against(data: Prepared) -> Protected[BirthsTable]:
    """Births delivered beside births published: the region by year, and the municipalities where they lie apart."""
    cells = data.panel.cells
    delivered = cells.groupby("month")["births"].transform("sum").to_numpy() > 0
    table = births_against(cells.loc[delivered, ["municipality", "month", "births"]], data.published)
    own = table[table["area"] == region_code(data)]
    years = own.assign(period=own["first"].str[:4]).groupby("period", sort=True)
    frame = years.agg(
        delivered=("delivered", "sum"), published=("published", "sum"), apart=("apart", "any"), last=("last", "max")
    )
    whole = frame["last"].str.endswith("-12").to_numpy(dtype=bool)
    rows = [row for row in data.agreement.publication_rows if _apart(table, data.agreement.municipalities_of(row))]
    return protect(BirthsTable(frame[whole].drop(columns="last").reset_index(), tuple(rows)), decisions=data.decisions)


def _apart(table: pd.DataFrame, codes: tuple[str, ...]) -> bool:
    return bool(table.loc[table["area"].isin(codes), "apart"].any())


def region_code(data: Prepared) -> str:
    """Code of the agreement's region among the areas of published tables; empty when it is none of them."""
    own = read_areas().find(data.agreement.region_name)
    return own.code if own else ""


def _all_series(
    data: Prepared, figures: pd.DataFrame, *, unit: str, measure: Literal["days", "pct"]
) -> tuple[PublishedSeries, ...]:
    """The unit, the region's clusters or the cluster's region, the other regions and the nation; empty ones left out.

    The unit itself is always there, with no rows when it is not published.
    """
    agreement = data.agreement
    places = {Place(unit, agreement.name_of(unit), "own"): _areas(data, unit)}
    for cluster in agreement.clusters if unit == REGION else ():
        places[Place(cluster.slug, cluster.name, "part")] = cluster.municipalities
    others = figures.loc[figures["kind"].isin(("region", "nation")), "area"]
    for code in sorted(set(others) - set(_areas(data, unit)), key=lambda one: (one == NATION, one)):
        places[Place(code, read_areas().name_of(code), "nation" if code == NATION else "other")] = (code,)
    series = [published_series(figures, place, areas=areas, measure=measure) for place, areas in places.items()]
    return tuple(one for one in series if one.kind == "own" or len(one.frame))


def _noted(one: PublishedDifference, *, planned: bool) -> PublishedDifference:
    return replace(one, change=noted_published(one.change, planned=planned))


def _other_regions(data: Prepared, figures: pd.DataFrame) -> list[str]:
    """Codes of the published regions but the agreement's own; none where that is not known among them."""
    own = region_code(data)
    return sorted(set(figures.loc[figures["kind"] == "region", "area"]) - {own}) if own else []


def _trials(data: Prepared, others: Sequence[str]) -> list[Trial]:
    """The trials elsewhere, with the codes of those regions that are published."""
    found = [
        Trial(tuple(code for code in one.regions if code in others), one.first_year, one.last_year)
        for one in data.agreement.trials_elsewhere
    ]
    return [one for one in found if one.regions]


def _names(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(read_areas().name_of(code) for code in codes)


def _latest(data: Prepared, published: pd.DataFrame) -> pd.DataFrame:
    """The latest vintage, and whether each figure is mature in it."""
    latest = latest_vintage(published)
    spans = zip(latest["last"], latest["extracted"], strict=True)
    return latest.assign(mature=[_mature(data, last, extracted) for last, extracted in spans])


def _areas(data: Prepared, unit: str) -> tuple[str, ...]:
    """Codes of the areas that make up a unit."""
    return (region_code(data),) if unit == REGION else data.agreement.municipalities_of(unit)


def _whole_years(published: pd.DataFrame) -> pd.Series:
    first, last = published["first"], published["last"]
    return first.str.endswith("-01") & last.str.endswith("-12") & (first.str[:4] == last.str[:4])


def _mature(data: Prepared, last: str, extracted: str) -> bool:
    """Whether every child of a year could be counted when the table was made."""
    maturity = data.parameters.maturity
    youngest = last_mature_month(
        date.fromisoformat(extracted),
        follow_up_days=maturity.follow_up_days,
        reporting_lag_days=maturity.reporting_lag_days,
    )
    return last <= str(youngest)
