"""Published figures by year: the region beside the other regions and the nation."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.published.published import PublishedFigures, PublishedSeries
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
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
from evaluering.presentation.sentences.published import published_message
from evaluering.presentation.tables.cells import AXES


def published(figures: Protected[PublishedFigures], *, data: Prepared) -> Block:
    """One line per region and one for the nation; open points are preliminary years."""
    record = opened(figures, data=data)
    series = [one for one in record.series if one.kind != "part"]
    name = f"published-{record.indicator}-years"
    message = published_message(record)

    def paint(axes: Axes) -> None:
        _paint(axes, series, record=record, data=data)

    svg = drawn(paint, name=name, height_cm=8.0, synthetic=data.synthetic, margins=Margins(right=3.6))
    own = series[0].frame[series[0].frame["value"].notna()]
    points = list(zip(own["period"].tolist(), own["value"].tolist(), strict=True))
    caption = (
        "Hvert punkt er børn født i ét år. Åbne punkter er foreløbige tal. "
        "De grå linjer uden navn er de andre regioner. Aksen begynder ikke ved nul."
    )
    return figure_block(
        data, name=name, title=message, alt=told(message, heights=points, measure=record.measure, points="år"),
        caption=caption, table=_table(series, record=record), svg=svg,
    )  # fmt: skip


def _paint(axes: Axes, series: list[PublishedSeries], *, record: PublishedFigures, data: Prepared) -> None:
    labels: list[Label] = []
    values: list[float] = []
    years: list[float] = []
    # The region is drawn last, on top.
    for one in sorted(series, key=lambda one: (one.kind == "own", one.kind == "nation")):
        frame = one.frame[one.frame["value"].notna()]
        if frame.empty:
            continue
        colour = {"own": BLUE, "nation": BLACK}.get(one.kind, PALE)
        place = frame["period"].astype(float).to_numpy() + 0.5
        axes.plot(place, frame["value"], color=colour, linewidth=2.0 if colour == BLUE else 1.2)
        if colour != PALE:
            _points(axes, frame, colour)
            words = GREY if colour == BLACK else colour
            labels.append(Label(float(frame["value"].iloc[-1]), one.name.replace("Region ", "Region\n"), words))
        values += frame["value"].tolist()
        years += place.tolist()
    danish_axis(axes, label=AXES[record.measure])
    axes.set_ylim(*limits_around(values or [0.0, 1.0], share=0.12))
    first, last = (min(years), max(years)) if years else (2012.5, 2026.5)
    year_axis(axes, first=first - 0.5, last=last + 0.5)
    mark_start(
        axes, start=data.agreement.start, text=f"Aftalen begynder {wording.long_date(data.agreement.start.first_day)}"
    )
    write_labels(axes, labels, at=last + 0.6)


def _points(axes: Axes, frame: pd.DataFrame, colour: str) -> None:
    for mature, face in ((True, colour), (False, "white")):
        part = frame[frame["mature"] == mature]
        place = part["period"].astype(float) + 0.5
        axes.scatter(place, part["value"], s=16, color=face, edgecolor=colour, linewidth=1.0, zorder=3)


def _table(series: list[PublishedSeries], *, record: PublishedFigures) -> Table:
    """The data behind the figure: one row per year, one column per area."""
    periods = sorted({period for one in series for period in one.frame["period"]})
    found = [
        dict(zip(one.frame["period"], zip(one.frame["value"], one.frame["hidden"], strict=True), strict=True))
        for one in series
    ]
    rows = [(period, *(_cell(one.get(period), record.measure) for one in found)) for period in periods]
    return Table(
        caption=f"{wording.subject(record.definition).capitalize()} efter fødselsår, offentliggjorte tal",
        columns=(Column("Født i", "left"), *(Column(one.name) for one in series)),
        rows=tuple(rows),
    )


def _cell(found: list[Any] | None, measure: str) -> str:
    if found is None or (found[0] != found[0] and not found[1]):
        return wording.NO_DATA
    return wording.HIDDEN if found[1] else wording.measured(found[0], measure)
