"""How long each child was fully breastfed, as an exact day, an interval or a lower limit; the registry of definitions.

Duration T is counted in whole days from birth to the end of full breastfeeding: fully breastfed from 5 May to 28
June is T = 54. A child never fully breastfed has T = 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from evaluering.study.cohort import Evidence

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FROM_BIRTH_DAYS = 14
"""A full period that starts at most this many days after birth counts as starting at birth: the first contact that
records feeding lies in the first two weeks, and the first published threshold is two weeks."""

NOTHING_KNOWN = -1
"""Lower limit where no earlier full breastfeeding is known: T may be 0, so T > -1."""

_NEVER = np.iinfo(np.int64).max // 4
_OPEN = 1_000_000


@dataclass(frozen=True, slots=True)
class Definition:
    """One way of turning durations into an outcome.

    Parameters
    ----------
    id : str
        Name that every published number carries.
    indicator : str
        The indicator it defines: ``duration_mean``, ``share_26w``, ``share_17w``, ``share_9w`` or ``share_2w``.
    kind : {"restricted_mean", "share"}
        Mean of min(T, `days`), in days; or the share of children, in per cent.
    days : int
        Upper limit of the mean, or threshold of the share.
    at_least : bool
        Share only: P(T >= `days`) when true, P(T > `days`) when false.
    description : str
        In English; readers' words stand in another room.
    """

    id: str
    indicator: str
    kind: Literal["restricted_mean", "share"]
    days: int
    at_least: bool
    description: str = ""

    @property
    def measure(self) -> Literal["days", "pct"]:
        """Unit of the outcome."""
        return "days" if self.kind == "restricted_mean" else "pct"


def _mean(days: int, description: str) -> Definition:
    return Definition(f"restricted_mean_{days}", "duration_mean", "restricted_mean", days, False, description)


def _share(indicator: str, days: int, at_least: bool, description: str) -> Definition:
    name = "at_least" if at_least else "over"
    return Definition(f"{name}_{days}_days", indicator, "share", days, at_least, description)


DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        one.id: one
        for one in (
            _mean(365, "Mean days of full breastfeeding within the first year"),
            _mean(245, "Mean days of full breastfeeding within the first eight months"),
            _mean(182, "Mean days of full breastfeeding within the first 26 weeks"),
            _share("share_26w", 182, True, "Fully breastfed for 26 weeks (182 days) or more"),
            _share("share_26w", 182, False, "Fully breastfed for more than 26 weeks (182 days), the baseline's words"),
            _share("share_26w", 183, True, "Fully breastfed for 183 days or more, which is more than 182"),
            _share("share_17w", 119, False, "Fully breastfed for more than 17 weeks (119 days)"),
            _share("share_9w", 63, False, "Fully breastfed for more than 9 weeks (63 days)"),
            _share("share_2w", 14, False, "Fully breastfed for more than 2 weeks (14 days)"),
        )
    }
)
"""The registry: every definition that may be asked for, by id."""


@dataclass(frozen=True, slots=True)
class Durations:
    """One duration per child, in the order of the cohort's children.

    Parameters
    ----------
    lower : array of int64
        Equal to `upper` where T is known to the day; else T > `lower`. -1: nothing known before, T may be 0.
    upper : array of float64
        Last possible day, included; inf where the child was still fully breastfed when last seen.
    known : array of bool
        False where no row says how the child was fed; `lower` and `upper` are then -1 and inf.
    contradicted : array of bool
        True where a status contradicts a dated end; the dated end is used.
    """

    lower: Integers
    upper: Floats
    known: Flags
    contradicted: Flags


@dataclass(frozen=True, slots=True)
class _Episode:
    """The first unbroken run of full periods of each child; `start` and `end` are `_NEVER` where there is none."""

    start: Integers
    end: Integers
    """Age at the dated end; `_OPEN` while going on."""
    open_rows: Flags
    """Rows that report the episode as going on."""


def child_durations(evidence: Evidence, n_children: int) -> Durations:
    """The duration of each child from its dated periods and statuses.

    1. Dated full periods that join (next start at most one day after the previous end) are one episode. A dated end
       gives T exactly. Later full periods, and those that begin after less than full feeding was seen, are a relapse
       and change nothing. An open report followed by a dated end no earlier than that report is closed by it.
    2. A dated period of less than full feeding ends full breastfeeding on its first day, T exactly, when the child is
       known to be fully breastfed before it and no full episode with a dated end covers it. From birth (within
       `FROM_BIRTH_DAYS`) it gives T exactly too. With nothing known before a later one it is read like a status.
    3. Otherwise the first status of less than full feeding, at age a, gives the interval (lower, a], where `lower` is
       the latest age before a at which the child is known to be fully breastfed: a status, the report of an open
       full period or the start of one; -1 when there is none, for T may then be 0.
    4. No such status: T > the latest such age. Never the date of extraction: what was last seen at a visit is last
       known at that visit.

    A full episode that starts within `FROM_BIRTH_DAYS` counts as from birth, so statuses of less than full feeding up
    to its first day are overruled; before a later one they decide. An interval of one day is an exact T.
    """
    child, start = evidence.child, evidence.start
    status = ~evidence.period
    partial = ~evidence.full & ~evidence.unknown
    episode = _first_episode(evidence, n_children, partial)
    partial_period = _first(n_children, child, start, evidence.period & partial)
    from_birth = episode.start <= FROM_BIRTH_DAYS
    overruled = from_birth[child] & (start <= episode.start[child])
    partial_status = _first(n_children, child, start, status & partial & ~overruled)
    unfounded = (partial_period > FROM_BIRTH_DAYS) & (_latest_full(evidence, episode, partial_period) == NOTHING_KNOWN)
    partial_status = np.where(unfounded, np.minimum(partial_status, partial_period), partial_status)
    partial_period = np.where(unfounded, _NEVER, partial_period)
    before = np.minimum(partial_period, partial_status) < episode.start
    closed = (episode.end < _OPEN) & ~before
    dated = np.where(closed, episode.end, np.where(partial_period <= partial_status, partial_period, _NEVER))
    lower = _latest_full(evidence, episode, partial_status)
    interval = (dated == _NEVER) & (partial_status < _NEVER)
    exact = dated < _NEVER
    sudden = interval & (lower == partial_status - 1)
    upper = np.where(exact, dated, np.where(interval, partial_status, np.inf)).astype(np.float64)
    lower = np.where(exact, dated, np.where(sudden, partial_status, lower))
    known = exact | interval | (lower > NOTHING_KNOWN)
    return Durations(lower, upper, known, _contradicted(evidence, np.where(exact, dated, _NEVER), n_children))


def _first(n_children: int, child: Integers, age: Integers, chosen: Flags) -> Integers:
    """Least age per child among the chosen rows; `_NEVER` where there is none."""
    least = np.full(n_children, _NEVER, dtype=np.int64)
    np.minimum.at(least, child[chosen], age[chosen])
    return least


def _first_episode(evidence: Evidence, n_children: int, partial: Flags) -> _Episode:
    """Join each child's full periods from the first on until the first gap or the first sign of less than full feeding.

    Rows are ordered by child and start already; the running maximum of the ends restarts with every child because
    each child's ends are lifted above all those of the child before.
    """
    periods = evidence.period & evidence.full
    begins = _first(n_children, evidence.child, evidence.start, periods)
    later = partial & (evidence.start > begins[evidence.child])
    stopped = _first(n_children, evidence.child, evidence.start, later)
    rows = np.flatnonzero(periods & (evidence.start <= stopped[evidence.child]))
    child, start, end = evidence.child[rows], evidence.start[rows], evidence.end[rows]
    going_on = end < 0
    lift = child * (4 * _OPEN)
    furthest = np.maximum.accumulate(np.where(going_on, _OPEN, np.minimum(end, _OPEN - 1)) + lift) - lift
    first = np.append(True, child[1:] != child[:-1])[: len(child)]
    gap = ~first & (start > np.append(0, furthest)[: len(child)] + 1)
    gaps = np.cumsum(gap)
    joined = gaps == np.maximum.accumulate(np.where(first, gaps, 0)) if len(child) else gap
    last_end = np.full(n_children, -1, dtype=np.int64)
    np.maximum.at(last_end, child[joined & ~going_on], end[joined & ~going_on])
    last_open = np.full(n_children, -1, dtype=np.int64)
    np.maximum.at(last_open, child[joined & going_on], evidence.reported[rows][joined & going_on])
    begun = _first(n_children, child, start, joined)
    ended = np.where(last_open > last_end, _OPEN, last_end)
    open_rows = np.zeros(len(evidence.child), dtype=bool)
    open_rows[rows[joined & going_on]] = True
    return _Episode(begun, np.where(begun < _NEVER, ended, _NEVER), open_rows)


def _latest_full(evidence: Evidence, episode: _Episode, partial_status: Integers) -> Integers:
    """Latest age, before the first status of less than full feeding, at which full breastfeeding is known; else -1."""
    latest = np.where(episode.start < partial_status, episode.start, NOTHING_KNOWN)
    for rows, age in (
        (~evidence.period & evidence.full, evidence.start),
        (episode.open_rows, evidence.reported),
    ):
        chosen = rows & (age < partial_status[evidence.child])
        np.maximum.at(latest, evidence.child[chosen], age[chosen])
    return latest


def _contradicted(evidence: Evidence, dated: Integers, n_children: int) -> Flags:
    """Children with a status of full feeding after, or of less than full feeding before, the day that is used."""
    day = dated[evidence.child]
    status = ~evidence.period & ~evidence.unknown & (day < _NEVER)
    wrong = status & np.where(evidence.full, evidence.start > day, evidence.start < day)
    found = np.zeros(n_children, dtype=bool)
    found[evidence.child[wrong]] = True
    return found
