from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.disclosure.counts import CountTable
from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import Protected, protect
from evaluering.errors import DisclosureError
from evaluering.preparation import analyses


def hiding(prepared, **cell):
    """The decisions of the small set with one more cell hidden."""
    cells = prepared.decisions.cells.copy()
    mine = np.logical_and.reduce([cells[name] == value for name, value in cell.items()])
    assert mine.sum() == 1
    cells.loc[mine, "hidden"] = True
    return replace(prepared, decisions=Decisions(cells, prepared.decisions.threshold))


CELL = {"unit": "region", "indicator": "share_26w"}


def test_a_hidden_month_is_empty_in_every_column(prepared):
    data = hiding(prepared, grain="month", period="2019-05", **CELL)
    found = analyses.protected_series(data, indicator="share_26w", unit="region")
    frame = found.value.frame.set_index("period")
    numbers = ["births", "known", "coverage_pct", "at_least", "value", "standard_error", "lower", "upper"]
    assert frame.loc["2019-05", numbers].isna().all()
    assert np.isnan(frame.loc["2019-05", "model_standard_error"])
    assert frame.loc["2019-05", "hidden"]
    assert not frame.loc["2019-04", "hidden"]
    assert frame.loc["2019-04", numbers].notna().all()
    assert found.decisions == data.decisions.fingerprint


def test_a_hidden_month_is_no_point_in_the_before_and_after(prepared):
    data = hiding(prepared, grain="month", period="2019-05", **CELL)
    asked = {"indicator": "share_26w", "unit": "region", "cut_months": 8, "harmonics": 2}
    frame = analyses.protected_change(data, **asked).value.fit.frame.set_index("period")
    assert frame.loc["2019-05", ["observed", "standard_error", "residual"]].isna().all()
    plain = analyses.protected_change(prepared, **asked).value
    assert plain.fit.frame.set_index("period").loc["2019-05", "observed"] > 0
    assert plain.fit.estimates[0].n > 1000


def test_a_hidden_year_withholds_the_verdict_it_would_give(prepared):
    open_ = analyses.protected_targets(prepared, unit="region").value[1]
    assert not open_.years[0].hidden
    data = hiding(prepared, grain="agreement_year", period=open_.years[0].period, **CELL)
    found = analyses.protected_targets(data, unit="region").value[1]
    assert found.years[0].hidden
    assert not found.years[1].hidden
    assert (found.verdict, found.reason) == ("kan_ikke_vurderes", "hidden")


def counts(*numbers, unit="children"):
    return CountTable(
        pd.DataFrame(
            {"step": range(len(numbers)), "rule": list("abcdef")[: len(numbers)], "unit": unit, "count": numbers}
        )
    )


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        ((10, 20, 0), [False, False, False]),
        ((3, 20, 9), [True, False, True]),
        ((3, 4, 9), [True, True, False]),
        ((3, 0, 0), [True, False, False]),
    ],
)
def test_a_lone_small_count_takes_the_next_smallest_with_it(prepared, numbers, hidden):
    frame = protect(counts(*numbers), decisions=prepared.decisions).value.frame
    assert frame["hidden"].tolist() == hidden
    assert frame["count"].isna().tolist() == hidden


def test_rows_and_children_are_two_tables(prepared):
    both = CountTable(pd.concat([counts(3, 50).frame, counts(70, 80, unit="rows").frame], ignore_index=True))
    assert protect(both, decisions=prepared.decisions).value.frame["hidden"].tolist() == [True, True, False, False]


def test_sources_and_calendar_pass(prepared):
    sources = analyses.protected_sources(prepared).value
    assert len(sources.frame) == 26
    assert "hidden" in sources.set_aside.frame
    assert len(analyses.protected_calendar(prepared).value) > 4


def test_a_raw_record_is_a_type_error(prepared):
    with pytest.raises(TypeError, match="Panel cannot be shown"):
        protect(prepared.panel, decisions=prepared.decisions)
    with pytest.raises(TypeError, match="DataFrame cannot be shown"):
        protect(prepared.panel.cells, decisions=prepared.decisions)


def test_nobody_makes_a_protected_record_by_hand(prepared):
    with pytest.raises(TypeError, match="made by protect"):
        Protected(prepared.panel, prepared.decisions.fingerprint)


def test_a_summary_of_too_few_children_stops_the_page(prepared):
    asked = {"indicator": "share_26w", "unit": "region", "cut_months": 8, "harmonics": 2}
    trend = analyses.protected_trend(prepared, **asked).value
    few = replace(trend, estimate=replace(trend.estimate, n=3))
    with pytest.raises(DisclosureError, match="mindst 5 børn"):
        protect(few, decisions=prepared.decisions)
    nothing = replace(trend, estimate=None, reason="too_few_months_before")
    assert protect(nothing, decisions=prepared.decisions).value == nothing
    sensitivity = analyses.protected_sensitivity(prepared, **asked, ramps_months=[3]).value
    assert protect(sensitivity, decisions=prepared.decisions).value == sensitivity
    (check, *_) = analyses.protected_baseline(prepared).value
    with pytest.raises(DisclosureError, match="EVAL-401"):
        protect(replace(check, known=2), decisions=prepared.decisions)


def test_a_change_among_too_few_children_is_withheld(prepared):
    asked = {"indicator": "share_26w", "unit": "region", "cut_months": 8, "harmonics": 2}
    change = analyses.protected_change(prepared, **asked).value
    found = protect(replace(change, children=4), decisions=prepared.decisions).value
    assert (found.fit, found.reason, found.children) == (None, "hidden", 0)
    nothing = replace(change, fit=None, reason="too_few_mature_months")
    assert protect(nothing, decisions=prepared.decisions).value == nothing
