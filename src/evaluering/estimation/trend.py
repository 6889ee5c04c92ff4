"""Trend: how fast an outcome moves, with the same errors as the interrupted series."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluering.estimation.design import Break, Shape, carried, design, matrix
from evaluering.estimation.estimands import Contrast, estimates, with_detectable
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fitting.error_fit import lag_one_autocorrelation
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.observations import read_observations
from evaluering.estimation.time_axis import PERIODS_PER_YEAR


@dataclass(frozen=True, slots=True, eq=False)
class TrendFit:
    """A fitted straight line with season and declared breaks.

    Parameters
    ----------
    estimates : tuple of Estimate
        ``trend``: change per year.
    rho, tau : float
        Correlation of the errors between neighbouring periods, and their standard deviation, sampling noise aside; NaN
        for methods that do not estimate them.
    residual_autocorrelation : float
        Lag-one autocorrelation of the whitened residuals.
    method : str
        The error model.
    warnings : tuple of str
        Slugs; ``break_outside_series`` for a break that neither begins nor ends in the series and was left out.
    """

    estimates: tuple[Estimate, ...]
    rho: float
    tau: float
    residual_autocorrelation: float
    method: str
    warnings: tuple[str, ...]


def fit_trend(
    frame: pd.DataFrame,
    *,
    outcome: str = "y",
    period: str = "month",
    harmonics: int | None = None,
    standard_errors: str | None = None,
    method: str = "marginal",
    breaks: tuple[Break, ...] = (),
) -> TrendFit:
    """How much an outcome moves per year, declared breaks aside.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per month, quarter or year, in any order; rows without an outcome (or a standard error, where named)
        are left out.
    outcome, period, harmonics, standard_errors, method
        As for `evaluering.estimation.interrupted.fit_interrupted`.
    breaks : tuple of Break
        What else moved the series: pulses and steps of their own, not part of the slope.

    Returns
    -------
    TrendFit
        The slope per year.

    Raises
    ------
    ValueError
        For a column, period or number that cannot be used, a period twice, an unknown method, too few periods, or a
        break that cannot be told apart in the periods of the fit (named).

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": range(2001, 2009), "y": [1.1, 1.9, 3.2, 3.8, 5.1, 5.9, 7.2, 7.8]})
    >>> round(fit_trend(frame, period="year", method="ols").estimates[0].value, 2)
    0.99
    """
    series = read_observations(frame, outcome=outcome, period=period, standard_errors=standard_errors)
    used = series.complete
    times = series.index[used]
    if len(times) == 0:
        raise ValueError("too few periods: none has an outcome")
    declared = design(series.grain, int(times[0]), harmonics=harmonics, shape=Shape(breaks=breaks), days=series.days)
    plan, slugs = carried(replace(declared, changes=False), times)
    variance = series.standard_error[used] ** 2 if series.sampled else None
    rows = matrix(times, plan)
    fit = fit_errors(series.outcome[used], rows, times, sampling_variance=variance, method=method)
    warnings = (*fit.warnings, *slugs)
    slope = np.eye(rows.shape[1])[1] * PERIODS_PER_YEAR[series.grain]
    asked = [Contrast("trend", slope, int(times[0]), int(times[-1]))]
    found = estimates(fit.mixture, asked, plan, method=method, warnings=warnings)
    return TrendFit(
        tuple(with_detectable(one) for one in found),
        fit.rho.value,
        fit.tau.value,
        lag_one_autocorrelation(fit.innovations, times),
        method,
        warnings,
    )
