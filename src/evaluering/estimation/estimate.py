"""The record of one estimate, and many of them as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal, Protocol

import pandas as pd

CONFIDENCE = 0.95
"""Confidence of every interval."""

LEVEL_METHOD = "kaplan-meier"
"""How levels are estimated, as ``results.json`` names it."""

OUTCOME = "outcome"  # a measure not yet named: the unit of the outcome column
OUTCOME_DIFFERENCE = "outcome_difference"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its interval.

    Parameters
    ----------
    estimand : str
        ``mean_change``, ``level_change``, ``slope_change`` …: what is estimated.
    value, lower, upper : float
        Point and limits, in the unit `measure` names.
    confidence : float
        `CONFIDENCE`.
    measure : str
        ``days``, ``pct``, ``pct_point``, ``ratio``; ``outcome`` and ``outcome_difference`` until the outcome's unit is
        named by `labelled`; ``children`` and ``child_days`` a year
        (`evaluering.estimation.children.in_children`). ``relative_mean_change`` is in per cent from the start.
    standard_error, degrees_of_freedom, p_value : float
        Of the distribution the interval comes from; p is two-sided, against no change (or, for a level, zero).
    probability_positive : float
        Probability that the number is above zero, from the same distribution.
    first_period, last_period : str
        The periods the number is about, both included.
    method : str
        The error model, as `evaluering.estimation.fitting.methods.METHODS` names it.
    n : int
        Children; filled in by whoever knows the counts.
    coverage_pct : float
        Share of births with known status; likewise.
    indicator, definition, unit : str
        Likewise.
    smallest_detectable : float
        The smallest change that would be found with 80 % probability, in the same unit; NaN where not given.
    warnings : tuple of str
        Slugs.
    """

    estimand: str
    value: float
    lower: float
    upper: float
    confidence: float
    measure: str
    standard_error: float
    degrees_of_freedom: float
    p_value: float
    probability_positive: float
    first_period: str
    last_period: str
    method: str
    n: int = 0
    coverage_pct: float = float("nan")
    indicator: str = ""
    definition: str = ""
    unit: str = ""
    smallest_detectable: float = float("nan")
    warnings: tuple[str, ...] = ()


class HasEstimates(Protocol):
    """A fit: anything with a tuple of estimates."""

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """The estimates."""


def labelled(
    estimate: Estimate, *, measure: Literal["days", "pct"], indicator: str = "", definition: str = "", unit: str = ""
) -> Estimate:
    """The same estimate with the names of what was measured.

    Parameters
    ----------
    estimate : Estimate
        From a fit, which does not know what its outcome is.
    measure : {"days", "pct"}
        Unit of the outcome. A difference between percentages becomes ``pct_point``.
    indicator, definition, unit : str
        What, by which definition, for whom.

    Examples
    --------
    >>> from evaluering.estimation.estimate import Estimate
    >>> change = Estimate("mean_change", 4, 3, 5, 0.95, "outcome_difference", 0.5, 90, 0.0, 1.0, "", "", "ols")
    >>> labelled(change, measure="pct").measure
    'pct_point'
    """
    named = {OUTCOME: measure, OUTCOME_DIFFERENCE: "pct_point" if measure == "pct" else measure}
    return replace(
        estimate,
        measure=named.get(estimate.measure, estimate.measure),
        indicator=indicator,
        definition=definition,
        unit=unit,
    )


def estimate_of(estimates: Iterable[Estimate], estimand: str) -> Estimate:
    """The estimate of one estimand.

    Raises
    ------
    KeyError
        When there is none; it names those there are.
    """
    by_name = {one.estimand: one for one in estimates}
    if estimand not in by_name:
        raise KeyError(f"no estimand {estimand!r}; there are {', '.join(by_name)}")
    return by_name[estimand]


def to_frame(result: HasEstimates | Iterable[Estimate]) -> pd.DataFrame:
    """One row per estimand.

    Parameters
    ----------
    result : fit or iterable of Estimate
        A fit of `fit_interrupted` or `fit_trend`, or estimates.

    Returns
    -------
    pandas.DataFrame
        One column per field of `Estimate`, in its order; ``warnings`` as words parted by spaces.

    Raises
    ------
    TypeError
        When it is neither a fit nor estimates.
    """
    estimates = list(result if isinstance(result, Iterable) else getattr(result, "estimates", [result]))
    for one in estimates:
        if not isinstance(one, Estimate):
            raise TypeError(f"a fit or estimates are needed, not {type(one).__name__}")
    rows = [asdict(estimate) | {"warnings": " ".join(estimate.warnings)} for estimate in estimates]
    return pd.DataFrame(rows, columns=[field.name for field in fields(Estimate)])
