from dataclasses import replace
from datetime import date
from math import isnan, nan
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck
from evaluering.estimation.data_quality.heaping import HeapingTable
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import (
    ContradictionTable,
    Findings,
    QualityReason,
    contradiction_table,
    municipality_quality,
)
from evaluering.estimation.data_quality.vintage_comparison import VintageTable
from evaluering.study.panel import Panel
from evaluering.study.settling import Completeness

ROWS = ("0657", "0661")


def units(*found):
    return pd.DataFrame({"unit": pd.Series(found, dtype="str"), "flagged": True, "differs": True})


def curve(share):
    frame = pd.DataFrame({"months_since_birth": [0, 1], "complete_pct": [share, 100.0]})
    return Completeness("0661", "2020-07", "2025-06", 1000, frame, 1 if share < 95 else 0)


def heaped(*years):
    found = [("0661", str(year), year in years, False) for year in range(2019, 2026)]
    return HeapingTable(pd.DataFrame(found, columns=["unit", "year", "weeks_flagged", "months_flagged"]))


def contradicted(*rules):
    return ContradictionTable(units(*["0661"] * len(rules)).assign(rule=list(rules)))


def change(practice):
    return PracticeChange("0661", practice, "2022-01", "2022-01", "2022-01", 25.0, 75.0, 100)


STEP = CoverageStep("0661", "2023-04", 80.0, 90.0, 10.0, 8.0, 12.0, 1e-9, stands_out=True, fewest=50)
NOTHING = Findings(
    heaping=heaped(),
    practice_changes=(),
    coverage_steps=(replace(STEP, stands_out=False),),
    deliveries=DeliveriesCheck(units(), units(), units()),
    contradictions=contradicted(),
    vintages=VintageTable(units()),
    completeness=dict.fromkeys(ROWS, curve(99.0)),
)


@pytest.fixture
def judged(make_registration):
    """The quality of the second of two rows."""

    def of(findings=NOTHING, **counts):
        counts = {"births": 200, "known": 190, "exact": 180} | counts
        found = make_registration(ROWS, 80, **counts)
        first, second = municipality_quality(found, findings, coverage_gate_pct=80, rule_months=0)
        if findings is not NOTHING:
            assert first.verdict == "carries"  # what is found about one row says nothing about another
        return second

    return of


def test_a_row_with_nothing_against_it_carries(judged):
    found = judged()
    assert (found.unit, found.verdict, found.reasons) == ("0661", "carries", ())
    assert found.years == ("2022", "2023", "2024")
    assert (found.births, found.known, found.exact) == (7200, 6840, 6480)
    assert (found.coverage_pct, found.exact_pct) == pytest.approx((95, 100 * 18 / 19))
    assert found.births_per_year == 2400


@pytest.mark.parametrize(
    ("reason", "findings"),
    [
        ("coverage_step", {"coverage_steps": (STEP,)}),
        ("delivery_hole", {"deliveries": DeliveriesCheck(units(), units(), units("0661"))}),
        ("births_outlier", {"deliveries": DeliveriesCheck(units(), units("0661"), units())}),
        ("children_exceed_births", {"deliveries": DeliveriesCheck(units("0661"), units(), units())}),
        ("slow_reporting", {"completeness": {"0657": curve(95.0), "0661": curve(94.9)}}),
        ("practice_change", {"practice_changes": (change("whole_weeks"),)}),
        ("digit_preference", {"heaping": heaped(2023)}),
        ("reporting_form_change", {"practice_changes": (change("exact_ends"),)}),
        ("contradictions", {"contradictions": contradicted("either")}),
        ("vintage_differences", {"vintages": VintageTable(units("0661"))}),
    ],
)
def test_each_finding_is_a_reservation(judged, reason, findings):
    found = judged(replace(NOTHING, **findings))
    assert (found.verdict, found.reasons) == ("with_reservations", (reason,))


def test_what_is_long_ago_explained_or_not_told_is_no_reservation(judged):
    untold = replace(curve(0.0), complete_after=-1)
    fine = {
        "heaping": heaped(2022),
        "contradictions": contradicted("full_after_less"),
        "completeness": {"0657": curve(99.0), "0661": untold},
        "deliveries": DeliveriesCheck(units("0661").assign(flagged=False), units(), units()),
        "vintages": VintageTable(units("0661").assign(differs=False)),
    }
    assert judged(replace(NOTHING, **fine)).verdict == "carries"


@pytest.mark.parametrize(
    ("counts", "verdict", "reasons"),
    [
        ({"known": 180}, "carries", ()),
        ({"known": 179}, "with_reservations", ("coverage_low",)),
        ({"known": 160}, "with_reservations", ("coverage_low",)),
        ({"known": 159, "exact": 159}, "does_not_carry", ("coverage_below_gate",)),
        ({"known": 0, "exact": 0}, "does_not_carry", ("no_data",)),
        ({"births": 0}, "does_not_carry", ("coverage_below_gate", "few_births")),
        ({"exact": 95}, "carries", ()),
        ({"exact": 94}, "with_reservations", ("statuses_only",)),
        ({"births": 14, "known": 14, "exact": 14}, "carries", ()),
        (
            {"births": 13, "known": 10, "exact": 2},
            "does_not_carry",
            ("coverage_below_gate", "statuses_only", "few_births"),
        ),
    ],
)
def test_the_limits_of_the_numbers(judged, counts, verdict, reasons):
    found = judged(**counts)
    assert (found.verdict, found.reasons) == (verdict, reasons)


def test_only_the_latest_three_years_are_judged(judged):
    known = np.full((2, 80), 190)
    known[:, :39] = 0
    assert judged(known=known).verdict == "carries"
    known[:, 39:75] = 0
    known[:, 75:] = 190
    assert judged(known=known).reasons[0] == "no_data"


def test_nothing_mature_is_no_data(make_registration):
    found = municipality_quality(make_registration(ROWS, 10), NOTHING, coverage_gate_pct=80, rule_months=15)[0]
    assert (found.years, found.verdict, found.reasons[0]) == ((), "does_not_carry", "no_data")
    assert isnan(found.births_per_year)
    assert isnan(found.coverage_pct)


def test_every_reason_can_be_given(judged):
    given = test_each_finding_is_a_reservation.pytestmark[0].args[1]
    given = {reason for reason, _ in given}
    given |= {reason for _, _, reasons in test_the_limits_of_the_numbers.pytestmark[0].args[1] for reason in reasons}
    assert given == set(get_args(QualityReason))


def test_contradictions_by_row():
    table = pd.DataFrame(
        [
            (code, rule, count, known)
            for code, known in (("0741", 20), ("0657", 0), ("0751", 280))
            for rule, count in (("either", 3 if known else 0), ("full_after_less", 5 if known == 280 else 0))
        ],
        columns=["municipality", "rule", "count", "known"],
    )
    panel = Panel(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), date(2026, 10, 1), "2025-06", contradictions=table)
    frame = contradiction_table(panel, {"0657": ("0657",), "aarhus_samsoe": ("0751", "0741")}).frame
    assert frame[["unit", "rule", "count", "known", "flagged"]].to_numpy().tolist() == [
        ["0657", "either", 0, 0, False],
        ["0657", "full_after_less", 0, 0, False],
        ["aarhus_samsoe", "either", 6, 300, False],
        ["aarhus_samsoe", "full_after_less", 5, 300, False],
    ]
    assert frame["pct"].tolist() == pytest.approx([nan, nan, 2, 5 / 3], nan_ok=True)
    more = replace(panel, contradictions=table.assign(count=table["count"] * 2))
    assert contradiction_table(more, {"0751": ("0751",)}).frame["flagged"].tolist() == [True, True]
