"""Whether something known about the units goes with their estimates, and what the result owes to each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluering.estimation.arguments import require_choice, require_numbers
from evaluering.estimation.clusters.between import METHODS, Method, between_variance, weighted
from evaluering.estimation.clusters.pooling import TESTS, Pooled, Test, pool, read_estimates, small_sample, two_sided
from evaluering.estimation.fitting.mixture import Array


@dataclass(frozen=True, slots=True)
class Moderated:
    """Estimates regressed on one thing known about the units.

    Parameters
    ----------
    intercept, slope : float
        Mean at zero, and by how much it is higher per unit of the moderator.
    intercept_standard_error, slope_standard_error : float
    degrees_of_freedom : float
        Of the t distribution of the slope: k - 2; infinite for ``normal``.
    p_value : float
        Two-sided, against no slope.
    between : float
        Variance between units that the moderator leaves.
    explained_pct : float
        How much of the variance between units (`between` without the moderator) it takes away, in per cent, not below
        0; NaN where there is none.
    residual_q : float
        Cochran's Q of what is left, on k - 2 degrees of freedom.
    """

    intercept: float
    slope: float
    intercept_standard_error: float
    slope_standard_error: float
    degrees_of_freedom: float
    p_value: float
    between: float
    explained_pct: float
    residual_q: float


def moderate(
    values: Sequence[float] | Array,
    standard_errors: Sequence[float] | Array,
    moderator: Sequence[float] | Array,
    *,
    method: Method = "reml",
    test: Test = "hartung_knapp",
) -> Moderated:
    """A random-effects regression on one moderator (Knapp and Hartung 2003). It describes; it shows no cause.

    Parameters
    ----------
    values, standard_errors, moderator : sequence of float
        Shape (k,), k ≥ 3.
    method, test : str
        As for `evaluering.estimation.clusters.pooling.pool`.

    Raises
    ------
    ValueError
        As `evaluering.estimation.clusters.pooling.pool`; for fewer than three estimates; when the moderator is not
        finite or the same in all units.

    Examples
    --------
    >>> found = moderate([1.0, 2.1, 2.9, 4.2], [0.3, 0.3, 0.3, 0.3], [0, 1, 2, 3])
    >>> round(found.slope, 2), found.degrees_of_freedom
    (1.04, 2.0)
    """
    y, v = read_estimates(values, standard_errors)
    x = require_numbers("moderator", moderator)
    require_choice("method", method, METHODS)
    require_choice("test", test, TESTS)
    if len(y) < 3:
        raise ValueError(f"{len(y)} estimates: at least 3 are needed for a moderator")
    if x.shape != y.shape or not np.all(np.isfinite(x)) or np.ptp(x) == 0:
        raise ValueError("the moderator is a finite number per estimate, and differs between units")
    centre, spread = float(x.mean()), float(x.std())
    columns = np.column_stack([np.ones_like(x), (x - centre) / spread])
    between, _ = between_variance(y, v, columns, method=method)
    before, _ = between_variance(y, v, columns[:, :1], method=method)
    found = weighted(y, v, columns, between)
    _, inflation, df = small_sample(found, test)
    back = np.array([[1.0, -centre / spread], [0.0, 1 / spread]])
    coefficients = back @ found.coefficients
    errors = np.sqrt(inflation * np.diag(back @ found.covariance @ back.T))
    return Moderated(
        intercept=float(coefficients[0]),
        slope=float(coefficients[1]),
        intercept_standard_error=float(errors[0]),
        slope_standard_error=float(errors[1]),
        degrees_of_freedom=df,
        p_value=two_sided(float(coefficients[1]), float(errors[1]), df),
        between=between,
        explained_pct=max(0.0, 100 * (before - between) / before) if before > 0 else float("nan"),
        residual_q=weighted(y, v, columns, 0.0).residual,
    )


def pool_without_each(
    values: Sequence[float] | Array,
    standard_errors: Sequence[float] | Array,
    *,
    method: Method = "reml",
    test: Test = "hartung_knapp",
) -> tuple[Pooled, ...]:
    """The pooled result without each unit in turn, in the order given; at least three estimates.

    Raises
    ------
    ValueError
        As `evaluering.estimation.clusters.pooling.pool`.

    Examples
    --------
    >>> [round(one.value, 2) for one in pool_without_each([1.0, 1.2, 5.0], [0.5, 0.5, 0.5])]
    [3.1, 3.0, 1.1]
    """
    y, variances = read_estimates(values, standard_errors)
    errors = np.sqrt(variances)
    kept = ~np.eye(len(y), dtype=bool)
    return tuple(pool(y[rows], errors[rows], method=method, test=test) for rows in kept)
