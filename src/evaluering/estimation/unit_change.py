"""The before-and-after of one unit and outcome, as the evaluation asks for it: window, cut, alternatives, trend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from evaluering.estimation.change_design import (
    ChangeDesign,
    analysed_months,
    months_before,
    too_few,
    too_few_before,
)
from evaluering.estimation.checks.mean_change import by_method
from evaluering.estimation.design import Shape
from evaluering.estimation.estimands import with_detectable
from evaluering.estimation.estimate import Estimate, labelled
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.interrupted import InterruptedFit, fit_interrupted
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.trend import fit_trend

NEAR = "break_near_start"
"""A declared break lies so near the start that no verdict can be given."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """Change from before to after in one unit and outcome.

    `fit` is None when there are too few mature months, and `reason` says so. `children` is the number of children
    with known feeding born from `start` to `last_month`. `beside` is None, unless a declared break lies near the start:
    then `reason` is ``break_near_start``, `fit` has every break, `beside` all but those near the start, both are to be
    shown, and the two give no verdict.
    """

    unit: str
    indicator: str
    definition: str
    measure: str
    fit: InterruptedFit | None
    first_month: str
    last_month: str
    start: str
    cut_months: int
    mature_months: int
    minimum_mature_months: int
    reason: str
    children: int
    beside: InterruptedFit | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """The mean change under one choice of model."""

    slug: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The mean change under the primary model (first) and under other choices; empty when there are too few months."""

    unit: str
    indicator: str
    measure: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class UnitTrend:
    """Change per year before the agreement in one unit and outcome; None, with the reason, when it cannot be told."""

    unit: str
    indicator: str
    measure: str
    estimate: Estimate | None
    reason: str
    first_month: str
    last_month: str


def fit_unit_change(series: OutcomeSeries, *, design: ChangeDesign) -> UnitChange:
    """Fit the primary model to a monthly series.

    Parameters
    ----------
    series : OutcomeSeries
        Monthly series of one unit and outcome, with ``model_standard_error``.
    design : ChangeDesign
        The pre-specified shape.
    """
    frame = analysed_months(series, design)
    after = frame[frame["period"] >= str(design.start)]
    reason = too_few(frame, design)
    fit = beside = None
    if not reason:
        fit = _annotated(_fit(frame, design=design), series=series, frame=frame)
    if fit is not None and NEAR in fit.warnings:
        reason = NEAR
        without = _fit(frame, design=design.without_near_breaks)
        beside = _annotated(without, series=series, frame=frame)
    return UnitChange(
        unit=series.unit,
        indicator=series.indicator,
        definition=series.definition,
        measure=series.measure,
        fit=fit,
        first_month=str(frame["period"].iloc[0]),
        last_month=str(design.last_month),
        start=str(design.start),
        cut_months=design.cut_months,
        mature_months=design.months_after,
        minimum_mature_months=design.minimum_mature_months,
        reason=reason,
        children=int(after["known"].sum()),
        beside=beside,
    )


def fit_alternatives(
    series: OutcomeSeries,
    *,
    design: ChangeDesign,
    ramps_months: tuple[int, ...],
    cuts_months: tuple[int, ...] = (0,),
    methods: tuple[str, ...] = ("newey_west", "ols"),
) -> Sensitivity:
    """The mean change under other cuts, phase-ins and error models; the primary one first.

    Slugs: ``default``, ``no_cut``, ``cut_k``, ``ramp_k`` and the error models' names. Phase-ins longer than the months
    after the start are left out, and so is the primary model's own cut.
    """
    frame = analysed_months(series, design)
    if too_few(frame, design):
        return Sensitivity(series.unit, series.indicator, change_measure(series), ())
    options, shape = design.options, Shape(cut_periods=design.cut_months, breaks=design.breaks)
    others = {"default": options}
    for length in cuts_months:
        if length != design.cut_months:
            others[f"cut_{length}" if length else "no_cut"] = replace(options, shape=replace(shape, cut_periods=length))
    for length in ramps_months:
        if length <= design.months_after:
            others[f"ramp_{length}"] = replace(options, shape=replace(shape, ramp_periods=length))
    others |= {method: by_method(options, method) for method in methods}
    fits = {slug: _fit(frame, design=design, options=other) for slug, other in others.items()}
    return Sensitivity(
        unit=series.unit,
        indicator=series.indicator,
        measure=change_measure(series),
        alternatives=tuple(
            Alternative(slug, _annotated(fit, series=series, frame=frame).estimate("mean_change"))
            for slug, fit in fits.items()
        ),
    )


def fit_unit_trend(series: OutcomeSeries, *, design: ChangeDesign) -> UnitTrend:
    """Slope per year over the births before the cut: the one the change is measured against, where there is one.

    With too few months after the start to tell a change, the slope comes from the months before alone.
    """
    frame = analysed_months(series, design)
    before = months_before(frame, design)
    reason = too_few_before(before)
    estimate = None
    if not reason:
        found = _fitted_trend(frame, before, design=design)
        estimate = with_detectable(named_in(found, series=series, inside=before))
    return UnitTrend(
        unit=series.unit,
        indicator=series.indicator,
        measure=change_measure(series),
        estimate=estimate,
        reason=reason,
        first_month=str(before["period"].iloc[0]),
        last_month=str(before["period"].iloc[-1]),
    )


def _fitted_trend(frame: pd.DataFrame, before: pd.DataFrame, *, design: ChangeDesign) -> Estimate:
    """The slope from the primary model; from the months before alone when that cannot be fitted."""
    if not too_few(frame, design):
        return _fit(frame, design=design).estimate("trend_before_per_year")
    alone = fit_trend(
        before,
        outcome="value",
        period="period",
        harmonics=design.harmonics,
        standard_errors="model_standard_error",
        breaks=design.breaks,
    )
    return alone.estimates[0]


def _fit(frame: pd.DataFrame, *, design: ChangeDesign, options: FitOptions | None = None) -> InterruptedFit:
    """The primary model, or one under other options."""
    chosen = design.options if options is None else options
    return fit_interrupted(frame, start=str(design.start), **chosen.keywords())


def _annotated(fit: InterruptedFit, *, series: OutcomeSeries, frame: pd.DataFrame) -> InterruptedFit:
    """The fit with unit, indicator, number of children and coverage written into each estimate.

    Children and coverage are those of the months the fit learns the number from: all months after the start, or all
    before it. Those of a single month would tell how many are unknown in it.
    """
    after = fit.estimates[0]
    named = []
    for estimate in fit.estimates:
        months = estimate if estimate.last_period < after.first_period else after
        inside = frame[frame["period"].between(months.first_period, months.last_period)]
        named.append(named_in(estimate, series=series, inside=inside))
    return replace(fit, estimates=tuple(named))


def named_in(estimate: Estimate, *, series: OutcomeSeries, inside: pd.DataFrame) -> Estimate:
    """The estimate with what the series measures, and the children and coverage of the months inside."""
    births = float(inside["births"].sum())
    known = int(inside["known"].sum())
    named = labelled(
        estimate,
        measure=series.measure,
        indicator=series.indicator,
        definition=series.definition,
        unit=series.unit,
    )
    return replace(named, n=known, coverage_pct=100.0 * known / births if births else nan)


def change_measure(series: OutcomeSeries) -> str:
    """A change in per cent is told in percentage points."""
    return "pct_point" if series.measure == "pct" else series.measure
