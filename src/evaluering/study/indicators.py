"""What an indicator is held against: the verdict on its target, the baseline gate, and when births can be judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Literal

from evaluering.agreement import Indicator
from evaluering.parameters import Maturity
from evaluering.periods import Month, agreement_year_months, calendar_year_months, mature_on

VerdictWord = Literal["ja", "nej", "endnu_ikke", "kan_ikke_vurderes"]
Reason = Literal[
    "target_met",
    "target_not_met",
    "before_deadline",
    "definition",
    "maturity",
    "before_start",
    "no_data",
    "dates",
    "coverage",
    "baseline",
    "hidden",
]
"""Why a verdict is what it is; ``hidden`` is never given here but by who withholds a value."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What must hold before a value may be set against its target.

    Parameters
    ----------
    coverage_pct, coverage_gate_pct : float
        Children with known feeding in per cent of births, and the least that allows a verdict (included).
    mature : bool
        Whether every birth month behind the value can be counted.
    baseline_ok : bool
        Whether the same data give the baseline the target was set from (`baseline_check`).
    defined : bool
        Whether the value follows the target's own definition.
    under_agreement : bool
        Whether all births behind the value came after the agreement's start: earlier ones say nothing of its target.
    dated : bool
        Whether enough of the children's ends are dated for a value worth a conclusion.
    """

    coverage_pct: float
    coverage_gate_pct: float
    mature: bool
    baseline_ok: bool
    defined: bool = True
    under_agreement: bool = True
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict's slug and, as a slug, the one reason that decided it."""

    word: VerdictWord
    reason: Reason


def verdict(value: float, target: float, *, deadline: date, as_of: date, grounds: Grounds) -> Verdict:
    """Judge a value against its target by the convention: the point estimate against the standard.

    Parameters
    ----------
    value, target : float
        In the same unit; a value equal to the target meets it.
    deadline : date
        Last day by which the target shall be reached, included.
    as_of : date
        Last day of birth the value stands for. A target not reached is "not yet" while this day lies before the
        deadline: births up to the deadline itself can only be judged when they are mature.
    grounds : Grounds
        The first condition that fails decides the reason: definition, maturity, start, missing
        dates, no data, coverage, baseline.
    """
    obstacles: tuple[tuple[bool, Reason], ...] = (
        (not grounds.defined, "definition"),
        (not grounds.mature, "maturity"),
        (not grounds.under_agreement, "before_start"),
        (not grounds.dated, "dates"),
        (isnan(value), "no_data"),
        (not grounds.coverage_pct >= grounds.coverage_gate_pct, "coverage"),
        (not grounds.baseline_ok, "baseline"),
    )
    for fails, reason in obstacles:
        if fails:
            return Verdict("kan_ikke_vurderes", reason)
    if value >= target:
        return Verdict("ja", "target_met")
    return Verdict("endnu_ikke", "before_deadline") if as_of < deadline else Verdict("nej", "target_not_met")


@dataclass(frozen=True, slots=True)
class BaselineCheck:
    """Whether the data give the baseline that a target was set from.

    `stated` is the agreement's figure for the births of `first_year` to `last_year` (both included), `value` with
    `lower` and `upper` the data's own by the same definition, from `known` children, `coverage_pct` per cent of the
    births. `reason` is ``within_interval``, ``within_tolerance``, ``outside`` or ``no_data``.
    """

    indicator: str
    definition: str
    first_year: int
    last_year: int
    measure: str
    stated: float
    value: float
    lower: float
    upper: float
    known: int
    coverage_pct: float
    tolerance: float
    agrees: bool
    reason: Literal["within_interval", "within_tolerance", "outside", "no_data"]


@dataclass(frozen=True, slots=True)
class OwnBaseline:
    """What the data themselves say of the baseline years: level with limits, children counted, and their share."""

    value: float
    lower: float
    upper: float
    known: int
    coverage_pct: float


def baseline_check(
    indicator: Indicator,
    found: OwnBaseline,
    *,
    tolerance: float,
) -> BaselineCheck:
    """Hold the data's own baseline against the stated one: the gate before any verdict.

    It is open when the stated figure lies in the data's interval, or no further than `tolerance` from the data's
    value (both in the indicator's unit, limits included). `found` must follow `indicator.baseline.definition`.
    """
    stated = indicator.baseline.value
    reason: Literal["within_interval", "within_tolerance", "outside", "no_data"] = "outside"
    if isnan(found.value):
        reason = "no_data"
    elif found.lower <= stated <= found.upper:
        reason = "within_interval"
    elif abs(found.value - stated) <= tolerance:
        reason = "within_tolerance"
    return BaselineCheck(
        indicator=indicator.id,
        definition=indicator.baseline.definition,
        first_year=indicator.baseline.first_year,
        last_year=indicator.baseline.last_year,
        measure=indicator.measure,
        stated=stated,
        value=found.value,
        lower=found.lower,
        upper=found.upper,
        known=found.known,
        coverage_pct=found.coverage_pct,
        tolerance=tolerance,
        agrees=reason.startswith("within"),
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class CohortRow:
    """When one year's births can be judged.

    Parameters
    ----------
    grain : {"agreement_year", "calendar_year"}
    year : int
        The (first) calendar year.
    first_month, last_month : Month
        Of birth, both included.
    mature_on : date
        First day on which all its children can be counted.
    evaluation_year : int
        Year of the first evaluation that can judge it: the one whose deliveries are extracted on `mature_on` or later
        in that year.
    mature : bool
        Whether it can be counted now; set with `dataclasses.replace` by who knows the extraction date.
    """

    grain: Literal["agreement_year", "calendar_year"]
    year: int
    first_month: Month
    last_month: Month
    mature_on: date
    evaluation_year: int
    mature: bool = False


def cohort_calendar(maturity: Maturity, years: Iterable[int]) -> tuple[CohortRow, ...]:
    """When the births of each calendar year and agreement year in `years` can be judged, in order of maturity."""
    rows = [
        row
        for year in years
        for row in (
            _cohort_row(maturity, "calendar_year", calendar_year_months(year)),
            _cohort_row(maturity, "agreement_year", agreement_year_months(year)),
        )
    ]
    return tuple(sorted(rows, key=lambda row: (row.mature_on, row.grain)))


def _cohort_row(
    maturity: Maturity, grain: Literal["agreement_year", "calendar_year"], months: tuple[Month, ...]
) -> CohortRow:
    first, last = months[0], months[-1]
    ready = mature_on(last, follow_up_days=maturity.follow_up_days, reporting_lag_days=maturity.reporting_lag_days)
    return CohortRow(
        grain=grain,
        year=first.year,
        first_month=first,
        last_month=last,
        mature_on=ready,
        evaluation_year=ready.year,
    )
