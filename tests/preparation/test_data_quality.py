"""The questions about how far the numbers carry, asked of the small set."""

from dataclasses import replace

import pytest

from evaluering.agreement import REGION
from evaluering.preparation import analyses, data_quality


def test_the_gate_leaves_the_rule_of_days_as_it_is(prepared):
    gate = data_quality.protected_maturity_gate(prepared).value
    assert gate.by_rule == gate.last_mature_month == prepared.panel.last_mature_month
    assert (gate.rule_months, gate.months_left_out) == (15, 0)
    assert gate.complete_pct >= 95
    assert gate.complete_after <= 15


@pytest.mark.parametrize("unit", [REGION, "randers", "aarhus_samsoe"])
def test_a_unit_has_its_curve_of_completeness(prepared, unit):
    found = data_quality.protected_completeness(prepared, unit=unit).value
    assert found.frame["complete_pct"].dropna().is_monotonic_increasing
    assert found.frame["complete_pct"].iloc[-1] == 100
    assert (found.first_month, found.last_month) == ("2020-07", "2025-06")


def test_every_row_is_judged_and_none_that_is_shown_only_together(prepared):
    rows = list(prepared.agreement.publication_rows)
    found = data_quality.protected_quality(prepared).value
    assert [one.unit for one in found] == rows
    assert "0741" not in rows
    assert all(bool(one.reasons) == (one.verdict != "carries") for one in found)
    assert {one.years for one in found} == {("2022", "2023", "2024")}


def test_the_parts_agree_with_the_verdicts(prepared):
    quality = {one.unit: set(one.reasons) for one in data_quality.protected_quality(prepared).value}
    steps = data_quality.protected_coverage_steps(prepared).value
    assert [step.unit for step in steps] == [REGION, *prepared.agreement.publication_rows]
    assert {step.unit for step in steps[1:] if step.stands_out} == {
        unit for unit, reasons in quality.items() if "coverage_step" in reasons
    }
    changes = data_quality.protected_practice_changes(prepared).value
    rounded = {change.unit for change in changes if change.practice == "whole_weeks"}
    assert rounded == {unit for unit, reasons in quality.items() if "practice_change" in reasons}
    check = data_quality.protected_deliveries_check(prepared).value
    holes = {unit for unit, reasons in quality.items() if "delivery_hole" in reasons}
    assert set(check.holes["unit"]) == holes
    vintages = data_quality.protected_vintages(prepared).value.frame
    assert set(vintages.loc[vintages["differs"], "unit"]) == {
        unit for unit, reasons in quality.items() if "vintage_differences" in reasons
    }


def test_tables_have_a_line_per_row(prepared):
    heaped = data_quality.protected_heaping(prepared).value.frame
    assert heaped["unit"].unique().tolist() == list(prepared.agreement.publication_rows)
    assert heaped["year"].max() == "2024"
    contradicted = data_quality.protected_contradictions(prepared).value.frame
    assert contradicted["unit"].unique().tolist() == list(prepared.agreement.publication_rows)


def test_coverage_comes_by_month_for_the_region_and_its_clusters(prepared):
    frame = data_quality.protected_monthly_coverage(prepared).value.frame
    assert frame["unit"].unique().tolist() == list(prepared.agreement.units)
    assert (frame["month"].min(), frame["month"].max()) == ("2012-01", prepared.panel.last_mature_month)
    assert frame.loc[frame["unit"] == "midt", "hidden"].all(), "a band of 14 births holds one number of children"
    assert not frame.loc[frame["unit"] == REGION, "hidden"].all()


def test_children_without_a_municipality_are_those_of_the_published_tables(prepared):
    frame = data_quality.protected_unplaced(prepared).value.frame
    assert frame["period"].tolist() == [str(year) for year in range(2012, 2025)]
    told = frame[~frame["hidden"]]
    assert (told["unplaced"] < told["nation"] / 100).all()
    mine = prepared.published
    latest = mine[(mine["area"] == "unknown") & (mine["measure"] == "share_26w") & (mine["first"] == "2024-01")]
    assert told.loc[told["period"] == "2024", "unplaced"].tolist() == latest["denominator"].tolist()
    none = data_quality.protected_unplaced(replace(prepared, published=mine.iloc[:0])).value.frame
    assert none.empty


def test_bounds_lie_around_the_value(prepared):
    frame = analyses.protected_bounds(prepared, indicator="share_26w", unit=REGION, grain="agreement_year").value.frame
    assert frame["period"].iloc[-1] == "2024"
    assert (frame["lowest"] < frame["value"]).all()
    assert (frame["value"] < frame["highest"]).all()


def test_the_scenario_in_which_the_unknown_are_as_the_known_is_the_primary_estimate(prepared):
    asked = {"indicator": "duration_mean", "unit": REGION, "cut_months": 8, "harmonics": 2}
    found = analyses.protected_change_scenarios(prepared, **asked).value
    primary = analyses.protected_change(prepared, **asked).value.fit.estimate("mean_change")
    assert [one.estimate for one in found.scenarios if (one.delta_before, one.delta_after) == (1, 1)] == [primary]


def test_a_year_is_only_mature_in_the_calendar_when_it_is_in_the_analysis(prepared):
    bitten = replace(prepared, panel=replace(prepared.panel, last_mature_month="2025-02"))
    rows = analyses.protected_calendar(bitten).value
    mature = {(row.grain, row.year): row.mature for row in rows}
    assert (mature["agreement_year", 2024], mature["calendar_year", 2024]) == (False, True)
