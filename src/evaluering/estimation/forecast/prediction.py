"""The mean of periods still to come, from a fitted interrupted series, under a stated assumption on its trend.

Model: outcome = X b + u + e, u an AR(1), e sampling noise. Asked is the underlying mean X b + u of named periods, given
the data. Each such period enters the regression as a row of its own without an outcome: its columns of X are zero and a
column of its own stands for its u (Salkever 1976, Journal of Econometrics 4). Under generalised least squares the
coefficient of that column is the best linear unbiased prediction of u, and its joint covariance with b is that of the
prediction error. Such a row adds no error contrast, so the restricted likelihood, and with it the distribution of rho
and tau, is what it was without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluering.estimation.design import Design, matrix
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.methods import fit_errors
from evaluering.estimation.fitting.mixture import Array, Mixture
from evaluering.estimation.segments import Segments

Assumption = Literal["slope_continues", "level_stays"]

ASSUMPTIONS: tuple[Assumption, ...] = ("slope_continues", "level_stays")
"""What may be assumed of the trend after the last period in the fit.

=============== =======================================================================================================
name            the fitted trend after the last period in the fit
=============== =======================================================================================================
slope_continues goes on as fitted: level, slope and slope change (or ramp)
level_stays     stays at its level in the last period in the fit: no further trend, no more of a ramp
=============== =======================================================================================================

Under both the season goes round as before, declared breaks end when they end, and the deviation of the last periods
from the trend dies away as the errors' correlation says.
"""

PREDICTING_METHODS = ("marginal", "reml")
"""Error models that can tell how the deviations of periods still to come hang together with those observed."""

_NOISELESS = 1e-8  # of the smallest sampling variance: stands for none, which the known variances do not allow


@dataclass(frozen=True, slots=True)
class Combination:
    """A linear combination of a prediction's coefficients, plus a known number.

    Parameters
    ----------
    row : Array
        Shape (p + d,): of the p coefficients of the design and the d deviations predicted.
    offset : float
        In the outcome's unit.
    """

    row: Array
    offset: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """The distribution of a fit's coefficients together with the deviations of periods to come.

    Parameters
    ----------
    fitted : Segments
        The fit.
    mixture : Mixture
        Of p coefficients, then the deviations of the periods in `ahead` where `predicted`.
    ahead : Times
        Shape (f,): increasing calendar positions of the periods asked for.
    predicted : NDArray
        Shape (f,): whether a period's deviation is predicted. It is not where the outcome was observed and there is no
        sampling noise beside it: then its underlying mean is the outcome.
    known : Array
        Shape (f,): the outcome where it is the underlying mean, 0 elsewhere.
    """

    fitted: Segments
    mixture: Mixture
    ahead: Times
    predicted: NDArray[np.bool_]
    known: Array

    @property
    def last(self) -> int:
        """Calendar position of the last period in the fit."""
        return int(self.fitted.times[-1])

    def mean(self, weight: Array, *, assumption: Assumption, deviation: bool) -> Combination:
        """The weighted mean of the periods ahead.

        Parameters
        ----------
        weight : Array
            Shape (f,): sums to one.
        assumption : str
            One of `ASSUMPTIONS`.
        deviation : bool
            True: the underlying mean X b + u, given the data. False: X b alone.
        """
        rows = _trend_rows(self.ahead, self.fitted.plan, last=self.last, assumption=assumption)
        if not deviation:
            return Combination(np.concatenate([weight @ rows, np.zeros(int(self.predicted.sum()))]))
        open_rows = weight[self.predicted] @ rows[self.predicted]
        return Combination(np.concatenate([open_rows, weight[self.predicted]]), float(weight @ self.known))

    def slope(self) -> Array:
        """Shape (p + d,): the slope per period in the last period in the fit, what is left of a ramp aside."""
        plan = self.fitted.plan
        row = np.zeros(self.mixture.coefficients.shape[1])
        row[1] = 1.0
        if plan.changes and plan.ramp_periods is None:
            row[3] = 1.0
        place = 2 + plan.change_width
        for one in plan.declared:
            if one.slope and one.first <= self.last:
                row[place + 1] = 1.0
            place += one.width
        return row


def predict(fitted: Segments, ahead: Times, *, options: FitOptions) -> Prediction:
    """The same fit with the deviations of further periods among its coefficients.

    Parameters
    ----------
    fitted : Segments
        From `evaluering.estimation.segments.fit_segments`.
    ahead : Times
        Shape (f,): increasing calendar positions; some may be in the fit.
    options : FitOptions
        Those it was fitted with.

    Raises
    ------
    ValueError
        For a method that is not one of `PREDICTING_METHODS`.
    """
    if options.method not in PREDICTING_METHODS:
        raise ValueError(f"no forecast by method {options.method!r}; choose one of {', '.join(PREDICTING_METHODS)}")
    series, used, times = fitted.series, fitted.used, fitted.times
    noisy = series.sampled and options.method == "marginal"
    outcome = series.outcome[used]
    observed = np.isin(ahead, times)
    predicted = np.ones(len(ahead), dtype=np.bool_) if noisy else ~observed
    known = np.zeros(len(ahead))
    known[~predicted] = outcome[np.searchsorted(times, ahead[~predicted])]
    added = ahead[predicted]
    together = np.concatenate([times, added])
    # An observed period comes before the row that asks for its deviation.
    order = np.argsort(together, kind="stable")
    x = matrix(times, fitted.plan)
    rows = np.zeros((len(together), x.shape[1] + len(added)))
    rows[: len(times), : x.shape[1]] = x
    rows[len(times) :, x.shape[1] :] = -np.eye(len(added))
    variance = None
    if noisy:
        sampling = series.standard_error[used] ** 2
        variance = np.concatenate([sampling, np.full(len(added), _NOISELESS * sampling.min())])[order]
    y = np.concatenate([outcome, np.zeros(len(added))])
    errors = fit_errors(y[order], rows[order], together[order], sampling_variance=variance, method=options.method)
    return Prediction(fitted, errors.mixture, ahead, predicted, known)


def _trend_rows(ahead: Times, plan: Design, *, last: int, assumption: Assumption) -> Array:
    """Shape (f, p): the design in the periods ahead, its trend stopped after the last period where the level stays."""
    rows = matrix(ahead, plan)
    if assumption == "slope_continues":
        return rows
    stopped = matrix(np.minimum(ahead, last), plan)
    rows[:, 1 : 2 + plan.change_width] = stopped[:, 1 : 2 + plan.change_width]
    place = 2 + plan.change_width
    for one in plan.declared:
        if one.slope:
            rows[:, place : place + one.width] = stopped[:, place : place + one.width]
        place += one.width
    return rows
