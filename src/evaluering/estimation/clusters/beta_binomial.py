"""Proportions of many units as draws from one beta distribution: the distribution that makes them likeliest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import brentq

from evaluering.estimation.fitting.mixture import Array

_SIZES = np.geomspace(0.05, 1e7, 49)
"""a + b that are tried first; at the last the beta's spread is 0.0003 of the binomial's for one trial: none."""

_ACROSS, _SHARES = np.polynomial.hermite_e.hermegauss(5)


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """A beta-binomial distribution.

    Parameters
    ----------
    mean : float
        a / (a + b).
    size : float
        a + b; infinite where the units differ by no more than chance.
    log_likelihood : float
        With the binomial coefficients.
    """

    mean: float
    size: float
    log_likelihood: float

    @property
    def correlation(self) -> float:
        """Between two trials of one unit: 1 / (a + b + 1)."""
        return 1 / (self.size + 1)

    @property
    def spread(self) -> float:
        """Standard deviation of the units' true proportions."""
        return float(np.sqrt(self.mean * (1 - self.mean) * self.correlation))


def fit_beta_binomial(events: Array, trials: Array) -> BetaBinomial:
    """The likeliest beta distribution, searched over the whole range of its size.

    Parameters
    ----------
    events, trials : Array
        Shape (k,), with some events and some trials without.
    """
    constant = float(special.gammaln(trials + 1).sum())
    constant -= float((special.gammaln(events + 1) + special.gammaln(trials - events + 1)).sum())
    level = float(events.sum() / trials.sum())
    binomial = constant + float(special.xlogy(events, level).sum() + special.xlog1py(trials - events, -level).sum())
    heights = [log_likelihood(events, trials, likeliest_mean(events, trials, size), size) for size in _SIZES]
    place = int(np.argmax(heights))
    if place in (0, len(_SIZES) - 1) or constant + heights[place] <= binomial + 1e-9:
        if place == 0:
            mean = likeliest_mean(events, trials, float(_SIZES[0]))
            return BetaBinomial(mean, float(_SIZES[0]), constant + heights[0])
        return BetaBinomial(level, float("inf"), binomial)

    def slope(log_size: float) -> float:  # along the likeliest means, whose own derivative is zero
        size = float(np.exp(log_size))
        mean = likeliest_mean(events, trials, size)
        return float(mean * _first(events, trials, mean, size) + (1 - mean) * _second(events, trials, mean, size))

    ends = np.log(_SIZES[[place - 1, place + 1]])
    size = float(np.exp(brentq(slope, ends[0], ends[1], xtol=1e-12, rtol=1e-14)))
    mean = likeliest_mean(events, trials, size)
    return BetaBinomial(mean, size, constant + log_likelihood(events, trials, mean, size))


def log_likelihood(events: Array, trials: Array, mean: float, size: float) -> float:
    """Logarithm of the likelihood without the binomial coefficients."""
    first, second = mean * size, (1 - mean) * size
    return float(np.sum(special.betaln(events + first, trials - events + second) - special.betaln(first, second)))


def likeliest_mean(events: Array, trials: Array, size: float) -> float:
    """The mean that makes the events likeliest at one size."""

    def slope(logit: float) -> float:
        mean = float(special.expit(logit))
        return _first(events, trials, mean, size) - _second(events, trials, mean, size)

    return float(special.expit(brentq(slope, -18.0, 18.0, xtol=1e-12, rtol=1e-14)))


def posterior_grid(events: Array, trials: Array, *, nodes: int) -> tuple[Array, Array, Array]:
    """Beta distributions with their probabilities given the data, under a uniform prior of a weight.

    The weight is that of a unit of median size.

    Parameters
    ----------
    events, trials : Array
        Shape (k,).
    nodes : int
        How many sizes; each with five means by the normal approximation of the logit's posterior.

    Returns
    -------
    tuple of Array
        First and second parameter and probability, shape (g,) each; the probabilities add up to one.
    """
    held = (np.arange(nodes) + 0.5) / nodes
    sizes = float(np.median(trials)) * held / (1 - held)
    firsts, seconds, logs = [], [], []
    for size in sizes:
        mean = likeliest_mean(events, trials, float(size))
        error = 1 / np.sqrt(_curvature(events, trials, mean, float(size)))
        means = special.expit(special.logit(mean) + error * _ACROSS)
        firsts.append(means * size)
        seconds.append((1 - means) * size)
        height = log_likelihood(events, trials, mean, float(size)) + np.log(error)
        logs.append(height + np.log(_SHARES / _SHARES.sum()))
    together = np.concatenate(logs)
    weights = np.exp(together - together.max())
    weights /= weights.sum()
    kept = weights > 1e-6
    first, second = np.concatenate(firsts)[kept], np.concatenate(seconds)[kept]
    return first, second, weights[kept] / weights[kept].sum()


def _curvature(events: Array, trials: Array, mean: float, size: float) -> float:
    """Minus the second derivative by the logit of the mean, by central difference, held above that of half a trial."""
    logit, step = float(special.logit(mean)), 1e-4
    heights = [log_likelihood(events, trials, float(special.expit(logit + way * step)), size) for way in (-1, 0, 1)]
    return max(0.5 * mean * (1 - mean), -(heights[0] - 2 * heights[1] + heights[2]) / step**2)


def _first(events: Array, trials: Array, mean: float, size: float) -> float:
    """Derivative by the first parameter."""
    first = mean * size
    shared = special.digamma(trials + size) - special.digamma(size)
    return float(np.sum(special.digamma(events + first) - special.digamma(first) - shared))


def _second(events: Array, trials: Array, mean: float, size: float) -> float:
    """Derivative by the second parameter."""
    second = (1 - mean) * size
    shared = special.digamma(trials + size) - special.digamma(size)
    return float(np.sum(special.digamma(trials - events + second) - special.digamma(second) - shared))
