"""What a municipality's journal holds on its children up to a day: rows of periods and statuses."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from evaluering.example.children import NEVER, Children
from evaluering.example.visits import Bools, Ints

Floats = npt.NDArray[np.float64]

FULL, PRIMARY, SUPPLEMENT, FORMULA, FAMILY_FOOD, UNKNOWN = range(6)

BOTH, PERIODS, STATUSES = "both", "periods", "statuses"
"""What a journal holds on how a child is fed: dated periods, statuses of the day of a visit, or both."""

# What follows full breastfeeding: at the end itself, and at later visits (from PRIMARY to FAMILY_FOOD).
_FOLLOWING = (0.40, 0.25, 0.35, 0.0)
_LATER = (0.15, 0.35, 0.25, 0.25)

_FULL_STATUS = 0.5  # share of the latest visits in full breastfeeding that also bring a status row
_CLOSING_STATUS = 0.7
_LATER_STATUS = 0.2
_FOLLOWING_PERIOD = 0.5
_SECOND_UNKNOWN = 0.4


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of an extract, one entry each per array; days count from 1970 and `NEVER` stands for an empty field.

    `child` and `visit` are places in the arrays of `Children`, `feeding` is one of `FULL` to `UNKNOWN`.
    """

    child: Ints
    visit: Ints
    feeding: Ints
    birth: Ints
    recorded: Ints
    status: Ints
    start: Ints
    end: Ints

    def take(self, chosen: Ints | Bools) -> Rows:
        """The chosen rows."""
        return Rows(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @property
    def closed(self) -> Bools:
        """Rows with a period that has ended."""
        return self.end < NEVER


def join(parts: list[Rows]) -> Rows:
    """All rows of the parts, in order."""
    return Rows(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Rows)))


def kept_as(children: Children, holds: str) -> Children:
    """The children as a journal of `BOTH`, `PERIODS` or `STATUSES` knows them: with dated periods, or without."""
    dated = {BOTH: children.dated, PERIODS: children.known, STATUSES: np.zeros_like(children.dated)}
    return replace(children, dated=dated[holds])


def following_feeding(children: Children, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Feeding at the end of full breastfeeding, shape (children,), and at each visit, shape (children, visits)."""
    closing = rng.choice(len(_FOLLOWING), size=children.birth.size, p=_FOLLOWING) + PRIMARY
    closing = np.where((children.duration == 0) & (closing == SUPPLEMENT), FORMULA, closing)
    later = rng.choice(len(_LATER), size=children.ages.shape, p=_LATER) + PRIMARY
    visits = np.where(children.closing, closing[:, None], later)
    return closing, np.where(children.full, FULL, visits)


def extract_rows(children: Children, *, until: int, rng: np.random.Generator, holds: str = BOTH) -> Rows:
    """Rows recorded before the day `until`, in a journal of `BOTH`, `PERIODS` or `STATUSES`.

    A known child has one period of full breastfeeding in its latest state, at most one following period, and
    statuses; a child without dated periods has a status from every visit. The same generator gives the same rows for
    another day, as far as they were recorded by then.
    """
    children = kept_as(children, holds)
    closing, feeding = following_feeding(children, rng)
    there = children.recorded < until
    ended = children.closing & there
    periods = _period_rows(children, ended, there, closing, rng)
    statuses = _status_rows(children, feeding, _status_places(children, ended, there, rng))
    unknown = _unknown_rows(children, there, rng)
    if holds == PERIODS:
        never = np.full_like(unknown.status, NEVER)
        return join([*periods, replace(unknown, status=never, start=unknown.status)])
    return join([*periods, statuses, unknown])


def _period_rows(children: Children, ended: Bools, there: Bools, closing: Ints, rng: np.random.Generator) -> list[Rows]:
    has_end = children.dated & ended.any(axis=1)
    at_end = ended.argmax(axis=1)
    still = there & children.full
    open_now = children.dated & ~ended.any(axis=1) & still.any(axis=1)
    finish = children.birth + children.duration
    goes_on = has_end & (rng.random(has_end.size) < _FOLLOWING_PERIOD)
    never = np.full(has_end.size, NEVER)
    full = np.full(has_end.size, FULL)
    return [
        _rows(children, has_end, at_end, full, (never, children.birth, finish)),
        _rows(children, open_now, last_true(still), full, (never, children.birth, never)),
        _rows(children, goes_on, at_end, closing, (never, finish, never)),
    ]


def _status_places(children: Children, ended: Bools, there: Bools, rng: np.random.Generator) -> Bools:
    """Where a visit brings a status, shape (children, visits)."""
    still = there & children.full
    latest = np.zeros_like(still)
    latest[np.arange(latest.shape[0]), last_true(still)] = True
    after = there & ~children.full & ~children.closing
    luck = rng.random(children.ages.shape)
    dated = (still & latest & (luck < _FULL_STATUS)) | (ended & (luck < _CLOSING_STATUS))
    later = after & (luck < _LATER_STATUS)
    places: Bools = children.known[:, None] & np.where(children.dated[:, None], dated | later, there)
    return places


def _status_rows(children: Children, feeding: Ints, places: Bools) -> Rows:
    child, visit = np.nonzero(places)
    never = np.full(child.size, NEVER)
    day = children.birth[child] + children.ages[child, visit]
    recorded = children.recorded[child, visit]
    return Rows(child, visit, feeding[child, visit], children.birth[child], recorded, day, never, never)


def _unknown_rows(children: Children, there: Bools, rng: np.random.Generator) -> Rows:
    """Rows of those in the extract of whom nothing is known: their first visit, and for some the latest too."""
    listed = children.listed & there.any(axis=1)
    places = np.zeros_like(there)
    everyone = np.arange(places.shape[0])
    places[everyone, there.argmax(axis=1)] = listed
    second = listed & (rng.random(listed.size) < _SECOND_UNKNOWN)
    places[everyone, last_true(there)] |= second
    return _status_rows(children, np.full(places.shape, UNKNOWN), places)


def _rows(children: Children, chosen: Bools, visit: Ints, feeding: Ints, days: tuple[Ints, Ints, Ints]) -> Rows:
    child = np.flatnonzero(chosen)
    recorded = children.recorded[child, visit[child]]
    status, start, end = (day[child] for day in days)
    return Rows(child, visit[child], feeding[child], children.birth[child], recorded, status, start, end)


def last_true(places: Bools) -> Ints:
    """Place of the last True in each row; the last place where there is none."""
    last: Ints = places.shape[1] - 1 - places[:, ::-1].argmax(axis=1)
    return last
