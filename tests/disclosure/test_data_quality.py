"""What is emptied in the records on the quality of the data, and what stays."""

from math import nan

import numpy as np
import pandas as pd
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck
from evaluering.estimation.data_quality.heaping import HeapingTable
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import ContradictionTable, MunicipalityQuality
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios, DeltaChange, OutcomeBounds
from evaluering.estimation.data_quality.vintage_comparison import VintageTable
from evaluering.estimation.estimate import Estimate
from evaluering.study.contradictions import CONTRADICTIONS
from evaluering.study.settling import Completeness, MaturityGate

HIDDEN_YEAR = "2020"


@pytest.fixture
def decisions():
    """Years 2019 to 2024 of one row, of which 2020 is hidden."""
    cells = [
        (grain, str(year), "0657", indicator, str(year) == HIDDEN_YEAR and indicator == "share_26w")
        for grain in ("calendar_year", "agreement_year")
        for year in range(2019, 2025)
        for indicator in ("duration_mean", "share_26w")
    ]
    frame = pd.DataFrame(cells, columns=["grain", "period", "unit", "indicator", "hidden"])
    return Decisions(frame, threshold=5, together=(), counts_told=True)


@pytest.fixture
def shown(decisions):
    """A record as it may be shown."""

    def of(record):
        found = protect(record, decisions=decisions)
        assert found.decisions == decisions.fingerprint
        return found.value

    return of


def test_ages_are_taken_together_until_enough_children_lie_between(shown):
    settled = [0, 3, 5, 7, 40, 96, 99, 100]
    frame = pd.DataFrame(
        {"months_since_birth": range(8), "settled": settled, "complete_pct": [one + 0.4 for one in settled]}
    )
    found = shown(Completeness("0657", "2020-07", "2025-06", 100, frame, 5)).frame
    assert found["hidden"].tolist() == [False, True, False, True, False, True, True, False]
    assert found["complete_pct"].tolist() == pytest.approx([0, nan, 5, nan, 40, nan, nan, 100], nan_ok=True)
    assert "settled" not in found
    visible = np.array(settled)[~found["hidden"]]
    assert (np.diff(visible) >= 5).all()


def test_a_unit_that_is_never_shown_alone_has_no_curve(shown):
    frame = pd.DataFrame({"months_since_birth": range(2), "settled": [50, 100], "complete_pct": [50.0, 100.0]})
    found = shown(Completeness("0741", "2020-07", "2025-06", 100, frame, 1))
    assert (found.children, found.complete_after) == (0, -1)
    assert found.frame["hidden"].all()
    assert found.frame["complete_pct"].isna().all()


def heaping_row(**other):
    row = {"unit": "0657", "year": "2022", "known": 150, "durations": 120}
    for name in ("weeks", "months"):
        row |= {name: 30, f"{name}_pct": 25.0, f"{name}_ratio": 1.75, f"{name}_flagged": False}
    return row | other


@pytest.mark.parametrize(
    ("other", "hidden"),
    [
        ({}, ""),
        ({"year": HIDDEN_YEAR}, "all"),
        ({"year": "2018"}, "all"),  # a year that was not decided on
        ({"known": 123}, "all"),
        ({"durations": 4, "weeks": 0, "months": 0}, "all"),
        ({"weeks": 3}, "weeks"),
        ({"weeks": 118}, "weeks"),
        ({"months": 2, "weeks_flagged": True}, "months"),
        ({"months": 0, "weeks": 120}, ""),
    ],
)
def test_digit_preference_is_emptied_by_kind(shown, other, hidden):
    row = shown(HeapingTable(pd.DataFrame([heaping_row(**other)]))).frame.iloc[0]
    for name in ("weeks", "months"):
        gone = hidden in ("all", name)
        assert row[f"{name}_hidden"] == gone
        assert row[[name, f"{name}_pct", f"{name}_ratio"]].isna().tolist() == [gone] * 3
    assert row["hidden"] == (hidden == "all") == row[["known", "durations"]].isna().all()
    assert row["weeks_flagged"] == other.get("weeks_flagged", False)


@pytest.mark.parametrize(("fewest", "before"), [(0, 25.3), (4, nan), (5, 25.3)])
def test_a_change_of_practice_keeps_its_month(shown, fewest, before):
    change = PracticeChange("0657", "whole_weeks", "2022-01", "2021-12", "2022-01", 25.27, 75.0, fewest)
    (found,) = shown((change,))
    assert (found.month, found.earliest, found.fewest) == ("2022-01", "2021-12", 0)
    assert found.before_pct == pytest.approx(before, nan_ok=True)
    assert np.isnan(found.after_pct) == np.isnan(before)


@pytest.mark.parametrize(("fewest", "gone"), [(0, False), (4, True), (5, False)])
def test_a_step_in_coverage_keeps_its_size(shown, fewest, gone):
    step = CoverageStep("0657", "2023-04", 90.0, 95.0, 4.5, 2.0, 7.0, 1e-4, stands_out=True, fewest=fewest)
    found = shown(step)
    assert (found.step_pct, found.stands_out, found.fewest) == (4.5, True, 0)
    assert np.isnan([found.before_pct, found.after_pct]).tolist() == [gone, gone]


def test_deliveries_against_births(shown):
    excess = pd.DataFrame(
        [
            ("0657", "2019", 100, 120, 90, True),
            ("0657", HIDDEN_YEAR, 100, 120, 90, True),
            ("0657", "2021", 100, 103, 90, False),
            ("0657", "2022", 100, 120, 118, True),
        ],
        columns=["unit", "year", "births", "children", "known", "flagged"],
    )
    outliers = pd.DataFrame(
        [("0657", "2019-05", 3, 30, -7.0), ("0657", "2019-06", 0, 30, -11.0)],
        columns=["unit", "month", "births", "expected", "z"],
    )
    holes = pd.DataFrame(
        [("0657", "2019-05", 30, 4, 95.0), ("0657", "2019-06", 30, 0, 95.0)],
        columns=["unit", "month", "births", "children", "expected_pct"],
    )
    found = shown(DeliveriesCheck(excess, outliers, holes))
    assert found.excess["hidden"].tolist() == [False, True, True, True]
    assert found.excess["children"].tolist() == pytest.approx([120, nan, nan, nan], nan_ok=True)
    assert "known" not in found.excess
    assert found.excess["flagged"].tolist() == [True, True, False, True]
    assert (
        found.outliers[["births", "z"]].isna().all(axis=1).tolist()
        == found.outliers["hidden"].tolist()
        == [True, False]
    )
    assert found.holes["children"].tolist() == pytest.approx([nan, 0], nan_ok=True)
    assert found.holes["births"].tolist() == [30, 30]


def contradictions(*counts):
    rows = [
        (f"{place:04d}", rule, count, 1000, 0.123, False)
        for place, of_row in enumerate(counts)
        for rule, count in zip(CONTRADICTIONS, of_row, strict=True)
    ]
    return ContradictionTable(pd.DataFrame(rows, columns=["unit", "rule", "count", "known", "pct", "flagged"]))


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([(9, 9, 18, 0), (0, 0, 0, 0)], []),
        ([(9, 3, 12, 0), (20, 0, 20, 0)], ["0000"]),
        ([(9, 9, 11, 0), (20, 0, 20, 0)], ["0000"]),  # two children have only one of them
        ([(0, 3, 3, 0), (20, 0, 20, 0)], ["0000"]),
        ([(3, 0, 3, 0), (20, 0, 20, 0), (30, 0, 30, 0)], ["0000", "0001"]),
        ([(4, 0, 4, 0), (3, 0, 3, 0), (30, 0, 30, 0)], ["0000", "0001"]),
        ([(1, 0, 1, 0), (0, 9, 9, 0), (2, 0, 2, 0), (30, 0, 30, 0)], ["0000", "0002", "0003"]),
        ([(4, 0, 4, 0), (0, 0, 0, 0)], ["0000"]),  # nobody else to hide behind
    ],
)
def test_contradictions_hide_a_row_whole_and_those_that_would_give_it_back(shown, counts, hidden):
    found = shown(contradictions(*counts)).frame
    hard = found[found["rule"] != "full_after_less"]
    assert sorted(set(hard.loc[hard["hidden"], "unit"])) == hidden
    assert hard["count"].isna().tolist() == hard["pct"].isna().tolist() == hard["hidden"].tolist()
    assert not found.loc[found["rule"] == "full_after_less", "hidden"].any()
    assert found["pct"].dropna().eq(0.1).all()
    assert "known" not in found


def test_full_after_less_is_hidden_by_itself(shown):
    found = shown(contradictions((9, 9, 18, 2), (8, 8, 16, 7), (0, 0, 0, 9))).frame
    assert found.loc[found["hidden"], ["unit", "rule"]].to_numpy().tolist() == [["0000", "full_after_less"]]


def vintage(**other):
    row = {"unit": "0657", "extracted": "2024-12-01", "year": "2021", "births": 200, "known_then": 150}
    row |= {"known_now": 170, "settled": 140, "changed": 0, "absent": 0, "differs": False}
    row |= {"duration_mean_then": 108.0, "duration_mean_now": 110.0}
    return VintageTable(pd.DataFrame([row | other]))


ALL_OF_THEN = ["known_then", "settled", "changed", "absent", "duration_mean_then"]


@pytest.mark.parametrize(
    ("other", "hidden"),
    [
        ({}, []),
        ({"year": HIDDEN_YEAR}, ALL_OF_THEN),
        ({"known_now": 153}, ["known_then", "settled", "duration_mean_then"]),
        ({"known_now": 148}, ["known_then", "settled", "duration_mean_then"]),
        ({"known_now": 150}, []),
        ({"changed": 2}, ["changed", "duration_mean_then"]),
        ({"absent": 4}, ["absent", "duration_mean_then"]),
        ({"known_then": 197, "known_now": 197}, ["known_then", "duration_mean_then"]),
        ({"settled": 149}, ["settled"]),
    ],
)
def test_what_was_told_then_is_hidden_where_few_children_moved(shown, other, hidden):
    row = shown(vintage(**other)).frame.iloc[0]
    assert [name for name in ALL_OF_THEN if np.isnan(row[name])] == hidden
    assert row["hidden_then"] == ("duration_mean_then" in hidden)
    assert row["hidden"] == (other.get("year") == HIDDEN_YEAR)
    assert row[["births", "known_now", "duration_mean_now"]].isna().tolist() == [row["hidden"]] * 3
    assert not row["differs"]


def test_bounds_are_hidden_with_their_year(shown):
    frame = pd.DataFrame(
        {"period": ["2019", HIDDEN_YEAR], "births": [100, 100], "known": [90, 90], "lowest": 10.0, "value": 11.0}
    )
    found = shown(OutcomeBounds("0657", "share_26w", "at_least_182_days", "pct", "calendar_year", 100.0, frame)).frame
    assert found["hidden"].tolist() == [False, True]
    assert found.loc[1, ["births", "known", "lowest", "value"]].isna().all()
    assert found["period"].tolist() == ["2019", HIDDEN_YEAR]


@pytest.mark.parametrize(("n", "reason"), [(4, "hidden"), (500, "")])
def test_scenarios_of_few_children_are_withheld(shown, make_estimate, n, reason):
    record = ChangeScenarios("0657", "share_26w", "pct_point", (DeltaChange(1.0, 0.5, make_estimate(n)),), "")
    found = shown(record)
    assert found.reason == reason
    assert (found.scenarios == ()) == bool(reason)


@pytest.fixture
def make_estimate():
    """An estimate of so many children; its other values are of no concern."""

    def make(n):
        estimate = object.__new__(Estimate)
        object.__setattr__(estimate, "n", n)
        return estimate

    return make


@pytest.mark.parametrize(
    ("years", "exact", "births_gone", "exact_gone"),
    [
        (("2021", "2022"), 150.0, False, False),
        (("2019", HIDDEN_YEAR), 150.0, True, True),
        (("2021", "2022"), 2.0, False, True),
        (("2021", "2022"), 178.0, False, True),
        ((), 0.0, False, False),
    ],
)
def test_a_verdict_stays_when_its_numbers_go(shown, years, exact, births_gone, exact_gone):
    record = MunicipalityQuality("0657", "with_reservations", ("few_births",), years, 200.0, 180.0, exact)
    (found,) = shown((record,))
    assert (found.verdict, found.reasons) == ("with_reservations", ("few_births",))
    assert np.isnan([found.births, found.known]).tolist() == [births_gone] * 2
    assert np.isnan(found.exact) == exact_gone
    assert np.isnan(found.coverage_pct) == births_gone


def test_dates_hold_nobody(shown):
    gate = MaturityGate("2025-06", "2025-05", 15, 16, 94.0)
    assert shown(gate) == gate
