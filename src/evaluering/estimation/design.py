"""The columns of a design matrix: time, change, phase-in and season. Every time convention lives here.

Time is counted in periods from the start, so the constant is the level at the start had nothing changed. A period is
exposed from the start on, the start included. The slope change is 0 in the first exposed period and 1 in the next. A
ramp of L periods is 1/L in the first exposed period and 1 from the L-th on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, Grain

DEFAULT_HARMONICS: dict[Grain, int] = {"month": 2, "quarter": 1, "year": 0}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a change is thought to come about.

    Parameters
    ----------
    cut_periods : int
        Periods just before the start that are left out because they are partly exposed; calendar time is kept.
    ramp_periods : int or None
        None: a level change and a slope change. L: one change that grows in equal steps over L periods and then stays.
    """

    cut_periods: int = 0
    ramp_periods: int | None = None

    def __post_init__(self) -> None:
        if self.cut_periods < 0:
            raise ValueError(f"cut_periods is a number of periods, 0 or more, not {self.cut_periods}")
        if self.ramp_periods is not None and self.ramp_periods < 1:
            raise ValueError(f"ramp_periods is a number of periods, 1 or more, not {self.ramp_periods}")


@dataclass(frozen=True, slots=True)
class Design:
    """What decides the columns of the design matrix.

    Parameters
    ----------
    grain : {"month", "quarter", "year"}
        Length of a period.
    origin : int
        Calendar position that time is counted from: the first exposed period.
    harmonics : int
        Pairs of sine and cosine with a period of a year, half a year …
    changes : bool
        Whether there is a change at `origin`.
    ramp_periods : int or None
        As in `Shape`.
    """

    grain: Grain
    origin: int
    harmonics: int
    changes: bool = True
    ramp_periods: int | None = None

    @property
    def change_width(self) -> int:
        """How many columns describe the change: constant and time are the two before them."""
        if not self.changes:
            return 0
        return 2 if self.ramp_periods is None else 1


def design(grain: Grain, origin: int, *, harmonics: int | None, shape: Shape | None) -> Design:
    """The design of a series with (`shape` given) or without a change.

    Parameters
    ----------
    grain : {"month", "quarter", "year"}
        Length of a period.
    origin : int
        Calendar position of the start.
    harmonics : int or None
        None: two pairs for months, one for quarters, none for years.
    shape : Shape or None
        None: a trend without a change.

    Raises
    ------
    ValueError
        When a year has too few periods for the harmonics.
    """
    pairs = DEFAULT_HARMONICS[grain] if harmonics is None else harmonics
    if not 0 <= pairs <= PERIODS_PER_YEAR[grain] // 2:
        raise ValueError(f"{pairs} harmonics: a series by {grain} takes 0 to {PERIODS_PER_YEAR[grain] // 2}")
    return Design(grain, origin, pairs, shape is not None, shape.ramp_periods if shape else None)


def matrix(index: Times, plan: Design) -> Array:
    """The design matrix: constant, time, change, season.

    Parameters
    ----------
    index : Times
        Shape (n,): calendar positions.
    plan : Design
        Which columns.

    Returns
    -------
    Array
        Shape (n, p).
    """
    time = (index - plan.origin).astype(float)
    parts = [np.ones((len(index), 1)), time[:, None], change_columns(index, plan), season_columns(index, plan)]
    return np.hstack(parts)


def change_columns(index: Times, plan: Design) -> Array:
    """The change: level and slope, or the ramp; shape (n, 2), (n, 1) or, for a trend alone, (n, 0)."""
    since = (index - plan.origin).astype(float)
    exposed = (since >= 0).astype(float)
    if not plan.changes:
        return np.empty((len(index), 0))
    if plan.ramp_periods is None:
        return np.column_stack([exposed, since * exposed])
    return (exposed * np.minimum(1.0, (since + 1) / plan.ramp_periods))[:, None]


def season_columns(index: Times, plan: Design) -> Array:
    """Sine and cosine pairs, shape (n, 2 · harmonics); the sine of two periods' length is zero and left out."""
    year = PERIODS_PER_YEAR[plan.grain]
    columns = []
    for pair in range(1, plan.harmonics + 1):
        angle = 2 * np.pi * pair * (index % year) / year
        columns += [np.cos(angle)] if 2 * pair == year else [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns) if columns else np.empty((len(index), 0))


def without_change(rows: Array, plan: Design) -> Array:
    """The same rows had nothing changed: the columns of the change set to zero."""
    return _zeroed(rows, slice(2, 2 + plan.change_width))


def change_only(rows: Array, plan: Design) -> Array:
    """What of the rows is the change: every other column set to zero."""
    kept = np.zeros_like(rows)
    kept[:, 2 : 2 + plan.change_width] = rows[:, 2 : 2 + plan.change_width]
    return kept


def without_season(rows: Array, plan: Design) -> Array:
    """The same rows in an average season: harmonics add up to zero over a year."""
    return _zeroed(rows, slice(2 + plan.change_width, None))


def used_periods(index: Times, complete: NDArray[np.bool_], *, origin: int, shape: Shape) -> NDArray[np.bool_]:
    """Which periods enter the fit: complete, and not among those cut before the start."""
    cut = (index >= origin - shape.cut_periods) & (index < origin)
    return complete & ~cut


def _zeroed(rows: Array, columns: slice) -> Array:
    changed = rows.copy()
    changed[:, columns] = 0.0
    return changed
