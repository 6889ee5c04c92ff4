"""Estimates of several units pooled: what they have in common, and how much they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import Literal, NamedTuple

import numpy as np
from scipy import special

from evaluering.estimation.arguments import require_choice, require_numbers
from evaluering.estimation.clusters.between import (
    METHODS,
    Method,
    Weighted,
    between_limits,
    between_variance,
    weighted,
)
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fitting.mixture import Array

Test = Literal["hartung_knapp", "hartung_knapp_untruncated", "normal"]
TESTS: tuple[Test, ...] = ("hartung_knapp", "hartung_knapp_untruncated", "normal")

FEW_UNITS = 10
"""With fewer, the variance between units is hardly known: the result says ``between_hardly_known``."""


class Interval(NamedTuple):
    """Lower and upper limit."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class FixedEffect:
    """The mean weighted by precision alone: of these units as they are, with none of the doubt about others."""

    value: float
    standard_error: float
    interval: Interval
    p_value: float


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """How much the units differ.

    Parameters
    ----------
    q, degrees_of_freedom, p_value : float
        Cochran's Q, against k - 1 degrees of freedom: whether sampling alone could make the differences.
    between, between_standard_error : float
        Variance between the units (τ²), in the square of the estimates' unit.
    between_interval : Interval
        95 % by the Q profile (Viechtbauer 2007).
    i2_pct, h2 : float
        Share of the total variance that is between the units, in per cent, and total over sampling variance (Higgins
        and Thompson 2002).
    i2_interval : Interval
        From `between_interval`.
    """

    q: float
    degrees_of_freedom: int
    p_value: float
    between: float
    between_standard_error: float
    between_interval: Interval
    i2_pct: float
    h2: float
    i2_interval: Interval


@dataclass(frozen=True, slots=True)
class Pooled:
    """Estimates pooled with random effects.

    Parameters
    ----------
    units : int
        How many estimates.
    value, standard_error : float
        Mean of the units' distribution, in the estimates' unit.
    interval : Interval
        95 %, of the mean.
    degrees_of_freedom : float
        Of the t distribution behind interval, p-value and prediction: k - 1; infinite for ``normal``.
    p_value : float
        Two-sided, against a mean of zero; 0 where ``hartung_knapp_untruncated`` leaves no error at all.
    scale : float
        q of Hartung and Knapp before it is held at 1 or above; 1 for ``normal``.
    prediction : Interval
        95 %, for the true value of one more unit of the same kind.
    prediction_degrees_of_freedom : float
        Of the prediction interval; stated, because the literature also uses k - 2 (Higgins and others 2009).
    heterogeneity : Heterogeneity
        How much the units differ.
    fixed : FixedEffect
        To be shown beside.
    method, test : str
        As asked.
    warnings : tuple of str
        ``between_hardly_known`` (fewer than ten units), ``between_at_boundary`` (τ² estimated as 0).
    """

    units: int
    value: float
    standard_error: float
    interval: Interval
    degrees_of_freedom: float
    p_value: float
    scale: float
    prediction: Interval
    prediction_degrees_of_freedom: float
    heterogeneity: Heterogeneity
    fixed: FixedEffect
    method: Method
    test: Test
    warnings: tuple[str, ...]


def pool(
    values: Sequence[float] | Array,
    standard_errors: Sequence[float] | Array,
    *,
    method: Method = "reml",
    test: Test = "hartung_knapp",
) -> Pooled:
    """The mean of several units' true values, and how far one unit's may lie from it.

    Each estimate is its unit's true value plus sampling noise of known size, and the true values are normal around the
    mean with variance τ². The estimates must be independent: units that share shocks (weather, one register) have
    estimates that err together, and then neither mean nor τ² has the doubt it should. There the pooled series is the
    answer for the mean, this one only describes the spread, and
    `evaluering.estimation.clusters.joint.joint_change` tests it.

    Parameters
    ----------
    values, standard_errors : sequence of float
        Shape (k,), k ≥ 2, in the same unit; standard errors positive.
    method : {"reml", "ml", "dl", "pm", "sj", "fixed"}
        Estimator of τ²; see `evaluering.estimation.clusters.between.METHODS`.
    test : {"hartung_knapp", "hartung_knapp_untruncated", "normal"}
        ``hartung_knapp``: squared standard error max(1, q)/Σw with q = Σw(y − μ)²/(k − 1) and t(k − 1), so that it is
        never below the usual one (Knapp and Hartung 2003; held at 1 after Röver, Knapp and Friede 2015): ``adhoc`` in
        R's metafor. ``hartung_knapp_untruncated``: q/Σw, ``knha`` there. ``normal``: 1/Σw and the normal distribution,
        ``z`` there.

    Raises
    ------
    TypeError
        For what is no sequence.
    ValueError
        For fewer than two estimates, something that is no number, arrays of different lengths, numbers that are not
        finite, standard errors that are not positive, an unknown method or test.

    References
    ----------
    Knapp G, Hartung J (2003). Improved tests for a random effects meta-regression with a single covariate. Statistics
    in Medicine 22(17), 2693–2710. doi 10.1002/sim.1482.
    Higgins JPT, Thompson SG (2002). Quantifying heterogeneity in a meta-analysis. Statistics in Medicine 21(11),
    1539–1558. doi 10.1002/sim.1186.

    Examples
    --------
    >>> pooled = pool([2.1, -0.4, 3.3, 1.0, 0.2], [0.9, 0.7, 1.4, 0.6, 1.1])
    >>> round(pooled.value, 2), [round(limit, 2) for limit in pooled.interval], pooled.degrees_of_freedom
    (1.02, [-0.66, 2.69], 4.0)
    >>> pooled.warnings
    ('between_hardly_known',)
    """
    y, v = read_estimates(values, standard_errors)
    require_choice("method", method, METHODS)
    require_choice("test", test, TESTS)
    ones = np.ones((len(y), 1))
    between, between_error = between_variance(y, v, ones, method=method)
    found, alone = weighted(y, v, ones, between), weighted(y, v, ones, 0.0)
    scale, inflation, df = small_sample(found, test)
    value, variance = float(found.coefficients[0]), inflation * float(found.covariance[0, 0])
    error = float(np.sqrt(variance))
    reach = float(special.stdtrit(df, 0.5 + CONFIDENCE / 2))
    ahead = float(np.sqrt(variance + between))
    few, flat = len(y) < FEW_UNITS, method != "fixed" and between == 0
    slugs = (("between_hardly_known", few), ("between_at_boundary", flat))
    return Pooled(
        units=len(y),
        value=value,
        standard_error=error,
        interval=Interval(value - reach * error, value + reach * error),
        degrees_of_freedom=df,
        p_value=two_sided(value, error, df),
        scale=scale,
        prediction=Interval(value - reach * ahead, value + reach * ahead),
        prediction_degrees_of_freedom=df,
        heterogeneity=_heterogeneity((y, v), alone, (between, between_error), method),
        fixed=_fixed(alone),
        method=method,
        test=test,
        warnings=tuple(slug for slug, told in slugs if told),
    )


def read_estimates(values: Sequence[float] | Array, standard_errors: Sequence[float] | Array) -> tuple[Array, Array]:
    """Estimates and sampling variances as arrays, checked; faults as told by `pool`."""
    y, errors = require_numbers("values", values), require_numbers("standard_errors", standard_errors)
    if y.shape != errors.shape:
        raise ValueError(f"one standard error per estimate is needed, not {len(errors)} for {len(y)}")
    if len(y) < 2:
        raise ValueError(f"{len(y)} estimates: at least 2 are needed")
    if not (np.all(np.isfinite(y)) and np.all(np.isfinite(errors)) and np.all(errors > 0)):
        raise ValueError("every estimate is a finite number, and every standard error a positive one")
    return y, errors**2


def small_sample(found: Weighted, test: Test) -> tuple[float, float, float]:
    """The scale q of Hartung and Knapp, what the covariance is multiplied by, and the degrees of freedom."""
    if test == "normal":
        return 1.0, 1.0, inf
    free = len(found.weights) - len(found.coefficients)
    scale = found.residual / free
    return scale, scale if test == "hartung_knapp_untruncated" else max(1.0, scale), float(free)


def _heterogeneity(
    estimates: tuple[Array, Array], alone: Weighted, between: tuple[float, float], method: Method
) -> Heterogeneity:
    y, v = estimates
    free = len(y) - 1
    ones = np.ones((len(y), 1))
    limits = between_limits(y, v, ones, confidence=CONFIDENCE)
    typical = free / float(np.trace(alone.projection))  # the sampling variance of Higgins and Thompson

    def share(variance: float) -> float:
        return 100 * variance / (variance + typical)

    fixed = method == "fixed"
    return Heterogeneity(
        q=alone.residual,
        degrees_of_freedom=free,
        p_value=float(special.chdtrc(free, alone.residual)),
        between=between[0],
        between_standard_error=between[1],
        between_interval=Interval(*limits),
        i2_pct=100 * max(0.0, 1 - free / alone.residual) if fixed and alone.residual > 0 else share(between[0]),
        h2=alone.residual / free if fixed else 1 + between[0] / typical,
        i2_interval=Interval(share(limits[0]), share(limits[1])),
    )


def _fixed(alone: Weighted) -> FixedEffect:
    value, error = float(alone.coefficients[0]), float(np.sqrt(alone.covariance[0, 0]))
    reach = float(special.ndtri(0.5 + CONFIDENCE / 2)) * error
    return FixedEffect(value, error, Interval(value - reach, value + reach), two_sided(value, error, inf))


def two_sided(value: float, error: float, df: float) -> float:
    """P-value against zero on the t distribution; without any error 0, or NaN where the value is zero itself."""
    if not error > 0:
        return 0.0 if value != 0 else nan
    statistic = value / error
    below = special.ndtr(-abs(statistic)) if df == inf else special.stdtr(df, -abs(statistic))
    return float(2 * below)
