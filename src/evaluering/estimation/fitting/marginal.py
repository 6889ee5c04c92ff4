"""The default error model: the uncertainty of the errors' correlation and size is carried into every interval.

V(rho, tau) = tau² R(rho) + diag(sampling variance), R the correlation of an AR(1). The restricted likelihood is
integrated over rho and tau by Gauss-Legendre quadrature on the region that holds the mass, found from a fixed coarse
grid, never from one start value. Without sampling variances V = sigma² R(rho), sigma integrated out exactly
(marginal REML).

Priors. Without sampling variances: rho flat on (-0.99, 0.99), sigma flat on its logarithm. With them: tau flat, rho
with density √(1 + rho) on (-0.99, 0.99). Sampling noise hides rho, so its prior matters there; of the priors tried
(flat, this, 1 + rho, √((1 + rho)/(1 - rho)), each with tau flat or half-normal) this one keeps the coverage over
rho = 0 … 0.8 closest to 95 %: see benchmarks/coverage.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from evaluering.estimation.fitting.cells import (
    Cells,
    Regression,
    Times,
    innovations,
    known_variance_cells,
    profiled_cells,
    regression,
)
from evaluering.estimation.fitting.error_fit import ErrorFit, Spread, fit_warnings
from evaluering.estimation.fitting.mixture import Array, Mixture

RHO_LIMIT = 0.99
RHO_PRIOR_POWER = 0.5
_NEGLIGIBLE_LOG_DENSITY = 15.0  # cells this far under the densest hold less than about 1e-6 of the mass

_COARSE_RHO = np.array([-0.97, -0.75, -0.4, 0.0, 0.3, 0.5, 0.66, 0.78, 0.87, 0.93, 0.97, 0.988])
# Innovation standard deviations of the AR(1), in units of the least squares residual standard deviation.
_COARSE_SIZE = np.array([0.0, 0.06, 0.14, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.4, 2.5, 8.0])
_FINE_RHO = np.polynomial.legendre.leggauss(18)
_FINE_SIZE = np.polynomial.legendre.leggauss(16)
_COARSE_PROFILED_RHO = np.sin(np.linspace(-1, 1, 65) * np.arcsin(RHO_LIMIT))
_FINE_PROFILED_RHO = np.polynomial.legendre.leggauss(36)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What correlation and size the errors may have, and how likely: g cells.

    Parameters
    ----------
    rho : Array
        Shape (g,): correlation between neighbouring periods, sampling noise aside.
    tau : Array
        Shape (g,): stationary standard deviation, sampling noise aside, in the outcome's unit. Without known sampling
        noise the root of the posterior mean of the variance given rho.
    weights : Array
        Shape (g,); sums to one.
    """

    rho: Array
    tau: Array
    weights: Array


def fit_marginal(y: Array, x: Array, times: Times, sampling_variance: Array | None) -> ErrorFit:
    """Regression with AR(1) errors plus known sampling noise, marginal over the errors' parameters.

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions; a gap stays a gap.
    sampling_variance : Array or None
        Shape (n,), positive; None when unknown: then the errors are AR(1) alone.

    Raises
    ------
    ValueError
        When the design is not identified or leaves fewer than three degrees of freedom.
    """
    model = regression(y, x, times)
    if sampling_variance is None:
        return _fit_profiled(model)
    return _fit_known(model, sampling_variance)


def posterior(y: Array, x: Array, times: Times, sampling_variance: Array | None) -> Posterior:
    """What `fit_marginal` finds the errors' correlation and size to be, cell by cell.

    Parameters
    ----------
    y, x, times, sampling_variance
        As for `fit_marginal`.

    Raises
    ------
    ValueError
        As `fit_marginal`.
    """
    model = regression(y, x, times)
    found = _profiled(model) if sampling_variance is None else _known(model, sampling_variance)
    return Posterior(found.rho, found.tau, found.weights)


@dataclass(frozen=True, slots=True)
class _Integrated:
    """The fine grid, and what generalised least squares gives in each of its cells."""

    rho: Array
    tau: Array
    weights: Array
    cells: Cells
    at_boundary: bool = False


def _known(model: Regression, sampling_variance: Array) -> _Integrated:
    rho, size = (part.ravel() for part in np.meshgrid(_COARSE_RHO, _COARSE_SIZE * model.residual_sd, indexing="ij"))
    coarse = known_variance_cells(model, rho, size / np.sqrt(1 - rho**2), sampling_variance)
    rho, size, widths = _fine_grid(_log_density(coarse, rho), model.residual_sd)
    tau = size / np.sqrt(1 - rho**2)
    cells = known_variance_cells(model, rho, tau, sampling_variance)
    highest = max(coarse.log_likelihood.max(), cells.log_likelihood.max())
    without_tau = coarse.log_likelihood[:: len(_COARSE_SIZE)].max()
    weights = _normalised(_log_density(cells, rho), widths)
    return _Integrated(rho, tau, weights, cells, at_boundary=bool(without_tau >= highest - 1e-6))


def _fit_known(model: Regression, sampling_variance: Array) -> ErrorFit:
    found = _known(model, sampling_variance)
    cells, weights = found.cells, found.weights
    mixture = Mixture(weights, cells.coefficients, cells.roots, np.inf, float(model.degrees_of_freedom))
    rho, tau = _spread(found.rho, weights), _spread(found.tau, weights)
    whitened = innovations(_residuals(model, mixture), model.times, rho.value, tau.value, sampling_variance)
    return ErrorFit(mixture.pruned(), rho, tau, whitened, _warnings(model, found))


def _fine_grid(coarse: Array, scale: float) -> tuple[Array, Array, Array]:
    """Where the mass lies: nodes of rho and of the innovation size, and their widths, each of shape (g,).

    The quadrature is over arcsin(rho) and the size of the innovations, tau √(1 - rho²): there the likelihood is smooth
    up to both ends of rho. Every rho has its own stretch of sizes: a high correlation goes with small innovations.
    """
    log_density = coarse.reshape(len(_COARSE_RHO), len(_COARSE_SIZE))
    kept = log_density > log_density.max() - _NEGLIGIBLE_LOG_DENSITY
    held = kept.any(axis=1)
    ends = np.array([_range(_COARSE_SIZE, row, 0.0, 2 * _COARSE_SIZE[-1]) for row in kept[held]])
    low_rho, high_rho = _range(_COARSE_RHO, held, -RHO_LIMIT, RHO_LIMIT)
    angle, angle_widths = _nodes(_FINE_RHO, np.arcsin(low_rho), np.arcsin(high_rho))
    rho = np.sin(angle)
    low, high = (np.interp(rho, _COARSE_RHO[held], ends[:, side]) * scale for side in (0, 1))
    share, share_widths = _nodes(_FINE_SIZE, 0.0, 1.0)
    size = low[:, None] + (high - low)[:, None] * share
    widths = angle_widths[:, None] * (high - low)[:, None] * share_widths
    return np.repeat(rho, len(share)), size.ravel(), widths.ravel()


def _profiled(model: Regression) -> _Integrated:
    coarse = profiled_cells(model, _COARSE_PROFILED_RHO).log_likelihood
    kept = coarse > coarse.max() - _NEGLIGIBLE_LOG_DENSITY
    nodes, widths = _nodes(_FINE_PROFILED_RHO, *_range(_COARSE_PROFILED_RHO, kept, -RHO_LIMIT, RHO_LIMIT))
    cells = profiled_cells(model, nodes)
    tau = np.sqrt(cells.residual_sum_of_squares / (model.degrees_of_freedom - 2))
    return _Integrated(nodes, tau, _normalised(cells.log_likelihood, widths), cells)


def _fit_profiled(model: Regression) -> ErrorFit:
    df, found = model.degrees_of_freedom, _profiled(model)
    cells, weights = found.cells, found.weights
    mixture = Mixture(weights, cells.coefficients, cells.roots, float(df), float(df), df / (df - 2))
    rho, sigma = _spread(found.rho, weights), _sigma(cells, weights, df)
    noiseless = np.zeros(len(model.times))
    whitened = innovations(_residuals(model, mixture), model.times, rho.value, sigma.value, noiseless)
    return ErrorFit(mixture.pruned(), rho, sigma, whitened, _warnings(model, found))


def _log_density(cells: Cells, rho: Array) -> Array:
    """Log posterior density on (arcsin(rho), innovation size), up to a constant.

    d rho = √(1 - rho²) d arcsin(rho) and d tau = d size / √(1 - rho²): the two factors cancel.
    """
    return np.asarray(cells.log_likelihood + RHO_PRIOR_POWER * np.log1p(rho), dtype=float)


def _range(nodes: Array, kept: Array, lowest: float, highest: float) -> tuple[float, float]:
    """The stretch that holds the kept nodes, out to the next node on each side or the end of the parameter's range."""
    where = np.flatnonzero(kept)
    first, last = int(where[0]), int(where[-1])
    low = float(nodes[first - 1]) if first > 0 else lowest
    high = float(nodes[last + 1]) if last + 1 < len(nodes) else highest
    return low, high


def _nodes(rule: tuple[Array, Array], low: float, high: float) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and widths on an interval."""
    half = (high - low) / 2
    return low + half * (rule[0] + 1), half * rule[1]


def _normalised(log_density: Array, widths: Array) -> Array:
    weights = widths * np.exp(log_density - log_density.max())
    return np.asarray(weights / weights.sum(), dtype=float)


def _residuals(model: Regression, mixture: Mixture) -> Array:
    """Residuals at the posterior mean of the coefficients, shape (n,)."""
    shift = mixture.weights @ (mixture.coefficients - model.start)
    on_basis = np.linalg.solve(model.back, shift)
    return np.asarray(model.columns[:, -1] - model.columns[:, :-1] @ on_basis, dtype=float)


def _spread(values: Array, weights: Array) -> Spread:
    lower, upper = (_weighted_quantile(values, weights, p) for p in (0.025, 0.975))
    return Spread(float(weights @ values), lower, upper)


def _weighted_quantile(values: Array, weights: Array, probability: float) -> float:
    """Quantile of a weighted set of quadrature nodes, linear between the nodes."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order]) - 0.5 * weights[order]
    return float(np.interp(probability, cumulative, values[order]))


def _sigma(cells: Cells, weights: Array, df: int) -> Spread:
    """The standard deviation that was integrated out: scaled inverse chi given rho, mixed over rho."""
    rss = cells.residual_sum_of_squares
    mean = weights @ np.sqrt(rss) * np.exp(special.gammaln((df - 1) / 2) - special.gammaln(df / 2)) / np.sqrt(2)
    kept = weights > 1e-6
    weights, rss = weights[kept] / weights[kept].sum(), rss[kept]
    nodes = np.geomspace(rss.min() / special.chdtri(df, 1e-3), rss.max() / special.chdtri(df, 1 - 1e-3), 60)
    cumulative = weights @ special.chdtrc(df, rss[:, None] / nodes)
    lower, upper = (float(np.sqrt(np.interp(p, cumulative, nodes))) for p in (0.025, 0.975))
    return Spread(float(mean), lower, upper)


def _warnings(model: Regression, found: _Integrated) -> tuple[str, ...]:
    median = _weighted_quantile(found.rho, found.weights, 0.5)
    return fit_warnings(len(model.times), rho=median, variance_at_boundary=found.at_boundary)
