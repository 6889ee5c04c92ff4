import numpy as np
import pytest
import statsmodels.api as sm

from evaluering.estimation.data_quality.coverage_step import coverage_steps
from evaluering.periods import Month

START = Month(2023, 4)


def steps(registration, **other):
    return coverage_steps(registration, start=START, total="region", **({"cut_months": 8} | other))


def known_of(births, shares, seed):
    return np.random.default_rng(seed).binomial(births, shares)


def test_a_step_at_the_start_is_found_and_a_trend_is_not(make_registration):
    months = np.arange(90)  # from January 2019; the start is month 51
    trend = 0.85 + 0.001 * months
    shares = np.stack([trend, trend - 0.2 * (months >= 51)])
    found = steps(make_registration(("0657", "0661"), 90, births=200, known=known_of(200, shares, 1)))
    assert [one.unit for one in found] == ["region", "0657", "0661"]
    assert [one.stands_out for one in found] == [True, False, True]
    region, _, step = found
    assert step.lower < -20 < step.upper
    assert step.step_pct == pytest.approx(-20, abs=4)
    assert region.step_pct == pytest.approx(-10, abs=3)
    assert step.before_pct == pytest.approx(87.4, abs=1)
    assert step.fewest == pytest.approx(200 * 36 * (1 - step.before_pct / 100))


def test_it_is_weighted_least_squares(make_registration):
    rng = np.random.default_rng(2)
    births = rng.integers(50, 400, size=(1, 90))
    known = np.minimum(births, (births * (0.8 + 0.1 * rng.standard_normal((1, 90)))).round().astype(int))
    (found, _) = steps(make_registration(("0657",), 90, births=births, known=known), cut_months=0)
    months = np.arange(90)
    used = (months >= 15) & (months < 87)
    time, after = (months - 51)[used], (months >= 51)[used]
    design = np.column_stack([np.ones(used.sum()), time, after])
    fit = sm.WLS(100 * known[0, used] / births[0, used], design, weights=births[0, used]).fit()
    assert (found.step_pct, found.p) == pytest.approx((fit.params[2], fit.pvalues[2]))
    assert (found.lower, found.upper) == pytest.approx(tuple(fit.conf_int()[2]))


@pytest.mark.parametrize("seed", range(5))
def test_rows_without_a_step_do_not_stand_out(make_registration, seed):
    known = known_of(60, np.full((18, 90), 0.9), seed)
    rows = tuple(f"{code:04d}" for code in range(18))
    assert not any(one.stands_out for one in steps(make_registration(rows, 90, births=60, known=known)))


def test_too_few_months_after_the_start_tell_nothing(make_registration):
    region, row = steps(make_registration(("0657",), 62))
    assert np.isnan([row.step_pct, row.p]).all()
    assert (row.before_pct, row.after_pct) == (100, 100)
    assert not region.stands_out
    assert np.isnan(steps(make_registration(("0657",), 90, births=0))[1].before_pct)
    assert steps(make_registration(("0657",), 63))[1].p == pytest.approx(1)  # everybody known before and after


def test_a_sure_step_that_is_small_does_not_matter(make_registration):
    known = np.full((1, 90), 9_900)
    known[0, 51:] = 9_990
    (step, _) = steps(make_registration(("0657",), 90, births=10_000, known=known))
    assert step.p < 1e-6
    assert not step.stands_out
