"""From a plain data frame to sorted arrays on the calendar, checked; the frame itself is never altered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from evaluering.estimation.arguments import require_columns, require_frame
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.time_axis import Grain, TimeAxis, label, position, read_periods


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
    days : bool
        Whether the periods were given as days.
    """

    grain: Grain
    index: Times
    outcome: Array
    standard_error: Array
    weight: Array
    sampled: bool
    days: bool = False

    @property
    def complete(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Shape (n,): rows with an outcome and, where standard errors were given, a standard error."""
        known = np.isfinite(self.outcome)
        return np.asarray(known & np.isfinite(self.standard_error) if self.sampled else known)

    def position(self, value: object) -> int:
        """The calendar position of a start, as by `evaluering.estimation.time_axis.position`."""
        try:
            return position(value, self.grain, days=self.days)
        except ValueError as fault:
            raise ValueError(f"start: {fault}") from None


def read_observations(
    frame: pd.DataFrame, *, outcome: str, period: str, standard_errors: str | None, weights: str | None = None
) -> Observations:
    """Sort and check the columns of a series.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period, in any order; periods may be missing.
    outcome, period, standard_errors, weights : str
        Names of columns; the last two may be None. Numbers may be missing; text is no number, "12" no more than "12,5".

    Raises
    ------
    TypeError
        When `frame` is no data frame, or a name no column's name.
    ValueError
        Naming the column, and the first period or row, for a missing or repeated column, a period twice, a period or
        number that is none, a standard error that is not positive, a weight below zero.
    """
    require_frame(frame)
    optional = {"standard_errors": standard_errors, "weights": weights}
    named = {argument: name for argument, name in optional.items() if name is not None}
    require_columns(frame, {"outcome": outcome, "period": period} | named)
    axis = _periods(frame, period)
    order = np.argsort(axis.index, kind="stable")
    index = axis.index[order]
    twice = index[1:][np.diff(index) == 0]
    if twice.size:
        raise ValueError(
            f"column {period!r}: each period once: {label(int(twice[0]), axis.grain)} occurs more than once"
        )
    rows = len(index)
    error = np.full(rows, np.nan) if standard_errors is None else _numbers(frame, standard_errors, axis)[order]
    weight = np.ones(rows) if weights is None else _numbers(frame, weights, axis)[order]
    needed = "standard errors must be positive (average neighbouring periods where one has no events)"
    _refuse(index[error <= 0], axis.grain, f"column {standard_errors!r}: {needed}")
    _refuse(index[weight < 0], axis.grain, f"column {weights!r}: weights must not be negative")
    return Observations(
        axis.grain,
        index,
        _numbers(frame, outcome, axis)[order],
        error,
        weight,
        sampled=standard_errors is not None,
        days=axis.days,
    )


def _refuse(index: Times, grain: Grain, needed: str) -> None:
    """Say what is needed and which period is the first of these, if there is one."""
    if index.size:
        raise ValueError(f"{needed}; the first that is not so is {label(int(index[0]), grain)}")


def _periods(frame: pd.DataFrame, column: str) -> TimeAxis:
    try:
        return read_periods(frame[column].tolist())
    except ValueError as fault:
        raise ValueError(f"column {column!r}: {fault}") from None


def _numbers(frame: pd.DataFrame, column: str, axis: TimeAxis) -> Array:
    """The column as numbers, NaN where missing, in the order of the rows; the axis is for messages."""
    kind = frame[column].dtype
    if pd.api.types.is_complex_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind) or kind.kind == "m":
        raise ValueError(f"column {column!r} holds {kind}; real numbers are needed")
    if pd.api.types.is_numeric_dtype(kind):
        numbers = frame[column].to_numpy(dtype=float, na_value=np.nan)
    else:
        numbers = _one_by_one(frame[column], axis)
    if np.any(np.isinf(numbers)):
        first = label(int(axis.index[np.isinf(numbers)].min()), axis.grain)
        raise ValueError(f"column {column!r} holds an infinite number, in {first}")
    return numbers


def _one_by_one(values: pd.Series[Any], axis: TimeAxis) -> Array:
    """Numbers out of a column of anything."""
    numbers = np.full(len(values), np.nan)
    for row, value in enumerate(values.tolist()):
        if value is None or value is pd.NA or value is pd.NaT:
            continue
        if not isinstance(value, Real | Decimal):
            kind = "text" if isinstance(value, str) else type(value).__name__
            told = f"{kind} in {label(int(axis.index[row]), axis.grain)}"
            raise ValueError(f"column {values.name!r} holds {told}; real numbers are needed")
        numbers[row] = float(value)
    return numbers
