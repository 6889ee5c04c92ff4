from __future__ import annotations

import pytest

from evaluering.errors import ParameterError
from evaluering.example.births import expected_births
from evaluering.periods import Month, calendar_year_months


def test_months_add_up_to_the_years_estimate() -> None:
    births = expected_births(("0657", "0741"), calendar_year_months(2012))
    assert births.sum(axis=1) == pytest.approx([939, 21])


def test_years_after_the_estimates_repeat_the_last() -> None:
    first, later = (expected_births(("0751",), calendar_year_months(year)) for year in (2024, 2026))
    assert [first.sum(), later.sum()] == pytest.approx([4063, 4063])


def test_more_children_are_born_in_july_than_in_december() -> None:
    july, december = expected_births(("0751",), (Month(2020, 7), Month(2020, 12)))[0]
    assert july / december == pytest.approx(1.072 / 0.920)


def test_a_municipality_without_estimate_is_named() -> None:
    with pytest.raises(ParameterError, match="0101"):
        expected_births(("0657", "0101"), calendar_year_months(2020))
