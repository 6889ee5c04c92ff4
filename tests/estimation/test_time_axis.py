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


@pytest.mark.parametrize("wrong", ["April 2023", "2023-13", "2023Q5", "23-04", "", None, 4.5])
def test_what_is_no_period_is_refused(wrong):
    with pytest.raises(ValueError, match="not a month, quarter or year"):
        read_periods([wrong])


def test_missing_dates_weeks_mixtures_and_nothing_are_refused():
    with pytest.raises(ValueError, match="a period is missing"):
        read_periods([pd.NaT])
    with pytest.raises(ValueError, match="months, quarters or years are needed"):
        read_periods([pd.Period("2023-04-03", freq="W")])
    with pytest.raises(ValueError, match="mix"):
        read_periods(["2023-04", "2023"])
    with pytest.raises(ValueError, match="no rows"):
        read_periods([])


def test_a_start_is_given_in_any_form_that_begins_a_period():
    assert position("2023-04", "quarter") == position("2023Q2", "quarter") == 2023 * 4 + 1
    assert position("2023", "month") == position(pd.Timestamp("2023-01-01"), "month") == 2023 * 12
    with pytest.raises(ValueError, match="not the beginning of a quarter"):
        position("2023-05", "quarter")


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_many_periods_are_written_as_each_is(grain):
    index = PERIODS_PER_YEAR[grain] * 1969 + np.arange(30)
    assert labels(index, grain) == [label(place, grain) for place in index]
    assert read_periods(labels(index, grain)).index.tolist() == index.tolist()
