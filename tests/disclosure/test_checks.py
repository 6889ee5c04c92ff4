from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.checks.check import Check
from evaluering.estimation.checks.specifications import Specification, SpecificationCurve
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.unit_change import UnitChange
from evaluering.estimation.unit_checks import UnitChecks, UnitPower, UnitSpecifications

CELLS = pd.DataFrame({"grain": [], "period": [], "unit": [], "indicator": [], "hidden": np.zeros(0, dtype=bool)})
DECISIONS = Decisions(CELLS, threshold=5, together=("0751", "0741"), counts_told=True)
ESTIMATE = Estimate(
    "mean_change", 4.0, 3.0, 5.0, 0.95, "days", 0.5, 90.0, 0.0, 1.0, "2023-04", "2025-06", "ols", n=900
)  # fmt: skip
POWER = UnitPower("randers", "duration_mean", "days", 2.0, 100, 27, 0.7, 120.0, simulated=False, reason="", children=9)


def left_out(*children):
    table = pd.DataFrame({"left_out": list("abcdef")[: len(children)], "children": children})
    table = table.assign(value=np.arange(len(children)) + 4.0, lower=1.0, upper=9.0, probability=0.99)
    facts = {"parts": float(len(children)), "value": 5.0, "smallest": 4.0, "largest": 9.0, "least_probability": 0.99}
    facts["clear"] = 1.0
    return Check("leave_one_out", "holds", facts, table)


def checks(*parts, children=1000):
    return UnitChecks("randers", "duration_mean", "days", parts, "", children)


def shown(record):
    return protect(record, decisions=DECISIONS).value


def test_few_children_hide_every_check():
    found = shown(checks(left_out(2, 3), children=4))
    assert (found.checks, found.reason, found.children) == ((), "hidden", 0)


def test_other_checks_pass_as_they_are():
    other = Check("residual_season", "holds", {"p_value": 0.4}, pd.DataFrame({"season": [1], "mean": [0.1]}))
    assert shown(checks(other)).checks == (other,)


def test_parts_that_are_few_or_nearly_everyone_are_hidden_and_counted_nowhere():
    check = shown(checks(left_out(400, 997, 3, 995, 1000))).checks[0]
    assert check.table["hidden"].tolist() == [False, True, True, False, False]
    assert check.table.loc[check.table["hidden"], ["value", "lower", "upper", "probability"]].isna().all(axis=None)
    assert check.table.loc[~check.table["hidden"], ["value", "probability"]].notna().all(axis=None)
    assert (check.facts["smallest"], check.facts["largest"]) == (4.0, 8.0)
    assert (check.facts["parts"], check.facts["value"], check.verdict) == (3.0, 5.0, "holds")
    assert "children" not in check.table


def test_summaries_do_not_tell_a_hidden_part():
    check = shown(checks(left_out(998, 600, 997))).checks[0]
    assert (check.facts["smallest"], check.facts["largest"]) == (5.0, 5.0)
    assert check.verdict == "not_assessed", "one part is none to compare with"


@pytest.mark.parametrize(
    ("clear", "row", "verdict"),
    [
        (1.0, {"probability": 0.5}, "holds"),
        (0.0, {"lower": 1.0, "upper": 9.0}, "holds"),
    ],
)
def test_a_hidden_part_decides_no_verdict(clear, row, verdict):
    whole = left_out(400, 500, 998)
    table = whole.table.assign(lower=whole.table["lower"] if clear else -1.0)
    telling = replace(whole, verdict="in_doubt", facts={**whole.facts, "clear": clear}, table=table)
    for name, value in row.items():
        telling.table.loc[2, name] = value
    check = shown(checks(telling)).checks[0]
    assert check.verdict == verdict
    telling.table.loc[1, list(row)] = list(row.values())
    assert shown(checks(telling)).checks[0].verdict == "in_doubt", "a shown one does"


def test_without_parts_there_are_no_summaries():
    check = shown(checks(left_out())).checks[0]
    assert np.isnan(check.facts["smallest"])
    assert check.table["hidden"].tolist() == []


def curve(*counts, exclusion="none"):
    return SpecificationCurve(
        tuple(Specification("ols", 8, None, "d", exclusion, replace(ESTIMATE, n=n), primary=n == 900) for n in counts),
        0,
    )


@pytest.mark.parametrize(
    ("children", "counts", "hidden"), [(900, (900, 600), False), (900, (900, 3), True), (3, (900,), True)]
)
def test_a_curve_is_shown_whole_or_not_at_all(children, counts, hidden):
    record = UnitSpecifications("randers", "duration_mean", "days", curve(*counts), "", children)
    found = shown(record)
    assert (found.curve is None) is hidden
    assert found.reason == ("hidden" if hidden else "")


@pytest.mark.parametrize(("left_in", "exclusion", "hidden"), [
    (897, "without_midt", True), (895, "without_midt", False), (900, "without_midt", False), (897, "from_2016", False),
])  # fmt: skip
def test_a_curve_without_a_part_of_few_children_is_hidden(left_in, exclusion, hidden):
    record = UnitSpecifications("randers", "duration_mean", "days", curve(900, left_in, exclusion=exclusion), "", 900)
    assert (shown(record).curve is None) is hidden


def test_no_curve_stays_none():
    record = UnitSpecifications("randers", "duration_mean", "days", None, "too_few_events", 900)
    assert shown(record) == record


def test_power_rests_on_the_children_before():
    assert shown(POWER) == POWER
    few = shown(replace(POWER, children=4))
    assert np.isnan([few.smallest_detectable, few.standard_error]).all()
    assert (few.reason, few.children) == ("hidden", 0)


def test_where_no_estimate_tells_its_children_no_check_does():
    def told(record):
        return protect(record, decisions=replace(DECISIONS, counts_told=False)).value

    found = told(checks(left_out(400, 997)))
    assert (found.children, found.checks[0].table["hidden"].tolist()) == (0, [False, True])
    record = UnitSpecifications("randers", "duration_mean", "days", curve(900, 600), "", 900)
    assert {one.estimate.n for one in told(record).curve.specifications} == {told(record).children} == {0}
    assert told(replace(record, curve=None)).children == 0
    assert (told(POWER).children, told(POWER).smallest_detectable) == (0, 2.0)


@pytest.mark.parametrize("children", [900, 4])
def test_the_fit_beside_is_emptied_like_the_other(children):
    frame = pd.DataFrame({"period": ["2020-01"], "observed": [9.0], "standard_error": [1.0], "residual": [0.5]})
    fit = InterruptedFit((ESTIMATE,), frame, 0.1, 0.1, 0.1, 1.0, 1.0, 1.0, 0.0, "marginal", (), 8)
    change = UnitChange(
        "randers", "duration_mean", "d", "days", fit, "2020-01", "2025-06", "2023-04", 8, 27, 12,
        "break_near_start", children, beside=fit,
    )  # fmt: skip
    found = shown(change)
    if children < DECISIONS.threshold:
        assert (found.fit, found.beside, found.reason) == (None, None, "hidden")
        return
    for one in (found.fit, found.beside):
        assert one.frame["hidden"].all(), "no month of it may be shown"
        assert one.frame[["observed", "standard_error", "residual"]].isna().all(axis=None)
    assert found.reason == "break_near_start"
