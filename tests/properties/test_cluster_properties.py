"""What holds of clusters and charts whatever the numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from evaluering.estimation.clusters.funnel import funnel_means, funnel_proportions
from evaluering.estimation.clusters.joint import joint_change
from evaluering.estimation.clusters.pooling import pool
from evaluering.estimation.clusters.shrinkage import shrink_means, shrink_proportions
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.run_charts import anhoej_rules
from evaluering.estimation.time_axis import labels

few = settings(max_examples=25, deadline=None)
slow = settings(max_examples=3, deadline=None)
estimates = st.lists(st.tuples(st.floats(-10, 10), st.floats(0.2, 5)), min_size=3, max_size=12)
counted = st.lists(st.tuples(st.integers(0, 40), st.integers(40, 900)), min_size=3, max_size=8)
LIMITS = ["lower_998", "lower_95", "upper_95", "upper_998"]


def parts(pairs):
    return tuple(np.array(pairs, dtype=float).T)


def numbers(found):
    spread = found.heterogeneity
    return np.array([found.value, found.standard_error, *found.interval, *found.prediction]), spread.between, spread.q


@few
@given(estimates, st.floats(-50, 50), st.sampled_from([1e-4, 0.5, 30.0, 1e5]), st.randoms(use_true_random=False))
def test_pooling_follows_the_unit_of_measurement_and_no_order(pairs, shift, factor, random):
    y, errors = parts(pairs)
    shuffled = list(range(len(y)))
    random.shuffle(shuffled)
    plain, moved = numbers(pool(y, errors)), numbers(pool(factor * y[shuffled] + shift, factor * errors[shuffled]))
    back = moved[0].copy()
    back[[0, 2, 3, 4, 5]] -= shift
    size = factor * np.abs(np.concatenate([y, errors])).max() + abs(shift)
    np.testing.assert_allclose(back, factor * plain[0], atol=1e-6 * size)
    assert moved[1] == pytest.approx(factor**2 * plain[1], rel=1e-5, abs=1e-6 * size**2)
    assert moved[2] == pytest.approx(plain[2], rel=1e-5, abs=1e-6)


@few
@given(estimates)
@example([(0.0, 2.0), (6.0, 0.5), (6.0, 0.5)])
def test_a_unit_that_knows_nothing_moves_nothing_but_the_degrees_of_freedom(pairs):
    y, errors = parts(pairs)
    before, after = (pool(a, b, test="normal") for a, b in ((y, errors), (np.append(y, 0), np.append(errors, 1e7))))
    assert after.value == pytest.approx(before.value, abs=1e-4)
    assert after.standard_error == pytest.approx(before.standard_error, rel=1e-3)


@slow
@given(counted, st.randoms(use_true_random=False))
def test_funnels_and_shrinkage_keep_the_order_given(pairs, random):
    events, trials = parts(pairs)
    assume(events.sum() > 0)
    shuffled = list(range(len(events)))
    random.shuffle(shuffled)
    for one in (funnel_proportions, shrink_proportions):
        before, after = one(events, trials).table, one(events[shuffled], trials[shuffled]).table
        for column in [name for name in before if name not in ("standing", "assessable")]:
            np.testing.assert_allclose(after[column], before[column].to_numpy()[shuffled], rtol=1e-4, atol=1e-6)


@few
@given(estimates)
def test_a_unit_on_the_target_moves_no_other_unit(pairs):
    y, errors = parts(pairs)
    before = funnel_means(y, errors, target=1.0, overdispersion="none").table
    after = funnel_means(np.append(y, 1.0), np.append(errors, 1.0), target=1.0, overdispersion="none").table
    pd.testing.assert_frame_equal(before, after[:-1])
    assert after["standing"].iloc[-1] == "inside"


@few
@given(estimates)
def test_a_shrunken_value_lies_between_the_unit_and_the_mean(pairs):
    y, errors = parts(pairs)
    found = shrink_means(y, errors, largest_standard_error=1.0)
    low, high = np.minimum(y, found.mean), np.maximum(y, found.mean)
    assert ((found.table["value"] >= low - 1e-9) & (found.table["value"] <= high + 1e-9)).all()
    assert (found.table["lower"] <= found.table["upper"]).all()


@slow
@given(st.integers(0, 1000), st.permutations(["a", "b", "c"]))
def test_the_joint_test_knows_no_names_and_no_order(seed, names):
    y = 50 + np.random.default_rng(seed).standard_normal((3, 60))
    months = labels(2018 * 12 + np.arange(60), "month")
    plain = [pd.DataFrame({"month": months, "cluster": name, "y": row}) for name, row in zip("abc", y, strict=True)]
    renamed = [one.assign(cluster=name, y=10 * one["y"]) for one, name in zip(plain, names, strict=True)]
    mixed = pd.concat(renamed).sample(frac=1, random_state=seed)
    options = FitOptions(method="ols", harmonics=0)
    first, second = (joint_change(one, start="2021-01", options=options) for one in (pd.concat(plain), mixed))
    assert second.shared.f == pytest.approx(first.shared.f, rel=1e-3)
    assert second.independent.statistic == pytest.approx(first.independent.statistic, rel=1e-8)
    table = second.table.set_index("unit").loc[names]
    np.testing.assert_allclose(table["value"], 10 * first.table["value"], rtol=1e-8, atol=1e-8)
    fourth = pd.DataFrame({"month": months, "cluster": "d", "y": 50 + np.cos(np.arange(60) ** 2)})
    more = joint_change(pd.concat([*plain, fourth]), start="2021-01", options=options)
    assert more.table["value"].tolist()[:3] == first.table["value"].tolist()


@few
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=60), st.sampled_from([0.01, -1.0, 40.0]))
def test_runs_follow_no_unit_of_measurement(values, factor):
    y = np.array(values, dtype=float)
    assert anhoej_rules(factor * y, 0.0) == anhoej_rules(y, 0.0)
    assert anhoej_rules(y[::-1], 0.0) == anhoej_rules(y, 0.0)
