"""The published shares over the years: fully breastfed for more than 2, 9 and 17 weeks, and for at least 26."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

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
    ORANGE,
    WIDTH_CM,
    Margins,
    danish_axis,
    dots,
    drawn,
    year_axis,
)
from evaluering.presentation.sentences.level import cut_of, rows_of, whole_years
from evaluering.presentation.tables.cells import CI, value_cell
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording.durations import BEYOND, THRESHOLD_NOTE

_GAP_CM = 1.0
_MARGINS = Margins(left=0.9, right=0.3, top=1.1, bottom=1.35)
_LEAST_SPAN = 2.0
"""Percentage points that the panels are high at least: smaller movements are chance, and would look large."""


@dataclass(frozen=True, slots=True)
class _Panel:
    """One threshold over the years that may be shown."""

    name: str
    frame: pd.DataFrame


def thresholds(thresholds: Protected[tuple[OutcomeSeries, ...]], *, data: Prepared) -> Block:
    """Four panels, one per published share, all as many percentage points high, with intervals as upright strokes."""
    records = [whole_years(one) for one in opened(thresholds, data=data)]
    panels = [_Panel(BEYOND[day], _values(record)) for day, record in zip(PUBLISHED_DAYS, records, strict=True)]
    unit, title = records[0].unit, _message(panels, data.agreement.name_of(records[0].unit), cut_of(data))
    name = f"{unit}-thresholds-figure"
    svg = drawn(
        lambda axes: _paint(axes, panels, start=data.agreement.start), name=name, height_cm=6.0,
        synthetic=data.synthetic, margins=_MARGINS,
    )  # fmt: skip
    table = Table(
        caption=f"Andel ammet fuldt i {data.agreement.name_of(unit)} efter fødselsår",
        columns=(Column("Født i", "left"), *(Column(f"{panel.name}: % ({CI})") for panel in panels)),
        rows=tuple(
            (str(first.period), *(value_cell(row) for row in (first, *others)))
            for first, *others in zip(*(rows_of(record) for record in records), strict=True)
        ),
    )
    caption = (
        f"Hvert mærke er børn født i et kalenderår. Stregen gennem mærket er {SURETY} sikkerhedsinterval. "
        "Firkanter er år efter aftalens start. "
        f"Den lodrette linje er aftalens start {wording.long_date(data.agreement.start.first_day)}. "
        "Akserne er lige lange: Samme højde er samme antal procentpoint. De begynder ikke ved nul. "
        f"{THRESHOLD_NOTE}"
    )
    return figure_block(
        data, name=name, title=title, alt=_alt(title, panels), caption=caption, table=table, svg=svg
    )  # fmt: skip


def _values(record: OutcomeSeries) -> pd.DataFrame:
    frame = record.frame[~record.frame["hidden"] & record.frame["value"].notna()].reset_index(drop=True)
    # Rounded as they are told, so that the drawing gives away no more.
    numbers = {name: frame[name].round(1) for name in ("value", "lower", "upper")}
    return frame.assign(**numbers, year=frame["period"].astype(int))


def _message(panels: list[_Panel], place: str, cut: Month) -> str:
    """First and last threshold in the latest year that has both, and in the last before the cut."""
    first, last = (_by_year(panel) for panel in (panels[0], panels[-1]))
    years = sorted(set(first) & set(last))
    if not years:
        return f"{place}: der er endnu intet helt år at vise"
    early = [year for year in years[:-1] if str(last[year].to_month) < str(cut)]

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


def _by_year(panel: _Panel) -> dict[int, Any]:
    rows: list[Any] = list(panel.frame.itertuples(index=False))
    return {int(row.year): row for row in rows}


def _paint(axes: Axes, panels: list[_Panel], *, start: Month) -> None:
    figure = axes.figure
    left, bottom, _, height = axes.get_position().bounds
    wide = (WIDTH_CM - _MARGINS.left - _MARGINS.right - _GAP_CM * (len(panels) - 1)) / len(panels)
    years = [int(year) for panel in panels for year in panel.frame["year"]] or [start.year - 1, start.year]
    span = max([_LEAST_SPAN, *(_top(panel) - _bottom(panel) for panel in panels)]) * 1.1
    for place, panel in enumerate(panels):
        box = (left + place * (wide + _GAP_CM) / WIDTH_CM, bottom, wide / WIDTH_CM, height)
        mine = axes if not place or not isinstance(figure, Figure) else figure.add_axes(box)
        mine.set_position(box)
        middle = (_top(panel) + _bottom(panel)) / 2
        mine.set_ylim(middle - span / 2, middle + span / 2)
        _paint_panel(mine, panel, start=start, years=(min(years), max(*years, start.year)))


def _top(panel: _Panel) -> float:
    return float(panel.frame["upper"].max()) if len(panel.frame) else 1.0


def _bottom(panel: _Panel) -> float:
    return float(panel.frame["lower"].min()) if len(panel.frame) else 0.0


def _paint_panel(axes: Axes, panel: _Panel, *, start: Month, years: tuple[int, int]) -> None:
    frame = panel.frame
    where = [int(year) + 0.5 for year in frame["year"]]
    x = [value for at in where for value in (at, at, math.nan)]
    y = [value for low, high in zip(frame["lower"], frame["upper"], strict=True) for value in (low, high, math.nan)]
    axes.plot(x, y, color=BLUE, linewidth=1.2, zorder=2)
    for later, colour in ((False, BLUE), (True, ORANGE)):
        part = frame[(frame["from_month"] >= str(start)) == later]
        places = [int(year) + 0.5 for year in part["year"]]
        dots(axes, places, part["value"].tolist(), colour=colour, size=4.6, square=later)
    danish_axis(axes, label="")
    year_axis(axes, first=years[0], last=years[1] + 1)
    axes.xaxis.set_major_locator(FixedLocator([years[0] + 0.5, (years[0] + years[1]) // 2 + 0.5, years[1] + 0.5]))
    axes.set_xticklabels([str(year) for year in (years[0], (years[0] + years[1]) // 2, years[1])])
    axes.set_xlabel("")
    axes.axvline(start.index / 12, color=BLACK, linewidth=1.0, zorder=1.5)
    words = f"{panel.name} (%)"
    axes.annotate(
        words, (0, 1), xycoords="axes fraction", xytext=(-22, 6), textcoords="offset points", ha="left", va="bottom",
        color=BLACK,
    )  # fmt: skip


def _alt(title: str, panels: list[_Panel]) -> str:
    told = [f"{title}. Figuren har {len(panels)} ruder."]
    for panel in panels:
        if len(panel.frame):
            ends = panel.frame.iloc[[0, -1]]
            pair = " og ".join(
                f"{wording.measured(float(value), 'pct')} i {period}"
                for period, value in zip(ends["period"], ends["value"], strict=True)
            )
            told.append(f"{panel.name}: {pair}.")
    return " ".join(told)
