from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.design import Break, Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.segments import fit_segments, require_periods
from evaluering.estimation.time_axis import labels

FRAME = pd.DataFrame(
    {"month": labels(2016 * 12 + np.arange(40), "month"), "y": np.random.default_rng(4).standard_normal(40)}
)


def fitted(frame=FRAME, **options):
    return fit_segments(frame, start="2018-01", options=FitOptions(method="ols", harmonics=0, **options))


def test_what_was_fitted_is_kept():
    found = fitted(FRAME.drop(index=3), shape=Shape(cut_periods=4))
    assert len(found.series.index) == 39
    assert len(found.times) == 35
    assert [one.estimand for one in found.contrasts[:2]] == ["mean_change", "counterfactual_mean"]
    assert found.plan.width == 4
    assert found.warnings == ("few_periods",)


def test_warnings_of_the_errors_come_before_those_of_the_design():
    shape = Shape(breaks=(Break("near", "2017-06"), Break("outside", "2030-01")))
    found = fitted(shape=shape)
    assert found.warnings == ("few_periods", "break_near_start", "break_outside_series")
    assert [one.name for one in found.plan.declared] == ["near"]


def test_both_sides_need_periods():
    plan = fitted().plan
    require_periods(np.arange(plan.origin - 2, plan.origin + 2), plan)
    with pytest.raises(ValueError, match="1 before 2018-01"):
        require_periods(np.arange(plan.origin - 1, plan.origin + 2), plan)
    with pytest.raises(ValueError, match="1 from 2018-01 on in the fit, at least 2"):
        require_periods(np.arange(plan.origin - 2, plan.origin + 1), plan)
    ramped = fitted(shape=Shape(ramp_periods=1)).plan
    require_periods(np.arange(plan.origin - 2, plan.origin + 1), ramped)
    with pytest.raises(ValueError, match="0 from 2018-01 on in the fit, at least 1"):
        require_periods(np.arange(plan.origin - 2, plan.origin), ramped)
