"""When each child's final knowledge had been recorded, and how complete a birth month is after how many months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.periods import Month, months_between
from evaluering.study.cohort import Evidence
from evaluering.study.duration import Durations
from evaluering.study.grouped import Grid

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DAYS_PER_MONTH = 365.25 / 12

COMPLETE_PCT = 95.0
"""A birth month is complete when this per cent of the children who will be known are settled (the plan's own limit:
months under 95 % complete leave the primary analysis)."""

REFERENCE_MONTHS = 60
"""Months of birth the curve is taken from: the latest mature five years. Older practice says little about how fast
children are reported now, and fewer months would make a municipality's curve a matter of luck."""

BULK_SHARE, BULK_ROWS = 0.2, 100
"""A municipality with this share of its rows, and at least this many, recorded on one single day has moved them
between systems: its days of recording tell nothing about delay."""

UNTOLD = -1
"""In `months_since_birth`: the days of recording tell nothing."""

_NEVER = np.iinfo(np.int64).max // 4


def settling_months(evidence: Evidence, durations: Durations) -> Integers:
    """Age of each child, in months, when its final knowledge had been recorded; `UNTOLD` where nothing is known.

    The duration is settled by the first recorded row that states its end: a full period closed on that day, or less
    than full feeding from that day. A child never seen to have stopped is settled by the latest record of full
    breastfeeding. Age k means: recorded more than k - 1 and at most k months (of 30.44 days) after birth. Rows count
    as they stand now, so a corrected row counts from its correction.
    """
    child, upper = evidence.child, durations.upper[evidence.child]
    partial = ~evidence.full & ~evidence.unknown
    closing = evidence.period & evidence.full & (evidence.end == upper)
    ends = closing | (partial & (evidence.start == upper))
    day = np.full(len(durations.known), _NEVER, dtype=np.int64)
    np.minimum.at(day, child[ends], evidence.reported[ends])
    still = evidence.full & np.isinf(upper)
    latest = np.full(len(day), -1, dtype=np.int64)
    np.maximum.at(latest, child[still], evidence.reported[still])
    day = np.where(np.isinf(durations.upper), latest, day)
    return np.where(durations.known, np.ceil(day / DAYS_PER_MONTH).astype(np.int64), UNTOLD)


def moved_in_bulk(feeding: pd.DataFrame) -> tuple[str, ...]:
    """Codes of the municipalities whose days of recording tell nothing about delay (`BULK_SHARE`)."""
    place = pd.Categorical(feeding["municipality"])
    day = feeding["recorded"].to_numpy(dtype="datetime64[s]").astype("datetime64[D]").astype(np.int64)
    keys, rows = np.unique(place.codes.astype(np.int64) << 32 | day, return_counts=True)
    most = np.zeros(len(place.categories), dtype=np.int64)
    np.maximum.at(most, keys >> 32, rows)
    total = np.bincount(place.codes, minlength=len(most))
    return tuple(str(code) for code in place.categories[(most >= BULK_ROWS) & (most >= BULK_SHARE * total)])


def settling_table(grid: Grid, cell: Integers, months: Integers, *, bulk: tuple[str, ...]) -> pd.DataFrame:
    """Known children by municipality, month of birth and months since birth at which they were settled.

    Returns
    -------
    DataFrame
        municipality, month (str), months_since_birth (int32; `UNTOLD` for all of the municipalities in `bulk`),
        count (int32), sorted. The counts of a cell add up to its known children.
    """
    known = (months != UNTOLD) & (cell >= 0)
    cell, months = cell[known], months[known]
    untold = np.isin(cell // len(grid.months), np.flatnonzero(np.isin(grid.municipalities, bulk)))
    keys, count = np.unique(cell << 32 | np.where(untold, 0, months + 1), return_counts=True)
    return pd.DataFrame(
        {
            **grid.labels(keys >> 32),
            "months_since_birth": ((keys & 0xFFFFFFFF) - 1).astype(np.int32),
            "count": count.astype(np.int32),
        }
    )


@dataclass(frozen=True, slots=True)
class Completeness:
    """How large a part of the children who will be known were settled by each age.

    Parameters
    ----------
    unit : str
    first_month, last_month : str
        Months of birth behind the curve, both included.
    children : int
        Known children behind it.
    frame : DataFrame
        months_since_birth (int, from 0), settled (int: children settled by then), complete_pct.
    complete_after : int
        First month after which at least `COMPLETE_PCT` are settled; -1 when the days of recording tell nothing.
    """

    unit: str
    first_month: str
    last_month: str
    children: int
    frame: pd.DataFrame
    complete_after: int

    def pct_after(self, months: int) -> float:
        """Per cent settled after so many months; nan when nothing is told."""
        if self.complete_after < 0:
            return float("nan")
        curve = self.frame["complete_pct"].to_numpy()
        return float(curve[min(months, len(curve) - 1)])


def completeness(settling: pd.DataFrame, *, unit: str, last: Month, extraction: date) -> Completeness:
    """The curve of completeness over the `REFERENCE_MONTHS` up to `last`.

    A young month cannot yet show late reports, so a plain share would look too good. The curve is the product-limit
    estimate in reverse time (Lagakos, Barraj and De Gruttola, Biometrika 1988;75:515-523), which uses a month up to
    the age it has reached: F(k - 1) = F(k) (1 - n(k) / N(k)), with n(k) children settled at k and N(k) by k, among
    the months at least k months old; F is 1 at the age of the oldest.

    Parameters
    ----------
    settling : DataFrame
        `settling_table`, of the municipalities of the unit.
    unit : str
        Name carried by the result.
    last : Month
        Last mature month of birth, included.
    extraction : date
        The day all deliveries have reached; what was recorded later in some of them is left out.
    """
    first = last + -(REFERENCE_MONTHS - 1)
    reached = {str(month): months_old(month, extraction) for month in months_between(first, last)}
    age = settling["month"].map(reached).fillna(-1).to_numpy(dtype=np.int64)
    delay = settling["months_since_birth"].to_numpy(dtype=np.int64)
    inside = (delay != UNTOLD) & (delay <= age)
    age, delay, count = age[inside], delay[inside], settling["count"].to_numpy(dtype=np.int64)[inside]
    settled = np.bincount(delay, weights=count, minlength=1).astype(np.int64)
    curve = _reverse_product_limit(age, delay, count, len(settled))
    frame = pd.DataFrame(
        {"months_since_birth": np.arange(len(settled)), "settled": np.cumsum(settled), "complete_pct": 100 * curve}
    )
    enough = np.flatnonzero(100 * curve >= COMPLETE_PCT)
    return Completeness(unit, str(first), str(last), int(count.sum()), frame, int(enough[0]) if count.sum() else -1)


def months_old(month: Month, extraction: date) -> int:
    """Age of the youngest child of a birth month, in whole months of 30.44 days."""
    return int((extraction - month.last_day).days // DAYS_PER_MONTH)


@dataclass(frozen=True, slots=True)
class MaturityGate:
    """Which birth months enter the primary analysis, and whether slow reports keep some of them out.

    Parameters
    ----------
    by_rule : str
        Youngest birth month that is mature by the rule of days.
    last_mature_month : str
        Youngest birth month that is also old enough to be complete.
    rule_months : int
        Age of the youngest child, in whole months, at which a birth month is mature by the rule.
    complete_after : int
        First month after birth when `COMPLETE_PCT` are settled; -1 when the days of recording tell nothing.
    complete_pct : float
        Per cent settled after `rule_months`; nan likewise.
    """

    by_rule: str
    last_mature_month: str
    rule_months: int
    complete_after: int
    complete_pct: float

    @property
    def months_left_out(self) -> int:
        """Birth months that are mature by the rule, but not complete; 0 when the gate does not bite."""
        return Month.parse(self.by_rule) - Month.parse(self.last_mature_month)


def _reverse_product_limit(age: Integers, delay: Integers, count: Integers, size: int) -> Floats:
    """F(0), ..., F(size - 1), from rows of children settled at `delay` in months that have reached `age`."""
    curve = np.ones(size)
    for k in range(size - 1, 0, -1):
        old = age >= k
        by_then = count[old & (delay <= k)].sum()
        at_it = count[old & (delay == k)].sum()
        curve[k - 1] = curve[k] * (1 - at_it / by_then if by_then else 1.0)
    return curve


def last_complete_month(curve: Completeness, *, by_rule: Month, extraction: date) -> Month:
    """The youngest birth month that is mature by the rule of days and old enough to be `COMPLETE_PCT` complete."""
    month = by_rule
    while months_old(month, extraction) < curve.complete_after:
        month = month + -1
    return month
