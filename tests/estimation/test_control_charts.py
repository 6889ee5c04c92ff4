from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.control_charts import individuals_chart, proportion_chart


def counts(events, trials):
    months = pd.period_range("2020-01", periods=len(events), freq="M")
    return pd.DataFrame({"month": months, "events": events, "trials": trials})


def test_p_prime_when_the_baseline_is_overdispersed_and_p_otherwise():
    generator = np.random.default_rng(5)
    n = np.full(36, 5000)
    calm = proportion_chart(counts(generator.binomial(n, 0.2), n), start="2022-01")
    rough = proportion_chart(
        counts(generator.binomial(n, 0.2 + 0.03 * generator.standard_normal(36)), n), start="2022-01"
    )
    assert (calm.kind, calm.sigma_scale) == ("p", 1.0)
    assert rough.kind == "p_prime"
    assert rough.sigma_scale > 2
    assert not rough.frame["outside"].any()
    assert rough.frame["baseline"].sum() == 24


def test_later_points_move_no_limit():
    frame = counts([20, 22, 19, 21, 20, 18, 21, 21], [100] * 8)
    later = frame.assign(events=[20, 22, 19, 21, 20, 18, 90, 21])
    first, second = (proportion_chart(one, start="2020-07") for one in (frame, later))
    assert first.frame["upper"].equals(second.frame["upper"])
    assert second.frame["outside"].tolist() == [False] * 6 + [True, False]


def test_periods_without_trials_are_no_points():
    chart = proportion_chart(counts([2, 3, 0, 1, np.nan, 2], [10, 10, 0, 10, 10, np.nan]), start="2020-04")
    assert chart.frame["period"].tolist() == ["2020-01", "2020-02", "2020-04"]
    assert chart.frame["lower"].tolist() == [0, 0, 0]


def test_individuals():
    days = pd.DataFrame({"month": pd.period_range("2020-01", periods=5, freq="M"), "y": [1.0, 3, 1, 3, 99]})
    chart = individuals_chart(days, start="2020-05")
    assert (chart.kind, chart.centre) == ("i", 2.0)
    assert chart.frame["upper"].iloc[0] == pytest.approx(2 + 3 * 2 / 1.128)
    assert chart.frame["outside"].tolist() == [False] * 4 + [True]


def test_what_cannot_be():
    with pytest.raises(ValueError, match="events lie between 0 and the trials"):
        proportion_chart(counts([5, 6], [5, 5]), start="2020-02")
    assert proportion_chart(counts([1.5, 2.5, 3], [5, 5.5, 5]), start="2020-03").kind == "p"  # estimated counts
    with pytest.raises(ValueError, match="the baseline needs some events"):
        proportion_chart(counts([0, 0, 1], [5, 5, 5]), start="2020-03")
    with pytest.raises(ValueError, match="needs 2 points or more"):
        individuals_chart(counts([1, 2], [5, 5]), start="2020-02", outcome="events")
