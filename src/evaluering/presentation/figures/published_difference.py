"""A region less the rest of the nation by year, with the line that the years before lead one to expect."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.published.published_difference import PublishedComparison
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLUE,
    DARK_ORANGE,
    GREY,
    ORANGE,
    Label,
    Margins,
    danish_axis,
    drawn,
    limits_around,
    mark_start,
    write_labels,
    year_axis,
)
from evaluering.presentation.figures.told import told
from evaluering.presentation.sentences.published_difference import difference_message
from evaluering.presentation.tables.cells import AXES, CI, NONE, with_interval
from evaluering.presentation.uncertainty import SURETY

Places = npt.NDArray[np.float64]

_MIDDLE = 0.5
"""Where in a year its children are drawn."""


def published_difference(comparison: Protected[PublishedComparison], *, data: Prepared) -> Block:
    """The difference per year with its sampling error; the expected line goes on from the years before."""
    record = opened(comparison, data=data)
    measure = "pct_point" if record.measure == "pct" else record.measure
    name = f"published-{record.indicator}-difference"
    message = difference_message(record, data=data)

    def paint(axes: Axes) -> None:
        _paint(axes, record, measure=measure, data=data)

    svg = drawn(paint, name=name, height_cm=8.0, synthetic=data.synthetic, margins=Margins(right=3.6))
    shown = record.main.frame[record.main.frame["value"].notna()]
    points = list(zip(shown["period"].tolist(), shown["value"].tolist(), strict=True))
    return figure_block(
        data, name=name, title=message, alt=told(message, heights=points, measure=measure, points="år"),
        caption=_caption(record), table=_table(record, measure=measure), svg=svg,
    )  # fmt: skip


def _caption(record: PublishedComparison) -> str:
    parts = [
        f"Hvert punkt er {record.name} minus resten af landet for børn født i ét år.",
        f"Stregen gennem punktet er {SURETY} sikkerhedsinterval.",
        "Åbne punkter er foreløbige tal.",
        "Ved nul er der ingen forskel.",
    ]
    if len(record.main.course):
        parts[2] = (
            "Åbne punkter er ikke med i beregningen. Tallene er foreløbige, eller året ligger midt i aftalens start. "
            f"Den stiplede linje er den ventede forskel med {SURETY} sikkerhedsinterval."
        )
    return " ".join(parts)


def _paint(axes: Axes, record: PublishedComparison, *, measure: str, data: Prepared) -> None:
    frame = record.main.frame[record.main.frame["value"].notna()]
    course = record.main.course
    axes.axhline(0, color=GREY, linewidth=0.9, zorder=1)
    _points(axes, frame, course)
    labels = _lines(axes, course)
    heights = [*frame[["value", "lower", "upper"]].to_numpy().ravel(), *course["expected"], *course["fitted"], 0.0]
    heights += [*course["expected_lower"], *course["expected_upper"]]
    finite = [float(height) for height in heights if np.isfinite(height)]
    danish_axis(axes, label=AXES[measure])
    axes.set_ylim(*limits_around(finite if len(finite) > 1 else [-1.0, 1.0], share=0.08))
    years = [*_places(frame), *_places(course)] or [2012 + _MIDDLE, 2026 + _MIDDLE]
    year_axis(axes, first=min(years) - _MIDDLE, last=max(years) + _MIDDLE)
    begins = f"Aftalen begynder {wording.long_date(data.agreement.start.first_day)}"
    mark_start(axes, start=data.agreement.start, text=begins)
    write_labels(axes, labels, at=max(years) + _MIDDLE + 0.1)


def _points(axes: Axes, frame: pd.DataFrame, course: pd.DataFrame) -> None:
    """Filled where the year is in the calculation; without one all are filled that are not preliminary."""
    counted = frame["used"] if len(course) else frame["mature"]
    axes.vlines(_places(frame), frame["lower"], frame["upper"], color=GREY, linewidth=0.9, zorder=2)
    for filled, face in ((True, GREY), (False, "white")):
        part = frame[counted == filled]
        axes.scatter(_places(part), part["value"], s=18, color=face, edgecolor=GREY, linewidth=1.0, zorder=3)


def _lines(axes: Axes, course: pd.DataFrame) -> list[Label]:
    """Fitted before, expected and fitted after, and what the two ends are called; nothing where nothing was fitted."""
    after = course[course["expected_lower"].notna()]
    if after.empty:
        return []
    before = course[course.index < after.index[0]]
    # The expected line goes on from the last year before, so that one year after is a line too.
    onward = pd.concat([before.iloc[-1:], after])
    axes.plot(_places(before), before["fitted"], color=BLUE, linewidth=2.2, zorder=4)
    axes.plot(_places(onward), onward["expected"], color=BLUE, linewidth=1.8, linestyle=(0, (4, 2)), zorder=4)
    wide = pd.concat([after.iloc[:1], after, after.iloc[-1:]])
    # A year is a year wide.
    places: Places = _places(wide) + np.array([-_MIDDLE, *([0.0] * len(after)), _MIDDLE])
    axes.fill_between(
        places, wide["expected_lower"], wide["expected_upper"], color=BLUE, alpha=0.18, linewidth=0, zorder=1
    )
    axes.plot(places, wide["fitted"], color=ORANGE, linewidth=2.6, zorder=5)
    return [
        Label(float(after["fitted"].iloc[-1]), "Efter aftalens\nstart", DARK_ORANGE),
        Label(float(after["expected"].iloc[-1]), "Ventet ud fra\nårene før", BLUE),
    ]


def _places(frame: pd.DataFrame) -> Places:
    return np.array([float(period) + _MIDDLE for period in frame["period"]], dtype=np.float64)


def _table(record: PublishedComparison, *, measure: str) -> Table:
    """The data behind the figure: both sides, the difference with its interval, and what was expected."""
    expected = dict(zip(record.main.course["period"], record.main.course["expected"], strict=True))
    years: list[Any] = list(record.main.frame.itertuples(index=False))
    rows = [_row(year, expected.get(year.period), record=record, measure=measure) for year in years]
    return Table(
        caption=f"{wording.subject(record.definition).capitalize()}: {record.name} og resten af landet",
        columns=(
            Column("Født i", "left"),
            Column(record.name),
            Column("Resten af landet"),
            Column(f"Forskel ({CI})"),
            Column("Ventet forskel"),
        ),
        rows=tuple(rows) or (("Der er ingen år med begge tal", *([""] * 4)),),
    )


def _row(year: Any, expected: float | None, *, record: PublishedComparison, measure: str) -> tuple[str, ...]:
    line = NONE if expected is None else wording.measured(expected, measure)
    if year.hidden:
        return (year.period, wording.HIDDEN, wording.HIDDEN, wording.HIDDEN, line)
    sides = [wording.measured(side, record.measure) for side in (year.own, year.control)]
    has_limits = year.lower == year.lower
    apart = with_interval(year.value, year.lower, year.upper, measure=measure) if has_limits else None
    return (year.period, *sides, apart or wording.measured(year.value, measure), line)
