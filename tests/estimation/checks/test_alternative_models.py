from dataclasses import replace

import numpy as np
import pytest

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


def test_the_opposite_direction_beyond_doubt_contradicts_what_was_not_claimed(make_frame, options):
    frame = make_frame(0.0)
    nothing = mean_change(frame, start=START, options=options)
    assert nothing.lower < 0 < nothing.upper
    opposite = replace(nothing, value=-3 * nothing.value, lower=-9.0, upper=-1.0, method="ols")
    opposite = opposite if nothing.value > 0 else replace(opposite, lower=1.0, upper=9.0)
    check = alternative_models(frame, start=START, options=options, methods=(), further=[opposite])
    assert check.verdict == "in_doubt"


@pytest.mark.parametrize(
    ("method", "verdict"), [("newey_west", "holds"), ("quasi_binomial", "holds"), ("reml", "in_doubt")]
)
def test_intervals_known_to_be_too_narrow_bring_out_no_change(make_frame, options, method, verdict):
    frame = make_frame(0.0)
    nothing = mean_change(frame, start=START, options=options)
    sign = np.sign(nothing.value)
    sure = replace(nothing, value=2 * sign, lower=2 * sign - 1, upper=2 * sign + 1, method=method)
    check = alternative_models(frame, start=START, options=options, methods=(), further=[sure])
    assert check.verdict == verdict
    assert check.table["method"].tolist() == ["ols", method]


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
