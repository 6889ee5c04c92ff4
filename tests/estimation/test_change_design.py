from dataclasses import replace

import pytest

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.design import Break
from evaluering.periods import Month

DESIGN = ChangeDesign(
    start=Month(2023, 4), cut_months=8, harmonics=2, last_month=Month(2025, 6), minimum_mature_months=12, seed=1
)


def test_the_options_are_those_of_the_primary_model():
    breaks = (Break("pandemic", "2020-03", "2021-06"),)
    options = replace(DESIGN, breaks=breaks).options
    assert (options.outcome, options.period, options.weights) == ("value", "period", "births")
    assert (options.method, options.standard_errors, options.seed) == ("marginal", "model_standard_error", 1)
    assert (options.shape.cut_periods, options.shape.ramp_periods, options.shape.breaks) == (8, None, breaks)


@pytest.mark.parametrize(("last", "months"), [(Month(2025, 6), 27), (Month(2023, 4), 1), (Month(2022, 1), 0)])
def test_months_after_the_start(last, months):
    assert replace(DESIGN, last_month=last).months_after == months


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("2022-04", None, True),
        ("2022-05", None, False),
        ("2024-03", None, False),
        ("2024-04", None, True),
        ("2020-03", "2022-04", True),
        ("2020-03", "2022-05", False),
    ],
)
def test_a_break_less_than_twelve_months_from_the_start_is_near(first, last, kept):
    far = Break("far", "2016-01")
    design = replace(DESIGN, breaks=(far, Break("other", first, last)))
    assert len(design.without_near_breaks.breaks) == 1 + kept
    assert design.without_near_breaks.breaks[0] == far


def test_other_shapes_keep_the_breaks():
    design = replace(DESIGN, breaks=(Break("pandemic", "2020-03", "2021-06"),))
    shapes = design.shapes(ramps_months=(12,), cuts_months=(6,))
    found = {slug: (one.cut_periods, one.ramp_periods) for slug, one in shapes.items()}
    assert found == {"cut_6": (6, None), "ramp_12": (8, 12)}
    assert all(one.breaks == design.breaks for one in shapes.values())
