"""What is read off duration curves: survival by day, and expectations of functions of T with their standard errors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evaluering.estimation.survival.interval_censored import DurationCurves, IntervalCounts

Floats = npt.NDArray[np.float64]

_NO_MASS = 1e-9
_RESIDUAL = 1e-8
_ROUNDS = 1_000


def survival_by_day(curves: DurationCurves) -> Floats:
    """P(T > day), array (samples, days); the mass of an innermost interval is spread evenly over its days."""
    samples, days = curves.probability.shape
    share = curves.probability / (np.arange(days) - curves.interval_start + 1)
    row = np.repeat(np.arange(samples), days)
    density = np.zeros((samples, days + 1))
    np.add.at(density, (row, curves.interval_start.ravel()), share.ravel())
    density[:, 1:] -= share
    gone = np.cumsum(np.cumsum(density, axis=1)[:, :days], axis=1)
    return np.asarray(np.clip(1 - gone, 0, 1), dtype=np.float64)


def expectation(curves: DurationCurves, weight: Floats, *, tail_weight: float) -> tuple[Floats, Floats]:
    """Expected value of a function of T and its standard error, per sample.

    Parameters
    ----------
    curves : DurationCurves
    weight : array (at least days,)
        The function's value at T = 0, 1, ...
    tail_weight : float
        Its value where T lies beyond the last day anyone was followed.

    Returns
    -------
    value, standard_error : arrays (samples,)
        nan for a sample without children.

    Notes
    -----
    Without interval-censored children the variance is Greenwood's, carried to the function; with them it is that of
    the observed information on the support with mass above 1e-9, which gives the same where both apply. Mass that the
    data cannot place within an innermost interval adds no variance.
    """
    days = curves.probability.shape[1]
    total = np.concatenate([[0.0], np.cumsum(weight[:days])])
    day = np.arange(days)
    spread = (total[day + 1] - total[curves.interval_start]) / (day - curves.interval_start + 1)
    value = (curves.probability * spread).sum(axis=1) + curves.tail * tail_weight
    variance = _greenwood(curves, spread, tail_weight)
    with_intervals = np.unique(curves.intervals.sample)
    if len(with_intervals):
        worth = np.concatenate([spread, np.full((len(value), 1), tail_weight)], axis=1) - value[:, None]
        variance[with_intervals] = _Information(curves, with_intervals).variance(worth[with_intervals])
    return value, np.sqrt(variance)


def undecided(curves: DurationCurves, day: int) -> tuple[Floats, Floats]:
    """Children of whom it is not known whether they reached a day: last seen before it, and all such, per sample.

    The first number is those with the day inside the gap between two visits, the second these and those who were not
    followed to it.
    """
    gaps, samples = curves.intervals, len(curves.known)
    within = (gaps.first < day) & (gaps.after > day)
    gap: Floats = np.bincount(gaps.sample[within], weights=gaps.count[within], minlength=samples).astype(np.float64)
    return gap, gap + curves.censored[:, : max(day - 1, 0)].sum(axis=1)


def _later(values: Floats) -> Floats:
    """Sum of the columns after each column, the last left out."""
    return np.asarray(np.cumsum(values[:, ::-1], axis=1)[:, ::-1][:, 1:], dtype=np.float64)


def _greenwood(curves: DurationCurves, weight: Floats, tail_weight: float) -> Floats:
    """Variance under right-censoring alone: sum of (g S - sum of later g p)^2 d / (n (n - d))."""
    leaving = curves.events + curves.censored
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    mass = np.concatenate([curves.probability, curves.tail[:, None]], axis=1)
    worth = np.concatenate([curves.probability * weight, (curves.tail * tail_weight)[:, None]], axis=1)
    remaining = at_risk * (at_risk - curves.events)
    factor = np.divide(curves.events, remaining, out=np.zeros_like(remaining), where=remaining > 0)
    return np.asarray(((weight * _later(mass) - _later(worth)) ** 2 * factor).sum(axis=1), dtype=np.float64)


class _Information:
    """The observed information J of chosen samples, scaled by the root of the probabilities on both sides.

    At the maximum J p = n 1, so the covariance of the probabilities under the constraint that they add to one is
    J^-1 - p p' / n, and for a function with expectation 0 the last term vanishes: its variance is g' J^-1 g. The system
    is solved by conjugate gradients, all samples at once, since J is known as sums over exact days and intervals.
    """

    __slots__ = ("_beyond", "_chance", "_exact", "_intervals", "_root")

    def __init__(self, curves: DurationCurves, chosen: npt.NDArray[np.int64]) -> None:
        mass = np.concatenate([curves.probability, curves.tail[:, None]], axis=1)[chosen]
        mass = np.where(mass > _NO_MASS, mass, 0.0)
        beyond = _later(mass)
        intervals: IntervalCounts = curves.intervals.only(chosen, len(curves.known))
        events, censored = curves.events[chosen], curves.censored[chosen]
        self._root = np.sqrt(mass)
        self._exact = np.divide(events, mass[:, :-1], out=np.zeros_like(events), where=mass[:, :-1] > 0)
        self._beyond = np.divide(censored, beyond**2, out=np.zeros_like(beyond), where=beyond > 0)
        self._intervals = intervals
        self._chance = intervals.count / intervals.sums(mass) ** 2

    def times(self, values: Floats) -> Floats:
        """The scaled information times one vector per sample."""
        change = self._root * values
        result = np.zeros_like(values)
        result[:, 1:] = np.cumsum(self._beyond * _later(change), axis=1)
        result += self._intervals.spread(self._chance * self._intervals.sums(change), change.shape)
        result *= self._root
        result[:, :-1] += self._exact * values[:, :-1]
        return result

    def variance(self, worth: Floats) -> Floats:
        """Variance g' J^-1 g of each sample's centred function g, an array (samples, days + 1) with the tail last."""
        right = self._root * worth
        solution = np.zeros_like(right)
        residual, direction = right.copy(), right.copy()
        size = (residual**2).sum(axis=1)
        enough = _RESIDUAL**2 * size
        for _ in range(_ROUNDS):
            moving = size > enough
            if not moving.any():
                break
            image = self.times(direction)
            along = (direction * image).sum(axis=1)
            step = np.divide(size, along, out=np.zeros_like(size), where=moving & (along > 0))
            solution += step[:, None] * direction
            residual -= step[:, None] * image
            before, size = size, np.where(moving, (residual**2).sum(axis=1), 0.0)
            ratio = np.divide(size, before, out=np.zeros_like(size), where=moving & (before > 0))
            direction = residual + ratio[:, None] * direction
        return np.asarray((right * solution).sum(axis=1), dtype=np.float64)
