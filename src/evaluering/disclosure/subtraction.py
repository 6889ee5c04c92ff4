"""Hide further cells wherever hidden ones could be had by subtracting the shown others from their shown sum.

The same is asked of what cells have moved by since earlier reports: in those, others may have been hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.agreement import REGION, Agreement
from evaluering.disclosure.releases import moved_by_few

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_LEAST = 2
"""Fewest parts of a sum that conceal each other."""


def hide_what_subtraction_gives(
    cells: pd.DataFrame, judged: Floats, *, agreement: Agreement, threshold: int, moves: Floats | None = None
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
    moves : array (reports, cells, numbers), optional
        How many more children there are than each earlier report told (`evaluering.disclosure.releases.moved`).
    """
    moves = np.empty((0, len(cells), 5)) if moves is None else moves
    families: list[tuple[str, list[str]]] = [(REGION, [cluster.slug for cluster in agreement.clusters])]
    for cluster in agreement.clusters:
        rows = [row for row in agreement.publication_rows if agreement.cluster_of(row) == cluster.slug]
        families.append((cluster.slug, rows))
    settling = _Settling(cells["hidden"].to_numpy().copy(), cells["known"].to_numpy(), judged, threshold, moves)
    keys = ["grain", "period", "indicator"]
    place = {key: index for index, key in enumerate(zip(*(cells[name] for name in [*keys, "unit"]), strict=True))}
    asked = cells["hidden"].to_numpy(dtype=bool) | ~np.isnan(moves).all(axis=(0, 2))
    for key in cells.loc[asked, keys].drop_duplicates().itertuples(index=False, name=None):
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
    moves: Floats

    def settle(self, families: list[tuple[int, list[int]]]) -> bool:
        """Settle each sum and its parts once; whether that hid any cell more."""
        places = [place for parent, parts in families for place in (parent, *parts)]
        before = self.hidden[places].sum()
        for parent, parts in families:
            if len(parts) == 1:
                self.hidden[parent] = self.hidden[parts[0]] = self.hidden[parent] or self.hidden[parts[0]]
            elif parts and (self.hidden[[parent, *parts]].any() or self._moved(parent, parts)):
                self._settle_parts(parent, parts)
        return bool(self.hidden[places].sum() > before)

    def _settle_parts(self, parent: int, parts: list[int]) -> None:
        """Hide the next smallest part until those hidden conceal each other; the sum too where they never do.

        What moved since an earlier report is rather concealed by the smallest part that does it alone, or by one that
        was hidden then.
        """
        least_known = _LEAST if self.hidden[self._known(parts)].any() else 0
        while not self._settled(parent, parts, least_known):
            left = [part for part in parts if not self.hidden[part]]
            if not left:
                self.hidden[parent] = True
                return
            left.sort(key=lambda one: (self.known[one] == 0, self.known[one]))
            if self._moved(parent, parts):
                left.sort(key=lambda one: (not self._would_do(one, parent, parts), not self._once_untold(one)))
            self.hidden[left[0]] = True

    def _settled(self, parent: int, parts: list[int], least_known: int) -> bool:
        return self._conceal(parts, least_known) and not self._moved(parent, parts)

    def _once_untold(self, part: int) -> bool:
        """Whether an earlier report hid the part: hidden again, it binds those hidden then and now together."""
        return bool(np.isnan(self.moves[:, part]).all(axis=1).any())

    def _would_do(self, part: int, parent: int, parts: list[int]) -> bool:
        """Whether what moved is concealed once `part` is hidden too."""
        self.hidden[part] = True
        concealed = not self._moved(parent, parts)
        self.hidden[part] = False
        return concealed

    def _moved(self, parent: int, parts: list[int]) -> bool:
        """Whether the parts hidden now, or in an earlier report, have together moved by few children since.

        Those hidden in both reports bind the others together: only the sum of all of them is had from both.
        """
        if self.hidden[parent]:
            return False
        hidden = {part for part in parts if self.hidden[part]}
        for moves in self.moves:
            untold = {part for part in parts if np.isnan(moves[part]).all()}
            for group in (hidden | untold,) if hidden & untold else (hidden, untold):
                rest = [part for part in parts if part not in group]
                sums = moves[parent] - moves[rest].sum(axis=0) if group & untold else moves[list(group)].sum(axis=0)
                if moved_by_few(sums, alone=False, threshold=self.threshold):
                    return True
        return False

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
