"""How a true duration becomes a registered one: rounding to weeks, months and the day of the visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluering.example.visits import VISITS, Bools, Ints

Floats = npt.NDArray[np.float64]

_MONTH_DAYS = np.array([30, 61, 122, 152, 183])  # 1, 2, 4, 5 and 6 months
_MONTH_WINDOW_DAYS = 5
_VISIT_WINDOW_DAYS = 7  # "stopped just now": an end in the week before a visit is put on its day
_FIRST_HEAPING_VISIT = 2  # the two first visits lie too early for the mother to round
_LARGEST = 260  # no registered duration is longer


@dataclass(frozen=True, slots=True)
class Heaping:
    """A practice of registration: the shares of durations rounded to weeks, to months and to visits."""

    weeks: float
    months: float
    visits: float

    def register(self, true_days: Ints, *, ages: Ints, attended: Bools, rng: np.random.Generator) -> Ints:
        """Registered durations.

        Parameters
        ----------
        true_days : ndarray of int, shape (children,)
        ages, attended : ndarray, shape (children, visits)
            Age in days at each visit, and whether it was kept.
        rng : Generator

        Returns
        -------
        ndarray of int, shape (children,)
        """
        kind = rng.random(true_days.size)
        registered = true_days.copy()
        for first in range(_FIRST_HEAPING_VISIT, len(VISITS)):
            gap = ages[:, first] - true_days
            near = attended[:, first] & (gap > 0) & (gap <= _VISIT_WINDOW_DAYS)
            registered = np.where(near, ages[:, first], registered)
        weeks, months = self.weeks, self.weeks + self.months
        heaped = np.select(
            [kind < weeks, kind < months, kind < months + self.visits],
            [_to_weeks(true_days), _to_months(true_days), registered],
            true_days,
        )
        return heaped.astype(np.int64)

    def kernel(self, days: int) -> Floats:
        """P(registered = r | true = t), shape (days, 260): the exact law of `register`, averaged over visits."""
        true_days = np.arange(days)
        kernel = np.zeros((days, _LARGEST))
        visits = _to_visits(days)
        kernel[true_days, _to_weeks(true_days)] += self.weeks
        kernel[true_days, _to_months(true_days)] += self.months
        kernel += self.visits * visits
        kernel[true_days, true_days] += 1 - self.weeks - self.months - self.visits
        return kernel


COMMON = Heaping(weeks=0.12, months=0.10, visits=0.12)
WEEKLY = Heaping(weeks=0.70, months=0.0, visits=0.0)
"""A practice of whole weeks: one municipality takes it up, with hardly any bias in the mean."""


def _to_weeks(days: Ints) -> Ints:
    """Nearest multiple of seven; the first days are remembered exactly."""
    return np.where(days < 4, days, (days + 3) // 7 * 7)


def _to_months(days: Ints) -> Ints:
    gap = np.abs(days[:, None] - _MONTH_DAYS)
    nearest = _MONTH_DAYS[gap.argmin(axis=1)]
    return np.where(gap.min(axis=1) <= _MONTH_WINDOW_DAYS, nearest, days)


def _to_visits(days: int) -> Floats:
    kernel = np.eye(days, _LARGEST)
    for visit in VISITS[_FIRST_HEAPING_VISIT:]:
        ages = np.arange(visit.first_age_days, visit.last_age_days + 1)
        for true_day in range(days):
            reached = ages[(ages > true_day) & (ages <= true_day + _VISIT_WINDOW_DAYS)]
            moved = visit.attendance / ages.size
            kernel[true_day, reached] += moved
            kernel[true_day, true_day] -= moved * reached.size
    return kernel
