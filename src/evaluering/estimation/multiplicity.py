"""Several outcomes judged together: p-values made larger, so that many tries do not make many findings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from statsmodels.stats.multitest import multipletests

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
    return _adjusted(p_values, "holm", family_size=family_size)


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
    return _adjusted(p_values, "fdr_bh")


def _adjusted(p_values: Sequence[float] | Array, method: str, *, family_size: int | None = None) -> Array:
    given = np.asarray(p_values, dtype=np.float64)
    known = ~np.isnan(given)
    if np.any((given[known] < 0) | (given[known] > 1)):
        raise ValueError("a p-value lies between 0 and 1")
    judged = int(known.sum())
    missing = 0 if family_size is None else family_size - judged
    if missing < 0:
        raise ValueError(f"a family of {family_size} cannot hold {judged} p-values")
    adjusted = np.full(given.shape, np.nan)
    if judged:
        adjusted[known] = multipletests(np.append(given[known], np.ones(missing)), method=method)[1][:judged]
    return adjusted
