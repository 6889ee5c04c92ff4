"""The control chart of a share: every month, the level before, and limits that chance alone seldom passes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.control_charts import ControlChart
from evaluering.estimation.unit_charts import AFTER, BASELINE, CUT, UnitProportionChart
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
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
from evaluering.presentation.sentences.charts import proportion_message
from evaluering.presentation.tables.cells import AXES
from evaluering.wording.charts import KINDS, PHASES
from evaluering.wording.plan import NOT_PLANNED_NOTE

_LABELS_CM = 3.1


def proportion_chart(chart: Protected[UnitProportionChart], *, data: Prepared) -> Block:
    """The share of one unit month by month against three-sigma limits from the months before the cut."""
    record = opened(chart, data=data)
    series, found = record.series, record.chart
    frame = _placed(found)
    name = f"{series.indicator}-{series.unit}-control-chart"
    message = proportion_message(record, data=data)
    start, cut = record.design.start, record.design.cut_months

    def paint(axes: Axes) -> None:
        _paint(axes, frame, centre=100 * found.centre if found is not None else 0.0, start=start, cut_months=cut)

    svg = drawn(paint, name=name, height_cm=6.4, synthetic=data.synthetic, margins=Margins(right=_LABELS_CM))
    points = [(wording.long_month(month), value) for month, value in zip(frame["period"], frame["value"], strict=True)]
    caption = (
        f"Figuren er tom: {wording.REASONS[record.reason]}."
        if found is None
        else "Grænserne ligger tre standardafvigelser fra niveauet før overgangen. Færre end 3 af 1.000 måneder falder "
        "uden for dem ved et tilfælde, hvis månederne er uafhængige. Åbne punkter ligger udenfor. "
        "Firkanter er efter aftalens start. "
        f"{KINDS[found.kind]} Aksen begynder ikke ved nul.{'' if record.planned else f' {NOT_PLANNED_NOTE}'}"
    )
    return figure_block(
        data, name=name, title=message, alt=told(message, heights=points, measure="pct", points="måneder"),
        caption=caption, table=_table(frame, record, data=data), svg=svg,
    )  # fmt: skip


def _placed(found: ControlChart | None) -> pd.DataFrame:
    """The months in per cent with their place on the line of years."""
    if found is None:
        return pd.DataFrame({name: [] for name in ("period", "value", "lower", "upper", "outside", "place")})
    per_cent = {name: 100 * found.frame[name] for name in ("value", "lower", "upper")}
    return found.frame.assign(**per_cent, place=[place_of(month) for month in found.frame["period"]])


def _paint(axes: Axes, frame: pd.DataFrame, *, centre: float, start: Month, cut_months: int) -> None:
    reach = [*frame["value"], *frame["lower"], *frame["upper"]] or [0.0, 1.0]
    low, high = limits_around(reach)
    axes.set_ylim(low - 0.08 * (high - low), high)  # room for the word below the points
    danish_axis(axes, label=AXES["pct"])
    first, last = (frame["place"].min(), frame["place"].max()) if len(frame) else (2012.0, 2026.0)
    year_axis(axes, first=float(np.floor(first)), last=last + 0.25)
    mark_start(axes, start=start, text=f"Aftalen begynder {wording.long_date(start.first_day)}")
    if cut_months:
        mark_span(axes, first=(start + -cut_months).index / 12, last=start.index / 12, text=PHASES[CUT])
    if frame.empty:
        return
    for side in ("lower", "upper"):
        axes.plot(frame["place"], frame[side], color=GREY, linewidth=0.9, linestyle=(0, (4, 2)), zorder=2)
    axes.axhline(centre, color=BLACK, linewidth=1.4, zorder=2)
    later = (frame["period"] >= str(start)).to_numpy(dtype=bool)
    outside = frame["outside"].to_numpy(dtype=bool)
    for chosen, colour, size, square in ((~later, BLUE, 3.2, False), (later, ORANGE, 4.0, True)):
        inside, both = frame[chosen & ~outside], frame[chosen & outside]
        for part, wide, filled in ((inside, size, colour), (both, size + 2.4, colour), (both, size - 0.4, "white")):
            places, values = part["place"].tolist(), part["value"].tolist()
            drawn = dots(axes, places, values, colour=filled, size=wide, square=square)
            drawn.set_zorder(4 if filled == "white" else 3)
    ends = frame.iloc[-1]
    labels = [
        Label(float(ends["upper"]), "Øvre grænse", GREY),
        Label(centre, f"Niveau før:\n{wording.measured(centre, 'pct')}", BLACK),
        Label(float(ends["lower"]), "Nedre grænse", GREY),
    ]
    write_labels(axes, labels, at=float(last) + 0.45)


def _table(frame: pd.DataFrame, record: UnitProportionChart, *, data: Prepared) -> Table:
    """The data behind the figure."""
    start = str(record.design.start)

    def cells(row: Any) -> tuple[str, ...]:
        return (
            wording.long_month(row.period),
            PHASES[BASELINE if row.baseline else AFTER if row.period >= start else CUT],
            wording.measured(row.value, "pct"),
            wording.interval(row.lower, row.upper),
            "Ja" if row.outside else "Nej",
        )

    series = record.series
    return Table(
        caption=f"{data.agreement.indicator(series.indicator).name} i {data.agreement.name_of(series.unit)}: grænser",
        columns=(
            Column("Født i", "left"),
            Column("Del", "left"),
            Column("Målt"),
            Column("Grænser (%)"),
            Column("Udenfor", "left"),
        ),
        rows=tuple(cells(row) for row in frame.itertuples(index=False)),
    )
