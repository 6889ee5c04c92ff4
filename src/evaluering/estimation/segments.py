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
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.time_axis import label, position


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
        Slugs of the errors, then of the design.
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
    shape = Shape() if options.shape is None else options.shape
    series = read_observations(
        frame,
        outcome=options.outcome,
        period=options.period,
        standard_errors=options.standard_errors,
        weights=options.weights,
    )
    plan = design(series.grain, position(start, series.grain), harmonics=options.harmonics, shape=shape)
    used = used_periods(series.index, series.complete, origin=plan.origin, shape=shape)
    times, weight = series.index[used], series.weight[used]
    require_periods(times, plan)
    if not np.all(np.isfinite(weight)) or weight[times >= plan.origin].sum() <= 0:
        raise ValueError("every period in the fit needs a weight, and one after the start a positive weight")
    plan, slugs = carried(plan, times)
    errors = fit_errors(
        series.outcome[used],
        matrix(times, plan),
        times,
        sampling_variance=series.standard_error[used] ** 2 if series.sampled else None,
        method=options.method,
        lags=options.lags,
    )
    contrasts = tuple(change_contrasts(times, weight, plan))
    return Segments(series, used, plan, errors, contrasts, (*errors.warnings, *slugs))


def require_periods(times: Times, plan: Design) -> None:
    """Refuse fewer than two periods before or after the start; one after it is enough for the one change of a ramp."""
    before, after = int(np.sum(times < plan.origin)), int(np.sum(times >= plan.origin))
    needed = 1 if plan.ramp_periods else 2
    start = label(plan.origin, plan.grain)
    if before < 2:
        raise ValueError(f"too few periods: {before} before {start} in the fit, at least 2 are needed")
    if after < needed:
        raise ValueError(f"too few periods: {after} from {start} on in the fit, at least {needed} are needed")
