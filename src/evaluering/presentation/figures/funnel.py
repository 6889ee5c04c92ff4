"""The funnel: every municipality by how many children it rests on, between the limits of ordinary variation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    DARK_ORANGE,
    GREY,
    ORANGE,
    Label,
    Margins,
    danish_axis,
    drawn,
    limits_around,
    width_cm,
    write_labels,
)
from evaluering.presentation.figures.svg import FONT_SIZE
from evaluering.presentation.sentences.municipalities import funnel_message
from evaluering.presentation.tables.cells import AXES
from evaluering.presentation.tables.municipalities import municipal_table

Floats = npt.NDArray[np.float64]

_LABELS_CM = 3.0
_POINTS_PER_CM = 72 / 2.54
_CURVE_POINTS = 40
_MARK, _AIR = 4.0, 2.0
"""Radius of a point with its edge, and the air around a name, in points."""
_NEAR = 5.0
"""How much further a name is from other points than from its own, so that nobody doubts whose it is; in points."""
_APART = 6.0
"""Least distance between two names on one line, in points."""
_STEP = 5.0
"""Half the distance between two places on a line, in points: names keep away from all of the line."""


@dataclass(frozen=True, slots=True)
class Point:
    """One municipality on the plot, with its name and whether it lies outside the limits."""

    name: str
    children: float
    value: float
    outside: bool
    own_limits: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether the two share any area."""
        apart = self.right <= other.left or other.right <= self.left or self.top <= other.bottom
        return not (apart or other.top <= self.bottom)

    def wider(self, points: float) -> Box:
        """The rectangle with so much more to its left and right."""
        return Box(self.left - points, self.bottom, self.right + points, self.top)

    def with_spot(self, spot: tuple[float, float]) -> Box:
        """The smallest rectangle that holds this one and a spot."""
        x, y = spot
        return Box(min(self.left, x), min(self.bottom, y), max(self.right, x), max(self.top, y))

    def within(self, other: Box) -> bool:
        """Whether this one lies wholly inside the other."""
        inside = other.left <= self.left and self.right <= other.right
        return inside and other.bottom <= self.bottom and self.top <= other.top


@dataclass(frozen=True, slots=True)
class Name:
    """A label with its place, lower left corner and size in points."""

    point: Point
    box: Box


def funnel(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """The municipalities that are assessed, with limits that nineteen and nearly all of a thousand keep."""
    record = opened(levels, data=data)
    points = funnel_points(record, data=data)
    name = f"{record.indicator}-funnel"
    title = funnel_message(record, data=data)
    svg = drawn(
        lambda axes: _paint(axes, points, record), name=name, height_cm=6.9, synthetic=data.synthetic,
        margins=Margins(right=_LABELS_CM, bottom=1.2),
    )  # fmt: skip
    own = " Den lodrette streg er grænserne for en kommune, hvor slutdatoen er ukendt for mange børn."
    caption = (
        "Hvert punkt er en kommune. Jo længere mod højre, jo flere børn bygger tallet på. Skiller intet særligt "
        "kommunerne ad, ligger 95 af 100 inden for de inderste grænser og 998 af 1.000 inden for de yderste. "
        "Ruder med navn ligger uden for de inderste. Kommuner, der ikke kan vurderes, er ikke tegnet. Aksen nederst "
        f"fordobler for hvert skridt.{own if any(point.own_limits for point in points) else ''}"
    )
    alt = f"{title}. {_told(points, record)}"
    table = municipal_table(record, data=data)
    return figure_block(data, name=name, title=title, alt=alt, caption=caption, table=table, svg=svg)


def _told(points: Sequence[Point], record: MunicipalLevels) -> str:
    """The points in words, without naming the lowest and the highest: that would rank."""
    if not points:
        return "Figuren har ingen punkter."
    region = wording.measured(record.region.value, record.measure)
    values = [point.value for point in points]
    span = f"{wording.measured(min(values), record.measure)} til {wording.measured(max(values), record.measure)}"
    outside = [f"{point.name} ({wording.measured(point.value, record.measure)})" for point in points if point.outside]
    words = f" Uden for grænserne: {wording.sentence_list(outside)}." if outside else ""
    return f"Figuren viser {len(points)} kommuner omkring regionens tal på {region}. De ligger fra {span}.{words}"


def funnel_points(record: MunicipalLevels, *, data: Prepared) -> tuple[Point, ...]:
    """What is drawn: the rows that are assessed."""
    return tuple(
        Point(
            data.agreement.name_of(row.unit), row.level.known, row.level.value, row.outside,
            (row.lower_95, row.upper_95) if row.own_limits else None,
        )
        for row in record.rows
        if row.assessable
    )  # fmt: skip


def _paint(axes: Axes, points: Sequence[Point], record: MunicipalLevels) -> None:
    danish_axis(axes, label=AXES[record.measure])
    axes.set_xscale("log")
    axes.set_xlabel("Børn med kendt amning")
    axes.grid(visible=False, axis="x")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: wording.count(round(value))))
    if not points:
        axes.set_xlim(100, 1000)
        return
    low, high = min(point.children for point in points) / 1.25, max(point.children for point in points) * 1.25
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(FixedLocator(_doublings(low, high)))
    lines = _paint_limits(axes, points, record, np.geomspace(low, high, _CURVE_POINTS))
    for outside in (False, True):
        mine = [point for point in points if point.outside == outside]
        axes.plot(
            [point.children for point in mine], [point.value for point in mine], linestyle="none",
            marker="D" if outside else "o", markersize=6.5 if outside else 5.5, color=ORANGE if outside else BLUE,
            markerfacecolor="white" if outside else BLUE, markeredgewidth=1.6, zorder=4,
        )  # fmt: skip
    for point in points:
        if point.own_limits is not None:
            axes.vlines(point.children, *point.own_limits, color=GREY, linewidth=1.0, zorder=2)
    for label in placed_names(axes, points, lines=lines):
        axes.annotate(
            label.point.name, (0, 0), xycoords="axes fraction", xytext=(label.box.left, label.box.bottom),
            textcoords="offset points", ha="left", va="baseline", color=DARK_ORANGE,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip


def _paint_limits(
    axes: Axes, points: Sequence[Point], record: MunicipalLevels, children: Floats
) -> tuple[tuple[float, float], ...]:
    """The common level and the limits, each named at its right end; places on them, from which names keep away."""
    curves = record.limits(children)
    floor = 0.0 if record.measure == "pct" else -np.inf
    for name, dashes in (("95", (0, (5, 2))), ("998", (0, (1.5, 1.5)))):
        for side in ("lower", "upper"):
            height = np.maximum(curves[f"{side}_{name}"], floor)
            axes.plot(children, height, color=GREY, linewidth=1.2, linestyle=dashes, zorder=2)
    axes.axhline(record.region.value, color=BLACK, linewidth=1.2, zorder=2)
    reach = [*curves["lower_998"][[0, -1]], *curves["upper_998"][[0, -1]], *(point.value for point in points)]
    low, high = limits_around([max(one, floor) for one in reach], share=0.05)
    axes.set_ylim(max(low, floor), high)
    ends = {name: float(curve[-1]) for name, curve in curves.items()}
    labels = [
        Label(record.region.value, "Regionens tal", BLACK),
        Label(ends["upper_95"], "95 af 100", GREY),
        Label(ends["lower_95"], "95 af 100", GREY),
        Label(ends["upper_998"], "998 af 1.000", GREY),
        Label(ends["lower_998"], "998 af 1.000", GREY),
    ]
    write_labels(axes, labels, at=float(children[-1]) * 1.02)
    drawn_lines = (*curves.values(), np.full(len(children), record.region.value))
    return tuple((float(x), float(y)) for line in drawn_lines for x, y in zip(children, line, strict=True))


def _doublings(low: float, high: float) -> list[float]:
    """Round numbers, each twice the one before, within the axis."""
    return [place for place in (125.0 * 2**step for step in range(20)) if low <= place <= high]


def placed_names(axes: Axes, points: Sequence[Point], *, lines: Sequence[tuple[float, float]] = ()) -> tuple[Name, ...]:
    """Names of those outside the limits and of no others, the largest first.

    A name stands beside, above or below its point where it meets no other point, no other name and no edge, and if it
    can where none of the places on `lines` lies on it or between it and its point. One for which there is no place is
    left out; the title of the map and the table name it.
    """
    frame = _frame(axes)
    spots = [_spot(axes, (point.children, point.value), frame) for point in points]
    crossed = [Box(x - _STEP, y - 0.5, x + _STEP, y + 0.5) for x, y in (_spot(axes, at, frame) for at in lines)]
    placed: list[Name] = []
    outside = [at for at, point in enumerate(points) if point.outside]
    for place in sorted(outside, key=lambda at: -points[at].children):
        point, spot = points[place], spots[place]
        others = [_around(other, _MARK + _NEAR) for at, other in enumerate(spots) if at != place]
        others += [name.box.wider(_APART) for name in placed]
        free = [box for box in _candidates(point, spot) if _is_clear(box, frame, others)]
        off_lines = [box for box in free if _is_clear(box, frame, crossed)]
        best = [box for box in off_lines if _is_clear(box.with_spot(spot), frame, crossed)]
        placed += [Name(point, box) for box in [*best, *off_lines, *free][:1]]
    return tuple(placed)


def _around(spot: tuple[float, float], reach: float) -> Box:
    return Box(spot[0] - reach, spot[1] - reach, spot[0] + reach, spot[1] + reach)


def _is_clear(box: Box, frame: Box, others: Sequence[Box]) -> bool:
    air = Box(box.left - _AIR, box.bottom - _AIR, box.right + _AIR, box.top + _AIR)
    return air.within(frame) and not any(air.meets(other) for other in others)


def _frame(axes: Axes) -> Box:
    """The plot itself, in points from its lower left corner."""
    size = axes.get_window_extent()
    scale = 72 / axes.figure.dpi
    return Box(0, 0, size.width * scale, size.height * scale)


def _spot(axes: Axes, at: tuple[float, float], frame: Box) -> tuple[float, float]:
    """Where a number of children and a value lie on the plot, in points."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    across = log(at[0] / left) / log(right / left)
    return across * frame.right, (at[1] - low) / (high - low) * frame.top


def _candidates(point: Point, spot: tuple[float, float]) -> Iterator[Box]:
    """Places for a name around its point, the best first; a box reaches from the baseline up."""
    width, height = width_cm(point.name) * _POINTS_PER_CM, float(FONT_SIZE)
    x, y = spot
    gap = _MARK + _AIR + 1
    middle = y - height * 0.36
    for left, bottom in (
        (x + gap, middle),
        (x - gap - width, middle),
        (x - width / 2, y + gap),
        (x - width / 2, y - gap - height),
        (x + gap * 0.9, y + gap * 0.9),
        (x + gap * 0.9, y - gap * 0.9 - height),
        (x - gap * 0.9 - width, y + gap * 0.9),
        (x - gap * 0.9 - width, y - gap * 0.9 - height),
    ):
        yield Box(left, bottom, left + width, bottom + height)
