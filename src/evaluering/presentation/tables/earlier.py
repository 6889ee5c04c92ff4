"""Tables of earlier reports beside this one: numbers, children behind them, and the answers on the targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isnan
from typing import Any

from evaluering import wording
from evaluering.estimation.estimate import LEVEL_METHOD
from evaluering.estimation.revisions import Revision, Revisions
from evaluering.estimation.targets import YearResult
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, sentence_block, table_block
from evaluering.presentation.results import Cell, entry, year_months
from evaluering.presentation.sentences.earlier import EarlierAndNow, has_number
from evaluering.presentation.tables.cells import CONFIDENCE_NOTE, NONE, YEAR_NOTE, hidden_notes, value_cell, value_head
from evaluering.wording import earlier as words

_SAME = "Samme årgang, regnet igen"


def revised_levels(revisions: EarlierAndNow, *, data: Prepared, indicator: str) -> Block:
    """One indicator of the region and its clusters: as published, the same births now, and the newest births."""
    record = opened(revisions, data=data)
    rows = [row for row in record.rows if row.indicator == indicator]
    name = f"since-last-{indicator}"
    if not rows:
        return sentence_block(data, name=name, paragraphs=[words.NO_EARLIER])
    measure = data.agreement.indicator(indicator).measure
    cells = tuple(
        (
            data.agreement.name_of(row.unit),
            *(_level(year) for year in (row.then, row.now)),
            _apart(row),
            _level(row.newest),
        )
        for row in rows
    )
    then, newest = (_births(rows, year_of) for year_of in (_then, _newest))
    table = Table(
        caption=f"{data.agreement.indicator(indicator).name}: {_report(record)} og nu",
        columns=(
            Column("Enhed", "left"),
            Column(f"{_report(record).capitalize()}{then}"),
            Column(_SAME),
            Column("Forskel"),
            Column(f"Nyeste årgang{newest}"),
        ),
        rows=cells,
        notes=(
            f"Tallene er {wording.lowered(value_head(measure))}.",
            *_definitions(rows),
            *_why(rows, data=data),
            YEAR_NOTE,
            *hidden_notes(year.hidden for row in rows for year in (row.then, row.now, row.newest) if year),
            CONFIDENCE_NOTE,
        ),
    )
    entries = [one for row in rows for one in _entries(row, record)]
    return table_block(data, name=name, table=table, results=entries)


def revised_children(revisions: EarlierAndNow, *, data: Prepared) -> Block:
    """The children behind the numbers of the same births, in the report and now: both outcomes are of the same."""
    record = opened(revisions, data=data)
    rows = [row for row in record.rows if row.indicator == data.agreement.indicators[0].id]
    if not rows:
        return sentence_block(data, name="since-last-children", paragraphs=[words.NO_EARLIER])
    cells = tuple((data.agreement.name_of(row.unit), *_children(row)) for row in rows)
    table = Table(
        caption=f"Børn bag tallene: {_report(record)} og nu{_births(rows, _then)}",
        columns=(
            Column("Enhed", "left"),
            Column("Kendt amning dengang"),
            Column("Kendt amning nu"),
            Column("Forskel"),
            Column("Fødsler dengang"),
            Column("Fødsler nu"),
        ),
        rows=cells,
        notes=(
            "“Kendt amning” er de børn, hvor vi ved, hvor længe de blev ammet fuldt, og deres andel af fødslerne.",
            *((words.SMALL_NOTE,) if any(words.NOT_SHOWN in row for row in cells) else ()),
            *hidden_notes(row.reason == "hidden" for row in rows),
        ),
    )
    return table_block(data, name="since-last-children", table=table)


def answers_by_report(revisions: EarlierAndNow, *, data: Prepared) -> Block:
    """The region's answer on each target in every report, the oldest first."""
    record = opened(revisions, data=data)
    rows = tuple(
        (
            wording.short_name(one.indicator, name=data.agreement.indicator(one.indicator).name),
            str(one.report_year),
            wording.period(one.year.grain, one.year.period) if one.year is not None else NONE,
            _level(one.year, measure=one.measure),
            wording.VERDICTS.get(one.verdict, NONE),
        )
        for one in record.answers
    )
    table = Table(
        caption=f"Svaret på aftalens mål i {data.agreement.region_name}, rapport for rapport",
        columns=(
            Column("Mål", "left"),
            Column("Rapport", "left"),
            Column("Født i", "left"),
            Column("Tal som udgivet"),
            Column("Svar", "left"),
        ),
        rows=rows,
        row_headers=2,
        notes=(
            "Tallene er, som de stod i hver rapport. De er ikke regnet igen.",
            YEAR_NOTE,
            *hidden_notes(one.year.hidden for one in record.answers if one.year is not None),
            CONFIDENCE_NOTE,
        ),
    )
    return table_block(data, name="answers-by-report", table=table)


def _then(row: Revision) -> YearResult | None:
    return row.then


def _newest(row: Revision) -> YearResult | None:
    return row.newest


def _births(rows: list[Revision], year_of: Callable[[Revision], YearResult | None]) -> str:
    """Which births a column is about, where all its rows are about the same."""
    found = {wording.period(year.grain, year.period) for year in map(year_of, rows) if year is not None}
    return f", født i {found.pop()}" if len(found) == 1 else ""


def _report(record: Revisions) -> str:
    return f"rapporten for {record.report_year}"


def _level(year: YearResult | None, *, measure: str = "") -> str:
    return NONE if year is None else value_cell(year, measure=measure)


def _apart(row: Revision) -> str:
    """How far the two numbers lie apart, as they are told."""
    if row.reason == "hidden":
        return wording.HIDDEN
    if not has_number(row.then) or not has_number(row.now):
        return NONE
    then, now = (round(year.value, 1) for year in (row.then, row.now) if year is not None)
    return wording.signed(now - then, "count", decimals=1)


def _why(rows: list[Revision], *, data: Prepared) -> Iterator[str]:
    """The reasons for other numbers, each once, with its units where there are several."""
    units: dict[str, list[str]] = {}
    for row in rows:
        if row.reason != "hidden" and row.then is not None:
            units.setdefault(words.REASONS[row.reason], []).append(data.agreement.name_of(row.unit))
    told = [
        wording.lowered(reason) + (f" ({wording.sentence_list(names)})" if len(units) > 1 else "")
        for reason, names in units.items()
    ]
    if told:
        yield f"{words.WHY}: {'; '.join(told)}."


def _children(row: Revision) -> Iterator[str]:
    """Known children then, now and their difference, births then and now."""
    if row.reason == "hidden":
        yield from (wording.HIDDEN,) * 5
        return
    if row.then is None or row.now is None:
        yield from (NONE,) * 5
        return
    told = not isnan(row.then.known)
    yield _known(row.then) if told else words.NOT_SHOWN
    yield _known(row.now)
    yield wording.signed(row.known_apart or 0, "count", decimals=0) if told else words.NOT_SHOWN
    yield wording.count(int(row.then.births)) if told else words.NOT_SHOWN
    yield wording.count(int(row.now.births))


def _known(year: YearResult) -> str:
    """Children whose feeding is known, with their part of the births."""
    return f"{wording.count(int(year.known))} ({wording.measured(year.coverage_pct, 'pct')})"


def _definitions(rows: list[Revision]) -> Iterator[str]:
    """The definition of the numbers, and that of then where it was another one."""
    for row in rows[:1]:
        yield f"Opgjort som {wording.DEFINITIONS.get(row.definition_now, row.definition_now)}."
        if row.redefined:
            then = wording.DEFINITIONS.get(row.definition_then, row.definition_then)
            yield f"Dengang var det opgjort som {then}. Sådan er samme årgang også regnet igen."


def _entries(row: Revision, record: Revisions) -> Iterator[dict[str, Any]]:
    """The number as published and as counted again now, each with the definition of then."""
    for name, year in (("published", row.then), ("recomputed", row.now)):
        if year is None:
            continue
        first, last = (str(month) for month in year_months(year.grain, year.period))
        estimand = f"level_{name}_{record.report_year}"
        cell = Cell(row.indicator, row.definition_then, row.unit, estimand, first, last)
        yield entry(
            cell, measure=row.measure, method=LEVEL_METHOD, hidden=year.hidden,
            value=year.value, lower=year.lower, upper=year.upper, n=year.known, coverage_pct=year.coverage_pct,
        )  # fmt: skip
