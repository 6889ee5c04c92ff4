"""The run chart: every month joined by a thin line, the median of the months before, and the phases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.unit_charts import CUT, FULL, UnitRunChart
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    DARK_ORANGE,
    GREY,
    ORANGE,
    Label,
    Margins,
    danish_axis,
    dots,
    drawn,
    limits_around,
    mark_span,
    mark_start,
    place_of,
    write_labels,
    year_axis,
)
from evaluering.presentation.figures.told import told
from evaluering.presentation.sentences.charts import phase_rows, run_message
from evaluering.presentation.tables.cells import AXES
from evaluering.wording.charts import LEVEL_GLOSS, PHASE_GLOSS, PHASES, RUN_VERDICTS, SEASON_IN, SEASON_OUT
from evaluering.wording.plan import NOT_PLANNED_NOTE

_LABELS_CM = 3.1
_POINT = 3.2
_SQUARE = 4.0


@dataclass(frozen=True, slots=True)
class _Course:
    """The months with their place on the line of years, the median, and where the phases begin."""

    frame: pd.DataFrame
    median: float
    measure: str
    start: Month
    cut_months: int
    full_from: Month | None


def run_chart(chart: Protected[UnitRunChart], *, data: Prepared) -> Block:
    """One unit and outcome month by month against the median of the months before the cut."""
    record = opened(chart, data=data)
    series = record.series
    course = _course(record)
    name = f"{series.indicator}-{series.unit}-run-chart"
    message = run_message(record, data=data)
    svg = drawn(
        lambda axes: _paint(axes, course), name=name, height_cm=6.2, synthetic=data.synthetic,
        margins=Margins(right=_LABELS_CM),
    )  # fmt: skip
    return figure_block(
        data, name=name, title=message, alt=_alt(message, record, course), caption=_caption(record),
        table=_table(record, course, data=data), svg=svg,
    )  # fmt: skip


def _course(record: UnitRunChart) -> _Course:
    chart = record.chart
    frame = chart.frame if chart is not None else _EMPTY
    placed = frame.assign(place=[place_of(month) for month in frame["period"]])
    phases = set() if chart is None else set(chart.phases["phase"])
    full_from = record.ramp_end + 1 if FULL in phases and record.ramp_end is not None else None
    median = chart.median if chart is not None else float("nan")
    design = record.design
    return _Course(placed, median, record.series.measure, design.start, design.cut_months, full_from)


_EMPTY = pd.DataFrame(
    {
        **{name: pd.Series(dtype="str") for name in ("period", "phase")},
        **{name: pd.Series(dtype="float64") for name in ("observed", "value")},
    }
)
"""What a unit without a chart has to draw: nothing."""


def _paint(axes: Axes, course: _Course) -> None:
    frame = course.frame
    low, high = limits_around([*frame["value"], course.median] if len(frame) else [0.0, 1.0])
    axes.set_ylim(low - 0.12 * (high - low), high)  # room for the word below the points
    axes.plot(*_joined(frame), color=GREY, linewidth=0.5, zorder=2)
    later = (frame["period"] >= str(course.start)).to_numpy(dtype=bool)
    for chosen, colour, size in ((~later, BLUE, _POINT), (later, ORANGE, _SQUARE)):
        places, values = frame["place"][chosen].tolist(), frame["value"][chosen].tolist()
        dots(axes, places, values, colour=colour, size=size, square=size == _SQUARE)
    danish_axis(axes, label=AXES[course.measure])
    first, last = (frame["place"].min(), frame["place"].max()) if len(frame) else (2012.0, 2026.0)
    year_axis(axes, first=float(np.floor(first)), last=last + 0.25)
    cut = (course.start + -course.cut_months).index / 12
    if len(frame):
        _paint_median(axes, course, cut=cut, first=float(np.floor(first)), last=last + 0.25)
    if course.cut_months:
        mark_span(axes, first=cut, last=course.start.index / 12, text=PHASES[CUT])
    if course.full_from is not None:
        axes.axvline(course.full_from.index / 12, color=GREY, linewidth=1.0, linestyle=(0, (1, 2)), zorder=1)
    mark_start(axes, start=course.start, text=f"Aftalen begynder {wording.long_date(course.start.first_day)}")


def _paint_median(axes: Axes, course: _Course, *, cut: float, first: float, last: float) -> None:
    """The median, solid over the months it was made from and dashed where it is carried on."""
    axes.plot([first, cut], [course.median] * 2, color=BLACK, linewidth=1.6, zorder=2.5)
    axes.plot([cut, last], [course.median] * 2, color=BLACK, linewidth=1.6, linestyle=(0, (4, 2)), zorder=2.5)
    labels = [Label(course.median, f"Midterniveau før:\n{wording.measured(course.median, course.measure)}", BLACK)]
    later = course.frame[course.frame["period"] >= str(course.start)]
    if len(later):
        labels.append(Label(float(later["value"].iloc[-6:].mean()), "Efter aftalens\nstart", DARK_ORANGE))
    write_labels(axes, labels, at=last + 0.2)


def _joined(frame: pd.DataFrame) -> tuple[list[float], list[float]]:
    """The months as a line that is lifted over months that are not there."""
    places: list[float] = []
    heights: list[float] = []
    for place, height in zip(frame["place"], frame["value"], strict=True):
        if places and place - places[-1] > 1.5 / 12:
            places.append(float("nan"))
            heights.append(float("nan"))
        places.append(float(place))
        heights.append(float(height))
    return places, heights


def _caption(record: UnitRunChart) -> str:
    if record.chart is None:
        return f"Figuren er tom: {wording.REASONS[record.reason]}."
    parts = [
        "Firkanter er måneder efter aftalens start.",
        LEVEL_GLOSS,
        SEASON_OUT if record.chart.deseasonalised else SEASON_IN,
    ]
    parts += [PHASE_GLOSS] if record.design.cut_months else []
    hidden = int(record.series.frame["hidden"].sum())
    if hidden:
        some = f"{hidden} måned er skjult" if hidden == 1 else f"{hidden} måneder er skjult"
        parts.append(f"{some} og ikke regnet med.")
    if FULL in set(record.chart.phases["phase"]):
        parts.append("Den prikkede linje viser, hvornår indfasningen slutter.")
    return " ".join([*parts, "Aksen begynder ikke ved nul.", *([] if record.planned else [NOT_PLANNED_NOTE])])


def _alt(message: str, record: UnitRunChart, course: _Course) -> str:
    """Message, points, the median, and each phase's verdict."""
    points = [
        (wording.long_month(period), value)
        for period, value in zip(course.frame["period"], course.frame["value"], strict=True)
    ]
    text = told(message, heights=points, measure=course.measure, points="måneder")
    if record.chart is None:
        return text
    phases = [
        f"{PHASES[row.phase]}: {wording.lowered(RUN_VERDICTS[row.verdict].split(' ', 1)[1])}."
        for row in phase_rows(record.chart)
    ]
    return " ".join([text, f"Midterniveau før: {wording.measured(course.median, course.measure)}.", *phases])


def _table(record: UnitRunChart, course: _Course, *, data: Prepared) -> Table:
    """The data behind the figure."""
    series = record.series
    adjusted = record.chart is not None and record.chart.deseasonalised

    def cells(row: Any) -> tuple[str, ...]:
        numbers = (row.observed, row.value) if adjusted else (row.observed,)
        told = (wording.measured(number, course.measure) for number in numbers)
        return (wording.long_month(row.period), PHASES[row.phase], *told)

    return Table(
        caption=f"{data.agreement.indicator(series.indicator).name} i {data.agreement.name_of(series.unit)}: "
        "seriediagram",
        columns=(
            Column("Født i", "left"),
            Column("Del", "left"),
            Column("Målt"),
            *((Column("Uden årstid"),) if adjusted else ()),
        ),
        rows=tuple(cells(row) for row in course.frame.itertuples(index=False)),
    )
