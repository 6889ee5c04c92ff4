from __future__ import annotations

import pytest

from evaluering.agreement import REGION
from evaluering.intake.sources.areas import read_areas


@pytest.fixture(scope="module")
def areas():
    return read_areas()


def test_all_areas_of_denmark_can_be_told_apart(areas):
    kinds = [area.kind for area in areas.by_code.values()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "nation": 1,
        "region": 5,
        "municipality": 99,
        "unknown": 1,
    }
    assert all(areas.find(area.name) == area for area in areas.by_code.values())
    assert all(areas.find(area.code) == area for area in areas.by_code.values() if area.kind != "unknown")


def test_the_agreement_is_the_whole_of_its_region(areas, agreement):
    members = {area.code for area in areas.by_code.values() if area.region == "1082"}
    assert members == set(agreement.municipalities_of(REGION))
    names = {code: areas.name_of(code) for code in members}
    assert names == {one.code: one.name for one in agreement.municipalities}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0657", "0657"),
        ("657", "0657"),
        ("657 Herning", "0657"),
        (" 0657  Herning Kommune ", "0657"),
        ("Århus", "0751"),
        ("A\N{COMBINING RING ABOVE}rhus Kommune", "0751"),
        ("AARHUS", "0751"),
        ("Ringkøbing Skjern", "0760"),
        ("Ringkoebing-Skjern", "0760"),
        ("Københavns Kommune", "0101"),
        ("Bornholms Regionskommune", "0400"),
        ("82", "1082"),
        ("082", "1082"),
        ("1082", "1082"),
        ("Region Midtjylland", "1082"),
        ("Midtjylland", "1082"),
        ("082 Region Midtjylland", "1082"),
        ("000 Hele landet", "0000"),
        ("0", "0000"),
        ("Danmark", "0000"),
        ("Uoplyst kommune", "unknown"),
        ("Landsdel Nordjylland", "part"),
        ("09 Landsdel Østjylland", "part"),
        ("09", "part"),
        ("Uoplyst region", "part"),
    ],
)
def test_an_area_is_known_by_code_name_or_both(areas, text, code):
    assert areas.find(text).code == code


@pytest.mark.parametrize("text", ["", "Herningg", "675", "12", "657 Holstebro", "9999 Herning", "Note: 657", "06571"])
def test_what_is_no_area_is_none(areas, text):
    assert areas.find(text) is None


def test_a_misspelt_municipality_of_the_agreement_is_guessed_at(areas):
    assert areas.nearest("Herningg", ["0657", "0661"]).code == "0657"
    assert areas.nearest("657 Hernnig", ["0657", "0661"]).code == "0657"
    assert areas.nearest("Foreløbige tal", ["0657", "0661"]) is None
    assert areas.nearest("Herningg", ["0000", "9999"]) is None


def test_an_area_without_a_name_is_named_by_its_code(areas):
    assert areas.name_of("9999") == "9999"
