from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation import FitOptions, fit_interrupted, placebo_in_space
from evaluering.estimation.time_axis import labels

START, ROWS = 40, 60


def units(number=12, effect=5.0, seed=1):
    generator = np.random.default_rng(seed)
    place = np.arange(ROWS)
    parts = []
    for unit in range(number):
        y = 50 + (1 + unit / 4) * generator.standard_normal(ROWS) + (effect if unit == 0 else 0) * (place >= START)
        parts.append(pd.DataFrame({"month": labels(2018 * 12 + place, "month"), "unit": f"u{unit:02d}", "y": y}))
    return pd.concat(parts, ignore_index=True)


def placebo(frame, treated="u00", **options):
    return placebo_in_space(frame, start="2021-05", treated=treated, options=FitOptions(method="ols", **options))


def test_a_clear_change_has_the_smallest_p_there_can_be():
    found = placebo(units())
    assert found.controls == 11
    assert found.p_value == pytest.approx(1 / 12)
    assert found.table["unit"].iloc[0] == "u00"
    assert found.table["treated"].tolist() == [True] + [False] * 11
    sizes = found.table["t"].abs()
    assert sizes.iloc[1:].is_monotonic_decreasing
    np.testing.assert_allclose(found.table["t"], found.table["value"] / found.table["standard_error"])


def test_the_p_value_counts_the_units_with_as_large_a_t():
    frame = units(effect=0.0)
    found = placebo(frame, treated="u03")
    t = {}
    for unit, rows in frame.groupby("unit"):
        change = fit_interrupted(rows, start="2021-05", method="ols").estimate("mean_change")
        t[unit] = abs(change.value / change.standard_error)
    as_large = sum(value >= t["u03"] for unit, value in t.items() if unit != "u03")
    assert 0 < as_large < 11
    assert found.p_value == pytest.approx((1 + as_large) / 12)
    assert found.estimate.value == found.table["value"].iloc[0]
    assert sorted(placebo(frame, treated=unit).p_value for unit in t) == pytest.approx(np.arange(1, 13) / 12)


def test_ten_controls_are_needed():
    with pytest.raises(ValueError, match="9 controls can be fitted; a placebo in space needs 10"):
        placebo(units(number=10))
    assert placebo(units(number=11)).controls == 10


def test_a_control_that_cannot_be_fitted_is_left_out_and_named():
    frame = units(number=13)
    lost = frame["y"].mask(frame["unit"].eq("u05") & (frame["month"] >= "2021-05"))
    found = placebo(frame.assign(y=lost))
    assert found.left_out == ("u05",)
    assert found.controls == 11
    assert "u05" not in set(found.table["unit"])


def test_what_is_wrong_with_the_treated_is_told():
    frame = units()
    with pytest.raises(ValueError, match="no unit 'x' in column 'unit'"):
        placebo(frame, treated="x")
    with pytest.raises(ValueError, match="no column 'place'"):
        placebo_in_space(frame, start="2021-05", treated="u00", unit="place")
    with pytest.raises(ValueError, match="no column 'z'"):
        placebo(frame, outcome="z")
    with pytest.raises(ValueError, match="too few periods"):
        placebo(frame[(frame["unit"] != "u00") | (frame["month"] < "2021-05")])


def test_defaults_are_those_of_a_single_series():
    found = placebo_in_space(units(number=11), start="2021-05", treated="u00")
    assert found.estimate.method == "marginal"
