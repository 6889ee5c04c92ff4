"""Curves of full breastfeeding on a grid of ages: one unit's birth years, and a row beside its cluster and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from evaluering.estimation.survival.birth_spans import latest_births, mature_years
from evaluering.estimation.survival.curve_batch import HALF_YEAR, CurveBatch, curve_batch
from evaluering.estimation.survival.levels import NORMAL
from evaluering.study.panel import Panel

Floats = npt.NDArray[np.float64]

PUBLISHED_DAYS = (14, 63, 119, HALF_YEAR)
"""Ages whose shares are published: more than 2, 9 and 17 weeks, and at least 26 weeks."""

CURVE_DAYS = tuple(sorted({*range(0, 365, 14), *PUBLISHED_DAYS}))
"""Ages at which a curve is read off."""

SPAN_DAYS = (0, 14, 28, 42, 63, 84, 98, 119, 140, 154, 168, 182, 196, 210, 224)
"""Ages at which the curves of units side by side are read off: few, since the smallest unit must carry them."""

_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LinkedCurves:
    """What the curves of all units shown of the same births tell together; the rule of disclosure needs it.

    Parameters
    ----------
    units : tuple of str
    parts : mapping of str to tuple of str
        Of which units a unit is the sum.
    periods : tuple of str
    days : tuple of int
    still, observed, stopped : array (units, periods, days)
        Children by age: the estimated number still fully breastfed, those under observation (as in `UnitCurves`), and
        those known to have stopped before that age.
    """

    units: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    periods: tuple[str, ...]
    days: tuple[int, ...]
    still: Floats
    observed: Floats
    stopped: Floats


@dataclass(frozen=True, slots=True, eq=False)
class UnitCurves:
    """One unit's curves of full breastfeeding, one per mature birth year.

    Parameters
    ----------
    unit : str
    grain : {"calendar_year", "agreement_year"}
    births : DataFrame
        One row per year: unit, period, from_month, to_month (str), births, known (int64), coverage_pct, median,
        median_lower, median_upper (days, float; nan where the curve or its limit never falls to one half).
    points : DataFrame
        One row per year and day: unit, period (str), day (int64), share_pct (still fully breastfed at that age, in
        per cent of the known), standard_error, lower, upper (in per cent, of `share_limits`), still (known times the
        share), observed (children not yet known to have stopped, and followed to that age).
    linked : LinkedCurves or None
        None once protected.
    """

    unit: str
    grain: str
    births: pd.DataFrame
    points: pd.DataFrame
    linked: LinkedCurves | None


@dataclass(frozen=True, slots=True, eq=False)
class CurvesBeside:
    """A row's curve beside those of its cluster and the region, for the latest mature agreement years together.

    Parameters
    ----------
    row, cluster : str
        The same where the row is the whole cluster.
    first_month, last_month : str
        Of the births, both included; empty when there is no whole mature agreement year.
    births, points
        As in `UnitCurves`, the row first, its cluster (unless they are the same), the region. Points have further
        columns, all nan for the region itself: difference, difference_lower, difference_upper (share less the
        region's, percentage points) and probability_higher (that it is above).
    linked : LinkedCurves or None
        None once protected.
    """

    row: str
    cluster: str
    first_month: str
    last_month: str
    births: pd.DataFrame
    points: pd.DataFrame
    linked: LinkedCurves | None


def unit_curves(
    panel: Panel, *, unit: str, grain: str, units: Mapping[str, tuple[str, ...]], parts: Mapping[str, tuple[str, ...]]
) -> UnitCurves:
    """The curve of each mature birth year of one unit, with what the linked units' curves tell.

    Parameters
    ----------
    panel : Panel
    unit : str
        One of `units`.
    grain : {"calendar_year", "agreement_year"}
    units : mapping of str to tuple of str
        Municipalities of every unit of which curves of the same years are shown.
    parts : mapping of str to tuple of str
        Of which of the units a unit is the sum.
    """
    years = mature_years(panel, grain=grain)
    batch = curve_batch(panel, units, years)
    births, points = batch.read(unit, CURVE_DAYS)
    return UnitCurves(unit, grain, births, points, _linked(batch, parts, CURVE_DAYS))


def curves_beside(
    panel: Panel,
    *,
    shown: tuple[str, ...],
    units: Mapping[str, tuple[str, ...]],
    parts: Mapping[str, tuple[str, ...]],
) -> CurvesBeside:
    """The curves of a row, its cluster and the region, for the latest mature agreement years together.

    Parameters
    ----------
    panel : Panel
    shown : tuple of str
        The row, its cluster where it is another unit, the region.
    units, parts
        As for `unit_curves`, with every row that has a sheet.
    """
    span = latest_births(panel)
    batch = curve_batch(panel, units, (span,) if span is not None else ())
    read = [batch.read(unit, SPAN_DAYS) for unit in shown]
    births, points = (pd.concat(frames, ignore_index=True) for frames in zip(*read, strict=True))
    points = points.join(pd.concat([_held_against(one, read[-1]) for one in read], ignore_index=True))
    first, last = (str(span.first), str(span.last)) if span is not None else ("", "")
    return CurvesBeside(shown[0], shown[-2], first, last, births, points, _linked(batch, parts, SPAN_DAYS))


def share_differences(one: pd.DataFrame, other: pd.DataFrame, *, part: float = 0.0) -> pd.DataFrame:
    """The shares of one frame of points less those of another, at the ages of both.

    Parameters
    ----------
    one, other : DataFrame
        Points of one unit and period each.
    part : float
        Share of the children of `other` who are the children of `one`. Of a mean of which one is a part w, the
        variance of the difference is var(one) (1 - 2 w) + var(other).

    Returns
    -------
    DataFrame
        day, value, lower, upper (percentage points, normal limits), probability_higher (that `one` is above `other`;
        nan where neither has an error).
    """
    columns = ["day", "share_pct", "standard_error"]
    both = one[columns].merge(other[columns], on="day", suffixes=("", "_other")).sort_values("day", ignore_index=True)
    value = both["share_pct"].to_numpy(dtype=np.float64) - both["share_pct_other"].to_numpy(dtype=np.float64)
    variance = both["standard_error"] ** 2 * (1 - 2 * part) + both["standard_error_other"] ** 2
    error = np.sqrt(np.maximum(variance.to_numpy(dtype=np.float64), 0.0))
    told = error > _NOTHING
    score = np.divide(value, error, out=np.full(len(value), np.nan), where=told)
    return pd.DataFrame(
        {
            "day": both["day"],
            "value": value,
            "lower": value - NORMAL * error,
            "upper": value + NORMAL * error,
            "probability_higher": norm.cdf(score),
        }
    )


def _held_against(one: tuple[pd.DataFrame, pd.DataFrame], region: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Shares less the region's, of which the unit is a part."""
    known, whole = (int(frame["known"].sum()) for frame, _ in (one, region))
    found = share_differences(one[1], region[1], part=known / max(whole, 1)).drop(columns="day")
    names = {"value": "difference", "lower": "difference_lower", "upper": "difference_upper"}
    return found.rename(columns=names) * (np.nan if one is region else 1.0)


def _linked(batch: CurveBatch, parts: Mapping[str, tuple[str, ...]], days: tuple[int, ...]) -> LinkedCurves:
    """Children by unit, span and day."""
    shape = len(batch.units), len(batch.spans), len(days)
    still = batch.still(days) * batch.curves.known[:, None]
    told = (one.reshape(shape) for one in (still, batch.observed(days), batch.stopped(days)))
    return LinkedCurves(batch.units, parts, tuple(one.name for one in batch.spans), days, *told)
