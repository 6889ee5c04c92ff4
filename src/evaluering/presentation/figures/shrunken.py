"""The municipalities' shrunken levels with their own beside, cluster by cluster in the agreement's order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevel, MunicipalLevels
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    GREY,
    DanishTicks,
    Margins,
    drawn,
    limits_around,
    mark_line,
    width_cm,
)
from evaluering.presentation.sentences.municipalities import shrunken_message
from evaluering.presentation.tables.cells import AXES
from evaluering.presentation.tables.municipalities import shrunken_table
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording.municipalities import SHRUNKEN_NOTE, TILE_WORDS

_ROW_CM = 0.47
_AIR_CM = 0.45
_OWN = "#8C8C8C"


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the drawing: a cluster's name alone, or a municipality."""

    name: str
    row: MunicipalLevel | None = None


def shrunken(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """Every row: its own level small and pale, the shrunken one with its interval, and the region's as a line."""
    record = opened(levels, data=data)
    lines = _lines(record, data=data)
    name = f"{record.indicator}-shrunken"
    title = shrunken_message(record, data=data)
    margins = Margins(left=max(width_cm(line.name) for line in lines) + _AIR_CM, right=0.5, top=0.9, bottom=1.3)
    svg = drawn(
        lambda axes: _paint(axes, lines, record), name=name,
        height_cm=margins.top + margins.bottom + _ROW_CM * len(lines), synthetic=data.synthetic, margins=margins,
    )  # fmt: skip
    caption = (
        f"Den fyldte prik er det udjævnede tal, stregen er {SURETY} sikkerhedsinterval. Den åbne grå prik er kommunens "
        f"eget tal. {SHRUNKEN_NOTE} Kommunerne står i aftalens rækkefølge, klynge for klynge."
    )
    alt = f"{title}. {_told(record)}"
    table = shrunken_table(record, data=data)
    return figure_block(data, name=name, title=title, alt=alt, caption=caption, table=table, svg=svg)


def _lines(record: MunicipalLevels, *, data: Prepared) -> tuple[_Line, ...]:
    """The rows under the names of their clusters; a cluster that is one row needs no line of its own."""
    agreement = data.agreement
    lines: list[_Line] = []
    for cluster in agreement.clusters:
        rows = [row for row in record.rows if agreement.cluster_of(row.unit) == cluster.slug]
        lines.append(_Line(cluster.name))
        lines += [_Line(agreement.name_of(row.unit), row) for row in rows]
    return tuple(lines)


def _paint(axes: Axes, lines: Sequence[_Line], record: MunicipalLevels) -> None:
    rows = [(place, line.row) for place, line in enumerate(lines) if line.row is not None]
    fitted = [(place, row) for place, row in rows if row.fitted]
    reach = [number for _, row in fitted for number in (row.shrunken_lower, row.shrunken_upper, row.level.value)]
    region = [record.region.value] if math.isfinite(record.region.value) else []
    axes.set_xlim(*limits_around([*reach, *region] or [0.0, 1.0], share=0.04))
    axes.set_ylim(len(lines) - 0.5, -0.5)
    if region:
        mark_line(axes, where=region[0], text="Regionens tal")
    x = [number for _, row in fitted for number in (row.shrunken_lower, row.shrunken_upper, math.nan)]
    y = [number for place, _ in fitted for number in (place, place, math.nan)]
    axes.plot(x, y, color=BLUE, linewidth=2.0, solid_capstyle="butt", zorder=2)
    own, drawn_to = [row.level.value for _, row in fitted], [row.shrunken for _, row in fitted]
    places = [place for place, _ in fitted]
    axes.plot(
        own, places, linestyle="none", marker="o", markersize=4, color=_OWN, markerfacecolor="white", zorder=3
    )  # fmt: skip
    axes.plot(drawn_to, places, linestyle="none", marker="o", markersize=6, color=BLUE, zorder=4)
    for place, row in rows:
        if not row.fitted:
            axes.annotate(
                TILE_WORDS[row.reason], (0, place), xycoords=("axes fraction", "data"), xytext=(6, 0),
                textcoords="offset points", ha="left", va="center", color=GREY,
            )  # fmt: skip
    axes.set_yticks(range(len(lines)), [line.name for line in lines], color=BLACK)
    for label, line in zip(axes.get_yticklabels(), lines, strict=True):
        label.set_color(BLACK if line.row is not None else GREY)
    for place, line in enumerate(lines):
        if line.row is None and place:
            axes.axhline(place - 0.5, color="#BFBFBF", linewidth=0.8, zorder=1)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(DanishTicks())
    axes.set_xlabel(AXES[record.measure])


def _told(record: MunicipalLevels) -> str:
    """How many there are, the region's number, and how far the drawing moved them."""
    fitted = [row for row in record.rows if row.fitted]
    if not fitted:
        return "Figuren har ingen punkter."
    region = wording.measured(record.region.value, record.measure)
    furthest = max(abs(row.shrunken - row.level.value) for row in fitted)
    measure = "pct_point" if record.measure == "pct" else "days"
    moved = wording.measured(furthest, measure)
    return (
        f"Figuren viser {len(fitted)} kommuner omkring regionens tal på {region}. "
        f"Udjævningen flytter intet tal mere end {moved}."
    )
