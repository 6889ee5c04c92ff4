"""AR(1) errors with the correlation estimated and then taken as known: by restricted and by full maximum likelihood.

V = sigma² R(rho), R the correlation of an AR(1) on the calendar: rho ** gap between periods a gap apart. The
likelihood is profiled over the coefficients and sigma and searched over all of rho, never from one start value. These
are the intervals of most published analyses; they are too narrow in short series because the doubt about rho is left
out, which the default carries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from evaluering.estimation.fitting.cells import Regression, Times, innovations, profiled_cells, regression
from evaluering.estimation.fitting.error_fit import ErrorFit, Spread, fit_warnings
from evaluering.estimation.fitting.mixture import Array, Mixture

RHO_LIMIT = 0.9999
"""The largest correlation either way. At 1 the restricted likelihood is finite and can be at its highest; the
coefficients other than the constant hardly change over the last stretch."""

_GRID = np.tanh(np.linspace(-1.0, 1.0, 161) * np.arctanh(RHO_LIMIT))
_PROFILE_DROP = float(stats.chi2.ppf(0.95, 1)) / 2


@dataclass(frozen=True, slots=True)
class Autoregression:
    """The highest point of the profile likelihood.

    Parameters
    ----------
    rho : Spread
        The estimate, and the limits of the 95 % interval by the likelihood ratio.
    sigma : float
        Stationary standard deviation of the errors: residual sum of squares over n - p (restricted) or n.
    log_likelihood : float
        There; restricted or full.
    coefficients : Array
        Shape (p,).
    root : Array
        Shape (p, p): ``root @ root.T`` is their covariance, with the residual sum of squares over n - p.
    """

    rho: Spread
    sigma: float
    log_likelihood: float
    coefficients: Array
    root: Array


def fit_reml(y: Array, x: Array, times: Times) -> ErrorFit:
    """AR(1) errors by restricted maximum likelihood, t(n - p).

    Point, standard errors, rho and sigma as ``nlme::gls(correlation = corAR1(form = ~time), method = "REML")``.

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions; a gap stays a gap.

    Returns
    -------
    ErrorFit
        ``rho`` has limits by the likelihood ratio; ``tau`` is sigma, without limits.

    Raises
    ------
    ValueError
        When the design is not identified or leaves fewer than three degrees of freedom.
    """
    model = regression(y, x, times)
    return plug_in(autoregression(model, restricted=True), y, x, model)


def fit_ml(y: Array, x: Array, times: Times) -> ErrorFit:
    """AR(1) errors by full maximum likelihood, t(n - p).

    As ``summary(nlme::gls(…, method = "ML"))``: sigma² is the residual sum of squares over n, but the standard errors
    are those with n - p, as in restricted maximum likelihood. rho is drawn towards zero in short series.

    Parameters
    ----------
    y, x, times
        As for `fit_reml`.

    Returns
    -------
    ErrorFit
        As `fit_reml`.

    Raises
    ------
    ValueError
        When the design is not identified or leaves fewer than three degrees of freedom.
    """
    model = regression(y, x, times)
    return plug_in(autoregression(model, restricted=False), y, x, model)


def plug_in(found: Autoregression, y: Array, x: Array, model: Regression) -> ErrorFit:
    """The fit with the errors' parameters taken as known, t(n - p)."""
    df = float(model.degrees_of_freedom)
    mixture = Mixture(np.ones(1), found.coefficients[None], found.root[None], df, df)
    residuals = y - x @ found.coefficients
    whitened = innovations(residuals, model.times, found.rho.value, found.sigma, np.zeros(len(y)))
    rho = found.rho.value
    slugs = fit_warnings(len(y), rho=rho, correlation_at_boundary=abs(rho) >= RHO_LIMIT)
    return ErrorFit(mixture, found.rho, Spread(found.sigma), whitened, slugs)


def autoregression(model: Regression, *, restricted: bool) -> Autoregression:
    """The highest point of the profile likelihood over all of rho.

    Every sign change of its slope on a fine grid is followed to 1e-12; the highest of them and of the two ends is it.

    Parameters
    ----------
    model : Regression
        Of n rows.
    restricted : bool
        Restricted or full likelihood.
    """
    slope = profile_slope(model, _GRID, restricted=restricted)
    turns = np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0))
    inner = [_turn(model, float(_GRID[turn]), float(_GRID[turn + 1]), restricted=restricted) for turn in turns]
    candidates = np.array([-RHO_LIMIT, *inner, RHO_LIMIT])
    heights = profile(model, candidates, restricted=restricted)
    best = int(np.argmax(heights))
    rho, highest = float(candidates[best]), float(heights[best])
    cells = profiled_cells(model, candidates[best : best + 1])
    divisor = model.degrees_of_freedom if restricted else len(model.times)
    sigma = float(np.sqrt(cells.residual_sum_of_squares[0] / divisor))
    limits = _limits(model, rho, highest - _PROFILE_DROP, restricted=restricted)
    return Autoregression(Spread(rho, *limits), sigma, highest, cells.coefficients[0], cells.roots[0])


def profile(model: Regression, rho: Array, *, restricted: bool) -> Array:
    """Log-likelihood with the coefficients and sigma at their best for each rho; shape (g,).

    Parameters
    ----------
    model : Regression
        Of n rows.
    rho : Array
        Shape (g,).
    restricted : bool
        Restricted or full likelihood; both with their constants, as R's ``logLik`` of a ``gls``.
    """
    cells = profiled_cells(model, rho)
    if restricted:
        return cells.log_likelihood
    rows = len(model.times)
    log_det = np.log1p(-(rho[:, None] ** (2 * np.diff(model.times)))).sum(axis=1)
    fit = rows * (1 + np.log(2 * np.pi * cells.residual_sum_of_squares / rows))
    return np.asarray(-0.5 * (log_det + fit), dtype=float)


def profile_slope(model: Regression, rho: Array, *, restricted: bool) -> Array:
    """Derivative of `profile` in rho; shape (g,).

    The cross products of the whitened columns are, over the pairs of rows a gap apart,
    (L - q (K + K') + q² E) / (1 - q²) with q = rho ** gap; L, E and K those of the later, of the earlier, and of the
    two.

    Parameters
    ----------
    model, rho, restricted
        As for `profile`.
    """
    columns, gaps, size = model.columns, np.diff(model.times), len(model.start)
    products = np.repeat(np.outer(columns[0], columns[0])[None], len(rho), axis=0)
    change, log_det_change = np.zeros_like(products), np.zeros(len(rho))
    for gap in sorted(set(gaps.tolist())):
        late, early = columns[1:][gaps == gap], columns[:-1][gaps == gap]
        power, power_change = rho**gap, gap * rho ** (gap - 1)
        q, spread = power[:, None, None], 1 - power[:, None, None] ** 2
        crossed, before = late.T @ early + early.T @ late, early.T @ early
        whitened = (late.T @ late - q * crossed + q**2 * before) / spread
        products = products + whitened
        change = change + power_change[:, None, None] * (2 * q * (before + whitened) - crossed) / spread
        log_det_change = log_det_change - len(late) * 2 * power * power_change / spread[:, 0, 0]
    information, information_change = products[:, :size, :size], change[:, :size, :size]
    solved = np.linalg.solve(information, np.concatenate([products[:, :size, size:], information_change], axis=2))
    away = np.concatenate([-solved[:, :, 0], np.ones((len(rho), 1))], axis=1)
    rss, rss_change = (np.einsum("gi,gij,gj->g", away, part, away) for part in (products, change))
    if not restricted:
        return np.asarray(-0.5 * (log_det_change + len(columns) * rss_change / rss), dtype=float)
    bend = np.trace(solved[:, :, 1:], axis1=1, axis2=2)
    return np.asarray(-0.5 * (log_det_change + bend + model.degrees_of_freedom * rss_change / rss), dtype=float)


def _turn(model: Regression, low: float, high: float, *, restricted: bool) -> float:
    def slope(rho: float) -> float:
        return float(profile_slope(model, np.array([rho]), restricted=restricted)[0])

    return float(optimize.brentq(slope, low, high, xtol=1e-12))


def _limits(model: Regression, rho: float, height: float, *, restricted: bool) -> tuple[float, float]:
    """Where the profile first falls to a height on each side of its highest point; the end of the range if nowhere."""

    def excess(value: float) -> float:
        return float(profile(model, np.array([value]), restricted=restricted)[0]) - height

    under = _GRID[profile(model, _GRID, restricted=restricted) < height]
    lower, upper = under[under < rho], under[under > rho]
    return (
        float(optimize.brentq(excess, lower[-1], rho, xtol=1e-9)) if lower.size else -RHO_LIMIT,
        float(optimize.brentq(excess, rho, upper[0], xtol=1e-9)) if upper.size else RHO_LIMIT,
    )
