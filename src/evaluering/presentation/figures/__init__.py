"""Figures of protected results: the message is the title, the data behind and a text for the blind come with it."""

from __future__ import annotations

from evaluering.presentation.figures.change import change, residuals
from evaluering.presentation.figures.coverage import coverage
from evaluering.presentation.figures.intervals import alternatives, unit_changes
from evaluering.presentation.figures.monthly import monthly
from evaluering.presentation.figures.target import target, yearly

__all__ = ["alternatives", "change", "coverage", "monthly", "residuals", "target", "unit_changes", "yearly"]
