"""The specification curve: the change under every way to calculate, sorted, with the choices behind each below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.checks.specifications import Specification
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_checks import UnitSpecifications
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    WIDTH_CM,
    Margins,
    danish_axis,
    drawn,
    limits_around,
)
from evaluering.presentation.sentences.robustness import curve_message
from evaluering.presentation.tables.cells import AXES, CI, NONE
from evaluering.presentation.tables.checks import change_measure
from evaluering.presentation.tables.specifications import choices_of
from evaluering.presentation.uncertainty import SURETY, cell_decimals, limits_cell
from evaluering.wording.plan import SOME_NOT_PLANNED_NOTE

_CURVE_CM = 6.4
_ROW_CM = 0.4
_GAP_CM = 0.5
_BELOW_CM = 0.7
_MARGINS = Margins(left=5.0, right=0.5, top=0.9, bottom=_BELOW_CM)
_TICK = 0.34
"""Half the height of a mark in the rows of choices, in rows."""

_POINTS_PER_CM = 72 / 2.54


@dataclass(frozen=True, slots=True)
class _Curve:
    """The specifications from the lowest value to the highest, and the rows of choices below them."""

    found: tuple[Specification, ...]
    rows: tuple[tuple[str, str, tuple[int, ...]], ...]  # kind of choice, what was chosen, places from the left
    measure: str

    @property
    def height_cm(self) -> float:
        """Height of the whole drawing."""
        return _MARGINS.top + _CURVE_CM + _GAP_CM + _ROW_CM * max(1, len(self.rows)) + _BELOW_CM


def specifications(specifications: Protected[UnitSpecifications], *, data: Prepared) -> Block:
    """Every way to calculate the mean change of one unit and outcome, the planned one marked."""
    record = opened(specifications, data=data)
    place = f"{data.agreement.indicator(record.indicator).name} i {data.agreement.name_of(record.unit)}"
    curve = _sorted(record, data=data)
    name = f"{record.indicator}-{record.unit}-specifications-figure"
    message = curve_message(record.curve) if record.curve is not None else "ingen beregninger kan vises"
    title = f"{place}: {wording.lowered(message)}"
    svg = drawn(
        lambda axes: _paint(axes, curve), name=name, height_cm=curve.height_cm, synthetic=data.synthetic,
        margins=_MARGINS,
    )  # fmt: skip
    caption = (
        "Hvert punkt er én måde at regne ændringen ud på, den laveste til venstre. "
        f"Stregen gennem punktet er {SURETY} sikkerhedsinterval: mørk, når ændringen er sikker, ellers lys. "
        "Mærkerne nedenunder viser, hvilke valg beregningen bygger på. Den prikkede linje går gennem hovedberegningen."
        f"{'' if record.planned else f' {SOME_NOT_PLANNED_NOTE}'}"
    )
    table = _table(curve, place=place, data=data)
    return figure_block(
        data, name=name, title=title, alt=_alt(title, curve), caption=caption, table=table, svg=svg
    )  # fmt: skip


def _sorted(record: UnitSpecifications, *, data: Prepared) -> _Curve:
    found = record.curve.specifications if record.curve is not None else ()
    ordered = tuple(sorted(found, key=lambda one: one.estimate.value))
    rows = []
    chosen = dict(choices_of(ordered, data=data))
    for kind, names in choices_of(found, data=data):  # as run: the rows' order is that of the plan, not of the values
        for name in dict.fromkeys(names):
            places = tuple(at for at, its in enumerate(chosen[kind]) if its == name)
            rows.append((kind, name, places))
    return _Curve(ordered, tuple(rows), change_measure(record.measure))


def _paint(axes: Axes, curve: _Curve) -> None:
    height = curve.height_cm
    left, width = _MARGINS.left / WIDTH_CM, 1 - (_MARGINS.left + _MARGINS.right) / WIDTH_CM
    axes.set_position((left, 1 - (_MARGINS.top + _CURVE_CM) / height, width, _CURVE_CM / height))
    _paint_curve(axes, curve)
    figure = axes.figure
    if isinstance(figure, Figure) and curve.rows:
        below = figure.add_axes((left, _BELOW_CM / height, width, _ROW_CM * len(curve.rows) / height))
        _paint_choices(below, curve)


def _paint_curve(axes: Axes, curve: _Curve) -> None:
    estimates = [one.estimate for one in curve.found]
    reach = [number for one in estimates for number in (one.value, one.lower, one.upper) if math.isfinite(number)]
    axes.set_ylim(*limits_around([*(reach or [1.0]), 0.0]))
    axes.axhline(0, color=BLACK, linewidth=1.0, zorder=1)
    thin = _width(curve)
    for clear, colour in ((False, "#B8B8B8"), (True, BLUE)):
        places = [(at, one) for at, one in enumerate(estimates) if _clear(one) == clear]
        axes.plot(*_strokes(places), color=colour, linewidth=thin, solid_capstyle="butt", zorder=2)
    axes.plot(*_points(estimates), color=BLACK, linewidth=thin + 1.2, solid_capstyle="round", zorder=3)
    for at, one in enumerate(curve.found):
        if one.primary:
            axes.plot(
                [at], [one.estimate.value], marker="D", markersize=8, color=BLACK, markerfacecolor="white",
                markeredgewidth=1.8, zorder=4,
            )  # fmt: skip
            side = "right" if at > 0.6 * len(curve.found) else "left" if at < 0.4 * len(curve.found) else "center"
            axes.annotate(
                "Hovedberegningen", (at, 1), xycoords=("data", "axes fraction"), xytext=(0, 4),
                textcoords="offset points", ha=side, va="bottom", color=BLACK,
            )  # fmt: skip
    _across(axes, curve)
    danish_axis(axes, label=AXES[curve.measure])
    axes.yaxis.set_label_coords(-0.09, 1.02)
    axes.set_xticks([])
    axes.grid(visible=False, axis="x")


def _paint_choices(axes: Axes, curve: _Curve) -> None:
    """One row per choice with a mark under each calculation that makes it; kinds of choices parted by a line."""
    axes.set_ylim(len(curve.rows) - 0.5, -0.5)
    _across(axes, curve)
    for row, (_, _, places) in enumerate(curve.rows):
        x = [number for place in places for number in (place, place, math.nan)]
        y = [number for _ in places for number in (row - _TICK, row + _TICK, math.nan)]
        axes.plot(x, y, color=BLACK, linewidth=_width(curve), solid_capstyle="butt")
    kinds = [kind for kind, _, _ in curve.rows]
    for row in range(1, len(kinds)):
        if kinds[row] != kinds[row - 1]:
            axes.axhline(row - 0.5, xmin=-0.5, color=PALE, linewidth=1.0, clip_on=False)
    axes.set_yticks(range(len(curve.rows)), [name for _, name, _ in curve.rows], color=BLACK, fontsize=7.5)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)


def _across(axes: Axes, curve: _Curve) -> None:
    """The same width for curve and choices, with a faint line through the planned calculation."""
    axes.set_xlim(-1, max(1, len(curve.found)))
    for at, one in enumerate(curve.found):
        if one.primary:
            axes.axvline(at, color=GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0)


def _strokes(places: Sequence[tuple[int, Estimate]]) -> tuple[list[float], list[float]]:
    """All intervals as one broken line: a line each would make the drawing many times as heavy."""
    shown = [(at, one) for at, one in places if math.isfinite(one.lower) and math.isfinite(one.upper)]
    x = [float(number) for at, _ in shown for number in (at, at, math.nan)]
    y = [float(number) for _, one in shown for number in (one.lower, one.upper, math.nan)]
    return x, y


def _points(estimates: Sequence[Estimate]) -> tuple[list[float], list[float]]:
    """All values as one broken line of strokes so short that their round ends make them points."""
    x = [float(number) for at in range(len(estimates)) for number in (at - 0.01, at + 0.01, math.nan)]
    y = [float(number) for one in estimates for number in (one.value, one.value, math.nan)]
    return x, y


def _width(curve: _Curve) -> float:
    """Width of a stroke, so that neighbours do not touch: the more, the thinner; in points."""
    room = (WIDTH_CM - _MARGINS.left - _MARGINS.right) * _POINTS_PER_CM
    return min(2.2, max(0.5, 0.6 * room / max(1, len(curve.found))))


def _clear(estimate: Estimate) -> bool:
    return estimate.lower > 0 or estimate.upper < 0


def _alt(title: str, curve: _Curve) -> str:
    """Message, and the lowest, the planned and the highest calculation."""
    if not curve.found:
        return f"{title}. Figuren har ingen punkter."
    told = [f"{title}. Figuren viser {wording.count(len(curve.found))} beregninger."]
    primary = next((one for one in curve.found if one.primary), curve.found[0])
    for word, one in (("Laveste", curve.found[0]), ("Hovedberegningen", primary), ("Højeste", curve.found[-1])):
        told.append(f"{word}: {_told(one.estimate, curve.measure)}.")
    return " ".join(told)


def _told(estimate: Estimate, measure: str) -> str:
    decimals = cell_decimals(estimate)
    limits = limits_cell(estimate.lower, estimate.upper, decimals=decimals) if math.isfinite(estimate.lower) else NONE
    return f"{wording.signed(estimate.value, measure, decimals=decimals)} ({limits})"


def _table(curve: _Curve, *, place: str, data: Prepared) -> Table:
    """Every calculation with its choices, the lowest first."""
    kinds = choices_of(curve.found, data=data)
    rows = []
    for at, one in enumerate(curve.found):
        number = f"{at + 1} (hovedberegningen)" if one.primary else str(at + 1)
        rows.append((number, *(names[at] for _, names in kinds), _told(one.estimate, curve.measure)))
    return Table(
        caption=f"{place}: alle måder at regne ændringen ud på",
        columns=(Column("Nr.", "left"), *(Column(kind, "left") for kind, _ in kinds), Column(f"Ændring ({CI})")),
        rows=tuple(rows),
    )
