from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.design import Break, Shape
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import fit_unit_change
from evaluering.estimation.unit_checks import unit_checks, unit_power, unit_specifications
from evaluering.periods import Month, months_between

DESIGN = ChangeDesign(
    start=Month(2023, 4), cut_months=8, harmonics=2, last_month=Month(2025, 6), minimum_mature_months=12, seed=1
)
MONTHS = [str(month) for month in months_between(Month(2014, 1), Month(2026, 2))]
PANDEMIC = {"pandemic_births": ("2020-03", "2021-06")}
QUICK = ("marginal", "ols", "kenward_roger")
NAMES = [
    "placebo_dates",
    "alternative_models",
    "leave_one_out",
    "residual_autocorrelation",
    "residual_season",
    "hidden_cause",
]


def series(change=6.0, *, measure="days", seed=3, known=400, definition="restricted_mean_365"):
    """A flat series with a step at the start; the months after the last mature one are far off."""
    noise = np.random.default_rng(seed).normal(0, 0.5, len(MONTHS))
    after = np.array([month >= "2023-04" for month in MONTHS])
    far = np.array([month > "2025-06" for month in MONTHS])
    level = 109 if measure == "days" else 15
    value = level + change * after + noise + 30 * far
    frame = pd.DataFrame({
        "period": MONTHS,
        "births": 500,
        "known": known,
        "at_least": np.nan if measure == "days" else known * value / 100,
        "value": value,
        "model_standard_error": 0.5,
    })  # fmt: skip
    indicator = "duration_mean" if measure == "days" else "share_26w"
    return OutcomeSeries("randers", indicator, definition, measure, "month", frame)


def check_of(record, name):
    return next(check for check in record.checks if check.name == name)


def test_a_clear_change_passes_every_check_that_can_be_made():
    parts = {"0730": series(seed=4, known=300), "0710": series(seed=5, known=350)}
    record = unit_checks(series(), design=DESIGN, left_out=parts, methods=QUICK, shapes=(Shape(0),))
    assert [check.name for check in record.checks] == NAMES
    assert [check.verdict for check in record.checks] == ["holds"] * 5 + ["told"]
    assert (record.unit, record.indicator, record.measure, record.reason) == ("randers", "duration_mean", "days", "")
    assert record.children == 27 * 400
    left_out = check_of(record, "leave_one_out").table
    assert left_out["children"].tolist() == [27 * 300, 27 * 350]
    alternatives = check_of(record, "alternative_models").table
    assert alternatives["method"].tolist() == [*QUICK, "marginal"]
    primary = fit_unit_change(series(), design=DESIGN).fit.estimate("mean_change")
    assert alternatives["value"].iloc[0] == pytest.approx(primary.value, rel=1e-12)


def test_a_share_is_counted_too():
    share = series(3.0, measure="pct", definition="at_least_182_days")
    record = unit_checks(share, design=DESIGN, left_out={}, methods=QUICK)
    table = check_of(record, "alternative_models").table
    assert table["method"].iloc[-1] == "quasi_binomial_newey_west"
    assert table["value"].iloc[-1] == pytest.approx(3, abs=0.5)
    assert record.measure == "pct_point"
    curve = unit_specifications(share, design=DESIGN, others={}, methods=QUICK).curve
    counted = curve.specifications[-1]
    assert (counted.method, counted.estimate.measure) == ("quasi_binomial_newey_west", "pct_point")
    assert counted.estimate.value == table["value"].iloc[-1]


def test_a_share_that_is_not_counted_is_judged_without():
    share = series(3.0, measure="pct")
    plain = replace(share, frame=share.frame.assign(at_least=np.nan))
    table = check_of(unit_checks(plain, design=DESIGN, left_out={}, methods=QUICK), "alternative_models").table
    assert table["method"].tolist() == list(QUICK)


def test_without_a_change_to_tell_there_is_nothing_to_check():
    early = replace(DESIGN, last_month=Month(2024, 2))
    record = unit_checks(series(), design=early, left_out={})
    assert (record.checks, record.reason, record.children) == ((), "too_few_mature_months", 11 * 400)
    curve = unit_specifications(series(), design=early, others={})
    assert (curve.curve, curve.reason) == (None, "too_few_mature_months")


def test_where_no_verdict_is_given_there_is_none_to_check():
    near = replace(DESIGN, breaks=(Break("near", "2022-06"), Break("pandemic", "2020-03", "2021-06")))
    record = unit_checks(series(), design=near, left_out={})
    assert (record.checks, record.reason) == ((), "break_near_start")
    curve = unit_specifications(series(), design=near, others={})
    assert (curve.curve, curve.reason, curve.children) == (None, "break_near_start", 27 * 400)
    far = replace(DESIGN, breaks=near.breaks[1:])
    assert unit_checks(series(), design=far, left_out={}, methods=QUICK).reason == ""


def test_the_curve_holds_every_choice():
    others = {
        ("restricted_mean_182", "none"): series(4.0, seed=6, definition="restricted_mean_182"),
        ("restricted_mean_365", "without_midt"): series(seed=7, known=200),
    }
    shapes = DESIGN.shapes(ramps_months=(3, 21, 60), cuts_months=(0, 8))
    assert shapes == {"no_cut": Shape(0), "ramp_3": Shape(8, 3), "ramp_21": Shape(8, 21)}
    record = unit_specifications(
        series(), design=DESIGN, others=others, methods=QUICK, shapes=tuple(shapes.values()), births_left_out=PANDEMIC
    )
    found = record.curve.specifications
    assert (len(found), record.curve.skipped) == (5 * 4 * 2 + 1, 0)
    assert {(one.definition, one.exclusion) for one in found} == {
        ("restricted_mean_365", "none"),
        ("restricted_mean_365", "pandemic_births"),
        ("restricted_mean_365", "from_2016"),
        *others,
    }
    assert found[-1].method == "kenward_roger", "what is not crossed is fitted once"
    primary = fit_unit_change(series(), design=DESIGN).fit.estimate("mean_change")
    assert found[0].primary
    assert found[0].estimate.value == pytest.approx(primary.value, rel=1e-12)
    assert (found[0].estimate.n, found[0].estimate.coverage_pct) == (primary.n, primary.coverage_pct)
    without = next(one.estimate for one in found if one.exclusion == "without_midt")
    assert (without.n, without.unit, without.definition) == (27 * 200, "randers", "restricted_mean_365")
    shorter = next(one.estimate for one in found if one.definition == "restricted_mean_182")
    assert (shorter.definition, shorter.measure) == ("restricted_mean_182", "days")


def test_pandemic_births_left_out_take_the_declared_break_along():
    broken = replace(DESIGN, breaks=(Break("pandemic", "2020-03", "2021-06"),))
    record = unit_specifications(series(), design=broken, others={}, methods=("marginal",), births_left_out=PANDEMIC)
    assert [one.exclusion for one in record.curve.specifications] == ["none", "pandemic_births", "from_2016"]
    assert record.curve.skipped == 0


def test_a_series_of_later_years_leaves_out_no_years():
    late = series()
    late = replace(late, frame=late.frame[late.frame["period"] >= "2021-07"].reset_index(drop=True))
    design = replace(DESIGN, start=Month(2024, 4))
    record = unit_specifications(
        late, design=design, others={}, methods=("marginal",), births_left_out=PANDEMIC | {"x": ("2011-01", "2011-12")}
    )
    assert [one.exclusion for one in record.curve.specifications] == ["none"]


def test_a_curve_holds_one_unit_of_measurement():
    with pytest.raises(ValueError, match="one unit of measurement"):
        unit_specifications(series(), design=DESIGN, others={("x", "none"): series(measure="pct")})


def test_power_looks_at_nothing_after_the_cut():
    plain, wild = unit_power(series(), design=DESIGN), unit_power(series(80.0), design=DESIGN)
    assert plain == wild
    assert (plain.months_before, plain.months_after, plain.children) == (103, 27, 103 * 400)
    assert (plain.measure, plain.reason, plain.simulated) == ("days", "", False)
    fitted = fit_unit_change(series(), design=DESIGN).fit.estimate("mean_change")
    assert plain.smallest_detectable == pytest.approx(fitted.smallest_detectable, rel=0.25)


def test_power_is_told_for_the_fewest_months_when_none_is_mature():
    found = unit_power(series(), design=replace(DESIGN, last_month=Month(2023, 2)))
    assert found.months_after == 12
    assert found.smallest_detectable > unit_power(series(), design=DESIGN).smallest_detectable


def test_power_needs_months_before():
    found = unit_power(series(), design=replace(DESIGN, start=Month(2016, 8)))
    assert (found.reason, found.months_before) == ("too_few_months_before", 23)
    assert np.isnan(found.smallest_detectable)


def unknown(given, first, last):
    """The same series with nobody known in some months."""
    empty = given.frame["period"].between(first, last)
    frame = given.frame.astype({"known": float})
    frame.loc[empty, ["known", "value", "model_standard_error"]] = [0, np.nan, np.nan]
    return replace(given, frame=frame)


def test_a_break_without_a_known_month_stops_nothing():
    given = unknown(series(), "2020-03", "2021-06")
    broken = replace(DESIGN, breaks=(Break("pandemic", "2020-03", "2021-06"),))
    shapes = tuple(broken.shapes(ramps_months=(3,), cuts_months=(0,)).values())
    asked = {"left_out": {}, "methods": ("marginal",)}
    models = check_of(unit_checks(given, design=broken, shapes=shapes, **asked), "alternative_models")
    assert (models.facts["models"], models.facts["left_out"]) == (2, 0)
    assert unit_specifications(given, design=broken, others={}, methods=("marginal",)).curve.skipped == 0
    assert unit_power(given, design=broken) == unit_power(given, design=DESIGN)


def test_power_of_breaks_that_cannot_be_told_apart_is_not_told():
    given = unknown(series(), "2018-01", "2018-12")
    steps = replace(DESIGN, breaks=(Break("one", "2018-03"), Break("two", "2018-09")))
    found = unit_power(given, design=steps)
    assert found.reason == "break_not_told"
    assert np.isnan(found.smallest_detectable)
    assert unit_checks(given, design=steps, left_out={}).reason == "break_not_told"


def test_counts_that_cannot_be_fitted_are_counted_as_not_run():
    share = series(3.0, measure="pct")
    wrong = replace(share, frame=share.frame.assign(at_least=share.frame["known"] + 1.0))
    models = check_of(unit_checks(wrong, design=DESIGN, left_out={}, methods=QUICK), "alternative_models")
    assert (models.facts["models"], models.facts["left_out"]) == (2, 1)
    assert unit_specifications(wrong, design=DESIGN, others={}, methods=QUICK).curve.skipped == 1


def test_the_series_is_not_altered():
    given = series()
    before = given.frame.copy()
    unit_checks(given, design=DESIGN, left_out={"a": given}, methods=QUICK)
    unit_specifications(given, design=DESIGN, others={}, methods=QUICK)
    unit_power(given, design=DESIGN)
    pd.testing.assert_frame_equal(given.frame, before)
