from __future__ import annotations

import numpy as np
import pytest

from evaluering.estimation.clusters.between import between_variance
from evaluering.estimation.clusters.moderators import moderate, pool_without_each
from evaluering.estimation.clusters.pooling import pool

VALUES, ERRORS = [2.1, -0.4, 3.3, 1.0, 0.2], [0.9, 0.7, 1.4, 0.6, 1.1]


def test_the_scale_is_never_below_one():
    alike = [1.0, 1.1, 0.9, 1.05, 0.95]
    held, free = (pool(alike, [0.5] * 5, test=test) for test in ("hartung_knapp", "hartung_knapp_untruncated"))
    assert held.scale == free.scale == pytest.approx(0.025)
    assert held.standard_error == pytest.approx(0.5 / np.sqrt(5))
    assert free.standard_error == pytest.approx(np.sqrt(0.025) * 0.5 / np.sqrt(5))
    assert held.warnings == ("between_hardly_known", "between_at_boundary")
    assert held.heterogeneity.between_interval == (0.0, 0.0)


def test_what_is_told_beside_the_mean():
    found = pool(VALUES, ERRORS)
    assert (found.units, found.degrees_of_freedom, found.prediction_degrees_of_freedom) == (5, 4.0, 4.0)
    assert found.prediction.lower < found.interval.lower < found.value < found.interval.upper < found.prediction.upper
    assert found.fixed.standard_error < found.standard_error
    assert found.warnings == ("between_hardly_known",)
    assert pool(VALUES * 2, ERRORS * 2).warnings == ()
    assert pool(VALUES, ERRORS, method="fixed").warnings == ("between_hardly_known",)


def test_equal_estimates():
    for method in ("reml", "ml", "dl", "pm", "sj", "fixed"):
        found = pool([1.0, 1.0, 1.0], [0.5, 0.2, 0.3], method=method)
        assert (found.value, found.heterogeneity.between) == (pytest.approx(1.0), 0.0)
        assert found.heterogeneity.i2_pct == 0.0
    none = pool([1.0, 1.0], [0.5, 0.2], test="hartung_knapp_untruncated")
    assert none.scale == pytest.approx(0.0, abs=1e-25)


def test_without_any_error_the_p_value_is_zero_or_none():
    found = pool([0.0, 0.0], [0.5, 0.2], test="hartung_knapp_untruncated")
    assert found.standard_error == 0
    assert np.isnan(found.p_value)
    alike = pool([2.0] * 4, [0.5, 0.2, 0.3, 0.4], test="hartung_knapp_untruncated")
    assert (alike.standard_error, alike.p_value) == (0, 0)  # as metafor's knha tells it


def test_the_largest_of_two_maxima_is_found():
    y, v = np.array([-3.0, 3.0, 0.1, -0.1, 0.05]), np.array([9.0, 9.0, 0.001, 0.001, 0.001])
    ones = np.ones((5, 1))
    between, _ = between_variance(y, v, ones, method="reml")

    def height(at):
        w = 1 / (v + at)
        mean = np.average(y, weights=w)
        return (np.log(w).sum() - w @ (y - mean) ** 2 - np.log(w.sum())) / 2

    assert height(between) >= max(height(at) for at in np.geomspace(1e-6, 50, 2000)) - 1e-9


@pytest.mark.parametrize(
    ("values", "errors", "message"),
    [
        ([1.0], [1.0], "1 estimates: at least 2"),
        ([1.0, 2.0], [1.0], "one standard error per estimate"),
        ([1.0, np.nan], [1.0, 1.0], "every estimate is a finite number"),
        ([1.0, 2.0], [1.0, 0.0], "every standard error a positive one"),
        ([1.0, "010120-4711"], [1.0, 1.0], "^values holds something that is not a real number$"),
        ([1.0, 2.0], [1.0, "x"], "^standard_errors holds something that is not a real number$"),
    ],
)
def test_estimates_that_cannot_be_pooled(values, errors, message):
    with pytest.raises(ValueError, match=message):
        pool(values, errors)


def test_unknown_methods():
    with pytest.raises(ValueError, match="method is one of reml"):
        pool(VALUES, ERRORS, method="eb")
    with pytest.raises(ValueError, match="test is one of hartung_knapp"):
        moderate(VALUES, ERRORS, range(5), test="t")


def test_moderators():
    with pytest.raises(ValueError, match="2 estimates: at least 3"):
        moderate([1, 2], [1, 1], [0, 1])
    with pytest.raises(ValueError, match="moderator holds something that is not a real number"):
        moderate([1, 2, 4], [1, 1, 1], ["010120-4711", 1, 2])
    with pytest.raises(ValueError, match="differs between units"):
        moderate([1, 2, 4], [1, 1, 1], [1, 1, 1])
    exact = moderate([1, 2, 3], [1, 1, 1], [10, 20, 30], test="hartung_knapp_untruncated")
    assert exact.slope == pytest.approx(0.1)
    assert np.isnan(exact.explained_pct)
    kept = moderate([1, 8, 3, 9], [1, 1, 1, 1], [1, 2, 3, 4])
    assert 0 <= kept.explained_pct <= 100
    assert kept.degrees_of_freedom == 2


def test_without_each():
    found = pool_without_each(VALUES, ERRORS)
    assert found[2] == pool([2.1, -0.4, 1.0, 0.2], [0.9, 0.7, 0.6, 1.1])
    assert [one.units for one in found] == [4] * 5
