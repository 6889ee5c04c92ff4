"""Tables of published figures: areas side by side, and what a later table changed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evaluering import wording
from evaluering.disclosure.counts import BirthsTable
from evaluering.disclosure.protection import Protected
from evaluering.estimation.published.published import PublishedFigures, PublishedSeries
from evaluering.estimation.targets import YEARS_SHOWN
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import Cell, entry
from evaluering.presentation.sentences.published import REGISTER, vintage_words
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, count_cell, hidden_notes, with_interval

REGISTER_METHOD = "published"
_PRELIMINARY = "*"
_PRELIMINARY_NOTE = f"{_PRELIMINARY} Foreløbigt: Ikke alle børn var fulgt længe nok, da tabellen blev lavet."


def published(figures: Protected[PublishedFigures], *, data: Prepared) -> Block:
    """The latest published years of every area."""
    record = opened(figures, data=data)
    periods = sorted({period for one in record.series for period in one.frame["period"]})[::-1][:YEARS_SHOWN]
    name = wording.subject(record.definition).capitalize()
    shown = [one.frame[one.frame["period"].isin(periods)] for one in record.series]
    preliminary = any(not bool(frame["mature"].all()) for frame in shown)
    table = Table(
        caption=f"{name} efter fødselsår",
        columns=(
            Column("Område", "left"),
            Column(f"Børn {periods[0]}" if periods else "Børn"),
            *(Column(f"{period} ({CI})") for period in periods),
        ),
        rows=tuple(_row(one, periods) for one in record.series),
        notes=(
            REGISTER,
            wording.DEFINITIONS[record.definition].capitalize() + ".",
            *(
                (f"{_PRELIMINARY} Foreløbigt: Ikke alle børn var fulgt længe nok, da tabellen blev lavet.",)
                * preliminary
            ),
            *hidden_notes(hidden for frame in shown for hidden in frame["hidden"]),
            CONFIDENCE_NOTE,
            "Tabellen er ikke en rangliste.",
        ),
    )
    name = f"published-{record.indicator}"
    return table_block(data, name=name, table=table, results=_results(record))


def revised(figures: Protected[PublishedFigures], *, data: Prepared) -> Block:
    """The region's figures as they were published first and later."""
    record = opened(figures, data=data)
    rows = [
        (
            str(row.period),
            _shown(row.then, hidden=bool(row.hidden)),
            vintage_words(str(row.extracted_then)),
            _shown(row.now, hidden=bool(row.hidden)),
            vintage_words(str(row.extracted_now)),
            "Ja" if row.beyond_rounding else "Nej",
        )
        for row in _rows(record.revisions)
    ]
    name = wording.subject(record.definition).capitalize()
    table = Table(
        caption=f"{name} i {record.series[0].name}: tal, der er offentliggjort mere end én gang",
        columns=(
            Column("Født i", "left"),
            Column("Først"),
            Column("Hentet", "left"),
            Column("Senere"),
            Column("Hentet", "left"),
            Column("Ændret", "left"),
        ),
        rows=tuple(rows) or (("Ingen tal er offentliggjort to gange", *([""] * 5)),),
        notes=("Et tal ændres, når kommunerne indberetter for sent eller retter. Det seneste tal bruges.",),
    )
    return table_block(data, name=f"published-{record.indicator}-revised", table=table)


def births_against(births: Protected[BirthsTable], *, data: Prepared) -> Block:
    """Births delivered beside those Statistics Denmark has published, year by year."""
    record = opened(births, data=data)
    rows = [
        (
            str(row.period),
            count_cell(row.delivered, hidden=bool(row.hidden)),
            count_cell(row.published, hidden=bool(row.hidden)),
            "Nej" if row.apart else "Ja",
        )
        for row in _rows(record.frame)
    ]
    apart = [data.agreement.name_of(row) for row in record.apart]
    table = Table(
        caption=f"Fødte i {data.agreement.region_name}: leverancen og Danmarks Statistik",
        columns=(Column("År", "left"), Column("Leverancen"), Column("Danmarks Statistik"), Column("Passer", "left")),
        rows=tuple(rows) or (("Der er ikke leveret fødte fra begge kilder", "", "", ""),),
        notes=(
            "Små forskelle skyldes fødsler, der er registreret sent.",
            *((f"Tallene ligger langt fra hinanden i {wording.sentence_list(apart)}.",) if apart else ()),
        ),
    )
    return table_block(data, name="births-against", table=table)


def _row(series: PublishedSeries, periods: list[str]) -> tuple[str, ...]:
    found = {str(row.period): row for row in _rows(series.frame)}
    cells = []
    for period in periods:
        row = found.get(period)
        if row is None or (not row.hidden and row.value != row.value):
            cells.append(wording.NO_DATA)
        elif row.hidden:
            cells.append(wording.HIDDEN)
        else:
            mark = "" if row.mature else f"{wording.NARROW}{_PRELIMINARY}"
            has_limits = row.lower == row.lower
            number = with_interval(row.value, row.lower, row.upper) if has_limits else wording.number(row.value)
            cells.append(number + mark)
    latest = found.get(periods[0]) if periods else None
    known = wording.NO_DATA if latest is None or latest.known != latest.known else wording.count(int(latest.known))
    if latest is not None and latest.hidden:
        known = wording.HIDDEN
    return (series.name, known, *cells)


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))


def _shown(value: float, *, hidden: bool) -> str:
    return wording.HIDDEN if hidden else wording.number(value)


def _results(record: PublishedFigures) -> list[dict[str, object]]:
    """One entry per area and mature year, and the change."""
    entries = []
    for one in record.series:
        for row in _rows(one.frame[one.frame["mature"]]):
            cell = Cell(record.definition, record.definition, one.unit, "level", str(row.from_month), str(row.to_month))
            numbers = {"value": row.value, "lower": row.lower, "upper": row.upper, "n": row.known}
            entries.append(
                entry(cell, measure=record.measure, method=REGISTER_METHOD, hidden=bool(row.hidden), **numbers)
            )
    change = record.change.estimate
    if change is not None:
        cell = Cell(
            record.definition, record.definition, change.unit, change.estimand, change.first_period, change.last_period
        )
        limits = {"value": change.value, "lower": change.lower, "upper": change.upper, "n": change.n}
        told = entry(cell, measure=change.measure, method=change.method, hidden=False, **limits)
        entries.append(told | {"notes": list(change.warnings)})
    return entries
