import numpy as np
import pytest

from evaluering.estimation.design import Break, Interruption, Shape, matrix
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.autoregressive import fit_reml
from evaluering.estimation.fitting.cells import known_variance_cells, regression
from evaluering.estimation.fitting.mixture import project
from evaluering.estimation.forecast.prediction import predict
from evaluering.estimation.segments import fit_segments

START = "2023-04"
AHEAD = np.arange(2027 * 12, 2028 * 12)
EVEN = np.full(12, 1 / 12)
KNOWN = FitOptions(standard_errors="se", shape=Shape(cut_periods=8))
UNKNOWN = FitOptions(shape=Shape(cut_periods=8))
REML = FitOptions(method="reml")


def fitted(frame, options, ahead=AHEAD):
    return predict(fit_segments(frame, start=START, options=options), ahead, options=options)


@pytest.mark.parametrize("options", [KNOWN, UNKNOWN, REML], ids=["known", "unknown", "reml"])
def test_the_rows_asked_for_leave_the_fit_as_it_was(make_frame, options):
    prediction = fitted(make_frame(), options)
    plain, asked = prediction.fitted.errors.mixture, prediction.mixture
    size = plain.coefficients.shape[1]
    np.testing.assert_allclose(asked.weights, plain.weights, atol=1e-9)
    np.testing.assert_allclose(asked.coefficients[:, :size], plain.coefficients, atol=1e-8)
    contrasts = np.eye(size)
    wide = np.hstack([contrasts, np.zeros((size, 12))])
    np.testing.assert_allclose(project(asked, wide).scales, project(plain, contrasts).scales, rtol=1e-8)
    assert asked.degrees_of_freedom == plain.degrees_of_freedom


def dense(y, x, times, variance, *, rho, tau, rows, weight, ahead):
    """Universal kriging with full matrices: the mean of X b + u over the periods ahead, and its error variance."""

    def correlation(left, right):
        return tau**2 * rho ** np.abs(np.subtract.outer(left, right)).astype(float)

    inverse = np.linalg.inv(correlation(times, times) + np.diag(variance))
    bread = np.linalg.inv(x.T @ inverse @ x)
    b = bread @ x.T @ inverse @ y
    k = correlation(times, ahead) @ weight
    c = weight @ rows
    gap = c - x.T @ inverse @ k
    value = c @ b + k @ inverse @ (y - x @ b)
    return value, gap @ bread @ gap + weight @ correlation(ahead, ahead) @ weight - k @ inverse @ k


@pytest.mark.parametrize("assumption", ["slope_continues", "level_stays"])
def test_reml_is_universal_kriging_with_its_own_errors(make_frame, assumption):
    prediction = fitted(make_frame(noise=0.0), REML)
    segments = prediction.fitted
    x, y = matrix(segments.times, segments.plan), segments.series.outcome
    found = fit_reml(y, x, segments.times)
    rows = matrix(AHEAD, segments.plan)
    if assumption == "level_stays":
        rows[:, 1:4] = matrix(segments.times[-1:], segments.plan)[:, 1:4]
    weight = np.arange(1, 13) / 78
    value, variance = dense(
        y, x, segments.times, 0 * y, rho=found.rho.value, tau=found.tau.value, rows=rows, weight=weight, ahead=AHEAD
    )
    mean = prediction.mean(weight, assumption=assumption, deviation=True)
    projected = project(prediction.mixture, mean.row[None])
    assert float(projected.value[0]) == pytest.approx(value, abs=1e-7)
    assert float(projected.standard_error[0]) == pytest.approx(np.sqrt(variance), rel=1e-7)


@pytest.mark.parametrize("tau", [0.0, 1.3])
def test_a_cell_with_sampling_noise_is_universal_kriging_for_observed_periods_too(make_frame, tau):
    """The rows that `predict` makes, in one cell: periods ahead, some of them observed, others in a gap."""
    segments = fit_segments(make_frame(), start=START, options=KNOWN)
    times, x, y = segments.times, matrix(segments.times, segments.plan), segments.series.outcome[segments.used]
    ahead = np.arange(times[-1] - 5, times[-1] + 7)
    together = np.concatenate([times, ahead])
    order = np.argsort(together, kind="stable")
    rows = np.zeros((len(together), x.shape[1] + 12))
    rows[: len(times), : x.shape[1]] = x
    rows[len(times) :, x.shape[1] :] = -np.eye(12)
    variance = np.concatenate([np.ones(len(times)), np.full(12, 1e-8)])[order]
    model = regression(np.concatenate([y, np.zeros(12)])[order], rows[order], together[order])
    cell = known_variance_cells(model, np.array([0.7]), np.array([tau]), variance)
    value, expected = dense(
        y, x, times, np.ones(len(times)), rho=0.7, tau=tau, rows=matrix(ahead, segments.plan), weight=EVEN, ahead=ahead
    )
    contrast = np.concatenate([EVEN @ matrix(ahead, segments.plan), EVEN])
    half = contrast @ cell.roots[0]
    assert contrast @ cell.coefficients[0] == pytest.approx(value, abs=1e-6)
    assert half @ half == pytest.approx(expected, rel=1e-6)


def test_without_sampling_noise_an_observed_period_is_its_outcome(make_frame):
    frame = make_frame(noise=0.0)
    last = 2012 * 12 + 161
    ahead = np.arange(last - 11, last + 1)
    prediction = fitted(frame, UNKNOWN, ahead)
    mean = prediction.mean(EVEN, assumption="slope_continues", deviation=True)
    assert not prediction.predicted.any()
    assert mean.offset == pytest.approx(frame["y"].tail(12).mean())
    np.testing.assert_array_equal(mean.row, 0.0)
    trend = prediction.mean(EVEN, assumption="slope_continues", deviation=False)
    assert trend.offset == 0.0
    assert trend.row[0] == pytest.approx(1.0)


def test_with_sampling_noise_an_observed_period_is_smoothed(make_frame):
    frame = make_frame()
    last = 2012 * 12 + 161
    prediction = fitted(frame, KNOWN, np.arange(last - 11, last + 1))
    mean = prediction.mean(EVEN, assumption="slope_continues", deviation=True)
    projected = project(prediction.mixture, mean.row[None])
    assert abs(projected.value[0] - frame["y"].tail(12).mean()) < 0.5
    assert 0.1 < projected.standard_error[0] < np.sqrt(1 / 12) + 0.01, "twelve known standard errors of 1"


def test_the_level_stays_from_the_last_period_on(make_frame):
    shape = Shape(
        breaks=(Break("pulse", "2024-12", "2026-01"), Break("step", "2018-01")),
        interruptions=(Interruption("2015-01"),),
    )
    prediction = fitted(make_frame(), FitOptions(shape=shape), AHEAD)
    plan, last = prediction.fitted.plan, prediction.last
    row = prediction.mean(EVEN, assumption="level_stays", deviation=False).row
    width = plan.width
    np.testing.assert_allclose(row[:4], matrix(np.array([last]), plan)[0, :4])
    assert row[4] == 0.0, "the pulse has ended"
    assert row[5] == 1.0
    np.testing.assert_allclose(row[6:8], matrix(np.array([last]), plan)[0, 6:8])
    np.testing.assert_allclose(row[8:width], 0.0, atol=1e-12)
    slope = prediction.slope()
    assert np.flatnonzero(slope).tolist() == [1, 3, 7]
    continues = prediction.mean(EVEN, assumption="slope_continues", deviation=False).row
    years = AHEAD.mean() - last
    np.testing.assert_allclose(continues - row, slope * years, atol=1e-10)


def test_a_ramp_still_under_way_stops_where_the_level_stays(make_frame):
    options = FitOptions(shape=Shape(ramp_periods=40))
    prediction = fitted(make_frame(), options)
    stays = prediction.mean(EVEN, assumption="level_stays", deviation=False).row
    goes_on = prediction.mean(EVEN, assumption="slope_continues", deviation=False).row
    assert stays[2] == pytest.approx(27 / 40)
    assert goes_on[2] == 1.0
    assert np.flatnonzero(prediction.slope()).tolist() == [1]


def test_a_later_interruption_is_no_slope_before_it_begins(make_frame):
    options = FitOptions(shape=Shape(interruptions=(Interruption("2024-06"), Interruption("2026-01"))))
    assert np.flatnonzero(fitted(make_frame(), options).slope()).tolist() == [1, 3, 5]


@pytest.mark.parametrize("method", ["ols", "newey_west", "kenward_roger", "arima"])
def test_a_method_that_cannot_predict_is_refused(make_frame, method):
    with pytest.raises(ValueError, match=f"no forecast by method '{method}'; choose one of marginal, reml"):
        fitted(make_frame(), FitOptions(method=method))
