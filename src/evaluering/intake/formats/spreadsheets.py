"""A table in a spreadsheet (xlsx) as declared: title rows, notes and totals left out, and what was done said."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.parsers.expat import ExpatError

import numpy as np
import numpy.typing as npt

from evaluering.errors import DeliveryError, Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.columns import column_findings
from evaluering.intake.formats.raw import RawTable, raw_table
from evaluering.intake.formats.sheets import MOST_NAMED, Grid, read_grid
from evaluering.intake.formats.typed_values import kind_findings
from evaluering.intake.formats.workbooks import SheetPart, open_workbook
from evaluering.wording import sentence_list

Places = npt.NDArray[np.int64]
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    EOFError,
    OSError,
    RuntimeError,  # a part of the archive is encrypted, or packed in a way zipfile does not know
    LookupError,
    ValueError,
    OverflowError,
)
"""What a damaged spreadsheet may raise while it is read."""

DAMAGED = "Regnearket er beskadiget og kan ikke læses"


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the table is held against."""

    file: DeclaredFile
    book: SourceBook
    shown: str
    sheet: str

    def at(self, finding: Finding) -> Finding:
        """The finding with its file and sheet."""
        return replace(finding, file=self.shown, sheet=self.sheet)


def read_spreadsheet(path: Path, declared: DeclaredFile, book: SourceBook, *, shown: str) -> Iterator[RawTable]:
    """The table of a spreadsheet, in blocks of rows that follow each other; totals between them are left out.

    Parameters
    ----------
    path : Path
    declared : DeclaredFile
        With `sheet` (when more than one is visible), `header_row`, `totals` and `rows`.
    book : SourceBook
        The columns that must be there; others are looked through for personal content and then left.
    shown : str
        The file's name in messages.

    Yields
    ------
    RawTable
        A single one without columns when the table cannot be read as declared.
    """
    try:
        with open_workbook(path, shown=shown) as workbook:
            part = _chosen(workbook.sheets, declared, shown)
            grid = read_grid(workbook, part, header_row=declared.header_row, decimal=declared.decimal or ",")
            hidden = [one for one in workbook.sheets if one.hidden and one != part]
    except DeliveryError as error:
        yield RawTable({}, 0, error.findings)
        return
    except DAMAGE:
        remedy = "Åbn filen i et regneark, og gem den igen, eller bed afsenderen om filen igen"
        yield RawTable({}, 0, (Finding(DAMAGED, file=shown, remedy=remedy),))
        return
    notes = [f"{shown}: {len(hidden)} skjulte ark er ikke læst."] if hidden else []
    yield from _table(grid, _Declared(declared, book, shown, sheet_name(part.name)), notes)


def _chosen(sheets: tuple[SheetPart, ...], declared: DeclaredFile, shown: str) -> SheetPart:
    """The declared sheet; the only visible one when none is declared."""
    visible = [sheet for sheet in sheets if not sheet.hidden]
    found = [sheet for sheet in sheets if sheet.name == declared.sheet] if declared.sheet else visible
    if len(found) == 1:
        return found[0]
    what = "Arket, der er erklæret, findes ikke i regnearket" if declared.sheet else "Regnearket har flere ark"
    if not sheets:
        what = "Regnearket har ingen ark med celler"
    names = ", ".join(dict.fromkeys(sheet_name(sheet.name) or "et ark uden læseligt navn" for sheet in visible))
    remedy = "Skriv arkets navn som ark i leverance.yml"
    raise DeliveryError(Finding(what, file=shown, key="ark", allowed=names, remedy=remedy))


def sheet_name(name: str) -> str:
    """The name of a sheet if it may be repeated: one without a number that could be a person's; else empty."""
    plain = re.fullmatch(r"[\w .,()/&+-]{1,31}", name) and sum(sign.isdigit() for sign in name) <= 4
    return name if plain else ""


def _table(grid: Grid, declared: _Declared, notes: list[str]) -> Iterator[RawTable]:
    header_row = declared.file.header_row
    names = list(grid.header.values())
    found, of_columns = column_findings(names, declared.book, shown=declared.shown, row=header_row)
    findings = [*map(declared.at, found), *_crossing(grid, np.array([header_row]), declared)]
    if len(names) > MOST_NAMED:
        findings.append(declared.at(Finding(f"Tabellen har flere end {MOST_NAMED} kolonner", row=header_row)))
    notes = [*notes, *of_columns]
    if not findings:
        data, end = data_rows(grid, declared.file.totals)
        numbers = grid.numbers[data]
        columns = {grid.header[column]: grid.column(places[data]) for column, places in grid.cells.items()}
        findings = list(_faults(grid, data, end, declared))
        findings += kind_findings(
            columns, declared.file, declared.book, shown=declared.shown, numbers=numbers, sheet=declared.sheet
        )
        notes += _notes(grid, data, end, declared)
    if findings:
        yield RawTable({}, 0, tuple(findings), tuple(notes), header_row + 1, declared.sheet)
        return
    cuts = (np.flatnonzero(np.diff(numbers) != 1) + 1).tolist()
    for first, after in zip([0, *cuts], [*cuts, len(numbers)], strict=True):
        block = {name: column.texts.slice(first, after - first) for name, column in columns.items()}
        first_row = int(numbers[first]) if after else header_row + 1
        table = raw_table(block, declared.book, shown=declared.shown, first_row=first_row, sheet=declared.sheet)
        yield replace(table, notes=() if first else tuple(notes))


def data_rows(grid: Grid, totals: tuple[str, ...]) -> tuple[Places, int]:
    """Which rows are data, and where in the rows below the header they end: from there on only notes and totals."""
    of_total = [place for place, (_, text) in enumerate(grid.values) if text.strip() in totals]
    data = ~np.isin(grid.first, of_total)
    whole = np.flatnonzero(data & (grid.filled > 1))
    end = int(whole[-1]) + 1 if whole.size else 0
    return np.flatnonzero(data[:end]), end


def _faults(grid: Grid, data: Places, end: int, declared: _Declared) -> Iterator[Finding]:
    """What is wrong with the rows as rows."""
    header_row, rows = declared.file.header_row, declared.file.rows or 0
    expected = header_row + 1 + np.arange(end)
    moved = np.flatnonzero(grid.numbers[:end] != expected)
    last = int(grid.numbers[end - 1]) if end else header_row
    if moved.size:
        remedy = "Slet de tomme rækker, eller ret overskrift i leverance.yml"
        blank = int(expected[moved[0]])
        count = last - header_row - end
        yield declared.at(Finding("Der er tomme rækker i tabellen", row=blank, count=count, remedy=remedy))
    outside = data[grid.outside[data]]
    if outside.size:
        remedy = "Giv kolonnen et navn, eller slet det, der står ved siden af tabellen"
        what = "Der står noget i en kolonne uden navn"
        row, count = int(grid.numbers[outside[0]]), int(outside.size)
        yield declared.at(Finding(what, row=row, count=count, remedy=remedy))
    yield from _crossing(grid, grid.numbers[data], declared)
    if len(data) != rows:
        finding = Finding(
            f"Arket har {len(data)} rækker under overskriften, men {rows} er erklæret",
            row=int(grid.numbers[data[rows]]) if len(data) > rows else last + 1,
            key="raekker",
            allowed="antal rækker med data; en note under tabellen står i én celle",
            remedy="Bed om hele filen, eller ret raekker. Skriv under totaler, hvad rækker med summer begynder med",
        )
        yield declared.at(finding)


def _crossing(grid: Grid, numbers: Places, declared: _Declared) -> Iterator[Finding]:
    """Merged cells over several columns, or into the header, in the rows with the given numbers."""
    header_row = declared.file.header_row
    merges = [
        one.top
        for one in grid.merges
        if np.diff(np.searchsorted(numbers, (one.top, one.bottom + 1)))[0]
        and (one.top <= header_row or any(one.left <= column <= one.right for column in grid.header))
    ]
    if merges:
        what = "Flettede celler går på tværs af kolonner eller ind i overskriften"
        remedy = "Ophæv fletningen, og skriv værdien i hver celle"
        yield declared.at(Finding(what, row=min(merges), count=len(merges), remedy=remedy))


def _notes(grid: Grid, data: Places, end: int, declared: _Declared) -> Iterator[str]:
    """What was seen and accepted."""
    totals = end - len(data) + int((grid.filled[end:] > 1).sum())
    below = int((grid.filled[end:] == 1).sum())
    hidden = int(grid.hidden[data].sum())
    hidden_columns = sum(column in grid.hidden_columns for column in grid.header)
    known = {column.delivered for column in declared.book.columns}
    merged = [grid.header[column] for column in sorted(grid.merged_down) if grid.header[column] in known]
    if totals:
        yield f"{declared.shown}: {totals} rækker med summer er ikke læst."
    if below:
        yield f"{declared.shown}: {below} rækker under tabellen er ikke læst; der står kun noget i én celle."
    if merged:
        yield f"{declared.shown}: Flettede celler i {sentence_list(merged)} er fyldt ud nedad."
    if hidden:
        cause = " (arket har et filter)" if grid.filtered else ""
        yield f"{declared.shown}: {hidden} rækker er skjult i arket{cause}; de er læst med."
    if hidden_columns:
        yield f"{declared.shown}: {hidden_columns} kolonner er skjult i arket; de er læst med."
