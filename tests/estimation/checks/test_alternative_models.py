from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter

from evaluering.estimation.checks.alternative_models import alternative_models
from evaluering.estimation.checks.mean_change import mean_change
from evaluering.estimation.design import Shape
from evaluering.estimation.fit_options import FitOptions

START = "2023-04"
QUICK = ("marginal", "reml", "newey_west", "prais_winsten", "ols")
SHAPES = (Shape(0), Shape(8, 3), Shape(8, 12))


def test_a_clear_change_is_the_same_story_everywhere(make_frame):
    options = FitOptions(standard_errors="se", shape=Shape(8))
    check = alternative_models(make_frame(8.0), start=START, options=options, methods=QUICK, shapes=SHAPES)
    assert check.verdict == "holds"
    assert check.table["method"].tolist() == [*QUICK, "marginal", "marginal", "marginal"]
    assert check.table["cut_periods"].tolist() == [8, 8, 8, 8, 8, 0, 8, 8]
    assert check.table["ramp_periods"].tolist() == [0, 0, 0, 0, 0, 0, 3, 12]
    assert (check.facts["models"], check.facts["contradicting"], check.facts["left_out"]) == (7, 0, 0)
    assert check.facts["value"] == check.table["value"].iloc[0]
    assert check.facts["smallest"] <= check.facts["value"] <= check.facts["largest"]


def test_a_phase_in_that_a_sharp_step_refutes_contradicts_nothing(make_frame):
    options = FitOptions(standard_errors="se", shape=Shape(8))
    check = alternative_models(make_frame(8.0), start=START, options=options, methods=(), shapes=(Shape(8, 12),))
    assert check.table["upper"].iloc[1] < check.facts["value"], "far from it all the same"
    assert check.table["refuted"].tolist() == [False, True]
    assert (check.verdict, check.facts["refuted"]) == ("holds", 1)


def test_a_phase_in_that_fits_as_well_counts(make_frame):
    options = FitOptions(standard_errors="se", shape=Shape(8))
    check = alternative_models(make_frame(0.9), start=START, options=options, methods=(), shapes=(Shape(8, 24),))
    assert check.facts["refuted"] == 0


def test_a_change_that_one_shape_does_not_find_is_in_doubt(make_frame, options):
    frame = make_frame(0.0)
    bump = frame["month"].between("2022-08", "2023-03")
    frame = frame.assign(y=frame["y"] - 30 * bump)
    check = alternative_models(
        frame, start=START, options=replace(options, shape=Shape(0)), methods=(), shapes=(Shape(8),)
    )
    assert check.table["lower"].iloc[0] > 0
    assert (check.verdict, check.facts["contradicting"]) == ("in_doubt", 1)
    assert check.table["contradicts"].tolist() == [False, True]


def sure_beside(nothing, method, *, sign=1):
    """An estimate by a method that finds a change where the primary finds none, the same way or the other."""
    assert nothing.lower < 0 < nothing.upper
    value = 2 * sign * np.sign(nothing.value)
    return replace(nothing, value=value, lower=value - 1, upper=value + 1, method=method)


def test_the_opposite_direction_of_a_claimed_change_contradicts_by_any_method(make_frame):
    options = FitOptions(standard_errors="se", shape=Shape(8))
    frame = make_frame(8.0)
    clear = mean_change(frame, start=START, options=options)
    opposite = replace(clear, value=-8.0, lower=-9.0, upper=-7.0, method="ols")
    check = alternative_models(frame, start=START, options=options, methods=(), further=[opposite])
    assert (check.verdict, check.facts["contradicting"]) == ("in_doubt", 1)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("method", "verdict"),
    [
        ("ols", "holds"),
        ("newey_west", "holds"),
        ("quasi_binomial", "holds"),
        ("ml", "holds"),
        ("arima", "holds"),
        ("reml", "in_doubt"),
        ("marginal", "in_doubt"),
    ],
)
def test_intervals_known_to_be_too_narrow_bring_out_no_change(make_frame, options, method, verdict, sign):
    frame = make_frame(0.0)
    sure = sure_beside(mean_change(frame, start=START, options=options), method, sign=sign)
    check = alternative_models(frame, start=START, options=options, methods=(), further=[sure])
    assert check.verdict == verdict
    assert check.table["method"].tolist() == ["ols", method]


@pytest.mark.parametrize(
    ("method", "verdict"),
    [("reml", "holds"), ("kenward_roger", "holds"), ("prais_winsten", "holds"), ("marginal", "in_doubt")],
)
def test_without_the_sampling_noise_of_the_primary_intervals_are_too_narrow(make_frame, method, verdict):
    options = FitOptions(standard_errors="se", shape=Shape(8))
    frame = make_frame(0.0)
    sure = sure_beside(mean_change(frame, start=START, options=options), method)
    check = alternative_models(frame, start=START, options=options, methods=(), further=[sure])
    assert check.verdict == verdict


def test_a_gradual_change_among_correlated_errors_is_seldom_spoken_against():
    """The truth grows over 21 months, the primary is a step: independent errors would have ruled the truth out."""
    months = pd.period_range("2012-01", periods=162, freq="M").strftime("%Y-%m")
    since = np.arange(162) - 135
    truth, options = Shape(8, 21), FitOptions(method="ols", shape=Shape(8), harmonics=0)
    refuted = 0
    for seed in range(40):
        noise = np.random.default_rng(seed).standard_normal(162)
        errors = lfilter([0.6], [1, -0.8], noise)
        y = errors + 2 * np.clip((since + 1) / 21, 0, 1)
        frame = pd.DataFrame({"month": months, "y": y})
        check = alternative_models(frame, start=START, options=options, methods=(), shapes=(truth,))
        refuted += check.facts["refuted"]
    assert refuted <= 1


def test_intervals_that_hold_everything_contradict_nothing_until_they_are_most(make_frame, options):
    frame = make_frame()
    clear = mean_change(frame, start=START, options=options)
    wide = replace(clear, lower=-90.0, upper=90.0, method="kenward_roger")
    check = alternative_models(frame, start=START, options=options, methods=("newey_west",), further=[wide])
    assert (check.verdict, check.facts["unsure"], check.facts["contradicting"]) == ("holds", 1, 0)
    check = alternative_models(frame, start=START, options=options, methods=("newey_west",), further=[wide, wide])
    assert (check.verdict, check.facts["unsure"]) == ("in_doubt", 2)


def test_what_cannot_be_fitted_is_counted(make_frame, options):
    short = make_frame().query("'2022-01' <= month < '2024-06'")
    check = alternative_models(
        short, start=START, options=options, methods=("newey_west",), shapes=(Shape(8, 3), Shape(14))
    )
    assert (check.facts["models"], check.facts["left_out"]) == (2, 1)


def test_nothing_beside_the_primary_is_no_check(make_frame, options):
    check = alternative_models(make_frame(), start=START, options=options, methods=("ols",), shapes=(Shape(8),))
    assert (check.verdict, len(check.table)) == ("not_assessed", 1)


def test_lags_belong_to_newey_west_alone(make_frame):
    options = FitOptions(method="newey_west", lags=3)
    check = alternative_models(make_frame(), start=START, options=options, methods=("ols", "newey_west"))
    assert check.table["method"].tolist() == ["newey_west", "ols"]
