"""Curves of many units and spans of births found at once, and what is read off them at chosen ages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.survival.birth_spans import Births
from evaluering.estimation.survival.curve_functionals import expectation, survival_by_day
from evaluering.estimation.survival.interval_censored import CensoredDurations, DurationCurves, duration_curves
from evaluering.estimation.survival.kaplan_meier import log_log_limits
from evaluering.estimation.survival.share_limits import share_limits
from evaluering.periods import Month
from evaluering.study.panel import Panel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

HALF_YEAR = 182

_LONGEST = 400

_FAR = 0.02
"""Nearer 0 or 1 than this the limits of the curve are not needed to find those of the median."""

_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class CurveBatch:
    """The curves of all units and spans; sample = place of the unit * spans + place of the span."""

    units: tuple[str, ...]
    spans: tuple[Births, ...]
    curves: DurationCurves
    births: Integers
    known: Integers
    leaving: Floats
    """Children by the last day on which they were not yet known to have stopped: array (samples, days)."""
    ending: Floats
    """The same of those whose end was seen."""

    def still(self, days: tuple[int, ...]) -> Floats:
        """Share still fully breastfed at each age, array (samples, days); 0 for a sample without children."""
        left = np.nan_to_num(_beyond(survival_by_day(self.curves), days, self.curves.tail))
        return np.asarray(np.where(left < _NOTHING, 0.0, np.minimum(left, 1.0)), dtype=np.float64)

    def observed(self, days: tuple[int, ...]) -> Floats:
        """Children under observation at each age, array (samples, days)."""
        return np.cumsum(self.leaving[:, ::-1], axis=1)[:, ::-1][:, list(days)]

    def stopped(self, days: tuple[int, ...]) -> Floats:
        """Children known to have stopped before each age, as the curve counts it."""
        before = np.concatenate([np.zeros((len(self.ending), 1)), np.cumsum(self.ending, axis=1)], axis=1)
        return before[:, [_last_day(day) + 1 for day in days]]

    def read(self, unit: str, days: tuple[int, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Births and points of one unit."""
        chosen = self.units.index(unit) * len(self.spans) + np.arange(len(self.spans), dtype=np.int64)
        curves = _only(self.curves, chosen)
        share = self.still(days)[chosen]
        error = _errors(curves, days)
        known = self.known[chosen]
        # At birth, and past the last child, the curve is what it is: there is nothing to bound.
        inside = np.where((share > 0) & (share < 1), share, np.nan)
        lower, upper = share_limits(inside, error, np.broadcast_to(known[:, None], share.shape), confidence=CONFIDENCE)
        names = [one.name for one in self.spans]
        points = pd.DataFrame(
            {
                "unit": unit,
                "period": np.repeat(np.asarray(names, dtype=object), len(days)),
                "day": np.tile(np.asarray(days, dtype=np.int64), len(names)),
                "share_pct": 100 * share.ravel(),
                "standard_error": 100 * error.ravel(),
                "lower": 100 * lower.ravel(),
                "upper": 100 * upper.ravel(),
                "still": (share * known[:, None]).ravel(),
                "observed": self.observed(days)[chosen].ravel(),
            }
        )
        births = self._counts(unit, chosen).assign(**_medians(curves, days, error))
        return births, points

    def _counts(self, unit: str, chosen: Integers) -> pd.DataFrame:
        born, known = self.births[chosen], self.known[chosen]
        return pd.DataFrame(
            {
                "unit": unit,
                "period": [one.name for one in self.spans],
                "from_month": [str(one.first) for one in self.spans],
                "to_month": [str(one.last) for one in self.spans],
                "births": born,
                "known": known,
                "coverage_pct": np.divide(100.0 * known, born, out=np.full(len(born), np.nan), where=born > 0),
            }
        )


def curve_batch(panel: Panel, units: Mapping[str, tuple[str, ...]], spans: tuple[Births, ...]) -> CurveBatch:
    """Pool the panel's grouped durations by unit and span, and find all curves at once."""
    cells, durations = panel.cells, panel.durations
    month_of_cell, month = _months(cells["month"]), _months(durations["month"])
    rows, samples, born, known = [], [], [], []
    for place, municipalities in enumerate(units.values()):
        mine = durations["municipality"].isin(municipalities).to_numpy()
        its_cells = cells["municipality"].isin(municipalities).to_numpy()
        for number, span in enumerate(spans):
            found = np.flatnonzero(mine & (month >= span.first.index) & (month <= span.last.index))
            rows.append(found)
            samples.append(np.full(len(found), place * len(spans) + number, dtype=np.int64))
            inside = its_cells & (month_of_cell >= span.first.index) & (month_of_cell <= span.last.index)
            born.append(int(cells["births"].to_numpy()[inside].sum()))
            known.append(int(cells["known"].to_numpy()[inside].sum()))
    nothing = np.zeros(0, dtype=np.int64)
    chosen = np.concatenate([nothing, *rows])
    grouped = _grouped(durations, chosen, np.concatenate([nothing, *samples]))
    size = len(units) * len(spans)
    return CurveBatch(
        tuple(units),
        spans,
        duration_curves(grouped, size),
        np.asarray(born, dtype=np.int64),
        np.asarray(known, dtype=np.int64),
        _leaving(grouped, size),
        _leaving(grouped, size, ended=True),
    )


def _months(names: pd.Series) -> Integers:
    place, different = pd.factorize(names)
    return np.asarray([Month.parse(str(name)).index for name in different], dtype=np.int64)[place]


def _grouped(durations: pd.DataFrame, rows: Integers, sample: Integers) -> CensoredDurations:
    """The chosen rows, durations beyond the first year taken as one day after it."""
    lower = durations["lower"].to_numpy(dtype=np.int64)[rows]
    upper = durations["upper"].to_numpy(dtype=np.float64)[rows]
    over = lower >= _LONGEST
    upper = np.where(np.isfinite(upper), np.minimum(upper, _LONGEST), upper)
    return CensoredDurations(
        sample,
        np.where(over, _LONGEST, lower),
        np.where(over, float(_LONGEST), upper),
        durations["count"].to_numpy(dtype=np.float64)[rows],
    )


def _leaving(grouped: CensoredDurations, samples: int, *, ended: bool = False) -> Floats:
    """Last day not known to have stopped: the end where dated, the visit at which it was seen, or the last sight."""
    seen = np.isfinite(grouped.upper)
    last = np.where(seen, grouped.upper, grouped.lower).astype(np.int64)
    width = _LONGEST + 1
    weights = grouped.count * seen if ended else grouped.count
    counts = np.bincount(grouped.sample * width + last, weights=weights, minlength=samples * width)
    return np.asarray(counts.reshape(samples, width), dtype=np.float64)


def _only(curves: DurationCurves, chosen: Integers) -> DurationCurves:
    """The curves of the chosen samples."""
    return DurationCurves(
        curves.probability[chosen],
        curves.interval_start[chosen],
        curves.tail[chosen],
        curves.known[chosen],
        curves.followed[chosen],
        curves.converged[chosen],
        curves.events[chosen],
        curves.censored[chosen],
        curves.intervals.only(chosen, len(curves.known)),
    )


def _last_day(day: int) -> int:
    """The day after which someone still fully breastfed at the age ended: at 26 weeks who ended that day counts."""
    return day - 1 if day in (0, HALF_YEAR) else day


def _beyond(survival: Floats, days: tuple[int, ...], tail: Floats) -> Floats:
    """P(T > last day) at each age; 1 at birth, and the curve's last value where nobody was followed so long."""
    whole = np.concatenate([np.ones((len(survival), 1)), survival], axis=1)
    columns = [whole[:, _last_day(day) + 1] if _last_day(day) + 1 < whole.shape[1] else tail for day in days]
    return np.stack(columns, axis=1)


def _errors(curves: DurationCurves, days: tuple[int, ...]) -> Floats:
    """Standard error of the share at each age, array (samples, days)."""
    day = np.arange(curves.probability.shape[1])
    found = [expectation(curves, (day > _last_day(one)).astype(np.float64), tail_weight=1.0)[1] for one in days]
    return np.asarray(np.nan_to_num(np.stack(found, axis=1)), dtype=np.float64)


def _medians(curves: DurationCurves, days: tuple[int, ...], error: Floats) -> dict[str, Floats]:
    """First day on which the curve, and each limit, is at or below one half.

    Between the ages of the grid the standard error is interpolated; the curve itself is exact.
    """
    survival = survival_by_day(curves)
    day = np.arange(survival.shape[1], dtype=np.float64)
    ages = np.asarray(days, dtype=np.float64)
    every = np.stack([np.interp(day, ages, one) for one in error]) if len(error) else np.zeros_like(survival)
    middle = np.where((survival > _FAR) & (survival < 1 - _FAR), survival, np.nan)
    lower, upper = log_log_limits(middle, every, confidence=CONFIDENCE)
    bands = {"median": survival, "median_lower": lower, "median_upper": upper}
    return {name: _first_below(np.where(np.isfinite(band), band, survival)) for name, band in bands.items()}


def _first_below(band: Floats) -> Floats:
    low = band <= 0.5 + 1e-9
    found = np.where(low.any(axis=1), low.argmax(axis=1), np.nan) if band.shape[1] else np.full(len(band), np.nan)
    return np.asarray(found, dtype=np.float64)
