"""Changes side by side, each a point with its interval: units, and the same change calculated in other ways."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_change import Sensitivity, UnitChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    GREY,
    DanishTicks,
    Margins,
    drawn,
    limits_around,
    width_cm,
)
from evaluering.presentation.sentences.change import units_message
from evaluering.presentation.sentences.parts import bounded, undecided
from evaluering.presentation.sentences.robustness import robustness_message
from evaluering.presentation.tables.cells import CI, NONE
from evaluering.presentation.tables.change import UNDECIDED, marked
from evaluering.presentation.uncertainty import CELLS, SURETY, answer, cell_decimals, limits_cell
from evaluering.presentation.units import ChangesByUnit, page_unit
from evaluering.wording.plan import NOT_PLANNED as MARK

_ROW_CM = 0.72
_TWO_LINES_CM = 0.95
_AIR_CM = 0.45
"""Between the plot and the words beside it, and from them to the edge of the drawing."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: its name and its estimate, None where it is not shown, and whether its direction is judged."""

    name: str
    estimate: Estimate | None
    judged: bool = True


def unit_changes(changes: ChangesByUnit, *, data: Prepared) -> Block:
    """The mean change of several units, in the order of the agreement."""
    records = tuple(opened(one, data=data) for one in changes)
    lines = [
        _Line(
            _named(data.agreement.name_of(one.unit), one),
            one.fit.estimate("mean_change") if one.fit is not None else None,
            judged=not undecided(one),
        )
        for one in records
    ]
    compared = tuple(one for one in records if one.unit != REGION)
    title = units_message(compared, data=data)
    first = records[0]
    names = "region og klynger" if len(compared) > 1 else f"region og {data.agreement.name_of(compared[0].unit)}"
    return _figure(
        lines, data=data, title=title,
        name=f"{first.indicator}-{page_unit(data, [one.unit for one in records])}-units-figure",
        measure="pct_point" if first.measure == "pct" else first.measure, head="Enhed",
        about=f"{data.agreement.indicator(first.indicator).name} i {names}",
    )  # fmt: skip


def _named(name: str, change: UnitChange) -> str:
    return name if change.fit is None else marked(name, change.fit.estimate("mean_change"))


def alternatives(sensitivity: Protected[Sensitivity], *, data: Prepared) -> Block:
    """The mean change calculated in other ways, the primary one first."""
    record = opened(sensitivity, data=data)
    lines = [_Line(marked(wording.alternative(one.slug), one.estimate), one.estimate) for one in record.alternatives]
    place = f"{data.agreement.indicator(record.indicator).name} i {data.agreement.name_of(record.unit)}"
    title = (
        f"{place}: {wording.lowered(robustness_message(record))}" if lines else f"{place}: ingen beregninger kan vises"
    )
    return _figure(
        lines, data=data, name=f"{record.indicator}-{record.unit}-alternatives-figure", title=title,
        measure=record.measure, head="Beregning", about=place,
    )  # fmt: skip


def _figure(
    lines: list[_Line], *, data: Prepared, name: str, title: str, measure: str, head: str, about: str
) -> Block:  # fmt: skip
    row_cm = _TWO_LINES_CM if any("\n" in _label(line) for line in lines) else _ROW_CM
    height = 1.6 + row_cm * max(1, len(lines))
    margins = _margins(lines)
    svg = drawn(
        lambda axes: _paint(axes, lines, measure=measure), name=name, height_cm=height, synthetic=data.synthetic,
        margins=margins,
    )  # fmt: skip
    rows = tuple((line.name, *_cells(line, measure=measure)) for line in lines)
    table = Table(
        caption=f"{about}: gennemsnitlig ændring efter aftalens start",
        columns=(Column(head, "left"), Column(f"Ændring ({CI})"), Column("I ord", "left")),
        rows=rows,
    )
    told = ". ".join(f"{name}: {'. '.join(part for part in cells if part)}" for name, *cells in rows)
    caption = (
        f"Mærket er ændringen, stregen er {SURETY} sikkerhedsinterval. Fyldt punkt: sikker ændring. "
        "Åben rude: ikke sikker. Den lodrette streg er ingen ændring."
    )
    alt = f"{title}. Figuren viser {len(lines)} punkter. {told}."
    return figure_block(data, name=name, title=title, alt=alt, caption=caption, table=table, svg=svg)


def _margins(lines: list[_Line]) -> Margins:
    """Room for the longest name and the longest number, so that neither is cut."""
    names = max((width_cm(_label(line)) for line in lines), default=0.0)
    values = max((width_cm(_cells(line, measure="count")[0]) for line in lines), default=0.0)
    return Margins(left=names + _AIR_CM, right=values + _AIR_CM, top=0.2, bottom=1.3)


def _label(line: _Line) -> str:
    """The name beside the axis: the mark of what was not planned stands on a line of its own."""
    return line.name.replace(f" ({MARK})", f"\n({MARK})")


def _paint(axes: Axes, lines: list[_Line], *, measure: str) -> None:
    shown = [line.estimate for line in lines if line.estimate]
    reach = [number for one in shown for number in (one.value, one.lower, one.upper) if math.isfinite(number)]
    axes.set_xlim(*limits_around([*reach, 0.0]))
    axes.set_ylim(max(1, len(lines)) - 0.5, -0.5)
    axes.axvline(0, color=BLACK, linewidth=1.0, zorder=1)
    for place, line in enumerate(lines):
        if line.estimate is not None:
            sure = line.judged and answer(line.estimate) in ("up", "down")
            colour = BLUE if sure else GREY
            axes.hlines(place, line.estimate.lower, line.estimate.upper, color=colour, linewidth=2.0, zorder=2)
            axes.plot(
                [line.estimate.value], [place], marker="o" if sure else "D", markersize=7 if sure else 6,
                color=colour, linestyle="none",
                markerfacecolor=colour if sure else "white", markeredgewidth=1.6, zorder=3,
            )  # fmt: skip
        axes.annotate(
            _cells(line, measure="count")[0], (1, place), xycoords=("axes fraction", "data"), xytext=(8, 0),
            textcoords="offset points", va="center", ha="left",
        )  # fmt: skip
    axes.set_yticks(range(len(lines)), [_label(line) for line in lines], color=BLACK)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(DanishTicks())
    axes.set_xlabel({"days": "Ændring i dage", "pct_point": "Ændring i procentpoint"}[measure])


def _cells(line: _Line, *, measure: str) -> tuple[str, str]:
    """Value with interval, and the words for it; beside an axis the value is a bare ``count``."""
    if line.estimate is None:
        return "Ikke vist", ""
    one, decimals = line.estimate, cell_decimals(line.estimate)
    number = wording.signed(one.value, measure, decimals=decimals)
    limits = limits_cell(one.lower, one.upper, decimals=decimals) if bounded(one) else NONE
    return f"{number} ({limits})", CELLS[answer(one)] if line.judged else UNDECIDED
