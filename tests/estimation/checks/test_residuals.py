import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.diagnostic import acorr_ljungbox

from evaluering.estimation.checks.residuals import residual_autocorrelation, residual_season
from evaluering.estimation.design import Break, Interruption, Shape
from evaluering.estimation.interrupted import InterruptedFit, fit_interrupted

START = "2023-04"


def fitted(frame, **chosen):
    return fit_interrupted(frame, start=START, shape=Shape(cut_periods=8), **chosen)


def with_residuals(values, *, rho=0.3, periods=None):
    periods = (
        [f"{2000 + place // 12}-{place % 12 + 1:02d}" for place in range(len(values))] if periods is None else periods
    )
    frame = pd.DataFrame({"period": periods, "residual": values})
    return InterruptedFit((), frame, rho, rho, rho, 1.0, 1.0, 1.0, 0.0, "marginal", (), 8)


def test_independent_noise_leaves_nothing(make_frame):
    fit = fitted(make_frame(), standard_errors="se")
    autocorrelation, season = residual_autocorrelation(fit), residual_season(fit)
    assert (autocorrelation.verdict, season.verdict) == ("holds", "holds")
    assert autocorrelation.facts["lags"] == 12
    assert autocorrelation.facts["degrees_of_freedom"] == 11
    assert autocorrelation.facts["periods"] == 130
    assert autocorrelation.facts["lag_one"] == pytest.approx(fit.residual_autocorrelation, abs=0.02)
    assert season.facts["degrees_of_freedom"] == 7
    assert season.facts["residual_degrees_of_freedom"] == 130 - 7 - 8


def test_correlation_the_model_leaves_is_found(make_frame):
    frame = make_frame()
    noise = np.random.default_rng(5).normal(0, 1, len(frame) + 3)
    frame = frame.assign(y=frame["y"] + 2 * (noise[3:] + noise[2:-1] + noise[1:-2] + noise[:-3]))
    check = residual_autocorrelation(fitted(frame, method="ols"))
    assert check.verdict == "in_doubt"
    assert check.facts["degrees_of_freedom"] == 12, "least squares estimates no correlation"
    assert check.facts["lag_one"] > 0.3
    assert abs(check.table["autocorrelation"].iloc[0]) > check.table["limit"].iloc[0]


def test_a_season_the_waves_cannot_hold_is_found(make_frame):
    frame = make_frame()
    july = frame["month"].str.endswith("-07")
    check = residual_season(fitted(frame.assign(y=frame["y"] + 6 * july), standard_errors="se"))
    assert check.verdict == "in_doubt"
    assert check.facts["largest_season"] == 7
    assert check.facts["largest"] == check.table.set_index("season").loc[7, "mean"] > 1
    assert check.table["periods"].sum() == 130


@pytest.mark.parametrize(
    ("shape", "coefficients"),
    [
        (Shape(8), 8),
        (Shape(8, ramp_periods=6), 7),
        (Shape(8, breaks=(Break("a", "2020-03", "2021-06"), Break("outside", "2030-01"))), 9),
        (Shape(8, interruptions=(Interruption("2018-01"),)), 10),
    ],
)
def test_everything_in_the_model_is_taken_off_the_degrees_of_freedom(make_frame, shape, coefficients):
    fit = fit_interrupted(make_frame(), start=START, shape=shape)
    assert fit.coefficients == coefficients
    assert residual_season(fit).facts["residual_degrees_of_freedom"] == 130 - 7 - coefficients


def test_every_month_by_itself_leaves_no_season_to_test(make_frame):
    check = residual_season(fitted(make_frame(), harmonics=6), harmonics=6)
    assert check.verdict == "not_assessed"
    assert np.isnan(check.facts["p_value"])


def test_years_have_no_season():
    frame = pd.DataFrame({"year": range(1990, 2020), "y": np.random.default_rng(1).normal(0, 1, 30)})
    fit = fit_interrupted(frame, period="year", start=2010, method="ols")
    assert residual_season(fit).verdict == "not_assessed"
    assert residual_autocorrelation(fit).facts["lags"] == 6


def test_without_gaps_it_is_the_statistic_of_statsmodels():
    values = np.random.default_rng(3).normal(0, 1, 80)
    check = residual_autocorrelation(with_residuals(values), lags=10)
    expected = acorr_ljungbox(values - values.mean(), lags=[10], model_df=1).iloc[0]
    assert check.facts["statistic"] == pytest.approx(expected["lb_stat"], rel=1e-12)
    assert check.facts["p_value"] == pytest.approx(expected["lb_pvalue"], rel=1e-10)


def test_a_gap_stays_a_gap():
    values = np.tile([1.0, -1.0], 20)
    whole = residual_autocorrelation(with_residuals(values), lags=2)
    periods = [f"{2000 + 4 * (place // 2)}-0{place % 2 + 1}" for place in range(40)]
    apart = residual_autocorrelation(with_residuals(values, periods=periods), lags=2)
    assert whole.table["autocorrelation"].iloc[1] == pytest.approx(0.95)
    assert apart.table["autocorrelation"].tolist() == pytest.approx([-0.5, 0.0])
    assert apart.facts["degrees_of_freedom"] == 0
    assert apart.verdict == "not_assessed", "one lag with pairs, and one parameter estimated"


def test_few_periods_say_nothing():
    assert residual_autocorrelation(with_residuals(np.arange(20.0))).verdict == "not_assessed"


@pytest.mark.parametrize("lags", [1, 40])
def test_impossible_lags(lags):
    with pytest.raises(ValueError, match="from 2 to 39"):
        residual_autocorrelation(with_residuals(np.arange(40.0)), lags=lags)
