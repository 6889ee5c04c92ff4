"""What must hold for any series: order, units, shifts, calendars, signs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.estimation import fit_interrupted
from evaluering.estimation.time_axis import label

FEW = settings(derandomize=True, deadline=None, max_examples=12)
METHODS = st.sampled_from(["marginal", "sampled", "ols", "newey_west"])


@st.composite
def series(draw):
    size = draw(st.integers(40, 90))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    first = draw(st.integers(1990 * 12, 2015 * 12))
    rho = draw(st.sampled_from([0.0, 0.5, 0.9]))
    y = np.empty(size)
    y[0] = generator.standard_normal()
    for row in range(1, size):
        y[row] = rho * y[row - 1] + generator.standard_normal()
    frame = pd.DataFrame(
        {
            "month": [label(first + place, "month") for place in range(size)],
            "y": 50 + y + generator.standard_normal(size),
            "se": generator.uniform(0.7, 1.3, size),
        }
    )
    kept = generator.random(size) > 0.05
    return frame[kept].reset_index(drop=True), label(first + size // 2, "month")


def fitted(frame, start, kind):
    if kind == "sampled":
        return fit_interrupted(frame, start=start, standard_errors="se")
    return fit_interrupted(frame, start=start, method=kind)


def numbers(fit, names=("value", "lower", "upper")):
    found = {one.estimand: [getattr(one, name) for name in names] for one in fit.estimates}
    return {key: np.array(value) for key, value in found.items() if key != "relative_mean_change"}


def assert_same(found, expected, tolerance=1e-6):
    assert found.keys() == expected.keys()
    for key in found:
        np.testing.assert_allclose(found[key], expected[key], rtol=tolerance, atol=tolerance, err_msg=key)


@FEW
@given(series(), METHODS, st.integers(0, 1000))
def test_the_order_of_the_rows_means_nothing(data, kind, seed):
    frame, start = data
    shuffled = frame.sample(frac=1, random_state=seed)
    assert fitted(shuffled, start, kind).estimates == fitted(frame, start, kind).estimates


@FEW
@given(series(), METHODS, st.sampled_from([1e-6, 0.01, 7.0, 1e5]))
def test_estimates_follow_the_unit(data, kind, factor):
    frame, start = data
    scaled = frame.assign(y=frame["y"] * factor, se=frame["se"] * factor)
    plain, other = fitted(frame, start, kind), fitted(scaled, start, kind)
    assert_same({key: value / factor for key, value in numbers(other).items()}, numbers(plain))
    assert_same(numbers(other, ("p_value",)), numbers(plain, ("p_value",)))


@FEW
@given(series(), METHODS, st.sampled_from([-1000.0, 3.0, 1e6]))
def test_a_constant_changes_levels_alone(data, kind, constant):
    frame, start = data
    plain, other = (
        numbers(fitted(frame, start, kind)),
        numbers(fitted(frame.assign(y=frame["y"] + constant), start, kind)),
    )
    for level in ("counterfactual_mean", "fitted_mean"):
        np.testing.assert_allclose(other.pop(level) - constant, plain.pop(level), rtol=1e-6, atol=1e-6)
    assert_same(other, plain)


@FEW
@given(series(), METHODS, st.floats(-20, 20), st.floats(-1, 1))
def test_an_added_change_is_found_on_top(data, kind, level, slope):
    """What lies in the model's own columns moves the estimates by itself and the intervals not at all."""
    frame, start = data
    months = frame["month"].str.slice(0, 4).astype(int) * 12 + frame["month"].str.slice(5).astype(int)
    since = months - (int(start[:4]) * 12 + int(start[5:]))
    added = frame.assign(y=frame["y"] + np.where(since >= 0, level + slope * since, 0.0))
    plain, other = numbers(fitted(frame, start, kind)), numbers(fitted(added, start, kind))
    np.testing.assert_allclose(other["level_change"], plain["level_change"] + level, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other["slope_change"], plain["slope_change"] + slope, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other["trend_before_per_year"], plain["trend_before_per_year"], rtol=1e-6, atol=1e-6)


@FEW
@given(series(), METHODS)
def test_the_other_sign_is_the_mirror_image(data, kind):
    frame, start = data
    plain, other = (fitted(one, start, kind).estimate("mean_change") for one in (frame, frame.assign(y=-frame["y"])))
    assert other.value == pytest.approx(-plain.value)
    assert (other.lower, other.upper) == pytest.approx((-plain.upper, -plain.lower))
    assert other.probability_positive == pytest.approx(1 - plain.probability_positive, abs=1e-9)


@FEW
@given(series(), METHODS, st.integers(1, 30))
def test_whole_years_later_nothing_changes_but_the_names(data, kind, years):
    frame, start = data
    moved = frame.assign(month=[f"{int(month[:4]) + years}{month[4:]}" for month in frame["month"]])
    later = fitted(moved, f"{int(start[:4]) + years}{start[4:]}", kind)
    for one, other in zip(fitted(frame, start, kind).estimates, later.estimates, strict=True):
        assert other.value == pytest.approx(one.value, rel=1e-9, abs=1e-9)
        assert int(other.first_period[:4]) - int(one.first_period[:4]) == years


@FEW
@given(series(), st.integers(0, 5))
def test_a_missing_row_and_a_missing_value_are_the_same(data, place):
    frame, start = data
    emptied = frame.copy()
    emptied.loc[place + 5, "y"] = np.nan
    dropped = frame.drop(index=place + 5)
    assert fitted(emptied, start, "sampled").estimates == fitted(dropped, start, "sampled").estimates
