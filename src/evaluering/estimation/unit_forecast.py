"""The forecast and the back-test of one unit and outcome, as the evaluation asks for them: births, target, reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Literal

import pandas as pd

from evaluering.agreement import Indicator
from evaluering.estimation.change_design import ChangeDesign, analysed_months, known_months, told_design
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.forecast.back_test import BackTest, BackTestPlan, back_test
from evaluering.estimation.forecast.course import COURSE, year_course
from evaluering.estimation.forecast.forecast import Births, Forecast, forecast_target
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import NEAR, named_in
from evaluering.periods import Month

OBSERVED = "all_observed"
"""All the births a target is about can be counted: the verdict is the answer, and there is nothing to forecast."""

NO_TARGET = "no_target"

YEAR = 12
COURSE_STEP = 6
"""Months from one point of the course to the next: it bends so little that more would only make a page heavier."""

HORIZONS = (YEAR, 2 * YEAR)
"""Months from the origin of a back-test to the last of its births; what reaches the deadline comes beside."""


@dataclass(frozen=True, slots=True)
class DeadlineBirths:
    """A year of births that a target with a deadline can be read as.

    Parameters
    ----------
    grain : {"calendar_year", "agreement_year"}
    year : int
        The (first) calendar year.
    first_month, last_month : Month
        Of birth, both included.
    """

    grain: Literal["calendar_year", "agreement_year"]
    year: int
    first_month: Month
    last_month: Month


@dataclass(frozen=True, slots=True)
class BirthsForecast:
    """The forecast for one year of births."""

    births: DeadlineBirths
    forecast: Forecast


@dataclass(frozen=True, slots=True, eq=False)
class UnitForecast:
    """How likely one unit is to reach one target, for the births the deadline names.

    Parameters
    ----------
    unit, indicator, definition, measure : str
        `measure` is that of the outcome, ``days`` or ``pct``.
    target : float
    last_month : str
        Last mature birth month: what lies after it is forecast.
    months_after : int
        Mature months from the start on.
    minimum_mature_months : int
        Fewest of them with which anything is told.
    forecasts : tuple of BirthsForecast
        Per year of births that is not yet wholly observed, the calendar year first; empty with a `reason`.
    observed : tuple of DeadlineBirths
        Those of the named years that are.
    course : pandas.DataFrame
        From `evaluering.estimation.forecast.course.year_course`; empty with a `reason`.
    reason : str
        Slug of why there is no forecast; empty when there is.
    children : int
        Children with known feeding born from the start to `last_month`.
    planned : bool
        False where the shape asked for is not the one of the analysis plan.
    """

    unit: str
    indicator: str
    definition: str
    measure: Literal["days", "pct"]
    target: float
    last_month: str
    months_after: int
    minimum_mature_months: int
    forecasts: tuple[BirthsForecast, ...]
    observed: tuple[DeadlineBirths, ...]
    course: pd.DataFrame
    reason: str
    children: int
    planned: bool = True

    def withheld(self) -> UnitForecast:
        """The record with nothing in it that rests on few children."""
        return replace(self, forecasts=(), course=self.course.iloc[:0], reason="hidden", children=0)


@dataclass(frozen=True, slots=True, eq=False)
class UnitBackTest:
    """How earlier forecasts of one unit and outcome would have done; None, with the reason, where it cannot be told.

    `lag_months` lie between a birth month and the day its children can be counted. `to_deadline` is the horizon, in
    months, from now to the last births before the deadline; 0 where it is none of the horizons tested. `first_month` is
    the first birth month of the series; `last_month`, `children` and `planned` are as in `UnitForecast`.
    """

    unit: str
    indicator: str
    definition: str
    measure: Literal["days", "pct"]
    test: BackTest | None
    lag_months: int
    to_deadline: int
    first_month: str
    last_month: str
    reason: str
    children: int
    planned: bool = True

    def withheld(self) -> UnitBackTest:
        """The record with nothing in it that rests on few children."""
        return replace(self, test=None, reason="hidden", children=0)


def deadline_births(deadline: date) -> tuple[DeadlineBirths, ...]:
    """The last whole calendar year and the last whole agreement year of births up to a deadline.

    Parameters
    ----------
    deadline : date
        Last day by which a target shall be reached, included.

    Examples
    --------
    >>> [str(one.last_month) for one in deadline_births(date(2028, 3, 31))]
    ['2027-12', '2028-03']
    """
    after = Month.of(deadline) + int(deadline == Month.of(deadline).last_day)  # the first month that is not whole
    calendar, agreement = Month(after.calendar_year, 1), Month(after.agreement_year, 4)
    return (
        DeadlineBirths("calendar_year", calendar.year - 1, calendar + -YEAR, calendar + -1),
        DeadlineBirths("agreement_year", agreement.year - 1, agreement + -YEAR, agreement + -1),
    )


def unit_forecast(
    series: OutcomeSeries, *, design: ChangeDesign, indicator: Indicator, deadline: date, withheld: str = ""
) -> UnitForecast:
    """Forecast the births a deadline names with the primary model of the change.

    Parameters
    ----------
    series : OutcomeSeries
        Monthly series of one unit and outcome, with ``model_standard_error``.
    design : ChangeDesign
        The pre-specified shape.
    indicator : Indicator
        Whose target is asked about.
    deadline : date
        Last day by which it shall be reached.
    withheld : str
        Slug of why no verdict on the target may be given, which holds for a forecast too; empty when one may.
    """
    frame = analysed_months(series, design)
    after = frame[frame["period"] >= str(design.start)]
    told, reason = _judged(frame, design, withheld=withheld)
    births = [one for one in deadline_births(deadline) if one.first_month >= design.start]
    open_births = [one for one in births if one.last_month > design.last_month]
    if not reason:
        reason = NO_TARGET if not births or not isfinite(indicator.target) else "" if open_births else OBSERVED
    forecasts: tuple[BirthsForecast, ...] = ()
    course = pd.DataFrame(columns=COURSE)
    if not reason:
        forecasts = tuple(
            _forecast(frame, births=one, design=told, target=indicator.target, series=series) for one in open_births
        )
        last = str(max(one.last_month for one in open_births))
        course = year_course(frame, start=str(design.start), last=last, step=COURSE_STEP, options=told.options)
    return UnitForecast(
        unit=series.unit,
        indicator=series.indicator,
        definition=series.definition,
        measure=series.measure,
        target=indicator.target,
        last_month=str(design.last_month),
        months_after=design.months_after,
        minimum_mature_months=max(design.minimum_mature_months, YEAR),
        forecasts=forecasts,
        observed=tuple(one for one in births if one not in open_births),
        course=course,
        reason=reason,
        children=int(after["known"].sum()),
    )


def unit_back_test(
    series: OutcomeSeries,
    *,
    design: ChangeDesign,
    deadline: date,
    lag_months: int,
    withheld: str = "",
    all_horizons: bool = True,
) -> UnitBackTest:
    """Make the same forecast from earlier origins, and hold it against the births that came.

    Parameters
    ----------
    series, design, deadline, withheld
        As for `unit_forecast`.
    lag_months : int
        Whole months from a birth month to the day its children can be counted.
    all_horizons : bool
        False: the one to the deadline alone, which takes half the time, where that can be assessed. Its scores are
        the same.
    """
    frame = analysed_months(series, design)
    told, reason = _judged(frame, design, withheld=withheld)
    last = max(one.last_month for one in deadline_births(deadline))
    to_deadline = last - design.last_month - lag_months
    if to_deadline < 1 or to_deadline + lag_months < YEAR:
        to_deadline = 0
    horizons = tuple(sorted({*HORIZONS, to_deadline} - {0}))
    test = None
    if not reason:
        first = horizons if all_horizons or not to_deadline else (to_deadline,)
        test = _tested(frame, told, horizons=first, lag_months=lag_months)
        if first != horizons and not test.assessed:
            test = _tested(frame, told, horizons=horizons, lag_months=lag_months)
    return UnitBackTest(
        unit=series.unit,
        indicator=series.indicator,
        definition=series.definition,
        measure=series.measure,
        test=test,
        lag_months=lag_months,
        to_deadline=to_deadline,
        first_month=str(frame["period"].iloc[0]),
        last_month=str(design.last_month),
        reason=reason,
        children=int(frame.loc[frame["period"] >= str(design.start), "known"].sum()),
    )


def _tested(
    frame: pd.DataFrame, design: ChangeDesign, *, horizons: tuple[int, ...], lag_months: int
) -> BackTest:  # fmt: skip
    plan = BackTestPlan(horizons=horizons, lag=lag_months)
    return back_test(frame, start=str(design.start), plan=plan, options=design.options)


def _judged(frame: pd.DataFrame, design: ChangeDesign, *, withheld: str) -> tuple[ChangeDesign, str]:
    """The design its months can tell, and the slug of why nothing can be told ahead; empty when something can."""
    told, reason = told_design(frame, design)
    known = [month for month in known_months(frame) if month >= str(design.start)]
    if not reason and len(known) < YEAR:
        reason = "too_few_mature_months"
    if not reason and told != told.without_near_breaks:
        reason = NEAR
    return told, withheld or reason


def _forecast(
    frame: pd.DataFrame, *, births: DeadlineBirths, design: ChangeDesign, target: float, series: OutcomeSeries
) -> BirthsForecast:
    """The forecast with unit, indicator, and the children and coverage it rests on written into each estimate."""
    forecast = forecast_target(
        frame,
        start=str(design.start),
        target=target,
        births=Births(str(births.first_month), str(births.last_month)),
        options=design.options,
    )
    inside = frame[frame["period"] >= str(design.start)]

    def named(estimate: Estimate) -> Estimate:
        return named_in(estimate, series=series, inside=inside)

    return BirthsForecast(
        births,
        replace(
            forecast,
            scenarios=tuple(replace(one, estimate=named(one.estimate)) for one in forecast.scenarios),
            slope_needed=named(forecast.slope_needed),
            slope_observed=named(forecast.slope_observed),
            slope_missing=named(forecast.slope_missing),
            relative_slope_needed=named(forecast.relative_slope_needed),
        ),
    )
