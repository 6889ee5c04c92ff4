"""Verdicts, the baseline gate and the cohort calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import nan

import pytest

from evaluering.agreement import Agreement
from evaluering.parameters import Maturity
from evaluering.study.indicators import (
    Grounds,
    OwnBaseline,
    baseline_check,
    cohort_calendar,
    verdict,
)

GROUNDS = Grounds(coverage_pct=92.0, coverage_gate_pct=80.0, mature=True, baseline_ok=True)
DEADLINE = date(2028, 3, 31)


@pytest.mark.parametrize(
    ("value", "as_of", "word", "reason"),
    [
        (20.0, date(2025, 3, 31), "ja", "target_met"),
        (19.9, date(2028, 3, 30), "endnu_ikke", "before_deadline"),
        (19.9, DEADLINE, "nej", "target_not_met"),
        (20.1, date(2029, 3, 31), "ja", "target_met"),
    ],
)
def test_the_point_decides(value: float, as_of: date, word: str, reason: str) -> None:
    found = verdict(value, 20.0, deadline=DEADLINE, as_of=as_of, grounds=GROUNDS)
    assert (found.word, found.reason) == (word, reason)


@pytest.mark.parametrize(
    ("grounds", "value", "reason"),
    [
        (replace(GROUNDS, defined=False, mature=False), 25.0, "definition"),
        (replace(GROUNDS, mature=False, coverage_pct=10.0), 25.0, "maturity"),
        (replace(GROUNDS, coverage_pct=nan), nan, "no_data"),
        (replace(GROUNDS, coverage_pct=79.9, baseline_ok=False), 25.0, "coverage"),
        (replace(GROUNDS, coverage_pct=nan), 25.0, "coverage"),
        (replace(GROUNDS, coverage_pct=80.0, baseline_ok=False), 25.0, "baseline"),
    ],
)
def test_what_cannot_be_judged_says_why(grounds: Grounds, value: float, reason: str) -> None:
    found = verdict(value, 20.0, deadline=DEADLINE, as_of=DEADLINE, grounds=grounds)
    assert (found.word, found.reason) == ("kan_ikke_vurderes", reason)


@pytest.mark.parametrize(
    ("value", "lower", "upper", "ok", "reason"),
    [
        (108.0, 106.5, 109.0, True, "within_interval"),
        (111.9, 111.0, 112.8, True, "within_tolerance"),
        (112.1, 111.5, 112.7, False, "outside"),
        (nan, nan, nan, False, "no_data"),
    ],
)
def test_the_baseline_gate(
    agreement: Agreement, value: float, lower: float, upper: float, ok: bool, reason: str
) -> None:
    found = baseline_check(
        agreement.indicator("duration_mean"),
        OwnBaseline(value, lower, upper, known=9, coverage_pct=9.0),
        tolerance=3.0,
    )
    assert (found.agrees, found.reason, found.stated, found.definition) == (ok, reason, 109.0, "restricted_mean_365")


def test_the_calendar_of_cohorts() -> None:
    rows = cohort_calendar(Maturity(follow_up_days=335, reporting_lag_days=122), [2022, 2023, 2027, 2028])
    assert [row.mature_on for row in rows] == sorted(row.mature_on for row in rows)
    table = {(row.grain, row.year): row for row in rows}
    last = table["agreement_year", 2027]
    assert (str(last.first_month), str(last.last_month), last.mature_on) == ("2027-04", "2028-03", date(2029, 7, 1))
    assert last.evaluation_year == 2029
    assert not any(row.mature for row in rows)
