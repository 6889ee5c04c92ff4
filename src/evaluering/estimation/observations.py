"""From a plain data frame to sorted arrays on the calendar, checked; the frame itself is never altered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.time_axis import Grain, label, read_periods


@dataclass(frozen=True, slots=True)
class Observations:
    """A series in calendar order.

    Parameters
    ----------
    grain : {"month", "quarter", "year"}
        Length of a period.
    index : Times
        Shape (n,): strictly increasing calendar positions.
    outcome : Array
        Shape (n,); NaN where missing.
    standard_error : Array
        Shape (n,); NaN where missing, and everywhere when there is no such column.
    weight : Array
        Shape (n,); ones when there is no such column.
    sampled : bool
        Whether standard errors were given.
    """

    grain: Grain
    index: Times
    outcome: Array
    standard_error: Array
    weight: Array
    sampled: bool

    @property
    def complete(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Shape (n,): rows with an outcome and, where standard errors were given, a standard error."""
        known = np.isfinite(self.outcome)
        return np.asarray(known & np.isfinite(self.standard_error) if self.sampled else known)


def read_observations(
    frame: pd.DataFrame, *, outcome: str, period: str, standard_errors: str | None, weights: str | None = None
) -> Observations:
    """Sort and check the columns of a series.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period, in any order; periods may be missing.
    outcome, period, standard_errors, weights : str
        Names of columns; the last two may be None.

    Raises
    ------
    ValueError
        For a missing column, a period twice, a period or number that is none, a standard error that is not positive.
    """
    wanted = [name for name in (outcome, period, standard_errors, weights) if name is not None]
    absent = [name for name in wanted if name not in frame.columns]
    if absent:
        raise ValueError(f"no column {', '.join(map(repr, absent))}; the frame has {list(frame.columns)}")
    axis = read_periods(frame[period].tolist())
    order = np.argsort(axis.index, kind="stable")
    index = axis.index[order]
    twice = index[1:][np.diff(index) == 0]
    if twice.size:
        raise ValueError(f"each period once: {label(int(twice[0]), axis.grain)} occurs more than once")
    rows = len(index)
    error = _numbers(frame, standard_errors)[order] if standard_errors else np.full(rows, np.nan)
    weight = _numbers(frame, weights)[order] if weights else np.ones(rows)
    if np.any(error <= 0):
        raise ValueError(
            "standard errors must be positive; average them over neighbouring periods where a period has no events"
        )
    if np.any(weight < 0):
        raise ValueError("weights must not be negative")
    return Observations(
        axis.grain, index, _numbers(frame, outcome)[order], error, weight, sampled=standard_errors is not None
    )


def _numbers(frame: pd.DataFrame, column: str) -> Array:
    numbers = frame[column].to_numpy(dtype=float, na_value=np.nan)
    if np.any(np.isinf(numbers)):
        raise ValueError(f"column {column!r} holds an infinite number")
    return numbers
