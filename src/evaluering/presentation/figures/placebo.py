"""Fake dates: how clear a change the same calculation finds at dates at which nothing began, beside the real one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.unit_checks import UnitChecks
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    GREY,
    Label,
    Margins,
    danish_axis,
    drawn,
    limits_around,
    mark_start,
    place_of,
    write_labels,
    year_axis,
)
from evaluering.presentation.figures.told import told
from evaluering.presentation.tables.cells import CI, NONE
from evaluering.presentation.tables.checks import change_measure
from evaluering.presentation.uncertainty import telling_decimals

_LABELS_CM = 3.1


@dataclass(frozen=True, slots=True)
class _Fakes:
    """The fake dates with their clearness (change over its uncertainty), and that of the real date."""

    table: pd.DataFrame
    real: float
    start: Month
    as_clear: int


def placebo(checks: Protected[UnitChecks], *, data: Prepared) -> Block:
    """The change found at every earlier date that lets as many months follow, beside the real one."""
    record = opened(checks, data=data)
    place = f"{data.agreement.indicator(record.indicator).name} i {data.agreement.name_of(record.unit)}"
    found = next((one for one in record.checks if one.name == "placebo_dates"), None)
    table = (
        found.table
        if found is not None
        else pd.DataFrame({"start": [], "value": [], "lower": [], "upper": [], "t": []})
    )
    real = found.facts["t_value"] if found is not None else math.nan
    fakes = _Fakes(table, real, data.agreement.start, int(found.facts["as_clear"]) if found is not None else 0)
    title = f"{place}: {_message(fakes)}"
    name = f"{record.indicator}-{record.unit}-placebo"
    svg = drawn(
        lambda axes: _paint(axes, fakes), name=name, height_cm=6.4, synthetic=data.synthetic,
        margins=Margins(right=_LABELS_CM),
    )  # fmt: skip
    caption = (
        "Hvert punkt er en tidligere dato, hvor vi lod, som om aftalen begyndte. "
        "Højden er ændringen delt med dens usikkerhed. Uden for de stiplede linjer er den mindst så tydelig som ved "
        "aftalens rigtige start, der er vist som en rude."
    )
    months = [wording.long_month(str(month)) for month in table["start"]]
    points = list(zip(months, table["t"].astype(float).tolist(), strict=True))
    alt = told(title, heights=points, measure="ratio", points="tidligere datoer")
    if math.isfinite(real):
        alt = f"{alt} Ved aftalens start er den {wording.number(real)}."
    shown = _table(table, place=place, measure=change_measure(record.measure))
    return figure_block(data, name=name, title=title, alt=alt, caption=caption, table=shown, svg=svg)


def _message(fakes: _Fakes) -> str:
    dates = len(fakes.table)
    if not dates:
        return "ingen tidligere datoer kan prøves"
    seen = f"{fakes.as_clear} af {dates}" if fakes.as_clear else f"ingen af {dates}"
    return f"på {seen} tidligere datoer var ændringen mindst lige så tydelig"


def _paint(axes: Axes, fakes: _Fakes) -> None:
    heights = fakes.table["t"].to_numpy(dtype=float)
    real = [fakes.real] if math.isfinite(fakes.real) else []
    reach = [abs(float(one)) for one in (*heights, *real)] or [1.0]
    axes.set_ylim(*limits_around([-max(reach), max(reach)]))
    axes.axhline(0, color=BLACK, linewidth=1.0, zorder=1)
    places = [place_of(str(month)) for month in fakes.table["start"]]
    as_clear = np.abs(heights) >= abs(fakes.real) if real else np.zeros(len(heights), dtype=bool)
    for chosen, filled in ((~as_clear, False), (as_clear, True)):
        axes.plot(
            np.array(places)[chosen], heights[chosen], marker="o", markersize=3.6, linestyle="none", color=GREY,
            markerfacecolor=BLACK if filled else "white", zorder=2,
        )  # fmt: skip
    labels = []
    for one in real:
        for limit in (-abs(one), abs(one)):
            axes.axhline(limit, color=BLUE, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)
        axes.plot(
            [place_of(fakes.start)], [one], marker="D", markersize=7, color=BLUE, markerfacecolor="white",
            markeredgewidth=1.8, zorder=3,
        )  # fmt: skip
        labels = [Label(one, "Aftalens\nstart", BLUE)]
    danish_axis(axes, label="Ændring delt med usikkerhed")
    first = min(places) if places else fakes.start.index / 12 - 1
    last = place_of(fakes.start) + 0.3
    year_axis(axes, first=float(np.floor(first)), last=last)
    axes.set_xlabel("Dato for en tænkt start")
    mark_start(axes, start=fakes.start, text="")
    write_labels(axes, labels, at=last + 0.15)


def _table(table: pd.DataFrame, *, place: str, measure: str) -> Table:
    rows = []
    numbers = table[["value", "lower", "upper", "t"]].astype(float).to_numpy().tolist()
    for month, (value, lower, upper, clearness) in zip(table["start"], numbers, strict=True):
        decimals = telling_decimals(value, lower, upper, least=1)
        limits = wording.interval(lower, upper, decimals=decimals).replace(" ", wording.NARROW)
        told_change = f"{wording.signed(value, measure, decimals=decimals)} ({limits})"
        rows.append((wording.long_month(str(month)), told_change, wording.number(clearness)))
    return Table(
        caption=f"{place}: ændringen ved tænkte startdatoer",
        columns=(Column("Tænkt start", "left"), Column(f"Ændring ({CI})"), Column("Delt med usikkerhed")),
        rows=tuple(rows) or (("Ingen", NONE, NONE),),
    )
