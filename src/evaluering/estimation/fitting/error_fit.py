"""What every error model returns: the coefficients' distribution, the errors' parameters and the whitened residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array, Mixture

FEW_PERIODS = 48  # below this the coverage of any method here can fall under 93 %
NEAR_UNIT_ROOT = 0.95  # a correlation from here on can hardly be told from drift


@dataclass(frozen=True, slots=True)
class Spread:
    """A parameter of the errors with 95 % limits; NaN where a method does not estimate it or gives no limits.

    The value is the posterior mean in a marginal method, the estimate in the others.
    """

    value: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")


@dataclass(frozen=True, slots=True)
class ErrorFit:
    """One fitted regression.

    Parameters
    ----------
    mixture : Mixture
        The distribution of the coefficients.
    rho : Spread
        Correlation of the errors between neighbouring periods, sampling noise aside.
    tau : Spread
        Their stationary standard deviation, in the outcome's unit, sampling noise aside.
    innovations : Array
        Shape (n,): whitened one-step residuals, about standard normal and independent when the model holds.
    warnings : tuple of str
        Slugs: ``near_unit_root`` (rho of 0.95 or more), ``correlation_at_boundary`` (the estimate of rho is the end of
        its range), ``variance_at_boundary`` (tau is best zero beside the sampling noise), ``few_periods``,
        ``degrees_of_freedom_guarded`` (Kenward-Roger's corrections were kept within bounds), ``not_converged``,
        ``standard_errors_unused`` (given to a method that has no use for them).
    """

    mixture: Mixture
    rho: Spread
    tau: Spread
    innovations: Array
    warnings: tuple[str, ...]


def fit_warnings(rows: int, *, rho: float = float("nan"), **others: bool) -> tuple[str, ...]:
    """The slugs of a fit: ``near_unit_root``, then those of the method that hold, then ``few_periods``.

    Parameters
    ----------
    rows : int
        Periods in the fit.
    rho : float
        Correlation of the errors between neighbouring periods; NaN where it is not estimated.
    **others : bool
        By slug: whether it holds.

    Examples
    --------
    >>> fit_warnings(30, rho=0.97, not_converged=False)
    ('near_unit_root', 'few_periods')
    """
    checks = {"near_unit_root": rho >= NEAR_UNIT_ROOT, **others, "few_periods": rows < FEW_PERIODS}
    return tuple(slug for slug, holds in checks.items() if holds)


def lag_one_autocorrelation(innovations: Array, times: Times) -> float:
    """Correlation between the innovations of neighbouring periods; pairs across a gap are left out.

    Parameters
    ----------
    innovations : Array
        Shape (n,).
    times : Times
        Shape (n,): increasing calendar positions.
    """
    centred = innovations - innovations.mean()
    neighbours = np.diff(times) == 1
    pairs = int(neighbours.sum())
    if pairs == 0:
        return float("nan")
    products = float(np.sum((centred[1:] * centred[:-1])[neighbours]))
    return products / pairs / float(np.mean(centred**2))
