"""Run charts by the Anhøj rules, with the median frozen at the baseline and dated phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from evaluering.estimation.arguments import require_number, require_numbers
from evaluering.estimation.design import Shape, design, matrix
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, label, labels

FEWEST_POINTS = 10
"""Points off the median below which a phase is not assessed: the rules then hardly ever signal, whatever happens."""

SIGNAL_PROBABILITY = 0.05

RunVerdict = Literal["no_signal", "signal", "not_assessed"]


@dataclass(frozen=True, slots=True)
class Phase:
    """A dated phase of a run chart, from its first period (included) until the next one's."""

    name: str
    first: object


class Runs(NamedTuple):
    """What the Anhøj rules see in a series of points.

    ``points`` off the median; ``longest_run`` of them on one side, and the longest that chance allows; ``crossings`` of
    the median, and the fewest that chance allows.
    """

    points: int
    longest_run: int
    longest_allowed: int
    crossings: int
    fewest_allowed: int


@dataclass(frozen=True, slots=True, eq=False)
class RunChart:
    """A series against the median of its baseline.

    Parameters
    ----------
    median : float
        Of the baseline, in the unit of the outcome; frozen: later points do not move it.
    phases : pandas.DataFrame
        One row per phase, the baseline first: ``phase``, ``first_period``, ``last_period`` (both included; those of its
        first and last observed point, empty where there is none), the fields of `Runs`, ``above`` (points above the
        median), ``shift`` (a run too long), ``few_crossings`` (bool), ``verdict`` (``signal``, ``no_signal``,
        ``not_assessed``).
    frame : pandas.DataFrame
        One row per observed period: ``period``, ``observed``, ``value`` (deseasonalised where asked), ``phase``.
    deseasonalised : bool
        Whether the season of the baseline was taken out.
    """

    median: float
    phases: pd.DataFrame
    frame: pd.DataFrame
    deseasonalised: bool


def anhoej_rules(values: Sequence[float] | Array, median: float) -> Runs:
    """Runs and crossings of a series around a median that was not made from it, or was.

    Chance allows a longest run of round(log₂ n) + 3 and no fewer crossings than the 5 % quantile of the binomial
    distribution with n − 1 trials and probability ½; n counts the points off the median. Points on it neither break nor
    lengthen a run.

    Parameters
    ----------
    values : sequence of float
        Shape (m,), in order of time; NaN is no point.
    median : float
        In the same unit.

    Raises
    ------
    TypeError, ValueError
        For values that are no sequence of numbers, or a median that is no finite number.

    References
    ----------
    Anhøj J, Olesen AV (2014). Run charts revisited: a simulation study of run chart rules for detection of non-random
    variation in health care processes. PLoS ONE 9(11), e113825. doi 10.1371/journal.pone.0113825.

    Examples
    --------
    >>> anhoej_rules(np.array([1.0, 3, 1, 3, 2, 3, 3, 3, 3, 3, 3, 3]), 2.0)
    Runs(points=11, longest_run=8, longest_allowed=6, crossings=3, fewest_allowed=2)
    """
    points, middle = require_numbers("values", values), require_number("median", median)
    off = points[np.isfinite(points) & (points != middle)]
    n = len(off)
    if n == 0:
        return Runs(0, 0, 0, 0, 0)
    above = off > middle
    changes = np.flatnonzero(above[1:] != above[:-1]) + 1
    runs = np.diff(np.concatenate([[0], changes, [n]]))
    fewest = int(stats.binom.ppf(SIGNAL_PROBABILITY, n - 1, 0.5)) if n > 1 else 0
    return Runs(n, int(runs.max()), round(np.log2(n)) + 3, len(changes), fewest)


def run_chart(
    frame: pd.DataFrame,
    *,
    start: object,
    outcome: str = "y",
    period: str = "month",
    phases: tuple[Phase, ...] = (),
    deseasonalise: bool = False,
) -> RunChart:
    """A run chart with the median frozen at the baseline, each phase judged by itself.

    A run chart sees non-random movement of any cause; a trend that went on from the baseline is a signal too. It asks
    for independent points: season and autocorrelation make false signals.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period, in any order. Rows without an outcome are no points. Never altered.
    start : period
        First period after the baseline (included). After the last observed period: the phases are empty.
    outcome, period : str
        Names of columns.
    phases : tuple of Phase
        Phases after the baseline, in order of time; the first begins at `start`. Empty: one, named ``after``. A phase
        with fewer than ten points off the median, none among them, is ``not_assessed``.
    deseasonalise : bool
        Take out the season of the baseline (two harmonics for months, one for quarters, beside a line; least squares)
        from the whole series. It needs two years of baseline.

    Raises
    ------
    TypeError
        For phases that are not `Phase` records.
    ValueError
        As `evaluering.estimation.observations.read_observations`; for a baseline without points or too short to tell a
        season; for phases out of order, or not beginning at the start.

    Examples
    --------
    >>> y = [5, 7, 6, 4, 6, 5, 7, 6, 4, 5, 7, 6, 8, 9, 8, 7, 9, 8, 9, 8, 9, 7, 8, 9]
    >>> months = pd.period_range("2022-01", periods=24, freq="M")
    >>> chart = run_chart(pd.DataFrame({"month": months, "y": y}), start="2023-01")
    >>> chart.median
    6.0
    >>> chart.phases[["phase", "points", "longest_run", "longest_allowed", "verdict"]]
          phase  points  longest_run  longest_allowed       verdict
    0  baseline       8            2                6  not_assessed
    1     after      12           12                7        signal
    """
    if not isinstance(phases, list | tuple) or not all(isinstance(one, Phase) for one in phases):
        raise TypeError("phases is a tuple of Phase records")
    series = read_observations(frame, outcome=outcome, period=period, standard_errors=None)
    origin = series.position(start)
    begins = [series.position(one.first) for one in phases] if phases else [origin]
    if begins[0] != origin or any(late <= early for early, late in pairwise(begins)):
        raise ValueError(f"phases follow each other in time, the first from {label(origin, series.grain)} on")
    times, observed = points_of(series, origin)
    values = observed - _season(times, observed, series, origin) if deseasonalise else observed
    median = float(np.median(values[times < origin]))
    names = ["baseline", *([one.name for one in phases] if phases else ["after"])]
    place = np.searchsorted(begins, times, side="right")
    rows = [_phase(name, times[place == at], values[place == at], median, series) for at, name in enumerate(names)]
    points = {
        "period": labels(times, series.grain),
        "observed": observed,
        "value": values,
        "phase": [names[at] for at in place],
    }
    return RunChart(median, pd.DataFrame(rows), pd.DataFrame(points), deseasonalise)


def points_of(series: Observations, origin: int, *, least: int = 1) -> tuple[Times, Array]:
    """Calendar positions and outcomes of the observed periods; ValueError for too few of them in the baseline."""
    known = np.isfinite(series.outcome)
    times = series.index[known]
    if np.sum(times < origin) < least:
        raise ValueError(f"the baseline, before {label(origin, series.grain)}, needs {least} points or more")
    return times, series.outcome[known]


def _season(times: Times, values: Array, series: Observations, origin: int) -> Array:
    """The season that the baseline shows, at every point; it adds up to zero over a year."""
    plan = replace(design(series.grain, origin, harmonics=None, shape=Shape(), days=series.days), changes=False)
    before = times < origin
    year = PERIODS_PER_YEAR[series.grain]
    if plan.harmonics and before.sum() < 2 * year:
        raise ValueError(f"a season is told from two years of baseline: {2 * year} points, not {int(before.sum())}")
    rows = matrix(times, plan)
    coefficients = np.linalg.lstsq(rows[before], values[before])[0]
    return np.asarray(rows[:, plan.season_from :] @ coefficients[plan.season_from :], dtype=np.float64)


def _phase(name: str, times: Times, values: Array, median: float, series: Observations) -> dict[str, object]:
    runs = anhoej_rules(values, median)
    shift, few = runs.longest_run > runs.longest_allowed, runs.crossings < runs.fewest_allowed
    verdict: RunVerdict = "signal" if shift or few else "no_signal"
    ends = (label(int(times[0]), series.grain), label(int(times[-1]), series.grain)) if len(times) else ("", "")
    return {
        "phase": name,
        "first_period": ends[0],
        "last_period": ends[1],
        **runs._asdict(),
        "above": int(np.sum(values > median)),
        "shift": shift,
        "few_crossings": few,
        "verdict": verdict if runs.points >= FEWEST_POINTS else "not_assessed",
    }
