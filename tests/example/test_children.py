from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evaluering.agreement import Agreement
from evaluering.example.children import NEVER, Children, coverage_logit, cpr_numbers, simulate_children
from evaluering.example.scenario import Scenario, build_scenario, day_number
from evaluering.example.visits import VISITS


@pytest.fixture(scope="module")
def scenario(agreement: Agreement) -> Scenario:
    return build_scenario(agreement, seed=3, effect=None, extraction=date(2026, 10, 1), births_factor=0.5)


@pytest.fixture(scope="module")
def children(scenario: Scenario) -> Children:
    return simulate_children(scenario, seed=3)[0]


def test_births_are_the_children(scenario: Scenario) -> None:
    children, births = simulate_children(scenario, seed=3)
    assert births.sum() == children.birth.size
    month = scenario.month_of_day[children.birth - scenario.birth_days[0]]
    assert np.array_equal(np.bincount(children.municipality * len(scenario.months) + month), births.ravel())


def test_nothing_is_recorded_after_the_child_must_be_mature(children: Children) -> None:
    kept = children.recorded < NEVER
    age = np.where(kept, children.recorded - children.birth[:, None], 0)
    assert age.max() <= 335 + 122
    lag = np.where(kept, age - children.ages, 0)
    assert lag.min() == 0
    assert (lag[children.full & kept] == 0).all()


def test_each_child_has_at_most_one_closing_visit_and_it_follows_the_end(children: Children) -> None:
    closing = children.closing
    assert closing.sum(axis=1).max() == 1
    child, visit = np.nonzero(closing)
    assert (children.ages[child, visit] >= children.duration[child]).all()
    assert closing.any(axis=1).mean() > 0.95


def test_coverage_rises_and_tells_a_little_more_of_long_durations(scenario: Scenario, children: Children) -> None:
    month = scenario.month_of_day[children.birth - scenario.birth_days[0]]
    first, last = children.known[month < 12].mean(), children.known[month > 160].mean()
    assert first == pytest.approx(0.85, abs=0.015)
    assert last == pytest.approx(0.94, abs=0.015)
    bias = children.duration[children.known].mean() - children.duration.mean()
    assert 0 < bias < 1
    unknown = ~children.known
    assert children.listed[unknown].mean() == pytest.approx(0.5, abs=0.03)
    assert not children.listed[children.known].any()
    assert children.dated[children.known].mean() == pytest.approx(0.94, abs=0.01)


def test_coverage_stops_rising_with_the_first_series() -> None:
    share = 1 / (1 + np.exp(-coverage_logit(np.array([0, 176, 400]))))
    assert share == pytest.approx([0.855, 0.945, 0.945])


def test_cpr_numbers_are_different_and_nobodys() -> None:
    birth = np.repeat([day_number(date(2012, 2, 29)), day_number(date(2026, 9, 1))], [5000, 300])
    numbers = cpr_numbers(birth)
    assert len(set(numbers.tolist())) == birth.size
    assert {number[:6] for number in numbers} == {"890212", "610926"}
    assert {number[6] for number in numbers} == set("456789")
    assert {len(number) for number in numbers} == {10}


def test_take_keeps_the_chosen(children: Children) -> None:
    some = children.take(np.array([4, 2]))
    assert some.duration.tolist() == children.duration[[4, 2]].tolist()
    assert some.ages.shape == (2, len(VISITS))
