"""A hidden cause: how strong something else at the same time would have to be to explain a change (the E-value)."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, nan, sqrt
from typing import Literal

import pandas as pd

from evaluering.estimation.checks.check import Check, Verdict
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.interrupted import RELATIVE_WITHHELD, InterruptedFit
from evaluering.estimation.published.published import CHILD_SD_DAYS

_PER_STANDARD_DEVIATION = 0.91  # logarithm of the risk ratio per standard deviation of a mean


@dataclass(frozen=True, slots=True)
class EValue:
    """How strong a hidden cause would have to be, as a risk ratio with period and with outcome alike.

    Parameters
    ----------
    value : float
        To explain the estimate away, at least 1.
    limit : float
        To move the limit nearest to no change there; 1 when the interval holds no change; NaN without limits.
    """

    value: float
    limit: float


def e_value(risk_ratio: float, *, lower: float = nan, upper: float = nan) -> EValue:
    """The E-value of a risk ratio (VanderWeele and Ding 2017, doi 10.7326/M16-2607).

    E = RR + √(RR (RR - 1)); a ratio below 1 is inverted first.

    Parameters
    ----------
    risk_ratio : float
        Positive.
    lower, upper : float
        Its limits; NaN when not known.

    Raises
    ------
    ValueError
        When the risk ratio is not positive.

    Examples
    --------
    >>> found = e_value(3.9, lower=1.8, upper=8.7)
    >>> round(found.value, 2), round(found.limit, 2)
    (7.26, 3.0)
    """
    if not risk_ratio > 0:
        raise ValueError(f"a risk ratio is positive, not {risk_ratio}")
    if lower <= 1 <= upper:
        limit = 1.0
    else:
        nearest = lower if risk_ratio > 1 else upper
        limit = nan if nearest != nearest else _strength(nearest)
    return EValue(_strength(risk_ratio), limit)


def _strength(risk_ratio: float) -> float:
    ratio = risk_ratio if risk_ratio >= 1 else 1 / risk_ratio
    return ratio + sqrt(ratio * (ratio - 1))


def hidden_cause(fit: InterruptedFit, *, measure: Literal["days", "pct"], spread: float = CHILD_SD_DAYS) -> Check:
    """How strong a cause that nobody measured would have to be to explain the mean change.

    A share: the risk ratio is fitted mean over counterfactual mean, its limits are those of the relative change. A
    mean: RR ≈ exp(0.91 · change / spread), the spread being that of single children, never that of the months. The
    E-value is about a cause spread unevenly over the two periods. Of something that began for all on the same day it
    says less: such a cause need only be as strong as the risk ratio itself.

    Parameters
    ----------
    fit : InterruptedFit
        By any error model.
    measure : {"days", "pct"}
        Unit of the outcome: a mean, or a share of children.
    spread : float
        Standard deviation of the outcome among children, in its unit; for ``days`` alone.

    Returns
    -------
    Check
        ``told``: there is no agreed limit, and for a mean the number follows almost wholly from the spread of children;
        it is for the reader to weigh. ``not_assessed`` when the interval of the change holds zero (nothing is there to
        explain), the fitted share is not positive, or the expected share may be zero. Facts: ``risk_ratio``,
        ``e_value``, ``e_value_limit``. Table: rows ``value`` and ``limit`` in column ``number``, with ``risk_ratio``
        and ``e_value``.
    """
    ratio, lower, upper = _risk_ratio(fit, measure=measure, spread=spread)
    found = e_value(ratio, lower=lower, upper=upper) if ratio > 0 else EValue(nan, nan)
    verdict: Verdict = "told" if found.limit > 1 else "not_assessed"
    nearest = 1.0 if lower <= 1 <= upper else lower if ratio > 1 else upper
    table = pd.DataFrame(
        [("value", ratio, found.value), ("limit", nearest, found.limit)], columns=["number", "risk_ratio", "e_value"]
    )
    facts = {"risk_ratio": ratio, "e_value": found.value, "e_value_limit": found.limit}
    return Check("hidden_cause", verdict, facts, table)


def _risk_ratio(fit: InterruptedFit, *, measure: str, spread: float) -> tuple[float, float, float]:
    if measure == "days":
        change: Estimate = fit.estimate("mean_change")
        ratios = (exp(_PER_STANDARD_DEVIATION * one / spread) for one in (change.value, change.lower, change.upper))
    else:
        if RELATIVE_WITHHELD in fit.warnings:
            return nan, nan, nan
        change = fit.estimate("relative_mean_change")
        ratios = (1 + one / 100 for one in (change.value, change.lower, change.upper))
    value, lower, upper = ratios
    return value, lower, upper
