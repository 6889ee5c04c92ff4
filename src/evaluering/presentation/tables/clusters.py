"""Tables of clusters side by side: each one's change, how it lies to the others, and how far they spread."""

from __future__ import annotations

import math
from collections.abc import Callable

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.clusters.pooling import Pooled
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.cluster_results import adjusted_entries, against_entries, spread_entries
from evaluering.presentation.sentences.model import warned
from evaluering.presentation.sentences.one_cluster import Records, standing
from evaluering.presentation.sentences.parts import bounded
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, NONE
from evaluering.presentation.tables.change import UNDECIDED, chance, marked
from evaluering.presentation.uncertainty import CELLS, answer, limits_cell, telling_decimals
from evaluering.wording.clusters import (
    ADJUSTED_NOTE,
    BELOW_GATE_MARK,
    BELOW_GATE_NOTE,
    HOLM_NOTE,
    OTHERS_NOTE,
    PREDICTION_NOTE,
    SPREAD_NOTES,
    SPREAD_ROWS,
    STANDINGS,
)

_NOT_SHOWN = "Ikke vist"
_NO_LIMITS = "usikkerheden kan ikke regnes ud"
_LIMIT = 0.05


def cluster_changes(changes: Protected[ClusterChanges], *, data: Prepared) -> Block:
    """The change of the region and of every cluster, its p alone and corrected for many clusters and outcomes."""
    record = opened(changes, data=data)
    units = (record.region, *record.clusters)
    counted = any(one.births for one in units)
    gate = wording.measured(data.parameters.coverage_gate_pct, "pct", decimals=0)
    noted = any(one.below_gate for one in units)
    reasons = dict.fromkeys(one.reason for one in units if one.reason)
    table = Table(
        caption=f"{data.agreement.indicator(record.indicator).name}: ændring i region og klynger",
        columns=(
            Column("Enhed", "left"),
            Column("Kendte børn"),
            Column("Ændring"),
            Column(CI),
            Column("I ord", "left"),
            Column("p"),
            Column("p efter Holm"),
            Column("p efter BH"),
        ),
        rows=tuple(_change_row(one, data=data) for one in units),
        notes=(
            *(f"{_NOT_SHOWN}: {wording.REASONS[reason]}." for reason in reasons),
            *((BELOW_GATE_NOTE.format(gate=gate),) if noted else ()),
            *(() if counted else ("Antallet af børn er skjult: Det ville røbe et tal for få børn.",)),
            *ADJUSTED_NOTE,
            CONFIDENCE_NOTE,
        ),
    )
    entries = [entry for one in record.clusters for entry in adjusted_entries(one)]
    return table_block(
        data, name=f"{record.indicator}-clusters-changes", table=table, results=entries, planned=record.planned
    )


def against_others(changes: Records, *, data: Prepared) -> Block:
    """How each cluster's change lies to the mean of the others', for every outcome."""
    records = [opened(one, data=data) for one in changes]
    table = Table(
        caption="Hver klynges ændring i forhold til de andre klynger",
        columns=(
            Column("Mål", "left"),
            Column("Klynge", "left"),
            Column("Forskel til de andre"),
            Column(CI),
            Column("I ord", "left"),
            Column("p efter Holm"),
            Column("Mindste forskel, vi kunne se"),
        ),
        rows=tuple(_against_row(one, record, data=data) for record in records for one in record.clusters),
        row_headers=2,
        notes=(OTHERS_NOTE, HOLM_NOTE, CONFIDENCE_NOTE),
    )
    entries = [entry for record in records for one in record.clusters for entry in against_entries(one)]
    planned = all(record.planned for record in records)
    return table_block(data, name="clusters-against-others", table=table, results=entries, planned=planned)


def spread(changes: Records, *, data: Prepared) -> Block:
    """How far the clusters' changes lie apart in every outcome: pooled mean, tau, I², Q, prediction, both tests."""
    records = [opened(one, data=data) for one in changes]
    pooled = [record.pooled for record in records if record.pooled is not None]
    names = [
        wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name) for record in records
    ]
    reasons = [reason for record in records for reason in (record.pooled_reason, record.compared_reason) if reason]
    table = Table(
        caption="Hvor forskellige er klyngernes ændringer?",
        columns=(Column("Tal", "left"), *(Column(f"{name} ({CI})") for name in names)),
        rows=tuple((words, *(_SPREAD[kind](record) for record in records)) for kind, words in SPREAD_ROWS.items()),
        notes=(
            *(f"{_NOT_SHOWN}: {wording.REASONS[reason]}." for reason in dict.fromkeys(reasons)),
            *SPREAD_NOTES,
            *dict.fromkeys(PREDICTION_NOTE.format(free=round(one.prediction_degrees_of_freedom)) for one in pooled),
            *warned(tuple(slug for record in records for slug in _warnings(record))),
            CONFIDENCE_NOTE,
        ),
    )
    entries = [entry for record in records for entry in spread_entries(record)]
    planned = all(record.planned for record in records)
    return table_block(data, name="clusters-spread", table=table, results=entries, planned=planned)


def _change_row(one: ClusterChange, *, data: Prepared) -> tuple[str, ...]:
    name = data.agreement.name_of(one.unit) + (f" {BELOW_GATE_MARK}" if one.below_gate else "")
    known = f"{wording.count(one.children)} ({wording.measured(one.coverage_pct, 'pct')})" if one.births else NONE
    if one.change is None:
        words = UNDECIDED if one.reason in ("break_near_start", "coverage") else _NOT_SHOWN
        hidden = one.reason == "hidden"
        return name, wording.HIDDEN if hidden else known, NONE, NONE, words, NONE, NONE, NONE
    value, limits = _cells(one.change)
    words = CELLS[answer(one.change)]
    adjusted = (_chance(one.p_holm), _chance(one.p_bh))
    return marked(name, one.change), known, value, limits, words, _chance(one.change.p_value), *adjusted


def _against_row(one: ClusterChange, record: ClusterChanges, *, data: Prepared) -> tuple[str, ...]:
    outcome = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    name = data.agreement.name_of(one.unit)
    if one.against is None:
        return outcome, name, NONE, NONE, _NOT_SHOWN, NONE, NONE
    value, limits = _cells(one.against)
    return (
        outcome,
        name,
        value,
        limits,
        STANDINGS[standing(one, record)],
        _chance(one.against_p_holm),
        _seen(one.against),
    )


def _cells(estimate: Estimate) -> tuple[str, str]:
    """A change and its limits with one decimal; the change has more only where it would be read as zero."""
    value = wording.signed(estimate.value, estimate.measure, decimals=telling_decimals(estimate.value, least=1))
    return value, limits_cell(estimate.lower, estimate.upper) if bounded(estimate) else NONE


def _chance(p_value: float) -> str:
    """A p with the decimals that show on which side of 0,05 it lies."""
    told = chance(p_value)
    return wording.number(p_value, 3) if told == wording.number(_LIMIT, 2) and p_value != _LIMIT else told


def _seen(estimate: Estimate) -> str:
    smallest = estimate.smallest_detectable
    if not math.isfinite(smallest):
        return NONE
    return wording.measured(smallest, estimate.measure, decimals=telling_decimals(smallest, least=1))


def _warnings(record: ClusterChanges) -> tuple[str, ...]:
    told = [one.change for one in (record.region, *record.clusters) if one.change is not None]
    return tuple(slug for estimate in told for slug in estimate.warnings)


def _with_limits(value: float, limits: tuple[float, float], measure: str, *, signed: bool = False) -> str:
    number = (wording.signed if signed else wording.measured)(value, measure)
    if limits == (0, 0):  # the clusters lie nearer each other than any spread explains
        return f"{number} ({_NO_LIMITS})"
    return f"{number} ({limits_cell(*limits)})"


def _of_pooled(told: Callable[[Pooled, str], str]) -> Callable[[ClusterChanges], str]:
    """A cell of the pooled clusters; what stands there where they are not pooled."""
    return lambda record: _NOT_SHOWN if record.pooled is None else told(record.pooled, record.measure)


def _region(record: ClusterChanges) -> str:
    one = record.region.change
    return _NOT_SHOWN if one is None else _with_limits(one.value, (one.lower, one.upper), one.measure, signed=True)


def _mean(pooled: Pooled, measure: str) -> str:
    return _with_limits(pooled.value, pooled.interval, measure, signed=True)


def _between(pooled: Pooled, measure: str) -> str:
    found = pooled.heterogeneity
    lower, upper = (math.sqrt(one) for one in found.between_interval)
    return _with_limits(math.sqrt(found.between), (lower, upper), measure)


def _share(pooled: Pooled, measure: str) -> str:  # noqa: ARG001
    found = pooled.heterogeneity
    return _with_limits(found.i2_pct, found.i2_interval, "pct")


def _q(pooled: Pooled, measure: str) -> str:  # noqa: ARG001
    found = pooled.heterogeneity
    return f"{wording.number(found.q)} (p: {_chance(found.p_value)})"


def _prediction(pooled: Pooled, measure: str) -> str:
    return f"{limits_cell(*pooled.prediction)}{wording.NARROW}{wording.MEASURES[measure]}"


def _independent(record: ClusterChanges) -> str:
    return _NOT_SHOWN if record.independent is None else f"p: {_chance(record.independent.f_p_value)}"


def _shared(record: ClusterChanges) -> str:
    return _NOT_SHOWN if record.shared is None else f"p: {_chance(record.shared.p_value)}"


_SPREAD: dict[str, Callable[[ClusterChanges], str]] = {
    "region": _region,
    "pooled": _of_pooled(_mean),
    "between": _of_pooled(_between),
    "share": _of_pooled(_share),
    "q": _of_pooled(_q),
    "prediction": _of_pooled(_prediction),
    "independent": _independent,
    "shared": _shared,
}
"""How each row of the spread is told."""
