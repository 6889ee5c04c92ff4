"""Trend: how fast an outcome moves over a window, with the same errors as the interrupted series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluering.estimation.design import Design, design, matrix, without_season
from evaluering.estimation.estimands import CONFIDENCE, Contrast, estimates, with_detectable
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fitting.error_fit import lag_one_autocorrelation
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Mixture, project
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, label, last_position, position


@dataclass(frozen=True, slots=True, eq=False)
class TrendFit:
    """A fitted straight line with season.

    Parameters
    ----------
    estimates : tuple of Estimate
        ``trend``: change per year.
    frame : pandas.DataFrame
        One row per calendar period of the window, no gaps: ``period``, ``observed``, ``standard_error``, ``used``,
        ``fitted`` (with season), ``fitted_trend`` (average season), ``fitted_trend_lower``, ``fitted_trend_upper``
        (95 %, each period by itself).
    rho, tau : float
        Correlation of the errors between neighbouring periods, and their standard deviation, sampling noise aside; NaN
        for methods that do not estimate them.
    residual_autocorrelation : float
        Lag-one autocorrelation of the whitened residuals.
    method : str
        The error model.
    warnings : tuple of str
        Slugs.
    """

    estimates: tuple[Estimate, ...]
    frame: pd.DataFrame
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
    first_period: str | None = None,
    last_period: str | None = None,
) -> TrendFit:
    """How much an outcome moves per year.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per month, quarter or year, in any order; rows without an outcome (or a standard error, where named)
        are left out.
    outcome, period, harmonics, standard_errors, method
        As for `evaluering.estimation.interrupted.fit_interrupted`.
    first_period, last_period : str or None
        The window, both included; None: all there is.

    Returns
    -------
    TrendFit
        The slope per year and the line.

    Raises
    ------
    ValueError
        For a column, period or number that cannot be used, a period twice, an unknown method, or too few periods.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": range(2001, 2009), "y": [1.1, 1.9, 3.2, 3.8, 5.1, 5.9, 7.2, 7.8]})
    >>> round(fit_trend(frame, period="year", method="ols").estimates[0].value, 2)
    0.98
    """
    series = read_observations(frame, outcome=outcome, period=period, standard_errors=standard_errors)
    first = int(series.index[0]) if first_period is None else position(first_period, series.grain)
    last = int(series.index[-1]) if last_period is None else last_position(last_period, series.grain)
    window = (series.index >= first) & (series.index <= last)
    used = window & series.complete
    times = series.index[used]
    if len(times) == 0:
        raise ValueError("too few periods: none in the window has an outcome")
    plan = design(series.grain, int(times[0]), harmonics=harmonics, shape=None)
    variance = series.standard_error[used] ** 2 if series.sampled else None
    rows = matrix(times, plan)
    fit = fit_errors(series.outcome[used], rows, times, sampling_variance=variance, method=method)
    slope = np.eye(rows.shape[1])[1] * PERIODS_PER_YEAR[series.grain]
    asked = [Contrast("trend", slope, int(times[0]), int(times[-1]))]
    found = estimates(fit.mixture, asked, plan, method=method, warnings=fit.warnings)
    return TrendFit(
        tuple(with_detectable(one) for one in found),
        _table(series, window, fit.mixture, plan),
        fit.rho.value,
        fit.tau.value,
        lag_one_autocorrelation(fit.innovations, times),
        method,
        fit.warnings,
    )


def _table(series: Observations, window: NDArray[np.bool_], mixture: Mixture, plan: Design) -> pd.DataFrame:
    held = series.index[window]
    calendar = np.arange(held[0], held[-1] + 1, dtype=np.int64)
    table = pd.DataFrame({"period": [label(index, series.grain) for index in calendar.tolist()]})
    for name, values in (("observed", series.outcome), ("standard_error", series.standard_error)):
        whole = np.full(len(calendar), np.nan)
        whole[held - held[0]] = values[window]
        table[name] = whole
    table["used"] = np.isin(calendar, series.index[window & series.complete])
    curves = matrix(calendar, plan)
    line = project(mixture, without_season(curves, plan))
    tail = (1 - CONFIDENCE) / 2
    table["fitted"] = curves @ (mixture.weights @ mixture.coefficients)
    table["fitted_trend"] = line.value
    table["fitted_trend_lower"], table["fitted_trend_upper"] = line.quantile(tail), line.quantile(1 - tail)
    return table
