from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"


def children(number=30):
    for place in range(number):
        birth = date(2020, 5, 1) + timedelta(place)
        cpr = f"{birth:%d%m%y}{4000 + place}"
        yield [cpr, "0657", birth, birth + timedelta(60), None, "fuld", birth + timedelta(60), None, None, "Novax"]


def workbook(sheets, *, hidden=()):
    """A spreadsheet: name of each sheet to its rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_spreadsheet_is_opened_at_the_names_a_codebook_knows(asked):
    data = [["Udtræk"], [], asked.header.split(";"), *children(), ["I alt", None, None, None, None, 30], ["Note: x"]]
    proposal = asked.of(workbook({"Forside": [["Til"], ["a", "b", "c"]], "Data": data}), "a.xlsx")
    values = asked.values(proposal)
    expected = {"format": "xlsx", "ark": "Data", "overskrift": 3, "totaler": ("I alt",), "datoformat": "dato"}
    assert {key: values[key] for key in expected} == expected
    assert (values["raekker"], values["afsender"], values["til"]) == (30, "0657", date(2020, 7, 29))
    assert proposal.unproven == ("udtraeksdato", "syntetisk")
    assert proposal.findings == ()
    assert "1 række med tekst" in proposal.files[0].notes[0]


def test_the_only_visible_sheet_needs_no_name(asked):
    rows = [asked.header.split(";"), *children()]
    values = asked.values(asked.of(workbook({"A": rows, "B": rows}, hidden=("B",)), "a.xlsx"))
    assert ("ark" in values, "totaler" in values, values["overskrift"]) == (False, False, 1)


def test_sheets_that_are_alike_are_told(asked):
    rows = [asked.header.split(";"), *children()]
    proposal = asked.of(workbook({"A": rows, "B": rows, "010160-1234": rows}), "a.xlsx")
    answer = next(answer for answer in proposal.files[0].answers if answer.key == "ark")
    assert (answer.value, answer.proven) == ("A", False)
    assert "B og et ark, hvis navn ikke kan vises" in answer.why


def test_the_name_of_a_sheet_that_may_be_a_person_is_left_open(asked):
    sheets = {"A": [["x"]], "010160-1234": [asked.header.split(";"), *children()]}
    proposal = asked.of(workbook(sheets), "a.xlsx")
    assert asked.values(proposal)["ark"] is None
    assert "ark" in proposal.unproven


def test_a_total_the_codebook_has_a_meaning_for_is_no_total(asked):
    rows = [["KØN", "BEVÆGELSE", "OMRÅDE", "TID", "INDHOLD"], ["I alt", "B02", "Herning", "2020", 70]]
    assert "totaler" not in asked.values(asked.of(workbook({"A": rows}), "a.xlsx"))


def test_what_the_reader_of_spreadsheets_finds_is_told(asked):
    rows = [asked.header.split(";"), *([int(row[0]), *row[1:]] for row in children())]
    proposal = asked.of(workbook({"A": rows}), "a.xlsx")
    assert "CPR-numrene er gemt som tal" in asked.told(proposal)


def test_what_two_readers_find_is_told_once(asked):
    rows = [[*asked.header.split(";"), "besked"], *([*row, "ring 010160-1234"] for row in children())]
    (finding,) = asked.of(workbook({"A": rows}), "a.xlsx").findings
    assert (finding.column, finding.count) == ("besked", 30)


def test_true_dates_beside_others_are_marked(asked):
    rows = list(children())
    rows[0][2], rows[1][3] = "01-05-2020", datetime(2020, 7, 1, 12)  # noqa: DTZ001
    proposal = asked.of(workbook({"A": [asked.header.split(";"), *rows]}), "a.xlsx")
    assert asked.values(proposal)["datoformat"] == "dato"
    assert "datoformat" in proposal.unproven
    assert "rigtige datoer er erklæret" in asked.told(proposal)


def test_dates_in_no_known_form_are_told_once(asked):
    rows = [[*row[:2], "5. maj 2020", "6. maj 2020", None, "fuld", "", None, None, ""] for row in children()]
    proposal = asked.of(workbook({"A": [asked.header.split(";"), *rows]}), "a.xlsx")
    assert asked.told(proposal).count("maj") == 0
    assert [finding.key for finding in proposal.findings] == ["datoformat"]


@pytest.mark.parametrize("sheets", [{"A": []}, {"A": [["x"]]}, {"A": [["x", "y"], [1, 2]]}])
def test_a_spreadsheet_that_no_codebook_knows(asked, sheets):
    content = workbook(sheets)
    if len(sheets["A"]) < 2:
        assert "ingen tabel" in asked.refused(content, "a.xlsx").what
    else:
        assert asked.values(asked.of(content, "a.xlsx"))["kodebog"] is None


def test_a_spreadsheet_without_a_visible_sheet(asked):
    book = openpyxl.Workbook()
    book.create_chartsheet("Diagram")
    book.active.sheet_state = "hidden"
    book.active = 1
    packed = io.BytesIO()
    book.save(packed)
    assert "ingen synlige ark" in asked.refused(packed.getvalue(), "a.xlsx").what


def test_a_damaged_spreadsheet_is_refused(asked):
    content = workbook({"A": [asked.header.split(";"), *children(300)]})
    inside = content.index(b"xl/worksheets/sheet1.xml") + 200
    damaged = content[:inside] + bytes(600) + content[inside + 600 :]
    assert "beskadiget" in asked.refused(content[:inside], "a.xlsx").what
    assert "beskadiget" in asked.refused(damaged, "a.xlsx").what


def test_an_old_spreadsheet_is_told_as_one(asked):
    assert "xls" in asked.refused(b"\xd0\xcf\x11\xe0" + bytes(600), "a.xlsx").what


def parquet(rows, header):
    packed = io.BytesIO()
    columns = {name: [row[place] for row in rows] for place, name in enumerate(header)}
    pq.write_table(pa.table(columns), packed)
    return packed.getvalue()


def test_parquet_answers_every_key(asked):
    proposal = asked.of(parquet(list(children()), asked.header.split(";")), "a.bin")
    values = asked.values(proposal)
    expected = {"format": "parquet", "datoformat": "dato", "raekker": 30, "afsender": "0657", "kodebog": "standard"}
    assert {key: values[key] for key in expected} == expected
    assert "tegnsaet" not in values
    assert proposal.findings == ()


def test_damaged_parquet_is_refused(asked):
    content = parquet(list(children()), asked.header.split(";"))
    assert "beskadiget" in asked.refused(content[:900], "a.parquet").what


def test_parquet_with_lists_is_refused(asked):
    finding = asked.refused(parquet([[["a"], 1]], ["x", "y"]), "a.parquet")
    assert (finding.file, "lister" in finding.what) == ("a.parquet", True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("children_utf8", {"tegnsaet": "utf-8", "datoformat": "dato", "raekker": 3, "kodebog": "standard"}),
        ("children_cp1252", {"tegnsaet": "cp1252", "datoformat": "dato", "raekker": 3, "kodebog": "standard"}),
        ("births", {"tegnsaet": "utf-8", "raekker": 2, "kilde": "foedsler"}),
        ("children_numbers", {"tegnsaet": "utf-8", "kodebog": "novax"}),
    ],
)
def test_sas_answers_every_key(asked, name, expected):
    proposal = asked.of((FIXTURES / f"{name}.sas7bdat").read_bytes(), "a.sas7bdat")
    values = asked.values(proposal)
    assert {key: values[key] for key in expected} == expected
    assert proposal.findings == ()


def test_what_the_reader_of_sas_finds_is_told(asked):
    proposal = asked.of((FIXTURES / "faulty.sas7bdat").read_bytes(), "a.sas7bdat")
    assert "CPR-numrene er gemt som tal" in asked.told(proposal)


def test_damaged_sas_is_refused(asked):
    content = (FIXTURES / "births.sas7bdat").read_bytes()
    assert "beskadiget" in asked.refused(content[:9000], "a.sas7bdat").what


def test_an_encoding_that_the_file_does_not_tell_is_marked(asked, monkeypatch):
    monkeypatch.setattr("evaluering.intake.proposal.typed_openers._SAS_ENCODINGS", {})
    proposal = asked.of((FIXTURES / "births.sas7bdat").read_bytes(), "a.sas7bdat")
    assert "tegnsaet" in proposal.unproven
