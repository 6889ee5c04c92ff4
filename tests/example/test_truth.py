from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evaluering.agreement import Agreement
from evaluering.example.children import simulate_children
from evaluering.example.scenario import Scenario, build_scenario
from evaluering.example.truth import HEADER, truth_by_municipality, truth_text
from evaluering.periods import Month


@pytest.fixture(scope="module")
def scenario(agreement: Agreement) -> Scenario:
    return build_scenario(agreement, seed=7, effect=None, extraction=date(2026, 10, 1), births_factor=0.6)


def test_simulated_children_meet_the_truth(scenario: Scenario) -> None:
    truth = truth_by_municipality(scenario)
    children, _ = simulate_children(scenario, seed=7)
    month = scenario.month_of_day[children.birth - scenario.birth_days[0]]
    expected = truth[children.municipality, month]
    parts = [month < 108, (month >= 135) & (month < 150), month >= 156, scenario.ratios[children.municipality] == 0.8]
    parts.append((children.municipality == scenario.municipalities.index("0671")) & (month >= 120))
    for chosen in parts:
        days, long = children.duration[chosen], 100.0 * (children.duration[chosen] >= 182)
        for drawn, column in ((days, 0), (long, 2)):
            error = drawn.std() / np.sqrt(drawn.size)
            assert abs(drawn.mean() - expected[chosen, column].mean()) < 3.5 * error


def test_worlds_differ_only_where_the_agreement_reaches(scenario: Scenario) -> None:
    truth = truth_by_municipality(scenario)
    months = list(scenario.months)
    reached = months.index(Month(2022, 7))  # born at its end, a child can still be fed in April 2023
    assert np.array_equal(truth[:, :reached, 0], truth[:, :reached, 1])
    assert (truth[0, reached:, 0] > truth[0, reached:, 1]).all()
    effect = truth[:, -1, 0] - truth[:, -1, 1]
    assert effect[scenario.municipalities.index("0741")] == 0
    assert effect[scenario.municipalities.index("0791")] == 0
    assert effect[scenario.municipalities.index("0730")] == pytest.approx(12.1, abs=0.5)
    baseline = truth[:, :108].mean(axis=(0, 1))
    assert baseline == pytest.approx([109, 109, 12.7, 12.7], abs=0.6)


def test_table_weights_municipalities_by_expected_births(scenario: Scenario, agreement: Agreement) -> None:
    lines = truth_text(scenario, agreement).splitlines()
    assert lines[0] == HEADER
    rows = {tuple(line.split(";")[:2]): [float(x) for x in line.split(";")[2:]] for line in lines[1:]}
    assert len(rows) == (1 + 5 + 19) * len(scenario.months)
    truth, month = truth_by_municipality(scenario), scenario.months.index(Month(2025, 5))
    for unit in ("region", "aarhus", "0741"):
        members = [scenario.municipalities.index(code) for code in agreement.municipalities_of(unit)]
        expected = np.average(truth[members, month], axis=0, weights=scenario.births[members, month])
        assert rows[unit, "2025-05"] == pytest.approx(expected, abs=1e-4)


def test_a_set_that_ends_before_2022_knows_no_weekly_practice(agreement: Agreement) -> None:
    short = build_scenario(agreement, seed=1, effect=None, extraction=date(2014, 1, 1), births_factor=1.0)
    truth = truth_by_municipality(short)
    assert np.array_equal(truth[0], truth[short.municipalities.index("0671")])


def test_without_effect_there_is_one_world(agreement: Agreement) -> None:
    same = build_scenario(agreement, seed=1, effect={}, extraction=date(2023, 2, 1), births_factor=1.0)
    truth = truth_by_municipality(same)
    assert np.array_equal(truth[..., [0, 2]], truth[..., [1, 3]])


def test_births_before_the_agreement_know_nothing_of_it(agreement: Agreement) -> None:
    early = build_scenario(agreement, seed=1, effect=None, extraction=date(2020, 1, 1), births_factor=1.0)
    truth = truth_by_municipality(early)
    assert np.array_equal(truth[..., [0, 2]], truth[..., [1, 3]])
