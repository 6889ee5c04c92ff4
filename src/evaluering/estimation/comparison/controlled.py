"""A comparison series taken from the outcome before the fit: what moved both is no longer in the change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.interrupted import RELATIVE_WITHHELD, InterruptedFit, interrupted_fit
from evaluering.estimation.segments import fit_segments

_DIFFERENCE, _ERROR = "difference", "difference_standard_error"


def fit_controlled(
    frame: pd.DataFrame,
    *,
    start: object,
    control: str = "control",
    control_standard_errors: str | None = None,
    options: FitOptions | None = None,
) -> InterruptedFit:
    """The change in outcome minus control, period by period (Bottomley, Scott and Isham 2019).

    What moves both series alike, shocks and season included, falls out; what is left is fitted as an interrupted series
    of its own, with its own AR(1). The control must not have been changed by what began at `start`, and must move by as
    much as the outcome would have: `evaluering.estimation.comparison.comparisons` says what each kind of control can
    rule out.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period, as for `evaluering.estimation.interrupted.fit_interrupted`, with the control in a column
        beside the outcome and in the same unit. A period that lacks either is left out. Never altered.
    start : period
        The first exposed period (included).
    control : str
        Column of the comparison series.
    control_standard_errors : str or None
        Column with its standard errors. They are combined with those of the outcome as the square root of the sum of
        squares: the two are sampled from different children.
    options : FitOptions or None
        Everything else, as for `fit_interrupted`; None: its defaults.

    Returns
    -------
    InterruptedFit
        Of the difference: its ``observed``, ``fitted`` and ``counterfactual`` are differences too, and there is no
        ``relative_mean_change``, since a difference is no level to be relative to.

    Raises
    ------
    ValueError
        As `fit_interrupted`, and when standard errors are given for one of the two series alone.

    References
    ----------
    Bottomley C, Scott JAG, Isham V (2019). Analysing interrupted time series with a control. Epidemiologic Methods
    8(1). doi 10.1515/em-2018-0010.

    Examples
    --------
    >>> shared = [2, 5, 1, 4, 7, 3, 6, 2, 8, 5, 9, 4, 7, 6, 3, 8]
    >>> own = [0, 1, 0, -1, 1, 0, -1, 0, 6, 5, 7, 6, 5, 6, 7, 6]
    >>> y = [a + b for a, b in zip(shared, own)]
    >>> frame = pd.DataFrame({"year": range(2001, 2017), "y": y, "control": shared})
    >>> fit = fit_controlled(frame, start=2009, options=FitOptions(period="year", method="ols"))
    >>> round(fit.estimate("level_change").value, 1)
    6.2
    """
    chosen = FitOptions() if options is None else options
    if (chosen.standard_errors is None) != (control_standard_errors is None):
        raise ValueError("standard errors are needed for outcome and control alike, or for neither")
    columns = [chosen.outcome, control, chosen.standard_errors, control_standard_errors]
    absent = [name for name in columns if name is not None and name not in frame.columns]
    if absent:
        raise ValueError(f"no column {', '.join(map(repr, absent))}; the frame has {list(frame.columns)}")
    difference = frame.assign(**{_DIFFERENCE: _numbers(frame, chosen.outcome) - _numbers(frame, control)})
    chosen = replace(chosen, outcome=_DIFFERENCE)
    if chosen.standard_errors is not None and control_standard_errors is not None:
        errors = (_numbers(frame, name) for name in (chosen.standard_errors, control_standard_errors))
        difference[_ERROR] = np.hypot(*errors)
        chosen = replace(chosen, standard_errors=_ERROR)
    fit = interrupted_fit(fit_segments(difference, start=start, options=chosen), options=chosen)
    return replace(
        fit,
        estimates=tuple(one for one in fit.estimates if one.estimand != "relative_mean_change"),
        warnings=tuple(slug for slug in fit.warnings if slug != RELATIVE_WITHHELD),
    )


def _numbers(frame: pd.DataFrame, column: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return frame[column].to_numpy(dtype=float, na_value=np.nan)
