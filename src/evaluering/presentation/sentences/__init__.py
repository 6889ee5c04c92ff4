"""Sentences: one per estimand, made from the same record as the number in the table and the point in the figure."""

from __future__ import annotations

from evaluering.presentation.sentences.about import (
    counted,
    coverage,
    maturity,
    population,
    reconciliation,
)
from evaluering.presentation.sentences.change import (
    change,
    comparison,
    conclusion_of_changes,
    trend,
)
from evaluering.presentation.sentences.level import conclusion_of_years
from evaluering.presentation.sentences.model import model, power
from evaluering.presentation.sentences.plan import analysis_plan
from evaluering.presentation.sentences.published import published_change, published_conclusion, published_limits
from evaluering.presentation.sentences.published_difference import published_difference
from evaluering.presentation.sentences.quality import data_conclusion
from evaluering.presentation.sentences.robustness import conclusion_of_choices, robustness, specifications
from evaluering.presentation.sentences.targets import by_calendar_year, conclusion, judged

__all__ = [
    "analysis_plan",
    "by_calendar_year",
    "change",
    "comparison",
    "conclusion",
    "conclusion_of_changes",
    "conclusion_of_choices",
    "conclusion_of_years",
    "counted",
    "coverage",
    "data_conclusion",
    "judged",
    "maturity",
    "model",
    "population",
    "power",
    "published_change",
    "published_conclusion",
    "published_difference",
    "published_limits",
    "reconciliation",
    "robustness",
    "specifications",
    "trend",
]
