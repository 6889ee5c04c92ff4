"""From a plain data frame to checked columns of grouped durations; the frame itself is never altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.estimation.arguments import require_columns, require_frame

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

_ZERO_OR_ONE = (0.0, 1.0)
_NO_NUMBERS = (str, bytes, date, timedelta)


@dataclass(frozen=True, slots=True, eq=False)
class Durations:
    """Grouped durations, right-censored and perhaps left-truncated; arrays of one length, a row per row that is used.

    Parameters
    ----------
    duration, entry : array
        Days; followed after `entry` up to `duration`, included. entry 0: from birth.
    event : array of bool
        Whether the end was seen; else the duration is longer.
    count : array
        Children, above 0, whole.
    used : array of bool
        Over the rows of the frame: which of them these are.
    left_out : int
        Children in rows that lack a duration, an event, an entry or one of the further columns asked for.
    """

    duration: Floats
    entry: Floats
    event: Flags
    count: Floats
    used: Flags
    left_out: int

    def only(self, chosen: Flags) -> Durations:
        """The chosen rows, as if nothing else had been there."""
        used = self.used.copy()
        used[np.flatnonzero(self.used)[~chosen]] = False
        return Durations(self.duration[chosen], self.entry[chosen], self.event[chosen], self.count[chosen], used, 0)


def read_durations(
    frame: pd.DataFrame,
    *,
    duration: str,
    event: str,
    entry: str | None,
    count: str | None,
    further: Mapping[str, str | None] | None = None,
) -> Durations:
    """Check the columns of durations.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per child, or per group of like children with their `count`.
    duration, event, entry, count : str
        Names of columns; the last two may be None.
    further : mapping of str to str
        Columns without which a row is left out, by argument: groups, strata, covariates; None for none of that kind.

    Raises
    ------
    TypeError
        When `frame` is no data frame, or a name cannot be a column's.
    ValueError
        For a missing column, a negative or infinite number, an event that is neither 0 nor 1, an entry that is not
        before the end, a count that is not whole, or when no child is left.
    """
    more = {argument: name for argument, name in (further or {}).items() if name is not None}
    require_named(frame, {"duration": duration, "event": event}, {"entry": entry, "count": count}, more)
    lasting, seen = numbers_of(frame, duration), numbers_of(frame, event)
    since = np.zeros(len(frame)) if entry is None else numbers_of(frame, entry)
    children = read_counts(frame, count)
    known = ~(np.isnan(lasting) | np.isnan(seen) | np.isnan(since)) & frame[list(more.values())].notna().to_numpy().all(
        axis=1
    )
    used = np.asarray(known & (children > 0), dtype=np.bool_)
    _refuse(used & ~np.isin(seen, _ZERO_OR_ONE), f"column {event!r} must be true or false, or 1 and 0")
    _refuse(used & ((lasting < 0) | np.isinf(lasting)), f"column {duration!r} must hold finite days of 0 or more")
    _refuse(used & (since < 0), f"column {entry!r} must hold days of 0 or more")
    _refuse(used & (since > 0) & (since >= lasting), f"column {entry!r} must lie before {duration!r}")
    if not used.any():
        raise ValueError("no child has all of the named columns")
    lost = int(children[~known].sum())
    return Durations(lasting[used], since[used], seen[used] == 1, children[used], used, lost)


def require_named(
    frame: pd.DataFrame,
    names: Mapping[str, object],
    optional: Mapping[str, object],
    further: Mapping[str, object] | None = None,
) -> None:
    """Refuse what is no frame, and names that are not each the name of one column; the optional ones may be None."""
    require_frame(frame)
    given = {argument: name for argument, name in optional.items() if name is not None}
    require_columns(frame, {**names, **given, **(further or {})})


def groups_of(frame: pd.DataFrame, column: str) -> tuple[Integers, pd.Index]:
    """The number of each row's group, and the groups in order; rows are without missing groups.

    Raises
    ------
    ValueError
        When the values cannot be told apart or put in order.
    """
    try:
        number, names = pd.factorize(frame[column], sort=True)
    except TypeError:
        raise ValueError(f"column {column!r} holds values that cannot be groups") from None
    return number.astype(np.int64), pd.Index(names)


def read_counts(frame: pd.DataFrame, column: str | None) -> Floats:
    """Children per row, whole and not negative; 1 each without a column, 0 where it is empty."""
    if column is None:
        return np.ones(len(frame))
    counts = np.nan_to_num(numbers_of(frame, column), nan=0.0)
    _refuse((counts < 0) | (counts != np.floor(counts)) | np.isinf(counts), f"column {column!r} must hold whole counts")
    return counts


def numbers_of(frame: pd.DataFrame, column: str) -> Floats:
    """The column as real numbers, NaN where missing.

    Raises
    ------
    ValueError
        For dates, lengths of time, complex numbers and text; no message shows a cell, for it may be about a person.
    """
    values = frame[column]
    cells = values.tolist() if values.dtype.kind == "O" else []
    wrong = values.dtype.kind in "mMc" or any(isinstance(one, _NO_NUMBERS) for one in cells)
    try:
        numbers = None if wrong else values.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        numbers = None
    if numbers is None:
        raise ValueError(f"column {column!r} holds something that is not a number")
    return np.asarray(numbers, dtype=np.float64)


def _refuse(wrong: Flags, message: str) -> None:
    if wrong.any():
        raise ValueError(f"{message}: {int(wrong.sum())} rows do not")
