"""Tables of what the numbers rest on: deliveries, the flow to the children counted, coverage, definitions, baseline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.counts import CountTable, SourceTable
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import YEARS_SHOWN
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import Cell, entry
from evaluering.presentation.sentences.level import whole_years
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, count_cell, hidden_notes, with_interval
from evaluering.presentation.units import SeriesByUnit
from evaluering.study.indicators import BaselineCheck
from evaluering.study.panel import INFORMATIVE, TOTALS

_CODE = re.compile(r"\b[Kk]ommune (\d{4})\b")
_FILE = re.compile(r"^(?:kommune-(\d{4})|[\w-]+)/\S+: ")
"""The file a note is about, with the municipality's code where its folder bears it."""
_MERGED = re.compile(r"Flettede celler i (.+) er fyldt ud nedad\.")
_MONTH = re.compile(r"\b20\d\d-(?:0[1-9]|1[0-2])\b(?!-)")


def sources(table: Protected[SourceTable], *, data: Prepared) -> Block:
    """The deliveries: from whom, when, which period, how many rows."""
    record = opened(table, data=data)
    groups = data.agreement.publication_groups if record.frame["hidden"].any() else ()
    shown = Table(
        caption="Leverancer, som tallene bygger på",
        columns=(
            Column("Afsender", "left"),
            Column("Kilde", "left"),
            Column("Udtrukket", "left"),
            Column("Periode", "left"),
            Column("Rækker"),
        ),
        rows=tuple(
            (
                _sender(str(row.sender), data=data),
                wording.SOURCES.get(str(row.source), str(row.source)),
                wording.long_date(date.fromisoformat(str(row.extraction_date))).replace(" ", wording.NARROW),
                _months(str(row.period_from)[:7], str(row.period_to)[:7]),
                count_cell(row.rows, hidden=bool(row.hidden)),
            )
            for row in sorted(_rows(record), key=lambda row: _place(row, data=data))
        ),
        notes=(
            *(f"{group.name} vises kun samlet. Derfor er deres rækker skjult her." for group in groups),
            *(_as_read(note, data=data) for note in _gathered(record.notes)),
        ),
    )
    return table_block(data, name="sources", table=shown)


def _place(row: Any, *, data: Prepared) -> tuple[int, int, str]:
    """Where a delivery stands: by its kind, then in the agreement's order, then by date."""
    kinds, codes = list(wording.SOURCES), data.agreement.municipalities_of(REGION)
    source, sender = str(row.source), str(row.sender)
    kind = kinds.index(source) if source in kinds else len(kinds)
    return kind, codes.index(sender) if sender in codes else len(codes), str(row.extraction_date)


def _as_read(note: str, *, data: Prepared) -> str:
    """A note with names for municipalities' codes and for files, months in words, and no word of spreadsheets' own."""
    known = data.agreement.municipalities_of(REGION)
    named = _FILE.sub(
        lambda file: f"Fil fra {data.agreement.name_of(file[1])}: " if file[1] in known else "Én fil: ", note
    )
    named = _MERGED.sub(r"Celler, der var slået sammen (\1), er fyldt ud.", named)
    named = _CODE.sub(lambda code: data.agreement.name_of(code[1]) if code[1] in known else code[0], named)
    return _MONTH.sub(lambda month: wording.long_month(month[0]), named)


def _gathered(notes: tuple[str, ...]) -> list[str]:
    """The notes, each said once: what holds for several deliveries is told with their number, not with their names."""
    alike: dict[str, list[str]] = {}
    for note in notes:
        place, _, text = note.partition(": ")
        alike.setdefault(note if " " in place else text, []).append(note)
    return [f"{len(same)} leverancer: {text}" if len(same) > 1 else same[0] for text, same in alike.items()]


def exclusions(table: Protected[CountTable], *, data: Prepared) -> Block:
    """The flow from rows read to children counted, one rule at a time."""
    frame = opened(table, data=data).frame
    rows = []
    for rule, unit, number, hidden in zip(frame["rule"], frame["unit"], frame["count"], frame["hidden"], strict=True):
        kind = "I alt" if rule in TOTALS else "Talt med" if rule in INFORMATIVE else "Taget ud"
        counted = count_cell(number, hidden=bool(hidden))
        rows.append((wording.RULES[str(rule)], kind, counted, "rækker" if unit == "rows" else "børn"))
    shown = Table(
        caption="Fra rækker i leverancerne til børn, der tælles med",
        columns=(Column("Trin", "left"), Column("Hvad der sker", "left"), Column("Antal"), Column("Enhed", "left")),
        rows=tuple(rows),
        notes=(
            "En række tages ud, når den ikke kan være rigtig, eller når afsenderen selv har rettet den.",
            "Et barn kan have flere rækker. Den seneste oplysning gælder.",
            *hidden_notes(frame["hidden"]),
        ),
    )
    return table_block(data, name="exclusions", table=shown)


def coverage(series: SeriesByUnit, *, data: Prepared) -> Block:
    """Known children in per cent of births, per unit, in the latest three whole years."""
    records = [opened(one, data=data) for one in series]
    periods = [str(period) for period in whole_years(records[0]).frame["period"]][-YEARS_SHOWN:]
    gate = data.parameters.coverage_gate_pct
    rows = []
    for record in records:
        found = record.frame.set_index("period")
        known, hidden = found["coverage_pct"].to_dict(), found["hidden"].to_dict()
        cells = [coverage_cell(known[period], hidden=hidden[period], gate_pct=gate) for period in periods]
        indent = "" if record.unit in data.agreement.units else f"{wording.NARROW}{wording.NARROW}"
        rows.append((f"{indent}{data.agreement.name_of(record.unit)}", *cells))
    shown = Table(
        caption="Dækning: børn med kendt amning i procent af fødte",
        columns=(Column("Enhed", "left"), *(Column(f"Født i {period}") for period in periods)),
        rows=tuple(rows),
        notes=_coverage_notes(records, periods, gate_pct=gate),
    )
    rows_alone = [record for record in records if record.unit not in data.agreement.units]
    entries = [one for record in rows_alone for one in _coverage_entries(record, periods)]
    return table_block(data, name="coverage", table=shown, results=entries)


def _coverage_entries(record: OutcomeSeries, periods: list[str]) -> Iterator[dict[str, Any]]:
    """A municipality's coverage year by year: the next report's decisions are held against what is told here."""
    for row in record.frame[record.frame["period"].isin(periods)].to_dict("records"):
        cell = Cell("coverage", "known_of_births", record.unit, "level", str(row["from_month"]), str(row["to_month"]))
        numbers = {"value": row["coverage_pct"], "n": row["known"], "coverage_pct": row["coverage_pct"]}
        yield entry(cell, measure="pct", method="count", hidden=bool(row["hidden"]), **numbers)


def _coverage_notes(records: list[OutcomeSeries], periods: list[str], *, gate_pct: float) -> tuple[str, ...]:
    """What the marks mean that are in the table."""
    shown = pd.concat([record.frame[record.frame["period"].isin(periods)] for record in records])
    notes = []
    if (shown["coverage_pct"] < gate_pct).any():
        limit = wording.measured(gate_pct, "pct", decimals=0)
        notes.append(f"▲ Dækningen er under {limit}. Så vurderes målene ikke.")
    if (shown["coverage_pct"] > 100).any():
        notes.append(
            "Samme barn kan være født i én kommune og fulgt i en anden. "
            f"Derfor kan dækningen være over {wording.measured(100, 'pct', decimals=0)}."
        )
    return (*notes, *hidden_notes(shown["hidden"]))


def coverage_cell(coverage_pct: float, *, hidden: bool, gate_pct: float) -> str:
    """A coverage with a mark where it is too small for a verdict."""
    if hidden:
        return wording.HIDDEN
    mark = "▲ " if coverage_pct < gate_pct else ""
    return mark + (wording.NO_DATA if coverage_pct != coverage_pct else wording.measured(coverage_pct, "pct"))


def definitions(data: Prepared) -> Block:
    """What each indicator measures, by which definition, and what the agreement aims at."""
    sources = ", ".join(dict.fromkeys(one.source for one in data.agreement.indicators))
    shown = Table(
        caption="Hvad der måles",
        columns=(
            Column("Mål", "left"),
            Column("Sådan måles det", "left"),
            Column("Aftalens mål"),
            Column("Aftalens udgangspunkt"),
        ),
        rows=tuple(
            (
                one.name,
                wording.DEFINITIONS[one.definition].capitalize(),
                f"Mindst {wording.measured(one.target, one.measure, decimals=0)}",
                f"{wording.measured(one.baseline.value, one.measure, decimals=0)} "
                f"({one.baseline.first_year}–{one.baseline.last_year})",
            )
            for one in data.agreement.indicators
        ),
        notes=(
            "Udgangspunktet siger “over 26 uger”. Målet siger “mindst 26 uger”. De to giver ikke helt samme tal.",
            f"Kilde: {sources}.",
        ),
    )
    return table_block(data, name="definitions", table=shown)


def baseline(checks: Protected[tuple[BaselineCheck, ...]], *, data: Prepared) -> Block:
    """The agreement's figures for the past beside those of the data."""
    records = opened(checks, data=data)
    shown = Table(
        caption="Aftalens udgangspunkt og de samme tal i data",
        columns=(
            Column("Mål", "left"),
            Column("Måling", "left"),
            Column("År"),
            Column("Aftalen"),
            Column(f"Data ({CI})"),
            Column("Passer", "left"),
        ),
        rows=tuple(
            (
                data.agreement.indicator(one.indicator).name,
                wording.DEFINITIONS[one.definition].capitalize(),
                f"{one.first_year}–{one.last_year}",
                wording.measured(one.stated, one.measure),
                with_interval(one.value, one.lower, one.upper, measure=one.measure),
                wording.VERDICTS["ja" if one.agrees else "nej"],
            )
            for one in records
        ),
        notes=(CONFIDENCE_NOTE,),
    )
    return table_block(data, name="baseline", table=shown)


def _rows(record: SourceTable) -> list[Any]:
    return list(record.frame.itertuples(index=False))


def _months(first: str, last: str) -> str:
    """A span of months on one line: ``jan. 2012 til sep. 2026``."""
    return f"{wording.short_month(first)} til {wording.short_month(last)}".replace(" ", wording.NARROW)


def _sender(sender: str, *, data: Prepared) -> str:
    """A municipality by its name, any other sender as it calls itself."""
    known = data.agreement.municipalities_of(REGION)
    return f"{data.agreement.name_of(sender)} Kommune" if sender in known else sender
