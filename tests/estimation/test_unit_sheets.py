"""Findings of a municipality's sheet one by one, and the difference of its years."""

from math import sqrt
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck
from evaluering.estimation.data_quality.heaping import HeapingTable
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import (
    ContradictionTable,
    Findings,
    MunicipalityQuality,
    QualityReason,
)
from evaluering.estimation.data_quality.vintage_comparison import VintageTable
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import is_vague
from evaluering.estimation.unit_sheets import (
    RULES,
    FindingName,
    SheetEvidence,
    SheetFinding,
    difference_of_years,
    evidence_of,
    sheet_findings,
    sheet_years,
)
from evaluering.periods import Month
from evaluering.wording.sheets import ACTIONS, FINDINGS

SPLIT = {"digit_preference": {"rounds_to_weeks", "rounds_to_months"}}
CUT = Month(2022, 8)
PLAIN = sorted(set(get_args(QualityReason)) - set(SPLIT))


def evidence(*reasons, **more):
    given = {"rounded": {}, "practice": {}} | more
    return SheetEvidence(frozenset(reasons), **given)


def test_every_finding_has_a_rule_a_text_and_an_action():
    names = set(get_args(FindingName))
    assert set(RULES) == set(FINDINGS) == set(ACTIONS) == names
    assert len(set(ACTIONS.values())) == len(ACTIONS), "two findings with one action are one finding"


def test_every_reason_against_a_verdict_leads_to_a_finding():
    assert set(PLAIN) | set().union(*SPLIT.values()) == set(RULES)


@pytest.mark.parametrize("reason", PLAIN)
def test_a_reason_is_found_alone(reason):
    assert sheet_findings(evidence(reason)) == (SheetFinding(reason),)


@pytest.mark.parametrize(("to", "name"), [("weeks", "rounds_to_weeks"), ("months", "rounds_to_months")])
def test_rounding_is_found_by_what_is_rounded_to(to, name):
    found = sheet_findings(evidence("digit_preference", rounded={to: ("2023", "2024")}))
    assert found == (SheetFinding(name, ("2023", "2024")),)
    assert sheet_findings(evidence(rounded={to: ("2023",)})) == (), "a rounding that is no reason is no finding"


def test_nothing_against_the_data_is_no_finding():
    assert sheet_findings(evidence()) == ()


def test_findings_come_the_gravest_first_with_their_months():
    found = sheet_findings(
        evidence(
            "few_births",
            "births_outlier",
            "delivery_hole",
            "children_exceed_births",
            "practice_change",
            "reporting_form_change",
            "coverage_below_gate",
            practice={
                "whole_weeks": (change("2022-02", 20.0, 70.0),),
                "exact_ends": (change("2021-01", 20.0, 60.0), change("2022-01", 60.0, 30.0)),
            },
            holes=("2020-05",),
            outliers=("2019-01",),
            excess=("2018",),
        )
    )
    assert found == (
        SheetFinding("coverage_below_gate"),
        SheetFinding("delivery_hole", ("2020-05",)),
        SheetFinding("births_outlier", ("2019-01",)),
        SheetFinding("children_exceed_births", ("2018",)),
        SheetFinding("practice_change", ("2022-02",), more=True),
        SheetFinding("reporting_form_change", ("2021-01", "2022-01"), more=False),
        SheetFinding("few_births"),
    )


def change(month, before, after, practice="whole_weeks"):
    return PracticeChange("a", practice, month, month, month, before, after, 9)


def everything():
    heaped = pd.DataFrame(
        {
            "unit": ["a", "a", "a", "a", "b"],
            "year": ["2021", "2022", "2023", "2024", "2024"],
            "weeks_flagged": [True, False, True, True, True],
            "months_flagged": [True, False, False, False, True],
        }
    )
    excess = pd.DataFrame({"unit": ["a", "a", "b"], "year": ["2019", "2020", "2021"], "flagged": [True, False, True]})
    months = pd.DataFrame({"unit": ["a", "b"], "month": ["2020-05", "2020-06"]})
    return Findings(
        heaping=HeapingTable(heaped),
        practice_changes=(
            change("2022-02", 20.0, 70.0),
            change("2021-02", 20.0, 70.0, "exact_ends"),
            PracticeChange("b", "whole_weeks", "2018-02", "2018-01", "2018-02", 20.0, 70.0, 9),
        ),
        coverage_steps=(),
        deliveries=DeliveriesCheck(excess, months, months.assign(month=["2021-05", "2021-06"])),
        contradictions=ContradictionTable(pd.DataFrame()),
        vintages=VintageTable(pd.DataFrame()),
        completeness={},
    )


def test_the_evidence_is_the_rows_own_and_rounding_only_of_the_latest_years():
    quality = MunicipalityQuality("a", "with_reservations", ("digit_preference",), ("2022",), 100.0, 95.0, 90.0)
    assert evidence_of(quality, everything()) == SheetEvidence(
        reasons=frozenset({"digit_preference"}),
        rounded={"weeks": ("2023", "2024"), "months": ()},
        practice={
            "whole_weeks": (change("2022-02", 20.0, 70.0),),
            "exact_ends": (change("2021-02", 20.0, 70.0, "exact_ends"),),
        },
        holes=("2021-05",),
        outliers=("2020-05",),
        excess=("2019",),
    )


def series(values, errors=None, *, mature=None, measure="days"):
    count = len(values)
    frame = pd.DataFrame(
        {
            "period": [str(2020 + place) for place in range(count)],
            "from_month": [f"{2020 + place}-04" for place in range(count)],
            "to_month": [f"{2021 + place}-03" for place in range(count)],
            "known": 100,
            "value": np.array(values, dtype=float),
            "standard_error": np.array(errors or [3.0] * count, dtype=float),
            "mature": mature or [True] * count,
        }
    )
    return OutcomeSeries("a", "duration_mean", "restricted_mean_365", measure, "agreement_year", frame)


def test_the_latest_mature_years_are_shown_with_the_last_one_before_the_cut():
    found = sheet_years(series([1, 2, 3, 4, 5, 6], mature=[True] * 5 + [False]), cut=CUT)
    assert found.frame["period"].tolist() == ["2021", "2022", "2023", "2024"], "2022 holds births of the cut"
    assert found.unit == "a"
    assert sheet_years(series([1, 2, 3]), cut=CUT).frame["period"].tolist() == ["2020", "2021", "2022"]
    assert sheet_years(series([1, 2, 3, 4]), cut=Month(2020, 8)).frame["period"].tolist() == ["2021", "2022", "2023"]


def test_the_latest_year_less_the_last_one_before_the_cut_adds_their_variances():
    found = difference_of_years(series([90, 100, 80, 110], [9.0, 3.0, 9.0, 4.0]), cut=CUT)
    assert found.value == 10
    assert found.standard_error == 5
    assert (found.first_period, found.last_period, found.measure, found.n) == ("2021", "2023", "days", 200)
    width = norm.ppf(0.975) * 5
    assert (found.lower, found.upper) == pytest.approx((10 - width, 10 + width))
    assert found.probability_positive == pytest.approx(norm.cdf(2))
    assert found.p_value == pytest.approx(2 * norm.sf(2))
    assert found.smallest_detectable == pytest.approx((norm.ppf(0.975) + norm.ppf(0.8)) * 5)


def test_its_interval_holds_the_true_difference_as_often_as_it_says():
    rng = np.random.default_rng(20230401)
    drawn = rng.normal([100, 104], [3, 4], size=(600, 2))
    found = [difference_of_years(series(pair.tolist(), [3.0, 4.0]), cut=Month(2021, 8)) for pair in drawn]
    held = np.mean([one.lower <= 4 <= one.upper for one in found])
    assert held == pytest.approx(0.95, abs=3 * sqrt(0.95 * 0.05 / 600))


def test_shares_differ_in_percentage_points():
    assert difference_of_years(series([10, 11, 12], measure="pct"), cut=CUT).measure == "pct_point"


@pytest.mark.parametrize(
    "frame",
    [
        series([]),
        series([100, 101]),  # no year after the cut
        series([100, np.nan, 90, 95]),
        series([100, 90, 95, np.nan]),
        series([100, 90, 95], [3.0, 0.0, 3.0]),
    ],
)
def test_without_both_years_numbers_there_is_no_difference(frame):
    assert difference_of_years(frame, cut=CUT) is None


def test_without_a_year_before_the_cut_there_is_no_difference():
    assert difference_of_years(series([100, 90]), cut=Month(2020, 8)) is None


@pytest.mark.parametrize(
    ("width", "measure", "vague"),
    [(29.0, "days", False), (31.0, "days", True), (19.0, "pct", False), (21.0, "pct", True), (np.nan, "days", True)],
)
def test_a_wide_interval_says_nothing(width, measure, vague):
    assert is_vague(5.0, 5.0 + width, measure=measure) is vague
