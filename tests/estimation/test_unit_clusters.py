from dataclasses import replace
from math import isnan

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.clusters.joint import independent_test
from evaluering.estimation.clusters.pooling import pool
from evaluering.estimation.design import Break
from evaluering.estimation.multiplicity import benjamini_hochberg, holm
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import fit_unit_change
from evaluering.estimation.unit_clusters import change_p_values, cluster_changes
from evaluering.periods import Month, months_between

DESIGN = ChangeDesign(
    start=Month(2023, 4), cut_months=8, harmonics=1, last_month=Month(2025, 6), minimum_mature_months=12, seed=1
)
MONTHS = np.array([str(month) for month in months_between(Month(2016, 1), Month(2026, 2))])
STEPS = {"goedstrup": 6.0, "horsens": 6.0, "midt": 0.0}
SHARED = np.random.default_rng(1).normal(0, 1, len(MONTHS))


def series(unit, change, *, known=400, first="2016-01", measure="days"):
    """A flat series with the shocks of all, noise of its own and a step at the start."""
    noise = SHARED + np.random.default_rng(len(unit)).normal(0, 0.5, len(MONTHS))
    frame = pd.DataFrame({
        "period": MONTHS,
        "births": 500,
        "known": np.where(first <= MONTHS, known, 0),
        "value": np.where((first <= MONTHS) & (np.asarray(known) > 0), 109 + change * (MONTHS >= "2023-04") + noise,
                          np.nan),
        "model_standard_error": 0.5,
    })  # fmt: skip
    names = {"days": ("duration_mean", "restricted_mean_365"), "pct": ("share_26w", "at_least_182_days")}
    return OutcomeSeries(unit, *names[measure], measure, "month", frame)


def compared(clusters=None, *, design=DESIGN, others=(), gate=80.0):
    mine = [series(unit, step) for unit, step in STEPS.items()] if clusters is None else clusters
    return cluster_changes(
        series("region", 4.0, measure=mine[0].measure), mine, design=design, coverage_gate_pct=gate,
        other_p_values=others,
    )  # fmt: skip


@pytest.fixture(scope="module")
def three():
    return compared()


def test_each_cluster_has_the_change_of_the_primary_model(three):
    assert [one.unit for one in three.clusters] == list(STEPS)
    for one in three.clusters:
        alone = fit_unit_change(series(one.unit, STEPS[one.unit]), design=DESIGN)
        assert one.change == alone.fit.estimate("mean_change")
        assert (one.children, one.births, one.reason, one.below_gate) == (27 * 400, 27 * 500, "", False)
        assert one.coverage_pct == 80.0
        assert one.course["period"].tolist() == alone.fit.frame["period"].tolist()
        assert set(one.course) == {"period", "fitted_trend", "counterfactual_trend", "exposed", "cut"}
    assert three.region.change == fit_unit_change(series("region", 4.0), design=DESIGN).fit.estimate("mean_change")
    assert three.region.against is None
    assert (three.first_month, three.last_month, three.cut_months, three.measure) == ("2023-04", "2025-06", 8, "days")


def test_p_values_are_corrected_over_clusters_and_over_the_grid():
    others = [0.01, float("nan"), 0.9]
    found = compared(others=others)
    p_values = [one.change.p_value for one in found.clusters]
    assert [one.p_holm for one in found.clusters] == holm(p_values).tolist()
    assert [one.p_bh for one in found.clusters] == benjamini_hochberg([*p_values, *others]).tolist()[:3]
    against = [one.against.p_value for one in found.clusters]
    assert [one.against_p_holm for one in found.clusters] == holm(against).tolist()


def test_pooling_and_tests_are_of_the_clusters_own_changes(three):
    changes = [one.change for one in three.clusters]
    assert three.pooled == pool([one.value for one in changes], [one.standard_error for one in changes])
    assert three.pooled.prediction_degrees_of_freedom == 2
    assert "between_hardly_known" in three.pooled.warnings
    assert three.independent == independent_test(changes)
    assert three.p_alike == max(three.independent.f_p_value, three.shared.p_value) < 0.05
    assert three.periods == 114 - 8
    assert three.told == three.clusters


def test_a_cluster_is_held_against_the_mean_of_the_others(three):
    *_, midt = three.clusters
    assert midt.against.estimand == "mean_change_against_others"
    assert (midt.against.unit, midt.against.indicator, midt.against.measure) == ("midt", "duration_mean", "days")
    assert midt.against.value == pytest.approx(-6, abs=1)
    assert midt.against.smallest_detectable > 0


def test_a_share_is_told_in_percentage_points():
    found = compared([series(unit, step, measure="pct") for unit, step in STEPS.items()])
    assert found.measure == found.clusters[0].against.measure == found.clusters[0].change.measure == "pct_point"


def test_a_cluster_without_deliveries_is_left_out_and_still_corrected_for():
    empty = series("randers", 0.0, known=0)
    found = compared([*(series(unit, step) for unit, step in STEPS.items()), empty])
    last, own = found.clusters[-1], [one.change.p_value for one in found.clusters[:-1]]
    assert (last.change, last.against, last.reason, last.children) == (None, None, "no_data", 0)
    assert last.below_gate
    assert isnan(last.p_holm)
    assert len(last.course) == 0
    assert found.pooled.units == 3
    assert [one.p_holm for one in found.clusters[:-1]] == holm(own, family_size=4).tolist()
    assert len(found.told) == 3


def test_a_cluster_of_few_known_children_is_marked():
    others = [series(unit, STEPS[unit]) for unit in ("horsens", "midt")]
    found = compared([series("goedstrup", 6.0, known=399), *others])
    assert [one.below_gate for one in found.clusters] == [True, False, False]
    few, *rest = found.clusters
    assert (few.change, few.against, few.reason) == (None, None, "coverage")
    assert found.pooled is None
    assert [one.against is None for one in rest] == [False, False]
    again = compared(others)
    assert [one.against.value for one in rest] == [one.against.value for one in again.clusters]


def test_two_clusters_are_compared_and_not_pooled():
    found = compared([series(unit, STEPS[unit]) for unit in ("horsens", "midt")])
    assert (found.pooled, found.pooled_reason, found.compared_reason) == (None, "too_few_clusters", "")
    assert found.clusters[0].against.value == pytest.approx(-found.clusters[1].against.value)
    assert found.p_alike < 0.05


def test_one_cluster_is_compared_with_none():
    found = compared([series("midt", 0.0), series("horsens", 0.0, known=0)])
    assert (found.independent, found.shared, found.periods) == (None, None, 0)
    assert found.compared_reason == "too_few_clusters"
    assert isnan(found.p_alike)
    assert found.clusters[0].change is not None
    assert found.clusters[0].against is None


def test_clusters_with_too_few_months_in_common_are_pooled_and_not_compared():
    months = np.arange(len(MONTHS))
    even, odd, every = (
        series("goedstrup", 6.0, known=np.where(months % 2 == 0, 400, 0)),
        series("horsens", 6.0, known=np.where(months % 2 == 1, 400, 0)),
        series("midt", 0.0),
    )
    found = compared([even, odd, every], design=replace(DESIGN, harmonics=0, minimum_mature_months=6), gate=0.0)
    assert found.pooled.units == 3
    assert (found.compared_reason, found.shared) == ("too_few_shared_months", None)
    assert all(one.against is None for one in found.clusters)


def test_a_break_that_the_months_in_common_cannot_tell_is_left_out_of_the_comparison():
    design = replace(DESIGN, breaks=(Break("early", "2016-03", "2017-02"),))
    late = series("midt", 0.0, first="2017-06")
    found = compared([series("goedstrup", 6.0), series("horsens", 6.0), late], design=design)
    assert [one.breaks for one in found.clusters] == [("early",), ("early",), ()]
    assert found.periods == len(pd.period_range("2017-06", "2025-06", freq="M")) - 8


def test_a_break_near_the_start_leaves_no_verdict():
    found = compared(design=replace(DESIGN, breaks=(Break("near", "2022-05", "2023-09"),)))
    assert {one.reason for one in (found.region, *found.clusters)} == {"break_near_start"}
    assert all(one.change is None and one.breaks == () for one in found.clusters)
    assert (found.pooled, found.shared, found.told) == (None, None, ())


def test_p_values_of_another_outcome():
    two = [series("midt", 0.0), series("horsens", 0.0, known=0)]
    p_values = change_p_values(two, design=DESIGN, coverage_gate_pct=80.0)
    assert p_values[0] == fit_unit_change(series("midt", 0.0), design=DESIGN).fit.estimate("mean_change").p_value
    assert isnan(p_values[1])


def test_a_unit_without_births_has_no_coverage():
    one = series("midt", 0.0, known=0)
    found = compared([replace(one, frame=one.frame.assign(births=0)), series("horsens", 0.0)])
    assert isnan(found.clusters[0].coverage_pct)
    assert not found.clusters[0].below_gate
