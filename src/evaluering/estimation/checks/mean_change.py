"""The one number that every check asks for: the mean change, under one choice of model."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evaluering.estimation.estimands import estimates, with_detectable
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.segments import Segments, fit_segments

DEFAULT_METHOD = "marginal"
"""The error model of the primary analysis, and the one that uses standard errors."""


def mean_change(frame: pd.DataFrame, *, start: object, options: FitOptions) -> Estimate:
    """The mean change alone: as `evaluering.estimation.interrupted.fit_interrupted`, without curves and draws.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period.
    start : period
        The first exposed period (included).
    options : FitOptions
        How to read and fit it.

    Raises
    ------
    ValueError
        As `fit_interrupted`.
    """
    return asked_of(fit_segments(frame, start=start, options=options), options=options)


def asked_of(fitted: Segments, *, options: FitOptions) -> Estimate:
    """The mean change of a fitted segmented regression."""
    found = estimates(
        fitted.errors.mixture, fitted.contrasts[:1], fitted.plan, method=options.method, warnings=fitted.warnings
    )
    return with_detectable(found[0])


def by_method(options: FitOptions, method: str) -> FitOptions:
    """The same options under another error model; standard errors and lags only where the model uses them."""
    errors = options.standard_errors if method == DEFAULT_METHOD else None
    lags = options.lags if method == "newey_west" else None
    return replace(options, method=method, standard_errors=errors, lags=lags)


def is_clear(change: Estimate) -> bool:
    """Whether the interval of a change leaves out zero, so that a change can be claimed."""
    return change.lower > 0 or change.upper < 0


def probability_towards(change: Estimate, direction: Estimate) -> float:
    """Probability that a change goes the way another one does."""
    return change.probability_positive if direction.value > 0 else 1 - change.probability_positive
