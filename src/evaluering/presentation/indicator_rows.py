"""The rows of the table of indicators, from which its cells, the sentences beside it and the entries are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from evaluering.agreement import REGION, Municipality
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import opened
from evaluering.presentation.results import status_entries, year_months
from evaluering.presentation.units import TargetsByUnit

Level = Literal["region", "cluster", "row"]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One unit held against one standard.

    Parameters
    ----------
    status : TargetStatus
        Its verdict, about the table's latest year; ``kan_ikke_vurderes`` where the unit has no births in it.
    level : {"region", "cluster", "row"}
    years : tuple of (YearResult or None)
        One per period of the table, the latest first; None where the unit has no births.
    party : bool
        Whether any of its municipalities was a party at the end of the latest year.
    """

    status: TargetStatus
    level: Level
    years: tuple[YearResult | None, ...]
    party: bool

    @property
    def latest(self) -> YearResult | None:
        """The latest year, where it has a number that may be shown."""
        year = self.years[0] if self.years else None
        return year if year is not None and year.value == year.value else None

    @property
    def concealed(self) -> bool:
        """Whether the latest year is there and may not be shown."""
        return bool(self.years) and self.years[0] is not None and self.years[0].hidden

    @property
    def judged(self) -> bool:
        """Whether the latest year's number is there and held against the standard."""
        return self.latest is not None and self.status.verdict != "kan_ikke_vurderes"

    def undated(self, year: YearResult) -> bool:
        """Whether a year's number is too uncertain for a conclusion since dates are missing: the verdict's own rule."""
        return year.undated(self.status.measure)


@dataclass(frozen=True, slots=True)
class IndicatorRows:
    """One indicator in every unit that is shown.

    Parameters
    ----------
    indicator, measure : str
    periods : tuple of str
        Mature agreement years, the latest first, at most three.
    rows : tuple of IndicatorRow
        The region, each cluster followed by its rows, and the rows without a party last.
    """

    indicator: str
    measure: str
    periods: tuple[str, ...]
    rows: tuple[IndicatorRow, ...]

    @property
    def region(self) -> IndicatorRow:
        """The region's own row."""
        return self.rows[0]

    def of(self, level: Level) -> tuple[IndicatorRow, ...]:
        """The rows of one level, in order."""
        return tuple(row for row in self.rows if row.level == level)

    def entries(self, *, data: Prepared) -> list[dict[str, Any]]:
        """The entries of ``results.json`` that the rows show."""
        return [entry for row in self.rows for entry in status_entries(row.status, agreement=data.agreement)]


def indicator_rows(targets: TargetsByUnit, *, indicator: str, data: Prepared) -> IndicatorRows:
    """One indicator in the units of `collect_indicators`, on the region's years.

    Parameters
    ----------
    targets : TargetsByUnit
        The region first.
    indicator : str
    data : Prepared
    """
    statuses = [next(one for one in opened(unit, data=data) if one.indicator == indicator) for unit in targets]
    periods = tuple(year.period for year in statuses[0].years)
    ends = _ends(periods, data=data)
    rows = [_row(status, periods, ends, data=data) for status in statuses]
    placed = (*(row for row in rows if row.party), *(row for row in rows if not row.party))
    return IndicatorRows(indicator, statuses[0].measure, periods, placed)


def _row(status: TargetStatus, periods: Sequence[str], ends: date, *, data: Prepared) -> IndicatorRow:
    found = {year.period: year for year in status.years}
    years = tuple(found.get(period) for period in periods)
    if periods and years[0] is None:
        # The verdict that was given is about an older year than the table's.
        status = replace(status, years=(), verdict="kan_ikke_vurderes", reason="no_data", crosses=False)
    codes = data.agreement.municipalities_of(status.unit)
    party = any(is_party(one, on=ends) for one in data.agreement.municipalities if one.code in codes)
    return IndicatorRow(status, _level(status.unit, data=data), years, party)


def _level(unit: str, *, data: Prepared) -> Level:
    if unit == REGION:
        return "region"
    return "cluster" if unit in data.agreement.units else "row"


def is_party(municipality: Municipality, *, on: date) -> bool:
    """Whether a municipality was a party on a day."""
    joined, left = municipality.party_from, municipality.party_to
    return joined is not None and joined <= on and (left is None or on <= left)


def outsiders(shown: IndicatorRows, *, data: Prepared) -> tuple[Municipality, ...]:
    """The municipalities that were no party at the end of the latest year, in the order of the agreement."""
    ends = _ends(shown.periods, data=data)
    return tuple(one for one in data.agreement.municipalities if not is_party(one, on=ends))


def _ends(periods: Sequence[str], *, data: Prepared) -> date:
    """The last day of the latest year; of one before the agreement, the day it began: nobody was a party before."""
    if not periods:
        return data.extraction_date
    return max(year_months("agreement_year", periods[0])[1].last_day, data.agreement.start.first_day)
