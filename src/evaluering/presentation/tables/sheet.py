"""Tables of a municipality's sheet: its latest years, and what can be done about its data."""

from __future__ import annotations

from typing import Any

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_sheets import UnitSheet
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import level_entries
from evaluering.presentation.sentences.level import rows_of
from evaluering.presentation.sentences.sheet import LevelsByOutcome, action_words, finding_words
from evaluering.presentation.tables.cells import (
    CI,
    CONFIDENCE_NOTE,
    NONE,
    count_cell,
    hidden_notes,
    point_cell,
    unknown_cell,
    value_cell,
    with_interval,
)
from evaluering.presentation.tables.municipalities import municipal_entries
from evaluering.wording.municipalities import LIMITS_NOTE, NOT_ASSESSED, SHRUNKEN, SHRUNKEN_NOTE, STANDINGS
from evaluering.wording.sheets import CARRY_ON, NOTHING_FOUND


def sheet_years(sheet: Protected[UnitSheet], *, data: Prepared) -> Block:
    """Births, children known and unknown, and the outcomes, in the latest whole agreement years."""
    record = opened(sheet, data=data)
    first = record.years[0]
    gate = wording.measured(data.parameters.coverage_gate_pct, "pct", decimals=0)
    table = Table(
        caption=f"Børn og amning i {data.agreement.name_of(record.unit)} efter aftaleår",
        columns=(
            Column("Født i", "left"),
            Column("Fødte"),
            Column("Ukendt amning (%)"),
            *(Column(_head(one, data=data)) for one in record.years),
        ),
        rows=tuple(_rows(record)) or ((wording.NO_DATA, *[NONE] * (2 + len(record.years))),),
        notes=(
            f"Er amningen ukendt for så mange, at under {gate} er kendt, vurderes tallene ikke.",
            *hidden_notes(first.frame["hidden"]),
            CONFIDENCE_NOTE,
        ),
    )
    results = [entry for one in record.years for entry in level_entries(one)]
    return table_block(data, name=f"{record.unit}-sheet-years", table=table, results=results)


def _head(series: OutcomeSeries, *, data: Prepared) -> str:
    name = data.agreement.indicator(series.indicator).name
    unit = "%" if series.measure == "pct" else wording.MEASURES[series.measure]
    return f"{wording.short_name(series.indicator, name=name)}, {unit} ({CI})"


def _rows(record: UnitSheet) -> list[tuple[str, ...]]:
    """One row per year, the latest first: the outcomes stand side by side, since they are about the same children."""
    by_outcome: list[list[Any]] = [rows_of(one) for one in record.years]
    return [
        (
            wording.period(record.years[0].grain, str(year[0].period)).removeprefix("aftaleår "),
            count_cell(year[0].births, hidden=year[0].hidden),
            unknown_cell(year[0]),
            *(value_cell(one) for one in year),
        )
        for year in reversed(list(zip(*by_outcome, strict=True)))
    ]


def sheet_levels(levels: LevelsByOutcome, *, row: str, data: Prepared) -> Block:
    """The row's own level, the one drawn towards the common level, and where it lies against chance, per outcome."""
    records = [opened(one, data=data) for one in levels]
    period = records[0].period
    year = wording.period("agreement_year", period).removeprefix("aftaleår ") if period else wording.NO_DATA
    table = Table(
        caption=f"{data.agreement.name_of(row)} blandt kommunerne",
        columns=(
            Column(f"Født i {year}", "left"),
            Column("Eget tal"),
            Column(f"{SHRUNKEN} ({CI})"),
            Column("Almindelige udsving"),
            Column("Eget tal mod dem", "left"),
        ),
        rows=tuple(_level_row(record, row, data=data) for record in records),
        notes=(
            SHRUNKEN_NOTE,
            LIMITS_NOTE,
            *hidden_notes(record.row(row).level.hidden for record in records),
        ),
    )
    entries = [found for record in records for found in municipal_entries(record, record.row(row))]
    drawn = [found for found in entries if found["estimand"] != "level"]  # own levels stand with the years
    return table_block(data, name=f"{row}-sheet-levels", table=table, results=drawn)


def _level_row(record: MunicipalLevels, row: str, *, data: Prepared) -> tuple[str, ...]:
    one = record.row(row)
    name = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    unit = "%" if record.measure == "pct" else wording.MEASURES[record.measure]
    missing = wording.HIDDEN if one.level.hidden else NONE
    return (
        f"{name}, {unit}",
        point_cell(one.level),
        with_interval(one.shrunken, one.shrunken_lower, one.shrunken_upper) if one.fitted else missing,
        wording.interval(one.lower_95, one.upper_95) if one.fitted else missing,
        STANDINGS[one.standing] if one.assessable else NOT_ASSESSED[one.reason],
    )


def sheet_actions(sheet: Protected[UnitSheet], *, data: Prepared) -> Block:
    """What was found in the data, and what the municipality can do about each finding."""
    record = opened(sheet, data=data)
    rows = [(finding_words(finding, data=data), action_words(finding, data=data)) for finding in record.findings] or [
        (NOTHING_FOUND, CARRY_ON)
    ]
    table = Table(
        caption="Hvad data viser, og hvad kommunen kan gøre",
        columns=(Column("Det viser data", "left"), Column("Det kan kommunen gøre", "left")),
        rows=tuple(rows),
        row_headers=0,
        notes=("Det vigtigste står øverst. Data om de seneste tre aftaleår vejer tungest.",) if record.findings else (),
    )
    return table_block(data, name=f"{record.unit}-sheet-actions", table=table)
