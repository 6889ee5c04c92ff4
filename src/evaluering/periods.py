"""Months, calendar years and agreement years: parse, order, count.

A month is written ``2023-04``. An agreement year runs from 1 April to 31 March (both included) and is written by
the calendar year it begins in: agreement year ``2023`` is April 2023 to March 2024.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month.

    Parameters
    ----------
    year : int
        Calendar year, 1900 to 2199.
    month : int
        1 to 12.

    Raises
    ------
    ValueError
        When there is no such month.

    Examples
    --------
    >>> Month.parse("2023-04") - Month.parse("2022-08")
    8
    >>> str(Month(2023, 12) + 1)
    '2024-01'
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year < 2200 and 1 <= self.month <= 12):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2023-04``; anything else raises ValueError."""
        match = _MONTH.fullmatch(text)
        if match is None:
            raise ValueError(f"not a month of the form YYYY-MM: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def from_index(cls, index: int) -> Month:
        """The month with the given count of months since year 0."""
        return cls(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        """Months since January of year 0: a whole number line without gaps."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """First day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def calendar_year(self) -> int:
        """The calendar year."""
        return self.year

    @property
    def agreement_year(self) -> int:
        """The calendar year in which the agreement year of this month began (1 April)."""
        return self.year if self.month >= 4 else self.year - 1

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> Month:
        return Month.from_index(self.index + months)

    def __sub__(self, other: Month) -> int:
        return self.index - other.index


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """All months from `first` to `last`, both included; empty when `last` is earlier."""
    return tuple(Month.from_index(index) for index in range(first.index, last.index + 1))


def agreement_year_months(year: int) -> tuple[Month, ...]:
    """The twelve months of an agreement year: April `year` to March `year` + 1."""
    return months_between(Month(year, 4), Month(year + 1, 3))


def calendar_year_months(year: int) -> tuple[Month, ...]:
    """The twelve months of a calendar year."""
    return months_between(Month(year, 1), Month(year, 12))


def mature_on(month: Month, *, follow_up_days: int, reporting_lag_days: int) -> date:
    """First day on which every child born in `month` can be counted.

    A child's feeding at 26 weeks is learnt at the visit at 8-11 months, at most `follow_up_days` after birth, and
    reported at most `reporting_lag_days` later; the youngest child of the month decides.
    """
    return month.last_day + timedelta(days=follow_up_days + reporting_lag_days)


def last_mature_month(extraction: date, *, follow_up_days: int, reporting_lag_days: int) -> Month:
    """The youngest birth month whose children can all be counted on the day of extraction (included)."""
    month = Month.of(extraction - timedelta(days=follow_up_days + reporting_lag_days)) + 1
    while mature_on(month, follow_up_days=follow_up_days, reporting_lag_days=reporting_lag_days) > extraction:
        month = month + -1
    return month
