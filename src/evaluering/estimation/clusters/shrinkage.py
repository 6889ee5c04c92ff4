"""Estimates of many units drawn towards their common level by as much as their own noise asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from evaluering.estimation.arguments import require_number
from evaluering.estimation.clusters.beta_binomial import BetaBinomial, fit_beta_binomial, posterior_grid
from evaluering.estimation.clusters.between import between_variance, weighted
from evaluering.estimation.clusters.pooling import read_estimates
from evaluering.estimation.clusters.proportions import Counts, read_counts
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fitting.mixture import Array

LEAST_INFORMATION = 10.0
"""n·p(1 − p) below which a proportion cannot be assessed: its logit then has a standard error above 0.32."""

_NODES = 40
_BISECTIONS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Units drawn towards their common level.

    Parameters
    ----------
    mean : float
        The common level: mean of the distribution of the units' true values.
    spread : float
        Standard deviation of that distribution, in the unit of the values.
    table : pandas.DataFrame
        One row per unit, in the order given: ``observed``, ``own_weight`` (how much of the shrunk value is the unit's
        own, 0 to 1), ``value`` (shrunk, by empirical Bayes), ``lower``, ``upper`` (95 %, the doubt about mean and
        spread included), ``plug_in_lower``, ``plug_in_upper`` (mean and spread taken as known: too narrow with few
        units), ``information``, ``assessable`` (bool).
    warnings : tuple of str
        ``no_spread_seen``: the units differ by no more than chance, so every value is the common level.
    """

    mean: float
    spread: float
    table: pd.DataFrame
    warnings: tuple[str, ...]


def shrink_proportions(events: Counts, trials: Counts, *, least_information: float = LEAST_INFORMATION) -> Shrunk:
    """Proportions shrunk by the beta-binomial model, fitted by marginal maximum likelihood.

    A unit's true proportion is Beta(a, b) and its events are binomial; the shrunk value is (r + a)/(n + a + b), with
    n/(n + a + b) of it the unit's own. ``lower`` and ``upper`` are quantiles of the posterior with a and b averaged
    over their own, under a uniform prior of the weight of a unit of median size (Daniels 1999) and of the logit of the
    mean.

    Parameters
    ----------
    events, trials : sequence of int
        Shape (k,), k ≥ 3.
    least_information : float
        A unit is assessable when n·p(1 − p), p the common level, is at least this: a rule on the unit's size alone, so
        that nobody's verdict depends on its own result.

    Returns
    -------
    Shrunk
        With ``information`` n·p(1 − p).

    Raises
    ------
    ValueError
        As `evaluering.estimation.clusters.proportions.read_counts`; for fewer than three units, none or all events, or
        a least information below 0.

    References
    ----------
    Daniels MJ (1999). A prior for the variance in hierarchical models. Canadian Journal of Statistics 27(3), 567–578.

    Examples
    --------
    >>> shrunk = shrink_proportions([2, 22, 125, 297, 90], [31, 180, 615, 1430, 800])
    >>> shrunk.table[["observed", "value", "lower", "upper", "assessable"]].round(3)
       observed  value  lower  upper  assessable
    0     0.065  0.127  0.054  0.206       False
    1     0.122  0.131  0.091  0.180        True
    2     0.203  0.198  0.168  0.229        True
    3     0.208  0.205  0.184  0.226        True
    4     0.112  0.116  0.096  0.141        True
    """
    r, n = read_counts(events, trials)
    return shrunk_counts(r, n, least_information=least_information)


def shrunk_counts(r: Array, n: Array, *, least_information: float = LEAST_INFORMATION) -> Shrunk:
    """As `shrink_proportions`, of events and trials that need not be whole: those a standard error is worth.

    The likelihood is that of the beta-binomial with its gamma functions between whole numbers.

    Parameters
    ----------
    r, n : Array
        Events and trials, shape (k,), k ≥ 3; 0 ≤ r ≤ n, n positive.

    Raises
    ------
    ValueError
        For fewer than three units, none or all events, or a least information below 0.
    """
    if require_number("least_information", least_information) < 0:
        raise ValueError("least_information is 0 or more")
    if len(r) < 3 or not 0 < r.sum() < n.sum():
        raise ValueError("three units or more are needed, with some events and some trials without")
    fit = fit_beta_binomial(r, n)
    tail = (1 - CONFIDENCE) / 2
    first, second, weights = posterior_grid(r, n, nodes=_NODES)

    def below(limit: Array) -> Array:
        each = special.betainc(r[:, None] + first, (n - r)[:, None] + second, limit[:, None])
        return np.asarray(each @ weights, dtype=np.float64)

    lower, upper = (_quantile(below, at, np.zeros_like(r), np.ones_like(r)) for at in (tail, 1 - tail))
    information = n * fit.mean * (1 - fit.mean)
    own = np.zeros_like(n) if np.isinf(fit.size) else n / (n + fit.size)
    plug_in = _plug_in(fit, r, n, tail)
    table = {
        "observed": r / n,
        "own_weight": own,
        "value": own * (r / n) + (1 - own) * fit.mean,
        "lower": lower,
        "upper": upper,
        "plug_in_lower": plug_in[0],
        "plug_in_upper": plug_in[1],
        "information": information,
        "assessable": information >= least_information,
    }
    return Shrunk(fit.mean, fit.spread, pd.DataFrame(table), ("no_spread_seen",) if np.isinf(fit.size) else ())


def shrink_means(
    values: Sequence[float] | Array,
    standard_errors: Sequence[float] | Array,
    *,
    largest_standard_error: float,
) -> Shrunk:
    """Means shrunk by the normal-normal model, its variance between units by restricted maximum likelihood.

    The shrunk value is the mean of the unit's own value and the common mean, weighted τ²/(τ² + v) and v/(τ² + v).
    ``lower`` and ``upper`` average over τ² under a uniform prior of the weight of a unit with the median variance
    (Daniels 1999).

    Parameters
    ----------
    values, standard_errors : sequence of float
        Shape (k,), k ≥ 3, in the same unit; standard errors positive.
    largest_standard_error : float
        A unit is assessable when its standard error is at most this, in the same unit.

    Returns
    -------
    Shrunk
        With ``information`` 1/v.

    Raises
    ------
    ValueError
        As `evaluering.estimation.clusters.pooling.pool`; for fewer than three units, or a largest standard error
        that is not above 0.

    Examples
    --------
    >>> shrunk = shrink_means([101, 118, 96, 110], [2, 4, 3, 9], largest_standard_error=5)
    >>> shrunk.table[["observed", "value", "own_weight", "assessable"]].round(2)
       observed   value  own_weight  assessable
    0     101.0  101.20        0.96        True
    1     118.0  116.08        0.85        True
    2      96.0   96.88        0.91        True
    3     110.0  107.84        0.52       False
    """
    y, v = read_estimates(values, standard_errors)
    if not require_number("largest_standard_error", largest_standard_error) > 0:
        raise ValueError("largest_standard_error is above 0")
    if len(y) < 3:
        raise ValueError(f"{len(y)} estimates: at least 3 are needed to be shrunk")
    ones = np.ones((len(y), 1))
    between, _ = between_variance(y, v, ones, method="reml")
    value, error, mean = _blended(y, v, between)
    tail = (1 - CONFIDENCE) / 2
    typical = float(np.median(v))
    held = (np.arange(_NODES) + 0.5) / _NODES  # weight of the common mean in a unit with the median variance
    grid = typical * (1 - held) / held
    blended = [_blended(y, v, at) for at in grid]
    centres, scales = (np.array([one[place] for one in blended]).T for place in (0, 1))
    logs = np.array([_restricted(y, v, at) for at in grid])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()

    def below(limit: Array) -> Array:
        return np.asarray(special.ndtr((limit[:, None] - centres) / scales) @ weights, dtype=np.float64)

    reach = 12 * scales.max(axis=1)
    ends = centres.min(axis=1) - reach, centres.max(axis=1) + reach
    lower, upper = (_quantile(below, at, *ends) for at in (tail, 1 - tail))
    plug_in = special.ndtri(1 - tail) * error
    table = {
        "observed": y,
        "own_weight": between / (between + v),
        "value": value,
        "lower": lower,
        "upper": upper,
        "plug_in_lower": value - plug_in,
        "plug_in_upper": value + plug_in,
        "information": 1 / v,
        "assessable": np.sqrt(v) <= largest_standard_error,
    }
    slugs = ("no_spread_seen",) if between == 0 else ()
    return Shrunk(mean, float(np.sqrt(between)), pd.DataFrame(table), slugs)


def shrink_rates(events: Counts, trials: Counts) -> Array:
    """Marshall's (1991) global empirical-Bayes estimator of rates, by moments: quick, and without limits.

    Parameters
    ----------
    events, trials : sequence of int
        Shape (k,); as for `shrink_proportions`.

    Returns
    -------
    Array
        Shape (k,): m + A/(A + m/n)·(r/n − m), with A the weighted variance of the rates less m over the mean n.

    References
    ----------
    Marshall RJ (1991). Mapping disease and mortality rates using empirical Bayes estimators. Applied Statistics 40(2),
    283–294.

    Examples
    --------
    >>> shrink_rates([2, 22, 125, 297], [31, 180, 615, 1430]).round(3).tolist()
    [0.189, 0.177, 0.201, 0.205]
    """
    r, n = read_counts(events, trials)
    mean = r.sum() / n.sum()
    if mean == 0:
        return np.zeros_like(r)
    apart = float((n * (r / n - mean) ** 2).sum() / n.sum() - mean / n.mean())
    kept = max(0.0, apart)
    return np.asarray(mean + kept / (kept + mean / n) * (r / n - mean), dtype=np.float64)


def _plug_in(fit: BetaBinomial, events: Array, trials: Array, tail: float) -> tuple[Array, Array]:
    if np.isinf(fit.size):
        level = np.full_like(trials, fit.mean)
        return level, level
    first, second = events + fit.mean * fit.size, trials - events + (1 - fit.mean) * fit.size
    lower, upper = (np.asarray(special.betaincinv(first, second, at), dtype=np.float64) for at in (tail, 1 - tail))
    return lower, upper


def _blended(values: Array, variances: Array, between: float) -> tuple[Array, Array, float]:
    """Shrunk values, their standard errors with the doubt about the mean, and the mean."""
    found = weighted(values, variances, np.ones((len(values), 1)), between)
    own = between / (between + variances)
    mean = float(found.coefficients[0])
    variance = own * variances + (1 - own) ** 2 * found.covariance[0, 0]
    return own * values + (1 - own) * mean, np.sqrt(variance), mean


def _restricted(values: Array, variances: Array, between: float) -> float:
    found = weighted(values, variances, np.ones((len(values), 1)), between)
    return float(np.log(found.weights).sum() - found.residual + np.log(found.covariance[0, 0])) / 2


def _quantile(below: Callable[[Array], Array], probability: float, low: Array, high: Array) -> Array:
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        under = below(middle) < probability
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.asarray((low + high) / 2, dtype=np.float64)
