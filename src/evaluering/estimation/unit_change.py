"""The before-and-after of one unit and outcome, as the evaluation asks for it: window, cut, alternatives, trend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from evaluering.estimation.design import Shape
from evaluering.estimation.estimands import with_detectable
from evaluering.estimation.estimate import Estimate, labelled
from evaluering.estimation.interrupted import InterruptedFit, fit_interrupted
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.trend import fit_trend
from evaluering.parameters import MONTHS_BEFORE
from evaluering.periods import Month


@dataclass(frozen=True, slots=True)
class ChangeDesign:
    """The pre-specified shape of a before-and-after.

    Parameters
    ----------
    start : Month
        First exposed birth month (included).
    cut_months : int
        Birth months before `start` that are left out, because those children were still being fed at the start.
    harmonics : int
        Pairs of yearly waves.
    last_month : Month
        Last mature birth month (included); nothing after it is used.
    minimum_mature_months : int
        Fewest mature months from `start` on before a change is shown.
    seed : int
        Of the draws behind relative changes.
    """

    start: Month
    cut_months: int
    harmonics: int
    last_month: Month
    minimum_mature_months: int
    seed: int


@dataclass(frozen=True, slots=True)
class UnitChange:
    """Change from before to after in one unit and outcome.

    `fit` is None when there are too few mature months, and `reason` says so. `children` is the number of children
    with known feeding born from `start` to `last_month`.
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
    frame = _window(series, design)
    after = frame[frame["period"] >= str(design.start)]
    reason = _too_few(frame, design)
    fit = None if reason else _annotated(_fit(frame, design=design), series=series, frame=frame)
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
        mature_months=max(0, design.last_month - design.start + 1),
        minimum_mature_months=design.minimum_mature_months,
        reason=reason,
        children=int(after["known"].sum()),
    )


def fit_alternatives(series: OutcomeSeries, *, design: ChangeDesign, ramps_months: tuple[int, ...]) -> Sensitivity:
    """The mean change under other cuts, phase-ins and error models; the primary one first."""
    frame = _window(series, design)
    if _too_few(frame, design):
        return Sensitivity(series.unit, series.indicator, _change_measure(series), ())
    months_after = design.last_month - design.start + 1
    fits = {"default": _fit(frame, design=design), "no_cut": _fit(frame, design=replace(design, cut_months=0))}
    for length in ramps_months:
        if length <= months_after:
            fits[f"ramp_{length}"] = _fit(frame, design=design, ramp_periods=length)
    for method in ("newey_west", "ols"):
        fits[method] = _fit(frame, design=design, method=method)
    return Sensitivity(
        unit=series.unit,
        indicator=series.indicator,
        measure=_change_measure(series),
        alternatives=tuple(
            Alternative(slug, _annotated(fit, series=series, frame=frame).estimate("mean_change"))
            for slug, fit in fits.items()
        ),
    )


def fit_unit_trend(series: OutcomeSeries, *, design: ChangeDesign) -> UnitTrend:
    """Slope per year over the births before the cut: the one the change is measured against, where there is one.

    With too few months after the start to tell a change, the slope comes from the months before alone.
    """
    frame = _window(series, design)
    before = frame[frame["period"] < str(design.start + -design.cut_months)]
    reason = _too_few_before(before)
    estimate = None
    if not reason:
        found = _fitted_trend(frame, before, design=design)
        estimate = with_detectable(_named(found, series=series, inside=before))
    return UnitTrend(
        unit=series.unit,
        indicator=series.indicator,
        measure=_change_measure(series),
        estimate=estimate,
        reason=reason,
        first_month=str(before["period"].iloc[0]),
        last_month=str(before["period"].iloc[-1]),
    )


def _fitted_trend(frame: pd.DataFrame, before: pd.DataFrame, *, design: ChangeDesign) -> Estimate:
    """The slope from the primary model; from the months before alone when that cannot be fitted."""
    if not _too_few(frame, design):
        return _fit(frame, design=design).estimate("trend_before_per_year")
    alone = fit_trend(
        before,
        outcome="value",
        period="period",
        harmonics=design.harmonics,
        standard_errors="model_standard_error",
    )
    return alone.estimates[0]


def _too_few(frame: pd.DataFrame, design: ChangeDesign) -> str:
    """Slug of why no change can be estimated; empty when it can."""
    after = frame[frame["period"] >= str(design.start)]
    if (after["known"] > 0).sum() < design.minimum_mature_months:
        return "too_few_mature_months"
    return _too_few_before(frame[frame["period"] < str(design.start + -design.cut_months)]) or _without_events(after)


def _too_few_before(before: pd.DataFrame) -> str:
    """Slug of why the months before cannot be used; empty when they can."""
    if (before["known"] > 0).sum() < MONTHS_BEFORE:
        return "too_few_months_before"
    return _without_events(before)


def _without_events(frame: pd.DataFrame) -> str:
    """A month whose share is known without error (nobody or everybody near it) has no weight a model can use."""
    return "too_few_events" if (frame.loc[frame["known"] > 0, "model_standard_error"] <= 0).any() else ""


def _window(series: OutcomeSeries, design: ChangeDesign) -> pd.DataFrame:
    """The mature months of a monthly series."""
    if series.grain != "month":
        raise ValueError(f"a before-and-after needs months, got {series.grain}")
    return series.frame[series.frame["period"] <= str(design.last_month)]


def _fit(
    frame: pd.DataFrame, *, design: ChangeDesign, ramp_periods: int | None = None, method: str = "marginal"
) -> InterruptedFit:
    return fit_interrupted(
        frame,
        outcome="value",
        period="period",
        start=str(design.start),
        harmonics=design.harmonics,
        standard_errors="model_standard_error" if method == "marginal" else None,
        method=method,
        weights="births",
        seed=design.seed,
        shape=Shape(cut_periods=design.cut_months, ramp_periods=ramp_periods),
    )


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
        named.append(_named(estimate, series=series, inside=inside))
    return replace(fit, estimates=tuple(named))


def _named(estimate: Estimate, *, series: OutcomeSeries, inside: pd.DataFrame) -> Estimate:
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


def _change_measure(series: OutcomeSeries) -> str:
    """A change in per cent is told in percentage points."""
    return "pct_point" if series.measure == "pct" else series.measure
