"""Entries of ``results.json`` for clusters side by side: corrected p, the difference to the others, and the spread."""

from __future__ import annotations

import math
from typing import Any

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.estimation.clusters.pooling import Pooled
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_clusters import AGAINST_OTHERS, ClusterChange, ClusterChanges
from evaluering.presentation.results import Cell, entry

POOLED_METHOD = "reml-hartung-knapp"


def adjusted_entries(one: ClusterChange) -> list[dict[str, Any]]:
    """The p of one cluster's change by Holm over the clusters, and by Benjamini-Hochberg over clusters and outcomes."""
    if one.change is None:
        return []
    adjusted = (("mean_change_p_holm_clusters", one.p_holm, "holm"), ("mean_change_p_bh_clusters", one.p_bh, "bh"))
    return [_p_entry(one.change, estimand, value, method) for estimand, value, method in adjusted if value == value]


def against_entries(one: ClusterChange) -> list[dict[str, Any]]:
    """How one cluster's change lies to the mean of the others', and its p by Holm over the clusters."""
    if one.against is None:
        return []
    found = one.against
    cell = _cell(found, AGAINST_OTHERS)
    told = entry(
        cell, measure=found.measure, method=found.method, hidden=False, confidence=found.confidence,
        value=found.value, lower=found.lower, upper=found.upper,
    )  # fmt: skip
    told = told | {"notes": list(found.warnings)}
    return [told, _p_entry(found, f"{AGAINST_OTHERS}_p_holm", one.against_p_holm, "holm")]


def spread_entries(record: ClusterChanges) -> list[dict[str, Any]]:
    """The region's entries on its clusters: pooled mean, tau, I², Q, prediction interval and both tests."""
    pooled = [] if record.pooled is None else _pooled_entries(record, record.pooled)
    tests = []
    if record.independent is not None and record.shared is not None:
        chances = (("independent", record.independent.f_p_value), ("shared", record.shared.p_value))
        tests = [_spread_entry(record, f"mean_change_alike_p_{name}", "ratio", value) for name, value in chances]
    return [*pooled, *tests]


def _pooled_entries(record: ClusterChanges, pooled: Pooled) -> list[dict[str, Any]]:
    found, measure = pooled.heterogeneity, record.measure
    told = found.between_interval.upper > 0  # both 0: nearer each other than any spread explains, so no interval
    lower, upper = (math.sqrt(one) if told else math.nan for one in found.between_interval)
    i2_limits = found.i2_interval if told else (math.nan, math.nan)
    named = (
        ("mean_change_pooled", measure, (pooled.value, *pooled.interval)),
        ("mean_change_between_clusters", measure, (math.sqrt(found.between), lower, upper)),
        ("mean_change_i2_clusters", "pct", (found.i2_pct, *i2_limits)),
        ("mean_change_q_clusters", "ratio", (found.q,)),
        ("mean_change_q_p_clusters", "ratio", (found.p_value,)),
        ("mean_change_prediction_clusters", measure, (pooled.value, *pooled.prediction)),
    )
    return [_spread_entry(record, name, unit, *numbers, warnings=pooled.warnings) for name, unit, numbers in named]


def _spread_entry(
    record: ClusterChanges, estimand: str, measure: str, *numbers: float, warnings: tuple[str, ...] = ()
) -> dict[str, Any]:
    """An entry of the region; `numbers` are value and limits, or the value alone."""
    value, lower, upper = numbers if len(numbers) == 3 else (*numbers, math.nan, math.nan)
    span = record.first_month, record.last_month
    cell = Cell(record.indicator, record.definition, record.region.unit, estimand, *span)
    method = POOLED_METHOD if "alike" not in estimand else "joint"
    told = entry(cell, measure=measure, method=method, hidden=False, value=value, lower=lower, upper=upper)
    return told | {"notes": [*warnings, *(() if record.planned else (NOT_PLANNED,))]}


def _p_entry(estimate: Estimate, estimand: str, value: float, method: str) -> dict[str, Any]:
    told = entry(_cell(estimate, estimand), measure="ratio", method=method, hidden=False, value=value)
    return told | {"notes": list(estimate.warnings)}


def _cell(estimate: Estimate, estimand: str) -> Cell:
    span = estimate.first_period, estimate.last_period
    return Cell(estimate.indicator, estimate.definition, estimate.unit, estimand, *span)
