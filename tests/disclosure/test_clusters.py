"""Attempts to get a small count back from clusters side by side."""

from dataclasses import replace
from math import isnan

import numpy as np
import pandas as pd
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.clusters.joint import WaldTest
from evaluering.estimation.clusters.pooling import pool
from evaluering.estimation.clusters.shared_shocks import SharedTest
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges

CELLS = pd.DataFrame({"grain": [], "period": [], "unit": [], "indicator": [], "hidden": np.zeros(0, dtype=bool)})
DECISIONS = Decisions(CELLS, threshold=5, together=("0751", "0741"), counts_told=True)
ESTIMATE = Estimate(
    "mean_change", 4.0, 3.0, 5.0, 0.95, "days", 0.5, 90.0, 0.01, 1.0, "2023-04", "2025-06", "ols", coverage_pct=90.0
)  # fmt: skip
COURSE = pd.DataFrame({
    "period": ["2023-04"], "fitted_trend": [1.0], "counterfactual_trend": [1.0], "exposed": True, "cut": False,
})  # fmt: skip


def one(unit, children, births=None):
    births = children * 2 if births is None else births
    change = replace(ESTIMATE, unit=unit, n=children, coverage_pct=100 * children / births)
    against = replace(ESTIMATE, unit=unit, n=0, coverage_pct=float("nan"))
    return ClusterChange(
        unit, change, against, 0.02, 0.03, 0.04, "", children, births, below_gate=True, course=COURSE, breaks=("b",)
    )


def record(*clusters):
    region = replace(
        one("region", sum(part.children for part in clusters), sum(part.births for part in clusters)), against=None
    )
    return ClusterChanges(
        "duration_mean", "d", "days", region, clusters, pool([1.0, 2.0, 4.0], [1.0, 1.0, 1.0]),
        WaldTest(1.0, 2.0, 0.5, 0.5, 9.0, 0.6), SharedTest(1.0, 2.0, 90.0, 0.4, 0.0, 0.0, 0.0), 100, "", "",
        "2023-04", "2025-06", 8,
    )  # fmt: skip


def shown(*clusters):
    return protect(record(*clusters), decisions=DECISIONS).value


def counts(found):
    """Every number of children that is anywhere in a record."""
    units = (found.region, *found.clusters)
    numbers = [number for unit in units for number in (unit.children, unit.births)]
    return numbers + [unit.change.n for unit in units if unit.change is not None]


def test_large_clusters_pass_as_they_are():
    before = record(one("a", 400), one("b", 500), one("c", 5))
    found = protect(before, decisions=DECISIONS).value
    assert found is before


@pytest.mark.parametrize("children", [1, 4])
def test_a_small_cluster_is_emptied_with_all_that_was_made_of_it(children):
    found = shown(one("a", 400), one("b", 500), one("c", children))
    assert set(counts(found)) == {0}, "the region's count less the others' would be the hidden one"
    hidden = found.clusters[-1]
    assert (hidden.change, hidden.reason, hidden.breaks, len(hidden.course)) == (None, "hidden", (), 0)
    assert not hidden.below_gate
    assert (found.pooled, found.independent, found.shared, found.periods) == (None, None, None, 0)
    assert (found.pooled_reason, found.compared_reason) == ("hidden", "hidden")
    for unit in found.clusters:
        assert unit.against is None
        assert isnan(unit.p_holm)
        assert isnan(unit.p_bh)
        assert isnan(unit.against_p_holm)
    shown_units = (found.region, *found.clusters[:-1])
    assert all(unit.change is not None and isnan(unit.change.coverage_pct) for unit in shown_units)
    assert all(isnan(unit.coverage_pct) for unit in (found.region, *found.clusters))


def test_few_unknown_children_are_told_nowhere():
    found = shown(one("a", 400), one("b", 500), one("c", 496, births=500))
    assert set(counts(found)) == {0}, "births and known children, or coverage and either, give the unknown ones"
    assert all(isnan(unit.change.coverage_pct) for unit in (found.region, *found.clusters))
    assert found.pooled is not None
    assert found.clusters[-1].change.value == 4.0


def test_where_no_estimate_tells_its_children_no_cluster_does():
    before = record(one("a", 400), one("b", 500), one("c", 600))
    found = protect(before, decisions=replace(DECISIONS, counts_told=False)).value
    assert set(counts(found)) == {0}
    assert found.pooled is not None
    assert all(unit.change.value == 4.0 and isnan(unit.change.coverage_pct) for unit in found.clusters)


def test_a_cluster_without_children_hides_nothing():
    empty = replace(one("c", 10), change=None, against=None, children=0, births=300, reason="too_few_mature_months")
    found = shown(one("a", 400), one("b", 500), empty)
    assert found.clusters[0].children == 400
    assert found.pooled is not None


def test_emptying_needs_no_change_to_be_there():
    untold = replace(one("c", 3), change=None, against=None, reason="too_few_mature_months")
    found = shown(one("a", 400), one("b", 500), untold)
    assert (found.clusters[-1].reason, found.clusters[-1].children) == ("hidden", 0)
    assert set(counts(found)) == {0}
