"""The forecast year by year: the mean of the year of births that ends in each period ahead, under both assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.mixture import project
from evaluering.estimation.forecast.forecast import NARROW
from evaluering.estimation.forecast.prediction import ASSUMPTIONS, predict
from evaluering.estimation.segments import fit_segments
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, label, position

COURSE = ["first_period", "last_period", "assumption", "value", "lower_80", "upper_80", "lower_95", "upper_95"]


def year_course(
    frame: pd.DataFrame, *, start: object, last: object, step: int, options: FitOptions | None = None
) -> pd.DataFrame:
    """The underlying mean of whole years of births, from the last year observed to the last one asked for.

    Every year holds the same seasons, so the course is smooth without a season of its own, and stands on the scale of
    the years observed. It holds the deviation of those births, as `evaluering.estimation.forecast.forecast` does.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `evaluering.estimation.forecast.forecast.forecast_target`. Never altered.
    start : period
        The first exposed period (included).
    last : period
        Last period of the last year of births; later than the last period in the fit.
    step : int
        Periods from one year to the next; the last year is there whatever the step.
    options : FitOptions or None
        How the series is read and fitted; ``marginal`` or ``reml``.

    Returns
    -------
    pandas.DataFrame
        One row per assumption and year, in calendar order: ``first_period`` and ``last_period`` of birth (both
        included), ``assumption``, ``value``, ``lower_80``, ``upper_80``, ``lower_95``, ``upper_95``.

    Raises
    ------
    ValueError
        As `forecast_target`, for a step below 1, or when `last` is already in the fit.
    """
    options = FitOptions() if options is None else options
    fitted = fit_segments(frame, start=start, options=options)
    grain, known = fitted.plan.grain, int(fitted.times[-1])
    year, end = PERIODS_PER_YEAR[grain], position(last, grain)
    if step < 1:
        raise ValueError("step is 1 period or more")
    if end <= known:
        raise ValueError(f"births to {label(end, grain)} are all observed: there is nothing to forecast")
    ends = np.unique([*range(known, end, step), end])
    ahead = np.arange(known - year + 1, end + 1, dtype=np.int64)
    prediction = predict(fitted, ahead, options=options)
    tails = [(1 - NARROW) / 2, (1 + NARROW) / 2, (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
    rows: list[tuple[object, ...]] = []
    for assumption in ASSUMPTIONS:
        weights = [np.where((ahead > one - year) & (ahead <= one), 1 / year, 0.0) for one in ends]
        means = [prediction.mean(weight, assumption=assumption, deviation=True) for weight in weights]
        offset = np.array([mean.offset for mean in means])
        projection = project(prediction.mixture, np.vstack([mean.row for mean in means]))
        numbers = np.column_stack([projection.value, *(projection.quantile(tail) for tail in tails)]) + offset[:, None]
        places = [(label(int(one) - year + 1, grain), label(int(one), grain)) for one in ends]
        rows += [(*place, assumption, *its) for place, its in zip(places, numbers.tolist(), strict=True)]
    return pd.DataFrame(rows, columns=COURSE)
