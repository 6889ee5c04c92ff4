from dataclasses import replace

import numpy as np
import pytest
from tests.estimation.made_months import BEFORE, LATER, PARTLY, design, monthly, noise, patterned

from evaluering.estimation.design import Break
from evaluering.estimation.unit_charts import (
    unit_proportion_chart,
    unit_run_chart,
    unit_season,
    without_months,
)
from evaluering.periods import Month
from evaluering.wording import REASONS


def season(count, size=3.0):
    return size * np.sin(2 * np.pi * np.arange(count) / 12)


@pytest.mark.parametrize("before", ["no_signal", "signal"])
@pytest.mark.parametrize("after", list(LATER))
def test_each_phase_is_judged_by_itself(before, after):
    record = unit_run_chart(patterned(before, after), design=design())
    table = record.chart.phases.set_index("phase")
    assert table["verdict"].tolist() == [before, "not_assessed", "no_signal" if after == "no_signal" else "signal"]
    assert table.loc["after", ["first_period", "last_period"]].tolist() == ["2023-04", "2025-06"]
    assert table.loc["cut", ["first_period", "last_period"]].tolist() == ["2022-08", "2023-03"]
    assert table.loc["baseline", "last_period"] == "2022-07"


def test_the_median_is_of_the_months_before_the_cut_alone():
    series = patterned("no_signal", "above")
    record = unit_run_chart(series, design=design())
    assert record.chart.median == pytest.approx(np.median(series.frame["value"][:BEFORE]))


@pytest.mark.parametrize(
    ("ramp_end", "phases"),
    [
        (None, ["cut", "after"]),
        (Month(2023, 3), ["cut", "after"]),
        (Month(2023, 12), ["cut", "after"]),  # nine months of ramp
        (Month(2024, 1), ["cut", "ramp", "full"]),
        (Month(2024, 8), ["cut", "ramp", "full"]),
        (Month(2024, 9), ["cut", "after"]),  # nine months after it
        (Month(2030, 1), ["cut", "after"]),
    ],
)
def test_the_ramp_is_a_phase_only_where_months_suffice(ramp_end, phases):
    record = unit_run_chart(patterned("no_signal", "above"), design=design(), ramp_end=ramp_end)
    assert record.chart.phases["phase"].tolist() == ["baseline", *phases]
    assert "not_assessed" not in record.chart.phases["verdict"].tolist()[2:]


def test_without_a_cut_there_is_no_such_phase():
    record = unit_run_chart(patterned("no_signal", "above"), design=design(cut_months=0))
    assert record.chart.phases["phase"].tolist() == ["baseline", "after"]


def test_a_clear_season_is_taken_out_and_an_unclear_one_is_not():
    months = BEFORE + PARTLY + 27
    clear = unit_run_chart(monthly(110 + season(months) + noise(months)), design=design())
    assert clear.chart.deseasonalised
    assert clear.season_p_value < 0.05
    flat = unit_run_chart(monthly(110 + noise(months)), design=design())
    assert not flat.chart.deseasonalised
    assert flat.season_p_value >= 0.05
    assert flat.chart.frame["value"].tolist() == flat.chart.frame["observed"].tolist()


def test_a_season_after_the_start_alone_is_not_taken_out():
    values = 110 + noise(BEFORE + PARTLY + 27)
    values[-27:] += season(27, size=9.0)
    record = unit_run_chart(monthly(values), design=design())
    assert not record.chart.deseasonalised


def test_months_that_are_not_mature_are_no_points():
    record = unit_run_chart(patterned("no_signal", "above"), design=design(last=Month(2024, 3)))
    assert record.chart.frame["period"].max() == "2024-03"
    assert record.chart.phases["points"].tolist()[-1] == 12


def test_the_trend_before_goes_with_the_chart():
    values = 110 + noise(BEFORE + PARTLY + 27) + 0.05 * np.arange(BEFORE + PARTLY + 27)
    record = unit_run_chart(monthly(values), design=design())
    assert record.trend.value == pytest.approx(0.6, abs=0.2)
    assert (record.trend.indicator, record.trend.measure) == ("duration_mean", "days")


def test_too_few_months_before_make_no_chart():
    values = np.r_[np.full(BEFORE - 23, np.nan), 110 + noise(23 + PARTLY + 27)]
    record = unit_run_chart(monthly(values), design=design())
    assert (record.chart, record.reason) == (None, "too_few_months_before")
    share = unit_proportion_chart(monthly(values / 10, measure="pct"), design=design())
    assert (share.chart, share.reason) == (None, "too_few_months_before")
    assert unit_season(monthly(values), design=design()).reason == "too_few_months_before"


def test_a_share_is_held_against_limits():
    record = unit_proportion_chart(patterned("no_signal", "above", measure="pct"), design=design())
    frame = record.chart.frame
    assert record.chart.centre == pytest.approx(0.13, abs=0.002)
    assert frame["baseline"].sum() == BEFORE
    assert frame["outside"][-27:].mean() > 0.5
    with pytest.raises(ValueError, match="needs a share"):
        unit_proportion_chart(patterned("no_signal", "above"), design=design())
    none = unit_proportion_chart(monthly(np.zeros(BEFORE + PARTLY + 27), measure="pct"), design=design())
    assert (none.chart, none.reason) == (None, "too_few_events")


def test_the_season_is_of_the_months_before():
    months = BEFORE + PARTLY + 27
    values = 110 + season(months) + noise(months)
    values[BEFORE:] = 500.0
    record = unit_season(monthly(values), design=design())
    assert record.season.clear
    np.testing.assert_allclose(record.season.frame["value"], season(12), atol=0.6)
    assert (record.first_month, record.last_month) == ("2012-01", "2022-07")


def test_a_break_that_cannot_be_told_leaves_no_season():
    values = 110 + noise(BEFORE + PARTLY + 27)
    values[:2] = np.nan
    untold = Break("outage", "2012-03", "2012-03")
    hidden = replace(design(), breaks=(untold, Break("again", "2012-03", "2012-03")))
    assert unit_season(monthly(values), design=hidden).reason == "break_not_told"


@pytest.mark.parametrize("make", [unit_run_chart, unit_proportion_chart, unit_season])
def test_a_record_is_made_again_without_months(make):
    whole = patterned("no_signal", "above", measure="pct")
    record = replace(make(whole, design=design()), planned=False)
    left = whole.frame.assign(**{name: whole.frame[name].astype(float).mask(whole.frame.index == 5)
                                 for name in ("value", "known", "at_least", "model_standard_error")})  # fmt: skip
    emptied = replace(whole, frame=left)
    again, fresh = without_months(record, emptied), make(emptied, design=design())
    assert not again.planned
    part = "season" if make is unit_season else "chart"
    mine, theirs = getattr(again, part).frame, getattr(fresh, part).frame
    assert mine.equals(theirs)
    if part == "chart":
        assert "2012-06" not in mine["period"].tolist()


def test_a_run_without_waves_has_no_season_and_says_why():
    found = unit_season(patterned("no_signal", "above"), design=replace(design(), harmonics=0))
    assert (found.season, found.reason) == (None, "no_season_asked")
    assert "no_season_asked" in REASONS


def test_a_cut_back_to_the_first_month_leaves_nothing_before():
    found = unit_season(patterned("no_signal", "above"), design=design(cut_months=400))
    assert (found.season, found.reason) == (None, "too_few_months_before")
    assert (found.first_month, found.last_month) == ("", "")
