import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.design import Shape
from evaluering.estimation.estimate import to_frame
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.mixture import joint_draws
from evaluering.estimation.forecast.forecast import Births, forecast_target
from evaluering.estimation.forecast.prediction import predict
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.segments import fit_segments

START = "2023-04"
YEAR = ("2027-01", "2027-12")
OPTIONS = FitOptions(standard_errors="se", shape=Shape(cut_periods=8))


def asked(frame, target=112.0, births=YEAR, **kept):
    return forecast_target(frame, start=START, target=target, births=births, **({"options": OPTIONS} | kept))


def test_what_a_forecast_says(make_frame):
    found = asked(make_frame(slope=0.5))
    assert [one.assumption for one in found.scenarios] == ["slope_continues", "level_stays"]
    assert (found.first_period, found.last_period, found.last_observed) == ("2027-01", "2027-12", "2025-06")
    assert (found.periods_after, found.deviation, found.target) == (27, True, 112.0)
    assert found.years_ahead == pytest.approx((18 + 5.5 + 0.5 + 0.5) / 12)
    assert found.warnings == ("beyond_observed",)
    for one in found.scenarios:
        wide = one.estimate
        assert wide.lower < one.lower_80 < wide.value < one.upper_80 < wide.upper
        assert (wide.first_period, wide.last_period, wide.measure) == ("2027-01", "2027-12", "outcome")
    names = to_frame(found)["estimand"].tolist()
    assert len(names) == 6
    assert all(name.startswith("forecast_") for name in names)
    assert not any("change" in name for name in names)


def test_an_agreement_year_is_asked_for_alike(make_frame):
    found = asked(make_frame(), births=("2027-04", "2028-03"))
    assert (found.first_period, found.last_period) == ("2027-04", "2028-03")
    assert found.years_ahead == pytest.approx(asked(make_frame()).years_ahead + 0.25)


def test_the_probability_is_that_of_the_joint_draws(make_frame):
    frame = make_frame()
    found = asked(frame, target=110.0)
    segments = fit_segments(frame, start=START, options=OPTIONS)
    prediction = predict(segments, np.arange(2027 * 12, 2028 * 12), options=OPTIONS)
    even = np.full(12, 1 / 12)
    rows = [prediction.mean(even, assumption=one.assumption, deviation=True).row for one in found.scenarios]
    drawn = joint_draws(prediction.mixture, np.vstack(rows), draws=20_000, seed=1)
    for one, share in zip(found.scenarios, np.mean(drawn >= 110.0, axis=0), strict=True):
        assert one.probability == pytest.approx(share, abs=0.012)


def test_the_needed_slope_takes_the_births_just_to_the_target(make_frame):
    found = asked(make_frame(slope=-1.0), target=115.0)
    stays, continues = found.scenario("level_stays").estimate, found.scenario("slope_continues").estimate
    assert stays.value + found.slope_needed.value * found.years_ahead == pytest.approx(115.0)
    assert stays.value + found.slope_observed.value * found.years_ahead == pytest.approx(continues.value)
    assert found.slope_needed.value - found.slope_observed.value == pytest.approx(found.slope_missing.value)
    # More is needed than was seen just where the target is missed if the slope continues.
    missed = 1 - found.scenario("slope_continues").probability
    assert found.slope_missing.probability_positive == pytest.approx(missed, abs=1e-12)
    assert found.slope_needed.probability_positive == pytest.approx(1 - found.scenario("level_stays").probability)


def test_the_observed_slope_is_that_of_the_fit(make_frame):
    frame = make_frame(slope=1.0)
    fit = fit_interrupted(frame, start=START, **OPTIONS.keywords())
    before, change = (fit.estimate(name).value for name in ("trend_before_per_year", "slope_change_per_year"))
    slope = asked(frame).slope_observed
    assert slope.value == pytest.approx(before + change)
    assert (slope.first_period, slope.last_period) == (START, "2025-06")


def test_the_needed_slope_is_held_against_the_observed_one_where_that_is_clear(make_frame):
    clear = asked(make_frame(slope=3.0, tau=0.3, noise=0.5), target=165.0).relative_slope_needed
    assert clear.measure == "pct"
    assert clear.lower < clear.value < clear.upper
    assert clear.probability_positive == 1.0
    again = asked(make_frame(slope=3.0, tau=0.3, noise=0.5), target=165.0).relative_slope_needed
    assert (again.lower, again.upper) == (clear.lower, clear.upper), "the draws have a fixed seed"
    unclear = asked(make_frame()).relative_slope_needed
    assert np.isnan([unclear.value, unclear.lower, unclear.upper, unclear.probability_positive]).all()


def test_the_deviation_of_those_births_makes_the_interval_wider(make_frame):
    frame = make_frame(rho=0.8, tau=2.0)
    within, without = asked(frame), asked(frame, deviation=False)
    for one, other in zip(within.scenarios, without.scenarios, strict=True):
        assert one.estimate.standard_error > 1.02 * other.estimate.standard_error
    assert not without.deviation
    assert without.slope_observed.value == pytest.approx(within.slope_observed.value)


def test_births_partly_observed_are_better_known(make_frame):
    frame = make_frame()
    errors = [
        asked(frame, births=births).scenario("slope_continues").estimate.standard_error
        for births in (("2024-09", "2025-08"), ("2025-07", "2026-06"), ("2026-07", "2027-06"))
    ]
    assert errors == sorted(errors)
    assert asked(frame, births=("2025-01", "2025-12")).years_ahead == pytest.approx(
        np.mean([0] * 6 + [*range(1, 7)]) / 12
    )
    assert asked(frame, births=("2025-07", "2026-06")).warnings == ()


def test_weights_of_the_births_count(make_frame):
    frame = make_frame(slope=4.0)
    late = asked(frame, births=Births(*YEAR, weights=range(12))).scenario("slope_continues").estimate.value
    even = asked(frame, births=Births(*YEAR)).scenario("slope_continues").estimate.value
    scaled = asked(frame, births=Births(*YEAR, weights=[7] * 12)).scenario("slope_continues").estimate.value
    one = asked(frame, births=Births(*YEAR, weights=[0] * 11 + [1])).scenario("slope_continues").estimate.value
    alone = asked(frame, births=("2027-12", "2027-12")).scenario("slope_continues").estimate.value
    assert late > even
    assert scaled == pytest.approx(even)
    assert one == pytest.approx(alone)


def test_quarters_and_years(make_frame):
    frame = make_frame(slope=2.0)
    years = pd.DataFrame({"year": range(2000, 2026), "y": frame["y"].iloc[::6].head(26).to_numpy()})
    found = forecast_target(
        years, start=2015, target=120, births=(2027, 2027), options=FitOptions(period="year", method="reml")
    )
    assert (found.years_ahead, found.last_observed) == (2.0, "2025")
    quarter = frame.groupby(np.arange(162) // 3)["y"].mean()
    named = [f"{2012 + k // 4}Q{1 + k % 4}" for k in range(54)]
    quarters = pd.DataFrame({"quarter": named, "y": quarter.to_numpy()})
    found = forecast_target(
        quarters, start="2023Q2", target=120, births=("2027Q1", "2027Q4"), options=FitOptions(period="quarter")
    )
    assert found.years_ahead == pytest.approx((7 + 8 + 9 + 10) / 4 / 4)


@pytest.mark.parametrize(
    ("said", "births", "kept"),
    [
        ("births end before they begin: 2027-12 to 2027-01", ("2027-12", "2027-01"), {}),
        ("births from 2023-01 begin before the start 2023-04", ("2023-01", "2027-12"), {}),
        ("births to 2025-06 are all observed: there is nothing to forecast", ("2024-07", "2025-06"), {}),
        ("all observed", Births("2025-01", "2025-12", weights=[1] * 6 + [0] * 6), {}),
        ("12 periods of births need as many weights, not 2", Births(*YEAR, weights=[1, 1]), {}),
        ("weights of births are numbers of 0 or more", Births(*YEAR, weights=[-1] + [1] * 11), {}),
        ("weights of births are numbers of 0 or more", Births(*YEAR, weights=[np.nan] + [1] * 11), {}),
        ("weights of births are numbers of 0 or more", Births(*YEAR, weights=[0] * 12), {}),
        ("target is a finite number, not nan", YEAR, {"target": np.nan}),
        ("weights holds something that is not a real number", Births(*YEAR, weights=["1"] * 12), {}),
        ("given was '010120-4711'", ("010120-4711", "2027-12"), {}),
        ("no forecast by method 'ols'", YEAR, {"options": FitOptions(method="ols")}),
    ],
)
def test_what_cannot_be_asked_is_refused(make_frame, said, births, kept):
    with pytest.raises(ValueError, match=said):
        asked(make_frame(), births=births, **kept)


@pytest.mark.parametrize(
    ("said", "births", "kept"),
    [
        ("births is a Births, or a pair", "2027", {}),
        ("births is a Births, or a pair", (*YEAR, [1] * 12), {}),
        ("target is a number, not str", YEAR, {"target": "110"}),
        ("options is a FitOptions or None, not dict", YEAR, {"options": {}}),
    ],
)
def test_what_is_of_another_kind_is_refused(make_frame, said, births, kept):
    with pytest.raises(TypeError, match=said):
        asked(make_frame(), births=births, **kept)


def test_less_than_a_year_after_the_start_is_refused(make_frame):
    with pytest.raises(ValueError, match="too few periods: 11 from 2023-04 on, a forecast needs a whole year"):
        asked(make_frame(146))
    assert asked(make_frame(147)).periods_after == 12


def test_the_frame_is_left_alone_and_the_defaults_are_those_of_the_fit(make_frame):
    frame = make_frame()
    copy = frame.copy()
    found = forecast_target(frame, start=START, target=112, births=YEAR)
    pd.testing.assert_frame_equal(frame, copy)
    assert found.slope_observed.method == "marginal"


def test_intervals_and_probabilities_hold_in_simulated_truth(make_frame):
    """Sixty series with no trend: both assumptions hold, and the mean of the births is known. See the benchmark."""
    held, scored = [], []
    for seed in range(60):
        frame = make_frame(162 + 30, rho=0.5, noise=0.0, seed=seed)
        truth = frame["y"].tail(12).mean()
        frame = frame.head(162)
        for one in asked(frame, target=109.0, options=FitOptions(shape=Shape(8))).scenarios:
            held.append((one.lower_80 <= truth <= one.upper_80, one.estimate.lower <= truth <= one.estimate.upper))
            scored.append((one.probability, truth >= 109.0))
    covered = np.mean(held, axis=0)
    assert 0.68 < covered[0] < 0.92
    assert 0.88 < covered[1] < 1.0
    told, came = np.transpose(scored)
    assert np.mean(told) == pytest.approx(np.mean(came), abs=0.15)
