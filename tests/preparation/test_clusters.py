from dataclasses import replace

import pytest

from evaluering.agreement import REGION
from evaluering.estimation.multiplicity import benjamini_hochberg
from evaluering.preparation.analyses import protected_change
from evaluering.preparation.clusters import protected_clusters

ASKED = {"cut_months": 8, "harmonics": 2}


@pytest.fixture(scope="module")
def both(prepared):
    return tuple(protected_clusters(prepared, indicator=name, **ASKED).value for name in ("duration_mean", "share_26w"))


def test_every_cluster_stands_with_the_change_of_its_own_page(both, prepared):
    for record in both:
        assert [one.unit for one in record.clusters] == [cluster.slug for cluster in prepared.agreement.clusters]
        for one in (record.region, *record.clusters):
            alone = protected_change(prepared, indicator=record.indicator, unit=one.unit, **ASKED).value
            assert one.change == alone.fit.estimate("mean_change")
            assert (one.children, one.breaks) == (alone.children, alone.breaks)
        assert record.region.unit == REGION
        assert record.region.births == sum(one.births for one in record.clusters)
        assert record.planned


def test_the_wide_correction_is_over_clusters_and_both_outcomes(both):
    days, share = ([one.change.p_value for one in record.clusters] for record in both)
    adjusted = benjamini_hochberg([*days, *share]).tolist()
    assert [one.p_bh for one in both[0].clusters] == pytest.approx(adjusted[:5])
    assert [one.p_bh for one in both[1].clusters] == pytest.approx(adjusted[5:])


def test_what_was_not_planned_says_so_on_every_number(prepared):
    record = protected_clusters(prepared, indicator="duration_mean", cut_months=8, harmonics=1).value
    assert not record.planned
    estimates = [estimate for one in record.clusters for estimate in (one.change, one.against)]
    assert all("not_planned" in one.warnings for one in (record.region.change, *estimates))


def test_too_early_there_is_nothing_to_compare(prepared):
    early = replace(prepared, panel=replace(prepared.panel, last_mature_month="2023-05"))
    record = protected_clusters(early, indicator="duration_mean", **ASKED).value
    assert (record.told, record.pooled, record.shared) == ((), None, None)
    assert record.region.reason == "too_few_mature_months"
