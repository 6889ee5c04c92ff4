import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.design import Break, Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.forecast.back_test import BackTestPlan, back_test
from evaluering.estimation.forecast.forecast import Births, forecast_target
from evaluering.estimation.forecast.scores import SCORES, brier, separate_years, summary

START = "2023-04"
OPTIONS = FitOptions(shape=Shape(cut_periods=8))
KNOWN = FitOptions(standard_errors="se", shape=Shape(cut_periods=8))
SEVERAL = BackTestPlan(step=6)


def test_the_table_of_origins(make_frame):
    found = back_test(make_frame(), start=START, options=OPTIONS)
    table = found.origins
    assert found.left_out == 0
    assert found.assessed
    assert table["assumption"].tolist()[:3] == ["slope_continues", "level_stays", "naive"]
    assert table["origin"].is_monotonic_increasing
    # 24 months before the first made-up start and its cut of 8, then 27 exposed ones: 2012-01 + 58.
    assert table["origin"].iloc[0] == "2016-11"
    assert table["start"].iloc[0] == "2014-09"
    made_up = table[~table["real_start"]]
    assert (made_up["last_birth"] < "2022-08").all(), "before the cut of the real start"
    assert (made_up["origin"] == made_up["last_known"]).all()
    real = table[table["real_start"]]
    assert real["last_known"].min() == "2024-03", "a whole year from the real start on"
    assert real["last_birth"].max() == "2025-06"
    assert set(real["horizon"]) == {12}


def test_a_row_is_the_forecast_made_with_what_was_known(make_frame):
    frame = make_frame()
    plan = BackTestPlan(horizons=(12,), lag=15, step=6)
    found = back_test(frame, start=START, plan=plan, options=OPTIONS)
    row = found.origins[found.origins["assumption"] == "slope_continues"].iloc[-1]
    assert (row["origin"], row["last_known"], row["last_birth"]) == ("2021-06", "2020-03", "2022-06")
    known = frame[frame["month"] <= row["last_known"]]
    births = Births("2021-07", row["last_birth"])
    alone = forecast_target(known, start=row["start"], target=109, births=births, options=OPTIONS)
    estimate = alone.scenario("slope_continues").estimate
    assert row["value"] == pytest.approx(estimate.value)
    assert (row["lower_95"], row["upper_95"]) == pytest.approx((estimate.lower, estimate.upper), rel=1e-6)
    came = frame[frame["month"].between("2021-07", "2022-06")]["y"].mean()
    assert row["observed"] == pytest.approx(came)


def test_what_came_later_is_not_looked_at(make_frame):
    frame = make_frame()
    wild = frame.assign(y=frame["y"].where(frame["month"] <= "2019-06", 500.0 + 10 * np.arange(162)))
    columns = ["origin", "assumption", "value", "lower_80", "upper_95"]
    tables = [back_test(one, start=START, plan=SEVERAL, options=OPTIONS).origins for one in (frame, wild)]
    early = [table.loc[table["last_known"] <= "2019-06", columns] for table in tables]
    assert len(early[0]) > 10
    pd.testing.assert_frame_equal(*early)


def test_the_sampling_noise_of_the_births_is_in_the_interval_of_what_is_observed(make_frame):
    frame = make_frame(noise=1.0)
    plan = BackTestPlan(horizons=(12,), lag=15, step=6)
    row = back_test(frame, start=START, plan=plan, options=KNOWN).origins.iloc[-3]
    known = frame[frame["month"] <= row["last_known"]]
    births = ("2021-07", row["last_birth"])
    clean = forecast_target(known, start=row["start"], target=109, births=births, options=KNOWN).scenarios[0].estimate
    assert row["value"] == pytest.approx(clean.value)
    widths = row["upper_95"] - row["lower_95"], clean.upper - clean.lower
    assert widths[0] ** 2 - widths[1] ** 2 == pytest.approx((2 * 1.96) ** 2 / 12, rel=0.15)


def test_the_naive_forecast_is_the_last_year_with_its_own_errors(make_frame):
    frame = make_frame()
    found = back_test(frame, start=START, plan=BackTestPlan(horizons=(12,), step=6), options=OPTIONS)
    row = found.origins[found.origins["assumption"] == "naive"].iloc[3]
    known = frame.loc[frame["month"] <= row["last_known"], "y"].to_numpy()
    means = np.convolve(known, np.full(12, 1 / 12), mode="valid")
    size = np.sqrt(np.mean((means[12:] - means[:-12]) ** 2))
    assert row["value"] == pytest.approx(means[-1])
    assert row["upper_95"] - row["value"] == pytest.approx(1.959964 * size)
    assert row["value"] - row["lower_80"] == pytest.approx(1.281552 * size)


def test_means_are_weighted_where_weights_are_given(make_frame):
    frame = make_frame()
    options = FitOptions(shape=Shape(cut_periods=8), weights="births")
    row = back_test(frame, start=START, plan=SEVERAL, options=options).origins.iloc[0]
    year = frame[frame["month"] <= row["last_birth"]].tail(12)
    assert row["observed"] == pytest.approx(np.average(year["y"], weights=year["births"]))


def test_scores_follow_from_the_tables(make_frame):
    found = back_test(make_frame(), start=START, plan=BackTestPlan(thresholds=(108.5, 109.5)), options=OPTIONS)
    chances = found.probabilities
    assert set(chances["threshold"]) == {108.5, 109.5}
    assert chances["probability"].between(0, 1).all()
    for _, score in found.scores.iterrows():
        own = (chances["horizon"] == score["horizon"]) & (chances["assumption"] == score["assumption"])
        squares = (chances.loc[own, "probability"] - chances.loc[own, "reached"]) ** 2
        assert score["brier"] == pytest.approx(squares.mean())
        assert score["skill"] == pytest.approx(1 - score["brier"] / score["brier_naive"])
        some = found.origins[
            (found.origins["horizon"] == score["horizon"]) & (found.origins["assumption"] == score["assumption"])
        ]
        assert score["coverage_80"] == pytest.approx(
            100 * some["observed"].between(some.lower_80, some.upper_80).mean()
        )
        assert score["width_95"] == pytest.approx((some.upper_95 - some.lower_95).mean())
        assert score["origins"] == len(some)
        assert 0 <= score["coverage_80"] <= score["coverage_95"] <= 100
    assert found.scores["horizon"].tolist() == [12] * 3 + [24] * 3
    assert found.scores.loc[found.scores["assumption"] == "naive", "skill"].tolist() == [0.0, 0.0]


def test_too_few_origins_are_not_assessed(make_frame):
    found = back_test(make_frame(), start=START, plan=BackTestPlan(step=12), options=OPTIONS)
    assert not found.assessed
    assert found.scores[SCORES].isna().all().all()
    assert len(found.origins) > 0


def test_a_short_series_has_no_origins(make_frame):
    found = back_test(make_frame(162).tail(50), start=START, options=OPTIONS)
    assert not found.assessed
    assert found.scores.empty
    assert found.origins.empty
    assert found.left_out == 0


def test_a_year_that_was_not_observed_whole_is_not_asked_for(make_frame):
    frame = make_frame()
    holed = frame[frame["month"] != "2020-01"]
    ends = set(back_test(holed, start=START, options=OPTIONS).origins["last_birth"])
    assert "2019-12" in ends
    assert not any("2020-01" <= end <= "2020-12" for end in ends)
    assert "2021-01" in ends


def test_an_origin_that_cannot_be_fitted_or_has_no_history_is_counted(make_frame):
    # One month of the break is known at an origin in its first month only if it can be told apart: here it cannot.
    broken = Shape(breaks=(Break("first", "2018-03", "2018-04"), Break("second", "2018-03", "2018-06")))
    found = back_test(make_frame(), start=START, plan=BackTestPlan(horizons=(12,)), options=FitOptions(shape=broken))
    assert found.left_out == 2
    assert not {"2018-03", "2018-04"} & set(found.origins["last_known"])
    long = back_test(make_frame(), start=START, plan=BackTestPlan(horizons=(36, 48)), options=OPTIONS)
    first = long.origins.groupby("horizon")["last_known"].min()
    # A year of errors takes the horizon and two years less a month: for 36 months the first origin has just that.
    assert first.to_dict() == {36: "2016-11", 48: "2017-11"}
    assert long.left_out == 12


def test_known_noise_covers_the_simulated_truth_and_yearly_series_work(make_frame):
    held = [
        back_test(make_frame(seed=seed), start=START, plan=BackTestPlan(step=4), options=OPTIONS).origins
        for seed in range(8)
    ]
    table = pd.concat(held)
    model = table[table["assumption"] != "naive"]
    assert 0.8 < model["observed"].between(model["lower_95"], model["upper_95"]).mean() <= 1.0
    years = pd.DataFrame({"year": range(1970, 2026), "y": np.random.default_rng(3).normal(100, 1, 56)})
    options = FitOptions(period="year")
    found = back_test(years, start=2015, options=options)
    assert found.scores["horizon"].tolist() == [1] * 3 + [2] * 3
    assert found.assessed


@pytest.mark.parametrize(
    ("kept", "kind", "said"),
    [
        ({"lag": -1}, ValueError, "lag is a whole number, 0 or more, not -1"),
        ({"step": 0}, ValueError, "step is a whole number, 1 or more, not 0"),
        ({"step": "2"}, TypeError, "step is a whole number, 1 or more, not '2'"),
        ({"horizons": 12}, TypeError, "horizons is a sequence of numbers, not 12"),
        ({"horizons": (0,)}, ValueError, "a horizon is a whole number, 1 or more, not 0"),
        ({"horizons": (1.5,)}, TypeError, "a horizon is a whole number, 1 or more, not 1.5"),
        ({"thresholds": (float("nan"),)}, ValueError, "thresholds are finite numbers"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(kept, kind, said):
    with pytest.raises(kind, match=said):
        BackTestPlan(**kept)


def test_a_back_test_that_cannot_be_made_is_refused(make_frame):
    with pytest.raises(ValueError, match=r"horizon and lag together are at least a year \(12 periods\)"):
        back_test(make_frame(), start=START, plan=BackTestPlan(horizons=(6,), lag=5))
    with pytest.raises(TypeError, match="plan is a BackTestPlan or None, not dict"):
        back_test(make_frame(), start=START, plan={})
    with pytest.raises(ValueError, match="no forecast by method 'ols'"):
        back_test(make_frame(), start=START, options=FitOptions(method="ols"))


def test_brier_and_separate_years():
    assert brier(np.array([0.9, 0.5]), [True, False]) == pytest.approx(0.13)
    assert brier(np.array([1.0, 0.0]), [True, False]) == 0.0
    assert separate_years([24, 30, 36, 47], 12) == 2
    assert separate_years([], 12) == 0


def test_a_perfect_naive_forecast_leaves_no_skill_to_be_told():
    rows = [
        (12, name, f"{2000 + k}-12", 1.0, 0.0, 2.0, -1.0, 3.0, 1.0, 0.0) for k in range(12) for name in ("x", "naive")
    ]
    names = ["horizon", "assumption", "last_birth", "value", "lower_80", "upper_80", "lower_95", "upper_95"]
    found = summary(pd.DataFrame(rows, columns=[*names, "observed", "brier"]), year=12)
    assert found["assessed"].all()
    assert found["skill"].isna().all()
    assert found["coverage_80"].tolist() == [100.0, 100.0]
