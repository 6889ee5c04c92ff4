"""What is emptied in the checks of a change: all of it where children are few, and parts that are nearly everyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import nan
from types import MappingProxyType
from typing import Any

import numpy as np

from evaluering.disclosure.decisions import Decisions, without
from evaluering.disclosure.estimates import uncounted
from evaluering.estimation.checks.check import Check
from evaluering.estimation.checks.leave_one_out import verdict_of_parts
from evaluering.estimation.checks.specifications import SpecificationCurve
from evaluering.estimation.unit_checks import PART_LEFT_OUT, UnitChecks, UnitPower, UnitSpecifications

_SUMMARIES = {"smallest": ("value", "min"), "largest": ("value", "max"), "least_probability": ("probability", "min")}


def _checks(record: UnitChecks, decisions: Decisions) -> UnitChecks:
    if decisions.small(record.children):
        return replace(record, checks=(), reason="hidden", children=0)
    checks = tuple(
        _parts_emptied(check, record.children, decisions) if check.name == "leave_one_out" else check
        for check in record.checks
    )
    return replace(record, checks=checks, children=record.children if decisions.counts_told else 0)


def _parts_emptied(check: Check, children: int, decisions: Decisions) -> Check:
    """Rows in which few children are left in, or few left out, are hidden; verdict and facts are of the shown ones."""
    hidden = np.array([_few(one, children, decisions) for one in check.table["children"]], dtype=bool)
    table = without(check.table, hidden, ["value", "lower", "upper", "probability"]).drop(columns="children")
    shown = table[~hidden]
    facts = {**check.facts, "parts": float(len(shown))}
    for name, (column, summary) in _SUMMARIES.items():
        facts[name] = float(shown[column].agg(summary)) if len(shown) else nan
    verdict = verdict_of_parts(shown, clear=bool(facts["clear"]))
    return replace(check, verdict=verdict, facts=facts, table=table.assign(hidden=hidden))


def _few(left_in: float, children: int, decisions: Decisions) -> bool:
    """Whether few children are left in, or few are left out: the difference to the whole would tell of them."""
    return decisions.small(left_in) or decisions.small(children - left_in)


def _specifications(record: UnitSpecifications, decisions: Decisions) -> UnitSpecifications:
    few = decisions.small(record.children)
    if record.curve is not None:
        few = few or any(
            _few(one.estimate.n, record.children, decisions)
            if one.exclusion.startswith(PART_LEFT_OUT)
            else decisions.small(one.estimate.n)
            for one in record.curve.specifications
        )
    if few:
        return replace(record, curve=None, reason="hidden", children=0)
    return record if decisions.counts_told else replace(record, curve=_uncounted(record.curve), children=0)


def _uncounted(curve: SpecificationCurve | None) -> SpecificationCurve | None:
    if curve is None:
        return None
    told = (replace(one, estimate=uncounted(one.estimate)) for one in curve.specifications)
    return replace(curve, specifications=tuple(told))


def _power(record: UnitPower, decisions: Decisions) -> UnitPower:
    if not decisions.small(record.children):
        return record if decisions.counts_told else replace(record, children=0)
    return replace(record, smallest_detectable=nan, standard_error=nan, reason="hidden", children=0)


CHECK_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType(
    {UnitChecks: _checks, UnitSpecifications: _specifications, UnitPower: _power}
)
"""The rule of each record, for `protect`."""
