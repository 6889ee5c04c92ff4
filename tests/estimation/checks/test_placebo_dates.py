from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.checks.mean_change import mean_change
from evaluering.estimation.checks.placebo_dates import placebo_dates
from evaluering.estimation.design import Break, Shape

START = "2023-04"


def test_a_change_of_its_own_stands_out_from_every_fake_date(make_frame, options):
    check = placebo_dates(make_frame(), start=START, options=options)
    assert (check.verdict, check.name) == ("holds", "placebo_dates")
    assert check.facts["as_clear"] == 0
    assert check.facts["p_value"] == 1 / (1 + check.facts["dates"])
    assert check.facts["t_value"] > 5
    assert check.table.columns.tolist() == ["start", "value", "lower", "upper", "t"]


def test_the_windows_end_before_the_cut_and_begin_two_years_in(make_frame, options):
    check = placebo_dates(make_frame(), start=START, options=options)
    # 103 months before the cut; 24 before a fake date and its own cut of 8; 27 after it.
    assert check.table["start"].iloc[0] == "2016-09"
    assert check.table["start"].iloc[-1] == "2020-05"
    assert check.facts["dates"] == len(check.table) == 45
    assert check.facts["left_out"] == 0


def test_a_fake_date_is_the_same_fit_at_another_date(make_frame, options):
    frame = make_frame()
    row = placebo_dates(frame, start=START, options=options).table.set_index("start").loc["2018-01"]
    fake = mean_change(frame[frame["month"] <= "2020-03"], start="2018-01", options=options)
    assert (row["value"], row["lower"], row["upper"]) == (fake.value, fake.lower, fake.upper)
    assert row["t"] == fake.value / fake.standard_error


def test_what_came_after_the_start_is_not_looked_at(make_frame, options):
    frame = make_frame()
    other = frame.assign(y=frame["y"].where(frame["month"] < "2022-08", frame["y"] + 40))
    tables = [placebo_dates(one, start=START, options=options).table for one in (frame, other)]
    pd.testing.assert_frame_equal(*tables)


def test_a_series_that_wanders_puts_its_change_in_doubt(make_frame, options):
    frame = make_frame(3.0)
    steps = np.random.default_rng(11).normal(0, 1, len(frame))
    check = placebo_dates(frame.assign(y=frame["y"] + steps.cumsum()), start=START, options=options)
    assert check.verdict == "in_doubt"
    assert check.facts["p_value"] > 0.10
    assert check.facts["as_clear"] == (check.table["t"].abs() >= abs(check.facts["t_value"])).sum()


def test_where_no_change_is_claimed_there_is_none_to_doubt(make_frame, options):
    check = placebo_dates(make_frame(0.0), start=START, options=options)
    assert check.verdict == "not_assessed"
    assert check.facts["dates"] == 45


def test_too_few_dates_say_nothing(make_frame, options):
    frame = make_frame()
    late = frame[frame["month"] >= "2017-04"]
    check = placebo_dates(late, start=START, options=options)
    assert (check.verdict, check.facts["dates"]) == ("not_assessed", 6)
    assert placebo_dates(late, start=START, options=options, minimum_before=12).verdict == "holds"
    none = placebo_dates(late, start=START, options=options, minimum_before=50)
    assert (none.facts["dates"], none.facts["p_value"], len(none.table)) == (0, 1.0, 0)


def test_dates_near_a_declared_break_are_left_out(make_frame, options):
    broken = replace(options, shape=Shape(8, breaks=(Break("pandemic", "2020-03", "2021-06"),)))
    check = placebo_dates(make_frame(), start=START, options=broken)
    # Less than twelve months from March 2020: April 2019 on.
    assert check.table["start"].iloc[-1] == "2019-03"
    assert check.facts["left_out"] == 14


def test_dates_that_cannot_be_fitted_are_left_out(make_frame, options):
    frame = make_frame()
    frame = frame.assign(births=1.0 * ~frame["month"].between("2018-01", "2020-06"))
    check = placebo_dates(frame, start=START, options=replace(options, weights="births"))
    # From January to April 2018 every one of the 27 months after the fake date has weight 0.
    assert check.facts["left_out"] == 4
    assert not set(check.table["start"]) & {"2018-01", "2018-02", "2018-03", "2018-04"}


def test_years_need_eight_before_a_fake_date():
    years = range(1980, 2020)
    y = np.random.default_rng(2).normal(0, 1, 40) + 6 * (np.arange(40) >= 35)
    check = placebo_dates(pd.DataFrame({"month": years, "y": y}), start=2015)
    assert check.table["start"].iloc[0] == "1988"
    assert check.table["start"].iloc[-1] == "2010"


def test_faults_of_the_real_fit_are_told(make_frame):
    with pytest.raises(ValueError, match="too few periods"):
        placebo_dates(make_frame(), start="2025-06")
