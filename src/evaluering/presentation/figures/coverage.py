"""Coverage month by month: one strip of shades for the region and each cluster, a season's gap seen at a glance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.monthly_coverage import BAND_PCT, LOWEST_PCT, MonthlyCoverage
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import BLACK, GREY, Margins, drawn, mark_start, year_axis

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

COLOURS: Mapping[float, str] = {
    70.0: "#642400", 75.0: "#943700", 80.0: "#3779AC", 85.0: "#639DCB", 90.0: "#9CC1DE", 95.0: "#DDEBF4",
}  # fmt: skip
"""Brown where a target is not judged, the paler the more are known: each half as light again, so in grey too."""

MOST_EXCEPTIONS = 0.05
"""Part of the months below the limit up to which a title says *næsten alle*."""

_ROW_CM = 0.62
_STRIP, _THIN = 13.5, 1.5
"""Height in points of a strip, and of the line that stands where it is hidden."""


def coverage(record: Protected[MonthlyCoverage], *, data: Prepared) -> Block:
    """One strip per unit, one shade per month of birth."""
    frame = opened(record, data=data).frame
    units = list(dict.fromkeys(frame["unit"]))
    message = _message(frame, data=data)

    def paint(axes: Axes) -> None:
        _paint(axes, frame, units, data=data)

    svg = drawn(
        paint, name="coverage-months", height_cm=3.5 + _ROW_CM * max(1, len(units)), synthetic=data.synthetic,
        margins=Margins(left=4.0, right=1.0, top=0.9, bottom=2.6),
    )  # fmt: skip
    caption = (
        "Hvert felt er børn født i én måned. Jo lysere, jo flere børn kendes. "
        "Månederne er vist i spring på 5 procent. Så kan enkelte børn ikke regnes ud."
    )
    return figure_block(
        data, name="coverage-months", title=message, alt=f"{message}. {_told(frame, units, data=data)}",
        caption=caption, table=_table(frame, units, data=data), svg=svg,
    )  # fmt: skip


def _message(frame: pd.DataFrame, *, data: Prepared) -> str:
    """Whether any month lies below the limit of the verdict, without the last full stop; a title."""
    gate = data.parameters.coverage_gate_pct
    limit = wording.measured(gate, "pct", decimals=0)
    told = frame[frame["band"].notna()]
    if told.empty:
        return "Der er for få fødte til at vise dækningen måned for måned"
    below = told[told["band"] < gate]
    if below.empty:
        return f"Amningen kendes for mindst {limit} af børnene i alle viste måneder"
    names = wording.sentence_list([_and_when(unit, below, data=data) for unit in dict.fromkeys(below["unit"])])
    if len(below) <= MOST_EXCEPTIONS * len(told):
        return f"Amningen kendes for mindst {limit} af børnene i næsten alle måneder. Undtaget er {names}"
    return f"Amningen kendes for under {limit} af børnene i en del måneder: {names}"


def _and_when(unit: str, below: pd.DataFrame, *, data: Prepared) -> str:
    """A unit with the years in which months of it lie below the limit: ``Skive (2023–2024)``."""
    years = sorted({str(month)[:4] for month in below.loc[below["unit"] == unit, "month"]})
    when = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f"{data.agreement.name_of(unit)} ({when})"


def _told(frame: pd.DataFrame, units: list[str], *, data: Prepared) -> str:
    """Per unit how often each band occurs most, for a reader who cannot see the strips."""
    words = [f"Figuren viser {len(units)} enheder i {frame['month'].nunique()} måneder."]
    for unit in units:
        bands = frame.loc[frame["unit"] == unit, "band"].dropna()
        if len(bands):
            usual = _band(float(bands.mode().iloc[0]))
            words.append(f"{data.agreement.name_of(unit)}: oftest {usual}.")
    return " ".join(words)


def _paint(axes: Axes, frame: pd.DataFrame, units: list[str], *, data: Prepared) -> None:
    months = frame["month"]
    first, last = (Month.parse(text).index for text in (months.min(), months.max())) if len(frame) else (24144, 24312)
    rows = np.asarray([units.index(unit) for unit in frame["unit"]], dtype=np.float64)
    place = np.asarray([Month.parse(month).index for month in months], dtype=np.float64)
    hidden = frame["hidden"].to_numpy(dtype=bool)
    for band, colour in COLOURS.items():
        _strips(axes, place, rows, chosen=(frame["band"] == band).to_numpy(), colour=colour, points=_STRIP)
    _strips(axes, place, rows, chosen=hidden, colour=GREY, points=_THIN)
    axes.set_ylim(max(1, len(units)) - 0.45, -0.55)
    year_axis(axes, first=first / 12, last=(last + 1) / 12)
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)
    axes.set_yticks(range(len(units)), [data.agreement.name_of(unit) for unit in units], color=BLACK)
    start = data.agreement.start
    mark_start(axes, start=start, text=f"Aftalen begynder {wording.long_date(start.first_day)}")
    _legend(axes, hidden=bool(hidden.any()))


def _strips(axes: Axes, place: Floats, rows: Floats, *, chosen: Flags, colour: str, points: float) -> None:
    """All fields of one shade as one line with gaps; neighbours in a row are one stroke: the drawing stays small."""
    place, rows = place[chosen], rows[chosen]
    if not len(place):
        return
    begins = np.flatnonzero(np.r_[True, (np.diff(place) != 1) | (np.diff(rows) != 0)])
    ends = np.r_[begins[1:], len(place)] - 1
    gap = np.full(len(begins), np.nan)
    axes.plot(
        np.stack([place[begins] / 12, (place[ends] + 1) / 12, gap], axis=1).ravel(),
        np.stack([rows[begins], rows[begins], gap], axis=1).ravel(),
        color=colour, linewidth=points, solid_capstyle="butt", zorder=1,
    )  # fmt: skip


def _legend(axes: Axes, *, hidden: bool) -> None:
    """The shades with their per cents below the strips."""
    strokes = [(_band(band, short=True), colour, 9.0) for band, colour in COLOURS.items()]
    strokes += [(wording.HIDDEN, GREY, _THIN)] if hidden else []
    handles = [Line2D([], [], color=colour, linewidth=width, solid_capstyle="butt") for _, colour, width in strokes]
    box = axes.get_position()
    axes.legend(
        handles, [text for text, _, _ in strokes], loc="upper left", bbox_to_anchor=(0.015, box.y0 * 0.56),
        bbox_transform=axes.figure.transFigure, ncol=len(strokes), frameon=False, handlelength=1.3,
        handletextpad=0.5, columnspacing=1.1, borderpad=0, fontsize=8.5,
    )  # fmt: skip


def _band(low: float, *, short: bool = False) -> str:
    """A band in words: ``85 til 90 %``, ``under 75 %``, ``95 % eller mere``."""
    high = wording.measured(low + BAND_PCT, "pct", decimals=0)
    if low <= LOWEST_PCT:
        return f"under {high}"
    if low + BAND_PCT >= 100:
        limit = wording.measured(low, "pct", decimals=0)
        return f"{limit} +" if short else f"{limit} eller mere"
    return f"{low:.0f}{'–' if short else ' til '}{high}"


def _table(frame: pd.DataFrame, units: list[str], *, data: Prepared) -> Table:
    """The data behind the figure: one row per month, one column per unit."""
    found = {
        (unit, month): wording.HIDDEN if hidden else wording.NO_DATA if band != band else _band(band, short=True)
        for unit, month, band, hidden in frame[["unit", "month", "band", "hidden"]].itertuples(index=False)
    }
    months = sorted(set(frame["month"]))
    return Table(
        caption="Dækning: børn med kendt amning i procent af fødte, efter måned",
        columns=(Column("Født i", "left"), *(Column(data.agreement.name_of(unit), "left") for unit in units)),
        rows=tuple((wording.short_month(month), *(found[unit, month] for unit in units)) for month in months),
    )
