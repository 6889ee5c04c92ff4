"""Funnel limits: how far a unit of its size lies from the common level by chance alone; never a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import special, stats

from evaluering.estimation.arguments import require_choice, require_number
from evaluering.estimation.clusters.pooling import read_estimates
from evaluering.estimation.clusters.proportions import Counts, read_counts
from evaluering.estimation.fitting.mixture import Array

Overdispersion = Literal["none", "multiplicative", "additive"]
OVERDISPERSION: tuple[Overdispersion, ...] = ("none", "multiplicative", "additive")

WINSORISED = 0.1
"""Share of the units on either side whose z is moved in to the quantile (Spiegelhalter 2005)."""

PROBABILITIES = {"lower_998": 0.001, "lower_95": 0.025, "upper_95": 0.975, "upper_998": 0.999}


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Units against a common level.

    Parameters
    ----------
    target : float
        The level.
    phi, phi_raw : float
        Mean squared z, winsorised and as it is: about 1 where chance alone makes the differences. Winsorised: the z
        outside their 10 % and 90 % quantiles (linear between the ordered values, R's type 7) are moved in to them.
    between : float
        Variance between units for the additive limits (τ²), from `phi`; 0 where there is none to be seen.
    overdispersion : {"none", "multiplicative", "additive"}
        How the limits were widened.
    table : pandas.DataFrame
        One row per unit, in the order given: ``value``, ``z`` (without widening), ``lower_998``, ``lower_95``,
        ``upper_95``, ``upper_998``, ``standing``: ``inside``, ``below_95``, ``above_95``, ``below_998``, ``above_998``.
    """

    target: float
    phi: float
    phi_raw: float
    between: float
    overdispersion: Overdispersion
    table: pd.DataFrame


def funnel_proportions(
    events: Counts,
    trials: Counts,
    *,
    target: float | None = None,
    overdispersion: Overdispersion = "additive",
) -> Funnel:
    """Funnel limits of proportions (Spiegelhalter 2005), 95 and 99.8 %.

    ``none``: exact binomial limits, interpolated between whole numbers of events. ``multiplicative``: the standard
    error times √max(1, φ). ``additive``: a variance τ² between units is added, so that a large unit is not held to
    limits that no real unit keeps. The limits are not cut at 0 and 1: one outside says that no unit of that size can be
    outside on that side. With 19 units one is expected outside the 95 % limits by chance.

    Parameters
    ----------
    events, trials : sequence of int
        Shape (k,).
    target : float or None
        Between 0 and 1, exclusive; None: all events over all trials.
    overdispersion : {"none", "multiplicative", "additive"}
        How limits are widened where units differ by more than chance.

    Raises
    ------
    ValueError
        As `evaluering.estimation.clusters.proportions.read_counts`; for a target that is not between 0 and 1.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24(8),
    1185–1202. doi 10.1002/sim.1970.

    Examples
    --------
    >>> funnel = funnel_proportions([5, 22, 125, 297], [62, 180, 615, 1430], overdispersion="none")
    >>> funnel.table[["value", "lower_95", "upper_95", "standing"]].round(3)
       value  lower_95  upper_95  standing
    0  0.081     0.094     0.291  below_95
    1  0.122     0.137     0.253  below_95
    2  0.203     0.165     0.227    inside
    3  0.208     0.176     0.217    inside
    """
    r, n = read_counts(events, trials)
    level = float(r.sum() / n.sum()) if target is None else require_number("target", target)
    if not 0 < level < 1:
        raise ValueError(f"the target of proportions lies between 0 and 1, exclusive, not at {level:g}")
    errors = np.sqrt(level * (1 - level) / n)
    exact = {name: _exact(n, level, at) for name, at in PROBABILITIES.items()} if overdispersion == "none" else None
    return _funnel(r / n, errors, level, overdispersion, exact)


def funnel_means(
    values: Sequence[float] | Array,
    standard_errors: Sequence[float] | Array,
    *,
    target: float | None = None,
    overdispersion: Overdispersion = "additive",
) -> Funnel:
    """Funnel limits of means with known standard errors, 95 and 99.8 %, normal.

    Parameters
    ----------
    values, standard_errors : sequence of float
        Shape (k,), k ≥ 2; standard errors positive, best from one common spread: √(variance / children).
    target : float or None
        In the unit of the values; None: their mean weighted by precision.
    overdispersion : {"none", "multiplicative", "additive"}
        As for `funnel_proportions`.

    Raises
    ------
    ValueError
        As `evaluering.estimation.clusters.pooling.pool`; for a target that is not finite.

    Examples
    --------
    >>> funnel = funnel_means([101, 118, 96], [2, 4, 3], overdispersion="none")
    >>> round(funnel.target, 1), funnel.table["standing"].tolist()
    (102.2, ['inside', 'above_998', 'below_95'])
    """
    y, v = read_estimates(values, standard_errors)
    level = float(np.average(y, weights=1 / v)) if target is None else require_number("target", target)
    return _funnel(y, np.sqrt(v), level, overdispersion, None)


def _funnel(
    values: Array, errors: Array, target: float, overdispersion: Overdispersion, exact: dict[str, Array] | None
) -> Funnel:
    require_choice("overdispersion", overdispersion, OVERDISPERSION)
    z = (values - target) / errors
    pulled = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi = float(np.mean(pulled**2))
    between = _between(errors, phi)
    if overdispersion == "multiplicative":
        wide = errors * np.sqrt(max(1.0, phi))
    else:
        wide = np.sqrt(errors**2 + between) if overdispersion == "additive" else errors
    normal = {name: target + special.ndtri(at) * wide for name, at in PROBABILITIES.items()}
    table = pd.DataFrame({"value": values, "z": z, **(normal if exact is None else exact)})
    return Funnel(target, phi, float(np.mean(z**2)), between, overdispersion, table.assign(standing=_standing(table)))


def _between(errors: Array, phi: float) -> float:
    """The moment estimator of DerSimonian and Laird (1986) with the winsorised z in place of Q."""
    weights = 1 / errors**2
    divisor = weights.sum() - (weights**2).sum() / weights.sum()
    size = len(errors)
    return max(0.0, float((size * phi - (size - 1)) / divisor)) if size > 1 else 0.0


def _exact(trials: Array, level: float, probability: float) -> Array:
    """Interpolated limit: the smallest r with P(R ≤ r) ≥ p, less the part of its probability that is above p."""
    events = stats.binom.ppf(probability, trials, level)
    above, below = stats.binom.cdf(events, trials, level), stats.binom.cdf(events - 1, trials, level)
    return np.asarray((events - (above - probability) / (above - below)) / trials, dtype=np.float64)


def _standing(table: pd.DataFrame) -> pd.Series:
    value = table["value"]
    chosen = np.select(
        [
            value < table["lower_998"],
            value > table["upper_998"],
            value < table["lower_95"],
            value > table["upper_95"],
        ],
        ["below_998", "above_998", "below_95", "above_95"],
        default="inside",
    )
    return pd.Series(chosen, index=table.index, dtype="str")
