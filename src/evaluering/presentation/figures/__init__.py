"""Figures of protected results: the message is the title, the data behind and a text for the blind come with it."""

from __future__ import annotations

from evaluering.presentation.figures.change import change, residuals
from evaluering.presentation.figures.coverage import coverage
from evaluering.presentation.figures.intervals import alternatives, unit_changes
from evaluering.presentation.figures.monthly import monthly
from evaluering.presentation.figures.placebo import placebo
from evaluering.presentation.figures.published import published
from evaluering.presentation.figures.published_difference import published_difference
from evaluering.presentation.figures.quality import completeness, heaping
from evaluering.presentation.figures.specifications import specifications
from evaluering.presentation.figures.target import target, yearly
from evaluering.presentation.figures.unknown import bounds

__all__ = [
    "alternatives",
    "bounds",
    "change",
    "completeness",
    "coverage",
    "heaping",
    "monthly",
    "placebo",
    "published",
    "published_difference",
    "residuals",
    "specifications",
    "target",
    "unit_changes",
    "yearly",
]
