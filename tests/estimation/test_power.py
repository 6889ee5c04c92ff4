import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.checks.mean_change import mean_change
from evaluering.estimation.design import Break, Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import known_variance_cells, regression
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.planned_errors import PlannedErrors, planned_errors
from evaluering.estimation.power import _planned, detectable_change, gls_standard_error
from evaluering.periods import Month, months_between

START = "2023-04"


def frame(first="2014-01", *, noise=1.0, seed=1):
    months = [str(month) for month in months_between(Month.parse(first), Month(2025, 6))]
    y = 100 + np.random.default_rng(seed).normal(0, noise, len(months))
    return pd.DataFrame({"month": months, "y": y, "se": noise})


@pytest.mark.parametrize(
    "options", [FitOptions(standard_errors="se", shape=Shape(8)), FitOptions(), FitOptions(method="reml")]
)
def test_what_was_planned_is_what_the_fit_comes_to(options):
    found = detectable_change(frame(), start=START, periods_after=27, options=options)
    fitted = fit_interrupted(frame(), start=START, **options.keywords()).estimate("mean_change")
    assert found.smallest_detectable == pytest.approx(fitted.smallest_detectable, rel=0.2)
    assert found.standard_error == pytest.approx(fitted.standard_error, rel=0.2)
    assert found.degrees_of_freedom == fitted.degrees_of_freedom
    assert (found.periods_after, found.simulated) == (27, False)
    assert found.periods_before == 111 - options.shape.cut_periods if options.shape else 111


def test_nothing_after_the_start_is_looked_at():
    series = frame()
    wild = series.assign(y=series["y"].where(series["month"] < "2022-08", 1e6))
    options = FitOptions(standard_errors="se", shape=Shape(8))
    results = [detectable_change(one, start=START, periods_after=24, options=options) for one in (series, wild)]
    assert results[0] == results[1]


def test_more_periods_after_show_smaller_changes():
    options = FitOptions(standard_errors="se")
    errors = [
        detectable_change(frame(), start=START, periods_after=k, options=options).standard_error for k in (6, 12, 24)
    ]
    assert errors[0] > errors[1] > errors[2]


def test_a_break_before_the_start_costs_and_one_after_it_is_not_known_yet():
    early = Shape(8, breaks=(Break("early", "2019-01", "2020-06"),))
    plain, broken = (
        detectable_change(frame(), start=START, periods_after=24, options=FitOptions(method="reml", shape=shape))
        for shape in (Shape(8), early)
    )
    assert broken.degrees_of_freedom == plain.degrees_of_freedom - 1
    late = Shape(8, breaks=(Break("late", "2024-06"),))
    after = detectable_change(frame(), start=START, periods_after=24, options=FitOptions(method="reml", shape=late))
    assert (after.rho, after.tau) == (plain.rho, plain.tau), "nothing of it has begun before the start"
    assert after.standard_error > plain.standard_error


def test_few_periods_are_simulated_and_the_same_every_time():
    series = frame("2021-07")
    options = FitOptions(method="prais_winsten", harmonics=0)
    found = detectable_change(series, start=START, periods_after=12, options=options)
    assert found.simulated
    assert found.periods_before == 21
    assert found == detectable_change(series, start=START, periods_after=12, options=options)
    assert found.smallest_detectable > 2.5 * found.standard_error


def test_simulated_with_known_sampling_noise():
    series = frame("2021-10")
    found = detectable_change(
        series, start=START, periods_after=8, options=FitOptions(standard_errors="se", harmonics=0)
    )
    assert found.simulated
    assert 2 * found.standard_error < found.smallest_detectable < 6 * found.standard_error


@pytest.mark.parametrize("method", ["ols", "newey_west"])
def test_errors_that_are_not_estimated_cannot_be_planned_with(method):
    with pytest.raises(ValueError, match="does not estimate"):
        detectable_change(frame(), start=START, periods_after=12, options=FitOptions(method=method))


def test_two_periods_are_needed():
    with pytest.raises(ValueError, match="at least 2"):
        detectable_change(frame(), start=START, periods_after=1)


def test_a_change_of_that_size_is_found_in_about_four_of_five_series():
    options = FitOptions(standard_errors="se", shape=Shape(8))
    planned = [
        detectable_change(frame(seed=seed), start=START, periods_after=27, options=options).smallest_detectable
        for seed in range(12)
    ]
    # Adding a change moves both limits by it: it is found where it is larger than what the limits of none reach to.
    nothing = [mean_change(frame(seed=seed), start=START, options=options) for seed in range(100, 220)]
    reach = np.array([[-one.lower, one.upper] for one in nothing])
    assert 0.72 < np.mean(reach < np.median(planned)) < 0.88


def test_for_the_default_the_doubt_about_the_errors_is_carried():
    """The root mean square over the posterior, against a fine grid of it by explicit matrix algebra."""
    series = frame("2019-01")
    found = detectable_change(series, start=START, periods_after=20, options=FitOptions(standard_errors="se"))
    times = np.arange(len(series["month"][series["month"] < START]) + 20)
    before = len(times) - 20
    since, exposed = times - before, (times >= before).astype(float)
    angle = 2 * np.pi * times / 12
    season = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    trend = np.column_stack([np.ones(len(times)), since, *season])
    rows = np.column_stack([trend, exposed, since * exposed])
    asked = np.array([0, 0, 0, 0, 0, 0, 1, since[before:].mean()])
    y = series["y"].to_numpy()[:before]
    log_density, squares = [], []
    edges = np.linspace(0, 2.2, 61)
    for rho in np.sin((np.arange(60) + 0.5) / 60 * 2 * np.arcsin(0.99) - np.arcsin(0.99)):
        correlation = rho ** np.abs(np.subtract.outer(times, times)).astype(float)
        for size in (edges[1:] + edges[:-1]) / 2:
            whole = size**2 / (1 - rho**2) * correlation + np.eye(len(times))
            inverse = np.linalg.inv(whole[:before, :before])
            information = trend[:before].T @ inverse @ trend[:before]
            centre = np.linalg.solve(information, trend[:before].T @ inverse @ y)
            residual = y - trend[:before] @ centre
            logs = np.linalg.slogdet(whole[:before, :before])[1] + np.linalg.slogdet(information)[1]
            log_density.append(-0.5 * (logs + residual @ inverse @ residual) + 0.5 * np.log1p(rho))
            squares.append(asked @ np.linalg.solve(rows.T @ np.linalg.solve(whole, rows), asked))
    weight = np.exp(np.array(log_density) - max(log_density))
    assert found.standard_error == pytest.approx(np.sqrt(weight @ squares / weight.sum()), rel=0.01)


@pytest.mark.parametrize(("before", "after"), [(18, 12), (24, 10)])
def test_short_series_keep_the_mass_far_out(before, after):
    """Against a wide and fine grid: large innovations are not out of the question before so few periods."""
    times = np.arange(before)
    since = np.concatenate([times, np.arange(before, before + after)]) - before
    rows = np.column_stack([np.ones(before + after), since, since >= 0, np.maximum(since, 0)]).astype(float)
    y, variance = np.random.default_rng(3).normal(0, 2, before), np.ones(before)
    options = FitOptions(standard_errors="se", harmonics=0)
    found = planned_errors(y, rows[:before, :2], times, sampling_variance=variance, options=options)
    asked = np.array([0, 0, 1, since[before:].mean()])
    whole = np.arange(before + after)

    def root_mean_square(rho, tau, weights):
        errors = PlannedErrors(rho, tau, weights)
        variances = [
            gls_standard_error(rows, asked, errors.covariance(cell, whole, np.ones(before + after))) ** 2
            for cell in range(len(rho))
        ]
        return np.sqrt(weights @ variances)

    angle = np.arcsin(0.99) * ((np.arange(40) + 0.5) / 20 - 1)
    edges = 16 * np.linspace(0, 1, 71) ** 2  # finer where the mass is
    rho, size = (one.ravel() for one in np.meshgrid(np.sin(angle), (edges[1:] + edges[:-1]) / 2, indexing="ij"))
    tau = size / np.sqrt(1 - rho**2)
    model = regression(y, rows[:before, :2], times)
    log_density = known_variance_cells(model, rho, tau, variance).log_likelihood + 0.5 * np.log1p(rho)
    weights = np.tile(np.diff(edges), 40) * np.exp(log_density - log_density.max())
    wide = root_mean_square(rho, tau, weights / weights.sum())
    assert root_mean_square(found.rho, found.tau, found.weights) == pytest.approx(wide, rel=0.01)


def test_warnings_about_declared_breaks_are_kept():
    shape = Shape(8, breaks=(Break("near", "2022-05"), Break("outside", "2030-01")))
    found = detectable_change(frame(), start=START, periods_after=27, options=FitOptions(method="reml", shape=shape))
    assert found.warnings == ("break_near_start", "break_outside_series")
    assert detectable_change(frame(), start=START, periods_after=27).warnings == ()


def test_the_sampling_noise_to_come_is_that_of_the_last_year_on_the_calendar():
    series = frame()
    recent = series["month"].between("2021-08", "2022-07")
    series = series.assign(se=np.where(recent, 3.0, 0.5))
    gaps = series[~(recent & (series["month"].str[-2:].astype(int) % 3 != 1))]
    options = FitOptions(standard_errors="se", shape=Shape(8))
    planned = [_planned(one, start=START, periods_after=27, options=options) for one in (series, gaps)]
    assert [one.sampling_variance[-1] for one in planned] == [9.0, 9.0]
