from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evaluering.agreement import Agreement
from evaluering.errors import ParameterError
from evaluering.example.scenario import (
    DEFAULT_EFFECT,
    Scenario,
    build_scenario,
    day_number,
    shared_days,
    years_from_centre,
)
from evaluering.periods import Month

EXTRACTION = date(2026, 10, 1)


def build(agreement: Agreement, seed: int = 1, **changes: object) -> Scenario:
    given = {"effect": None, "extraction": EXTRACTION, "births_factor": 1.0} | changes
    return build_scenario(agreement, seed=seed, **given)  # type: ignore[arg-type]


def test_size_of_the_real_thing(agreement: Agreement) -> None:
    scenario = build(agreement)
    assert 200_000 < scenario.births.sum() < 215_000
    assert (scenario.months[0], scenario.months[-1]) == (Month(2012, 1), Month(2026, 9))
    assert scenario.birth_days.size == scenario.month_of_day.size
    assert scenario.birth_days[-1] == day_number(date(2026, 9, 30))


def test_effect_follows_the_clusters_and_spares_the_one_that_is_no_party(agreement: Agreement) -> None:
    scenario = build(agreement)
    ratios = dict(zip(scenario.municipalities, scenario.ratios.tolist(), strict=True))
    assert (ratios["0730"], ratios["0671"], ratios["0751"], ratios["0741"]) == (0.80, 0.86, 0.90, 1.0)
    assert set(build(agreement, effect={}).ratios.tolist()) == {1.0}
    assert build(agreement, effect={"midt": 0.5}).ratios.min() == 0.5
    assert list(DEFAULT_EFFECT) == [cluster.slug for cluster in agreement.clusters]


def test_agreement_acts_in_calendar_time_on_children_then_being_fed(agreement: Agreement) -> None:
    scenario = build(agreement)
    days = scenario.birth_days
    cumulative = scenario.cumulative_hazard(0.8)
    before = days == day_number(date(2022, 7, 1))
    plain = np.cumsum(scenario.curve.hazard)
    assert cumulative[before][0] == pytest.approx(plain)
    born_fed = cumulative[days == day_number(date(2023, 1, 1))][0]
    assert born_fed[:90] == pytest.approx(plain[:90])
    assert born_fed[200] < plain[200]
    full = cumulative[days == day_number(date(2025, 1, 1))][0]
    assert full[:-1] == pytest.approx(0.8 * plain[:-1])


def test_trend_and_noise_centre_on_the_baseline_years(agreement: Agreement) -> None:
    months = build(agreement).months
    days = np.array([shared_days(months, np.random.default_rng(seed)) for seed in range(300)])
    assert days[:, :108].mean() == pytest.approx(0.0, abs=0.1)
    assert days[:, -12:].mean() - days[:, :12].mean() == pytest.approx(0.25 * 165 / 12, abs=0.4)
    noise = days - days.mean(axis=0)
    assert noise.std() == pytest.approx(1.0, abs=0.05)
    assert (noise[:, 1:] * noise[:, :-1]).mean() == pytest.approx(0.5, abs=0.06)


def test_trends_are_zero_in_the_middle_of_the_baseline_years() -> None:
    years = years_from_centre((Month(2016, 6), Month(2016, 7), Month(2020, 7)))
    assert years == pytest.approx([-1 / 24, 1 / 24, 4 + 1 / 24])


def test_struer_counts_whole_weeks_from_2022(agreement: Agreement) -> None:
    scenario = build(agreement)
    places = np.argwhere(scenario.weekly)
    assert {scenario.municipalities[row] for row, _ in places} == {"0671"}
    assert {scenario.months[column] for _, column in places} == set(scenario.months[120:])
    assert scenario.months[120] == Month(2022, 1)


def test_every_wrong_argument_is_named(agreement: Agreement) -> None:
    wrong = {"effect": {"nord": 0.9, "midt": 9.0}, "extraction": date(2011, 1, 1), "births_factor": 0.0}
    with pytest.raises(ParameterError) as caught:
        build(agreement, seed=-1, **wrong)
    assert [finding.key for finding in caught.value.findings] == [
        "effekt.nord",
        "effekt.midt",
        "seed",
        "udtraek",
        "foedsler",
    ]
