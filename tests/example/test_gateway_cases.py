from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from evaluering.agreement import Agreement
from evaluering.example.children import Children, simulate_children
from evaluering.example.gateway_cases import Case, cases
from evaluering.example.scenario import build_scenario, day_number

SINCE, UNTIL = day_number(date(2024, 1, 1)), day_number(date(2026, 10, 1))


@pytest.fixture(scope="module")
def children(agreement: Agreement) -> Children:
    scenario = build_scenario(agreement, seed=2, effect=None, extraction=date(2026, 10, 1), births_factor=0.2)
    every, _ = simulate_children(scenario, seed=2)
    return every.take(every.birth > day_number(date(2023, 6, 1)))


def found(children: Children) -> list[Case]:
    return cases(children, since=SINCE, until=UNTIL, rng=np.random.default_rng(1))


def test_what_is_registered_outside_the_time_is_not_reported(children: Children) -> None:
    days = [case.recorded for case in found(children)]
    assert min(days) >= date(2024, 1, 1)
    assert max(days) < date(2026, 10, 1)


def test_every_end_is_reported_and_a_visit_only_once(children: Children) -> None:
    every = found(children)
    places = [(case.child, case.visit) for case in every]
    assert len(set(places)) == len(places)
    there = (children.recorded >= SINCE) & (children.recorded < UNTIL)
    ends = np.argwhere(children.closing & there & children.known[:, None]).tolist()
    assert [list(place) for place in ends] == [
        [case.child, case.visit] for case in every if case.closing and case.known
    ]
    for case in every[:200]:
        assert (case.end - case.birth).days == case.duration
        assert case.full == ((case.day - case.birth).days < case.duration)
        assert case.lag_days == (case.recorded - case.day).days >= 0


def test_without_dated_periods_every_visit_in_full_is_reported(children: Children) -> None:
    undated = replace(children, dated=np.zeros_like(children.dated))
    there = (children.recorded >= SINCE) & (children.recorded < UNTIL) & children.known[:, None]
    full = int((there & children.full).sum())
    assert sum(case.full for case in found(undated) if case.known) == full
    assert sum(case.full for case in found(children) if case.known) < 0.8 * full
