"""Back-test: the forecast made again from earlier origins with what was known there, held against what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from evaluering.estimation.arguments import record_or_default, require_numbers, require_whole
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array, project
from evaluering.estimation.forecast.forecast import NARROW
from evaluering.estimation.forecast.origins import Origin, YearMeans, rolling_origins, year_means
from evaluering.estimation.forecast.prediction import ASSUMPTIONS, Prediction, predict
from evaluering.estimation.forecast.scores import brier, summary
from evaluering.estimation.segments import fit_segments
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, Grain, label, read_periods

_PROBABILITIES = [(1 - NARROW) / 2, (1 + NARROW) / 2, (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
_LIMITS = ["lower_80", "upper_80", "lower_95", "upper_95"]
_PLACE = ["origin", "last_known", "start", "real_start", "horizon", "last_birth"]
ORIGINS = [*_PLACE, "assumption", "value", *_LIMITS, "observed", "brier"]
PROBABILITIES = ["origin", "horizon", "assumption", "threshold", "probability", "reached"]
_FEWEST_ERRORS = 3

_Place = tuple[str, str, str, bool, int, str]


@dataclass(frozen=True, slots=True)
class BackTestPlan:
    """What is asked of a back-test, fixed before it is run.

    Parameters
    ----------
    horizons : tuple of int
        Periods from the origin to the last of the year of births asked for; empty: one year and two.
    lag : int
        Periods from the last one known to the origin: how long births take to mature.
    thresholds : tuple of float
        Values whose probability of being reached is scored; empty: the nine deciles of all observed year means.
    step : int
        Periods from one origin to the next.

    Raises
    ------
    TypeError, ValueError
        For horizons, lag or step that are not whole numbers of periods, or thresholds that are not finite.
    """

    horizons: tuple[int, ...] = ()
    lag: int = 0
    thresholds: tuple[float, ...] = ()
    step: int = 1

    def __post_init__(self) -> None:
        require_whole("lag", self.lag, least=0)
        require_whole("step", self.step, least=1)
        for horizon in require_numbers("horizons", self.horizons).tolist():
            require_whole("a horizon", int(horizon) if horizon.is_integer() else horizon, least=1)
        if not np.isfinite(require_numbers("thresholds", self.thresholds)).all():
            raise ValueError("thresholds are finite numbers")


@dataclass(frozen=True, slots=True, eq=False)
class BackTest:
    """How the forecasts of earlier origins did.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row per horizon and assumption (``slope_continues``, ``level_stays``, ``naive``): ``origins``,
        ``separate_years`` (years of births that share none: how much independent evidence there is at most),
        ``assessed``, ``brier`` (mean over thresholds), ``coverage_80``, ``coverage_95`` (per cent), ``width_80``,
        ``width_95`` (mean), ``bias``, ``root_mean_square_error`` (forecast less observed), ``brier_naive``, ``skill``
        (1 - brier / brier_naive). NaN where not assessed.
    origins : pandas.DataFrame
        One row per origin, horizon and assumption, the earliest first: ``origin``, ``last_known``, ``start`` of the
        model (first exposed period), ``real_start``, ``horizon``, ``last_birth``, ``assumption``, ``value``, limits,
        ``observed`` mean of the births, ``brier``.
    probabilities : pandas.DataFrame
        One row per origin, horizon, assumption and threshold: ``probability`` of reaching it, and whether it was
        ``reached``.
    left_out : int
        Forecasts (origin and horizon) that could not be made: the model could not be fitted, or there was too little
        history for the naive one.
    """

    scores: pd.DataFrame
    origins: pd.DataFrame
    probabilities: pd.DataFrame
    left_out: int

    @property
    def assessed(self) -> bool:
        """Whether any horizon has enough origins for its scores to be told."""
        return bool(self.scores["assessed"].any())


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """What every origin needs."""

    frame: pd.DataFrame
    place: Times
    options: FitOptions
    observed: YearMeans
    lag: int
    thresholds: Array


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """One forecast of an observed mean."""

    value: float
    limits: list[float]
    probabilities: Array


def back_test(
    frame: pd.DataFrame, *, start: object, plan: BackTestPlan | None = None, options: FitOptions | None = None
) -> BackTest:
    """Forecast the mean of a year of births from rolling origins, and score it against what was observed.

    At each origin the model of the forecast is fitted to what was known there: periods up to the origin less the lag.
    For the start it uses see `evaluering.estimation.forecast.origins`. What is forecast is the *observed* mean, so the
    known sampling noise of those births is added to the underlying mean's distribution; without standard errors it is
    in the errors already. The naive forecast is the mean of the last known year, normal with the root mean square of
    what that same rule had been off at the origin. All are scored on the same origins.

    Later corrections of the data are not undone: an outcome known at an origin is taken as it stands in `frame`.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `evaluering.estimation.interrupted.fit_interrupted`, mature periods only. Never altered.
    start : period
        The real start (first exposed period, included).
    plan : BackTestPlan or None
        Horizons, lag, thresholds and step.
    options : FitOptions or None
        How the series is read and fitted; ``marginal`` or ``reml``. With `weights` the means are weighted by them.

    Returns
    -------
    BackTest
        Not assessed with fewer than twelve origins or three separate years.

    Raises
    ------
    ValueError
        As `evaluering.estimation.forecast.forecast.forecast_target` for the whole series, or for a horizon whose year
        of births begins before the last known period.
    """
    plan = record_or_default("plan", plan, BackTestPlan)
    options = record_or_default("options", options, FitOptions)
    whole = fit_segments(frame, start=start, options=options)
    predict(whole, whole.times[-1:] + 1, options=options)  # refuses a method that cannot predict before any origin does
    grain, year = whole.plan.grain, PERIODS_PER_YEAR[whole.plan.grain]
    horizons = plan.horizons or (year, 2 * year)
    if min(horizons) + plan.lag < year:
        raise ValueError(f"horizon and lag together are at least a year ({year} periods)")
    observed = year_means(whole, options=options)
    means = observed.value[np.isfinite(observed.value)]
    thresholds = np.array(plan.thresholds or (np.quantile(means, np.arange(1, 10) / 10) if means.size else ()))
    trial = _Trial(frame, read_periods(frame[options.period].tolist()).index, options, observed, plan.lag, thresholds)
    cut = 0 if options.shape is None else options.shape.cut_periods
    rows: list[tuple[object, ...]] = []
    chances: list[tuple[object, ...]] = []
    left_out = 0
    for origin in rolling_origins(whole, observed, cut=cut, lag=plan.lag, horizons=horizons, step=plan.step):
        told = _told_from(origin, trial, grain)
        left_out += len(origin.horizons) - len(told) // (len(ASSUMPTIONS) + 1)
        for place, name, one, came in told:
            reached = came >= thresholds
            rows.append((*place, name, one.value, *one.limits, came, brier(one.probabilities, reached)))
            scored = zip(thresholds.tolist(), one.probabilities.tolist(), reached.tolist(), strict=True)
            chances += [(place[0], place[4], name, *each) for each in scored]
    table = pd.DataFrame(rows, columns=ORIGINS).sort_values("origin", kind="stable", ignore_index=True)
    chance = pd.DataFrame(chances, columns=PROBABILITIES).sort_values("origin", kind="stable", ignore_index=True)
    return BackTest(summary(table, year=year), table, chance, left_out)


def _told_from(origin: Origin, trial: _Trial, grain: Grain) -> list[tuple[_Place, str, _Told, float]]:
    """Every forecast made at one origin, with the mean that came; none where the model could not be fitted."""
    births = {horizon: origin.known + trial.lag + horizon for horizon in origin.horizons}
    year = np.arange(1 - trial.observed.year, 1, dtype=np.int64)
    ahead = np.unique(np.concatenate([end + year for end in births.values()]))
    try:
        known = trial.frame[trial.place <= origin.known]
        fitted = fit_segments(known, start=label(origin.start, grain), options=trial.options)
    except ValueError:
        return []
    prediction = predict(fitted, ahead, options=trial.options)
    found = []
    for horizon, end in births.items():
        naive = _naive(origin.known, end - origin.known, trial)
        if naive is None:
            continue
        came, noise = trial.observed.at(end)
        made, known_to, begun = (label(one, grain) for one in (origin.known + trial.lag, origin.known, origin.start))
        place = (made, known_to, begun, origin.real, horizon, label(end, grain))
        told = dict(_by_model(prediction, end + year, noise, trial)) | {"naive": naive}
        found += [(place, name, one, came) for name, one in told.items()]
    return found


def _by_model(prediction: Prediction, births: Times, noise: float, trial: _Trial) -> Iterator[tuple[str, _Told]]:
    """The observed mean under each assumption: the underlying mean's distribution, with the births' sampling noise."""
    weight = np.zeros(len(prediction.ahead))
    weight[np.isin(prediction.ahead, births)] = trial.observed.shares(births)
    for assumption in ASSUMPTIONS:
        mean = prediction.mean(weight, assumption=assumption, deviation=True)
        clean = project(prediction.mixture, mean.row[None])
        noisy = replace(clean, scales=np.sqrt(clean.scales**2 + noise))
        limits = [float(noisy.quantile(p)[0]) + mean.offset for p in _PROBABILITIES]
        chances = np.array([float(noisy.above(threshold - mean.offset)[0]) for threshold in trial.thresholds])
        yield assumption, _Told(float(clean.value[0]) + mean.offset, limits, chances)


def _naive(known: int, distance: int, trial: _Trial) -> _Told | None:
    """The mean of the last known year, normal with the root mean square of its errors so far; None with too few."""
    value, _ = trial.observed.at(known)
    errors = trial.observed.errors_of_last_year(known, distance)
    if not np.isfinite(value) or len(errors) < max(trial.observed.year, _FEWEST_ERRORS):
        return None
    size = float(np.sqrt(np.mean(errors**2)))
    limits = (value + size * special.ndtri(_PROBABILITIES)).tolist()
    return _Told(value, limits, np.asarray(special.ndtr((value - trial.thresholds) / size), dtype=float))
