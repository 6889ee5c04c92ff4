"""Which numbers are asked of a fit: each is a linear combination of the coefficients over stated periods.

Units: ``level_change`` and the means are in the outcome's unit, ``slope_change`` in that unit per period,
``*_per_year`` per year (12 months, 4 quarters), ``relative_mean_change`` in per cent of the counterfactual mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from evaluering.estimation.design import Design, change_only, matrix, without_change
from evaluering.estimation.estimate import CONFIDENCE, OUTCOME, OUTCOME_DIFFERENCE, Estimate
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array, Mixture, joint_draws, project
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, label

YEARS_AFTER = 5
POWER = 0.80
_DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class Contrast:
    """One estimand.

    Parameters
    ----------
    estimand : str
        Its name.
    row : Array
        Shape (p,): the combination of the coefficients.
    first, last : int
        Calendar positions it is about, both included.
    measure : str
        Level or difference, in the outcome's unit.
    """

    estimand: str
    row: Array
    first: int
    last: int
    measure: str = OUTCOME_DIFFERENCE


def change_contrasts(index: Times, weight: Array, plan: Design) -> list[Contrast]:
    """Every estimand the exposed periods can carry, the mean change first.

    Parameters
    ----------
    index : Times
        Shape (n,): the periods in the fit.
    weight : Array
        Shape (n,): weight of each period in a mean.
    plan : Design
        Of the fit.

    Returns
    -------
    list of Contrast
        ``mean_change``, ``counterfactual_mean``, ``fitted_mean`` (over the exposed periods in the fit);
        ``level_change``, ``slope_change``, ``slope_change_per_year`` (or, with a ramp, ``full_change``);
        ``level_change_k``, ``slope_change_k`` for each further interruption, k its number in calendar order among all
        of them, the start included (so 2 for the first one after it, 1 for one before it);
        ``change_after_k_periods``: the change k periods after the first exposed one, for whole years, as observed;
        ``agreement_year_k_change``: mean over the k-th whole year from the start, when it is observed to its end (not
        for yearly series); ``calendar_year_YYYY_change``: mean over the exposed periods of a calendar year, when at
        least half a year of them is in the fit; ``trend_before_per_year``, up to the first interruption of all; and,
        but for a ramp, ``trend_after_per_year``: the trend from the start on, up to the next interruption. Where no
        other interruption comes before the start it is the trend before plus the slope change.
    """
    exposed = index >= plan.origin
    after, before = index[exposed], index[~exposed]
    rows, share = matrix(after, plan), weight[exposed]
    change, nothing = change_only(rows, plan), without_change(rows, plan)
    first, last = int(after[0]), int(after[-1])
    contrasts = [
        Contrast("mean_change", _mean(change, share), first, last),
        Contrast("counterfactual_mean", _mean(nothing, share), first, last, OUTCOME),
        Contrast("fitted_mean", _mean(rows, share), first, last, OUTCOME),
    ]
    contrasts += [*_parameters(plan, last), *_further(plan, last), *_after(plan, last)]
    contrasts += _years(after, share, change, plan)
    return [*contrasts, *_trends(before, plan, last)]


def _parameters(plan: Design, last: int) -> list[Contrast]:
    unit = np.eye(plan.width)[2 : 2 + plan.change_width]
    if plan.ramp_periods:
        return [Contrast("full_change", unit[0], plan.origin + plan.ramp_periods - 1, last)]
    return [
        Contrast("level_change", unit[0], plan.origin, plan.origin),
        Contrast("slope_change", unit[1], plan.origin, last),
        Contrast("slope_change_per_year", unit[1] * PERIODS_PER_YEAR[plan.grain], plan.origin, last),
    ]


def _further(plan: Design, last: int) -> list[Contrast]:
    starts = sorted([plan.origin, *(one.first for one in plan.declared if one.slope)])
    unit, place, contrasts = np.eye(plan.width), 2 + plan.change_width, []
    for one in plan.declared:
        if one.slope:
            number = starts.index(one.first) + 1
            contrasts.append(Contrast(f"level_change_{number}", unit[place], one.first, one.first))
            contrasts.append(Contrast(f"slope_change_{number}", unit[place + 1], one.first, last))
        place += one.width
    return contrasts


def _trends(before: Times, plan: Design, last: int) -> list[Contrast]:
    """The trend before the start and, when it can change there, after it."""
    unit, year = np.eye(plan.width), PERIODS_PER_YEAR[plan.grain]
    place, after, starts = 2 + plan.change_width, unit[1].copy(), []
    for one in plan.declared:
        if one.slope:
            starts.append(one.first)
            after += unit[place + 1] * (one.first < plan.origin)
        place += one.width
    ends = min(int(before[-1]), *(first - 1 for first in starts), plan.origin - 1)
    trends = [Contrast("trend_before_per_year", unit[1] * year, int(before[0]), ends)]
    if plan.ramp_periods is None:
        until = min([last, *(first - 1 for first in starts if first > plan.origin)])
        trends.append(Contrast("trend_after_per_year", (after + unit[3]) * year, plan.origin, until))
    return trends


def _after(plan: Design, last: int) -> list[Contrast]:
    year = PERIODS_PER_YEAR[plan.grain]
    periods = [year * k for k in range(1, YEARS_AFTER + 1) if plan.origin + year * k <= last]
    at = plan.origin + np.array(periods, dtype=np.int64)
    rows = change_only(matrix(at, plan), plan)
    return [
        Contrast(f"change_after_{k}_periods", row, plan.origin + k, plan.origin + k)
        for k, row in zip(periods, rows, strict=True)
    ]


def _years(after: Times, share: Array, change: Array, plan: Design) -> list[Contrast]:
    year, contrasts = PERIODS_PER_YEAR[plan.grain], []
    groups: list[tuple[str, int, int, int]] = []
    if year > 1:
        whole = (int(after[-1]) - plan.origin + 1) // year
        starts = [plan.origin + year * k for k in range(whole)]
        groups += [(f"agreement_year_{k}_change", a, a + year - 1, 1) for k, a in enumerate(starts, 1)]
    calendar = range(int(after[0]) // year, int(after[-1]) // year + 1)
    groups += [(f"calendar_year_{k}_change", k * year, (k + 1) * year - 1, (year + 1) // 2) for k in calendar]
    for name, first, last, least in groups:
        inside = (after >= first) & (after <= last)
        if inside.sum() >= least and share[inside].sum() > 0:
            held = after[inside]
            contrasts.append(Contrast(name, _mean(change[inside], share[inside]), int(held[0]), int(held[-1])))
    return contrasts


def _mean(rows: Array, weight: Array) -> Array:
    return np.asarray(weight @ rows / weight.sum(), dtype=float)


def estimates(
    mixture: Mixture, contrasts: Sequence[Contrast], plan: Design, *, method: str, warnings: tuple[str, ...]
) -> list[Estimate]:
    """The value and interval of each contrast.

    Parameters
    ----------
    mixture : Mixture
        The coefficients' distribution.
    contrasts : sequence of Contrast
        What is asked.
    plan : Design
        For the periods' names.
    method : str
        For the records.
    warnings : tuple of str
        For the records.
    """
    projection = project(mixture, np.vstack([contrast.row for contrast in contrasts]))
    tail = (1 - CONFIDENCE) / 2
    error = projection.standard_error
    limits = projection.quantile(tail), projection.quantile(1 - tail)
    tails = projection.below(0.0), projection.above(0.0)
    columns = np.column_stack([projection.value, *limits, error, *tails, projection.degrees_of_freedom])
    return [
        Estimate(
            contrast.estimand,
            value,
            lower,
            upper,
            CONFIDENCE,
            contrast.measure,
            standard_error,
            degrees_of_freedom,
            2 * min(negative, positive),
            positive,
            label(contrast.first, plan.grain),
            label(contrast.last, plan.grain),
            method,
            warnings=warnings,
        )
        for contrast, (value, lower, upper, standard_error, negative, positive, degrees_of_freedom) in zip(
            contrasts, columns.tolist(), strict=True
        )
    ]


def has_relative(level: Estimate) -> bool:
    """Whether a change can be told in per cent of a level: its 95 % interval lies above zero."""
    return min(level.value, level.lower) > 0


def relative_change(change: Estimate, level: Estimate, draws: Array) -> Estimate:
    """The mean change in per cent of the counterfactual mean: the ratio of the points, limits from joint draws.

    It means nothing when the level may be zero: ask `has_relative` first.

    Parameters
    ----------
    change, level : Estimate
        Mean change and counterfactual mean.
    draws : Array
        Shape (d, 2): joint draws of the two.
    """
    ratio = 100 * draws[:, 0] / draws[:, 1]
    tail = (1 - CONFIDENCE) / 2
    places = np.array([tail, 1 - tail]) * (len(ratio) - 1)
    # Sorting is several times faster than numpy.quantile, and interpolates between the same two draws.
    lower, upper = np.interp(places, np.arange(len(ratio)), np.sort(ratio)).tolist()
    same_sign = bool(np.all(draws[:, 1] > 0))
    positive = change.probability_positive if same_sign else float(np.mean(ratio > 0))
    p_value = change.p_value if same_sign else 2 * min(positive, 1 - positive)
    return Estimate(
        "relative_mean_change",
        100 * change.value / level.value,
        lower,
        upper,
        CONFIDENCE,
        "pct",
        float(ratio.std()),
        change.degrees_of_freedom,
        p_value,
        positive,
        change.first_period,
        change.last_period,
        change.method,
        warnings=change.warnings,
    )


def ratio_draws(mixture: Mixture, change: Contrast, level: Contrast, *, seed: int) -> Array:
    """Joint draws of a change and a level, shape (20000, 2)."""
    return joint_draws(mixture, np.vstack([change.row, level.row]), draws=_DRAWS, seed=seed)


def with_detectable(change: Estimate) -> Estimate:
    """The change that would be found in four of five repetitions: (t.975 + t.80) standard errors."""
    quantiles = special.stdtrit(change.degrees_of_freedom, [(1 + CONFIDENCE) / 2, POWER])
    return replace(change, smallest_detectable=float(quantiles.sum()) * change.standard_error)
