from __future__ import annotations

import numpy as np
import pytest

from evaluering.estimation.declared import Declared, require_told_apart

TIMES = np.arange(100, 124)
REST = np.column_stack([np.ones(24), TIMES - 112.0])
START = 2023 * 12 + 3


def test_a_pulse_holds_both_its_ends_and_a_step_stays():
    assert TIMES[Declared("epidemic", 103, 105).inside(TIMES) == 1].tolist() == [103, 104, 105]
    assert TIMES[Declared("law", 120, None).inside(TIMES) == 1].tolist() == [120, 121, 122, 123]


def test_an_interruption_has_a_level_and_a_slope_of_its_own():
    columns = Declared("", 121, None, slope=True).columns(TIMES)
    assert columns[-4:].tolist() == [[0, 0], [1, 0], [1, 1], [1, 2]]
    assert not columns[:-3].any()


@pytest.mark.parametrize(
    ("first", "last", "within"),
    [
        (101, None, True),
        (123, None, True),
        (100, None, False),  # everything is after it: it is the constant
        (124, None, False),
        (90, 100, True),
        (90, 99, False),
        (90, 122, True),
        (90, 123, False),
        (123, 130, True),
        (124, 130, False),
    ],
)
def test_what_neither_begins_nor_ends_in_the_series_changes_nothing_there(first, last, within):
    one = Declared("x", first, last)
    assert one.steps_within(TIMES) is within
    assert (len(set(one.inside(TIMES))) == 2) is within


@pytest.mark.parametrize(
    ("first", "last", "near"),
    [
        ((2022, 4), None, False),  # twelve months before
        ((2022, 5), None, True),
        ((2024, 3), None, True),
        ((2024, 4), None, False),  # twelve months after
        ((2020, 3), (2021, 6), False),
        ((2020, 3), (2022, 4), False),
        ((2020, 3), (2022, 5), True),
        ((2020, 3), (2024, 6), False),
    ],
)
def test_near_is_less_than_twelve_months_on_either_side(first, last, near):
    def month(year, number):
        return year * 12 + number - 1

    assert Declared("x", month(*first), None if last is None else month(*last)).near(START, "month") is near


@pytest.mark.parametrize(
    ("grain", "origin", "first", "last", "near"),
    [
        ("quarter", 2023 * 4 + 1, 2022 * 4 + 1, None, False),
        ("quarter", 2023 * 4 + 1, 2022 * 4 + 2, None, True),
        ("quarter", 2023 * 4 + 1, 2020 * 4, 2022 * 4, False),  # ends with March 2022, thirteen months before April 2023
        ("quarter", 2023 * 4 + 1, 2020 * 4, 2022 * 4 + 1, True),  # ends with June 2022
        ("year", 2023, 2022, None, False),
        ("year", 2023, 2023, None, True),
        ("year", 2023, 2020, 2021, False),
        ("year", 2023, 2020, 2022, True),  # ends with December 2022
    ],
)
def test_time_is_counted_in_months_whatever_the_grain(grain, origin, first, last, near):
    assert Declared("x", first, last).near(origin, grain) is near


def test_what_cannot_be_told_apart_is_named():
    def refused(*declared, times=TIMES, rest=REST):
        require_told_apart(rest, declared, times, "month")

    refused(Declared("a", 103, 105), Declared("b", 110, None), Declared("", 116, None, slope=True))
    holed = np.r_[TIMES[:5], TIMES[9:]]
    with pytest.raises(ValueError, match=r"break 'strike' cannot be told: no period of the fit lies in it"):
        refused(Declared("strike", 105, 107), times=holed, rest=REST[: len(holed)])
    with pytest.raises(ValueError, match=r"break 'b' cannot be told apart"):
        refused(Declared("a", 103, 105), Declared("b", 103, 105))
    with pytest.raises(ValueError, match=r"interruption '0010-01' cannot be told apart"):
        refused(Declared("a", 120, None), Declared("", 120, None, slope=True))
    with pytest.raises(ValueError, match=r"interruption 'last' cannot be told apart"):
        refused(Declared("last", 123, None, slope=True))  # one period has no slope


def test_a_fault_that_lies_elsewhere_is_left_to_the_fit():
    pulse = (Declared("a", 101, 101),)
    require_told_apart(REST[:2], pulse, TIMES[:2], "month")
    require_told_apart(np.column_stack([REST, REST[:, 0]]), pulse, TIMES, "month")
