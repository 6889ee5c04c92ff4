"""What is emptied in the checks of a change: all of it where children are few, and parts that are nearly everyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import nan
from types import MappingProxyType
from typing import Any

import numpy as np

from evaluering.disclosure.decisions import Decisions, without
from evaluering.estimation.checks.check import Check
from evaluering.estimation.unit_checks import UnitChecks, UnitPower, UnitSpecifications

_SUMMARIES = {"smallest": ("value", "min"), "largest": ("value", "max"), "least_probability": ("probability", "min")}


def _checks(record: UnitChecks, decisions: Decisions) -> UnitChecks:
    if decisions.small(record.children):
        return replace(record, checks=(), reason="hidden", children=0)
    checks = tuple(
        _parts_emptied(check, record.children, decisions) if check.name == "leave_one_out" else check
        for check in record.checks
    )
    return replace(record, checks=checks)


def _parts_emptied(check: Check, children: int, decisions: Decisions) -> Check:
    """Rows in which few children are left in, or few left out, are hidden; the summaries are of the shown ones."""
    left_in = check.table["children"]
    hidden = np.array([decisions.small(one) or decisions.small(children - one) for one in left_in], dtype=bool)
    table = without(check.table, hidden, ["value", "lower", "upper", "probability"]).drop(columns="children")
    facts = dict(check.facts)
    for name, (column, summary) in _SUMMARIES.items():
        facts[name] = float(table[column].agg(summary)) if len(table) else nan
    return replace(check, facts=facts, table=table.assign(hidden=hidden))


def _specifications(record: UnitSpecifications, decisions: Decisions) -> UnitSpecifications:
    few = decisions.small(record.children)
    if record.curve is not None:
        few = few or any(decisions.small(one.estimate.n) for one in record.curve.specifications)
    return replace(record, curve=None, reason="hidden", children=0) if few else record


def _power(record: UnitPower, decisions: Decisions) -> UnitPower:
    if not decisions.small(record.children):
        return record
    return replace(record, smallest_detectable=nan, standard_error=nan, reason="hidden", children=0)


CHECK_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType(
    {UnitChecks: _checks, UnitSpecifications: _specifications, UnitPower: _power}
)
"""The rule of each record, for `protect`."""
