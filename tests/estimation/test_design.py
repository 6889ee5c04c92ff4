from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluering.estimation.design import (
    DEFAULT_HARMONICS,
    Break,
    Interruption,
    Shape,
    carried,
    change_only,
    design,
    matrix,
    season_columns,
    used_periods,
    without_change,
    without_season,
)
from evaluering.estimation.time_axis import PERIODS_PER_YEAR

START = 2023 * 12 + 3
INDEX = np.arange(START - 3, START + 4)


def test_the_start_is_exposed_and_the_slope_begins_at_zero():
    rows = matrix(INDEX, design("month", START, harmonics=0, shape=Shape()))
    assert rows[:, 0].tolist() == [1] * 7
    assert rows[:, 1].tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert rows[:, 2].tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert rows[:, 3].tolist() == [0, 0, 0, 0, 1, 2, 3]


def test_a_ramp_grows_in_equal_steps_and_stays():
    rows = matrix(INDEX, design("month", START, harmonics=0, shape=Shape(ramp_periods=3)))
    np.testing.assert_allclose(rows[:, 2], [0, 0, 0, 1 / 3, 2 / 3, 1, 1])
    assert rows.shape == (7, 3)


def test_a_ramp_of_one_period_is_a_level_change():
    rows = matrix(INDEX, design("month", START, harmonics=0, shape=Shape(ramp_periods=1)))
    assert rows[:, 2].tolist() == [0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(("grain", "columns"), [("month", 4), ("quarter", 2), ("year", 0)])
def test_season_by_default(grain, columns):
    plan = design(grain, 0, harmonics=None, shape=Shape())
    assert season_columns(np.arange(24), plan).shape == (24, columns)


def test_harmonics_are_zero_over_a_year_and_follow_the_calendar():
    plan = design("month", START, harmonics=6, shape=Shape())
    season = season_columns(np.arange(12), plan)
    assert season.shape == (12, 11)  # the sixth sine is zero in every month
    np.testing.assert_allclose(season.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(season_columns(np.arange(12) + 12, plan), season, atol=1e-12)
    assert np.linalg.matrix_rank(np.column_stack([np.ones(12), season])) == 12


def test_what_a_series_cannot_carry_is_refused():
    with pytest.raises(ValueError, match="takes 0 to 2"):
        design("quarter", 0, harmonics=3, shape=Shape())
    with pytest.raises(ValueError, match="takes 0 to 0"):
        design("year", 0, harmonics=1, shape=Shape())
    with pytest.raises(ValueError, match="cut_periods"):
        Shape(cut_periods=-1)
    with pytest.raises(ValueError, match="ramp_periods"):
        Shape(ramp_periods=0)


def test_parts_of_the_matrix_add_up():
    plan = design("month", START, harmonics=1, shape=Shape())
    rows = matrix(INDEX, plan)
    np.testing.assert_array_equal(without_change(rows, plan) + change_only(rows, plan), rows)
    flat = without_season(rows, plan)
    np.testing.assert_array_equal(flat[:, :4], rows[:, :4])
    assert not flat[:, 4:].any()


def test_a_trend_has_no_change():
    plan = replace(design("month", START, harmonics=0, shape=Shape()), changes=False)
    rows = matrix(INDEX, plan)
    assert rows.shape == (7, 2)
    np.testing.assert_array_equal(without_change(rows, plan), rows)


def test_cut_periods_lie_just_before_the_start():
    complete = np.array([True, True, True, True, False, True, True])
    used = used_periods(INDEX, complete, origin=START, shape=Shape(cut_periods=2))
    assert used.tolist() == [True, False, False, True, False, True, True]


def test_columns_stand_in_a_fixed_order():
    shape = Shape(breaks=(Break("a", "2023-02", "2023-03"),), interruptions=(Interruption("2023-06"),))
    plan = design("month", START, harmonics=1, shape=shape)
    rows = matrix(INDEX, plan)
    assert rows.shape == (7, plan.width) == (7, 9)
    assert rows[:, 4].tolist() == [0, 1, 1, 0, 0, 0, 0]
    assert rows[:, 5].tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert rows[:, 6].tolist() == [0, 0, 0, 0, 0, 0, 1]
    np.testing.assert_array_equal(rows[:, 7:], season_columns(INDEX, plan))
    assert plan.season_from == 7


def test_what_is_declared_stays_in_the_counterfactual():
    shape = Shape(breaks=(Break("a", "2023-02"),), interruptions=(Interruption("2023-06"),))
    plan = design("month", START, harmonics=1, shape=shape)
    rows = matrix(INDEX, plan)
    nothing = without_change(rows, plan)
    assert not nothing[:, 2:4].any()
    np.testing.assert_array_equal(nothing[:, 4:], rows[:, 4:])
    np.testing.assert_array_equal(nothing + change_only(rows, plan), rows)
    np.testing.assert_array_equal(without_season(rows, plan)[:, :7], rows[:, :7])
    assert not without_season(rows, plan)[:, 7:].any()


@pytest.mark.parametrize(
    ("grain", "harmonics"), [("month", 0), ("month", 5), ("month", 6), ("quarter", 2), ("year", 0)]
)
@pytest.mark.parametrize("shape", [Shape(), Shape(ramp_periods=3)])
@pytest.mark.parametrize("changes", [True, False])
def test_the_width_is_that_of_the_matrix(grain, harmonics, shape, changes):
    plan = replace(design(grain, 8000, harmonics=harmonics, shape=shape), changes=changes)
    assert matrix(np.arange(7990, 8020), plan).shape[1] == plan.width


def test_a_break_is_given_in_periods_of_the_series():
    shape = Shape(breaks=(Break("a", "2020-04", "2021Q2"),))
    (one,) = design("quarter", 2023 * 4 + 1, harmonics=0, shape=shape).declared
    assert (one.first, one.last) == (2020 * 4 + 1, 2021 * 4 + 1)
    with pytest.raises(ValueError, match="'2020-03' is not the beginning of a quarter"):
        design("quarter", 8000, harmonics=0, shape=Shape(breaks=(Break("a", "2020-03"),)))
    with pytest.raises(ValueError, match="break 'war' ends before it begins: 2021-02 to 2021-01"):
        design("month", START, harmonics=0, shape=Shape(breaks=(Break("war", "2021-02", "2021-01"),)))


def test_what_lies_outside_is_left_out_and_said():
    shape = Shape(breaks=(Break("early", "2001-01", "2001-12"), Break("late", "2030-01"), Break("held", "2020-03")))
    times = np.arange(2012 * 12, 2025 * 12)
    plan, slugs = carried(design("month", START, harmonics=0, shape=shape), times)
    assert [one.name for one in plan.declared] == ["held"]
    assert slugs == ("break_outside_series",)
    near = Shape(breaks=(Break("near", "2023-01"),), interruptions=(Interruption("2009-01"),))
    assert carried(design("month", START, harmonics=0, shape=near), times)[1] == (
        "break_near_start",
        "break_outside_series",
    )
    plain = design("month", START, harmonics=0, shape=Shape())
    assert carried(plain, times) == (plain, ())


def test_defaults_cannot_be_altered():
    for defaults in (DEFAULT_HARMONICS, PERIODS_PER_YEAR):
        with pytest.raises(TypeError, match="does not support item assignment"):
            defaults["month"] = 3


@pytest.mark.parametrize("wrong", [1.5, 2.0, True, "2"])
def test_numbers_of_periods_are_whole(wrong):
    for name in ("cut_periods", "ramp_periods"):
        with pytest.raises(TypeError, match=f"{name} is a whole number, [01] or more, not "):
            Shape(**{name: wrong})
    with pytest.raises(TypeError, match="harmonics is a whole number"):
        design("month", START, harmonics=wrong, shape=Shape())
    assert design("month", START, harmonics=np.int64(2), shape=Shape(cut_periods=np.int64(3))).harmonics == 2


def test_breaks_and_interruptions_are_given_as_tuples():
    one, other = Break("a", "2023-02"), Interruption("2023-06")
    for wrong in (one, (other,), ("2023-02",), "2023-02"):
        with pytest.raises(TypeError, match="breaks is a tuple of Break, also when there is one"):
            Shape(breaks=wrong)
    with pytest.raises(TypeError, match="interruptions is a tuple of Interruption"):
        Shape(interruptions=other)
    assert Shape(breaks=[one]) == Shape(breaks=(one,))


def test_a_shape_is_needed():
    with pytest.raises(TypeError, match="shape is a Shape, not 8"):
        design("month", START, harmonics=0, shape=8)


def test_what_covers_the_whole_series_is_part_of_the_constant():
    times = np.arange(2012 * 12, 2025 * 12)
    covering = Shape(breaks=(Break("all", "2010-01", "2030-01"),), interruptions=(Interruption("2012-01"),))
    plan, slugs = carried(design("month", START, harmonics=0, shape=covering), times)
    assert plan.declared == ()
    assert slugs == ("break_outside_series",)
