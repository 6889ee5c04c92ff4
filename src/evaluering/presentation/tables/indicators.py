"""The table of indicators as clinical quality registers set it: one standard held against every unit, year by year."""

from __future__ import annotations

from evaluering import wording
from evaluering.agreement import Municipality
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, table_block
from evaluering.presentation.indicator_rows import IndicatorRow, IndicatorRows, indicator_rows, outsiders
from evaluering.presentation.sentences.targets import target_words
from evaluering.presentation.tables.cells import (
    CI,
    CONFIDENCE_NOTE,
    NONE,
    hidden_notes,
    part_cell,
    point_cell,
    unknown_cell,
    value_cell,
)
from evaluering.presentation.units import TargetsByUnit
from evaluering.wording import indicators as words

_INDENT = 2 * wording.NARROW
"""What stands before a municipality, which belongs to the cluster above it."""


def indicator(targets: TargetsByUnit, *, indicator: str, data: Prepared) -> Block:
    """One indicator in the region, its clusters and their municipalities, with the answer and two years before.

    Parameters
    ----------
    targets : TargetsByUnit
        Of `collect_indicators`.
    indicator : str
    data : Prepared
    """
    shown = indicator_rows(targets, indicator=indicator, data=data)
    named, measure = data.agreement.indicator(indicator), shown.measure
    current, previous, before = (_year(shown, place) or words.YEAR_HEADS[place] for place in range(3))
    part, value = words.PART_HEADS[measure], words.VALUE_HEADS[measure]
    table = Table(
        caption=(
            f"{named.name}, {current}. Standard: {target_words(shown.region.status, data=data)} "
            f"senest {wording.long_date(shown.region.status.deadline)}"
        ),
        columns=(
            Column("Enhed", "left"),
            Column(words.STANDARD_HEAD, "left"),
            Column(part),
            Column(words.UNKNOWN_HEAD),
            Column(f"{current}: {value} ({CI})"),
            Column(f"{previous}: {words.EARLIER_HEADS[measure]}"),
            Column(previous),
            Column(before),
        ),
        rows=(*(_row(row, measure, data=data) for row in shown.rows), *_outside_rows(shown, data=data)),
        notes=_notes(shown, data=data),
    )
    return table_block(data, name=f"{indicator}-indicators", table=table, results=shown.entries(data=data))


def standard_cell(status: TargetStatus) -> str:
    """The answer by word and shape on one line, with its doubt in the same cell; the deadline stands in the caption."""
    if status.reason == "hidden":
        return wording.WITHHELD
    told = wording.answer(status.verdict, doubtful=status.crosses)
    if status.verdict == "kan_ikke_vurderes":
        return f"{told}: {words.SHORT_REASONS.get(status.reason, words.SHORT_REASONS['maturity'])}"
    return told


def _row(row: IndicatorRow, measure: str, *, data: Prepared) -> tuple[str, ...]:
    """The cells of one unit; those of a year without births say that there are no data."""
    latest, previous, before = (*row.years, None, None, None)[:3]
    return (
        _name(row, data=data),
        standard_cell(row.status),
        wording.NO_DATA if latest is None else part_cell(latest, measure=measure),
        wording.NO_DATA if latest is None else unknown_cell(latest),
        wording.NO_DATA if latest is None else value_cell(latest),
        _earlier_part(row, previous),
        _earlier(row, previous),
        _earlier(row, before),
    )


def _earlier(row: IndicatorRow, year: YearResult | None) -> str:
    """An earlier year's number, which has no interval beside it: nothing where that would be too wide."""
    if year is None:
        return NONE
    return NONE if row.undated(year) else point_cell(year)


def _earlier_part(row: IndicatorRow, year: YearResult | None) -> str:
    """An earlier year's children; of a share that is too uncertain neither: numerator over denominator is the share."""
    if year is None:
        return NONE
    measure = row.status.measure
    return NONE if row.undated(year) and measure == "pct" else part_cell(year, measure=measure)


def _name(row: IndicatorRow, *, data: Prepared) -> str:
    name = data.agreement.name_of(row.status.unit)
    if not row.party:
        return words.OUTSIDE.format(name=name)
    return f"{_INDENT}{name}" if row.level == "row" else name


def _outside_rows(shown: IndicatorRows, *, data: Prepared) -> list[tuple[str, ...]]:
    """A row for each municipality that is no party and whose numbers are only had within a larger unit."""
    alone = {row.status.unit for row in shown.rows}
    return [
        (words.OUTSIDE.format(name=one.name), words.SHOWN_IN.format(unit=_holder(one, data=data)), *[NONE] * 6)
        for one in outsiders(shown, data=data)
        if one.code not in alone
    ]


def _holder(municipality: Municipality, *, data: Prepared) -> str:
    """Name of the group that a municipality is only shown with."""
    groups = data.agreement.publication_groups
    return next(one.name for one in groups if municipality.code in one.municipalities)


def _year(shown: IndicatorRows, place: int) -> str:
    """A year of the table by its numbers alone, ``2024/25``; empty where there is none."""
    if place >= len(shown.periods):
        return ""
    return wording.period("agreement_year", shown.periods[place]).removeprefix("aftaleår ")


def _notes(shown: IndicatorRows, *, data: Prepared) -> tuple[str, ...]:
    """What the standard is, what is counted, the doubt, and what is too uncertain, hidden or apart: few lines."""
    years = [(row, year) for row in shown.rows for year in row.years if year is not None]
    outside = [one.name for one in outsiders(shown, data=data)]
    definition = wording.DEFINITIONS.get(shown.region.status.definition, "")
    counted = [f"Opgørelse: {definition}."] if definition else []
    doubt = [words.DOUBT_NOTE] if any(row.status.crosses for row in shown.rows) else []
    undated = any(row.undated(year) for row, year in years if row.years[0] is not year)
    apart = [
        *([words.UNDATED_NOTE] if undated else []),
        *hidden_notes(year.hidden for _, year in years),
        *([words.OUTSIDE_NOTE.format(names=wording.sentence_list(outside))] if outside else []),
    ]
    return (
        words.STANDARD_NOTE.format(year=_year(shown, 0)) if shown.periods else words.NO_YEAR,
        " ".join([*counted, words.PART_NOTES[shown.measure], words.UNKNOWN_NOTE]),
        " ".join([*doubt, CONFIDENCE_NOTE]),
        *([" ".join(apart)] if apart else []),
    )
