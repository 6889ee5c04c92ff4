"""The children of the example, simulated one by one: birth, registered duration, visits, what is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from evaluering.example.calibration import LAST_DAY, PARITY
from evaluering.example.heaping import COMMON, WEEKLY
from evaluering.example.scenario import DRAWN_TOGETHER, FIRST_MONTH, Scenario, day_number
from evaluering.example.visits import Bools, Ints, draw_ages, draw_attendance, draw_lags
from evaluering.periods import Month

Floats = npt.NDArray[np.float64]

NEVER = np.iinfo(np.int64).max // 2
"""Stands for a day that never comes."""

# Share of children whose feeding is known: at the first and the last birth month, even on the logit scale.
_COVERAGE = (0.855, 0.945)
_COVERAGE_LAST_MONTH = 176
_COVERAGE_SPREAD = 0.2  # between municipalities, on the logit scale
_COVERAGE_LARGEST = 0.3
_EARLY_DAYS = 30
_EARLY_ODDS = 0.83  # odds of being known when full breastfeeding stopped early, against the others
_LISTED = 0.5  # share of the unknown who stand in the deliveries, with nothing known
_STATUS_ONLY = 0.06  # share of the known with statuses but no dated period


@dataclass(frozen=True, slots=True)
class Children:
    """All children, by municipality and day of birth; every array has one row per child.

    Parameters
    ----------
    municipality : ndarray of int
        Place in the scenario's municipalities.
    birth : ndarray of int
        Days since 1970.
    duration : ndarray of int
        Registered duration of full breastfeeding in days.
    ages, recorded : ndarray of int, shape (children, visits)
        Age in days at each visit, and the day its content was recorded (days since 1970; `NEVER` when not kept).
    known, listed, dated : ndarray of bool
        Feeding is known; unknown but in the deliveries; known with dated periods.
    """

    municipality: Ints
    birth: Ints
    duration: Ints
    ages: Ints
    recorded: Ints
    known: Bools
    listed: Bools
    dated: Bools

    def take(self, chosen: Ints | Bools) -> Children:
        """The chosen children."""
        return Children(*(getattr(self, name)[chosen] for name in self.__slots__))

    @property
    def full(self) -> Bools:
        """Still fully breastfed at each visit, shape (children, visits)."""
        return self.duration[:, None] > self.ages

    @property
    def closing(self) -> Bools:
        """The first kept visit at which full breastfeeding had ended, shape (children, visits)."""
        ended = ~self.full & (self.recorded < NEVER)
        first: Bools = ended & (np.cumsum(ended, axis=1) == 1)
        return first


def simulate_children(scenario: Scenario, *, seed: int) -> tuple[Children, Ints]:
    """Draw all children, and their count by municipality and month, shape (municipalities, months)."""
    together = sum(month <= DRAWN_TOGETHER for month in scenario.months)
    rng = np.random.default_rng([seed, 2])
    births, first = np.zeros_like(scenario.births, dtype=np.int64), slice(0, together)
    births[:, first] = rng.poisson(scenario.births[:, first])
    children, spread = _drawn(scenario, births, first, rng, None)
    if together < len(scenario.months):
        rng, later = np.random.default_rng([seed, 2, 1]), slice(together, len(scenario.months))
        births[:, later] = rng.poisson(scenario.births[:, later])
        children = _joined(children, _drawn(scenario, births, later, rng, spread)[0])
    return children, births


def born_before(children: Children, births: Ints, *, extraction: date) -> tuple[Children, Ints]:
    """The children born in the whole months before the day `extraction`, and their count."""
    first = Month.of(extraction).first_day
    kept = Month.of(extraction) - FIRST_MONTH
    return children.take(children.birth < day_number(first)), births[:, :kept]


def _joined(first: Children, later: Children) -> Children:
    parts = {name: np.concatenate([getattr(first, name), getattr(later, name)]) for name in Children.__slots__}
    both = Children(**parts)
    return both.take(np.argsort(both.municipality, kind="stable"))


def _drawn(
    scenario: Scenario, births: Ints, months: slice, rng: np.random.Generator, spread: Floats | None
) -> tuple[Children, Floats]:
    """The children born in the given months, and how the coverage differs between municipalities: drawn once."""
    counts = births[:, months]
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    municipality, month = np.divmod(cell, counts.shape[1])
    month = month + months.start
    firsts = np.concatenate([[0], np.cumsum(np.bincount(scenario.month_of_day))])
    day = rng.integers(firsts[month], firsts[month + 1])
    order = np.lexsort((day, municipality))
    municipality, month, day = municipality[order], month[order], day[order]
    ages, attended, lags = draw_ages(rng, day.size), draw_attendance(rng, day.size), draw_lags(rng, day.size)
    true_days = _true_durations(scenario, municipality, day, rng)
    duration = COMMON.register(true_days, ages=ages, attended=attended, rng=rng)
    by_week = WEEKLY.register(true_days, ages=ages, attended=attended, rng=rng)
    duration = np.where(scenario.weekly[municipality, month], by_week, duration)
    birth = scenario.birth_days[day]
    # An open period says "still going on" on the day it was recorded, so it must be recorded at the visit itself.
    lags = np.where(duration[:, None] > ages, 0, lags)
    recorded = np.where(attended, birth[:, None] + ages + lags, NEVER)
    luck = rng.random(day.size)
    spread = rng.standard_normal(len(scenario.municipalities)) * _COVERAGE_SPREAD if spread is None else spread
    known = luck < _coverage(spread, municipality, month, true_days)
    listed = ~known & (rng.random(day.size) < _LISTED)
    dated = known & (rng.random(day.size) >= _STATUS_ONLY)
    return Children(municipality, birth, duration, ages, recorded, known, listed, dated), spread


def _true_durations(scenario: Scenario, municipality: Ints, day: Ints, rng: np.random.Generator) -> Ints:
    """Days until full breastfeeding ends: the first day whose cumulative hazard passes an exponential draw."""
    first_time = rng.random(day.size) < PARITY[0][0]
    parity = np.where(first_time, PARITY[0][1], PARITY[1][1])
    draw = rng.standard_exponential(day.size) / (parity * np.exp(scenario.shift)[scenario.month_of_day[day]])
    true_days = np.empty(day.size, dtype=np.int64)
    for ratio in sorted(set(scenario.ratios.tolist())):
        cumulative = scenario.cumulative_hazard(ratio)
        chosen = np.flatnonzero(scenario.ratios[municipality] == ratio)
        for block in np.array_split(chosen, chosen.size // 20_000 + 1):  # keeps memory small
            true_days[block] = (cumulative[day[block]] < draw[block, None]).sum(axis=1)
    return np.minimum(true_days, LAST_DAY)


def _coverage(spread: Floats, municipality: Ints, month: Ints, true_days: Ints) -> Floats:
    """Probability that a child's feeding is known; `spread` is how municipalities differ, on the logit scale."""
    logit = coverage_logit(month) + np.clip(spread, -_COVERAGE_LARGEST, _COVERAGE_LARGEST)[municipality]
    logit += np.where(true_days <= _EARLY_DAYS, np.log(_EARLY_ODDS), 0.0)
    chance: Floats = 1 / (1 + np.exp(-logit))
    return chance


def coverage_logit(month: Ints) -> Floats:
    """Share of children whose feeding is known, on the logit scale, by place of the birth month in the series."""
    low, high = (np.log(share / (1 - share)) for share in _COVERAGE)
    logit: Floats = low + (high - low) * np.minimum(month / _COVERAGE_LAST_MONTH, 1.0)
    return logit


def cpr_numbers(birth: Ints) -> npt.NDArray[np.str_]:
    """Ten digits per child, all different, with 60 added to the day so that none is a person's number.

    The seventh digit is 4 to 9, which says that the child was born after 1999; modulus 11 does not hold, as it need
    not since 2007. At most 6,000 children share a day of birth.
    """
    order = np.argsort(birth, kind="stable")
    days, first, count = np.unique(birth[order], return_index=True, return_counts=True)
    rank = np.empty(birth.size, dtype=np.int64)
    rank[order] = np.arange(birth.size) - np.repeat(first, count)
    # 1789 has no factor in common with 6,000: the numbers of a day never meet, and do not lie in a row.
    serial = 4000 + (rank * 1789 + birth * 977) % 6000
    begin = date(1970, 1, 1)
    text = {int(one): _six_digits(begin + timedelta(days=int(one))) for one in days}
    return np.array([f"{text[one]}{number}" for one, number in zip(birth.tolist(), serial.tolist(), strict=True)])


def _six_digits(day: date) -> str:
    return f"{day.day + 60:02d}{day.month:02d}{day.year % 100:02d}"
