"""The log-rank test: whether the durations of two or more groups are alike, within strata or over all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from evaluering.estimation.survival.reading import Durations, Flags, Floats, Integers, groups_of, read_durations

_NOTHING = 1e-10
"""Variance per event below which there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class LogRank:
    """The result of a log-rank test.

    Parameters
    ----------
    statistic : float
        Chi-squared.
    degrees_of_freedom : int
        Groups with expected events, less one; less one more for each group that is nowhere at risk beside the others.
        0 where no two groups are at risk together, in any stratum.
    p_value : float
        Probability of a statistic as large if the groups are alike; nan with fewer than two groups to compare.
    table : pandas.DataFrame
        One row per group: group, children, observed, expected (events).
    left_out : int
        Children in rows that lack a number, a group or a stratum.
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float
    table: pd.DataFrame
    left_out: int


def log_rank(
    frame: pd.DataFrame,
    *,
    group: str,
    strata: str | None = None,
    duration: str = "duration",
    event: str = "event",
    count: str | None = None,
) -> LogRank:
    """Log-rank test of k groups (Mantel 1966, Cancer Chemother Rep 50, 163-170), as R's ``survdiff``.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per child, or per group of like children. Never altered.
    group : str
        Column of the groups that are compared.
    strata : str or None
        Column of strata: groups are compared within each, and observed and expected events added up.
    duration, event, count : str
        As for `evaluering.estimation.survival.survival_curve.survival_curve`.

    Raises
    ------
    ValueError
        For a column or number that cannot be used, when no child is left, or when there is one group only.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"duration": [30, 60, 90, 120, 150, 180], "event": 1, "first_born": [1, 1, 1, 0, 0, 0]})
    >>> test = log_rank(frame, group="first_born")
    >>> round(test.statistic, 3), test.degrees_of_freedom, round(test.p_value, 4)
    (5.052, 1, 0.0246)
    """
    further = {"group": group, "strata": strata}
    rows = read_durations(frame, duration=duration, event=event, entry=None, count=count, further=further)
    number, names = groups_of(frame.loc[rows.used], group)
    if len(names) < 2:
        raise ValueError(f"column {group!r} must hold two groups or more")
    stratum = np.zeros(len(number), dtype=np.int64)
    if strata is not None:
        stratum = groups_of(frame.loc[rows.used], strata)[0]
    observed, expected, variance = _moments(rows, number, stratum, len(names))
    statistic, freedom = _statistic(observed - expected, variance, expected > 0, events=float(observed.sum()))
    children = np.bincount(number, weights=rows.count, minlength=len(names)).astype(np.int64)
    columns = {"group": names, "children": children, "observed": observed.astype(np.int64), "expected": expected}
    p_value = float(chi2.sf(statistic, freedom)) if freedom else float("nan")
    return LogRank(statistic, freedom, p_value, pd.DataFrame(columns), rows.left_out)


def _moments(rows: Durations, number: Integers, stratum: Integers, groups: int) -> tuple[Floats, Floats, Floats]:
    """Observed and expected events by group, and the covariance of their difference, added up over the strata."""
    observed, expected = np.zeros(groups), np.zeros(groups)
    variance = np.zeros((groups, groups))
    for one in np.unique(stratum):
        inside = stratum == one
        time, place = np.unique(rows.duration[inside], return_inverse=True)
        shape = len(time), groups
        cell = place * groups + number[inside]
        count, ended = rows.count[inside], rows.count[inside] * rows.event[inside]
        leaving = np.bincount(cell, weights=count, minlength=len(time) * groups).reshape(shape)
        events = np.bincount(cell, weights=ended, minlength=len(time) * groups).reshape(shape)
        at_risk = np.cumsum(leaving[::-1], axis=0)[::-1]
        total, ends = at_risk.sum(axis=1), events.sum(axis=1)
        share = at_risk / total[:, None]
        spread = np.divide(ends * (total - ends), total - 1, out=np.zeros_like(total), where=total > 1)
        observed += events.sum(axis=0)
        expected += ends @ share
        variance += np.diag(spread @ share) - (share * spread[:, None]).T @ share
    return observed, expected, variance


def _statistic(difference: Floats, variance: Floats, expecting: Flags, *, events: float) -> tuple[float, int]:
    """Quadratic form over the groups with expected events, one of them left out, since the differences add to 0."""
    kept = np.flatnonzero(expecting)[1:]
    if not len(kept):
        return 0.0, 0
    part = variance[np.ix_(kept, kept)]
    freedom = int(np.linalg.matrix_rank(part, tol=_NOTHING * events, hermitian=True))
    if not freedom:
        return 0.0, 0
    return float(difference[kept] @ np.linalg.lstsq(part, difference[kept], rcond=None)[0]), freedom
