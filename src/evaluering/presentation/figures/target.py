"""One outcome year by year, alone or beside its target."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus
from evaluering.periods import Month
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
    mark_line,
    write_labels,
)
from evaluering.presentation.figures.told import told
from evaluering.presentation.sentences.level import level_message, rows_of, whole_years
from evaluering.presentation.sentences.targets import Targets, target_words, verdict_message
from evaluering.presentation.tables.cells import AXES, CI, part_cell, part_head, value_cell
from evaluering.presentation.uncertainty import SURETY

_NAME_SHARE = 0.14
"""Height of a value's name with the air around it, of the axis."""


@dataclass(frozen=True, slots=True)
class _Years:
    """The whole years that are shown, when the agreement begins, and the target where there is one."""

    frame: pd.DataFrame
    measure: str
    start: Month
    target: float | None = None
    target_text: str = ""
    grain: str = "agreement_year"

    def label(self, year: int) -> str:
        """A year as it is called: ``2024/25``, ``2024``."""
        return wording.period(self.grain, str(year)).removeprefix("aftaleår ")


def yearly(years: Protected[OutcomeSeries], *, data: Prepared) -> Block:
    """Every whole year with its interval: the series before any model."""
    record = whole_years(opened(years, data=data))
    shown = _Years(_values(record), record.measure, data.agreement.start, grain=record.grain)
    return _figure(record, shown, data=data, name="yearly", title=level_message(record, data=data))


def target(years: Protected[OutcomeSeries], *, targets: Targets, data: Prepared) -> Block:
    """Every whole agreement year with its interval, and the line the agreement aims at."""
    record = whole_years(opened(years, data=data))
    status: TargetStatus = next(one for one in opened(targets, data=data) if one.indicator == record.indicator)
    words = target_words(status, data=data)
    shown = _Years(
        _values(record), record.measure, data.agreement.start, status.target, f"Mål:\n{words}", record.grain
    )  # fmt: skip
    return _figure(
        record, shown, data=data, name="target", title=verdict_message(status, data=data), more=f" Målet er {words}."
    )  # fmt: skip


def _values(record: OutcomeSeries) -> pd.DataFrame:
    """Years with a value to show."""
    frame = record.frame[~record.frame["hidden"] & record.frame["value"].notna()].reset_index(drop=True)
    return frame.assign(year=frame["period"].astype(int))


def _figure(
    record: OutcomeSeries, shown: _Years, *, data: Prepared, name: str, title: str, more: str = ""
) -> Block:  # fmt: skip
    frame = shown.frame
    name = f"{record.indicator}-{record.unit}-{name}"
    svg = drawn(
        lambda axes: _paint(axes, shown), name=name, height_cm=7.4, synthetic=data.synthetic,
        margins=Margins(right=2.9 if shown.target_text else 0.6, bottom=1.3),
    )  # fmt: skip
    points = [(shown.label(int(year)), value) for year, value in zip(frame["year"], frame["value"], strict=True)]
    kind = "aftaleår" if record.grain == "agreement_year" else "kalenderår"
    alt = told(title, heights=points, measure=record.measure, points=kind) + more
    span = ", 1. april til 31. marts" if record.grain == "agreement_year" else ""
    caption = (
        f"Hvert punkt er børn født i et {kind}{span}. Stregen gennem punktet er {SURETY} "
        "sikkerhedsinterval. Aksen begynder ikke ved nul."
    )
    about = f"{data.agreement.indicator(record.indicator).name} i {data.agreement.name_of(record.unit)}"
    table = Table(
        caption=f"{about} efter {kind}",
        columns=(
            Column("Født i", "left"),
            Column(part_head(record.measure)),
            Column(f"{AXES[record.measure]} ({CI})"),
        ),
        rows=tuple(
            (
                shown.label(int(row.period)),
                part_cell(row, measure=record.measure),
                value_cell(row, measure=record.measure),
            )
            for row in rows_of(record)
        ),
    )
    return figure_block(data, name=name, title=title, alt=alt, caption=caption, table=table, svg=svg)


def _paint(axes: Axes, shown: _Years) -> None:
    frame, start = shown.frame, shown.start
    first_after = start.agreement_year if shown.grain == "agreement_year" else start.calendar_year + (start.month > 1)
    for after, colour in ((False, GREY), (True, BLUE)):
        part = frame[(frame["year"] >= first_after) == after]
        axes.vlines(part["year"], part["lower"], part["upper"], color=colour, linewidth=1.8, zorder=2)
        axes.plot(part["year"], part["value"], marker="o", markersize=6.5, color=colour, linestyle="none", zorder=3)
    danish_axis(axes, label=AXES[shown.measure])
    _year_ticks(axes, shown, first_after)
    heights = [*frame["lower"], *frame["upper"], *([shown.target] if shown.target is not None else [])]
    axes.set_ylim(*limits_around(heights or [0.0, 1.0], share=0.14))
    _name_last(axes, shown)
    where = first_after - (
        0.5 if shown.grain == "agreement_year" else 0.5 + (13 - start.month) / 12 * (start.month > 1)
    )
    mark_line(axes, where=where, text=f"Aftalen begynder {wording.long_date(start.first_day)}")
    if shown.target is not None:
        axes.axhline(shown.target, color=ORANGE, linewidth=2.0, linestyle=(0, (6, 2)), zorder=1.8)
        write_labels(axes, [Label(shown.target, shown.target_text, DARK_ORANGE)], at=axes.get_xlim()[1] + 0.2)


def _name_last(axes: Axes, shown: _Years) -> None:
    """The latest value above its interval, or below it where the target's line would strike it through."""
    low, high = axes.get_ylim()
    room = (high - low) * _NAME_SHARE
    for year, value, lower, upper in shown.frame[["year", "value", "lower", "upper"]].tail(1).itertuples(index=False):
        below = shown.target is not None and upper - room / 4 < shown.target < upper + room
        axes.annotate(
            wording.number(value), (year, lower if below else upper), xytext=(0, -4 if below else 4),
            textcoords="offset points", ha="center", va="top" if below else "bottom", color=BLUE, fontweight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5}, zorder=2.5,
        )  # fmt: skip


def _year_ticks(axes: Axes, shown: _Years, first_after: int) -> None:
    """Every second year named, counted back from the last."""
    years = [int(year) for year in shown.frame["year"]] or [first_after]
    first, last = min(years), max(*years, first_after)
    ticks = list(range(last, first - 1, -2))[::-1]
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.set_xticklabels([shown.label(tick) for tick in ticks])
    axes.set_xlabel("Barnet er født i aftaleåret" if shown.grain == "agreement_year" else "Barnets fødselsår")
    axes.grid(visible=False, axis="x")
