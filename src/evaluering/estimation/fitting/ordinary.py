"""Ordinary least squares, and its Newey-West standard errors: the alternatives shown beside the default."""

from __future__ import annotations

import numpy as np
from statsmodels.regression.linear_model import OLS

from evaluering.estimation.fitting.cells import Times, regression
from evaluering.estimation.fitting.error_fit import ErrorFit, Spread, fit_warnings
from evaluering.estimation.fitting.mixture import Array, Mixture


def fit_ols(y: Array, x: Array, times: Times) -> ErrorFit:
    """Least squares with independent errors, t(n - p).

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions.

    Raises
    ------
    ValueError
        When the design is not identified or leaves fewer than three degrees of freedom.
    """
    model = regression(y, x, times)
    result = OLS(y, x).fit()
    return _error_fit(result.params, result.cov_params(), result.resid / model.residual_sd, model.degrees_of_freedom)


def fit_newey_west(y: Array, x: Array, times: Times, lags: int | None) -> ErrorFit:
    """Least squares with autocorrelation-consistent standard errors (Newey and West 1987), t(n - p).

    Bartlett weights, the factor n/(n - p), t quantiles: as Stata's ``newey``. The lag is counted on the calendar: a
    missing period is bridged, not closed.

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions.
    lags : int or None
        The longest lag; None: that of `usual_lags`.

    Raises
    ------
    ValueError
        When the design is not identified, or `lags` is negative or not less than the number of periods.
    """
    model = regression(y, x, times)
    rows, df = len(y), model.degrees_of_freedom
    longest = usual_lags(rows) if lags is None else lags
    if not 0 <= longest < rows:
        raise ValueError(f"lags is a number of periods from 0 to {rows - 1}, not {lags}")
    # A row of zeros per missing period leaves the sums unchanged and keeps the lags on the calendar.
    place = times - times[0]
    wide_x, wide_y = np.zeros((int(place[-1]) + 1, x.shape[1])), np.zeros(int(place[-1]) + 1)
    wide_x[place], wide_y[place] = x, y
    options = {"maxlags": longest, "use_correction": False}
    result = OLS(wide_y, wide_x).fit(cov_type="HAC", cov_kwds=options)
    covariance = np.asarray(result.cov_params(), dtype=float) * rows / df
    return _error_fit(result.params, covariance, result.resid[place] / model.residual_sd, df)


def usual_lags(rows: int) -> int:
    """The longest lag that is usual for a series: the whole part of 4 (n/100)^(2/9) (Newey and West 1994).

    Parameters
    ----------
    rows : int
        Periods in the fit: n.

    Examples
    --------
    >>> usual_lags(100), usual_lags(40)
    (4, 3)
    """
    return int(4 * (rows / 100) ** (2 / 9))


def _error_fit(coefficients: Array, covariance: Array, innovations: Array, df: int) -> ErrorFit:
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))  # Newey-West can be singular to rounding, so no Cholesky
    mixture = Mixture(np.ones(1), np.asarray(coefficients)[None], root[None], float(df), float(df))
    whitened = np.asarray(innovations, dtype=float)
    return ErrorFit(mixture, Spread(), Spread(), whitened, fit_warnings(len(whitened)))
