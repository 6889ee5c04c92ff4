"""Several outcomes judged together: p-values made larger, so that many tries do not make many findings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from statsmodels.stats.multitest import multipletests

Array = npt.NDArray[np.float64]


def holm(p_values: Sequence[float] | Array) -> Array:
    """Adjusted p-values that keep the probability of any false finding (Holm 1979).

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
    >>> holm([0.01, 0.04, float("nan")])
    array([0.02, 0.04,  nan])
    """
    return _adjusted(p_values, "holm")


def benjamini_hochberg(p_values: Sequence[float] | Array) -> Array:
    """Adjusted p-values that keep the expected share of false among all findings (Benjamini and Hochberg 1995).

    Parameters
    ----------
    p_values : sequence of float
        As for `holm`.

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


def _adjusted(p_values: Sequence[float] | Array, method: str) -> Array:
    given = np.asarray(p_values, dtype=np.float64)
    known = ~np.isnan(given)
    if np.any((given[known] < 0) | (given[known] > 1)):
        raise ValueError("a p-value lies between 0 and 1")
    adjusted = np.full(given.shape, np.nan)
    if known.any():
        adjusted[known] = multipletests(given[known], method=method)[1]
    return adjusted
