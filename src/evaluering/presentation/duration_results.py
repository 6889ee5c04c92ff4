"""Entries of ``results.json`` on durations: medians, the register's mean, and hazard ratios."""

from __future__ import annotations

from typing import Any

from evaluering.estimation.survival.unit_curves import UnitCurves
from evaluering.estimation.survival.unit_durations import UnitDurationTests, UnitRegistered
from evaluering.presentation.results import Cell, entry, year_months


def median_entries(record: UnitCurves) -> list[dict[str, Any]]:
    """The median of every year."""
    entries = []
    for row in record.births.itertuples(index=False):
        cell = Cell(
            "duration_median", "median_of_curve", record.unit, "level", str(row.from_month), str(row.to_month)
        )  # fmt: skip
        entries.append(
            entry(
                cell,
                measure="days",
                method="turnbull",
                hidden=bool(row.hidden),
                value=row.median,
                lower=row.median_lower,
                upper=row.median_upper,
                n=row.known,
                coverage_pct=row.coverage_pct,
            )
        )
    return entries


def registered_entries(record: UnitRegistered) -> list[dict[str, Any]]:
    """The mean as a register counts it; ours is published with the levels."""
    found = record.registered
    cell = Cell(
        "duration_mean", "registered_mean_replica", record.unit, "registered_mean",
        record.first_month, record.last_month,
    )  # fmt: skip
    numbers = {} if found is None else {"value": found.value, "lower": found.lower, "upper": found.upper}
    count = {} if found is None or record.counts_hidden else {"n": found.n}
    return [entry(cell, measure="days", method="mean", hidden=found is None, **numbers, **count)]


def tests_entries(record: UnitDurationTests) -> list[dict[str, Any]]:
    """The ratio over all ages, up to nine weeks and beyond."""
    first, last = (year_months("agreement_year", period)[place] for place, period in enumerate(record.periods))
    entries = []
    for estimand in ("ratio", "early", "late"):
        found = getattr(record, estimand)
        name = "hazard_ratio" if estimand == "ratio" else f"hazard_ratio_{estimand}"
        cell = Cell("duration_mean", "days_to_end_midpoint", record.unit, name, str(first), str(last))
        entries.append(
            entry(
                cell,
                measure="ratio",
                method="cox",
                hidden=False,
                value=found.value,
                lower=found.lower,
                upper=found.upper,
            )
        )
    return entries
