"""Months, quarters and years of a data frame as whole numbers on a line without gaps."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from evaluering.estimation.arguments import shown
from evaluering.estimation.fitting.cells import Times

Grain = Literal["month", "quarter", "year"]

PERIODS_PER_YEAR: Mapping[Grain, int] = MappingProxyType({"month": 12, "quarter": 4, "year": 1})
_GRAIN: dict[int, Grain] = {1: "month", 3: "quarter", 12: "year"}
_MONTH = re.compile(r"([0-9]{4})(?:-|[- ]?[Mm])([0-9]{1,2})|([0-9]{4})([0-9]{2})")
_QUARTER = re.compile(r"([0-9]{4})[- ]?[QqKk]([1-4])")
_YEAR = re.compile(r"([0-9]{4})(?:\.0+)?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.,+Z -]*)?")
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.0+)?")
_ONE_DIGIT = re.compile(r"[0-9]{4}-[0-9]")
_EPOCH_YEAR = 1970  # numpy counts months from its January
_FIRST_YEAR = 1000  # earlier years are numbers counted from elsewhere, not years of a calendar
_CALENDAR = {"M": 1, "Q-DEC": 3, "Y-DEC": 12, "A-DEC": 12}  # months of the pandas frequencies that follow the calendar
_FORMS = "2023-04, 2023M04, 202304, 2023Q2, 2023K2, 2023-04-01, 2023, dates, timestamps and pandas periods"


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Calendar positions of the rows of a table.

    Parameters
    ----------
    index : Times
        Shape (n,): periods since year 0, in the order of the rows.
    grain : {"month", "quarter", "year"}
        Length of a period.
    days : bool
        Whether the column held days: then a day stands for the period that it lies in.
    """

    index: Times
    grain: Grain
    days: bool = False


def read_periods(values: Sequence[object]) -> TimeAxis:
    """Recognise a column of months, quarters or years.

    Parameters
    ----------
    values : sequence
        pandas Periods of the calendar, dates or timestamps, whole numbers (years; months as 202304), or texts:
        ``2023-04``, ``2023-4``, ``2023M04``, ``2023m4``, ``202304``, ``2023-04-01``, ``2023Q2``, ``2023q2``,
        ``2023 Q2``, ``2023K2``, ``2023``, ``2023.0``. A float that is whole is a whole number. Blanks around a text
        do not count. Dates are quarters (years) when the months between them are all multiples of three (twelve).

    Raises
    ------
    ValueError
        Naming the row, counted from 1, and never what stands there, of a value that is missing or is not a period: a
        number below 1000 among them (months numbered from 1, or counted from 1960 as by Stata), and a fiscal year or
        quarter. Or the lengths are mixed, or one-digit numbers after the year may be months or quarters.

    Examples
    --------
    >>> read_periods(["2023K1", "2022q4"])
    TimeAxis(index=array([8092, 8091]), grain='quarter', days=False)
    """
    read = []
    for row, value in enumerate(values, 1):
        try:
            read.append(_first_month(value))
        except ValueError as fault:
            raise ValueError(f"row {row} of {len(values)}: {fault}") from None
    if not read:
        raise ValueError("no periods: the table has no rows")
    first_months = np.array([first for first, _ in read], dtype=np.int64)
    lengths = {length for _, length in read}
    if len(lengths) > 1:
        raise ValueError("the periods mix months, quarters, years or days; use one form")
    length = lengths.pop()
    if length == 1:
        _require_months(values, first_months)
    if length == 0:
        steps = math.gcd(*np.diff(np.sort(first_months)).tolist())
        each = next(months for months in (12, 3, 1) if steps % months == 0 and (steps > 0 or months == 1))
        return TimeAxis(first_months // each, _GRAIN[each], days=True)
    return TimeAxis(first_months // length, _GRAIN[length])


def position(value: object, grain: Grain, *, days: bool = False) -> int:
    """The calendar position of the period that begins where `value` begins.

    Parameters
    ----------
    value : period
        In any form `read_periods` knows. ``2023`` and ``2023Q2`` are also their first month, ``2023-04`` is also the
        quarter that begins there. A day in a series by month is its month.
    grain : {"month", "quarter", "year"}
        Of the series.
    days : bool
        Whether the series holds days: then a day is the period it lies in, its beginning or not.

    Raises
    ------
    ValueError
        When it is no period, or no period of the series begins there.

    Examples
    --------
    >>> label(position("2018Q2", "month"), "month"), label(position("2018", "month"), "month")
    ('2018-04', '2018-01')
    """
    try:
        first, held = _first_month(value)
    except ValueError as fault:
        raise ValueError(f"{fault}; given was {shown(value)}") from None
    length = 12 // PERIODS_PER_YEAR[grain]
    if first % length and not (days and held == 0):
        raise ValueError(f"{shown(value)} is not the beginning of a {grain}")
    return first // length


def label(index: int, grain: Grain) -> str:
    """How a period is written: ``2023-04``, ``2023Q2``, ``2023``.

    Examples
    --------
    >>> label(2023 * 12 + 3, "month"), label(2023 * 4 + 1, "quarter"), label(2023, "year")
    ('2023-04', '2023Q2', '2023')
    """
    year, part = divmod(int(index), PERIODS_PER_YEAR[grain])
    if grain == "month":
        return f"{year:04d}-{part + 1:02d}"
    return f"{year:04d}Q{part + 1}" if grain == "quarter" else f"{year:04d}"


def labels(index: Times, grain: Grain) -> list[str]:
    """How many periods are written, each as by `label`.

    Examples
    --------
    >>> labels(np.array([2022 * 12 + 11, 2023 * 12]), "month")
    ['2022-12', '2023-01']
    """
    if grain != "month":
        return [label(place, grain) for place in index.tolist()]
    written: list[str] = np.datetime_as_string((index - 12 * _EPOCH_YEAR).astype("datetime64[M]")).tolist()
    return written


def _first_month(value: object) -> tuple[int, int]:
    """Months since year 0 at the beginning of a period, and its length in months; 0 for a day."""
    if isinstance(value, str):  # first, because it is what most series hold
        return _from_text(value.strip())
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float | np.floating) and math.isnan(value))
    ):
        raise ValueError("a period is missing")
    if isinstance(value, pd.Period):
        if value.freqstr not in _CALENDAR:
            raise ValueError(
                f"months, quarters or years of the calendar are needed, not periods of frequency {value.freqstr!r}; "
                "give each by its first month or day"
            )
        return _since_year_0(value.year, value.start_time.month), _CALENDAR[value.freqstr]
    if isinstance(value, date):
        return _since_year_0(value.year, value.month), 0
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return _from_text(str(int(value)))
    return _from_text(str(value))


def _from_text(text: str) -> tuple[int, int]:
    if match := _MONTH.fullmatch(text):
        year, month, length = int(match[1] or match[3]), int(match[2] or match[4]), 1
    elif match := _QUARTER.fullmatch(text):
        year, month, length = int(match[1]), 3 * int(match[2]) - 2, 3
    elif match := _DAY.fullmatch(text):
        year, month, length = *_year_and_month(match[1]), 0
    elif match := _YEAR.fullmatch(text):
        year, month, length = int(match[1]), 1, 12
    elif _NUMBER.fullmatch(text):
        year, month, length = 0, 1, 12
    else:
        raise _unknown()
    if not 1 <= month <= 12:
        raise _unknown()
    return _since_year_0(year, month), length


def _year_and_month(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _unknown() from None
    return day.year, day.month


def _since_year_0(year: int, month: int) -> int:
    if year < _FIRST_YEAR:
        raise ValueError(f"period numbers are not calendar periods from {_FIRST_YEAR} on: the forms are {_FORMS}")
    return year * 12 + month - 1


def _unknown() -> ValueError:
    """Without the text: a wrong column may hold persons."""
    return ValueError(f"not a month, quarter or year: the forms are {_FORMS}")


def _require_months(values: Sequence[object], first_months: Times) -> None:
    """Refuse ``2015-1`` to ``2015-4`` and no later number in any year: they may well be quarters."""
    if len(values) <= PERIODS_PER_YEAR["quarter"] or np.any(first_months % 12 >= PERIODS_PER_YEAR["quarter"]):
        return
    if any(isinstance(value, str) and _ONE_DIGIT.fullmatch(value.strip()) for value in values):
        raise ValueError("numbers after the year run from 1 to 4: write months as 2015-01, quarters as 2015Q1")
