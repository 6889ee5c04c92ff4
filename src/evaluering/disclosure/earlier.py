"""What is emptied where an earlier report is held against this one: hidden years, and small differences of counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import nan
from types import MappingProxyType
from typing import Any

import numpy as np

from evaluering.agreement import REGION
from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.releases import moved_by_few
from evaluering.estimation.revisions import Answer, Revision, Revisions
from evaluering.estimation.targets import YearResult


def _revisions(record: Revisions, decisions: Decisions) -> Revisions:
    rows = tuple(_revision(one, decisions) for one in record.rows)
    few = {one.unit for one in rows if _few_apart(one, decisions)}
    # Clusters add up to the region: where one of them is few, none is told, and the region only where it is not.
    untold = {one.unit for one in rows if few and (one.unit != REGION or REGION in few)}
    rows = tuple(_uncounted(one) if one.unit in untold else one for one in rows)
    answers = tuple(_answer(one, decisions) for one in record.answers)
    return replace(record, rows=rows, answers=answers)


def _revision(row: Revision, decisions: Decisions) -> Revision:
    """The row without what is hidden now or was then: the one would tell how the other was."""
    newest = row.newest
    if _hidden(row, newest, decisions):
        row = replace(row, newest=newest.emptied() if newest else None, verdict_now="")
    if not _hidden(row, row.then, decisions) and not _hidden(row, row.now, decisions):
        return row
    then, now = (None if year is None else year.emptied() for year in (row.then, row.now))
    told = replace(row, then=then, now=now, verdict_then="", reason="hidden")
    return replace(told, known_apart=None, births_apart=None)


def _uncounted(row: Revision) -> Revision:
    """The row without the numbers of children of then; those of now are shown on other pages."""
    then = row.then
    if then is not None:
        then = replace(then, births=nan, known=nan, coverage_pct=nan, at_least=nan)
    return replace(row, then=then, known_apart=None, births_apart=None)


def _answer(answer: Answer, decisions: Decisions) -> Answer:
    """Answers are shown as numbers without counts; of a year that is hidden now, nothing."""
    if answer.year is None:
        return answer
    look_up = decisions.hidden(
        grain=answer.year.grain, unit=REGION, indicator=answer.indicator, periods=[answer.year.period]
    )
    if look_up[0] or answer.year.hidden:
        return replace(answer, year=answer.year.emptied(), verdict="")
    return replace(answer, year=replace(answer.year, births=nan, known=nan, coverage_pct=nan, at_least=nan))


def _hidden(row: Revision, year: YearResult | None, decisions: Decisions) -> bool:
    """Whether a year is hidden now, or came hidden from the earlier report."""
    if year is None:
        return False
    look_up = decisions.hidden(grain=year.grain, unit=row.unit, indicator=row.indicator, periods=[year.period])
    return bool(look_up[0]) or year.hidden


def _few_apart(row: Revision, decisions: Decisions) -> bool:
    """Whether the number of children was another by few, as it is judged of many municipalities together."""
    if row.then is None or row.now is None:
        return False
    apart = np.subtract(_counts(row.now), _counts(row.then)).round()
    return bool(moved_by_few(apart, alone=False, threshold=decisions.threshold))


def _counts(year: YearResult) -> tuple[float, ...]:
    return year.births, year.known, year.births - year.known, year.at_least, year.known - year.at_least


EARLIER_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType({Revisions: _revisions})
"""The rule of each record, for `protect`."""
