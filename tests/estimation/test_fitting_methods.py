"""The error models beside the default: where their highest point is, what they say of doubt, and that they agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.fitting import prais_winsten
from evaluering.estimation.fitting.arima import Order, fit_arima
from evaluering.estimation.fitting.autoregressive import (
    RHO_LIMIT,
    autoregression,
    fit_ml,
    fit_reml,
    profile,
    profile_slope,
)
from evaluering.estimation.fitting.cells import regression
from evaluering.estimation.fitting.kenward_roger import LEAST_DEGREES, fit_kenward_roger
from evaluering.estimation.fitting.methods import METHODS, fit_errors
from evaluering.estimation.fitting.mixture import joint_draws, project
from evaluering.estimation.fitting.prais_winsten import fit_prais_winsten
from evaluering.estimation.interrupted import fit_interrupted

NOT_MARGINAL = tuple(method for method in METHODS if method != "marginal")


def noise(seed, rho, size):
    shocks = np.random.default_rng(seed).standard_normal(size)
    series = shocks / np.sqrt(1 - rho**2) if abs(rho) < 1 else shocks
    for row in range(1, size):
        series[row] = rho * series[row - 1] + shocks[row]
    return series


def segments(size, missing=()):
    times = np.setdiff1d(np.arange(size), missing).astype(np.int64)
    since = times - int(0.6 * size)
    x = np.column_stack([np.ones(len(times)), since, since >= 0, since * (since >= 0)]).astype(float)
    return times, x


def each(fit, size):
    return project(fit.mixture, np.eye(size))


@pytest.mark.parametrize("restricted", [True, False])
def test_the_slope_is_that_of_the_profile(restricted):
    times, x = segments(60, missing=(3, 4, 20, 41))
    model = regression(noise(1, 0.5, 60)[times], x, times)
    rho, step = np.array([-0.9, -0.3, 0.0, 0.4, 0.97]), 1e-5
    rise = profile(model, rho + step, restricted=restricted) - profile(model, rho - step, restricted=restricted)
    np.testing.assert_allclose(profile_slope(model, rho, restricted=restricted), rise / 2 / step, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("restricted", [True, False])
def test_no_point_of_a_fine_grid_is_higher(restricted):
    """Short series have likelihoods with two tops; from one start the lower is found in one of a few hundred."""
    times, x = segments(24)
    grid = np.linspace(-RHO_LIMIT, RHO_LIMIT, 2001)
    not_simple = 0
    for seed in range(60):
        model = regression(noise(seed, 0.5, 24), x, times)
        found = autoregression(model, restricted=restricted)
        heights = profile(model, grid, restricted=restricted)
        assert found.log_likelihood >= heights.max() - 1e-12
        turns = np.flatnonzero(np.diff(np.sign(np.diff(heights))))
        not_simple += len(turns) != 1
    assert not_simple > 0 or not restricted


def test_limits_of_the_correlation_are_where_the_likelihood_has_fallen():
    times, x = segments(90)
    model = regression(noise(4, 0.6, 90), x, times)
    found = autoregression(model, restricted=True)
    fall = found.log_likelihood - profile(model, np.array([found.rho.lower, found.rho.upper]), restricted=True)
    np.testing.assert_allclose(fall, 1.920729410347, atol=1e-6)


@pytest.mark.parametrize(("fit", "rho"), [(fit_reml, 0.8), (fit_ml, 0.8), (fit_arima, 0.8), (fit_prais_winsten, 0.8)])
def test_the_errors_parameters_are_found(fit, rho):
    times, x = segments(800, missing=range(100, 130))
    found = fit(5 * noise(7, rho, 800)[times] * np.sqrt(1 - rho**2), x, times)
    assert found.rho.value == pytest.approx(rho, abs=0.06)
    assert found.tau.value == pytest.approx(5, abs=0.8)
    assert found.innovations.std() == pytest.approx(1, abs=0.02)
    assert found.warnings == ()


def test_full_likelihood_and_state_space_are_the_same_fit():
    times, x = segments(70, missing=(12, 13, 50))
    y = noise(8, 0.6, 70)[times]
    direct, filtered = fit_ml(y, x, times), fit_arima(y, x, times)
    assert filtered.rho.value == pytest.approx(direct.rho.value, abs=1e-7)
    assert filtered.tau.value == pytest.approx(direct.tau.value, rel=1e-7)
    np.testing.assert_allclose(filtered.innovations, direct.innovations, atol=1e-6)
    np.testing.assert_allclose(filtered.mixture.coefficients, direct.mixture.coefficients, rtol=1e-6)
    assert filtered.rho.lower < filtered.rho.value < filtered.rho.upper


def test_near_a_unit_root_every_method_says_so():
    times = np.arange(200, dtype=np.int64)
    x, walk = np.ones((200, 1)), np.cumsum(np.random.default_rng(1).standard_normal(200))
    for method in ("reml", "ml", "kenward_roger", "prais_winsten", "arima"):
        assert "near_unit_root" in fit_errors(walk, x, times, sampling_variance=None, method=method).warnings
    ramp = times + 0.1 * np.random.default_rng(2).standard_normal(200)
    at_the_end = fit_reml(ramp, x, times)
    assert at_the_end.rho.value == at_the_end.rho.upper == RHO_LIMIT
    assert at_the_end.warnings == ("near_unit_root", "correlation_at_boundary")
    assert fit_arima(ramp, x, times).warnings == ("near_unit_root", "not_converged")
    assert np.isnan(fit_arima(ramp, x, times).rho.lower)


def test_the_other_end_is_no_unit_root():
    times = np.arange(200, dtype=np.int64)
    x, turns = np.ones((200, 1)), np.where(times % 2, 1.0, -1.0) + 0.002 * np.random.default_rng(3).standard_normal(200)
    for fit in (fit_reml, fit_ml, fit_prais_winsten):
        found = fit(turns, x, times)
        assert found.rho.value == -RHO_LIMIT
        assert found.warnings == ("correlation_at_boundary",)
    assert fit_reml(turns, x, times).rho.lower == -RHO_LIMIT


def test_kenward_roger_has_degrees_of_freedom_by_combination():
    times, x = segments(120)
    y = noise(5, 0.4, 120)
    found, plain = fit_kenward_roger(y, x, times), fit_reml(y, x, times)
    contrasts = np.vstack([np.eye(4), [0, 0, 1, 20]])
    projection = project(found.mixture, contrasts)
    assert found.warnings == ()
    assert len(set(projection.degrees_of_freedom.round(3))) == 5
    assert np.all((projection.degrees_of_freedom > LEAST_DEGREES) & (projection.degrees_of_freedom <= 116))
    np.testing.assert_allclose(projection.value, project(plain.mixture, contrasts).value)
    assert np.all(projection.quantile(0.975) > project(plain.mixture, contrasts).quantile(0.975))
    np.testing.assert_allclose(projection.below(projection.quantile(0.025)), 0.025, rtol=1e-9)
    assert project(plain.mixture, contrasts).degrees_of_freedom.tolist() == [116.0] * 5


def test_kenward_rogers_estimates_carry_their_own_degrees_of_freedom():
    frame = pd.DataFrame({"month": pd.period_range("2012-01", periods=120, freq="M"), "y": 50 + noise(5, 0.4, 120)})
    fit = fit_interrupted(frame, start="2018-01", method="kenward_roger")
    degrees = {one.estimand: one.degrees_of_freedom for one in fit.estimates}
    assert degrees["level_change"] > 1.2 * degrees["slope_change"]
    assert degrees["relative_mean_change"] == degrees["mean_change"]


def test_draws_take_the_fewer_degrees_of_freedom():
    times, x = segments(120)
    mixture = fit_kenward_roger(noise(5, 0.4, 120), x, times).mixture
    contrasts = np.eye(4)[[2, 3]]
    fewest = project(mixture, contrasts).degrees_of_freedom.min()
    draws = joint_draws(mixture, contrasts, draws=400_000, seed=1)
    spread = project(mixture, contrasts).standard_error * np.sqrt(fewest / (fewest - 2))
    np.testing.assert_allclose(draws.std(axis=0), spread, rtol=0.01)


def test_kenward_rogers_intervals_stay_within_reason():
    """Unguarded, the widest of these intervals is millions of times that of restricted maximum likelihood."""
    times, x = segments(48)
    guarded, widths = 0, []
    for seed in range(40):
        y = noise(seed, 0.9, 48)
        found, plain = fit_kenward_roger(y, x, times), fit_reml(y, x, times)
        guarded += "degrees_of_freedom_guarded" in found.warnings
        wide, narrow = (each(fit, 4).quantile(0.975) - each(fit, 4).value for fit in (found, plain))
        widths.append(wide / narrow)
    assert guarded > 20
    assert np.max(widths) < 2 * 2.78 / 2.0
    assert np.min(widths) > 0.5


def test_prais_winsten_needs_neighbours_and_says_when_it_does_not_settle(monkeypatch):
    times, x = segments(80)
    with pytest.raises(ValueError, match="needs neighbouring periods"):
        fit_prais_winsten(noise(1, 0.2, 80)[::2], x[::2], times[::2])
    monkeypatch.setattr(prais_winsten, "_ITERATIONS", 2)
    assert fit_prais_winsten(noise(1, 0.5, 80), x, times).warnings == ("not_converged",)


def test_prais_winsten_takes_correlation_from_neighbours_alone():
    times = np.array([0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32], dtype=np.int64)
    residual = np.tile([1.0, 0.0, -1.0], 4) * np.repeat([1.0, -1.0, 1.0, -1.0], 3)
    assert fit_prais_winsten(residual, np.ones((12, 1)), times).rho.value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("order", "lag"), [(Order(0, 1), 1), (Order(0, 0, 0, 1, 4), 4)])
def test_other_orders_have_no_correlation_of_their_own(order, lag):
    times, x = segments(160)
    shocks = np.random.default_rng(5).standard_normal(160 + lag)
    found = fit_arima(shocks[lag:] + 0.6 * shocks[:-lag], x, times, order)
    assert np.isnan(found.rho.value)
    assert np.isnan(found.tau.value)
    assert found.warnings == ()
    moved = found.innovations[lag:] @ found.innovations[:-lag] / 160
    assert abs(moved) < 0.15


@pytest.mark.parametrize("method", METHODS)
def test_units_do_not_matter(method):
    """SARIMAX itself fails this: on large numbers it stops far from the optimum and reports convergence."""
    times, x = segments(84, missing=(5, 30, 31))
    y = noise(11, 0.5, 84)[times]
    plain = fit_errors(y, x, times, sampling_variance=None, method=method)
    rescaled = x * np.array([1.0, 1 / 12, 1.0, 1 / 12])
    scaled = fit_errors(3e6 + 1e5 * y, rescaled, times, sampling_variance=None, method=method)
    factor, shift = 1e5 * np.array([1, 12, 1, 12]), 3e6 * np.eye(4)[0]
    one, other = each(plain, 4), each(scaled, 4)
    np.testing.assert_allclose(other.value - shift, factor * one.value, rtol=1e-5, atol=1)
    np.testing.assert_allclose(other.standard_error, factor * one.standard_error, rtol=1e-5)
    np.testing.assert_allclose(other.quantile(0.975) - shift, factor * one.quantile(0.975), rtol=1e-5, atol=1)
    np.testing.assert_allclose(scaled.innovations, plain.innovations, rtol=1e-4, atol=1e-5)
    assert scaled.warnings == plain.warnings


@pytest.mark.parametrize("method", NOT_MARGINAL)
def test_standard_errors_that_go_unused_are_named(method):
    times, x = segments(60)
    with_them = fit_errors(noise(1, 0.2, 60), x, times, sampling_variance=np.ones(60), method=method)
    without = fit_errors(noise(1, 0.2, 60), x, times, sampling_variance=None, method=method)
    assert with_them.warnings == (*without.warnings, "standard_errors_unused")
    np.testing.assert_array_equal(with_them.mixture.coefficients, without.mixture.coefficients)


@pytest.mark.parametrize("method", METHODS)
def test_few_periods_are_named(method):
    times, x = segments(30)
    assert "few_periods" in fit_errors(noise(2, 0.2, 30), x, times, sampling_variance=None, method=method).warnings


PERIODS = {
    "months": pd.period_range("2014-01", periods=84, freq="M").strftime("%Y-%m"),
    "quarters": pd.period_range("2001Q1", periods=84, freq="Q").strftime("%YQ%q"),
    "years": np.arange(1930, 2014),
}
STARTS = {"months": "2018-03", "quarters": "2011Q3", "years": 1972}


@pytest.mark.parametrize("grain", PERIODS)
@pytest.mark.parametrize("method", METHODS)
def test_every_method_takes_months_quarters_years_gaps_and_any_order(method, grain, capfd):
    time = np.arange(84)
    frame = pd.DataFrame({"time": PERIODS[grain], "y": 20 + 3 * (time >= 50) + noise(13, 0.4, 84)})
    frame.loc[20, "y"] = np.nan
    kept = frame.drop(index=[7, 8, 60])
    before = kept.copy()
    fit = fit_interrupted(kept, period="time", start=STARTS[grain], method=method)
    mixed = fit_interrupted(kept.sample(frac=1, random_state=1), period="time", start=STARTS[grain], method=method)
    change = fit.estimate("mean_change")
    assert change.lower < 3 < change.upper
    assert change.lower < change.value < change.upper
    assert (fit.method, change.method) == (method, method)
    assert fit.estimates == mixed.estimates
    pd.testing.assert_frame_equal(fit.frame, mixed.frame)
    pd.testing.assert_frame_equal(kept, before)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("method", METHODS)
def test_degrees_of_freedom_are_those_of_the_interval(method):
    frame = pd.DataFrame({"month": PERIODS["months"], "y": noise(14, 0.4, 84)})
    change = fit_interrupted(frame, start="2018-03", method=method).estimate("mean_change")
    if method == "arima":
        assert change.degrees_of_freedom == np.inf
        assert change.upper - change.value == pytest.approx(1.959963985 * change.standard_error)
        assert change.smallest_detectable == pytest.approx((1.959963985 + 0.841621234) * change.standard_error)
    elif method == "kenward_roger":
        assert LEAST_DEGREES <= change.degrees_of_freedom < 76
    else:
        assert change.degrees_of_freedom == 76
