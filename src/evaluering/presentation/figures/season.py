"""The season: how far children born in each calendar month lie from the mean of their year, before the agreement."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.unit_charts import UnitSeason
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import BLACK, BLUE, Margins, danish_axis, dots, drawn, limits_around
from evaluering.presentation.figures.told import told
from evaluering.presentation.sentences.charts import difference_measure, month_name, season_message
from evaluering.presentation.tables.cells import AXES, CI
from evaluering.presentation.uncertainty import SURETY, telling_decimals
from evaluering.wording.plan import NOT_PLANNED_NOTE


def season(season: Protected[UnitSeason], *, data: Prepared) -> Block:
    """The twelve months of birth, each with its interval, around the mean of the year."""
    record = opened(season, data=data)
    series, measure = record.series, difference_measure(record)
    frame = record.season.frame if record.season is not None else _EMPTY
    name = f"{series.indicator}-{series.unit}-season"
    message = season_message(record, data=data)
    svg = drawn(
        lambda axes: _paint(axes, frame, measure), name=name, height_cm=5.6, synthetic=data.synthetic,
        margins=Margins(bottom=1.35),
    )  # fmt: skip
    points = [(month_name(at), float(value)) for at, value in zip(frame["season"], frame["value"], strict=True)]
    caption = (
        f"Figuren er tom: {wording.REASONS[record.reason]}."
        if record.season is None
        else f"Nul er årets gennemsnit. Stregen gennem punktet er {SURETY} sikkerhedsinterval. "
        f"Tallene bygger på børn født fra {wording.span(record.first_month, record.last_month)}."
        f"{'' if record.planned else f' {NOT_PLANNED_NOTE}'}"
    )
    return figure_block(
        data, name=name, title=message, alt=told(message, heights=points, measure=measure, points="måneder"),
        caption=caption, table=_table(frame, record, data=data), svg=svg,
    )  # fmt: skip


_EMPTY = pd.DataFrame({"season": [], "value": [], "lower": [], "upper": []})
"""What a unit without a season has to draw: nothing."""


def _paint(axes: Axes, frame: pd.DataFrame, measure: str) -> None:
    axes.set_ylim(*limits_around([*frame["lower"], *frame["upper"], 0.0] if len(frame) else [-1.0, 1.0]))
    axes.axhline(0, color=BLACK, linewidth=1.0, zorder=1)
    axes.vlines(frame["season"], frame["lower"], frame["upper"], color=BLUE, linewidth=1.2, zorder=2)
    dots(axes, frame["season"].tolist(), frame["value"].tolist(), colour=BLUE, size=5.0)
    danish_axis(axes, label=AXES[measure])
    axes.set_xlim(0.4, 12.6)
    axes.set_xticks(range(1, 13), [month_name(number)[:3] for number in range(1, 13)])
    axes.set_xlabel("Barnets fødselsmåned")
    axes.grid(visible=False, axis="x")


def _table(frame: pd.DataFrame, record: UnitSeason, *, data: Prepared) -> Table:
    """The data behind the figure."""
    series, measure = record.series, difference_measure(record)

    def cells(row: Any) -> tuple[str, ...]:
        decimals = telling_decimals(row.value, least=1)
        signed = wording.signed(row.value, measure, decimals=decimals)
        return month_name(row.season).capitalize(), signed, wording.interval(row.lower, row.upper, decimals=decimals)

    return Table(
        caption=f"{data.agreement.indicator(series.indicator).name} i {data.agreement.name_of(series.unit)}: årstid",
        columns=(Column("Født i", "left"), Column("Fra årets gennemsnit"), Column(CI)),
        rows=tuple(cells(row) for row in frame.itertuples(index=False)),
    )
