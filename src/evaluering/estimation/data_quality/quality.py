"""How far the numbers of each row carry: one verdict by fixed rules, with every reason that speaks against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import nan
from typing import Literal, get_args

import numpy as np
import pandas as pd

from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck
from evaluering.estimation.data_quality.heaping import HeapingTable
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.registration import Registration
from evaluering.estimation.data_quality.vintage_comparison import VintageTable
from evaluering.study.panel import Panel
from evaluering.study.settling import COMPLETE_PCT, Completeness

QualityWord = Literal["carries", "with_reservations", "does_not_carry"]
QualityReason = Literal[
    "no_data",
    "coverage_below_gate",
    "coverage_low",
    "coverage_step",
    "delivery_hole",
    "births_outlier",
    "children_exceed_births",
    "slow_reporting",
    "practice_change",
    "digit_preference",
    "reporting_form_change",
    "statuses_only",
    "contradictions",
    "vintage_differences",
    "few_births",
]
"""Why a row's numbers do not carry (the first two), or only with reservations (the others)."""

_GRAVE: tuple[QualityReason, ...] = ("no_data", "coverage_below_gate")

YEARS_JUDGED = 3
"""The latest three mature agreement years: those a verdict on a target shows."""

COVERAGE_LOW_PCT = 90.0
"""With one child in ten unknown, these alone could move a mean of 110 days by 11: all the way from the baseline to the
target. The gate itself, below which no verdict is given, is a parameter."""

STATUSES_ONLY_PCT = 50.0
"""With fewer dated ends than this, whether a child reached 26 weeks is mostly known as "between two visits", and the
visits lie at 4-6 and 8-11 months, one on either side of it."""

CONTRADICTIONS_PCT, CONTRADICTING_CHILDREN = 2.0, 5
"""As many as the rows that cannot be true may be before a delivery is refused (``impossible_rows_pct``), and not just a
handful of children."""

FEW_BIRTHS = 165
"""With fewer births a year, a year's mean is less exact than 10 days either way: 1.96 * 65.6 / sqrt(165), the standard
deviation of durations being 65.6 days in the published curve."""


@dataclass(frozen=True, slots=True)
class ContradictionTable:
    """Children whose rows contradict each other, by row.

    Parameters
    ----------
    frame : DataFrame
        unit, rule (`study.contradictions.CONTRADICTIONS`), count (children), known (children), pct (of the known),
        flagged (bool: beyond `CONTRADICTIONS_PCT` and `CONTRADICTING_CHILDREN`).
    """

    frame: pd.DataFrame


def contradiction_table(panel: Panel, rows: Mapping[str, tuple[str, ...]]) -> ContradictionTable:
    """Count contradictions by row, over all births of the series."""
    row_of = {code: unit for unit, codes in rows.items() for code in codes}
    table = panel.contradictions.assign(unit=panel.contradictions["municipality"].map(row_of))
    table = table.groupby(["unit", "rule"], sort=False)[["count", "known"]].sum().reset_index()
    place = table["unit"].map({unit: place for place, unit in enumerate(rows)})
    table = table.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    pct = (100 * table["count"] / table["known"]).where(table["known"] > 0)
    flagged = (pct > CONTRADICTIONS_PCT) & (table["count"] >= CONTRADICTING_CHILDREN)
    return ContradictionTable(table.assign(pct=pct, flagged=flagged))


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that was found about the data of all rows; `completeness` by row."""

    heaping: HeapingTable
    practice_changes: tuple[PracticeChange, ...]
    coverage_steps: tuple[CoverageStep, ...]
    deliveries: DeliveriesCheck
    contradictions: ContradictionTable
    vintages: VintageTable
    completeness: Mapping[str, Completeness]


@dataclass(frozen=True, slots=True)
class MunicipalityQuality:
    """How far the numbers of one row carry.

    Parameters
    ----------
    unit : str
        A municipality, or a group that is only shown together.
    verdict : {"carries", "with_reservations", "does_not_carry"}
    reasons : tuple of str
        Slugs, the gravest first; none where the verdict is ``carries``.
    years : tuple of str
        The agreement years judged, by the calendar year they begin in; at most `YEARS_JUDGED`.
    births, known, exact : float
        Over these years: births, known children, and those of them with a duration known to the day; nan where hidden.
    """

    unit: str
    verdict: QualityWord
    reasons: tuple[QualityReason, ...]
    years: tuple[str, ...]
    births: float
    known: float
    exact: float

    @property
    def coverage_pct(self) -> float:
        """Known children in per cent of births; nan without births."""
        return 100 * self.known / self.births if self.births else nan

    @property
    def exact_pct(self) -> float:
        """Known children with a duration known to the day, in per cent; nan without known children."""
        return 100 * self.exact / self.known if self.known else nan

    @property
    def births_per_year(self) -> float:
        """Mean births of a year; nan without years."""
        return self.births / len(self.years) if self.years else nan


def municipality_quality(
    registration: Registration, findings: Findings, *, coverage_gate_pct: float, rule_months: int
) -> tuple[MunicipalityQuality, ...]:
    """The verdict on every row.

    Does not carry: nobody known, or coverage below the gate, in the latest mature agreement years. Otherwise with
    reservations when anything below speaks against it, else it carries.

    Parameters
    ----------
    registration : Registration
    findings : Findings
        Of the same rows.
    coverage_gate_pct : float
        Least coverage that allows a verdict on a target.
    rule_months : int
        Age in whole months at which a birth month is mature by the rule of days.
    """
    months = registration.months
    starts = [place for place, month in enumerate(months) if month.endswith("-04") and place + 12 <= len(months)]
    starts = starts[-YEARS_JUDGED:]
    judged = slice(starts[0], starts[-1] + 12) if starts else slice(0, 0)
    years = tuple(months[place][:4] for place in starts)
    spoken = _spoken_against(findings, rule_months)
    verdicts = []
    for row, unit in enumerate(registration.rows):
        counts = (getattr(registration, name)[row, judged].sum() for name in ("births", "known", "exact"))
        found = MunicipalityQuality(unit, "carries", (), years, *(float(count) for count in counts))
        verdicts.append(
            _judged(found, {reason for reason, units in spoken.items() if unit in units}, coverage_gate_pct)
        )
    return tuple(verdicts)


def _spoken_against(findings: Findings, rule_months: int) -> dict[QualityReason, set[str]]:
    """The rows for which each finding stands."""
    heaping, contradictions = findings.heaping.frame, findings.contradictions.frame
    recent = heaping["year"].isin(sorted(heaping["year"].unique())[-YEARS_JUDGED:])
    rounded = recent & (heaping["weeks_flagged"] | heaping["months_flagged"])
    contradicted = contradictions["flagged"] & (contradictions["rule"] == "either")
    excess, vintages = findings.deliveries.excess, findings.vintages.frame
    # An untold completeness is nan, which is not below the limit.
    slow = {unit for unit, curve in findings.completeness.items() if curve.pct_after(rule_months) < COMPLETE_PCT}
    changed = {
        practice: {one.unit for one in findings.practice_changes if one.practice == practice}
        for practice in ("whole_weeks", "exact_ends")
    }
    return {
        "coverage_step": {step.unit for step in findings.coverage_steps if step.stands_out},
        "delivery_hole": set(findings.deliveries.holes["unit"]),
        "births_outlier": set(findings.deliveries.outliers["unit"]),
        "children_exceed_births": set(excess.loc[excess["flagged"], "unit"]),
        "slow_reporting": slow,
        "practice_change": changed["whole_weeks"],
        "digit_preference": set(heaping.loc[rounded, "unit"]),
        "reporting_form_change": changed["exact_ends"],
        "contradictions": set(contradictions.loc[contradicted, "unit"]),
        "vintage_differences": set(vintages.loc[vintages["differs"], "unit"]),
    }


def _judged(found: MunicipalityQuality, against: set[QualityReason], coverage_gate_pct: float) -> MunicipalityQuality:
    """The row with its verdict, from its own numbers and from what was found against it."""
    gate_holds = found.coverage_pct >= coverage_gate_pct
    numbers: dict[QualityReason, bool] = {
        "no_data": not found.known,
        "coverage_below_gate": found.known > 0 and not gate_holds,
        "coverage_low": gate_holds and found.coverage_pct < COVERAGE_LOW_PCT,
        "statuses_only": found.exact_pct < STATUSES_ONLY_PCT,
        "few_births": found.births_per_year < FEW_BIRTHS,
    }
    held = against | {reason for reason, holds in numbers.items() if holds}
    reasons: tuple[QualityReason, ...] = tuple(reason for reason in get_args(QualityReason) if reason in held)
    grave = any(reason in _GRAVE for reason in reasons)
    word: QualityWord = "does_not_carry" if grave else "with_reservations" if reasons else "carries"
    return replace(found, verdict=word, reasons=reasons)
