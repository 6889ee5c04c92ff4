"""An outcome as a series: one survival curve per period of births, with coverage, interval and maturity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.survival.curve_functionals import expectation, undecided
from evaluering.estimation.survival.interval_censored import CensoredDurations, DurationCurves, duration_curves
from evaluering.estimation.survival.share_limits import share_limits
from evaluering.periods import Month, agreement_year_months, calendar_year_months, months_between
from evaluering.study.duration import Definition
from evaluering.study.panel import Panel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Grain = Literal["month", "calendar_year", "agreement_year", "span"]

HORIZON_DAYS = 400
"""Durations beyond this many days are one class, "longer": no definition looks past the first year."""

FOLLOWED_DAYS = 245
"""A preliminary mean is given when someone was followed for eight months, when the last visit begins, or nobody was
still fully breastfed when last seen: a curve extended from an earlier day is far too long."""

MOST_UNDECIDED = 0.2
"""A share is given where those of whom the age lies inside a gap between two visits could not move it by more than
this: 20 percentage points, as wide as an interval may be before a verdict is refused (`targets.WIDEST`)."""


@dataclass(frozen=True, slots=True)
class OutcomeSeries:
    """One outcome of one unit, period by period.

    Parameters
    ----------
    unit, indicator, definition : str
    measure : str
        ``days`` or ``pct``: unit of value, standard error and limits.
    grain : {"month", "calendar_year", "agreement_year", "span"}
    frame : DataFrame
        One row per period, in order, no gaps: period (str: ``2023-04``, ``2023`` or ``2012-01/2020-12``),
        from_month, to_month (str, both included), births, known (int64), coverage_pct, at_least (float: known times
        share, the estimated number who reach the threshold; nan for a mean), value, standard_error, lower, upper
        (float; limits of a mean are normal, of a share those of `share_limits`), mature (bool: all months mature); for
        months model_standard_error too (`smoothed_standard_error`).
        value is nan where nothing is known, and in periods not mature where nobody was followed long enough to tell;
        a share also where most children were seen before and after the age, but not between: it is not in the data.
        In mature periods a curve that ends before the day asked for is extended at its last value.
    """

    unit: str
    indicator: str
    definition: str
    measure: Literal["days", "pct"]
    grain: Grain
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Period:
    name: str
    first: Month
    last: Month


def outcome_series(
    panel: Panel,
    *,
    unit: str,
    municipalities: tuple[str, ...],
    definition: Definition,
    grain: Grain = "month",
    spans: tuple[tuple[Month, Month], ...] = (),
) -> OutcomeSeries:
    """The outcome of a set of municipalities together, from the curve of all their children in each period.

    Parameters
    ----------
    panel : Panel
    unit : str
        Name carried by the result.
    municipalities : tuple of str
        Codes; their children are pooled before the curve is found.
    definition : Definition
        An entry of `evaluering.study.duration.DEFINITIONS`.
    grain : {"month", "calendar_year", "agreement_year", "span"}
        Years that the panel does not hold from their first month to their last are left out.
    spans : tuple of (Month, Month)
        For grain ``span``: first and last month of birth, both included.

    Raises
    ------
    ValueError
        When a municipality or a span is not in the panel.
    """
    missing = sorted(set(municipalities) - set(panel.cells["municipality"]))
    if missing or not municipalities:
        raise ValueError(f"municipalities not in the panel: {', '.join(missing) or 'none given'}")
    cells = panel.cells.loc[panel.cells["municipality"].isin(municipalities)]
    monthly = cells.groupby("month", sort=True)[["births", "known"]].sum()
    first, last = (Month.parse(str(monthly.index[place])) for place in (0, -1))
    periods = _periods(first, last, grain, spans)
    durations = panel.durations.loc[panel.durations["municipality"].isin(municipalities)]
    curves = _curves(durations, first, periods)
    counts = _coverage(monthly, first, periods)
    counts["mature"] = np.asarray([str(period.last) <= panel.last_mature_month for period in periods], dtype=bool)
    frame = _frame(counts, curves, definition, grain)
    return OutcomeSeries(unit, definition.indicator, definition.id, definition.measure, grain, frame)


def _coverage(monthly: pd.DataFrame, first: Month, periods: tuple[_Period, ...]) -> pd.DataFrame:
    births, known = (_per_period(monthly[name], first, periods) for name in ("births", "known"))
    return pd.DataFrame(
        {
            "period": pd.Series([period.name for period in periods], dtype="str"),
            "from_month": pd.Series([str(period.first) for period in periods], dtype="str"),
            "to_month": pd.Series([str(period.last) for period in periods], dtype="str"),
            "births": births,
            "known": known,
            "coverage_pct": np.divide(100.0 * known, births, out=np.full(len(known), np.nan), where=births > 0),
        }
    )


def _frame(counts: pd.DataFrame, curves: DurationCurves, definition: Definition, grain: Grain) -> pd.DataFrame:
    known, mature = counts["known"].to_numpy(dtype=np.int64), counts["mature"].to_numpy(dtype=bool)
    values = _outcome(curves, definition, known, mature)
    frame = counts.drop(columns="mature").assign(**values, mature=counts["mature"])
    return frame.assign(model_standard_error=smoothed_standard_error(frame)) if grain == "month" else frame


def _periods(first: Month, last: Month, grain: Grain, spans: tuple[tuple[Month, Month], ...]) -> tuple[_Period, ...]:
    if grain == "month":
        return tuple(_Period(str(month), month, month) for month in months_between(first, last))
    if grain == "span":
        outside = [f"{start}/{end}" for start, end in spans if not first <= start <= end <= last]
        if outside or not spans:
            raise ValueError(f"not a span within {first}/{last}: {', '.join(outside) or 'none given'}")
        return tuple(_Period(f"{start}/{end}", start, end) for start, end in spans)
    months_of: Callable[[int], tuple[Month, ...]] = (
        calendar_year_months if grain == "calendar_year" else agreement_year_months
    )
    years = [(year, months_of(year)) for year in range(first.year - 1, last.year + 1)]
    whole = [(year, months) for year, months in years if first <= months[0] and months[-1] <= last]
    return tuple(_Period(str(year), months[0], months[-1]) for year, months in whole)


def _per_period(monthly: pd.Series, first: Month, periods: tuple[_Period, ...]) -> Integers:
    total = np.concatenate([[0], np.cumsum(monthly.to_numpy(dtype=np.int64))])
    return np.asarray([total[period.last - first + 1] - total[period.first - first] for period in periods], np.int64)


def _curves(durations: pd.DataFrame, first: Month, periods: tuple[_Period, ...]) -> DurationCurves:
    """One curve per period; a month belongs to every period it lies in, so spans may overlap."""
    place, names = pd.factorize(durations["month"])
    offset = np.asarray([Month.parse(str(name)) - first for name in names], dtype=np.int64)
    month = offset[place] if len(names) else np.zeros(0, dtype=np.int64)
    order = np.argsort(month, kind="stable")
    starts = np.searchsorted(month[order], [period.first - first for period in periods])
    ends = np.searchsorted(month[order], [period.last - first for period in periods], side="right")
    rows = np.concatenate([order[:0], *(order[start:end] for start, end in zip(starts, ends, strict=True))])
    sample = np.repeat(np.arange(len(periods)), ends - starts)
    lower = durations["lower"].to_numpy(dtype=np.int64)[rows]
    upper = durations["upper"].to_numpy(dtype=np.float64)[rows]
    count = durations["count"].to_numpy(dtype=np.float64)[rows]
    return duration_curves(_within_horizon(sample, lower, upper, count), len(periods))


def _within_horizon(sample: Integers, lower: Integers, upper: Floats, count: Floats) -> CensoredDurations:
    exact = lower == upper
    over = (lower > HORIZON_DAYS) | ((lower == HORIZON_DAYS) & ~exact)
    upper = np.where(np.isfinite(upper), np.minimum(upper, HORIZON_DAYS + 1), upper)
    return CensoredDurations(
        sample=sample,
        lower=np.where(over, HORIZON_DAYS + 1, lower),
        upper=np.where(over, HORIZON_DAYS + 1.0, upper),
        count=count,
    )


def _outcome(
    curves: DurationCurves, definition: Definition, known: Integers, mature: npt.NDArray[np.bool_]
) -> dict[str, Floats]:
    day = np.arange(HORIZON_DAYS + 2)
    if definition.kind == "restricted_mean":
        weight, tail_weight = np.minimum(day, definition.days), float(definition.days)
        needed = min(definition.days, FOLLOWED_DAYS)
    else:
        weight, tail_weight = (day >= definition.days) if definition.at_least else (day > definition.days), 1.0
        needed = definition.days - int(definition.at_least)
    value, error = expectation(curves, weight.astype(np.float64), tail_weight=tail_weight)
    told = (known > 0) & (mature | (curves.tail == 0) | (curves.followed >= needed))
    value = np.where(told, value, np.nan)
    error = np.where(told & (known > 1), error, np.nan)
    if definition.kind == "restricted_mean":
        width = norm.ppf(0.5 + CONFIDENCE / 2) * error
        lower, upper = np.maximum(value - width, 0), np.minimum(value + width, definition.days)
        return _columns(np.full(len(value), np.nan), value, error, lower, upper)
    gap, unclear = undecided(curves, definition.days + int(not definition.at_least))
    value = np.where(gap > MOST_UNDECIDED * known, np.nan, np.clip(value, 0, 1))
    error = np.where(np.isnan(value), np.nan, error)
    lower, upper = share_limits(value, error, known, decided=known - unclear, confidence=CONFIDENCE)
    return _columns(known * value, 100 * value, 100 * error, 100 * lower, 100 * upper)


def _columns(at_least: Floats, value: Floats, error: Floats, lower: Floats, upper: Floats) -> dict[str, Floats]:
    return {"at_least": at_least, "value": value, "standard_error": error, "lower": lower, "upper": upper}


def smoothed_standard_error(frame: pd.DataFrame, window: int = 25) -> Floats:
    """Standard error per month that does not depend on the month's own noisy value.

    The variance per child, standard_error squared times known, is averaged over the months of a centred window, each
    month counting by its known children, and divided by the month's own known. A month with a low share by chance has
    a small standard error by chance too, and would weigh too much in a fit. Mature and preliminary months are averaged
    apart, since preliminary ones are mostly censored.

    Parameters
    ----------
    frame : DataFrame
        Monthly frame of an `OutcomeSeries`.
    window : int
        Months, odd: the month itself and as many before as after; shortened at the ends.

    Returns
    -------
    array (months,)
        In the unit of standard_error; nan where value is nan.
    """
    known = frame["known"].to_numpy(dtype=np.float64)
    error = frame["standard_error"].to_numpy(dtype=np.float64)
    mature = frame["mature"].to_numpy(dtype=bool)
    place = np.arange(len(frame))
    near = (np.abs(place[:, None] - place) <= window // 2) & (mature[:, None] == mature)
    usable = np.isfinite(error)
    pooled = near @ np.where(usable, error**2 * known**2, 0.0)
    children = near @ np.where(usable, known, 0.0)
    per_child = np.divide(pooled, children, out=np.full(len(frame), np.nan), where=children > 0)
    told = np.isfinite(frame["value"].to_numpy(dtype=np.float64)) & (known > 0)
    variance = np.divide(per_child, known, out=np.full(len(frame), np.nan), where=told)
    return np.asarray(np.sqrt(variance), dtype=np.float64)
