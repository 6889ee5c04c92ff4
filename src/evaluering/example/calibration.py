"""The curve of full breastfeeding, fitted so that the registered figures are 109.0 days and 12.0 per cent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluering.example.heaping import COMMON

Floats = npt.NDArray[np.float64]

LAST_DAY = 245
"""Every duration is at most this many days."""

TARGET_MEAN_DAYS = 109.0
TARGET_OVER_182 = 0.12
"""The agreement's own figures for births 2012-2020 (its section 2)."""

# P(duration > d): published shares for Denmark and Region Midtjylland, brought together by monotone cubic.
_DAYS = np.array([0, 7, 14, 30, 61, 91, 119, 122, 152, 182, 213, 245])
_OVER = np.array([0.985, 0.930, 0.885, 0.790, 0.690, 0.625, 0.565, 0.552, 0.301, 0.120, 0.020, 0.0])
_HALF_YEAR = 9  # place of day 182

FIRST_TIME_SHARE = 0.45
# First-time mothers against others: 7 points fewer at four months, where 55 per cent are fully breastfed.
_PARITY_RATIO = np.log(0.55 - 0.07 * 0.55) / np.log(0.55 + 0.07 * 0.45)
PARITY = ((FIRST_TIME_SHARE, _PARITY_RATIO**0.55), (1 - FIRST_TIME_SHARE, _PARITY_RATIO**-0.45))
"""Share of children and hazard ratio: first-time mothers, then the others."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The baseline.

    Parameters
    ----------
    hazard : ndarray, shape (246,)
        Cumulative-hazard step of each day of age, infinite on the last; before parity, trend and agreement.
    days_per_log_hazard : float
        Change of the registered mean in days when every log-hazard rises by one (negative).
    """

    hazard: Floats
    days_per_log_hazard: float


@dataclass(frozen=True, slots=True)
class RegisteredMoments:
    """Per true duration 0 to 245: expected registered duration, and probability of at least and over 182 days."""

    mean: Floats
    at_least_182: Floats
    over_182: Floats


def registered_moments(kernel: Floats) -> RegisteredMoments:
    """What a kernel of heaping (true days × registered days) makes of each true duration."""
    days = np.arange(kernel.shape[1])
    return RegisteredMoments(kernel @ days, kernel[:, 182:].sum(axis=1), kernel[:, 183:].sum(axis=1))


def probabilities(cumulative: Floats) -> Floats:
    """P(duration = d) along the last axis, averaged over parity, from cumulative hazards."""
    over = np.zeros_like(cumulative)
    for share, ratio in PARITY:
        over += share * np.exp(-ratio * cumulative)
    mass: Floats = -np.diff(over, axis=-1, prepend=1.0)
    return mass


def calibrated_curve() -> Curve:
    """Fit the power of the curve and its value at day 182 to the agreement's two figures, by Newton's method."""
    moments = registered_moments(COMMON.kernel(LAST_DAY + 1))

    def figures(parameters: Floats) -> Floats:
        mass = probabilities(np.cumsum(_hazard(parameters)))
        return np.array([mass @ moments.mean - TARGET_MEAN_DAYS, mass @ moments.over_182 - TARGET_OVER_182])

    parameters = np.array([1.0, 0.12])
    for _ in range(8):
        slopes = np.array([(figures(parameters + step) - figures(parameters - step)) / 2e-4 for step in _steps()]).T
        parameters = parameters - np.linalg.solve(slopes, figures(parameters))
    hazard = _hazard(parameters)
    up, down = (probabilities(np.cumsum(hazard) * np.exp(shift)) @ moments.mean for shift in (0.01, -0.01))
    return Curve(hazard, float(up - down) / 0.02)


def _steps() -> Iterator[Floats]:
    yield from np.eye(2) * 1e-4


def _hazard(parameters: Floats) -> Floats:
    """Daily steps of the cumulative hazard for a power of the curve and a value at day 182."""
    over = _OVER ** parameters[0]
    over[_HALF_YEAR:-1] *= parameters[1] / over[_HALF_YEAR]
    survival = monotone_cubic(_DAYS.astype(np.float64), over, np.arange(LAST_DAY + 1.0))
    with np.errstate(divide="ignore"):
        steps: Floats = -np.log(survival / np.concatenate([[1.0], survival[:-1]]))
    return steps


def monotone_cubic(x: Floats, y: Floats, at: Floats) -> Floats:
    """Piecewise cubic through the points that never overshoots (Fritsch and Butland 1984).

    Parameters
    ----------
    x, y : ndarray, shape (points,)
        `x` rising.
    at : ndarray
        Where to evaluate, within the range of `x`.
    """
    width, slope = np.diff(x), np.diff(y) / np.diff(x)
    before, after = 2 * width[1:] + width[:-1], width[1:] + 2 * width[:-1]
    same_sign = slope[:-1] * slope[1:] > 0
    safe = np.where(same_sign, slope[:-1], 1.0), np.where(same_sign, slope[1:], 1.0)
    inner = np.where(same_sign, (before + after) / (before / safe[0] + after / safe[1]), 0.0)
    tangent = np.concatenate([[slope[0]], inner, [0.0]])
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, width.size - 1)
    part = (at - x[piece]) / width[piece]
    rise = width[piece] * (tangent[piece] * part * (1 - part) ** 2 - tangent[piece + 1] * part**2 * (1 - part))
    blend = part**2 * (3 - 2 * part)
    result: Floats = y[piece] * (1 - blend) + y[piece + 1] * blend + rise
    return result
