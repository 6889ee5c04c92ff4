"""What the model has not taken up: autocorrelation and season left in the whitened residuals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.regression.linear_model import OLS

from evaluering.estimation.checks.check import Check, Verdict
from evaluering.estimation.design import DEFAULT_HARMONICS, Design, season_columns
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, Grain, read_periods

REMAINS = 0.01
"""A p below this says that something is left: several such tests are made, and at 0.05 sound models would be doubted
by chance too often."""

LONGEST_LAG = 12
"""Periods apart up to which the residuals are compared, where a fifth of the series is not less."""

FEWEST_PERIODS = 24
"""With fewer the test of autocorrelation says nothing."""

FEWEST_LEFT = 10
"""Degrees of freedom that must be left after the seasonal terms."""


def residual_autocorrelation(fit: InterruptedFit, *, lags: int | None = None) -> Check:
    """Whether the whitened residuals of neighbouring periods still go together (Ljung and Box 1978).

    The autocorrelation at lag k is over the pairs of periods k apart on the calendar, so that a gap is not closed:
    r_k = sum of products / sum of squares, Q = (n + 2)/n · sum of n² r_k² / pairs_k, chi-squared on the lags less the
    one parameter of the errors' correlation. Without gaps pairs_k = n - k and this is the statistic of statsmodels'
    ``acorr_ljungbox``. The regression itself leaves residuals slightly negatively correlated: in simulated sound series
    of this project's length p is below 0.01 in two to four of a hundred.

    Parameters
    ----------
    fit : InterruptedFit
        By any error model. Those of ``ols`` and ``newey_west`` are not whitened: there the check tells of the
        autocorrelation in the series, which ``newey_west`` takes into its intervals.
    lags : int or None
        Longest lag; None: 12, or a fifth of the periods when that is less.

    Returns
    -------
    Check
        ``holds`` when p is at least 0.01, else ``in_doubt``; ``not_assessed`` with fewer than 24 periods. Facts:
        ``p_value``, ``statistic``, ``degrees_of_freedom``, ``lags``, ``lag_one``, ``periods``. Table: ``lag``,
        ``autocorrelation``, ``limit`` (what 95 % of lags stay within when nothing is left).

    Raises
    ------
    ValueError
        When `lags` leaves no degree of freedom or is not less than the number of periods.
    """
    times, _, values = _residuals(fit)
    estimated = int(np.isfinite(fit.rho))
    longest = min(LONGEST_LAG, max(len(values) // 5, estimated + 1)) if lags is None else lags
    if not estimated < longest < len(values):
        raise ValueError(f"lags is a number from {estimated + 1} to {len(values) - 1}, not {longest}")
    table = _autocorrelations(times, values, longest)
    usable = table[table["pairs"] > 0]
    statistic = (1 + 2 / len(values)) * float(
        np.sum(len(values) ** 2 * usable["autocorrelation"] ** 2 / usable["pairs"])
    )
    df = len(usable) - estimated
    p_value = float(stats.chi2.sf(statistic, df)) if df > 0 else np.nan
    facts = {
        "p_value": p_value,
        "statistic": statistic,
        "degrees_of_freedom": df,
        "lags": longest,
        "lag_one": float(table["autocorrelation"].iloc[0]),
        "periods": len(values),
    }
    enough = len(values) >= FEWEST_PERIODS and df > 0
    return Check("residual_autocorrelation", _verdict(p_value, enough=enough), facts, table.drop(columns="pairs"))


def residual_season(fit: InterruptedFit, *, harmonics: int | None = None) -> Check:
    """Whether a season is left in the whitened residuals beyond the waves in the model.

    The F test of the waves that the model leaves out, so that all of them together describe every calendar month (or
    quarter) by itself; all coefficients of the model are taken off the degrees of freedom.

    Parameters
    ----------
    fit : InterruptedFit
        By any error model.
    harmonics : int or None
        Pairs of waves in the model; None: the default of `fit_interrupted`.

    Returns
    -------
    Check
        ``holds`` when p is at least 0.01, else ``in_doubt``; ``not_assessed`` for yearly series, when the model
        leaves out no wave, and when fewer than ten degrees of freedom are left. Facts: ``p_value``, ``statistic`` (F),
        ``degrees_of_freedom`` (of the waves), ``residual_degrees_of_freedom``, ``largest`` (mean of the season that is
        furthest off, in standard deviations), ``largest_season``. Table: ``season`` (1 to 12, or 1 to 4), ``periods``,
        ``mean`` (of the residuals, in standard deviations).
    """
    times, grain, values = _residuals(fit)
    in_model = DEFAULT_HARMONICS[grain] if harmonics is None else harmonics
    year = PERIODS_PER_YEAR[grain]
    waves = season_columns(times, Design(grain, 0, year // 2))[:, 2 * in_model :]
    means = pd.DataFrame({"season": times % year + 1, "mean": values}).groupby("season")["mean"]
    table = means.agg(periods="count", mean="mean").reset_index()[["season", "periods", "mean"]]
    left = len(values) - waves.shape[1] - fit.coefficients
    furthest = int(table["mean"].abs().to_numpy().argmax())
    facts = {
        "p_value": np.nan,
        "statistic": np.nan,
        "degrees_of_freedom": waves.shape[1],
        "residual_degrees_of_freedom": left,
        "largest": float(table["mean"].iloc[furthest]),
        "largest_season": int(table["season"].iloc[furthest]),
    }
    if waves.shape[1] == 0 or left < FEWEST_LEFT:
        return Check("residual_season", "not_assessed", facts, table)
    result = OLS(values, np.column_stack([np.ones(len(values)), waves])).fit()
    statistic = float(result.ess / waves.shape[1] / (result.ssr / left))
    facts |= {"p_value": float(stats.f.sf(statistic, waves.shape[1], left)), "statistic": statistic}
    return Check("residual_season", _verdict(facts["p_value"], enough=True), facts, table)


def _residuals(fit: InterruptedFit) -> tuple[Times, Grain, NDArray[np.float64]]:
    """Calendar positions of the periods in the fit, their length, and the whitened residuals."""
    inside = fit.frame[fit.frame["residual"].notna()]
    axis = read_periods(inside["period"].tolist())
    return axis.index, axis.grain, inside["residual"].to_numpy(dtype=np.float64)


def _autocorrelations(times: Times, values: NDArray[np.float64], longest: int) -> pd.DataFrame:
    place = times - times[0]
    filled = np.zeros(int(place[-1]) + longest + 1)  # a missing period adds nothing to a sum of products
    present = np.zeros(len(filled))
    filled[place], present[place] = values - values.mean(), 1.0
    rows = []
    for lag in range(1, longest + 1):
        pairs = float(present[lag:] @ present[:-lag])
        limit = 1.96 * np.sqrt(pairs) / len(values)
        rows.append((lag, float(filled[lag:] @ filled[:-lag] / (filled @ filled)), limit, pairs))
    return pd.DataFrame(rows, columns=["lag", "autocorrelation", "limit", "pairs"])


def _verdict(p_value: float, *, enough: bool) -> Verdict:
    if not enough:
        return "not_assessed"
    return "holds" if p_value >= REMAINS else "in_doubt"
