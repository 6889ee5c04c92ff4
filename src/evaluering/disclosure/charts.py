"""What is emptied in charts over months: hidden months are taken out, and everything is made again from the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from evaluering.disclosure.decisions import Decisions, without
from evaluering.disclosure.estimates import uncounted
from evaluering.estimation.control_charts import ControlChart
from evaluering.estimation.unit_charts import UnitProportionChart, UnitRunChart, UnitSeason, without_months

MOST_HIDDEN = 0.1
"""Months are hidden where few children reach a limit, so those left lie too high: above this share, no chart."""

LIMIT_DECIMALS = 3
"""Decimals of the limits of a proportion: with all of them, they would give the number of children of each month."""

FEW_LIMIT_DECIMALS = 2
FEW_IN_A_MONTH = 100
"""With fewer children than this in a month, its limits lie so far from each other's that one decimal less is given."""

_EMPTIED = (
    "births", "known", "coverage_pct", "at_least", "value", "standard_error", "model_standard_error", "lower", "upper",
)  # fmt: skip


def _made_again(record: Any, decisions: Decisions) -> Any:
    """The record without its hidden months: median, season, runs and limits rest on the shown ones alone.

    A median of an odd number of months is the value of one of them, and a run that is broken where nothing is seen
    tells on which side a hidden month lies.
    """
    series = record.series
    periods = series.frame["period"].tolist()
    hidden = decisions.hidden(grain="month", unit=series.unit, indicator=series.indicator, periods=periods)
    frame = without(series.frame, hidden, [name for name in _EMPTIED if name in series.frame])
    shown = replace(series, frame=frame.assign(hidden=hidden))
    if not hidden.any():
        return replace(record, series=shown)
    if hidden.mean() > MOST_HIDDEN:
        part = "season" if isinstance(record, UnitSeason) else "chart"
        return replace(record, series=shown, reason="hidden", **{part: None})
    return without_months(record, shown)


def _run_chart(record: UnitRunChart, decisions: Decisions) -> UnitRunChart:
    made: UnitRunChart = _made_again(record, decisions)
    if decisions.counts_told or made.trend is None:
        return made
    return replace(made, trend=uncounted(made.trend))


def _season(record: UnitSeason, decisions: Decisions) -> UnitSeason:
    made: UnitSeason = _made_again(record, decisions)
    return made


def _proportion_chart(record: UnitProportionChart, decisions: Decisions) -> UnitProportionChart:
    made: UnitProportionChart = _made_again(record, decisions)
    return made if made.chart is None else replace(made, chart=_rounded(made.chart, made.series.frame))


def _rounded(chart: ControlChart, months: pd.DataFrame) -> ControlChart:
    known = chart.frame["period"].map(months.set_index("period")["known"])
    few = known < FEW_IN_A_MONTH
    limits = {
        name: chart.frame[name].round(FEW_LIMIT_DECIMALS).where(few, chart.frame[name].round(LIMIT_DECIMALS))
        for name in ("lower", "upper")
    }
    return replace(chart, frame=chart.frame.assign(**limits))


CHART_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType(
    {UnitRunChart: _run_chart, UnitProportionChart: _proportion_chart, UnitSeason: _season}
)
"""The rule of each record, for `protect`."""
