"""Interrupted time series: what changed at a date, against what would have come without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluering.estimation.design import (
    Design,
    Shape,
    design,
    matrix,
    used_periods,
    without_change,
    without_season,
)
from evaluering.estimation.estimands import (
    change_contrasts,
    estimates,
    ratio_draws,
    relative_change,
    with_detectable,
)
from evaluering.estimation.estimate import CONFIDENCE, Estimate
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.error_fit import ErrorFit, lag_one_autocorrelation
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Mixture, project
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.time_axis import label, position

SEED = 20_230_401


@dataclass(frozen=True, slots=True, eq=False)
class InterruptedFit:
    """A fitted interrupted time series.

    Parameters
    ----------
    estimates : tuple of Estimate
        The mean change first; see `evaluering.estimation.estimands.change_contrasts` for the others.
    frame : pandas.DataFrame
        One row per calendar period from the first to the last, no gaps: ``period``, ``observed``, ``standard_error``,
        ``used`` (in the fit), ``exposed`` (from the start on), ``cut`` (left out before the start), ``fitted`` and
        ``counterfactual`` (with season), ``fitted_trend`` and ``counterfactual_trend`` (in an average season),
        ``counterfactual_lower``, ``counterfactual_upper`` and, for the average season, ``counterfactual_trend_lower``,
        ``counterfactual_trend_upper`` (95 %, each period by itself; NaN before the start), ``residual`` (whitened:
        about standard normal when the model holds; NaN where not used).
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
        Slugs: ``near_unit_root``, ``variance_at_boundary``, ``few_periods``.
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

    def estimate(self, estimand: str) -> Estimate:
        """The estimate of one estimand; KeyError names those there are."""
        for estimate in self.estimates:
            if estimate.estimand == estimand:
                return estimate
        raise KeyError(f"no estimand {estimand!r}; there are {', '.join(one.estimand for one in self.estimates)}")


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

    Model: outcome = constant + time + level change + slope change + season + AR(1) errors + known sampling noise
    (Wagner and others 2002 for the segments). See `evaluering.estimation.fitting.marginal` for the errors.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per month, quarter or year, in any order. Rows without an outcome (or without a standard error, where a
        column of them is named) are left out; calendar time is kept. Never altered.
    outcome, period : str
        Names of columns. For the forms a period may take see `evaluering.estimation.time_axis.read_periods`.
    start : str, int, date or pandas.Period
        The first exposed period (included).
    harmonics : int or None
        Pairs of sine and cosine; None: two for months, one for quarters, none for years.
    standard_errors : str or None
        Column with the standard error of each outcome (positive); None when unknown. Only ``marginal`` uses it.
    method : {"marginal", "ols", "newey_west"}
        The error model.
    lags : int or None
        Longest lag of ``newey_west``; None: the whole part of 4 (n/100)^(2/9).
    shape : Shape or None
        Cut and ramp; None: level and slope change, all periods.
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
    ValueError
        For a column, period or number that cannot be used, a period twice, an unknown method, or too few periods
        before or after the start.

    Examples
    --------
    >>> import pandas as pd
    >>> y = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 13, 15, 18, 17, 19, 13, 15, 18, 17, 19]
    >>> frame = pd.DataFrame({"year": range(2001, 2021), "y": y})
    >>> fit = fit_interrupted(frame, period="year", start=2011, method="ols")
    >>> round(fit.estimate("mean_change").value, 1)
    9.8
    """
    shape = Shape() if shape is None else shape
    series = read_observations(frame, outcome=outcome, period=period, standard_errors=standard_errors, weights=weights)
    plan = design(series.grain, position(start, series.grain), harmonics=harmonics, shape=shape)
    used = used_periods(series.index, series.complete, origin=plan.origin, shape=shape)
    times, weight = series.index[used], series.weight[used]
    _require_periods(times, plan)
    if not np.all(np.isfinite(weight)) or weight[times >= plan.origin].sum() <= 0:
        raise ValueError("every period in the fit needs a weight, and one after the start a positive weight")
    variance = series.standard_error[used] ** 2 if series.sampled else None
    fit = fit_errors(
        series.outcome[used], matrix(times, plan), times, sampling_variance=variance, method=method, lags=lags
    )
    contrasts = change_contrasts(times, weight, plan)
    found = estimates(fit.mixture, contrasts, plan, method=method, warnings=fit.warnings)
    found[0] = with_detectable(found[0])
    draws = ratio_draws(fit.mixture, contrasts[0], contrasts[1], seed=seed)
    relative = relative_change(found[0], found[1], draws)
    ordered = (found[0], relative, *found[1:])
    return InterruptedFit(
        ordered,
        _table(series, used, fit, plan, shape=shape),
        fit.rho.value,
        fit.rho.lower,
        fit.rho.upper,
        fit.tau.value,
        fit.tau.lower,
        fit.tau.upper,
        lag_one_autocorrelation(fit.innovations, times),
        method,
        fit.warnings,
    )


def _require_periods(times: Times, plan: Design) -> None:
    """Two periods on each side of the start; one after it when a ramp leaves one coefficient to find."""
    before, after = int(np.sum(times < plan.origin)), int(np.sum(times >= plan.origin))
    needed = 1 if plan.ramp_periods else 2
    start = label(plan.origin, plan.grain)
    if before < 2:
        raise ValueError(f"too few periods: {before} before {start} in the fit, at least 2 are needed")
    if after < needed:
        raise ValueError(f"too few periods: {after} from {start} on in the fit, at least {needed} are needed")


def _table(series: Observations, used: NDArray[np.bool_], fit: ErrorFit, plan: Design, *, shape: Shape) -> pd.DataFrame:
    first = int(series.index[0])
    calendar = np.arange(first, int(series.index[-1]) + 1, dtype=np.int64)
    place = series.index - first
    exposed = calendar >= plan.origin
    columns: dict[str, object] = {"period": [label(index, plan.grain) for index in calendar.tolist()]}
    for name, values in (("observed", series.outcome), ("standard_error", series.standard_error)):
        columns[name] = _placed(values, place, len(calendar))
    columns["used"] = _placed(used.astype(float), place, len(calendar)) == 1
    columns["exposed"] = exposed
    columns["cut"] = (calendar >= plan.origin - shape.cut_periods) & ~exposed
    columns |= _curves(fit.mixture, calendar, exposed, plan)
    columns["residual"] = _placed(fit.innovations, series.index[used] - first, len(calendar))
    return pd.DataFrame(columns)


def _curves(
    mixture: Mixture, calendar: Times, exposed: NDArray[np.bool_], plan: Design
) -> dict[str, NDArray[np.float64]]:
    rows = matrix(calendar, plan)
    nothing = without_change(rows, plan)
    centre = mixture.weights @ mixture.coefficients
    curves = {
        "fitted": rows @ centre,
        "counterfactual": nothing @ centre,
        "fitted_trend": without_season(rows, plan) @ centre,
        "counterfactual_trend": without_season(nothing, plan) @ centre,
    }
    tail = (1 - CONFIDENCE) / 2
    count = int(exposed.sum())
    both = np.vstack([nothing[exposed], without_season(nothing[exposed], plan)])
    projection = project(mixture, both)
    for side, probability in (("lower", tail), ("upper", 1 - tail)):
        limits = projection.quantile(probability)
        place = np.flatnonzero(exposed)
        curves[f"counterfactual_{side}"] = _placed(limits[:count], place, len(calendar))
        curves[f"counterfactual_trend_{side}"] = _placed(limits[count:], place, len(calendar))
    return curves


def _placed(values: NDArray[np.float64], place: Times, size: int) -> NDArray[np.float64]:
    """Values at their places in a longer array, NaN elsewhere."""
    whole = np.full(size, np.nan)
    whole[place] = values
    return whole
