"""Figures of protected results: the message is the title, the data behind and a text for the blind come with it."""

from __future__ import annotations

from evaluering.presentation.figures.change import change, residuals
from evaluering.presentation.figures.control_chart import proportion_chart
from evaluering.presentation.figures.coverage import coverage
from evaluering.presentation.figures.curves import curves, curves_beside
from evaluering.presentation.figures.forecast import forecast
from evaluering.presentation.figures.forest import forest, pooled_forest
from evaluering.presentation.figures.funnel import funnel
from evaluering.presentation.figures.indicators import indicator_years
from evaluering.presentation.figures.intervals import alternatives, unit_changes
from evaluering.presentation.figures.monthly import monthly
from evaluering.presentation.figures.placebo import placebo
from evaluering.presentation.figures.published import published
from evaluering.presentation.figures.published_difference import published_difference
from evaluering.presentation.figures.quality import completeness, heaping
from evaluering.presentation.figures.run_chart import run_chart
from evaluering.presentation.figures.season import season
from evaluering.presentation.figures.shrunken import shrunken
from evaluering.presentation.figures.small_multiples import small_multiples
from evaluering.presentation.figures.specifications import specifications
from evaluering.presentation.figures.target import target, yearly
from evaluering.presentation.figures.thresholds import thresholds
from evaluering.presentation.figures.tile_map import tile_map
from evaluering.presentation.figures.unknown import bounds

__all__ = [
    "alternatives",
    "bounds",
    "change",
    "completeness",
    "coverage",
    "curves",
    "curves_beside",
    "forecast",
    "forest",
    "funnel",
    "heaping",
    "indicator_years",
    "monthly",
    "placebo",
    "pooled_forest",
    "proportion_chart",
    "published",
    "published_difference",
    "residuals",
    "run_chart",
    "season",
    "shrunken",
    "small_multiples",
    "specifications",
    "target",
    "thresholds",
    "tile_map",
    "unit_changes",
    "yearly",
]
