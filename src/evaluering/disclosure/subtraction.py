"""Hide further cells wherever hidden ones could be had by subtracting the shown others from their shown sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.agreement import REGION, Agreement

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_LEAST = 2
"""Fewest parts of a sum that conceal each other."""


def hide_what_subtraction_gives(
    cells: pd.DataFrame, judged: Floats, *, agreement: Agreement, threshold: int
) -> pd.DataFrame:
    """The cells with more of them hidden, until no number of children comes back by subtraction.

    Parents are settled before their parts, and again once a part has hidden its parent.

    Parameters
    ----------
    cells : DataFrame
        grain, period, unit, indicator, known; hidden (bool): first decisions.
    judged : array (cells, numbers)
        The numbers of children that may not be small, NaN where one is not judged.
    agreement : Agreement
        Names the region, its clusters and their rows.
    threshold : int
        Numbers of children from 1 to this minus 1 are small.
    """
    families: list[tuple[str, list[str]]] = [(REGION, [cluster.slug for cluster in agreement.clusters])]
    for cluster in agreement.clusters:
        rows = [row for row in agreement.publication_rows if agreement.cluster_of(row) == cluster.slug]
        families.append((cluster.slug, rows))
    settling = _Settling(cells["hidden"].to_numpy().copy(), cells["known"].to_numpy(), judged, threshold)
    keys = ["grain", "period", "indicator"]
    place = {key: index for index, key in enumerate(zip(*(cells[name] for name in [*keys, "unit"]), strict=True))}
    for key in cells.loc[cells["hidden"], keys].drop_duplicates().itertuples(index=False, name=None):
        found = [
            (place[(*key, parent)], [place[(*key, part)] for part in parts if (*key, part) in place])
            for parent, parts in families
        ]
        while settling.settle(found):
            pass
    return cells.assign(hidden=settling.hidden)


@dataclass(frozen=True, slots=True, eq=False)
class _Settling:
    """Which cells are hidden so far, and what decides on more of them; all by the place of the cell."""

    hidden: Flags
    known: npt.NDArray[np.int64]
    judged: Floats
    threshold: int

    def settle(self, families: list[tuple[int, list[int]]]) -> bool:
        """Settle each sum and its parts once; whether that hid any cell more."""
        places = [place for parent, parts in families for place in (parent, *parts)]
        before = self.hidden[places].sum()
        for parent, parts in families:
            if len(parts) == 1:
                self.hidden[parent] = self.hidden[parts[0]] = self.hidden[parent] or self.hidden[parts[0]]
            elif parts and (self.hidden[parent] or self.hidden[parts].any()):
                self._settle_parts(parent, parts)
        return bool(self.hidden[places].sum() > before)

    def _settle_parts(self, parent: int, parts: list[int]) -> None:
        """Hide the next smallest part until those hidden conceal each other; the sum too where they never do."""
        least_known = _LEAST if self.hidden[self._known(parts)].any() else 0
        for part in sorted(parts, key=lambda one: (self.known[one] == 0, self.known[one])):
            if self._conceal(parts, least_known):
                return
            self.hidden[part] = True
        if not self._conceal(parts, least_known):
            self.hidden[parent] = True

    def _conceal(self, parts: list[int], least_known: int) -> bool:
        """Whether several are hidden, and no number of children that they have together is small.

        A part without any known child is told to have none, so that hiding it conceals nothing: the others must do.
        """
        hidden = [part for part in parts if self.hidden[part]]
        known = self._known(hidden)
        sums = np.stack([np.nansum(self.judged[found], axis=0) for found in (hidden, known)])
        few = (sums > 0) & (sums < self.threshold)
        return len(hidden) >= _LEAST and len(known) >= least_known and not few.any()

    def _known(self, parts: list[int]) -> list[int]:
        return [part for part in parts if self.known[part]]
