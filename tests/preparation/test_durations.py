from dataclasses import replace

import pytest

from evaluering.agreement import REGION
from evaluering.preparation import durations
from evaluering.preparation.analyses import protected_series


def test_a_units_curves_are_of_its_own_children(prepared):
    region, midt = (durations.protected_curves(prepared, unit=unit).value for unit in (REGION, "midt"))
    assert (region.unit, region.grain) == (REGION, "calendar_year")
    assert region.births["period"].tolist() == [str(year) for year in range(2012, 2025)]
    assert midt.births["known"].max() < region.births["known"].min()
    years = durations.protected_curves(prepared, unit="midt", grain="agreement_year").value
    assert years.births["from_month"].tolist()[-1] == "2024-04"


def test_the_curve_at_26_weeks_is_the_published_share(prepared):
    curve = durations.protected_curves(prepared, unit=REGION).value.points
    series = durations.protected_thresholds(prepared, unit=REGION).value
    assert [one.definition for one in series] == [*durations.THRESHOLD_DEFINITIONS, "at_least_182_days"]
    assert [one.indicator for one in series] == ["share_2w", "share_9w", "share_17w", "share_26w"]
    for day, one in zip((14, 63, 119, 182), series, strict=True):
        told = curve[curve["day"] == day].set_index("period")["share_pct"]
        published = one.frame.set_index("period")["value"].reindex(told.index)
        assert told.tolist() == pytest.approx(published.round(1).tolist(), abs=0.051)


def test_a_row_stands_beside_its_cluster_and_the_region(prepared):
    record = durations.protected_curves_beside(prepared, row="0740").value
    assert (record.row, record.cluster) == ("0740", "midt")
    assert record.births["unit"].tolist() == ["0740", "midt", REGION]
    assert (record.first_month, record.last_month) == ("2022-04", "2025-03")


def test_a_row_that_is_its_whole_cluster_stands_beside_the_region_alone(prepared):
    record = durations.protected_curves_beside(prepared, row="aarhus_samsoe").value
    assert (record.row, record.cluster) == ("aarhus_samsoe", "aarhus")
    assert record.births["unit"].tolist() == ["aarhus", REGION]


def test_the_mean_beside_the_registers_is_the_one_on_the_other_pages(prepared):
    record = durations.protected_registered(prepared, unit=REGION).value
    years = protected_series(prepared, indicator="duration_mean", unit=REGION, grain="calendar_year").value.frame
    assert record.period == "2024"
    assert record.restricted.value == pytest.approx(years.set_index("period").loc["2024", "value"], abs=1e-3)
    assert record.registered.value < record.restricted.value


def test_the_tests_say_which_declared_breaks_lie_in_their_years(prepared):
    record = durations.protected_duration_tests(prepared, unit=REGION).value
    assert record.periods == ("2021", "2024")
    assert record.breaks == ("Pandemien (covid-19)",)
    lasting = [one.model_copy(update={"last": None}) for one in prepared.plan.breaks]
    always = replace(prepared, plan=prepared.plan.model_copy(update={"breaks": (*lasting, *lasting)}))
    assert durations.protected_duration_tests(always, unit=REGION).value.breaks == ("Pandemien (covid-19)",)
    none = replace(prepared, plan=prepared.plan.model_copy(update={"breaks": ()}))
    assert durations.protected_duration_tests(none, unit=REGION).value.breaks == ()
