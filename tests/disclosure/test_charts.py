"""Hidden months are in no number of a chart: each is the same whatever a hidden month was."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.estimation.made_months import design, patterned

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.unit_charts import unit_proportion_chart, unit_run_chart, unit_season

MAKERS = [unit_run_chart, unit_proportion_chart, unit_season]
HIDDEN = "2016-05"


def decisions(series, *hidden, counts_told=True):
    months = series.frame["period"]
    cells = pd.DataFrame(
        {"grain": "month", "period": months, "unit": series.unit, "indicator": series.indicator,
         "hidden": months.isin(hidden)}
    )  # fmt: skip
    return Decisions(cells, threshold=5, together=(), counts_told=counts_told)


def with_value(series, month, value):
    """The series had this month had another number of children."""
    here = series.frame["period"] == month
    known = series.frame["known"].astype(float)
    changed = {"value": value, "at_least": value * known / 100, "model_standard_error": 0.5 + value / 100}
    frame = series.frame.assign(
        **{name: series.frame[name].mask(here, number) for name, number in changed.items()},
        births=series.frame["births"].mask(here, int(1000 + value)),
    )
    return replace(series, frame=frame)


def shown(make, series, *hidden):
    return protect(make(series, design=design()), decisions=decisions(series, *hidden)).value


def told(record):
    """Everything that is in a record, as text."""
    part = record.season if hasattr(record, "season") else record.chart
    tables = [part.frame, part.phases] if hasattr(part, "phases") else [part.frame]
    numbers = {
        name: getattr(part, name) for name in ("median", "centre", "sigma_scale", "p_value") if hasattr(part, name)
    }
    more = {name: getattr(record, name, None) for name in ("season_p_value", "trend")}
    return "\n".join([*(table.to_csv() for table in [*tables, record.series.frame]), str(numbers), str(more)])


@pytest.mark.parametrize("make", MAKERS)
def test_no_number_depends_on_a_hidden_month(make):
    series = patterned("no_signal", "above", measure="pct")
    found = {told(shown(make, with_value(series, HIDDEN, value), HIDDEN)) for value in (1.0, 9.0, 13.0, 25.0)}
    assert len(found) == 1
    seen = {told(shown(make, with_value(series, HIDDEN, value))) for value in (1.0, 9.0, 13.0, 25.0)}
    assert len(seen) == 4, "the same attack finds a month that is shown"


@pytest.mark.parametrize("make", MAKERS)
def test_a_hidden_month_after_the_start_breaks_no_run_and_is_no_point(make):
    series = patterned("no_signal", "above", measure="pct")
    record = shown(make, series, "2024-05")
    row = record.series.frame.set_index("period").loc["2024-05"]
    assert row[["value", "known", "births", "at_least", "lower", "upper", "model_standard_error"]].isna().all()
    assert bool(row["hidden"])
    if make is not unit_season:
        assert "2024-05" not in record.chart.frame["period"].tolist()


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(("months", "is_shown"), [(16, True), (17, False)])
def test_where_many_months_are_hidden_there_is_no_chart(make, months, is_shown):
    series = patterned("no_signal", "above", measure="pct")  # 162 months
    record = shown(make, series, *series.frame["period"][:months])
    part = record.season if make is unit_season else record.chart
    assert (part is not None) == is_shown
    assert record.reason == ("" if is_shown else "hidden")
    assert record.series.frame["hidden"].sum() == months


def test_months_without_a_decision_are_hidden():
    series = patterned("no_signal", "above")
    other = decisions(replace(series, unit="midt"))
    record = protect(unit_run_chart(series, design=design()), decisions=other).value
    assert record.chart is None
    assert record.series.frame["value"].isna().all()


def test_limits_do_not_tell_how_many_children_a_month_had():
    series = patterned("no_signal", "above", measure="pct")
    record = shown(unit_proportion_chart, series)
    limits = record.chart.frame[["lower", "upper"]].to_numpy()
    np.testing.assert_allclose(limits, np.round(limits, 3), atol=1e-12)
    raw = unit_proportion_chart(series, design=design()).chart
    assert not np.allclose(raw.frame["upper"], record.chart.frame["upper"], atol=1e-6)
    assert raw.frame["outside"].tolist() == record.chart.frame["outside"].tolist()


def test_the_limits_of_months_with_few_children_tell_less():
    series = patterned("no_signal", "above", measure="pct")
    few = series.frame["period"] < "2015-01"
    fewer = {name: series.frame[name].mask(few, 0.06 * series.frame[name]) for name in ("known", "at_least")}
    frame = series.frame.assign(**fewer)
    limits = shown(unit_proportion_chart, replace(series, frame=frame)).chart.frame
    early = (limits["period"] < "2015-01").to_numpy()
    told = limits[["lower", "upper"]].to_numpy()
    np.testing.assert_allclose(told[early], np.round(told[early], 2), atol=1e-12)
    assert not np.allclose(told[~early], np.round(told[~early], 2), atol=1e-6)


@pytest.mark.parametrize("counts_told", [True, False])
def test_the_trend_of_a_run_chart_tells_its_children_where_estimates_do(counts_told):
    record = unit_run_chart(patterned("no_signal", "above"), design=design())
    found = protect(record, decisions=decisions(record.series, counts_told=counts_told)).value
    assert (found.trend.n > 0) is counts_told
    assert np.isnan(found.trend.coverage_pct) != counts_told
    assert found.trend.value == record.trend.value
    assert found.chart is record.chart


def test_the_record_given_is_not_altered():
    record = unit_run_chart(patterned("no_signal", "above"), design=design())
    before = record.series.frame.copy()
    protect(record, decisions=decisions(record.series, HIDDEN))
    pd.testing.assert_frame_equal(record.series.frame, before)
