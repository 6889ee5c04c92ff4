"""Tables of targets: the verdicts of one unit, of several units, and when each year's births can be judged."""

from __future__ import annotations

from collections.abc import Iterator

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_forecast import deadline_births
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, sentence_block, table_block
from evaluering.presentation.results import verdict_entry
from evaluering.presentation.sentences.targets import SIDES, Targets, doubtful, side, target_words
from evaluering.presentation.tables.cells import (
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
)
from evaluering.presentation.tables.level import UNKNOWN_HEAD
from evaluering.presentation.units import TargetsByUnit, page_unit
from evaluering.study.indicators import CohortRow
from evaluering.wording.conclusions import ALL_JUDGED

# More, narrower columns: a cell with a number and its interval is too wide beside the verdict.
_YEAR_HEADS = (Column("Tæller/nævner"), Column(UNKNOWN_HEAD), Column("Tal"), Column(CI))
_EMPTY = (NONE,) * len(_YEAR_HEADS)
_PART_NOTE = "Nævneren er børn med kendt amning. For varighed er der ingen tæller."
_BESIDE = {"over": "+ Over", "at": "+ Lige på", "under": f"{wording.MINUS} Under"}
_UNSURE = "I parentes efter svaret: Målet ligger i sikkerhedsintervallet."
_BESIDE_HEAD = "I forhold til regionens mål"


def verdict_cell(status: TargetStatus) -> str:
    """Word and shape, with the deadline, the reason or the doubt where there is one."""
    if status.reason == "hidden":
        return wording.WITHHELD
    text = wording.answer(status.verdict, doubtful=status.crosses)
    if status.verdict == "endnu_ikke":
        text += f" – frist {wording.long_date(status.deadline)}"
    if status.verdict == "kan_ikke_vurderes":
        text += f": {wording.REASONS.get(status.reason, wording.REASONS['maturity'])}"
    return text


def side_cell(year: YearResult, target: float) -> str:
    """Where a year's value lies beside the target, without a verdict, with the doubt where there is one."""
    if year.hidden:
        return wording.HIDDEN
    if year.value != year.value:
        return wording.NO_DATA
    return f"{SIDES[side(year, target)]}{_doubt(year, target)}"


def _doubt(year: YearResult, target: float) -> str:
    """On which other side of the target the true number may lie, in brackets; empty where that is sure."""
    if not doubtful(year, target):
        return ""
    return f" ({wording.DOUBTS['ja' if year.value >= target else 'nej']})"


def beside_region(status: TargetStatus) -> str:
    """Where a unit lies beside the region's target: over or under with its sign and doubt, or the reason."""
    if status.verdict == "kan_ikke_vurderes":
        return verdict_cell(status)
    year = status.years[0]
    return f"{_BESIDE[side(year, status.target)]}{_doubt(year, status.target) if status.crosses else ''}"


def targets(targets: Targets, *, data: Prepared) -> Block:
    """The verdict on each target in one unit, with its latest three agreement years, one row each.

    The targets are the region's: a cluster is shown beside them. Its verdict stands in the published entries alone.
    """
    statuses = opened(targets, data=data)
    whole = statuses[0].unit == REGION
    answered = verdict_cell if whole else beside_region
    rows = [
        (_goal(status, data=data), when, answered(status) if latest else NONE, *cells)
        for status in statuses
        for latest, when, cells in _years(status.years, measure=status.measure)
    ]
    about, head = ("svar for det seneste aftaleår", "Mål nået") if whole else ("tal år for år", _BESIDE_HEAD)
    table = Table(
        caption=f"Aftalens mål i {data.agreement.name_of(statuses[0].unit)}: {about}",
        columns=(Column("Mål", "left"), Column("Født i", "left"), Column(head, "left"), *_YEAR_HEADS),
        rows=tuple(rows),
        row_headers=2,
        notes=(
            "Svaret følger tallet for det seneste aftaleår." if whole else _UNSURE,
            YEAR_NOTE,
            _PART_NOTE,
            *_hidden(statuses, "agreement_year"),
            CONFIDENCE_NOTE,
        ),
    )
    entries = [verdict_entry(status, agreement=data.agreement) for status in statuses]
    return table_block(data, name=f"{statuses[0].unit}-targets", table=table, results=entries)


def targets_by_calendar_year(targets: Targets, *, data: Prepared) -> Block:
    """The same by calendar year, which is how the agreement's text counts a year's births; without a verdict."""
    statuses = opened(targets, data=data)
    rows = [
        (
            _goal(status, data=data),
            when,
            side_cell(status.calendar_years[place], status.target) if status.calendar_years else NONE,
            *cells,
        )
        for status in statuses
        for place, (_, when, cells) in enumerate(_years(status.calendar_years, measure=status.measure))
    ]
    table = Table(
        caption=f"De samme tal i {data.agreement.name_of(statuses[0].unit)} efter kalenderår",
        columns=(Column("Mål", "left"), Column("Født i", "left"), Column("I forhold til målet", "left"), *_YEAR_HEADS),
        rows=tuple(rows),
        row_headers=2,
        notes=(_PART_NOTE, *_hidden(statuses, "calendar_year"), CONFIDENCE_NOTE),
    )
    return table_block(data, name=f"{statuses[0].unit}-targets-calendar", table=table)


def unit_targets(targets: TargetsByUnit, *, data: Prepared, indicator: str) -> Block:
    """Several units beside one of the region's targets, in the order of the agreement."""
    statuses = [next(one for one in opened(unit, data=data) if one.indicator == indicator) for unit in targets]
    first = statuses[0]
    rows = []
    for status in statuses:
        name = data.agreement.name_of(status.unit)
        cells = _year_cells(status.years[0], measure=status.measure) if status.years else _EMPTY
        earlier = point_cell(status.years[1], measure=status.measure) if len(status.years) > 1 else NONE
        rows.append((name, beside_region(status), *cells, earlier))
    when = wording.period(first.years[0].grain, first.years[0].period) if first.years else "seneste aftaleår"
    table = Table(
        caption=f"{data.agreement.indicator(indicator).name}, {when}: {target_words(first, data=data)}",
        columns=(
            Column("Enhed", "left"),
            Column(_BESIDE_HEAD, "left"),
            Column(part_head(first.measure)),
            *_YEAR_HEADS[1:],
            Column("Året før"),
        ),
        rows=tuple(rows),
        notes=(
            f"Målet gælder regionen som helhed. {_UNSURE}",
            "Rækkerne står i aftalens rækkefølge. Tabellen er ikke en rangliste.",
            *hidden_notes(year.hidden for status in statuses for year in status.years[:2]),
            CONFIDENCE_NOTE,
        ),
    )
    name = f"{indicator}-{page_unit(data, [status.unit for status in statuses])}-unit-targets"
    return table_block(data, name=name, table=table)


def calendar(rows: Protected[tuple[CohortRow, ...]], *, data: Prepared) -> Block:
    """When the births that cannot be judged yet can be counted; a sentence when all can."""
    cohorts = opened(rows, data=data)
    if all(row.mature for row in cohorts):
        told = " ".join((ALL_JUDGED, *_last_judged(cohorts, data=data)))
        return sentence_block(data, name="cohort-calendar", paragraphs=[told])
    table = Table(
        caption="Hvornår de næste årgange kan vurderes",
        columns=(Column("Årgang", "left"), Column("Født", "left"), Column("Kan vurderes fra", "left")),
        rows=tuple(
            (
                wording.period(row.grain, str(row.year)),
                wording.span(row.first_month, row.last_month),
                wording.long_date(row.mature_on),
            )
            for row in cohorts
            if not row.mature
        ),
        notes=(
            "En årgang kan tælles, når det yngste barn er fulgt længe nok, og fristen for indberetning er udløbet.",
            *_last_judged(cohorts, data=data),
        ),
    )
    return table_block(data, name="cohort-calendar", table=table)


def _last_judged(cohorts: tuple[CohortRow, ...], *, data: Prepared) -> tuple[str, ...]:
    """When the births the deadline names can be judged, a sentence for each year they can be read as."""
    deadline = data.agreement.deadline
    told = []
    for births in deadline_births(deadline):
        for row in cohorts:
            if (row.grain, row.year) == (births.grain, births.year):
                born = wording.period(row.grain, str(row.year))
                can = "kunne" if row.mature else "kan"
                told.append(
                    f"Målet med frist {wording.long_date(deadline)} {can} for børn født i {born} afgøres fra "
                    f"{wording.long_date(row.mature_on)}."
                )
    return tuple(told)


def _goal(status: TargetStatus, *, data: Prepared) -> str:
    name = wording.short_name(status.indicator, name=data.agreement.indicator(status.indicator).name)
    return f"{name}: {target_words(status, data=data)}"


def _years(years: tuple[YearResult, ...], *, measure: str) -> Iterator[tuple[bool, str, tuple[str, ...]]]:
    """Per year, the latest first: whether it is the latest, its name, and its cells; one empty row without years."""
    if not years:
        yield True, NONE, _EMPTY
    for place, year in enumerate(years):
        name = wording.period(year.grain, year.period).removeprefix("aftaleår ")
        yield place == 0, name, _year_cells(year, measure=measure)


def _year_cells(year: YearResult, *, measure: str) -> tuple[str, ...]:
    return (
        part_cell(year, measure=measure),
        unknown_cell(year),
        point_cell(year, measure=measure),
        interval_cell(year),
    )


def _hidden(statuses: tuple[TargetStatus, ...], grain: str) -> tuple[str, ...]:
    """The note on hidden cells, where a shown year of the grain is hidden."""
    years = [year for status in statuses for year in (*status.years, *status.calendar_years)]
    return hidden_notes(year.hidden for year in years if year.grain == grain)
