"""What is emptied in the sheet of a municipality: hidden years, and the difference that rests on one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from evaluering.disclosure.data_quality import QUALITY_RULES
from evaluering.disclosure.decisions import Decisions, without
from evaluering.estimation.data_quality.quality import MunicipalityQuality
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_sheets import UnitSheet

_LABELS = ("period", "from_month", "to_month", "mature", "hidden")


def _sheet(record: UnitSheet, decisions: Decisions) -> UnitSheet:
    """Findings stay: none rests on few children, and they hold months, years and directions alone."""
    years = tuple(_years(one, decisions) for one in record.years)
    differences = tuple(_difference(one, year) for one, year in zip(record.differences, years, strict=True))
    quality = QUALITY_RULES[MunicipalityQuality](record.quality, decisions)
    return replace(record, years=years, differences=differences, quality=quality)


def _years(record: OutcomeSeries, decisions: Decisions) -> OutcomeSeries:
    hidden = decisions.hidden(
        grain=record.grain, unit=record.unit, indicator=record.indicator, periods=record.frame["period"].tolist()
    )
    numbers = [name for name in record.frame.columns if name not in _LABELS]
    return replace(record, frame=without(record.frame, np.asarray(hidden), numbers).assign(hidden=hidden))


def _difference(estimate: Estimate | None, years: OutcomeSeries) -> Estimate | None:
    """The difference, unless one of its two years is hidden: it would give the hidden one back."""
    if estimate is None:
        return None
    ends = years.frame["period"].isin((estimate.first_period, estimate.last_period))
    return None if years.frame.loc[ends, "hidden"].any() else estimate


SHEET_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType({UnitSheet: _sheet})
"""The rule of each record, for `protect`."""
