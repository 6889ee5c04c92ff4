"""The change from one year to the next under disclosure control, with an attempt to get a hidden year back."""

from dataclasses import replace

import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.year_change import year_change
from evaluering.preparation.questions import series_of

UNIT = "midt"


@pytest.fixture(scope="module")
def raw(prepared):
    return year_change(series_of(prepared, indicator="duration_mean", unit=UNIT, grain="agreement_year"))


def hiding(prepared, *periods, told=True):
    cells = prepared.decisions.cells
    mine = (cells["unit"] == UNIT) & (cells["grain"] == "agreement_year") & cells["period"].isin(periods)
    return Decisions(cells.assign(hidden=mine), 5, (), counts_told=told)


def test_nothing_is_emptied_where_nothing_is_hidden(prepared, raw):
    assert raw.estimate is not None
    assert protect(raw, decisions=hiding(prepared)).value == raw


@pytest.mark.parametrize("place", [0, 1])
def test_one_hidden_year_takes_the_difference_along(prepared, raw, place):
    """The shown year and the difference would give the hidden one."""
    found = protect(raw, decisions=hiding(prepared, raw.periods[place])).value
    assert (found.estimate, found.reason) == (None, "hidden")


def test_another_hidden_year_leaves_it(prepared, raw):
    assert protect(raw, decisions=hiding(prepared, "2015")).value == raw


def test_numbers_of_children_are_told_of_all_estimates_or_of_none(prepared, raw):
    found = protect(raw, decisions=hiding(prepared, told=False)).value
    assert found.estimate.n == 0
    assert found.estimate.coverage_pct != found.estimate.coverage_pct
    assert found.estimate.value == raw.estimate.value


def test_what_has_no_number_stays_as_it_is(prepared, raw):
    empty = replace(raw, estimate=None, reason="maturity")
    assert protect(empty, decisions=hiding(prepared, *raw.periods)).value == empty
