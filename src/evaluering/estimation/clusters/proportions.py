"""Proportions of several units: limits of each, the difference of two, and whether all could be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy import special
from scipy.stats import chi2_contingency
from statsmodels.stats.proportion import proportion_confint

from evaluering.estimation.arguments import require_choice, require_number, require_numbers
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fitting.mixture import Array

ProportionMethod = Literal["wilson", "clopper_pearson", "jeffreys"]
_NAMES: dict[str, str] = {"wilson": "wilson", "clopper_pearson": "beta", "jeffreys": "jeffreys"}
Counts = Sequence[int] | Array


class Limits(NamedTuple):
    """Lower and upper limits, shape (k,) each."""

    lower: Array
    upper: Array


@dataclass(frozen=True, slots=True)
class ProportionDifference:
    """First proportion minus second, with 95 % limits."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Whether all units could have the same proportion.

    Parameters
    ----------
    chi_square, p_value : float
        Pearson's, without correction for continuity.
    degrees_of_freedom : int
        Units less one.
    trend_chi_square, trend_p_value : float
        Cochran's and Armitage's test of a trend over the scores, one degree of freedom.
    """

    chi_square: float
    degrees_of_freedom: int
    p_value: float
    trend_chi_square: float
    trend_p_value: float


def read_counts(events: Counts, trials: Counts) -> tuple[Array, Array]:
    """Events and trials as arrays, checked.

    Raises
    ------
    TypeError
        For what is no sequence.
    ValueError
        When they are not whole numbers in equal arrays of one dimension with 0 ≤ events ≤ trials and trials ≥ 1.
    """
    r, n = require_numbers("events", events), require_numbers("trials", trials)
    if r.shape != n.shape or len(r) == 0:
        raise ValueError(f"one number of trials per number of events is needed, not {len(n)} for {len(r)}")
    if not (np.all((r >= 0) & (r <= n) & (n >= 1)) and np.all(r % 1 == 0) and np.all(n % 1 == 0)):
        raise ValueError("events and trials are whole numbers: 0 or more events, no more than the trials, of which 1")
    return r, n


def proportion_limits(
    events: Counts, trials: Counts, *, method: ProportionMethod = "wilson", confidence: float = CONFIDENCE
) -> Limits:
    """Limits of each proportion by itself.

    Parameters
    ----------
    events, trials : sequence of int
        Shape (k,).
    method : {"wilson", "clopper_pearson", "jeffreys"}
        ``wilson``: near its nominal coverage on average (Brown, Cai and DasGupta 2001). ``clopper_pearson``: never
        below it. ``jeffreys``: quantiles of Beta(r + ½, n − r + ½), also where none or all are events.
    confidence : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        As `read_counts`, or for an unknown method or a confidence that is not between 0 and 1.

    Examples
    --------
    >>> [limit.round(3).tolist() for limit in proportion_limits([0, 3], [10, 4])]
    [[0.0, 0.301], [0.278, 0.954]]
    """
    r, n = read_counts(events, trials)
    require_choice("method", method, _NAMES)
    if not 0 < require_number("confidence", confidence) < 1:
        raise ValueError(f"confidence lies between 0 and 1, exclusive, not at {confidence:g}")
    if method == "jeffreys":
        tail = (1 - confidence) / 2
        ends = [special.betaincinv(r + 0.5, n - r + 0.5, at) for at in (tail, 1 - tail)]
    else:
        ends = proportion_confint(r, n, alpha=1 - confidence, method=_NAMES[method])
    return Limits(*(np.asarray(end, dtype=np.float64) for end in ends))


def proportion_difference(first: tuple[int, int], second: tuple[int, int]) -> ProportionDifference:
    """The difference of two independent proportions by Newcombe's hybrid score method (1998, method 10).

    Parameters
    ----------
    first, second : tuple of int
        Events and trials.

    Raises
    ------
    ValueError
        As `read_counts`; for something other than pairs.

    References
    ----------
    Newcombe RG (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine
    17(8), 873–890.

    Examples
    --------
    >>> found = proportion_difference((297, 1430), (550, 3350))
    >>> round(found.value, 3), round(found.lower, 3), round(found.upper, 3)
    (0.044, 0.02, 0.068)
    """
    pairs = require_numbers("first", first), require_numbers("second", second)
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("first and second are each a pair: events and trials")
    r, n = read_counts(*np.array(pairs).T)
    p = r / n
    lower, upper = proportion_limits(r, n)
    value = float(p[0] - p[1])
    down, up = np.hypot(p[0] - lower[0], upper[1] - p[1]), np.hypot(upper[0] - p[0], p[1] - lower[1])
    return ProportionDifference(value, value - float(down), value + float(up))


def homogeneity(events: Counts, trials: Counts, *, scores: Sequence[float] | Array | None = None) -> Homogeneity:
    """Whether the units could all have the same proportion, and whether it goes with a score.

    Parameters
    ----------
    events, trials : sequence of int
        Shape (k,), k ≥ 2.
    scores : sequence of float or None
        Shape (k,), for the trend; None: 1, 2, … in the order given, which means something only for ordered groups.

    Raises
    ------
    ValueError
        As `read_counts`; for fewer than two units; when none or all are events; for scores that are all the same.

    Examples
    --------
    >>> round(homogeneity([5, 16, 26], [62, 118, 145]).p_value, 3)
    0.17
    """
    r, n = read_counts(events, trials)
    x = np.arange(1.0, len(r) + 1) if scores is None else require_numbers("scores", scores)
    if len(r) < 2 or not 0 < r.sum() < n.sum():
        raise ValueError("two units or more are needed, with some events and some trials without")
    if x.shape != r.shape or not np.all(np.isfinite(x)) or np.ptp(x) == 0:
        raise ValueError("one finite score per unit is needed, and not the same for all")
    found = chi2_contingency(np.array([r, n - r]), correction=False)
    mean = r.sum() / n.sum()
    centred = x - np.average(x, weights=n)
    trend = float((centred @ r) ** 2 / (mean * (1 - mean) * (n @ centred**2)))
    return Homogeneity(
        chi_square=float(found.statistic),
        degrees_of_freedom=len(r) - 1,
        p_value=float(found.pvalue),
        trend_chi_square=trend,
        trend_p_value=float(special.chdtrc(1, trend)),
    )
