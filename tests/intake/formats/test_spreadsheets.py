from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet.formula import ArrayFormula

HEADER = ("kommunekode", "maaned", "levendefoedte")
ROWS = (("0657", "2020M05", 70), ("0657", "2020M06", 64), ("0751", "2020M05", 300))
READ = {
    "municipality": ["0657", "0657", "0751"],
    "month": ["2020M05", "2020M06", "2020M05"],
    "births": ["70", "64", "300"],
}
CHILD = {
    "cpr": "6505204001",
    "kommunekode": "0657",
    "foedselsdato": date(2020, 5, 5),
    "registreringsdato": date(2020, 7, 7),
    "kontakttype": "2_maaneder",
    "ernaering": "fuld",
    "status_dato": None,
    "periode_start": date(2020, 5, 5),
    "periode_slut": date(2020, 6, 28),
    "system": "Novax",
}


@pytest.fixture
def births(spreadsheet):
    """Three rows of births below their header."""
    spreadsheet.add(HEADER, *ROWS)
    return spreadsheet


@pytest.fixture
def child(spreadsheet):
    """Write rows of children with true dates."""

    def write(*rows, **changes):
        rows = [CHILD | row for row in rows or ({},)]
        spreadsheet.add(rows[0], *(row.values() for row in rows))
        return spreadsheet

    return write


def values(blocks):
    """The texts of all blocks together, by our names."""
    return {name: [text for block in blocks for text in block.columns[name].to_pylist()] for name in blocks[0].columns}


def one_finding(blocks):
    """The only finding, of a table that was not read."""
    (block,) = blocks
    assert block.columns == {}
    (finding,) = block.findings
    assert finding.file == "a/a.xlsx"
    return finding


def test_a_plain_table_is_read_as_text(births):
    (block,) = births.read(raekker=3)
    assert values([block]) == READ
    assert (block.rows, block.first_row, block.sheet, block.notes, block.findings) == (3, 2, "Sheet", (), ())
    assert block.delivered["births"] == "levendefoedte"


def test_true_dates_become_iso_text(child):
    (block,) = child({}, {"periode_slut": None}).read("kommuneudtraek", raekker=2, datoformat="dato")
    assert values([block])["birth"] == ["2020-05-05"] * 2
    assert values([block])["period_end"] == ["2020-06-28", ""]


def test_dates_count_from_1904_where_the_workbook_says_so(child):
    written = child()
    written.workbook.epoch = MAC_EPOCH
    (block,) = written.read("kommuneudtraek", raekker=1, datoformat="dato")
    assert values([block])["birth"] == ["2020-05-05"]


def test_dates_as_text_are_read_in_the_declared_form(child):
    dates = dict.fromkeys(("foedselsdato", "registreringsdato", "periode_start", "periode_slut"), "05-05-2020")
    (block,) = child(dates).read("kommuneudtraek", raekker=1, datoformat="dd-mm-åååå")
    assert values([block])["recorded"] == ["05-05-2020"]


def test_rows_above_the_header_are_passed_over(spreadsheet):
    spreadsheet.add(["Fødte i Region Midtjylland"], [], ["Udtrukket", "01-10-2026"], HEADER, *ROWS)
    spreadsheet.sheet.merge_cells("A1:C1")
    (block,) = spreadsheet.read(raekker=3, overskrift=4)
    assert (values([block]), block.first_row, block.findings) == (READ, 5, ())


def test_notes_below_the_table_are_passed_over_and_told(births):
    births.add([], ["Kilde: Danmarks Statistik"], [None, None, None, "Rettet i marts"])
    births.sheet.merge_cells("A6:C6")
    (block,) = births.read(raekker=3)
    assert values([block]) == READ
    assert block.notes == ("a/a.xlsx: 2 rækker under tabellen er ikke læst; der står kun noget i én celle.",)


def test_totals_are_left_out_and_rows_keep_their_numbers(spreadsheet):
    spreadsheet.add(HEADER, *ROWS[:2], ["I alt", None, 134], ROWS[2], ["Hele landet ", "2020", 434])
    spreadsheet.sheet.merge_cells("A4:B4")
    blocks = spreadsheet.read(raekker=3, totaler=("I alt", "Hele landet"))
    assert [(block.first_row, block.rows) for block in blocks] == [(2, 2), (5, 1)]
    assert values(blocks) == READ
    assert [block.notes for block in blocks] == [("a/a.xlsx: 2 rækker med summer er ikke læst.",), ()]


def test_merged_cells_are_filled_downwards_and_told(spreadsheet):
    spreadsheet.add(HEADER, ROWS[0], [None, *ROWS[1][1:]], ROWS[2])
    spreadsheet.sheet.merge_cells("A2:A3")
    (block,) = spreadsheet.read(raekker=3)
    assert values([block]) == READ
    assert block.notes == ("a/a.xlsx: Flettede celler i kommunekode er fyldt ud nedad.",)


def test_a_row_is_whole_when_only_its_merged_cells_make_it_so(spreadsheet):
    spreadsheet.add(HEADER, ROWS[0], [None, None, 64])
    spreadsheet.sheet.merge_cells("A2:A3")
    spreadsheet.sheet.merge_cells("B2:B3")
    (block,) = spreadsheet.read(raekker=2)
    assert values([block])["births"] == ["70", "64"]


def test_merged_cells_beside_and_below_the_table_do_not_matter(births):
    births.sheet.merge_cells("E2:F3")
    births.add([], ["En note over flere kolonner"])
    births.sheet.merge_cells("A6:C6")
    births.sheet.merge_cells("A10:A11")
    (block,) = births.read(raekker=3)
    assert (values([block]), block.findings) == (READ, ())


@pytest.mark.parametrize(("area", "row"), [("A2:B2", 2), ("A2:B3", 2), ("A1:B1", 1), ("C1:C2", 1), ("B4:C4", 4)])
def test_merged_cells_across_columns_or_in_the_header_are_refused(spreadsheet, area, row):
    spreadsheet.add([*HEADER, "ekstra"], *([*one, "x"] for one in ROWS))
    spreadsheet.sheet.merge_cells(area)
    findings = [finding for block in spreadsheet.read(raekker=3) for finding in block.findings]
    assert [finding.row for finding in findings if finding.what.startswith("Flettede celler")] == [row]


def test_a_header_merged_with_the_title_above_is_refused(spreadsheet):
    spreadsheet.add(["kommunekode"], HEADER, *ROWS)
    spreadsheet.sheet.merge_cells("A1:A2")
    (block,) = spreadsheet.read(raekker=3, overskrift=2)
    assert [finding.row for finding in block.findings if "Flettede celler" in finding.what] == [1]


def test_hidden_rows_columns_and_sheets_are_told_and_rows_read_all_the_same(births):
    births.sheet.row_dimensions[3].hidden = True
    births.sheet.column_dimensions["B"].hidden = True
    births.workbook.create_sheet("Skjult").sheet_state = "hidden"
    (block,) = births.read(raekker=3)
    assert values([block]) == READ
    assert block.notes == (
        "a/a.xlsx: 1 skjulte ark er ikke læst.",
        "a/a.xlsx: 1 rækker er skjult i arket; de er læst med.",
        "a/a.xlsx: 1 kolonner er skjult i arket; de er læst med.",
    )


def test_rows_that_a_filter_hides_are_told(births):
    births.sheet.auto_filter.ref = "A1:C4"
    births.sheet.auto_filter.add_filter_column(0, ["0751"])
    births.sheet.row_dimensions[2].hidden = births.sheet.row_dimensions[3].hidden = True
    (block,) = births.read(raekker=3)
    assert block.notes == ("a/a.xlsx: 2 rækker er skjult i arket (arket har et filter); de er læst med.",)


def test_the_declared_sheet_is_read(births):
    births.workbook.create_sheet("Andet").append(["x", "y"])
    (block,) = births.read(raekker=3, ark="Sheet")
    assert values([block]) == READ


def test_without_a_declared_sheet_there_must_be_one(births):
    births.sheet.title = "Fødte 2020"
    births.workbook.create_sheet("010520-4001")
    finding = one_finding(births.read(raekker=3))
    assert (finding.what, finding.key) == ("Regnearket har flere ark", "ark")
    assert finding.allowed == "Fødte 2020, et ark uden læseligt navn"


def test_a_declared_sheet_that_is_not_there_is_told(births):
    finding = one_finding(births.read(raekker=3, ark="Data"))
    assert (finding.what, finding.allowed) == ("Arket, der er erklæret, findes ikke i regnearket", "Sheet")


def test_a_name_of_a_sheet_that_may_be_a_person_is_not_repeated(births):
    births.sheet.title = "010520-4001"
    births.add(["0751", "2020M06", True])
    finding = one_finding(births.read(raekker=4))
    assert finding.sheet == ""


@pytest.mark.parametrize(("declared", "row"), [(2, 4), (4, 5)])
def test_another_number_of_rows_than_declared_is_told_with_its_row(births, declared, row):
    finding = one_finding(births.read(raekker=declared))
    assert finding.what == f"Arket har 3 rækker under overskriften, men {declared} er erklæret"
    assert (finding.row, finding.key, finding.sheet) == (row, "raekker", "Sheet")


def test_a_total_that_is_not_declared_is_a_row_too_many(births):
    births.add(["I alt", None, 434])
    finding = one_finding(births.read(raekker=3))
    assert (finding.row, "totaler" in finding.remedy) == (5, True)


@pytest.mark.parametrize("blank", [2, 3])
def test_blank_rows_in_the_table_are_told(births, blank):
    births.sheet.insert_rows(blank)
    finding = one_finding(births.read(raekker=3))
    assert (finding.what, finding.row, finding.count) == ("Der er tomme rækker i tabellen", blank, 1)


def test_a_table_without_rows_is_read_as_such(spreadsheet):
    spreadsheet.add(HEADER, ["Ingen fødte"])
    (block,) = spreadsheet.read(raekker=0)
    assert (block.rows, block.first_row, values([block])["births"]) == (0, 2, [])


def test_a_cell_beside_the_table_is_told(births):
    births.sheet["E3"] = "se note"
    finding = one_finding(births.read(raekker=3))
    assert (finding.what, finding.row) == ("Der står noget i en kolonne uden navn", 3)


def test_columns_are_held_against_the_codebook(spreadsheet):
    spreadsheet.add(["Titel"], ["kommunekode ", *HEADER[1:], "moders navn"], *([*row, "x"] for row in ROWS))
    (block,) = spreadsheet.read(raekker=3, overskrift=2)
    missing, personal = block.findings
    assert (missing.row, missing.sheet, "Mener du kommunekode" in missing.remedy) == (2, "Sheet", True)
    assert "handle om personer" in personal.what


def test_another_row_than_the_header_is_told(births):
    finding = one_finding(births.read(raekker=2, overskrift=2))
    assert ("Ingen af kodebogens kolonner står i række 2" in finding.what, finding.row) == (True, 2)


def test_a_header_row_below_everything_is_told(births):
    assert one_finding(births.read(raekker=2, overskrift=9)).row == 9


def test_columns_that_are_not_used_are_looked_through_for_persons(spreadsheet):
    spreadsheet.add([*HEADER, "loebenr"], *([*row, 6505204001] for row in ROWS))
    finding = one_finding(spreadsheet.read(raekker=3))
    assert (finding.column, finding.row, finding.count, finding.sheet) == ("loebenr", 2, 3, "Sheet")
    assert "6505204001" not in finding.text()


def test_far_too_many_columns_are_refused(spreadsheet):
    spreadsheet.add([*HEADER, *(f"kolonne {place}" for place in range(600))], *ROWS)
    assert "flere end 500 kolonner" in one_finding(spreadsheet.read(raekker=3)).what


@pytest.mark.parametrize(
    ("number", "decimal", "text"),
    [
        (657, None, "657"),
        (657.0, None, "657"),
        (-3, None, "-3"),
        (12.5, None, "12,5"),
        (12.5, ".", "12.5"),
        (0.1 + 0.2, None, "0,3"),
        (1.5e-7, None, "0,00000015"),
        (123456789012345, None, "123456789012345"),
        (1e20, None, "100000000000000000000"),
    ],
)
def test_numbers_become_text_as_they_would_be_typed(spreadsheet, number, decimal, text):
    spreadsheet.add(HEADER, ["0657", "2020M05", number])
    (block,) = spreadsheet.read(raekker=1, decimaltegn=decimal)
    assert values([block])["births"] == [text]


def test_text_and_number_that_look_alike_are_one_text(spreadsheet):
    spreadsheet.add(HEADER, ["0657", "2020M05", 70], ["0751", "2020M05", "70"], ["0671", "2020M05", "  "])
    (block,) = spreadsheet.read(raekker=3)
    assert block.columns["births"].dictionary.to_pylist() == ["", "70"]
    assert values([block])["births"] == ["70", "70", ""]


def test_numbers_that_lost_their_zeros_are_told(child):
    (block,) = child({}, {"cpr": 105204002, "kommunekode": 657}).read("kommuneudtraek", raekker=2, datoformat="dato")
    of_cpr, of_municipality = block.findings
    assert (of_cpr.column, of_cpr.row, of_cpr.count, of_cpr.sheet) == ("cpr", 3, 1, "Sheet")
    assert "Formatér kolonnen som tekst" in of_cpr.remedy
    assert (of_municipality.column, of_municipality.row) == ("kommunekode", 3)
    assert "105204002" not in of_cpr.text()


def test_municipalities_as_numbers_are_read_through_the_codebooks_table(spreadsheet):
    row = {"CPR_NR": "6505204001", "KOMMUNE_NR": 657, "FOEDT": date(2020, 5, 5), "OPRETTET": date(2020, 7, 7)}
    row |= {"BESOEGSTYPE": "M2", "ERN_KODE": 1, "ERN_DATO": date(2020, 7, 7), "ERN_FRA": None, "ERN_TIL": None}
    spreadsheet.add(row, row.values())
    (block,) = spreadsheet.read("kommuneudtraek", "novax", raekker=1, datoformat="dato")
    assert (values([block])["municipality"], values([block])["feeding"]) == (["657"], ["1"])
    spreadsheet.path.unlink()
    spreadsheet.sheet["B2"] = 101
    assert one_finding(spreadsheet.read("kommuneudtraek", "novax", raekker=1, datoformat="dato")).row == 2


@pytest.mark.parametrize(
    ("form", "cell", "what"),
    [
        ("dato", "05-05-2020", "Felterne er tekst, men rigtige datoer er erklæret"),
        ("dato", 43956, "Felterne er tal og ikke datoer"),
        ("dato", datetime.fromisoformat("2020-05-05T12:30"), "Datoerne er gemt med klokkeslæt eller tidszone"),
        ("dd-mm-åååå", date(2020, 5, 5), "Felterne er rigtige datoer, men dd-mm-åååå er erklæret"),
        ("ddmmåååå", 5052020, "Felterne er tal og ikke datoer"),
        ("dato", True, "Felterne er sandt eller falsk"),
        ("dato", "#N/A", "Felterne er fejlværdier som #I/T"),
        ("dato", "=TODAY()", "Felterne er formler, der ikke er regnet ud"),
    ],
)
def test_cells_of_another_kind_than_dates_are_told(child, form, cell, what):
    dates = dict.fromkeys(("foedselsdato", "registreringsdato", "periode_start", "periode_slut"))
    sound = {**dates, "status_dato": None}
    written = child(sound, sound, {**sound, "registreringsdato": cell})
    finding = one_finding(written.read("kommuneudtraek", raekker=3, datoformat=form))
    assert (finding.what, finding.row, finding.column, finding.count) == (what, 4, "registreringsdato", 1)
    assert finding.remedy


def test_the_same_fault_in_several_columns_of_dates_is_told_once(child):
    finding = one_finding(child({}, {}).read("kommuneudtraek", raekker=2, datoformat="dd-mm-åååå"))
    assert finding.column == "foedselsdato, registreringsdato, periode_start, periode_slut"
    assert (finding.row, finding.count, "dato som datoformat" in finding.remedy) == (2, 2, True)


def test_dates_as_numbers_of_eight_digits_keep_them(child):
    dates = dict.fromkeys(("foedselsdato", "registreringsdato", "periode_start", "periode_slut"), 20200505)
    (block,) = child(dates).read("kommuneudtraek", raekker=1, datoformat="ååååmmdd")
    assert values([block])["birth"] == ["20200505"]


def test_a_code_that_became_a_date_is_told(child):
    written = child({"kontakttype": date(2026, 6, 4)})
    finding = one_finding(written.read("kommuneudtraek", raekker=1, datoformat="dato"))
    assert (finding.what, finding.column) == ("Felterne er datoer, hvor der ikke skal stå datoer", "kontakttype")


def test_what_stands_in_a_column_that_is_not_used_may_be_of_any_kind(child):
    (block,) = child({"system": True}).read("kommuneudtraek", raekker=1, datoformat="dato")
    assert block.findings == ()


def test_an_array_formula_without_its_result_is_told(births):
    births.sheet["C3"] = ArrayFormula("C3", "=SUM(C2:C2)")
    assert "ikke er regnet ud" in one_finding(births.read(raekker=3)).what


def test_formats_of_empty_cells_leave_no_trace(births):
    births.sheet["E9"].fill = PatternFill("solid", fgColor="FFFF00")
    (block,) = births.read(raekker=3)
    assert block.notes == ()


def test_a_spreadsheet_is_delivered_like_any_table(with_births, child):
    written = child({}, {"cpr": "6505204002"}, {"cpr": "ukendt", "system": "TM Sund"})
    written.save()
    as_declared = {"format": "xlsx", "tegnsaet": None, "skilletegn": None, "datoformat": "dato", "raekker": 3}
    with_births.deliver("herning", {"a.xlsx": written.path.read_bytes()}, file=as_declared)
    deliveries = with_births.read(impossible_rows_pct=50.0)
    assert list(deliveries.feeding["row"]) == [2, 3]
    assert set(deliveries.feeding["start"].dt.date) == {date(2020, 5, 5)}
