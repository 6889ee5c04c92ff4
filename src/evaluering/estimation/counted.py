"""Interrupted series of counts: events per exposure, or events of trials."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluering.estimation.arguments import require_whole
from evaluering.estimation.counted_estimands import counted_estimates, response
from evaluering.estimation.curves import period_table
from evaluering.estimation.design import Shape
from evaluering.estimation.estimands import with_detectable
from evaluering.estimation.estimate import Estimate, estimate_of
from evaluering.estimation.fitting.error_fit import lag_one_autocorrelation
from evaluering.estimation.fitting.quasi import Counts, fit_quasi
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.segments import Segments, laid_out

_CURVES = ("fitted", "counterfactual")


@dataclass(frozen=True, slots=True, eq=False)
class CountedFit:
    """A fitted interrupted series of counts.

    Parameters
    ----------
    estimates : tuple of Estimate
        See `fit_interrupted_counts`.
    frame : pandas.DataFrame
        As that of `evaluering.estimation.interrupted.InterruptedFit`, with ``observed`` and the curves as events per
        unit of the denominator (rate or share), and ``events`` and ``denominator`` beside it. The limits of the
        counterfactual are found on the scale of the link; ``*_trend`` is the curve in an average season on that scale.
        ``residual`` is Pearson's over the root of the dispersion.
    dispersion : float
        Pearson's statistic over n - p: 1 when the variance is Poisson or binomial.
    residual_autocorrelation : float
        Lag-one autocorrelation of the residuals.
    method : str
        ``quasi_poisson`` or ``quasi_binomial``, ending in ``_newey_west`` with such standard errors.
    warnings : tuple of str
        Slugs: ``few_periods``, ``not_converged``, ``few_periods_after``, ``break_near_start``,
        ``break_outside_series``.
    """

    estimates: tuple[Estimate, ...]
    frame: pd.DataFrame
    dispersion: float
    residual_autocorrelation: float
    method: str
    warnings: tuple[str, ...]

    def estimate(self, estimand: str) -> Estimate:
        """The estimate of one estimand; KeyError names those there are."""
        return estimate_of(self.estimates, estimand)


def fit_interrupted_counts(
    frame: pd.DataFrame,
    *,
    start: object,
    events: str = "events",
    exposure: str | None = None,
    trials: str | None = None,
    period: str = "month",
    harmonics: int | None = None,
    lags: int | None = None,
    shape: Shape | None = None,
    weights: str | None = None,
) -> CountedFit:
    """What changed at a date in a series of counts, and by how much.

    Quasi-Poisson regression of the events with the logarithm of the exposure as offset (Lopez Bernal and others 2017,
    Int J Epidemiol 46, 348-355), or quasi-binomial regression of the events of trials; t(n - p). The columns are those
    of `evaluering.estimation.interrupted.fit_interrupted`. Correlation between periods is not modelled: `lags` gives
    standard errors that hold under a short one, and `residual_autocorrelation` tells how much is left.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per month, quarter or year, in any order. Rows without a number in a named column are left out;
        calendar time is kept. Never altered.
    start : str, int, date or pandas.Period
        The first exposed period (included).
    events : str
        Column of counts, 0 or more.
    exposure, trials : str or None
        Column of positive numbers, at most one of the two: what the events are counted per (children, days at risk),
        or of which they are a part. None of them: events per period.
    period, harmonics, shape
        As for `fit_interrupted`.
    lags : int or None
        Longest lag of Newey and West's standard errors; None: those of independent periods with the dispersion.
    weights : str or None
        Column of weights of the periods in a mean rate or share; None: every period counts the same.

    Returns
    -------
    CountedFit
        Estimates: ``mean_change``, ``counterfactual_mean``, ``fitted_mean``, ``change_after_k_periods``,
        ``agreement_year_k_change``, ``calendar_year_YYYY_change`` in events per unit of the denominator, fitted minus
        counterfactual, by the delta method; ``relative_mean_change`` in per cent, limits found on the logarithm;
        ``level_ratio``, ``slope_ratio`` (per period), ``slope_ratio_per_year``, ``trend_before_ratio_per_year``,
        ``trend_after_ratio_per_year`` (with a ramp ``full_ratio`` and no trend after; ``level_ratio_k``,
        ``slope_ratio_k`` of further interruptions) as rate ratios, with `trials` odds ratios; their ``p_value`` and
        ``probability_positive`` are about a ratio above one.

    Raises
    ------
    TypeError
        For an argument of another kind than is asked.
    ValueError
        For a column, period or number that cannot be used, both `exposure` and `trials`, more events than trials, too
        few periods before or after the start, or a break that cannot be told apart.

    Examples
    --------
    >>> import pandas as pd
    >>> events = [31, 29, 35, 30, 33, 28, 32, 34, 30, 31, 44, 47, 41, 45, 48, 43, 46, 44, 47, 42]
    >>> frame = pd.DataFrame({"year": range(2001, 2021), "events": events, "births": 1000})
    >>> fit = fit_interrupted_counts(frame, exposure="births", period="year", start=2011)
    >>> round(fit.estimate("level_ratio").value, 2), round(1000 * fit.estimate("mean_change").value, 1)
    (1.43, 13.2)
    """
    if lags is not None:
        require_whole("lags", lags, least=0)
    series, counts = _read(frame, events, exposure=exposure, trials=trials, period=period, weights=weights)
    laid = laid_out(series, start=start, harmonics=harmonics, shape=shape)
    in_fit = replace(counts, events=counts.events[laid.used], denominator=counts.denominator[laid.used])
    fit = fit_quasi(in_fit, laid.rows, laid.times, lags)
    method = ("quasi_binomial" if counts.of_trials else "quasi_poisson") + ("" if lags is None else "_newey_west")
    fitted = laid.fitted(fit.errors)
    estimates = counted_estimates(fitted, of_trials=counts.of_trials, method=method)
    return CountedFit(
        (with_detectable(estimates[0]), *estimates[1:]),
        _table(fitted, counts, shape),
        fit.dispersion,
        lag_one_autocorrelation(fit.errors.innovations, fitted.times),
        method,
        fitted.warnings,
    )


def _read(
    frame: pd.DataFrame, events: str, *, exposure: str | None, trials: str | None, period: str, weights: str | None
) -> tuple[Observations, Counts]:
    """The rates in calendar order, and what they are made of."""
    if exposure is not None and trials is not None:
        raise ValueError("exposure or trials, not both: events are counted per something or of something")
    series = read_observations(frame, outcome=events, period=period, standard_errors=None, weights=weights)
    name = exposure if trials is None else trials
    denominator = np.ones(len(series.outcome))
    if name is not None:
        denominator = read_observations(frame, outcome=name, period=period, standard_errors=None).outcome
    if np.any(series.outcome < 0):
        raise ValueError(f"column {events!r} holds a negative number of events")
    if np.any(denominator <= 0):
        raise ValueError(f"column {name!r} must be positive")
    if trials is not None and np.any(series.outcome > denominator):
        raise ValueError(f"column {events!r} holds more events than there are trials in {trials!r}")
    counts = Counts(series.outcome, denominator, of_trials=trials is not None)
    return replace(series, outcome=series.outcome / denominator), counts


def _table(fitted: Segments, counts: Counts, shape: Shape | None) -> pd.DataFrame:
    """The series period by period, its curves taken from the scale of the link to rates or shares."""
    table = period_table(fitted, shape=shape)
    curves = [name for name in table.columns if name.startswith(_CURVES)]
    for name in curves:
        table[name] = response(table[name].to_numpy(), of_trials=counts.of_trials)
    rows = fitted.series.index - fitted.series.index[0]
    for offset, (name, values) in enumerate((("events", counts.events), ("denominator", counts.denominator))):
        whole = np.full(len(table), np.nan)
        whole[rows] = values
        table.insert(1 + offset, name, whole)
    return table.drop(columns="standard_error")
