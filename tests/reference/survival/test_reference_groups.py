"""The numbers of compute_groups.R in this folder come out again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.survival.cox import cox
from evaluering.estimation.survival.interval_curve import interval_curve
from evaluering.estimation.survival.log_rank import log_rank
from evaluering.estimation.survival.registered_mean import registered_mean
from evaluering.estimation.survival.standardised import standardised
from evaluering.estimation.survival.survival_curve import survival_curve, survival_curves

FOLDER = Path(__file__).parent
NUMBERS = json.loads((FOLDER / "groups.json").read_text(encoding="utf-8"))
BFEED = pd.read_csv(FOLDER / "bfeed_groups.csv")
VISITS = pd.read_csv(FOLDER / "visits.csv")
COLUMNS = {"duration": "duration", "event": "delta"}
MODELS = {
    "plain": {"covariates": ["race", "poverty", "smoke", "yschool"]},
    "strata": {"covariates": ["smoke", "yschool"], "strata": "race"},
    "entry": {"covariates": ["smoke", "poverty", "yschool"], "entry": "entry"},
    "entry_strata": {"covariates": ["smoke", "yschool"], "strata": "poverty", "entry": "entry"},
}


def median_is(estimate, expected):
    wanted = [np.nan if expected[name] is None else expected[name] for name in ("value", "lower", "upper")]
    assert [estimate.value, estimate.lower, estimate.upper] == pytest.approx(wanted, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("by", ["smoke", "race"])
def test_medians(by):
    median_is(survival_curve(BFEED, **COLUMNS).median, NUMBERS["median"]["all"])
    for level, curve in survival_curves(BFEED, group=by, **COLUMNS).items():
        median_is(curve.median, NUMBERS["median"][f"{by}{level}"])


@pytest.mark.parametrize("name", NUMBERS["small"])
def test_medians_of_flat_and_short_curves(name):
    expected = NUMBERS["small"][name]
    frame = pd.DataFrame({"duration": expected["time"], "event": expected["event"]})
    median_is(survival_curve(frame).median, expected["median"])


def test_late_entries():
    expected = NUMBERS["entry"]
    curve = survival_curve(BFEED, entry="entry", **COLUMNS)
    found = curve.table([one["time"] for one in expected["at"]])
    for row, one in zip(found.to_dict("records"), expected["at"], strict=True):
        wanted = [one[name] for name in ("at_risk", "survival", "se", "lower", "upper")]
        got = [row[name] for name in ("at_risk", "survival", "standard_error", "lower", "upper")]
        assert got == pytest.approx(wanted, abs=1e-9)
    median_is(curve.median, expected["median"])
    mean = curve.restricted_mean(52)
    assert (mean.value, mean.standard_error) == pytest.approx((expected["mean_52"], expected["se_52"]), abs=1e-9)


@pytest.mark.parametrize("name", NUMBERS["log_rank"])
def test_log_rank(name):
    group, _, strata = name.partition("_by_")
    found, expected = log_rank(BFEED, group=group, strata=strata or None, **COLUMNS), NUMBERS["log_rank"][name]
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-9)
    assert found.table["observed"].tolist() == expected["observed"]
    assert found.table["expected"].tolist() == pytest.approx(expected["expected"], rel=1e-9)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("name", MODELS)
def test_cox(name, ties):
    frame = BFEED.assign(race=BFEED["race"].map({1: "a", 2: "b", 3: "c"}))
    # Rows that are alike stand as one with their count.
    grouped = frame.groupby(frame.columns.tolist(), as_index=False).size()
    found = cox(grouped, ties=ties, count="size", **MODELS[name], **COLUMNS)
    expected = NUMBERS["cox"][name][ties]
    for column, key in {"coefficient": "coefficient", "standard_error": "se", "p_value": "p"}.items():
        assert found.table[column].tolist() == pytest.approx(expected[key], rel=1e-7)
    assert found.table["lower"].tolist() == pytest.approx(expected["lower"], rel=1e-7)
    assert found.table["upper"].tolist() == pytest.approx(expected["upper"], rel=1e-7)
    likelihoods = [found.null_log_likelihood, found.log_likelihood]
    assert likelihoods == pytest.approx(expected["log_likelihood"], rel=1e-10)
    assert (found.score, found.wald) == pytest.approx((expected["score"], expected["wald"]), rel=1e-7)


def test_standardised():
    both = standardised(BFEED, by="poverty", weights={0: 45, 1: 55}, **COLUMNS)
    for one in NUMBERS["standardised"]["at"]:
        found = both.at(one["time"])
        wanted = [one[name] for name in ("value", "se", "lower", "upper")]
        assert [found.value, found.standard_error, found.lower, found.upper] == pytest.approx(wanted, abs=1e-9)
    mean = both.restricted_mean(26)
    wanted = NUMBERS["standardised"]["mean_26"], NUMBERS["standardised"]["se_26"]
    assert (mean.value, mean.standard_error) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("name", NUMBERS["intervals"])
def test_interval_censored(name):
    curve = interval_curve(VISITS[VISITS["sample"] == name], count="count")
    for one in NUMBERS["intervals"][name]["own"]:
        found = curve.at(one["day"])
        assert found.value == pytest.approx(one["survival"], abs=1e-5)
        if 1e-9 < one["survival"] < 1 - 1e-9:
            wanted = [one[key] for key in ("se", "lower", "upper")]
            assert [found.standard_error, found.lower, found.upper] == pytest.approx(wanted, abs=1e-4)
    for one in NUMBERS["intervals"][name]["survfit"]["tightened"]:
        found = curve.at(one["day"])
        if "within_interval" not in found.warnings:
            assert found.value == pytest.approx(one["survival"], abs=1e-4)


@pytest.mark.parametrize("name", [name for name, one in NUMBERS["registered"].items() if one])
def test_registered_mean(name):
    found = registered_mean(VISITS[VISITS["sample"] == name], count="count").registered
    expected = NUMBERS["registered"][name]
    wanted = [expected[key] for key in ("children", "value", "se", "lower", "upper")]
    assert [found.n, found.value, found.standard_error, found.lower, found.upper] == pytest.approx(wanted, rel=1e-9)
