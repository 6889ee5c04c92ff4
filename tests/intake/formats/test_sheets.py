from __future__ import annotations

import pytest

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (("kommunekode", "maaned", "levendefoedte"), ("0657", "2020M05", 70), ("0751", "2020M05", 300))


@pytest.fixture
def births(spreadsheet):
    """A table of births whose last cell tests write themselves."""
    spreadsheet.add(*ROWS)
    return spreadsheet


def with_cell(births, cell, old=b'<c r="C2" t="n"><v>70</v></c>'):
    """Write a cell of the sheet as given, byte for byte."""

    def edit(name, data):
        if name != SHEET:
            return data
        assert old in data
        return data.replace(old, cell)

    births.change(edit)
    return births


def read(births):
    """The births of both rows as text, and what is wrong."""
    (block,) = births.read(raekker=2)
    texts = block.columns["births"].to_pylist() if block.columns else []
    return texts, [finding.what for finding in block.findings]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b'<c r="C2"><v>70</v></c>', "70"),
        (b"<c><v>7.0E1</v></c>", "70"),
        (b'<c r="C2" t="str"><f>A1</f><v>70</v></c>', "70"),
        (b'<c r="C2"><f>35+35</f><v>70</v></c>', "70"),
        (b'<c r="C2" t="inlineStr"><is><r><t>7</t></r><r><t>0</t></r><rPh><t>x</t></rPh></is></c>', "70"),
        (b'<c r="C2" t="inlineStr"><is><t>70</t></is></c><c r="D2"/>', "70"),
        (b'<c r="C2" t="str"><f>A1</f><v></v></c>', ""),
        (b'<c r="C2"/>', ""),
        (b'<c r="C2"><v></v></c>', ""),
        (b'<c r="C2" t="inlineStr"><is><t> </t></is></c>', ""),
        (b'<c r="C2"><v>-0.0</v></c>', "0"),
    ],
)
def test_cells_are_read_however_they_are_written(births, cell, text):
    assert read(with_cell(births, cell)) == ([text, "300"], [])


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (b'<c r="C2" t="e"><v>#REF!</v></c>', "fejlværdier"),
        (b'<c r="C2"><v>1E999</v></c>', "fejlværdier"),
        (b'<c r="C2" t="b"><v>1</v></c>', "sandt eller falsk"),
        (b'<c r="C2"><f>A1</f></c>', "ikke er regnet ud"),
        (b'<c r="C2"><f>A1</f><v></v></c>', "ikke er regnet ud"),
        (b'<c r="C2" t="d"><v>2020-05-05</v></c>', "datoer, hvor der ikke skal stå datoer"),
        (b'<c r="C2" t="d"><v>2020-05-05T12:30:00Z</v></c>', "datoer, hvor der ikke skal stå datoer"),
        (b'<c r="C2" t="s"><v>999</v></c>', "beskadiget"),
        (b'<c r="C2" t="s"><v>x</v></c>', "beskadiget"),
        (b'<c r="C2"><v>x</v></c>', "beskadiget"),
        (b'<c r="C2" t="d"><v>i dag</v></c>', "beskadiget"),
        (b'<c r="B2"><v>70</v></c>', "beskadiget"),
        (b'<c r="ZZZZ2"><v>70</v></c>', "beskadiget"),
        (b'<c r="c2"><v>70</v></c>', "beskadiget"),
    ],
)
def test_cells_that_say_nothing_are_told(births, cell, what):
    texts, findings = read(with_cell(births, cell))
    assert (texts, len(findings)) == ([], 1)
    assert what in findings[0]


@pytest.mark.parametrize(
    ("serial", "form", "read_as"),
    [
        ("43956", "dd-mm-yyyy", "2020-05-05"),
        ("43956.0000000001", "dd-mm-yyyy", "2020-05-05"),
        ("43956", "[$-406]d. mmmm yyyy", "2020-05-05"),
        ("59", "dd-mm-yyyy", "1900-02-28"),
        ("61", "dd-mm-yyyy", "1900-03-01"),
        ("2958465", "dd-mm-yyyy", "9999-12-31"),
        ("43956.5", "dd-mm-yyyy hh:mm", "klokkeslæt"),
        ("0.5", "hh:mm", "klokkeslæt"),
        ("-5", "dd-mm-yyyy", "klokkeslæt"),
        ("2958466", "dd-mm-yyyy", "fejlværdier"),
        ("1E300", "dd-mm-yyyy", "fejlværdier"),
        ("1E308", "dd-mm-yyyy", "fejlværdier"),
        ("43956", "0.00", "tal og ikke datoer"),
        ("43956", '0 "dage"', "tal og ikke datoer"),
    ],
)
def test_a_number_is_a_date_when_its_format_says_so(spreadsheet, serial, form, read_as):
    header = ["Barn CPR", "Bopælskommune", "Fødselsdag", "Registreret", "Besøg", "Ernæring", "Statusdato"]
    spreadsheet.add(header, ["6505204001", "0657", 1, None, "", "Fuld amning", None])
    spreadsheet.sheet["C2"].number_format = form
    spreadsheet.change(lambda name, data: data.replace(b"<v>1</v></c>", f"<v>{serial}</v></c>".encode()))
    (block,) = spreadsheet.read("kommuneudtraek", "tm-sund", raekker=1, datoformat="dato")
    if block.findings:
        assert read_as in block.findings[0].what
    else:
        assert block.columns["birth"].to_pylist() == [read_as]


def test_rows_and_cells_without_a_number_follow_the_one_before(births):
    def edit(name, data):
        if name != SHEET:
            return data
        for reference in (b"A1", b"B1", b"C1", b"A2", b"B2", b"C2", b"A3", b"B3", b"C3"):
            data = data.replace(b' r="' + reference + b'"', b"")
        return data.replace(b'<row r="2"', b"<row").replace(b'<row r="3"', b"<row")

    births.change(edit)
    assert read(births) == (["70", "300"], [])


def test_rows_out_of_order_are_damage(births):
    births.change(lambda name, data: data.replace(b'<row r="3"', b'<row r="2"') if name == SHEET else data)
    assert "beskadiget" in read(births)[1][0]


def test_merged_cells_that_overlap_again_and_again_are_damage(births):
    merges = b'<mergeCells><mergeCell ref="A2:A3"/>' + b'<mergeCell ref="A2:A3"/>' * 9 + b"</mergeCells></worksheet>"
    births.change(lambda name, data: data.replace(b"</worksheet>", merges) if name == SHEET else data)
    assert "beskadiget" in read(births)[1][0]


@pytest.mark.parametrize(
    ("reference", "damage"),
    [("A0", False), ("A2", False), ("A2:", False), ("A", True), ("4", True), ("A2:B99999999", True)],
)
def test_strange_references_of_merged_cells(births, reference, damage):
    merges = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells></worksheet>'.encode()
    births.change(lambda name, data: data.replace(b"</worksheet>", merges) if name == SHEET else data)
    told = ["Regnearket er beskadiget og kan ikke læses"]
    assert read(births) == (([], told) if damage else (["70", "300"], []))


def test_merged_cells_below_an_empty_one_stay_as_they_are(births):
    births.sheet["A2"] = None
    merges = b'<mergeCells><mergeCell ref="C1:C1"/><mergeCell ref="A9:A12"/></mergeCells></worksheet>'
    births.change(lambda name, data: data.replace(b"</worksheet>", merges) if name == SHEET else data)
    (block,) = births.read(raekker=2)
    assert len(block.findings) == 1


def test_columns_hidden_by_the_thousand_are_counted_once(births):
    births.change(
        lambda name, data: data.replace(
            b"<sheetData>", b'<cols><col min="-5" max="99999999" hidden="1"/></cols><sheetData>'
        )
    )
    (block,) = births.read(raekker=2)
    assert block.notes == ("a/a.xlsx: 3 kolonner er skjult i arket; de er læst med.",)
