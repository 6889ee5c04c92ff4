"""Interrupted time series: what changed at a date, against what would have come without it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluering.estimation.curves import period_table
from evaluering.estimation.design import Shape
from evaluering.estimation.estimands import estimates, has_relative, ratio_draws, relative_change, with_detectable
from evaluering.estimation.estimate import Estimate, estimate_of
from evaluering.estimation.fit_options import SEED, FitOptions
from evaluering.estimation.fitting.error_fit import lag_one_autocorrelation
from evaluering.estimation.segments import Segments, fit_segments

RELATIVE_WITHHELD = "relative_change_withheld"
"""Warning of a fit whose mean change is not given in per cent, since the counterfactual mean may be zero or less."""


@dataclass(frozen=True, slots=True, eq=False)
class InterruptedFit:
    """A fitted interrupted time series.

    Parameters
    ----------
    estimates : tuple of Estimate
        The mean change first; see `evaluering.estimation.estimands.change_contrasts` for the others.
    frame : pandas.DataFrame
        One row per calendar period from the first to the last, no gaps: ``period``, ``observed``, ``standard_error``,
        ``used`` (in the fit), ``exposed`` (from the start on), ``cut`` (left out before the start), ``in_break`` (in
        a declared break), ``fitted`` and ``counterfactual`` (with season), ``fitted_trend`` and
        ``counterfactual_trend`` (in an average season), ``counterfactual_lower``, ``counterfactual_upper`` and, for the
        average season, ``counterfactual_trend_lower``, ``counterfactual_trend_upper`` (95 %, each period by itself; NaN
        before the start), ``residual`` (whitened: about standard normal when the model holds; NaN where not used).
    rho, rho_lower, rho_upper : float
        Correlation of the errors between neighbouring periods, sampling noise aside: posterior mean and 95 % limits;
        NaN for methods that do not estimate it.
    tau, tau_lower, tau_upper : float
        Standard deviation of the errors in the outcome's unit, sampling noise aside; likewise.
    residual_autocorrelation : float
        Lag-one autocorrelation of the whitened residuals.
    method : str
        The error model.
    warnings : tuple of str
        Slugs: those of the errors (``near_unit_root``, ``variance_at_boundary``, ``few_periods`` …), then
        ``few_periods_after`` (fewer than six from the start on are in the fit), ``break_near_start`` (a break or
        further interruption begins or ends less than twelve months from the start), ``break_outside_series`` (one
        neither begins nor ends in the series, so that it moves nothing there: it lies outside, or covers every period
        and is part of the constant; it was left out), ``relative_change_withheld`` (the 95 % interval of the
        counterfactual mean reaches zero, or lies below it: there is no ``relative_mean_change``).
    coefficients : int
        Columns of the design: constant, trend, change, breaks, further interruptions and season.
    """

    estimates: tuple[Estimate, ...]
    frame: pd.DataFrame
    rho: float
    rho_lower: float
    rho_upper: float
    tau: float
    tau_lower: float
    tau_upper: float
    residual_autocorrelation: float
    method: str
    warnings: tuple[str, ...]
    coefficients: int

    def estimate(self, estimand: str) -> Estimate:
        """The estimate of one estimand; KeyError names those there are."""
        return estimate_of(self.estimates, estimand)


def fit_interrupted(
    frame: pd.DataFrame,
    *,
    outcome: str = "y",
    period: str = "month",
    start: object,
    harmonics: int | None = None,
    standard_errors: str | None = None,
    method: str = "marginal",
    lags: int | None = None,
    shape: Shape | None = None,
    weights: str | None = None,
    seed: int = SEED,
) -> InterruptedFit:
    """What changed at a date, and by how much.

    Model: outcome = constant + time + level change + slope change + declared breaks + season + AR(1) errors + known
    sampling noise (Wagner and others 2002 for the segments). See `evaluering.estimation.fitting.marginal` for the
    errors. Every number but those of a further interruption is about the change at `start`: breaks and further
    interruptions are held equal in the counterfactual, so what they moved is not counted as change.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per month, quarter or year, in any order. Rows without an outcome (or without a standard error, where a
        column of them is named) are left out; calendar time is kept. Never altered.
    outcome, period : str
        Names of columns. For the forms a period may take see `evaluering.estimation.time_axis.read_periods`.
    start : str, int, date or pandas.Period
        The first exposed period (included), in any form a period may take. ``2018`` or ``2018Q2`` on a series by month
        is its first month. A day is the month it lies in; in quarters and years it is the period it lies in when the
        column holds days too, and is otherwise refused unless it begins one.
    harmonics : int or None
        Pairs of sine and cosine; None: two for months, one for quarters, none for years.
    standard_errors : str or None
        Column with the standard error of each outcome (positive); None when unknown. Only ``marginal`` uses it; another
        method warns that it does not (``standard_errors_unused``).
    method : str
        The error model, one of `evaluering.estimation.fitting.methods.METHODS`: ``marginal`` (the default), ``reml``,
        ``ml``, ``kenward_roger``, ``ols``, ``newey_west``, ``prais_winsten``, ``arima``.
    lags : int or None
        Longest lag of ``newey_west``; None: the whole part of 4 (n/100)^(2/9).
    shape : Shape or None
        Cut, ramp, declared breaks and further interruptions; None: level and slope change, all periods.
    weights : str or None
        Column of weights of the periods in a *mean* (births, say: then the mean change is that of the average child).
        The fit itself is not weighted. None: every period counts the same.
    seed : int
        Of the 20,000 joint draws behind the limits of the relative change.

    Returns
    -------
    InterruptedFit
        Estimates, the series with its counterfactual, the errors' parameters and warnings.

    Raises
    ------
    TypeError
        For an argument of another kind than is asked: a frame, a shape, a whole number, a column's name.
    ValueError
        For a column, period or number that cannot be used, a period twice, an unknown method, too few periods before
        or after the start, or a break or interruption that cannot be told apart in the periods of the fit (named).

    Examples
    --------
    >>> import pandas as pd
    >>> y = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 13, 15, 18, 17, 19, 13, 15, 18, 17, 19]
    >>> frame = pd.DataFrame({"year": range(2001, 2021), "y": y})
    >>> fit = fit_interrupted(frame, period="year", start=2011, method="ols")
    >>> round(fit.estimate("mean_change").value, 1)
    9.8
    """
    options = FitOptions(outcome, period, harmonics, standard_errors, method, lags, shape, weights, seed)
    return interrupted_fit(fit_segments(frame, start=start, options=options), options=options)


def interrupted_fit(fitted: Segments, *, options: FitOptions) -> InterruptedFit:
    """What a fitted segmented regression says: every estimand, the series, the errors and the warnings.

    Parameters
    ----------
    fitted : Segments
        From `evaluering.estimation.segments.fit_segments`.
    options : FitOptions
        Those it was fitted with.
    """
    errors, contrasts = fitted.errors, fitted.contrasts
    found = estimates(errors.mixture, contrasts, fitted.plan, method=options.method, warnings=fitted.warnings)
    change = with_detectable(found[0])
    relative: tuple[Estimate, ...] = ()
    if has_relative(found[1]):
        draws = ratio_draws(errors.mixture, contrasts[0], contrasts[1], seed=options.seed)
        relative = (relative_change(change, found[1], draws),)
    return InterruptedFit(
        estimates=(change, *relative, *found[1:]),
        frame=period_table(fitted, shape=options.shape),
        rho=errors.rho.value,
        rho_lower=errors.rho.lower,
        rho_upper=errors.rho.upper,
        tau=errors.tau.value,
        tau_lower=errors.tau.lower,
        tau_upper=errors.tau.upper,
        residual_autocorrelation=lag_one_autocorrelation(errors.innovations, fitted.times),
        method=options.method,
        warnings=fitted.warnings if relative else (*fitted.warnings, RELATIVE_WITHHELD),
        coefficients=fitted.plan.width,
    )
