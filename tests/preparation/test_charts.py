from dataclasses import replace

import numpy as np
import pytest

from evaluering.agreement import REGION
from evaluering.preparation.analyses import protected_trend
from evaluering.preparation.charts import protected_proportion_chart, protected_run_chart, protected_season
from evaluering.preparation.questions import series_of

DAYS = {"indicator": "duration_mean", "unit": REGION}


def test_the_run_chart_rests_on_the_mature_months_of_the_agreement(prepared):
    record = protected_run_chart(prepared, **DAYS, cut_months=8).value
    assert record.planned
    phases = record.chart.phases.set_index("phase")
    assert phases.index.tolist() == ["baseline", "cut", "after"], "after the ramp there are too few mature months"
    assert phases.loc["baseline", "last_period"] == "2022-07"
    assert phases.loc["after", ["first_period", "last_period"]].tolist() == [
        "2023-04",
        prepared.panel.last_mature_month,
    ]
    frame = series_of(prepared, **DAYS).frame
    before = frame[frame["period"] < "2022-08"]["value"]
    if not record.chart.deseasonalised:
        assert record.chart.median == pytest.approx(np.median(before))


def test_the_trend_is_the_one_the_page_tells(prepared):
    told = protected_trend(prepared, **DAYS, cut_months=8, harmonics=2).value.estimate
    found = protected_run_chart(prepared, **DAYS, cut_months=8).value.trend
    assert replace(found, coverage_pct=0.0) == replace(told, coverage_pct=0.0)
    assert found.coverage_pct == pytest.approx(told.coverage_pct, nan_ok=True)


def test_another_cut_is_not_planned(prepared):
    assert not protected_run_chart(prepared, **DAYS, cut_months=6).value.planned
    assert not protected_proportion_chart(prepared, unit=REGION, cut_months=6).value.planned
    assert not protected_season(prepared, **DAYS, cut_months=8, harmonics=3).value.planned
    assert protected_season(prepared, **DAYS, cut_months=8, harmonics=2).value.planned


def test_small_units_show_what_may_be_shown(prepared):
    """With one child in ten, months of a cluster have few who reach 26 weeks."""
    for cluster in prepared.agreement.clusters:
        record = protected_proportion_chart(prepared, unit=cluster.slug, cut_months=8).value
        hidden = record.series.frame["hidden"]
        assert (record.chart is None) == (hidden.mean() > 0.1)
        if record.chart is not None:
            assert not set(record.chart.frame["period"]) & set(record.series.frame["period"][hidden])
        assert record.series.frame.loc[hidden, "value"].isna().all()
    assert record.reason == "hidden"


def test_limits_are_in_proportions(prepared):
    chart = protected_proportion_chart(prepared, unit=REGION, cut_months=8).value.chart
    assert 0.05 < chart.centre < 0.3
    assert chart.kind in ("p", "p_prime")
