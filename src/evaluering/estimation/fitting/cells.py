"""Generalised least squares in every cell of a grid of error parameters at once, in time proportional to n.

Model: y = X b + u + e. u is a stationary AR(1) on the calendar with standard deviation `tau` and correlation `rho`
between neighbouring periods (rho ** gap between periods further apart); e is independent with known variance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluering.estimation.fitting.mixture import Array

Times = NDArray[np.int64]

_BLOCK = 24  # rows whitened at a time


@dataclass(frozen=True, slots=True)
class Regression:
    """A regression made well conditioned once, for all cells.

    Parameters
    ----------
    columns : Array
        Shape (n, p + 1): an orthonormal basis of the columns of X, then the residuals of ordinary least squares.
    start : Array
        Shape (p,): the coefficients of ordinary least squares.
    back : Array
        Shape (p, p): from coefficients on the orthonormal basis to coefficients on X.
    times : Times
        Shape (n,): the calendar position of each row, increasing.
    log_det_back : float
        Logarithm of the absolute determinant of `back`.
    """

    columns: Array
    start: Array
    back: Array
    times: Times
    log_det_back: float

    @property
    def degrees_of_freedom(self) -> int:
        """Rows minus columns of X."""
        return int(self.columns.shape[0] - len(self.start))

    @property
    def residual_sd(self) -> float:
        """Residual standard deviation of ordinary least squares."""
        return float(np.sqrt(np.sum(self.columns[:, -1] ** 2) / self.degrees_of_freedom))


@dataclass(frozen=True, slots=True)
class Cells:
    """Generalised least squares in each of g cells.

    Parameters
    ----------
    log_likelihood : Array
        Shape (g,): restricted log-likelihood, -(log|V| + log|X'V⁻¹X| + (n - p) log 2π + RSS)/2 with RSS the residual
        sum of squares; with the scale of V profiled out, (n - p)(1 + log(RSS/(n - p))) stands for RSS.
    coefficients : Array
        Shape (g, p).
    roots : Array
        Shape (g, p, p): ``roots[g] @ roots[g].T`` is (X'V⁻¹X)⁻¹, times the estimated scale when it is profiled out.
    residual_sum_of_squares : Array
        Shape (g,): of the whitened residuals.
    """

    log_likelihood: Array
    coefficients: Array
    roots: Array
    residual_sum_of_squares: Array


def regression(y: Array, x: Array, times: Times) -> Regression:
    """Orthonormalise the columns of `x` and take the least squares fit out of `y`.

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank.
    times : Times
        Shape (n,): strictly increasing calendar positions.

    Raises
    ------
    ValueError
        When the columns of `x` are not linearly independent, fewer than three degrees of freedom are left, or `y` is
        fitted exactly.
    """
    rows, size = x.shape
    if rows - size < 3:
        raise ValueError(f"too few periods: {rows} periods cannot carry a model with {size} coefficients")
    basis, triangle = np.linalg.qr(x)
    diagonal = np.abs(np.diag(triangle))
    if np.any(diagonal <= 1e-9 * np.sqrt(np.sum(x**2, axis=0))):
        raise ValueError("the model is not identified: a column of the design follows from the others in these periods")
    back = np.linalg.inv(triangle)
    first = basis.T @ y
    rest = y - basis @ first
    again = basis.T @ rest  # a second pass removes the rounding of the first when y is large and smooth
    columns = np.column_stack([basis, rest - basis @ again])
    if np.sum(columns[:, -1] ** 2) <= (1e-12 * np.abs(y).max()) ** 2 * rows:
        raise ValueError("the outcome follows the model without any residual: there is no uncertainty to estimate")
    return Regression(columns, back @ (first + again), back, times, float(-np.sum(np.log(diagonal))))


def gains(times: Times, rho: Array, tau: Array, sampling_variance: Array) -> tuple[Array, Array, Array]:
    """The part of the Kalman filter that does not depend on the data, in every cell.

    A scalar AR(1) state seen with noise (Harvey 1989, section 3.4); missing periods are bridged by powers of rho.

    Parameters
    ----------
    times : Times
        Shape (n,): strictly increasing.
    rho, tau : Array
        Shape (g,): correlation between neighbouring periods (-1 to 1, exclusive) and stationary standard deviation.
    sampling_variance : Array
        Shape (n,): positive, or zero everywhere.

    Returns
    -------
    tuple of Array
        Each of shape (n, g): variance of the one-step innovation, gain, and decay of the state since the row before.
    """
    rows = len(times)
    gap = np.diff(times, prepend=times[0] - 1)
    powers = {length: rho**length for length in set(gap.tolist())}
    squares = {length: power**2 for length, power in powers.items()}
    noise = {length: tau**2 * (1 - square) for length, square in squares.items()}
    variances, gain, decay = (np.empty((rows, len(rho))) for _ in range(3))
    state = tau**2
    for row, length in enumerate(gap.tolist()):
        if row:
            state *= squares[length]
            state += noise[length]
        decay[row] = powers[length]
        np.add(state, sampling_variance[row], out=variances[row])
        np.divide(state, variances[row], out=gain[row])
        state *= 1 - gain[row]
    return variances, gain, decay


def cross_products(
    columns: Array, times: Times, rho: Array, tau: Array, sampling_variance: Array
) -> tuple[Array, Array]:
    """Z'V⁻¹Z of the columns Z in every cell, and log|V|.

    The rows are taken in blocks that stay in the processor's cache: several times faster than all at once.

    Parameters
    ----------
    columns : Array
        Shape (n, c).
    times, rho, tau, sampling_variance : Array
        As for `gains`.

    Returns
    -------
    tuple of Array
        Shape (g, c, c) and (g,).
    """
    rows, width = columns.shape
    variances, gain, decay = gains(times, rho, tau, sampling_variance)
    weight = 1 / np.sqrt(variances)
    predicted, innovation = np.zeros((width, len(rho))), np.empty((width, len(rho)))
    block = np.empty((_BLOCK, width, len(rho)))
    products = np.zeros((len(rho), width, width))
    for first in range(0, rows, _BLOCK):
        count = min(_BLOCK, rows - first)
        for offset in range(count):
            row = first + offset
            predicted *= decay[row]
            np.subtract(columns[row][:, None], predicted, out=innovation)
            np.multiply(innovation, weight[row], out=block[offset])
            innovation *= gain[row]
            predicted += innovation
        whitened = np.ascontiguousarray(block[:count].transpose(2, 1, 0))
        products += np.matmul(whitened, whitened.transpose(0, 2, 1))
    return products, np.log(variances).sum(axis=0)


def innovations(residuals: Array, times: Times, rho: float, tau: float, sampling_variance: Array) -> Array:
    """One-step innovations of a series divided by their standard deviation, at one value of the errors' parameters.

    Parameters
    ----------
    residuals : Array
        Shape (n,).
    times : Times
        Shape (n,): strictly increasing.
    rho, tau : float
        Correlation between neighbouring periods and stationary standard deviation.
    sampling_variance : Array
        Shape (n,).
    """
    whitened = np.empty(len(residuals))
    state, predicted, before = tau**2, 0.0, int(times[0])
    rows = zip(residuals.tolist(), times.tolist(), sampling_variance.tolist(), strict=True)
    for row, (residual, time, noise) in enumerate(rows):
        decay = rho ** (time - before)
        state, predicted, before = tau**2 + decay**2 * (state - tau**2), decay * predicted, time
        innovation, variance = residual - predicted, state + noise
        whitened[row] = innovation / math.sqrt(variance)
        predicted += state / variance * innovation
        state *= 1 - state / variance
    return whitened


def known_variance_cells(model: Regression, rho: Array, tau: Array, sampling_variance: Array) -> Cells:
    """Generalised least squares where V = tau² R(rho) + diag(sampling_variance) is known in each cell.

    Parameters
    ----------
    model : Regression
        Of n rows.
    rho, tau : Array
        Shape (g,).
    sampling_variance : Array
        Shape (n,).
    """
    products, log_det = cross_products(model.columns, model.times, rho, tau, sampling_variance)
    return _solve(model, products, log_det, profiled=False)


def profiled_cells(model: Regression, rho: Array) -> Cells:
    """Generalised least squares where V = sigma² R(rho), with sigma profiled out.

    The cross products are polynomials in rho ** gap, so the rows are read once whatever the number of cells.

    Parameters
    ----------
    model : Regression
        Of n rows.
    rho : Array
        Shape (g,).
    """
    columns, gaps = model.columns, np.diff(model.times)
    products = np.repeat(np.outer(columns[0], columns[0])[None], len(rho), axis=0)
    log_det = np.zeros(len(rho))
    for gap in sorted(set(gaps.tolist())):
        late, early = columns[1:][gaps == gap], columns[:-1][gaps == gap]
        power = (rho**gap)[:, None, None]
        lagged = late.T @ early
        innovation = late.T @ late - power * (lagged + lagged.T) + power**2 * (early.T @ early)
        products = products + innovation / (1 - power**2)
        log_det = log_det + len(late) * np.log1p(-(power[:, 0, 0] ** 2))
    return _solve(model, products, np.asarray(log_det, dtype=float), profiled=True)


def _solve(model: Regression, products: Array, log_det: Array, *, profiled: bool) -> Cells:
    """From the cross products of the whitened columns, shape (g, p + 1, p + 1), to the cells."""
    df, size = model.degrees_of_freedom, len(model.start)
    factor = np.linalg.cholesky(products)
    inverse = np.linalg.inv(factor[:, :size, :size])
    rss = np.asarray(factor[:, size, size] ** 2, dtype=float)
    roots = np.matmul(model.back, inverse.transpose(0, 2, 1))
    shift = np.matmul(roots, factor[:, size, :size, None])[:, :, 0]
    log_det_information = 2 * np.log(np.diagonal(factor, axis1=1, axis2=2)[:, :size]).sum(axis=1)
    information = log_det_information - 2 * model.log_det_back
    if profiled:
        fit = df * (1 + np.log(rss / df))
        roots = roots * np.sqrt(rss / df)[:, None, None]
    else:
        fit = rss
    log_likelihood = -0.5 * (log_det + information + fit + df * np.log(2 * np.pi))
    return Cells(np.asarray(log_likelihood, dtype=float), model.start + shift, roots, rss)
