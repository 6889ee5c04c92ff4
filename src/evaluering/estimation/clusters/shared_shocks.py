"""Several series that are moved by the same shocks: whether their changes differ, with what they share taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import minimize

from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array

_LARGEST = 0.98
_RHO = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
_SHARE = np.array([0.0, 0.25, 0.5, 0.75, 1.0])


@dataclass(frozen=True, slots=True)
class SharedTest:
    """Hotelling's test that k series change alike.

    Parameters
    ----------
    f, numerator_degrees_of_freedom, denominator_degrees_of_freedom, p_value : float
        With k - 1 and n - p - k + 2 degrees of freedom.
    rho, persistent_share : float
        Of the errors: correlation between neighbouring periods of their persistent part, and that part's share of the
        variance; the rest is independent from period to period.
    log_likelihood : float
        Restricted, without constants.
    """

    f: float
    numerator_degrees_of_freedom: float
    denominator_degrees_of_freedom: float
    p_value: float
    rho: float
    persistent_share: float
    log_likelihood: float


def shared_shocks_test(outcomes: Array, columns: Array, contrast: Array, times: Times) -> SharedTest:
    """Test that one combination of the coefficients is the same in k series.

    The model: each series has its own coefficients on the same columns, plus a shock that all share in a period,
    of any kind and size, plus errors of its own. Differences between series hold no shared shock. Those differences
    have any covariance between them (so the series may be noisier, and nearer, one than another) and one correlation
    in time. Given that correlation the test is Hotelling's and exact; it is the same whichever differences are taken,
    each series less the mean of the others among them. The correlation is found by restricted maximum likelihood.

    Parameters
    ----------
    outcomes : Array
        Shape (n, k): one column per series.
    columns : Array
        Shape (n, p), of full rank; n - p ≥ k.
    contrast : Array
        Shape (p,): the combination asked.
    times : Times
        Shape (n,): calendar positions; gaps are counted by their length.
    """
    differences = outcomes @ contrasts(outcomes.shape[1])
    gaps = np.abs(np.subtract.outer(times, times)).astype(float)

    def minus(parameters: Array) -> float:
        return -hotelling(differences, columns, contrast, gaps, parameters).log_likelihood

    starts = [np.array([rho, share]) for rho in _RHO for share in _SHARE]
    best = min(starts, key=minus)
    bounds = [(0.0, _LARGEST), (0.0, 1.0)]
    found = minimize(minus, best, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-8})
    return hotelling(differences, columns, contrast, gaps, np.asarray(found.x if found.fun <= minus(best) else best))


def hotelling(differences: Array, columns: Array, contrast: Array, gaps: Array, parameters: Array) -> SharedTest:
    """The test at a known correlation.

    Parameters
    ----------
    differences : Array
        Shape (n, k - 1).
    columns, contrast : Array
        As for `shared_shocks_test`.
    gaps : Array
        Shape (n, n): periods between the rows.
    parameters : Array
        Shape (2,): rho and persistent share.
    """
    rho, share = float(parameters[0]), float(parameters[1])
    size = len(gaps)
    root = np.linalg.cholesky(share * rho**gaps + (1 - share) * np.eye(size))
    y, x = np.linalg.solve(root, differences), np.linalg.solve(root, columns)
    triangle = np.linalg.qr(x)[1]
    coefficients = np.linalg.lstsq(x, y)[0]
    residuals = y - x @ coefficients
    free, width = size - columns.shape[1], differences.shape[1]
    squares = residuals.T @ residuals
    asked = contrast @ coefficients
    reach = np.linalg.solve(triangle.T, contrast)
    hotelling = float(asked @ np.linalg.solve(squares / free, asked) / (reach @ reach))
    second = float(free - width + 1)
    f = hotelling * second / (free * width)
    spans = 2 * float(np.log(np.diag(root)).sum() + np.log(np.abs(np.diag(triangle))).sum())
    likelihood = -width / 2 * spans - free / 2 * float(np.linalg.slogdet(squares)[1])
    return SharedTest(f, float(width), second, float(special.fdtrc(width, second, f)), rho, share, likelihood)


def contrasts(series: int) -> Array:
    """Shape (k, k - 1): orthonormal differences between k series; any others give the same test."""
    centred = np.eye(series) - 1.0 / series
    return np.asarray(np.linalg.svd(centred)[0][:, : series - 1], dtype=np.float64)
