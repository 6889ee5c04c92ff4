"""Declared breaks and further interruptions: their columns, and whether a series can tell them from the rest.

Both are things other than the change that moved a series. They are part of the fitted series and of its counterfactual.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluering.analysis_plan import MONTHS_CLEAR_OF_START
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, Grain, label

_DEPENDENT = 1e-9  # of a column's length: what the columns before it leave of it


@dataclass(frozen=True, slots=True)
class Declared:
    """A break or a further interruption on the line of calendar positions.

    Parameters
    ----------
    name : str
        For messages.
    first : int
        First period (included).
    last : int or None
        Last period (included) of a pulse; None for what lasts.
    slope : bool
        Whether there is a slope change too: then it is an interruption.
    """

    name: str
    first: int
    last: int | None
    slope: bool = False

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return 2 if self.slope else 1

    def inside(self, index: Times) -> Array:
        """Shape (n,): 1 in its periods, 0 elsewhere."""
        begun = index >= self.first
        return np.asarray(begun if self.last is None else begun & (index <= self.last), dtype=float)

    def columns(self, index: Times) -> Array:
        """Shape (n, width): in its periods or not and, for an interruption, the periods since its first one."""
        inside = self.inside(index)
        return np.column_stack([inside, (index - self.first) * inside]) if self.slope else inside[:, None]

    def steps_within(self, times: Times) -> bool:
        """Whether it begins or ends between the first and the last of the periods: if not, it changes nothing there."""
        begins = bool(times[0] < self.first <= times[-1])
        ends = self.last is not None and bool(times[0] <= self.last < times[-1])
        return begins or ends

    def near(self, origin: int, grain: Grain) -> bool:
        """Whether its first or last month lies less than twelve months from the first exposed one, on either side."""
        months = 12 // PERIODS_PER_YEAR[grain]
        ends = [self.first * months] if self.last is None else [self.first * months, (self.last + 1) * months - 1]
        return any(abs(end - origin * months) < MONTHS_CLEAR_OF_START for end in ends)

    def said(self, grain: Grain) -> str:
        """How a message names it."""
        kind = "interruption" if self.slope else "break"
        return f"{kind} {self.name or label(self.first, grain)!r}"


def require_told_apart(rest: Array, declared: tuple[Declared, ...], times: Times, grain: Grain) -> None:
    """Refuse what the periods of the fit cannot tell from the rest of the model or from one another.

    Parameters
    ----------
    rest : Array
        Shape (n, q): the columns of everything else.
    declared : tuple of Declared
        In the order of their columns.
    times : Times
        Shape (n,): the periods in the fit.
    grain : {"month", "quarter", "year"}
        For messages.

    Raises
    ------
    ValueError
        Naming the first one whose columns follow from those before it, or that no period of the fit lies in.
    """
    for one in declared:
        if not one.inside(times).any():
            raise ValueError(f"{one.said(grain)} cannot be told: no period of the fit lies in it")
    columns = np.hstack([rest, *(one.columns(times) for one in declared)])
    if columns.shape[0] < columns.shape[1]:
        return  # too few periods for the model: whoever fits it says so
    left = np.abs(np.diag(np.linalg.qr(columns, mode="r"))) / np.linalg.norm(columns, axis=0).clip(min=1e-300)
    place = rest.shape[1]
    if np.any(left[:place] <= _DEPENDENT):
        return  # the fault lies in the rest of the model: likewise
    for one in declared:
        if np.any(left[place : place + one.width] <= _DEPENDENT):
            raise ValueError(
                f"{one.said(grain)} cannot be told apart from the rest of the model in the periods of the fit"
            )
        place += one.width
