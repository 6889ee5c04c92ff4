"""What must hold for forecasts, whatever the series."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.estimation.design import Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.forecast.back_test import BackTestPlan, back_test
from evaluering.estimation.forecast.forecast import forecast_target
from evaluering.estimation.time_axis import label, labels

FEW = settings(derandomize=True, deadline=None, max_examples=12)
SIZE, START = 90, 60
OPTIONS = st.sampled_from(
    [
        FitOptions(standard_errors="se"),
        FitOptions(standard_errors="se", shape=Shape(cut_periods=8)),
        FitOptions(),
        FitOptions(method="reml"),
    ]
)
AHEAD = st.tuples(st.integers(-6, 24), st.integers(0, 11))


@st.composite
def series(draw):
    """A monthly series with shared shocks, and the calendar position of its first month."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    first = draw(st.integers(1990 * 12, 2015 * 12))
    y = 100 + np.cumsum(generator.standard_normal(SIZE)) * 0.3 + generator.standard_normal(SIZE)
    months = labels(first + np.arange(SIZE), "month")
    return pd.DataFrame({"month": months, "y": y, "se": generator.uniform(0.7, 1.3, SIZE)}), first


def forecast(frame, first, *, target, ahead, options):
    begins, length = ahead
    last = first + SIZE - 1
    end = max(last + begins + length, last + 1)
    births = label(last + begins, "month"), label(end, "month")
    return forecast_target(frame, start=label(first + START, "month"), target=target, births=births, options=options)


def numbers(found):
    return [(one.value, one.lower, one.upper) for one in found.estimates[:5]]


def chances(found):
    return [one.probability for one in found.scenarios]


@FEW
@given(series(), AHEAD, OPTIONS, st.floats(90, 110), st.sampled_from([1 / 7, 24.0, 1e-3]))
def test_the_unit_does_not_matter(data, ahead, options, target, factor):
    """Days or weeks: the same probability, and every number in the new unit."""
    frame, first = data
    other = frame.assign(y=frame["y"] * factor, se=frame["se"] * factor)
    plain = forecast(frame, first, target=target, ahead=ahead, options=options)
    scaled = forecast(other, first, target=target * factor, ahead=ahead, options=options)
    np.testing.assert_allclose(np.array(numbers(scaled)) / factor, numbers(plain), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(chances(scaled), chances(plain), atol=1e-6)


@FEW
@given(series(), AHEAD, OPTIONS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(data, ahead, options, random):
    frame, first = data
    order = list(range(SIZE))
    random.shuffle(order)
    plain = forecast(frame, first, target=100, ahead=ahead, options=options)
    shuffled = forecast(frame.iloc[order], first, target=100, ahead=ahead, options=options)
    assert numbers(plain) == numbers(shuffled)
    assert chances(plain) == chances(shuffled)


@FEW
@given(series(), AHEAD, OPTIONS, st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6))
def test_a_higher_target_is_never_likelier(data, ahead, options, targets):
    frame, first = data
    found = [forecast(frame, first, target=one, ahead=ahead, options=options) for one in sorted(targets)]
    told = np.array([chances(one) for one in found])
    assert np.all((told >= 0) & (told <= 1 + 1e-12))
    assert np.all(np.diff(told, axis=0) <= 1e-12)
    needed = [one.slope_needed.value for one in found]
    assert needed == sorted(needed)


@FEW
@given(series(), AHEAD, OPTIONS, st.floats(-50, 50))
def test_a_shift_of_series_and_target_moves_nothing_else(data, ahead, options, shift):
    frame, first = data
    plain = forecast(frame, first, target=100, ahead=ahead, options=options)
    moved = forecast(frame.assign(y=frame["y"] + shift), first, target=100 + shift, ahead=ahead, options=options)
    np.testing.assert_allclose(chances(moved), chances(plain), atol=1e-7)
    assert moved.slope_needed.value == pytest.approx(plain.slope_needed.value, abs=1e-6)


@FEW
@given(series(), AHEAD, OPTIONS)
def test_without_a_slope_both_assumptions_tell_the_same(data, ahead, options):
    """The fitted slope is taken out of the series: what is left has none, and the two points are one."""
    frame, first = data
    slope = forecast(frame, first, target=100, ahead=ahead, options=options).slope_observed.value
    level = frame.assign(y=frame["y"] - slope * np.arange(SIZE) / 12)
    found = forecast(level, first, target=100, ahead=ahead, options=options)
    continues, stays = (one.estimate for one in found.scenarios)
    assert found.slope_observed.value == pytest.approx(0, abs=1e-6)
    assert continues.value == pytest.approx(stays.value, abs=1e-5)


@FEW
@given(series(), AHEAD, st.floats(0.001, 0.2), st.floats(-0.01, 0.01))
def test_a_flat_series_gives_nearly_the_same_probability_under_both(data, ahead, noise, slope):
    """With hardly any noise the slope is known to be about zero."""
    frame, first = data
    index = np.arange(SIZE)
    flat = frame.assign(y=100 + slope * index / 12 + noise * 1e-3 * (frame["y"] - 100), se=1e-3)
    found = forecast(flat, first, target=99, ahead=ahead, options=FitOptions(standard_errors="se"))
    assert chances(found)[0] == pytest.approx(chances(found)[1], abs=0.01)


@settings(derandomize=True, deadline=None, max_examples=4)
@given(series(), st.sampled_from([1 / 7, 7.0]))
def test_a_back_test_knows_no_units_and_no_order(data, factor):
    frame, first = data
    start, plan = label(first + 75, "month"), BackTestPlan(horizons=(12,), step=5)
    other = frame.assign(y=frame["y"] * factor, se=frame["se"] * factor).iloc[::-1]
    options = FitOptions(standard_errors="se")
    found, scaled = (back_test(one, start=start, plan=plan, options=options) for one in (frame, other))
    np.testing.assert_allclose(scaled.origins["value"] / factor, found.origins["value"], rtol=1e-5)
    np.testing.assert_allclose(scaled.probabilities["probability"], found.probabilities["probability"], atol=1e-5)
    assert found.probabilities["probability"].between(0, 1).all()
    assert len(found.origins) > 0
