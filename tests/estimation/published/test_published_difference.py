from functools import partial

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.comparison.controlled import fit_controlled
from evaluering.estimation.design import Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.published.published import CHILD_SD_DAYS, Place, published_series
from evaluering.estimation.published.published_difference import (
    AGAINST_NATION,
    Step,
    fullest,
    published_difference,
    series_less,
)
from evaluering.periods import Month

STEP = Step(Month(2023, 4), 8, 1)
OWN, REST = Place("region", "Midt", "own"), Place("rest", "rest", "other")
OWN_CHILDREN, REST_CHILDREN = 13000.0, 42000.0


def figures(values, *, area="1082", first=2012, denominator=OWN_CHILDREN, numerator=np.nan, **more):
    """One published measure by year."""
    years = [str(first + place) for place in range(len(values))]
    texts = dict.fromkeys(("area", "first", "last", "extracted"), "str")
    made = pd.DataFrame(
        {
            "area": area,
            "first": [f"{year}-01" for year in years],
            "last": [f"{year}-12" for year in years],
            "value": np.asarray(values, dtype=float),
            "numerator": numerator,
            "denominator": denominator,
            "extracted": "2029-07-01",
            "mature": True,
        }
        | more
    )
    return made.astype(texts | {"mature": "bool"})


def series(values, *, place=OWN, measure="days", **more):
    return published_series(figures(values, **more), place, areas=["1082"], measure=measure)


own, rest = series, partial(series, place=REST, denominator=REST_CHILDREN)


def compared(one, other, **more):
    return published_difference(one, other, indicator="duration_mean", estimand=AGAINST_NATION, step=STEP, **more)


def noisy(seed, *, shared=0.0, step=0.0):
    """Values of a region and of the rest: a common course with a common shock, and a step in the region alone."""
    rng = np.random.default_rng(seed)
    course = 108 + 0.2 * np.arange(16) + rng.normal(0, 2, 16)
    course[12:] += shared
    mine = course + 1 + rng.normal(0, CHILD_SD_DAYS / np.sqrt(OWN_CHILDREN), 16)
    mine[12:] += step
    return mine, course + rng.normal(0, CHILD_SD_DAYS / np.sqrt(REST_CHILDREN), 16)


def test_a_known_step_is_found_and_what_all_share_is_not_in_it():
    hits = 0
    for seed in range(40):
        mine, others = noisy(seed, shared=10.0, step=3.0)
        mine[11] += 50  # 2023: partly exposed, so it may be anything
        found = compared(own(mine), rest(others)).change
        assert (found.years_before, found.years_after) == (10, 4)
        hits += found.estimate.lower <= 3.0 <= found.estimate.upper
    assert hits >= 35


def test_the_change_is_the_controlled_fit_of_the_whole_years():
    mine, others = noisy(3, step=2.0)
    found = compared(own(mine), rest(others))
    years = [*range(2012, 2022), *range(2024, 2028)]
    places = [year - 2012 for year in years]
    frame = pd.DataFrame({"year": years, "y": mine[places], "control": others[places]})
    frame = frame.assign(e=CHILD_SD_DAYS / np.sqrt(OWN_CHILDREN), ce=CHILD_SD_DAYS / np.sqrt(REST_CHILDREN))
    options = FitOptions(period="year", standard_errors="e", shape=Shape(ramp_periods=1))
    direct = fit_controlled(frame, start=2024, control_standard_errors="ce", options=options).estimate("mean_change")
    told = found.change.estimate
    assert (told.value, told.lower, told.upper) == pytest.approx((direct.value, direct.lower, direct.upper), rel=1e-9)
    assert (told.estimand, told.unit, told.definition, told.measure) == (
        AGAINST_NATION, "region", "registered_mean", "days",
    )  # fmt: skip
    assert (told.first_period, told.last_period, told.n) == ("2024-01", "2027-12", 4 * 13000)


def test_the_years_and_the_expected_line_are_given():
    mine, others = noisy(4, step=2.0)
    found = compared(own(mine), rest(others))
    frame, course = found.frame, found.course
    assert frame["value"].to_numpy() == pytest.approx(mine - others)
    width = 1.959963984540054 * CHILD_SD_DAYS * np.sqrt(1 / OWN_CHILDREN + 1 / REST_CHILDREN)
    assert (frame["upper"] - frame["value"]).to_numpy() == pytest.approx(width)
    assert frame.loc[~frame["used"], "period"].tolist() == ["2022", "2023"]
    assert course["period"].tolist() == [str(year) for year in range(2012, 2028)]
    assert course["expected_lower"].notna().tolist() == [year >= 2024 for year in range(2012, 2028)]
    step = (course["fitted"] - course["expected"]).to_numpy()
    assert step == pytest.approx([0.0] * 12 + [found.change.estimate.value] * 4, abs=1e-9)


def test_regions_with_a_trial_of_their_own_rule_nothing_out():
    mine, others = noisy(1)
    assert compared(own(mine), rest(others)).comparison.rules_out == (
        "national_event", "national_same_outcome", "national_registration",
    )  # fmt: skip
    spoilt = compared(own(mine), rest(others), contaminated=True).comparison
    assert (spoilt.contaminated, spoilt.rules_out) == (True, ())


MATURE_TO_2023 = [True] * 12 + [False]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (own([]), rest([107.0] * 16), "no_figures"),
        (own([109.0] * 16), rest([]), "no_other_regions"),
        (own([109.0] * 16), rest([107.0] * 3, first=1999), "no_other_regions"),
        (own([109.0] * 8, first=2018), rest([107.0] * 16), "too_few_months_before"),
        (own(np.arange(13.0)), rest([107.0] * 13, mature=MATURE_TO_2023), "too_few_mature_months"),
        (own([109.0] * 16), rest([107.0] * 16), "no_variation"),
        (own([109.0] * 16, denominator=np.nan), rest([107.0] * 16), "too_few_months_before"),
    ],
)
def test_what_cannot_be_told_has_a_reason(one, other, reason):
    found = compared(one, other)
    assert (found.change.estimate, found.change.reason) == (None, reason)
    assert found.course.empty
    assert not found.frame["used"].any()


def nation_and_region(measure, *, nation, region, **more):
    both = pd.concat([figures(**nation, area="0000"), figures(**region, area="1082", **more)], ignore_index=True)
    return series_less(both, REST, whole="0000", part="1082", measure=measure).frame


def test_the_rest_of_a_mean_is_what_its_children_have_on_average():
    # 40 children of 100 days in the region and 60 of 110 days elsewhere are 106 days on average.
    frame = nation_and_region(
        "days", nation={"values": [106.0], "denominator": 100.0}, region={"values": [100.0], "denominator": 40.0}
    )
    assert frame[["period", "value", "known"]].to_numpy().tolist() == [["2012", pytest.approx(110.0), 60.0]]


def test_the_rest_of_a_share_is_its_counts():
    frame = nation_and_region(
        "pct",
        nation={"values": [14.0], "denominator": 100.0, "numerator": 14.0},
        region={"values": [10.0], "denominator": 40.0, "numerator": 4.0},
    )
    assert frame[["value", "at_least", "known"]].iloc[0].tolist() == pytest.approx([100 * 10 / 60, 10.0, 60.0])


@pytest.mark.parametrize(
    ("region", "more"),
    [
        ({"values": [10.0], "denominator": 40.0, "numerator": 4.0}, {"extracted": "2028-07-01"}),
        ({"values": [10.0], "denominator": np.nan, "numerator": np.nan}, {}),
        ({"values": [10.0], "denominator": 100.0, "numerator": 10.0}, {}),
        ({"values": [50.0], "denominator": 40.0, "numerator": 20.0}, {}),
        ({"values": [2.0], "denominator": 98.0, "numerator": 2.0}, {}),
    ],
    ids=["other vintage", "no counts", "nobody left", "more than the whole", "more than all the rest"],
)
def test_years_that_cannot_be_taken_apart_are_left_out(region, more):
    nation = {"values": [14.0], "denominator": 100.0, "numerator": 14.0}
    assert nation_and_region("pct", nation=nation, region=region, **more).empty


def test_the_control_with_most_years_is_chosen_and_the_first_of_equals():
    mine = own([109.0] * 16)
    long, short = rest([107.0] * 16), rest([107.0] * 9)
    uncounted = rest([107.0] * 16, denominator=np.nan)
    assert fullest(mine, (short, long)) is long
    assert fullest(mine, (uncounted, short)) is short
    assert fullest(mine, (long, rest([107.0] * 16))) is long
