"""Attempts to get a small number of children back from what estimates tell of the children behind them."""

from dataclasses import replace
from datetime import date
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluering.agreement import read_agreement
from evaluering.disclosure.decisions import Decisions, decide
from evaluering.disclosure.estimates import counts_may_be_told
from evaluering.disclosure.protection import protect
from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios, DeltaChange
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.unit_change import Alternative, Sensitivity, UnitChange, UnitTrend
from evaluering.periods import Month, months_between
from evaluering.preparation import analyses
from evaluering.study.panel import Panel

AGREEMENT = read_agreement(Path(__file__).parents[2] / "params" / "amning-midtjylland.yml")
MIDT = AGREEMENT.municipalities_of("midt")
ASKED = {"indicator": "duration_mean", "cut_months": 8, "harmonics": 2}


def panel(*, last="2025-06", unknown=6):
    """Every municipality alike in every month: 20 births."""
    months = [str(month) for month in months_between(Month(2020, 1), Month(2025, 12))]
    cells = [(code, month, 20, 20, 20 - unknown) for code in AGREEMENT.municipalities_of("region") for month in months]
    return Panel(
        cells=pd.DataFrame(cells, columns=["municipality", "month", "births", "children", "known"]),
        durations=pd.DataFrame(columns=["municipality", "month", "lower", "upper", "count"]),
        exclusions=pd.DataFrame(columns=["step", "rule", "unit", "count"]),
        extraction_date=date(2026, 10, 1),
        last_mature_month=last,
    )


def with_unknown(data, number, *, first, last, unit="midt"):
    """The panel with so many unknown children of a unit among the births of some months."""
    cells = data.cells.copy()
    mine = cells["municipality"].isin(AGREEMENT.municipalities_of(unit)) & cells["month"].between(first, last)
    cells.loc[mine, "known"] = cells.loc[mine, "births"]
    cells.loc[cells.index[mine][0], "known"] -= number
    return replace(data, cells=cells)


def told(data, unit, first, last):
    """n and coverage of an estimate or a year of these births, as they are published."""
    cells = data.cells
    mine = cells[cells["municipality"].isin(AGREEMENT.municipalities_of(unit)) & cells["month"].between(first, last)]
    return int(mine["known"].sum()), round(100 * mine["known"].sum() / mine["births"].sum(), 4)


def unknown_of(n, coverage_pct):
    """What a reader reckons from the two."""
    return round(100 * n / coverage_pct) - n


def may_tell(data, *, threshold=5, cut_months=8):
    return counts_may_be_told(data, agreement=AGREEMENT, cut_months=cut_months, threshold=threshold)


def test_where_every_piece_is_large_the_counts_are_told():
    assert may_tell(panel())
    assert not may_tell(panel(), threshold=10**6)


@pytest.mark.parametrize(("number", "may"), [(0, True), (1, False), (4, False), (5, True)])
def test_the_unknown_since_the_start(number, may):
    data = with_unknown(panel(), number, first="2023-04", last="2025-06")
    assert unknown_of(*told(data, "midt", "2023-04", "2025-06")) == number, "n and coverage give the number away"
    assert may_tell(data) is may


@pytest.mark.parametrize(("number", "may"), [(4, False), (5, True)])
def test_since_the_start_less_the_agreement_years(number, may):
    data = with_unknown(panel(), number, first="2025-04", last="2025-06")
    spans = [("2023-04", "2025-06"), ("2023-04", "2024-03"), ("2024-04", "2025-03")]
    whole, *years = (unknown_of(*told(data, "midt", *span)) for span in spans)
    assert whole - sum(years) == number, "the overlap gives the number away"
    assert may_tell(data) is may


def test_before_the_cut_less_the_calendar_years():
    data = with_unknown(panel(), 3, first="2022-01", last="2022-07")
    spans = [("2020-01", "2022-07"), ("2020-01", "2020-12"), ("2021-01", "2021-12")]
    whole, *years = (unknown_of(*told(data, "midt", *span)) for span in spans)
    assert whole - sum(years) == 3
    assert not may_tell(data)
    whole_years = with_unknown(panel(), 3, first="2022-01", last="2022-01")
    assert may_tell(whole_years), "no difference of spans is one month of theirs"


def test_the_pieces_follow_the_cut_and_the_last_mature_month():
    few = with_unknown(panel(), 3, first="2022-08", last="2022-12")
    assert not may_tell(few), "the cut begins in August"
    assert may_tell(few, cut_months=12), "the cut begins in April, and April to December hold more"
    late = with_unknown(panel(), 3, first="2025-04", last="2025-04")
    assert may_tell(late)
    assert not may_tell(replace(late, last_mature_month="2025-04"))


def test_months_that_are_not_mature_are_no_part_of_it():
    assert may_tell(with_unknown(panel(), 3, first="2025-07", last="2025-12"))


def test_few_births_and_few_known_are_small_too():
    for name in ("births", "known"):
        data = panel()
        mine = data.cells["municipality"].isin(MIDT) & (data.cells["month"] >= "2023-04")
        data.cells.loc[mine, ["births", "known"] if name == "births" else ["known"]] = 0
        data.cells.loc[data.cells.index[mine][0], ["births", "known"]] = 3
        assert not may_tell(data)


def test_a_start_after_the_last_mature_month_makes_no_piece():
    assert may_tell(panel(last="2021-12"))


@pytest.fixture(scope="module")
def large(prepared):
    """The small set with ten times the children, so that nothing small is left, and Midt with 3 unknown since then."""
    made = prepared.panel
    cells = made.cells.assign(**{name: 10 * made.cells[name] for name in ("births", "children", "known")})
    plain = replace(made, cells=cells, durations=made.durations.assign(count=10 * made.durations["count"]))
    few = with_unknown(plain, 3, first="2023-04", last=plain.last_mature_month)
    hide = {"agreement": AGREEMENT, "threshold": 5, "cut_months": 8}
    return [replace(prepared, panel=one, decisions=decide(one, **hide)) for one in (plain, few)]


def test_no_estimate_of_any_unit_tells_when_one_may_not(large):
    plain, few = large
    assert (plain.decisions.counts_told, few.decisions.counts_told) == (True, False)
    assert plain.decisions.fingerprint != few.decisions.fingerprint
    trend = analyses.protected_trend(plain, unit="randers", **ASKED).value.estimate
    assert trend.n
    assert trend.coverage_pct > 0
    for unit in ("midt", "randers"):
        found = analyses.protected_trend(few, unit=unit, **ASKED).value.estimate
        assert (found.n, isnan(found.coverage_pct)) == (0, True)
        assert np.isfinite(found.value)


ESTIMATE = Estimate(
    "mean_change", 4.0, 3.0, 5.0, 0.95, "days", 0.5, 90.0, 0.0, 1.0, "2023-04", "2025-06", "ols",
    n=5012, coverage_pct=99.9402,
)  # fmt: skip
FRAME = pd.DataFrame({"period": ["2024-05"], "observed": 1.0, "standard_error": 1.0, "residual": 0.123})
FIT = InterruptedFit((ESTIMATE, ESTIMATE), FRAME, 0.1, 0.1, 0.1, 1.0, 1.0, 1.0, 0.0, "marginal", (), 8)
CHANGE = UnitChange(
    "midt", "duration_mean", "d", "days", FIT, "2012-01", "2025-06", "2023-04", 8, 27, 12, "", 5012, beside=FIT
)
CELLS = pd.DataFrame({"grain": [], "period": [], "unit": [], "indicator": [], "hidden": np.zeros(0, dtype=bool)})
RECORDS = {
    "change": (CHANGE, lambda one: [*one.fit.estimates, *one.beside.estimates]),
    "trend": (
        UnitTrend("midt", "duration_mean", "days", ESTIMATE, "", "2012-01", "2022-07"),
        lambda one: [one.estimate],
    ),
    "sensitivity": (
        Sensitivity("midt", "duration_mean", "days", (Alternative("default", ESTIMATE), Alternative("ols", ESTIMATE))),
        lambda one: [each.estimate for each in one.alternatives],
    ),
    "scenarios": (
        ChangeScenarios("midt", "duration_mean", "days", (DeltaChange(1.0, 0.5, ESTIMATE),), ""),
        lambda one: [each.estimate for each in one.scenarios],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_each_record_tells_all_or_nothing(name):
    record, estimates = RECORDS[name]
    assert unknown_of(5012, 99.9402) == 3
    for counts_told in (True, False):
        found = protect(record, decisions=Decisions(CELLS, 5, (), counts_told=counts_told)).value
        for one in estimates(found):
            assert (one.n, isnan(one.coverage_pct)) == ((5012, False) if counts_told else (0, True))
            assert (one.value, one.lower, one.upper) == (4.0, 3.0, 5.0)
        assert getattr(found, "children", 5012) == 5012 * counts_told or name != "change"


def test_coverage_since_the_start_goes_with_the_numbers():
    step = CoverageStep("0661", "2023-04", 88.0, 99.9402, 12.0, 11.0, 13.0, 0.01, stands_out=True, fewest=30)
    shown = protect(step, decisions=Decisions(CELLS, 5, (), counts_told=True)).value
    assert shown.after_pct == 99.9402
    gone = protect(step, decisions=Decisions(CELLS, 5, ())).value
    assert np.isnan([gone.before_pct, gone.after_pct]).all()
    assert (gone.step_pct, gone.stands_out) == (12.0, True)


def test_decisions_without_a_word_of_it_tell_nothing():
    assert not Decisions(CELLS, 5, ()).counts_told
