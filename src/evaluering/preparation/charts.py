"""The questions a notebook asks of months over time: run chart, control chart, season; every answer is protected."""

from __future__ import annotations

from dataclasses import replace

from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.unit_charts import (
    UnitProportionChart,
    UnitRunChart,
    UnitSeason,
    unit_proportion_chart,
    unit_run_chart,
    unit_season,
)
from evaluering.preparation.planned import is_planned
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import change_design, series_of

SHARE = "share_26w"
"""The outcome that is a share of children."""


def protected_run_chart(data: Prepared, *, indicator: str, unit: str, cut_months: int) -> Protected[UnitRunChart]:
    """The months of one unit against the median of those before the cut, by the Anhøj rules."""
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=data.plan.harmonics)
    design = change_design(data, cut_months=cut_months, harmonics=data.plan.harmonics)
    series = series_of(data, indicator=indicator, unit=unit)
    record = unit_run_chart(series, design=design, ramp_end=data.agreement.ramp_end)
    return protect(replace(record, planned=planned), decisions=data.decisions)


def protected_proportion_chart(data: Prepared, *, unit: str, cut_months: int) -> Protected[UnitProportionChart]:
    """The share of children fed for 26 weeks, month by month, against three-sigma limits from before the cut."""
    planned = is_planned(data, indicator=SHARE, cut_months=cut_months, harmonics=data.plan.harmonics)
    design = change_design(data, cut_months=cut_months, harmonics=data.plan.harmonics)
    record = unit_proportion_chart(series_of(data, indicator=SHARE, unit=unit), design=design)
    return protect(replace(record, planned=planned), decisions=data.decisions)


def protected_season(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int
) -> Protected[UnitSeason]:
    """By how much each calendar month lay above or below its year before the cut."""
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    design = change_design(data, cut_months=cut_months, harmonics=harmonics)
    record = unit_season(series_of(data, indicator=indicator, unit=unit), design=design)
    return protect(replace(record, planned=planned), decisions=data.decisions)
