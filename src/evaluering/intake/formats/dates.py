"""Dates and CPR numbers from fixed-width digits, a whole column of distinct texts at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class DateForm:
    """Where the digits of a date stand in its text; `pattern` is in the syntax of RE2.

    In a form with `named` months three letters stand for the month; they are replaced by two digits first.
    """

    pattern: str
    year: slice
    month: slice
    day: slice
    named: bool = False


_ISO = DateForm(r"^\d{4}-\d{2}-\d{2}$", slice(0, 4), slice(5, 7), slice(8, 10))

DATE_FORMS = {
    "dd-mm-åååå": DateForm(r"^\d{2}-\d{2}-\d{4}$", slice(6, 10), slice(3, 5), slice(0, 2)),
    "åååå-mm-dd": _ISO,
    "dd.mm.åååå": DateForm(r"^\d{2}\.\d{2}\.\d{4}$", slice(6, 10), slice(3, 5), slice(0, 2)),
    "dd/mm/åååå": DateForm(r"^\d{2}/\d{2}/\d{4}$", slice(6, 10), slice(3, 5), slice(0, 2)),
    "ddmmåååå": DateForm(r"^\d{8}$", slice(4, 8), slice(2, 4), slice(0, 2)),
    "ååååmmdd": DateForm(r"^\d{8}$", slice(0, 4), slice(4, 6), slice(6, 8)),
    "ddmmmåååå": DateForm(r"^\d{8}$", slice(4, 8), slice(2, 4), slice(0, 2), named=True),
    "dato": _ISO,  # true dates of a spreadsheet or a statistics program, which its reader writes in this form
}
"""The forms a declaration may give as ``datoformat``."""

OTHER_FORMS = {
    "mm-dd-åååå": DateForm(r"^\d{2}-\d{2}-\d{4}$", slice(6, 10), slice(0, 2), slice(3, 5)),
    "mm/dd/åååå": DateForm(r"^\d{2}/\d{2}/\d{4}$", slice(6, 10), slice(0, 2), slice(3, 5)),
    "åååå/mm/dd": DateForm(r"^\d{4}/\d{2}/\d{2}$", slice(0, 4), slice(5, 7), slice(8, 10)),
    "åååå-dd-mm": DateForm(r"^\d{4}-\d{2}-\d{2}$", slice(0, 4), slice(8, 10), slice(5, 7)),
}
"""Forms that are recognised, so that a message can name them, and cannot be declared."""

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH_DIGITS = {name: f"{place:02d}" for place, name in enumerate(_MONTHS, 1)} | {"may": "05", "oct": "10"}


def parse_dates(texts: pa.StringArray, form: DateForm) -> Days:
    """The day each text names in the given form; NaT where it is empty, in another form, or no such day."""
    if form.named:
        written = [text[:2] + _MONTH_DIGITS.get(text[2:5].lower(), "") + text[5:] for text in texts.to_pylist()]
        texts = pa.array(written, type=pa.string())
    fits = pc.match_substring_regex(texts, form.pattern)
    width = max(form.year.stop, form.month.stop, form.day.stop)
    digits = _digits(texts, fits, width)
    days = days_of(_number(digits[:, form.year]), _number(digits[:, form.month]), _number(digits[:, form.day]))
    return np.where(bools(fits), days, NO_DAY)


def likely_form(texts: pa.StringArray, *, share: float = 0.95) -> str | None:
    """The form in which at least `share` of the texts are dates; None when no known form fits."""
    for name, form in _forms():
        if len(texts) and float(np.mean(~np.isnat(parse_dates(texts, form)))) >= share:
            return name
    return None


def _forms() -> Iterator[tuple[str, DateForm]]:
    yield from ((name, form) for name, form in DATE_FORMS.items() if name != "dato")
    yield from OTHER_FORMS.items()


def days_of(year: Ints, month: Ints, day: Ints) -> Days:
    """Days from whole numbers; NaT where there is no such day between 1800 and 2199."""
    possible = (year >= 1800) & (year < 2200) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(possible, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(possible, day - 1, 0)
    return np.where(possible & (days.astype("datetime64[M]") == months), days, NO_DAY)


@dataclass(frozen=True, slots=True)
class CprNumbers:
    """What a column of CPR numbers says: per text ten digits without hyphen, and the date of birth.

    Attributes
    ----------
    digits : list of bytes
        The ten digits; ten zeros where the form is wrong.
    has_form : ndarray of bool
        Whether the text has the form of a CPR number.
    birth : ndarray of datetime64[D]
        Date of birth, NaT where the form is wrong or there is no such day.
    replaced : ndarray of bool
        Whether it is a replacement number: its day has 60 added.
    """

    digits: list[bytes]
    has_form: Bools
    birth: Days
    replaced: Bools


def parse_cpr(texts: pa.StringArray) -> CprNumbers:
    """Read CPR numbers with or without hyphen and surrounding spaces.

    Day + 60 (replacement number) is accepted and modulus 11 is not required (cpr.dk). The century follows from the
    seventh digit: 0-3: 1900s; 4 and 9: 2000-2036, 1937-1999; 5-8: 2000-2057, 1858-1899.
    """
    trimmed = pc.utf8_trim_whitespace(texts)
    fits = pc.match_substring_regex(trimmed, r"^\d{6}-?\d{4}$")
    bare = pc.replace_substring(trimmed, "-", "")
    digits = _digits(bare, fits, 10)
    day, month, short = (_number(digits[:, part]) for part in (slice(0, 2), slice(2, 4), slice(4, 6)))
    seventh = digits[:, 6]
    in_1900s = (seventh <= 3) | (((seventh == 4) | (seventh == 9)) & (short >= 37))
    in_1800s = (seventh >= 5) & (seventh <= 8) & (short >= 58)
    year = short + np.select([in_1900s, in_1800s], [1900, 1800], 2000)
    birth = days_of(year, month, np.where(day > 60, day - 60, day))
    has_form = bools(fits)
    return CprNumbers(
        digits=[row.tobytes() for row in (digits + ord("0")).astype(np.uint8)],
        has_form=has_form,
        birth=np.where(has_form, birth, NO_DAY),
        replaced=has_form & (day > 60),
    )


def _digits(texts: pa.StringArray, fits: pa.BooleanArray, width: int) -> Ints:
    """Characters less ``0``, one row per text; zeros where the text does not fit."""
    filled = pc.if_else(fits, texts, pa.scalar("0" * width))
    fixed = np.array(filled.to_pylist(), dtype=f"S{width}")
    return np.frombuffer(fixed.tobytes(), dtype=np.uint8).reshape(len(fixed), width).astype(np.int64) - ord("0")


def _number(digits: Ints) -> Ints:
    """Columns of digits as one whole number per row."""
    powers: Ints = 10 ** np.arange(digits.shape[1] - 1, -1, -1, dtype=np.int64)
    return np.asarray(digits @ powers, dtype=np.int64)


def bools(values: pa.BooleanArray) -> Bools:
    """A column of truths as an array."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)
