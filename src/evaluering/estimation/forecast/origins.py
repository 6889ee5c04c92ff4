"""Rolling origins: where a forecast could have been made before, with what start, and which births it was about.

Every origin uses the model the forecast itself uses, with as many exposed periods. Once a whole year from the real
start was known, the start is the real one. Before it the start is a made-up one, the whole window lies before the real
start (and its cut), and so do the births asked for: what happened at the real start could not be foreseen there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.segments import Segments
from evaluering.estimation.time_axis import PERIODS_PER_YEAR

_FEWEST_BEFORE = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """One place to forecast from, in calendar positions.

    Parameters
    ----------
    known : int
        Last period known (included).
    start : int
        First exposed period of the model (included).
    real : bool
        Whether that is the real start.
    horizons : tuple of int
        Those whose births were observed since, in periods from the origin to the last of the births.
    """

    known: int
    start: int
    real: bool
    horizons: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class YearMeans:
    """The observed mean of the year that ends in each period, from the first period of a series to the last.

    Parameters
    ----------
    first : int
        Calendar position of the first.
    value, variance : Array
        Shape (n,): the weighted mean, NaN unless every period of the year was observed; its sampling variance, 0 where
        no standard errors were given or the error model does not use them.
    weight : Array
        Shape (n,): weight of each period, 0 where not observed.
    year : int
        Periods in a year.
    """

    first: int
    value: Array
    variance: Array
    weight: Array
    year: int

    def at(self, last: int) -> tuple[float, float]:
        """The mean of the year that ends in a period, and its sampling variance; NaN outside the series."""
        place = last - self.first
        if not 0 <= place < len(self.value):
            return float("nan"), float("nan")
        return float(self.value[place]), float(self.variance[place])

    def shares(self, periods: Times) -> Array:
        """The share of each of some observed periods in their mean."""
        weight = self.weight[periods - self.first]
        return np.asarray(weight / weight.sum(), dtype=float)

    def errors_of_last_year(self, known: int, distance: int) -> Array:
        """What the mean of a year was off the one `distance` periods before, wherever both were known."""
        value = self.value[: known - self.first + 1]
        off = value[distance:] - value[:-distance]
        return np.asarray(off[np.isfinite(off)], dtype=float)


def year_means(whole: Segments, *, options: FitOptions) -> YearMeans:
    """The observed means of all years in a series.

    Parameters
    ----------
    whole : Segments
        The fit of the whole series.
    options : FitOptions
        Those it was fitted with.
    """
    series, year = whole.series, PERIODS_PER_YEAR[whole.plan.grain]
    first, size = int(series.index[0]), int(series.index[-1] - series.index[0]) + 1
    place, known = series.index - first, series.complete & np.isfinite(series.weight)
    weight, outcome, noise = (np.zeros(size) for _ in range(3))
    weight[place[known]] = series.weight[known]
    outcome[place[known]] = series.outcome[known]
    if series.sampled and options.method == "marginal":
        noise[place[known]] = series.standard_error[known] ** 2
    total = _rolling(weight, year)
    whole_year = (_rolling(np.isin(np.arange(size), place[known]).astype(float), year) == year) & (total > 0)
    value, variance = np.full(size, np.nan), np.full(size, np.nan)
    value[whole_year] = (_rolling(weight * outcome, year) / np.where(whole_year, total, 1.0))[whole_year]
    variance[whole_year] = (_rolling(weight**2 * noise, year) / np.where(whole_year, total, 1.0) ** 2)[whole_year]
    return YearMeans(first, value, variance, weight, year)


def _rolling(values: Array, year: int) -> Array:
    """Sum over the year that ends in each period; the first periods have less than a year before them."""
    return np.asarray(np.convolve(values, np.ones(year))[: len(values)], dtype=float)


def rolling_origins(
    whole: Segments, observed: YearMeans, *, cut: int, lag: int, horizons: tuple[int, ...], step: int
) -> Iterator[Origin]:
    """Every origin with enough periods before its start and births that have been observed since, the latest first.

    Parameters
    ----------
    whole : Segments
        The fit of the whole series: its start, and how many periods lie after it.
    observed : YearMeans
        From `year_means`.
    cut : int
        Periods left out before the start.
    lag : int
        Periods from the last one known to the origin.
    horizons : tuple of int
        Periods from the origin to the last of the births asked for.
    step : int
        Periods from one origin to the next.
    """
    times, start, year = whole.times, whole.plan.origin, PERIODS_PER_YEAR[whole.plan.grain]
    exposed = max(int(times[-1]) - start + 1, year)
    fewest = max(2 * year, _FEWEST_BEFORE)
    for known in range(int(times[-1]) - lag - min(horizons), int(times[0]), -step):
        real = known >= start + year - 1
        own = start if real else known - exposed + 1
        ends = {horizon: known + lag + horizon for horizon in horizons}
        judged = tuple(
            horizon for horizon, end in ends.items() if np.isfinite(observed.at(end)[0]) and (real or end < start - cut)
        )
        if judged and np.sum(times < own - cut) >= fewest:
            yield Origin(known, own, real, judged)
