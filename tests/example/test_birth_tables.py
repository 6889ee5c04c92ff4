from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from evaluering.agreement import Agreement
from evaluering.example.birth_tables import SEXES, statbank_snapshot
from evaluering.example.nation import simulate_nation
from evaluering.example.scenario import build_scenario


@pytest.fixture(scope="module")
def foedsler(small_set: Path) -> pd.DataFrame:
    return pd.read_csv(small_set / "foedsler" / "foedsler.csv", sep=";", dtype={"kommunekode": str})


@pytest.fixture(scope="module")
def statbank(small_set: Path) -> pd.DataFrame:
    content = (small_set / "statbank" / "foedte-kvartal.csv").read_bytes()
    return pd.read_csv(io.BytesIO(content), sep=";", encoding="utf-8-sig", na_values="..", dtype={"TID": str})


def test_births_stand_for_every_municipality_and_month(small_set: Path, foedsler: pd.DataFrame) -> None:
    declaration = yaml.safe_load((small_set / "foedsler" / "leverance.yml").read_text(encoding="utf-8"))
    assert list(foedsler.columns) == ["kommunekode", "maaned", "levendefoedte"]
    assert len(foedsler) == 19 * 177 == declaration["filer"][0]["raekker"]
    assert not foedsler.duplicated(["kommunekode", "maaned"]).any()
    assert (foedsler["maaned"].min(), foedsler["maaned"].max()) == ("2012M01", "2026M09")
    assert foedsler["levendefoedte"].min() == 0
    assert 3500 < foedsler["levendefoedte"].sum() < 4800


def test_a_snapshot_has_the_form_of_the_statbank(small_set: Path, statbank: pd.DataFrame) -> None:
    content = (small_set / "statbank" / "foedte-kvartal.csv").read_bytes()
    (file,) = yaml.safe_load((small_set / "statbank" / "leverance.yml").read_text(encoding="utf-8"))["filer"]
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == file["raekker"] + 1 == len(statbank) + 1
    assert list(statbank.columns) == ["OMRÅDE", "BEVÆGELSE", "KØN", "TID", "INDHOLD"]
    assert set(statbank["KØN"]) == set(SEXES)
    areas = statbank["OMRÅDE"].unique().tolist()
    assert areas[:4] == ["000 Hele landet", "081 Region Nordjylland", "082 Region Midtjylland", "083 Region Syddanmark"]
    assert "657 Herning" in areas
    assert len(areas) == 1 + 5 + 19
    assert (statbank["TID"].min(), statbank["TID"].max()) == ("2012K1", "2026K2")
    assert not statbank.duplicated(["OMRÅDE", "KØN", "TID"]).any()


def test_missing_figures_are_of_one_other_region_only(statbank: pd.DataFrame) -> None:
    missing = statbank[statbank["INDHOLD"].isna()]
    assert set(missing["OMRÅDE"]) == {"081 Region Nordjylland"}
    assert set(missing["TID"]) == {"2026K2"}


def test_parts_add_up(statbank: pd.DataFrame) -> None:
    wide = statbank.pivot_table("INDHOLD", ["OMRÅDE", "TID"], "KØN")
    assert (wide["Mænd"] + wide["Kvinder"] == wide["I alt"]).all()
    total = wide.reset_index().pivot_table("I alt", "OMRÅDE", "TID").drop(columns="2026K2")
    regions = total[total.index.str.contains("Region")]
    municipalities = total.drop(index=["000 Hele landet", *regions.index])
    assert (regions.sum() == total.loc["000 Hele landet"]).all()
    assert (municipalities.sum() == regions.loc["082 Region Midtjylland"]).all()


def test_snapshot_and_births_differ_in_late_registrations_only(agreement: Agreement) -> None:
    extraction = date(2026, 10, 1)
    scenario = build_scenario(agreement, seed=1, effect=None, extraction=extraction, births_factor=1.0)
    births = np.random.default_rng(1).poisson(scenario.births)
    delivery = statbank_snapshot(
        scenario,
        births,
        simulate_nation(scenario, seed=1),
        agreement=agreement,
        extraction=extraction,
        rng=np.random.default_rng(2),
    )
    assert isinstance(delivery.content, bytes)
    table = pd.read_csv(io.BytesIO(delivery.content), sep=";", encoding="utf-8-sig", na_values="..")
    region = table[(table["OMRÅDE"] == "082 Region Midtjylland") & (table["KØN"] == "I alt")]
    counted = births.sum(axis=0)[: len(region) * 3].reshape(-1, 3).sum(axis=1)
    late = counted - region["INDHOLD"].to_numpy()
    assert (late[:-4] == 0).all()
    assert 0 < late[-4:].sum() < 0.01 * counted[-4:].sum()
    boys = table.loc[table["KØN"] == "Mænd", "INDHOLD"].sum() / table.loc[table["KØN"] == "I alt", "INDHOLD"].sum()
    assert boys == pytest.approx(0.513, abs=0.002)


def test_a_quarter_is_published_six_weeks_after_its_end(agreement: Agreement) -> None:
    for extraction, last in ((date(2020, 5, 11), date(2019, 12, 31)), (date(2020, 5, 12), date(2020, 3, 31))):
        scenario = build_scenario(agreement, seed=1, effect=None, extraction=extraction, births_factor=0.01)
        births = np.random.default_rng(1).poisson(scenario.births)
        nation = simulate_nation(scenario, seed=1)
        rng = np.random.default_rng(2)
        delivery = statbank_snapshot(scenario, births, nation, agreement=agreement, extraction=extraction, rng=rng)
        assert delivery.last_day == last
