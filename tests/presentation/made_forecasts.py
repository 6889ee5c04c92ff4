"""Forecasts and back-tests made by hand, for the words about them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd
from scipy.special import ndtr

from evaluering.estimation.estimate import Estimate
from evaluering.estimation.forecast.back_test import ORIGINS, PROBABILITIES, BackTest
from evaluering.estimation.forecast.course import COURSE
from evaluering.estimation.forecast.forecast import Forecast, Scenario
from evaluering.estimation.forecast.prediction import ASSUMPTIONS
from evaluering.estimation.unit_forecast import BirthsForecast, UnitBackTest, UnitForecast, deadline_births
from evaluering.periods import Month

DEADLINE = date(2028, 3, 31)
LAST = Month(2025, 6)


def estimate(value, error, *, estimand, measure="days", periods=("2027-04", "2028-03"), unit="region", warnings=()):
    return Estimate(
        estimand, value, value - 1.96 * error, value + 1.96 * error, 0.95, measure, error, 1e6, math.nan,
        float(ndtr(value / error)), *periods, "marginal", n=28_000, coverage_pct=93.0,
        indicator="share_26w" if measure.startswith("pct") else "duration_mean", definition="d", unit=unit,
        warnings=warnings,
    )  # fmt: skip


def births_forecast(births, *, stays, continues, error=1.0, target=120.0, measure="days", seen=2.6, **more):
    """The forecast of one year of births, of which every number belongs to the same normal errors."""
    periods = (str(births.first_month), str(births.last_month))
    scenarios = tuple(
        Scenario(
            name, estimate(value, error, estimand=f"forecast_{name}", measure=measure, periods=periods, **more),
            value - 1.28 * error, value + 1.28 * error, float(ndtr((value - target) / error)),
        )
        for name, value in zip(ASSUMPTIONS, (continues, stays), strict=True)
    )  # fmt: skip
    years = (births.last_month - LAST - 5.5) / 12
    difference = "pct_point" if measure == "pct" else "days"

    def slope(name, value, spread, first, last):
        named = f"forecast_slope_{name}_per_year"
        return estimate(value, spread, estimand=named, measure=difference, periods=(str(first), str(last)), **more)

    needed, ahead = (target - stays) / years, (LAST + 1, births.last_month)
    return BirthsForecast(
        births,
        Forecast(
            target, scenarios, slope("needed", needed, 0.5, *ahead), slope("observed", seen, 0.7, "2023-04", LAST),
            slope("missing", (target - continues) / years, error / years, *ahead),
            slope("missing", math.nan, 1.0, *ahead), years, *periods, str(LAST), 27, True, more.get("warnings", ()),
        ),
    )  # fmt: skip


def course_of(forecasts):
    """The course from the last year observed to the births asked for, straight."""
    rows = []
    for name in ASSUMPTIONS:
        rows.append(("2024-07", "2025-06", name, 117.4, 116.7, 118.1, 116.3, 118.5))
        for one in forecasts:
            found = one.forecast.scenario(name)
            rows.append((
                one.forecast.first_period, one.forecast.last_period, name, found.estimate.value, found.lower_80,
                found.upper_80, found.estimate.lower, found.estimate.upper,
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=COURSE)


def unit_forecast(*, stays=118.6, continues=124.5, measure="days", unit="region", reason="", observed=(), **more):
    """A forecast of both years of births, or none with a reason."""
    target = more.pop("target", 120.0 if measure == "days" else 20.0)
    planned = more.pop("planned", True)
    made = tuple(
        births_forecast(
            one, stays=stays, continues=continues, measure=measure, target=target, unit=unit,
            **({"warnings": ("beyond_observed",)} | more),
        )
        for one in deadline_births(DEADLINE)
        if one not in observed and not reason
    )  # fmt: skip
    indicator = "share_26w" if measure == "pct" else "duration_mean"
    return UnitForecast(
        unit, indicator, "d", measure, target, str(LAST), 27, 12, made, tuple(observed),
        course_of(made) if made else pd.DataFrame(columns=COURSE), reason, 28_000, planned,
    )  # fmt: skip


def score(horizon, assumption, *, brier=0.18, naive=0.18, inside=94.4, bias=-0.9, origins=36, years=3, assessed=True):
    """One row of scores."""
    if not assessed:
        brier = naive = inside = bias = math.nan
    return {
        "horizon": horizon, "assumption": assumption, "origins": origins, "separate_years": years, "assessed": assessed,
        "brier": brier, "coverage_80": inside - 20, "coverage_95": inside, "width_80": 3.0, "width_95": 5.0,
        "bias": bias, "root_mean_square_error": 1.2, "brier_naive": naive,
        "skill": 1 - brier / naive if naive else math.nan,
    }  # fmt: skip


def back_test(rows, *, real_start=(False,), measure="days", unit="region", reason="", to_deadline=18, planned=True):
    """A back-test with the given scores, or none with a reason."""
    columns = list(score(12, "naive"))
    origins = pd.DataFrame([dict.fromkeys(ORIGINS, 0.0) | {"real_start": real} for real in real_start])
    test = BackTest(pd.DataFrame(rows, columns=columns), origins, pd.DataFrame(columns=PROBABILITIES), 0)
    indicator = "share_26w" if measure == "pct" else "duration_mean"
    return UnitBackTest(
        unit, indicator, "d", measure, None if reason else test, 15, to_deadline, "2012-01", str(LAST), reason, 28_000,
        planned,
    )  # fmt: skip


def scores_of(stays, continues, *, horizons=(12, 18, 24), **more):
    """The rows of several horizons with the same Brier scores against a naive forecast of 0.20."""
    return [
        score(horizon, name, brier=brier, naive=0.20, **more)
        for horizon in horizons
        for name, brier in (("slope_continues", continues), ("level_stays", stays), ("naive", 0.20))
    ]


def other_indicator(data):
    """The same data with an indicator no words are kept for in place of the first."""
    first, *rest = data.agreement.indicators
    named = first.model_copy(update={"id": "satisfaction", "name": "Tilfredshed"})
    return replace(data, agreement=data.agreement.model_copy(update={"indicators": (named, *rest)}))
