"""One year of births less the year before it."""

import math

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.year_change import YEAR_CHANGE, year_change


def series(values, errors=None, *, first=2022, measure="days", mature=None, births=1000):
    value = np.array(values, dtype=float)
    count = len(value)
    years = [first + place for place in range(count)]
    frame = pd.DataFrame({
        "period": [str(year) for year in years],
        "from_month": [f"{year}-04" for year in years],
        "to_month": [f"{year + 1}-03" for year in years],
        "births": births, "known": 900, "coverage_pct": 90.0, "at_least": math.nan, "value": value,
        "standard_error": [3.0, 4.0][:count] if errors is None else errors,
        "lower": value - 2, "upper": value + 2, "mature": [True] * count if mature is None else mature,
    })  # fmt: skip
    indicator = "duration_mean" if measure == "days" else "share_26w"
    return OutcomeSeries("region", indicator, "d", measure, "agreement_year", frame)


def test_the_errors_of_two_years_add_as_squares():
    record = year_change(series([110.0, 122.0]))
    found = record.estimate
    assert (record.periods, record.reason, found.estimand) == (("2022", "2023"), "", YEAR_CHANGE)
    assert (found.value, found.standard_error) == pytest.approx((12.0, 5.0))
    assert (found.lower, found.upper) == pytest.approx((12 - 1.959964 * 5, 12 + 1.959964 * 5))
    assert found.probability_positive == pytest.approx(0.9918, abs=1e-4)
    assert (found.first_period, found.last_period) == ("2022-04", "2024-03")
    assert (found.n, found.coverage_pct, found.measure) == (1800, 90.0, "days")


def test_shares_differ_in_percentage_points():
    record = year_change(series([15.0, 17.0], measure="pct"))
    assert record.measure == record.estimate.measure == "pct_point"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (series([110.0]), "maturity"),
        (series([]), "maturity"),
        (series([110.0, 112.0], mature=[True, False]), "maturity"),
        (series([110.0, math.nan]), "no_data"),
        (series([110.0, 112.0], [0.0, 1.0]), "no_spread"),
        (series([110.0, 112.0], births=[0, 10]), "maturity"),
    ],
)
def test_without_two_numbers_there_is_a_reason_instead(given, reason):
    record = year_change(given)
    assert (record.estimate, record.reason) == (None, reason)


def test_years_that_do_not_follow_each_other_are_not_compared():
    whole = series([1.0, 2.0, 3.0], [1.0, 1.0, 1.0])
    gap = OutcomeSeries("region", "duration_mean", "d", "days", "agreement_year", whole.frame.iloc[[0, 2]])
    assert year_change(gap).estimate is None
