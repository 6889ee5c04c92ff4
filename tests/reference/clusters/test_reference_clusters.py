"""The numbers of compute.R in this folder come out again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import f as f_distribution

from evaluering.estimation.clusters.beta_binomial import fit_beta_binomial
from evaluering.estimation.clusters.funnel import OVERDISPERSION, funnel_means, funnel_proportions
from evaluering.estimation.clusters.joint import wald_test
from evaluering.estimation.clusters.moderators import moderate, pool_without_each
from evaluering.estimation.clusters.pooling import pool
from evaluering.estimation.clusters.proportions import homogeneity, proportion_difference, proportion_limits
from evaluering.estimation.clusters.shared_shocks import contrasts, hotelling, shared_shocks_test
from evaluering.estimation.clusters.shrinkage import shrink_means, shrink_proportions

NUMBERS = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))
POOLED, SHARES, MEANS, JOINT = (NUMBERS[name] for name in ("pooled", "proportions", "means", "joint"))
TESTS = {"adhoc": "hartung_knapp", "knha": "hartung_knapp_untruncated", "z": "normal"}
LIMITS = ["lower_998", "lower_95", "upper_95", "upper_998"]


def given(name):
    return np.array(POOLED[name]["y"]), np.sqrt(POOLED[name]["v"])


@pytest.mark.parametrize("name", POOLED)
def test_pooling(name):
    for expected in POOLED[name]["runs"]:
        found = pool(*given(name), method=expected["method"], test=TESTS[expected["test"]])
        spread = found.heterogeneity
        numbers = {
            "value": found.value,
            "standard_error": found.standard_error,
            "p_value": found.p_value,
            "lower": found.interval.lower,
            "upper": found.interval.upper,
            "between": spread.between,
            "between_se": spread.between_standard_error,
            "i2": spread.i2_pct,
            "h2": spread.h2,
            "q": spread.q,
            "q_p": spread.p_value,
            "prediction_lower": found.prediction.lower,
            "prediction_upper": found.prediction.upper,
        }
        for what, number in numbers.items():
            assert number == pytest.approx(expected[what], rel=1e-7, abs=1e-12), (expected["method"], what)


@pytest.mark.parametrize("name", POOLED)
def test_fixed_effect_and_the_interval_of_the_variance(name):
    found, expected = pool(*given(name), method="fixed", test="normal"), POOLED[name]["fixed"]
    fixed = [found.fixed.value, found.fixed.standard_error, *found.fixed.interval, found.fixed.p_value]
    asked = [expected[one] for one in ("value", "standard_error", "lower", "upper", "p_value")]
    np.testing.assert_allclose(fixed, asked, rtol=1e-9)
    assert found.value == found.fixed.value
    assert found.heterogeneity.i2_pct == pytest.approx(expected["i2"], rel=1e-9)
    assert found.heterogeneity.h2 == pytest.approx(expected["h2"], rel=1e-9)
    np.testing.assert_allclose(found.heterogeneity.between_interval, POOLED[name]["profile"], rtol=1e-8)
    np.testing.assert_allclose(found.heterogeneity.i2_interval, POOLED[name]["profile_i2"], rtol=1e-8)


@pytest.mark.parametrize("name", [name for name in POOLED if name != "two"])
def test_shrunken_means_and_pooling_without_each(name):
    table, expected = shrink_means(*given(name), largest_standard_error=1.0).table, POOLED[name]["shrunk"]
    for column, what in {"value": "value", "plug_in_lower": "lower", "plug_in_upper": "upper"}.items():
        np.testing.assert_allclose(table[column], expected[what], rtol=1e-6, atol=1e-9)
    without = pool_without_each(*given(name), method="dl", test="normal")
    expected = POOLED[name]["without"]
    np.testing.assert_allclose([one.value for one in without], expected["value"], rtol=1e-9)
    np.testing.assert_allclose([one.heterogeneity.between for one in without], expected["between"], atol=1e-9)
    np.testing.assert_allclose([one.heterogeneity.i2_pct for one in without], expected["i2"], rtol=1e-8, atol=1e-9)


def test_a_moderator():
    expected = NUMBERS["regression"]
    found = moderate(*given("bcg"), expected["x"], test="normal")
    np.testing.assert_allclose([found.intercept, found.slope], expected["coefficients"], rtol=1e-8)
    errors = [found.intercept_standard_error, found.slope_standard_error]
    np.testing.assert_allclose(errors, expected["standard_errors"], rtol=1e-8)
    numbers = [found.between, found.explained_pct, found.p_value, found.residual_q]
    np.testing.assert_allclose(numbers, [expected[one] for one in ("between", "r2", "qm_p", "qe")], rtol=1e-7)


def test_a_moderator_in_two_steps():
    found = moderate(*given("bcg"), NUMBERS["regression"]["x"], method="sj")
    assert found.between == pytest.approx(NUMBERS["regression_sj"]["between"], rel=1e-9)


@pytest.mark.parametrize("overdispersion", OVERDISPERSION)
def test_funnel_of_proportions(overdispersion):
    found = funnel_proportions(SHARES["r"], SHARES["n"], overdispersion=overdispersion)
    numbers = [found.target, found.phi, found.phi_raw, found.between]
    np.testing.assert_allclose(numbers, [SHARES[one] for one in ("target", "phi", "phi_raw", "between")], rtol=1e-9)
    np.testing.assert_allclose(found.table["z"], SHARES["z"], rtol=1e-9)
    expected = SHARES["exact" if overdispersion == "none" else overdispersion]
    np.testing.assert_allclose(found.table[LIMITS].T, expected, rtol=1e-8)


@pytest.mark.parametrize("overdispersion", ["multiplicative", "additive"])
def test_funnel_of_means(overdispersion):
    found = funnel_means(MEANS["values"], MEANS["errors"], overdispersion=overdispersion)
    numbers = [found.target, found.phi, found.between]
    np.testing.assert_allclose(numbers, [MEANS[one] for one in ("target", "phi", "between")], rtol=1e-9)
    np.testing.assert_allclose(found.table[LIMITS].T, MEANS[overdispersion], rtol=1e-9)


@pytest.mark.parametrize("method", ["wilson", "clopper_pearson", "jeffreys"])
def test_limits_of_proportions(method):
    found = np.column_stack(proportion_limits(SHARES["r"], SHARES["n"], method=method))
    np.testing.assert_allclose(found, SHARES[method], rtol=1e-9, atol=1e-12)


def test_differences_and_homogeneity_of_proportions():
    for (first, second), expected in zip([(3, 12), (0, 1)], SHARES["newcombe"], strict=True):
        sides = [(SHARES["r"][at], SHARES["n"][at]) for at in (first, second)]
        found = proportion_difference(*sides)
        np.testing.assert_allclose([found.value, found.lower, found.upper], expected, rtol=1e-9)
    found = homogeneity(SHARES["r"], SHARES["n"])
    numbers = [found.chi_square, found.p_value, found.trend_chi_square, found.trend_p_value]
    np.testing.assert_allclose(numbers, [SHARES[one] for one in ("chisq", "chisq_p", "trend", "trend_p")], rtol=1e-9)


def test_beta_binomial():
    expected = SHARES["beta_binomial"]
    fit = fit_beta_binomial(np.array(SHARES["r"], float), np.array(SHARES["n"], float))
    assert fit.log_likelihood == pytest.approx(expected["loglik"], rel=1e-12)
    assert fit.size == pytest.approx(expected["alpha"] + expected["beta"], rel=1e-4)
    table = shrink_proportions(SHARES["r"], SHARES["n"]).table
    for column, what in {"value": "value", "plug_in_lower": "lower", "plug_in_upper": "upper"}.items():
        np.testing.assert_allclose(table[column], expected[what], rtol=1e-5)


@pytest.mark.parametrize("expected", [*JOINT["fixed"], JOINT["fitted"]])
def test_joint_test_at_a_known_correlation(expected):
    y, columns, contrast, times = joint_series()
    at = np.array([expected["rho"]]), np.array([expected["share"]])
    found = hotelling(y @ contrasts(4), columns, contrast, times, *at)
    numbers = [found.f[0], found.numerator_degrees_of_freedom, found.denominator_degrees_of_freedom, found.p_value[0]]
    np.testing.assert_allclose(numbers, [expected["f"], *expected["df"], expected["p"]], rtol=1e-8)


def test_likelihood_of_a_correlation():
    y, columns, contrast, times = joint_series()
    every = [*JOINT["fixed"], JOINT["fitted"]]
    rho, share, expected = (np.array([one[name] for one in every]) for name in ("rho", "share", "loglik"))
    found = hotelling(y @ contrasts(4), columns, contrast, times, rho, share).log_likelihood
    np.testing.assert_allclose(found - found[0], expected - expected[0], atol=1e-9)


def test_joint_test_with_the_doubt_about_its_correlation():
    found, expected = shared_shocks_test(*joint_series()), JOINT["averaged"]
    numbers = [found.p_value, found.rho, found.persistent_share]
    np.testing.assert_allclose(numbers, [expected[one] for one in ("p", "rho", "share")], rtol=1e-6)
    tail = f_distribution.sf(found.f, found.numerator_degrees_of_freedom, found.denominator_degrees_of_freedom)
    assert tail == pytest.approx(found.p_value, rel=1e-9)


def joint_series():
    times = np.arange(1, 61)
    since = times - JOINT["start"]
    after = (since >= 0).astype(float)
    columns = np.column_stack([np.ones(60), since, after, since * after])
    return np.array(JOINT["Y"]), columns, np.array([0, 0, 1, since[since >= 0].mean()]), times


def test_welch():
    expected = NUMBERS["welch"]
    found = wald_test(*(np.array(expected[one], float) for one in ("values", "errors", "df")))
    numbers = [found.statistic, found.p_value, found.f, found.denominator_degrees_of_freedom]
    np.testing.assert_allclose(numbers, [expected[one] for one in ("q", "p", "f", "df2")], rtol=1e-10)
