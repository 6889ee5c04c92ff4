"""Spreadsheets (xlsx) as people make them, title and notes around the table; the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | float | date | None

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MADE = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines of text, a table, lines of text; a line is one cell, and an empty one an empty row.

    `merged` are columns, counted from 1, whose cells below the header are one block with the first row's value.
    """

    name: str
    above: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: Sequence[Sequence[CellValue]] = ()
    below: tuple[str, ...] = ()
    merged: tuple[int, ...] = ()

    @property
    def header_row(self) -> int:
        """Number of the row with the column names, counted from 1."""
        return len(self.above) + 1


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """The file, without anything that tells when it was written."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    written = io.BytesIO()
    book.save(written)
    return archive_bytes(_without_times(written))


def archive_bytes(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP archive of files by name, in which every file has the same time and no trace of the operating system."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def _without_times(written: io.BytesIO) -> Iterable[tuple[str, bytes]]:
    with zipfile.ZipFile(written) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield name, _MADE.sub(b"", content) if name == "docProps/core.xml" else content


def _fill(place: Worksheet, sheet: Sheet) -> None:
    above, below = ([[line] if line else [] for line in lines] for lines in (sheet.above, sheet.below))
    for row in (*above, sheet.header, *sheet.rows, *below):
        place.append(list(row))
    first, last = sheet.header_row + 1, sheet.header_row + len(sheet.rows)
    for column in sheet.merged if last > first else ():
        place.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)
