"""The monthly series of one unit and outcome, drawn before any model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    DARK_ORANGE,
    ORANGE,
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
from evaluering.presentation.sentences.level import level_decimals, level_message, shown_years, whole_years
from evaluering.presentation.tables.cells import AXES

_KINDS = {"agreement_year": "aftaleår, 1. april til 31. marts", "calendar_year": "kalenderår"}
_AIM = "Den tynde stiplede linje er aftalens mål. "


def monthly(months: Protected[OutcomeSeries], *, years: Protected[OutcomeSeries], data: Prepared) -> Block:
    """Every month as a point, solid where all children can be counted, and every whole year as a line.

    The target is drawn where the axis reaches it.

    Parameters
    ----------
    months, years : Protected OutcomeSeries
        The same unit and outcome by month and by year.
    data : Prepared
        Names and marks.
    """
    record, by_year = opened(months, data=data), whole_years(opened(years, data=data))
    shown = _placed(record.frame)
    levels = _placed(by_year.frame)
    name = f"{record.indicator}-{record.unit}-monthly"
    heights = _heights(shown)
    outside = int((~shown["mature"] & ~shown["value"].between(*heights)).sum())
    target = data.agreement.indicator(record.indicator).target
    aims = heights[0] <= target <= heights[1]
    drawn_points = shown[shown["mature"] | shown["value"].between(*heights)]
    labels = _labels(drawn_points, by_year, data=data)
    goal = f"Mål: {wording.said(target, record.measure)}" if aims else ""
    painting = _Painting(drawn_points, levels, record.measure, heights, target if aims else None, goal, labels)

    def paint(axes: Axes) -> None:
        painting.on(axes, start=data.agreement.start)

    message = level_message(by_year, data=data)
    svg = drawn(paint, name=name, height_cm=6.6, synthetic=data.synthetic, margins=Margins(right=2.8))
    mature = shown[shown["mature"]]
    points = [
        (wording.long_month(month), value) for month, value in zip(mature["period"], mature["value"], strict=True)
    ]
    caption = (
        f"Hvert punkt er børn født i én måned. Streger er hele {_KINDS[by_year.grain]}. "
        f"Åbne punkter er foreløbige tal: Indberetningen kan mangle. {_AIM if aims else ''}Aksen begynder ikke ved nul."
    )
    if outside:
        where = "Den står" if outside == 1 else "De står"
        caption += f" {_preliminary(outside)} ligger uden for figuren. {where} i tabellen."
    return figure_block(
        data, name=name, title=message, alt=_alt(message, points, record=record),
        caption=caption, table=_table(record, data=data), svg=svg,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Painting:
    """What stands in the figure, ready to be drawn: months, whole years, unit and limits of the axis."""

    points: pd.DataFrame
    levels: pd.DataFrame
    measure: str
    heights: tuple[float, float]
    target: float | None
    goal: str
    labels: tuple[Label, ...]

    def on(self, axes: Axes, *, start: Month) -> None:
        """Draw on the axes."""
        axes.set_ylim(*self.heights)
        early = self.points[~self.points["mature"]]
        dots(axes, self.points["place"].tolist(), self.points["value"].tolist(), colour=BLUE, size=4.2)
        dots(axes, early["place"].tolist(), early["value"].tolist(), colour="white", size=2.6)
        where = np.array([Month.parse(month).index / 12 for month in self.levels["from_month"]], dtype=np.float64)
        axes.hlines(
            self.levels["value"], where, where + 1, color=ORANGE, linewidth=2.6, zorder=2.5,
        )  # fmt: skip
        danish_axis(axes, label=AXES[self.measure])
        first, last = (self.points["place"].min(), self.points["place"].max()) if len(self.points) else (2012.0, 2026.0)
        year_axis(axes, first=np.floor(first), last=last + 0.25)
        mark_start(axes, start=start, text=f"Aftalen begynder {wording.long_date(start.first_day)}")
        goal = []
        if self.target is not None:
            axes.axhline(self.target, color=BLACK, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1.8)
            goal.append(Label(self.target, self.goal, BLACK))
        write_labels(axes, [*self.labels, *goal], at=last + 0.45)


def _labels(points: pd.DataFrame, years: OutcomeSeries, *, data: Prepared) -> tuple[Label, ...]:
    """The latest year with its value as the title tells it, and what the open points are."""
    labels, levels, early = [], shown_years(years), points[~points["mature"]]
    if len(levels):
        level = levels.iloc[-1]
        value = wording.said(float(level["value"]), years.measure, decimals=level_decimals(years, data=data))
        year = wording.period(years.grain, str(level["period"])).removeprefix("aftaleår ")
        labels.append(Label(float(level["value"]), f"{year}:\n{value}", DARK_ORANGE))
    if len(early):
        labels.append(Label(float(early["value"].iloc[-3:].mean()), "Foreløbige\nmåneder", BLUE))
    return tuple(labels)


def _placed(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that have a value to show, with their place on the line of years."""
    shown = frame[~frame["hidden"] & frame["value"].notna()]
    return shown.assign(place=[place_of(month) for month in shown["from_month"]])


def _heights(shown: pd.DataFrame) -> tuple[float, float]:
    """Limits of the axis: the mature months decide."""
    values = shown.loc[shown["mature"], "value"].tolist() or shown["value"].tolist() or [0.0, 1.0]
    return limits_around(values, share=0.12)


def _alt(message: str, points: list[tuple[str, float]], *, record: OutcomeSeries) -> str:
    """Message and the months that can be counted; that there are preliminary ones too."""
    text = told(message, heights=points, measure=record.measure, points="måneder, hvor alle børn kan tælles med")
    young = record.frame.loc[~record.frame["mature"] & record.frame["value"].notna(), "period"]
    if young.empty:
        return text
    when = wording.span(str(young.iloc[0]), str(young.iloc[-1]))
    return f"{text} Desuden er der {_preliminary(len(young))}: {when}."


def _preliminary(count: int) -> str:
    return f"{count} foreløbig måned" if count == 1 else f"{count} foreløbige måneder"


def _table(record: OutcomeSeries, *, data: Prepared) -> Table:
    """The data behind the figure."""
    rows = []
    for period, value, mature, hidden in record.frame[["period", "value", "mature", "hidden"]].itertuples(index=False):
        missing = wording.HIDDEN if hidden else wording.NO_DATA
        status = "Alle kan tælles med" if mature else "Foreløbig"
        text = missing if hidden or value != value else wording.measured(value, record.measure)
        rows.append((wording.long_month(period), text, status))
    indicator = data.agreement.indicator(record.indicator)
    return Table(
        caption=f"{indicator.name} i {data.agreement.name_of(record.unit)} efter måned",
        columns=(Column("Født i", "left"), Column(AXES[record.measure]), Column("Status", "left")),
        rows=tuple(rows),
    )
