from __future__ import annotations

import io
import zipfile
from datetime import date
from unittest.mock import patch

import openpyxl
import pytest

from evaluering.example.workbooks import Sheet, archive_bytes, workbook_bytes

TABLE = Sheet(
    name="Tabel",
    above=("Titel", ""),
    header=("kommune", "dag", "antal"),
    rows=[["0741", date(2020, 5, 1), 3], ["0741", None, 4.5], ["0741", date(2021, 1, 2), ".."]],
    below=("", "En note"),
    merged=(1,),
)
OTHER = Sheet("Filter", above=("Alder: alle",))


@pytest.fixture(scope="module")
def written() -> bytes:
    return workbook_bytes([TABLE, OTHER])


def test_title_table_and_notes_stand_where_they_are_said_to(written: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert book.sheetnames == ["Tabel", "Filter"]
    place = book["Tabel"]
    assert TABLE.header_row == 3
    rows = [[cell.value for cell in row] for row in place.iter_rows()]
    assert rows[0] == ["Titel", None, None]
    assert rows[1] == [None] * 3
    assert rows[2] == list(TABLE.header)
    assert [row[2] for row in rows[3:6]] == [3, 4.5, ".."]
    assert rows[7] == ["En note", None, None]
    assert place["B4"].is_date
    assert [str(block) for block in place.merged_cells.ranges] == ["A4:A6"]
    assert [place[f"A{row}"].value for row in (4, 5, 6)] == ["0741", None, None]
    assert [cell.value for cell in book["Filter"]["A"]] == ["Alder: alle"]


def test_a_single_row_is_no_block() -> None:
    sheet = Sheet("A", header=("kommune",), rows=[["0741"]], merged=(1,))
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([sheet])))
    assert not book["A"].merged_cells.ranges
    assert book["A"]["A2"].value == "0741"


def test_nothing_tells_when_it_was_written(written: bytes) -> None:
    with patch("time.time", return_value=2e9):
        assert workbook_bytes([TABLE, OTHER]) == written
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml")
    assert b"created" not in core
    assert b"modified" not in core


def test_an_archive_holds_its_files_in_order() -> None:
    files = [("b/2.json", b"{}"), ("a.json", "æ".encode())]
    with zipfile.ZipFile(io.BytesIO(archive_bytes(files))) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == files
        assert {entry.create_system for entry in archive.infolist()} == {3}
