"""From a plain data frame to checked columns of grouped durations; the frame itself is never altered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ZERO_OR_ONE = (0.0, 1.0)


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
    further: Iterable[str] = (),
) -> Durations:
    """Check the columns of durations.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per child, or per group of like children with their `count`.
    duration, event, entry, count : str
        Names of columns; the last two may be None.
    further : iterable of str
        Columns without which a row is left out: groups, strata, covariates.

    Raises
    ------
    ValueError
        For a missing column, a negative or infinite number, an event that is neither 0 nor 1, an entry that is not
        before the end, a count that is not whole, or when no child is left.
    """
    further = list(further)
    require_columns(frame, [duration, event, *(name for name in (entry, count) if name is not None), *further])
    lasting, seen = _numbers(frame, duration), _numbers(frame, event)
    since = np.zeros(len(frame)) if entry is None else _numbers(frame, entry)
    children = read_counts(frame, count)
    known = ~(np.isnan(lasting) | np.isnan(seen) | np.isnan(since)) & frame[further].notna().to_numpy().all(axis=1)
    used = np.asarray(known & (children > 0), dtype=np.bool_)
    _refuse(used & ~np.isin(seen, _ZERO_OR_ONE), f"column {event!r} must be true or false, or 1 and 0")
    _refuse(used & ((lasting < 0) | np.isinf(lasting)), f"column {duration!r} must hold finite days of 0 or more")
    _refuse(used & (since < 0), f"column {entry!r} must hold days of 0 or more")
    _refuse(used & (since > 0) & (since >= lasting), f"column {entry!r} must lie before {duration!r}")
    if not used.any():
        raise ValueError("no child has all of the named columns")
    lost = int(children[~known].sum())
    return Durations(lasting[used], since[used], seen[used] == 1, children[used], used, lost)


def require_columns(frame: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise a ValueError that names the columns that are not there."""
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise ValueError(f"no column {', '.join(map(repr, absent))}; the frame has {list(frame.columns)}")


def read_counts(frame: pd.DataFrame, column: str | None) -> Floats:
    """Children per row, whole and not negative; 1 each without a column, 0 where it is empty."""
    if column is None:
        return np.ones(len(frame))
    counts = np.nan_to_num(_numbers(frame, column), nan=0.0)
    _refuse((counts < 0) | (counts != np.floor(counts)) | np.isinf(counts), f"column {column!r} must hold whole counts")
    return counts


def _numbers(frame: pd.DataFrame, column: str) -> Floats:
    try:
        return np.asarray(frame[column].to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    except (TypeError, ValueError):
        # The library's own message would show the cell, and a cell may be about a person.
        raise ValueError(f"column {column!r} holds something that is not a number") from None


def _refuse(wrong: Flags, message: str) -> None:
    if wrong.any():
        raise ValueError(f"{message}: {int(wrong.sum())} rows do not")
