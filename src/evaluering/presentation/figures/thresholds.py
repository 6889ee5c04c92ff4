"""The published shares over the years: fully breastfed for more than 2, 9 and 17 weeks, and for at least 26."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.survival.unit_curves import PUBLISHED_DAYS
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
    mark_start,
    width_cm,
    write_labels,
    year_axis,
)
from evaluering.presentation.sentences.level import rows_of, whole_years
from evaluering.presentation.tables.cells import CI, value_cell
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording.durations import BEYOND, THRESHOLD_NOTE

_COLOURS = ((GREY, GREY), (BLACK, BLACK), (ORANGE, DARK_ORANGE), (BLUE, BLUE))
"""Colour of the line and of its words, from the earliest threshold to the latest; they never cross."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One threshold over the years that may be shown."""

    name: str
    frame: pd.DataFrame
    colour: str
    text: str


def thresholds(thresholds: Protected[tuple[OutcomeSeries, ...]], *, data: Prepared) -> Block:
    """Four lines, one per published share, with the intervals as upright strokes."""
    records = [whole_years(one) for one in opened(thresholds, data=data)]
    lines = [
        _Line(BEYOND[day], _values(record), *look)
        for day, record, look in zip(PUBLISHED_DAYS, records, _COLOURS, strict=True)
    ]
    unit, title = records[0].unit, _message(lines, data.agreement.name_of(records[0].unit), data.agreement.start)
    name = f"{unit}-thresholds-figure"
    names = [_label(line) for line in lines]
    svg = drawn(
        lambda axes: _paint(axes, lines, start=data.agreement.start), name=name, height_cm=9.0,
        synthetic=data.synthetic, margins=Margins(right=0.9 + max(width_cm(one) for one in names)),
    )  # fmt: skip
    table = Table(
        caption=f"Andel ammet fuldt i {data.agreement.name_of(unit)} efter fødselsår",
        columns=(Column("Født i", "left"), *(Column(f"{line.name}: % ({CI})") for line in lines)),
        rows=tuple(
            (str(first.period), *(value_cell(row) for row in (first, *others)))
            for first, *others in zip(*(rows_of(record) for record in records), strict=True)
        ),
    )
    caption = (
        f"Hvert mærke er børn født i et kalenderår. Stregen gennem mærket er {SURETY} sikkerhedsinterval. "
        f"{THRESHOLD_NOTE}"
    )
    return figure_block(
        data, name=name, title=title, alt=_alt(title, lines), caption=caption, table=table, svg=svg
    )  # fmt: skip


def _values(record: OutcomeSeries) -> pd.DataFrame:
    frame = record.frame[~record.frame["hidden"] & record.frame["value"].notna()].reset_index(drop=True)
    # Rounded as they are told, so that the drawing gives away no more.
    numbers = {name: frame[name].round(1) for name in ("value", "lower", "upper")}
    return frame.assign(**numbers, year=frame["period"].astype(int))


def _message(lines: list[_Line], place: str, start: Month) -> str:
    """First and last threshold in the latest year that has both, and in the last before the agreement."""
    first, last = (_by_year(line) for line in (lines[0], lines[-1]))
    years = sorted(set(first) & set(last))
    if not years:
        return f"{place}: der er endnu intet helt år at vise"
    early = [year for year in years[:-1] if str(last[year].to_month) < str(start)]

    def shares(year: int) -> list[str]:
        return [wording.measured(rows[year].value, "pct") for rows in (first, last)]

    now = shares(years[-1])
    message = (
        f"{place}: {now[0]} af børn født i {years[-1]} blev ammet fuldt i over 2 uger og {now[1]} i mindst 26 uger"
    )
    if not early:
        return message
    then = shares(early[-1])
    return f"{message}. For børn født i {early[-1]} var det {then[0]} og {then[1]}"


def _by_year(line: _Line) -> dict[int, Any]:
    rows: list[Any] = list(line.frame.itertuples(index=False))
    return {int(row.year): row for row in rows}


def _label(line: _Line) -> str:
    if line.frame.empty:
        return line.name
    return f"{line.name}:\n{wording.measured(float(line.frame['value'].iloc[-1]), 'pct')}"


def _paint(axes: Axes, lines: list[_Line], *, start: Month) -> None:
    labels = []
    axes.set_ylim(0, 100)
    for line in lines:
        frame = line.frame
        where = [int(year) + 0.5 for year in frame["year"]]
        axes.plot(where, frame["value"], color=line.colour, linewidth=1.6, zorder=2.5)
        dots(axes, where, frame["value"].tolist(), colour=line.colour, size=5.0)
        x = [value for at in where for value in (at, at, math.nan)]
        y = [value for low, high in zip(frame["lower"], frame["upper"], strict=True) for value in (low, high, math.nan)]
        axes.plot(x, y, color=line.colour, linewidth=1.2, zorder=2)
        if len(frame):
            labels.append(Label(float(frame["value"].iloc[-1]), _label(line), line.text))
    years = [int(year) for line in lines for year in line.frame["year"]] or [start.year - 1, start.year]
    danish_axis(axes, label="Procent")
    last = max(*years, start.year) + 1
    year_axis(axes, first=min(years), last=last + 0.1)
    mark_start(axes, start=start, text=f"Aftalen begynder {wording.long_date(start.first_day)}")
    write_labels(axes, labels, at=last + 0.3)


def _alt(title: str, lines: list[_Line]) -> str:
    told = [f"{title}. Figuren viser {len(lines)} linjer."]
    for line in lines:
        if len(line.frame):
            ends = line.frame.iloc[[0, -1]]
            pair = " og ".join(
                f"{wording.measured(float(value), 'pct')} i {period}"
                for period, value in zip(ends["period"], ends["value"], strict=True)
            )
            told.append(f"{line.name}: {pair}.")
    return " ".join(told)
