from __future__ import annotations

import numpy as np
import pytest

from evaluering.estimation.clusters.funnel import funnel_means, funnel_proportions
from evaluering.estimation.clusters.proportions import homogeneity, proportion_difference, proportion_limits

EVENTS, TRIALS = [5, 22, 125, 297, 90], [62, 180, 615, 1430, 800]


def test_exact_limits_hold_what_they_say():
    n, level = 400, 0.2
    draws = np.random.default_rng(2).binomial(n, level, 20_000) / n
    table = funnel_proportions([80], [n], target=level, overdispersion="none").table
    assert np.mean(draws < table["lower_95"][0]) == pytest.approx(0.025, abs=0.01)
    assert np.mean(draws > table["upper_998"][0]) == pytest.approx(0.001, abs=0.001)


def test_standing():
    table = funnel_means([0, 2.5, 4, -2.5, -4], [1] * 5, target=0, overdispersion="none").table
    assert table["standing"].tolist() == ["inside", "above_95", "above_998", "below_95", "below_998"]


def test_limits_are_widened_where_units_differ_and_only_there():
    plain, times, added = (
        funnel_proportions(EVENTS, TRIALS, overdispersion=how) for how in ("none", "multiplicative", "additive")
    )
    assert plain.phi == times.phi == added.phi > 1
    assert added.between > 0
    width = [one.table["upper_95"] - one.table["lower_95"] for one in (plain, times, added)]
    assert np.all(width[1] > width[0])
    assert np.all(width[2] > width[0])
    calm = [funnel_means([10, 11, 9], [5, 5, 5], overdispersion=how) for how in ("none", "multiplicative", "additive")]
    assert calm[0].between == 0
    for one in calm[1:]:
        assert one.table.equals(calm[0].table)


def test_one_unit_has_no_spread():
    assert funnel_proportions([3], [10], target=0.5).between == 0


def test_what_cannot_be():
    with pytest.raises(ValueError, match="between 0 and 1, exclusive, not at 0"):
        funnel_proportions([0, 0], [5, 6])
    with pytest.raises(ValueError, match="overdispersion is one of none"):
        funnel_proportions(EVENTS, TRIALS, overdispersion="much")
    with pytest.raises(ValueError, match="target is a finite number"):
        funnel_means([1, 2], [1, 1], target=np.nan)
    with pytest.raises(ValueError, match="one number of trials per number of events"):
        funnel_proportions([1, 2], [3])
    for events, trials in (([3], [2]), ([-1], [2]), ([0], [0]), ([0.5], [2])):
        with pytest.raises(ValueError, match="events and trials are whole numbers"):
            proportion_limits(events, trials)
    with pytest.raises(ValueError, match=r"^events holds something that is not a real number$"):
        proportion_limits(["010120-4711"], [2])
    for confidence in (95, 0, 1):
        with pytest.raises(ValueError, match="confidence lies between 0 and 1, exclusive"):
            proportion_limits([1], [2], confidence=confidence)
    with pytest.raises(ValueError, match="each a pair: events and trials"):
        proportion_difference((1, 2, 3), (1, 2))
    with pytest.raises(ValueError, match="method is one of wilson"):
        proportion_limits([1], [2], method="wald")
    with pytest.raises(ValueError, match="two units or more"):
        homogeneity([0, 0], [4, 5])
    with pytest.raises(ValueError, match="one finite score per unit"):
        homogeneity([1, 2], [4, 5], scores=[1, 1])


def test_a_difference_turned_round():
    first, second = proportion_difference((9, 40), (20, 50)), proportion_difference((20, 50), (9, 40))
    assert (first.value, first.lower, first.upper) == pytest.approx((-second.value, -second.upper, -second.lower))
    assert homogeneity([9, 20], [40, 50], scores=[0, 1]).trend_chi_square == pytest.approx(
        homogeneity([9, 20], [40, 50]).chi_square
    )
