"""The question a notebook asks of the clusters side by side; the answer is protected."""

from __future__ import annotations

from dataclasses import replace

from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges, change_p_values, cluster_changes
from evaluering.preparation.planned import is_planned, noted
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import change_design, series_of


def protected_clusters(
    data: Prepared, *, indicator: str, cut_months: int, harmonics: int
) -> Protected[ClusterChanges]:  # fmt: skip
    """The mean change of one outcome in every cluster beside the region's: pooled, tested and adjusted for many tries.

    The other outcomes of the analysis plan are fitted too: the wider correction is over clusters and outcomes together.
    """
    design = change_design(data, cut_months=cut_months, harmonics=harmonics)
    others = [name for name in data.plan.outcomes if name != indicator]
    record = cluster_changes(
        series_of(data, indicator=indicator, unit=REGION),
        _by_cluster(data, indicator),
        design=design,
        coverage_gate_pct=data.parameters.coverage_gate_pct,
        other_p_values=[
            p
            for name in others
            for p in change_p_values(
                _by_cluster(data, name), design=design, coverage_gate_pct=data.parameters.coverage_gate_pct
            )
        ],
    )
    if not is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics):
        record = _noted(record)
    return protect(record, decisions=data.decisions)


def _by_cluster(data: Prepared, indicator: str) -> list[OutcomeSeries]:
    return [series_of(data, indicator=indicator, unit=cluster.slug) for cluster in data.agreement.clusters]


def _noted(record: ClusterChanges) -> ClusterChanges:
    """The record with the note on each of its numbers that it was not planned."""
    clusters = tuple(_noted_unit(one) for one in record.clusters)
    return replace(record, region=_noted_unit(record.region), clusters=clusters, planned=False)


def _noted_unit(one: ClusterChange) -> ClusterChange:
    change, against = (None if estimate is None else noted(estimate) for estimate in (one.change, one.against))
    return replace(one, change=change, against=against)
