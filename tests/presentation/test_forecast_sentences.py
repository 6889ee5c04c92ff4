"""Random forecasts told and read back: title, sentence, table, alternative text and record never contradict."""

import re
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from tests.presentation.made_forecasts import back_test, score, unit_forecast

from evaluering.disclosure.protection import _DOOR, Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.forecast import forecast_message, outlook_words
from evaluering.presentation.uncertainty import answer

COUNT = 1000
SPREADS = (0.3, 1.0, 3.0)
NUMBER = r"[+\u2212]?\d+(?:,\d+)?"
ANSWERS = ("Næsten sikkert ikke", "Sandsynligvis ikke", "Usikkert", "Sandsynligvis", "Næsten sikkert")
LIMITS = (0.01, 0.105, 0.895, 0.99)


@pytest.fixture(scope="module")
def data(run_plan):
    return SimpleNamespace(
        agreement=run_plan.agreement, plan=run_plan.plan, departures=(), synthetic=True, version="0",
        decisions=SimpleNamespace(fingerprint="0"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def records():
    random = np.random.default_rng(7)
    found = []
    for place in range(COUNT):
        measure, target = (("days", 120.0), ("pct", 20.0))[place % 2]
        error = SPREADS[place % len(SPREADS)]
        stays, continues = target + error * random.uniform(-3.5, 3.5, 2)
        found.append(
            unit_forecast(
                stays=stays, continues=continues, measure=measure, error=error, seen=float(random.normal(0, 2)),
                unit=("region", "midt")[place % 2],
            )
        )  # fmt: skip
    return found


def shut(record):
    return Protected(record, "0", _DOOR)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def read(text):
    return float(text.replace("\u2212", "-").replace(",", "."))


def likely(record, assumption):
    return record.forecasts[-1].forecast.scenario(assumption).probability


def require_chance(shown, probability):
    """Whole per cent as rounded, never 0 or 100."""
    if "under" in shown or "over" in shown:
        assert probability < 0.01 if "under" in shown else probability > 0.99
        return
    assert abs(int(re.search(r"\d+", shown)[0]) - 100 * probability) <= 0.5 + 1e-9
    assert 0.01 <= probability <= 0.99


def test_the_title_answers_as_the_probabilities_do(records, data):
    seen = set()
    for record in records:
        told = plain(forecast_message(record, data=data))
        expected = [ANSWERS[int(np.searchsorted(LIMITS, likely(record, name), side="right"))] for name in (
            "level_stays", "slope_continues",
        )]  # fmt: skip
        answers = re.findall(r"(?:\? |\. )([A-ZÆØÅ][a-zæøå]+(?: sikkert)?(?: ikke)?),", told)
        assert answers == (expected[:1] if expected[0] == expected[1] else expected), told
        assert (expected[0] == expected[1]) == ("både" in told)
        seen |= set(expected)
    assert seen == set(ANSWERS)


def test_the_outlook_is_read_back_as_the_record(records, data):
    for record in records:
        told = plain(outlook_words(record, data=data))
        stays, continues = re.search(
            r"Bliver niveauet, som det er, (.*)\. Fortsætter udviklingen siden aftalen, (.*)\.", told
        ).groups()
        for part, name in ((stays, "level_stays"), (continues, "slope_continues")):
            probability = likely(record, name)
            require_chance(re.search(r"\((.*?)\)", part)[1], probability)
            assert ("meget usandsynligt" in part or "udelukket" in part) == (probability < 0.105)
            assert ("meget sandsynligt" in part or "så godt som sikkert" in part) == (probability >= 0.895)
            tenth = re.search(r"omkring (\d) ud af 10", part)
            assert bool(tenth) == (0.105 <= probability < 0.895)
            assert not tenth or abs(int(tenth[1]) / 10 - probability) <= 0.0551


def test_the_tables_are_read_back_as_the_record(records, data):
    for record in records:
        found = tables.forecast((shut(record),), data=data).description["rows"]
        scenarios = [one for each in record.forecasts for one in reversed(each.forecast.scenarios)]
        for row, scenario in zip(found, scenarios, strict=True):
            value, wide, narrow, chance = (plain(cell) for cell in row[3:])
            numbers = [read(one) for part in (value, wide, narrow) for one in re.findall(NUMBER, part)]
            exact = (
                scenario.estimate.value, scenario.estimate.lower, scenario.estimate.upper, scenario.lower_80,
                scenario.upper_80,
            )  # fmt: skip
            assert numbers == pytest.approx(exact, abs=0.05 + 1e-9)
            require_chance(chance.split(" (")[0], scenario.probability)
            assert row[2].endswith("fortsætter") == (scenario.assumption == "slope_continues")
        for row, one in zip(
            tables.slopes((shut(record),), data=data).description["rows"], record.forecasts, strict=True
        ):
            needed = read(re.match(NUMBER, plain(row[2]))[0])
            assert needed == pytest.approx(one.forecast.slope_needed.value, abs=0.05 + 1e-9)
            assert needed * one.forecast.slope_needed.value >= 0
            missing = answer(one.forecast.slope_missing)
            assert ("ikke nok" in row[4]) == missing.endswith("up")
            assert ("Usikkert" in row[4]) == (missing == "unclear")
            assert ("sandsynligvis" in row[4]) == missing.startswith("likely")


def test_the_figures_words_are_those_of_the_table(records, data, monkeypatch):
    monkeypatch.setattr(sys.modules[figures.forecast.__module__], "drawn", lambda *_, **__: "<svg/>")
    frame = pd.DataFrame({
        "period": ["2024"], "from_month": ["2024-04"], "to_month": ["2025-03"], "births": 1300, "known": 1200,
        "coverage_pct": 92.3, "at_least": 200.0, "value": 18.0, "lower": 17.0, "upper": 19.0, "mature": True,
        "hidden": False,
    })  # fmt: skip
    for record in records[::10]:
        years = OutcomeSeries(record.unit, record.indicator, "d", record.measure, "agreement_year", frame)
        block = figures.forecast(shut(record), years=shut(years), data=data).description
        for row in tables.forecast((shut(record),), data=data).description["rows"]:
            assert plain(row[3]) in plain(block["alt"])
            assert any(plain(row[3]) in plain(each[2]) for each in block["data"]["rows"])
        assert block["title"] == forecast_message(record, data=data)


def test_a_back_test_is_told_as_it_was_scored(data):
    random = np.random.default_rng(8)
    for _ in range(500):
        naive = float(random.uniform(0.1, 0.3))
        briers = naive * random.uniform(0.7, 1.3, 2)
        inside = random.uniform(70, 100, 2)
        names = ("level_stays", "slope_continues")
        rows = [
            score(18, name, brier=brier, naive=naive, inside=share)
            for name, brier, share in zip(names, briers, inside, strict=True)
        ]
        told = plain(sentences.back_test((shut(back_test(rows)),), data=data).description["text"])
        worse, better = briers / naive > 1.05, briers / naive < 0.95
        assert ("dårligere end" in told) == bool(worse.any())
        assert ("bedre end" in told) == bool(better.any())
        assert ("lige så godt" in told) == bool((~worse & ~better).any())
        assert ("med forbehold" in told) == bool(worse.any())
        assert ("for smalle" in told) == bool(inside.min() < 90)
        shown = [float(one) for one in re.findall(r"(\d+) af 100", told)]
        assert shown == pytest.approx(inside.tolist(), abs=0.5 + 1e-9)
