"""The errors a planned series may have, learnt from the periods before the start, with the doubt about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Regression, Times, known_variance_cells, profiled_cells, regression
from evaluering.estimation.fitting.marginal import RHO_LIMIT, RHO_PRIOR_POWER
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Array

_RHO = np.polynomial.legendre.leggauss(20)
_SIZE = np.polynomial.legendre.leggauss(20)
_LARGEST_SIZE = 1.6  # of the innovations, in residual standard deviations: what is beyond has no mass
_NEGLIGIBLE = 1e-3  # of the largest weight: moves no standard error by a thousandth


@dataclass(frozen=True, slots=True)
class PlannedErrors:
    """What correlation and size the errors may have, and how likely: g possibilities.

    Parameters
    ----------
    rho, tau : Array
        Shape (g,): correlation between neighbouring periods, and standard deviation, sampling noise aside.
    weights : Array
        Shape (g,); sums to one.
    """

    rho: Array
    tau: Array
    weights: Array

    def covariance(self, cell: int, times: Times, sampling_variance: Array | None) -> Array:
        """V in one possibility, shape (n, n): tau² rho^gap, and the sampling variance in the diagonal."""
        gap = np.abs(np.subtract.outer(times, times)).astype(float)
        rho = self.rho[cell]
        correlated = self.tau[cell] ** 2 * np.where(gap % 2 == 1, np.sign(rho), 1.0) * np.abs(rho) ** gap
        known = 0.0 if sampling_variance is None else np.diag(sampling_variance)
        return np.asarray(correlated + known, dtype=float)


def planned_errors(
    y: Array, rows: Array, times: Times, *, sampling_variance: Array | None, options: FitOptions
) -> PlannedErrors:
    """The errors of a series, by the error model of the options.

    For ``marginal`` the posterior over a grid of rho and tau, with the priors of
    `evaluering.estimation.fitting.marginal`; for the others the one estimate.

    Parameters
    ----------
    y : Array
        Shape (n,).
    rows : Array
        Shape (n, p), of full column rank.
    times : Times
        Shape (n,): strictly increasing calendar positions.
    sampling_variance : Array or None
        Shape (n,); None when unknown.
    options : FitOptions
        Names the error model.

    Raises
    ------
    ValueError
        As `evaluering.estimation.fitting.methods.fit_errors`; for an error model that does not estimate rho and tau.
    """
    if options.method == "marginal":
        model = regression(y, rows, times)
        return _profiled(model) if sampling_variance is None else _known(model, sampling_variance)
    fit = fit_errors(y, rows, times, sampling_variance=sampling_variance, method=options.method, lags=options.lags)
    rho, tau = np.array([fit.rho.value]), np.array([fit.tau.value])
    if not np.all(np.isfinite([rho, tau])):
        raise ValueError(f"method {options.method!r} does not estimate the errors' correlation and size")
    return PlannedErrors(rho, tau, np.ones(1))


def _known(model: Regression, sampling_variance: Array) -> PlannedErrors:
    """On arcsin(rho) and the size of the innovations, where the likelihood is smooth up to both ends of rho."""
    angle = np.arcsin(RHO_LIMIT) * _RHO[0]
    size = _LARGEST_SIZE * model.residual_sd * (_SIZE[0] + 1) / 2
    rho, innovation = (one.ravel() for one in np.meshgrid(np.sin(angle), size, indexing="ij"))
    tau = innovation / np.sqrt(1 - rho**2)
    cells = known_variance_cells(model, rho, tau, sampling_variance)
    log_density = cells.log_likelihood + RHO_PRIOR_POWER * np.log1p(rho)
    return _weighted(rho, tau, log_density, np.outer(_RHO[1], _SIZE[1]).ravel())


def _profiled(model: Regression) -> PlannedErrors:
    """Flat in rho; the variance integrated out has its posterior mean in each cell."""
    rho = RHO_LIMIT * _RHO[0]
    cells = profiled_cells(model, rho)
    tau = np.sqrt(cells.residual_sum_of_squares / (model.degrees_of_freedom - 2))
    return _weighted(rho, tau, cells.log_likelihood, _RHO[1])


def _weighted(rho: Array, tau: Array, log_density: Array, widths: Array) -> PlannedErrors:
    weights = widths * np.exp(log_density - log_density.max())
    kept = weights > _NEGLIGIBLE * weights.max()
    return PlannedErrors(rho[kept], tau[kept], weights[kept] / weights[kept].sum())
