"""The axes of small panels beside each other that share both: numbers at the left, years below the lowest row."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator, NullLocator

from evaluering.presentation.figures.style import danish_axis

SMALL = 8
"""Size of the letters, in points."""

_EVERY_YEARS = 4


def panel_axes(axes: Axes, *, at: int, count: int, columns: int) -> None:
    """Dress one of `count` panels with its lines and, where they stand at the edge, numbers and years.

    Parameters
    ----------
    axes : Axes
        With both limits already set.
    at : int
        Which panel, from 0, row by row.
    count, columns : int
    """
    danish_axis(axes, label="")
    axes.grid(visible=False, axis="x")
    axes.tick_params(labelsize=SMALL)
    if at >= count - columns:
        axes.xaxis.set_major_locator(MultipleLocator(_EVERY_YEARS))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
        axes.set_xlabel("Barnets fødselsår", fontsize=SMALL)
    else:
        axes.xaxis.set_major_locator(NullLocator())
    if at % columns:
        _lines_alone(axes)


def _lines_alone(axes: Axes) -> None:
    """Only the lines across: each tick is five objects, and those of six panels take longer than all else drawn."""
    low, high = axes.get_ylim()
    heights = [height for height in axes.yaxis.get_majorticklocs() if low <= height <= high]
    axes.hlines(
        heights, 0, 1, transform=axes.get_yaxis_transform(), color=mpl.rcParams["grid.color"],
        linewidth=mpl.rcParams["grid.linewidth"], zorder=0.5,
    )  # fmt: skip
    axes.yaxis.set_major_locator(NullLocator())
