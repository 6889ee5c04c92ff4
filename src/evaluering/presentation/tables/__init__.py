"""Tables of protected results, every cell finished text."""

from __future__ import annotations

from evaluering.presentation.tables.change import alternatives, change, model
from evaluering.presentation.tables.data import baseline, coverage, definitions, exclusions, set_aside, sources
from evaluering.presentation.tables.level import units, years
from evaluering.presentation.tables.targets import calendar, targets, targets_by_calendar_year, unit_targets

__all__ = [
    "alternatives",
    "baseline",
    "calendar",
    "change",
    "coverage",
    "definitions",
    "exclusions",
    "model",
    "set_aside",
    "sources",
    "targets",
    "targets_by_calendar_year",
    "unit_targets",
    "units",
    "years",
]
