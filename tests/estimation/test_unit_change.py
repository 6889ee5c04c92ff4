from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.design import Break
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import (
    fit_alternatives,
    fit_unit_change,
    fit_unit_trend,
)
from evaluering.periods import Month, months_between

DESIGN = ChangeDesign(
    start=Month(2023, 4), cut_months=8, harmonics=2, last_month=Month(2025, 6), minimum_mature_months=12, seed=1
)
OTHERS = {"ramps_months": (3,), "cuts_months": (0,), "methods": ("newey_west", "ols")}
PANDEMIC = Break("pandemic", "2020-03", "2021-06")
MONTHS = [str(month) for month in months_between(Month(2015, 1), Month(2026, 9))]


def series(*, change=6.0, measure="days", known=400):
    """A flat series with a step of `change` at the start; the months after the last mature one are far off."""
    noise = np.random.default_rng(3).normal(0, 0.5, len(MONTHS))
    after = np.array([month >= "2023-04" for month in MONTHS])
    far = np.array([month > "2025-06" for month in MONTHS])
    frame = pd.DataFrame({
        "period": MONTHS,
        "births": 500,
        "known": known,
        "value": 109 + change * after + noise + 50 * far,
        "model_standard_error": 0.5,
    })  # fmt: skip
    return OutcomeSeries(
        unit="randers",
        indicator="duration_mean" if measure == "days" else "share_26w",
        definition="d",
        measure=measure,
        grain="month",
        frame=frame,
    )


def test_the_change_carries_unit_counts_and_coverage():
    change = fit_unit_change(series(), design=DESIGN)
    assert (change.reason, change.mature_months, change.children) == ("", 27, 27 * 400)
    assert (change.first_month, change.last_month, change.start) == ("2015-01", "2025-06", "2023-04")
    estimate = change.fit.estimate("mean_change")
    assert (estimate.unit, estimate.indicator, estimate.measure) == ("randers", "duration_mean", "days")
    assert estimate.n == 27 * 400
    assert estimate.coverage_pct == pytest.approx(80)
    assert change.fit.estimate("change_after_12_periods").n == 27 * 400, "never the number of a single month"
    assert change.fit.estimate("trend_before_per_year").n == 91 * 400
    assert estimate.lower < 6 < estimate.upper
    assert change.fit.frame["period"].max() == "2025-06", "preliminary months stay outside"


def test_a_change_in_per_cent_is_told_in_points():
    assert fit_unit_change(series(measure="pct"), design=DESIGN).fit.estimate("mean_change").measure == "pct_point"


@pytest.mark.parametrize(
    ("design", "reason"),
    [
        (replace(DESIGN, last_month=Month(2024, 2)), "too_few_mature_months"),
        (replace(DESIGN, last_month=Month(2023, 1)), "too_few_mature_months"),
        (replace(DESIGN, start=Month(2017, 8)), "too_few_months_before"),
    ],
)
def test_too_few_months_give_no_change_but_a_reason(design, reason):
    change = fit_unit_change(series(), design=design)
    assert change.fit is None
    assert change.reason == reason
    assert fit_alternatives(series(), design=design, **OTHERS).alternatives == ()
    assert fit_alternatives(series(), design=design, **OTHERS).reason == reason


def test_exactly_the_least_number_of_months_is_enough():
    assert fit_unit_change(series(), design=replace(DESIGN, last_month=Month(2024, 3))).fit is not None
    assert fit_unit_change(series(), design=replace(DESIGN, start=Month(2017, 9))).fit is not None


def test_months_without_known_children_do_not_count():
    nothing = series()
    nothing.frame.loc[nothing.frame["period"] >= "2023-10", ["known", "value", "model_standard_error"]] = [
        0,
        np.nan,
        np.nan,
    ]
    assert fit_unit_change(nothing, design=DESIGN).reason == "too_few_mature_months"


def test_a_series_without_events_cannot_be_judged():
    nothing = series()
    nothing.frame.loc[nothing.frame["period"] < "2018-01", "model_standard_error"] = 0.0
    assert fit_unit_change(nothing, design=DESIGN).reason == "too_few_events"


def test_alternatives_begin_with_the_primary_and_leave_out_phase_ins_longer_than_the_data():
    found = fit_alternatives(series(), design=DESIGN, **OTHERS | {"ramps_months": (3, 21, 36)})
    assert [one.slug for one in found.alternatives] == ["default", "no_cut", "ramp_3", "ramp_21", "newey_west", "ols"]
    primary = fit_unit_change(series(), design=DESIGN).fit.estimate("mean_change")
    assert found.alternatives[0].estimate == primary
    assert found.measure == "days"


def test_other_cuts_and_error_models_have_names_of_their_own():
    found = fit_alternatives(
        series(), design=DESIGN, ramps_months=(), cuts_months=(0, 6, 8), methods=("reml", "prais_winsten")
    )
    assert [one.slug for one in found.alternatives] == ["default", "no_cut", "cut_6", "reml", "prais_winsten"]


def test_a_declared_break_is_held_equal_in_the_counterfactual():
    moved = series()
    inside = moved.frame["period"].between("2020-03", "2021-06")
    moved = replace(moved, frame=moved.frame.assign(value=moved.frame["value"] + 9 * inside))
    design = replace(DESIGN, breaks=(Break("pandemic", "2020-03", "2021-06"),))
    change = fit_unit_change(moved, design=design)
    assert (change.reason, change.beside) == ("", None)
    assert change.fit.estimate("mean_change").value == pytest.approx(
        fit_unit_change(series(), design=design).fit.estimate("mean_change").value, abs=0.05
    )
    assert change.fit.frame["in_break"].sum() == 16


def test_a_break_near_the_start_is_shown_with_and_without_and_gives_no_verdict():
    pandemic, near = Break("pandemic", "2020-03", "2021-06"), Break("near", "2022-06")
    change = fit_unit_change(series(), design=replace(DESIGN, breaks=(pandemic, near)))
    assert change.reason == "break_near_start"
    assert "break_near_start" in change.fit.warnings
    assert "break_near_start" not in change.beside.warnings
    without = fit_unit_change(series(), design=replace(DESIGN, breaks=(pandemic,)))
    assert change.beside.estimates == without.fit.estimates
    errors = [fit.estimate("mean_change").standard_error for fit in (change.fit, change.beside)]
    assert errors[0] > errors[1], "a free step near the start costs precision"
    assert change.beside.estimate("mean_change").n == 27 * 400


def test_the_trend_before_uses_only_births_before_the_cut():
    steep = series(change=100)
    trend = fit_unit_trend(steep, design=DESIGN)
    assert (trend.first_month, trend.last_month) == ("2015-01", "2022-07")
    assert abs(trend.estimate.value) < 1
    assert (trend.estimate.unit, trend.estimate.measure, trend.estimate.n) == ("randers", "days", 91 * 400)


def test_the_trend_before_is_the_one_the_change_is_measured_against():
    trend = fit_unit_trend(series(), design=DESIGN).estimate
    measured = fit_unit_change(series(), design=DESIGN).fit.estimate("trend_before_per_year")
    assert trend == replace(measured, smallest_detectable=trend.smallest_detectable)


def test_a_trend_before_stands_alone_while_there_are_too_few_months_after():
    early = fit_unit_trend(series(), design=replace(DESIGN, last_month=Month(2024, 2)))
    assert early.estimate.estimand == "trend"
    assert early.estimate.n == 91 * 400
    assert early.estimate.smallest_detectable > 0
    assert early.last_month == "2022-07"


def test_a_trend_over_too_few_months_is_not_told():
    trend = fit_unit_trend(series(), design=replace(DESIGN, start=Month(2017, 8)))
    assert (trend.estimate, trend.reason) == (None, "too_few_months_before")


def test_a_trend_tells_the_smallest_slope_that_could_have_been_seen():
    estimate = fit_unit_trend(series(), design=DESIGN).estimate
    assert estimate.smallest_detectable == pytest.approx(2.83 * estimate.standard_error, rel=0.01)


def test_years_are_refused():
    with pytest.raises(ValueError, match="months"):
        fit_unit_change(replace(series(), grain="calendar_year"), design=DESIGN)


def test_the_series_is_not_altered():
    given = series()
    before = given.frame.copy()
    fit_alternatives(given, design=DESIGN, **OTHERS)
    pd.testing.assert_frame_equal(given.frame, before)


def without(given, first, last):
    """The same series with nobody known in some months."""
    empty = given.frame["period"].between(first, last)
    frame = given.frame.astype({"known": float})
    frame.loc[empty, ["known", "value", "model_standard_error"]] = [0, np.nan, np.nan]
    return replace(given, frame=frame)


@pytest.mark.parametrize(
    ("break_", "told"),
    [
        (PANDEMIC, False),  # no month of the series is known in it
        (Break("long", "2020-01", "2021-06"), True),
        (Break("cut", "2022-09", "2022-12"), False),
        (Break("before", "2011-01", "2011-12"), False),
        (Break("since_before", "2011-01"), False),
        (Break("all", "2011-01", "2027-12"), False),
        (Break("not_mature", "2026-01"), False),
    ],
)
def test_a_break_that_no_month_in_use_can_tell_is_left_out(break_, told):
    given, design = without(series(), "2020-03", "2021-06"), replace(DESIGN, breaks=(break_,))
    change = fit_unit_change(given, design=design)
    assert (change.reason, change.breaks) == ("", (break_.name,) if told else ())
    plain = fit_unit_change(given, design=DESIGN)
    assert (change.fit.estimates == plain.fit.estimates) is not told
    assert "break_outside_series" not in change.fit.warnings
    found = fit_alternatives(given, design=design, **OTHERS)
    assert found.alternatives[0].estimate == change.fit.estimate("mean_change")
    assert [one.slug for one in found.alternatives] == ["default", "no_cut", "ramp_3", "newey_west", "ols"]
    assert fit_unit_trend(given, design=design).estimate is not None
    early = fit_unit_trend(given, design=replace(design, last_month=Month(2024, 2)))
    assert early.estimate.estimand == "trend"


def test_breaks_that_cannot_be_told_from_one_another_give_no_change_but_a_reason():
    given = without(series(), "2018-01", "2018-12")
    steps = (Break("one", "2018-03"), Break("two", "2018-09"))
    change = fit_unit_change(given, design=replace(DESIGN, breaks=steps))
    assert (change.fit, change.beside, change.reason, change.breaks) == (None, None, "break_not_told", ())
    trend = fit_unit_trend(given, design=replace(DESIGN, breaks=steps))
    assert (trend.estimate, trend.reason) == (None, "break_not_told")


def test_a_step_among_the_births_that_are_cut_is_no_change_of_ours():
    change = fit_unit_change(series(), design=replace(DESIGN, breaks=(Break("step", "2022-11"),)))
    assert (change.fit, change.reason) == (None, "break_not_told")


def test_no_other_choices_are_held_against_a_change_without_a_verdict():
    found = fit_alternatives(series(), design=replace(DESIGN, breaks=(Break("near", "2022-06"),)), **OTHERS)
    assert (found.alternatives, found.reason) == ((), "break_near_start")
    assert fit_alternatives(series(), design=replace(DESIGN, breaks=(PANDEMIC,)), **OTHERS).reason == ""


def test_a_choice_that_cannot_be_fitted_is_left_out():
    early = replace(DESIGN, start=Month(2017, 9))
    found = fit_alternatives(series(), design=early, **OTHERS | {"cuts_months": (31,)})
    assert [one.slug for one in found.alternatives] == ["default", "ramp_3", "newey_west", "ols"]
