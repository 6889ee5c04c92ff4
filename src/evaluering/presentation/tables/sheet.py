"""Tables of a municipality's sheet: its latest years, and what can be done about its data."""

from __future__ import annotations

from typing import Any

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_sheets import UnitSheet
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, sentence_block, table_block
from evaluering.presentation.results import level_entries
from evaluering.presentation.sentences.level import rows_of
from evaluering.presentation.sentences.sheet import LevelsByOutcome
from evaluering.presentation.sentences.sheet_actions import MOST_ACTIONS, actions
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
from evaluering.wording.sheets import HIDDEN_LEVELS, SECRETARIAT, TRANSITION


def sheet_years(sheet: Protected[UnitSheet], *, data: Prepared) -> Block:
    """Births, children known and unknown, and outcomes: the latest whole years and the last before the agreement."""
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
            *_transition_notes(first, data=data),
            *hidden_notes(first.frame["hidden"]),
            CONFIDENCE_NOTE,
        ),
    )
    results = [entry for one in record.years for entry in level_entries(one)]
    return table_block(data, name=f"{record.unit}-sheet-years", table=table, results=results)


def _transition_notes(series: OutcomeSeries, *, data: Prepared) -> tuple[str, ...]:
    """Which of the years hold births left out before the agreement's start: they belong to neither side."""
    start, cut = data.agreement.start, data.agreement.start + -data.parameters.interruption.cut_months
    years = [_year(row) for row in rows_of(series) if row.from_month < str(start) and row.to_month >= str(cut)]
    return tuple(TRANSITION.format(year=year) for year in years)


def _year(row: Any) -> str:
    return wording.period("agreement_year", str(row.period)).removeprefix("aftaleår ")


def _head(series: OutcomeSeries, *, data: Prepared) -> str:
    name = data.agreement.indicator(series.indicator).name
    unit = "%" if series.measure == "pct" else wording.MEASURES[series.measure]
    return f"{wording.short_name(series.indicator, name=name)}, {unit} ({CI})"


def _rows(record: UnitSheet) -> list[tuple[str, ...]]:
    """One row per year, the latest first: the outcomes stand side by side, since they are about the same children."""
    by_outcome: list[list[Any]] = [rows_of(one) for one in record.years]
    return [
        (
            _year(year[0]),
            count_cell(year[0].births, hidden=year[0].hidden),
            unknown_cell(year[0]),
            *(value_cell(one) for one in year),
        )
        for year in reversed(list(zip(*by_outcome, strict=True)))
    ]


def sheet_levels(levels: LevelsByOutcome, *, row: str, data: Prepared) -> Block:
    """The row's own level, where it lies against chance, and the level drawn towards the common one, per outcome.

    A line of text where all of it is hidden.
    """
    records = [opened(one, data=data) for one in levels]
    period, name = records[0].period, f"{row}-sheet-levels"
    year = wording.period("agreement_year", period).removeprefix("aftaleår ") if period else wording.NO_DATA
    entries = [found for record in records for found in municipal_entries(record, record.row(row))]
    drawn = [found for found in entries if found["estimand"] != "level"]  # own levels stand with the years
    hidden = [record.row(row).level.hidden for record in records]
    if all(hidden):
        return sentence_block(data, name=name, paragraphs=[HIDDEN_LEVELS.format(year=year)], results=drawn)
    table = Table(
        caption=f"{data.agreement.name_of(row)} blandt kommunerne",
        columns=(
            Column(f"Født i {year}", "left"),
            Column("Eget tal mod almindelige udsving", "left"),
            Column("Eget tal"),
            Column("Almindelige udsving"),
            Column(f"{SHRUNKEN} ({CI})"),
        ),
        rows=tuple(_level_row(record, row, data=data) for record in records),
        notes=(LIMITS_NOTE, SHRUNKEN_NOTE, *hidden_notes(hidden)),
    )
    return table_block(data, name=name, table=table, results=drawn)


def _level_row(record: MunicipalLevels, row: str, *, data: Prepared) -> tuple[str, ...]:
    one = record.row(row)
    name = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    unit = "%" if record.measure == "pct" else wording.MEASURES[record.measure]
    missing = wording.HIDDEN if one.level.hidden else NONE
    return (
        f"{name}, {unit}",
        STANDINGS[one.standing] if one.assessable else NOT_ASSESSED[one.reason],
        point_cell(one.level),
        wording.interval(one.lower_95, one.upper_95) if one.fitted else missing,
        with_interval(one.shrunken, one.shrunken_lower, one.shrunken_upper) if one.fitted else missing,
    )


def sheet_actions(sheet: Protected[UnitSheet], *, levels: LevelsByOutcome, data: Prepared) -> Block:
    """What was seen in numbers and data, and what can be done about each of the weightiest things now."""
    record = opened(sheet, data=data)
    found = actions(record, [opened(one, data=data) for one in levels], data=data)
    table = Table(
        caption=f"{data.agreement.name_of(record.unit)}: det vigtigste først",
        columns=(Column("Det ser vi", "left"), Column("Det kan I gøre", "left")),
        rows=tuple(found[:MOST_ACTIONS]),
        row_headers=0,
        notes=(SECRETARIAT.format(name=data.agreement.secretariat),) if data.agreement.secretariat else (),
    )
    return table_block(data, name=f"{record.unit}-sheet-actions", table=table)
