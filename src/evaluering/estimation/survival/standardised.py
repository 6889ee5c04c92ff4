"""Direct standardisation: the curve there would be with a fixed mix of groups, beside the crude one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluering.estimation.arguments import require_numbers, shown
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.survival.interval_curve import interval_curve
from evaluering.estimation.survival.levels import Curve, counted, mean_days, probability
from evaluering.estimation.survival.reading import groups_of, read_counts, require_named
from evaluering.estimation.survival.survival_curve import survival_curve

METHOD = "standardised"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One level: its share of the standard population, of 1, and its own curve."""

    level: object
    weight: float
    curve: Curve


@dataclass(frozen=True, slots=True, eq=False)
class Standardised:
    """A crude curve and the same children weighted to a standard population.

    Parameters
    ----------
    crude : SurvivalCurve or IntervalCurve
        Of all children whose level is one of the weighted.
    parts : tuple of Part
        One per level, in the order of the weights.
    left_out : int
        Children without a level: in neither curve, so that the two are about the same children.
    """

    crude: Curve
    parts: tuple[Part, ...]
    left_out: int

    def at(self, days: float, *, at_least: bool = False) -> Estimate:
        """Standardised P(T > `days`), or P(T >= `days`); limits on the log(-log) scale, nan at 0 and 1."""
        found = [part.curve.at(days, at_least=at_least) for part in self.parts]
        value, error = self._weighted(found)
        return self._told(probability(days, value, error, at_least=at_least, method=METHOD), found)

    def restricted_mean(self, tau: float) -> Estimate:
        """Standardised mean of min(T, `tau`); normal limits, inside 0 and tau."""
        found = [part.curve.restricted_mean(tau) for part in self.parts]
        value, error = self._weighted(found)
        return self._told(mean_days(tau, value, error, method=METHOD), found)

    def side_by_side(self, *, at: Iterable[float] = (), restricted_means: Iterable[float] = ()) -> pd.DataFrame:
        """One row per number: estimand; crude, crude_lower, crude_upper; standardised, standardised_lower, …_upper."""
        pairs = [(self.crude.at(days), self.at(days)) for days in at]
        pairs += [(self.crude.restricted_mean(tau), self.restricted_mean(tau)) for tau in restricted_means]
        rows = [
            {"estimand": crude.estimand}
            | {f"{name}{end}": getattr(one, field) for name, one in _named(crude, other) for end, field in _FIELDS}
            for crude, other in pairs
        ]
        return pd.DataFrame(rows, columns=["estimand", *(f"{name}{end}" for name in _NAMES for end, _ in _FIELDS)])

    def _weighted(self, found: list[Estimate]) -> tuple[float, float]:
        weights = np.array([part.weight for part in self.parts])
        errors = np.array([one.standard_error for one in found])
        # A curve at 0 has no standard error by Greenwood, and a value at 0 does not vary in what is seen.
        errors = np.where([one.value == 0 for one in found], 0.0, errors)
        return float(weights @ [one.value for one in found]), float(np.sqrt(weights**2 @ errors**2))

    def _told(self, estimate: Estimate, found: list[Estimate]) -> Estimate:
        warnings = dict.fromkeys(slug for one in found for slug in one.warnings)
        return counted(estimate, sum(one.n for one in found), tuple(warnings))


_NAMES = ("crude", "standardised")
_FIELDS = (("", "value"), ("_lower", "lower"), ("_upper", "upper"))


def _named(crude: Estimate, other: Estimate) -> tuple[tuple[str, Estimate], ...]:
    return tuple(zip(_NAMES, (crude, other), strict=True))


def standardised(
    frame: pd.DataFrame,
    *,
    by: str,
    weights: Mapping[Any, float],
    duration: str = "duration",
    event: str = "event",
    entry: str | None = None,
    count: str | None = None,
) -> Standardised:
    """Kaplan-Meier curves standardised directly to a fixed mix of levels.

    The standardised curve is the weighted sum of the levels' own curves, its variance the sum of their variances times
    the weights squared; the weights are taken as known. A level without children cannot be standardised to.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per child, or per group of like children. Never altered.
    by : str
        Column of levels, parity for example. Rows without one are left out of both curves, and counted.
    weights : mapping of level to number
        The standard population, in any unit: ``{"first": 45, "later": 55}``. Every level in the frame must be named.
    duration, event, entry, count : str
        As for `evaluering.estimation.survival.survival_curve.survival_curve`.

    Raises
    ------
    ValueError
        For a column, number or weight that cannot be used, a level without a weight, or a weight without children.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"duration": [30, 90, 60, 200], "event": 1, "count": [30, 10, 10, 10],
    ...                       "parity": ["first", "first", "later", "later"]})
    >>> both = standardised(frame, by="parity", weights={"first": 45, "later": 55}, count="count")
    >>> both.side_by_side(at=[60], restricted_means=[182]).round(2)[["estimand", "crude", "standardised"]]
                  estimand  crude  standardised
    0         over_60_days   0.33          0.39
    1  restricted_mean_182  70.33         86.80
    """
    used, shares, left_out = _levels(frame, by, weights, count)

    def curve_of(part: pd.DataFrame) -> Curve:
        return survival_curve(part, duration=duration, event=event, entry=entry, count=count)

    parts = tuple(Part(level, share, curve_of(used[used[by] == level])) for level, share in shares.items())
    return Standardised(curve_of(used), parts, left_out)


def standardised_intervals(
    frame: pd.DataFrame,
    *,
    by: str,
    weights: Mapping[Any, float],
    lower: str = "lower",
    upper: str = "upper",
    count: str | None = None,
) -> Standardised:
    """As `standardised`, from limits as those of `evaluering.estimation.survival.interval_curve.interval_curve`."""
    used, shares, left_out = _levels(frame, by, weights, count)

    def curve_of(part: pd.DataFrame) -> Curve:
        return interval_curve(part, lower=lower, upper=upper, count=count)

    parts = tuple(Part(level, share, curve_of(used[used[by] == level])) for level, share in shares.items())
    return Standardised(curve_of(used), parts, left_out)


def _levels(
    frame: pd.DataFrame, by: str, weights: Mapping[Any, float], count: str | None
) -> tuple[pd.DataFrame, dict[object, float], int]:
    """The rows with a level, the shares of the standard population, and the children without a level."""
    require_named(frame, {"by": by}, {"count": count})
    if not isinstance(weights, Mapping):
        raise TypeError(f"weights is a mapping from level to number, not {shown(weights)}")
    given = require_numbers("weights", list(weights.values()))
    total = float(given.sum())
    if not weights or not given.min() > 0 or not np.isfinite(total):
        raise ValueError("weights must be above 0 and finite, one per level")
    children = read_counts(frame, count)
    known = frame[by].notna().to_numpy()
    used = frame[known & (children > 0)]
    found = set(groups_of(used, by)[1])
    if found != set(weights):
        # By number, not by name: a level is a cell, and a cell may be about a person.
        raise ValueError(
            f"levels of {by!r} without a weight: {len(found - set(weights))}; "
            f"weights without children: {len(set(weights) - found)}"
        )
    shares = {level: weight / total for level, weight in zip(weights, given.tolist(), strict=True)}
    return used, shares, int(children[~known].sum())
