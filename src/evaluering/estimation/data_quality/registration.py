"""How the children of each row were registered, month by month: the counts behind every check of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.study.panel import Panel

Integers = npt.NDArray[np.int64]

LAST_DAY = 248
"""Exact durations are counted day by day up to this one: the last week that is centred on a multiple of seven no later
than 245 days, when the visit at 8-11 months begins."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Counts of children; arrays of shape (rows, months), `days` with one more dimension.

    Parameters
    ----------
    rows : tuple of str
        Municipalities or groups of them.
    months : tuple of str
        Mature months of birth, in order, without gaps.
    births, children, known : array of int64
        As `Panel.cells`.
    exact : array of int64
        Known children whose duration is one day, not an interval or a lower limit.
    days : array of int64, shape (rows, months, LAST_DAY + 1)
        Those of them who were fully breastfed for so many days.
    """

    rows: tuple[str, ...]
    months: tuple[str, ...]
    births: Integers
    children: Integers
    known: Integers
    exact: Integers
    days: Integers

    def years(self) -> tuple[tuple[str, slice], ...]:
        """The calendar years whose twelve months are all there, each with the place of its months."""
        first = [place for place, month in enumerate(self.months) if month.endswith("-01")]
        whole = [place for place in first if place + 12 <= len(self.months)]
        return tuple((self.months[place][:4], slice(place, place + 12)) for place in whole)


def registration(panel: Panel, rows: Mapping[str, tuple[str, ...]]) -> Registration:
    """Count the children of each row over the mature months.

    Parameters
    ----------
    panel : Panel
    rows : mapping of str to tuple of str
        Codes of the municipalities of each row; no municipality in two of them.
    """
    months = sorted(month for month in panel.cells["month"].unique() if month <= panel.last_mature_month)
    month_of = {month: place for place, month in enumerate(months)}
    shape = (len(rows), len(months))
    row_of = {code: place for place, codes in enumerate(rows.values()) for code in codes}

    def place(frame: pd.DataFrame) -> Integers:
        row, month = _places(frame["municipality"], row_of), _places(frame["month"], month_of)
        return np.where((row < 0) | (month < 0), -1, row * shape[1] + month)

    def counted(where: Integers, count: pd.Series) -> Integers:
        inside = where >= 0
        sums = np.bincount(where[inside], weights=count.to_numpy()[inside], minlength=shape[0] * shape[1])
        return np.asarray(sums.reshape(shape), dtype=np.int64)

    cell, durations = place(panel.cells), panel.durations[panel.durations["lower"] == panel.durations["upper"]]
    where, day = place(durations), durations["lower"].to_numpy(dtype=np.int64)
    near = (where >= 0) & (day <= LAST_DAY)
    size, counts = LAST_DAY + 1, durations["count"].to_numpy()[near]
    by_day = np.bincount(where[near] * size + day[near], weights=counts, minlength=shape[0] * shape[1] * size)
    return Registration(
        rows=tuple(rows),
        months=tuple(months),
        births=counted(cell, panel.cells["births"]),
        children=counted(cell, panel.cells["children"]),
        known=counted(cell, panel.cells["known"]),
        exact=counted(where, durations["count"]),
        days=by_day.reshape(*shape, size).astype(np.int64),
    )


def _places(values: pd.Series, place_of: Mapping[str, int]) -> Integers:
    """Place of each text; -1 where it has none."""
    codes, words = pd.factorize(values)
    return np.asarray([place_of.get(str(word), -1) for word in words] or [-1], dtype=np.int64)[codes]
