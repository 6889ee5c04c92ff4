"""The question of how every municipality stands in one year; the answer is protected."""

from __future__ import annotations

from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.unit_municipalities import latest_mature_year, municipal_levels
from evaluering.preparation.data_quality import protected_quality
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import series_of

REGISTRATION = (
    "coverage_low",
    "coverage_step",
    "delivery_hole",
    "children_exceed_births",
    "slow_reporting",
    "practice_change",
    "digit_preference",
    "reporting_form_change",
    "statuses_only",
    "contradictions",
    "vintage_differences",
)
"""Reasons of `evaluering.estimation.data_quality.quality` that could move a row's number without a child being fed
otherwise."""


def protected_municipalities(data: Prepared, *, indicator: str) -> Protected[MunicipalLevels]:
    """One outcome of every row of a table by municipality, in the latest mature agreement year.

    A single year: a longer span would hide what is new, and count children twice beside last year's report.
    """
    agreement = data.agreement
    above = tuple(series_of(data, indicator=indicator, unit=unit, grain="agreement_year") for unit in agreement.units)
    rows = tuple(
        series_of(data, indicator=indicator, unit=row, grain="agreement_year") for row in agreement.publication_rows
    )
    period = latest_mature_year(above[agreement.units.index(REGION)])
    found = municipal_levels(
        rows,
        above=above,
        period=period,
        coverage_gate_pct=data.parameters.coverage_gate_pct,
        hidden=_hidden(data, indicator=indicator, period=period),
        flags=_flags(data),
    )
    return protect(found, decisions=data.decisions)


def _hidden(data: Prepared, *, indicator: str, period: str) -> frozenset[str]:
    """Rows whose cell of that year is hidden: they may not take part in what the others are drawn towards."""
    rows = data.agreement.publication_rows
    look_up = data.decisions.hidden
    return frozenset(
        row for row in rows if look_up(grain="agreement_year", unit=row, indicator=indicator, periods=[period])[0]
    )


def _flags(data: Prepared) -> dict[str, tuple[str, ...]]:
    """What speaks against the registration of each row."""
    return {
        one.unit: tuple(reason for reason in one.reasons if reason in REGISTRATION)
        for one in protected_quality(data).value
    }
