"""Entries of ``results.json`` for charts over months: the frozen median, the runs after the start, the season."""

from __future__ import annotations

from typing import Any

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.estimation.unit_charts import BASELINE, CUT, UnitRunChart, UnitSeason
from evaluering.presentation.results import Cell, entry

MEDIAN_METHOD = "median"
RUNS_METHOD = "anhoej"
SEASON_METHOD = "marginal"


def run_chart_entries(record: UnitRunChart) -> list[dict[str, Any]]:
    """The median of the months before, and of each phase from the start on its longest run and its crossings."""
    if record.chart is None:
        return []
    series, entries = record.series, []
    for row in record.chart.phases.to_dict("records"):
        if row["phase"] == CUT or not row["first_period"]:
            continue
        span = str(row["first_period"]), str(row["last_period"])
        numbers = (
            [("median", record.chart.median, series.measure, MEDIAN_METHOD)]
            if row["phase"] == BASELINE
            else [(name, float(row[name]), "count", RUNS_METHOD) for name in ("longest_run", "crossings")]
        )
        for name, value, measure, method in numbers:
            cell = Cell(series.indicator, series.definition, series.unit, f"run_chart_{name}_{row['phase']}", *span)
            entries.append(entry(cell, measure=measure, method=method, hidden=False, value=value))
    return _noted(entries, planned=record.planned)


def season_entries(record: UnitSeason) -> list[dict[str, Any]]:
    """How far each calendar month lies from the mean of its year."""
    if record.season is None:
        return []
    series = record.series
    measure = "pct_point" if series.measure == "pct" else series.measure
    entries = []
    for row in record.season.frame.to_dict("records"):
        estimand = f"season_{int(row['season']):02d}"
        span = record.first_month, record.last_month
        cell = Cell(series.indicator, series.definition, series.unit, estimand, *span)
        numbers = {name: float(row[name]) for name in ("value", "lower", "upper")}
        entries.append(entry(cell, measure=measure, method=SEASON_METHOD, hidden=False, **numbers))
    return _noted(entries, planned=record.planned)


def _noted(entries: list[dict[str, Any]], *, planned: bool) -> list[dict[str, Any]]:
    return entries if planned else [one | {"notes": [NOT_PLANNED]} for one in entries]
