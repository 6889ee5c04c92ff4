from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from evaluering.estimation.comparison.independent_difference import independent_differences
from evaluering.estimation.fitting.mixture import Mixture


def one_difference(first, second):
    (found,) = independent_differences((first, second), (np.ones((1, 1)), np.ones((1, 1))))
    return found


def mixture(weights, centres, scales, df):
    inflation = df / (df - 2) if np.isfinite(df) else 1.0
    roots = np.array(scales, dtype=float)[:, None, None]
    return Mixture(np.array(weights, dtype=float), np.array(centres, dtype=float)[:, None], roots, df, 50.0, inflation)


def cumulative(one, limit):
    centres, scales = one.coefficients[:, 0], one.roots[:, 0, 0]
    return one.weights @ stats.t.cdf((limit - centres) / scales, one.component_degrees_of_freedom)


def density(one, at):
    centres, scales = one.coefficients[:, 0], one.roots[:, 0, 0]
    return one.weights @ (stats.t.pdf((at - centres) / scales, one.component_degrees_of_freedom) / scales)


def test_normals_give_a_normal():
    first, second = mixture([1], [3], [2], np.inf), mixture([1], [1], [1.5], np.inf)
    found = one_difference(first, second)
    exact = stats.norm(2, 2.5)
    assert (found.value, found.standard_error) == pytest.approx((2, 2.5))
    for limit in (-6.0, 0.0, 2.0, 5.0):
        assert found.below(limit) == pytest.approx(exact.cdf(limit), abs=1e-10)
        assert found.above(limit) == pytest.approx(exact.sf(limit), abs=1e-10)
    for probability in (0.025, 0.5, 0.975):
        assert found.quantile(probability) == pytest.approx(exact.ppf(probability), abs=1e-8)


@pytest.mark.parametrize("df", [5.0, 8.0, 150.0])
def test_mixtures_of_t_are_convolved(df):
    first = mixture([0.2, 0.5, 0.3], [0.5, 1.0, 1.4], [0.5, 0.8, 1.6], df)
    second = mixture([0.6, 0.4], [-0.2, 0.4], [1.0, 0.6], df)
    found = one_difference(first, second)
    for limit in (-3.0, 0.0, 1.0, 4.0):
        exact, _ = integrate.quad(
            lambda b, limit=limit: cumulative(first, limit + b) * density(second, b), -np.inf, np.inf, epsabs=1e-12
        )
        assert found.below(limit) == pytest.approx(exact, abs=1e-8)
        assert found.below(limit) + found.above(limit) == pytest.approx(1, abs=1e-12)
    assert found.below(found.quantile(0.025)) == pytest.approx(0.025, abs=1e-9)


def test_the_combinations_are_those_asked():
    first = Mixture(np.ones(1), np.array([[1.0, 10.0]]), np.diag([1.0, 2.0])[None], np.inf, 20.0)
    second = Mixture(np.ones(1), np.array([[1.0, 2.0, 4.0]]), np.diag([1.0, 1.0, 3.0])[None], np.inf, 20.0)
    rows = np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([[0.0, 0.0, 2.0], [1.0, 0.0, 0.0]])
    found, other = independent_differences((first, second), rows)
    assert other.value == pytest.approx(0, abs=1e-12)
    assert found.value == pytest.approx(11 - 8)
    assert found.standard_error == pytest.approx(np.sqrt(5 + 36))


def test_a_limit_far_out_is_found():
    """A small part far away: the limit lies many standard errors of the rest beyond it."""
    first = mixture([0.97, 0.03], [0, 400], [1, 1], 3.0)
    second = mixture([1], [0], [1], np.inf)
    found = one_difference(first, second)
    assert found.quantile(0.999) == pytest.approx(402, abs=3)
    assert found.below(found.quantile(0.999)) == pytest.approx(0.999, abs=1e-8)
