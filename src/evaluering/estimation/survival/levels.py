"""Numbers read off a curve, as estimates: a probability with log(-log) limits, a mean or a median in days."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np
from scipy.stats import norm

from evaluering.estimation.arguments import require_number
from evaluering.estimation.estimate import CONFIDENCE, Estimate
from evaluering.estimation.survival.kaplan_meier import log_log_limits

PROBABILITY = "probability"
"""Measure of a value of the curve, between 0 and 1."""

NORMAL = float(norm.ppf(0.5 + CONFIDENCE / 2))
"""Standard errors to either side of an interval."""


class Curve(Protocol):
    """A curve of durations, however it was found."""

    @property
    def children(self) -> int:
        """How many children it is from."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Slugs."""

    def at(self, days: float, *, at_least: bool = False) -> Estimate:
        """P(T > days), or P(T >= days)."""

    def restricted_mean(self, tau: float) -> Estimate:
        """Mean of min(T, tau)."""


def require_days(days: object) -> float:
    """Days from birth, finite and 0 or more; TypeError for what is no number, ValueError for others."""
    number = require_number("days", days)
    if number < 0:
        raise ValueError("days must be 0 or more")
    return number


def require_tau(tau: object) -> float:
    """Days at which a mean stops, finite and above 0; TypeError for what is no number, ValueError for others."""
    number = require_number("tau", tau)
    if not number > 0:
        raise ValueError("tau must be above 0 days")
    return number


def probability(days: float, value: float, error: float, *, at_least: bool = False, method: str) -> Estimate:
    """P(T > days), or P(T >= days); limits on the log(-log) scale, nan at 0 and at 1."""
    name = f"{'at_least' if at_least else 'over'}_{days:g}_days"
    lower, upper = log_log_limits(np.array([value]), np.array([error]), confidence=CONFIDENCE)
    return _level(name, value, error, (float(lower[0]), float(upper[0])), PROBABILITY, method)


def mean_days(tau: float, value: float, error: float, *, method: str) -> Estimate:
    """Mean of min(T, tau); normal limits, inside 0 and tau."""
    limits = max(value - NORMAL * error, 0.0), min(value + NORMAL * error, tau)
    return _level(f"restricted_mean_{tau:g}", value, error, limits, "days", method)


def median_days(value: float, lower: float, upper: float, *, method: str) -> Estimate:
    """The median with the limits found on the curve's band; it has no standard error of its own."""
    return _level("median", value, float("nan"), (lower, upper), "days", method)


def counted(estimate: Estimate, children: int, warnings: tuple[str, ...] = ()) -> Estimate:
    """The same estimate with its children and warnings."""
    return replace(estimate, n=children, warnings=warnings)


def _level(name: str, value: float, error: float, limits: tuple[float, float], measure: str, method: str) -> Estimate:
    nothing = float("nan")
    return Estimate(
        estimand=name,
        value=value,
        lower=limits[0],
        upper=limits[1],
        confidence=CONFIDENCE,
        measure=measure,
        standard_error=error,
        degrees_of_freedom=float("inf"),
        p_value=nothing,
        probability_positive=nothing,
        first_period="",
        last_period="",
        method=method,
    )
