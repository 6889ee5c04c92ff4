"""Months, quarters and years of a data frame as whole numbers on a line without gaps."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from evaluering.estimation.fitting.cells import Times

Grain = Literal["month", "quarter", "year"]

PERIODS_PER_YEAR: dict[Grain, int] = {"month": 12, "quarter": 4, "year": 1}
_GRAIN: dict[int, Grain] = {1: "month", 3: "quarter", 12: "year"}
_MONTH = re.compile(r"(\d{4})[-M](\d{2})")
_QUARTER = re.compile(r"(\d{4})-?[QK]([1-4])")
_YEAR = re.compile(r"\d{4}")
_EPOCH_YEAR = 1970  # numpy counts months from its January
_DAY = re.compile(r"(\d{4})-(\d{2})-\d{2}(?:[T ].*)?")


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Calendar positions of the rows of a table.

    Parameters
    ----------
    index : Times
        Shape (n,): periods since year 0, in the order of the rows.
    grain : {"month", "quarter", "year"}
        Length of a period.
    """

    index: Times
    grain: Grain


def read_periods(values: Sequence[object]) -> TimeAxis:
    """Recognise a column of months, quarters or years.

    Parameters
    ----------
    values : sequence
        pandas Periods, dates or timestamps, whole years, or texts: ``2023-04``, ``2023M04``, ``2023-04-01``,
        ``2023Q2``, ``2023K2``, ``2023``. Dates are quarters (years) when the months between them are all multiples of
        three (twelve).

    Raises
    ------
    ValueError
        When a value is not a period, or the lengths are mixed.

    Examples
    --------
    >>> read_periods(["2023K1", "2022Q4"])
    TimeAxis(index=array([8092, 8091]), grain='quarter')
    """
    read = [_first_month(value) for value in values]
    if not read:
        raise ValueError("no periods: the table has no rows")
    first_months = np.array([first for first, _ in read], dtype=np.int64)
    lengths = {length for _, length in read}
    if len(lengths) > 1:
        raise ValueError("the periods mix months, quarters, years or days; use one form")
    length = lengths.pop()
    if length == 0:
        steps = math.gcd(*np.diff(np.sort(first_months)).tolist())
        length = next(months for months in (12, 3, 1) if steps % months == 0 and (steps > 0 or months == 1))
    return TimeAxis(first_months // length, _GRAIN[length])


def position(value: object, grain: Grain) -> int:
    """The calendar position of the period that begins where `value` begins.

    Parameters
    ----------
    value : period
        In any form `read_periods` knows; ``2023-04`` is also a quarter's beginning.
    grain : {"month", "quarter", "year"}
        Of the series.

    Raises
    ------
    ValueError
        When no period of the series begins there.
    """
    first, _ = _first_month(value)
    length = 12 // PERIODS_PER_YEAR[grain]
    if first % length:
        raise ValueError(f"{value!r} is not the beginning of a {grain}")
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
        return _from_text(value)
    if isinstance(value, pd.Period):
        length = {"M": 1, "Q": 3, "Y": 12, "A": 12}.get(value.freqstr[0])
        if length is None:
            raise ValueError(f"periods of months, quarters or years are needed, not {value.freqstr!r}")
        return value.start_time.year * 12 + value.start_time.month - 1, length
    if isinstance(value, date):
        if pd.isna(value):
            raise ValueError("a period is missing")
        return value.year * 12 + value.month - 1, 0
    if isinstance(value, int | np.integer):
        return _from_text(f"{int(value):04d}")
    return _from_text(str(value))


def _from_text(text: str) -> tuple[int, int]:
    if match := _MONTH.fullmatch(text):
        year, month, length = int(match[1]), int(match[2]), 1
    elif match := _QUARTER.fullmatch(text):
        year, month, length = int(match[1]), 3 * int(match[2]) - 2, 3
    elif match := _DAY.fullmatch(text):
        year, month, length = int(match[1]), int(match[2]), 0
    elif _YEAR.fullmatch(text):
        year, month, length = int(text), 1, 12
    else:
        raise ValueError(f"not a month, quarter or year: {text!r}")
    if not 1 <= month <= 12:
        raise ValueError(f"not a month, quarter or year: {text!r}")
    return year * 12 + month - 1, length
