"""Each target for one unit: the latest years that can be counted, and the verdict they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isnan, nan, sqrt
from types import MappingProxyType

import pandas as pd
from scipy.stats import norm

from evaluering.agreement import Agreement, Indicator
from evaluering.estimation.estimate import CONFIDENCE
from evaluering.estimation.series import OutcomeSeries
from evaluering.periods import Month
from evaluering.study.indicators import Grounds, Reason, VerdictWord, verdict

YEARS_SHOWN = 3
"""The latest mature year and the two before it (contracts, "Evaluation year and verdicts")."""


WIDEST: Mapping[str, float] = MappingProxyType({"days": 30.0, "pct": 20.0})
"""A level whose interval is wider than this, in days or percentage points, says nothing worth a conclusion."""


def is_vague(lower: float, upper: float, *, measure: str) -> bool:
    """Whether a level's interval is too wide for a conclusion; one without limits is."""
    return not upper - lower <= WIDEST[measure]


_SPREADS: Mapping[str, float] = MappingProxyType({"days": 80.0, "pct": 65.0})
"""More than one child's outcome spreads, so that limits of children who are all dated are narrower than these give."""


@dataclass(frozen=True, slots=True)
class YearResult:
    """One outcome in one year of births.

    `births`, `known` and `at_least` (children reaching the threshold, estimated; nan for a mean) are numbers of
    children, `coverage_pct` known in per cent of births, `value` with its 95 % limits in the indicator's unit. All of
    them are nan where the year is hidden.
    """

    grain: str
    period: str
    births: float
    known: float
    coverage_pct: float
    at_least: float
    value: float
    lower: float
    upper: float
    hidden: bool = False

    def undated(self, measure: str) -> bool:
        """Whether the ends of its known children are so seldom dated that the year says nothing worth a conclusion.

        Then it has no value at all, or limits too wide for one (`is_vague`) though as many children with dates would
        have given narrower ones. A year of few children is wide too, and is judged, with its doubt.
        """
        if not self.known > 0:
            return False
        of_dated = 2 * float(norm.ppf(0.5 + CONFIDENCE / 2)) * _SPREADS[measure] / sqrt(self.known)
        return isnan(self.value) or self.upper - self.lower > max(WIDEST[measure], of_dated)

    def emptied(self) -> YearResult:
        """The year with nothing in it that could be shown."""
        return YearResult(self.grain, self.period, nan, nan, nan, nan, nan, nan, nan, hidden=True)


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """How one unit stands against one target.

    Parameters
    ----------
    unit, indicator, definition, measure : str
    target : float
        Least value that meets the target.
    deadline : date
        Last day by which it shall be reached.
    years, calendar_years : tuple of YearResult
        Mature agreement years and calendar years, the latest first, at most three of each.
    verdict, reason : str
        Slugs of `study.indicators.verdict`; it follows the latest mature agreement year.
    crosses : bool
        Whether that year's interval holds values on both sides of the target.
    """

    unit: str
    indicator: str
    definition: str
    measure: str
    target: float
    deadline: date
    years: tuple[YearResult, ...]
    calendar_years: tuple[YearResult, ...]
    verdict: VerdictWord
    reason: Reason
    crosses: bool

    def withheld(self) -> TargetStatus:
        """The status without its verdict, for a year that must not be shown."""
        return replace(self, verdict="kan_ikke_vurderes", reason="hidden", crosses=False)


def target_status(
    indicator: Indicator,
    *,
    agreement_years: OutcomeSeries,
    calendar_years: OutcomeSeries,
    agreement: Agreement,
    coverage_gate_pct: float,
    baseline_ok: bool,
) -> TargetStatus:
    """Hold the latest mature agreement year against the target.

    Parameters
    ----------
    indicator : Indicator
        The target and its definition.
    agreement_years, calendar_years : OutcomeSeries
        The same unit and definition by the two kinds of year.
    agreement : Agreement
        Says from which births on, and by which day, the target shall be reached.
    coverage_gate_pct : float
        Least coverage that allows a verdict.
    baseline_ok : bool
        Whether the data reproduce the figure the target was set from.
    """
    mature = agreement_years.frame[agreement_years.frame["mature"] & (agreement_years.frame["births"] > 0)]
    years = _latest(agreement_years, mature)
    latest = years[0] if years else None
    grounds = Grounds(
        coverage_pct=latest.coverage_pct if latest else nan,
        coverage_gate_pct=coverage_gate_pct,
        mature=latest is not None,
        baseline_ok=baseline_ok,
        defined=agreement_years.definition == indicator.definition,
        under_agreement=latest is None or Month.parse(str(mature["from_month"].iloc[-1])) >= agreement.start,
        dated=latest is None or not latest.undated(indicator.measure),
    )
    judged = verdict(
        latest.value if latest else nan,
        indicator.target,
        deadline=agreement.deadline,
        as_of=Month.parse(str(mature["to_month"].iloc[-1])).last_day if latest else date.min,
        grounds=grounds,
    )
    mature_calendar = calendar_years.frame[calendar_years.frame["mature"] & (calendar_years.frame["births"] > 0)]
    return TargetStatus(
        unit=agreement_years.unit,
        indicator=indicator.id,
        definition=agreement_years.definition,
        measure=indicator.measure,
        target=indicator.target,
        deadline=agreement.deadline,
        years=years,
        calendar_years=_latest(calendar_years, mature_calendar),
        verdict=judged.word,
        reason=judged.reason,
        crosses=latest is not None and not isnan(latest.lower) and latest.lower < indicator.target <= latest.upper,
    )


def _latest(series: OutcomeSeries, mature: pd.DataFrame) -> tuple[YearResult, ...]:
    rows = mature.iloc[::-1].head(YEARS_SHOWN)
    names = ["period", "births", "known", "coverage_pct", "at_least", "value", "lower", "upper"]
    return tuple(YearResult(series.grain, *row) for row in rows[names].itertuples(index=False, name=None))
