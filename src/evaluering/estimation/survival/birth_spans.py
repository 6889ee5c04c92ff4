"""Births that are looked at together: mature calendar and agreement years, and the latest of them as one span."""

from __future__ import annotations

from dataclasses import dataclass

from evaluering.periods import Month, agreement_year_months, calendar_year_months
from evaluering.study.panel import Panel

YEARS_TOGETHER = 3
"""How many agreement years are taken together where units stand side by side."""


@dataclass(frozen=True, slots=True)
class Births:
    """Births from the first to the last month, both included."""

    name: str
    first: Month
    last: Month


def mature_years(panel: Panel, *, grain: str) -> tuple[Births, ...]:
    """Calendar or agreement years that the panel holds from their first month to their last, all of them mature."""
    first, last = Month.parse(str(panel.cells["month"].min())), Month.parse(panel.last_mature_month)
    months_of = agreement_year_months if grain == "agreement_year" else calendar_year_months
    years = [(year, months_of(year)) for year in range(first.year - 1, last.year + 1)]
    return tuple(
        Births(str(year), months[0], months[-1]) for year, months in years if first <= months[0] and months[-1] <= last
    )


def latest_agreement_years(panel: Panel) -> tuple[int, ...]:
    """The latest mature agreement years, at most `YEARS_TOGETHER`, the oldest first."""
    return tuple(int(one.name) for one in mature_years(panel, grain="agreement_year")[-YEARS_TOGETHER:])


def latest_births(panel: Panel) -> Births | None:
    """The births of those years together, named by their months (``2022-04/2025-03``); None where there are none."""
    years = latest_agreement_years(panel)
    if not years:
        return None
    first, last = agreement_year_months(years[0])[0], agreement_year_months(years[-1])[-1]
    return Births(f"{first}/{last}", first, last)
