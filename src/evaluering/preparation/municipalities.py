"""The question of how every municipality stands in one year; the answer is protected."""

from __future__ import annotations

from dataclasses import replace

from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.unit_municipalities import municipal_levels
from evaluering.periods import Month, agreement_year_months
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
    agreement, period = data.agreement, _latest_mature_year(data)
    alone = _of_year(data, period) if period else data
    above, rows = (
        tuple(series_of(alone, indicator=indicator, unit=unit, grain="agreement_year") for unit in units)
        for units in (agreement.units, agreement.publication_rows)
    )
    found = municipal_levels(
        rows,
        above=above,
        period=period,
        coverage_gate_pct=data.parameters.coverage_gate_pct,
        hidden=_hidden(data, indicator=indicator, period=period),
        flags=_flags(data),
    )
    return protect(found, decisions=data.decisions)


def _latest_mature_year(data: Prepared) -> str:
    """The latest agreement year all of whose children can be counted; empty when there is none."""
    year = (Month.parse(data.panel.last_mature_month) + 1).agreement_year - 1
    return str(year) if str(agreement_year_months(year)[0]) >= data.panel.cells["month"].min() else ""


def _of_year(data: Prepared, period: str) -> Prepared:
    """The data with the children of that year alone: the curves of the other years would be found for nothing."""
    months = [str(month) for month in agreement_year_months(int(period))]
    cells, durations = (
        table[table["month"].isin(months)] for table in (data.panel.cells, data.panel.durations)
    )  # fmt: skip
    return replace(data, panel=replace(data.panel, cells=cells, durations=durations))


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
