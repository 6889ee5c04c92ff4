"""How forecasts did: Brier score, coverage and width, side by side with the naive forecast."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.time_axis import read_periods

FEWEST_ORIGINS = 12
"""With fewer origins no score is given: one miss in twelve already moves a coverage by eight points."""

FEWEST_YEARS = 3
"""Fewest separate years of births. Origins near one another share most of their births: twelve may be one surprise."""

SCORES = ["brier", "coverage_80", "coverage_95", "width_80", "width_95", "bias", "root_mean_square_error"]
SUMMARY = ["horizon", "assumption", "origins", "separate_years", "assessed", *SCORES, "brier_naive", "skill"]


def summary(origins: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """One row per horizon and assumption, ``naive`` last.

    Parameters
    ----------
    origins : pandas.DataFrame
        One row per origin, horizon and assumption, as `evaluering.estimation.forecast.back_test.BackTest` says.
    year : int
        Periods in a year.

    Returns
    -------
    pandas.DataFrame
        Columns `SUMMARY`; scores are NaN where `assessed` is False.
    """
    rows = []
    for horizon, same in origins.groupby("horizon", sort=True):
        naive = same.loc[same["assumption"] == "naive", "brier"].mean()
        for assumption in dict.fromkeys(same["assumption"]):
            some = same[same["assumption"] == assumption]
            years = separate_years(read_periods(some["last_birth"].tolist()).index, year)
            assessed = len(some) >= FEWEST_ORIGINS and years >= FEWEST_YEARS
            scores = _scores(some) if assessed else dict.fromkeys(SCORES, np.nan)
            against = naive if assessed else np.nan
            skill = 1 - scores["brier"] / against if against > 0 else np.nan
            known = (horizon, assumption, len(some), years, assessed)
            rows.append((*known, *scores.values(), against, skill))
    return pd.DataFrame(rows, columns=SUMMARY)


def _scores(some: pd.DataFrame) -> dict[str, float]:
    error = some["value"] - some["observed"]
    found = {"brier": float(some["brier"].mean())}
    for level in ("80", "95"):
        inside = some["observed"].between(some[f"lower_{level}"], some[f"upper_{level}"])
        found[f"coverage_{level}"] = 100 * float(inside.mean())
    for level in ("80", "95"):
        found[f"width_{level}"] = float((some[f"upper_{level}"] - some[f"lower_{level}"]).mean())
    return found | {"bias": float(error.mean()), "root_mean_square_error": float(np.sqrt((error**2).mean()))}


def brier(probabilities: Array, reached: Iterable[bool]) -> float:
    """Mean squared distance of probabilities from what came true (Brier 1950).

    0 is perfect, 0.25 that of always saying a half.

    Parameters
    ----------
    probabilities : Array
        Shape (k,).
    reached : iterable of bool
        Whether each came true.

    Examples
    --------
    >>> brier(np.array([0.9, 0.5]), [True, False])
    0.13
    """
    came = np.asarray(list(reached), dtype=float)
    return float(np.mean((probabilities - came) ** 2))


def separate_years(last_births: Iterable[int], year: int) -> int:
    """How many years of births that share no birth there are at most among years ending in these periods.

    Examples
    --------
    >>> separate_years([24, 30, 36, 47], 12)
    2
    """
    count, free_from = 0, -np.inf
    for last in sorted(last_births):
        if last >= free_from:
            count, free_from = count + 1, last + year
    return count
