"""What must hold for breaks, further interruptions and comparison series, whatever the series."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.estimation import (
    Break,
    FitOptions,
    Interruption,
    Shape,
    fit_controlled,
    fit_interrupted,
    fit_two_group,
    placebo_in_space,
)
from evaluering.estimation.time_axis import label, labels, read_periods

FEW = settings(derandomize=True, deadline=None, max_examples=10)
METHODS = st.sampled_from(["marginal", "ols", "newey_west"])
SIZE, START = 84, 50


@st.composite
def series(draw):
    """Monthly outcome and control around shared shocks, and the first month."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    first = draw(st.integers(1990 * 12, 2015 * 12))
    shared = np.cumsum(generator.standard_normal(SIZE))
    frame = pd.DataFrame(
        {
            "month": labels(first + np.arange(SIZE), "month"),
            "y": 50 + shared + generator.standard_normal(SIZE),
            "control": 40 + shared + generator.standard_normal(SIZE),
            "se": generator.uniform(0.7, 1.3, SIZE),
        }
    )
    return frame, first


def numbers(fit):
    kept = [one for one in fit.estimates if one.estimand != "relative_mean_change"]
    return {one.estimand: (one.value, one.lower, one.upper) for one in kept}


def assert_same(found, expected, tolerance=1e-6):
    assert found.keys() == expected.keys()
    for key, value in found.items():
        np.testing.assert_allclose(value, expected[key], rtol=tolerance, atol=tolerance, err_msg=key)


@FEW
@given(series(), METHODS, st.integers(1, 30), st.integers(0, 8), st.floats(-50, 50))
def test_what_happened_in_a_declared_break_is_not_change(data, method, begins, length, size):
    """A pulse of any height in the periods of the break leaves every number as it was."""
    frame, first = data
    shape = Shape(breaks=(Break("x", label(first + begins, "month"), label(first + begins + length, "month")),))
    struck = np.isin(np.arange(SIZE), np.arange(begins, begins + length + 1))
    start = label(first + START, "month")
    plain = fit_interrupted(frame, start=start, method=method, shape=shape)
    moved = fit_interrupted(frame.assign(y=frame["y"] + size * struck), start=start, method=method, shape=shape)
    assert_same(numbers(moved), numbers(plain))


@FEW
@given(series(), METHODS, st.integers(5, 35), st.floats(-20, 20), st.floats(-1, 1))
def test_a_further_interruption_takes_its_own_level_and_slope(data, method, begins, level, slope):
    frame, first = data
    since = np.arange(SIZE) - begins
    bent = frame.assign(y=frame["y"] + np.where(since >= 0, level + slope * since, 0.0))
    shape = Shape(interruptions=(Interruption(label(first + begins, "month")),))
    start = label(first + START, "month")
    plain, moved = (fit_interrupted(one, start=start, method=method, shape=shape) for one in (frame, bent))
    for estimand in ("mean_change", "level_change", "slope_change", "change_after_12_periods"):
        assert moved.estimate(estimand).value == pytest.approx(plain.estimate(estimand).value, abs=1e-6)
    for estimand, size in (("level_change_1", level), ("slope_change_1", slope)):
        gap = moved.estimate(estimand).value - plain.estimate(estimand).value
        assert gap == pytest.approx(size, abs=1e-6)


@FEW
@given(series(), st.integers(1, 10), st.integers(0, 9), st.integers(0, 9))
def test_a_pulse_on_cut_periods_alone_is_refused(data, cut, one, other):
    frame, first = data
    ends = sorted(min(place, cut - 1) for place in (one, other))
    inside = [label(first + START - cut + place, "month") for place in ends]
    shape = Shape(cut_periods=cut, breaks=(Break("hidden", inside[0], inside[1]),))
    with pytest.raises(ValueError, match="break 'hidden' cannot be told: no period of the fit lies in it"):
        fit_interrupted(frame, start=label(first + START, "month"), shape=shape)


@FEW
@given(series(), METHODS, st.integers(-300, 300).map(lambda years: 12 * (years // 12)))
def test_a_break_moves_with_the_calendar(data, method, shift):
    frame, first = data

    def fitted(offset):
        moved = frame.assign(month=labels(read_periods(frame["month"].tolist()).index + offset, "month"))
        begins = first + offset + 20
        shape = Shape(cut_periods=3, breaks=(Break("x", label(begins, "month"), label(begins + 6, "month")),))
        return fit_interrupted(moved, start=label(first + offset + START, "month"), method=method, shape=shape)

    def by_place(fit):
        return {str(place): value for place, value in enumerate(numbers(fit).values())}

    assert_same(by_place(fitted(shift)), by_place(fitted(0)), tolerance=1e-7)


@FEW
@given(series(), METHODS)
def test_a_control_of_nothing_changes_nothing(data, method):
    frame, first = data
    start = label(first + START, "month")
    alone = fit_interrupted(frame, start=start, method=method)
    found = fit_controlled(frame.assign(control=0.0), start=start, options=FitOptions(method=method))
    assert numbers(found) == numbers(alone)


@FEW
@given(series(), METHODS, st.integers(0, 2**32 - 1))
def test_what_moves_both_alike_falls_out(data, method, seed):
    frame, first = data
    start, options = label(first + START, "month"), FitOptions(method=method)
    shock = 10 * np.random.default_rng(seed).standard_normal(SIZE)
    struck = frame.assign(y=frame["y"] + shock, control=frame["control"] + shock)
    plain, found = (fit_controlled(one, start=start, options=options) for one in (frame, struck))
    assert_same(numbers(found), numbers(plain))
    swapped = fit_controlled(frame.rename(columns={"y": "control", "control": "y"}), start=start, options=options)
    assert_same(
        {
            key: tuple(-value for value in (middle, upper, lower))
            for key, (middle, lower, upper) in numbers(swapped).items()
        },
        numbers(plain),
    )


@FEW
@given(series(), st.sampled_from([1e-4, 3.0, 1e4]), st.sampled_from([("b", "a"), ("1", "2"), ("x y", "æ")]))
def test_two_groups_follow_unit_names_and_row_order(data, factor, names):
    frame, first = data
    start, options = label(first + START, "month"), FitOptions(standard_errors="se")
    long = pd.concat([frame.assign(group="a"), frame.assign(group="b", y=frame["control"])])
    plain = numbers(fit_two_group(long, start=start, treated="a", options=options))
    other = long.assign(
        y=long["y"] * factor, se=long["se"] * factor, group=long["group"].map(dict(zip("ab", names, strict=True)))
    )
    found = fit_two_group(other.sample(frac=1, random_state=1), start=start, treated=names[0], options=options)
    assert_same({key: tuple(np.array(value) / factor) for key, value in numbers(found).items()}, plain)


@settings(derandomize=True, deadline=None, max_examples=4)
@given(st.integers(0, 2**32 - 1), st.permutations(range(11)))
def test_a_placebo_knows_units_by_their_series_alone(seed, order):
    generator = np.random.default_rng(seed)
    months = labels(2018 * 12 + np.arange(48), "month")
    parts = [pd.DataFrame({"month": months, "y": generator.standard_normal(48)}) for _ in range(11)]

    def placed(names):
        frame = pd.concat([part.assign(unit=name) for part, name in zip(parts, names, strict=True)])
        options = FitOptions(method="ols", harmonics=0)
        return placebo_in_space(frame, start="2020-07", treated=names[0], options=options)

    one, other = placed(list(range(11))), placed([int(place) for place in order])
    assert other.p_value == one.p_value
    assert other.table["t"].tolist() == one.table["t"].tolist()
