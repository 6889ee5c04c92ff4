"""Control charts of proportions (P, P′) and single values (I), with centre and limits frozen at the baseline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.observations import Observations, read_observations
from evaluering.estimation.run_charts import points_of
from evaluering.estimation.time_axis import labels

RANGE_DIVISOR = 1.128  # d2: mean range of two draws from the standard normal, as tables of control charts give it
OVERDISPERSED = 0.05
"""P′ in place of P when the baseline's chi-square has a smaller p-value."""


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """A series with three-sigma limits learnt from its baseline.

    Parameters
    ----------
    kind : {"p", "p_prime", "i"}
    centre : float
        Of the baseline, in the unit of the values (proportions: 0 to 1).
    sigma_scale : float
        By how much the binomial standard error is multiplied: σ_z of Laney in a P′ chart, otherwise 1.
    dispersion_p_value : float
        Of the baseline's chi-square against the binomial; NaN for an I chart.
    frame : pandas.DataFrame
        One row per observed period: ``period``, ``value``, ``lower``, ``upper``, ``outside`` (bool), ``baseline``
        (bool). Limits of proportions are held between 0 and 1.
    """

    kind: Literal["p", "p_prime", "i"]
    centre: float
    sigma_scale: float
    dispersion_p_value: float
    frame: pd.DataFrame


def proportion_chart(
    frame: pd.DataFrame, *, start: object, events: str = "events", trials: str = "trials", period: str = "month"
) -> ControlChart:
    """A P chart, or Laney's P′ chart where the baseline varies by more than the binomial distribution.

    P′ is chosen when Pearson's chi-square of the baseline has a p-value below 0.05 (`OVERDISPERSED`).
    Limits are p̄ ± 3 σ_z √(p̄(1 − p̄)/n), with σ_z the mean moving range of the baseline's z over 1.128 in a P′ chart, not
    below 1, and 1 in a P chart (Laney 2002). With many births a period the limits of a P chart are so narrow that
    ordinary variation falls outside.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period, in any order; rows without events or trials, or with no trials, are no points. Never
        altered.
    start : period
        First period after the baseline (included).
    events, trials, period : str
        Names of columns; 0 ≤ events ≤ trials. Neither need be whole: estimated counts have parts of children.

    Raises
    ------
    ValueError
        As `evaluering.estimation.observations.read_observations`; for counts that cannot be; for fewer than two points
        in the baseline, or none or all of them events.

    References
    ----------
    Laney DB (2002). Improved control charts for attributes. Quality Engineering 14(4), 531–537.

    Examples
    --------
    >>> counts = pd.DataFrame({"month": pd.period_range("2022-01", periods=8, freq="M"), "trials": 100,
    ...                        "events": [20, 22, 19, 21, 20, 18, 36, 21]})
    >>> chart = proportion_chart(counts, start="2022-07")
    >>> chart.kind, round(chart.centre, 2), chart.frame["outside"].tolist()
    ('p', 0.2, [False, False, False, False, False, False, True, False])
    """
    series = read_observations(frame, outcome=events, period=period, standard_errors=None, weights=trials)
    r, n = series.outcome, series.weight
    known = np.isfinite(r) & np.isfinite(n) & (n > 0)
    if np.any((r[known] < 0) | (r[known] > n[known])):
        raise ValueError("events lie between 0 and the trials")
    series = replace(series, outcome=np.where(known, r / np.where(known, n, 1), np.nan))
    origin = series.position(start)
    times, value = points_of(series, origin, least=2)
    size, before = n[known], times < origin
    centre = float(np.average(value[before], weights=size[before]))
    if not 0 < centre < 1:
        raise ValueError("the baseline needs some events, and some trials without")
    error = np.sqrt(centre * (1 - centre) / size)
    z = ((value - centre) / error)[before]
    p_value = float(special.chdtrc(len(z) - 1, z @ z))
    over = p_value < OVERDISPERSED
    scale = max(1.0, float(np.abs(np.diff(z)).mean()) / RANGE_DIVISOR) if over else 1.0
    reach = 3 * scale * error
    limits = np.maximum(0, centre - reach), np.minimum(1, centre + reach)
    drawn = _chart_frame(times, value, limits, before, series)
    return ControlChart("p_prime" if over else "p", centre, scale, p_value, drawn)


def individuals_chart(frame: pd.DataFrame, *, start: object, outcome: str = "y", period: str = "month") -> ControlChart:
    """An I chart: mean ± 3 mean moving range / 1.128, of the baseline (Shewhart's limits for single values).

    Moving ranges are between neighbouring observed periods, also across a gap.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per period, in any order; rows without an outcome are no points. Never altered.
    start : period
        First period after the baseline (included).
    outcome, period : str
        Names of columns.

    Raises
    ------
    ValueError
        As `evaluering.estimation.observations.read_observations`; for fewer than two points in the baseline.

    Examples
    --------
    >>> days = pd.DataFrame({"year": range(2010, 2018), "y": [100, 102, 99, 101, 100, 101, 109, 103]})
    >>> chart = individuals_chart(days, start=2016, period="year")
    >>> round(chart.centre, 1), chart.frame["outside"].tolist()
    (100.5, [False, False, False, False, False, False, True, False])
    """
    series = read_observations(frame, outcome=outcome, period=period, standard_errors=None)
    origin = series.position(start)
    times, value = points_of(series, origin, least=2)
    before = times < origin
    centre = float(value[before].mean())
    reach = np.full(len(value), 3 * float(np.abs(np.diff(value[before])).mean()) / RANGE_DIVISOR)
    drawn = _chart_frame(times, value, (centre - reach, centre + reach), before, series)
    return ControlChart("i", centre, 1.0, float("nan"), drawn)


def _chart_frame(
    times: Times, value: Array, limits: tuple[Array, Array], before: NDArray[np.bool_], series: Observations
) -> pd.DataFrame:
    lower, upper = limits
    outside = (value < lower) | (value > upper)
    written = labels(times, series.grain)
    return pd.DataFrame(
        {"period": written, "value": value, "lower": lower, "upper": upper, "outside": outside, "baseline": before}
    )
