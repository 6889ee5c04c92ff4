"""What earlier reports told of the same births: where a number moved by few children, both reports tell those few.

A report and the one before it hold the same births twice. The later number less the earlier one is the number of
children who came late or were corrected, and of a unit with one such child the mean gives that child's days.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.agreement import Agreement
from evaluering.study.panel import Panel

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

KEYS = ["grain", "period", "unit"]
_TOLD = ["births", "known", "reached"]
_BIRTHS, _KNOWN, _SEEN = 0, 1, slice(3, 5)
"""Places in a move: births, known and unknown children, those who reached 26 weeks and those who did not."""


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in ("report", *KEYS, *_TOLD)})


def _no_spans() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in ("unit", "first", "last", "births", "known")})


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """What earlier reports told.

    Parameters
    ----------
    years : DataFrame
        One row per report, grain, period and unit: ``births``, ``known``, ``reached`` (children; NaN where untold).
    spans : DataFrame
        Children behind estimates: ``unit``, ``first``, ``last`` (months), ``births``, ``known``.
    """

    years: pd.DataFrame = field(default_factory=_nothing)
    spans: pd.DataFrame = field(default_factory=_no_spans)


def moved(cells: pd.DataFrame, released: Released) -> Floats:
    """How many more children there are now: array (reports, cells, numbers), NaN where a report told none.

    Those who reached 26 weeks are held against each other as estimated: that is what a report tells.
    """
    now = np.stack([cells["births"], cells["known"], cells["estimated_reached"].round()], axis=1).astype(np.float64)
    made = []
    for _, told in released.years.groupby("report"):
        then = cells[KEYS].merge(told, on=KEYS, how="left", validate="many_to_one")[_TOLD].to_numpy(dtype=np.float64)
        births, known, reached = (now - then).round().T
        made.append(np.stack([births, known, births - known, reached, known - reached], axis=1))
    return np.stack(made) if made else np.empty((0, len(cells), 5))


def moved_by_few(moves: Floats, *, alone: Flags | bool, threshold: int) -> Flags:
    """Whether few children moved.

    Parameters
    ----------
    moves : array (..., numbers)
    alone : array of bool or bool
        A row of its own is judged by every number. Of several municipalities together a few who reached 26 weeks are
        told of no one when many have become known; so they are judged only where the known are as many as before.
    threshold : int
        Numbers of children from 1 to this minus 1 are few.
    """
    few = (np.abs(moves) > 0) & (np.abs(moves) < threshold)
    whole = few[..., _BIRTHS] | few[..., _KNOWN]
    seen = few[..., _SEEN].any(axis=-1) & (moves[..., _KNOWN] == 0)
    return np.asarray(np.where(alone, few.any(axis=-1), whole | seen), dtype=bool)


def alone(cells: pd.DataFrame, agreement: Agreement) -> Flags:
    """Which cells are of a row that is not the whole of its cluster."""
    clusters = [agreement.cluster_of(row) for row in agreement.publication_rows]
    rows = [
        row for row, cluster in zip(agreement.publication_rows, clusters, strict=True) if clusters.count(cluster) > 1
    ]
    return cells["unit"].isin(rows).to_numpy(dtype=bool)


def spans_moved_by_few(panel: Panel, released: Released, *, agreement: Agreement, threshold: int) -> bool:
    """Whether the children behind any estimate of an earlier report are now others by few."""
    for span in released.spans.itertuples(index=False):
        within = panel.cells["month"].between(str(span.first), str(span.last))
        mine = panel.cells[within & panel.cells["municipality"].isin(agreement.municipalities_of(str(span.unit)))]
        apart = mine[["births", "known"]].sum().to_numpy() - np.array([span.births, span.known])
        if ((np.abs(apart.round()) > 0) & (np.abs(apart.round()) < threshold)).any():
            return True
    return False
