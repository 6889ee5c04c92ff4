"""Live births from tables of StatBank Denmark, in which nation, regions and municipalities stand in one column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from evaluering.intake.codebook import SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.raw import RawTable
from evaluering.intake.sources.aggregates import BIRTHS, aggregates_frame
from evaluering.intake.sources.areas import read_areas
from evaluering.intake.sources.published import PERIOD, Findings, PublishedTable, cells_of, of_texts, rows_in_words

SOURCE = "statbank"
_SEXES = ("total", "men", "women")


def read_statbank(
    blocks: Sequence[RawTable],
    book: SourceBook,
    *,
    declared: DeclaredFile,
    extraction: date,
    municipalities: Sequence[str],
    shown: str,
) -> tuple[pd.DataFrame, Findings, tuple[str, ...]]:
    """The births in one table, what is wrong with it, and notes on what was left out.

    Nothing is added up but men and women, and only where no total stands beside them.

    Parameters
    ----------
    blocks : sequence of RawTable
        All blocks of the file, in order; at least one.
    book : SourceBook
        Without a column for the movement all rows are births, without one for the sex all are totals.
    declared : DeclaredFile
    extraction : date
        The vintage; periods that had not ended by then are a fault.
    municipalities : sequence of str
        Codes of the agreement's municipalities; others are left out.
    shown : str
        Folder and file in messages.

    Returns
    -------
    frame : DataFrame
        As `aggregates.aggregates_frame`; without rows when there are findings.
    findings : tuple of Finding
    notes : tuple of str
    """
    table = PublishedTable(blocks, declared, extraction, tuple(municipalities), shown, read_areas())
    cells = cells_of(blocks, ("area", "movement", "sex", "period", "births"))
    cells, of_movements, of_others = _births_only(table, cells, book)
    cells, of_areas, notes = table.placed(cells)
    cells, of_periods = table.dated(cells, "period")
    cells, of_sexes = _sexed(table, cells, book)
    cells, of_numbers = table.numbers(cells, "births", whole=True)
    findings = (*of_movements, *of_areas, *of_periods, *of_sexes, *of_numbers)
    if not findings:
        allowed = "hvert område, køn og hver periode én gang, uden anden opdeling"
        findings = table.repeated(cells, [*PERIOD, "sex"], allowed=allowed)
    figures = cells
    if not findings:
        figures, findings = _both_sexes(table, cells)
    if not findings:
        findings = table.too_large_parts(figures.assign(measure=BIRTHS), "births")
    notes = (*of_others, *notes)
    if findings:
        return aggregates_frame(), findings, notes
    figures = figures.rename(columns={"births": "value"})
    figures = figures.assign(measure=BIRTHS, numerator=float("nan"), denominator=float("nan"))
    frame, of_hidden = table.figures(figures, SOURCE)
    return frame, (), (*notes, *of_hidden)


def _births_only(
    table: PublishedTable, cells: pd.DataFrame, book: SourceBook
) -> tuple[pd.DataFrame, Findings, tuple[str, ...]]:
    """The cells on live births; a fault when there are none among the movements; a note on the others."""
    if not table.has("movement"):
        return cells, (), ()
    births = of_texts(cells["movement"], lambda text: _coded(text, book.codes("movement"))) == BIRTHS
    others = int((~births).sum())
    notes = (f"{table.shown}: {rows_in_words(others)} om andet end levendefødte er ikke brugt.",) if others else ()
    if births.any() or cells.empty:
        return cells[births].reset_index(drop=True), (), notes
    allowed = ", ".join(f'"{text}"' for text in book.codes("movement"))
    remedy = "Hent tabellen igen med levendefødte"
    return (
        cells,
        table.found(cells, "Tabellen har ingen rækker om levendefødte", "movement", allowed=allowed, remedy=remedy),
        (),
    )


def _sexed(table: PublishedTable, cells: pd.DataFrame, book: SourceBook) -> tuple[pd.DataFrame, Findings]:
    """The cells with `sex` as total, men or women; a fault on other words."""
    if not table.has("sex"):
        return cells.assign(sex="total"), ()
    sexes = of_texts(cells["sex"], lambda text: _coded(text, book.codes("sex")))
    allowed = ", ".join(f'"{text}"' for text in book.codes("sex"))
    unknown = cells[~sexes.isin(_SEXES)]
    return cells.assign(sex=sexes), table.found(unknown, "Kønnet kendes ikke", "sex", allowed=allowed)


def _both_sexes(table: PublishedTable, cells: pd.DataFrame) -> tuple[pd.DataFrame, Findings]:
    """One row per area and period: the total, or men and women added up; faults where neither is whole."""
    of_area = cells.groupby(PERIOD).agg(kind=("kind", "first"), row=("row", "min"), spread=("spread", "first"))
    of_sex = {sex: cells[cells["sex"] == sex].set_index(PERIOD)["births"] for sex in _SEXES}
    total, men, women = (of_sex[sex].reindex(of_area.index) for sex in _SEXES)
    in_all, of_men, of_women = (of_area.index.isin(of_sex[sex].index) for sex in _SEXES)
    alone = ~in_all & (of_men != of_women)
    apart = in_all & ((men + women - total).abs() > 0.5)
    figures = of_area.assign(births=total.where(in_all, men + women))
    findings = (
        *table.found(
            figures[alone], "Tallene gælder kun det ene køn", "sex", allowed="i alt, eller både mænd og kvinder"
        ),
        *table.found(figures[apart], "Mænd og kvinder er tilsammen ikke det, der står i alt", "births"),
    )
    return figures.reset_index(), findings


def _coded(text: str, codes: dict[str, str]) -> str:
    """Our word for a cell with a code, its text, or both ("B02 Levendefødte"); empty when there is none."""
    plain = text.strip()
    code, _, rest = plain.partition(" ")
    both = {codes.get(code), codes.get(rest.strip())}
    return codes.get(plain) or (both.pop() or "" if len(both) == 1 else "")
