"""A forecast year by year: what was measured, then a fan per assumption up to the deadline, and the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.forecast.prediction import Assumption
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_forecast import UnitForecast
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened, sentence_block
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    DARK_ORANGE,
    GREY,
    ORANGE,
    WIDTH_CM,
    Margins,
    danish_axis,
    drawn,
    limits_around,
    mark_line,
    place_of,
)
from evaluering.presentation.sentences.forecast import (
    all_counted,
    assumed,
    births_told,
    forecast_message,
    target_value,
)
from evaluering.presentation.sentences.level import rows_of, short_subject, whole_years
from evaluering.presentation.tables.cells import AXES, NONE, value_cell
from evaluering.presentation.tables.forecast import NARROW_CI
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording import forecast as words
from evaluering.wording.plan import NOT_PLANNED_NOTE

_HEIGHT_CM = 7.8
_MARGINS = Margins(right=0.3, top=1.6, bottom=1.3)
_GAP_CM = 0.7
_PANELS: tuple[Assumption, ...] = ("level_stays", "slope_continues")
_SHADES = {"95": "#CFE4F1", "80": "#8ABBDA"}
_NUMBERS = ("value", "lower_80", "upper_80", "lower_95", "upper_95")
_NEAR_SHARE = 0.06
"""So near the target's line, of the height of the axis, a number beside its mark would touch it."""
_YEARS_SHOWN = 8
"""The latest years measured: all of them stand in the figure of the verdict, and would leave the fans no room."""


@dataclass(frozen=True, slots=True)
class _Fan:
    """Measured years and the course, placed on the line of years; the target and when the agreement began."""

    years: pd.DataFrame
    course: pd.DataFrame
    record: UnitForecast
    start: Month


def forecast(forecast: Protected[UnitForecast], *, years: Protected[OutcomeSeries], data: Prepared) -> Block:
    """Both assumptions side by side, on the same axes as the agreement years measured; a sentence when all is known."""
    record = opened(forecast, data=data)
    name = f"{record.indicator}-{record.unit}-forecast"
    if all_counted([record]):
        told = words.DONE_ONE.format(about=short_subject(data, record.indicator))
        return sentence_block(data, name=name, paragraphs=[told])
    measured = whole_years(opened(years, data=data))
    fan = _Fan(_placed(measured), _course(record), record, data.agreement.start)
    title = forecast_message(record, data=data)
    svg = drawn(
        lambda axes: _paint(axes, fan), name=name, height_cm=_HEIGHT_CM, synthetic=data.synthetic, margins=_MARGINS
    )  # fmt: skip
    month = wording.long_month(record.last_month)
    caption = (
        f"Fremskrivning, ikke et resultat. Til venstre bliver niveauet som i {month}. Til højre fortsætter udviklingen "
        "siden aftalen. Sorte punkter er målte aftaleår. Den stiplede blå linje er det forventede tal for et helt år "
        f"født omkring den tid. Det mørke felt er intervallet på {NARROW_CI}, det lyse det på {SURETY}. "
        f"Ruden er børn født i {births_told([record])}. Aksen begynder ikke ved nul."
        f"{'' if record.planned else _note()}"
    )
    if not record.forecasts:
        caption = f"Der er ingen fremskrivning at vise: {words.forecast_reason(record.reason)}."
    table = _table(fan, measured, data=data)
    return figure_block(data, name=name, title=title, alt=_alt(title, fan), caption=caption, table=table, svg=svg)


def _note() -> str:
    return f" {NOT_PLANNED_NOTE}"


def _placed(years: OutcomeSeries) -> pd.DataFrame:
    """The latest measured years that may be shown, each at its middle."""
    frame = years.frame[~years.frame["hidden"] & years.frame["value"].notna()]
    frame = frame.tail(_YEARS_SHOWN).reset_index(drop=True)
    return frame.assign(place=[_middle(str(month)) for month in frame["from_month"]])


def _course(record: UnitForecast) -> pd.DataFrame:
    """The course with each year at its middle, and whether it is the one that is told: marks of two would overlap."""
    named = {str(one.births.last_month) for one in record.forecasts[-1:]}
    course = record.course.astype(dict.fromkeys(_NUMBERS, float))
    return course.assign(
        place=np.array([_middle(str(month)) for month in course["first_period"]], dtype=float),
        named=np.array([str(month) in named for month in course["last_period"]], dtype=bool),
    )


def _middle(first_month: str) -> float:
    """Where the middle of the year that begins in a month lies on the line of years."""
    return place_of(first_month) - 1 / 24 + 0.5


def _paint(axes: Axes, fan: _Fan) -> None:
    """Two panels of the same width, height and limits; the right one without numbers on its upright axis."""
    width = (WIDTH_CM - _MARGINS.left - _MARGINS.right - _GAP_CM) / 2
    height = (_HEIGHT_CM - _MARGINS.top - _MARGINS.bottom) / _HEIGHT_CM
    bottom = _MARGINS.bottom / _HEIGHT_CM
    axes.set_position((_MARGINS.left / WIDTH_CM, bottom, width / WIDTH_CM, height))
    figure = axes.figure
    assert isinstance(figure, Figure)
    left = (_MARGINS.left + width + _GAP_CM) / WIDTH_CM
    other = figure.add_axes((left, bottom, width / WIDTH_CM, height))
    for panel, assumption in zip((axes, other), _PANELS, strict=True):
        _paint_panel(panel, fan, assumption=assumption)
    danish_axis(axes, label=AXES[fan.record.measure])
    danish_axis(other, label="")
    other.set_yticklabels([])
    # Named once: every letter of a figure weighs.
    axes.set_xlabel("Barnets fødselsår")
    axes.annotate(
        f"Mål: {target_value(fan.record.target, measure=fan.record.measure)}", (0, fan.record.target),
        xycoords=("axes fraction", "data"), xytext=(2, 3), textcoords="offset points", ha="left", va="bottom",
        color=DARK_ORANGE,
    )  # fmt: skip


def _paint_panel(axes: Axes, fan: _Fan, *, assumption: Assumption) -> None:
    years, course = fan.years, fan.course[fan.course["assumption"] == assumption]
    axes.vlines(years["place"], years["lower"], years["upper"], color=GREY, linewidth=1.2, zorder=2)
    axes.plot(years["place"], years["value"], marker="o", markersize=4.5, color=BLACK, linestyle="none", zorder=4)
    for share, shade in _SHADES.items():
        lower, upper = course[f"lower_{share}"], course[f"upper_{share}"]
        axes.fill_between(course["place"], lower, upper, color=shade, linewidth=0, zorder=1)
    axes.plot(course["place"], course["value"], color=BLUE, linewidth=1.8, linestyle=(0, (4, 2)), zorder=3)
    named = course[course["named"]]
    axes.plot(
        named["place"], named["value"], marker="D", markersize=6, color=BLUE, markerfacecolor="white",
        markeredgewidth=1.6, linestyle="none", zorder=5,
    )  # fmt: skip
    axes.axhline(fan.record.target, color=ORANGE, linewidth=1.8, linestyle=(0, (6, 2)), zorder=1.8)
    _dress(axes, fan)
    axes.set_title(assumed(assumption, words.PANELS, fan.record), loc="left", fontsize=9, color=BLACK, pad=20)
    low, high = axes.get_ylim()
    for last, value in named[["place", "value"]].itertuples(index=False):
        # Beside its mark; where the target's line would strike it through, clear of the line.
        struck = abs(value - fan.record.target) < (high - low) * _NEAR_SHARE
        beside = ("bottom" if value >= fan.record.target else "top") if struck else "center"
        axes.annotate(
            wording.number(value), (last, value), xytext=(7, {"bottom": 2, "center": 0, "top": -2}[beside]),
            textcoords="offset points", ha="left", va=beside, color=BLUE, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip


def _dress(axes: Axes, fan: _Fan) -> None:
    """The same limits in both panels, years along the foot, and the start of the agreement."""
    heights = [*fan.years["lower"], *fan.years["upper"], *fan.course["lower_95"], *fan.course["upper_95"]]
    axes.set_ylim(*limits_around([*heights, fan.record.target], share=0.1))
    start = fan.start.index / 12
    places = [*fan.years["place"], *fan.course["place"], start]
    axes.set_xlim(min(places) - 0.6, max(places) + 2.4)
    axes.xaxis.set_major_locator(MultipleLocator(2))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.grid(visible=False, axis="x")
    mark_line(axes, where=start, text="Aftalen begynder")


def _alt(title: str, fan: _Fan) -> str:
    """The message, how many years were measured, and per assumption the births the target is about."""
    measure, record = fan.record.measure, fan.record
    told = [title if title.endswith("?") else f"{title}."]
    if len(fan.years):
        last = fan.years.iloc[-1]
        when = wording.period("agreement_year", str(last["period"]))
        told.append(f"Figuren viser {len(fan.years)} målte år. Det seneste er {when}: "
                    f"{wording.measured(float(last['value']), measure)}.")  # fmt: skip
    for one in record.forecasts:
        born = words.born([(one.births.grain, one.births.year)])
        for scenario in reversed(one.forecast.scenarios):
            estimate = scenario.estimate
            limits = wording.interval(estimate.lower, estimate.upper)
            holds = assumed(scenario.assumption, words.CLAUSES, record)
            told.append(f"Født i {born}, {holds}: {wording.measured(estimate.value, measure)} ({limits}).")
    return f"{' '.join(told)} Målet er mindst {target_value(record.target, measure=measure)}."


def _table(fan: _Fan, measured: OutcomeSeries, *, data: Prepared) -> Table:
    """Measured agreement years, then the course under each assumption."""
    record = fan.record
    rows: list[tuple[str, ...]] = [
        (wording.period("agreement_year", str(row.period)).removeprefix("aftaleår "), "Målt",
         value_cell(row, measure=record.measure), NONE)
        for row in rows_of(measured)[-_YEARS_SHOWN:]
    ]  # fmt: skip
    rows += [_course_row(row, record) for row in fan.course.itertuples(index=False)]
    about = f"{data.agreement.indicator(record.indicator).name} i {data.agreement.name_of(record.unit)}"
    return Table(
        caption=f"{about}: målt og fremskrevet",
        columns=(
            Column("Født i", "left"), Column("Målt eller antaget", "left"),
            Column(f"{AXES[record.measure]} ({SURETY} interval)"), Column(f"{NARROW_CI} interval"),
        ),
        rows=tuple(rows) or (("Ingen", NONE, NONE, NONE),),
        row_headers=2,
    )  # fmt: skip


def _course_row(row: Any, record: UnitForecast) -> tuple[str, ...]:
    limits = wording.interval(row.lower_95, row.upper_95).replace(" ", wording.NARROW)
    return (
        wording.span(row.first_period, row.last_period),
        assumed(row.assumption, words.ASSUMPTIONS, record),
        f"{wording.measured(row.value, record.measure)} ({limits})",
        wording.interval(row.lower_80, row.upper_80),
    )
