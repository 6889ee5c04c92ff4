"""Standardised curves beside crude ones, and the register's mean beside the restricted one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.survival.registered_mean import REASONS, registered_mean
from evaluering.estimation.survival.standardised import standardised, standardised_intervals

PARITY = pd.DataFrame(
    {
        "duration": [30, 90, 60, 200, 210],
        "event": [1, 1, 1, 1, 0],
        "count": [30, 10, 10, 10, 5],
        "parity": ["first", "first", "later", "later", "later"],
    }
)
WEIGHTS = {"first": 45, "later": 55}
ROWS = pd.DataFrame({"lower": [0, 60, 400, 240, 61], "upper": [0, 60, 400, np.inf, 122], "count": [20, 60, 1, 10, 9]})


def test_standardised_by_hand() -> None:
    both = standardised(PARITY, by="parity", weights=WEIGHTS, count="count")
    found = both.at(60)
    assert found.value == pytest.approx(0.45 * 0.25 + 0.55 * 0.6)
    variance = 0.45**2 * 0.25 * 0.75 / 40 + 0.55**2 * 0.6 * 0.4 / 25
    assert found.standard_error == pytest.approx(np.sqrt(variance))
    assert both.crude.at(60).value == pytest.approx(25 / 65)
    assert (found.n, both.crude.children, both.left_out, found.method) == (65, 65, 0, "standardised")


def test_the_mix_that_there_is_gives_the_crude_share_without_censoring() -> None:
    frame = PARITY.assign(event=1)
    both = standardised(frame, by="parity", weights={"first": 40, "later": 25}, count="count")
    table = both.side_by_side(at=[30, 60], restricted_means=[182])
    assert table["estimand"].tolist() == ["over_30_days", "over_60_days", "restricted_mean_182"]
    assert table["crude"].tolist() == pytest.approx(table["standardised"].tolist())
    assert (table["standardised_lower"] < table["standardised"]).all()
    assert (table["crude"] < table["crude_upper"]).all()


def test_a_level_whose_curve_has_ended_adds_nothing() -> None:
    found = standardised(PARITY, by="parity", weights=WEIGHTS, count="count").at(90)
    assert found.value == pytest.approx(0.55 * 0.6)
    assert found.standard_error == pytest.approx(0.55 * np.sqrt(0.6 * 0.4 / 25))


def test_warnings_of_the_levels_are_carried_once() -> None:
    found = standardised(PARITY.assign(event=0), by="parity", weights=WEIGHTS).restricted_mean(365)
    assert found.warnings == ("beyond_followed",)


def test_children_without_a_level_are_in_neither_curve() -> None:
    frame = pd.concat([PARITY, PARITY.assign(parity=None)])
    both = standardised(frame, by="parity", weights=WEIGHTS, count="count")
    assert (both.crude.children, both.left_out) == (65, 65)


def test_intervals_are_standardised_alike() -> None:
    frame = PARITY.assign(lower=PARITY["duration"], upper=np.where(PARITY["event"], PARITY["duration"], np.inf))
    one = standardised(PARITY, by="parity", weights=WEIGHTS, count="count")
    other = standardised_intervals(frame, by="parity", weights=WEIGHTS, count="count")
    for table in (one.side_by_side(at=[60], restricted_means=[182]),):
        same = other.side_by_side(at=[60], restricted_means=[182])
        pd.testing.assert_frame_equal(table, same, rtol=1e-9)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"first": 1}, "levels of 'parity' without a weight: 1; weights without children: 0"),
        (WEIGHTS | {"third": 1}, "without a weight: 0; weights without children: 1"),
        ({"first": 1, "later": 0}, "above 0 and finite"),
        ({"first": 1, "later": np.inf}, "above 0 and finite"),
        ({}, "above 0 and finite"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        standardised(PARITY, by="parity", weights=weights)


def test_no_message_shows_a_cell() -> None:
    frame = PARITY.assign(cpr=["010120-4711", "010120-4712", "010120-4713", "010120-4714", "010120-4715"])
    with pytest.raises(ValueError, match="without a weight") as told:
        standardised(frame, by="cpr", weights={"first": 1})
    assert "4711" not in str(told.value)
    with pytest.raises(TypeError, match="by is the name of a column, not Series"):
        standardised(frame, by=frame["cpr"], weights=WEIGHTS)


def test_weights_are_a_mapping_of_numbers() -> None:
    with pytest.raises(TypeError, match="weights is a mapping from level to number, not list"):
        standardised(PARITY, by="parity", weights=[1, 2])
    with pytest.raises(ValueError, match="weights holds something that is not a real number"):
        standardised(PARITY, by="parity", weights={"first": "1", "later": 2})


def test_the_register_leaves_out_who_goes_on() -> None:
    found = registered_mean(ROWS, count="count", births=120)
    assert found.registered.value == pytest.approx((60 * 60 + 400) / 81)
    assert [found.children(reason) for reason in REASONS] == [0, 1, 10, 9, 20]
    assert found.explanation["days"].sum() == pytest.approx(found.difference)
    assert found.difference > 0
    assert found.explanation.set_index("reason")["days"]["capped"] == pytest.approx(-35 / 81)


def test_zeros_may_be_left_out_and_are_then_explained() -> None:
    found = registered_mean(ROWS, count="count", zeros="left_out")
    assert found.registered.value == pytest.approx((60 * 60 + 400) / 61)
    assert found.children("zeros") == 20
    assert found.explanation["days"].sum() == pytest.approx(found.difference)
    assert found.explanation.set_index("reason")["days"]["zeros"] < 0


def test_with_all_ends_registered_the_means_are_one() -> None:
    found = registered_mean(ROWS[:2], count="count")
    assert found.difference == pytest.approx(0)
    assert found.restricted.standard_error == pytest.approx(found.registered.standard_error, rel=0.01)


def test_one_child_has_no_interval() -> None:
    found = registered_mean(pd.DataFrame({"lower": [10, np.nan], "upper": [10, np.nan]}))
    assert np.isnan([found.registered.standard_error, found.registered.lower, found.registered.upper]).all()
    assert found.children("unknown") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"births": 10}, "births must not be fewer"),
        ({"tau": 0}, "tau must be above 0"),
        ({"tau": np.inf}, "tau is a finite number, not inf"),
        ({"zeros": "left out"}, "zeros is one of counted, left_out, not 'left out'"),
        ({"births": -1}, "births is a whole number"),
    ],
)
def test_orders_that_cannot_be_met_are_refused(options: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        registered_mean(ROWS, count="count", **options)


def test_without_a_registered_day_there_is_no_mean() -> None:
    with pytest.raises(ValueError, match="no child has a registered day"):
        registered_mean(ROWS[3:], count="count")
