"""What is emptied in forecasts and back-tests: all where children are few, and years that hold a hidden month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from evaluering.disclosure.decisions import Decisions
from evaluering.estimation.unit_forecast import YEAR, UnitBackTest, UnitForecast
from evaluering.periods import Month


def _forecast(record: UnitForecast, decisions: Decisions) -> UnitForecast:
    return record.withheld() if _few(record, decisions) else record


def _back_test(record: UnitBackTest, decisions: Decisions) -> UnitBackTest:
    """Years of births that hold a hidden month are left out of what can be drawn; the scores are of at least twelve.

    Years that end in neighbouring months share eleven of their months, so two of them would give a month back. The
    thresholds are such years too, and are left out with their probabilities.
    """
    if _few(record, decisions):
        return record.withheld()
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
