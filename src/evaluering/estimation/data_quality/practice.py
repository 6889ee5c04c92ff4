"""When a row changed its way of registering: sudden steps in rounding and in dated ends, found without being told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import xlog1py, xlogy
from scipy.stats import chi2

from evaluering.estimation.data_quality.heaping import FIRST_DAY, LAST_COUNTED, WHOLE_WEEKS
from evaluering.estimation.data_quality.registration import Registration

Floats = npt.NDArray[np.float64]

Practice = Literal["whole_weeks", "exact_ends"]

MONTHS_EACH_SIDE = 12
"""A change is looked for with at least a year before and after it: a shorter run says little about a practice."""

CHANCE = 0.01
"""Probability that any change at all is reported when nothing changed anywhere (Bonferroni over rows, practices and
months), so that what is reported can be believed."""

LEAST_STEP_PCT = 10.0
"""Smaller steps, in percentage points, are not a change of practice even when they are more than chance."""

_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class PracticeChange:
    """One sudden change in how a row registers.

    Parameters
    ----------
    unit : str
    practice : {"whole_weeks", "exact_ends"}
        Share of the durations of 14 to 245 days that are whole weeks; share of the known children whose duration is
        known to the day, which falls where dated periods give way to statuses.
    month, earliest, latest : str
        First month of birth with the new practice: the likeliest, and the range that holds it with 95 % probability
        when every month was as likely beforehand.
    before_pct, after_pct : float
        The share from the change before (or the beginning) to this one, and from this one to the next (or the end).
    fewest : int
        Smallest number of children counted, or not counted, in either share; 0 once protected.
    """

    unit: str
    practice: Practice
    month: str
    earliest: str
    latest: str
    before_pct: float
    after_pct: float
    fewest: int


def practice_changes(registration: Registration) -> tuple[PracticeChange, ...]:
    """The changes of practice of every row over the mature months, by row, practice and month.

    Per row and practice the month with the largest binomial likelihood ratio of two shares against one is a change
    when it passes the limit: chi-squared with one degree of freedom at `CHANCE`, divided by the number of months,
    rows and practices looked at. The ratio is first divided by the variation within the two parts in relation to the
    binomial, where that is above 1. The two parts are then searched in the same way (binary segmentation; Scott and
    Knott, Biometrics 1974;30:507-512).
    """
    candidates = max(len(registration.months) - 2 * MONTHS_EACH_SIDE + 1, 1)
    limit = float(chi2.isf(CHANCE / (2 * len(registration.rows) * candidates), 1))
    found: list[PracticeChange] = []
    for place, unit in enumerate(registration.rows):
        rounded = registration.days[place][:, WHOLE_WEEKS].sum(axis=1)
        durations = registration.days[place][:, FIRST_DAY : LAST_COUNTED + 1].sum(axis=1)
        exact, known = registration.exact[place], registration.known[place]
        series: tuple[tuple[Practice, Floats, Floats], ...] = (
            ("whole_weeks", rounded.astype(np.float64), durations.astype(np.float64)),
            ("exact_ends", exact.astype(np.float64), known.astype(np.float64)),
        )
        for practice, counted, of in series:
            steps = sorted(_steps(counted, of, (0, len(of)), limit))
            edges = [0, *(here for here, _, _ in steps), len(of)]
            for step, before, after in zip(steps, edges, edges[2:], strict=False):
                sides = (counted[before : step[0]], of[before : step[0]], counted[step[0] : after], of[step[0] : after])
                counted_before, size_before, counted_after, size_after = (int(values.sum()) for values in sides)
                month, earliest, latest = (registration.months[at] for at in step)
                change = PracticeChange(
                    unit=unit,
                    practice=practice,
                    month=month,
                    earliest=earliest,
                    latest=latest,
                    before_pct=100 * counted_before / size_before,
                    after_pct=100 * counted_after / size_after,
                    fewest=min(counted_before, size_before - counted_before, counted_after, size_after - counted_after),
                )
                found.append(change)
    return tuple(found)


def _steps(counted: Floats, of: Floats, within: tuple[int, int], limit: float) -> Iterator[tuple[int, int, int]]:
    """Places of the changes within two places (the last not included), each with its range; in no order."""
    first, last = within
    step = _largest_step(counted[first:last], of[first:last], limit)
    if step is not None:
        here, earliest, latest = (first + place for place in step)
        yield here, earliest, latest
        yield from _steps(counted, of, (first, here), limit)
        yield from _steps(counted, of, (here, last), limit)


def _largest_step(counted: Floats, of: Floats, limit: float) -> tuple[int, int, int] | None:
    """First place of the second part and its range, where two shares tell the counts that much better; else None."""
    places = np.arange(MONTHS_EACH_SIDE, len(of) - MONTHS_EACH_SIDE + 1)
    left, left_of = (np.concatenate([[0.0], np.cumsum(values)])[places] for values in (counted, of))
    right, right_of = counted.sum() - left, of.sum() - left_of
    usable = (left_of > 0) & (right_of > 0)
    if not usable.any():
        return None
    ratio = 2 * (_likelihood(left, left_of) + _likelihood(right, right_of) - _likelihood(counted.sum(), of.sum()))
    ratio = np.where(usable, ratio, -np.inf)
    best = int(np.argmax(ratio))
    before, after = left[best] / left_of[best], right[best] / right_of[best]
    share = np.where(np.arange(len(of)) < places[best], before, after)
    ratio /= _dispersion(counted, of, share)
    if ratio[best] <= limit or 100 * abs(after - before) < LEAST_STEP_PCT:
        return None
    likely = _likely(ratio)
    return int(places[best]), int(places[likely[0]]), int(places[likely[-1]])


def _likely(ratio: Floats) -> npt.NDArray[np.int64]:
    """The fewest places that together hold the change with `_CONFIDENCE`, in order."""
    weight = np.exp((ratio - ratio.max()) / 2)
    order = np.argsort(-weight, kind="stable")
    enough = int(np.searchsorted(np.cumsum(weight[order]) / weight.sum(), _CONFIDENCE)) + 1
    return np.sort(order[:enough])


def _likelihood(counted: Floats, of: Floats) -> Floats:
    """Binomial log-likelihood at its maximum; 0 where there is nobody."""
    share = np.divide(counted, of, out=np.zeros_like(of), where=of > 0)
    return np.asarray(xlogy(counted, share) + xlog1py(of - counted, -share), dtype=np.float64)


def _dispersion(counted: Floats, of: Floats, share: Floats) -> float:
    """Pearson's chi-squared per degree of freedom around two shares; at least 1."""
    variance = of * share * (1 - share)
    told = variance > 0
    excess = ((counted - of * share)[told] ** 2 / variance[told]).sum() / max(told.sum() - 2, 1)
    return max(float(excess), 1.0)
