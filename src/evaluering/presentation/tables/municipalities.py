"""Tables of municipalities: own level and where each stands by chance, and the level drawn towards the common one."""

from __future__ import annotations

from typing import Any

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import LEVEL_METHOD
from evaluering.estimation.municipal_levels import Level, MunicipalLevel, MunicipalLevels
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import Cell, entry
from evaluering.presentation.tables.cells import (
    CI,
    CONFIDENCE_NOTE,
    NONE,
    YEAR_NOTE,
    hidden_notes,
    part_cell,
    part_head,
    unknown_cell,
    value_cell,
    value_head,
    with_interval,
)
from evaluering.wording.municipalities import (
    LIMITS_NOTE,
    NO_RANKING_NOTE,
    NOT_ASSESSED,
    SHRUNKEN,
    SHRUNKEN_NOTE,
    STANDINGS,
)
from evaluering.wording.quality import QUALITY_REASONS

_MARK = "◯ "
_LIMITS = "almindelige udsving"
"""Head of the column, and therefore not in its cells."""
INDENT = "\N{EM SPACE}"
"""Before a municipality, under the row of its cluster; a cluster that is one row stands as that row."""
_SHRUNKEN_METHODS = {"days": "normal-normal-shrinkage", "pct": "beta-binomial-shrinkage"}


def municipalities(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """Every row in the agreement's order under its cluster, with the region above them."""
    record = opened(levels, data=data)
    return table_block(
        data,
        name=f"{record.indicator}-municipalities",
        table=municipal_table(record, data=data),
        results=[found for row in record.rows for found in municipal_entries(record, row)[:1]],
    )


def shrunken(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """Every row's own level and the one drawn towards the common one, for the appendix."""
    record = opened(levels, data=data)
    return table_block(
        data,
        name=f"{record.indicator}-shrunken-table",
        table=shrunken_table(record, data=data),
        results=[found for row in record.rows for found in municipal_entries(record, row)[1:]],
    )


def shrunken_table(record: MunicipalLevels, *, data: Prepared) -> Table:
    """The same as a table, for the data behind a figure."""
    agreement = data.agreement
    rows = []
    for row in record.rows:
        cluster = agreement.name_of(agreement.cluster_of(row.unit))
        rows.append((cluster, agreement.name_of(row.unit), value_cell(row.level), _shrunken(row)))
    return Table(
        caption=f"{agreement.indicator(record.indicator).name}: eget tal og udjævnet tal",
        columns=(
            Column("Klynge", "left"),
            Column("Kommune", "left"),
            Column(value_head(record.measure)),
            Column(f"{SHRUNKEN} ({CI})"),
        ),
        rows=tuple(rows),
        row_headers=2,
        notes=(SHRUNKEN_NOTE, *hidden_notes(row.level.hidden for row in record.rows), CONFIDENCE_NOTE, NO_RANKING_NOTE),
    )


def municipal_table(record: MunicipalLevels, *, data: Prepared) -> Table:
    """The same as a table, for the data behind a figure."""
    agreement = data.agreement
    rows = [_above_row(record.region, record, data=data)]
    for cluster in record.clusters:
        mine = [row for row in record.rows if agreement.cluster_of(row.unit) == cluster.unit]
        alone = len(mine) == 1
        rows += [] if alone else [_above_row(cluster, record, data=data)]
        for row in mine:
            name = f"{'' if alone else INDENT}{agreement.name_of(row.unit)}"
            own = _own(row.level, record, gate_pct=data.parameters.coverage_gate_pct)
            rows.append((name, *own, _standing(row)))
    when = f", {wording.period('agreement_year', record.period)}" if record.period else ""
    return Table(
        caption=f"{agreement.indicator(record.indicator).name} i kommunerne{when}",
        columns=(
            Column("Klynge og kommune", "left"),
            Column(part_head(record.measure)),
            Column("Uoplyst antal (%)"),
            Column(value_head(record.measure)),
            Column(_LIMITS.capitalize(), "left"),
        ),
        rows=tuple(rows),
        notes=_notes(record, data=data),
    )


def municipal_entries(record: MunicipalLevels, row: MunicipalLevel) -> list[dict[str, Any]]:
    """The row's own level, as a page of its cluster publishes it, and the shrunken one."""
    if not record.period:
        return []
    span = (record.from_month, record.to_month)
    level, numbers = row.level, {"n": row.level.known, "coverage_pct": row.level.coverage_pct}
    own = Cell(record.indicator, record.definition, row.unit, "level", *span)
    drawn = Cell(record.indicator, record.definition, row.unit, "level_shrunken", *span)
    told = {"value": row.shrunken, "lower": row.shrunken_lower, "upper": row.shrunken_upper}
    return [
        entry(
            own, measure=record.measure, method=LEVEL_METHOD, hidden=level.hidden,
            value=level.value, lower=level.lower, upper=level.upper, **numbers,
        ),
        entry(
            drawn, measure=record.measure, method=_SHRUNKEN_METHODS[record.measure], hidden=level.hidden,
            **told, **numbers,
        ),
    ]  # fmt: skip


def _above_row(level: Level, record: MunicipalLevels, *, data: Prepared) -> tuple[str, ...]:
    """The row of the region or of a cluster, which is not held against chance."""
    return data.agreement.name_of(level.unit), *_own(level, record, gate_pct=0.0), NONE


def _own(level: Level, record: MunicipalLevels, *, gate_pct: float) -> tuple[str, str, str]:
    mark = _MARK if level.coverage_pct < gate_pct else ""
    return part_cell(level, measure=record.measure), mark + unknown_cell(level), value_cell(level)


def _shrunken(row: MunicipalLevel) -> str:
    if row.level.hidden:
        return wording.HIDDEN
    return with_interval(row.shrunken, row.shrunken_lower, row.shrunken_upper) if row.fitted else NONE


def _standing(row: MunicipalLevel) -> str:
    """Where the row stands, and beside one outside the limits what its registration could have to do with it."""
    if not row.assessable:
        return NOT_ASSESSED[row.reason]
    words = STANDINGS[row.standing].removesuffix(f" {_LIMITS}")
    if not row.outside or not row.flags:
        return words
    return f"{words}. Obs. registrering: {wording.sentence_list([QUALITY_REASONS[flag] for flag in row.flags])}"


def _notes(record: MunicipalLevels, *, data: Prepared) -> tuple[str, ...]:
    gate = data.parameters.coverage_gate_pct
    under = any(row.level.coverage_pct < gate for row in record.rows)
    limit = wording.measured(gate, "pct", decimals=0)
    return (
        YEAR_NOTE,
        LIMITS_NOTE,
        *((f"{_MARK.strip()}: Amningen er kendt for under {limit}. Så vurderes kommunen ikke.",) if under else ()),
        *hidden_notes(row.level.hidden for row in record.rows),
        CONFIDENCE_NOTE,
        NO_RANKING_NOTE,
    )
