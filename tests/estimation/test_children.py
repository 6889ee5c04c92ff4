from __future__ import annotations

import math

import pytest

from evaluering.estimation import Estimate, in_children
from evaluering.estimation.estimands import with_detectable


def change(measure, estimand="mean_change"):
    given = Estimate(estimand, 2.0, -0.5, 4.5, 0.95, measure, 1.2, 90, 0.1, 0.95, "2023-04", "2025-06", "marginal", n=7)
    return with_detectable(given)


def test_percentage_points_become_children():
    found = in_children(change("pct_point"), births_a_year=12_000)
    assert (found.value, found.lower, found.upper) == pytest.approx((240, -60, 540))
    assert found.standard_error == pytest.approx(144)
    assert found.smallest_detectable == pytest.approx(120 * change("pct_point").smallest_detectable)
    assert found.measure == "children"
    assert (found.p_value, found.probability_positive, found.n) == (0.1, 0.95, 7)


def test_a_level_in_per_cent_becomes_children_too():
    assert in_children(change("pct", "counterfactual_mean"), births_a_year=1000).value == pytest.approx(20)


def test_days_become_days_of_children():
    found = in_children(change("days"), births_a_year=12_000)
    assert (found.value, found.measure) == (24_000, "child_days")


@pytest.mark.parametrize(
    ("measure", "estimand"),
    [("outcome_difference", "mean_change"), ("ratio", "mean_change"), ("pct", "relative_mean_change")],
)
def test_what_is_no_number_of_children_is_refused(measure, estimand):
    with pytest.raises(ValueError, match="is no number of children or days"):
        in_children(change(measure, estimand), births_a_year=1000)


@pytest.mark.parametrize("births", [0, -3, math.nan])
def test_births_are_needed(births):
    with pytest.raises(ValueError, match="must be positive"):
        in_children(change("pct_point"), births_a_year=births)
