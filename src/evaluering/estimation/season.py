"""Season: by how much each calendar month lies above or below its year, and whether the months differ at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from evaluering.estimation.design import Break, Design, Shape, carried, design, matrix, season_columns
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Array, Mixture, project
from evaluering.estimation.observations import read_observations
from evaluering.estimation.time_axis import PERIODS_PER_YEAR

CLEAR = 0.05
"""A season is clear when the joint test of its waves has a smaller p-value."""


@dataclass(frozen=True, slots=True, eq=False)
class SeasonFit:
    """The season of a series, beside its straight line and declared breaks.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per season of the year, in order: ``season`` (1 to 12 for months, 1 to 4 for quarters), ``value``,
        ``lower``, ``upper`` (above or below the mean of the year, in the unit of the outcome, with 95 % limits). The
        values add up to zero.
    statistic : float
        Of the joint test that every wave is nothing: the quadratic form of the coefficients over their number.
    degrees_of_freedom : (int, float)
        Of the F distribution it is held against; the second infinite where sampling errors are known.
    p_value : float
    """

    frame: pd.DataFrame
    statistic: float
    degrees_of_freedom: tuple[int, float]
    p_value: float

    @property
    def clear(self) -> bool:
        """Whether the joint test speaks for a season."""
        return self.p_value < CLEAR


def fit_season(
    frame: pd.DataFrame,
    *,
    outcome: str = "y",
    period: str = "month",
    harmonics: int | None = None,
    standard_errors: str | None = None,
    method: str = "marginal",
    breaks: tuple[Break, ...] = (),
) -> SeasonFit:
    """The season of a series by pairs of waves, with the errors of the interrupted series.

    The joint test is Wald's: coefficients and covariance are the mean and the scale of their distribution, with the
    doubt about the errors' parameters in it.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per month or quarter, in any order; rows without an outcome (or a standard error, where named) are left
        out. Never altered.
    outcome, period, harmonics, standard_errors, method, breaks
        As for `evaluering.estimation.trend.fit_trend`.

    Raises
    ------
    ValueError
        As `evaluering.estimation.trend.fit_trend`; for a design without waves.

    Examples
    --------
    >>> place = np.arange(60)
    >>> y = 3 * np.cos(2 * np.pi * place / 12) + np.random.default_rng(1).standard_normal(60)
    >>> months = pd.period_range("2018-01", periods=60, freq="M")
    >>> season = fit_season(pd.DataFrame({"month": months, "y": y}), method="ols")
    >>> season.clear, int(season.frame["value"].idxmax()) + 1
    (True, 1)
    """
    series = read_observations(frame, outcome=outcome, period=period, standard_errors=standard_errors)
    used = series.complete
    times = series.index[used]
    if len(times) == 0:
        raise ValueError("too few periods: none has an outcome")
    declared = design(series.grain, int(times[0]), harmonics=harmonics, shape=Shape(breaks=breaks), days=series.days)
    if declared.harmonics == 0:
        raise ValueError("a season is told by one pair of waves or more")
    plan, _ = carried(replace(declared, changes=False), times)
    variance = series.standard_error[used] ** 2 if series.sampled else None
    fit = fit_errors(series.outcome[used], matrix(times, plan), times, sampling_variance=variance, method=method)
    statistic, degrees, p_value = _joint_test(fit.mixture, plan)
    return SeasonFit(_seasons(fit.mixture, plan), statistic, degrees, p_value)


def _joint_test(mixture: Mixture, plan: Design) -> tuple[float, tuple[int, float], float]:
    """Wald's test of all waves together: statistic, degrees of freedom and p."""
    waves = mixture.coefficients[:, plan.season_from :]
    half = mixture.roots[:, plan.season_from :, :]
    mean = mixture.weights @ waves
    apart = waves - mean
    within = np.einsum("g,gik,gjk->ij", mixture.weights, half, half)
    covariance = within + np.einsum("g,gi,gj->ij", mixture.weights, apart, apart)
    count = len(mean)
    statistic = float(mean @ np.linalg.solve(covariance, mean)) / count
    contrasts = np.eye(plan.width)[plan.season_from :]
    left = float(mixture.component_degrees(contrasts).min())
    known = bool(np.isinf(left))
    p_value = special.chdtrc(count, statistic * count) if known else special.fdtrc(count, left, statistic)
    return statistic, (count, left), float(p_value)


def _seasons(mixture: Mixture, plan: Design) -> pd.DataFrame:
    """Every season of a year with its limits."""
    place = np.arange(PERIODS_PER_YEAR[plan.grain])
    rows: Array = np.zeros((len(place), plan.width))
    rows[:, plan.season_from :] = season_columns(place, plan)
    found = project(mixture, rows)
    tail = (1 - CONFIDENCE) / 2
    return pd.DataFrame(
        {
            "season": place + 1,
            "value": found.value,
            "lower": found.quantile(tail),
            "upper": found.quantile(1 - tail),
        }
    )
