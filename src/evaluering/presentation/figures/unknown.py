"""What the unknown children could make of an outcome, year by year: a bar between the two extremes."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.unknown_children import OutcomeBounds
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
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
from evaluering.presentation.tables.cells import AXES
from evaluering.presentation.uncertainty import prose_decimals

_TOP_WORDS = {"days": "Alle ukendte ammet\nfuldt til sidste besøg", "pct": "Alle ukendte ammet\ni 26 uger"}


def bounds(record: Protected[OutcomeBounds], *, data: Prepared) -> Block:
    """Known children as points, and how far the unknown could move them."""
    found = opened(record, data=data)
    shown = found.frame[~found.frame["hidden"] & found.frame["value"].notna()]
    message = _message(found, shown, data=data)
    name = f"{found.indicator}-{found.unit}-bounds"

    def paint(axes: Axes) -> None:
        _paint(axes, shown, record=found, data=data)

    svg = drawn(paint, name=name, height_cm=7.4, synthetic=data.synthetic, margins=Margins(right=3.9))
    points = list(zip(shown["period"].tolist(), shown["value"].tolist(), strict=True))
    top = (
        f"ammet fuldt i {wording.said(found.top, 'days')}, til det sidste besøg begynder"
        if found.measure == "days"
        else "ammet fuldt i mindst 26 uger"
    )
    caption = (
        f"{data.agreement.indicator(found.indicator).name} i {data.agreement.name_of(found.unit)}. "
        "Punktet er de kendte børn. Bjælken går fra, at ingen af de ukendte blev ammet fuldt, til at alle blev "
        f"{top}. Ingen af delene er sandsynlig. Aksen begynder ikke ved nul."
    )
    return figure_block(
        data, name=name, title=message, alt=told(message, heights=points, measure=found.measure, points="år"),
        caption=caption, table=_table(found, data=data), svg=svg,
    )  # fmt: skip


def _message(record: OutcomeBounds, shown: pd.DataFrame, *, data: Prepared) -> str:
    """How far apart the extremes lie in the latest year, without the last full stop; a title."""
    name = data.agreement.indicator(record.indicator).name
    what = wording.subject(record.indicator, name=name)
    if shown.empty:
        return f"Der er endnu intet år at vise for {what}"
    last = shown.iloc[-1]
    low, high, value = float(last["lowest"]), float(last["highest"]), float(last["value"])
    decimals = prose_decimals(record.measure, low, high)
    known = wording.said(value, record.measure, decimals=decimals)
    limits = f"{wording.number(low, decimals)} til {wording.said(high, record.measure, decimals=decimals)}"
    return f"Født i {last['period']}: De kendte børn giver {known}. Med de ukendte kan tallet være {limits}"


def _paint(axes: Axes, shown: pd.DataFrame, *, record: OutcomeBounds, data: Prepared) -> None:
    place = shown["period"].astype(float).to_numpy() + 0.5
    axes.bar(
        place, shown["highest"] - shown["lowest"], bottom=shown["lowest"], width=0.62, color=PALE, edgecolor=GREY,
        linewidth=0.6, zorder=2,
    )  # fmt: skip
    axes.scatter(place, shown["value"], s=26, color=BLUE, zorder=3)
    danish_axis(axes, label=AXES[record.measure])
    values = [*shown["lowest"], *shown["highest"]]
    axes.set_ylim(*limits_around(values or [0.0, 1.0], share=0.12))
    first, last = (place.min(), place.max()) if len(place) else (2012.5, 2024.5)
    year_axis(axes, first=first - 0.6, last=last + 0.6)
    start = data.agreement.start
    mark_start(axes, start=start, text=f"Aftalen begynder {wording.long_date(start.first_day)}")
    if len(shown):
        latest = shown.iloc[-1]
        labels = [
            Label(float(latest["highest"]), _TOP_WORDS[record.measure], GREY),
            Label(float(latest["value"]), "De kendte børn", BLUE),
            Label(float(latest["lowest"]), "Ingen ukendte\nammet fuldt", GREY),
        ]
        write_labels(axes, labels, at=last + 0.75)


def _table(record: OutcomeBounds, *, data: Prepared) -> Table:
    """The data behind the figure."""
    columns = ("unknown_pct", "lowest", "delta_50", "value", "highest")
    measures = ("pct", *[record.measure] * 4)
    rows = [
        (period, *(_cell(value, one, hidden=hidden) for value, one in zip(values, measures, strict=True)))
        for period, hidden, *values in record.frame[["period", "hidden", *columns]].itertuples(index=False)
    ]
    indicator = data.agreement.indicator(record.indicator)
    return Table(
        caption=f"{indicator.name} i {data.agreement.name_of(record.unit)}, når de ukendte regnes med",
        columns=(
            Column("Født i", "left"),
            Column("Ukendte af de fødte"),
            Column("Ingen ukendte ammet fuldt"),
            Column("De ukendte det halve"),
            Column("Som de kendte"),
            Column("Alle ukendte ammet fuldt"),
        ),
        rows=tuple(rows),
    )


def _cell(value: float, measure: str, *, hidden: bool) -> str:
    return wording.HIDDEN if hidden else wording.measured(value, measure) if value == value else wording.NO_DATA
