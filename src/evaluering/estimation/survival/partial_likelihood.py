"""Cox's partial likelihood of grouped durations with strata and late entries: value, slope and information."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from evaluering.estimation.survival.reading import Durations, Floats

Integers = npt.NDArray[np.int64]
Ties = Literal["efron", "breslow"]

_ROUNDS = 40
_HALVINGS = 30
_REST = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class _Stratum:
    """One stratum in order of duration, ready for sums over those at risk.

    Each child enters at `entry` and leaves after `duration`; `first_at_risk` is, per event time, the place of the first
    row that is still there, `first_to_come` the place in the order of entries of the first row not yet there.
    """

    covariates: Floats
    count: Floats
    ended: Floats
    event_place: Integers
    events: Floats
    first_at_risk: Integers
    by_entry: Integers
    first_to_come: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """The greatest partial likelihood: coefficients (p,), information (p, p), and the same at coefficients of 0."""

    coefficients: Floats
    information: Floats
    log_likelihood: float
    null_log_likelihood: float
    null_score: Floats
    null_information: Floats
    converged: bool


class PartialLikelihood:
    """The logarithm of the partial likelihood with its first two derivatives.

    Ties by Efron (1977, J Am Stat Assoc 72, 557-565) or Breslow (1974, Biometrics 30, 89-99). A row that stands for k
    children counts as k rows.
    """

    __slots__ = ("_strata", "_ties")

    def __init__(self, rows: Durations, covariates: Floats, stratum: Integers, ties: Ties) -> None:
        self._ties = ties
        chosen = [np.flatnonzero(stratum == one) for one in np.unique(stratum)]
        self._strata = [_stratum(rows, covariates, places) for places in chosen]

    def at(self, coefficients: Floats) -> tuple[float, Floats, Floats]:
        """Logarithm, slope (p,) and information (p, p) at the coefficients."""
        # Far out a risk set may weigh nothing: `maximise` takes no step to where a number is not finite.
        with np.errstate(all="ignore"):
            parts = [self._of_stratum(one, coefficients) for one in self._strata]
        value = float(sum(part[0] for part in parts))
        score = np.sum([part[1] for part in parts], axis=0)
        return value, np.asarray(score), np.asarray(np.sum([part[2] for part in parts], axis=0))

    def _of_stratum(self, one: _Stratum, coefficients: Floats) -> tuple[float, Floats, Floats]:
        linear = one.covariates @ coefficients
        top = float(linear.max())
        risk = np.exp(linear - top)
        x = one.covariates
        size = len(coefficients)
        columns = np.concatenate([np.ones((len(x), 1)), x, (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)], axis=1)
        all_sums = _sums_at_risk(one, columns * (one.count * risk)[:, None])
        tied = _sums_by_time(one, columns * (one.ended * risk)[:, None])
        weight = self._weights(one.events, all_sums[:, 0], tied[:, 0])
        first, first_tied = all_sums[:, 1 : size + 1], tied[:, 1 : size + 1]
        value = float(one.ended @ (linear - top) - weight.logarithm.sum())
        score = one.ended @ x - (weight.one @ first - weight.share @ first_tied)
        second = (weight.one @ all_sums[:, size + 1 :] - weight.share @ tied[:, size + 1 :]).reshape(size, size)
        crossed = (first * weight.crossed[:, None]).T @ first_tied
        squares = (first * weight.square[:, None]).T @ first - crossed - crossed.T
        squares += (first_tied * weight.twice[:, None]).T @ first_tied
        return value, np.asarray(score), np.asarray(second - squares)

    def _weights(self, events: Floats, at_risk: Floats, tied: Floats) -> _Weights:
        """Sums over the d events of each time: of those tied with the l-th, the share l / d has gone (Efron)."""
        number = events.astype(np.int64)
        time = np.repeat(np.arange(len(events)), number)
        order = np.arange(len(time)) - np.repeat(np.cumsum(number) - number, number)
        gone = order / events[time] if self._ties == "efron" else np.zeros(len(time))
        left = at_risk[time] - gone * tied[time]

        def add(values: Floats) -> Floats:
            return np.bincount(time, weights=values, minlength=len(events)).astype(np.float64)

        squares = 1 / left**2
        return _Weights(
            add(np.log(left)),
            add(1 / left),
            add(gone / left),
            add(squares),
            add(gone * squares),
            add(gone**2 * squares),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Weights:
    """Per event time, sums over its events of log R, 1/R, g/R, 1/R^2, g/R^2 and g^2/R^2: R at risk, g share gone."""

    logarithm: Floats
    one: Floats
    share: Floats
    square: Floats
    crossed: Floats
    twice: Floats


def maximise(likelihood: PartialLikelihood, size: int) -> Maximum:
    """Newton's method from 0, each step halved until the likelihood does not fall."""
    coefficients = np.zeros(size)
    value, score, information = likelihood.at(coefficients)
    null = value, score, information
    converged = False
    for _ in range(_ROUNDS):
        step = np.linalg.lstsq(information, score, rcond=None)[0]
        converged = bool(score @ step <= _REST * (1 + abs(value)))
        for _ in range(_HALVINGS):
            new = likelihood.at(coefficients + step)
            if np.inf > new[0] >= value - _REST * abs(value) and np.isfinite(new[2]).all():
                break
            step = step / 2
        else:
            break
        coefficients = coefficients + step
        value, score, information = new
        if converged:
            break
    return Maximum(coefficients, information, value, null[0], null[1], null[2], converged)


def _stratum(rows: Durations, covariates: Floats, places: Integers) -> _Stratum:
    order = places[np.argsort(rows.duration[places], kind="stable")]
    duration, entry = rows.duration[order], rows.entry[order]
    ended = rows.count[order] * rows.event[order]
    times, place = np.unique(duration[ended > 0], return_inverse=True)
    event_place = np.full(len(order), -1, dtype=np.int64)
    event_place[ended > 0] = place
    by_entry = np.argsort(entry, kind="stable")
    by_entry = by_entry[entry[by_entry] > 0]
    return _Stratum(
        covariates[order],
        rows.count[order],
        ended,
        event_place,
        np.bincount(place, weights=ended[ended > 0], minlength=len(times)).astype(np.float64),
        np.searchsorted(duration, times, side="left").astype(np.int64),
        by_entry,
        np.searchsorted(entry[by_entry], times, side="left").astype(np.int64),
    )


def _sums_at_risk(one: _Stratum, values: Floats) -> Floats:
    """Per event time, the sum of the rows' values over those at risk."""
    return _from_place(values)[one.first_at_risk] - _from_place(values[one.by_entry])[one.first_to_come]


def _from_place(values: Floats) -> Floats:
    """Sums of the rows from each place on, and 0 after the last."""
    sums = np.cumsum(values[::-1], axis=0)[::-1]
    return np.concatenate([sums, np.zeros((1, values.shape[1]))])


def _sums_by_time(one: _Stratum, values: Floats) -> Floats:
    sums = np.zeros((len(one.events), values.shape[1]))
    seen = one.event_place >= 0
    np.add.at(sums, one.event_place[seen], values[seen])
    return sums
