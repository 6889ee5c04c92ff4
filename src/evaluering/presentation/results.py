"""Entries of ``results.json``: every published number with its definition, rounded so that pages and file agree."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from evaluering.agreement import Agreement
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios
from evaluering.estimation.estimate import CONFIDENCE, LEVEL_METHOD, Estimate
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_checks import UnitChecks, UnitPower, UnitSpecifications
from evaluering.periods import Month, agreement_year_months, calendar_year_months

DECIMALS = 4
"""More than any page shows, few enough that two computers write the same file."""

CHILDREN_WITHHELD = "children_withheld"
"""Note on an estimate: its number of children and coverage are not told, for the sake of other numbers."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one published number is about: indicator, definition, unit, estimand and span (both months included)."""

    indicator: str
    definition: str
    unit: str
    estimand: str
    first_month: str
    last_month: str


def change_entries(estimates: tuple[Estimate, ...]) -> list[dict[str, Any]]:
    """One entry per estimate of one unit and outcome."""
    return [_estimate_entry(estimate) for estimate in estimates]


def yearly_entry(estimate: Estimate) -> dict[str, Any]:
    """A change for all children of a year: a count of children, or a number of days."""
    return _estimate_entry(replace(estimate, measure="count" if estimate.measure == "children" else "days"))


def holm_entry(estimate: Estimate, p_value: float) -> dict[str, Any]:
    """The p of a change after Holm's correction over the plan's family."""
    named = replace(estimate, estimand=f"{estimate.estimand}_p_holm", measure="ratio", method="holm")
    return _estimate_entry(replace(named, value=p_value, lower=math.nan, upper=math.nan))


def power_entry(record: UnitPower, *, definition: str, span: tuple[str, str]) -> dict[str, Any]:
    """The smallest change that one unit's months could show; `span` holds the first and last month after the start."""
    cell = Cell(record.indicator, definition, record.unit, "smallest_detectable_change", *span)
    told = entry(cell, measure=record.measure, method="power", hidden=False, value=record.smallest_detectable)
    return told if record.planned else told | {"notes": [NOT_PLANNED]}


def e_value_entries(record: UnitChecks, *, definition: str, span: tuple[str, str]) -> list[dict[str, Any]]:
    """How strong a hidden cause would have to be, for the change and for its nearest limit; `span` as `power_entry`."""
    found = [check for check in record.checks if check.name == "hidden_cause" and check.verdict == "told"]
    entries = []
    for check in found:
        for estimand, fact in (("mean_change_e_value", "e_value"), ("mean_change_e_value_limit", "e_value_limit")):
            cell = Cell(record.indicator, definition, record.unit, estimand, *span)
            told = entry(cell, measure="ratio", method="e-value", hidden=False, value=check.facts[fact])
            entries.append(told if record.planned else told | {"notes": [NOT_PLANNED]})
    return entries


def curve_entries(record: UnitSpecifications) -> list[dict[str, Any]]:
    """The lowest, middle and highest change of a specification curve."""
    if record.curve is None:
        return []
    primary = record.curve.specifications[0].estimate
    numbers = {"lowest": record.curve.smallest, "median": record.curve.median, "highest": record.curve.largest}
    entries = []
    for name, value in numbers.items():
        cell = Cell(
            record.indicator, primary.definition, record.unit, f"mean_change_{name}_of_specifications",
            primary.first_period, primary.last_period,
        )  # fmt: skip
        entries.append(
            entry(
                cell,
                measure=primary.measure,
                method="specification-curve",
                hidden=False,
                value=value,
                n=primary.n or None,
            )
        )
    return entries


def level_entries(series: OutcomeSeries) -> list[dict[str, Any]]:
    """One entry per whole, mature period of a series."""
    entries = []
    for row in series.frame.itertuples(index=False):
        if not row.mature or not _whole(series.grain, str(row.from_month), str(row.to_month)):
            continue
        cell = Cell(series.indicator, series.definition, series.unit, "level", str(row.from_month), str(row.to_month))
        entries.append(_level_entry(cell, row, measure=series.measure, hidden=bool(row.hidden)))
    return entries


def coverage_step_entries(step: CoverageStep, *, last_month: str, planned: bool = True) -> list[dict[str, Any]]:
    """The step in a unit's coverage at the start; nothing where it cannot be told."""
    if step.step_pct != step.step_pct:
        return []
    cell = Cell("coverage", "known_of_births", step.unit, "step_at_start", step.start, last_month)
    numbers = {"value": step.step_pct, "lower": step.lower, "upper": step.upper}
    told = entry(cell, measure="pct_point", method="weighted-least-squares", hidden=False, **numbers)
    return [told if planned else told | {"notes": [NOT_PLANNED]}]


def scenario_entries(record: ChangeScenarios) -> list[dict[str, Any]]:
    """One entry per assumption on the unknown but the primary one, which is published with the change itself."""
    entries = []
    for one in record.scenarios:
        before, after = (round(100 * delta) for delta in (one.delta_before, one.delta_after))
        if before == after == 100:
            continue
        labelled = replace(one.estimate, estimand=f"{one.estimate.estimand}_unknown_{before}_{after}")
        entries.append(_estimate_entry(labelled))
    return entries


def verdict_entry(status: TargetStatus, *, agreement: Agreement) -> dict[str, Any]:
    """The verdict on one target in one unit, with the number it rests on."""
    definition = agreement.indicator(status.indicator).definition
    notes = [note for note in (status.reason, "interval_holds_target" if status.crosses else "") if note]
    if not status.years:
        first, last = str(agreement.start), str(Month.of(agreement.deadline))
        cell = Cell(status.indicator, definition, status.unit, "level", first, last)
        empty = entry(cell, measure=status.measure, method=LEVEL_METHOD, hidden=False)
        return empty | {"id": _id(cell, "verdict"), "verdict": status.verdict, "notes": notes}
    year = status.years[0]
    first, last = (str(month) for month in year_months(year.grain, year.period))
    cell = Cell(status.indicator, definition, status.unit, "level", first, last)
    filled = _level_entry(cell, year, measure=status.measure, hidden=year.hidden)
    return filled | {"id": _id(cell, "verdict"), "verdict": status.verdict, "notes": notes}


def status_entries(status: TargetStatus, *, agreement: Agreement) -> list[dict[str, Any]]:
    """The verdict on one target in one unit, and the level of each of its years."""
    levels = []
    for year in status.years:
        first, last = (str(month) for month in year_months(year.grain, year.period))
        cell = Cell(status.indicator, status.definition, status.unit, "level", first, last)
        levels.append(_level_entry(cell, year, measure=status.measure, hidden=year.hidden))
    return [verdict_entry(status, agreement=agreement), *levels]


def entry(
    cell: Cell, *, measure: str, method: str, hidden: bool, confidence: float = CONFIDENCE, **numbers: Any
) -> dict[str, Any]:
    """One entry; `numbers` are value, lower, upper, n and coverage_pct, all null in a hidden cell."""
    shown = {} if hidden else numbers
    return {
        "id": _id(cell, cell.estimand),
        "indicator": cell.indicator,
        "definition": cell.definition,
        "unit": cell.unit,
        "estimand": cell.estimand,
        "from": cell.first_month,
        "to": cell.last_month,
        "value": _rounded(shown.get("value")),
        "lower": _rounded(shown.get("lower")),
        "upper": _rounded(shown.get("upper")),
        "confidence": confidence,
        "measure": measure,
        "n": None if _rounded(shown.get("n")) is None else int(shown["n"]),
        "coverage_pct": _rounded(shown.get("coverage_pct")),
        "method": method,
        "verdict": None,
        "hidden": hidden,
        "notes": [],
    }


def year_months(grain: str, period: str) -> tuple[Month, Month]:
    """First and last month of a calendar or agreement year."""
    months = (agreement_year_months if grain == "agreement_year" else calendar_year_months)(int(period))
    return months[0], months[-1]


def _estimate_entry(estimate: Estimate) -> dict[str, Any]:
    cell = Cell(
        estimate.indicator, estimate.definition, estimate.unit, estimate.estimand,
        estimate.first_period, estimate.last_period,
    )  # fmt: skip
    filled = entry(
        cell, measure=estimate.measure, method=estimate.method, hidden=False, confidence=estimate.confidence,
        value=estimate.value, lower=estimate.lower, upper=estimate.upper,
        n=estimate.n or None, coverage_pct=estimate.coverage_pct,
    )  # fmt: skip
    return filled | {"notes": [*estimate.warnings, *(() if estimate.n else (CHILDREN_WITHHELD,))]}


def _level_entry(cell: Cell, row: Any, *, measure: str, hidden: bool) -> dict[str, Any]:
    """From a row of a series or a `YearResult`, which name their numbers alike."""
    source: YearResult = row
    return entry(
        cell, measure=measure, method=LEVEL_METHOD, hidden=hidden,
        value=source.value, lower=source.lower, upper=source.upper, n=source.known, coverage_pct=source.coverage_pct,
    )  # fmt: skip


def _id(cell: Cell, kind: str) -> str:
    """``share_26w/region/mean_change``, and with the span where an estimand is had for many periods."""
    name = f"{cell.indicator}/{cell.unit}/{kind}"
    spanned = kind in ("level", "level_shrunken", "verdict") or kind.startswith("forecast_")
    return f"{name}/{cell.first_month}_{cell.last_month}" if spanned else name


def _whole(grain: str, first: str, last: str) -> bool:
    """Whether a year holds its twelve months; other grains always are whole."""
    return not grain.endswith("_year") or Month.parse(last) - Month.parse(first) == 11


def _rounded(value: Any) -> float | None:
    """A number for the file; None where there is none."""
    return None if value is None or not math.isfinite(value) else round(float(value), DECIMALS) + 0.0
