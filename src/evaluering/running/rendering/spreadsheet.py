"""Tables as files for spreadsheets: a workbook with real numbers, CSV for a Danish Excel; nothing live in either."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from evaluering.running.rendering.markdown import Node
from evaluering.running.rendering.typed import Content, Number, TypedColumn, typed_columns
from evaluering.wording.site import SHEET

_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_TAB = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_TAB = 31
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f]")
_CORE = "docProps/core.xml"
_NARROWEST, _WIDEST = 9, 44
_TITLE, _BOLD, _WARNING = Font(bold=True, size=13, color="0B4F6C"), Font(bold=True), Font(bold=True, color="8A1C1C")
_LINK = Font(color="0B4F6C", underline="single")
_HEAD_FILL, _HEAD_LINE = PatternFill("solid", start_color="EEF4F7"), Border(bottom=Side("thin", color="0B4F6C"))
_WRAPPED, _TOP = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
_RIGHT = Alignment(horizontal="right", vertical="top")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook.

    Parameters
    ----------
    label : str
        What the table is called on its page: ``Tabel 2.1``.
    name : str
        Name of the sheet; what no spreadsheet allows in it is left out.
    title : str
        What the table holds.
    grid : Node
        Its ``columns``, ``rows`` and ``row_headers``, every cell finished text.
    notes : tuple of str
        Sentences under the table.
    """

    label: str
    name: str
    title: str
    grid: Node
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook says beside its tables: its own title, a warning for every sheet, where the numbers are from."""

    title: str
    facts: tuple[str, ...]
    warning: str
    source: str
    extracted: date


def workbook_bytes(book: Book, sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a list of its sheets and one sheet per table; its bytes depend on the arguments alone."""
    made = Workbook()
    first: Worksheet = made.worksheets[0]
    first.title = SHEET["contents"]
    _fill_contents(first, book, sheets)
    for sheet in sheets:
        _fill_table(made.create_sheet(tab_of(sheet)), book, sheet)
    return _settled(made, book)


def tab_of(sheet: Sheet) -> str:
    """The sheet's name as a spreadsheet takes it: at most 31 letters, whole words, none of the signs of an address."""
    name = " ".join(_NO_TAB.sub(" ", sheet.name.replace("/", "-")).split())
    if len(name) <= _LONGEST_TAB:
        return name
    cut = name[: _LONGEST_TAB - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def csv_bytes(sheet: Sheet, *, warning: str, source: str) -> bytes:
    """A table with its title, notes and source below it: semicolons, decimal commas and a mark of UTF-8."""
    columns, _ = typed_columns(sheet.grid)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(_head_with_unit(column)) for column in columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in zip(*(one.cells for one in columns), strict=True))
    below = (f"{sheet.label}. {sheet.title}", *sheet.notes, warning, source)
    writer.writerows([[], *([safe(line)] for line in below if line)])
    return text.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor any program that is handed the text later."""
    plain = _UNWRITABLE.sub(" ", text)
    # Programs pass over blanks and signs nobody sees, and take a full-width sign for the plain one.
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign)[0] not in "ZC")
    return f"'{plain}" if seen.startswith(_LIVE) or text.lstrip(" \xa0").startswith(_LIVE) else plain


def _csv_cell(cell: Content) -> str:
    return cell.danish if isinstance(cell, Number) else safe(cell or "")


def _head_with_unit(column: TypedColumn) -> str:
    """The head, with the unit where it does not say it already."""
    told = not column.unit or column.unit in column.head.lower()
    return column.head if told else f"{column.head} ({column.unit})"


def _fill_contents(sheet: Worksheet, book: Book, sheets: Sequence[Sheet]) -> None:
    """The first sheet: what the workbook is, and a line per table that leads to it."""
    _line(sheet, book.title, _TITLE)
    for text in book.facts:
        _line(sheet, text)
    if book.warning:
        _line(sheet, book.warning, _WARNING)
    _line(sheet, book.source)
    sheet.append([])
    sheet.append([SHEET["listed"], SHEET["holds"]])
    for cell in sheet[sheet.max_row]:
        _as_head(cell)
    for one in sheets:
        sheet.append([one.label, safe(one.title)])
        place = sheet.cell(sheet.max_row, 1)
        place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{tab_of(one)}'!A1", display=one.label)
        place.font = _LINK
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 110


def _fill_table(sheet: Worksheet, book: Book, table: Sheet) -> None:
    """One table: title, frozen head, rows, notes and source."""
    columns, naming = typed_columns(table.grid)
    _line(sheet, f"{table.label}. {table.title}", _TITLE)
    _line(sheet, book.title)
    if book.warning:
        _line(sheet, book.warning, _WARNING)
    sheet.append([])
    sheet.append([safe(_head_with_unit(column)) for column in columns])
    head = sheet.max_row
    for cell in sheet[head]:
        _as_head(cell)
    for place, column in enumerate(columns, start=1):
        for row, content in enumerate(column.cells, start=head + 1):
            _put(sheet.cell(row, place), content, bold=place <= naming)
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)
    sheet.freeze_panes = sheet.cell(head + 1, naming + 1).coordinate
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.append([])
    for text in (*table.notes, book.source):
        _line(sheet, text)


def _line(sheet: Worksheet, text: str, font: Font | None = None) -> None:
    """A line of text in a row of its own, over the columns."""
    sheet.append([safe(text)])
    if font is not None:
        sheet.cell(sheet.max_row, 1).font = font


def _as_head(cell: Cell | MergedCell) -> None:
    cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _HEAD_FILL, _HEAD_LINE, _WRAPPED


def _put(cell: Cell | MergedCell, content: Content, *, bold: bool) -> None:
    """A finished cell's content, a number with the form it has on the page."""
    if bold:
        cell.font = _BOLD
    if isinstance(content, Number):
        cell.value = content.value
        cell.number_format, cell.alignment = number_format(content), _TOP
    elif content is not None:
        cell.value = safe(content)
        # What stands in the place of a number stands under the numbers.
        cell.alignment = _WRAPPED if len(content) > _NARROWEST else _TOP if bold else _RIGHT


def number_format(number: Number) -> str:
    """A spreadsheet's format for a number: ``#,##0``, ``0.0``, ``+0.0``; a year has no point.

    The unit stands in the head, per cent too: all of a table's numbers then have one scale.
    """
    decimals = f".{'0' * number.decimals}" if number.decimals else ""
    whole = "#,##0" if number.grouped and (not decimals or abs(number.value) >= 1000) else "0"
    form = f"{whole}{decimals}"
    return f"+{form};-{form};{form}" if number.signed else form


def _width(column: TypedColumn) -> float:
    """Width in letters, for the longest cell and the longest word of the head."""
    texts = [number_text(cell) if isinstance(cell, Number) else cell or "" for cell in column.cells]
    head = _head_with_unit(column)
    longest = max([len(text) for text in texts] + [len(word) for word in head.split()] + [len(head) // 3])
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def number_text(number: Number) -> str:
    """About as the spreadsheet will show it, for the width of its column."""
    return f"{number.value:+,.{number.decimals}f}"


def _settled(made: Workbook, book: Book) -> bytes:
    """The workbook's bytes without the time of day at which they were made."""
    raw, settled = io.BytesIO(), io.BytesIO()
    day = book.extracted
    properties = made.properties
    properties.creator, properties.language, properties.title = "evaluering", "da", book.title
    made.save(raw)
    properties.created = properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (an Office time has no zone)
    with zipfile.ZipFile(raw) as archive, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in archive.namelist():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3  # or else the bytes tell the system
            kept.writestr(entry, tostring(properties.to_tree()) if name == _CORE else archive.read(name))
    return settled.getvalue()
