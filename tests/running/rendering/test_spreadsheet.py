from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from evaluering.running.rendering.spreadsheet import Book, Sheet, csv_bytes, number_format, safe, tab_of, workbook_bytes
from evaluering.running.rendering.typed import Number

BOOK = Book("Bliver børn ammet længere?", ("Aftalen · 2026", ""), "SYNTETISKE DATA: x", "Kilde y", date(2026, 10, 1))
LIVE = ["=1+1", "+HYPERLINK(x)", "-2+3", "@SUM(A1)", "\t=1", " =1", "\xa0=1"]


def sheet(*rows: tuple[str, ...], heads: tuple[str, ...], **more: Any) -> Sheet:
    grid = {"columns": [{"label": head} for head in heads], "rows": [list(row) for row in rows], "row_headers": 1}
    return Sheet("Tabel 1", "T1 Andel efter enhed", "Andel efter enhed", grid, ("En note.",), **more)


@pytest.fixture
def table() -> Sheet:
    return sheet(
        ("Herning", "1.133", "14,2 (13,6 til 14,8)", "8,2 %"),
        ("Lemvig", "Skjult", "Skjult", "Skjult"),
        heads=("Enhed", "Børn", "Dage (95 % CI)", "Andel"),
    )


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (Number(1133, 0), "#,##0"),
        (Number(2024, 0, grouped=False), "0"),
        (Number(14.2, 1), "0.0"),
        (Number(1234.5, 1), "#,##0.0"),
        (Number(8.2, 1, "%"), "0.0"),
        (Number(-4.1, 1, "dage"), "0.0"),
        (Number(4.1, 1, "dage", signed=True), "+0.0;-0.0;0.0"),
    ],
)
def test_a_number_has_the_form_of_the_page(number: Number, form: str) -> None:
    assert number_format(number) == form


def test_a_workbook_holds_numbers_and_says_what_they_are(table: Sheet) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(BOOK, [table])))
    assert book.sheetnames == ["Indhold", "T1 Andel efter enhed"]
    found = book["T1 Andel efter enhed"]
    rows = [[cell.value for cell in row] for row in found.iter_rows()]
    limits = ["Dage, nedre grænse (95 % CI)", "Dage, øvre grænse (95 % CI)"]
    head = rows.index(["Enhed", "Børn", "Dage", *limits, "Andel (%)"])
    assert rows[head + 1] == ["Herning", 1133, 14.2, 13.6, 14.8, 8.2]
    assert rows[head + 2] == ["Lemvig", *["Skjult"] * 5]
    forms = [cell.number_format for cell in found[head + 2]]
    assert forms == ["General", "#,##0", "0.0", "0.0", "0.0", "0.0"]
    assert found.freeze_panes == f"B{head + 2}"
    told = [row[0] for row in rows]
    assert told[0] == "Tabel 1. Andel efter enhed"
    assert told.index("SYNTETISKE DATA: x") < head
    assert told[-2:] == ["En note.", "Kilde y"]
    contents = [cell.value for cell in book["Indhold"]["A"]]
    assert "SYNTETISKE DATA: x" in contents
    link = book["Indhold"].cell(contents.index("Tabel 1") + 1, 1).hyperlink
    assert link is not None
    assert (link.location, link.target) == ("'T1 Andel efter enhed'!A1", None)


def test_a_workbook_of_real_data_says_nothing_of_synthetic(table: Sheet) -> None:
    real = Book(BOOK.title, (), "", BOOK.source, BOOK.extracted)
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(real, [table]))) as archive:
        assert not any(b"SYNTETISKE" in archive.read(name) for name in archive.namelist())


def test_the_bytes_depend_on_the_content_alone(table: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    first = workbook_bytes(BOOK, [table])
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert workbook_bytes(BOOK, [table]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 10, 1, 0, 0, 0)}


@pytest.mark.parametrize("text", LIVE)
def test_nothing_is_a_formula(text: str) -> None:
    live = sheet((text, text), heads=(text, "Tal"))
    book = load_workbook(io.BytesIO(workbook_bytes(Book(text, (text,), "", text, BOOK.extracted), [live])))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    rows = csv.reader(io.StringIO(csv_bytes(live, warning=text, source=text).decode("utf-8-sig")), delimiter=";")
    assert all(cell.startswith("'") for row in rows for cell in row if text.strip() in cell and "Tabel" not in cell)
    assert safe(text).startswith("'")


@pytest.mark.parametrize(
    "before", ["\u2003", "\u3000", "\u200b", "\ufeff", "\u2060", "\n", "\x1f", " \u200d\n ", "\u202e"]
)
def test_what_a_program_passes_over_hides_no_formula(before: str) -> None:
    assert safe(f"{before}=1+1").startswith("'")


@pytest.mark.parametrize("sign", ["＝", "＋", "－", "＠"])
def test_a_full_width_sign_is_as_the_plain_one(sign: str) -> None:
    assert safe(f"{sign}1+1").startswith("'")


@pytest.mark.parametrize("text", ["", " ", "−5,2", "Andel = 5", "\xa0Hvad?"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_what_no_workbook_can_hold_becomes_a_space() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(BOOK, [sheet(("a\x07b", "1"), heads=("A", "B"))])))
    assert "a b" in [cell.value for cell in book["T1 Andel efter enhed"]["A"]]


@pytest.mark.parametrize(
    ("name", "tab"),
    [
        ("T2.1 Andel\xa0efter [år]: 2023/24?", "T2.1 Andel efter år 2023-24"),
        ("T2.1 Andel ammet fuldt i mindst 26 uger", "T2.1 Andel ammet fuldt i…"),
        ("F1 " + "x" * 40, "F1…"),
        ("x" * 40, "x" * 30 + "…"),
    ],
)
def test_a_sheet_has_a_name_that_every_spreadsheet_takes(name: str, tab: str) -> None:
    assert tab_of(replace(sheet(("a", "1"), heads=("A", "B")), name=name)) == tab
    assert len(tab) <= 31


def test_csv_is_for_a_danish_excel(table: Sheet) -> None:
    data = csv_bytes(table, warning="SYNTETISKE DATA: x", source="Kilde y")
    assert data.startswith("\ufeff".encode())
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[:4] == [
        "Enhed;Børn;Dage;Dage, nedre grænse (95 % CI);Dage, øvre grænse (95 % CI);Andel (%)",
        "Herning;1133;14,2;13,6;14,8;8,2",
        "Lemvig;Skjult;Skjult;Skjult;Skjult;Skjult",
        "",
    ]
    assert lines[4:-1] == ["Tabel 1. Andel efter enhed", "En note.", "SYNTETISKE DATA: x", "Kilde y"]


def test_a_unit_the_head_tells_is_not_told_twice() -> None:
    data = csv_bytes(sheet(("a", "4,1 dage"), heads=("A", "Dage")), warning="", source="").decode("utf-8-sig")
    assert data.startswith("A;Dage\r\na;4,1\r\n")


def test_a_minus_sign_becomes_a_hyphen_that_programs_read() -> None:
    data = csv_bytes(sheet(("a", "−4,1"), heads=("A", "B")), warning="", source="").decode("utf-8-sig")
    assert data.startswith("A;B\r\na;-4,1\r\n")
