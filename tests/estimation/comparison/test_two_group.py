from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from evaluering.estimation import FitOptions, Shape, fit_interrupted, fit_two_group, to_frame
from evaluering.estimation.time_axis import labels

START = 60


def groups(seed=1, effect=5.0, common=2.0, rows=96):
    generator = np.random.default_rng(seed)
    place = np.arange(rows)
    parts = []
    for name, change in (("north", common + effect), ("south", common)):
        y = 50 + 0.03 * place + change * (place >= START) + generator.standard_normal(rows)
        parts.append(pd.DataFrame({"month": labels(2015 * 12 + place, "month"), "group": name, "y": y, "se": 0.5}))
    return pd.concat(parts, ignore_index=True)


def test_each_change_and_their_difference():
    frame = groups()
    fit = fit_two_group(frame, start="2020-01", treated="north")
    assert [one.estimand for one in fit.estimates[:3]] == [
        "mean_change_treated",
        "mean_change_control",
        "mean_change_difference",
    ]
    treated, control, difference = fit.estimates[:3]
    alone = fit_interrupted(frame[frame["group"] == "north"], start="2020-01").estimate("mean_change")
    assert (treated.value, treated.lower, treated.p_value) == (alone.value, alone.lower, alone.p_value)
    assert difference.value == pytest.approx(treated.value - control.value, abs=1e-12)
    assert difference.standard_error == pytest.approx(np.hypot(treated.standard_error, control.standard_error))
    assert difference.lower < 5 < difference.upper
    assert difference.degrees_of_freedom == treated.degrees_of_freedom + control.degrees_of_freedom
    assert difference.smallest_detectable > treated.smallest_detectable
    assert (fit.treated_name, fit.control_name) == ("north", "south")
    names = {one.estimand for one in fit.estimates}
    assert {"level_change_difference", "slope_change_difference", "trend_before_per_year_difference"} <= names
    assert not any(name.startswith(("relative", "counterfactual", "fitted")) for name in names)
    assert fit.estimate("slope_change_control").estimand == "slope_change_control"
    assert len(to_frame(fit)) == len(fit.estimates)


def test_ordinary_least_squares_agrees_with_one_joint_regression():
    """With separate residual variances the joint model is the two by themselves: the difference is the interaction."""
    frame = groups()
    fit = fit_two_group(frame, start="2020-01", treated="north", options=FitOptions(method="ols", harmonics=0))
    since = np.tile(np.arange(96) - START, 2)
    side = np.column_stack([np.ones(192), since, since >= 0, np.maximum(since, 0)]).astype(float)
    north = (frame["group"] == "north").to_numpy(dtype=float)[:, None]
    joint = OLS(frame["y"].to_numpy(), np.hstack([side, side * north])).fit()
    assert fit.estimate("level_change_difference").value == pytest.approx(joint.params[6], rel=1e-9)
    assert fit.estimate("slope_change_difference").value == pytest.approx(joint.params[7], rel=1e-9)


def test_the_interval_is_that_of_many_draws():
    frame = groups(rows=80)
    fit = fit_two_group(frame, start="2020-01", treated="north", options=FitOptions(method="ols"))
    treated, control, difference = fit.estimates[:3]
    generator = np.random.default_rng(2)
    drawn = [
        one.value + one.standard_error * generator.standard_t(one.degrees_of_freedom, 400_000)
        for one in (treated, control)
    ]
    lower, upper = np.quantile(drawn[0] - drawn[1], [0.025, 0.975])
    assert difference.lower == pytest.approx(lower, abs=0.01 * difference.standard_error)
    assert difference.upper == pytest.approx(upper, abs=0.01 * difference.standard_error)


def test_swapping_the_groups_turns_the_sign():
    frame = groups()
    one = fit_two_group(frame, start="2020-01", treated="north").estimate("mean_change_difference")
    other = fit_two_group(frame, start="2020-01", treated="south").estimate("mean_change_difference")
    np.testing.assert_allclose(
        [other.value, other.lower, other.upper, other.p_value],
        [-one.value, -one.upper, -one.lower, one.p_value],
        rtol=1e-7,
        atol=1e-9,
    )
    assert other.probability_positive == pytest.approx(1 - one.probability_positive, abs=1e-9)


def test_a_period_that_one_group_lacks_is_left_out_of_both():
    """Else the mean changes would be over different periods: a change that grows would pass for a difference."""
    frame = groups(effect=0.0)
    place = np.tile(np.arange(96), 2)
    grown = frame.assign(y=frame["y"] + 3.0 * np.maximum(place - START, 0))
    south = grown["group"] == "south"
    short = grown[~south | (place < 80)]
    lost = grown.assign(y=grown["y"].mask(south & (place >= 80)))
    both = grown[place < 80]
    wanted = fit_two_group(both, start="2020-01", treated="north")
    for one in (short, lost):
        found = fit_two_group(one, start="2020-01", treated="north")
        assert found.estimates == wanted.estimates
        assert found.estimate("mean_change_treated").last_period == found.estimate("mean_change_control").last_period
        assert found.treated.frame["used"].sum() == 80
    names = {one.estimand for one in wanted.estimates}
    assert "change_after_12_periods_difference" in names
    assert not any(name.startswith("change_after_24") for name in names)


def test_a_period_without_its_standard_error_is_left_out_of_both():
    frame = groups()
    frame.loc[3, "se"] = np.nan
    found = fit_two_group(frame, start="2020-01", treated="north", options=FitOptions(standard_errors="se"))
    assert found.control.frame["used"].sum() == 95


def test_warnings_of_either_are_told_once():
    frame = groups()
    both = frame[frame["month"] >= "2019-03"]
    assert fit_two_group(both, start="2020-01", treated="north").warnings == ("few_periods",)
    quiet = frame.assign(se=np.where(frame["group"] == "north", 5.0, 0.1))  # north varies less than its errors say
    fit = fit_two_group(quiet, start="2020-01", treated="north", options=FitOptions(standard_errors="se"))
    assert fit.control.warnings == ()
    assert fit.warnings == fit.treated.warnings == fit.estimate("mean_change_difference").warnings
    assert fit.warnings == ("variance_at_boundary",)


def test_periods_of_one_length_are_needed():
    frame = groups()
    years = pd.DataFrame({"month": range(2000, 2024), "group": "south", "y": 1.0 * np.arange(24)})
    mixed = pd.concat([frame[frame["group"] == "north"], years])
    with pytest.raises(ValueError, match="periods of the same length"):
        fit_two_group(mixed, start="2020-01", treated="north")


def test_options_are_those_of_a_single_series():
    options = FitOptions(standard_errors="se", shape=Shape(ramp_periods=6))
    fit = fit_two_group(groups(), start="2020-01", treated="north", options=options)
    assert fit.estimate("full_change_difference").lower < 5 < fit.estimate("full_change_difference").upper


@pytest.mark.parametrize(
    ("change", "treated", "message"),
    [
        ({}, "east", "two groups, one of them 'east'"),
        ({"group": "north"}, "north", "two groups"),
        ({"group": [None] + ["north"] * 95 + ["south"] * 96}, "north", "no missing values"),
        ({"group": ["east"] + ["north"] * 95 + ["south"] * 96}, "north", "two groups"),
    ],
)
def test_two_groups_are_needed(change, treated, message):
    with pytest.raises(ValueError, match=message):
        fit_two_group(groups().assign(**change), start="2020-01", treated=treated)


def test_the_group_column_must_be_there():
    with pytest.raises(ValueError, match="no column 'side'"):
        fit_two_group(groups(), start="2020-01", treated="north", group="side")
