from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest
import yaml

from evaluering.example.deliveries_csv import HEADER, dialect_of
from evaluering.example.deliveries_fhir import SENDERS

MUNICIPALITIES = [
    *("0657", "0661", "0756", "0665", "0760", "0671", "0615", "0766", "0727", "0746"),
    *("0791", "0740", "0779", "0730", "0710", "0707", "0706", "0751", "0741"),
]
DATES = ["foedselsdato", "registreringsdato", "status_dato", "periode_start", "periode_slut"]


def declared(folder: Path) -> dict[str, object]:
    return yaml.safe_load((folder / "leverance.yml").read_text(encoding="utf-8"))


def read(folder: Path) -> pd.DataFrame:
    file = declared(folder)["filer"][0]
    frame = pd.read_csv(folder / file["navn"], sep=";", encoding=file["tegnsaet"], dtype=str, keep_default_na=False)
    form = "%Y-%m-%d" if file["datoformat"] == "åååå-mm-dd" else "%d-%m-%Y"
    for column in DATES:
        frame[column] = pd.to_datetime(frame[column].replace("", None), format=form)
    return frame


@pytest.fixture(scope="module")
def rows(small_set: Path) -> pd.DataFrame:
    return pd.concat([read(small_set / f"kommune-{code}") for code in MUNICIPALITIES], ignore_index=True)


@pytest.mark.parametrize("code", MUNICIPALITIES)
def test_declaration_fits_the_file(small_set: Path, code: str) -> None:
    folder = small_set / f"kommune-{code}"
    content = (folder / "ernaering.csv").read_bytes()
    declaration = declared(folder)
    file = declaration["filer"][0]
    assert declaration["kilde"] == "kommuneudtraek"
    assert declaration["afsender"] == code
    assert declaration["syntetisk"] is True
    assert str(declaration["udtraeksdato"]) == "2026-10-01"
    assert str(declaration["periode"]["til"]) == ("2023-12-31" if code in SENDERS else "2026-09-30")
    assert b"\r" not in content
    assert content.count(b"\n") == file["raekker"] + 1
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert content.startswith(b"\xef\xbb\xbf") is (file["tegnsaet"] == "utf-8-sig")
    assert content.decode(file["tegnsaet"]).split("\n")[0] == HEADER


def test_senders_differ_in_dialect() -> None:
    dialects = [dialect_of(code) for code in MUNICIPALITIES]
    assert {dialect.encoding for dialect in dialects} == {"cp1252", "utf-8", "utf-8-sig"}
    assert {dialect.date_form for dialect in dialects} == {"dd-mm-åååå", "åååå-mm-dd"}
    assert {dialect.hyphen for dialect in dialects} == {True, False}
    # The letter ø tells a wrong encoding from a right one.
    assert {dialect.encoding for dialect in dialects if "ø" in dialect.system} == {"cp1252", "utf-8", "utf-8-sig"}


def test_rows_hold_only_the_contracts_words(rows: pd.DataFrame) -> None:
    assert set(rows["ernaering"]) == {"fuld", "primaer", "supplement", "erstatning", "familiens_mad", "uoplyst"}
    visits = {"barselsbesoeg", "etableringsbesoeg", "2_maaneder", "4-6_maaneder", "8-11_maaneder"}
    assert set(rows["kontakttype"]) == visits
    assert set(rows["kommunekode"]) == set(MUNICIPALITIES)
    assert (rows["status_dato"].notna() ^ rows["periode_start"].notna()).all()


def test_numbers_say_the_day_of_birth_plus_sixty(rows: pd.DataFrame) -> None:
    right = rows[rows["foedselsdato"] <= rows["registreringsdato"]]
    digits = right["cpr"].str.replace("-", "")
    birth = right["foedselsdato"].dt
    expected = (birth.day + 60).astype(str) + birth.strftime("%m%y")
    assert (digits.str[:6] == expected).all()
    assert digits.str.fullmatch(r"\d{6}[4-9]\d{3}").all()


def test_nothing_was_recorded_after_the_extraction(rows: pd.DataFrame) -> None:
    assert rows["registreringsdato"].max() < pd.Timestamp("2026-10-01")
    by_gateway = rows["kommunekode"].isin(list(SENDERS))
    assert rows.loc[by_gateway, "registreringsdato"].max() < pd.Timestamp("2024-01-01")
    assert rows.loc[~by_gateway, "registreringsdato"].max() > pd.Timestamp("2026-09-01")


def test_impossible_rows_are_few(rows: pd.DataFrame) -> None:
    impossible = (
        (rows["periode_slut"] < rows["periode_start"])
        | (rows["status_dato"] > "2026-10-01")
        | (rows["foedselsdato"] > rows["registreringsdato"])
    )
    assert 0 < impossible.mean() < 0.003


def test_an_open_period_was_recorded_at_the_visit(rows: pd.DataFrame) -> None:
    full = rows[(rows["ernaering"] == "fuld") & rows["periode_start"].notna()]
    right = full[(full["foedselsdato"] <= full["registreringsdato"]) & ~(full["periode_slut"] < full["periode_start"])]
    assert (right["periode_start"] == right["foedselsdato"]).all()
    assert (right["periode_slut"].isna() | (right["periode_slut"] <= right["registreringsdato"])).all()
    # Of the oldest children hardly anyone is still open: only those whose last visit was not kept.
    oldest = right[right["foedselsdato"] < "2020-01-01"]
    assert 0 < oldest["periode_slut"].isna().mean() < 0.06


def test_births_stand_for_every_municipality_and_month(small_set: Path) -> None:
    births = pd.read_csv(small_set / "foedsler" / "foedsler.csv", sep=";", dtype={"kommunekode": str})
    assert list(births.columns) == ["kommunekode", "maaned", "levendefoedte"]
    assert len(births) == 19 * 177 == declared(small_set / "foedsler")["filer"][0]["raekker"]
    assert not births.duplicated(["kommunekode", "maaned"]).any()
    assert (births["maaned"].min(), births["maaned"].max()) == ("2012M01", "2026M09")
    assert births["levendefoedte"].min() == 0
    assert 3500 < births["levendefoedte"].sum() < 4800
