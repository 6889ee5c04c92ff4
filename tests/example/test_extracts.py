from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml

from evaluering.example.deliveries_fhir import SENDERS
from evaluering.example.journals import dialect_of
from evaluering.example.records import PERIODS, STATUSES

MUNICIPALITIES = [
    *("0657", "0661", "0756", "0665", "0760", "0671", "0615", "0766", "0727", "0746"),
    *("0791", "0740", "0779", "0730", "0710", "0707", "0706", "0751", "0741"),
]
DATES = ["birth", "recorded", "status", "start", "end"]
FEEDINGS = ["full", "primary", "supplement", "formula", "family_food", "unknown"]
FORMS = {"dd-mm-åååå": "%d-%m-%Y", "åååå-mm-dd": "%Y-%m-%d", "dd.mm.åååå": "%d.%m.%Y", "dd/mm/åååå": "%d/%m/%Y"}


def declared(folder: Path) -> dict[str, Any]:
    return yaml.safe_load((folder / "leverance.yml").read_text(encoding="utf-8"))


def table(path: Path, file: dict[str, Any]) -> pd.DataFrame:
    """The delivered table as it is declared, empty cells as empty text."""
    if file["format"] == "parquet":
        return pd.read_parquet(path).fillna("")
    if file["format"] == "xlsx":
        header = file["overskrift"] - 1
        frame = pd.read_excel(path, sheet_name=file["ark"], header=header, nrows=file["raekker"], dtype=object)
        return frame.assign(kommunekode=frame["kommunekode"].ffill()).fillna("")
    return pd.read_csv(path, sep=file["skilletegn"], encoding=file["tegnsaet"], dtype=str, keep_default_na=False)


def read(folder: Path) -> pd.DataFrame:
    """One extract by what its columns hold, with the feeding in one language."""
    (file,) = declared(folder)["filer"]
    dialect = dialect_of(folder.name.removeprefix("kommune-"))
    frame = table(folder / file["navn"], file)
    assert list(frame.columns) == list(dialect.book.columns.values())
    frame = frame.set_axis(list(dialect.book.columns), axis=1)
    for name in DATES:
        texts = frame[name].replace("", None) if name in frame else None
        frame[name] = pd.to_datetime(texts, format=FORMS.get(file["datoformat"]))
    names = dict(zip(dialect.book.feedings, FEEDINGS, strict=True))
    return frame.assign(sender=folder.name[-4:], feeding=frame["feeding"].map(names))


@pytest.fixture(scope="module")
def rows(small_set: Path) -> pd.DataFrame:
    return pd.concat([read(small_set / f"kommune-{code}") for code in MUNICIPALITIES], ignore_index=True)


@pytest.mark.parametrize("code", MUNICIPALITIES)
def test_declaration_fits_the_file(small_set: Path, code: str) -> None:
    folder = small_set / f"kommune-{code}"
    declaration = declared(folder)
    (file,) = declaration["filer"]
    content = (folder / file["navn"]).read_bytes()
    assert declaration["kilde"] == "kommuneudtraek"
    assert declaration["afsender"] == code
    assert declaration["syntetisk"] is True
    assert str(declaration["udtraeksdato"]) == "2026-10-01"
    assert str(declaration["periode"]["til"]) == ("2023-12-31" if code in SENDERS else "2026-09-30")
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert file["kodebog"] == dialect_of(code).book.name
    assert len(read(folder)) == file["raekker"] > 0


@pytest.mark.parametrize("code", [code for code in MUNICIPALITIES if dialect_of(code).form == "csv"])
def test_text_is_written_as_declared(small_set: Path, code: str) -> None:
    folder, dialect = small_set / f"kommune-{code}", dialect_of(code)
    content = (folder / "ernaering.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") is (dialect.encoding == "utf-8-sig")
    lines = content.decode(dialect.encoding).split("\n")
    assert lines.pop() == ""
    assert {line.endswith("\r") for line in lines} == {dialect.quoted}
    assert {line.startswith('"') for line in lines} == {dialect.quoted}
    assert content.count(b'"') == (2 * len(dialect.book.columns) * len(lines) if dialect.quoted else 0)


def test_a_spreadsheet_is_one_as_people_make_it(small_set: Path) -> None:
    folder = small_set / "kommune-0741"
    (file,) = declared(folder)["filer"]
    book = openpyxl.load_workbook(folder / file["navn"])
    assert book.sheetnames == [file["ark"], "Filter"]
    place = book[file["ark"]]
    first, last = file["overskrift"] + 1, file["overskrift"] + file["raekker"]
    assert place.cell(1, 1).value is not None
    assert [str(block) for block in place.merged_cells.ranges] == [f"B{first}:B{last}"]
    assert place.cell(first, 2).value == "0741"
    assert place.cell(first, 3).is_date
    assert place.cell(last + 1, 1).value is None
    assert [place.cell(row, 2).value for row in range(last + 1, place.max_row + 1)] == [None] * (place.max_row - last)
    assert place.cell(place.max_row, 1).value == "Alle personer er opdigtede."


def test_true_dates_are_dates(small_set: Path) -> None:
    frame = pd.read_parquet(small_set / "kommune-0740" / "ernaering.parquet")
    for name in ("foedselsdato", "registreringsdato", "status_dato", "periode_start", "periode_slut"):
        assert {type(value) for value in frame[name].dropna()} == {date}
    assert frame["cpr"].str.fullmatch(r"\d{6}-\d{4}").all()


def test_rows_hold_only_the_codebooks_words(rows: pd.DataFrame) -> None:
    assert set(rows["feeding"]) == set(FEEDINGS)
    for sender, mine in rows.groupby("sender"):
        book = dialect_of(str(sender)).book
        assert set(mine["contact"].dropna()) <= set(book.visits)
        code = sender[1:] if book.short_codes else sender
        assert set(mine["municipality"].dropna()) == ({code} if "municipality" in book.columns else set())
    assert (rows["status"].notna() ^ rows["start"].notna()).all()
    assert set(rows["system"].dropna()) == {"TM Sund", "Novax", "Nexus Børn"}


def test_systems_hold_periods_or_statuses_or_both(rows: pd.DataFrame) -> None:
    for sender, mine in rows.groupby("sender"):
        holds = dialect_of(str(sender)).book.holds
        assert mine["start"].notna().any() == (holds != STATUSES)
        assert mine["status"].notna().any() == (holds != PERIODS)


def test_numbers_say_the_day_of_birth_plus_sixty(rows: pd.DataFrame) -> None:
    right = rows[rows["birth"] <= rows["recorded"]]
    digits = right["child"].str.replace("-", "")
    birth = right["birth"].dt
    expected = (birth.day + 60).astype(str) + birth.strftime("%m%y")
    assert (digits.str[:6] == expected).all()
    assert digits.str.fullmatch(r"\d{6}[4-9]\d{3}").all()


def test_nothing_was_recorded_after_the_extraction(rows: pd.DataFrame) -> None:
    assert rows["recorded"].max() < pd.Timestamp("2026-10-01")
    by_gateway = rows["sender"].isin(list(SENDERS))
    assert rows.loc[by_gateway, "recorded"].max() < pd.Timestamp("2024-01-01")
    assert rows.loc[~by_gateway, "recorded"].max() > pd.Timestamp("2026-09-01")


def test_impossible_rows_are_few(rows: pd.DataFrame) -> None:
    impossible = (rows["end"] < rows["start"]) | (rows["status"] > "2026-10-01") | (rows["birth"] > rows["recorded"])
    assert 0 < impossible.mean() < 0.003


def test_an_open_period_was_recorded_at_the_visit(rows: pd.DataFrame) -> None:
    full = rows[(rows["feeding"] == "full") & rows["start"].notna()]
    right = full[(full["birth"] <= full["recorded"]) & ~(full["end"] < full["start"])]
    assert (right["start"] == right["birth"]).all()
    assert (right["end"].isna() | (right["end"] <= right["recorded"])).all()
    # Of the oldest children hardly anyone is still open: only those whose last visit was not kept.
    oldest = right[right["birth"] < "2020-01-01"]
    assert 0 < oldest["end"].isna().mean() < 0.06


def test_the_earlier_extract_is_what_was_there_a_year_before(small_set: Path) -> None:
    folder = small_set / "kommune-0756-2025"
    declaration = declared(folder)
    assert str(declaration["udtraeksdato"]) == "2025-10-01"
    assert str(declaration["periode"]["til"]) == "2025-09-30"
    (file,) = declaration["filer"]
    frame = pd.read_csv(folder / file["navn"], sep=";", encoding=file["tegnsaet"], dtype=str, keep_default_na=False)
    recorded = pd.to_datetime(frame["registreringsdato"], format="%d-%m-%Y")
    assert recorded.max() < pd.Timestamp("2025-10-01")
    assert recorded.max() > pd.Timestamp("2025-08-01")
    later = pd.read_csv(small_set / "kommune-0756" / file["navn"], sep=";", encoding=file["tegnsaet"], dtype=str)
    both = frame.merge(later.fillna(""), how="left", indicator=True)
    assert 0.9 < (both["_merge"] == "both").mean() < 1
