import io
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from evaluering.preparation.check_report import workbook
from evaluering.preparation.check_report.workbook import check_workbook


def opened(check):
    return openpyxl.load_workbook(io.BytesIO(check_workbook(check)))


@pytest.fixture(scope="module")
def book(spoiled):
    return opened(spoiled)


def records(sheet):
    """The rows under the frozen header, by heading."""
    first = int(sheet.freeze_panes[1:])
    headings, *rows = sheet.iter_rows(min_row=first - 1, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_every_sheet_can_be_filtered_under_a_frozen_header(book):
    assert book.sheetnames == ["Oversigt", "Fejl", "Rækker lagt til side", "Bemærkninger"]
    for sheet in book:
        header = int(sheet.freeze_panes[1:]) - 1
        assert sheet.auto_filter.ref.startswith(f"A{header}:")
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row))
        assert sheet.print_title_rows == f"${header}:${header}"
        assert all(sheet.column_dimensions[cell.column_letter].width >= 16 for cell in sheet[header])


def test_the_overview_says_whom_it_is_for_and_how_each_municipality_stands(book):
    above = [row[0] for row in book["Oversigt"].iter_rows(max_row=6, values_only=True)]
    assert "Til internt brug: må ikke offentliggøres" in above
    assert any(text.startswith("SYNTETISKE DATA") for text in above)
    assert "Kørslen kan ikke starte: 2 fejl skal rettes først." in above
    rows = records(book["Oversigt"])
    assert len(rows) == 19 * 3 + 2
    herning = rows[0]
    assert (herning["Klynge"], herning["Kode"], herning["Kommune"]) == ("Gødstrupklyngen", "0657", "Herning")
    assert (herning["Tilstand"], herning["Rækker"]) == ("klar med bemærkninger", 120)
    assert herning["Udtrukket"] == datetime(2026, 10, 1)  # noqa: DTZ001
    assert rows[-1]["Tilstand"] == "ikke leveret"


def test_a_fault_says_whose_it_is_where_and_what_to_do(book):
    fault = next(one for one in records(book["Fejl"]) if one["Afsender"])
    assert fault["Afsender"] == "Holstebro (0661)"
    assert fault["Fejl"] == "En leverance kan ikke bruges (EVAL-202)"
    assert (fault["Række"], fault["Kolonne"], fault["Antal rækker"]) == (2, "periode_slut", 13)
    assert fault["Gør sådan"]


def test_rows_stand_one_by_one(book):
    rows = records(book["Rækker lagt til side"])
    assert len(rows) == 14
    assert {one["Række"] for one in rows if one["Afsender"] == "Holstebro (0661)"} == set(range(2, 15))
    assert {one["Gør sådan"] for one in rows} == {"Se efter, om periodens to datoer er byttet om"}


def test_remarks_and_notes_stand_with_their_delivery(book):
    rows = records(book["Bemærkninger"])
    assert [one["Række"] for one in rows] == [120, 121, None]
    assert rows[-1]["Leverance"] == "foedsler"
    assert rows[-1]["Bemærkning"].startswith("foedsler/data.csv: ")


def test_no_text_is_a_formula(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell.value for cell in cells if cell.data_type == "s" and cell.value[0] in "=+-@#\t\r"]
    assert "'=1+1 <b>" in {cell.value for cell in cells}


def test_what_was_withdrawn_is_counted(spoiled):
    withdrawn = pd.DataFrame({"delivery": ["kommune-0657"], "rule": ["withdrawn"], "rows": [7]})
    last = records(opened(replace(spoiled, withdrawn=withdrawn))["Rækker lagt til side"])[-1]
    assert (last["Leverance"], last["Række"], last["Antal rækker"]) == ("kommune-0657", None, 7)
    assert last["Gør sådan"].startswith("Ingenting")


def test_rows_beyond_the_limit_are_told(spoiled, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    book = opened(spoiled)
    assert len(records(book["Rækker lagt til side"])) == 3
    above = [row[0] for row in book["Oversigt"].iter_rows(max_row=8, values_only=True)]
    assert "Rækker lagt til side: Her vises de første 3 af 14 rækker." in above


def test_a_real_set_without_a_date(sound, spoiled):
    book = opened(replace(sound, extraction="", faults=(replace(spoiled.faults[0], delivery=""),)))
    above = [row[0] for row in book["Oversigt"].iter_rows(max_row=4, values_only=True)]
    assert not any(str(text).startswith(("SYNTETISKE", "Data udtrukket")) for text in above)
    assert records(book["Fejl"])[0]["Leverance"] == "Hele sættet"
    assert book.properties.created == datetime(1980, 1, 1)  # noqa: DTZ001


def test_the_bytes_depend_on_the_check_alone(spoiled):
    first, second = check_workbook(spoiled), check_workbook(spoiled)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 10, 1, 0, 0, 0)}
        assert b"650520" not in b"".join(archive.read(name) for name in archive.namelist())
