from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.delimited import read_delimited
from evaluering.intake.formats.raw import raw_table
from evaluering.intake.sources.aggregates import AGGREGATE_COLUMNS
from evaluering.intake.sources.esundhed import read_esundhed

HEADER = "omraade;aar;indikator;taeller;naevner;vaerdi\n"
SHOWN = "esundhed-2025/amning.csv"
TWO = ("0657", "0661")
BOOKS = {name: read_codebook(name).source("esundhed") for name in ("standard", "esundhed-bred")}


def read(text, *, codebook="standard", extraction=date(2025, 1, 15), **words):
    header, *rows = [line.split(";") for line in text.splitlines()]
    columns = {
        name: pa.array([row[place] for row in rows], type=pa.string()).dictionary_encode()
        for place, name in enumerate(header)
    }
    book = BOOKS[codebook]
    table = raw_table(columns, book, shown=SHOWN, first_row=2)
    declared = {"navn": "amning.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1} | words
    return read_esundhed(
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


def test_figures_by_area_year_and_indicator():
    frame, findings, notes = read(
        HEADER
        + "Hele landet;2023;> 26 uger;;;13,1\n"
        + "Region Midtjylland;2023;gennemsnitligt antal dage;;12000;110,2\n"
        + "Herning;2023;> 26 uger;120;1000;12,0\n"
        + "0661;2023;> 26 uger;..;..;..\n"
        + "Uoplyst kommune;2023;> 26 uger;3;40;7,5\n"
    )
    assert findings == ()
    assert list(frame.columns) == AGGREGATE_COLUMNS
    assert frame["area"].tolist() == ["0000", "1082", "0657", "0661", "unknown"]
    assert frame["kind"].tolist() == ["nation", "region", "municipality", "municipality", "unknown"]
    assert frame["measure"].tolist() == ["share_26w", "mean_days", "share_26w", "share_26w", "share_26w"]
    assert frame["value"].tolist()[:3] == [13.1, 110.2, 12.0]
    assert frame.loc[2, ["first", "last", "numerator", "denominator", "row"]].tolist() == [
        "2023-01",
        "2023-12",
        120.0,
        1000.0,
        4,
    ]
    assert frame.loc[3, ["value", "numerator", "denominator"]].isna().all()
    assert set(zip(frame["extracted"], frame["source"], frame["delivery"], strict=True)) == {
        ("2025-01-15", "esundhed", "esundhed-2025")
    }
    assert notes == ("esundhed-2025/amning.csv: 1 tal er skjult eller mangler.",)


def test_a_wide_table_is_the_long_one_of_its_indicator():
    wide, findings, _ = read(
        "omraade;2022;2023\nHerning;11,5;12,0\nHolstebro;..;13\n", codebook="esundhed-bred", indikator="share_26w"
    )
    assert findings == ()
    long, _, _ = read(
        HEADER + "Herning;2022;> 26 uger;;;11,5\nHolstebro;2022;> 26 uger;;;..\n"
        "Herning;2023;> 26 uger;;;12,0\nHolstebro;2023;> 26 uger;;;13\n"
    )
    columns = [name for name in AGGREGATE_COLUMNS if name != "row"]
    assert wide[columns].equals(long[columns])
    assert wide["row"].tolist() == [2, 3, 2, 3]


def test_a_fault_in_a_wide_table_names_the_year_as_its_column():
    finding = one_fault(
        "omraade;2022;2023\nHerning;11,5;12,0\nHolstebro;9;x\n", codebook="esundhed-bred", indikator="share_26w"
    )
    assert (finding.row, finding.column, finding.what) == (3, "2023", "Feltet er ikke et tal")


@pytest.mark.parametrize("words", [{}, {"indikator": "andel"}])
def test_a_wide_table_must_say_what_it_shows(words):
    finding = one_fault("omraade;2023\nHerning;12,0\n", codebook="esundhed-bred", **words)
    assert (finding.key, "share_26w" in finding.allowed) == ("indikator", True)


def test_a_table_that_says_what_it_shows_needs_no_declared_indicator():
    finding = one_fault(HEADER + "Herning;2023;> 26 uger;;;12,0\n", indikator="share_26w")
    assert (finding.key, finding.remedy) == ("indikator", "Slet indikator i leverance.yml")


def test_a_wide_table_needs_columns_named_by_a_year():
    finding = one_fault("omraade\nHerning\n", codebook="esundhed-bred", indikator="share_26w")
    assert "hverken en kolonne med året" in finding.what


def test_a_codebook_without_the_value_is_told():
    book = BOOKS["standard"]
    short = book.model_copy(update={"columns": tuple(one for one in book.columns if one.name in ("area", "year"))})
    columns = {name: pa.array([text]).dictionary_encode() for name, text in (("omraade", "Herning"), ("aar", "2023"))}
    declared = DeclaredFile.model_validate({"navn": "t.xlsx", "format": "xlsx", "raekker": 1, "indikator": "mean_days"})
    _, findings, _ = read_esundhed(
        [raw_table(columns, short, shown=SHOWN, first_row=2)],
        short,
        declared=declared,
        extraction=date(2025, 1, 15),
        municipalities=TWO,
        shown=SHOWN,
    )
    assert [finding.what for finding in findings] == ["Kodebogen siger ikke, hvor værdien står"]


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("Herningg;2022;> 26 uger;;;12,0", "omraade", "Området kendes ikke"),
        ("657 Holstebro;2022;> 26 uger;;;12,0", "omraade", "Området kendes ikke"),
        (";2022;> 26 uger;;;12,0", "omraade", "Området kendes ikke"),
        ("Herning;22;> 26 uger;;;12,0", "aar", "Perioden er ikke skrevet som ventet"),
        ("Herning;2022K1;> 26 uger;;;12,0", "aar", "Perioden er ikke skrevet som ventet"),
        ("Herning;2022*;> 26 uger;;;12,0", "aar", "Perioden er ikke skrevet som ventet"),
        ("Herning;2025;> 26 uger;;;12,0", "aar", "Perioden var ikke slut"),
        ("Herning;2022;>= 26 uger;;;12,0", "indikator", "Indikatoren kendes ikke"),
        ("Herning;2022;> 26 uger;;;12.0", "vaerdi", "et andet decimaltegn"),
        ("Herning;2022;> 26 uger;;;-1", "vaerdi", "ikke et tal"),
        ("Herning;2022;> 26 uger;;;112", "vaerdi", "Andelen er over 100"),
        ("Herning;2022;> 26 uger;1.200;10000;12,0", "taeller", "tusindtalstegn"),
        ("Herning;2022;> 26 uger;120;1000,0;12,0", "naevner", "Antallet er skrevet med decimaler"),
        ("Herning;2022;> 26 uger;120;100;12,0", "taeller", "Tælleren er større end nævneren"),
        ("Herning;2022;> 26 uger;120;1000;12,1", "vaerdi", "passer ikke med tæller og nævner"),
        ("Herning;2022;gennemsnitligt antal dage;;;401", "vaerdi", "Varigheden er for lang"),
        ("Herning;2023;> 26 uger;;;12,0", "omraade", "står i flere rækker"),
        ("657;2023;> 26 uger;;;12,0", "omraade", "både med kode og med navn"),
    ],
)
def test_every_fault_names_its_row_and_column(line, column, what):
    finding = one_fault(HEADER + "Herning;2023;> 26 uger;;;12,0\n" + line + "\n")
    assert what in finding.what
    assert (finding.file, finding.row, finding.column, finding.count) == (SHOWN, 3, column, 1)
    assert finding.remedy


def test_all_faults_are_told_at_once():
    _, findings, _ = read(HEADER + "Herningg;2022;> 26 uger;;;12,0\nHerning;22;> 62 uger;1,5;;x\n")
    assert [(finding.row, finding.column) for finding in findings] == [
        (2, "omraade"),
        (3, "aar"),
        (3, "indikator"),
        (3, "taeller"),
        (3, "vaerdi"),
    ]


def test_what_was_meant_is_guessed_at():
    rows = "Herningg;2022;> 26 uger;;;12,0\nFodnote;2022;> 26 uger;;;12,0\nHernning;2023;> 26 uger;;;12,0\n"
    _, findings, _ = read(HEADER + rows)
    note, herning = findings
    assert (note.row, note.count) == (3, 1)
    assert "totaler" in note.remedy
    assert (herning.row, herning.count) == (2, 2)
    assert "Mener du Herning?" in herning.remedy
    assert 'Mener du "> 26 uger"?' in one_fault(HEADER + "Herning;2022;> 26 ugre;;;12,0\n").remedy
    assert "Mener du" not in one_fault(HEADER + "Herning;2022;rygning;;;12,0\n").remedy


def test_words_for_an_indicator_may_differ_in_capitals_and_spaces():
    frame, findings, _ = read(HEADER + "Herning;2023; >  26 Uger;;;12,0\n")
    assert (frame["measure"].tolist(), findings) == (["share_26w"], ())


def test_rounding_as_written_is_allowed():
    rows = "Herning;2021;> 26 uger;1234;10000;12\nHerning;2022;> 26 uger;1234;10000;12,3\n"
    assert read(HEADER + rows + "Herning;2023;> 26 uger;1235;10000;12,4\n")[1] == ()
    assert one_fault(HEADER + "Herning;2023;> 26 uger;1234;10000;12,4\n").row == 2


def test_a_mean_may_have_a_sum_of_days_as_its_numerator():
    frame, findings, _ = read(HEADER + "Herning;2023;gennemsnitligt antal dage;109000;1000;109,0\n")
    assert (frame["numerator"].tolist(), findings) == ([109000.0], ())


def test_shares_written_as_fractions_are_told_once():
    rows = "Herning;2022;> 26 uger;120;1000;0,12\nHolstebro;2022;> 26 uger;130;1000;0,13\n"
    finding = one_fault(HEADER + rows)
    assert "brøker" in finding.what
    assert finding.count == 2


def test_zero_children_are_no_fault():
    assert read(HEADER + "Herning;2023;> 26 uger;0;0;..\nHerning;2022;> 26 uger;0;100;0\n")[1] == ()


def test_municipalities_of_a_region_are_not_more_than_the_region():
    rows = "Region Midtjylland;2023;> 26 uger;;1999;\nHerning;2023;> 26 uger;;1000;\nHolstebro;2023;> 26 uger;;1000;\n"
    finding = one_fault(HEADER + rows)
    assert "større end området selv" in finding.what
    assert (finding.row, finding.column) == (2, "naevner")
    assert read(HEADER + rows.replace("1999", "2000"))[1] == ()
    assert read(HEADER + rows.replace("1999", ".."))[1] == ()


def test_regions_and_the_unknown_are_not_more_than_the_nation():
    rows = (
        "Hele landet;2023;> 26 uger;;3000;\nRegion Midtjylland;2023;> 26 uger;;2000;\n"
        "Region Nordjylland;2023;> 26 uger;;990;\nUoplyst kommune;2023;> 26 uger;;11;\nHerning;2023;> 26 uger;;1000;\n"
    )
    assert one_fault(HEADER + rows).row == 2
    assert read(HEADER + rows.replace(";11;", ";10;"))[1] == ()


def test_what_is_left_out_and_what_is_absent_are_noted():
    frame, findings, notes = read(
        HEADER
        + "Herning;2023;> 26 uger;;;12,0\nKøbenhavn;2023;> 26 uger;;;umuligt\nVejle;22;> 26 uger;;;12,0\n"
        + "Vejle;2023;> 26 uger;;;12,0\nLandsdel Vestjylland;2023;> 26 uger;;;12,0\n"
    )
    assert (frame["area"].tolist(), findings) == (["0657"], ())
    assert notes == (
        f"{SHOWN}: 1 række om landsdele eller uoplyst region er ikke brugt.",
        f"{SHOWN}: 2 kommuner uden for aftalen er ikke brugt (3 rækker).",
        f"{SHOWN}: Holstebro står ikke i tabellen.",
    )


def test_a_table_of_regions_has_no_municipality():
    notes = read(HEADER + "Region Midtjylland;2023;> 26 uger;;;12,0\nVejle;2023;> 26 uger;;;12,0\n")[2]
    assert notes == (
        f"{SHOWN}: 1 kommune uden for aftalen er ikke brugt (1 række).",
        f"{SHOWN}: Ingen af aftalens kommuner står i tabellen.",
    )


def test_a_table_without_rows_has_no_figures():
    frame, findings, _ = read(HEADER)
    assert (len(frame), findings) == (0, ())
    assert frame["value"].dtype == np.float64


def test_thousands_are_read_as_declared():
    frame, findings, _ = read(HEADER + "Herning;2023;> 26 uger;120;1.000;12,0\n", tusindtalstegn=".")
    assert (frame["denominator"].tolist(), findings) == ([1000.0], ())


def test_columns_named_by_a_year_are_read_from_the_file_itself(tmp_path):
    path = tmp_path / "amning.csv"
    path.write_text("omraade;2022;2023;bem\nHerning;11,5;12,0;a\n", encoding="utf-8")
    words = {"navn": "amning.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1}
    declared = DeclaredFile.model_validate(words | {"kodebog": "esundhed-bred", "indikator": "share_26w"})
    book = BOOKS["esundhed-bred"]
    (table,) = read_delimited(path, declared, book, shown=SHOWN)
    assert table.notes == (f"{SHOWN}: »bem« står ikke i kodebogen og er ikke brugt.",)
    frame, findings, _ = read_esundhed(
        [table], book, declared=declared, extraction=date(2025, 1, 15), municipalities=TWO, shown=SHOWN
    )
    assert (frame["value"].tolist(), findings) == ([11.5, 12.0], ())


def test_a_year_that_stands_twice_is_told_before_anything_is_read(tmp_path):
    path = tmp_path / "amning.csv"
    path.write_text("omraade;2023;2023\nHerning;11,5;12,0\n", encoding="utf-8")
    declared = DeclaredFile.model_validate(
        {"navn": "amning.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1}
    )
    (table,) = read_delimited(path, declared, BOOKS["esundhed-bred"], shown=SHOWN)
    assert [finding.what for finding in table.findings] == ["Kolonnen 2023 står to gange"]
