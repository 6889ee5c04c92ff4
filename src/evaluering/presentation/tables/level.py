"""Tables of levels: one unit over calendar and agreement years, and several units in the latest three years."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import YEARS_SHOWN
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import level_entries
from evaluering.presentation.sentences.level import rows_of, whole_years
from evaluering.presentation.tables.cells import (
    AXES,
    CI,
    CONFIDENCE_NOTE,
    NONE,
    YEAR_NOTE,
    hidden_notes,
    interval_cell,
    part_cell,
    part_head,
    point_cell,
    unknown_cell,
    value_cell,
    value_head,
)
from evaluering.presentation.units import SeriesByUnit, page_unit

UNKNOWN_HEAD = "Ukendt amning, antal (%)"
_COUNTS_NOTE = (
    "Antal og ukendt amning gælder aftaleåret. Kalenderårets tal står for sig, fordi andre opgørelser bruger det."
)
_EARLIER = ("Året før", "To år før")


def years(calendar: Protected[OutcomeSeries], agreement: Protected[OutcomeSeries], *, data: Prepared) -> Block:
    """One unit over its whole, mature agreement years, each beside the calendar year that it begins in.

    Parameters
    ----------
    calendar, agreement : Protected OutcomeSeries
        The same unit and outcome by calendar year and by agreement year.
    data : Prepared

    Raises
    ------
    ValueError
        When the two are not the same outcome of the same unit.
    """
    records = [opened(one, data=data) for one in (calendar, agreement)]
    first, second = records
    if (first.unit, first.indicator) != (second.unit, second.indicator):
        raise ValueError("years stand beside years of the same unit and outcome")
    by_calendar, by_agreement = ({str(row.period): row for row in _rows(record)} for record in records)
    shown = [*whole_years(first).frame["hidden"], *whole_years(second).frame["hidden"]]
    table = Table(
        caption=f"{data.agreement.indicator(first.indicator).name} i {data.agreement.name_of(first.unit)} "
        "for børn født i aftaleår og kalenderår",
        columns=(
            Column("Aftaleår", "left"),
            Column(part_head(first.measure)),
            Column(UNKNOWN_HEAD),
            Column(value_head(first.measure)),
            Column("Kalenderår", "left"),
            Column(value_head(first.measure)),
        ),
        rows=tuple(
            (
                *_agreement_cells(by_agreement.get(period), period, measure=first.measure),
                *((period, value_cell(by_calendar[period])) if period in by_calendar else (NONE, NONE)),
            )
            for period in sorted({*by_calendar, *by_agreement})
        ),
        notes=(*_notes(second), _COUNTS_NOTE, *hidden_notes(shown), CONFIDENCE_NOTE),
    )
    entries = [entry for record in records for entry in level_entries(record)]
    return table_block(data, name=f"{first.indicator}-{first.unit}-years", table=table, results=entries)


def _agreement_cells(row: Any | None, period: str, *, measure: str) -> tuple[str, ...]:
    """A year with its children, its unknown and its value; nothing where that year is not whole or not mature."""
    if row is None:
        return (NONE,) * 4
    return _year("agreement_year", period), part_cell(row, measure=measure), unknown_cell(row), value_cell(row)


def units(series: SeriesByUnit, *, data: Prepared) -> Block:
    """Several units in the latest whole year, with the values of the two before; rows in the agreement's order."""
    records = [opened(one, data=data) for one in series]
    first = records[0]
    periods = [str(row.period) for row in _rows(first)][::-1][:YEARS_SHOWN]
    indicator = data.agreement.indicator(first.indicator)
    latest, *earlier = [_year(first.grain, period) for period in periods] or ["seneste år"]
    unit = AXES[first.measure]
    shown = pd.concat([record.frame[record.frame["period"].isin(periods)] for record in records])
    table = Table(
        caption=f"{indicator.name} i {_names(records, data=data)}, efter {_kind(first.grain)}",
        columns=(
            Column("Enhed", "left"),
            Column(part_head(first.measure)),
            Column(UNKNOWN_HEAD),
            Column(f"{unit} {latest}"),
            Column(CI),
            *(Column(head) for head in _EARLIER[: len(earlier)]),
        ),
        rows=tuple(_unit_row(record, periods, data=data) for record in records),
        notes=(
            f"Antal og {CI} gælder {latest}.",
            *_notes(first),
            *hidden_notes(shown["hidden"]),
            CONFIDENCE_NOTE,
            "Rækkerne står i aftalens rækkefølge. Tabellen er ikke en rangliste.",
            *_group_notes(records, data=data),
        ),
    )
    # A unit with a page of its own has its levels published there.
    lone = [record for record in records if record.unit not in data.agreement.units]
    results = [entry for record in lone for entry in level_entries(_only(record, periods))]
    name = f"{first.indicator}-{page_unit(data, [record.unit for record in records])}-units"
    return table_block(data, name=name, table=table, results=results)


def _rows(record: OutcomeSeries) -> list[Any]:
    return rows_of(whole_years(record))


def _only(record: OutcomeSeries, periods: list[str]) -> OutcomeSeries:
    """The record with only the given periods."""
    frame = record.frame[record.frame["period"].isin(periods)]
    return OutcomeSeries(record.unit, record.indicator, record.definition, record.measure, record.grain, frame)


def _unit_row(record: OutcomeSeries, periods: list[str], *, data: Prepared) -> tuple[str, ...]:
    found = {str(row.period): row for row in _rows(record)}
    rows = [found[period] for period in periods if period in found]
    name = data.agreement.name_of(record.unit)
    if len(rows) < max(1, len(periods)):
        return (name, *([wording.NO_DATA] * (3 + max(1, len(periods)))))
    return (
        name,
        part_cell(rows[0], measure=record.measure),
        unknown_cell(rows[0]),
        point_cell(rows[0]),
        interval_cell(rows[0]),
        *(point_cell(row) for row in rows[1:]),
    )


def _year(grain: str, period: str) -> str:
    """An agreement year by its numbers alone, for a narrow cell: ``2024/25``."""
    return wording.period(grain, period).removeprefix("aftaleår ")


def _kind(grain: str) -> str:
    """What the years of a table are called."""
    return "aftaleår" if grain == "agreement_year" else "fødselsår"


def _names(records: list[OutcomeSeries], *, data: Prepared) -> str:
    """What the rows of a table are, for its caption."""
    if {record.unit for record in records} == set(data.agreement.units):
        return "regionen og klyngerne"
    beside = data.agreement.name_of(records[1].unit)
    return f"{beside} og dens kommuner" if len(records) > 2 else f"{beside} og regionen"


def _group_notes(records: list[OutcomeSeries], *, data: Prepared) -> list[str]:
    """Which municipalities of a shown unit only ever appear together."""
    shown = {code for record in records[1:] for code in data.agreement.municipalities_of(record.unit)}
    return [
        f"{group.name} vises samlet. Hver for sig er tallene for små."
        for group in data.agreement.publication_groups
        if set(group.municipalities) <= shown and len(records) < len(data.agreement.units)
    ]


def _notes(record: OutcomeSeries) -> list[str]:
    """What the columns mean."""
    notes = [YEAR_NOTE] if record.grain == "agreement_year" else []
    if record.measure == "pct":
        notes.append(
            "Tælleren er beregnet, så børn, der kun er fulgt et stykke af vejen, også tæller med. "
            "Nævneren er børn med kendt amning."
        )
    if len(record.frame) and not bool(record.frame["mature"].iloc[-1]):
        notes.append("År, hvor ikke alle børn kan tælles med endnu, er ikke med.")
    return notes
