"""The numbers of compute.R in this folder (R, nlme, sandwich, explicit matrix algebra) come out again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.design import Shape, design, matrix
from evaluering.estimation.fitting.cells import known_variance_cells, profiled_cells, regression
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.observations import read_observations
from evaluering.estimation.time_axis import position

FOLDER = Path(__file__).parent
NUMBERS = json.loads((FOLDER / "numbers.json").read_text(encoding="utf-8"))["series"]
ESTIMANDS = ("mean_change", "level_change", "slope_change")


def read(name):
    return pd.read_csv(FOLDER / f"{name}.csv", dtype={"period": str})


def arrays(name):
    observed = read_observations(read(name), outcome="y", period="period", standard_errors=None)
    plan = design(observed.grain, position(NUMBERS[name]["start"], observed.grain), harmonics=None, shape=Shape())
    return observed.outcome, matrix(observed.index, plan), observed.index


def close(found, expected, tolerance):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=tolerance)


@pytest.mark.parametrize("name", NUMBERS)
def test_least_squares(name):
    y, x, times = arrays(name)
    fit = fit_errors(y, x, times, sampling_variance=None, method="ols").mixture
    close(fit.coefficients[0], NUMBERS[name]["ols"]["coefficients"], 1e-8)
    close(np.sqrt(np.diag(fit.roots[0] @ fit.roots[0].T)), NUMBERS[name]["ols"]["standard_errors"], 1e-8)


@pytest.mark.parametrize("lags", [1, 4])
@pytest.mark.parametrize("name", [name for name in NUMBERS if "newey_west_1" in NUMBERS[name]])
def test_newey_west(name, lags):
    y, x, times = arrays(name)
    fit = fit_errors(y, x, times, sampling_variance=None, method="newey_west", lags=lags).mixture
    close(np.sqrt(np.diag(fit.roots[0] @ fit.roots[0].T)), NUMBERS[name][f"newey_west_{lags}"], 1e-7)


@pytest.mark.parametrize("name", NUMBERS)
def test_known_variance(name):
    """Sampling noise and AR(1) with given parameters, against explicit inversion of V."""
    y, x, times = arrays(name)
    expected = NUMBERS[name]["cells"]
    rho, tau = (np.array([cell[key] for cell in expected]) for key in ("rho", "tau"))
    variance = np.broadcast_to(np.square(NUMBERS[name]["sampling_sd"]), y.shape)
    cells = known_variance_cells(regression(y, x, times), rho, tau, variance)
    close(cells.coefficients, [cell["coefficients"] for cell in expected], 1e-8)
    errors = np.sqrt(np.einsum("gij,gij->gi", cells.roots, cells.roots))
    close(errors, [cell["standard_errors"] for cell in expected], 1e-8)
    close(cells.log_likelihood, [cell["log_likelihood"] for cell in expected], 1e-8)


@pytest.mark.parametrize("name", [name for name in NUMBERS if "gls" in NUMBERS[name]])
def test_gls_with_given_correlation(name):
    """nlme::gls with corAR1 held fixed: the scale profiled out by REML."""
    y, x, times = arrays(name)
    expected = NUMBERS[name]["gls"]
    cells = profiled_cells(regression(y, x, times), np.array([cell["rho"] for cell in expected]))
    close(cells.coefficients, [cell["coefficients"] for cell in expected], 1e-6)
    errors = np.sqrt(np.einsum("gij,gij->gi", cells.roots, cells.roots))
    close(errors, [cell["standard_errors"] for cell in expected], 1e-6)
    close(cells.log_likelihood, [cell["log_likelihood"] for cell in expected], 1e-8)


def assert_mixture(fit, expected, tolerance):
    for estimand in ESTIMANDS:
        found, wanted = fit.estimate(estimand), expected[estimand]
        for key in ("value", "lower", "upper"):
            assert abs(getattr(found, key) - wanted[key]) <= tolerance * wanted["standard_error"], (estimand, key)
        assert found.standard_error == pytest.approx(wanted["standard_error"], rel=tolerance)
        assert 1 - found.probability_positive == pytest.approx(wanted["below_zero"], abs=tolerance)


@pytest.mark.parametrize("name", NUMBERS)
def test_marginal_reml(name):
    """Against 4,000 equal cells of rho, each by explicit inversion; tolerance in standard errors."""
    fit = fit_interrupted(read(name), period="period", start=NUMBERS[name]["start"])
    assert_mixture(fit, NUMBERS[name]["profiled_mixture"], 1e-6)


@pytest.mark.parametrize("name", [name for name in NUMBERS if "known_mixture" in NUMBERS[name]])
def test_marginal_with_sampling_variance(name):
    """Against 25,200 cells of rho and tau; tolerance in standard errors covers the coarseness of those cells."""
    fit = fit_interrupted(read(name), period="period", start=NUMBERS[name]["start"], standard_errors="s")
    assert_mixture(fit, NUMBERS[name]["known_mixture"], 5e-4)
