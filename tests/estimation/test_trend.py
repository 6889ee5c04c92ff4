from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation import Break, fit_trend
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
    assert slope.lower < slope.value < slope.upper


def test_calendar_time_is_kept_where_rows_are_missing_or_not_complete():
    frame = monthly().drop(index=[30])
    frame.loc[[0, 40], "y"] = np.nan
    frame.loc[95, "se"] = np.nan
    (slope,) = fit_trend(frame.sample(frac=1, random_state=2), standard_errors="se").estimates
    assert slope.value == pytest.approx(0.6, abs=1e-4)
    assert (slope.first_period, slope.last_period) == ("2012-02", "2019-11")


def test_the_errors_are_described():
    found = fit_trend(monthly(noise=0.5), standard_errors="se")
    assert abs(found.residual_autocorrelation) < 0.4
    assert -1 < found.rho < 1
    assert found.tau > 0


def test_methods_and_refusals():
    assert np.isnan(fit_trend(monthly(0.5), method="newey_west").rho)
    with pytest.raises(ValueError, match="none has an outcome"):
        fit_trend(monthly().assign(y=np.nan))
    with pytest.raises(ValueError, match="cannot carry"):
        fit_trend(monthly().head(6))


def test_a_declared_break_is_not_in_the_slope():
    frame = monthly()
    struck = frame.assign(y=frame["y"] - 8.0 * frame["month"].between("2018-06", "2019-06"))
    epidemic = Break("epidemic", "2018-06", "2019-06")
    found = fit_trend(struck, breaks=(epidemic,))
    assert found.estimates[0].value == pytest.approx(0.6, abs=1e-3)
    assert found.warnings == ()
    assert fit_trend(struck).estimates[0].value < 0.6 - 0.2


def test_a_break_outside_the_series_is_left_out_and_near_its_beginning_is_no_matter():
    outside = fit_trend(monthly(), breaks=(Break("later", "2030-01"),))
    assert outside.warnings == outside.estimates[0].warnings == ("break_outside_series",)
    assert outside.estimates[0].value == fit_trend(monthly()).estimates[0].value
    assert fit_trend(monthly(), breaks=(Break("early", "2012-03", "2012-05"),)).warnings == ()
    with pytest.raises(ValueError, match="break 'again' cannot be told apart"):
        fit_trend(monthly(), breaks=(Break("once", "2015-01"), Break("again", "2015-01")))
