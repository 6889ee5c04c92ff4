"""What is emptied in the change from one year to the next: all of it where one of the two years is hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.estimates import uncounted
from evaluering.estimation.year_change import YearChange


def _year_change(record: YearChange, decisions: Decisions) -> YearChange:
    """A difference beside one of its years would give the other back."""
    if record.estimate is None:
        return record
    hidden = decisions.hidden(
        grain=record.grain, unit=record.unit, indicator=record.indicator, periods=list(record.periods)
    )
    if any(hidden):
        return record.withheld()
    return record if decisions.counts_told else replace(record, estimate=uncounted(record.estimate))


YEAR_CHANGE_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType({YearChange: _year_change})
"""The rule of each record, for `protect`."""
