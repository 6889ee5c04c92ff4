"""What an earlier report said of births, the same births counted again now, and why the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose, isnan, nan
from typing import Literal

from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import YearResult

RevisionReason = Literal[
    "unchanged", "reports", "reports_or_code", "records", "records_or_code", "code", "method", "cannot", "hidden"
]  # fmt: skip
"""Why the same births have another number now: ``reports``: other children are known or born; ``reports_or_code``:
that, or the program; ``records``: what is known of the same children was corrected; ``records_or_code``: that, or the
program; ``code``: the deliveries are the same; ``method``: the value is the same, its limits are not; ``cannot``: there
is no number to hold against it."""

_LIKE = 5e-4
"""Published numbers have four decimals; less is no difference."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What an earlier report was made from, as far as it can explain a difference.

    Attributes
    ----------
    code, plan : str
        Fingerprints of the program and of the analysis plan.
    parameters : mapping
        The parameters of the run as plain values.
    deliveries : frozenset of str
        Fingerprints of the deliveries.
    """

    code: str
    plan: str
    parameters: Mapping[str, object]
    deliveries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Revision:
    """One indicator of one unit: as an earlier report told it, the same births now, and this year's newest births.

    Parameters
    ----------
    unit, indicator, measure : str
    definition_then, definition_now : str
        The report's definition, by which `now` is counted too; and the agreement's, by which `newest` is.
    then, now, newest : YearResult or None
        None where the report had no number, where it cannot be counted again, and where there is no newest year.
    verdict_then, verdict_now : str
        Slugs of the answers on the target; empty where there was none.
    reason : str
        One `RevisionReason`.
    known_apart, births_apart : int, optional
        How many more children are known, and born, now; None where that is not told.
    """

    unit: str
    indicator: str
    measure: str
    definition_then: str
    definition_now: str
    then: YearResult | None
    now: YearResult | None
    newest: YearResult | None
    verdict_then: str
    verdict_now: str
    reason: RevisionReason = "cannot"
    known_apart: int | None = None
    births_apart: int | None = None

    @property
    def redefined(self) -> bool:
        """Whether the agreement's definition is another one than the report's."""
        return self.definition_then != self.definition_now


@dataclass(frozen=True, slots=True)
class Answer:
    """The region's answer on one target in one report: its newest year and verdict."""

    report_year: int
    indicator: str
    measure: str
    year: YearResult | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Revisions:
    """The latest earlier report held against this one, and the region's answers in all of them.

    Parameters
    ----------
    report_year : int
        Evaluation year of the earlier report; 0 when there is none.
    extraction_date : str
        ISO date of its data; empty when there is none.
    rows : tuple of Revision
        Indicator by indicator, the region first, then its clusters.
    answers : tuple of Answer
        Indicator by indicator, the oldest report first, this one last.
    changed : tuple of str
        What else is not as it was: ``code``, ``plan``, ``parameters``.
    """

    report_year: int
    extraction_date: str
    rows: tuple[Revision, ...]
    answers: tuple[Answer, ...]
    changed: tuple[str, ...] = ()


def reasoned(revision: Revision, *, changed: tuple[str, ...], same_data: bool, method_same: bool) -> Revision:
    """The revision with the one reason that explains its difference, and how many children it is about.

    Parameters
    ----------
    revision : Revision
    changed : tuple of str
        What else is not as it was (`Revisions.changed`).
    same_data : bool
        Whether both reports were made from the very same deliveries.
    method_same : bool
        Whether the report names the same method of estimation.
    """
    then, now = revision.then, revision.now
    if then is None or now is None or isnan(then.value) or isnan(now.value):
        return replace(revision, reason="cannot")
    known, births = (_apart(getattr(then, name), getattr(now, name)) for name in ("known", "births"))
    told = replace(revision, known_apart=known, births_apart=births)
    if known or births:
        return replace(told, reason="reports_or_code" if "code" in changed else "reports")
    if not isclose(then.value, now.value, abs_tol=_LIKE):
        if not method_same:
            return replace(told, reason="method")
        return replace(told, reason="code" if same_data else "records_or_code" if "code" in changed else "records")
    alike = all(isclose(getattr(then, name), getattr(now, name), abs_tol=_LIKE) for name in ("lower", "upper"))
    return replace(told, reason="unchanged" if alike else "method")


def _apart(then: float, now: float) -> int | None:
    """How many more children there are now; None where the report did not tell."""
    return None if isnan(then) or isnan(now) else round(now - then)


def year_in(series: OutcomeSeries, period: str) -> YearResult | None:
    """One mature period of a series; None where it has none."""
    found = series.frame[(series.frame["period"] == period) & series.frame["mature"]]
    if found.empty:
        return None
    names = ["period", "births", "known", "coverage_pct", "at_least", "value", "lower", "upper"]
    return YearResult(series.grain, *found[names].iloc[0].tolist())


def published_year(entry: Mapping[str, object], *, grain: str, period: str) -> YearResult:
    """A year as ``results.json`` tells it; births follow from the known and their part of them."""
    numbers = {name: _number(entry[name]) for name in ("value", "lower", "upper", "n", "coverage_pct")}
    known, coverage = numbers["n"], numbers["coverage_pct"]
    return YearResult(
        grain=grain,
        period=period,
        births=float(round(100 * known / coverage)) if coverage > 0 and not isnan(known) else nan,
        known=known,
        coverage_pct=coverage,
        at_least=known * numbers["value"] / 100 if entry["measure"] == "pct" else nan,
        value=numbers["value"],
        lower=numbers["lower"],
        upper=numbers["upper"],
        hidden=bool(entry["hidden"]),
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else nan
