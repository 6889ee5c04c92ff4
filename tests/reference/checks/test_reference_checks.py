"""The numbers of compute.R in this folder come out again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from evaluering.estimation.checks.hidden_cause import e_value
from evaluering.estimation.checks.residuals import residual_autocorrelation
from evaluering.estimation.design import Shape, design, matrix
from evaluering.estimation.estimands import change_contrasts
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.multiplicity import benjamini_hochberg, holm
from evaluering.estimation.power import gls_standard_error
from evaluering.estimation.time_axis import labels

NUMBERS = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NUMBERS["multiplicity"])
def test_adjusted_p_values(name):
    expected = {key: np.atleast_1d(np.array(one, dtype=float)) for key, one in NUMBERS["multiplicity"][name].items()}
    np.testing.assert_allclose(holm(expected["p"]), expected["holm"], rtol=1e-10)
    np.testing.assert_allclose(benjamini_hochberg(expected["p"]), expected["bh"], rtol=1e-10)


@pytest.mark.parametrize("expected", NUMBERS["e_values"])
def test_e_values(expected):
    found = e_value(expected["risk_ratio"], lower=expected["lower"], upper=expected["upper"])
    assert found.value == pytest.approx(expected["value"], rel=1e-10)
    assert found.limit == pytest.approx(expected["limit"], rel=1e-10)


@pytest.mark.parametrize("expected", NUMBERS["power"])
def test_standard_errors_under_a_known_covariance(expected):
    times = np.arange(1, expected["n"] + 1)
    plan = design("month", expected["T0"], harmonics=expected["harmonics"], shape=Shape())
    rows = matrix(times, plan)
    gap = np.abs(np.subtract.outer(times, times)).astype(float)
    covariance = expected["sd"] ** 2 * np.float64(expected["rho"]) ** gap
    unit = np.eye(plan.width)
    asked = {
        "level": unit[2],
        "slope": unit[3],
        "after_12": unit[2] + 11 * unit[3],
        "mean_change": change_contrasts(times, np.ones(len(times)), plan)[0].row,
    }
    found = {name: gls_standard_error(rows, row, covariance) for name, row in asked.items()}
    for name, error in found.items():
        assert error == pytest.approx(expected[name], rel=1e-8)
    df = float(rows.shape[0] - rows.shape[1])
    quantiles = special.stdtrit(df, [0.975, 0.8]).sum()
    assert quantiles * found["mean_change"] == pytest.approx(expected["mde_mean_change"], rel=1e-8)


@pytest.mark.parametrize("expected", NUMBERS["ljung_box"]["tests"])
def test_ljung_box_without_gaps(expected):
    residuals = NUMBERS["ljung_box"]["residuals"]
    frame = pd.DataFrame({"period": labels(12 * 1920 + np.arange(len(residuals)), "month"), "residual": residuals})
    rho = 0.3 if expected["fitted"] else float("nan")
    fit = InterruptedFit((), frame, rho, rho, rho, 1.0, 1.0, 1.0, 0.0, "marginal", (), 8)
    check = residual_autocorrelation(fit, lags=expected["lags"])
    assert check.facts["statistic"] == pytest.approx(expected["statistic"], rel=1e-10)
    assert check.facts["p_value"] == pytest.approx(expected["p_value"], rel=1e-8)
    np.testing.assert_allclose(
        check.table["autocorrelation"], NUMBERS["ljung_box"]["autocorrelation"][: expected["lags"]], rtol=1e-9
    )
