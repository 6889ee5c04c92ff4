"""Which numbers are asked of a model of counts: ratios on the scale of the link, differences between rates or shares.

Each is a function of the coefficients; its standard error is by the delta method, the limits of ratios are found on the
logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from evaluering.estimation.design import matrix, without_change
from evaluering.estimation.estimands import Contrast, estimates
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.segments import Segments

_COEFFICIENTS = ("level_change", "slope_change", "full_change")
_TRENDS = {f"trend_{side}_per_year": f"trend_{side}_ratio_per_year" for side in ("before", "after")}


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A function of the coefficients at their estimate, with its gradient, shape (p,)."""

    contrast: Contrast
    value: float
    gradient: Array


def counted_estimates(fitted: Segments, *, of_trials: bool, method: str) -> tuple[Estimate, ...]:
    """The value and interval of each number.

    Parameters
    ----------
    fitted : Segments
        With coefficients on the scale of the link.
    of_trials : bool
        Whether the link is the logit, else the logarithm.
    method : str
        For the records.

    Returns
    -------
    tuple of Estimate
        The mean change first, then the relative one, with the p-value and probability of the mean change; the others
        in the order of `evaluering.estimation.estimands.change_contrasts`.
    """
    asked = [_ratio(one, fitted) or _mean(one, fitted, of_trials=of_trials) for one in fitted.contrasts]
    by_name = {one.contrast.estimand: one for one in asked}
    asked.insert(1, _relative(by_name["fitted_mean"], by_name["counterfactual_mean"]))
    plain = fitted.errors.mixture
    # To first order the numbers are linear in the coefficients: a distribution like theirs, with the gradients' scale.
    linear = replace(
        plain,
        coefficients=np.array([[one.value for one in asked]]),
        roots=(np.vstack([one.gradient for one in asked]) @ plain.roots[0])[None],
    )
    each = [replace(one.contrast, row=row) for one, row in zip(asked, np.eye(len(asked)), strict=True)]
    with np.errstate(divide="ignore"):  # a mean at its edge has no spread; the fit has said so
        found = estimates(linear, each, fitted.plan, method=method, warnings=fitted.warnings)
    # A change is clear or not whether it is told as a difference or in per cent: one p-value, that of the difference.
    found[1] = replace(found[1], p_value=found[0].p_value, probability_positive=found[0].probability_positive)
    return tuple(_named(one) for one in found)


def response(linear: Array, *, of_trials: bool) -> Array:
    """From the scale of the link to rates or shares."""
    return np.asarray(special.expit(linear) if of_trials else _exponential(linear), dtype=float)


def _ratio(asked: Contrast, fitted: Segments) -> _Quantity | None:
    """The logarithm of a ratio, when what is asked is a coefficient."""
    if asked.estimand in _TRENDS:
        name = _TRENDS[asked.estimand]
    elif asked.estimand.startswith(_COEFFICIENTS):
        name = asked.estimand.replace("_change", "_ratio", 1)
    else:
        return None
    value = float(asked.row @ fitted.errors.mixture.coefficients[0])
    return _Quantity(replace(asked, estimand=name, measure="ratio"), value, asked.row)


def _mean(asked: Contrast, fitted: Segments, *, of_trials: bool) -> _Quantity:
    """A mean rate or share over the periods of the fit that a contrast is about, or fitted minus counterfactual."""
    index, weight = np.array([asked.first]), np.ones(1)
    if asked.first < asked.last:
        inside = fitted.used & (fitted.series.index >= asked.first) & (fitted.series.index <= asked.last)
        index, weight = fitted.series.index[inside], fitted.series.weight[inside]
    rows = matrix(index, fitted.plan)
    signs = {"fitted_mean": (1, 0), "counterfactual_mean": (0, 1)}.get(asked.estimand, (1, -1))
    value, gradient = 0.0, np.zeros(rows.shape[1])
    for sign, columns in zip(signs, (rows, without_change(rows, fitted.plan)), strict=True):
        rate = response(columns @ fitted.errors.mixture.coefficients[0], of_trials=of_trials)
        steepness = rate * (1 - rate) if of_trials else rate
        value += sign * float(weight @ rate / weight.sum())
        gradient += sign * (weight * steepness) @ columns / weight.sum()
    return _Quantity(asked, value, gradient)


def _relative(level: _Quantity, expected: _Quantity) -> _Quantity:
    """The logarithm of the fitted over the counterfactual mean."""
    gradient = level.gradient / level.value - expected.gradient / expected.value
    contrast = replace(level.contrast, estimand="relative_mean_change", measure="pct")
    return _Quantity(contrast, float(np.log(level.value / expected.value)), gradient)


def _named(found: Estimate) -> Estimate:
    """A logarithm as the ratio, or the per cent, that it is of."""
    if found.measure not in ("ratio", "pct"):
        return found
    scale, less = (1.0, 0.0) if found.measure == "ratio" else (100.0, 1.0)
    logarithms = np.array([found.value, found.lower, found.upper])
    value, lower, upper = (scale * (_exponential(logarithms) - less)).tolist()
    error = scale * float(_exponential(logarithms[:1])[0]) * found.standard_error
    return replace(found, value=value, lower=lower, upper=upper, standard_error=error)


def _exponential(logarithms: Array) -> Array:
    """Infinite where a rate has gone to its edge; the fit has said so."""
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(logarithms), dtype=float)
