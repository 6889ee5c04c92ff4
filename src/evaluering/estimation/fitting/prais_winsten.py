"""AR(1) errors by Prais and Winsten's (1954) iterated transformation, as Stata's ``prais``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluering.estimation.fitting.autoregressive import RHO_LIMIT
from evaluering.estimation.fitting.cells import Times, innovations, profiled_cells, regression
from evaluering.estimation.fitting.error_fit import ErrorFit, Spread, fit_warnings
from evaluering.estimation.fitting.mixture import Array, Mixture

_TOLERANCE = 1e-12
_ITERATIONS = 1000


def fit_prais_winsten(y: Array, x: Array, times: Times) -> ErrorFit:
    """Generalised least squares with the AR(1) correlation found from the residuals in turns, t(n - p).

    rho is the regression of each residual on the one before without a constant (Stata's default, ``rhotype(regress)``),
    over neighbouring periods; with it the coefficients, and again until rho stands still. The first row is kept. Over
    a gap the correlation is rho ** gap.

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions, some of them neighbours.

    Returns
    -------
    ErrorFit
        ``tau`` is the stationary standard deviation of the errors. Slugs: ``not_converged`` when rho has not come to
        rest, ``correlation_at_boundary`` when it was held at the edge of its range (0.9999 either way).

    Raises
    ------
    ValueError
        When the design is not identified, leaves fewer than three degrees of freedom, or no two periods are
        neighbours.
    """
    model = regression(y, x, times)
    neighbours = np.diff(times) == 1
    if not neighbours.any():
        raise ValueError("prais_winsten needs neighbouring periods; here there is a gap after every one")
    search = _Search(0.0, model.start, converged=False)
    for _ in range(_ITERATIONS):
        rho = _regressed(y - x @ search.coefficients, neighbours)
        cells = profiled_cells(model, np.array([rho]))
        search = _Search(rho, cells.coefficients[0], converged=abs(rho - search.rho) < _TOLERANCE)
        if search.converged:
            break
    df = float(model.degrees_of_freedom)
    sigma = float(np.sqrt(cells.residual_sum_of_squares[0] / df))
    whitened = innovations(y - x @ search.coefficients, times, search.rho, sigma, np.zeros(len(y)))
    mixture = Mixture(np.ones(1), cells.coefficients, cells.roots, df, df)
    return ErrorFit(mixture, Spread(search.rho), Spread(sigma), whitened, _warnings(search, len(y)))


@dataclass(frozen=True, slots=True)
class _Search:
    """Where the iteration stands."""

    rho: float
    coefficients: Array
    converged: bool


def _regressed(residuals: Array, neighbours: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    late, early = residuals[1:][neighbours], residuals[:-1][neighbours]
    return float(np.clip(late @ early / (early @ early), -RHO_LIMIT, RHO_LIMIT))


def _warnings(search: _Search, rows: int) -> tuple[str, ...]:
    edge = abs(search.rho) >= RHO_LIMIT
    return fit_warnings(rows, rho=search.rho, correlation_at_boundary=edge, not_converged=not search.converged)
