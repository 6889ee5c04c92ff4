"""The numbers of compute_methods.R in this folder come out again: every error model, and counts.

Tolerances, where they are not 1e-6: `gls` stops within about 1e-6 of its own optimum in rho; R's `arima` finds its
standard errors by numerical second derivatives, whose error falls with the square of the step and is 2e-4 for the
coefficient of time (`seatbelts`) at the smallest step that rounding allows.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.counted import fit_interrupted_counts
from evaluering.estimation.design import Shape, design, matrix
from evaluering.estimation.fitting.arima import Order, fit_arima
from evaluering.estimation.fitting.autoregressive import autoregression
from evaluering.estimation.fitting.cells import regression
from evaluering.estimation.fitting.kenward_roger import CORRECTION_LIMITS, LEAST_DEGREES, correction
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import project
from evaluering.estimation.fitting.quasi import Counts, fit_quasi
from evaluering.estimation.observations import read_observations
from evaluering.estimation.time_axis import position

FOLDER = Path(__file__).parent
NUMBERS = json.loads((FOLDER / "methods.json").read_text(encoding="utf-8"))
SERIES, COUNTED = NUMBERS["series"], NUMBERS["counted"]


def read(name):
    return pd.read_csv(FOLDER / f"{name}.csv", dtype={"period": str})


def arrays(name, known, outcome="y"):
    observed = read_observations(read(name), outcome=outcome, period="period", standard_errors=None)
    plan = design(observed.grain, position(known["start"], observed.grain), harmonics=known["harmonics"], shape=Shape())
    return observed.outcome, matrix(observed.index, plan), observed.index


def with_mean_change(name):
    """Each coefficient, then the mean change."""
    _, x, _ = arrays(name, SERIES[name])
    size, slopes = x.shape[1], x[x[:, 2] == 1, 3]
    return np.vstack([np.eye(size), np.eye(size)[2] + slopes.mean() * np.eye(size)[3]])


def close(found, expected, tolerance):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=tolerance)


def assert_coefficients(fit, expected, *, standard_errors, points=1e-6):
    """Points within a part of their standard error, standard errors relative."""
    found = project(fit.mixture, np.eye(len(expected["coefficients"])))
    gap = np.abs(found.value - expected["coefficients"]) / np.array(expected["standard_errors"])
    assert gap.max() <= points
    close(found.standard_error, expected["standard_errors"], standard_errors)


def test_there_are_series_enough():
    assert len(SERIES) >= 10
    assert len(COUNTED) >= 4
    assert set(NUMBERS["versions"]) == {"R", "nlme", "sandwich", "jsonlite"}


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("name", SERIES)
def test_gls(name, method):
    y, x, times = arrays(name, SERIES[name])
    expected = SERIES[name][method]
    fit = fit_errors(y, x, times, sampling_variance=None, method=method)
    assert_coefficients(fit, expected, standard_errors=1e-6)
    assert fit.rho.value == pytest.approx(expected["rho"], rel=1e-5)
    assert fit.tau.value == pytest.approx(expected["sigma"], rel=1e-6)
    found = autoregression(regression(y, x, times), restricted=method == "reml")
    assert found.log_likelihood == pytest.approx(expected["log_likelihood"], rel=1e-9)


@pytest.mark.parametrize("name", SERIES)
def test_kenward_roger(name):
    """Before the guard everywhere; the fit itself where the guard has nothing to do."""
    y, x, times = arrays(name, SERIES[name])
    model, contrasts, expected = regression(y, x, times), with_mean_change(name), SERIES[name]["kenward_roger"]
    exact = correction(model, autoregression(model, restricted=True))
    errors = np.sqrt(np.einsum("kp,pq,kq->k", contrasts, exact.covariance, contrasts))
    close(errors, expected["standard_errors"], 1e-5)
    close(exact.degrees.unbounded(contrasts), expected["degrees_of_freedom"], 1e-5)
    fit = fit_errors(y, x, times, sampling_variance=None, method="kenward_roger")
    found = project(fit.mixture, contrasts)
    if "degrees_of_freedom_guarded" in fit.warnings:
        assert name in ("strong", "airmiles")
        plain = project(fit_errors(y, x, times, sampling_variance=None, method="reml").mixture, contrasts)
        ratio = (found.standard_error / plain.standard_error) ** 2
        assert np.all((ratio >= CORRECTION_LIMITS[0] - 1e-9) & (ratio <= CORRECTION_LIMITS[1] + 1e-9))
        assert found.degrees_of_freedom.min() >= LEAST_DEGREES
    else:
        close(found.standard_error, expected["standard_errors"], 1e-5)
        close(found.degrees_of_freedom, expected["degrees_of_freedom"], 1e-5)


@pytest.mark.parametrize("name", SERIES)
def test_prais_winsten(name):
    y, x, times = arrays(name, SERIES[name])
    expected = SERIES[name]["prais_winsten"]
    fit = fit_errors(y, x, times, sampling_variance=None, method="prais_winsten")
    assert_coefficients(fit, expected, standard_errors=1e-9, points=1e-9)
    assert fit.rho.value == pytest.approx(expected["rho"], rel=1e-9)
    assert fit.tau.value == pytest.approx(expected["sigma"], rel=1e-9)


@pytest.mark.parametrize("name", SERIES)
def test_arima(name):
    y, x, times = arrays(name, SERIES[name])
    expected = SERIES[name]["arima"]
    fit = fit_errors(y, x, times, sampling_variance=None, method="arima")
    assert_coefficients(fit, expected, standard_errors=5e-4, points=2e-6)
    assert fit.rho.value == pytest.approx(np.ravel(expected["arma"])[0], rel=1e-6)
    assert fit.tau.value == pytest.approx(np.sqrt(expected["sigma2"] / (1 - fit.rho.value**2)), rel=1e-6)


def test_seasonal_arima():
    y, x, times = arrays("gas", SERIES["gas"])
    fit = fit_arima(y, x, times, Order(seasonal_autoregressive=1, season=4))
    assert_coefficients(fit, SERIES["gas"]["seasonal_arima"], standard_errors=5e-4, points=2e-6)
    assert fit.warnings == ()


@pytest.mark.parametrize("lags", [None, 4])
@pytest.mark.parametrize("name", COUNTED)
def test_quasi(name, lags):
    expected = COUNTED[name]
    events, x, times = arrays(name, expected, "events")
    counts = Counts(events, read(name)["denominator"].to_numpy(float), expected["family"] == "quasibinomial")
    fit = fit_quasi(counts, x, times, lags)
    wanted = expected | {"standard_errors": expected["newey_west_4" if lags else "standard_errors"]}
    assert_coefficients(fit.errors, wanted, standard_errors=1e-8, points=1e-8)
    assert fit.dispersion == pytest.approx(expected["dispersion"], rel=1e-8)


@pytest.mark.parametrize("name", COUNTED)
def test_change_in_rates_and_shares(name):
    expected = COUNTED[name]
    denominator = "trials" if expected["family"] == "quasibinomial" else "exposure"
    options = {"start": expected["start"], "period": "period", denominator: "denominator"}
    for weights, key in ((None, "mean_change"), ("denominator", "weighted_mean_change")):
        fit = fit_interrupted_counts(read(name), weights=weights, **options)
        found = fit.estimate("mean_change")
        close([found.value, found.standard_error], expected[key], 1e-8)
    relative = fit_interrupted_counts(read(name), **options).estimate("relative_mean_change")
    ratio, error = np.exp(expected["log_relative"][0]), expected["log_relative"][1]
    close([relative.value, relative.standard_error], [100 * (ratio - 1), 100 * ratio * error], 1e-8)
