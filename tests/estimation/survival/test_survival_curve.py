"""Kaplan-Meier curves of plain data frames: what is read, what is refused, and what is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.survival.survival_curve import survival_curve, survival_curves

FRAME = pd.DataFrame({"duration": [0, 30, 90, 182, 200], "event": [True, True, True, True, False]})


def test_values_by_hand() -> None:
    curve = survival_curve(FRAME)
    assert [curve.at(day).value for day in (0, 29, 30, 90, 182, 200)] == pytest.approx([0.8, 0.8, 0.6, 0.4, 0.2, 0.2])
    assert curve.at(182, at_least=True).value == pytest.approx(0.4)
    assert curve.at(182, at_least=True).estimand == "at_least_182_days"
    assert (curve.children, curve.events, curve.left_out) == (5, 4, 0)
    assert curve.restricted_mean(182).value == pytest.approx(0.8 * 30 + 0.6 * 60 + 0.4 * 92)
    assert curve.frame["at_risk"].tolist() == [5, 4, 3, 2, 1]


def test_before_the_first_end_all_go_on() -> None:
    found = survival_curve(FRAME[1:]).at(10)
    assert (found.value, found.standard_error) == (1.0, 0.0)
    assert np.isnan([found.lower, found.upper]).all()


def test_numbers_at_risk_count_entries_after_their_day() -> None:
    curve = survival_curve(FRAME[1:].assign(entry=[0, 30, 100, 0]), entry="entry")
    assert [curve.at_risk(day) for day in (0, 30, 31, 90, 100, 101, 200, 201)] == [2, 2, 2, 2, 1, 2, 1, 0]
    assert curve.table([30, 182])["at_risk"].tolist() == [2, 2]


def test_an_entry_of_zero_is_from_birth() -> None:
    late, plain = survival_curve(FRAME.assign(entry=0), entry="entry"), survival_curve(FRAME)
    pd.testing.assert_frame_equal(late.frame, plain.frame)


def test_a_risk_set_that_empties_is_told() -> None:
    frame = pd.DataFrame({"duration": [10, 50, 60], "event": 1, "entry": [0, 20, 20]})
    curve = survival_curve(frame, entry="entry")
    assert curve.warnings == curve.at(30).warnings == curve.median.warnings == ("risk_set_emptied",)
    assert curve.at(55).value == 0


def test_a_curve_that_ends_above_zero_is_extended_and_says_so() -> None:
    curve = survival_curve(FRAME)
    assert curve.at(300).warnings == curve.restricted_mean(365).warnings == ("beyond_followed",)
    assert curve.at(200).warnings == curve.restricted_mean(200).warnings == ()
    assert survival_curve(FRAME.assign(event=1)).at(300).warnings == ()


def test_a_mean_stays_inside_zero_and_tau() -> None:
    frame = pd.DataFrame({"duration": [1, 400], "event": 1})
    found = survival_curve(frame).restricted_mean(365)
    assert (found.lower, found.upper) == (0.0, 365.0)
    with pytest.raises(ValueError, match="tau must be above 0"):
        survival_curve(frame).restricted_mean(0)


def test_groups_have_curves_of_their_own() -> None:
    frame = pd.concat([FRAME.assign(parity="later"), FRAME[2:].assign(parity="first"), FRAME.assign(parity=None)])
    curves = survival_curves(frame, group="parity")
    assert list(curves) == ["first", "later"]
    pd.testing.assert_frame_equal(curves["later"].frame, survival_curve(FRAME).frame)
    assert curves["first"].at_risk(0) == 3
    assert not set(np.flatnonzero(curves["first"].durations.used)) & set(np.flatnonzero(curves["later"].durations.used))


def test_rows_without_a_number_are_left_out_and_counted() -> None:
    frame = FRAME.assign(event=[1, None, 1, 1, 0], count=[2, 3, 4, None, 0])
    curve = survival_curve(frame, count="count")
    assert (curve.children, curve.left_out) == (6, 3)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"duration": [-1, 1, 1, 1, 1]}, "'duration' must hold finite days of 0 or more: 1 rows do not"),
        ({"duration": [np.inf, 1, 1, 1, 1]}, "finite days"),
        ({"duration": ["a", 1, 1, 1, 1]}, "'duration' holds something that is not a number"),
        ({"duration": pd.to_timedelta([1, 2, 3, 4, 5], unit="D")}, "'duration' holds something that is not a number"),
        ({"duration": pd.date_range("2024-01-01", periods=5)}, "'duration' holds something that is not a number"),
        ({"duration": [[1], 1, 1, 1, 1]}, "'duration' holds something that is not a number"),
        ({"duration": [1j, 1, 1, 1, 1]}, "'duration' holds something that is not a number"),
        ({"event": [2, 1, 1, 0, 0]}, "'event' must be true or false"),
        ({"entry": [-1, 0, 0, 0, 0]}, "'entry' must hold days of 0 or more"),
        ({"entry": [0, 30, 0, 0, 0]}, "'entry' must lie before 'duration'"),
        ({"count": [0.5, 1, 1, 1, 1]}, "'count' must hold whole counts"),
        ({"count": [-1, 1, 1, 1, 1]}, "'count' must hold whole counts"),
        ({"count": 0}, "no child has all of the named columns"),
    ],
)
def test_what_cannot_be_used_is_refused(changed: dict[str, object], message: str) -> None:
    frame = FRAME.assign(entry=0, count=1).assign(**changed)
    with pytest.raises(ValueError, match=message):
        survival_curve(frame, entry="entry", count="count")


def test_days_that_cannot_be_are_refused() -> None:
    curve = survival_curve(FRAME)
    for ask in (curve.at, curve.at_risk):
        with pytest.raises(ValueError, match="days must be 0 or more"):
            ask(-1)
        with pytest.raises(ValueError, match="days is a finite number, not nan"):
            ask(np.nan)
        with pytest.raises(TypeError, match="days is a number, not str"):
            ask("x")
    with pytest.raises(ValueError, match="tau is a finite number, not inf"):
        curve.restricted_mean(np.inf)
    for days in ("12", 12):
        with pytest.raises(TypeError, match="days is a sequence of numbers, not"):
            curve.table(days)
    pd.testing.assert_frame_equal(curve.table(day for day in (30, 90)), curve.table([30, 90]))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match=r"no column 'days'; the frame has \['duration', 'event'\]"):
        survival_curve(FRAME, duration="days")
