"""Tables whose cells are stored as something, opened without a declaration: spreadsheets, SAS and Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyreadstat

from evaluering.errors import DeliveryError, Finding
from evaluering.intake.codebook import Codebook, SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.sheets import Grid, first_rows, read_grid
from evaluering.intake.formats.spreadsheets import DAMAGE, DAMAGED, data_rows, read_spreadsheet, sheet_name
from evaluering.intake.formats.typed_tables import Block as TypedBlock
from evaluering.intake.formats.typed_tables import (
    parquet_blocks,
    read_parquet,
    read_sas,
    sas_blocks,
    unreadable,
)
from evaluering.intake.formats.workbooks import SheetPart, open_workbook
from evaluering.intake.proposal.answers import Answer
from evaluering.intake.proposal.books import Match, match_books
from evaluering.intake.proposal.gathering import Block
from evaluering.intake.proposal.opened import Opened, every_column
from evaluering.intake.sources.published import rows_in_words
from evaluering.wording import declaration_reason as reason
from evaluering.wording import sentence_list

_ASK = "Åbn filen i et regneark, og gem den igen, eller bed afsenderen om filen igen"
_TITLE_ROWS = 40  # rows of a sheet in which the column names are looked for
_TOTAL = re.compile(r"(i ?alt|total|totalt|hovedtotal|sum|samlet)(\W[\w .:()-]{0,20})?", re.IGNORECASE)
_SAS_ENCODINGS = {"UTF-8": "utf-8", "US-ASCII": "utf-8", "WINDOWS-1252": "cp1252", "ISO-8859-1": "cp1252"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the column names of a spreadsheet may stand: a sheet, a row in it, and the codebook that knows them."""

    sheet: SheetPart
    row: int
    match: Match | None
    filled: int

    @property
    def quality(self) -> tuple[bool, tuple[bool, int, int], int]:
        """What comes first is the better place: known to a codebook, else the fullest row."""
        rank = self.match.rank if self.match else (True, 0, 0)
        return (self.match is None, rank, 0 if self.match else -self.filled)


def open_spreadsheet(path: Path, codebooks: Mapping[str, Codebook], *, shown: str) -> Opened:
    """A spreadsheet, opened at the sheet and row whose names a codebook knows best."""
    try:
        with open_workbook(path, shown=shown) as workbook:
            visible = [sheet for sheet in workbook.sheets if not sheet.hidden]
            places = [
                min(
                    _places(sheet, first_rows(workbook, sheet, most=_TITLE_ROWS), codebooks),
                    key=lambda one: one.quality,
                )
                for sheet in visible
            ]
            if not places:
                raise DeliveryError(Finding("Regnearket har ingen synlige ark", file=shown, remedy=_ASK))
            best = min(places, key=lambda one: one.quality)
            grid = read_grid(workbook, best.sheet, header_row=best.row, decimal=",")
    except DAMAGE:
        raise DeliveryError(Finding(DAMAGED, file=shown, remedy=_ASK)) from None
    rivals = [one.sheet.name for one in places if one is not best and one.quality == best.quality]
    header = list(grid.header.values())
    matches = match_books(header, codebooks)
    totals = _totals(grid, matches)
    data, end = data_rows(grid, totals)
    answers = [*_sheet(best.sheet, rivals, len(visible)), Answer("overskrift", best.row, reason("header_row"))]
    if totals:
        answers.append(Answer("totaler", totals, reason("totals")))
    columns = {grid.header[column]: grid.column(places[data]) for column, places in grid.cells.items()}
    block = Block(
        {name: column.texts for name, column in columns.items()},
        len(data),
        first_row=int(grid.numbers[data[0]]) if len(data) else best.row + 1,
        kinds={name: column.kinds for name, column in columns.items()},
        sheet=sheet_name(best.sheet.name),
    )
    opened = Opened(header, best.row, matches, answers, iter([block]))
    below = int((grid.filled[end:] == 1).sum())
    if below:
        opened.notes.append(reason("footnotes", rows=rows_in_words(below)))
    return opened


def _places(sheet: SheetPart, rows: Mapping[int, Sequence[str]], codebooks: Mapping[str, Codebook]) -> list[_Place]:
    """The rows of a sheet that may hold the column names, from above."""
    places = []
    for number, texts in rows.items():
        matches = match_books(texts, codebooks) if len(texts) > 1 else []
        places.append(_Place(sheet, number, matches[0] if matches else None, len(texts)))
    return places or [_Place(sheet, 1, None, 0)]


def _sheet(sheet: SheetPart, rivals: Sequence[str], visible: int) -> Iterator[Answer]:
    name = sheet_name(sheet.name) or None
    if visible == 1:
        return
    if rivals:
        others = sentence_list([sheet_name(one) or reason("unnamed_sheet") for one in rivals])
        yield Answer("ark", name, reason("rival_sheets", rivals=others), proven=False)
    else:
        yield Answer("ark", name, reason("sheet" if name else "unreadable_sheet"), proven=name is not None)


def _totals(grid: Grid, matches: Sequence[Match]) -> tuple[str, ...]:
    """The texts with which rows of sums begin; never one that the codebook has a meaning for."""
    codes = {code.delivered for column in (matches[0].book.columns if matches else ()) for code in column.codes}
    firsts = {grid.values[place][1].strip() for place in set(grid.first[grid.filled > 1].tolist())}
    return tuple(sorted(text for text in firsts if _TOTAL.fullmatch(text) and text not in codes))


def open_typed(path: Path, kind: str, codebooks: Mapping[str, Codebook], *, shown: str) -> Opened:
    """A SAS data set or a Parquet file, whose columns have names and types of their own."""
    answers = [_sas_encoding(path)] if kind == "sas7bdat" else []
    keys = {answer.key: answer.value for answer in answers}
    declared = DeclaredFile.model_validate({"navn": path.name, "format": kind, "raekker": 0} | keys)
    blocks = _sound(
        sas_blocks(path, declared) if kind == "sas7bdat" else parquet_blocks(path, declared, every_column(())),
        declared,
        shown,
    )
    first = next(blocks, [])
    header = [name for name, _ in first]
    return Opened(header, None, match_books(header, codebooks), answers, _blocks(first, blocks))


def _sas_encoding(path: Path) -> Answer:
    """``tegnsaet`` as the head of the file has it."""
    try:
        _, about = pyreadstat.read_sas7bdat(str(path), metadataonly=True)
        written = str(about.file_encoding)
    except Exception:  # noqa: BLE001 (whatever a library raises; the file is judged when its rows are read)
        written = ""
    if written in _SAS_ENCODINGS:
        return Answer("tegnsaet", _SAS_ENCODINGS[written], reason("sas_encoding", encoding=written))
    return Answer("tegnsaet", "cp1252", reason("no_sas_encoding"), proven=False)


def _sound(blocks: Iterator[TypedBlock], declared: DeclaredFile, shown: str) -> Iterator[TypedBlock]:
    """The blocks; whatever is wrong with the file becomes a finding."""
    try:
        yield from blocks
    except DeliveryError as error:
        raise DeliveryError(replace(finding, file=shown) for finding in error.findings) from None
    except Exception as fault:  # noqa: BLE001 (whatever a library raises, its text may hold a person's value)
        raise DeliveryError(unreadable(fault, declared, shown)) from None


def _blocks(first: TypedBlock, rest: Iterator[TypedBlock]) -> Iterator[Block]:
    first_row = 1
    for block in (first, *rest):
        columns = dict(block)
        rows = len(block[0][1].kinds) if block else 0
        texts = {name: column.texts for name, column in columns.items()}
        yield Block(texts, rows, first_row=first_row, kinds={name: one.kinds for name, one in columns.items()})
        first_row += rows


def reader_findings(path: Path, answers: Iterable[Answer], book: SourceBook, *, shown: str) -> Iterator[Finding]:
    """What the file's own reader finds when the file is declared as proposed.

    Nothing on columns of dates when their form is not known: it would only repeat that.
    """
    keys = {answer.key: answer.value for answer in answers if answer.value is not None}
    declared = DeclaredFile.model_validate(keys)
    readers = {"xlsx": read_spreadsheet, "sas7bdat": read_sas, "parquet": read_parquet}
    dates = {column.delivered for column in book.columns if column.type == "date" and declared.date_form is None}
    for raw in readers[declared.format](path, declared, book, shown=shown):
        yield from (finding for finding in raw.findings if not dates or not {*finding.column.split(", ")} <= dates)
