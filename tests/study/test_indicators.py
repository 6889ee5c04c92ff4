"""Exact limits, verdicts, the baseline gate and the cohort calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import isnan, nan

import pytest

from evaluering.agreement import Agreement
from evaluering.parameters import Maturity
from evaluering.study.indicators import (
    Grounds,
    IndicatorResult,
    Verdict,
    baseline_check,
    clopper_pearson,
    cohort_calendar,
    verdict,
)

GROUNDS = Grounds(coverage_pct=92.0, coverage_gate_pct=80.0, mature=True, baseline_ok=True)
DEADLINE = date(2028, 3, 31)


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        # R 4.2.2: binom.test(x, n)$conf.int
        (1133, 3185, 33.908584, 37.263949),
        (0, 20, 0.0, 16.843347),
        (20, 20, 83.156653, 100.0),
        (2, 7, 3.6692566, 70.9579136),
    ],
)
def test_exact_limits(numerator: int, denominator: int, lower: float, upper: float) -> None:
    assert clopper_pearson(numerator, denominator) == pytest.approx((lower, upper), abs=1e-6)


def test_exact_limits_need_a_share() -> None:
    assert all(isnan(limit) for limit in clopper_pearson(0, 0))
    with pytest.raises(ValueError, match="numerator 3 is not between 0 and 2"):
        clopper_pearson(3, 2)


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


def test_a_result_tells_its_unknown_and_whether_its_interval_crosses() -> None:
    result = IndicatorResult(
        indicator="share_26w",
        definition="at_least_182_days",
        unit="region",
        from_month="2024-04",
        to_month="2025-03",
        measure="pct",
        numerator=190.0,
        denominator=950,
        unknown=50,
        births=1000,
        value=20.0,
        lower=17.5,
        upper=22.7,
        confidence=0.95,
        target=20.0,
        verdict=Verdict("ja", "target_met"),
    )
    assert result.unknown_pct == 5.0
    assert result.crosses_target
    assert not replace(result, lower=20.0).crosses_target
    assert not replace(result, value=nan, lower=nan, upper=nan).crosses_target
    assert isnan(replace(result, births=0).unknown_pct)


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
        value=value,
        lower=lower,
        upper=upper,
        tolerance=3.0,
        known=9,
        coverage_pct=9.0,
    )
    assert (found.agrees, found.reason, found.stated, found.definition) == (ok, reason, 109.0, "restricted_mean_365")


def test_the_calendar_of_cohorts(agreement: Agreement) -> None:
    rows = cohort_calendar(agreement, Maturity(follow_up_days=335, reporting_lag_days=122), [2022, 2023, 2027, 2028])
    assert [row.mature_on for row in rows] == sorted(row.mature_on for row in rows)
    table = {(row.grain, row.year): row for row in rows}
    last = table["agreement_year", 2027]
    assert (str(last.first_month), str(last.last_month), last.mature_on) == ("2027-04", "2028-03", date(2029, 7, 1))
    assert (last.evaluation_year, last.exposed) == (2029, True)
    assert [key for key, row in table.items() if row.decides] == [("agreement_year", 2027), ("calendar_year", 2028)]
    assert [key for key, row in table.items() if not row.exposed] == [
        ("calendar_year", 2022),
        ("agreement_year", 2022),
        ("calendar_year", 2023),
    ]
    assert not any(row.mature for row in rows)
