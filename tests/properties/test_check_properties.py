"""What holds of checks, multiplicity and power whatever the series."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.estimation.checks.alternative_models import alternative_models
from evaluering.estimation.checks.hidden_cause import e_value
from evaluering.estimation.checks.leave_one_out import leave_one_out
from evaluering.estimation.checks.placebo_dates import placebo_dates
from evaluering.estimation.checks.residuals import residual_autocorrelation, residual_season
from evaluering.estimation.checks.specifications import specification_curve
from evaluering.estimation.design import Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.multiplicity import benjamini_hochberg, holm
from evaluering.estimation.power import detectable_change
from evaluering.periods import Month, months_between

START = "2022-01"
MONTHS = [str(month) for month in months_between(Month(2015, 1), Month(2024, 3))]
OPTIONS = FitOptions(method="ols", shape=Shape(cut_periods=4))

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=20)
series = st.tuples(st.integers(0, 10_000), st.floats(-6, 6), st.floats(0.2, 3))
few = settings(max_examples=12, deadline=None)


def made(drawn):
    seed, change, noise = drawn
    after = np.array([month >= START for month in MONTHS])
    y = 50 + change * after + np.random.default_rng(seed).normal(0, noise, len(MONTHS))
    return pd.DataFrame({"month": MONTHS, "y": y, "se": noise})


@few
@given(p_values)
def test_adjusting_makes_p_values_larger_and_keeps_their_order(values):
    given_ones = np.array(values)
    strict, mild = holm(given_ones), benjamini_hochberg(given_ones)
    assert np.all((given_ones <= mild * (1 + 1e-12)) & (mild <= strict * (1 + 1e-12)) & (strict <= 1))
    order = np.argsort(given_ones, kind="stable")
    assert np.all(np.diff(strict[order]) >= 0)
    assert np.all(np.diff(mild[order]) >= 0)
    assert strict.min() == pytest.approx(min(1, len(values) * given_ones.min()))


@few
@given(p_values, st.randoms(use_true_random=False))
def test_adjusting_does_not_depend_on_the_order(values, random):
    shuffled = list(range(len(values)))
    random.shuffle(shuffled)
    given_ones = np.array(values)
    for adjust in (holm, benjamini_hochberg):
        np.testing.assert_allclose(adjust(given_ones[shuffled]), adjust(given_ones)[shuffled], rtol=1e-12)


@given(st.floats(0.01, 100), st.floats(1, 5), st.floats(1, 5))
def test_a_cause_as_strong_as_the_e_value_explains_exactly_the_ratio(ratio, down, up):
    found = e_value(ratio, lower=ratio / down, upper=ratio * up)
    assert found.value**2 / (2 * found.value - 1) == pytest.approx(max(ratio, 1 / ratio))
    assert found.value == pytest.approx(e_value(1 / ratio).value)
    assert 1 <= found.limit <= found.value * (1 + 1e-12)


@few
@given(series, st.floats(0.1, 50), st.floats(-100, 100))
def test_checks_do_not_depend_on_the_unit(drawn, factor, shift):
    frame = made(drawn)
    other = frame.assign(y=shift + factor * frame["y"])
    plain, scaled = (placebo_dates(one, start=START, options=OPTIONS) for one in (frame, other))
    np.testing.assert_allclose(scaled.table["t"], plain.table["t"], rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(scaled.table["value"], factor * plain.table["value"], rtol=1e-5, atol=1e-6)
    fits = [fit_interrupted(one, start=START, method="ols", shape=OPTIONS.shape) for one in (frame, other)]
    for check in (residual_autocorrelation, residual_season):
        p_value, again = (check(fit).facts["p_value"] for fit in fits)
        assert again == pytest.approx(p_value, rel=1e-5, abs=1e-9)


@few
@given(series, st.randoms(use_true_random=False))
def test_checks_do_not_depend_on_the_order_of_the_rows(drawn, random):
    frame = made(drawn)
    rows = list(range(len(frame)))
    random.shuffle(rows)
    mixed = frame.iloc[rows]
    for check in (placebo_dates, alternative_models):
        chosen = {} if check is placebo_dates else {"methods": ("newey_west",), "shapes": (Shape(4, 6),)}
        plain, shuffled = (check(one, start=START, options=OPTIONS, **chosen) for one in (frame, mixed))
        pd.testing.assert_frame_equal(plain.table, shuffled.table)
        assert (plain.verdict, plain.facts) == (shuffled.verdict, shuffled.facts)


@few
@given(series)
def test_p_counts_the_dates_that_are_as_clear(drawn):
    check = placebo_dates(made(drawn), start=START, options=OPTIONS)
    facts = check.facts
    assert facts["as_clear"] == (check.table["t"].abs() >= abs(facts["t_value"])).sum()
    assert facts["p_value"] == (1 + facts["as_clear"]) / (1 + facts["dates"])
    real = fit_interrupted(made(drawn), start=START, method="ols", shape=OPTIONS.shape).estimate("mean_change")
    if real.lower <= 0 <= real.upper:
        assert check.verdict == "not_assessed"
    else:
        assert check.verdict == ("holds" if facts["p_value"] <= 0.10 else "in_doubt")


@few
@given(series, st.integers(2, 4))
def test_parts_without_weight_change_nothing(drawn, parts):
    frame = made(drawn)
    check = leave_one_out(
        frame, without={str(part): frame.copy() for part in range(parts)}, start=START, options=OPTIONS
    )
    assert (check.table["value"] == check.facts["value"]).all()
    assert check.facts["least_probability"] >= 0.5
    clear = bool((check.table["lower"] > 0).all() or (check.table["upper"] < 0).all())
    assert check.verdict == "holds" or not clear


@few
@given(series)
def test_the_summaries_of_a_curve_lie_within_it(drawn):
    frames = {("d", "none"): made(drawn), ("d", "later"): made(drawn).iloc[12:]}
    curve = specification_curve(
        frames, start=START, options=OPTIONS, methods=("newey_west",), shapes=(Shape(0), Shape(4, 6))
    )
    assert len(curve.specifications) == 12
    assert curve.smallest <= curve.median <= curve.largest
    assert 1 / 12 <= curve.same_direction <= 1
    assert 0 <= curve.interval_excludes_zero <= 1


@few
@given(series, st.floats(0.1, 20))
def test_the_smallest_detectable_change_has_the_unit_of_the_outcome(drawn, factor):
    frame = made(drawn)
    other = frame.assign(y=factor * frame["y"], se=factor * frame["se"])
    options = FitOptions(method="reml")
    plain, scaled = (detectable_change(one, start=START, periods_after=24, options=options) for one in (frame, other))
    assert scaled.smallest_detectable == pytest.approx(factor * plain.smallest_detectable, rel=1e-4)
    assert plain.smallest_detectable > 2.7 * plain.standard_error
