"""The questions a notebook asks of prepared data: one function each, and every answer is protected."""

from __future__ import annotations

from dataclasses import replace
from math import nan

from evaluering.agreement import REGION, Indicator
from evaluering.disclosure.counts import CountTable, SourceTable
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.data_quality.unknown_children import (
    ChangeScenarios,
    OutcomeBounds,
    change_scenarios,
    outcome_bounds,
)
from evaluering.estimation.series import OutcomeSeries, outcome_series
from evaluering.estimation.targets import TargetStatus, target_status
from evaluering.estimation.unit_change import (
    Sensitivity,
    UnitChange,
    UnitTrend,
    fit_alternatives,
    fit_unit_change,
    fit_unit_trend,
)
from evaluering.estimation.year_change import YearChange, year_change
from evaluering.periods import Month, last_mature_month
from evaluering.preparation.planned import is_planned, noted_change, noted_scenarios, noted_sensitivity, noted_trend
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import Grain, change_design, series_of
from evaluering.study.duration import DEFINITIONS
from evaluering.study.indicators import BaselineCheck, CohortRow, OwnBaseline, baseline_check, cohort_calendar


def protected_series(data: Prepared, *, indicator: str, unit: str, grain: Grain = "month") -> Protected[OutcomeSeries]:
    """One outcome of one unit by period, by the agreement's own definition of it.

    Months in which a child has not yet passed the last visit are left out: nobody could know their feeding. Those that
    are preliminary only lack reports.
    """
    series = series_of(data, indicator=indicator, unit=unit, grain=grain)
    if grain == "month":
        # With no lag for reports, a month counts once its youngest child has passed the visit.
        days = data.parameters.maturity.follow_up_days
        last = last_mature_month(data.extraction_date, follow_up_days=days, reporting_lag_days=0)
        visited = series.frame["period"] <= str(last)
        series = replace(series, frame=series.frame[visited].reset_index(drop=True))
    return protect(series, decisions=data.decisions)


def protected_change(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int
) -> Protected[UnitChange]:
    """The change from before to after the agreement, by the primary model."""
    series = series_of(data, indicator=indicator, unit=unit)
    change = fit_unit_change(series, design=change_design(data, cut_months=cut_months, harmonics=harmonics))
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(noted_change(change, planned=planned), decisions=data.decisions)


def protected_sensitivity(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int, ramps_months: list[int]
) -> Protected[Sensitivity]:
    """The same change under other choices of cut, phase-in and error model: cuts and models are those of the plan."""
    series = series_of(data, indicator=indicator, unit=unit)
    design = change_design(data, cut_months=cut_months, harmonics=harmonics)
    plan = data.plan
    sensitivity = fit_alternatives(
        series,
        design=design,
        ramps_months=tuple(ramps_months),
        cuts_months=plan.other_cuts_months,
        methods=plan.methods,
    )
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(noted_sensitivity(sensitivity, plan=plan, planned=planned), decisions=data.decisions)


def protected_trend(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int
) -> Protected[UnitTrend]:
    """The slope per year before the agreement."""
    series = series_of(data, indicator=indicator, unit=unit)
    trend = fit_unit_trend(series, design=change_design(data, cut_months=cut_months, harmonics=harmonics))
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(noted_trend(trend, planned=planned), decisions=data.decisions)


def protected_bounds(
    data: Prepared, *, indicator: str, unit: str, grain: Grain = "calendar_year"
) -> Protected[OutcomeBounds]:
    """What the unknown children could make of an outcome, by mature year."""
    series = series_of(data, indicator=indicator, unit=unit, grain=grain)
    return protect(outcome_bounds(series), decisions=data.decisions)


def protected_change_scenarios(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int
) -> Protected[ChangeScenarios]:
    """The mean change under assumptions on the unknown children."""
    series = series_of(data, indicator=indicator, unit=unit)
    design = change_design(data, cut_months=cut_months, harmonics=harmonics)
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(noted_scenarios(change_scenarios(series, design=design), planned=planned), decisions=data.decisions)


def protected_exclusions(data: Prepared) -> Protected[CountTable]:
    """The flow from rows delivered to children counted."""
    return protect(CountTable(data.panel.exclusions), decisions=data.decisions)


def protected_sources(data: Prepared) -> Protected[SourceTable]:
    """What was delivered, and what was set aside on reading, hidden where the flow of exclusions hides it."""
    flow = protected_exclusions(data).value.frame
    set_aside = CountTable(flow[flow["rule"].isin(data.sources.set_aside.frame["rule"])])
    return protect(replace(data.sources, set_aside=set_aside), decisions=data.decisions)


def protected_baseline(data: Prepared) -> Protected[tuple[BaselineCheck, ...]]:
    """The agreement's stated past figures held against the same figures in these data, for the region."""
    checks = tuple(_baseline(data, indicator) for indicator in data.agreement.indicators)
    return protect(checks, decisions=data.decisions)


def protected_targets(data: Prepared, *, unit: str) -> Protected[tuple[TargetStatus, ...]]:
    """How a unit stands against each target; the baseline gate is the region's for every unit."""
    statuses = tuple(
        target_status(
            indicator,
            agreement_years=series_of(data, indicator=indicator.id, unit=unit, grain="agreement_year"),
            calendar_years=series_of(data, indicator=indicator.id, unit=unit, grain="calendar_year"),
            agreement=data.agreement,
            coverage_gate_pct=data.parameters.coverage_gate_pct,
            baseline_ok=_baseline(data, indicator).agrees,
        )
        for indicator in data.agreement.indicators
    )
    return protect(statuses, decisions=data.decisions)


def protected_year_change(data: Prepared, *, indicator: str, unit: str) -> Protected[YearChange]:
    """The latest agreement year less the one before it."""
    series = series_of(data, indicator=indicator, unit=unit, grain="agreement_year")
    return protect(year_change(series), decisions=data.decisions)


def protected_calendar(data: Prepared) -> Protected[tuple[CohortRow, ...]]:
    """When the births of each agreement year up to the deadline can be judged."""
    last = Month.of(data.agreement.deadline).agreement_year
    years = range(data.agreement.start.agreement_year, last + 1)
    rows = cohort_calendar(data.parameters.maturity, years)
    rows = tuple(replace(row, mature=str(row.last_month) <= data.panel.last_mature_month) for row in rows)
    return protect(rows, decisions=data.decisions)


def _baseline(data: Prepared, indicator: Indicator) -> BaselineCheck:
    baseline, gate = indicator.baseline, data.parameters.baseline_gate
    span = (Month(baseline.first_year, 1), Month(baseline.last_year, 12))
    found = {"value": nan, "lower": nan, "upper": nan, "known": 0.0, "coverage_pct": nan}
    if str(span[0]) >= data.panel.cells["month"].min():  # a series that begins later cannot be held against it
        series = outcome_series(
            data.panel,
            unit=REGION,
            municipalities=data.agreement.municipalities_of(REGION),
            definition=DEFINITIONS[baseline.definition],
            grain="span",
            spans=(span,),
        )
        found = {name: float(series.frame[name].iloc[0]) for name in found}
    return baseline_check(
        indicator,
        OwnBaseline(
            value=found["value"],
            lower=found["lower"],
            upper=found["upper"],
            known=int(found["known"]),
            coverage_pct=found["coverage_pct"],
        ),
        tolerance=gate.tolerance_days if indicator.measure == "days" else gate.tolerance_pct_point,
    )
