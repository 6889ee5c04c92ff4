import numpy as np
import pytest

from evaluering.estimation.data_quality.heaping import FIRST_DAY, LAST_COUNTED, WHOLE_MONTHS, WHOLE_WEEKS, heaping
from evaluering.estimation.data_quality.registration import LAST_DAY


@pytest.fixture
def table(make_registration):
    """Digit preference of one row with the given durations by day in every month of one year."""

    def of(days, **other):
        shaped = np.broadcast_to(np.asarray(days), (1, 12, LAST_DAY + 1)).astype(np.int64)
        return heaping(make_registration(months=12, days=shaped, **other)).frame.iloc[0]

    return of


def test_a_straight_curve_has_no_preference(table):
    row = table(400 - np.arange(LAST_DAY + 1))
    assert (row["weeks_ratio"], row["months_ratio"]) == pytest.approx((1, 1))
    assert row["durations"] == 12 * (400 - np.arange(FIRST_DAY, LAST_COUNTED + 1)).sum()
    assert not row["weeks_flagged"]


def test_only_whole_weeks_are_seven_times_too_many(table):
    days = np.zeros(LAST_DAY + 1)
    days[WHOLE_WEEKS] = 2
    row = table(days, known=100)
    assert (row["weeks_pct"], row["weeks_ratio"]) == pytest.approx((100, 7))
    assert row["weeks_flagged"]
    assert (row["known"], row["durations"], row["weeks"]) == (1200, 12 * 68, 12 * 68)


def test_months_are_those_of_30_days_and_of_the_calendar(table):
    assert WHOLE_MONTHS.tolist() == [30, 60, 61, 90, 91, 120, 122, 150, 152, 180, 183, 210, 240]
    days = np.ones(LAST_DAY + 1)
    days[WHOLE_MONTHS] += 6
    row = table(days)
    assert row["months_ratio"] > 2
    assert row["months_flagged"]
    assert row["weeks_ratio"] < 1.3


def test_a_few_rounded_durations_are_no_practice(table):
    days = np.zeros(LAST_DAY + 1)
    days[[14, 28, 42, 57]] = 1 / 12
    few = np.zeros((1, 12, LAST_DAY + 1))
    few[0, 0] = 12 * days
    row = table(few)
    assert row["weeks_ratio"] == pytest.approx(3 / (4 / 7))
    assert not row["weeks_flagged"]


def test_nobody_is_no_ratio(table, make_registration):
    row = table(0)
    assert np.isnan([row["weeks_pct"], row["weeks_ratio"], row["months_ratio"]]).all()
    assert not row["weeks_flagged"]
    assert heaping(make_registration(months=11)).frame.empty


def test_one_line_per_row_and_year(make_registration):
    frame = heaping(make_registration(rows=("0657", "0661"), months=30)).frame
    assert frame[["unit", "year"]].to_numpy().tolist() == [
        ["0657", "2019"],
        ["0657", "2020"],
        ["0661", "2019"],
        ["0661", "2020"],
    ]
