"""One indicator year by year in the region and its clusters, a panel each, with the line of the target."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluering import wording
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.panels import SMALL, panel_axes
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    DARK_ORANGE,
    GREY,
    ORANGE,
    WIDTH_CM,
    drawn,
    limits_around,
)
from evaluering.presentation.sentences.forecast import target_value
from evaluering.presentation.sentences.indicators import indicator_message
from evaluering.presentation.sentences.level import rows_of, whole_years
from evaluering.presentation.tables.cells import AXES, CI, NONE, value_cell
from evaluering.presentation.uncertainty import SURETY
from evaluering.presentation.units import SeriesByUnit, TargetsByUnit

_COLUMNS = 3
_LEFT_CM, _RIGHT_CM, _GAP_CM, _BOTTOM_CM = 1.5, 0.3, 0.9, 1.7
_PANEL_CM, _HEAD_CM = 3.0, 1.0
"""Height of a panel, and of the words above it."""
_HALF_YEAR = 0.5
_LABEL_YEARS = 3.6
"""Years to the right of the last point, where its number stands."""


@dataclass(frozen=True, slots=True)
class _Panel:
    """One unit's years that may be shown: name, place (the middle of the year), value and limits."""

    name: str
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Drawing:
    """All panels, what they are measured in, the target with its words, when the agreement begins, and the height."""

    panels: tuple[_Panel, ...]
    measure: str
    target: float
    words: str
    start: Month
    height_cm: float

    @property
    def heights(self) -> list[float]:
        """Every height that is drawn."""
        frames = [panel.frame for panel in self.panels]
        drawn_ones = [float(one) for frame in frames for name in ("lower", "upper", "value") for one in frame[name]]
        return [one for one in (*drawn_ones, self.target) if math.isfinite(one)]

    @property
    def places(self) -> list[float]:
        """Every place that is drawn, or the start where nothing is."""
        found = [float(one) for panel in self.panels for one in panel.frame["place"]]
        return found or [self.start.index / 12]


def indicator_years(years: SeriesByUnit, *, data: Prepared, targets: TargetsByUnit = ()) -> Block:
    """Every whole agreement year in the region and its clusters, on the same axes, with the line of the target.

    Parameters
    ----------
    years : SeriesByUnit
        The outcome by agreement year in the region and its clusters, in that order.
    data : Prepared
    targets : TargetsByUnit
        Answers on the targets, the region's first: the title says no more than they do.
    """
    records = [whole_years(opened(one, data=data)) for one in years]
    indicator = data.agreement.indicator(records[0].indicator)
    panels = tuple(_panel(record, data=data) for record in records)
    rows = math.ceil(len(panels) / _COLUMNS)
    drawing = _Drawing(
        panels=panels,
        measure=indicator.measure,
        target=indicator.target,
        words=target_value(indicator.target, measure=indicator.measure),
        start=data.agreement.start,
        height_cm=rows * (_PANEL_CM + _HEAD_CM) + _BOTTOM_CM,
    )
    name = f"{indicator.id}-indicator-years"
    title = indicator_message(records, data=data, status=_answered(targets, indicator.id, data=data))
    svg = drawn(
        lambda axes: _paint(axes, drawing), name=name, height_cm=drawing.height_cm, synthetic=data.synthetic
    )  # fmt: skip
    caption = (
        f"Hvert punkt er børn født i et aftaleår, 1. april til 31. marts. Stregen gennem punktet er {SURETY} "
        f"sikkerhedsinterval. Den stiplede linje er målet, mindst {drawing.words}. Grå firkanter er år, der begynder "
        "før aftalen, blå cirkler er år efter. Den lodrette streg er aftalens start. "
        "Tallet er det seneste år. Alle felter har samme akser. De begynder ikke ved nul."
    )
    return figure_block(
        data, name=name, title=title, alt=_alt(title, drawing), caption=caption, table=_table(records, data=data),
        svg=svg,
    )  # fmt: skip


def _answered(targets: TargetsByUnit, indicator: str, *, data: Prepared) -> TargetStatus | None:
    """The region's answer on one target, where answers are given."""
    statuses = opened(targets[0], data=data) if targets else ()
    return next((one for one in statuses if one.indicator == indicator), None)


def _panel(record: OutcomeSeries, *, data: Prepared) -> _Panel:
    frame = record.frame[~record.frame["hidden"] & record.frame["value"].notna()].reset_index(drop=True)
    places = [Month.parse(str(month)).index / 12 + _HALF_YEAR for month in frame["from_month"]]
    return _Panel(data.agreement.name_of(record.unit), frame.assign(place=pd.Series(places, dtype="float64")))


def _alt(title: str, drawing: _Drawing) -> str:
    """The message, and each panel's first and last value."""
    told = []
    for panel in drawing.panels:
        ends = [panel.frame.iloc[place] for place in (0, -1)] if len(panel.frame) else []
        values = [
            f"{wording.measured(float(row['value']), drawing.measure)} "
            f"({wording.period('agreement_year', str(row['period']))})"
            for row in ends
        ]
        told.append(f"{panel.name}: {' og senest '.join(values) if values else 'ingen tal'}")
    return f"{title}. Figuren har {len(told)} felter. Målet er mindst {drawing.words}. {'. '.join(told)}."


def _paint(axes: Axes, drawing: _Drawing) -> None:
    figure = axes.figure
    assert isinstance(figure, Figure)
    width = (WIDTH_CM - _LEFT_CM - _RIGHT_CM - (_COLUMNS - 1) * _GAP_CM) / _COLUMNS
    limits = limits_around(drawing.heights, share=0.12)
    first, last = min(drawing.places), max(*drawing.places, drawing.start.index / 12 + 1)
    for at, panel in enumerate(drawing.panels):
        row, column = divmod(at, _COLUMNS)
        left = _LEFT_CM + column * (width + _GAP_CM)
        bottom = drawing.height_cm - (row + 1) * (_PANEL_CM + _HEAD_CM)
        place = (
            left / WIDTH_CM, bottom / drawing.height_cm, width / WIDTH_CM, _PANEL_CM / drawing.height_cm,
        )  # fmt: skip
        mine = axes if at == 0 else figure.add_axes(place)
        mine.set_position(place)
        mine.set_ylim(*limits)
        mine.set_xlim(first - 1, last + _LABEL_YEARS)
        _paint_panel(mine, panel, drawing)
        panel_axes(mine, at=at, count=len(drawing.panels), columns=_COLUMNS)
        if at == 0:
            mine.annotate(
                AXES[drawing.measure], (-_LEFT_CM / width, 1), xycoords="axes fraction", xytext=(2, 5),
                fontsize=SMALL, textcoords="offset points", ha="left", va="bottom", color=GREY,
            )  # fmt: skip


def _paint_panel(axes: Axes, panel: _Panel, drawing: _Drawing) -> None:
    frame, start = panel.frame, drawing.start.index / 12
    after = frame["place"] > start
    for part, colour, mark in ((frame[~after], GREY, "s"), (frame[after], BLUE, "o")):
        axes.vlines(part["place"], part["lower"], part["upper"], color=colour, linewidth=1.3, zorder=2)
        axes.plot(part["place"], part["value"], marker=mark, markersize=4, color=colour, linestyle="none", zorder=3)
    axes.axhline(drawing.target, color=ORANGE, linewidth=1.6, linestyle=(0, (5, 2)), zorder=1.8)
    axes.axvline(start, color=BLACK, linewidth=0.8, zorder=1.5)
    axes.annotate(
        panel.name, (0, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", ha="left",
        va="bottom", color=BLACK,
    )  # fmt: skip
    if panel is drawing.panels[0]:
        axes.annotate(
            "Mål", (axes.get_xlim()[0], drawing.target), xytext=(2, 2), textcoords="offset points", ha="left",
            va="bottom", color=DARK_ORANGE, fontsize=SMALL,
        )  # fmt: skip
    for row in frame.tail(1).itertuples(index=False):
        axes.annotate(
            wording.number(float(str(row.value))), (float(str(row.place)), float(str(row.value))), xytext=(5, 0),
            textcoords="offset points", ha="left", va="center", color=BLUE, fontweight="bold", fontsize=SMALL,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5}, zorder=2.5,
        )  # fmt: skip


def _table(records: list[OutcomeSeries], *, data: Prepared) -> Table:
    """A row per year and a column per unit."""
    measure = records[0].measure
    found = [{str(row.period): row for row in rows_of(record)} for record in records]
    periods = sorted({period for one in found for period in one})
    rows = tuple(
        (
            wording.period("agreement_year", period).removeprefix("aftaleår "),
            *(value_cell(one[period]) if period in one else NONE for one in found),
        )
        for period in periods
    )
    named = data.agreement.indicator(records[0].indicator).name
    return Table(
        caption=f"{named} i region og klynger efter aftaleår",
        columns=(
            Column("Født i", "left"),
            *(
                Column(f"{data.agreement.name_of(one.unit)}: {wording.lowered(AXES[measure])} ({CI})")
                for one in records
            ),
        ),
        rows=rows,
    )
