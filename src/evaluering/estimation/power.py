"""Power before results: the smallest change a series could show, from the periods before the start alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from evaluering.estimation.design import Design, Shape, carried, design, matrix
from evaluering.estimation.estimands import POWER, Contrast, change_contrasts, estimates
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.planned_errors import PlannedErrors, planned_errors
from evaluering.estimation.time_axis import PERIODS_PER_YEAR

FEWEST_WITHOUT_SIMULATION = 36
"""Periods before and after together; with fewer, normal theory is too hopeful and series are simulated."""

SIMULATED_SERIES = 400


@dataclass(frozen=True, slots=True)
class Power:
    """What a planned before-and-after could show.

    Parameters
    ----------
    smallest_detectable : float
        The smallest mean change that would be found with 80 % probability, in the outcome's unit.
    standard_error, degrees_of_freedom : float
        Of the mean change, as planned.
    rho, tau : float
        Correlation and standard deviation of the errors before the start, sampling noise aside (for ``marginal`` their
        posterior means).
    periods_before, periods_after : int
        In the fit, and planned.
    simulated : bool
        Whether `smallest_detectable` comes from simulated series.
    warnings : tuple of str
        Slugs of the planned design: ``break_near_start``, ``break_outside_series``.
    """

    smallest_detectable: float
    standard_error: float
    degrees_of_freedom: float
    rho: float
    tau: float
    periods_before: int
    periods_after: int
    simulated: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Planned:
    """The planned series: its periods, design, errors and what is asked of it."""

    times: Times
    plan: Design
    errors: PlannedErrors
    sampling_variance: Array | None
    mean_change: Contrast
    warnings: tuple[str, ...]

    @property
    def rows(self) -> Array:
        """The design matrix, shape (n, p)."""
        return matrix(self.times, self.plan)

    def covariance(self, cell: int) -> Array:
        """Shape (n, n): V in one possibility of the errors."""
        return self.errors.covariance(cell, self.times, self.sampling_variance)


def detectable_change(
    frame: pd.DataFrame, *, start: object, periods_after: int, options: FitOptions | None = None
) -> Power:
    """The smallest mean change that would be found with 80 % probability.

    rho and tau are learnt from the periods before the start and its cut; nothing after them is looked at. The
    smallest change is (t.975 + t.80) standard errors of the mean change under V = tau² R(rho) + sampling variance over
    all planned periods, t with n - p degrees of freedom. For ``marginal`` the squared standard error is the mean over
    the posterior of rho and tau: put in as known, their means would promise too much. For the other error models the
    estimates are put in. With fewer than 36 periods in all, 400 series are simulated from that V (rho and tau drawn
    anew for each) and fitted, and the smallest change is the one whose interval leaves out zero in 80 % of them.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `evaluering.estimation.interrupted.fit_interrupted`; only its periods before the start are used. Never
        altered.
    start : period
        The first exposed period (included).
    periods_after : int
        Periods planned from the start on. Each counts the same in the mean; each has the mean sampling variance of the
        year on the calendar that ends with the last period before the cut.
    options : FitOptions or None
        How the series is read and fitted; None: the defaults. Weights are not used. `seed` is that of the simulation.

    Returns
    -------
    Power
        In the unit of the outcome.

    Raises
    ------
    ValueError
        As `fit_interrupted`; for fewer than two planned periods; for an error model that does not estimate the errors'
        correlation and size (``ols``, ``newey_west``).

    References
    ----------
    Zhang F, Wagner AK, Ross-Degnan D. Simulation-based power calculation for designing interrupted time series
    analyses of health policy interventions. J Clin Epidemiol 2011.
    """
    options = FitOptions() if options is None else options
    if periods_after < 2:
        raise ValueError(f"at least 2 periods are needed from the start on, not {periods_after}")
    planned = _planned(frame, start=start, periods_after=periods_after, options=options)
    errors, rows = planned.errors, planned.rows
    df = float(rows.shape[0] - rows.shape[1])
    each = [
        gls_standard_error(rows, planned.mean_change.row, planned.covariance(cell)) for cell in range(len(errors.rho))
    ]
    error = float(np.sqrt(errors.weights @ np.square(each)))
    few = len(planned.times) < FEWEST_WITHOUT_SIMULATION
    quantiles = float(special.stdtrit(df, [(1 + CONFIDENCE) / 2, POWER]).sum())
    return Power(
        smallest_detectable=_simulated(planned, options=options) if few else quantiles * error,
        standard_error=error,
        degrees_of_freedom=df,
        rho=float(errors.weights @ errors.rho),
        tau=float(errors.weights @ errors.tau),
        periods_before=len(planned.times) - periods_after,
        periods_after=periods_after,
        simulated=few,
        warnings=planned.warnings,
    )


def gls_standard_error(rows: Array, contrast: Array, covariance: Array) -> float:
    """Standard error of a linear combination of generalised least squares coefficients, √(c' (X'V⁻¹X)⁻¹ c).

    Parameters
    ----------
    rows : Array
        Shape (n, p): X.
    contrast : Array
        Shape (p,): c.
    covariance : Array
        Shape (n, n): V, positive definite.
    """
    whitened = np.linalg.solve(np.linalg.cholesky(covariance), rows)
    _, upper = np.linalg.qr(whitened)
    return float(np.linalg.norm(np.linalg.solve(upper.T, contrast)))


def _planned(frame: pd.DataFrame, *, start: object, periods_after: int, options: FitOptions) -> _Planned:
    shape = options.shape or Shape()
    series = read_observations(
        frame, outcome=options.outcome, period=options.period, standard_errors=options.standard_errors
    )
    origin = series.position(start)
    before = series.complete & (series.index < origin - shape.cut_periods)
    seen = series.index[before]
    times = np.concatenate([seen, np.arange(origin, origin + periods_after)])
    plan, slugs = carried(
        design(series.grain, origin, harmonics=options.harmonics, shape=shape, days=series.days), times
    )
    errors = _errors_before(series, before, plan, options=options)
    variance = None
    if series.sampled:
        known = series.standard_error[before] ** 2
        later = known[seen > seen[-1] - PERIODS_PER_YEAR[series.grain]].mean()
        variance = np.concatenate([known, np.full(periods_after, later)])
    asked = change_contrasts(times, np.ones(len(times)), plan)[0]
    return _Planned(times, plan, errors, variance, asked, slugs)


def _errors_before(
    series: Observations, inside: NDArray[np.bool_], plan: Design, *, options: FitOptions
) -> PlannedErrors:
    """The errors of the periods before the start, from what of the design has begun by then."""
    times = series.index[inside]
    rows = matrix(times, plan)
    moves = np.ptp(rows, axis=0) > 0
    moves[0] = True  # the constant
    variance = series.standard_error[inside] ** 2 if series.sampled else None
    return planned_errors(series.outcome[inside], rows[:, moves], times, sampling_variance=variance, options=options)


def _simulated(planned: _Planned, *, options: FitOptions) -> float:
    """Four in five intervals leave out zero: adding a change moves both limits by it, so one set of series suffices."""
    generator = np.random.default_rng(options.seed)
    roots = [np.linalg.cholesky(planned.covariance(cell)) for cell in range(len(planned.errors.rho))]
    drawn = generator.choice(len(roots), size=SIMULATED_SERIES, p=planned.errors.weights)
    reach = []
    for cell, noise in zip(drawn, generator.standard_normal((SIMULATED_SERIES, len(planned.times))), strict=True):
        fit = fit_errors(
            roots[cell] @ noise,
            planned.rows,
            planned.times,
            sampling_variance=planned.sampling_variance,
            method=options.method,
            lags=options.lags,
        )
        found = estimates(fit.mixture, [planned.mean_change], planned.plan, method=options.method, warnings=())[0]
        reach += [-found.lower, found.upper]  # a change upwards and one downwards are alike
    return float(np.quantile(reach, POWER))
