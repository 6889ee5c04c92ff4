"""What is emptied in forecasts and back-tests: all where children are few, and years that hold a hidden month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.estimates import uncounted
from evaluering.estimation.unit_forecast import YEAR, BirthsForecast, UnitBackTest, UnitForecast
from evaluering.periods import Month


def _forecast(record: UnitForecast, decisions: Decisions) -> UnitForecast:
    if _few(record, decisions):
        return record.withheld()
    if decisions.counts_told:
        return record
    return replace(record, forecasts=tuple(_uncounted(one) for one in record.forecasts), children=0)


def _uncounted(one: BirthsForecast) -> BirthsForecast:
    """The forecast with no number of children in any of its estimates."""
    told = one.forecast
    scenarios = tuple(replace(each, estimate=uncounted(each.estimate)) for each in told.scenarios)
    shown = replace(
        told,
        scenarios=scenarios,
        slope_needed=uncounted(told.slope_needed),
        slope_observed=uncounted(told.slope_observed),
        slope_missing=uncounted(told.slope_missing),
        relative_slope_needed=uncounted(told.relative_slope_needed),
    )
    return replace(one, forecast=shown)


def _back_test(record: UnitBackTest, decisions: Decisions) -> UnitBackTest:
    """Years of births that hold a hidden month are left out of what can be drawn; the scores are of at least twelve.

    Years that end in neighbouring months share eleven of their months, so two of them would give a month back. The
    thresholds are such years too, and are left out with their probabilities.
    """
    if _few(record, decisions):
        return record.withheld()
    record = record if decisions.counts_told else replace(record, children=0)
    if record.test is None:
        return record
    origins = record.test.origins
    held = [[str(Month.parse(last) + -back) for back in range(YEAR)] for last in origins["last_birth"]]
    months = sorted({month for year in held for month in year})
    flags = decisions.hidden(grain="month", unit=record.unit, indicator=record.indicator, periods=months)
    hidden = {month for month, flag in zip(months, flags, strict=True) if flag}
    shown = [not hidden.intersection(year) for year in held]
    test = record.test
    return replace(
        record,
        test=replace(test, origins=origins[shown].reset_index(drop=True), probabilities=test.probabilities.iloc[:0]),
    )


def _few(record: UnitForecast | UnitBackTest, decisions: Decisions) -> bool:
    """Whether few children are behind it, or its latest agreement year is hidden, as it is for the verdict."""
    latest = (Month.parse(record.last_month) + 1).agreement_year - 1
    hidden = decisions.hidden(
        grain="agreement_year", unit=record.unit, indicator=record.indicator, periods=[str(latest)]
    )
    return decisions.small(record.children) or bool(hidden[0])


FORECAST_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType(
    {UnitForecast: _forecast, UnitBackTest: _back_test}
)
"""The rule of each record, for `protect`."""
