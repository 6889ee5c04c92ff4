"""Curves of full breastfeeding: one unit's birth years, and a municipality beside its cluster and the region."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, MaxNLocator

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.survival.curve_batch import HALF_YEAR
from evaluering.estimation.survival.unit_curves import CurvesBeside, UnitCurves
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
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
    width_cm,
)
from evaluering.presentation.sentences.durations import (
    beside_message,
    by_age,
    chosen_years,
    curves_message,
    differences,
    half_year_share,
    points_of,
)
from evaluering.presentation.tables.cells import CI, NONE, with_interval
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording.durations import CURVE_GLOSS, DESCRIPTION

_WEEK = 7
_TICKS = (0, 2, 9, 17, 26, 35)
_LAST_SHOWN = 252
_LEAST_SHOWN = 0.1
"""Ages from which on no curve is at this many per cent are left out of drawing and table."""

_SLACK_CM = 0.15
_SAMPLE = 16
_LABELS_FROM = 200
"""Age in days right of the 26-week line where the names of the curves begin: the curves lie far below there."""

_TO = 290
"""Where the line of ages ends, or further out where the names need room."""

_MARGINS = Margins(bottom=1.2)
_BELOW_CM = 2.5
_LARGE_CM = 3.3
"""Height of the lower part, and where it alone can tell two curves from each other."""

_GAP_CM = 1.0
_BESIDE_CM = 8.6
_APART = {"difference": "value", "difference_lower": "lower", "difference_upper": "upper"}


@dataclass(frozen=True, slots=True)
class _Look:
    """How a curve is drawn: told apart by colour, dashes and width, so in greyscale too."""

    colour: str
    text: str
    width: float
    dashes: tuple[float, ...] = ()
    band: bool = False


_LATEST = _Look(BLUE, BLUE, 2.6)
_BEFORE = _Look(BLACK, BLACK, 1.7, (4, 2))
_OWN = _Look(BLUE, BLUE, 2.6, band=True)
_SECOND = _Look(ORANGE, DARK_ORANGE, 1.5)


@dataclass(frozen=True, slots=True)
class _Curve:
    """One curve: what it is called, its points and its look."""

    name: str
    points: pd.DataFrame
    look: _Look


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Curves from the most important on, and what of two of them is drawn below: the one less the other."""

    curves: tuple[_Curve, ...]
    difference: pd.DataFrame | None = None
    name: str = ""
    below_cm: float = _BELOW_CM


def curves(curves: Protected[UnitCurves], *, data: Prepared) -> Block:
    """The last year before the cut and the latest; below, the latest less the one before.

    Other years stand in the table at risk.
    """
    record = opened(curves, data=data)
    chosen = chosen_years(record, data=data)
    looks = {chosen.before: _BEFORE, chosen.latest: _LATEST}
    names = {year: wording.period(record.grain, year).removeprefix("aftaleår ") for year in chosen.shown}
    lines = tuple(_Curve(names[year], points_of(record, period=year), looks[year]) for year in reversed(chosen.shown))
    shown = _Drawing(lines)
    caption = CURVE_GLOSS
    if chosen.before:
        found = differences(record, chosen).round({"value": 1, "lower": 1, "upper": 1})
        shown = _Drawing(lines, found, f"{names[chosen.latest]} minus {names[chosen.before]}", _LARGE_CM)
        caption = (
            f"{CURVE_GLOSS} Nederst er forskellen på to af årene i procentpoint. "
            f"Det farvede felt er {SURETY} sikkerhedsinterval. {DESCRIPTION}"
        )
    about = f"Andel børn, der stadig blev ammet fuldt, i {data.agreement.name_of(record.unit)}"
    name = f"{record.unit}-{record.grain.replace('_', '-')}-curves"
    title = curves_message(record, data=data)
    return _figure(shown, data=data, name=name, title=title, caption=caption, about=about, height_cm=8.8)


def curves_beside(curves: Protected[CurvesBeside], *, data: Prepared) -> Block:
    """A row's curve beside its cluster and the region, for the births of three agreement years together."""
    record = opened(curves, data=data)
    units = record.births["unit"].tolist()
    looks = dict(zip(units, (_OWN, _SECOND, _BEFORE) if len(units) > 2 else (_OWN, _BEFORE), strict=True))
    shown = tuple(
        _Curve(_named(unit, record, data=data), points, looks[unit])
        for unit in units
        if len(points := points_of(record, unit=unit))
    )
    when = f" født {wording.span(record.first_month, record.last_month)}" if record.first_month else ""
    about = f"Andel børn{when}, der stadig blev ammet fuldt"
    caption = (
        f"Kurven viser, hvor stor en del af børnene{when} der stadig blev ammet fuldt ved hver alder. "
        f"Nederst er forskellen til regionen i procentpoint. Det farvede felt er {SURETY} sikkerhedsinterval. "
        "Kommunens børn tæller også med i klynge og region."
    )
    drawing = _Drawing(shown)
    if shown and (own := shown[0]).look == _OWN:
        apart = own.points.drop(columns=["lower", "upper"]).rename(columns=_APART).round({"value": 1})
        drawing = _Drawing(shown, apart.round({"lower": 1, "upper": 1}), f"{own.name} minus regionen")
    title = beside_message(record, data=data)
    name = f"{record.row}-curves-beside"
    return _figure(drawing, data=data, name=name, title=title, caption=caption, about=about, height_cm=_BESIDE_CM)


def _named(unit: str, record: CurvesBeside, *, data: Prepared) -> str:
    name = data.agreement.name_of(record.row if unit == record.births["unit"].iloc[0] else unit)
    return name.removeprefix("Region ") if unit != REGION else "Regionen"


def _figure(
    shown: _Drawing, *, data: Prepared, name: str, title: str, caption: str, about: str, height_cm: float
) -> Block:
    drawing = _trimmed(shown)
    svg = drawn(
        lambda axes: _paint(axes, drawing, height_cm=height_cm), name=name, height_cm=height_cm,
        synthetic=data.synthetic, margins=_MARGINS,
    )  # fmt: skip
    told = ". ".join(f"{one.name}: {half_year_share(one.points)} ved 26 uger" for one in drawing.curves)
    kinds = "1 kurve" if len(drawing.curves) == 1 else f"{len(drawing.curves)} kurver"
    alt = f"{title}. Figuren viser {kinds}. {told}." if drawing.curves else f"{title}. Figuren har ingen kurver."
    return figure_block(
        data, name=name, title=title, alt=alt, caption=caption, table=_table(drawing, about=about), svg=svg
    )  # fmt: skip


def _trimmed(shown: _Drawing) -> _Drawing:
    """Without the ages after the first at which all curves are as good as 0, and none above `_LAST_SHOWN`."""
    days = sorted({int(day) for one in shown.curves for day in one.points["day"]})
    still = [int(one.points.loc[one.points["share_pct"] >= _LEAST_SHOWN, "day"].max()) for one in shown.curves]
    last = min([_LAST_SHOWN, *(day for day in days if day > max(still, default=0))])
    curves = tuple(_Curve(one.name, one.points[one.points["day"] <= last], one.look) for one in shown.curves)
    found = shown.difference
    kept = found[found["day"] <= last] if found is not None else None
    return replace(shown, curves=curves, difference=kept)


def _paint(axes: Axes, shown: _Drawing, *, height_cm: float) -> None:
    lowest, figure = axes, axes.figure
    if shown.difference is not None and isinstance(figure, Figure):
        left, bottom, width, _ = axes.get_position().bounds
        lift = (shown.below_cm + _GAP_CM) / height_cm
        axes.set_position((left, bottom + lift, width, 1 - _MARGINS.top / height_cm - bottom - lift))
        lowest = figure.add_axes((left, bottom, width, shown.below_cm / height_cm))
        _paint_difference(lowest, shown.difference, name=shown.name)
        axes.tick_params(labelbottom=False)
    _paint_curves(axes, shown.curves)
    end = _end(shown.curves)
    for part in {axes, lowest}:
        _ages(part, to=end)
    lowest.set_xlabel("Barnets alder i uger")
    lowest.set_xticklabels([str(week) for week in _TICKS])
    mark_line(axes, where=HALF_YEAR, text="26 uger")
    _names(axes, shown.curves)


def _end(curves: tuple[_Curve, ...]) -> float:
    """Where the line of ages ends, so that the longest name stands inside the drawing."""
    longest = max((_name(one) for one in curves), key=len, default="")
    room = width_cm(longest) + _SLACK_CM
    plot = WIDTH_CM - _MARGINS.left - _MARGINS.right
    return max(_TO, (_LABELS_FROM + _SAMPLE + 4) * plot / (plot - room))


def _ages(axes: Axes, *, to: float) -> None:
    axes.set_xlim(0, to)
    axes.xaxis.set_major_locator(FixedLocator([week * _WEEK for week in _TICKS]))
    axes.grid(visible=False, axis="x")


def _paint_curves(axes: Axes, curves: tuple[_Curve, ...]) -> None:
    for one in reversed(curves):
        points, look = one.points, one.look
        day, share = points["day"].to_numpy(dtype=np.float64), points["share_pct"].to_numpy(dtype=np.float64)
        if look.band:
            limits = [points[name].to_numpy(dtype=np.float64) for name in ("lower", "upper")]
            low, high = (np.where(np.isfinite(limit), limit, share) for limit in limits)
            axes.fill_between(day, low, high, color=look.colour, alpha=0.16, linewidth=0, zorder=1.6)
        _stroke(axes, day, share, look, zorder=2.5 if look.colour == BLUE else 2)
    axes.set_ylim(0, 102)
    danish_axis(axes, label="Procent ammet fuldt")


def _stroke(axes: Axes, x: npt.ArrayLike, y: npt.ArrayLike, look: _Look, *, zorder: float) -> None:
    line = axes.plot(np.asarray(x), np.asarray(y), color=look.colour, linewidth=look.width, zorder=zorder)
    if look.dashes:
        line[0].set_dashes(look.dashes)


def _paint_difference(axes: Axes, found: pd.DataFrame, *, name: str) -> None:
    """One year's curve less another's, with its interval and a line at no difference."""
    day = found["day"].to_numpy(dtype=np.float64)
    low, high = (found[limit].to_numpy(dtype=np.float64) for limit in ("lower", "upper"))
    axes.fill_between(day, low, high, color=BLUE, alpha=0.16, linewidth=0, zorder=1.6)
    axes.plot(day, found["value"].to_numpy(dtype=np.float64), color=BLUE, linewidth=2.0, zorder=2)
    axes.axhline(0, color=BLACK, linewidth=1.0, zorder=1.8)
    axes.axvline(HALF_YEAR, color=BLACK, linewidth=1.0, zorder=1.5)
    axes.set_ylim(*limits_around([*low, *high, -1.0, 1.0]))
    danish_axis(axes, label=f"{name}, procentpoint")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def _names(axes: Axes, shown: tuple[_Curve, ...]) -> None:
    """Each curve's name and share at 26 weeks beside a piece of its line, clear of the curves."""
    step = 102 * 15 / (axes.get_window_extent().height / axes.figure.dpi * 72)
    lowest = 96 - step * (len(shown) + 0.6)
    axes.add_patch(Rectangle((_LABELS_FROM - 6, lowest), 2 * _TO, 110, color="white", linewidth=0, zorder=1.2))
    axes.text(_LABELS_FROM, 96, "Andel ved 26 uger", color=GREY, va="center", ha="left")
    for place, one in enumerate(shown, start=1):
        height = 96 - place * step
        _stroke(axes, [_LABELS_FROM, _LABELS_FROM + _SAMPLE], [height, height], one.look, zorder=2)
        axes.text(_LABELS_FROM + _SAMPLE + 4, height, _name(one), color=one.look.text, va="center", ha="left")


def _name(curve: _Curve) -> str:
    return f"{curve.name}: {half_year_share(curve.points)}"


def _table(shown: _Drawing, *, about: str) -> Table:
    """Every age that is given for one of the curves, in days and weeks."""
    days = sorted({int(day) for one in shown.curves for day in one.points["day"]})
    by_day = [by_age(one.points) for one in shown.curves]
    columns = [Column("Alder", "left"), *(Column(f"{one.name}: % ({CI})") for one in shown.curves)]
    rows = [(_age(day), *(_share_cell(points, day) for points in by_day)) for day in days]
    if shown.difference is not None:
        found = by_age(shown.difference)
        columns.append(Column(f"{shown.name}: procentpoint ({CI})"))
        rows = [(*row, _difference_cell(found, day)) for row, day in zip(rows, days, strict=True)]
    return Table(caption=f"{about}, efter alder", columns=tuple(columns), rows=tuple(rows))


def _difference_cell(found: dict[int, Any], day: int) -> str:
    if day not in found or not math.isfinite(found[day].probability_higher):
        return NONE
    return with_interval(found[day].value, found[day].lower, found[day].upper)


def _age(day: int) -> str:
    return "Fødslen" if day == 0 else f"{day // _WEEK} uger ({day} dage)"


def _share_cell(points: dict[int, Any], day: int) -> str:
    if day not in points:
        return NONE
    row = points[day]
    if not (math.isfinite(row.lower) and math.isfinite(row.upper)):
        return wording.number(row.share_pct)
    return with_interval(row.share_pct, row.lower, row.upper)
