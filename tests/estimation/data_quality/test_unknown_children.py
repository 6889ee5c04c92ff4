from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.data_quality.unknown_children import change_scenarios, outcome_bounds
from evaluering.estimation.series import OutcomeSeries, smoothed_standard_error
from evaluering.estimation.unit_change import ChangeDesign, fit_unit_change
from evaluering.periods import Month, months_between

DESIGN = ChangeDesign(
    start=Month(2023, 4), cut_months=8, harmonics=0, last_month=Month(2025, 6), minimum_mature_months=12, seed=1
)


def years(definition, measure, values):
    frame = pd.DataFrame(
        {
            "period": ["2021", "2022", "2023", "2024"],
            "births": [1000, 1000, 0, 1000],
            "known": [900, 1010, 0, 500],
            "value": values,
            "mature": [True, True, True, False],
        }
    )
    return OutcomeSeries("region", "x", definition, measure, "calendar_year", frame)


def test_the_unknown_between_never_and_longest():
    found = outcome_bounds(years("at_least_182_days", "pct", [20.0, 20.0, np.nan, 30.0]))
    assert (found.top, found.grain, found.measure) == (100, "calendar_year", "pct")
    table = found.frame.set_index("period")
    assert table.index.tolist() == ["2021", "2022"]  # what is not mature, and what nobody knows, has no bounds
    assert table.columns.tolist() == [
        *["births", "known", "unknown_pct", "lowest", "delta_25", "delta_50", "delta_75", "value", "highest"]
    ]
    assert table.loc["2021"].tolist() == pytest.approx([1000, 900, 10, 18, 18.5, 19, 19.5, 20, 28])
    assert table.loc["2022", ["unknown_pct", "lowest", "highest"]].tolist() == [0, 20, 20]


@pytest.mark.parametrize(("definition", "top"), [("restricted_mean_365", 245), ("restricted_mean_182", 182)])
def test_a_mean_is_counted_up_to_the_last_visit(definition, top):
    found = outcome_bounds(years(definition, "days", [110.0, 110.0, np.nan, np.nan]))
    assert found.top == top
    assert found.frame["highest"][0] == pytest.approx(0.9 * 110 + 0.1 * top)


def monthly(unknown):
    """A mean of 110 days that rises by 6 at the start, with an unknown part of the births by month."""
    months = months_between(Month(2015, 1), Month(2025, 6))
    rng = np.random.default_rng(3)
    exposed = np.array([month >= DESIGN.start for month in months])
    births = np.full(len(months), 1000)
    known = (births * (1 - unknown)).round().astype(int)
    frame = pd.DataFrame(
        {
            "period": [str(month) for month in months],
            "births": births,
            "known": known,
            "value": 110 + 6.0 * exposed + rng.standard_normal(len(months)),
            "standard_error": 65 / np.sqrt(known),
            "mature": True,
        }
    )
    frame["model_standard_error"] = smoothed_standard_error(frame)
    return OutcomeSeries("region", "duration_mean", "restricted_mean_365", "days", "month", frame)


def test_the_change_follows_what_the_unknown_are_taken_for():
    series = monthly(0.1)
    found = change_scenarios(series, design=DESIGN)
    change = {(one.delta_before, one.delta_after): one.estimate.value for one in found.scenarios}
    primary = fit_unit_change(series, design=DESIGN).fit.estimate("mean_change")
    assert list(change) == [(0, 0), (0.25, 0.25), (0.5, 0.5), (0.75, 0.75), (1, 1), (1, 0.5), (0.5, 1)]
    assert change[1, 1] == primary.value
    assert found.scenarios[4].estimate == primary
    assert change[0, 0] == pytest.approx(0.9 * primary.value, rel=0.01)
    assert change[1, 0.5] == pytest.approx(primary.value - 0.05 * 116, abs=0.3)
    assert change[0.5, 1] == pytest.approx(primary.value + 0.05 * 110, abs=0.3)
    assert (found.unit, found.measure, found.reason) == ("region", "days", "")


def test_unknown_who_became_fewer_make_a_change_where_there_is_none():
    months = np.arange(126)
    series = monthly(np.where(months < 99, 0.2, 0.05))
    flat = series.frame.assign(value=series.frame["value"] - 6.0 * (months >= 99))
    found = change_scenarios(replace(series, frame=flat), design=DESIGN)
    assert found.scenarios[4].estimate.value == pytest.approx(0, abs=1.5)
    assert found.scenarios[0].estimate.value == pytest.approx(0.15 * 110, abs=1.5)


def test_without_a_change_there_are_no_scenarios():
    found = change_scenarios(monthly(0.1), design=replace(DESIGN, minimum_mature_months=40))
    assert (found.scenarios, found.reason, found.measure) == ((), "too_few_mature_months", "days")
