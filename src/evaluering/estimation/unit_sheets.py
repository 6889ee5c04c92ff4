"""The sheet of one municipality: its own years, how far its data carry, and what was found that can be mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import YEARS_JUDGED, Findings, MunicipalityQuality
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.year_change import year_difference
from evaluering.periods import Month

FindingName = Literal[
    "no_data",
    "coverage_below_gate",
    "coverage_low",
    "coverage_step",
    "delivery_hole",
    "births_outlier",
    "children_exceed_births",
    "slow_reporting",
    "practice_change",
    "rounds_to_weeks",
    "rounds_to_months",
    "reporting_form_change",
    "statuses_only",
    "contradictions",
    "vintage_differences",
    "few_births",
]
"""What can be found about the data of a row, the gravest first: each has one action (`evaluering.wording.sheets`)."""


@dataclass(frozen=True, slots=True)
class SheetEvidence:
    """What is known of the data of one row.

    Parameters
    ----------
    reasons : frozenset of str
        Slugs that speak against its numbers (`evaluering.estimation.data_quality.quality.QualityReason`).
    rounded : mapping of str to tuple of str
        The latest calendar years in which durations are rounded to ``weeks`` and to ``months``.
    practice : mapping of str to tuple of PracticeChange
        In order of their months, by practice.
    holes, outliers : tuple of str
        Months without children, and with an unusual number of births.
    excess : tuple of str
        Years with more children than births.
    """

    reasons: frozenset[str]
    rounded: Mapping[str, tuple[str, ...]]
    practice: Mapping[str, tuple[PracticeChange, ...]]
    holes: tuple[str, ...] = ()
    outliers: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """One finding about the data of a row, and the months or years it is about; none where it is about all.

    `more` tells of a change of practice whether its latest one was towards more (True) or less.
    """

    name: FindingName
    periods: tuple[str, ...] = ()
    more: bool | None = None


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """What one sheet says beside the curves and the levels of all municipalities.

    Parameters
    ----------
    unit : str
        A municipality, or a group that is only shown together.
    years : tuple of OutcomeSeries
        One per outcome: the last agreement year wholly before the births left out at the start, and the latest whole,
        mature ones, at most `YEARS_JUDGED`.
    differences : tuple of Estimate or None
        One per outcome: the latest year less that year before; None where one of them has no number.
    quality : MunicipalityQuality
    findings : tuple of SheetFinding
        The gravest first; empty when nothing speaks against the data.
    """

    unit: str
    years: tuple[OutcomeSeries, ...]
    differences: tuple[Estimate | None, ...]
    quality: MunicipalityQuality
    findings: tuple[SheetFinding, ...]


def _spoken(name: str) -> Callable[[SheetEvidence], bool]:
    return lambda found: name in found.reasons


def _rounded(to: str) -> Callable[[SheetEvidence], bool]:
    return lambda found: "digit_preference" in found.reasons and bool(found.rounded.get(to))


RULES: Mapping[FindingName, Callable[[SheetEvidence], bool]] = MappingProxyType(
    {
        "no_data": _spoken("no_data"),
        "coverage_below_gate": _spoken("coverage_below_gate"),
        "coverage_low": _spoken("coverage_low"),
        "coverage_step": _spoken("coverage_step"),
        "delivery_hole": _spoken("delivery_hole"),
        "births_outlier": _spoken("births_outlier"),
        "children_exceed_births": _spoken("children_exceed_births"),
        "slow_reporting": _spoken("slow_reporting"),
        "practice_change": _spoken("practice_change"),
        "rounds_to_weeks": _rounded("weeks"),
        "rounds_to_months": _rounded("months"),
        "reporting_form_change": _spoken("reporting_form_change"),
        "statuses_only": _spoken("statuses_only"),
        "contradictions": _spoken("contradictions"),
        "vintage_differences": _spoken("vintage_differences"),
        "few_births": _spoken("few_births"),
    }
)
"""When each finding stands. The limits behind a reason are those of the verdict (`data_quality.quality`)."""


_PRACTICES: Mapping[FindingName, str] = MappingProxyType(
    {"practice_change": "whole_weeks", "reporting_form_change": "exact_ends"}
)


def sheet_findings(evidence: SheetEvidence) -> tuple[SheetFinding, ...]:
    """Every finding that stands, the gravest first."""
    periods: dict[str, tuple[str, ...]] = {
        "delivery_hole": evidence.holes,
        "births_outlier": evidence.outliers,
        "children_exceed_births": evidence.excess,
        "rounds_to_weeks": evidence.rounded.get("weeks", ()),
        "rounds_to_months": evidence.rounded.get("months", ()),
    }
    held = [name for name, holds in RULES.items() if holds(evidence)]
    return tuple(
        _changed(name, evidence.practice.get(_PRACTICES[name], ()))
        if name in _PRACTICES
        else SheetFinding(name, periods.get(name, ()))
        for name in held
    )


def _changed(name: FindingName, changes: tuple[PracticeChange, ...]) -> SheetFinding:
    more = changes[-1].after_pct > changes[-1].before_pct if changes else None
    return SheetFinding(name, tuple(change.month for change in changes), more)


def evidence_of(quality: MunicipalityQuality, findings: Findings) -> SheetEvidence:
    """What the findings on all rows say of the row that `quality` judges."""
    heaping, deliveries = findings.heaping.frame, findings.deliveries
    recent = sorted(heaping["year"].unique())[-YEARS_JUDGED:]
    mine = heaping[(heaping["unit"] == quality.unit) & heaping["year"].isin(recent)]
    changes = [change for change in findings.practice_changes if change.unit == quality.unit]

    def listed(frame: Any, column: str) -> tuple[str, ...]:
        return tuple(frame.loc[frame["unit"] == quality.unit, column].astype(str))

    return SheetEvidence(
        reasons=frozenset(quality.reasons),
        rounded={to: tuple(mine.loc[mine[f"{to}_flagged"], "year"]) for to in ("weeks", "months")},
        practice={
            practice: tuple(change for change in changes if change.practice == practice)
            for practice in ("whole_weeks", "exact_ends")
        },
        holes=listed(deliveries.holes, "month"),
        outliers=listed(deliveries.outliers, "month"),
        excess=listed(deliveries.excess[deliveries.excess["flagged"]], "year"),
    )


def sheet_years(series: OutcomeSeries, *, cut: Month) -> OutcomeSeries:
    """The series with only the last whole year before `cut` and its latest mature years, at most `YEARS_JUDGED`."""
    mature = series.frame[series.frame["mature"]]
    latest, before = mature.tail(YEARS_JUDGED), mature[mature["to_month"].astype(str) < str(cut)].tail(1)
    kept = mature[mature["period"].isin({*latest["period"], *before["period"]})].reset_index(drop=True)
    return OutcomeSeries(series.unit, series.indicator, series.definition, series.measure, series.grain, kept)


def difference_of_years(series: OutcomeSeries, *, cut: Month) -> Estimate | None:
    """The latest year of a series less its last one before `cut`, with normal limits; None without both numbers."""
    frame = series.frame
    before = frame[frame["to_month"].astype(str) < str(cut)]
    if before.empty or len(frame) == len(before):
        return None
    return year_difference(
        series, before.iloc[-1].to_dict(), frame.iloc[-1].to_dict(), estimand="difference_of_years"
    )  # fmt: skip
