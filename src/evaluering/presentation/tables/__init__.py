"""Tables of protected results, every cell finished text."""

from __future__ import annotations

from evaluering.presentation.tables.back_test import back_test
from evaluering.presentation.tables.background import ambitions, milestones, next_steps, parties, roles
from evaluering.presentation.tables.change import change, family, model
from evaluering.presentation.tables.charts import months_above, proportion_charts, run_charts
from evaluering.presentation.tables.checks import check_details, checks
from evaluering.presentation.tables.clusters import against_others, cluster_changes, spread
from evaluering.presentation.tables.conclusions import conclusions
from evaluering.presentation.tables.data import baseline, coverage, definitions, exclusions, sources
from evaluering.presentation.tables.durations import at_risk, duration_tests, registered, thresholds
from evaluering.presentation.tables.earlier import answers_by_report, revised_children, revised_levels
from evaluering.presentation.tables.forecast import forecast, slopes
from evaluering.presentation.tables.guide import (
    calculation_rules,
    certainty_meanings,
    glossary,
    likelihood_meanings,
    source_uses,
    sources_delivered,
    verdict_meanings,
)
from evaluering.presentation.tables.indicators import indicator
from evaluering.presentation.tables.level import units, years
from evaluering.presentation.tables.municipalities import municipalities, shrunken
from evaluering.presentation.tables.plan import declared_breaks
from evaluering.presentation.tables.published import births_against, published, revised
from evaluering.presentation.tables.quality import contradictions, practice, quality, unusual, vintages
from evaluering.presentation.tables.sheet import sheet_actions, sheet_levels, sheet_years
from evaluering.presentation.tables.specifications import specifications
from evaluering.presentation.tables.targets import calendar, targets, targets_by_calendar_year, unit_targets
from evaluering.presentation.tables.unknown import scenarios

__all__ = [
    "against_others",
    "ambitions",
    "answers_by_report",
    "at_risk",
    "back_test",
    "baseline",
    "births_against",
    "calculation_rules",
    "calendar",
    "certainty_meanings",
    "change",
    "check_details",
    "checks",
    "cluster_changes",
    "conclusions",
    "contradictions",
    "coverage",
    "declared_breaks",
    "definitions",
    "duration_tests",
    "exclusions",
    "family",
    "forecast",
    "glossary",
    "indicator",
    "likelihood_meanings",
    "milestones",
    "model",
    "months_above",
    "municipalities",
    "next_steps",
    "parties",
    "practice",
    "proportion_charts",
    "published",
    "quality",
    "registered",
    "revised",
    "revised_children",
    "revised_levels",
    "roles",
    "run_charts",
    "scenarios",
    "sheet_actions",
    "sheet_levels",
    "sheet_years",
    "shrunken",
    "slopes",
    "source_uses",
    "sources",
    "sources_delivered",
    "specifications",
    "spread",
    "targets",
    "targets_by_calendar_year",
    "thresholds",
    "unit_targets",
    "units",
    "unusual",
    "verdict_meanings",
    "vintages",
    "years",
]
