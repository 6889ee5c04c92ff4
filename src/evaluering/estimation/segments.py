"""The regression behind an interrupted series: what was observed, its design, the errors fitted, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluering.estimation.design import Design, Shape, carried, design, matrix, used_periods
from evaluering.estimation.estimands import Contrast, change_contrasts
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.error_fit import ErrorFit
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.time_axis import label

FEW_AFTER = 6
"""With fewer periods than this from the start on, level and slope of the change rest on a handful of numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """A fitted segmented regression.

    Parameters
    ----------
    series : Observations
        As read, in calendar order.
    used : NDArray
        Shape (n,): which of its periods are in the fit.
    plan : Design
        Of the columns.
    errors : ErrorFit
        The coefficients' distribution and the errors.
    contrasts : tuple of Contrast
        Every estimand the exposed periods can carry; mean change and counterfactual mean are the first two.
    warnings : tuple of str
        Slugs of the errors, then ``few_periods_after``, then those of the design.
    """

    series: Observations
    used: NDArray[np.bool_]
    plan: Design
    errors: ErrorFit
    contrasts: tuple[Contrast, ...]
    warnings: tuple[str, ...]

    @property
    def times(self) -> Times:
        """Calendar positions of the periods in the fit."""
        return self.series.index[self.used]


def fit_segments(frame: pd.DataFrame, *, start: object, options: FitOptions) -> Segments:
    """Read, shape and fit a series; for parameters and faults see `evaluering.estimation.interrupted.fit_interrupted`.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period.
    start : period
        The first exposed period (included).
    options : FitOptions
        How to read and fit it.
    """
    series = read_observations(
        frame,
        outcome=options.outcome,
        period=options.period,
        standard_errors=options.standard_errors,
        weights=options.weights,
    )
    laid = laid_out(series, start=start, harmonics=options.harmonics, shape=options.shape)
    errors = fit_errors(
        series.outcome[laid.used],
        laid.rows,
        laid.times,
        sampling_variance=series.standard_error[laid.used] ** 2 if series.sampled else None,
        method=options.method,
        lags=options.lags,
    )
    return laid.fitted(errors)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What a segmented regression of a series is fitted to: `Segments` without the errors.

    Parameters
    ----------
    series, used, plan, contrasts
        As in `Segments`.
    warnings : tuple of str
        ``few_periods_after``, then those of the design.
    """

    series: Observations
    used: NDArray[np.bool_]
    plan: Design
    contrasts: tuple[Contrast, ...]
    warnings: tuple[str, ...]

    @property
    def times(self) -> Times:
        """Calendar positions of the periods in the fit."""
        return self.series.index[self.used]

    @property
    def rows(self) -> Array:
        """The design matrix of the periods in the fit, shape (m, p)."""
        return matrix(self.times, self.plan)

    def fitted(self, errors: ErrorFit) -> Segments:
        """With the coefficients' distribution and the errors."""
        warnings = (*errors.warnings, *self.warnings)
        return Segments(self.series, self.used, self.plan, errors, self.contrasts, warnings)


def laid_out(series: Observations, *, start: object, harmonics: int | None, shape: Shape | None) -> Layout:
    """Which periods and columns a series is fitted with, and what can be asked of the fit.

    Parameters
    ----------
    series : Observations
        In calendar order.
    start : period
        The first exposed period (included).
    harmonics : int or None
        As for `evaluering.estimation.design.design`.
    shape : Shape or None
        None: level and slope change, all periods.

    Raises
    ------
    ValueError
        For too few periods before or after the start, a period without a weight, or a break that cannot be told apart.
    """
    shape = Shape() if shape is None else shape
    plan = design(series.grain, series.position(start), harmonics=harmonics, shape=shape, days=series.days)
    used = used_periods(series.index, series.complete, origin=plan.origin, shape=shape)
    times, weight = series.index[used], series.weight[used]
    require_periods(times, plan)
    require_weights(weight, times, plan)
    plan, slugs = carried(plan, times)
    contrasts = tuple(change_contrasts(times, weight, plan))
    return Layout(series, used, plan, contrasts, (*few_after(times, plan), *slugs))


def require_periods(times: Times, plan: Design) -> None:
    """Refuse fewer than two periods before or after the start; one after it is enough for the one change of a ramp."""
    before, after = int(np.sum(times < plan.origin)), int(np.sum(times >= plan.origin))
    needed = 1 if plan.ramp_periods else 2
    start = label(plan.origin, plan.grain)
    if before < 2:
        raise ValueError(f"too few periods: {before} before {start} in the fit, at least 2 are needed")
    if after < needed:
        raise ValueError(f"too few periods: {after} from {start} on in the fit, at least {needed} are needed")


def require_weights(weight: Array, times: Times, plan: Design) -> None:
    """Refuse a period in the fit without a weight, and weights that are all zero from the start on."""
    unknown = times[~np.isfinite(weight)]
    if unknown.size:
        raise ValueError(f"every period in the fit needs a weight; {label(int(unknown[0]), plan.grain)} has none")
    if weight[times >= plan.origin].sum() <= 0:
        raise ValueError(f"at least one period from {label(plan.origin, plan.grain)} on needs a weight above zero")


def few_after(times: Times, plan: Design) -> tuple[str, ...]:
    """``few_periods_after`` when fewer than `FEW_AFTER` periods from the start on are in the fit."""
    return ("few_periods_after",) if np.sum(times >= plan.origin) < FEW_AFTER else ()
