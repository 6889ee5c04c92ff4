from pathlib import Path

import pytest

from evaluering.agreement import REGION, read_agreement
from evaluering.errors import AgreementError

AGREEMENT = read_agreement(Path(__file__).parent.parent / "params" / "amning-midtjylland.yml")


def test_units_are_the_region_and_five_clusters():
    assert AGREEMENT.units == (REGION, "goedstrup", "horsens", "midt", "randers", "aarhus")
    assert len(AGREEMENT.municipalities_of(REGION)) == 19


def test_aarhus_and_samsoe_are_one_row():
    rows = AGREEMENT.publication_rows
    assert len(rows) == len(set(rows)) == 18
    assert "aarhus_samsoe" in rows
    assert not {"0751", "0741"} & set(rows)
    assert AGREEMENT.municipalities_of("aarhus_samsoe") == ("0751", "0741")
    assert AGREEMENT.name_of("aarhus_samsoe") == "Aarhus og Samsø"
    assert AGREEMENT.cluster_of("aarhus_samsoe") == "aarhus"


def test_names_and_places():
    assert AGREEMENT.name_of(REGION) == "Region Midtjylland"
    assert AGREEMENT.name_of("randers") == "Randersklyngen"
    assert AGREEMENT.name_of("0671") == "Struer"
    assert AGREEMENT.municipalities_of("0671") == ("0671",)
    assert AGREEMENT.cluster_of("0671") == "goedstrup"
    with pytest.raises(KeyError):
        AGREEMENT.municipalities_of("9999")


def test_samsoe_is_no_party():
    parties = {one.name for one in AGREEMENT.municipalities if one.party_from is not None}
    assert len(parties) == 18
    assert "Samsø" not in parties


def test_an_agreement_need_not_describe_its_documents():
    plain = AGREEMENT.model_dump_json(exclude={"background"})
    background = type(AGREEMENT).model_validate_json(plain).background
    assert (background.steering_group, background.decision, background.roles) == ("styregruppen", "", ())


def test_the_documents_are_told_by_roles_and_never_by_persons():
    background = AGREEMENT.background
    assert background.steering_group == "Fødeplanudvalget"
    told = background.model_dump_json()
    assert "@" not in told
    assert len(background.roles) == len({role.name for role in background.roles}) == 5


def test_indicator_by_id():
    assert AGREEMENT.indicator("share_26w").target == 20
    with pytest.raises(KeyError):
        AGREEMENT.indicator("nothing")


def test_trials_elsewhere_lie_in_other_regions_and_name_who_says_so():
    (trial,) = AGREEMENT.trials_elsewhere
    assert trial.regions == ("1081", "1083")
    assert (trial.first_year, trial.last_year) == (2022, 2025)
    assert "NCT05311631" in trial.source


def test_an_agreement_need_not_know_of_trials_elsewhere():
    told = AGREEMENT.model_dump(exclude={"trials_elsewhere"})
    assert type(AGREEMENT).model_validate(told).trials_elsewhere == ()


def test_every_municipality_has_its_own_tile():
    assert len(set(AGREEMENT.tiles.values())) == len(AGREEMENT.tiles) == 19
    assert AGREEMENT.tiles["0665"] == (0, 0), "Lemvig lies in the north-west"


def test_municipalities_of_a_cluster_lie_together():
    """Tiles of one cluster touch each other, by a side or at least a corner."""
    for cluster in AGREEMENT.clusters:
        places = [AGREEMENT.tiles[code] for code in cluster.municipalities]
        reached, left = {places[0]}, set(places[1:])
        while left:
            near = {one for one in left if any(max(abs(one[0] - r), abs(one[1] - c)) == 1 for r, c in reached)}
            assert near, cluster.name
            reached, left = reached | near, left - near


def test_a_map_may_be_left_out():
    told = AGREEMENT.model_dump()
    for one in told["municipalities"]:
        one["tile"] = None
    assert type(AGREEMENT).model_validate(told).tiles == {}


TILE = "tile: [0, 0]"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("tile: [0, 1]", "Enten har hver kommune sit eget felt"),  # Struer's
        ("party_to: null", "Enten har hver kommune sit eget felt"),
        ("tile: [-1, 0]", "mindst 0"),
        ("tile: [0, 30]", "højst 29"),
        ("tile: [0, 1.0]", "helt tal"),
        ("tile: [0, true]", "helt tal"),
        ('tile: ["0", 0]', "helt tal"),
        ("tile: [0]", "municipalities"),
        ("tile: [0, 0, 0]", "municipalities"),
        ("tile: 3", "liste"),
        ("tiles: [0, 0]", "tiles"),
    ],
)
def test_a_tile_that_is_none_is_refused(tmp_path, written, found):
    text = (Path(__file__).parent.parent / "params" / "amning-midtjylland.yml").read_text(encoding="utf-8")
    path = tmp_path / "aftale.yml"
    path.write_text(text.replace(TILE, written), encoding="utf-8")
    with pytest.raises(AgreementError, match=found):
        read_agreement(path)
