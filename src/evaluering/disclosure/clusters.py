"""What is emptied among clusters side by side: a cluster with few children, and all that would give its number back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import nan
from types import MappingProxyType
from typing import Any

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.estimates import uncounted
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges


def _clusters(record: ClusterChanges, decisions: Decisions) -> ClusterChanges:
    """A cluster with few children is emptied, and with it what was made of its change.

    A number of children, known or unknown, is the region's less those of the other clusters. So none is shown where one
    is small, and none where those of any estimate may not be told.
    """
    units = (record.region, *record.clusters)
    few = {one.unit for one in units if decisions.small(one.children)}
    unknown = any(decisions.small(one.births - one.children) for one in units)
    if decisions.counts_told and not few and not unknown:
        return record
    region, *clusters = (_emptied(one) if one.unit in few else one for one in map(_uncounted, units))
    shown = replace(record, region=region, clusters=tuple(clusters))
    return _apart(shown) if few else shown


def _uncounted(one: ClusterChange) -> ClusterChange:
    """The same unit without its numbers of children, and without its coverage, which has them both."""
    return replace(one, children=0, births=0, change=None if one.change is None else uncounted(one.change))


def _emptied(one: ClusterChange) -> ClusterChange:
    return replace(one, change=None, reason="hidden", below_gate=False, course=one.course.iloc[:0], breaks=())


def _apart(record: ClusterChanges) -> ClusterChanges:
    """The clusters by themselves: nothing that was reckoned from several of them."""
    clusters = (replace(one, against=None, p_holm=nan, p_bh=nan, against_p_holm=nan) for one in record.clusters)
    return replace(
        record, clusters=tuple(clusters),
        pooled=None, independent=None, shared=None, periods=0, pooled_reason="hidden", compared_reason="hidden",
    )  # fmt: skip


CLUSTER_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType({ClusterChanges: _clusters})
"""The rule of each record, for `protect`."""
