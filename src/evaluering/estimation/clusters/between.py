"""How much the true values of several units differ: the variance between them, by the usual estimators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from evaluering.estimation.fitting.mixture import Array

Method = Literal["reml", "ml", "dl", "pm", "sj", "fixed"]

METHODS: tuple[Method, ...] = ("reml", "ml", "dl", "pm", "sj", "fixed")
"""Restricted and full maximum likelihood, DerSimonian and Laird (1986), Paule and Mandel (1982), Sidik and Jonkman
(2005; two steps from the variance of the estimates, divisor k, moderators or not, as R's metafor has it), and no
variance between the units."""

_REACH = 1e4  # the search goes this far beyond the smallest and the largest variance there is
_PER_DECADE = 20  # points of it: finer than any two maxima lie apart


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """A weighted regression of k estimates on p columns with a given variance between the units.

    Parameters
    ----------
    weights : Array
        Shape (k,): 1 / (sampling variance + variance between).
    coefficients : Array
        Shape (p,).
    covariance : Array
        Shape (p, p): inverse of X'WX.
    residual : float
        Weighted sum of squared residuals.
    projection : Array
        Shape (k, k): W - WX (X'WX)⁻¹ X'W.
    """

    weights: Array
    coefficients: Array
    covariance: Array
    residual: float
    projection: Array


def weighted(values: Array, variances: Array, columns: Array, between: float) -> Weighted:
    """The regression at one variance between the units.

    Parameters
    ----------
    values, variances : Array
        Shape (k,): estimates and their sampling variances.
    columns : Array
        Shape (k, p), of full rank; a column of ones for a mean.
    between : float
        Variance between the units, not below 0.
    """
    weights = 1.0 / (variances + between)
    scaled = columns * weights[:, None]
    covariance = np.asarray(np.linalg.inv(columns.T @ scaled), dtype=np.float64)
    coefficients = covariance @ (scaled.T @ values)
    residuals = values - columns @ coefficients
    projection = np.diag(weights) - scaled @ covariance @ scaled.T
    return Weighted(weights, coefficients, covariance, float(weights @ residuals**2), projection)


def between_variance(values: Array, variances: Array, columns: Array, *, method: Method) -> tuple[float, float]:
    """The variance between the units, and its standard error.

    Parameters
    ----------
    values, variances : Array
        Shape (k,): estimates and their sampling variances.
    columns : Array
        Shape (k, p), of full rank, p < k.
    method : Method
        One of `METHODS`. The likelihoods are searched over the whole range, so that the largest maximum is found.

    Returns
    -------
    tuple of float
        In the square of the estimates' unit; the standard error is NaN for ``fixed``.

    References
    ----------
    Viechtbauer W (2005). Bias and efficiency of meta-analytic variance estimators in the random-effects model.
    Journal of Educational and Behavioral Statistics 30(3), 261–293.
    """
    fit = _Problem(values, variances, columns)
    if method == "fixed":
        return 0.0, float("nan")
    if method == "dl":
        return fit.moments()
    if method == "sj":
        return fit.two_steps()
    if method == "pm":
        between = fit.where_residual_is(float(fit.free))
        weights = 1.0 / (variances + between)
        return between, float(np.sqrt(2 * len(values) ** 2 / fit.free) / weights.sum())
    between = fit.likeliest(restricted=method == "reml")
    found = weighted(values, variances, columns, between)
    spread = np.sum(found.projection**2) if method == "reml" else np.sum(found.weights**2)
    return between, float(np.sqrt(2 / spread))


def between_limits(values: Array, variances: Array, columns: Array, *, confidence: float) -> tuple[float, float]:
    """Limits of the variance between the units by the Q profile (Viechtbauer 2007): where Q is as a chi-square can be.

    Both are 0 where the estimates differ by less than their sampling errors can explain at any variance.

    References
    ----------
    Viechtbauer W (2007). Confidence intervals for the amount of heterogeneity in meta-analysis. Statistics in Medicine
    26(1), 37–52. doi 10.1002/sim.2514.
    """
    fit = _Problem(values, variances, columns)
    tail = (1 - confidence) / 2
    lower, upper = (fit.where_residual_is(float(chdtri(fit.free, above))) for above in (tail, 1 - tail))
    return lower, upper


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    values: Array
    variances: Array
    columns: Array

    @property
    def free(self) -> int:
        return len(self.columns) - int(self.columns.shape[1])

    @property
    def scale(self) -> float:
        return float(max(self.spread, self.variances.max()))

    @property
    def spread(self) -> float:
        """Unweighted residual sum of squares per estimate."""
        residuals = self.values - self.columns @ np.linalg.lstsq(self.columns, self.values)[0]
        return float(residuals @ residuals) / len(self.values)

    @property
    def searched(self) -> Array:
        """Variances to look at first: 0, and from far below the smallest to far above the largest there is."""
        lowest, highest = float(self.variances.min()) / _REACH, self.scale * _REACH
        points = int(_PER_DECADE * np.log10(highest / lowest)) + 1
        return np.concatenate([[0.0], np.geomspace(lowest, highest, points)])

    def at(self, between: float) -> Weighted:
        return weighted(self.values, self.variances, self.columns, between)

    def where_residual_is(self, asked: float) -> float:
        """The variance at which the weighted sum of squares, which falls with it, is `asked`; 0 where it never is."""
        if self.at(0.0).residual <= asked:
            return 0.0
        high = self.scale
        while self.at(high).residual > asked:
            high *= 4
        return _root(lambda between: self.at(between).residual - asked, 0.0, high)

    def moments(self) -> tuple[float, float]:
        found = self.at(0.0)
        trace = float(np.trace(found.projection))
        between = max(0.0, (found.residual - self.free) / trace)
        squares = float(np.sum(found.projection**2))
        variance = 2 * self.free + 4 * between * trace + 2 * between**2 * squares
        return between, float(np.sqrt(variance)) / trace

    def two_steps(self) -> tuple[float, float]:
        first = float(self.values.var())  # of the values themselves, moderators or not, as Sidik and Jonkman have it
        if first == 0:
            return 0.0, float("nan")
        ratio = self.variances / first + 1.0
        found = weighted(self.values, ratio, self.columns, 0.0)
        between = found.residual / self.free
        by_variance = found.projection * self.variances
        squares = (
            2 * np.sum(by_variance * by_variance.T)
            + 4 * between * np.sum(by_variance * found.projection)
            + 2 * between**2 * np.sum(found.projection**2)
        )
        return between, float(np.sqrt(squares)) / self.free

    def likeliest(self, *, restricted: bool) -> float:
        grid = self.searched
        place = int(np.argmax([self.likelihood(between, restricted=restricted) for between in grid]))
        low, high = grid[max(place - 1, 0)], grid[min(place + 1, len(grid) - 1)]

        def slope(between: float) -> float:
            return self.slope(between, restricted=restricted)

        if slope(low) <= 0:  # falls from the left end on, which can only be 0
            return float(low)
        return _root(slope, float(low), float(high))

    def likelihood(self, between: float, *, restricted: bool) -> float:
        found = self.at(between)
        value = np.sum(np.log(found.weights)) - found.residual
        return float(value + np.linalg.slogdet(found.covariance)[1] if restricted else value) / 2

    def slope(self, between: float, *, restricted: bool) -> float:
        """Derivative of the logarithm of the likelihood."""
        found = self.at(between)
        trace = np.trace(found.projection) if restricted else found.weights.sum()
        pressed = found.projection @ self.values
        return float(pressed @ pressed - trace) / 2


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-14 * high, rtol=1e-14, maxiter=500))
