"""Run chart, control chart and season of one unit and outcome, as the evaluation asks for them.

Each record keeps the months it was made from, so that disclosure can take months out and have it made again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from evaluering.estimation.change_design import (
    ChangeDesign,
    analysed_months,
    known_months,
    months_before,
    too_few_before,
)
from evaluering.estimation.control_charts import ControlChart, proportion_chart
from evaluering.estimation.design import DEFAULT_HARMONICS
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.run_charts import FEWEST_POINTS, Phase, RunChart, run_chart
from evaluering.estimation.season import CLEAR, SeasonFit, fit_season
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import fit_unit_trend
from evaluering.parameters import MONTHS_BEFORE
from evaluering.periods import Month

BASELINE, CUT, AFTER, RAMP, FULL = "baseline", "cut", "after", "ramp", "full"
"""Phases: before the cut, the months cut, from the start on; or, where months suffice, during the ramp and after it."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitRunChart:
    """The run chart of one unit and outcome; None, with the reason, when there are too few months.

    Parameters
    ----------
    series : OutcomeSeries
        The mature months, those without a value included.
    design : ChangeDesign
        Start, cut and declared breaks.
    ramp_end : Month or None
        Last birth month of the ramp (included).
    chart : RunChart or None
        Its phases are `BASELINE`, `CUT` and `AFTER`, or `RAMP` and `FULL` in place of the last.
    season_p_value : float
        Of the joint test of the baseline's season; NaN when it could not be made. Below 0.05 the season is taken out.
    reason : str
    trend : Estimate or None
        The change per year before the cut (`evaluering.estimation.unit_change.fit_unit_trend`): a trend that goes on
        takes later months off the median by itself.
    planned : bool
        Whether the cut is that of the analysis plan.
    """

    series: OutcomeSeries
    design: ChangeDesign
    ramp_end: Month | None
    chart: RunChart | None
    season_p_value: float
    reason: str
    trend: Estimate | None = None
    planned: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class UnitProportionChart:
    """The control chart of one unit's share; None, with the reason, when it cannot be made. Fields as `UnitRunChart`.

    Values, centre and limits are proportions (0 to 1).
    """

    series: OutcomeSeries
    design: ChangeDesign
    chart: ControlChart | None
    reason: str
    planned: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class UnitSeason:
    """The season of one unit and outcome before the cut; None, with the reason, when it cannot be told.

    `series` and `design` as `UnitRunChart`; `first_month` and `last_month` are those before the cut, both included;
    empty without any.
    """

    series: OutcomeSeries
    design: ChangeDesign
    season: SeasonFit | None
    reason: str
    first_month: str
    last_month: str
    planned: bool = True


def unit_run_chart(series: OutcomeSeries, *, design: ChangeDesign, ramp_end: Month | None = None) -> UnitRunChart:
    """The run chart of a monthly series, its median frozen at the months before the cut.

    The season is taken out where the joint test of its waves in those months has p below 0.05
    (`evaluering.estimation.season`). The ramp is a phase of its own only where it and the months after it have
    enough points each to be assessed.

    Parameters
    ----------
    series : OutcomeSeries
        Monthly series of one unit and outcome.
    design : ChangeDesign
        The pre-specified shape.
    ramp_end : Month, optional
        Last birth month in which the agreement was still being put in place (included).
    """
    frame = analysed_months(series, design)
    kept = replace(series, frame=frame)
    if months_before(frame, design)["value"].notna().sum() < MONTHS_BEFORE:
        return UnitRunChart(kept, design, ramp_end, None, nan, "too_few_months_before")
    season, _ = _season_before(frame, replace(design, harmonics=DEFAULT_HARMONICS["month"]))
    p_value = season.p_value if season is not None else nan
    chart = run_chart(
        frame,
        start=str(design.start + -design.cut_months),
        outcome="value",
        period="period",
        phases=_phases(frame, design, ramp_end),
        deseasonalise=p_value < CLEAR,
    )
    return UnitRunChart(kept, design, ramp_end, chart, p_value, "", fit_unit_trend(kept, design=design).estimate)


def unit_proportion_chart(series: OutcomeSeries, *, design: ChangeDesign) -> UnitProportionChart:
    """The P or P′ chart of a monthly share, its limits frozen at the months before the cut.

    Raises
    ------
    ValueError
        For an outcome that is no share.
    """
    if series.measure != "pct":
        raise ValueError("a chart of proportions needs a share")
    frame = analysed_months(series, design)
    kept = replace(series, frame=frame)
    before = months_before(frame, design)["at_least"]
    if before.notna().sum() < MONTHS_BEFORE:
        return UnitProportionChart(kept, design, None, "too_few_months_before")
    if not before.sum() > 0:
        return UnitProportionChart(kept, design, None, "too_few_events")
    start = str(design.start + -design.cut_months)
    chart = proportion_chart(frame, start=start, events="at_least", trials="known", period="period")
    return UnitProportionChart(kept, design, chart, "")


def unit_season(series: OutcomeSeries, *, design: ChangeDesign) -> UnitSeason:
    """By how much each calendar month lies above or below its year, in the months before the cut."""
    frame = analysed_months(series, design)
    before = months_before(frame, design)["period"]
    season, reason = _season_before(frame, design)
    kept = replace(series, frame=frame)
    first, last = (str(before.iloc[0]), str(before.iloc[-1])) if len(before) else ("", "")
    return UnitSeason(kept, design, season, reason, first, last)


def without_months(
    record: UnitRunChart | UnitProportionChart | UnitSeason, series: OutcomeSeries
) -> UnitRunChart | UnitProportionChart | UnitSeason:
    """The same record made again from a series in which some months are emptied.

    Every number in it then follows from the months that are left.
    """
    if isinstance(record, UnitRunChart):
        again = unit_run_chart(series, design=record.design, ramp_end=record.ramp_end)
        return replace(again, planned=record.planned)
    if isinstance(record, UnitProportionChart):
        return replace(unit_proportion_chart(series, design=record.design), planned=record.planned)
    return replace(unit_season(series, design=record.design), planned=record.planned)


def _season_before(frame: pd.DataFrame, design: ChangeDesign) -> tuple[SeasonFit | None, str]:
    """The season of the months before the cut, and the slug of why there is none."""
    before = months_before(frame, design)
    months = known_months(before)
    reason = too_few_before(before) or ("too_few_months_before" if len(months) < MONTHS_BEFORE else "")
    reason = reason or ("no_season_asked" if design.harmonics == 0 else "")
    told = design.told_in(months) if not reason else design
    if not reason and not told.tells_apart(months, changes=False):
        reason = "break_not_told"
    if reason:
        return None, reason
    season = fit_season(
        before,
        outcome="value",
        period="period",
        harmonics=design.harmonics,
        standard_errors="model_standard_error",
        breaks=told.breaks,
    )
    return season, ""


def _phases(frame: pd.DataFrame, design: ChangeDesign, ramp_end: Month | None) -> tuple[Phase, ...]:
    """The phases after the baseline, in order."""
    cut = (Phase(CUT, str(design.start + -design.cut_months)),) if design.cut_months else ()
    start = str(design.start)
    if ramp_end is None or ramp_end < design.start:
        return (*cut, Phase(AFTER, start))
    seen = frame.loc[frame["value"].notna() & (frame["period"] >= start), "period"]
    later = int((seen > str(ramp_end)).sum())
    if min(later, len(seen) - later) < FEWEST_POINTS:
        return (*cut, Phase(AFTER, start))
    return (*cut, Phase(RAMP, start), Phase(FULL, str(ramp_end + 1)))
