"""A unit's mean as a register counts it, and its durations after the start held against a year before, as tests."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import norm

from evaluering.estimation.estimate import Estimate
from evaluering.estimation.survival.birth_spans import Births, mature_years
from evaluering.estimation.survival.cox import cox
from evaluering.estimation.survival.log_rank import log_rank
from evaluering.estimation.survival.registered_mean import registered_mean
from evaluering.periods import Month
from evaluering.study.panel import Panel

SPLIT_DAYS = 63
"""Age that parts early from late stopping where the two are held against each other: nine weeks."""

TAU = 365

PARTS = ("dated", "unfinished", "undated", "unknown")
"""What all births divide into: an end registered to the day, none yet when last seen, between two visits, unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitRegistered:
    """One unit's registered mean and restricted mean of the same births, and what makes the difference.

    Parameters
    ----------
    unit, grain, period, first_month, last_month : str
        Whose births, and when; empty months where no year can be counted.
    registered, restricted : Estimate or None
        As in `evaluering.estimation.survival.registered_mean.RegisteredMean`; None where there is no year, no
        registered day, or nothing may be shown.
    explanation : DataFrame
        One row per reason: reason, children, days.
    linked : DataFrame or None
        One row per unit shown of the same births, a column per one of `PARTS`; None once protected.
    hidden, counts_hidden : bool
        Whether all, or the numbers of children, may not be shown.
    """

    unit: str
    grain: str
    period: str
    first_month: str
    last_month: str
    registered: Estimate | None
    restricted: Estimate | None
    explanation: pd.DataFrame
    linked: pd.DataFrame | None
    hidden: bool = False
    counts_hidden: bool = False


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """How likely stopping on a given day is after the start, as a multiple of before."""

    value: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True, slots=True)
class UnitDurationTests:
    """Durations of the latest mature agreement year against the last one before the children who are left out.

    Parameters
    ----------
    unit : str
    periods : tuple of str
        The agreement year before, and the one after; empty where there is none.
    statistic, p_value : float
        Of the log-rank test.
    ratio, early, late : HazardRatio or None
        Of Cox's model: over all ages, up to `SPLIT_DAYS`, and beyond.
    proportional_p_value : float
        Probability of early and late ratios so far apart if they are the same.
    between_visits_pct : float
        Per cent of the children whose end lies between two visits and was put in the middle.
    reason : str
        Why there is no test; empty when there is one.
    breaks : tuple of str
        Titles of declared breaks that lie in either year.
    """

    unit: str
    periods: tuple[str, ...]
    statistic: float
    p_value: float
    ratio: HazardRatio | None
    early: HazardRatio | None
    late: HazardRatio | None
    proportional_p_value: float
    between_visits_pct: float
    reason: str
    breaks: tuple[str, ...] = ()

    def emptied(self, reason: str) -> UnitDurationTests:
        """The same question without an answer."""
        return replace(_no_tests(self.unit, reason), periods=self.periods)


def unit_registered(panel: Panel, *, unit: str, units: Mapping[str, tuple[str, ...]]) -> UnitRegistered:
    """The registered and the restricted mean of one unit's latest mature calendar year.

    Parameters
    ----------
    panel : Panel
    unit : str
        One of `units`.
    units : mapping of str to tuple of str
        Municipalities of every unit of which the same is shown.
    """
    years = mature_years(panel, grain="calendar_year")
    nothing = pd.DataFrame({"reason": [], "children": [], "days": []})
    if not years:
        return UnitRegistered(unit, "calendar_year", "", "", "", None, None, nothing, None)
    year = years[-1]
    linked = pd.DataFrame([_parts(panel, codes, year) for codes in units.values()], index=list(units), columns=PARTS)
    first, last = str(year.first), str(year.last)
    mine = _durations(panel, units[unit], year)
    if not (mine["lower"] == mine["upper"]).any():
        return UnitRegistered(unit, "calendar_year", year.name, first, last, None, None, nothing, linked)
    births = sum(_parts(panel, units[unit], year))
    found = registered_mean(mine, count="count", births=births, tau=TAU)
    return UnitRegistered(
        unit, "calendar_year", year.name, first, last, found.registered, found.restricted, found.explanation, linked
    )


def unit_duration_tests(
    panel: Panel, *, unit: str, municipalities: tuple[str, ...], start: Month, cut_months: int
) -> UnitDurationTests:
    """Log-rank test and Cox's model of one unit's births after the start against births before.

    After is the latest mature agreement year that begins at the start or later; before is the last agreement year that
    ends before the births that are left out. An end between two visits is put in the middle of them.

    Parameters
    ----------
    panel : Panel
    unit : str
    municipalities : tuple of str
        Codes.
    start : Month
        First birth month after the start.
    cut_months : int
        Months before the start whose births are left out.
    """
    years = mature_years(panel, grain="agreement_year")
    before = [year for year in years if year.last < start + -cut_months]
    after = [year for year in years if year.first >= start]
    if not after:
        return _no_tests(unit, "too_few_mature_months")
    if not before:
        return _no_tests(unit, "too_few_months_before")
    chosen = (before[-1], after[-1])
    frames = [_durations(panel, municipalities, year).assign(after=number) for number, year in enumerate(chosen)]
    rows = _midpoints(pd.concat(frames, ignore_index=True))
    ends = rows[rows["event"]].groupby([rows["after"], rows["duration"] <= SPLIT_DAYS])["count"].sum()
    if len(ends) < 4:
        return replace(_no_tests(unit, "too_few_events"), periods=tuple(year.name for year in chosen))
    test = log_rank(rows, group="after", count="count")
    ratio, early, late = (_ratio(part) for part in (rows, _early(rows), _late(rows)))
    return UnitDurationTests(
        unit,
        tuple(year.name for year in chosen),
        test.statistic,
        test.p_value,
        ratio[0],
        early[0],
        late[0],
        _apart(early, late),
        100.0 * float(rows.loc[rows["between"], "count"].sum() / rows["count"].sum()),
        "",
    )


def _no_tests(unit: str, reason: str) -> UnitDurationTests:
    nothing = math.nan
    return UnitDurationTests(unit, (), nothing, nothing, None, None, None, nothing, nothing, reason)


def _within(frame: pd.DataFrame, municipalities: tuple[str, ...], births: Births) -> pd.DataFrame:
    month = frame["month"]
    inside = (month >= str(births.first)) & (month <= str(births.last))
    return frame[inside & frame["municipality"].isin(municipalities)]


def _durations(panel: Panel, municipalities: tuple[str, ...], births: Births) -> pd.DataFrame:
    """Children by lower and upper limit: lower, upper, count."""
    mine = _within(panel.durations, municipalities, births)
    return mine.groupby(["lower", "upper"])[["count"]].sum().reset_index()


def _parts(panel: Panel, municipalities: tuple[str, ...], births: Births) -> tuple[int, ...]:
    """How the births divide into `PARTS`."""
    mine, cells = _durations(panel, municipalities, births), _within(panel.cells, municipalities, births)
    dated, beyond = mine["lower"] == mine["upper"], np.isinf(mine["upper"])
    counts = [int(mine.loc[part, "count"].sum()) for part in (dated, beyond, ~dated & ~beyond)]
    return (*counts, max(0, int(cells["births"].sum()) - int(cells["known"].sum())))


def _midpoints(rows: pd.DataFrame) -> pd.DataFrame:
    """Days to the end or to the last sight: duration, event, between, after, count."""
    lower, upper = rows["lower"].to_numpy(dtype=np.float64), rows["upper"].to_numpy(dtype=np.float64)
    ended = np.isfinite(upper)
    between = ended & (lower < upper)
    middle = np.ceil((np.maximum(lower, 0) + np.where(ended, upper, lower)) / 2)
    told = rows.assign(duration=np.where(between, middle, lower), event=ended, between=between)
    return told.groupby(["duration", "event", "between", "after"])[["count"]].sum().reset_index()


def _early(rows: pd.DataFrame) -> pd.DataFrame:
    """The same children followed to `SPLIT_DAYS` only."""
    ended = rows["event"] & (rows["duration"] <= SPLIT_DAYS)
    return rows.assign(duration=np.minimum(rows["duration"], SPLIT_DAYS), event=ended)


def _late(rows: pd.DataFrame) -> pd.DataFrame:
    """The children who went on beyond `SPLIT_DAYS`, followed from there."""
    return rows[rows["duration"] > SPLIT_DAYS].assign(entry=SPLIT_DAYS)


def _ratio(rows: pd.DataFrame) -> tuple[HazardRatio, float, float]:
    """The ratio of after to before, and its logarithm with standard error."""
    entry = "entry" if "entry" in rows else None
    row = cox(rows, covariates=["after"], entry=entry, count="count").table.iloc[0]
    ratio = HazardRatio(*(float(row[name]) for name in ("hazard_ratio", "lower", "upper", "p_value")))
    return ratio, float(row["coefficient"]), float(row["standard_error"])


def _apart(one: tuple[HazardRatio, float, float], other: tuple[HazardRatio, float, float]) -> float:
    """Two-sided p of two ratios that share no day at risk, so that they are independent."""
    return float(2 * norm.sf(abs(one[1] - other[1]) / math.hypot(one[2], other[2])))
