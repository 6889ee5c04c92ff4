"""Several outcomes judged together: p-values made larger, so that many tries do not make many findings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control

from evaluering.estimation.arguments import require_numbers

Array = npt.NDArray[np.float64]


def holm(p_values: Sequence[float] | Array, family_size: int | None = None) -> Array:
    """Adjusted p-values that keep the probability of any false finding (Holm 1979).

    Parameters
    ----------
    p_values : sequence of float
        Shape (n,); NaN where there is none: it stays NaN.
    family_size : int or None
        How many were to be judged together. Those without a p-value count as p = 1, so that the family keeps its size
        when one of them cannot be assessed. None: only those with a p-value are the family.

    Returns
    -------
    Array
        Shape (n,), in the order given.

    Raises
    ------
    ValueError
        When a p-value is not between 0 and 1, or there are more of them than the family holds.

    Examples
    --------
    >>> holm([0.01, 0.04, float("nan")])
    array([0.02, 0.04,  nan])
    >>> holm([0.01, 0.04, float("nan")], family_size=3)
    array([0.03, 0.08,  nan])
    """
    known, judged = _read(p_values)
    size = len(judged) if family_size is None else family_size
    if size < len(judged):
        raise ValueError(f"a family of {size} cannot hold {len(judged)} p-values")
    order = np.argsort(judged, kind="stable")
    # In order of size the first is held against all, the next against one fewer; none is smaller than the one before.
    stepped = np.maximum.accumulate(judged[order] * (size - np.arange(len(judged))))
    adjusted = np.empty_like(judged)
    adjusted[order] = np.minimum(stepped, 1)
    return _placed(adjusted, known)


def benjamini_hochberg(p_values: Sequence[float] | Array) -> Array:
    """Adjusted p-values that keep the expected share of false among all findings (Benjamini and Hochberg 1995).

    Parameters
    ----------
    p_values : sequence of float
        Shape (n,); NaN where there is none: it stays NaN and is no part of the family.

    Returns
    -------
    Array
        Shape (n,), in the order given.

    Raises
    ------
    ValueError
        When a p-value is not between 0 and 1.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.02, 0.9])
    array([0.03, 0.03, 0.9 ])
    """
    known, judged = _read(p_values)
    return _placed(false_discovery_control(judged) if len(judged) else judged, known)


def _read(p_values: Sequence[float] | Array) -> tuple[npt.NDArray[np.bool_], Array]:
    """Where there is a p-value, and those there are."""
    given = require_numbers("p_values", p_values)
    known = ~np.isnan(given)
    if np.any((given[known] < 0) | (given[known] > 1)):
        raise ValueError("a p-value lies between 0 and 1")
    return known, given[known]


def _placed(adjusted: Array, known: npt.NDArray[np.bool_]) -> Array:
    """The adjusted values in their places, NaN in the others."""
    whole = np.full(known.shape, np.nan)
    whole[known] = adjusted
    return whole
