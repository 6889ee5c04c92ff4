"""The latest published year beside the year before it, while it cannot be judged yet: a first look, no estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from scipy.stats import norm


@dataclass(frozen=True, slots=True)
class YearStep:
    """An outcome in two years that follow each other.

    Parameters
    ----------
    then, now : float
        Its value in the first and in the second year.
    chance_up : float
        The probability that it rose, by sampling alone.
    """

    then: float
    now: float
    chance_up: float


def early_years(frame: pd.DataFrame, *, start: str) -> tuple[str, str] | None:
    """The latest year that has a value, and the one before, where the latest is after the start and preliminary.

    Parameters
    ----------
    frame : DataFrame
        One row per year: period, from_month, value, mature.
    start : str
        First month after the start (``2023-04``).
    """
    shown = frame[frame["value"].notna()]
    if len(shown) < 2 or bool(shown["mature"].iloc[-1]) or str(shown["from_month"].iloc[-1]) < start:
        return None
    before, latest = (str(one) for one in shown["period"].iloc[-2:])
    return (before, latest) if int(latest) - int(before) == 1 else None


def year_step(
    frame: pd.DataFrame, years: tuple[str, str], *, value: str = "value", error: str = "standard_error"
) -> YearStep | None:  # fmt: skip
    """How the value in one column went from the first of two years to the second; None without both, or their doubt."""
    values, errors = (dict(zip(frame["period"], frame[column].astype(float), strict=True)) for column in (value, error))
    if not set(years) <= set(values):
        return None
    then, now = (values[year] for year in years)
    spread = math.hypot(*(errors[year] for year in years))
    if not (math.isfinite(then) and math.isfinite(now) and spread > 0):
        return None
    return YearStep(then, now, float(norm.cdf((now - then) / spread)))
