"""The visits a municipality reports to KL Gateway Børn, with what each report says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from evaluering.example.children import Children
from evaluering.example.records import following_feeding, last_true
from evaluering.example.visits import Bools

_EARLY_VISITS = 2
_EARLY_REPORT = 0.25  # share of the first two visits in full breastfeeding that are reported
_LATER_REPORT = 0.30  # share of the visits after the one that brought the end
_SECOND_UNKNOWN = 0.4


@dataclass(frozen=True, slots=True)
class Case:
    """One visit to be reported, with everything its report says."""

    child: int
    visit: int
    birth: date
    day: date
    recorded: date
    duration: int
    full: bool
    closing: bool
    dated: bool
    known: bool
    feeding: int

    @property
    def end(self) -> date:
        """The day full breastfeeding ended."""
        return self.birth + timedelta(days=self.duration)

    @property
    def lag_days(self) -> int:
        """Days from the visit to its registration."""
        return (self.recorded - self.day).days


def cases(children: Children, *, since: int, until: int, rng: np.random.Generator) -> list[Case]:
    """The visits registered from the day `since` on and before the day `until` that bring a report."""
    _, feeding = following_feeding(children, rng)
    there = (children.recorded >= since) & (children.recorded < until)
    full, closing = children.full, children.closing
    begin = date(1970, 1, 1)
    found = []
    for child, visit in np.argwhere(_reported(children, there, rng)).tolist():
        birth = begin + timedelta(days=int(children.birth[child]))
        found.append(
            Case(
                child=child,
                visit=visit,
                birth=birth,
                day=birth + timedelta(days=int(children.ages[child, visit])),
                recorded=begin + timedelta(days=int(children.recorded[child, visit])),
                duration=int(children.duration[child]),
                full=bool(full[child, visit]),
                closing=bool(closing[child, visit]),
                dated=bool(children.dated[child]),
                known=bool(children.known[child]),
                feeding=int(feeding[child, visit]),
            )
        )
    return found


def _reported(children: Children, there: Bools, rng: np.random.Generator) -> Bools:
    """Which visits send a report, shape (children, visits); without dated periods every visit in full does."""
    luck = rng.random(there.shape)
    early = np.arange(there.shape[1]) < _EARLY_VISITS
    share = np.where(children.full, np.where(early & children.dated[:, None], _EARLY_REPORT, 1.0), _LATER_REPORT)
    known = there & children.known[:, None] & ((luck < share) | children.closing)
    unknown = np.zeros_like(there)
    everyone = np.arange(there.shape[0])
    listed = children.listed & there.any(axis=1)
    unknown[everyone, there.argmax(axis=1)] = listed
    unknown[everyone, last_true(there)] |= listed & (rng.random(listed.size) < _SECOND_UNKNOWN)
    result: Bools = known | unknown
    return result
