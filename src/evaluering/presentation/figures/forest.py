"""Forest plots: the change of the region and of each cluster, alone or with the clusters' mean and one more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    DanishTicks,
    Margins,
    drawn,
    limits_around,
    width_cm,
)
from evaluering.presentation.sentences.clusters import alike_message
from evaluering.presentation.sentences.one_cluster import outcome
from evaluering.presentation.tables.cells import CI, NONE
from evaluering.presentation.tables.change import UNDECIDED
from evaluering.presentation.uncertainty import CELLS, SURETY, answer, limits_cell, telling_decimals
from evaluering.wording.clusters import SPREAD_ROWS
from evaluering.wording.plan import NOT_PLANNED_NOTE

_ROW_CM = 0.85
_AIR_CM = 0.45
_DIAMOND = 0.26
"""Half the height of the diamond, in rows."""

Kind = Literal["region", "cluster", "pooled", "prediction"]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its name, its number with limits (NaN where there is none), and the words for it."""

    kind: Kind
    name: str
    value: float
    lower: float
    upper: float
    words: str

    @property
    def sure(self) -> bool:
        return self.words in (CELLS["up"], CELLS["down"])

    @property
    def shown(self) -> bool:
        return math.isfinite(self.lower) and math.isfinite(self.upper)


def forest(changes: Protected[ClusterChanges], *, data: Prepared) -> Block:
    """The mean change of one outcome in region and clusters, in the agreement's order, never by size."""
    record = opened(changes, data=data)
    rows, title = _unit_rows(record, data=data), alike_message(record, data=data)
    return _block(record, rows, name="forest", title=title, data=data)


def pooled_forest(changes: Protected[ClusterChanges], *, data: Prepared) -> Block:
    """The same with the clusters' mean and the span in which one more would lie, for the appendix."""
    record = opened(changes, data=data)
    rows = [*_unit_rows(record, data=data), *_pooled_rows(record)]
    title = f"Ændringen i {outcome(record, data=data)}: klyngerne, deres gennemsnit og en tænkt klynge mere"
    return _block(record, rows, name="pooled-forest", title=title, data=data)


def _block(record: ClusterChanges, rows: list[_Row], *, name: str, title: str, data: Prepared) -> Block:
    name = f"{record.indicator}-{name}"
    beside = [_beside(row, record.measure) for row in rows]
    names = max(width_cm(_label(row)) for row in rows)
    numbers = max(width_cm(text) for texts in beside for text in texts)
    svg = drawn(
        lambda axes: _paint(axes, rows, measure=record.measure), name=name, height_cm=2.1 + _ROW_CM * len(rows),
        synthetic=data.synthetic,
        margins=Margins(left=names + _AIR_CM, right=numbers + _AIR_CM, top=0.7, bottom=1.3),
    )  # fmt: skip
    caption = (
        "Står hele stregen til højre for nul, er tallet steget. Står den til venstre, er det faldet. Går den hen over "
        f"nul, er ændringen ikke sikker.{'' if record.planned else f' {NOT_PLANNED_NOTE}'}"
    )
    told = ". ".join(
        f"{row.name}: {' – '.join(part for part in texts if part)}" for row, texts in zip(rows, beside, strict=True)
    )
    table = Table(
        caption=f"{data.agreement.indicator(record.indicator).name}: gennemsnitlig ændring efter aftalens start",
        columns=(Column("Enhed", "left"), Column(f"Ændring ({CI})"), Column("I ord", "left")),
        rows=tuple((row.name, number, words or NONE) for row, (number, words) in zip(rows, beside, strict=True)),
    )
    return figure_block(
        data, name=name, title=title, alt=f"{title}. Figuren har {len(rows)} rækker. {told}.", caption=caption,
        table=table, svg=svg,
    )  # fmt: skip


def _unit_rows(record: ClusterChanges, *, data: Prepared) -> list[_Row]:
    return [
        _unit_row(record.region, "region", data=data),
        *(_unit_row(one, "cluster", data=data) for one in record.clusters),
    ]


def _unit_row(one: ClusterChange, kind: Kind, *, data: Prepared) -> _Row:
    name = data.agreement.name_of(one.unit)
    if one.change is None:
        words = UNDECIDED if one.reason == "break_near_start" else "Ikke vist"
        return _Row(kind, name, math.nan, math.nan, math.nan, words)
    change = one.change
    return _Row(kind, name, change.value, change.lower, change.upper, CELLS[answer(change)])


def _pooled_rows(record: ClusterChanges) -> list[_Row]:
    """The clusters' mean and the span for one more; nothing where they are not pooled."""
    pooled = record.pooled
    if pooled is None:
        return []
    return [
        _Row("pooled", SPREAD_ROWS["pooled"], pooled.value, *pooled.interval, ""),
        _Row("prediction", SPREAD_ROWS["prediction"], math.nan, *pooled.prediction, ""),
    ]


def _label(row: _Row) -> str:
    """The name beside the axis, on two lines where it is long."""
    return row.name.replace(" for en ", " for\nen ") if row.kind == "prediction" else row.name


def _beside(row: _Row, measure: str) -> tuple[str, str]:
    return _number(row, measure), row.words


def _number(row: _Row, measure: str) -> str:
    """``+4,4 dage (2,7 til 6,0)``; the span alone where there is no number in it."""
    if not row.shown:
        return NONE
    limits = limits_cell(row.lower, row.upper)
    if not math.isfinite(row.value):
        return f"{limits}{wording.NARROW}{wording.MEASURES[measure]}"
    return f"{wording.signed(row.value, measure, decimals=telling_decimals(row.value, least=1))} ({limits})"


def _paint(axes: Axes, rows: list[_Row], *, measure: str) -> None:
    reach = [number for row in rows for number in (row.lower, row.upper) if math.isfinite(number)]
    axes.set_xlim(*limits_around([*(reach or [1.0]), 0.0]))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axvline(0, color=BLACK, linewidth=1.0, zorder=1)
    for place, row in enumerate(rows):
        if row.shown:
            _paint_row(axes, row, place)
        number, words = _beside(row, measure)
        axes.annotate(
            f"{number}\n{words}".strip(), (1, place), xycoords=("axes fraction", "data"), xytext=(8, 0),
            textcoords="offset points", va="center", ha="left", color=BLACK,
        )  # fmt: skip
        if place and rows[place - 1].kind != row.kind and row.kind != "prediction":
            axes.axhline(place - 0.5, color=PALE, linewidth=1.0, zorder=0)
    axes.set_yticks(range(len(rows)), [_label(row) for row in rows], color=BLACK)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(DanishTicks())
    axes.set_xlabel({"days": "Ændring i dage", "pct_point": "Ændring i procentpoint"}[measure])
    axes.annotate(
        f"●  sikker ændring     ◇  ikke sikker     streg: {SURETY} sikkerhedsinterval", (0, 1),
        xycoords=("figure fraction", "axes fraction"), xytext=(4, 6), textcoords="offset points", color=GREY,
    )  # fmt: skip


def _paint_row(axes: Axes, row: _Row, place: int) -> None:
    if row.kind == "pooled":
        across = [row.lower, row.value, row.upper, row.value]
        upright = [place, place - _DIAMOND, place, place + _DIAMOND]
        axes.fill(across, upright, facecolor="white", edgecolor=BLACK, linewidth=1.4, zorder=3)
        return
    if row.kind == "prediction":
        axes.plot([row.lower, row.upper], [place, place], color=BLACK, linewidth=1.2, marker="|", markersize=9)
        return
    colour = BLUE if row.sure else GREY
    axes.hlines(place, row.lower, row.upper, color=colour, linewidth=3.0 if row.kind == "region" else 2.0, zorder=2)
    axes.plot(
        [row.value], [place], marker="o" if row.sure else "D", markersize=7 if row.sure else 6, color=colour,
        markerfacecolor=colour if row.sure else "white", markeredgewidth=1.6, linestyle="none", zorder=3,
    )  # fmt: skip
