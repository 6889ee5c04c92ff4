from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.time_axis import PERIODS_PER_YEAR, label, labels, position, read_periods


@pytest.mark.parametrize(
    ("values", "grain", "labels"),
    [
        (["2023-04", "2023-06"], "month", ["2023-04", "2023-06"]),
        (["2023M04", "2023M12"], "month", ["2023-04", "2023-12"]),
        (["2023Q2", "2023K4", "2024-Q1"], "quarter", ["2023Q2", "2023Q4", "2024Q1"]),
        (["2023", "2025"], "year", ["2023", "2025"]),
        ([2023, 2025], "year", ["2023", "2025"]),
        (np.array([2023, 2025]), "year", ["2023", "2025"]),
        (["2023-04-01", "2023-05-01"], "month", ["2023-04", "2023-05"]),
        ([date(2023, 3, 31), date(2023, 6, 30)], "quarter", ["2023Q1", "2023Q2"]),
        (pd.to_datetime(["2022-12-31", "2020-12-31"]), "year", ["2022", "2020"]),
        (pd.to_datetime(["2022-01-01", "2022-02-01", "2022-04-01"]), "month", ["2022-01", "2022-02", "2022-04"]),
        (["2023-04-01"], "month", ["2023-04"]),
        (pd.period_range("2023-04", periods=2, freq="M"), "month", ["2023-04", "2023-05"]),
        (pd.period_range("2023Q2", periods=2, freq="Q"), "quarter", ["2023Q2", "2023Q3"]),
        (pd.period_range("2023", periods=2, freq="Y"), "year", ["2023", "2024"]),
    ],
)
def test_every_form_of_a_period(values, grain, labels):
    axis = read_periods(list(values))
    assert axis.grain == grain
    assert [label(index, axis.grain) for index in axis.index] == labels


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([1960.0, np.float64(1961), np.float32(1962)], ["1960", "1961", "1962"]),
        (["1960.0", " 1961 "], ["1960", "1961"]),
        (["2015m1", "2015m12", "2015M2"], ["2015-01", "2015-12", "2015-02"]),
        (["2015-1", "2015-12", "2015-M03", "2015 M4"], ["2015-01", "2015-12", "2015-03", "2015-04"]),
        (["201501", 201502, 201503.0], ["2015-01", "2015-02", "2015-03"]),
        (["2005q1", "2005 Q2", " 2005k3", "2005-q4"], ["2005Q1", "2005Q2", "2005Q3", "2005Q4"]),
        (["2015-01-31 00:00:00", "2015-02-28T00:00:00Z"], ["2015-01", "2015-02"]),
        ([np.datetime64("2015-01"), np.datetime64("2015-02")], ["2015-01", "2015-02"]),
    ],
)
def test_forms_of_other_programs(values, written):
    axis = read_periods(values)
    assert labels(axis.index, axis.grain) == written


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            "April 2023",
            "2023-13",
            "2023Q5",
            "23-04",
            "",
            4.5,
            True,
            "2023-02-31",
            "2023-04-01 noon",
            "201513",
            20230401,
        ),
        (2023, 4),
    ],
)
def test_what_is_no_period_is_refused_with_its_row_and_the_forms(wrong):
    with pytest.raises(ValueError, match=r"^row 2 of 2: not a month, quarter or year: .*the forms are 2023-04, "):
        read_periods(["2023-04", wrong])


@pytest.mark.parametrize("number", [1, 660, np.int64(120), 660.0, "660", "12", -5, "0660", "0999Q1", date(660, 1, 1)])
def test_numbers_counted_from_elsewhere_are_no_years(number):
    with pytest.raises(ValueError, match=r"row 1 of 1: period numbers are not calendar periods"):
        read_periods([number])
    assert read_periods([1000]).index.tolist() == [1000]


@pytest.mark.parametrize("frequency", ["Y-JUN", "Q-NOV", "Q-MAR", "2M", "3M", "W-SUN", "D", "min"])
def test_periods_off_the_calendar_are_refused_by_their_frequency(frequency):
    with pytest.raises(ValueError, match=f"of the calendar are needed, not periods of frequency '{frequency}'"):
        read_periods([pd.Period("2023-04-03", freq=frequency)])


@pytest.mark.parametrize("missing", [None, float("nan"), np.float32("nan"), pd.NaT, pd.NA])
def test_a_missing_period_is_refused(missing):
    with pytest.raises(ValueError, match=r"row 3 of 3: a period is missing"):
        read_periods(["2023-04", "2023-05", missing])


def test_one_digit_numbers_that_may_be_quarters_are_refused():
    with pytest.raises(ValueError, match="write months as 2015-01, quarters as 2015Q1"):
        read_periods([f"{year}-{part}" for year in (2015, 2016) for part in (1, 2, 3, 4)])
    assert read_periods(["2015-1", "2015-2", "2015-3", "2015-4", "2015-5"]).grain == "month"
    assert read_periods(["2015-01", "2016-01", "2015-02", "2016-02", "2015-03"]).grain == "month"
    assert read_periods(["2015-1", "2015-2"]).grain == "month"


def test_mixtures_and_nothing_are_refused():
    with pytest.raises(ValueError, match="mix"):
        read_periods(["2023-04", "2023"])
    with pytest.raises(ValueError, match="no rows"):
        read_periods([])


def test_a_start_is_given_in_any_form_that_begins_a_period():
    assert position("2023-04", "quarter") == position("2023Q2", "quarter") == 2023 * 4 + 1
    assert position("2023", "month") == position(pd.Timestamp("2023-01-01"), "month") == 2023 * 12
    with pytest.raises(ValueError, match="not the beginning of a quarter"):
        position("2023-05", "quarter")


@pytest.mark.parametrize(
    ("value", "grain", "written"),
    [
        (date(1990, 12, 31), "year", "1990"),
        (date(1990, 7, 1), "year", "1990"),
        (pd.Timestamp("2015-03-31"), "quarter", "2015Q1"),
        ("2015-02-15", "quarter", "2015Q1"),
        (np.datetime64("2015-03-31"), "quarter", "2015Q1"),
    ],
)
def test_a_day_lies_in_its_period_where_the_series_holds_days(value, grain, written):
    assert label(position(value, grain, days=True), grain) == written
    with pytest.raises(ValueError, match=f"is not the beginning of a {grain}"):
        position(value, grain)
    with pytest.raises(ValueError, match="is not the beginning of a quarter"):
        position("2015-02", "quarter", days=True)


def test_a_series_of_days_is_known():
    assert read_periods([date(1990, 12, 31), date(1991, 12, 31)]).days
    assert not read_periods([1990, 1991]).days


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_many_periods_are_written_as_each_is(grain):
    index = PERIODS_PER_YEAR[grain] * 1969 + np.arange(30)
    assert labels(index, grain) == [label(place, grain) for place in index]
    assert read_periods(labels(index, grain)).index.tolist() == index.tolist()


def test_no_message_shows_what_stands_in_a_column():
    for wrong in ("010120-4711", "2023-13", "2023-02-30", "anna"):
        with pytest.raises(ValueError, match="row 2 of 2: not a month, quarter or year") as told:
            read_periods(["2023-04", wrong])
        assert wrong not in str(told.value)
    with pytest.raises(ValueError, match=r"not a month, quarter or year: .*; given was 'april'$"):
        position("april", "month")
