"""Tables of protected results, every cell finished text."""

from __future__ import annotations

from evaluering.presentation.tables.change import change, family, model
from evaluering.presentation.tables.checks import check_details, checks
from evaluering.presentation.tables.data import baseline, coverage, definitions, exclusions, sources
from evaluering.presentation.tables.level import units, years
from evaluering.presentation.tables.plan import declared_breaks
from evaluering.presentation.tables.published import births_against, published, revised
from evaluering.presentation.tables.quality import contradictions, practice, quality, unusual, vintages
from evaluering.presentation.tables.specifications import specifications
from evaluering.presentation.tables.targets import calendar, targets, targets_by_calendar_year, unit_targets
from evaluering.presentation.tables.unknown import scenarios

__all__ = [
    "baseline",
    "births_against",
    "calendar",
    "change",
    "check_details",
    "checks",
    "contradictions",
    "coverage",
    "declared_breaks",
    "definitions",
    "exclusions",
    "family",
    "model",
    "practice",
    "published",
    "quality",
    "revised",
    "scenarios",
    "sources",
    "specifications",
    "targets",
    "targets_by_calendar_year",
    "unit_targets",
    "units",
    "unusual",
    "vintages",
    "years",
]
