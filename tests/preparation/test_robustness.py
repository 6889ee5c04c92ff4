from dataclasses import replace

import pytest

from evaluering.agreement import REGION
from evaluering.preparation import analyses, robustness

ASKED = {"indicator": "duration_mean", "cut_months": 8, "harmonics": 2}


@pytest.fixture(scope="module")
def light(prepared):
    """The small set under a plan without the slow error models."""
    return replace(prepared, plan=prepared.plan.model_copy(update={"methods": ("ols",), "other_cuts_months": (0,)}))


def test_the_region_is_checked_without_each_cluster_and_row(light):
    record = robustness.protected_checks(light, unit=REGION, **ASKED).value
    assert record.reason == ""
    left_out = next(check for check in record.checks if check.name == "leave_one_out").table
    agreement = light.agreement
    clusters = [cluster.slug for cluster in agreement.clusters if cluster.slug != "aarhus"]
    assert left_out["left_out"].tolist() == [*agreement.publication_rows, *clusters]
    assert not {"0751", "0741", "aarhus"} & set(left_out["left_out"]), "only together, and not twice"
    models = next(check for check in record.checks if check.name == "alternative_models").table
    assert models["method"].tolist()[:2] == ["marginal", "ols"]
    assert models["ramp_periods"].tolist() == [0, 0, 0, *light.plan.ramps_months]
    change = analyses.protected_change(light, unit=REGION, **ASKED).value.fit.estimate("mean_change")
    assert models["value"].iloc[0] == pytest.approx(change.value, rel=1e-12)


def test_a_cluster_is_checked_without_its_own_rows(light):
    record = robustness.protected_checks(light, unit="randers", **ASKED).value
    left_out = next(check for check in record.checks if check.name == "leave_one_out").table
    assert left_out["left_out"].tolist() == ["0730", "0710", "0707", "0706"]


def test_a_cluster_of_one_row_has_no_part_to_leave_out(light):
    record = robustness.protected_checks(light, unit="aarhus", **ASKED).value
    check = next(check for check in record.checks if check.name == "leave_one_out")
    assert (check.verdict, len(check.table)) == ("not_assessed", 0)


def test_the_curve_of_the_region_has_definitions_dates_and_clusters(light):
    record = robustness.protected_specifications(light, unit=REGION, ramps_months=[3], **ASKED).value
    found = record.curve.specifications
    own = "restricted_mean_365"
    assert {(one.definition, one.exclusion) for one in found} == {
        (own, "none"),
        (own, "pandemic_births"),
        (own, "from_2016"),
        *((name, "none") for name in light.plan.definitions["duration_mean"]),
        *((own, f"without_{cluster.slug}") for cluster in light.agreement.clusters),
    }
    assert len(found) + record.curve.skipped == 10 * 3 * 2
    change = analyses.protected_change(light, unit=REGION, **ASKED).value.fit.estimate("mean_change")
    assert found[0].primary
    assert found[0].estimate.lower == pytest.approx(change.lower, rel=1e-12)
    assert (found[0].estimate.n, found[0].estimate.warnings) == (change.n, change.warnings)


def test_a_cluster_has_no_cluster_to_leave_out(light):
    asked = ASKED | {"indicator": "share_26w"}
    record = robustness.protected_specifications(light, unit="horsens", ramps_months=[], **asked).value
    assert {one.exclusion for one in record.curve.specifications} == {"none", "pandemic_births", "from_2016"}
    assert record.curve.specifications[-1].method == "quasi_binomial_newey_west"


def test_a_curve_asked_for_otherwise_than_planned_says_so(light):
    asked = ASKED | {"harmonics": 1}
    record = robustness.protected_specifications(light, unit="horsens", ramps_months=[], **asked).value
    assert all("not_planned" in one.estimate.warnings for one in record.curve.specifications)
    early = replace(light, panel=replace(light.panel, last_mature_month="2023-05"))
    assert robustness.protected_specifications(early, unit="horsens", ramps_months=[], **asked).value.curve is None


def test_power_before_results(light):
    record = robustness.protected_power(light, unit=REGION, **ASKED).value
    assert (record.months_before, record.months_after, record.reason) == (127, 27, "")
    assert 0 < record.standard_error < record.smallest_detectable


def test_what_is_left_is_never_a_part_of_a_row_published_whole(light):
    agreement = light.agreement
    (group,) = agreement.publication_groups
    inside = next(one for one in agreement.clusters if one.slug == "randers")
    wider = group.model_copy(update={"municipalities": (*inside.municipalities[:2], "0751")})
    data = replace(light, agreement=agreement.model_copy(update={"publication_groups": (wider,)}))
    for left_out, whole in (((), True), (inside.municipalities[2:], False), (inside.municipalities[:1], True)):
        found = robustness._leaves_whole_rows(data, unit="randers", left_out=frozenset(left_out))
        assert found is whole
    record = robustness.protected_checks(data, unit="randers", **ASKED).value
    left_out = next(check for check in record.checks if check.name == "leave_one_out").table
    assert wider.slug not in set(left_out["left_out"])
