"""Digit preference: how much oftener durations end on whole weeks or months than a smooth curve would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom

from evaluering.estimation.data_quality.registration import LAST_DAY, Registration

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FIRST_DAY, LAST_COUNTED = 14, 245
"""Durations looked at, both included. Ends in the first two weeks are remembered to the day and dense around 7."""

WHOLE_WEEKS = np.arange(FIRST_DAY, LAST_COUNTED + 1, 7)
WHOLE_MONTHS = np.unique([*range(30, LAST_COUNTED + 1, 30), 61, 91, 122, 152, 183])
"""Multiples of 30 days, and calendar months of 30.4 days rounded."""

PREFERENCE_RATIO = 2.0
"""A ratio above this is a practice of rounding (methods, registration breaks)."""

CHANCE = 0.001
"""... when so many rounded durations would come by chance more seldom than this, had the ratio been 2 exactly: small
municipalities have few durations a year."""


@dataclass(frozen=True, slots=True)
class HeapingTable:
    """Digit preference by row and calendar year.

    Parameters
    ----------
    frame : DataFrame
        unit, year (str), known (children), durations (exact ones of 14 to 245 days), then for ``weeks`` and ``months``
        each: the number on multiples (``weeks``), its share in per cent (``weeks_pct``), the ratio to what a smooth
        curve gives (``weeks_ratio``; nan without durations) and whether it is beyond 2 by more than chance
        (``weeks_flagged``).
    """

    frame: pd.DataFrame


def heaping(registration: Registration) -> HeapingTable:
    """Digit preference of each row in each calendar year, in Whipple's manner.

    For a set of days M, ratio = sum of c(d) over M / sum over M of (c(d - 3) + ... + c(d + 3)) / 7, where c(d) counts
    the durations of d days: on a curve that is straight over each week around a day of M it is 1, and 7 when every
    duration lies on M. It is Whipple's index of age heaping (Shryock and Siegel, The Methods and Materials of
    Demography, 1976) with weeks of days in place of decades of years. Other heaps nearby make it smaller.
    """
    years = registration.years()
    days = _by_year([registration.days[:, months] for _, months in years], (0, LAST_DAY + 1))
    durations = days[:, FIRST_DAY : LAST_COUNTED + 1].sum(axis=1)
    columns: dict[str, object] = {
        "unit": pd.Series(np.repeat(registration.rows, len(years)), dtype="str"),
        "year": pd.Series([year for year, _ in years] * len(registration.rows), dtype="str"),
        "known": _by_year([registration.known[:, months] for _, months in years], (0,)),
        "durations": durations,
    }
    for name, heaps in (("weeks", WHOLE_WEEKS), ("months", WHOLE_MONTHS)):
        columns |= _preference(name, days, heaps, durations)
    return HeapingTable(pd.DataFrame(columns))


def _by_year(parts: list[Integers], empty: tuple[int, ...]) -> Integers:
    """Sums over the months of each year, one line per row and year."""
    if not parts:
        return np.zeros(empty, dtype=np.int64)
    sums = np.stack([part.sum(axis=1) for part in parts], axis=1)
    return np.asarray(sums.reshape(-1, *sums.shape[2:]), dtype=np.int64)


def _preference(name: str, days: Integers, heaps: Integers, durations: Integers) -> dict[str, object]:
    """The columns of one set of days, from durations by day, shape (lines, days)."""
    total = np.cumsum(np.pad(days, ((0, 0), (1, 0))), axis=1)
    heaped = days[:, heaps].sum(axis=1)
    smooth = (total[:, heaps + 4] - total[:, heaps - 3]).sum(axis=1) / 7
    told = durations > 0
    ratio = np.divide(heaped, smooth, out=np.full(len(heaped), np.nan), where=smooth > 0)
    limit = np.minimum(np.divide(PREFERENCE_RATIO * smooth, durations, out=np.zeros(len(smooth)), where=told), 1)
    chance = binom.sf(heaped - 1, durations, limit)
    return {
        name: heaped,
        f"{name}_pct": np.divide(100.0 * heaped, durations, out=np.full(len(heaped), np.nan), where=told),
        f"{name}_ratio": ratio,
        f"{name}_flagged": (ratio > PREFERENCE_RATIO) & (chance < CHANCE),
    }
