"""The mean as a register counts it, beside the restricted mean, and what makes the difference between the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import t

from evaluering.estimation.arguments import require_choice, require_whole
from evaluering.estimation.estimate import CONFIDENCE, Estimate
from evaluering.estimation.survival.curve_functionals import expectation
from evaluering.estimation.survival.interval_censored import CensoredDurations, Flags, Floats, duration_curves
from evaluering.estimation.survival.interval_curve import interval_curve, read_limits
from evaluering.estimation.survival.levels import mean_days, require_tau

Zeros = Literal["counted", "left_out"]
ZEROS: tuple[Zeros, ...] = ("counted", "left_out")
REASONS = ("zeros", "capped", "unfinished", "undated", "unknown")


@dataclass(frozen=True, slots=True, eq=False)
class RegisteredMean:
    """A register's mean of the registered days, and the restricted mean of the same children.

    Parameters
    ----------
    registered : Estimate
        Mean of the days of all children whose end is registered to the day; t interval. Estimand ``registered_mean``.
    restricted : Estimate
        Mean of min(T, tau) of all children of whom anything is known, by the curve.
    explanation : pandas.DataFrame
        One row per reason: reason, children, days. The days add up to `difference`. Reasons: ``zeros`` (never fully
        breastfed, where the register leaves them out), ``capped`` (registered beyond tau, where the restricted mean
        stops), ``unfinished`` (still going on when last seen: the register has no day for them), ``undated`` (ended
        between two visits, no day registered), ``unknown`` (nothing known: in neither mean, so 0 days).
    """

    registered: Estimate
    restricted: Estimate
    explanation: pd.DataFrame

    @property
    def difference(self) -> float:
        """Restricted less registered mean, in days."""
        return self.restricted.value - self.registered.value

    def children(self, reason: str) -> int:
        """Children by one of `REASONS`."""
        return int(self.explanation["children"].to_numpy()[REASONS.index(reason)])


def registered_mean(
    frame: pd.DataFrame,
    *,
    lower: str = "lower",
    upper: str = "upper",
    count: str | None = None,
    births: int | None = None,
    tau: float = 365,
    zeros: Zeros = "counted",
) -> RegisteredMean:
    """A replica of a register's mean of registered days, explained against the restricted mean.

    The register knows ends to the day only: it leaves out the children who were still going on when last seen, and so
    those with the longest durations. That is why it is not the mean the curve gives.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `evaluering.estimation.survival.interval_curve.interval_curve`; equal limits are a registered day.
    lower, upper, count : str
        Names of columns.
    births : int or None
        All children, known or not; None: the children of the frame, of whom those without limits are unknown.
    tau : float
        Days at which the restricted mean stops.
    zeros : {"counted", "left_out"}
        Whether the register's mean counts those never fully breastfed, as 0 days.

    Raises
    ------
    ValueError
        For a column, number or word that cannot be used, no registered day, or fewer births than known children.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rows = {"lower": [0, 60, 400, 240], "upper": [0, 60, 400, np.inf], "count": [20, 60, 1, 10]}
    >>> found = registered_mean(pd.DataFrame(rows), count="count", births=100)
    >>> round(found.registered.value, 1), round(found.restricted.value, 1)
    (49.4, 83.7)
    >>> found.explanation.round(1)
           reason  children  days
    0       zeros         0   0.0
    1      capped         1  -0.4
    2  unfinished        10  34.7
    3     undated         0   0.0
    4     unknown         9   0.0
    """
    tau = require_tau(tau)
    require_choice("zeros", zeros, ZEROS)
    if births is not None:
        require_whole("births", births, least=0)
    rows, left_out = read_limits(frame, lower=lower, upper=upper, count=count)
    known = int(rows.count.sum())
    unknown = left_out if births is None else births - known
    if unknown < 0:
        raise ValueError("births must not be fewer than the children of whom anything is known")
    exact, beyond = rows.lower == rows.upper, np.isinf(rows.upper)
    counted = exact if zeros == "counted" else exact & (rows.lower > 0)
    if not counted.any():
        raise ValueError("no child has a registered day")
    restricted = _restricted(frame, lower, upper, count, tau)
    steps = _steps(rows, (counted, exact, beyond), tau, restricted.value)
    children = {
        "zeros": rows.count[exact & ~counted].sum(),
        "capped": rows.count[exact & (rows.lower > tau)].sum(),
        "unfinished": rows.count[beyond].sum(),
        "undated": rows.count[~exact & ~beyond].sum(),
        "unknown": unknown,
    }
    told = {"reason": REASONS, "children": [int(children[name]) for name in REASONS], "days": [*np.diff(steps), 0.0]}
    registered = _mean(rows.lower[counted].astype(np.float64), rows.count[counted])
    return RegisteredMean(registered, restricted, pd.DataFrame(told))


def _restricted(frame: pd.DataFrame, lower: str, upper: str, count: str | None, tau: float) -> Estimate:
    return interval_curve(frame, lower=lower, upper=upper, count=count).restricted_mean(tau)


def _steps(
    rows: CensoredDurations, chosen: tuple[Flags, Flags, Flags], tau: float, restricted: float
) -> tuple[float, ...]:
    """From the register's mean to the restricted one: zeros in, days cut at tau, the unfinished in, the undated in."""
    counted, exact, beyond = chosen
    days, count = rows.lower.astype(np.float64), rows.count
    plain = float(np.average(days[counted], weights=count[counted]))
    zeros = float(np.average(days[exact], weights=count[exact]))
    capped = float(np.average(np.minimum(days[exact], tau), weights=count[exact]))
    dated = exact | beyond
    part = CensoredDurations(rows.sample[dated], rows.lower[dated], rows.upper[dated], count[dated])
    curves = duration_curves(part, 1)
    each = np.minimum(np.arange(curves.probability.shape[1], dtype=np.float64), tau)
    unfinished = restricted if dated.all() else float(expectation(curves, each, tail_weight=tau)[0][0])
    return plain, zeros, capped, unfinished, restricted


def _mean(days: Floats, count: Floats) -> Estimate:
    """Mean with its t interval; nan limits for one child."""
    size = int(count.sum())
    value = float(np.average(days, weights=count))
    nothing = float("nan")
    error = float(np.sqrt(count @ (days - value) ** 2 / (size - 1) / size)) if size > 1 else nothing
    width = float(t.ppf(0.5 + CONFIDENCE / 2, size - 1)) * error if size > 1 else nothing
    plain = replace(mean_days(float("inf"), value, error, method="registered"), estimand="registered_mean", n=size)
    return replace(plain, lower=value - width, upper=value + width, degrees_of_freedom=float(size - 1))
