from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evaluering.agreement import Agreement
from evaluering.example.nation import OTHER_REGIONS, Nation, simulate_nation
from evaluering.example.scenario import Scenario, build_scenario


@pytest.fixture(scope="module")
def scenario(agreement: Agreement) -> Scenario:
    return build_scenario(agreement, seed=4, effect=None, extraction=date(2026, 10, 1), births_factor=1.0)


@pytest.fixture(scope="module")
def nation(scenario: Scenario) -> Nation:
    return simulate_nation(scenario, seed=4)


def test_the_country_has_plausible_births(scenario: Scenario, nation: Nation) -> None:
    assert nation.births.shape == (len(OTHER_REGIONS), len(scenario.months))
    yearly = nation.births[:, :12].sum() + scenario.births[:, :12].sum()
    assert 55_000 < yearly < 63_000


def test_known_children_are_some_of_those_born(nation: Nation) -> None:
    known = nation.durations[:-1].sum(axis=2)
    assert (known <= nation.births).all()
    assert known.sum() / nation.births.sum() == pytest.approx(0.91, abs=0.02)
    without_municipality = nation.durations[-1].sum() / known.sum()
    assert 0 < without_municipality < 0.01


def test_other_regions_lie_around_the_baseline_and_know_no_agreement(nation: Nation) -> None:
    days = np.arange(nation.durations.shape[2])
    means = (nation.durations @ days).sum(axis=1) / nation.durations.sum(axis=(1, 2))
    assert means == pytest.approx([109] * 5, abs=8)
    assert np.ptp(means[:-1]) > 1
    periods = [nation.durations[:-1, part].sum(axis=(0, 1)) for part in (slice(0, 108), slice(156, None))]
    before, after = (counts @ days / counts.sum() for counts in periods)
    assert after - before == pytest.approx(0.25 * 9, abs=2.5)


def test_another_seed_is_another_country(scenario: Scenario, nation: Nation) -> None:
    assert np.array_equal(simulate_nation(scenario, seed=4).durations, nation.durations)
    assert not np.array_equal(simulate_nation(scenario, seed=5).durations, nation.durations)
