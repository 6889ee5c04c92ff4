"""Kaplan-Meier of one sample from grouped times: the curve, its limits and the mean up to a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """A Kaplan-Meier curve; arrays of one length, one element per different time, ascending.

    Parameters
    ----------
    time : array
        Different times of events and censorings.
    at_risk, events, censored : array
        At risk just before `time`; events and censorings at it. Censorings come after events of the same time.
    survival : array
        P(T > time).
    standard_error : array
        Of `survival`, by Greenwood; nan where survival is 0.
    lower, upper : array
        Limits on the log(-log) scale, as R's ``conf.type = "log-log"``; nan where survival is 0 or 1.
    """

    time: Floats
    at_risk: Floats
    events: Floats
    censored: Floats
    survival: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats

    def beyond(self, time: float, *, at_least: bool = False) -> float:
        """P(T > time), or P(T >= time) when `at_least`; past the last time the curve's last value."""
        place = int(np.searchsorted(self.time, time, side="left" if at_least else "right"))
        return float(self.survival[place - 1]) if place else 1.0


def kaplan_meier(
    time: Floats,
    *,
    event: Flags,
    entry: Floats | None = None,
    count: Floats | None = None,
    confidence: float = 0.95,
) -> KaplanMeier:
    """Kaplan-Meier curve (1958, J Am Stat Assoc 53, 457-481) by the conventions of R's ``survfit``.

    Parameters
    ----------
    time : array
        Time of the event or of the censoring; not below 0.
    event : array of bool
        False where the time is a censoring.
    entry : array, optional
        Time since when each was followed (left truncation), below `time` or 0: at risk at t where entry < t <= time,
        and with entry 0 from the very start. 0 each by default.
    count : array, optional
        How many have this time; 1 each by default.
    confidence : float
        Of the limits.
    """
    count = np.ones(len(time), dtype=np.float64) if count is None else np.asarray(count, dtype=np.float64)
    different, place = np.unique(np.asarray(time, dtype=np.float64), return_inverse=True)
    events: Floats = np.bincount(place, weights=count * event, minlength=len(different)).astype(np.float64)
    leaving: Floats = np.bincount(place, weights=count, minlength=len(different)).astype(np.float64)
    at_risk: Floats = np.cumsum(leaving[::-1])[::-1]
    if entry is not None:
        at_risk = at_risk - not_yet(different, entry=entry, count=count)
    survival = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    alive = survival > 0
    terms = np.divide(events, at_risk * (at_risk - events), out=np.zeros_like(survival), where=alive)
    error: Floats = np.where(alive, survival * np.sqrt(np.cumsum(terms)), np.nan)
    lower, upper = log_log_limits(survival, error, confidence=confidence)
    return KaplanMeier(different, at_risk, events, leaving - events, survival, error, lower, upper)


def not_yet(time: Floats, *, entry: Floats, count: Floats) -> Floats:
    """How many of those that come in after 0 have not come in before each time; an array like `time`."""
    order = np.argsort(entry, kind="stable")
    later = order[entry[order] > 0]
    total = np.concatenate([[0.0], np.cumsum(count[later])])
    return np.asarray(total[-1] - total[np.searchsorted(entry[later], time, side="left")], dtype=np.float64)


def log_log_limits(share: Floats, standard_error: Floats, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Limits of a probability on the log(-log) scale, always between 0 and 1; nan where it is 0 or 1."""
    inside = (share > 0) & (share < 1)
    share = np.where(inside, share, 0.5)
    width = norm.ppf(0.5 + confidence / 2) * standard_error / (share * np.abs(np.log(share)))
    lower, upper = share ** np.exp(width), share ** np.exp(-width)
    return np.where(inside, lower, np.nan), np.where(inside, upper, np.nan)


def restricted_mean(curve: KaplanMeier, tau: float) -> tuple[float, float]:
    """Area under the curve to `tau` and its standard error; past the last time the curve stays at its last value.

    Variance: sum over event times up to tau of (area from the time to tau) squared times d / (n (n - d)), a term
    being 0 where n = d.
    """
    inside = curve.time <= tau
    time, survival = curve.time[inside], curve.survival[inside]
    steps = np.diff(np.concatenate([[0.0], time, [tau]]))
    areas = steps * np.concatenate([[1.0], survival])
    left = np.cumsum(areas[::-1])[::-1][1:]
    events, at_risk = curve.events[inside], curve.at_risk[inside]
    spread = at_risk * (at_risk - events)
    terms = np.divide(left**2 * events, spread, out=np.zeros_like(left), where=spread > 0)
    return float(areas.sum()), float(np.sqrt(terms.sum()))
