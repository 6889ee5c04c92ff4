from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation import Shape, fit_interrupted, labelled, to_frame
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


def test_a_relative_change_without_a_positive_level_takes_its_p_from_the_draws():
    frame = monthly(noise=3.0)
    shifted = frame.assign(y=frame["y"] - fit(frame).estimate("counterfactual_mean").value)
    found = fit(shifted)
    assert found.estimate("relative_mean_change").p_value != found.estimate("mean_change").p_value


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
