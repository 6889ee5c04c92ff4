"""Several series that are moved by the same shocks: whether their changes differ, with what they share taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evaluering.estimation.fitting.cells import Times, cross_products
from evaluering.estimation.fitting.mixture import Array

_LARGEST = 0.99
_PURE = 1e-12  # share of independent errors that stands for none
_NEGLIGIBLE = 15.0  # logarithms under the densest place: what lies further down holds less than about 1e-6
_RHO_RULE = np.polynomial.legendre.leggauss(24)
_SHARE_RULE = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True, slots=True)
class SharedTest:
    """Hotelling's test that k series change alike, with the doubt about the errors' correlation in it.

    Parameters
    ----------
    f, numerator_degrees_of_freedom, denominator_degrees_of_freedom : float
        With k - 1 and n - p - k + 2 degrees of freedom; `f` is the statistic whose p-value is `p_value`.
    p_value : float
        Mean of the exact p-values at each correlation, weighted by how likely the series make it.
    rho, persistent_share : float
        Of the errors: correlation between neighbouring periods of their persistent part, and that part's share of the
        variance; the rest is independent from period to period. Posterior means: the two are often hardly known.
    log_likelihood : float
        Logarithm of the restricted likelihood averaged over its prior, without constants.
    """

    f: float
    numerator_degrees_of_freedom: float
    denominator_degrees_of_freedom: float
    p_value: float
    rho: float
    persistent_share: float
    log_likelihood: float


@dataclass(frozen=True, slots=True, eq=False)
class KnownCorrelation:
    """Hotelling's test at each of g known correlations; arrays of shape (g,).

    Parameters
    ----------
    f, p_value : Array
        On `numerator_degrees_of_freedom` and `denominator_degrees_of_freedom`.
    log_likelihood : Array
        Restricted, the covariance between the series integrated out under the prior |Σ|^(-k/2), which is also its
        profile; without constants.
    """

    f: Array
    p_value: Array
    log_likelihood: Array
    numerator_degrees_of_freedom: float
    denominator_degrees_of_freedom: float


def shared_shocks_test(outcomes: Array, columns: Array, contrast: Array, times: Times) -> SharedTest:
    """Test that one combination of the coefficients is the same in k series.

    The model: each series has its own coefficients on the same columns, plus a shock that all share in a period,
    of any kind and size, plus errors of its own. Differences between series hold no shared shock. Those differences
    have any covariance between them (so the series may be noisier, and nearer, one than another) and one correlation
    in time. Given that correlation the test is Hotelling's and exact; it is the same whichever differences are taken,
    each series less the mean of the others among them.

    The correlation is never taken as known: its likelihood is flat and may have several maxima, and the p-value hangs
    on it. As in the default model of one series, the answer is averaged over a grid of what it may be, under the
    restricted likelihood times a prior with density √(1 - rho) on 0 ≤ rho < 0.99 and flat in the persistent share: of
    five priors tried the one with the most power among those that kept the level (``benchmarks/shared_shocks.py``).

    Parameters
    ----------
    outcomes : Array
        Shape (n, k): one column per series.
    columns : Array
        Shape (n, p), of full rank; n - p ≥ k.
    contrast : Array
        Shape (p,): the combination asked.
    times : Times
        Shape (n,): increasing calendar positions; gaps are counted by their length.
    """
    differences = outcomes @ contrasts(outcomes.shape[1])
    angles, shares = (0.0, float(np.arcsin(_LARGEST))), (0.0, 1.0)
    for _ in range(2):  # first over the whole range, then where the mass lies
        angle, share, widths = _grid(angles, shares)
        rho = np.sin(angle)
        found = hotelling(differences, columns, contrast, times, rho, share)
        height = found.log_likelihood + 0.5 * np.log1p(-rho) + np.log(np.cos(angle))
        held = height > height.max() - _NEGLIGIBLE
        angles, shares = _around(angle, held, angles), _around(share, held, shares)
    mass = widths * np.exp(height - height.max())
    weights = mass / mass.sum()
    p_value = float(weights @ found.p_value)
    numerator, denominator = found.numerator_degrees_of_freedom, found.denominator_degrees_of_freedom
    below = float(special.betaincinv(denominator / 2, numerator / 2, p_value))
    f = denominator * (1 - below) / (numerator * max(below, np.finfo(float).tiny))
    averaged = float(height.max() + np.log(mass.sum()))
    return SharedTest(f, numerator, denominator, p_value, float(weights @ rho), float(weights @ share), averaged)


def hotelling(
    differences: Array, columns: Array, contrast: Array, times: Times, rho: Array, share: Array
) -> KnownCorrelation:
    """The test at known correlations, all at once, in time proportional to n.

    Neither F nor the likelihood depends on the errors' scale, so their persistent part has variance share/(1 - share)
    beside independent errors of variance 1.

    Parameters
    ----------
    differences : Array
        Shape (n, k - 1).
    columns, contrast, times : Array
        As for `shared_shocks_test`.
    rho, share : Array
        Shape (g,): 0 ≤ rho < 1 and 0 ≤ share ≤ 1.
    """
    size, width = len(columns) - columns.shape[1], differences.shape[1]
    basis, triangle = np.linalg.qr(columns)
    start = basis.T @ differences
    independent = np.maximum(1 - share, _PURE)
    together = np.column_stack([basis, differences - basis @ start])
    products, log_det = cross_products(together, times, rho, np.sqrt(share / independent), np.ones(len(times)))
    factor = np.linalg.cholesky(products)
    p = columns.shape[1]
    onto, left = factor[:, p:, :p], factor[:, p:, p:]
    asked = np.linalg.solve(triangle.T, contrast)
    half = np.matmul(np.linalg.inv(factor[:, :p, :p]), asked)
    values = asked @ start + np.matmul(onto, half[:, :, None])[:, :, 0]
    distance = np.sum(np.linalg.solve(left, values[:, :, None])[:, :, 0] ** 2, axis=1) / np.sum(half**2, axis=1)
    second = float(size - width + 1)
    f = distance * second / width
    logs = np.log(np.diagonal(factor, axis1=1, axis2=2))
    spans = log_det + 2 * logs[:, :p].sum(axis=1) + 2 * float(np.log(np.abs(np.diag(triangle))).sum())
    likelihood = -width / 2 * spans - size * logs[:, p:].sum(axis=1)
    return KnownCorrelation(f, np.asarray(special.fdtrc(width, second, f)), likelihood, float(width), second)


def contrasts(series: int) -> Array:
    """Shape (k, k - 1): orthonormal differences between k series; any others give the same test."""
    centred = np.eye(series) - 1.0 / series
    return np.asarray(np.linalg.svd(centred)[0][:, : series - 1], dtype=np.float64)


def _grid(angles: tuple[float, float], shares: tuple[float, float]) -> tuple[Array, Array, Array]:
    """Nodes of arcsin(rho) and of the share, and their widths, by Gauss and Legendre; each of shape (g,)."""
    sides = [
        (low + (high - low) * (rule[0] + 1) / 2, (high - low) * rule[1] / 2)
        for rule, (low, high) in ((_RHO_RULE, angles), (_SHARE_RULE, shares))
    ]
    angle, share = (part.ravel() for part in np.meshgrid(sides[0][0], sides[1][0], indexing="ij"))
    return angle, share, np.outer(sides[0][1], sides[1][1]).ravel()


def _around(nodes: Array, held: NDArray[np.bool_], ends: tuple[float, float]) -> tuple[float, float]:
    """The stretch that holds the nodes held, out to the next node on each side or to the end."""
    below, above = nodes[nodes < nodes[held].min()], nodes[nodes > nodes[held].max()]
    return float(below.max(initial=ends[0])), float(above.min(initial=ends[1]))
