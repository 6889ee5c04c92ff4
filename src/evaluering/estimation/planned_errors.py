"""The errors a planned series may have, learnt from the periods before the start, with the doubt about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.marginal import Posterior, posterior
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Array

_NEGLIGIBLE = 1e-6  # of the largest weight: a cell far out has a large standard error, and it is the squares that count


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

    For ``marginal`` the cells of `evaluering.estimation.fitting.marginal.posterior`; for the others the one estimate.

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
        return _likely(posterior(y, rows, times, sampling_variance))
    fit = fit_errors(y, rows, times, sampling_variance=sampling_variance, method=options.method, lags=options.lags)
    rho, tau = np.array([fit.rho.value]), np.array([fit.tau.value])
    if not np.all(np.isfinite([rho, tau])):
        raise ValueError(f"method {options.method!r} does not estimate the errors' correlation and size")
    return PlannedErrors(rho, tau, np.ones(1))


def _likely(found: Posterior) -> PlannedErrors:
    kept = found.weights > _NEGLIGIBLE * found.weights.max()
    return PlannedErrors(found.rho[kept], found.tau[kept], found.weights[kept] / found.weights[kept].sum())
