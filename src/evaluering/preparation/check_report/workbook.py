"""A check as a workbook that can be filtered by sender: every fault and every row by itself, nothing live in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from evaluering import wording
from evaluering.preparation.check_report.groups import SAID, withdrawn_rows
from evaluering.preparation.checking import Check
from evaluering.wording.checks import (
    CHECK,
    CHECKED_SOURCES,
    COLUMNS,
    PUBLISHED_STATES,
    SHEETS,
    STATES,
    row_remedy,
    verdict,
)

MOST_ROWS = 100_000
"""Rows one by one in a sheet; those beyond are only counted."""

Content = str | int | date | None
_LIVE = ("=", "+", "-", "@", "#")  # a formula where the text is opened elsewhere; and, with #, an error value
_EARLIEST = date(1980, 1, 1)  # a ZIP archive knows no earlier day
_SENDER = ("delivery", "sender", "source")
_PLACE = ("file", "sheet", "row", "column")
_NOWHERE: tuple[Content, ...] = ("",) * len(_PLACE)
_STANDING = ("state", "rows", "extracted", "delivery")
_WIDE = {"what": 72, "remark": 72, "remedy": 72, "allowed": 44, "kind": 30, "file": 40, "delivery": 28, "sender": 24}
_USUAL_WIDTH = 16
_HEADING = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", start_color="0B4F6C")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_CORE = "docProps/core.xml"


def check_workbook(check: Check) -> bytes:
    """The workbook; its bytes depend on the check alone."""
    day = date.fromisoformat(check.extraction) if check.extraction else _EARLIEST
    book = Workbook(write_only=True)
    overview, faults, set_aside, remarks = SHEETS
    _write(
        book, overview, ("cluster", "code", "municipality", "source", *_STANDING), _overview(check), above=_above(check)
    )
    _write(book, faults, (*_SENDER, "kind", "what", *_PLACE, "key", "count", "allowed", "remedy"), _faults(check))
    rows = [*_rows(check, check.set_aside), *_withdrawn(check)]
    _write(book, set_aside, (*_SENDER, *_PLACE, "what", "count", "remedy"), rows)
    _write(
        book, remarks, (*_SENDER, *_PLACE, "remark", "count", "remedy"), [*_rows(check, check.remarks), *_notes(check)]
    )
    return _settled(book, day)


def _above(check: Check) -> Iterator[str]:
    """What the first sheet says over its table."""
    yield f"{CHECK['title']}: {check.data}"
    yield CHECK["internal"]
    if check.synthetic:
        yield wording.SYNTHETIC_LONG
    yield verdict(len(check.faults))
    if check.extraction:
        yield f"{CHECK['of_data']} {wording.long_date(date.fromisoformat(check.extraction))}"
    if check.undeclared:
        yield CHECK["undeclared"].format(names=wording.sentence_list(check.undeclared))
    for sheet, rows in zip(SHEETS[2:], (check.set_aside, check.remarks), strict=True):
        if len(rows) > MOST_ROWS:
            shown, found = wording.count(MOST_ROWS), wording.count(len(rows))
            yield f"{sheet}: {CHECK['capped'].format(shown=shown, count=found)}"
    yield ""


def _overview(check: Check) -> Iterator[list[Content]]:
    agreement = check.agreement
    names = {cluster.slug: cluster.name for cluster in agreement.clusters}
    for one in (*check.standings, *check.published):
        place: list[Content] = ["", "", ""]
        words = PUBLISHED_STATES
        if one.code:
            place = [names[agreement.cluster_of(one.code)], one.code, check.name_of(one.code)]
            words = STATES
        extracted = date.fromisoformat(one.extracted) if one.extracted else None
        state: list[Content] = [words[one.state], one.rows, extracted, wording.sentence_list(one.deliveries)]
        yield [*place, CHECKED_SOURCES[one.source], *state]


def _faults(check: Check) -> Iterator[list[Content]]:
    for fault in check.faults:
        one = fault.finding
        place: list[Content] = [one.file, one.sheet, one.row, one.column]
        kind = f"{fault.kind.title} ({fault.kind.code})"
        yield [*_sender(check, fault.delivery), kind, one.what, *place, one.key, one.count, one.allowed, one.remedy]


def _rows(check: Check, rows: pd.DataFrame) -> Iterator[list[Content]]:
    senders = {str(name): _sender(check, str(name)) for name in rows["delivery"].unique()}
    for one in rows.head(MOST_ROWS).to_dict("records"):
        place: list[Content] = [one["file"], one["sheet"], int(one["row"]), one["column"]]
        yield [*senders[one["delivery"]], *place, SAID[one["rule"]], 1, row_remedy(one["rule"])]


def _notes(check: Check) -> Iterator[list[Content]]:
    """Notes as rows of their own: a note names its file itself."""
    for note in check.notes:
        yield [*_sender(check, check.delivery_of(note)), *_NOWHERE, note, None, ""]


def _withdrawn(check: Check) -> Iterator[list[Content]]:
    """What senders themselves withdrew or replaced is only counted."""
    for group in withdrawn_rows(check):
        yield [*_sender(check, group.delivery), *_NOWHERE, group.what, group.count, group.remedy]


def _sender(check: Check, delivery: str) -> list[Content]:
    if not delivery:
        return [CHECK["all_deliveries"], "", ""]
    one = check.sent[delivery]
    return [one.name, one.shown_sender, CHECKED_SOURCES.get(one.source, "")]


def _write(
    book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[Content]], *, above: Iterable[str] = ()
) -> None:
    """One sheet: lines of text where there are any, a frozen header row with a filter, then the rows."""
    sheet: Any = book.create_sheet(title)
    lines = list(above)
    header = len(lines) + 1
    sheet.freeze_panes = f"A{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    widths = [_WIDE.get(name, _USUAL_WIDTH) for name in columns]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line in lines:
        sheet.append([_safe(line)])
    sheet.append([_heading(sheet, COLUMNS[name]) for name in columns])
    size = 0
    for row in rows:
        sheet.append(_cells(sheet, row, widths))
        size += 1
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(columns))}{header + size}"


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.fill, cell.alignment = _HEADING, _FILL, _WRAPPED
    return cell


def _cells(sheet: Any, row: Sequence[Content], widths: Sequence[int]) -> list[Any]:
    """A row's cells; they are set in lines only when one of them is longer than its column, for that takes time."""
    row = [_safe(content) if isinstance(content, str) else content for content in row]
    if all(not isinstance(text, str) or len(text) <= width for text, width in zip(row, widths, strict=True)):
        return [content or None if isinstance(content, str) else content for content in row]
    return [_wrapped(sheet, content) for content in row]


def _wrapped(sheet: Any, content: Content) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.value, cell.alignment = content, _WRAPPED
    return cell


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor any program that is handed the text later."""
    return f"'{text}" if text.startswith(_LIVE) else text


def _settled(book: Workbook, day: date) -> bytes:
    """The workbook's bytes without the time of day at which they were made."""
    raw, settled = io.BytesIO(), io.BytesIO()
    properties = book.properties
    properties.creator, properties.language = CHECK["title"], "da"
    properties.title = f"{CHECK['title']}. {CHECK['internal']}"
    book.save(raw)
    properties.created = properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (an Office time has no zone)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # or else the bytes tell the operating system
            kept.writestr(entry, tostring(properties.to_tree()) if name == _CORE else made.read(name))
    return settled.getvalue()
