from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.curves import period_table
from evaluering.estimation.design import Break, Interruption, Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.mixture import project
from evaluering.estimation.segments import fit_segments
from evaluering.estimation.time_axis import labels

SHAPE = Shape(cut_periods=2, breaks=(Break("a", "2016-03", "2016-08"),), interruptions=(Interruption("2015-06"),))


def fitted(shape=SHAPE, rows=80):
    generator = np.random.default_rng(1)
    frame = pd.DataFrame({"month": labels(2014 * 12 + np.arange(rows), "month"), "y": generator.standard_normal(rows)})
    return fit_segments(frame.drop(index=[7]), start="2018-04", options=FitOptions(method="ols", shape=shape))


def test_fitted_and_residual_add_up_to_what_was_observed():
    found = fitted()
    table = period_table(found, shape=SHAPE)
    scale = np.sqrt(np.sum((table["observed"] - table["fitted"])[table["used"]] ** 2) / (77 - found.plan.width))
    expected = table["fitted"] + scale * table["residual"]
    np.testing.assert_allclose(expected[table["used"]], table.loc[table["used"], "observed"], atol=1e-12)
    assert table["residual"].isna().equals(~table["used"])


def test_every_period_is_marked():
    table = period_table(fitted(), shape=SHAPE).set_index("period")
    assert table.index[table["in_break"]].tolist() == [f"2016-0{month}" for month in range(3, 9)]
    assert table.index[table["cut"]].tolist() == ["2018-02", "2018-03"]
    assert not table.loc[["2014-08", "2018-02"], "used"].any()
    assert table.index[table["exposed"]][0] == "2018-04"
    assert not period_table(fitted(None), shape=None)[["cut", "in_break"]].any(axis=None)


def test_limits_are_those_of_the_coefficients():
    found = fitted()
    table = period_table(found, shape=SHAPE).set_index("period")
    one = np.zeros(found.plan.width)
    one[[0, 1, 4, 5, 6]] = [1, 5, 0, 1, 39]  # September 2018 in an average season, the interruption 39 months old
    projection = project(found.errors.mixture, one[None])
    assert table.loc["2018-09", "counterfactual_trend"] == pytest.approx(projection.value[0])
    assert table.loc["2018-09", "counterfactual_trend_lower"] == pytest.approx(projection.quantile(0.025)[0])
    assert table.loc["2018-09", "counterfactual_trend_upper"] == pytest.approx(projection.quantile(0.975)[0])
