"""Children whose rows contradict each other, by municipality: they stay in, and the rules of duration decide."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.study.cohort import Evidence
from evaluering.study.duration import Durations
from evaluering.study.grouped import Grid

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CONTRADICTIONS = ("status_against_end", "periods_overlap", "either", "full_after_less")
"""A status contradicts the dated end that is used; a full period and one of less than full feeding share more than
the day of change; either of these two. Last, full breastfeeding is reported after less than full feeding had been:
that happens in life too, as when a newborn is given formula for some days, so it stands apart."""

_NEVER = np.iinfo(np.int64).max // 4


def contradictions(grid: Grid, cell: Integers, evidence: Evidence, durations: Durations) -> pd.DataFrame:
    """Children with each contradiction, and children known, by municipality.

    Parameters
    ----------
    grid : Grid
    cell : array of int64
        Cell of each child.
    evidence : Evidence
    durations : Durations

    Returns
    -------
    DataFrame
        municipality (str), rule (str, one of `CONTRADICTIONS`), count, known (int64): every municipality by every
        rule.
    """
    against, overlap = durations.contradicted, _overlapping(evidence, len(cell))
    flagged = (against, overlap, against | overlap, _full_after_less(evidence, len(cell)))
    place, size = cell // len(grid.months), len(grid.municipalities)
    counts = [np.bincount(place[flags & durations.known], minlength=size) for flags in flagged]
    known = np.bincount(place[durations.known], minlength=size)
    return pd.DataFrame(
        {
            "municipality": pd.Series(np.repeat(grid.municipalities, len(CONTRADICTIONS)), dtype="str"),
            "rule": pd.Series(np.tile(CONTRADICTIONS, size), dtype="str"),
            "count": np.stack(counts, axis=1).ravel().astype(np.int64),
            "known": np.repeat(known, len(CONTRADICTIONS)).astype(np.int64),
        }
    )


def _overlapping(evidence: Evidence, n_children: int) -> Flags:
    """Children with a full and another dated period that share at least two days; an open one lasts until reported."""
    last = np.where(evidence.end >= 0, evidence.end, np.maximum(evidence.reported, evidence.start))
    rows = pd.DataFrame({"child": evidence.child, "start": evidence.start, "last": last})
    partial = evidence.period & ~evidence.full & ~evidence.unknown
    pairs = rows[evidence.period & evidence.full].merge(rows[partial], on="child", suffixes=("", "_less"))
    shared = pairs[["last", "last_less"]].min(axis=1) > pairs[["start", "start_less"]].max(axis=1)
    found = np.zeros(n_children, dtype=bool)
    found[pairs.loc[shared, "child"].to_numpy()] = True
    return found


def _full_after_less(evidence: Evidence, n_children: int) -> Flags:
    """Children with a full period that begins, or a full status, later than the first sign of less than full."""
    partial = ~evidence.full & ~evidence.unknown
    first = np.full(n_children, _NEVER, dtype=np.int64)
    np.minimum.at(first, evidence.child[partial], evidence.start[partial])
    found = np.zeros(n_children, dtype=bool)
    found[evidence.child[evidence.full & (evidence.start > first[evidence.child])]] = True
    return found
