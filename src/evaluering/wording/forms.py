"""Numbers and dates in Danish form.

Nothing here reads the operating system's locale: the forms come from CLDR through Babel.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from evaluering.periods import Month
from evaluering.wording.labels import MEASURES, NO_DATA

LOCALE = "da_DK"
NARROW = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def number(value: float, decimals: int = 1) -> str:
    """A number with decimal comma and thousands point, halves rounded away from zero.

    >>> number(1133.25)
    '1.133,3'
    >>> number(-0.04)
    '0,0'
    """
    if not math.isfinite(value):
        return NO_DATA
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(abs(rounded) if rounded == 0 else rounded, pattern, locale=LOCALE).replace("-", MINUS)


def count(value: int) -> str:
    """A whole number with thousands point."""
    return number(value, 0)


def measured(value: float, measure: str, *, decimals: int = 1) -> str:
    """A number with its unit: ``4,1 dage``, ``12,0 %``, ``1,5 procentpoint``."""
    if measure in ("count", "ratio"):
        return number(value, decimals)
    return f"{number(value, decimals)}{NARROW}{MEASURES[measure]}"


def signed(value: float, measure: str, *, decimals: int = 1) -> str:
    """A change with its sign and unit: ``+4,1 dage``."""
    text = measured(value, measure, decimals=decimals)
    return f"+{text}" if text[0] != MINUS and number(value, decimals) != number(0.0, decimals) else text


def interval(lower: float, upper: float, *, decimals: int = 1) -> str:
    """The two limits of an interval: ``33,9 til 37,3`` (a dash would clash with a minus sign)."""
    return f"{number(lower, decimals)} til {number(upper, decimals)}"


def long_date(day: date) -> str:
    """A date in words, its day never parted from its month: ``31. marts 2028``."""
    return format_date(day, "d. MMMM y", locale=LOCALE).replace(" ", NARROW, 1)


def long_month(month: Month | str) -> str:
    """A month in words: ``april 2023``."""
    month = Month.parse(month) if isinstance(month, str) else month
    return format_date(month.first_day, "MMMM y", locale=LOCALE)


def short_month(month: Month | str) -> str:
    """A month for an axis or a narrow cell: ``apr. 2023``."""
    month = Month.parse(month) if isinstance(month, str) else month
    return format_date(month.first_day, "MMM y", locale=LOCALE)


def agreement_year(year: int) -> str:
    """An agreement year in words: ``aftaleår 2023/24``."""
    return f"aftaleår {year}/{(year + 1) % 100:02d}"


def lowered(text: str) -> str:
    """A text as it stands within a sentence, its first letter small: ``dage (95 % CI)``."""
    return text[:1].lower() + text[1:]


def sentence_list(words: list[str] | tuple[str, ...]) -> str:
    """Words joined as in a sentence: ``a, b og c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} og {words[-1]}"
