from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.periods import (
    Month,
    agreement_year_months,
    calendar_year_months,
    last_mature_month,
    mature_on,
    months_between,
)

months = st.builds(Month, st.integers(1950, 2100), st.integers(1, 12))


@pytest.mark.parametrize("text", ["2023-4", "2023-13", "2023M04", "", "2023-00", "x2023-04"])
def test_parse_refuses_what_is_not_a_month(text):
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@settings(derandomize=True, deadline=None)
@given(months, st.integers(-300, 300))
def test_months_lie_on_a_whole_number_line(month, steps):
    assert (month + steps) - month == steps
    assert Month.parse(str(month)) == month
    assert Month.from_index(month.index) == month


def test_agreement_year_runs_from_april_to_march():
    year = agreement_year_months(2023)
    assert (str(year[0]), str(year[-1]), len(year)) == ("2023-04", "2024-03", 12)
    assert {month.agreement_year for month in year} == {2023}
    assert {month.calendar_year for month in calendar_year_months(2023)} == {2023}


def test_months_between_includes_both_ends_and_can_be_empty():
    assert months_between(Month(2023, 4), Month(2023, 4)) == (Month(2023, 4),)
    assert months_between(Month(2023, 4), Month(2023, 3)) == ()


def test_births_to_march_2028_are_mature_on_the_first_of_july_2029():
    assert mature_on(Month(2028, 3), follow_up_days=335, reporting_lag_days=122) == date(2029, 7, 1)


def test_last_mature_month_of_the_example():
    rule = {"follow_up_days": 335, "reporting_lag_days": 122}
    assert last_mature_month(date(2026, 10, 1), **rule) == Month(2025, 6)
    assert last_mature_month(date(2026, 9, 29), **rule) == Month(2025, 5)


@settings(derandomize=True, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(182, 500), st.integers(0, 300))
def test_last_mature_month_is_the_youngest_that_is_mature(extraction, follow_up, lag):
    rule = {"follow_up_days": follow_up, "reporting_lag_days": lag}
    month = last_mature_month(extraction, **rule)
    assert mature_on(month, **rule) <= extraction < mature_on(month + 1, **rule)
