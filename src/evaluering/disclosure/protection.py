"""`protect`: the only door to numbers that are shown; it looks the run's decisions up and empties hidden cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.disclosure.charts import CHART_RULES
from evaluering.disclosure.checks import CHECK_RULES
from evaluering.disclosure.clusters import CLUSTER_RULES
from evaluering.disclosure.counts import BirthsTable, CountTable, SourceTable, UnplacedTable
from evaluering.disclosure.data_basis import emptied_months, emptied_unplaced
from evaluering.disclosure.data_quality import QUALITY_RULES
from evaluering.disclosure.decisions import Decisions, without
from evaluering.disclosure.durations import DURATION_RULES
from evaluering.disclosure.earlier import EARLIER_RULES
from evaluering.disclosure.estimates import uncounted, uncounted_fit
from evaluering.disclosure.forecasts import FORECAST_RULES
from evaluering.disclosure.municipalities import MUNICIPAL_RULES
from evaluering.disclosure.published import emptied_births, emptied_comparison, emptied_published
from evaluering.disclosure.sheets import SHEET_RULES
from evaluering.disclosure.year_changes import YEAR_CHANGE_RULES
from evaluering.errors import DisclosureError, Finding
from evaluering.estimation.data_quality.monthly_coverage import MonthlyCoverage
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.published.published import PublishedFigures
from evaluering.estimation.published.published_difference import PublishedComparison
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_change import Sensitivity, UnitChange, UnitTrend
from evaluering.study.indicators import BaselineCheck, CohortRow
from evaluering.study.panel import INFORMATIVE, TOTALS

T = TypeVar("T")
Flags = npt.NDArray[np.bool_]
_DOOR = object()
RESIDUAL_DECIMALS = 1
_NUMBERS = (
    "births", "known", "coverage_pct", "at_least", "value", "standard_error", "model_standard_error", "lower", "upper",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Protected(Generic[T]):
    """A record whose hidden cells are emptied; only `protect` makes one.

    `decisions` is the fingerprint of the decisions it was made under, which the page repeats and is checked for.
    """

    value: T
    decisions: str
    door: object = None

    def __post_init__(self) -> None:
        if self.door is not _DOOR:
            raise TypeError("a Protected record is made by protect(), not by hand")


def protect(record: T, *, decisions: Decisions) -> Protected[T]:
    """Empty the hidden cells of a record.

    Parameters
    ----------
    record : OutcomeSeries, UnitChange, UnitTrend, Sensitivity, CountTable, SourceTable or a tuple of indicator records
        What shall be shown; it is not altered.
    decisions : Decisions
        The run's decisions.

    Raises
    ------
    TypeError
        For anything else: a raw panel is an error, not a leak.
    DisclosureError
        When a summary rests on so few children that it cannot be shown at all.
    """
    return Protected(_emptied(record, decisions), decisions.fingerprint, _DOOR)


@singledispatch
def _emptied(record: Any, decisions: Decisions) -> Any:  # noqa: ARG001
    raise TypeError(f"{type(record).__name__} cannot be shown: it has no disclosure rule")


@_emptied.register
def _(record: OutcomeSeries, decisions: Decisions) -> OutcomeSeries:
    hidden = decisions.hidden(
        grain=record.grain, unit=record.unit, indicator=record.indicator, periods=record.frame["period"].tolist()
    )
    frame = without(record.frame, hidden, [name for name in _NUMBERS if name in record.frame])
    return replace(record, frame=frame.assign(hidden=hidden))


@_emptied.register
def _(record: UnitChange, decisions: Decisions) -> UnitChange:
    if decisions.small(record.children):
        return replace(record, fit=None, beside=None, reason="hidden", children=0)
    shown = replace(
        record,
        fit=_emptied_fit(record.fit, record, decisions),
        beside=_emptied_fit(record.beside, record, decisions),
    )
    if decisions.counts_told:
        return shown
    return replace(shown, fit=uncounted_fit(shown.fit), beside=uncounted_fit(shown.beside), children=0)


def _emptied_fit(fit: InterruptedFit | None, record: UnitChange, decisions: Decisions) -> InterruptedFit | None:
    """The fit without the points and residuals of hidden months; residuals are rounded, as they are drawn.

    With all decimals they would tell how sure each month is, and so its number of children.
    """
    if fit is None:
        return None
    frame = fit.frame
    hidden = decisions.hidden(
        grain="month", unit=record.unit, indicator=record.indicator, periods=frame["period"].tolist()
    )
    shown = [name for name in ("observed", "standard_error", "residual") if name in frame]
    told = without(frame, hidden, shown)
    return replace(fit, frame=told.assign(hidden=hidden, residual=told["residual"].round(RESIDUAL_DECIMALS)))


@_emptied.register
def _(record: UnitTrend, decisions: Decisions) -> UnitTrend:
    if record.estimate is None:
        return record
    _refuse_small([record.estimate.n], decisions)
    return record if decisions.counts_told else replace(record, estimate=uncounted(record.estimate))


@_emptied.register
def _(record: Sensitivity, decisions: Decisions) -> Sensitivity:
    _refuse_small([alternative.estimate.n for alternative in record.alternatives], decisions)
    if decisions.counts_told:
        return record
    return replace(
        record, alternatives=tuple(replace(one, estimate=uncounted(one.estimate)) for one in record.alternatives)
    )


@_emptied.register
def _(record: CountTable, decisions: Decisions) -> CountTable:
    """Small counts are hidden, and with them what would give them back from the totals they are taken out of."""
    frame = record.frame
    if "hidden" in frame:
        return record
    hidden = np.array([decisions.small(count) for count in frame["count"]], dtype=bool)
    for unit in frame["unit"].unique():
        mine = (frame["unit"] == unit).to_numpy()
        _hide_partners(frame, hidden, mine, threshold=decisions.threshold)
    return CountTable(without(frame, hidden, ["count"]).assign(hidden=hidden))


def _hide_partners(frame: pd.DataFrame, hidden: Flags, mine: Flags, *, threshold: int) -> None:
    """Hide further deductions of one unit until the hidden ones add up to the threshold, by the smallest first.

    First total less all deductions is the last total. Counts that inform without being taken out are no part of it.
    Where no deduction is left to hide, the first total is hidden.
    """
    counts = frame["count"].to_numpy()
    taken_out = mine & ~frame["rule"].isin([*TOTALS, *INFORMATIVE]).to_numpy()
    if not hidden[taken_out].any():
        return
    others = np.flatnonzero(taken_out & ~hidden & (counts > 0))
    for index in others[np.argsort(counts[others], kind="stable")]:
        if counts[taken_out & hidden].sum() >= threshold and (taken_out & hidden).sum() > 1:
            return
        hidden[index] = True
    if counts[taken_out & hidden].sum() < threshold or (taken_out & hidden).sum() == 1:
        hidden[np.flatnonzero(mine & frame["rule"].isin(TOTALS).to_numpy())[:1]] = True


@_emptied.register
def _(record: SourceTable, decisions: Decisions) -> SourceTable:
    """Rows delivered by a municipality that is only shown together with others are hidden."""
    alone = record.frame["sender"].isin(decisions.together).to_numpy()
    frame = without(record.frame, alone, ["rows"]).assign(hidden=alone)
    return replace(record, frame=frame, set_aside=_emptied(record.set_aside, decisions))


@_emptied.register
def _(record: tuple, decisions: Decisions) -> tuple[Any, ...]:  # type: ignore[type-arg]
    return tuple(_emptied(part, decisions) for part in record)


@_emptied.register
def _(record: CohortRow, decisions: Decisions) -> CohortRow:  # noqa: ARG001 (dates only, no children)
    return record


@_emptied.register
def _(record: BaselineCheck, decisions: Decisions) -> BaselineCheck:
    _refuse_small([record.known], decisions)
    return record


@_emptied.register
def _(record: TargetStatus, decisions: Decisions) -> TargetStatus:
    years = _years(record, record.years, decisions)
    calendar_years = _years(record, record.calendar_years, decisions)
    shown = replace(record, years=years, calendar_years=calendar_years)
    return shown.withheld() if years and years[0].hidden else shown


def _years(record: TargetStatus, years: tuple[YearResult, ...], decisions: Decisions) -> tuple[YearResult, ...]:
    shown = []
    for year in years:
        look_up = decisions.hidden(
            grain=year.grain, unit=record.unit, indicator=record.indicator, periods=[year.period]
        )
        shown.append(year.emptied() if look_up[0] else year)
    return tuple(shown)


def _refuse_small(counts: Iterable[float], decisions: Decisions) -> None:
    if any(decisions.small(count) for count in counts):
        raise DisclosureError(
            Finding(
                "Et samlet tal bygger på så få børn, at det ikke må vises",
                allowed=f"mindst {decisions.threshold} børn",
                remedy="Vis tallet for en større enhed eller en længere periode",
            )
        )


for _kind, _rule in (
    *QUALITY_RULES.items(),
    *CHECK_RULES.items(),
    *CHART_RULES.items(),
    *DURATION_RULES.items(),
    *FORECAST_RULES.items(),
    *MUNICIPAL_RULES.items(),
    *CLUSTER_RULES.items(),
    *SHEET_RULES.items(),
    *EARLIER_RULES.items(),
    *YEAR_CHANGE_RULES.items(),
):
    _emptied.register(_kind, _rule)
_emptied.register(PublishedFigures, emptied_published)
_emptied.register(PublishedComparison, emptied_comparison)
_emptied.register(BirthsTable, emptied_births)
_emptied.register(MonthlyCoverage, emptied_months)
_emptied.register(UnplacedTable, emptied_unplaced)
