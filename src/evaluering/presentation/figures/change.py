"""Before and after: every point, both trends, the expected course, the start, months left out and declared breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.analysis_plan import NOT_PLANNED, DeclaredBreak
from evaluering.disclosure.protection import Protected
from evaluering.estimation.unit_change import UnitChange
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    DARK_ORANGE,
    GREY,
    ORANGE,
    SHADE,
    Label,
    Margins,
    danish_axis,
    dots,
    drawn,
    limits_around,
    mark_start,
    place_of,
    write_labels,
    year_axis,
)
from evaluering.presentation.figures.told import told
from evaluering.presentation.sentences.change import change_message
from evaluering.presentation.tables.cells import AXES, CI, NONE, with_interval
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording.plan import NOT_PLANNED_NOTE

_LABELS_CM = 3.1
_DOT = 3.5
_WIDE = 2.0
"""Standard deviations that hold about 19 of 20 residuals when the model is right."""


@dataclass(frozen=True, slots=True)
class _Course:
    """The fitted months with their place on the line of years, where the agreement begins, and what else moved them."""

    frame: pd.DataFrame
    measure: str
    start: Month
    cut_months: int
    breaks: tuple[DeclaredBreak, ...]

    def broken(self, month: str) -> str:
        """The declared break a month lies in; empty for none."""
        inside = (one for one in self.breaks if str(one.first) <= month and month <= str(one.last or month))
        return next((one.title for one in inside), "")


def change(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """The interrupted time series of one unit and outcome (graph core of Turner 2021, 10.1002/jrsm.1435)."""
    record = opened(change, data=data)
    course = _course(record, data=data)
    name = f"{record.indicator}-{record.unit}-before-after"
    message = change_message(record, data=data)
    svg = drawn(
        lambda axes: _paint_change(axes, course), name=name, height_cm=8.6, synthetic=data.synthetic,
        margins=Margins(right=_LABELS_CM),
    )  # fmt: skip
    caption = (
        "Hvert punkt er børn født i én måned. Fuldt optrukne linjer er den beregnede udvikling uden årstidsudsving. "
        f"Den stiplede linje er den ventede udvikling med {SURETY} sikkerhedsinterval. "
        f"Åbne grå firkanter i det grå felt er måneder, der holdes ude. {_break_words(course)}"
        f"Aksen begynder ikke ved nul.{_plan_words(record)}"
    )
    return figure_block(
        data, name=name, title=message, alt=_alt(message, course), caption=caption,
        table=_table(record, course, data=data), svg=svg,
    )  # fmt: skip


def _plan_words(record: UnitChange) -> str:
    unplanned = record.fit is not None and NOT_PLANNED in record.fit.warnings
    return f" {NOT_PLANNED_NOTE}" if unplanned else ""


def residuals(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """How far each month lies from the calculation, in its own spread: no pattern should be left."""
    record = opened(change, data=data)
    course = _course(record, data=data)
    shown = course.frame[course.frame["residual"].notna()]
    near = int((shown["residual"].abs() <= _WIDE).sum())
    name = f"{record.indicator}-{record.unit}-residuals"
    place = f"{data.agreement.indicator(record.indicator).name} i {data.agreement.name_of(record.unit)}"
    near_words = f"{near} af {len(shown)} måneder ligger tæt på beregningen"
    title = f"{place}: {near_words if len(shown) else 'der er ingen beregning at vise'}"
    svg = drawn(
        lambda axes: _paint_residuals(axes, course, shown), name=name, height_cm=5.6, synthetic=data.synthetic,
        margins=Margins(right=_LABELS_CM),
    )  # fmt: skip
    points = [
        (wording.long_month(month), value) for month, value in zip(shown["period"], shown["residual"], strict=True)
    ]
    table = Table(
        caption=f"{place}: afstand fra beregning til måling",
        columns=(Column("Født i", "left"), Column("Afstand")),
        rows=tuple((month, wording.measured(value, "spread")) for month, value in points),
    )
    caption = (
        "Afstanden er målt i typiske udsving. Tæt på er højst to. Omkring 19 af 20 punkter skal ligge i det grå bånd, "
        f"spredt uden bølger.{_plan_words(record)}"
    )
    alt = told(title, heights=points, measure="spread", points="måneder")
    return figure_block(data, name=name, title=title, alt=alt, caption=caption, table=table, svg=svg)


def _course(record: UnitChange, *, data: Prepared) -> _Course:
    frame = record.fit.frame if record.fit is not None else _EMPTY
    placed = frame.assign(place=[place_of(month) for month in frame["period"]])
    breaks = tuple(one for one in data.plan.breaks if one.name in record.breaks) if len(frame) else ()
    return _Course(placed, record.measure, Month.parse(record.start), record.cut_months, breaks)


_EMPTY = pd.DataFrame(
    {
        **{name: pd.Series(dtype="str") for name in ("period",)},
        **{
            name: pd.Series(dtype="float64")
            for name in (
                "observed",
                "fitted_trend",
                "counterfactual_trend",
                "counterfactual_trend_lower",
                "counterfactual_trend_upper",
                "residual",
            )
        },
        **{name: pd.Series(dtype="bool") for name in ("used", "exposed", "cut", "hidden")},
    }
)
"""What a unit without a fit has to draw: nothing."""


def _paint_change(axes: Axes, course: _Course) -> None:
    frame = course.frame
    seen = frame[frame["observed"].notna()]
    counted, left_out = seen[~seen["cut"]], seen[seen["cut"]]
    axes.plot(
        left_out["place"], left_out["observed"], marker="s", markersize=3.4, color=GREY, markerfacecolor="white",
        linestyle="none", zorder=2,
    )  # fmt: skip
    _shade_cut(axes, course)
    _mark_breaks(axes, course)
    labels = []
    before, after = frame[~frame["exposed"] & ~frame["cut"]], frame[frame["exposed"]]
    fitted, expected = course.frame["fitted_trend"], course.frame["counterfactual_trend"]
    axes.plot(*_line(before, "fitted_trend", course), color=BLUE, linewidth=2.2, zorder=4)
    if len(after):
        lower, upper = after["counterfactual_trend_lower"], after["counterfactual_trend_upper"]
        axes.fill_between(after["place"], lower, upper, color=BLUE, alpha=0.18, linewidth=0, zorder=1)
        dashed: dict[str, Any] = {"color": BLUE, "linewidth": 1.8, "linestyle": (0, (4, 2)), "zorder": 4}
        axes.plot(*_line(after, "counterfactual_trend", course), **dashed)
        axes.plot(*_line(after, "fitted_trend", course), color=ORANGE, linewidth=2.6, zorder=5)
        labels = [
            Label(float(fitted[after.index].iloc[-1]), "Efter aftalens\nstart", DARK_ORANGE),
            Label(float(expected[after.index].iloc[-1]), "Ventet ud fra\nårene før", BLUE),
        ]
    danish_axis(axes, label=AXES[course.measure])
    _dress(axes, course, [*seen["observed"], *fitted, *expected])
    dots(axes, counted["place"].tolist(), counted["observed"].tolist(), colour=GREY, size=_DOT).set_zorder(2)
    write_labels(axes, labels, at=_end(course) + 0.25)


def _paint_residuals(axes: Axes, course: _Course, shown: pd.DataFrame) -> None:
    axes.axhspan(-_WIDE, _WIDE, color=SHADE, linewidth=0, zorder=0)
    axes.axhline(0, color=BLACK, linewidth=1.0)
    danish_axis(axes, label="Typiske udsving")
    _dress(axes, course, [*shown["residual"], -_WIDE, _WIDE])
    dots(axes, shown["place"].tolist(), shown["residual"].tolist(), colour=GREY, size=_DOT).set_zorder(2)
    write_labels(axes, [Label(0.0, "Som beregnet", BLACK)], at=_end(course) + 0.25)


def _line(rows: pd.DataFrame, column: str, course: _Course) -> tuple[list[float], list[float]]:
    """A trend as a line that is lifted where a declared break begins or ends: it jumps there, it does not slope."""
    places: list[float] = []
    heights: list[float] = []
    inside = ""
    for month, place, height in zip(rows["period"], rows["place"], rows[column], strict=True):
        now = course.broken(month)
        if places and now != inside:
            places.append(float("nan"))
            heights.append(float("nan"))
        inside = now
        places.append(float(place))
        heights.append(float(height))
    return places, heights


def _mark_breaks(axes: Axes, course: _Course) -> None:
    """Dotted lines around each declared break, named inside the plot."""
    for one in course.breaks:
        edges = [one.first.index / 12] if one.last is None else [one.first.index / 12, (one.last + 1).index / 12]
        for edge in edges:
            axes.axvline(edge, color=GREY, linewidth=1.0, linestyle=(0, (1, 2)), zorder=1)
        middle = sum(edges) / len(edges)
        axes.annotate(
            one.title, (middle, 1), xycoords=("data", "axes fraction"), xytext=(0, -2), textcoords="offset points",
            ha="center", va="top", color=GREY, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip


def _break_words(course: _Course) -> str:
    """What the dotted lines stand around, as sentences of the caption; nothing where no break is declared."""
    told = []
    for one in course.breaks:
        if one.last is None:
            told.append(f"Ved den prikkede linje: {one.title}, fra {wording.long_month(one.first)}.")
        else:
            told.append(f"Mellem de prikkede linjer: {one.title}, {wording.span(one.first, one.last)}.")
    return f"{' '.join(told)} Det er regnet med for sig. " if told else ""


def _shade_cut(axes: Axes, course: _Course) -> None:
    if course.cut_months:
        last = course.start.index / 12
        first = last - course.cut_months / 12
        axes.axvspan(first, last, color=SHADE, zorder=0, linewidth=0)
        axes.annotate(
            "Holdt ude", (first, 0), xycoords=("data", "axes fraction"), xytext=(-4, 4), textcoords="offset points",
            ha="right", va="bottom", color=GREY, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip


def _dress(axes: Axes, course: _Course, heights: list[float]) -> None:
    """Axes, limits and the start of the agreement."""
    finite = [height for height in heights if np.isfinite(height)] or [0.0, 1.0]
    low, high = limits_around(finite)
    room = 0.08 * (high - low)  # for the words below the points, and above them where a break is named
    axes.set_ylim(low - room, high + (room if course.breaks else 0.0))
    first = course.frame["place"].min() if len(course.frame) else course.start.index / 12 - 1
    year_axis(axes, first=float(np.floor(first)), last=_end(course) + 0.1)
    mark_start(axes, start=course.start, text=f"Aftalen begynder {wording.long_date(course.start.first_day)}")


def _end(course: _Course) -> float:
    return float(course.frame["place"].max()) if len(course.frame) else course.start.index / 12 + 1


def _alt(message: str, course: _Course) -> str:
    """Message, points, and both lines where they end."""
    seen = course.frame[course.frame["observed"].notna()]
    points = [
        (wording.long_month(period), value) for period, value in zip(seen["period"], seen["observed"], strict=True)
    ]
    text = told(message, heights=points, measure=course.measure, points="måneder")
    if not len(course.frame):
        return text
    month = wording.long_month(str(course.frame["period"].iloc[-1]))
    fitted = wording.measured(float(course.frame["fitted_trend"].iloc[-1]), course.measure)
    expected = wording.measured(float(course.frame["counterfactual_trend"].iloc[-1]), course.measure)
    ends = f"I {month} ender linjen efter aftalens start på {fitted}. Den ventede udvikling ender på {expected}."
    return f"{text} {ends} {_break_words(course)}".rstrip()


def _table(record: UnitChange, course: _Course, *, data: Prepared) -> Table:
    """The data behind the figure."""
    indicator = data.agreement.indicator(record.indicator)
    return Table(
        caption=f"{indicator.name} i {data.agreement.name_of(record.unit)}: før og efter",
        columns=(
            Column("Født i", "left"),
            Column("Del", "left"),
            Column("Målt"),
            Column("Beregnet"),
            Column(f"Ventet ({CI})"),
        ),
        rows=tuple(_month_row(row, course) for row in course.frame.itertuples(index=False)),
    )


def _month_row(row: Any, course: _Course) -> tuple[str, ...]:
    """One month: which part it belongs to, what was measured, calculated and expected."""
    measure, broken = course.measure, course.broken(row.period)
    seen = wording.NO_DATA if row.observed != row.observed else wording.measured(row.observed, measure)
    limits = row.counterfactual_trend_lower, row.counterfactual_trend_upper
    expected = with_interval(row.counterfactual_trend, *limits, measure=measure)
    part = "Holdt ude" if row.cut else "Efter" if row.exposed else "Før"
    return (
        wording.long_month(row.period),
        f"{part}, {broken}" if broken else part,
        wording.HIDDEN if row.hidden else seen,
        NONE if row.cut else wording.measured(row.fitted_trend, measure),
        expected if row.exposed else NONE,
    )
