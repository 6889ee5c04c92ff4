"""Alternative models: whether another error model or another shape of the change tells another story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluering.estimation.checks.check import Check, Verdict
from evaluering.estimation.checks.mean_change import (
    DEFAULT_METHOD,
    by_method,
    is_clear,
    mean_change,
    probability_towards,
)
from evaluering.estimation.design import Shape, matrix
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.autoregressive import autoregression
from evaluering.estimation.fitting.cells import regression
from evaluering.estimation.fitting.methods import METHODS
from evaluering.estimation.segments import Segments, fit_segments

TOO_NARROW = ("ols", "newey_west", "quasi", "ml", "arima")
"""Beginnings of the names of error models whose intervals are too narrow when neighbouring periods go together: their
certainty proves nothing. Full maximum likelihood (``ml``, ``arima``) draws the correlation towards zero."""

REFUTED = 10.0
"""A difference in Akaike's criterion beyond which the worse model has essentially no support."""

COLUMNS = [
    "method", "cut_periods", "ramp_periods", "value", "lower", "upper", "probability", "contradicts", "refuted",
]  # fmt: skip


def alternative_models(
    frame: pd.DataFrame,
    *,
    start: object,
    options: FitOptions | None = None,
    methods: Sequence[str] = METHODS,
    shapes: Sequence[Shape] = (),
    further: Sequence[Estimate] = (),
) -> Check:
    """Whether the change is the same story under other error models and other shapes.

    Each error model is fitted with the shape of the options, each shape with the error model of the options.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `evaluering.estimation.interrupted.fit_interrupted`. Never altered.
    start : period
        The first exposed period (included).
    options : FitOptions or None
        The primary choice; None: the defaults.
    methods : sequence of str
        Error models; the primary one is not repeated.
    shapes : sequence of Shape
        Other cuts and phase-ins, each with its breaks; the primary one is not repeated.
    further : sequence of Estimate
        The mean change in the same unit by models of another kind (of counts, say), with the primary shape.

    Returns
    -------
    Check
        ``in_doubt`` when one contradicts the primary one. Where the primary interval leaves out zero: one that leaves
        it out on the other side, or holds zero, but not the primary value. Where it holds zero: one that does not, by
        an error model whose intervals are wide enough to tell (none of `TOO_NARROW`; where the primary choice has
        standard errors ``marginal`` alone, since without the sampling noise AR(1) intervals are too narrow). An
        interval that holds both zero and the primary value is unsure and contradicts nothing; when more than half of
        them are, the verdict is ``in_doubt`` too. A shape that the series itself speaks against contradicts nothing
        either: Akaike's criterion over the same periods, by maximum likelihood with AR(1) errors, is more than 10
        above that of the primary shape (Burnham and Anderson 2002). Else ``holds``; ``not_assessed`` when no other
        could be fitted. Facts:
        ``models`` (fitted beside the primary), ``contradicting``, ``unsure``, ``refuted`` (shapes the series speaks
        against), ``left_out`` (not fitted), ``value`` (primary), ``smallest``, ``largest`` (the primary included).
        Table: the primary first: ``method``, ``cut_periods``, ``ramp_periods`` (0: level and slope change), ``value``,
        ``lower``, ``upper``, ``probability`` (of the primary's direction), ``contradicts``, ``refuted``.

    Raises
    ------
    ValueError
        As `fit_interrupted` for the primary choice.
    """
    options = FitOptions() if options is None else options
    primary = mean_change(frame, start=start, options=options)
    judged = _Judged(primary, sampled=options.standard_errors is not None)
    rows, left_out = [_row(primary, options, judged, refuted=False)], 0
    for other in _others(options, methods, shapes):
        try:
            found = mean_change(frame, start=start, options=other)
        except ValueError:
            left_out += 1
        else:
            refuted = other.shape != options.shape and _refuted(frame, start=start, options=options, other=other)
            rows.append(_row(found, other, judged, refuted=refuted))
    rows += [_row(one, options, judged, refuted=False) for one in further]
    table = pd.DataFrame(rows, columns=COLUMNS)
    contradicting = int(table["contradicts"].sum())
    both = (table["lower"] <= min(0.0, primary.value)) & (table["upper"] >= max(0.0, primary.value))
    unsure = int(both.iloc[1:].sum()) if is_clear(primary) else 0
    verdict: Verdict = "in_doubt" if contradicting or 2 * unsure > len(rows) - 1 else "holds"
    facts = {
        "models": len(rows) - 1,
        "contradicting": contradicting,
        "unsure": unsure,
        "refuted": int(table["refuted"].sum()),
        "left_out": left_out,
        "value": primary.value,
        "smallest": float(table["value"].min()),
        "largest": float(table["value"].max()),
    }
    return Check("alternative_models", verdict if len(rows) > 1 else "not_assessed", facts, table)


def _others(options: FitOptions, methods: Sequence[str], shapes: Sequence[Shape]) -> Iterator[FitOptions]:
    for method in methods:
        if method != options.method:
            yield by_method(options, method)
    for shape in shapes:
        if shape != (options.shape or Shape()):
            yield replace(options, shape=shape)


def _refuted(frame: pd.DataFrame, *, start: object, options: FitOptions, other: FitOptions) -> bool:
    """Whether the other shape describes the same periods far worse; shapes of other periods cannot be compared."""
    fits = [fit_segments(frame, start=start, options=by_method(one, "ols")) for one in (options, other)]
    if not np.array_equal(fits[0].times, fits[1].times):
        return False
    primary, worse = (_akaike(one) for one in fits)
    return worse - primary > REFUTED


def _akaike(fitted: Segments) -> float:
    """With AR(1) errors: independent ones would count what neighbouring periods share again and again."""
    rows = matrix(fitted.times, fitted.plan)
    model = regression(fitted.series.outcome[fitted.used], rows, fitted.times)
    errors_parameters = 2  # their correlation and their size
    return float(2 * (rows.shape[1] + errors_parameters - autoregression(model, restricted=False).log_likelihood))


@dataclass(frozen=True, slots=True)
class _Judged:
    """The primary change, and whether it is fitted with known sampling noise."""

    change: Estimate
    sampled: bool

    def contradicted_by(self, found: Estimate) -> bool:
        if not is_clear(self.change):
            return is_clear(found) and self.wide_enough(found)
        if is_clear(found):
            return found.value * self.change.value < 0
        return not found.lower <= self.change.value <= found.upper

    def wide_enough(self, found: Estimate) -> bool:
        """Whether the other interval can claim a change that the primary one does not."""
        if self.sampled:
            return found.method == DEFAULT_METHOD
        return not found.method.startswith(TOO_NARROW)


def _row(found: Estimate, options: FitOptions, judged: _Judged, *, refuted: bool) -> tuple[object, ...]:
    shape = options.shape or Shape()
    return (
        found.method,
        shape.cut_periods,
        shape.ramp_periods or 0,
        found.value,
        found.lower,
        found.upper,
        probability_towards(found, judged.change),
        not refuted and judged.contradicted_by(found),
        refuted,
    )
