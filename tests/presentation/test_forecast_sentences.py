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
from evaluering.presentation.sentences.back_test import trusted
from evaluering.presentation.sentences.forecast import cluster_outlook, forecast_message, outlook_words
from evaluering.presentation.uncertainty import answer
from evaluering.wording.forecast import enough

COUNT = 1000
SPREADS = (0.3, 1.0, 3.0)
NUMBER = r"[+\u2212]?\d+(?:,\d+)?"
ANSWERS = ("Meget usandsynligt", "Usandsynligt", "Usikkert", "Sandsynligt", "Meget sandsynligt")
LIMITS = (0.105, 0.335, 0.665, 0.895)
NAMES = ("level_stays", "slope_continues")
LIKELY = r"((?:meget )?(?:usandsynligt|usikkert|sandsynligt))"


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


def expected_word(probability):
    """The word of the scale, worked out anew."""
    return ANSWERS[int(np.searchsorted(LIMITS, probability, side="right"))]


def title_words(record, data):
    told = plain(forecast_message(record, data=data))
    return re.findall(r"(?:\? |\. )([A-ZÆØÅ][a-zæøå]+(?: [a-z]+t)?),", told), told


def test_the_title_answers_as_the_probabilities_do(records, data):
    seen = set()
    for record in records:
        answers, told = title_words(record, data)
        expected = [expected_word(likely(record, name)) for name in NAMES]
        assert answers == (expected[:1] if expected[0] == expected[1] else expected), told
        assert (expected[0] == expected[1]) == ("både" in told)
        assert "som i juni 2025" in told
        seen |= set(expected)
    assert seen == set(ANSWERS)


@pytest.mark.parametrize("per_cent", [True, False])
def test_the_outlook_is_read_back_as_the_record(records, data, per_cent):
    for record in records:
        sentence = outlook_words([record], data=data, trusted=[record.indicator] if per_cent else [])
        stays, continues = (plain(one) for one in sentence)
        assert stays.startswith("At nå målet er ")
        assert stays.endswith(", hvis niveauet bliver som i juni 2025.")
        assert continues.endswith(", hvis udviklingen siden aftalen fortsætter.")
        for part, name in ((stays, NAMES[0]), (continues, NAMES[1])):
            probability = likely(record, name)
            shown = re.search(r"\((.*?)\)", part)
            assert bool(shown) == per_cent
            if shown:
                require_chance(shown[1], probability)
            assert re.search(LIKELY, part)[1].capitalize() == expected_word(probability)


def test_title_outlook_and_table_use_the_same_words(records, data):
    for record in records:
        titled, _ = title_words(record, data)
        told = [re.search(LIKELY, plain(one))[1].capitalize() for one in outlook_words([record], data=data)]
        row = tables.forecast((shut(record),), data=data).description["rows"][-1]
        tabled = [plain(cell).split(" (")[0] for cell in (row[3], row[5])]
        assert told == tabled == [titled[0], titled[-1]]


def test_a_clusters_outlook_holds_both_assumptions_from_the_least_likely(records, data):
    for days, share in zip(records[::2], records[1::2], strict=True):
        (told,) = cluster_outlook([days, share], data=data)
        expected = {}
        for record, name in ((days, "varigheden"), (share, "andelen")):
            least, most = sorted(likely(record, one) for one in NAMES)
            spoken = " til ".join(dict.fromkeys(expected_word(one).lower() for one in (least, most)))
            expected.setdefault(spoken, []).append(name)
        for spoken, names in expected.items():
            assert f"{spoken} for {' og '.join(names)}" in told
        assert "%" not in told
        assert "regionens mål" in told


def test_the_tables_are_read_back_as_the_record(records, data):
    for record in records:
        found = tables.forecast((shut(record),), data=data).description["rows"]
        for row, each in zip(found, record.forecasts, strict=True):
            for place, name in zip((2, 4), NAMES, strict=True):
                scenario = each.forecast.scenario(name)
                numbers = [read(one) for one in re.findall(NUMBER, plain(row[place]))]
                exact = (scenario.estimate.value, scenario.estimate.lower, scenario.estimate.upper)
                assert numbers == pytest.approx(exact, abs=0.05 + 1e-9)
                require_chance(re.search(r"\((.*)\)", plain(row[place + 1]))[1], scenario.probability)
        for row, one in zip(
            tables.slopes((shut(record),), data=data).description["rows"], record.forecasts, strict=True
        ):
            require_slope(row, one.forecast)


def require_slope(row, forecast):
    """What is needed, the most it may be, what was seen, and the word for both; a rise only where there is one."""
    needed, told = forecast.slope_needed, plain(row[2])
    assert told.startswith("Ingen stigning") == (needed.value <= 0)
    if needed.value > 0:
        assert read(re.match(NUMBER, told)[0]) == pytest.approx(needed.value, abs=0.05 + 1e-9)
    most = re.search(rf"højst ({NUMBER})", told)
    assert bool(most) == (needed.upper > 0)
    assert not most or read(most[1]) == pytest.approx(needed.upper, abs=0.05 + 1e-9)
    seen = [read(one) for one in re.findall(NUMBER, plain(row[3]))]
    observed = forecast.slope_observed
    assert seen == pytest.approx((observed.value, observed.lower, observed.upper), abs=0.05 + 1e-9)
    missing, rises = answer(forecast.slope_missing), observed.value > 0
    assert ("stigningen" in row[4].lower()) == rises
    if rises:
        assert plain(row[4]) == enough(forecast.scenario("slope_continues").probability)
    else:
        assert ("over målet" in row[4]) == missing.endswith("down")
        assert ("ikke steget" in row[4]) == (not missing.endswith("down"))


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
            for cell in (plain(row[2]), plain(row[4])):
                assert cell in plain(block["alt"])
                assert any(cell == plain(each[2]) for each in block["data"]["rows"])
        assert block["title"] == forecast_message(record, data=data)


def test_a_back_test_is_told_as_it_was_scored(data):
    random = np.random.default_rng(8)
    for _ in range(250):
        naive = float(random.uniform(0.1, 0.3))
        briers = naive * random.uniform(0.7, 1.3, 2)
        inside = random.uniform(70, 100, 2)
        names = ("level_stays", "slope_continues")
        rows = [
            score(18, name, brier=brier, naive=naive, inside=share)
            for name, brier, share in zip(names, briers, inside, strict=True)
        ]
        record = back_test(rows)
        told = plain(sentences.back_test((shut(record),), data=data).description["text"])
        longer = plain(sentences.back_test_details((shut(record),), data=data).description["text"])
        worse, better = briers / naive > 1.05, briers / naive < 0.95
        for text in (told, longer):
            assert ("dårligere end" in text) == bool(worse.any())
            assert ("bedre end" in text) == bool(better.any())
            assert ("lige så godt" in text) == bool((~worse & ~better).any())
        assert ("med forbehold" in told) == (not better.all()) == (not trusted(record))
        assert ("for smalle" in longer) == bool(inside.min() < 90)
        shown = [float(one) for one in re.findall(r"(\d+) af 100", longer)]
        assert shown == pytest.approx(inside.tolist(), abs=0.5 + 1e-9)
