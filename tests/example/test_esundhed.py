from __future__ import annotations

import io
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest

from evaluering.agreement import Agreement
from evaluering.example.children import NEVER, Children, simulate_children
from evaluering.example.declaration import Delivery
from evaluering.example.esundhed import HEADER, MEAN, SHARES, reported, vintages
from evaluering.example.nation import simulate_nation
from evaluering.example.scenario import Scenario, build_scenario, day_number

EXTRACTION = date(2026, 10, 1)
REGIONS = [f"Region {name}" for name in ("Nordjylland", "Midtjylland", "Syddanmark", "Hovedstaden", "Sjælland")]


@pytest.fixture(scope="module")
def scenario(agreement: Agreement) -> Scenario:
    return build_scenario(agreement, seed=1, effect=None, extraction=EXTRACTION, births_factor=0.3)


@pytest.fixture(scope="module")
def children(scenario: Scenario) -> Children:
    return simulate_children(scenario, seed=1)[0]


@pytest.fixture(scope="module")
def deliveries(scenario: Scenario, children: Children, agreement: Agreement) -> list[Delivery]:
    nation = simulate_nation(scenario, seed=1)
    return vintages(scenario, children, nation, agreement=agreement, extraction=EXTRACTION)


def content(delivery: Delivery) -> io.BytesIO:
    assert isinstance(delivery.content, bytes)
    return io.BytesIO(delivery.content)


@pytest.fixture(scope="module")
def older(deliveries: list[Delivery]) -> pd.DataFrame:
    first = deliveries[0]
    frame = pd.read_excel(content(first), sheet_name="Tabel", header=3, nrows=first.rows, na_values="..")
    return frame.set_index(["omraade", "aar", "indikator"])


@pytest.fixture(scope="module")
def newer(deliveries: list[Delivery]) -> pd.DataFrame:
    frame = pd.read_csv(content(deliveries[1]), sep=";", decimal=",", thousands=".", encoding="cp1252", na_values="..")
    return frame.set_index(["omraade", "aar", "indikator"])


def test_two_decembers_in_two_formats(deliveries: list[Delivery]) -> None:
    assert [(one.folder, one.form, one.extracted) for one in deliveries] == [
        ("esundhed-2024", "xlsx", date(2024, 12, 15)),
        ("esundhed-2025", "csv", date(2025, 12, 15)),
    ]
    assert [one.last_day for one in deliveries] == [date(2023, 12, 31), date(2024, 12, 31)]


def test_a_spreadsheet_has_title_and_notes(deliveries: list[Delivery]) -> None:
    first = deliveries[0]
    place = openpyxl.load_workbook(content(first))["Tabel"]
    assert tuple(cell.value for cell in place[4]) == HEADER
    assert [place.cell(row, 2).value for row in (1, 2, 3)] == [None] * 3
    below = [place.cell(row, 1).value for row in range(5 + first.rows, place.max_row + 1)]
    assert below[:2] == [None, "Seneste fødselsår er foreløbigt."]
    assert {type(place.cell(5, column).value) for column in (2, 5)} == {int}
    assert type(place.cell(5, 6).value) is float


def test_text_has_danish_signs(deliveries: list[Delivery]) -> None:
    lines = content(deliveries[1]).read().decode("cp1252").splitlines()
    assert len(lines) == deliveries[1].rows + 1
    assert lines[0] == ";".join(HEADER)
    name, year, indicator, part, whole, value = lines[1].split(";")
    assert (name, year, indicator, part) == ("Hele landet", "2012", MEAN, "")
    assert whole[-4] == "."
    assert value[-2] == ","


def test_every_area_year_and_indicator_stands_once(newer: pd.DataFrame, older: pd.DataFrame) -> None:
    for frame, years in ((older, range(2012, 2024)), (newer, range(2012, 2025))):
        assert not frame.index.duplicated().any()
        areas, of_years, indicators = (frame.index.unique(level).tolist() for level in range(3))
        assert areas[:6] == ["Hele landet", *REGIONS]
        assert len(areas) == 1 + 5 + 19 + 1
        assert areas[-1] == "Uoplyst kommune"
        assert of_years == list(years)
        assert indicators == [MEAN, *SHARES]


def test_parts_add_up_to_the_nation(newer: pd.DataFrame) -> None:
    shares = newer.xs("> 9 uger", level="indikator")
    for name in ("naevner", "taeller"):
        counts = shares.pivot_table(name, "omraade", "aar")
        municipalities = counts.drop(index=["Hele landet", *REGIONS, "Uoplyst kommune"])
        assert (municipalities.sum() == counts.loc["Region Midtjylland"]).all()
        assert (counts.loc[[*REGIONS, "Uoplyst kommune"]].sum() == counts.loc["Hele landet"]).all()
        assert (counts.loc["Uoplyst kommune"] > 0).all()


def test_shares_are_what_the_counts_say(newer: pd.DataFrame) -> None:
    shares = newer.drop(index=MEAN, level="indikator").dropna()
    assert (100 * shares["taeller"] / shares["naevner"] - shares["vaerdi"]).abs().max() <= 0.05 + 1e-9
    assert newer["taeller"].xs(MEAN, level="indikator").isna().all()


def test_figures_are_those_of_the_known_children(newer: pd.DataFrame, scenario: Scenario, children: Children) -> None:
    year = np.array([month.year for month in scenario.months])
    born = year[scenario.month_of_day[children.birth - scenario.birth_days[0]]]
    visited = (children.recorded < NEVER).any(axis=1)
    mine = (born == 2019) & children.known & visited
    region = newer.xs(("Region Midtjylland", 2019), level=("omraade", "aar"))
    assert region.loc[MEAN, "naevner"] == mine.sum()
    assert region.loc[MEAN, "vaerdi"] == pytest.approx(children.duration[mine].mean(), abs=0.05)
    assert region.loc["> 26 uger", "taeller"] == (children.duration[mine] > 182).sum()
    herning = mine & (children.municipality == scenario.municipalities.index("0657"))
    assert newer.loc[("Herning", 2019, "> 2 uger"), "taeller"] == (children.duration[herning] > 14).sum()


def test_only_the_latest_year_is_revised(older: pd.DataFrame, newer: pd.DataFrame) -> None:
    moved = (newer["vaerdi"] - older["vaerdi"])[["Hele landet", *REGIONS]].dropna()
    years = moved.index.get_level_values("aar")
    assert moved[years < 2023].abs().max() == 0
    long = moved[years == 2023].xs("> 26 uger", level="indikator")
    assert (long > 0.3).all()
    assert (moved[years == 2023].xs(MEAN, level="indikator") > 0.3).all()
    assert (moved[years == 2023].xs("> 2 uger", level="indikator").abs() < 0.2).all()


def test_a_child_counts_as_its_latest_report_tells(children: Children) -> None:
    until = day_number(date(2025, 12, 15))
    known, duration = reported(children, until)
    there = children.recorded < until
    assert not known[~there.any(axis=1)].any()
    assert not known[~children.known].any()
    waiting = known & ~(children.closing & there).any(axis=1) & ((children.recorded < NEVER) & ~there).any(axis=1)
    assert waiting.sum() > 20
    latest = np.where(there & children.full, children.ages, 0).max(axis=1)
    assert np.array_equal(duration[waiting], latest[waiting])
    assert np.array_equal(duration[known & ~waiting], children.duration[known & ~waiting])


def test_an_area_without_children_has_no_figures(agreement: Agreement) -> None:
    scenario = build_scenario(agreement, seed=1, effect=None, extraction=date(2014, 5, 1), births_factor=0.001)
    children, nation = simulate_children(scenario, seed=1)[0], simulate_nation(scenario, seed=1)
    (only,) = vintages(scenario, children, nation, agreement=agreement, extraction=date(2014, 5, 1))
    lines = content(only).read().decode("cp1252").splitlines()
    assert f"Samsø;2012;{MEAN};..;..;.." in lines
