"""Whether coverage jumped when the agreement began: then other kinds of children are known after than before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from evaluering.estimation.data_quality.registration import Registration
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.periods import Month

Floats = npt.NDArray[np.float64]

MONTHS_EACH_SIDE = 36
"""Months used before the cut and from the start on: far enough for a line, near enough for it to be straight."""

LEAST_MONTHS = 12
"""Fewest months with births on each side before anything is told."""

CHANCE = 0.01
"""Probability that any row stands out when none has a step (Bonferroni over the rows tested)."""

_SMALLEST = 1e-12  # variance where everybody is known in every month

LEAST_STEP_PCT = 2.0
"""Smaller steps, in percentage points of the births, do not matter: even when those newly known had breastfed 100 days
shorter or longer than the others, the mean would move by two days."""


@dataclass(frozen=True, slots=True)
class CoverageStep:
    """The step in a row's coverage at the start, apart from its trend.

    Parameters
    ----------
    unit : str
    start : str
        First month after the step.
    before_pct, after_pct : float
        Coverage in per cent of births over the months used on each side.
    step_pct, lower, upper : float
        The step in percentage points with its 95 % limits; positive when more are known. nan with too few months.
    p : float
        Two-sided, by itself.
    stands_out : bool
        Beyond chance over all rows tested together, and at least `LEAST_STEP_PCT`.
    fewest : int
        Smallest of the numbers of known and of unknown children on the two sides; 0 once protected.
    """

    unit: str
    start: str
    before_pct: float
    after_pct: float
    step_pct: float
    lower: float
    upper: float
    p: float
    stands_out: bool
    fewest: int


def coverage_steps(
    registration: Registration, *, start: Month, cut_months: int, total: str
) -> tuple[CoverageStep, ...]:
    """The step of all rows together (named `total`, first) and of each row.

    Least squares of the monthly coverage on a line and a step, months weighted by births; the `cut_months` before the
    start are left out, as in the before-and-after. The variance per birth is the residuals', but never below the
    binomial; limits and p from t(n - 3).
    """
    births = np.vstack([registration.births.sum(axis=0), registration.births]).astype(np.float64)
    known = np.vstack([registration.known.sum(axis=0), registration.known]).astype(np.float64)
    time = np.asarray([Month.parse(month) - start for month in registration.months], dtype=np.float64)
    before = (time >= -cut_months - MONTHS_EACH_SIDE) & (time < -cut_months)
    after = (time >= 0) & (time < MONTHS_EACH_SIDE)
    units = (total, *registration.rows)
    steps = []
    for row, unit in enumerate(units):
        shares = [_pct(known[row][side].sum(), births[row][side].sum()) for side in (before, after)]
        used = (before | after) & (births[row] > 0)
        sides = [known[row][side].sum() for side in (before, after)]
        sides += [births[row][side].sum() - known[row][side].sum() for side in (before, after)]
        fewest = int(min(abs(number) for number in sides))
        untold = CoverageStep(
            unit, str(start), shares[0], shares[1], nan, nan, nan, nan, stands_out=False, fewest=fewest
        )
        if min((used & before).sum(), (used & after).sum()) < LEAST_MONTHS:
            steps.append(untold)
            continue
        found = _fitted(time[used], after[used], births=births[row][used], known=known[row][used])
        out = found.p < CHANCE / len(units) and abs(found.step) >= LEAST_STEP_PCT
        low, high = found.step - found.width, found.step + found.width
        steps.append(replace(untold, step_pct=found.step, lower=low, upper=high, p=found.p, stands_out=out))
    return tuple(steps)


def _pct(part: float, whole: float) -> float:
    return float(100 * part / whole) if whole else nan


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The step in percentage points, half the width of its interval, and p."""

    step: float
    width: float
    p: float


def _fitted(time: Floats, after: Floats, *, births: Floats, known: Floats) -> _Fitted:
    root, observed = np.sqrt(births), known / births
    design = np.stack([np.ones(len(time)), time, after], axis=1) * root[:, None]
    coefficients = np.linalg.lstsq(design, observed * root, rcond=None)[0]
    freedom = len(time) - 3
    share = known.sum() / births.sum()
    residual = float(((observed * root - design @ coefficients) ** 2).sum()) / freedom
    variance = max(residual, share * (1 - share)) * np.linalg.inv(design.T @ design)[2, 2]
    step, error = 100 * float(coefficients[2]), 100 * sqrt(max(variance, _SMALLEST))
    p = 2 * float(student.sf(abs(step) / error, freedom))
    return _Fitted(step, float(student.ppf(0.5 + CONFIDENCE / 2, freedom)) * error, p)
