"""A region against the rest of the nation by calendar year: published outcomes less each other, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm

from evaluering.estimation.comparison.comparisons import Comparison, comparison
from evaluering.estimation.comparison.controlled import fit_controlled
from evaluering.estimation.design import Shape
from evaluering.estimation.estimate import CONFIDENCE, Estimate, labelled
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.published.published import (
    REGISTERED,
    Place,
    PublishedChange,
    PublishedSeries,
    before_and_after,
    published_series,
)
from evaluering.periods import Month

AGAINST_NATION = "mean_change_against_nation"
"""The mean change in a region less the rest of the nation."""

AGAINST_UNTRIED = "mean_change_against_nation_without_trials"
"""The same, the regions with a trial of their own left out of the rest of the nation."""

COURSE_COLUMNS = ["period", "fitted", "expected", "expected_lower", "expected_upper"]

_SPAN = ["period", "from_month", "to_month"]
_CARRIED = ["value", "standard_error", "known", "at_least"]


class Step(NamedTuple):
    """When a change began (first exposed birth month, included), the months left out before it, and the seed."""

    start: Month
    cut_months: int
    seed: int


class Trial(NamedTuple):
    """A trial of their own for the same outcome: the names of the regions, and its years (both included)."""

    regions: tuple[str, ...]
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class PublishedDifference:
    """One outcome of a unit less that of the rest of the nation, by calendar year of birth.

    Parameters
    ----------
    comparison : Comparison
        What the comparison can rule out; contaminated where the rest holds regions with a trial of their own.
    change : PublishedChange
        The change in the difference. Its reason is ``no_figures`` where the unit is not published,
        ``no_other_regions`` where no year of it has anything to be held against, or one of `published_change`.
    frame : DataFrame
        One row per year with both: period, from_month, to_month (str); own and control with their standard_error,
        known and at_least (own_known …); value (own less control, in the measure's unit), standard_error, lower, upper
        (95 %, by sampling alone); mature, used (bool: in the fit).
    course : DataFrame
        One row per calendar year of the fit, no gaps: period, fitted, expected (had nothing changed), expected_lower,
        expected_upper (95 %, nan before the start). Empty without a change.
    """

    comparison: Comparison
    change: PublishedChange
    frame: pd.DataFrame
    course: pd.DataFrame


@dataclass(frozen=True, slots=True)
class PublishedComparison:
    """One indicator of a unit against the rest of the nation.

    Parameters
    ----------
    indicator, definition, measure : str
        As in `PublishedFigures`.
    unit, name : str
        The agreement's unit, and what a reader calls it.
    main : PublishedDifference
        Against the whole rest of the nation.
    without_trials : PublishedDifference or None
        Against the regions without a trial of their own; None where no other region is known to have had one.
    trials : tuple of Trial
        The trials of the regions that are left out there.
    """

    indicator: str
    definition: str
    measure: Literal["days", "pct"]
    unit: str
    name: str
    main: PublishedDifference
    without_trials: PublishedDifference | None
    trials: tuple[Trial, ...]


def series_less(
    figures: pd.DataFrame, place: Place, *, whole: str, part: str, measure: Literal["days", "pct"]
) -> PublishedSeries:
    """The series of an area without one of its parts, by taking its children out.

    Years are given in which both were published with their counts in one vintage: figures of two vintages are not of
    the same children. Children without a known municipality are in the nation and in none of its parts. A published
    mean is rounded, so that of the rest is right to about as many decimals.

    Parameters
    ----------
    figures : DataFrame
        As for `published_series`.
    place : Place
        Carried by the result.
    whole, part : str
        Codes of the two areas.
    measure : {"days", "pct"}
    """
    mine, taken = (figures[figures["area"] == code] for code in (whole, part))
    both = mine.merge(taken, on=["first", "last", "extracted"], suffixes=("", "_part"))
    size = both["denominator"] - both["denominator_part"]
    count = both["numerator"] - both["numerator_part"]
    days = both["value"] * both["denominator"] - both["value_part"] * both["denominator_part"]
    value = (days if measure == "days" else 100.0 * count) / size
    possible = (size > 0) & (value >= 0) & ((value <= 100) | (measure == "days"))
    matured = both["mature"] & both["mature_part"]
    rest = both.assign(value=value, numerator=count, denominator=size, mature=matured)
    return published_series(rest[possible], place, areas=[whole], measure=measure)


def fullest(own: PublishedSeries, controls: Sequence[PublishedSeries]) -> PublishedSeries:
    """Of several controls the one that covers most years of a series that can be fitted; the first of equals."""
    return max(controls, key=lambda one: int(_fits(_side_by_side(own, one)).sum()))


def published_difference(
    own: PublishedSeries,
    control: PublishedSeries,
    *,
    indicator: str,
    estimand: str,
    step: Step,
    contaminated: bool = False,
) -> PublishedDifference:
    """The change in a unit less its control, in whole mature years from the start on.

    As `evaluering.estimation.published.published.published_change`, of the difference: one change of level, a
    trend held from the years before, errors of their own (Bottomley, Scott and Isham 2019, doi 10.1515/em-2018-0010).

    Parameters
    ----------
    own, control : PublishedSeries
        The control must not hold what was changed.
    indicator : str
        One of `REGISTERED`.
    estimand : str
        What the change is called.
    step : Step
        When the change began.
    contaminated : bool
        Whether the control holds regions with an effort of their own.
    """
    frame = _side_by_side(own, control)
    kind = comparison("difference", contaminated=contaminated)
    before, after, reason = before_and_after(
        frame.assign(mature=_fits(frame)), start=step.start, cut_months=step.cut_months
    )
    if frame.empty:
        reason = "no_other_regions" if own.frame["value"].notna().any() else "no_figures"
    fit = None if reason else _fit(pd.concat([before, after]), start=str(after["period"].iloc[0]), seed=step.seed)
    used = frame["period"].isin([*before["period"], *after["period"]]) & (fit is not None)
    frame = frame.assign(used=used.to_numpy(dtype=np.bool_))
    if fit is None:
        change = PublishedChange(None, reason or "no_variation", len(before), len(after))
        return PublishedDifference(kind, change, frame, _EMPTY_COURSE)
    estimate = replace(
        _labelled(fit.estimate("mean_change"), indicator=indicator, unit=own.unit),
        estimand=estimand,
        first_period=str(after["from_month"].iloc[0]),
        last_period=str(after["to_month"].iloc[-1]),
        n=int(after["own_known"].sum()),
    )
    return PublishedDifference(kind, PublishedChange(estimate, "", len(before), len(after)), frame, _course(fit))


_EMPTY_COURSE = pd.DataFrame(
    {"period": pd.Series(dtype="str"), **{name: pd.Series(dtype="float64") for name in COURSE_COLUMNS[1:]}}
)


def _side_by_side(own: PublishedSeries, control: PublishedSeries) -> pd.DataFrame:
    """Years with both, and the difference of the two: they are of different children."""
    sides = [
        one.frame.rename(columns={name: f"{side}_{name}" for name in (*_CARRIED, "mature")})
        for side, one in (("own", own), ("control", control))
    ]
    columns = [[*_SPAN, *(f"{side}_{name}" for name in (*_CARRIED, "mature"))] for side in ("own", "control")]
    both = sides[0][columns[0]].merge(sides[1][columns[1]], on=_SPAN)
    both = both.rename(columns={"own_value": "own", "control_value": "control"})
    error = np.hypot(both["own_standard_error"], both["control_standard_error"])
    value, width = both["own"] - both["control"], norm.ppf(0.5 + CONFIDENCE / 2) * error
    told = both.assign(value=value, standard_error=error, lower=value - width, upper=value + width)
    told["mature"] = told["own_mature"] & told["control_mature"]
    return told[value.notna()].drop(columns=["own_mature", "control_mature"]).reset_index(drop=True)


def _fits(frame: pd.DataFrame) -> pd.Series:
    """Which years can be in a fit."""
    return frame["mature"] & (frame["own_standard_error"] > 0) & (frame["control_standard_error"] > 0)


def _fit(years: pd.DataFrame, *, start: str, seed: int) -> InterruptedFit | None:
    """The difference as a series of its own; None where nothing is left to estimate its uncertainty from."""
    options = FitOptions(
        outcome="own",
        period="period",
        standard_errors="own_standard_error",
        shape=Shape(ramp_periods=1),
        seed=seed,
    )
    try:
        return fit_controlled(years, start=start, control_standard_errors="control_standard_error", options=options)
    except ValueError:  # figures that follow a line exactly
        return None


def _labelled(estimate: Estimate, *, indicator: str, unit: str) -> Estimate:
    registered = REGISTERED[indicator]
    return labelled(estimate, measure=registered.unit, indicator=indicator, definition=registered.definition, unit=unit)


def _course(fit: InterruptedFit) -> pd.DataFrame:
    names = ["period", "fitted_trend", *(f"counterfactual_trend{side}" for side in ("", "_lower", "_upper"))]
    return fit.frame[names].set_axis(COURSE_COLUMNS, axis="columns")
