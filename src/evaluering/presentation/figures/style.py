"""The look of every figure, and a drawing as SVG whose bytes depend on nothing but the data."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import Formatter, FuncFormatter, MaxNLocator, MultipleLocator

from evaluering import wording
from evaluering.periods import Month
from evaluering.presentation.figures.svg import FONT, FONT_SIZE, advance, tidied

WIDTH_CM = 16.0
"""Width of a figure on a page of A4."""

# Okabe and Ito's colours, told apart by the colour-blind; the dark ones are for text (contrast 4.5:1 on white).
BLUE = "#0072B2"
ORANGE = "#D55E00"
DARK_ORANGE = "#A84300"
BLACK = "#1A1A1A"
GREY = "#595959"
PALE = "#D9D9D9"
SHADE = "#EFEFEF"

_CM_PER_INCH = 2.54
_MOST_TICK_DECIMALS = 4
_APART_POINTS = 4
"""Air between two labels."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Space around the plot, in centimetres: fixed, so that nothing depends on a search for a layout."""

    left: float = 1.5
    right: float = 0.4
    top: float = 0.9
    bottom: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside the end of what it names."""

    height: float
    text: str
    colour: str


def drawn(
    painter: Callable[[Axes], None], *, name: str, height_cm: float, synthetic: bool, margins: Margins | None = None
) -> str:
    """What `painter` draws on one pair of axes, as SVG without title, date or metadata.

    Parameters
    ----------
    painter : callable
        Draws on the axes it is given.
    name : str
        Goes into the drawing's ids, so that two drawings can stand on one page.
    height_cm : float
        Height of the whole drawing.
    synthetic : bool
        Whether the drawing shall say that its data are made up.
    margins : Margins, optional
    """
    around = margins or Margins()
    with mpl.rc_context(_settings(name)):
        figure = Figure(figsize=(WIDTH_CM / _CM_PER_INCH, height_cm / _CM_PER_INCH))
        canvas = FigureCanvasSVG(figure)
        width, height = (
            1 - (around.left + around.right) / WIDTH_CM, 1 - (around.top + around.bottom) / height_cm,
        )  # fmt: skip
        axes = figure.add_axes((around.left / WIDTH_CM, around.bottom / height_cm, width, height))
        painter(axes)
        if synthetic:
            figure.text(0.995, 0.012, wording.SYNTHETIC, ha="right", va="bottom", color=DARK_ORANGE, fontweight="bold")
        buffer = io.StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        canvas.print_svg(buffer, metadata=nothing)  # type: ignore[no-untyped-call]
    return tidied(buffer.getvalue(), name=name)


class DanishTicks(Formatter):
    """Numbers beside an axis with a decimal comma, all with the decimals that the finest of them needs.

    With fewer, evenly spaced lines would have unevenly spaced numbers: 0,3 for a quarter beside 0,5.
    """

    def __init__(self) -> None:
        self._decimals = 0

    def set_locs(self, locs: Sequence[float]) -> None:
        """Take in where the axis has its lines."""
        fits = (one for one in range(_MOST_TICK_DECIMALS) if all(_told_by(place, one) for place in locs))
        self._decimals = next(fits, _MOST_TICK_DECIMALS)

    def __call__(self, value: float, pos: int | None = None) -> str:  # noqa: ARG002
        """Give the number at one line of the axis."""
        return wording.number(value, self._decimals)


def danish_axis(axes: Axes, *, label: str) -> None:
    """Heights with a decimal comma, and what they are."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(DanishTicks())
    # Upright in the corner: a turned word is hard to read, and wide numbers would push it off the drawing.
    axes.set_ylabel(label, rotation=0, ha="left", va="bottom")
    axes.yaxis.set_label_coords(-axes.get_position().x0 * 0.82 / axes.get_position().width, 1.02)


def year_axis(axes: Axes, *, first: float, last: float) -> None:
    """Years as whole numbers, every second one."""
    axes.xaxis.set_major_locator(MultipleLocator(2))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.set_xlim(first, last)
    axes.set_xlabel("Barnets fødselsår")
    axes.grid(visible=False, axis="x")


def place_of(month: Month | str) -> float:
    """Where the middle of a month lies on a line of years: January 2023 is a little right of 2023."""
    month = Month.parse(month) if isinstance(month, str) else month
    return month.index / 12 + 1 / 24


def mark_start(axes: Axes, *, start: Month, text: str) -> None:
    """The line at which the agreement begins, named above the plot."""
    mark_line(axes, where=start.index / 12, text=text)


def mark_span(axes: Axes, *, first: float, last: float, text: str) -> None:
    """A pale band with its name above the line of years, in the middle of it."""
    axes.axvspan(first, last, color=SHADE, zorder=0, linewidth=0)
    axes.annotate(
        text, ((first + last) / 2, 0), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points",
        ha="center", va="bottom", color=GREY, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0}, zorder=4,
    )  # fmt: skip


def mark_line(axes: Axes, *, where: float, text: str) -> None:
    """An upright line with its name above the plot."""
    axes.axvline(where, color=BLACK, linewidth=1.0, zorder=1.5)
    axes.annotate(
        text, (where, 1), xycoords=("data", "axes fraction"), xytext=(0, 4), textcoords="offset points",
        ha="center", va="bottom", color=BLACK,
    )  # fmt: skip


def write_labels(axes: Axes, labels: Sequence[Label], *, at: float) -> None:
    """Words to the right of the data, moved apart where they would touch."""
    low, high = axes.get_ylim()
    box = axes.get_window_extent()
    points = box.height / axes.figure.dpi * 72
    gap = (high - low) * 11 / points
    air = (high - low) * _APART_POINTS / points
    placed: list[tuple[float, Label]] = []
    for label in sorted(labels, key=lambda one: one.height):
        lines = label.text.count("\n") + 1
        room = gap * lines
        below = placed[-1][0] + placed_room(placed[-1][1], gap) / 2 + air + room / 2 if placed else low + room / 2
        placed.append((max(label.height, below), label))
    surplus = max(0.0, placed[-1][0] + placed_room(placed[-1][1], gap) / 2 - high) if placed else 0.0
    for height, label in placed:
        axes.text(at, height - surplus, label.text, color=label.colour, va="center", ha="left", linespacing=1.05)


def placed_room(label: Label, gap: float) -> float:
    """Height that a label takes up."""
    return gap * (label.text.count("\n") + 1)


def dots(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float],
    *,
    colour: str,
    size: float,
    square: bool = False,
) -> Line2D:
    """Round or square points as one broken line of very short strokes: a mark for each would be far heavier.

    Parameters
    ----------
    axes : Axes
        With the limits of the heights already set.
    x, y : sequence of float
        Places and heights.
    colour : str
    size : float
        Diameter in points.
    square : bool
        Told from round ones without colour too.

    Returns
    -------
    Line2D
        Drawn above lines.
    """
    low, high = axes.get_ylim()
    short = (high - low) * 2e-4
    places = [number for place in x for number in (place, place, math.nan)]
    heights = [number for height in y for number in (height - short, height + short, math.nan)]
    ends = "projecting" if square else "round"
    (line,) = axes.plot(places, heights, color=colour, linewidth=size, solid_capstyle=ends, zorder=3)
    return line


def limits_around(values: Sequence[float], *, share: float = 0.08) -> tuple[float, float]:
    """Lowest and highest value with a little air, whole where the values are."""
    low, high = min(values), max(values)
    air = (high - low) * share or max(abs(high), 1.0) * share
    return low - air, high + air


def width_cm(text: str) -> float:
    """Width of the longest line of a text as a figure writes it."""
    return max(advance(line) for line in text.split("\n")) / 72 * _CM_PER_INCH


def _told_by(value: float, decimals: int) -> bool:
    """Whether so many decimals hold the number: what is left is the computer's own rounding."""
    return abs(value - round(value, decimals)) < 1e-6


def _settings(name: str) -> dict[Any, Any]:
    """Settings of one drawing; nothing outside it is changed."""
    return {
        **sns.axes_style("whitegrid"),
        "font.family": [FONT],
        "font.size": FONT_SIZE,
        "axes.labelsize": FONT_SIZE,
        "xtick.labelsize": FONT_SIZE,
        "ytick.labelsize": FONT_SIZE,
        "text.color": BLACK,
        "axes.labelcolor": GREY,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "axes.edgecolor": PALE,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "grid.color": "#E4E4E4",
        "grid.linewidth": 0.7,
        "lines.solid_capstyle": "round",
        "figure.dpi": 72,
        "svg.fonttype": "none",
        "svg.hashsalt": f"evaluering-{name}",
    }
