"""The algebra: quantiles of mixtures, draws, grids and their edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evaluering.estimation.fitting.cells import innovations, known_variance_cells, profiled_cells, regression
from evaluering.estimation.fitting.error_fit import lag_one_autocorrelation
from evaluering.estimation.fitting.marginal import fit_marginal
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Mixture, joint_draws, project

TIMES = np.arange(60, dtype=np.int64)
LINE = np.column_stack([np.ones(60), TIMES - 30.0])


def noise(seed, rho=0.0, size=60):
    generator = np.random.default_rng(seed)
    shocks = generator.standard_normal(size)
    series = np.empty(size)
    series[0] = shocks[0] / np.sqrt(1 - rho**2)
    for row in range(1, size):
        series[row] = rho * series[row - 1] + shocks[row]
    return series


def mixture(df=np.inf):
    weights = np.array([0.7, 0.3 - 1e-12, 1e-12])
    coefficients = np.array([[0.0, 1.0], [4.0, 2.0], [50.0, 0.0]])
    roots = np.array([np.diag([1.0, 0.5]), np.array([[2.0, 0.0], [1.0, 1.0]]), np.eye(2)])
    return Mixture(weights, coefficients, roots, df, 30.0)


@pytest.mark.parametrize("df", [np.inf, 7.0])
@pytest.mark.parametrize("probability", [1e-6, 0.025, 0.5, 0.7, 0.975, 1 - 1e-6])
def test_quantiles_undo_the_distribution_function(df, probability):
    projection = project(mixture(df), np.array([[1.0, 0.0], [0.5, -1.0]]))
    for limit, found in zip(projection.quantile(probability), range(2), strict=True):
        assert projection.below(limit)[found] == pytest.approx(probability, rel=1e-8)
        assert projection.above(limit)[found] == pytest.approx(1 - probability, rel=1e-7)


def test_the_distribution_function_is_that_of_the_mixture():
    projection = project(mixture(), np.array([[1.0, 0.0]]))
    expected = 0.7 * stats.norm.cdf(1.5) + 0.3 * stats.norm.cdf(1.5, loc=4, scale=2)
    assert projection.below(1.5)[0] == pytest.approx(expected, abs=1e-11)
    assert projection.value[0] == pytest.approx(1.2, abs=1e-9)
    within, between = 0.7 * 1 + 0.3 * 4, 0.7 * 1.2**2 + 0.3 * 2.8**2
    assert projection.standard_error[0] == pytest.approx(np.sqrt(within + between), abs=1e-8)


def test_a_tail_probability_keeps_its_digits():
    one = Mixture(np.ones(1), np.array([[10.0]]), np.array([[[1.0]]]), np.inf, 30.0)
    assert project(one, np.eye(1)).below(0.0)[0] == pytest.approx(stats.norm.sf(10), rel=1e-10)
    assert project(one, np.eye(1)).quantile(0.975)[0] == pytest.approx(10 + stats.norm.ppf(0.975))


def test_components_without_weight_are_left_out():
    assert len(mixture().pruned().weights) == 2
    assert mixture().pruned().weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("df", [np.inf, 9.0])
def test_draws_have_the_moments_of_the_mixture(df):
    contrasts = np.array([[1.0, 0.0], [0.0, 1.0]])
    draws = joint_draws(mixture(df), contrasts, draws=200_000, seed=4)
    plain = mixture(df)
    spread = 1.0 if np.isinf(df) else df / (df - 2)
    exact = project(Mixture(plain.weights, plain.coefficients, plain.roots, df, 30.0, spread), contrasts)
    np.testing.assert_allclose(draws.mean(axis=0), exact.value, atol=0.02)
    np.testing.assert_allclose(draws.std(axis=0), exact.standard_error, rtol=0.02)
    covariance = 0.3 * 2.0 * spread + 0.7 * (-1.2) * (-0.3) + 0.3 * 2.8 * 0.7
    assert np.cov(draws.T)[0, 1] == pytest.approx(covariance, abs=0.04)
    np.testing.assert_array_equal(draws, joint_draws(mixture(df), contrasts, draws=200_000, seed=4))


def test_a_gap_is_the_same_as_the_missing_rows_integrated_out():
    """Without sampling noise, both recursions give the same fit on a calendar with gaps."""
    keep = np.setdiff1d(np.arange(60), [5, 6, 20, 41])
    model = regression(noise(2, 0.6)[keep], LINE[keep], TIMES[keep])
    rho = np.array([-0.5, 0.0, 0.4, 0.9])
    direct, profiled = known_variance_cells(model, rho, np.ones(4), np.zeros(56)), profiled_cells(model, rho)
    np.testing.assert_allclose(direct.coefficients, profiled.coefficients, rtol=1e-9)
    np.testing.assert_allclose(direct.residual_sum_of_squares, profiled.residual_sum_of_squares, rtol=1e-9)


def test_innovations_whiten():
    series = noise(5, 0.8, 4000)
    times = np.arange(4000, dtype=np.int64)
    white = innovations(series, times, 0.8, 1 / 0.6, np.zeros(4000))
    assert white.std() == pytest.approx(1, abs=0.03)
    assert abs(lag_one_autocorrelation(white, times)) < 0.04
    assert lag_one_autocorrelation(series, times) == pytest.approx(0.8, abs=0.03)


def test_autocorrelation_skips_gaps():
    assert np.isnan(lag_one_autocorrelation(np.array([1.0, -1.0, 1.0]), np.array([0, 2, 4])))
    values = np.array([1.0, -1.0, 1.0, -1.0])
    assert lag_one_autocorrelation(values, np.array([0, 1, 3, 4])) == pytest.approx(-1)


def test_unidentified_and_overfull_designs_are_refused():
    with pytest.raises(ValueError, match="not identified"):
        regression(noise(1), np.column_stack([LINE, LINE[:, 1] * 2]), TIMES)
    with pytest.raises(ValueError, match="cannot carry a model with 2 coefficients"):
        regression(noise(1)[:4], LINE[:4], TIMES[:4])
    with pytest.raises(ValueError, match="without any residual"):
        regression(3 + 2.0 * TIMES, LINE, TIMES)


def test_the_error_parameters_are_found():
    times = np.arange(600, dtype=np.int64)
    x = np.column_stack([np.ones(600), times - 300.0])
    generator = np.random.default_rng(8)
    series = 3 * 0.6 * noise(9, 0.8, 600)
    without = fit_marginal(series, x, times, None)
    assert without.rho.lower < 0.8 < without.rho.upper
    assert without.tau.lower < 3 < without.tau.upper
    sampled = fit_marginal(series + 2 * generator.standard_normal(600), x, times, np.full(600, 4.0))
    assert sampled.rho.lower < 0.8 < sampled.rho.upper
    assert sampled.tau.lower < 3 < sampled.tau.upper
    assert sampled.warnings == without.warnings == ()


def test_sampling_noise_hides_correlation_only_when_it_is_not_told():
    times = np.arange(600, dtype=np.int64)
    x = np.column_stack([np.ones(600), times - 300.0])
    series = 0.6 * noise(10, 0.8, 600) + 2 * np.random.default_rng(11).standard_normal(600)
    assert fit_marginal(series, x, times, None).rho.upper < 0.6
    assert fit_marginal(series, x, times, np.full(600, 4.0)).rho.value > 0.6


def test_warnings_name_what_is_doubtful():
    assert "few_periods" in fit_marginal(noise(3)[:30], LINE[:30], TIMES[:30], None).warnings
    times = np.arange(200, dtype=np.int64)
    walk = np.cumsum(np.random.default_rng(1).standard_normal(200))
    assert "near_unit_root" in fit_marginal(walk, np.ones((200, 1)), times, None).warnings
    alternating = np.where(TIMES % 4 < 2, 0.1, -0.1) * np.where(TIMES % 2, 1, -1)
    assert "variance_at_boundary" in fit_marginal(alternating, LINE, TIMES, np.ones(60)).warnings


def test_methods_are_named():
    with pytest.raises(
        ValueError, match="choose one of marginal, reml, ml, kenward_roger, ols, newey_west, prais_winsten, arima"
    ):
        fit_errors(noise(1), LINE, TIMES, sampling_variance=None, method="magic")
    with pytest.raises(ValueError, match="lags belongs to"):
        fit_errors(noise(1), LINE, TIMES, sampling_variance=None, method="ols", lags=2)
    with pytest.raises(ValueError, match="from 0 to 59"):
        fit_errors(noise(1), LINE, TIMES, sampling_variance=None, method="newey_west", lags=60)


def test_newey_west_counts_lags_on_the_calendar():
    keep = np.arange(0, 60, 2)
    y, x, times = noise(6, 0.7)[keep], LINE[keep], TIMES[keep]
    near = fit_errors(y, x, times, sampling_variance=None, method="newey_west", lags=1).mixture
    none = fit_errors(y, x, times, sampling_variance=None, method="newey_west", lags=0).mixture
    two = fit_errors(y, x, times, sampling_variance=None, method="newey_west", lags=2).mixture
    np.testing.assert_allclose(near.roots @ near.roots.transpose(0, 2, 1), none.roots @ none.roots.transpose(0, 2, 1))
    assert not np.allclose(two.roots @ two.roots.transpose(0, 2, 1), none.roots @ none.roots.transpose(0, 2, 1))


def test_newey_west_has_a_default_lag():
    y = noise(6, 0.7)
    chosen = fit_errors(y, LINE, TIMES, sampling_variance=None, method="newey_west").mixture
    three = fit_errors(y, LINE, TIMES, sampling_variance=None, method="newey_west", lags=3).mixture
    np.testing.assert_array_equal(chosen.roots, three.roots)
