"""Children as counts: the cell each belongs to, and how many of a cell share a duration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.study.duration import Durations

Integers = npt.NDArray[np.int64]


def positions(values: pd.Series, keys: tuple[str, ...]) -> Integers:
    """Place of each value among `keys`, -1 where it is not one of them."""
    return np.asarray(pd.Index(keys).get_indexer(pd.Index(values)), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Grid:
    """Every municipality by every month of birth; cell number = place of the municipality * months + of the month."""

    municipalities: tuple[str, ...]
    months: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.municipalities) * len(self.months)

    def cells_of(self, frame: pd.DataFrame) -> Integers:
        """Cell of each row of a table with municipality and month; negative where it lies outside."""
        municipality = positions(frame["municipality"], self.municipalities)
        month = positions(frame["month"], self.months)
        return np.where((municipality < 0) | (month < 0), -1, municipality * len(self.months) + month)

    def labels(self, cell: Integers) -> dict[str, pd.Series]:
        """The columns municipality and month of some cells."""
        return {
            "municipality": pd.Series(np.asarray(self.municipalities)[cell // len(self.months)], dtype="str"),
            "month": pd.Series(np.asarray(self.months)[cell % len(self.months)], dtype="str"),
        }

    def grouped_durations(self, cell: Integers, durations: Durations) -> pd.DataFrame:
        """One row per different duration within a cell, with the number of children; the unknown are left out.

        Returns
        -------
        DataFrame
            municipality, month (str), lower (int32), upper (float64), count (int32), sorted.
        """
        chosen = durations.known & (cell >= 0)
        cell, lower, upper = cell[chosen], durations.lower[chosen], durations.upper[chosen]
        order = np.lexsort((upper, lower, cell))
        cell, lower, upper = cell[order], lower[order], upper[order]
        changed = (cell[1:] != cell[:-1]) | (lower[1:] != lower[:-1]) | (upper[1:] != upper[:-1])
        first = np.flatnonzero(np.append(True, changed)[: len(cell)])
        count = np.diff(np.append(first, len(cell)))
        return pd.DataFrame(
            {
                **self.labels(cell[first]),
                "lower": lower[first].astype(np.int32),
                "upper": upper[first],
                "count": count.astype(np.int32),
            }
        )
