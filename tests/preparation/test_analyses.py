from dataclasses import replace
from datetime import date

import pytest

from evaluering.agreement import REGION
from evaluering.periods import Month
from evaluering.preparation import analyses

ASKED = {"unit": REGION, "cut_months": 8, "harmonics": 2}


def test_a_series_by_each_kind_of_period(prepared):
    months = analyses.protected_series(prepared, indicator="duration_mean", unit="randers").value
    assert months.frame["period"].iloc[0] == "2012-01"
    assert (months.unit, months.measure) == ("randers", "days")
    years = analyses.protected_series(prepared, indicator="share_26w", unit="0671", grain="agreement_year").value
    assert years.grain == "agreement_year"
    assert "2024" in years.frame["period"].tolist()


def test_months_end_with_the_last_whose_children_have_all_passed_the_visit(prepared):
    frame = analyses.protected_series(prepared, indicator="duration_mean", unit=REGION).value.frame
    assert str(prepared.extraction_date) == "2026-10-01"  # 335 days after 31 October 2025
    assert frame["period"].iloc[-1] == "2025-10"
    assert frame.loc[~frame["mature"], "period"].tolist() == ["2025-07", "2025-08", "2025-09", "2025-10"]
    assert frame["value"].notna().all()
    soon = replace(prepared, extraction_date=date(2026, 9, 30))
    frame = analyses.protected_series(soon, indicator="duration_mean", unit=REGION).value.frame
    assert frame["period"].iloc[-1] == "2025-09"


def test_the_baseline_uses_the_documents_own_definitions(prepared):
    duration, share = analyses.protected_baseline(prepared).value
    assert (duration.stated, duration.definition, duration.measure) == (109.0, "restricted_mean_365", "days")
    assert (share.stated, share.definition, share.measure) == (12.0, "over_182_days", "pct")
    assert (duration.first_year, duration.last_year) == (2012, 2020)
    assert duration.agrees
    assert share.agrees


def test_a_series_that_begins_after_the_baseline_cannot_reach_it(prepared):
    months = prepared.panel.cells["month"] >= "2014-01"
    later = replace(prepared.panel, cells=prepared.panel.cells[months].reset_index(drop=True))
    checks = analyses.protected_baseline(replace(prepared, panel=later)).value
    assert not any(check.agrees for check in checks)
    assert {check.reason for check in checks} == {"no_data"}


def test_the_targets_stand_in_the_order_of_the_agreement(prepared):
    found = analyses.protected_targets(prepared, unit=REGION).value
    assert [status.indicator for status in found] == ["duration_mean", "share_26w"]
    assert [year.period for year in found[0].years] == ["2024", "2023", "2022"]
    assert found[1].verdict == "endnu_ikke"


def test_the_calendar_tells_what_is_mature_at_the_extraction(prepared):
    rows = analyses.protected_calendar(prepared).value
    mature = {(row.grain, row.year) for row in rows if row.mature}
    assert ("agreement_year", 2024) in mature
    assert ("agreement_year", 2025) not in mature
    assert max(row.last_month for row in rows if row.grain == "agreement_year") == Month(2028, 3)


def test_change_trend_and_alternatives_share_their_design(prepared):
    change = analyses.protected_change(prepared, indicator="duration_mean", **ASKED).value
    trend = analyses.protected_trend(prepared, indicator="duration_mean", **ASKED).value
    others = analyses.protected_sensitivity(
        prepared, indicator="duration_mean", **ASKED, ramps_months=[3, 6, 12, 21]
    ).value
    assert others.alternatives[0].estimate == change.fit.estimate("mean_change")
    assert trend.last_month == "2022-07"
    measured = change.fit.estimate("trend_before_per_year")
    assert replace(trend.estimate, smallest_detectable=measured.smallest_detectable) == measured
    assert change.last_month == "2025-06"


def test_an_indicator_the_agreement_does_not_have(prepared):
    with pytest.raises(KeyError, match="nothing"):
        analyses.protected_series(prepared, indicator="nothing", unit=REGION)


def test_the_flow_of_exclusions_ends_with_the_children_counted(prepared):
    frame = analyses.protected_exclusions(prepared).value.frame
    assert frame["rule"].iloc[0] == "rows_read"
    assert frame["rule"].iloc[-1] == "children_counted"
    assert frame["count"].iloc[-1] == prepared.panel.cells["known"].sum()


def test_the_change_from_the_year_before_is_that_of_the_two_years_shown(prepared):
    series = analyses.protected_series(prepared, indicator="share_26w", unit=REGION, grain="agreement_year").value
    found = analyses.protected_year_change(prepared, indicator="share_26w", unit=REGION).value
    rows = series.frame[series.frame["mature"]].tail(2)
    assert list(found.periods) == rows["period"].tolist()
    assert found.estimate.value == rows["value"].iloc[1] - rows["value"].iloc[0]
