"""The before-and-after of one unit and outcome, as the evaluation asks for it: window, cut, alternatives, trend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from evaluering.estimation.change_design import (
    ChangeDesign,
    analysed_months,
    known_months,
    months_before,
    told_design,
    too_few_before,
)
from evaluering.estimation.checks.mean_change import by_method
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
    shown, and the two give no verdict. `breaks` are the names of the declared breaks in the fit: those that its months
    can tell.
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
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """The mean change under one choice of model."""

    slug: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The mean change under the primary model (first) and under other choices; empty, with the reason, without one.

    `reason` is ``break_near_start`` where a declared break lies so near the start that there is no verdict to hold
    other choices against.
    """

    unit: str
    indicator: str
    measure: str
    alternatives: tuple[Alternative, ...]
    reason: str = ""


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
    told, reason = told_design(frame, design)
    fit = beside = None
    if not reason:
        fit = _annotated(_fit(frame, design=told), series=series, frame=frame)
    if fit is not None and told != told.without_near_breaks:
        reason = NEAR
        without = _fit(frame, design=told.without_near_breaks)
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
        breaks=tuple(one.name for one in told.breaks) if fit is not None else (),
    )


def fit_alternatives(
    series: OutcomeSeries,
    *,
    design: ChangeDesign,
    ramps_months: tuple[int, ...],
    cuts_months: tuple[int, ...],
    methods: tuple[str, ...],
) -> Sensitivity:
    """The mean change under other cuts, phase-ins and error models; the primary one first.

    Slugs: ``default``, those of `ChangeDesign.shapes` and the error models' names. A choice that cannot be fitted is
    left out.
    """
    frame = analysed_months(series, design)
    told, reason = told_design(frame, design)
    if not reason and told != told.without_near_breaks:
        reason = NEAR
    if reason:
        return Sensitivity(series.unit, series.indicator, change_measure(series), (), reason)
    options, months = told.options, known_months(frame)
    others = {"default": options}
    for slug, shape in design.shapes(ramps_months=ramps_months, cuts_months=cuts_months).items():
        others[slug] = replace(options, shape=design.shape_told_in(shape, months))
    others |= {method: by_method(options, method) for method in methods}
    found = []
    for slug, other in others.items():
        try:
            fit = _fit(frame, design=told, options=other)
        except ValueError:
            if slug == "default":
                raise
            continue
        found.append(Alternative(slug, _annotated(fit, series=series, frame=frame).estimate("mean_change")))
    return Sensitivity(series.unit, series.indicator, change_measure(series), tuple(found))


def fit_unit_trend(series: OutcomeSeries, *, design: ChangeDesign) -> UnitTrend:
    """Slope per year over the births before the cut: the one the change is measured against, where there is one.

    With too few months after the start to tell a change, the slope comes from the months before alone.
    """
    frame = analysed_months(series, design)
    before = months_before(frame, design)
    reason = too_few_before(before) or _untold(before, design)
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
    told, reason = told_design(frame, design)
    if not reason:
        return _fit(frame, design=told).estimate("trend_before_per_year")
    alone = fit_trend(
        before,
        outcome="value",
        period="period",
        harmonics=design.harmonics,
        standard_errors="model_standard_error",
        breaks=design.told_in(known_months(before)).breaks,
    )
    return alone.estimates[0]


def _untold(before: pd.DataFrame, design: ChangeDesign) -> str:
    """Slug of why the months before the cut alone cannot tell their breaks; empty when they can."""
    months = known_months(before)
    return "" if design.told_in(months).tells_apart(months, changes=False) else "break_not_told"


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
