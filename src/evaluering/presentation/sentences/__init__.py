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
    model,
    robustness,
    trend,
)
from evaluering.presentation.sentences.level import conclusion_of_years
from evaluering.presentation.sentences.published import published_change, published_conclusion, published_limits
from evaluering.presentation.sentences.quality import data_conclusion
from evaluering.presentation.sentences.targets import by_calendar_year, conclusion, judged

__all__ = [
    "by_calendar_year",
    "change",
    "comparison",
    "conclusion",
    "conclusion_of_changes",
    "conclusion_of_years",
    "counted",
    "coverage",
    "data_conclusion",
    "judged",
    "maturity",
    "model",
    "population",
    "published_change",
    "published_conclusion",
    "published_limits",
    "reconciliation",
    "robustness",
    "trend",
]
