from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation import fit_trend
from evaluering.estimation.time_axis import label

MONTHS = [label(2012 * 12 + place, "month") for place in range(96)]


def monthly(noise=1e-4):
    place = np.arange(96)
    y = 100 + 0.05 * place + 3 * np.cos(2 * np.pi * place / 12)
    y = y + noise * np.random.default_rng(1).standard_normal(96)
    return pd.DataFrame({"month": MONTHS, "y": y, "se": np.full(96, noise)})


def test_the_slope_is_per_year():
    found = fit_trend(monthly())
    (slope,) = found.estimates
    assert slope.estimand == "trend"
    assert slope.value == pytest.approx(0.6, abs=1e-4)
    assert (slope.first_period, slope.last_period) == ("2012-01", "2019-12")
    np.testing.assert_allclose(found.frame["fitted"], monthly()["y"], atol=1e-3)
    np.testing.assert_allclose(np.diff(found.frame["fitted_trend"]), 0.05, atol=1e-5)
    assert (found.frame["fitted_trend_lower"] < found.frame["fitted_trend_upper"]).all()


def test_the_window_is_inclusive_and_keeps_gaps():
    frame = monthly(noise=0.5).drop(index=[30])
    frame.loc[40, "se"] = np.nan
    found = fit_trend(
        frame.sample(frac=1, random_state=2), standard_errors="se", first_period="2013-01", last_period="2017"
    )
    assert found.frame["period"].tolist() == MONTHS[12:72]
    assert found.frame.loc[~found.frame["used"], "period"].tolist() == [MONTHS[30], MONTHS[40]]
    assert found.estimates[0].first_period == "2013-01"
    assert found.estimates[0].last_period == "2017-12"
    assert abs(found.residual_autocorrelation) < 0.4
    assert -1 < found.rho < 1
    assert found.tau > 0


def test_methods_and_refusals():
    assert np.isnan(fit_trend(monthly(0.5), method="newey_west").rho)
    with pytest.raises(ValueError, match="none in the window"):
        fit_trend(monthly(), first_period="2020-01")
    with pytest.raises(ValueError, match="cannot carry"):
        fit_trend(monthly(), last_period="2012-06")
