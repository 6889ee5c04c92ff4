import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.published.published import CHILD_SD_DAYS, Place, published_change, published_series
from evaluering.periods import Month

START = Month(2023, 4)


def figures(values, *, area="1082", first=2012, denominator=14000.0, numerator=None, mature=True):
    """One published measure by year."""
    years = [str(first + place) for place in range(len(values))]
    return pd.DataFrame(
        {
            "area": area,
            "first": [f"{year}-01" for year in years],
            "last": [f"{year}-12" for year in years],
            "value": np.asarray(values, dtype=float),
            "numerator": np.nan if numerator is None else np.asarray(numerator, dtype=float),
            "denominator": denominator,
            "extracted": "2029-07-01",
            "mature": mature,
        }
    )


def days(values, **words):
    return published_series(figures(values, **words), Place("region", "Midt", "own"), areas=["1082"], measure="days")


def change(series):
    return published_change(series, indicator="duration_mean", start=START, cut_months=8, seed=1)


def test_the_error_of_a_published_mean_comes_from_the_children_behind_it():
    frame = days([109.0], denominator=10000.0).frame
    assert frame["standard_error"].iloc[0] == pytest.approx(CHILD_SD_DAYS / 100)
    assert frame["upper"].iloc[0] - frame["value"].iloc[0] == pytest.approx(1.959964 * CHILD_SD_DAYS / 100, rel=1e-6)


def test_the_limits_of_a_published_share_are_exact_binomial():
    # Clopper and Pearson for 12 of 100, by R's binom.test: 6.357 to 20.024
    made = figures([12.0], numerator=[12.0], denominator=100.0)
    frame = published_series(made, Place("region", "Midt", "own"), areas=["1082"], measure="pct").frame
    assert frame[["lower", "upper"]].iloc[0].tolist() == pytest.approx([6.357, 20.024], abs=1e-3)


@pytest.mark.parametrize(("count", "limits"), [(0.0, (0.0, 3.6217)), (100.0, (96.3783, 100.0))])
def test_a_share_of_none_or_all_has_limits_and_an_error(count, limits):
    made = figures([count], numerator=[count], denominator=100.0)
    frame = published_series(made, Place("region", "Midt", "own"), areas=["1082"], measure="pct").frame
    assert frame[["lower", "upper"]].iloc[0].tolist() == pytest.approx(list(limits), abs=1e-3)
    assert frame["standard_error"].iloc[0] > 0


def test_without_counts_there_is_a_value_and_no_interval():
    frame = days([109.0], denominator=np.nan).frame
    assert frame["value"].iloc[0] == 109.0
    assert frame[["standard_error", "lower", "upper"]].isna().all(axis=None)


def test_areas_together_weigh_by_their_children_and_need_all_of_them():
    two = pd.concat(
        [figures([100.0, 100.0], area="0657", denominator=300.0), figures([120.0], area="0661", denominator=100.0)]
    )
    frame = published_series(two, Place("x", "X", "own"), areas=["0657", "0661"], measure="days").frame
    assert frame[["period", "value", "known"]].to_numpy().tolist() == [["2012", 105.0, 400.0]]


def test_shares_together_are_their_counts_together():
    two = pd.concat(
        [
            figures([10.0], area="0657", numerator=[10.0], denominator=100.0),
            figures([20.0], area="0661", numerator=[60.0], denominator=300.0),
        ]
    )
    frame = published_series(two, Place("x", "X", "own"), areas=["0657", "0661"], measure="pct").frame
    assert frame[["value", "at_least", "known"]].iloc[0].tolist() == [17.5, 70.0, 400.0]


def test_a_known_change_is_found_in_whole_years_after_the_start():
    rng = np.random.default_rng(5)
    error = CHILD_SD_DAYS / np.sqrt(14000)
    hits = 0
    for _ in range(60):
        values = 108 + 0.2 * np.arange(16) + rng.normal(0, error, 16)
        values[11] += 50  # 2023: partly exposed, so it may be anything
        values[12:] += 5.0
        found = change(days(values))
        assert (found.years_before, found.years_after) == (10, 4)
        hits += found.estimate.lower <= 5.0 <= found.estimate.upper
    assert hits >= 53


def test_the_change_carries_its_months_and_children():
    estimate = change(days(list(np.linspace(108, 112, 16) + np.sin(np.arange(16))))).estimate
    assert (estimate.first_period, estimate.last_period, estimate.n) == ("2024-01", "2027-12", 4 * 14000)
    assert (estimate.measure, estimate.definition) == ("days", "registered_mean")


def test_years_not_mature_are_not_counted():
    late = days(list(np.linspace(108, 112, 13)), mature=[True] * 12 + [False])
    assert (change(late).estimate, change(late).reason) == (None, "too_few_mature_months")


def test_too_few_years_before_are_told():
    short = days([108.0] * 8, first=2018)
    assert change(short).reason == "too_few_months_before"


def test_figures_that_follow_a_line_exactly_have_no_change_to_tell():
    assert change(days([109.0] * 16)).reason == "no_variation"
