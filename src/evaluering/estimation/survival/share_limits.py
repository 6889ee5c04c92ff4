"""Limits of a share: the exact binomial ones, on as many children as the share's standard error is worth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

Floats = npt.NDArray[np.float64]
Children = npt.NDArray[np.float64] | npt.NDArray[np.int64]


def binomial_limits(count: Floats, size: Floats, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Exact limits of a binomial share (Clopper and Pearson 1934), between 0 and 1; nan without children.

    Parameters
    ----------
    count, size : array
        Successes of trials; either may be a number that is not whole.
    confidence : float
        Of the limits.

    Examples
    --------
    >>> [float(limit[0].round(3)) for limit in binomial_limits(np.array([1133.0]), np.array([3185.0]))]
    [0.339, 0.373]
    """
    tail = (1 - confidence) / 2
    trials = np.where(size > 0, size, np.nan)
    some, rest = count > 0, trials - count > 0
    lower = np.where(some, beta.ppf(tail, np.where(some, count, 1.0), trials - count + 1), 0.0)
    upper = np.where(rest, beta.ppf(1 - tail, count + 1, np.where(rest, trials - count, 1.0)), 1.0)
    none = np.isnan(trials) | np.isnan(count)
    return np.where(none, np.nan, lower), np.where(none, np.nan, upper)


_EDGE = 1e-6
"""A share nearer 0 or 1 than this is taken as 0 or 1: what is left is where the curve came to rest."""


def share_limits(
    share: Floats,
    standard_error: Floats,
    known: Children,
    *,
    decided: Children | None = None,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Limits of a share that is read off a curve (Korn and Graubard 1998), between 0 and 1.

    The effective number of children is the one of which a plain binomial share would have the same standard error,
    share (1 - share) / standard_error², and never more than the known: where every child's duration is known it is
    their number, and the limits are those of Clopper and Pearson. A share of 0 or 1 has no standard error to go by: of
    it the number is those whose side of the age is known, since the others say nothing of the share.

    Parameters
    ----------
    share, standard_error : array
        Between 0 and 1; limits are nan where either is nan, but for a share of 0 or 1 without an error.
    known : array
        Children with known feeding.
    decided : array, optional
        Those of them who are known to have reached the age or not to; all of them where left out.
    confidence : float
        Of the limits.
    """
    children = known.astype(np.float64)
    at_edge = (share <= _EDGE) | (share >= 1 - _EDGE)
    error = np.where(at_edge, 0.0, standard_error)
    worth = np.divide(share * (1 - share), error**2, out=children.copy(), where=error > 0)
    size = np.where(np.isnan(error), np.nan, np.minimum(worth, children))
    size = np.where(at_edge, children if decided is None else decided, size)
    return binomial_limits(np.where(at_edge, np.round(share), share) * size, size, confidence=confidence)
