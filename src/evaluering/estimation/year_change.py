"""How far the latest whole year of births lies from the one before: the difference of two years with its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isnan, sqrt
from typing import Any

from scipy.stats import norm

from evaluering.estimation.estimate import CONFIDENCE, Estimate
from evaluering.estimation.series import OutcomeSeries

POWER = 0.80
"""Probability with which the smallest detectable difference would be found."""

YEAR_CHANGE = "year_change"


@dataclass(frozen=True, slots=True)
class YearChange:
    """The latest mature year of one outcome less the year before it.

    Parameters
    ----------
    unit, indicator, measure, grain : str
        `measure` is that of the difference: ``days`` or ``pct_point``.
    periods : tuple of str
        The year before and the latest one; shorter where there are not two in a row.
    estimate : Estimate or None
        From the first month of the year before to the last of the latest; None where there is none, with the `reason`.
    reason : str
        ``maturity``, ``no_data``, ``no_spread`` or ``hidden``; empty where there is an estimate.
    """

    unit: str
    indicator: str
    measure: str
    grain: str
    periods: tuple[str, ...]
    estimate: Estimate | None
    reason: str

    def withheld(self) -> YearChange:
        """The record without its number."""
        return replace(self, estimate=None, reason="hidden")


def year_change(series: OutcomeSeries) -> YearChange:
    """Hold the latest mature year of a series against the year before it.

    Parameters
    ----------
    series : OutcomeSeries
        By calendar or agreement year.
    """
    frame = series.frame[series.frame["mature"] & (series.frame["births"] > 0)]
    rows = frame.tail(2).to_dict("records")
    found, missing = None, "no_data"
    periods = tuple(str(row["period"]) for row in rows)
    if len(rows) == 2 and int(periods[1]) - int(periods[0]) == 1:
        first, last = rows
        found = year_difference(series, first, last, estimand=YEAR_CHANGE)
        missing = "no_data" if isnan(first["value"]) or isnan(last["value"]) else "no_spread"
        coverage = 100 * (first["known"] + last["known"]) / (first["births"] + last["births"])
        begins, ends = str(first["from_month"]), str(last["to_month"])
        found = found and replace(found, coverage_pct=float(coverage), first_period=begins, last_period=ends)
    reason = "" if found is not None else missing if len(rows) == 2 else "maturity"
    measure = _difference_measure(series)
    return YearChange(series.unit, series.indicator, measure, series.grain, periods, found, reason)


def year_difference(
    series: OutcomeSeries, first: Mapping[Any, Any], last: Mapping[Any, Any], *, estimand: str
) -> Estimate | None:
    """One year of a series less an earlier one, with normal limits; None without both numbers.

    The years hold other children, so the squares of their standard errors add.
    """
    if not all(one["value"] == one["value"] and one["standard_error"] > 0 for one in (first, last)):
        return None
    value = float(last["value"] - first["value"])
    error = sqrt(float(first["standard_error"]) ** 2 + float(last["standard_error"]) ** 2)
    width = float(norm.ppf(0.5 + CONFIDENCE / 2)) * error
    return Estimate(
        estimand, value, value - width, value + width, CONFIDENCE, _difference_measure(series), error, inf,
        2 * float(norm.sf(abs(value) / error)), float(norm.cdf(value / error)),
        str(first["period"]), str(last["period"]), "kaplan-meier",
        n=int(first["known"] + last["known"]), indicator=series.indicator, definition=series.definition,
        unit=series.unit, smallest_detectable=width + float(norm.ppf(POWER)) * error,
    )  # fmt: skip


def _difference_measure(series: OutcomeSeries) -> str:
    return "pct_point" if series.measure == "pct" else series.measure
