"""Monthly series made by hand, with whatever pattern a test asks for."""

import numpy as np
import pandas as pd

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.series import OutcomeSeries
from evaluering.periods import Month, months_between

FIRST, CUT, START, LAST = Month(2012, 1), Month(2022, 8), Month(2023, 4), Month(2025, 6)
BEFORE, PARTLY = CUT - FIRST, START - CUT
LEVEL = {"days": 110.0, "pct": 13.0}


def design(*, last=LAST, cut_months=8, breaks=()):
    return ChangeDesign(START, cut_months, 2, last, 12, 1, breaks)


def monthly(values, *, unit="region", measure="days", known=1000):
    """A series from January 2012 on; NaN is a month in which nothing is known."""
    value = np.asarray(values, dtype=float)
    months = [str(month) for month in months_between(FIRST, FIRST + (len(value) - 1))]
    frame = pd.DataFrame(
        {
            "period": months, "from_month": months, "to_month": months, "births": known + 100,
            "known": np.where(np.isnan(value), 0, known), "coverage_pct": 90.0,
            "at_least": value * known / 100 if measure == "pct" else np.nan,
            "value": value, "standard_error": 1.0, "lower": value - 2, "upper": value + 2, "mature": True,
            "model_standard_error": np.where(np.isnan(value), np.nan, 1.0),
        }
    )  # fmt: skip
    indicator, definition = (
        ("share_26w", "at_least_182_days") if measure == "pct" else ("duration_mean", "restricted_mean_365")
    )
    return OutcomeSeries(unit, indicator, definition, measure, "month", frame)


def noise(count, *, seed=5):
    """Points around zero as chance gives them."""
    return np.random.default_rng(seed).standard_normal(count)


BASELINES = {"no_signal": lambda: noise(BEFORE), "signal": lambda: noise(BEFORE) * 0.1 + waves(BEFORE)}
LATER = {
    "above": lambda count: np.abs(noise(count)) + 3.0,
    "below": lambda count: -np.abs(noise(count)) - 3.0,
    "waves": lambda count: noise(count) * 0.1 + np.where(np.arange(count) < count / 2, 3.0, -3.0),
    "no_signal": noise,
}


def waves(count):
    """Slow waves, thirty months long, so that neither trend nor season is seen."""
    return 3.0 * np.sin(2 * np.pi * (np.arange(count) + 0.5) / 30)


def patterned(before, after, *, months_after=27, **more):
    """Values with a pattern before the cut and one from the start on."""
    level = LEVEL[more.get("measure", "days")]
    parts = [BASELINES[before](), np.zeros(PARTLY) + 0.05, LATER[after](months_after)]
    return monthly(level + np.concatenate(parts), **more)
