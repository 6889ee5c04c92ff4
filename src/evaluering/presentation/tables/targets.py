"""Tables of targets: the verdicts of one unit, of several units, and when each year's births can be judged."""

from __future__ import annotations

from collections.abc import Iterator

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import verdict_entry
from evaluering.presentation.sentences.targets import AMBITION, Targets, target_words
from evaluering.presentation.tables.cells import (
    CI,
    CONFIDENCE_NOTE,
    NONE,
    YEAR_NOTE,
    part_cell,
    part_head,
    unknown_cell,
    value_cell,
    value_head,
)
from evaluering.presentation.units import TargetsByUnit, page_unit
from evaluering.study.indicators import CohortRow

_YEAR_HEADS = (Column("Tæller/nævner"), Column("Uoplyst antal (%)"), Column(f"Tal ({CI})"))
_PART_NOTE = "For varighed er tallet dage, og kun børn med kendt amning er talt. For andel er tallet procent."


def verdict_cell(status: TargetStatus) -> str:
    """Word and shape, with the deadline, the reason or the doubt where there is one."""
    text = wording.VERDICTS[status.verdict]
    if status.verdict == "endnu_ikke":
        text += f" – frist {wording.long_date(status.deadline)}"
    if status.verdict == "kan_ikke_vurderes":
        text += f": {wording.REASONS.get(status.reason, wording.REASONS['maturity'])}"
    if status.crosses:
        text += ". Usikkert: målet ligger i intervallet"
    return text


def targets(targets: Targets, *, data: Prepared) -> Block:
    """The verdict on each target in one unit, with its latest three agreement years, one row each."""
    statuses = opened(targets, data=data)
    rows = [
        (_goal(status, data=data), when, verdict_cell(status) if latest else NONE, *cells)
        for status in statuses
        for latest, when, cells in _years(status.years, measure=status.measure)
    ]
    table = Table(
        caption=f"Aftalens mål i {data.agreement.name_of(statuses[0].unit)}: svar for det seneste aftaleår",
        columns=(Column("Mål", "left"), Column("Født i aftaleår", "left"), Column("Mål nået", "left"), *_YEAR_HEADS),
        rows=tuple(rows),
        row_headers=2,
        notes=("Svaret følger tallet for det seneste aftaleår.", YEAR_NOTE, _PART_NOTE, AMBITION, CONFIDENCE_NOTE),
    )
    entries = [verdict_entry(status, agreement=data.agreement) for status in statuses]
    return table_block(data, name=f"{statuses[0].unit}-targets", table=table, results=entries)


def targets_by_calendar_year(targets: Targets, *, data: Prepared) -> Block:
    """The same by calendar year, which is how the agreement's text counts a year's births; without a verdict."""
    statuses = opened(targets, data=data)
    rows = [
        (_goal(status, data=data), when, *cells)
        for status in statuses
        for _, when, cells in _years(status.calendar_years, measure=status.measure)
    ]
    table = Table(
        caption=f"De samme tal i {data.agreement.name_of(statuses[0].unit)} efter kalenderår",
        columns=(Column("Mål", "left"), Column("Født i", "left"), *_YEAR_HEADS),
        rows=tuple(rows),
        row_headers=2,
        notes=(_PART_NOTE, CONFIDENCE_NOTE),
    )
    return table_block(data, name=f"{statuses[0].unit}-targets-calendar", table=table)


def unit_targets(targets: TargetsByUnit, *, data: Prepared, indicator: str) -> Block:
    """The verdict on one target in several units, in the order of the agreement."""
    statuses = [next(one for one in opened(unit, data=data) if one.indicator == indicator) for unit in targets]
    first = statuses[0]
    rows = []
    for status in statuses:
        name = data.agreement.name_of(status.unit)
        cells = _year_cells(status.years[0], measure=status.measure) if status.years else (NONE, NONE, NONE)
        rows.append((name, verdict_cell(status), *cells))
    when = wording.period(first.years[0].grain, first.years[0].period) if first.years else "seneste aftaleår"
    table = Table(
        caption=f"{data.agreement.indicator(indicator).name}, {when}: {target_words(first, data=data)}",
        columns=(
            Column("Enhed", "left"),
            Column("Mål nået", "left"),
            Column(part_head(first.measure)),
            Column("Uoplyst antal (%)"),
            Column(value_head(first.measure)),
        ),
        rows=tuple(rows),
        notes=(
            "Målet gælder regionen som helhed. Klyngernes tal er med, så de kan følge deres egen udvikling.",
            "Rækkerne står i aftalens rækkefølge. Tabellen er ikke en rangliste.",
            CONFIDENCE_NOTE,
        ),
    )
    name = f"{indicator}-{page_unit(data, [status.unit for status in statuses])}-unit-targets"
    return table_block(data, name=name, table=table)


def calendar(rows: Protected[tuple[CohortRow, ...]], *, data: Prepared) -> Block:
    """When each year's births can be counted, and which evaluation can judge them."""
    cohorts = opened(rows, data=data)
    table = Table(
        caption="Hvornår hver årgang kan vurderes",
        columns=(
            Column("Årgang", "left"),
            Column("Født", "left"),
            Column("Kan tælles fra", "left"),
            Column("Kan vurderes i"),
            Column("Nu", "left"),
        ),
        rows=tuple(
            (
                wording.period(row.grain, str(row.year)),
                wording.span(row.first_month, row.last_month),
                wording.long_date(row.mature_on),
                str(row.evaluation_year),
                "● Kan vurderes" if row.mature else "◐ Endnu ikke",
            )
            for row in cohorts
        ),
        notes=("En årgang kan tælles, når det yngste barn er fulgt længe nok, og fristen for indberetning er gået.",),
    )
    return table_block(data, name="cohort-calendar", table=table)


def _goal(status: TargetStatus, *, data: Prepared) -> str:
    return f"{data.agreement.indicator(status.indicator).name}: {target_words(status, data=data)}"


def _years(years: tuple[YearResult, ...], *, measure: str) -> Iterator[tuple[bool, str, tuple[str, str, str]]]:
    """Per year, the latest first: whether it is the latest, its name, and its cells; one empty row without years."""
    if not years:
        yield True, NONE, (NONE, NONE, NONE)
    for place, year in enumerate(years):
        name = wording.period(year.grain, year.period).removeprefix("aftaleår ")
        yield place == 0, name, _year_cells(year, measure=measure)


def _year_cells(year: YearResult, *, measure: str) -> tuple[str, str, str]:
    return part_cell(year, measure=measure), unknown_cell(year), value_cell(year)
