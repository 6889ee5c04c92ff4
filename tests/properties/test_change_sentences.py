"""Ten thousand results told and read back: sentence, title, alternative text, table and record never contradict."""

import math
import re
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import special

from evaluering import wording
from evaluering.disclosure import protection
from evaluering.estimation.checks.check import Check
from evaluering.estimation.checks.specifications import Specification, SpecificationCurve
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.unit_change import Alternative, Sensitivity, UnitChange, UnitTrend
from evaluering.estimation.unit_checks import UnitChecks, UnitPower, UnitSpecifications
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.change import since_agreement, units_message
from evaluering.presentation.sentences.robustness import robustness_message
from evaluering.presentation.uncertainty import CELLS, MOST_DECIMALS, VERBS, answer
from evaluering.wording import MINUS

SEED = 20_230_401
MEASURES = ("days", "pct_point")
UNITS = {"days": ("dag", "dage"), "pct_point": ("procentpoint",)}
RATIOS = (0.0, 0.3, 1.2, 1.4, 1.7, 1.95, 2.05, 3.0, 40.0)
"""Estimate over standard error: on both sides of every limit between two words."""

NUMBER = rf"[+{MINUS}]?\d+(?:\.\d{{3}})*(?:,\d+)?"
LIMIT = rf"{NUMBER}|lige over 0|lige under 0"
FORBIDDEN = re.compile(
    r"effekt|signifikan|virkning|forårsag|fordi af aftalen|på grund af aftalen|skyldes aftalen|takket være|"
    r"har ført til|p-værdi|aftalen har (?:øget|ændret|virket)|gør en forskel",
    re.IGNORECASE,
)
CAUSE = re.compile(r"[^.]*aftalen er årsagen[^.]*")
"""A sentence that speaks of the agreement as the cause: it must be one that denies it."""


@pytest.fixture(scope="module")
def data(run_plan):
    """What the words need of prepared data: agreement, plan and months, under decisions that are told, not made."""
    months = [str(month) for month in pd.period_range("2012-01", "2025-06", freq="M")]
    panel = SimpleNamespace(cells=pd.DataFrame({"month": months}), last_mature_month="2025-06")
    return SimpleNamespace(
        agreement=run_plan.agreement, plan=run_plan.plan, departures=(), panel=panel, synthetic=True, version="0",
        planned_beforehand=True,
        decisions=SimpleNamespace(fingerprint="0"),
    )  # fmt: skip


def shut(record, data):
    """The record as `protect` would return it, whose rule for each kind is tested elsewhere."""
    return protection.Protected(record, data.decisions.fingerprint, protection._DOOR)


def not_drawn(monkeypatch, figure):
    """The words and data of a figure without its drawing, which takes a hundred times as long."""
    monkeypatch.setattr(sys.modules[figure.__module__], "drawn", lambda *args, **more: "<svg/>")


def read(text):
    return float(text.replace(".", "").replace(",", ".").replace(MINUS, "-"))


def numbers(text):
    return [read(found) for found in re.findall(NUMBER, text)]


def decimals(text):
    """Decimals that each number of a text is told with."""
    return [len(found.partition(",")[2]) for found in re.findall(NUMBER, text)]


def near(shown, exact, places):
    """Whether a shown number is the exact one rounded to so many decimals, and on its side of zero."""
    bound = 0.5 * 10.0**-places + 1e-9 * abs(exact) + 1e-12
    side = shown * exact > 0 or abs(exact) < 0.5 * 10.0**-MOST_DECIMALS + 1e-12
    return abs(shown - exact) <= bound and side


def sizes(random):
    """Zero, tiny, ordinary, huge."""
    kind = random.integers(10)
    if kind == 0:
        return 0.0
    if kind == 1:
        return float(10.0 ** random.uniform(-7, -2))
    if kind == 2:
        return float(10.0 ** random.uniform(3, 9))
    return float(10.0 ** random.uniform(-1.5, 2))


def an_estimate(random, measure, *, estimand="mean_change"):
    """An estimate whose limits and probability belong to the same t distribution."""
    value = sizes(random) * (1 if random.random() < 0.5 else -1)
    ratio = RATIOS[random.integers(len(RATIOS))] * random.uniform(0.97, 1.03)
    error = abs(value) / ratio if ratio and value else 1.0
    value = value if ratio else 0.0
    freedom = float(random.integers(4, 200))
    quantile, power = (float(special.stdtrit(freedom, share)) for share in (0.975, 0.8))
    positive = float(special.stdtr(freedom, value / error))
    return Estimate(
        estimand, value, value - quantile * error, value + quantile * error, 0.95, measure, error, freedom,
        2 * min(positive, 1 - positive), positive, "2023-04", "2025-06", "marginal", n=2000, coverage_pct=90.0,
        indicator="duration_mean" if measure == "days" else "share_26w", definition="restricted_mean_365",
        unit="region", smallest_detectable=math.nan if random.random() < 0.1 else (quantile + power) * error,
    )  # fmt: skip


def a_change(random, measure, *, unit="region"):
    """A change with the estimates a fit gives, its months cut down to three."""
    mean = an_estimate(random, measure)
    level = replace(an_estimate(random, measure), estimand="counterfactual_mean", measure="days")
    others = (
        replace(mean, estimand="relative_mean_change", measure="pct"),
        level if measure == "days" else replace(level, measure="pct"),
        an_estimate(random, measure, estimand="level_change"),
        an_estimate(random, measure, estimand="trend_before_per_year"),
    )
    heights = np.array([110.0, 111.0, 112.0])
    frame = pd.DataFrame(
        {
            "period": ["2022-05", "2023-04", "2025-06"], "observed": heights, "used": True,
            "exposed": [False, True, True], "cut": False, "hidden": False, "fitted_trend": heights + mean.value,
            "counterfactual_trend": heights, "counterfactual_trend_lower": heights - 1,
            "counterfactual_trend_upper": heights + 1, "residual": 0.1,
        }
    )  # fmt: skip
    fit = InterruptedFit((mean, *others), frame, 0.3, 0.0, 0.6, 1.0, 0.5, 1.5, 0.05, "marginal", (), 8)
    return UnitChange(
        unit, mean.indicator, mean.definition, "days" if measure == "days" else "pct", fit, "2012-01", "2025-06",
        "2023-04", 8, 27, 12, "", int(10 ** random.uniform(1, 5)),
    )  # fmt: skip


def changes(count, *, seed):
    random = np.random.default_rng(seed)
    return [a_change(random, MEASURES[place % 2]) for place in range(count)]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def require_honest(text):
    """No word that claims more than the design has."""
    assert FORBIDDEN.findall(text) == []
    for told in CAUSE.findall(text):
        assert "ikke" in told, told


def require_told(text, estimate, *, against):
    """A sentence on a change says what the record says: verb, size, side, unit, limits, sureness."""
    sure = answer(estimate)
    first = text.split(".**")[0].strip("*")
    units = "|".join(UNITS[estimate.measure])
    if sure == "unclear":
        assert "ingen sikker ændring" in first
        assert not re.search(r"\b(steg|faldt)\b", text)
        if math.isfinite(estimate.smallest_detectable):
            (seen,) = re.findall(rf"En ændring under ({NUMBER}) (?:{units})\b", text)
            assert near(read(seen), max(estimate.smallest_detectable, 0.1), decimals(seen)[0])
        else:
            assert "kunne vi ikke have set" not in text
    else:
        verb = VERBS[sure].split()[0]
        assert re.search(rf"\b{verb}\b", first)
        assert not re.search(rf"\b{'faldt' if verb == 'steg' else 'steg'}\b", text)
        assert ("sandsynligvis" in first) == sure.startswith("likely")
        ((small, size),) = re.findall(rf" med (under )?({NUMBER}) (?:{units})\b", first)
        assert bool(small) == (abs(estimate.value) < 0.05)
        assert read(size) == 0.1 if small else near(read(size), abs(estimate.value), decimals(size)[0])
        assert read(size) > 0
        assert against in first
        assert "kunne vi ikke have set" not in text
    lower, upper, unit = re.search(rf"ligger? ?\w* ?mellem ({LIMIT}) og ({LIMIT}) ({units})\b", text).groups()
    places = {decimals(told)[0] for told in (lower, upper) if "lige" not in told}
    assert len(places) <= 1
    assert max(places, default=0) <= 1
    require_limit(lower, estimate.lower)
    require_limit(upper, estimate.upper)
    assert unit != "dag" or "lige" in upper or abs(read(upper)) == 1


def require_limit(told, exact):
    """A limit as rounded, or on which side of zero it lies so near that it would be read as zero."""
    if "lige" in told:
        assert 0 < abs(exact) < 0.5
        assert ("over" in told) == (exact > 0)
    else:
        assert near(read(told), exact, decimals(told)[0])


def on_side(told):
    """On which side of zero a limit is told to lie."""
    return math.copysign(1, read(told)) if "lige" not in told else 1 if "over" in told else -1


def require_row(row, estimate):
    """A row of a table: value with sign and unit, limits, words."""
    value, limits, words = (plain(cell) for cell in row)
    assert words == CELLS[answer(estimate)]
    places = decimals(value)[0]
    assert near(numbers(value)[0], estimate.value, places)
    assert (value[0] == "+") == (numbers(value)[0] > 0)
    assert value.endswith({"days": " dage", "pct_point": " procentpoint", "pct": " %"}[estimate.measure])
    lower, upper = limits.split(" til ")
    require_limit(lower, estimate.lower)
    require_limit(upper, estimate.upper)
    if answer(estimate) in ("up", "down"):
        assert on_side(lower) == on_side(upper)


def require_children(text, row, change):
    """What the change is in children a year: the same in sentence, row and record."""
    mean = change.fit.estimates[0]
    factor = change.children * 12 / change.mature_months / (100 if mean.measure == "pct_point" else 1)
    shown, lower, upper = numbers(row[2])[0], *numbers(row[3])
    for told, exact in ((shown, mean.value), (lower, mean.lower), (upper, mean.upper)):
        assert abs(told - exact * factor) <= max(0.5, 0.05 * abs(exact * factor)) + 1e-6
        assert told * exact >= 0
    assert row[4] == CELLS[answer(mean)]
    assert plain(row[2]).endswith(" børn" if mean.measure == "pct_point" else " dage")
    found = re.search(rf"omkring ({NUMBER}) (flere|færre) børn om året end ventet \(([^)]*)\)", text)
    if mean.measure == "days" or answer(mean) == "unclear" or shown == 0:
        assert found is None
        return
    assert read(found[1]) == abs(shown)
    assert (found[2] == "flere") == (mean.value > 0)
    if "færre til" in found[3]:
        low, high = re.fullmatch(rf"fra ({NUMBER}) færre til ({NUMBER}) flere", found[3]).groups()
        assert (-read(low), read(high)) == (lower, upper)
    else:
        low, high = re.fullmatch(rf"mellem ({NUMBER}) og ({NUMBER})", found[3]).groups()
        assert sorted((read(low), read(high))) == sorted((abs(lower), abs(upper)))


@pytest.mark.parametrize("part", range(4))
def test_a_change_is_told_as_it_is(data, part):
    for change in changes(1250, seed=SEED + part):
        mean, protected = change.fit.estimates[0], shut(change, data)
        block = sentences.change(protected, data=data)
        text = plain(block.markdown)
        require_told(text, mean, against="i forhold til det ventede")
        assert "april 2023 til juni 2025" in text
        assert f"Det bygger på {plain(wording.count(change.children))} børn" in text
        require_honest(text)
        table = tables.change(protected, data=data).description
        rows = {row[0]: row for row in table["rows"]}
        require_row(table["rows"][0][2:], mean)
        require_row(rows["Spring ved aftalens start"][2:], change.fit.estimates[3])
        require_row(rows["I procent af det ventede"][2:], change.fit.estimates[1])
        require_children(text, next(row for row in table["rows"] if "om året" in row[0]), change)
        require_honest(" ".join([table["caption"], *table["notes"]]))
        entry = next(one for one in table["results"] if one["estimand"] == "mean_change")
        assert abs(entry["value"] - mean.value) <= 5e-5 + 1e-9 * abs(mean.value)


def test_the_figure_and_the_verdict_page_say_the_same(data, monkeypatch):
    not_drawn(monkeypatch, figures.change)
    for change in changes(1000, seed=SEED + 10):
        protected, mean = shut(change, data), change.fit.estimates[0]
        message = sentences.change(protected, data=data).markdown.split(".**")[0].strip("*")
        figure = figures.change(protected, data=data).description
        assert figure["title"] == message
        assert figure["alt"].startswith(message)
        require_honest(f"{figure['alt']} {figure['caption']}")
        concluded = plain(sentences.conclusion_of_changes((protected,), data=data).markdown)
        require_told(concluded, mean, against="i forhold til det ventede")
        require_honest(concluded)
        assert "er ikke et bevis for, at aftalen er årsagen" in concluded
        beside = since_agreement(change, data=data)
        require_honest(beside)
        sure = answer(mean)
        assert ("ingen sikker ændring" in beside) == (sure == "unclear")
        assert ("højere" in beside, "lavere" in beside) == (sure.endswith("up"), sure.endswith("down"))


def test_a_trend_is_told_as_it_is(data):
    random = np.random.default_rng(SEED + 20)
    for place in range(1000):
        estimate = an_estimate(random, MEASURES[place % 2], estimand="trend_before_per_year")
        measure = "days" if estimate.measure == "days" else "pct"
        record = UnitTrend("region", estimate.indicator, measure, estimate, "", "2012-01", "2022-07")
        text = plain(sentences.trend(shut(record, data), data=data).markdown)
        require_told(text.replace("lå den årlige ændring", "ligger ændringen"), estimate, against="om året")
        require_honest(text)


def test_other_choices_are_told_as_they_are(data, monkeypatch):
    not_drawn(monkeypatch, figures.alternatives)
    random = np.random.default_rng(SEED + 30)
    slugs = ("default", "no_cut", "ramp_12", "ols")
    for place in range(1000):
        measure = MEASURES[place % 2]
        found = tuple(Alternative(slug, an_estimate(random, measure)) for slug in slugs[: random.integers(2, 5)])
        record = Sensitivity("region", found[0].estimate.indicator, measure, found)
        protected = shut(record, data)
        text = plain(sentences.robustness(protected, data=data).markdown)
        require_honest(text)
        values = [one.estimate.value for one in found]
        told = re.search(rf"giver ({NUMBER}) \w+\. De andre beregninger giver mellem ({LIMIT}) og ({LIMIT})", text)
        for shown, exact in zip(told.groups(), (values[0], min(values[1:]), max(values[1:])), strict=True):
            require_limit(shown, exact)
        answers = {answer(one.estimate) for one in found}
        ways = {one.removeprefix("likely_") for one in answers} - {"unclear"}
        message = robustness_message(record)
        assert message in text
        assert ("modsatte" in message) == (len(ways) == 2)
        assert ("samme svar" in message) == (len(answers) == 1)
        drawn = figures.alternatives(protected, data=data).description
        assert message[1:] in drawn["title"], "the title begins with what and where"
        for one, row in zip(found, drawn["data"]["rows"], strict=True):
            value, _, limits = plain(row[1]).partition(" (")
            require_row((value, limits.removesuffix(")"), row[2]), one.estimate)


def a_curve(random, measure, count):
    made = [
        Specification(
            ("marginal", "ols")[place % 2], (8, 0)[place % 2], None, "restricted_mean_365", "none",
            an_estimate(random, measure), place == 0,
        )
        for place in range(count)
    ]  # fmt: skip
    return SpecificationCurve(tuple(made), int(random.integers(3)))


def test_every_way_to_calculate_is_told_as_it_is(data, monkeypatch):
    not_drawn(monkeypatch, figures.specifications)
    random = np.random.default_rng(SEED + 40)
    for place in range(500):
        measure = MEASURES[place % 2]
        curve = a_curve(random, measure, int(random.integers(2, 9)))
        record = UnitSpecifications("region", curve.specifications[0].estimate.indicator, measure, curve, "", 900)
        protected = shut(record, data)
        text = plain(sentences.specifications(protected, data=data).markdown)
        require_honest(text)
        values = [one.estimate.value for one in curve.specifications]
        told = re.search(
            rf"giver ({NUMBER}) \w+\. Den laveste giver ({NUMBER}) \w+, den højeste ({NUMBER}) \w+\. "
            rf"Den midterste giver ({NUMBER}) ",
            text,
        ).groups()
        for shown, exact in zip(told, (values[0], min(values), max(values), float(np.median(values))), strict=True):
            assert near(read(shown), exact, decimals(shown)[0])
        agreeing = sum(np.sign(value) == np.sign(values[0]) for value in values)
        counted = re.match(rf"\*\*(Alle|{NUMBER} af) ({NUMBER}) beregninger peger (op|ned)", text)
        if values[0] == 0:
            assert counted is None
        else:
            assert counted[3] == ("op" if values[0] > 0 else "ned")
            assert (counted[1] == "Alle") == (agreeing == len(values))
            assert int(read(counted[2])) == len(values)
            if counted[1] != "Alle":
                assert int(read(counted[1].removesuffix(" af"))) == agreeing
        clear = sum(one.estimate.lower > 0 or one.estimate.upper < 0 for one in curve.specifications)
        assert f"I {clear} af dem er ændringen sikker." in text
        table = tables.specifications(protected, data=data).description["rows"][0]
        assert numbers(table[2])[0] == len(values)
        for cell, exact in zip(table[3:6], (min(values), float(np.median(values)), max(values)), strict=True):
            assert near(numbers(cell)[0], exact, decimals(cell)[0])
        assert table[6] == f"{clear} af {len(values)}"
        figure = figures.specifications(protected, data=data).description
        assert len(figure["data"]["rows"]) == len(values)
        assert (f"Figuren viser {len(values)} beregninger" in figure["alt"]) == (len(values) > 0)


def test_what_could_be_seen_is_told_as_it_is(data):
    random = np.random.default_rng(SEED + 50)
    for place in range(1000):
        measure = MEASURES[place % 2]
        smallest = math.nan if place % 10 == 0 else max(1e-4, sizes(random))
        record = UnitPower(
            "region", "duration_mean" if measure == "days" else "share_26w", measure, smallest, 127, 27,
            smallest / 2.8, 90.0, bool(place % 3), "", int(10 ** random.uniform(1, 5)),
        )  # fmt: skip
        text = plain(sentences.power((shut(record, data),), data=data).markdown)
        require_honest(text)
        assert not re.search(r"\b(steg|faldt|ændret)\b", text)
        if math.isnan(smallest):
            assert "kan ikke siges" in text
            continue
        size = re.search(rf"se en ændring på ({NUMBER}) (\w+) eller mere", text)
        assert near(read(size[1]), smallest, decimals(size[1])[0])
        assert size[2] in UNITS[measure]
        assert "127 måneder før aftalen og 27 måneder efter" in text
        assert measure == "pct_point" or "børn om året" not in text


VERDICTS = ("holds", "in_doubt", "not_assessed", "told")
FACTS = {
    "placebo_dates": ("dates", "as_clear"),
    "leave_one_out": ("smallest", "largest"),
    "residual_autocorrelation": (),
    "residual_season": (),
    "alternative_models": ("models", "contradicting", "smallest", "largest"),
    "hidden_cause": ("e_value", "e_value_limit"),
}


def verdict_of(name, random):
    """Holds, doubt or not assessed; of a hidden cause a number to weigh, or not assessed."""
    return VERDICTS[random.integers(2, 4)] if name == "hidden_cause" else VERDICTS[random.integers(3)]


def test_checks_are_told_as_they_are(data):
    random = np.random.default_rng(SEED + 60)
    shapes = {"holds": "●", "in_doubt": "▲", "not_assessed": "◯", "told": "◇"}
    for place in range(500):
        measure = MEASURES[place % 2]
        low, high = sorted((sizes(random), -sizes(random)))
        facts = {"dates": 40.0, "as_clear": float(random.integers(9)), "smallest": low, "largest": high,
                 "models": 9.0, "contradicting": float(random.integers(1, 5)), "e_value": 1 + abs(high),
                 "e_value_limit": 1 + abs(high) / 2, "risk_ratio": float(random.choice([0.8, 1.3]))}  # fmt: skip
        made = tuple(Check(name, verdict_of(name, random), facts, pd.DataFrame()) for name in FACTS)
        record = UnitChecks("region", "duration_mean" if measure == "days" else "share_26w", measure, made, "", 900)
        table = tables.checks((shut(record, data),), data=data).description
        assert len(table["rows"]) == len(FACTS)
        for check, row in zip(made, table["rows"], strict=True):
            told = plain(row[3])
            require_honest(told)
            assert row[2][0] == shapes[check.verdict]
            if check.verdict == "not_assessed":
                assert numbers(told) == []
                continue
            shown = numbers(told)
            for name in FACTS[check.name]:
                exact = facts[name]
                if check.verdict == "holds" and name == "contradicting":
                    continue
                if name == "as_clear" and exact == 0:
                    assert "ingen af dem" in told
                    continue
                assert any(near(one, exact, 1) or near(one, exact, MOST_DECIMALS) for one in shown), (told, exact)


def test_clusters_are_counted_as_they_are(data):
    random = np.random.default_rng(SEED + 70)
    units = [unit for unit in data.agreement.units if unit != "region"]
    for _ in range(500):
        found = tuple(a_change(random, "days", unit=unit) for unit in units)
        text = units_message(found, data=data)
        require_honest(text)
        answers = [answer(one.fit.estimates[0]) for one in found]
        first = re.search(r"(\w[\w ]*?) i (\d) af 5 klynger i forhold til det ventede", text)
        assert int(first[2]) in {answers.count(one) for one in answers}
        for way, verb in (("up", "steg"), ("down", "faldt")):
            told = any(one.endswith(way) for one in answers)
            assert bool(re.search(rf"\b{verb}\b", text)) == told
        assert ("sandsynligvis" in text) == any(one.startswith("likely") for one in answers)
        assert ("sikker ændring" in text) == ("unclear" in answers)
