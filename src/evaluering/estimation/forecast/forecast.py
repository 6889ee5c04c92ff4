"""How likely a target is for named births: the forecast of their underlying mean under two assumptions on the trend.

A forecast goes beyond the periods observed, so it is never called a change. The underlying mean of the births is X b
+ u averaged over them, u the deviation of those very births from trend and season, given the data. It is in by default
because a target is about what those births will be, and a year's deviation is part of that, no noise of counting;
without it the interval would be that of a trend line, too narrow for any one year. The sampling noise of children is
left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np
import pandas as pd

from evaluering.estimation.arguments import record_or_default, require_number, require_numbers
from evaluering.estimation.estimate import CONFIDENCE, OUTCOME, OUTCOME_DIFFERENCE, Estimate
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array, joint_draws, project
from evaluering.estimation.forecast.prediction import ASSUMPTIONS, Assumption, Combination, Prediction, predict
from evaluering.estimation.segments import Segments, fit_segments
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, Grain, label, position

DRAWS = 20_000
NARROW = 0.80
"""Confidence of the narrower interval beside that of 95 %."""


@dataclass(frozen=True, slots=True)
class Births:
    """The births a target is about.

    Parameters
    ----------
    first, last : period
        First and last period (both included), in any form `evaluering.estimation.time_axis.read_periods` knows.
    weights : sequence of float or None
        Weight of each period in the mean (births expected, say), in calendar order; None: all the same.
    """

    first: object
    last: object
    weights: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """The forecast under one assumption.

    Parameters
    ----------
    assumption : str
        One of `evaluering.estimation.forecast.prediction.ASSUMPTIONS`.
    estimate : Estimate
        The mean of the named births with 95 % limits, in the outcome's unit; ``forecast_`` and the assumption.
    lower_80, upper_80 : float
        80 % limits.
    probability : float
        That the mean is at least the target.
    """

    assumption: Assumption
    estimate: Estimate
    lower_80: float
    upper_80: float
    probability: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Whether named births will reach a target, as far as a fitted series can tell.

    Parameters
    ----------
    target : float
        Least mean that meets it, in the outcome's unit.
    scenarios : tuple of Scenario
        ``slope_continues``, then ``level_stays``.
    slope_needed, slope_observed, slope_missing : Estimate
        Per year: the constant slope from the last period in the fit on that takes the mean of the births just to the
        target; the fitted slope after the start; the first less the second.
    relative_slope_needed : Estimate
        The needed slope in per cent of the observed one, limits from 20,000 joint draws; all NaN where the interval of
        the observed slope holds zero.
    years_ahead : float
        From the last period in the fit to the middle of the births: weighted, periods observed counting 0.
    first_period, last_period : str
        The named births, both included.
    last_observed : str
        Last period in the fit.
    periods_after : int
        Periods in the fit from the start on.
    deviation : bool
        Whether the forecast holds the deviation of those births from the trend.
    warnings : tuple of str
        Slugs of the fit; ``beyond_observed``: the births lie further after the last period in the fit than that lies
        after the start.
    """

    target: float
    scenarios: tuple[Scenario, ...]
    slope_needed: Estimate
    slope_observed: Estimate
    slope_missing: Estimate
    relative_slope_needed: Estimate
    years_ahead: float
    first_period: str
    last_period: str
    last_observed: str
    periods_after: int
    deviation: bool
    warnings: tuple[str, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Every number with its interval, for `evaluering.estimation.estimate.to_frame`."""
        slopes = (self.slope_needed, self.slope_observed, self.slope_missing, self.relative_slope_needed)
        return (*(one.estimate for one in self.scenarios), *slopes)

    def scenario(self, assumption: Assumption) -> Scenario:
        """The forecast under one assumption."""
        return next(one for one in self.scenarios if one.assumption == assumption)


def forecast_target(
    frame: pd.DataFrame,
    *,
    start: object,
    target: float,
    births: Births | tuple[object, object],
    options: FitOptions | None = None,
    deviation: bool = True,
) -> Forecast:
    """How likely it is that the underlying mean of named births is at least a target.

    The probability is exact under the fit: P(c'b >= target) in the mixture over the errors' parameters, c'b the mean of
    the births. What the fit does not know is not in it: a new effort, a new event, another trend.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `evaluering.estimation.interrupted.fit_interrupted`, mature periods only. Never altered.
    start : period
        The first exposed period (included).
    target : float
        In the outcome's unit; reached by a mean that is equal to it.
    births : Births or tuple
        The births asked for: first and last period, both included; weights only in `Births`. Some may be in the fit,
        not the last.
    options : FitOptions or None
        How the series is read and fitted; ``marginal`` or ``reml``. Its `seed` is that of the joint draws.
    deviation : bool
        False: the mean of trend and season alone, X b, as if those births were to deviate from it by nothing.

    Returns
    -------
    Forecast
        Under both assumptions, with the slope still needed.

    Raises
    ------
    TypeError, ValueError
        As `fit_interrupted`; for less than a year of periods from the start on, births that end before they begin,
        begin before the start or are all observed, weights that cannot be used, a target that is no number, a method
        that cannot predict.
    """
    options = record_or_default("options", options, FitOptions)
    target = require_number("target", target)
    if not isinstance(births, Births):
        births = _pair(births)
    fitted = fit_segments(frame, start=start, options=options)
    grain, origin, last = fitted.plan.grain, fitted.plan.origin, int(fitted.times[-1])
    ahead, weight = named_births(births, grain)
    periods_after = int(np.sum(fitted.times >= origin))
    if periods_after < PERIODS_PER_YEAR[grain]:
        raise ValueError(
            f"too few periods: {periods_after} from {label(origin, grain)} on, a forecast needs a whole year"
        )
    if ahead[0] < origin:
        raise ValueError(f"births from {label(int(ahead[0]), grain)} begin before the start {label(origin, grain)}")
    if weight[ahead > last].sum() <= 0:
        raise ValueError(f"births to {label(int(ahead[-1]), grain)} are all observed: there is nothing to forecast")
    beyond = ("beyond_observed",) if ahead[-1] - last > last - origin + 1 else ()
    warnings = (*fitted.warnings, *beyond)
    return _Asked(predict(fitted, ahead, options=options), weight, options, deviation, warnings).forecast(target)


def _pair(births: object) -> Births:
    if not isinstance(births, list | tuple) or len(births) != 2:
        raise TypeError("births is a Births, or a pair: first and last period")
    return Births(*births)


def named_births(births: Births, grain: Grain) -> tuple[Times, Array]:
    """Calendar positions of the births and their share of the mean, both of shape (f,).

    Raises
    ------
    ValueError
        When they end before they begin, or the weights cannot be used.
    """
    first, last = position(births.first, grain), position(births.last, grain)
    if last < first:
        raise ValueError(f"births end before they begin: {label(first, grain)} to {label(last, grain)}")
    ahead = np.arange(first, last + 1, dtype=np.int64)
    weight = np.ones(len(ahead)) if births.weights is None else require_numbers("weights", births.weights)
    if weight.shape != ahead.shape:
        raise ValueError(f"{len(ahead)} periods of births need as many weights, not {weight.size}")
    if not np.all(np.isfinite(weight)) or np.any(weight < 0) or weight.sum() <= 0:
        raise ValueError("weights of births are numbers of 0 or more, at least one of them positive")
    return ahead, np.asarray(weight / weight.sum(), dtype=float)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """One question to a prediction."""

    prediction: Prediction
    weight: Array
    options: FitOptions
    deviation: bool
    warnings: tuple[str, ...]

    @property
    def fitted(self) -> Segments:
        return self.prediction.fitted

    @property
    def years_ahead(self) -> float:
        beyond = np.maximum(self.prediction.ahead - self.prediction.last, 0)
        return float(self.weight @ beyond) / PERIODS_PER_YEAR[self.fitted.plan.grain]

    def forecast(self, target: float) -> Forecast:
        plan, ahead, last = self.fitted.plan, self.prediction.ahead, self.prediction.last
        slope = Combination(self.prediction.slope() * PERIODS_PER_YEAR[plan.grain])
        stays = self.prediction.mean(self.weight, assumption="level_stays", deviation=self.deviation)
        needed = Combination(-stays.row / self.years_ahead, (target - stays.offset) / self.years_ahead)
        missing = Combination(needed.row - slope.row, needed.offset)
        to_come = last + 1, int(ahead[-1])
        observed = self._estimate("forecast_slope_observed_per_year", slope, (plan.origin, last), OUTCOME_DIFFERENCE)
        asked = self._estimate("forecast_slope_needed_per_year", needed, to_come, OUTCOME_DIFFERENCE)
        return Forecast(
            target=float(target),
            scenarios=tuple(self._scenario(assumption, target) for assumption in ASSUMPTIONS),
            slope_needed=asked,
            slope_observed=observed,
            slope_missing=self._estimate("forecast_slope_missing_per_year", missing, to_come, OUTCOME_DIFFERENCE),
            relative_slope_needed=self._relative(asked, observed, np.vstack([needed.row, slope.row]), needed.offset),
            years_ahead=self.years_ahead,
            first_period=label(int(ahead[0]), plan.grain),
            last_period=label(int(ahead[-1]), plan.grain),
            last_observed=label(last, plan.grain),
            periods_after=int(np.sum(self.fitted.times >= plan.origin)),
            deviation=self.deviation,
            warnings=self.warnings,
        )

    def _scenario(self, assumption: Assumption, target: float) -> Scenario:
        ahead = self.prediction.ahead
        mean = self.prediction.mean(self.weight, assumption=assumption, deviation=self.deviation)
        projection = project(self.prediction.mixture, mean.row[None])
        tail = (1 - NARROW) / 2
        lower, upper = (float(projection.quantile(p)[0]) + mean.offset for p in (tail, 1 - tail))
        estimate = self._estimate(f"forecast_{assumption}", mean, (int(ahead[0]), int(ahead[-1])), OUTCOME)
        return Scenario(assumption, estimate, lower, upper, float(projection.above(target - mean.offset)[0]))

    def _estimate(self, estimand: str, asked: Combination, periods: tuple[int, int], measure: str) -> Estimate:
        projection = project(self.prediction.mixture, asked.row[None])
        tail = (1 - CONFIDENCE) / 2
        lower, upper = (float(projection.quantile(p)[0]) + asked.offset for p in (tail, 1 - tail))
        negative, positive = (float(side(-asked.offset)[0]) for side in (projection.below, projection.above))
        return Estimate(
            estimand,
            float(projection.value[0]) + asked.offset,
            lower,
            upper,
            confidence=CONFIDENCE,
            measure=measure,
            standard_error=float(projection.standard_error[0]),
            degrees_of_freedom=float(projection.degrees_of_freedom[0]),
            p_value=2 * min(negative, positive),
            probability_positive=positive,
            first_period=label(periods[0], self.fitted.plan.grain),
            last_period=label(periods[1], self.fitted.plan.grain),
            method=self.options.method,
            warnings=self.warnings,
        )

    def _relative(self, needed: Estimate, observed: Estimate, rows: Array, offset: float) -> Estimate:
        """The needed slope in per cent of the observed; nothing where the observed one may as well be zero."""
        ratio = replace(needed, estimand="forecast_relative_slope_needed", measure="pct", p_value=nan)
        if observed.lower <= 0 <= observed.upper:
            return replace(ratio, value=nan, lower=nan, upper=nan, standard_error=nan, probability_positive=nan)
        drawn = joint_draws(self.prediction.mixture, rows, draws=DRAWS, seed=self.options.seed)
        per_cent = 100 * (drawn[:, 0] + offset) / drawn[:, 1]
        tail = (1 - CONFIDENCE) / 2
        lower, upper = np.quantile(per_cent, [tail, 1 - tail]).tolist()
        return replace(
            ratio,
            value=100 * needed.value / observed.value,
            lower=lower,
            upper=upper,
            standard_error=float(per_cent.std()),
            probability_positive=float(np.mean(per_cent > 0)),
        )
