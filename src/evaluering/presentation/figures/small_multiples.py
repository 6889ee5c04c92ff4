"""The region and its clusters side by side on the same axes: years as measured, and the fit's means of the same years.

Every unit has a panel of its own, in the agreement's order, so that nobody's line is hidden by another's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
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
    Label,
    drawn,
    limits_around,
    write_labels,
)
from evaluering.presentation.sentences.clusters import changed_message
from evaluering.presentation.sentences.level import rows_of, whole_years
from evaluering.presentation.tables.cells import AXES, NONE
from evaluering.presentation.tables.change import UNDECIDED
from evaluering.presentation.uncertainty import CELLS, answer
from evaluering.presentation.units import SeriesByUnit
from evaluering.wording.plan import NOT_PLANNED_NOTE

_COLUMNS = 3
_LEFT_CM, _RIGHT_CM, _GAP_CM, _BOTTOM_CM = 1.5, 0.2, 1.2, 1.7
_PANEL_CM, _HEAD_CM = 2.8, 1.35
"""Height of a panel, and of the words above it."""
_HALF_YEAR = 6
_YEAR = 12
"""Months in a year: a year with fewer has no mean that can stand beside the years as measured."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Means of a course over whole agreement years: place and height of each."""

    places: tuple[float, ...]
    heights: tuple[float, ...]

    @property
    def told(self) -> tuple[float, float] | None:
        """First and last height; None for a line that is not there."""
        return (self.heights[0], self.heights[-1]) if self.heights else None


@dataclass(frozen=True, slots=True)
class _Panel:
    """One unit: years as measured (place, height, whether months of it are left out), and its three lines."""

    name: str
    words: str
    years: dict[str, tuple[float, float, bool]]
    before: _Line
    expected: _Line
    after: _Line

    @property
    def heights(self) -> list[float]:
        """Every height that is drawn."""
        lines = (*self.before.heights, *self.expected.heights, *self.after.heights)
        return [one for one in (*(height for _, height, _ in self.years.values()), *lines) if math.isfinite(one)]


def small_multiples(changes: Protected[ClusterChanges], *, years: SeriesByUnit, data: Prepared) -> Block:
    """The course before and after in every unit, on the same axes.

    Parameters
    ----------
    changes : Protected ClusterChanges
    years : SeriesByUnit
        The same outcome by agreement year in the region and its clusters, in that order.
    data : Prepared
    """
    record = opened(changes, data=data)
    units = (record.region, *record.clusters)
    panels = [_panel(one, opened(two, data=data), record, data=data) for one, two in zip(units, years, strict=True)]
    name, title = f"{record.indicator}-small-multiples", changed_message(record, data=data)
    rows = math.ceil(len(panels) / _COLUMNS)
    height = rows * (_PANEL_CM + _HEAD_CM) + _BOTTOM_CM
    svg = drawn(
        lambda axes: _paint(axes, panels, record, start=data.agreement.start, height=height), name=name,
        height_cm=height, synthetic=data.synthetic,
    )  # fmt: skip
    caption = (
        "Hvert punkt er børn født i ét aftaleår (april til marts). Åbne punkter er år med måneder, der holdes ude. "
        "Linjerne er beregningens gennemsnit for de samme år. Blå: før aftalen. Stiplet: ventet ud fra årene før. "
        "Orange: efter. Den lodrette streg er aftalens start. Alle felter har samme akser. De begynder ikke ved nul."
        f"{_beyond(record)}{_break_words(units, data=data)}{'' if record.planned else f' {NOT_PLANNED_NOTE}'}"
    )
    told = ". ".join(f"{one.name}: {one.words.lower()}" for one in panels)
    return figure_block(
        data, name=name, title=title, alt=f"{title}. Figuren har {len(panels)} felter. {told}.", caption=caption,
        table=_table(panels, record, data=data), svg=svg,
    )  # fmt: skip


def _beyond(record: ClusterChanges) -> str:
    """The months that the fit has beyond the last whole year, and that no point shows; nothing where there are none."""
    last = Month.parse(record.last_month)
    months = (last.index - Month.parse(record.first_month).index + 1) % _YEAR
    if not months:
        return ""
    span = wording.span(last + -(months - 1), last)
    return f" Børn født {span} er med i beregningen og trækker i linjen, men de er ikke et helt år og har intet punkt."


def _break_words(units: tuple[ClusterChange, ...], *, data: Prepared) -> str:
    """What the blue line bends at; nothing where no declared break is in a fit."""
    named = {name for one in units for name in one.breaks}
    titles = [one.title for one in data.plan.breaks if one.name in named]
    return f" Hvor den blå linje knækker, er et brud regnet med: {wording.sentence_list(titles)}." if titles else ""


def _panel(one: ClusterChange, series: OutcomeSeries, record: ClusterChanges, *, data: Prepared) -> _Panel:
    start = Month.parse(record.first_month)
    years = {}
    for row in (one for one in rows_of(whole_years(series)) if not one.hidden and one.value == one.value):
        first, last = Month.parse(row.from_month), Month.parse(row.to_month)
        left_out = first < start and last >= start + -record.cut_months
        years[str(row.period)] = ((first.index + _HALF_YEAR) / 12, float(row.value), left_out)
    course = one.course.assign(year=[Month.parse(str(month)).agreement_year for month in one.course["period"]])
    before, after = (
        course[~course["exposed"].astype(bool) & ~course["cut"].astype(bool)],
        course[course["exposed"] == 1],
    )
    words = CELLS[answer(one.change)] if one.change is not None else "Ikke vist"
    return _Panel(
        name=data.agreement.name_of(one.unit),
        words=UNDECIDED if one.reason == "break_near_start" else words,
        years=years,
        before=_line(before, "fitted_trend"),
        expected=_line(after, "counterfactual_trend"),
        after=_line(after, "fitted_trend"),
    )


def _line(rows: pd.DataFrame, column: str) -> _Line:
    """The mean of a course over each agreement year of which all months are in it."""
    places: list[float] = []
    heights: list[float] = []
    for year, months in rows.groupby("year"):
        if len(months) == _YEAR:
            places.append((Month(int(str(year)), 4).index + _HALF_YEAR) / 12)
            heights.append(float(months[column].mean()))
    return _Line(tuple(places), tuple(heights))


def _paint(axes: Axes, panels: list[_Panel], record: ClusterChanges, *, start: Month, height: float) -> None:
    figure = axes.figure
    assert isinstance(figure, Figure)
    width = (WIDTH_CM - _LEFT_CM - _RIGHT_CM - (_COLUMNS - 1) * _GAP_CM) / _COLUMNS
    heights = [one for panel in panels for one in panel.heights] or [0.0, 1.0]
    places = [place for panel in panels for place, _, _ in panel.years.values()] or [start.index / 12]
    limits = limits_around(heights)
    measure = "pct" if record.measure == "pct_point" else record.measure
    for at, panel in enumerate(panels):
        row, column = divmod(at, _COLUMNS)
        left = _LEFT_CM + column * (width + _GAP_CM)
        bottom = height - (row + 1) * (_PANEL_CM + _HEAD_CM)
        place = (left / WIDTH_CM, bottom / height, width / WIDTH_CM, _PANEL_CM / height)
        mine = axes if at == 0 else figure.add_axes(place)
        mine.set_position(place)
        _paint_panel(mine, panel, start=start)
        mine.set_ylim(*limits)
        mine.set_xlim(math.floor(min(places)), max(max(places) + 1, start.index / 12 + 1))
        panel_axes(mine, at=at, count=len(panels), columns=_COLUMNS)
        if at == 0:
            _name_lines(mine, panel)
            mine.annotate(
                AXES[measure], (-_LEFT_CM / width, 1), xycoords="axes fraction", xytext=(2, 5), fontsize=SMALL,
                textcoords="offset points", ha="left", va="bottom", color=GREY,
            )  # fmt: skip


def _name_lines(axes: Axes, panel: _Panel) -> None:
    """The lines of the first panel named where they end; the others have the same."""
    ends = [(panel.expected.told, "Ventet", BLUE), (panel.after.told, "Efter", DARK_ORANGE)]
    labels = [Label(told[1], word, colour) for told, word, colour in ends if told is not None]
    write_labels(axes, labels, at=axes.get_xlim()[1])


def _paint_panel(axes: Axes, panel: _Panel, *, start: Month) -> None:
    for left_out, face in ((False, GREY), (True, "white")):
        points = [(place, height) for place, height, out in panel.years.values() if out == left_out]
        axes.plot(
            [one for one, _ in points], [one for _, one in points], marker="s" if left_out else "o", markersize=3.6,
            color=GREY, markerfacecolor=face, linestyle="none", zorder=2,
        )  # fmt: skip
    axes.axvline(start.index / 12, color=BLACK, linewidth=0.8, zorder=1.5)
    axes.plot(panel.before.places, panel.before.heights, color=BLUE, linewidth=1.8, zorder=3)
    axes.plot(
        panel.expected.places, panel.expected.heights, color=BLUE, linewidth=1.6, linestyle=(0, (2, 1)), zorder=3,
        marker="_", markersize=5,
    )  # fmt: skip
    axes.plot(
        panel.after.places, panel.after.heights, color=ORANGE, linewidth=2.2, zorder=4, marker="D", markersize=3
    )  # fmt: skip
    heading: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "left"}
    axes.annotate(panel.name, (0, 1), xytext=(0, 15), color=BLACK, va="bottom", **heading)
    axes.annotate(panel.words, (0, 1), xytext=(0, 5), color=GREY, fontsize=SMALL, va="bottom", **heading)


def _table(panels: list[_Panel], record: ClusterChanges, *, data: Prepared) -> Table:
    """Years as measured with a column per unit, and below them where the lines begin and end."""
    measure = "pct" if record.measure == "pct_point" else record.measure
    periods = sorted({period for panel in panels for period in panel.years})
    rows = []
    for period in periods:
        known = [panel.years.get(period) for panel in panels]
        out = any(one is not None and one[2] for one in known)
        name = wording.period("agreement_year", period) + (" (måneder holdt ude)" if out else "")
        rows.append((name, *(NONE if one is None else wording.measured(one[1], measure) for one in known)))
    for name, pick in (("Før, beregnet", "before"), ("Ventet", "expected"), ("Efter, beregnet", "after")):
        lines = [getattr(panel, pick).told for panel in panels]
        for at, end in ((0, "første hele år"), (1, "sidste hele år")):
            cells = (NONE if line is None else wording.measured(line[at], measure) for line in lines)
            rows.append((f"{name}: {end}", *cells))
    return Table(
        caption=f"{data.agreement.indicator(record.indicator).name} i region og klynger, efter aftaleår",
        columns=(Column("Aftaleår", "left"), *(Column(panel.name) for panel in panels)),
        rows=tuple(rows),
    )
