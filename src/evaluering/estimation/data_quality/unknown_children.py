"""What the unknown children could change: bounds on an outcome, and its before-and-after under stated assumptions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.series import FOLLOWED_DAYS, OutcomeSeries
from evaluering.estimation.unit_change import fit_unit_change
from evaluering.study.duration import DEFINITIONS

Floats = npt.NDArray[np.float64]

DELTAS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""What the outcome of the unknown is, in relation to that of the known: 1 is what every figure assumes, 0 that none
of them was fully breastfed at all. Those who stop early are known more seldom, so the truth is hardly above 1."""

UNEQUAL_DELTAS = ((1.0, 0.5), (0.5, 1.0))
"""Before and after the start: that the unknown became another kind of children can make a change or hide one."""


@dataclass(frozen=True, slots=True)
class OutcomeBounds:
    """One outcome of one unit by year, with what the unknown children could make of it.

    Parameters
    ----------
    unit, indicator, definition, measure, grain : str
        As `OutcomeSeries`.
    top : float
        What an unknown child counts at most: 100 for a share; for a mean the days up to the last visit.
    frame : DataFrame
        One row per mature period: period (str), births, known (int64), unknown_pct (per cent of births), then the
        outcome: lowest (all unknown counted as never fully breastfed; delta 0), delta_25, delta_50, delta_75 (the
        unknown have so many per cent of the outcome of the known), value (as the known; delta 1) and highest (all
        unknown counted as `top`).
    """

    unit: str
    indicator: str
    definition: str
    measure: str
    grain: str
    top: float
    frame: pd.DataFrame


def outcome_bounds(series: OutcomeSeries) -> OutcomeBounds:
    """The bounds of a series, period by period; the sampling uncertainty comes on top of them."""
    definition = DEFINITIONS[series.definition]
    top = float(min(definition.days, FOLLOWED_DAYS)) if definition.kind == "restricted_mean" else 100.0
    frame = series.frame[series.frame["mature"] & series.frame["value"].notna()].reset_index(drop=True)
    unknown, value = _unknown_share(frame), frame["value"].to_numpy(dtype=np.float64)
    table = frame[["period", "births", "known"]].assign(
        unknown_pct=100 * unknown,
        lowest=value * (1 - unknown),
        **{f"delta_{round(100 * delta)}": value * (1 - unknown * (1 - delta)) for delta in DELTAS if 0 < delta < 1},
        value=value,
        highest=value * (1 - unknown) + unknown * np.maximum(top, value),
    )
    return OutcomeBounds(
        unit=series.unit,
        indicator=series.indicator,
        definition=series.definition,
        measure=series.measure,
        grain=series.grain,
        top=top,
        frame=table,
    )


def _unknown_share(frame: pd.DataFrame) -> Floats:
    """Unknown children as a part of the births; 0 where more are known than were born."""
    births, known = (frame[name].to_numpy(dtype=np.float64) for name in ("births", "known"))
    share = np.divide(known, births, out=np.ones(len(births)), where=births > 0)
    return np.asarray(np.clip(1 - share, 0, 1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class DeltaChange:
    """The mean change when the unknown have `delta_before` and `delta_after` times the outcome of the known."""

    delta_before: float
    delta_after: float
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class ChangeScenarios:
    """The mean change of one unit and outcome under assumptions on the unknown; 1 and 1 is the primary estimate.

    `scenarios` is empty, with the reason of the primary model, when no change can be told.
    """

    unit: str
    indicator: str
    measure: str
    scenarios: tuple[DeltaChange, ...]
    reason: str


def change_scenarios(series: OutcomeSeries, *, design: ChangeDesign) -> ChangeScenarios:
    """Fit the primary model to the monthly series as it would be under each assumption.

    Every month becomes value * (1 - u (1 - delta)), u the month's unknown part of the births; standard errors follow.
    """
    pairs = (*((delta, delta) for delta in DELTAS), *UNEQUAL_DELTAS)
    unknown = _unknown_share(series.frame)
    exposed = (series.frame["period"] >= str(design.start)).to_numpy(dtype=bool)
    scenarios = []
    for before, after in pairs:
        factor = 1 - unknown * (1 - np.where(exposed, after, before))
        columns = ("value", "standard_error", "model_standard_error")
        frame = series.frame.assign(**{name: series.frame[name] * factor for name in columns})
        change = fit_unit_change(replace(series, frame=frame), design=design)
        if change.fit is None:
            return ChangeScenarios(series.unit, series.indicator, series.measure, (), change.reason)
        scenarios.append(DeltaChange(before, after, change.fit.estimate("mean_change")))
    return ChangeScenarios(series.unit, series.indicator, scenarios[0].estimate.measure, tuple(scenarios), "")
