"""Faults and rows of a check put together where they are the same, so that hundreds can be read at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.checks.validation import REMARKS, RULES
from evaluering.preparation.checking import Check
from evaluering.preparation.standings import PlacedFault
from evaluering.wording.checks import row_remedy

SAID = {rule.slug: rule.what for rule in (*RULES, *REMARKS)}
"""What is wrong or odd with a row, as a Danish sentence, by rule."""

_ROWS_NAMED = 10
_NUMBER = re.compile(r"\d+")
_ORDER = {rule.slug: place for place, rule in enumerate((*RULES, *REMARKS))}


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Faults that say the same: the first of them, the files of the others, and how many faults and rows there are."""

    delivery: str
    first: Finding
    others: tuple[str, ...]
    rows: tuple[int, ...]
    size: int
    count: int


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of one file that break the same rule: how many, and the first of their numbers."""

    delivery: str
    file: str
    sheet: str
    column: str
    what: str
    remedy: str
    count: int
    rows: tuple[int, ...] = ()


def same_faults(faults: Iterable[PlacedFault], *, by_file: bool) -> list[FaultGroup]:
    """Faults in the order given, those that say the same put together.

    Within one file they are the same word for word; wherever they lie, their numbers may differ.
    """
    groups: dict[tuple[str, ...], list[PlacedFault]] = {}
    for fault in faults:
        one = fault.finding
        words = [one.what, one.column, one.key, one.allowed, one.remedy]
        same = [*words, fault.delivery, one.file, one.sheet] if by_file else [_NUMBER.sub("0", word) for word in words]
        groups.setdefault(tuple(same), []).append(fault)
    return [_fault_group(found) for found in groups.values()]


def _fault_group(faults: list[PlacedFault]) -> FaultGroup:
    findings = [fault.finding for fault in faults]
    return FaultGroup(
        delivery=faults[0].delivery,
        first=findings[0],
        others=tuple(dict.fromkeys(one.file for one in findings[1:] if one.file != findings[0].file)),
        rows=tuple(one.row for one in findings if one.row is not None)[:_ROWS_NAMED],
        size=len(findings),
        count=sum(one.count for one in findings),
    )


def same_rows(rows: pd.DataFrame) -> list[RowGroup]:
    """One group per delivery, file, column and rule, in the order of deliveries, files and rules."""
    groups = []
    for (delivery, file, sheet, column, rule), mine in rows.groupby(
        ["delivery", "file", "sheet", "column", "rule"], sort=False
    ):
        group = RowGroup(
            delivery=str(delivery),
            file=str(file),
            sheet=str(sheet),
            column=str(column),
            what=SAID[str(rule)],
            remedy=row_remedy(str(rule)),
            count=len(mine),
            rows=tuple(int(row) for row in mine["row"].nsmallest(_ROWS_NAMED)),
        )
        groups.append((group.delivery, group.file, _ORDER[str(rule)], group.column, group))
    return [group for *_, group in sorted(groups, key=lambda entry: entry[:4])]


def withdrawn_rows(check: Check) -> list[RowGroup]:
    """What senders withdrew or replaced, as groups without row numbers."""
    return [
        RowGroup(one["delivery"], "", "", "", SAID[one["rule"]], row_remedy(one["rule"]), int(one["rows"]))
        for one in check.withdrawn.to_dict("records")
    ]
