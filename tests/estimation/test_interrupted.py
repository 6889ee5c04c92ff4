from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from evaluering.estimation import Break, Interruption, Shape, fit_interrupted, labelled, to_frame
from evaluering.estimation.time_axis import label

MONTHS = [label(2012 * 12 + place, "month") for place in range(162)]  # January 2012 to June 2025
START = MONTHS.index("2023-04")


def monthly(level=4.0, slope=0.1, noise=1.0, seed=1):
    """A series with a trend of 0.6 a year, a season, and a change in April 2023."""
    place = np.arange(162)
    generator = np.random.default_rng(seed)
    since = place - START
    y = 100 + 0.05 * place + 3 * np.cos(2 * np.pi * place / 12) + np.where(since >= 0, level + slope * since, 0.0)
    y = y + noise * generator.standard_normal(162)
    births = generator.integers(800, 1200, 162)
    return pd.DataFrame({"month": MONTHS, "y": y, "se": np.full(162, noise), "births": births})


def fit(frame=None, **options):
    return fit_interrupted(monthly(noise=1e-4) if frame is None else frame, start="2023-04", **options)


def test_every_estimand_has_its_meaning():
    """With almost no noise each number is what was put in."""
    found = fit()
    expected = {
        "mean_change": 4 + 0.1 * 13,
        "level_change": 4.0,
        "slope_change": 0.1,
        "slope_change_per_year": 1.2,
        "change_after_12_periods": 4 + 1.2,
        "change_after_24_periods": 4 + 2.4,
        "agreement_year_1_change": 4 + 0.1 * 5.5,
        "agreement_year_2_change": 4 + 0.1 * 17.5,
        "calendar_year_2023_change": 4 + 0.1 * 4,
        "calendar_year_2024_change": 4 + 0.1 * 14.5,
        "calendar_year_2025_change": 4 + 0.1 * 23.5,
        "trend_before_per_year": 0.6,
        "trend_after_per_year": 0.6 + 1.2,
    }
    values = {one.estimand: one.value for one in found.estimates}
    assert set(values) == set(expected) | {"relative_mean_change", "counterfactual_mean", "fitted_mean"}
    for estimand, value in expected.items():
        assert values[estimand] == pytest.approx(value, abs=1e-3), estimand
    assert values["fitted_mean"] - values["counterfactual_mean"] == pytest.approx(values["mean_change"])
    assert values["relative_mean_change"] == pytest.approx(100 * values["mean_change"] / values["counterfactual_mean"])
    assert found.estimates[0].estimand == "mean_change"


def test_periods_and_measures_are_named():
    found = fit()
    spans = {one.estimand: (one.first_period, one.last_period) for one in found.estimates}
    assert spans["mean_change"] == spans["slope_change"] == ("2023-04", "2025-06")
    assert spans["level_change"] == ("2023-04", "2023-04")
    assert spans["change_after_12_periods"] == ("2024-04", "2024-04")
    assert spans["agreement_year_2_change"] == ("2024-04", "2025-03")
    assert spans["calendar_year_2023_change"] == ("2023-04", "2023-12")
    assert spans["trend_before_per_year"] == ("2012-01", "2023-03")
    assert found.estimate("relative_mean_change").measure == "pct"
    assert labelled(found.estimate("mean_change"), measure="pct").measure == "pct_point"
    assert labelled(found.estimate("counterfactual_mean"), measure="pct").measure == "pct"
    with pytest.raises(KeyError, match="there are mean_change, relative_mean_change"):
        found.estimate("magic")


def test_one_row_per_estimand():
    found = fit()
    table = to_frame(found)
    assert table["estimand"].tolist() == [one.estimand for one in found.estimates]
    assert {"value", "lower", "upper", "standard_error", "degrees_of_freedom", "p_value", "unit", "method"} <= set(
        table
    )
    assert (table["lower"] < table["value"]).all()
    assert (table["value"] < table["upper"]).all()


def test_weights_make_the_mean_that_of_the_average_child():
    frame = monthly(noise=1e-4)
    since = np.arange(162) - START
    post = since >= 0
    expected = np.average(4 + 0.1 * since[post], weights=frame["births"][post])
    assert fit(frame, weights="births").estimate("mean_change").value == pytest.approx(expected, abs=1e-3)
    skewed = frame.assign(births=np.where(since == 0, 1, 0))
    assert fit(skewed, weights="births").estimate("mean_change").value == pytest.approx(4, abs=1e-3)
    with pytest.raises(ValueError, match="needs a weight"):
        fit(frame.assign(births=0.0), weights="births")
    with pytest.raises(ValueError, match="needs a weight"):
        fit(frame.assign(births=np.nan), weights="births")


@pytest.mark.parametrize("method", ["marginal", "ols", "newey_west"])
def test_every_method_covers_a_plain_truth(method):
    found = fit(monthly(), method=method).estimate("mean_change")
    assert found.method == method
    assert found.lower < 5.3 < found.upper
    assert found.p_value < 1e-6
    assert found.probability_positive == pytest.approx(1)
    assert found.degrees_of_freedom == 162 - 8


def test_probability_and_p_value_come_from_one_distribution():
    found = fit(monthly(level=0.2, slope=0.0), standard_errors="se")
    for one in found.estimates:
        assert one.p_value == pytest.approx(2 * min(one.probability_positive, 1 - one.probability_positive), abs=1e-12)
        assert (one.lower > 0 or one.upper < 0) == (one.p_value < 0.05)


def test_the_smallest_detectable_change():
    change = fit(monthly()).estimate("mean_change")
    assert change.smallest_detectable == pytest.approx((1.975488 + 0.844047) * change.standard_error, rel=1e-4)
    assert np.isnan(fit(monthly()).estimate("level_change").smallest_detectable)


def test_a_relative_change_whose_level_is_barely_positive_takes_its_p_from_the_draws():
    frame = monthly(noise=3.0)
    shifted = frame.assign(y=frame["y"] - 0.99 * fit(frame).estimate("counterfactual_mean").lower)
    found = fit(shifted)
    assert found.warnings == ()
    assert found.estimate("relative_mean_change").p_value != found.estimate("mean_change").p_value


@pytest.mark.parametrize("share", [1.01, 5.0])
def test_a_relative_change_is_withheld_where_the_level_may_be_zero(share):
    frame = monthly(noise=3.0)
    plain = fit(frame)
    found = fit(frame.assign(y=frame["y"] - share * plain.estimate("counterfactual_mean").lower))
    assert found.warnings == ("relative_change_withheld",)
    assert [one.estimand for one in found.estimates] == [
        one.estimand for one in plain.estimates if one.estimand != "relative_mean_change"
    ]
    assert found.estimate("mean_change").value == pytest.approx(plain.estimate("mean_change").value)
    assert found.estimate("mean_change").warnings == ()


def test_the_trend_after_is_that_until_the_next_interruption():
    frame = monthly(noise=1e-4)
    place = np.arange(162)
    for at, slope in ((MONTHS.index("2016-01"), 0.2), (MONTHS.index("2024-06"), -0.3)):
        frame["y"] += np.where(place >= at, 1 + slope * (place - at), 0)
    found = fit(frame, shape=Shape(interruptions=(Interruption("2024-06"), Interruption("2016-01"))))
    before, after = found.estimate("trend_before_per_year"), found.estimate("trend_after_per_year")
    assert (before.first_period, before.last_period) == ("2012-01", "2015-12")
    assert (after.first_period, after.last_period) == ("2023-04", "2024-05")
    assert before.value == pytest.approx(12 * 0.05, abs=1e-3)
    assert after.value == pytest.approx(12 * (0.05 + 0.2 + 0.1), abs=1e-3)


def test_few_periods_after_the_start_are_warned_of():
    assert fit_interrupted(monthly(), start="2025-02").warnings == ("few_periods_after",)
    assert fit_interrupted(monthly(), start="2025-01").warnings == ()


def test_days_stand_for_the_periods_they_lie_in():
    quarters = pd.date_range("2010-03-31", periods=60, freq="QE")
    y = np.random.default_rng(2).standard_normal(60)
    found = fit_interrupted(
        pd.DataFrame({"quarter": quarters, "y": y}),
        period="quarter",
        start=quarters[40],
        shape=Shape(breaks=(Break("late", quarters[20], quarters[25]),), interruptions=(Interruption(quarters[50]),)),
    )
    named = pd.DataFrame({"quarter": [label(2010 * 4 + place, "quarter") for place in range(60)], "y": y})
    shape = Shape(breaks=(Break("late", "2015Q1", "2016Q2"),), interruptions=(Interruption("2022Q3"),))
    assert found.estimates == fit_interrupted(named, period="quarter", start="2020Q1", shape=shape).estimates


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lags": True, "method": "newey_west"}, "lags is a whole number, 0 or more, not True"),
        ({"lags": 2.0, "method": "newey_west"}, "lags is a whole number, 0 or more, not 2.0"),
        ({"harmonics": "2"}, "harmonics is a whole number, 0 or more, not '2'"),
        ({"harmonics": 1.5}, "harmonics is a whole number"),
        ({"shape": 8}, "shape is a Shape or None, not 8"),
    ],
)
def test_arguments_of_another_kind_are_refused(options, message):
    with pytest.raises(TypeError, match=message):
        fit(monthly(), **options)


def test_the_seed_decides_the_draws():
    frame = monthly()
    one, same, other = (fit(frame, seed=seed).estimate("relative_mean_change") for seed in (1, 1, 2))
    assert one == same
    assert one.lower != other.lower
    assert one.lower == pytest.approx(other.lower, abs=0.1 * one.standard_error)


def test_the_frame_holds_every_period():
    frame = monthly(noise=0.5).drop(index=[30, 31])
    frame.loc[40, "y"] = np.nan
    found = fit(frame, standard_errors="se", shape=Shape(cut_periods=8)).frame.set_index("period")
    assert list(found.index) == MONTHS
    assert found.index[found["cut"]].tolist() == [label(2022 * 12 + place, "month") for place in range(7, 15)]
    assert found.index[~found["used"]].tolist() == [MONTHS[30], MONTHS[31], MONTHS[40], *MONTHS[START - 8 : START]]
    assert found.index[found["exposed"]][0] == "2023-04"
    assert found["residual"].notna().equals(found["used"])
    before, after = found[~found["exposed"]], found[found["exposed"]]
    np.testing.assert_allclose(before["fitted"], before["counterfactual"])
    assert before["counterfactual_lower"].isna().all()
    assert (after["counterfactual_lower"] < after["counterfactual"]).all()
    assert (after["counterfactual"] < after["counterfactual_upper"]).all()
    assert (after["counterfactual_trend_lower"] < after["counterfactual_trend_upper"]).all()
    steps = np.diff(found["counterfactual_trend"])
    np.testing.assert_allclose(steps, steps[0])
    assert found.loc[MONTHS[30], "standard_error"] != found.loc[MONTHS[30], "standard_error"]


def test_cut_periods_do_not_count():
    frame = monthly(noise=1e-4)
    partly = frame.assign(y=frame["y"] + np.where((frame["month"] >= "2022-08") & (frame["month"] < "2023-04"), 2.0, 0))
    found = fit(partly, shape=Shape(cut_periods=8))
    assert found.estimate("level_change").value == pytest.approx(4, abs=1e-3)
    assert found.estimate("trend_before_per_year").last_period == "2022-07"


def test_a_ramp_has_one_change():
    frame = monthly(level=0, slope=0, noise=1e-4)
    since = np.arange(162) - START
    frame["y"] += np.where(since >= 0, 6 * np.minimum(1, (since + 1) / 12), 0)
    found = fit(frame, shape=Shape(ramp_periods=12))
    assert found.estimate("full_change").value == pytest.approx(6, abs=1e-3)
    assert found.estimate("full_change").first_period == "2024-03"
    assert found.estimate("change_after_12_periods").value == pytest.approx(6, abs=1e-3)
    assert found.estimate("agreement_year_1_change").value == pytest.approx(6 * 6.5 / 12, abs=1e-3)
    assert "level_change" not in {one.estimand for one in found.estimates}


def test_years_and_quarters():
    generator = np.random.default_rng(3)
    years = pd.DataFrame({"year": range(1990, 2021), "y": np.r_[np.zeros(20), np.full(11, 2.0)]})
    years["y"] += 0.01 * generator.standard_normal(31)
    found = fit_interrupted(years, period="year", start=2010)
    assert found.estimate("mean_change").value == pytest.approx(2, abs=0.05)
    assert found.estimate("change_after_5_periods").first_period == "2015"
    assert found.estimate("calendar_year_2012_change").value == pytest.approx(2, abs=0.05)
    assert not [one for one in found.estimates if one.estimand.startswith("agreement_year")]
    quarters = [label(2010 * 4 + place, "quarter") for place in range(60)]
    frame = pd.DataFrame({"quarter": quarters, "y": np.r_[np.zeros(40), np.full(20, 2.0)]})
    frame["y"] += 0.01 * generator.standard_normal(60)
    found = fit_interrupted(frame, period="quarter", start="2020K1")
    assert found.estimate("agreement_year_5_change").last_period == "2024Q4"
    assert found.estimate("slope_change_per_year").value == pytest.approx(
        4 * found.estimate("slope_change").value, rel=1e-12
    )


def test_too_few_periods_are_refused():
    frame = monthly()
    with pytest.raises(ValueError, match="1 before 2012-02"):
        fit_interrupted(frame, start="2012-02")
    with pytest.raises(ValueError, match="1 from 2025-06 on"):
        fit_interrupted(frame, start="2025-06")
    assert fit_interrupted(frame, start="2025-06", shape=Shape(ramp_periods=1)).estimates[0].first_period == "2025-06"
    with pytest.raises(ValueError, match="cannot carry a model"):
        fit(frame.iloc[START - 5 : START + 5])
    with pytest.raises(ValueError, match="0 before 2023-04"):
        fit(frame.assign(y=np.nan))


def test_the_errors_are_described():
    found = fit(monthly(), standard_errors="se")
    assert found.rho_lower < found.rho < found.rho_upper
    assert 0 <= found.tau_lower < found.tau < found.tau_upper
    assert abs(found.residual_autocorrelation) < 0.25
    plain = fit(monthly(), method="ols")
    assert np.isnan([plain.rho, plain.tau, plain.rho_lower, plain.tau_upper]).all()
    assert plain.frame["residual"].std() == pytest.approx(1, abs=0.05)
    short = monthly().iloc[START - 24 : START + 16]
    assert fit(short).warnings == fit(short, method="newey_west").warnings == ("few_periods",)
    assert fit(short).estimate("mean_change").warnings == ("few_periods",)


EPIDEMIC = Break("epidemic", "2020-03", "2021-06")


def test_a_declared_break_is_not_change():
    frame = monthly(noise=1e-4)
    struck = frame["month"].between("2020-03", "2021-06")
    moved = frame.assign(y=frame["y"] - 7.0 * struck)
    found = fit(moved, shape=Shape(breaks=(EPIDEMIC,)))
    assert found.estimate("mean_change").value == pytest.approx(4 + 0.1 * 13, abs=1e-3)
    assert found.warnings == ()
    assert found.frame.loc[found.frame["in_break"], "period"].tolist() == frame.loc[struck, "month"].tolist()
    assert not fit(frame).frame["in_break"].any()
    trend = found.frame.set_index("period")["counterfactual_trend"]
    assert trend["2020-03"] - trend["2020-02"] == pytest.approx(0.05 - 7, abs=1e-3)
    assert fit(moved).estimate("mean_change").value > 4 + 0.1 * 13 + 0.5


def test_a_step_that_stays_is_in_the_counterfactual():
    frame = monthly(noise=1e-4)
    moved = frame.assign(y=frame["y"] + 5.0 * (frame["month"] >= "2019-01"))
    found = fit(moved, shape=Shape(breaks=(Break("recording", "2019-01"),)))
    plain = fit(frame)
    assert found.estimate("mean_change").value == pytest.approx(plain.estimate("mean_change").value, abs=1e-3)
    level = plain.estimate("counterfactual_mean").value
    assert found.estimate("counterfactual_mean").value == pytest.approx(level + 5, abs=1e-3)


@pytest.mark.parametrize(("first", "last", "warned"), [("2022-04", None, False), ("2022-05", None, True)])
def test_a_break_near_the_start_is_warned_of(first, last, warned):
    found = fit(monthly(), shape=Shape(breaks=(Break("x", first, last),)))
    assert ("break_near_start" in found.warnings) is warned
    assert found.estimate("mean_change").warnings == found.warnings


def test_a_break_on_cut_periods_alone_is_refused():
    shape = Shape(cut_periods=8, breaks=(Break("strike", "2022-09", "2022-11"),))
    with pytest.raises(ValueError, match="break 'strike' cannot be told: no period of the fit lies in it"):
        fit(monthly(), shape=shape)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (Shape(breaks=(Break("same", "2023-04"),)), "break 'same' cannot be told apart"),
        (Shape(cut_periods=8, breaks=(Break("in the cut", "2022-12"),)), "break 'in the cut' cannot be told apart"),
        (Shape(ramp_periods=1, breaks=(Break("same", "2023-04"),)), "break 'same' cannot be told apart"),
        (Shape(interruptions=(Interruption("2023-04", "again"),)), "interruption 'again' cannot be told apart"),
        (Shape(breaks=(EPIDEMIC, EPIDEMIC)), "break 'epidemic' cannot be told apart"),
    ],
)
def test_what_moves_with_the_change_is_refused(shape, message):
    with pytest.raises(ValueError, match=message):
        fit(monthly(), shape=shape)


def test_a_break_outside_the_series_changes_nothing():
    plain = fit(monthly())
    for one in (Break("old", "1999-01", "2005-12"), Break("old", "1999-01"), Break("coming", "2031-01")):
        found = fit(monthly(), shape=Shape(breaks=(one,)))
        assert found.warnings == ("break_outside_series",)
        assert [each.value for each in found.estimates] == [each.value for each in plain.estimates]
        assert not found.frame["in_break"].any()


def test_further_interruptions_are_numbered_by_the_calendar_and_held_equal():
    frame = monthly(noise=1e-4)
    place = np.arange(162)
    early, late = MONTHS.index("2016-01"), MONTHS.index("2024-07")
    y = frame["y"] + np.where(place >= early, 3 + 0.02 * (place - early), 0)
    moved = frame.assign(y=y + np.where(place >= late, -6 + 0.5 * (place - late), 0))
    shape = Shape(interruptions=(Interruption("2024-07"), Interruption("2016-01", "law")))
    found = fit(moved, shape=shape)
    expected = {"level_change_1": 3, "slope_change_1": 0.02, "level_change_3": -6, "slope_change_3": 0.5}
    expected |= {"mean_change": 4 + 0.1 * 13, "level_change": 4, "slope_change": 0.1, "change_after_24_periods": 6.4}
    for estimand, value in expected.items():
        assert found.estimate(estimand).value == pytest.approx(value, abs=2e-3), estimand
    assert found.estimate("level_change_3").first_period == found.estimate("level_change_3").last_period == "2024-07"
    assert found.estimate("slope_change_1").first_period == "2016-01"
    assert found.estimate("slope_change_1").last_period == "2025-06"
    curve = found.frame.set_index("period")
    apart = curve["fitted"] - curve["counterfactual"]
    assert apart["2024-07"] == pytest.approx(4 + 0.1 * 15, abs=2e-3)
    second = fit(moved, shape=Shape(interruptions=(Interruption("2024-07"),)))
    assert {"level_change_2", "slope_change_2"} <= {one.estimand for one in second.estimates}


def test_six_harmonics_are_month_terms():
    """The same change, standard error and fitted values as with eleven dummy columns for the months."""
    frame = monthly()
    found = fit(frame, harmonics=6, method="ols")
    since = np.arange(162) - START
    months = pd.get_dummies(frame["month"].str[5:], drop_first=True, dtype=float).to_numpy()
    change = np.column_stack([since >= 0, np.maximum(since, 0)]).astype(float)
    model = OLS(frame["y"].to_numpy(), np.column_stack([np.ones(162), since, change, months])).fit()
    np.testing.assert_allclose(found.estimate("level_change").value, model.params[2], rtol=1e-10)
    np.testing.assert_allclose(found.estimate("level_change").standard_error, model.bse[2], rtol=1e-10)
    np.testing.assert_allclose(found.estimate("slope_change").value, model.params[3], rtol=1e-9)
    np.testing.assert_allclose(found.frame["fitted"], model.fittedvalues, rtol=1e-12)
    assert found.estimate("mean_change").degrees_of_freedom == model.df_resid


def test_a_ramp_of_one_period_is_a_step_without_a_slope():
    frame = monthly()
    found = fit(frame, harmonics=0, method="ols", shape=Shape(ramp_periods=1))
    since = np.arange(162) - START
    model = OLS(frame["y"].to_numpy(), np.column_stack([np.ones(162), since, since >= 0]).astype(float)).fit()
    for estimand in ("mean_change", "full_change", "change_after_12_periods"):
        assert found.estimate(estimand).value == pytest.approx(model.params[2], rel=1e-10)
    assert found.estimate("mean_change").standard_error == pytest.approx(model.bse[2], rel=1e-10)
