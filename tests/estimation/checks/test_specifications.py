from dataclasses import replace

import numpy as np
import pytest

from evaluering.estimation.checks.mean_change import mean_change
from evaluering.estimation.checks.specifications import specification_curve
from evaluering.estimation.design import Break, Interruption, Shape
from evaluering.estimation.fit_options import FitOptions

START = "2023-04"
PANDEMIC = Break("pandemic", "2020-03", "2021-06")


def curve(frames, options, **asked):
    chosen = {"methods": ("ols", "newey_west"), "shapes": (Shape(0), Shape(8, 6))} | asked
    return specification_curve(frames, start=START, options=options, **chosen)


def test_every_combination_once_and_the_primary_first(make_frame, options):
    frames = {("mean", "none"): make_frame(), ("mean", "without_a"): make_frame(seed=2)}
    found = curve(frames, options, once=("prais_winsten", "ols"))
    assert len(found.specifications) == 2 * 3 * 2 + 1
    assert [one.primary for one in found.specifications] == [True] + [False] * 12
    first, last = found.specifications[0], found.specifications[-1]
    assert first.estimate == mean_change(frames["mean", "none"], start=START, options=options)
    assert (first.method, first.cut_months, first.ramp_months) == ("ols", 8, None)
    assert (last.method, last.exclusion) == ("prais_winsten", "none")
    choices = [(one.method, one.cut_months, one.ramp_months, one.exclusion) for one in found.specifications]
    assert len(set(choices)) == 13
    assert choices[1:6] == [
        ("newey_west", 8, None, "none"),
        ("ols", 0, None, "none"),
        ("newey_west", 0, None, "none"),
        ("ols", 8, 6, "none"),
        ("newey_west", 8, 6, "none"),
    ]
    assert found == curve(frames, options, once=("prais_winsten", "ols")), "the same numbers every time"


def test_the_summaries_are_of_the_curve(make_frame, options):
    frames = {("mean", "none"): make_frame(), ("mean", "other"): make_frame(-5.0, seed=2)}
    found = curve(frames, options, shapes=())
    values = [one.estimate.value for one in found.specifications]
    assert found.same_direction == 0.5
    assert found.interval_excludes_zero == 1.0
    assert (found.smallest, found.largest) == (min(values), max(values))
    assert found.median == np.median(values)


def test_other_definitions_have_another_scale_and_are_not_summarised(make_frame, options):
    frames = {("mean", "none"): make_frame(), ("half", "none"): make_frame(50.0), ("mean", "b"): make_frame(4.0)}
    found = curve(frames, options, shapes=())
    values = [one.estimate.value for one in found.specifications if one.definition == "mean"]
    assert len(values) == 4
    assert (found.smallest, found.median, found.largest) == (min(values), np.median(values), max(values))
    assert found.summarised == 4
    assert found.same_direction == 1.0, "a direction has no scale: all of them count"


def test_what_cannot_be_fitted_is_counted(make_frame, options):
    frames = {("mean", "none"): make_frame(), ("mean", "before"): make_frame().query("month < '2023-04'")}
    found = curve(frames, options)
    assert (len(found.specifications), found.skipped) == (6, 6)


def test_births_left_out_take_their_break_along(make_frame, options):
    frame = make_frame()
    outside = frame[~frame["month"].between("2020-03", "2021-06")]
    broken = replace(options, shape=Shape(8, breaks=(PANDEMIC,), interruptions=(Interruption("2018-01"),)))
    found = curve({("mean", "none"): frame, ("mean", "pandemic_births"): outside}, broken, shapes=(), methods=())
    assert found.skipped == 0
    expected = mean_change(outside, start=START, options=replace(broken, shape=replace(broken.shape, breaks=())))
    assert found.specifications[1].estimate == expected


def test_standard_errors_are_used_where_they_can_be(make_frame):
    options = FitOptions(standard_errors="se", shape=Shape(8))
    found = curve({("mean", "none"): make_frame()}, options, methods=("reml",), shapes=())
    assert [one.method for one in found.specifications] == ["marginal", "reml"]
    assert all("standard_errors_unused" not in one.estimate.warnings for one in found.specifications)


def test_a_curve_needs_a_series(options):
    with pytest.raises(ValueError, match="needs a series"):
        curve({}, options)
