"""An interrupted series period by period: what was observed, fitted, and expected had nothing changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluering.estimation.design import Design, Shape, matrix, without_change, without_season
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array, Mixture, project
from evaluering.estimation.segments import Segments
from evaluering.estimation.time_axis import labels


def period_table(fitted: Segments, *, shape: Shape | None) -> pd.DataFrame:
    """One row per calendar period from the first to the last, no gaps.

    Parameters
    ----------
    fitted : Segments
        The fit.
    shape : Shape or None
        For the cut.

    Returns
    -------
    pandas.DataFrame
        Columns as `evaluering.estimation.interrupted.InterruptedFit` describes them.
    """
    series, plan = fitted.series, fitted.plan
    first = int(series.index[0])
    calendar = np.arange(first, int(series.index[-1]) + 1, dtype=np.int64)
    place, size = series.index - first, len(calendar)
    exposed = calendar >= plan.origin
    cut = 0 if shape is None else shape.cut_periods
    columns: dict[str, object] = {
        "period": labels(calendar, plan.grain),
        "observed": _placed(series.outcome, place, size),
        "standard_error": _placed(series.standard_error, place, size),
        "used": _placed(fitted.used.astype(float), place, size) == 1,
        "exposed": exposed,
        "cut": (calendar >= plan.origin - cut) & ~exposed,
        "in_break": _in_break(calendar, plan),
    }
    columns |= _curves(fitted.errors.mixture, calendar, exposed, plan)
    columns["residual"] = _placed(fitted.errors.innovations, fitted.times - first, size)
    return pd.DataFrame(columns)


def _in_break(calendar: Times, plan: Design) -> NDArray[np.bool_]:
    inside = np.zeros(len(calendar), dtype=np.bool_)
    for one in plan.declared:
        if not one.slope:
            inside |= one.inside(calendar) == 1
    return inside


def _curves(mixture: Mixture, calendar: Times, exposed: NDArray[np.bool_], plan: Design) -> dict[str, Array]:
    rows = matrix(calendar, plan)
    nothing = without_change(rows, plan)
    centre = mixture.weights @ mixture.coefficients
    curves = {
        "fitted": rows @ centre,
        "counterfactual": nothing @ centre,
        "fitted_trend": without_season(rows, plan) @ centre,
        "counterfactual_trend": without_season(nothing, plan) @ centre,
    }
    tail = (1 - CONFIDENCE) / 2
    place = np.flatnonzero(exposed)
    both = np.vstack([nothing[place], without_season(nothing[place], plan)])
    projection = project(mixture, both)
    for side, probability in (("lower", tail), ("upper", 1 - tail)):
        limits = projection.quantile(probability)
        curves[f"counterfactual_{side}"] = _placed(limits[: len(place)], place, len(calendar))
        curves[f"counterfactual_trend_{side}"] = _placed(limits[len(place) :], place, len(calendar))
    return curves


def _placed(values: Array, place: Times, size: int) -> Array:
    """Values at their places in a longer array, NaN elsewhere."""
    whole = np.full(size, np.nan)
    whole[place] = values
    return whole
