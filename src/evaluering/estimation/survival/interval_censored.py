"""Curves of grouped durations on whole days, for many samples at once, with exact, interval- and right-censored counts.

Each curve is the non-parametric maximum likelihood estimate: Kaplan-Meier in closed form where nobody is
interval-censored, else found by self-consistency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_GAP = 1e-8
"""A curve is at rest when its log-likelihood is at most this far from the greatest possible."""

_GAP_ACCEPTED = 1e-2
"""What counts as converged when the rounds run out: no expectation is then off by more than 0.15 standard errors."""

ROUNDS = 500
"""Enough for the point of every curve. With statuses alone some need more until the days without mass are empty, and
till then their standard errors are too large."""

_FURTHEST_STEP = 500.0


@dataclass(frozen=True, slots=True)
class CensoredDurations:
    """Grouped durations of many samples; arrays of one length.

    Parameters
    ----------
    sample : array of int64
        Which curve the row belongs to, from 0.
    lower : array of int64
        Days; equal to `upper` where T is known, else T > lower. -1: T may be 0.
    upper : array of float64
        Days, included; inf: right-censored at `lower`.
    count : array of float64
        Children, above 0.
    """

    sample: Integers
    lower: Integers
    upper: Floats
    count: Floats


@dataclass(frozen=True, slots=True)
class IntervalCounts:
    """The interval-censored children: sample, first day, the day after the last, and count; each interval once."""

    sample: Integers
    first: Integers
    after: Integers
    count: Floats

    def only(self, chosen: Integers, samples: int) -> IntervalCounts:
        """The rows of the chosen samples, renumbered in the order of `chosen`."""
        number = np.full(samples, -1, dtype=np.int64)
        number[chosen] = np.arange(len(chosen))
        kept = number[self.sample] >= 0
        return IntervalCounts(number[self.sample[kept]], self.first[kept], self.after[kept], self.count[kept])

    def sums(self, values: Floats) -> Floats:
        """Sum of `values` (samples, days) over each row's days."""
        total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
        return np.asarray(total[self.sample, self.after] - total[self.sample, self.first], dtype=np.float64)

    def spread(self, values: Floats, shape: tuple[int, int]) -> Floats:
        """Per sample and day, the sum of `values` (one per row) over the rows that hold the day."""
        width = shape[1] + 1
        size = shape[0] * width
        rise = np.bincount(self.sample * width + self.first, weights=values, minlength=size)
        fall = np.bincount(self.sample * width + self.after, weights=values, minlength=size)
        return np.asarray(np.cumsum((rise - fall).reshape(shape[0], width), axis=1)[:, :-1], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class DurationCurves:
    """Curves on whole days, one row per sample; columns are the days 0, 1, ...

    Parameters
    ----------
    probability : array (samples, days)
        P(T in the innermost interval that ends on this day); on most days that interval is the day itself.
    interval_start : array of int64 (samples, days)
        First day of that interval. Its mass is only identified as a whole and is spread evenly over its days.
    tail : array (samples,)
        P(T beyond the last day anyone was followed): the curve's last value.
    known : array (samples,)
        Children; a sample without any has nan for probability and tail.
    followed : array of int64 (samples,)
        Latest age at which a child was still fully breastfed when last seen; -1 where nobody is right-censored.
    converged : array of bool (samples,)
    events, censored : array (samples, days)
        Children with T known to be this day; children right-censored at it.
    intervals : IntervalCounts
    """

    probability: Floats
    interval_start: Integers
    tail: Floats
    known: Floats
    followed: Integers
    converged: Flags
    events: Floats
    censored: Floats
    intervals: IntervalCounts


def duration_curves(durations: CensoredDurations, samples: int, *, rounds: int = ROUNDS) -> DurationCurves:
    """The non-parametric maximum likelihood curve of each sample.

    Without interval-censored children it is the Kaplan-Meier curve. With them it is found by self-consistency
    (Turnbull, J R Stat Soc B 1976;38:290-295) on the innermost intervals, started evenly: the interval-censored
    children are shared out over the days of their interval by the present curve, and the Kaplan-Meier curve of all is
    taken. Steps are lengthened as by Varadhan and Roland (Scand J Stat 2008;35:335-353), on the logarithm of the
    probabilities, and never lower the likelihood. A curve is at rest when its log-likelihood is within 1e-8 of the
    greatest; after so many `rounds` it is left where it is.
    """
    exact = durations.lower == durations.upper
    between = ~exact & np.isfinite(durations.upper)
    beyond = ~exact & ~between & (durations.lower >= 0)
    last = np.where(np.isfinite(durations.upper), durations.upper, durations.lower)
    days = int(last.max(initial=0)) + 1
    events = _counts(durations, exact, samples, days)
    censored = _counts(durations, beyond, samples, days)
    intervals = _intervals(durations, between, days)
    support, start = _innermost(durations, exact, between, (samples, days))
    curves, converged = _self_consistent(_Counts(events, censored, support, intervals), rounds)
    known = np.bincount(durations.sample, weights=durations.count, minlength=samples).astype(np.float64)
    followed = np.full(samples, -1, dtype=np.int64)
    np.maximum.at(followed, durations.sample[beyond], durations.lower[beyond])
    curves[known == 0] = np.nan
    tail = np.maximum(1 - curves.sum(axis=1), 0)
    tail[tail < 1e-12] = 0.0
    return DurationCurves(curves, start, tail, known, followed, converged, events, censored, intervals)


def _counts(durations: CensoredDurations, chosen: Flags, samples: int, days: int) -> Floats:
    place = durations.sample[chosen] * days + durations.lower[chosen]
    counts = np.bincount(place, weights=durations.count[chosen], minlength=samples * days)
    return np.asarray(counts.reshape(samples, days), dtype=np.float64)


def _intervals(durations: CensoredDurations, between: Flags, days: int) -> IntervalCounts:
    width = days + 1
    first, after = durations.lower[between] + 1, durations.upper[between].astype(np.int64) + 1
    keys, place = np.unique((durations.sample[between] * width + first) * width + after, return_inverse=True)
    count = np.bincount(place, weights=durations.count[between], minlength=len(keys)).astype(np.float64)
    return IntervalCounts(keys // width**2, keys // width % width, keys % width, count)


def _innermost(
    durations: CensoredDurations, exact: Flags, between: Flags, shape: tuple[int, int]
) -> tuple[Flags, Integers]:
    """Last days of the innermost intervals, and the first day of each.

    They are the closed intervals from a left end to the next right end with no other end between: the only places
    where the likelihood puts mass. T on day d is [d, d]; T in (l, u] is [l + 1, u]; T > l is [l + 1, inf).
    """
    samples, days = shape
    left = np.zeros((samples, days + 1), dtype=bool)
    right = np.zeros(shape, dtype=bool)
    left[durations.sample, durations.lower + ~exact] = True
    ends = exact | between
    right[durations.sample[ends], durations.upper[ends].astype(np.int64)] = True
    day = np.arange(days)
    last_left = np.maximum.accumulate(np.where(left[:, :days], day, -1), axis=1)
    last_right = np.maximum.accumulate(np.where(right, day, -1), axis=1)
    earlier_right = np.concatenate([np.full((samples, 1), -1), last_right[:, :-1]], axis=1)
    support = right & (last_left > earlier_right)
    return support, np.where(support, last_left, day)


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the curves in motion are made from."""

    events: Floats
    censored: Floats
    support: Flags
    intervals: IntervalCounts

    def only(self, chosen: Integers) -> _Counts:
        intervals = self.intervals.only(chosen, len(self.events))
        return _Counts(self.events[chosen], self.censored[chosen], self.support[chosen], intervals)

    def next_curve(self, curve: Floats) -> Floats:
        """One round: share the interval-censored out by `curve`, then Kaplan-Meier."""
        shares = self.intervals.spread(self.intervals.count / self.intervals.sums(curve), self.events.shape)
        shared = np.where(self.support, curve * np.maximum(shares, 0), 0.0)
        return _product_limit(self.events + shared, self.censored)

    def log_likelihood(self, curve: Floats) -> Floats:
        beyond = np.maximum(1 - np.cumsum(curve, axis=1), 1e-300)
        seen, left = self.events > 0, self.censored > 0
        whole = np.where(seen, self.events * np.log(np.where(seen, curve, 1.0)), 0.0)
        whole += np.where(left, self.censored * np.log(np.where(left, beyond, 1.0)), 0.0)
        parts = self.intervals.count * np.log(self.intervals.sums(curve))
        per_sample = np.bincount(self.intervals.sample, weights=parts, minlength=len(curve))
        return np.asarray(whole.sum(axis=1) + per_sample, dtype=np.float64)

    def gap(self, curve: Floats) -> Floats:
        """How much the log-likelihood can still rise at most: the greatest directional derivative."""
        beyond = np.maximum(1 - np.cumsum(curve, axis=1), 1e-300)
        seen = self.events > 0
        slope = np.divide(self.events, curve, out=np.zeros_like(curve), where=seen & (curve > 0))
        censored = np.divide(self.censored, beyond, out=np.zeros_like(curve), where=self.censored > 0)
        slope[:, 1:] += np.cumsum(censored, axis=1)[:, :-1]
        slope += self.intervals.spread(self.intervals.count / self.intervals.sums(curve), self.events.shape)
        rows = np.bincount(self.intervals.sample, weights=self.intervals.count, minlength=len(curve))
        total = self.events.sum(axis=1) + self.censored.sum(axis=1) + rows
        return np.asarray(np.where(self.support, slope, 0.0).max(axis=1) - total, dtype=np.float64)


def _self_consistent(whole: _Counts, rounds: int) -> tuple[Floats, Flags]:
    """Probability per sample and day, and whether each curve came to rest."""
    curves = _product_limit(whole.events, whole.censored)
    converged = np.ones(len(whole.events), dtype=bool)
    moving = np.unique(whole.intervals.sample)
    counts = whole.only(moving)
    curves[moving] = counts.next_curve(counts.support.astype(np.float64))
    for _ in range(rounds):
        if not len(moving):
            break
        curves[moving] = _longer_step(counts, curves[moving])
        rest = counts.gap(curves[moving]) <= _GAP
        if rest.any():
            moving, counts = moving[~rest], counts.only(np.flatnonzero(~rest))
    converged[moving] = counts.gap(curves[moving]) <= _GAP_ACCEPTED if len(moving) else True
    return curves, converged


def _longer_step(counts: _Counts, curve: Floats) -> Floats:
    """Two rounds and a leap along their direction where the leap raises the likelihood; else the two rounds."""
    first = counts.next_curve(curve)
    second = counts.next_curve(first)
    logs = [np.log(np.where(counts.support, np.maximum(one, 1e-200), 1.0)) for one in (curve, first, second)]
    step = logs[1] - logs[0]
    bend = logs[2] - logs[1] - step
    length = np.sqrt((first * step**2).sum(axis=1) / np.maximum((first * bend**2).sum(axis=1), 1e-300))
    length = np.clip(length, 1.0, _FURTHEST_STEP)[:, None]
    leap = np.exp(np.clip(logs[0] + 2 * length * step + length**2 * bend, -400.0, 0.0))
    leap = np.where(counts.support, leap, 0.0)
    leap *= (second.sum(axis=1) / leap.sum(axis=1))[:, None]
    far = counts.next_curve(leap)
    better = counts.log_likelihood(far) >= counts.log_likelihood(second)
    return np.where(better[:, None], far, second)


def _product_limit(events: Floats, censored: Floats) -> Floats:
    """Probability of the event on each day by Kaplan-Meier, row by row; events may be fractions of children."""
    at_risk = np.cumsum((events + censored)[:, ::-1], axis=1)[:, ::-1]
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    survival = np.cumprod(1 - hazard, axis=1)
    before = np.concatenate([np.ones((len(events), 1)), survival[:, :-1]], axis=1)
    return np.asarray(before * hazard, dtype=np.float64)
