"""The columns of a design matrix: time, change, breaks and season. Every time convention lives here.

Time is counted in periods from the start, so the constant is the level at the start had nothing changed. A period is
exposed from the start on, the start included. The slope change is 0 in the first exposed period and 1 in the next. A
ramp of L periods is 1/L in the first exposed period and 1 from the L-th on. A break is 1 in its periods, both ends
included. A further interruption has a level and a slope change of its own, counted as those of the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from evaluering.estimation.arguments import require_whole
from evaluering.estimation.declared import Declared, require_told_apart
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, Grain, position

DEFAULT_HARMONICS: Mapping[Grain, int] = MappingProxyType({"month": 2, "quarter": 1, "year": 0})
"""Pairs of waves in a year where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Break:
    """A declared break: something else that moved the series. It is held equal in the counterfactual.

    Parameters
    ----------
    name : str
        What happened; named when the series cannot tell it from the rest of the model.
    first : period
        First period of the break (included), in any form `evaluering.estimation.time_axis.read_periods` knows.
    last : period or None
        Last period (included): a pulse. None: a step that stays.
    """

    name: str
    first: object
    last: object | None = None


@dataclass(frozen=True, slots=True)
class Interruption:
    """Another interruption, with a level and a slope change of its own. It is held equal in the counterfactual.

    Parameters
    ----------
    start : period
        First exposed period (included), in any form `evaluering.estimation.time_axis.read_periods` knows.
    name : str
        For messages; empty: it is named by its start.
    """

    start: object
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a change is thought to come about, and what else moved the series.

    Parameters
    ----------
    cut_periods : int
        Periods just before the start that are left out because they are partly exposed; calendar time is kept.
    ramp_periods : int or None
        None: a level change and a slope change. L: one change that grows in equal steps over L periods and then stays;
        1 is a step without a slope change.
    breaks : tuple of Break
        Pulses and steps with another cause.
    interruptions : tuple of Interruption
        Further interruptions, before or after the start.
    """

    cut_periods: int = 0
    ramp_periods: int | None = None
    breaks: tuple[Break, ...] = ()
    interruptions: tuple[Interruption, ...] = ()

    def __post_init__(self) -> None:
        require_whole("cut_periods", self.cut_periods, least=0)
        if self.ramp_periods is not None:
            require_whole("ramp_periods", self.ramp_periods, least=1)
        for name, given, kind in (("breaks", self.breaks, Break), ("interruptions", self.interruptions, Interruption)):
            if not isinstance(given, tuple | list) or not all(isinstance(one, kind) for one in given):
                raise TypeError(f"{name} is a tuple of {kind.__name__}, also when there is one, not {given!r}")
            object.__setattr__(self, name, tuple(given))


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
    declared : tuple of Declared
        Breaks, then further interruptions, each in the order given.
    """

    grain: Grain
    origin: int
    harmonics: int
    changes: bool = True
    ramp_periods: int | None = None
    declared: tuple[Declared, ...] = ()

    @property
    def change_width(self) -> int:
        """How many columns describe the change: constant and time are the two before them."""
        if not self.changes:
            return 0
        return 2 if self.ramp_periods is None else 1

    @property
    def season_from(self) -> int:
        """The first column of the season: constant, time, change and what is declared are before it."""
        return 2 + self.change_width + sum(one.width for one in self.declared)

    @property
    def width(self) -> int:
        """How many columns there are."""
        ends_in_sine = 2 * self.harmonics == PERIODS_PER_YEAR[self.grain]
        return self.season_from + 2 * self.harmonics - ends_in_sine


def design(grain: Grain, origin: int, *, harmonics: int | None, shape: Shape, days: bool = False) -> Design:
    """The design of a series with a change at its start.

    Parameters
    ----------
    grain : {"month", "quarter", "year"}
        Length of a period.
    origin : int
        Calendar position of the start.
    harmonics : int or None
        None: two pairs for months, one for quarters, none for years. Six pairs for months span the same columns as
        eleven month terms, two pairs for quarters the same as three quarter terms.
    shape : Shape
        Cut, ramp, declared breaks and further interruptions.
    days : bool
        Whether the series holds days: then a day of a break or interruption is the period it lies in.

    Raises
    ------
    TypeError
        When `harmonics` is no whole number, or `shape` no `Shape`.
    ValueError
        When a year has too few periods for the harmonics, a break ends before it begins, or no period of the series
        begins where a break or interruption is said to.
    """
    pairs = DEFAULT_HARMONICS[grain] if harmonics is None else harmonics
    require_whole("harmonics", pairs, least=0)
    if pairs > PERIODS_PER_YEAR[grain] // 2:
        raise ValueError(f"{pairs} harmonics: a series by {grain} takes 0 to {PERIODS_PER_YEAR[grain] // 2}")
    if not isinstance(shape, Shape):
        raise TypeError(f"shape is a Shape, not {shape!r}")
    breaks = [_placed(one, grain, days=days) for one in shape.breaks]
    starts = [position(one.start, grain, days=days) for one in shape.interruptions]
    others = [Declared(one.name, at, None, slope=True) for one, at in zip(shape.interruptions, starts, strict=True)]
    return Design(grain, origin, pairs, ramp_periods=shape.ramp_periods, declared=(*breaks, *others))


def _placed(one: Break, grain: Grain, *, days: bool) -> Declared:
    last = None if one.last is None else position(one.last, grain, days=days)
    placed = Declared(one.name, position(one.first, grain, days=days), last)
    if last is not None and last < placed.first:
        raise ValueError(f"{placed.said(grain)} ends before it begins: {one.first} to {one.last}")
    return placed


def carried(plan: Design, times: Times) -> tuple[Design, tuple[str, ...]]:
    """The design without what neither begins nor ends in the series, and what is to be said of the rest.

    A break or interruption that neither begins nor ends between the first and the last period of the fit moves nothing
    there: it lies outside, or it covers every period and is part of the constant (of constant and time, when it has a
    slope). No estimate depends on it; it is left out with the warning ``break_outside_series``. One whose
    first or last month lies less than twelve months from the start gives the warning ``break_near_start``.

    Parameters
    ----------
    plan : Design
        With everything that was declared.
    times : Times
        Shape (n,): the periods in the fit.

    Raises
    ------
    ValueError
        Naming a break or interruption that the periods of the fit cannot tell from the rest of the model: none of them
        lies in it, or its column follows from the others.
    """
    if not plan.declared:
        return plan, ()
    kept = tuple(one for one in plan.declared if one.steps_within(times))
    require_told_apart(matrix(times, replace(plan, declared=())), kept, times, plan.grain)
    near = plan.changes and any(one.near(plan.origin, plan.grain) for one in kept)
    outside = len(kept) < len(plan.declared)
    slugs = (("break_near_start", near), ("break_outside_series", outside))
    return replace(plan, declared=kept), tuple(slug for slug, told in slugs if told)


def matrix(index: Times, plan: Design) -> Array:
    """The design matrix: constant, time, change, breaks, further interruptions, season.

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
    parts = [np.ones((len(index), 1)), time[:, None], change_columns(index, plan)]
    parts += [one.columns(index) for one in plan.declared]
    return np.hstack([*parts, season_columns(index, plan)])


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
    """The same rows had nothing changed at the start: the columns of the change set to zero, and nothing else."""
    return _zeroed(rows, slice(2, 2 + plan.change_width))


def change_only(rows: Array, plan: Design) -> Array:
    """What of the rows is the change: every other column set to zero."""
    kept = np.zeros_like(rows)
    kept[:, 2 : 2 + plan.change_width] = rows[:, 2 : 2 + plan.change_width]
    return kept


def without_season(rows: Array, plan: Design) -> Array:
    """The same rows in an average season: harmonics add up to zero over a year."""
    return _zeroed(rows, slice(plan.season_from, None))


def used_periods(index: Times, complete: NDArray[np.bool_], *, origin: int, shape: Shape) -> NDArray[np.bool_]:
    """Which periods enter the fit: complete, and not among those cut before the start."""
    cut = (index >= origin - shape.cut_periods) & (index < origin)
    return complete & ~cut


def _zeroed(rows: Array, columns: slice) -> Array:
    changed = rows.copy()
    changed[:, columns] = 0.0
    return changed
