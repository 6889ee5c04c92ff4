from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.disclosure.counts import CountTable
from evaluering.disclosure.protection import Protected, protect
from evaluering.errors import DisclosureError
from evaluering.preparation import analyses


def hiding(prepared, **cell):
    """The decisions of the small set with one more cell hidden."""
    cells = prepared.decisions.cells.copy()
    mine = np.logical_and.reduce([cells[name] == value for name, value in cell.items()])
    assert mine.sum() == 1
    cells.loc[mine, "hidden"] = True
    return replace(prepared, decisions=replace(prepared.decisions, cells=cells))


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
    assert plain.fit.frame["residual"].equals(plain.fit.frame["residual"].round(1)), "no month's number of children"


def test_a_hidden_year_withholds_the_verdict_it_would_give(prepared):
    open_ = analyses.protected_targets(prepared, unit="region").value[1]
    assert not open_.years[0].hidden
    data = hiding(prepared, grain="agreement_year", period=open_.years[0].period, **CELL)
    found = analyses.protected_targets(data, unit="region").value[1]
    assert found.years[0].hidden
    assert not found.years[1].hidden
    assert (found.verdict, found.reason) == ("kan_ikke_vurderes", "hidden")


def flow(*taken_out, told=()):
    """First total, the deductions, what is only told, last total."""
    first = 1000
    rows = [("children_in_deliveries", first), *zip("abcdef", taken_out, strict=False)]
    rows += [(rule, number) for rule, number in told]
    rows.append(("children_counted", first - sum(taken_out)))
    frame = pd.DataFrame(rows, columns=["rule", "count"])
    return CountTable(frame.assign(step=range(len(frame)), unit="children"))


@pytest.mark.parametrize(
    ("taken_out", "hidden"),
    [
        ((10, 20, 0), []),
        ((3, 20, 9), ["a", "c"]),
        ((3, 4, 9), ["a", "b"]),
        ((1, 1, 9), ["a", "b", "c"]),
        ((3, 0, 0), ["a", "children_in_deliveries"]),
        ((1, 1, 0), ["a", "b", "children_in_deliveries"]),
    ],
)
def test_small_counts_take_along_what_would_give_them_back(prepared, taken_out, hidden):
    frame = protect(flow(*taken_out), decisions=prepared.decisions).value.frame
    assert frame.loc[frame["hidden"], "rule"].tolist() == sorted(
        hidden, key=lambda rule: rule != "children_in_deliveries"
    )
    assert frame["count"].isna().tolist() == frame["hidden"].tolist()


def test_what_is_only_told_is_hidden_alone_and_is_no_partner(prepared):
    told = flow(30, 40, told=[("several_municipalities", 3), ("contradicting_status", 7)])
    frame = protect(told, decisions=prepared.decisions).value.frame
    assert frame.loc[frame["hidden"], "rule"].tolist() == ["several_municipalities"]
    partner = flow(3, 40, told=[("several_municipalities", 7)])
    frame = protect(partner, decisions=prepared.decisions).value.frame
    assert frame.loc[frame["hidden"], "rule"].tolist() == ["a", "b"]


def test_rows_and_children_are_two_tables(prepared):
    rows = flow(70, 80).frame.assign(unit="rows")
    both = CountTable(pd.concat([flow(3, 50).frame, rows], ignore_index=True))
    frame = protect(both, decisions=prepared.decisions).value.frame
    assert set(frame.loc[frame["hidden"], "unit"]) == {"children"}


def test_rows_of_a_municipality_shown_only_together_are_hidden(prepared):
    frame = analyses.protected_sources(prepared).value.frame
    assert set(frame.loc[frame["hidden"], "sender"]) == {"0751", "0741"}
    assert frame.loc[frame["hidden"], "rows"].isna().all()
    assert frame.loc[~frame["hidden"], "rows"].notna().all()


def test_what_the_flow_hides_is_hidden_among_the_rows_set_aside(prepared):
    exclusions = prepared.panel.exclusions.copy()
    exclusions.loc[exclusions["rule"] == "withdrawn", "count"] = 2
    data = replace(prepared, panel=replace(prepared.panel, exclusions=exclusions))
    flowing = analyses.protected_exclusions(data).value.frame.set_index("rule")
    shown = analyses.protected_sources(data).value.set_aside.frame.set_index("rule")
    assert shown.loc["withdrawn", "hidden"]
    assert shown["hidden"].equals(flowing.loc[shown.index, "hidden"])


def test_sources_and_calendar_pass(prepared):
    sources = analyses.protected_sources(prepared).value
    assert len(sources.frame) == len(prepared.sources.frame) > 19
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
