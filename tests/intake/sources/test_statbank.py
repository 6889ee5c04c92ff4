from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.raw import raw_table
from evaluering.intake.sources.statbank import read_statbank

HEADER = "OMRÅDE;BEVÆGELSE;KØN;TID;INDHOLD\n"
SHOWN = "statbank-2022/bev107.csv"
TWO = ("0657", "0661")
BOOKS = {name: read_codebook(name).source("statbank") for name in ("standard", "statbank-foedte")}


def read(text, *, codebook="standard", extraction=date(2022, 2, 10), **words):
    header, *rows = [line.split(";") for line in text.splitlines()]
    columns = {
        name: pa.array([row[place] for row in rows], type=pa.string()).dictionary_encode()
        for place, name in enumerate(header)
    }
    book = BOOKS[codebook]
    table = raw_table(columns, book, shown=SHOWN, first_row=2)
    declared = {"navn": "bev107.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1} | words
    return read_statbank(
        [table],
        book,
        declared=DeclaredFile.model_validate(declared),
        extraction=extraction,
        municipalities=TWO,
        shown=SHOWN,
    )


def one_fault(text, **words):
    frame, findings, _ = read(text, **words)
    assert frame.empty
    assert len(findings) == 1, findings
    return findings[0]


def test_births_by_area_and_period():
    frame, findings, notes = read(
        HEADER
        + "000 Hele landet;B02 Levendefødte;TOT I alt;2021;63473\n"
        + "082 Region Midtjylland;B02 Levendefødte;TOT I alt;2021;14900\n"
        + "657 Herning;B02 Levendefødte;TOT I alt;2021;950\n"
        + "657 Herning;B02 Levendefødte;TOT I alt;2021K1;230\n"
        + "657 Herning;B02 Levendefødte;TOT I alt;2021M10;79\n"
        + "661 Holstebro;B02 Levendefødte;TOT I alt;2021M10;..\n"
    )
    assert findings == ()
    assert set(frame["measure"]) == {"births"}
    assert set(frame["source"]) == {"statbank"}
    assert set(frame["extracted"]) == {"2022-02-10"}
    assert set(frame["delivery"]) == {"statbank-2022"}
    found = frame.sort_values("row")
    assert found[["area", "first", "last", "row"]].to_numpy().tolist() == [
        ["0000", "2021-01", "2021-12", 2],
        ["1082", "2021-01", "2021-12", 3],
        ["0657", "2021-01", "2021-12", 4],
        ["0657", "2021-01", "2021-03", 5],
        ["0657", "2021-10", "2021-10", 6],
        ["0661", "2021-10", "2021-10", 7],
    ]
    assert np.array_equal(found["value"], [63473, 14900, 950, 230, 79, np.nan], equal_nan=True)
    assert notes == (f"{SHOWN}: 1 tal er skjult eller mangler.",)


def test_men_and_women_are_added_where_no_total_stands():
    frame, findings, _ = read(
        HEADER + "657;B02;M;2021Q4;40\n661;B02;M;2021Q4;..\n657;B02;K;2021Q4;39\n661;B02;K;2021Q4;30\n"
    )
    assert findings == ()
    assert frame["area"].tolist() == ["0657", "0661"]
    assert np.array_equal(frame["value"], [79, np.nan], equal_nan=True)
    assert frame["row"].tolist() == [2, 3]


def test_men_and_women_are_not_added_to_their_total():
    rows = "657;B02;TOT;2021;79\n657;B02;M;2021;40\n657;B02;K;2021;39\n661;B02;TOT;2021;..\n661;B02;M;2021;3\n"
    frame, findings, _ = read(HEADER + rows)
    assert findings == ()
    assert np.array_equal(frame["value"], [79, np.nan], equal_nan=True)
    finding = one_fault(HEADER + rows.replace(";39", ";38"))
    assert "Mænd og kvinder er tilsammen ikke" in finding.what
    assert (finding.row, finding.column) == (2, "INDHOLD")


def test_one_sex_alone_is_a_fault():
    finding = one_fault(HEADER + "657;B02;TOT;2021;79\n661;B02;M;2021;40\n")
    assert "kun det ene køn" in finding.what
    assert (finding.row, finding.column) == (3, "KØN")


def test_other_movements_are_left_out_before_anything_is_judged():
    frame, findings, notes = read(
        HEADER + "Herning;Levendefødte;I alt;2021;950\nHerning;Døde;Uoplyst;21;-3\nVejle;Levendefødte;I alt;2021;1200\n"
        "Landsdel Fyn;Levendefødte;I alt;2021;5000\nLandsdel Sydjylland;Levendefødte;I alt;2021;7000\n"
    )
    assert (frame["value"].tolist(), findings) == ([950.0], ())
    assert notes == (
        f"{SHOWN}: 1 række om andet end levendefødte er ikke brugt.",
        f"{SHOWN}: 2 rækker om landsdele eller uoplyst region er ikke brugt.",
        f"{SHOWN}: 1 kommune uden for aftalen er ikke brugt (1 række).",
        f"{SHOWN}: Holstebro står ikke i tabellen.",
    )


def test_a_table_without_live_births_is_a_fault():
    finding = one_fault(HEADER + "Herning;Døde;I alt;2021;950\nHolstebro;B03;I alt;2021;600\n")
    assert "ingen rækker om levendefødte" in finding.what
    assert (finding.row, finding.column, finding.count) == (2, "BEVÆGELSE", 2)


def test_a_table_of_births_alone_has_neither_movement_nor_sex():
    frame, findings, notes = read(
        "OMRÅDE;TID;INDHOLD\nHerning;2021;950\nHolstebro;2021;600\n", codebook="statbank-foedte"
    )
    assert (frame["value"].tolist(), findings, notes) == ([950.0, 600.0], (), ())


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("Herningg;B02;TOT;2021;950", "OMRÅDE", "Området kendes ikke"),
        ("657;B02;X;2021;950", "KØN", "Kønnet kendes ikke"),
        ("657;B02;TOT Mænd;2021;950", "KØN", "Kønnet kendes ikke"),
        ("657;B02;TOT;2021-10;950", "TID", "Perioden er ikke skrevet som ventet"),
        ("657;B02;TOT;2021M13;950", "TID", "Perioden er ikke skrevet som ventet"),
        ("657;B02;TOT;2022M02;95", "TID", "Perioden var ikke slut"),
        ("657;B02;TOT;2022;95", "TID", "Perioden var ikke slut"),
        ("657;B02;TOT;2021;1.950", "INDHOLD", "tusindtalstegn"),
        ("657;B02;TOT;2021;950,0", "INDHOLD", "Antallet er skrevet med decimaler"),
        ("657;B02;TOT;2021;o", "INDHOLD", "Feltet er ikke et tal"),
        ("0657;B02;TOT;2020;950", "OMRÅDE", "både med kode og med navn"),
        ("Herning;B02;TOT;2020;950", "OMRÅDE", "står i flere rækker"),
    ],
)
def test_every_fault_names_its_row_and_column(line, column, what):
    finding = one_fault(HEADER + "Herning;B02;TOT;2020;950\n" + line + "\n")
    assert what in finding.what
    assert (finding.file, finding.row, finding.column, finding.count) == (SHOWN, 3, column, 1)
    assert finding.remedy


def test_parts_are_not_more_than_the_whole():
    rows = "082;B02;TOT;2021;1549\n657;B02;TOT;2021;950\n661;B02;TOT;2021;600\n"
    finding = one_fault(HEADER + rows)
    assert "større end området selv" in finding.what
    assert (finding.row, finding.column) == (2, "INDHOLD")
    assert read(HEADER + rows.replace("1549", "1550"))[1] == ()


def test_thousands_are_read_as_declared():
    frame, findings, _ = read(HEADER + "657;B02;TOT;2021;1.950\n", tusindtalstegn=".")
    assert (frame["value"].tolist(), findings) == ([1950.0], ())


def test_a_table_without_rows_has_no_figures():
    frame, findings, _ = read(HEADER)
    assert (len(frame), findings) == (0, ())
