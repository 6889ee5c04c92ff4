from __future__ import annotations

import numpy as np
import pytest

from evaluering.estimation.clusters.beta_binomial import fit_beta_binomial
from evaluering.estimation.clusters.shrinkage import shrink_means, shrink_proportions, shrink_rates

SIZES = np.array([20, 60, 118, 180, 233, 288, 352, 431, 540, 790, 1430, 3350])


def test_limits_hold_the_truth_and_shrinking_helps():
    # Drawn from the prior of the weight, 95 % is what the limits hold on average; three standard errors either way.
    generator = np.random.default_rng(31)
    inside, errors = [], []
    for _ in range(40):
        weight = generator.uniform()
        size = np.median(SIZES) * weight / (1 - weight)
        truth = np.clip(generator.beta(0.15 * size, 0.85 * size, len(SIZES)), 1e-9, 1 - 1e-9)
        table = shrink_proportions(generator.binomial(SIZES, truth), SIZES).table
        inside.append(((table["lower"] <= truth) & (truth <= table["upper"])).mean())
        errors.append([((table[name] - truth) ** 2).mean() for name in ("value", "observed")])
    assert np.mean(inside) == pytest.approx(0.95, abs=3 * np.std(inside) / np.sqrt(len(inside)))
    shrunk, observed = np.mean(errors, axis=0)
    assert shrunk < 0.9 * observed


def test_limits_of_means_hold_the_truth_and_shrinking_helps():
    generator = np.random.default_rng(12)
    scale = np.linspace(1, 8, 15)
    inside, errors = [], []
    for _ in range(100):
        truth = 100 + 3 * generator.standard_normal(15)
        table = shrink_means(truth + scale * generator.standard_normal(15), scale, largest_standard_error=5).table
        inside += ((table["lower"] <= truth) & (truth <= table["upper"])).tolist()
        errors.append([((table[name] - truth) ** 2).mean() for name in ("value", "observed")])
    assert 0.93 <= np.mean(inside) <= 0.98
    shrunk, observed = np.mean(errors, axis=0)
    assert shrunk < 0.5 * observed


def test_no_spread():
    found = shrink_proportions([10, 20, 40], [100, 200, 400])
    assert found.warnings == ("no_spread_seen",)
    assert found.spread == 0
    assert found.table["value"].tolist() == pytest.approx([0.1] * 3)
    assert found.table["plug_in_lower"].tolist() == pytest.approx([0.1] * 3)
    assert (found.table["lower"] < 0.1).all()
    assert (found.table["upper"] > 0.1).all()
    means = shrink_means([5, 5.1, 4.9], [1, 1, 1], largest_standard_error=2)
    assert means.warnings == ("no_spread_seen",)
    assert means.table["own_weight"].tolist() == [0, 0, 0]


def test_units_as_far_apart_as_can_be():
    fit = fit_beta_binomial(np.array([0.0, 50, 0, 50]), np.full(4, 50.0))
    assert fit.size == 0.05
    assert fit.mean == pytest.approx(0.5)


def test_the_smallest_cannot_be_assessed_whatever_their_result():
    for events in ([0, 40, 80, 120], [9, 40, 80, 120]):
        table = shrink_proportions(events, [20, 200, 400, 600]).table
        assert table["assessable"].tolist() == [False, True, True, True]
    strict = shrink_proportions([9, 40, 80, 120], [20, 200, 400, 600], least_information=50)
    assert strict.table["assessable"].tolist() == [False, False, True, True]
    means = shrink_means([1, 2, 30], [1, 2, 3], largest_standard_error=2)
    assert means.table["assessable"].tolist() == [True, True, False]
    assert means.table["information"].tolist() == pytest.approx([1, 1 / 4, 1 / 9])


def test_rates():
    assert shrink_rates([0, 0], [5, 6]).tolist() == [0, 0]
    assert shrink_rates([10, 20], [100, 200]).tolist() == pytest.approx([0.1, 0.1])


def test_what_cannot_be():
    with pytest.raises(ValueError, match="three units or more"):
        shrink_proportions([1, 2], [5, 6])
    with pytest.raises(ValueError, match="three units or more"):
        shrink_proportions([0, 0, 0], [5, 6, 7])
    with pytest.raises(ValueError, match="largest_standard_error is above 0"):
        shrink_means([1, 2, 3], [1, 1, 1], largest_standard_error=-1)
    with pytest.raises(ValueError, match="least_information is 0 or more"):
        shrink_proportions([1, 2, 3], [5, 6, 7], least_information=-1)
    with pytest.raises(ValueError, match="2 estimates: at least 3"):
        shrink_means([1, 2], [1, 1], largest_standard_error=1)
