"""Outcomes from published tables: the register's yearly figures, with sampling errors from the counts beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from evaluering.estimation.design import Shape
from evaluering.estimation.estimate import CONFIDENCE, Estimate, labelled
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.survival.share_limits import binomial_limits
from evaluering.periods import Month

Floats = npt.NDArray[np.float64]
AreaKind = Literal["own", "part", "other", "nation"]

CHILD_SD_DAYS = 66.0
"""Standard deviation of children's durations, which no published table gives: that of the baseline curve (65.6 days),
from which the sampling error of a published mean is made."""

YEARS_BEFORE = 5
"""Fewest whole years before the agreement from which a trend is drawn."""


@dataclass(frozen=True, slots=True)
class Registered:
    """How a published measure stands for one of the agreement's indicators."""

    measure: str
    definition: str
    unit: Literal["days", "pct"]


REGISTERED: Mapping[str, Registered] = MappingProxyType(
    {
        "duration_mean": Registered("mean_days", "registered_mean", "days"),
        "share_26w": Registered("share_26w", "registered_over_26_weeks", "pct"),
    }
)
"""Per indicator the published measure; the register's own definitions, not the agreement's."""


class Place(NamedTuple):
    """Which area a series is of: its unit or code, its name, and what it is to the agreement."""

    unit: str
    name: str
    kind: AreaKind


@dataclass(frozen=True, slots=True)
class PublishedSeries:
    """One outcome of one area by calendar year of birth, as published.

    Parameters
    ----------
    unit, name : str
        The agreement's unit, or the code of another area; and what a reader calls it.
    kind : {"own", "part", "other", "nation"}
        The agreement's region, a part of it, another region, or the nation.
    frame : DataFrame
        One row per published year: period (``2023``), from_month, to_month (str), value, standard_error, lower, upper
        (float; in the measure's unit, nan where hidden or without counts), known (denominator), at_least (numerator of
        a share, else nan), extracted (ISO date of the vintage), mature (bool: every child could be counted then).
    """

    unit: str
    name: str
    kind: AreaKind
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """Mean change over whole mature years after the agreement; None with the reason when it cannot be told."""

    estimate: Estimate | None
    reason: str
    years_before: int
    years_after: int


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """One indicator as published: areas side by side, the agreement's region first, its change, and what was revised.

    `revisions` has one row per year of the region that was published twice: period, then, now, extracted_then,
    extracted_now, difference, beyond_rounding.
    """

    indicator: str
    definition: str
    measure: Literal["days", "pct"]
    series: tuple[PublishedSeries, ...]
    change: PublishedChange
    revisions: pd.DataFrame


def published_series(
    figures: pd.DataFrame, place: Place, *, areas: Sequence[str], measure: Literal["days", "pct"]
) -> PublishedSeries:
    """The series of one area, or of several put together.

    Parameters
    ----------
    figures : DataFrame
        One published measure in its latest vintage, whole calendar years: area, first, last, value, numerator,
        denominator, extracted, mature.
    place : Place
        Carried by the result.
    areas : sequence of str
        Codes; of several, only years in which all are published with their counts are given.
    measure : {"days", "pct"}
    """
    mine = figures[figures["area"].isin(areas)].sort_values(["first", "area"], kind="stable")
    if len(areas) > 1:
        mine = _together(mine, size=len(areas), measure=measure)
    value, known = mine["value"].to_numpy(dtype=np.float64), mine["denominator"].to_numpy(dtype=np.float64)
    at_least = mine["numerator"].to_numpy(dtype=np.float64)
    error, lower, upper = _mean_limits(value, known) if measure == "days" else _share_limits(value, at_least, known)
    frame = pd.DataFrame(
        {
            "period": mine["first"].str[:4].to_numpy(dtype=object),
            "from_month": mine["first"].to_numpy(dtype=object),
            "to_month": mine["last"].to_numpy(dtype=object),
            "value": value,
            "standard_error": error,
            "lower": lower,
            "upper": upper,
            "known": known,
            "at_least": at_least if measure == "pct" else np.full(len(mine), nan),
            "extracted": mine["extracted"].to_numpy(dtype=object),
            "mature": mine["mature"].to_numpy(dtype=np.bool_),
        }
    )
    texts = dict.fromkeys(("period", "from_month", "to_month", "extracted"), "str")
    return PublishedSeries(*place, frame.astype(texts))


def published_change(
    series: PublishedSeries, *, indicator: str, start: Month, cut_months: int, seed: int
) -> PublishedChange:
    """The mean change in whole mature years from the agreement's start on, against the trend of the years before.

    A year in which some children were born before the start, or are cut because they were partly exposed, belongs to
    neither side. Years are few, so there is one change of level and no change of slope (Wagner and others 2002, with
    the slope held). The errors are as in `fit_interrupted`.
    """
    registered = REGISTERED[indicator]
    before, after, reason = before_and_after(series.frame, start=start, cut_months=cut_months)
    if reason:
        return PublishedChange(None, reason, len(before), len(after))
    try:
        fit = fit_interrupted(
            pd.concat([before, after]),
            outcome="value",
            period="period",
            start=str(after["period"].iloc[0]),
            standard_errors="standard_error",
            shape=Shape(ramp_periods=1),
            seed=seed,
        )
    except ValueError:  # figures that follow a line exactly leave nothing to estimate the uncertainty from
        return PublishedChange(None, "no_variation", len(before), len(after))
    estimate = labelled(
        fit.estimate("mean_change"),
        measure=registered.unit,
        indicator=indicator,
        definition=registered.definition,
        unit=series.unit,
    )
    first, last = str(after["from_month"].iloc[0]), str(after["to_month"].iloc[-1])
    estimate = replace(estimate, first_period=first, last_period=last, n=int(after["known"].sum()))
    return PublishedChange(estimate, "", len(before), len(after))


def before_and_after(frame: pd.DataFrame, *, start: Month, cut_months: int) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """The whole mature years on either side of the start that can be fitted, and a slug of why they do not suffice.

    Parameters
    ----------
    frame : DataFrame
        One row per year: from_month, to_month, value, standard_error, mature, as in `PublishedSeries`.
    start : Month
        First exposed birth month (included).
    cut_months : int
        Birth months before `start` that belong to neither side.

    Returns
    -------
    tuple of DataFrame, DataFrame and str
        Before, after, and ``too_few_months_before``, ``too_few_mature_months`` or nothing.
    """
    usable = frame[frame["mature"] & frame["value"].notna() & (frame["standard_error"] > 0)]
    before = usable[usable["to_month"] < str(start + -cut_months)]
    after = usable[usable["from_month"] >= str(start)]
    if len(before) < YEARS_BEFORE:
        return before, after, "too_few_months_before"
    return before, after, "too_few_mature_months" if after.empty else ""


def _together(mine: pd.DataFrame, *, size: int, measure: str) -> pd.DataFrame:
    """Areas added up by year: numerators and denominators, or means weighted by the children behind them."""
    whole = mine.dropna(subset=["value", "denominator"] if measure == "days" else ["numerator", "denominator"])
    weighted = whole.assign(weighted=whole["value"] * whole["denominator"])
    grouped = weighted.groupby(["first", "last"], sort=True).agg(
        weighted=("weighted", "sum"),
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        areas=("area", "size"),
        extracted=("extracted", "min"),
        mature=("mature", "all"),
    )
    complete = grouped[(grouped["areas"] == size) & (grouped["denominator"] > 0)].reset_index()
    top = complete["weighted"] if measure == "days" else 100.0 * complete["numerator"]
    return complete.assign(value=top / complete["denominator"])


def _mean_limits(value: Floats, known: Floats) -> tuple[Floats, Floats, Floats]:
    """Standard error and normal limits of a mean, from the number of children."""
    error = CHILD_SD_DAYS / np.sqrt(np.where(known > 0, known, nan))
    width = norm.ppf(0.5 + CONFIDENCE / 2) * error
    return error, np.maximum(value - width, 0.0), value + width


def _share_limits(value: Floats, at_least: Floats, known: Floats) -> tuple[Floats, Floats, Floats]:
    """Standard error of a share in per cent, and exact binomial limits (Clopper and Pearson 1934)."""
    size = np.where(known > 0, known, nan)
    count = np.where(np.isnan(at_least), np.round(value / 100 * size), at_least)
    # One added success and failure: a year without any has an error too.
    rate = (count + 1) / (size + 2)
    error = 100.0 * np.sqrt(rate * (1 - rate) / size)
    lower, upper = binomial_limits(count, size, confidence=CONFIDENCE)
    return error, 100 * lower, 100 * upper
