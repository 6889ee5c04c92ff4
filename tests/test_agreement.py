from pathlib import Path

import pytest

from evaluering.agreement import REGION, read_agreement

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
