"""Sentences on one cluster among the others: where its change differs, and which of its municipalities lie outside."""

from __future__ import annotations

from evaluering import wording
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import opened
from evaluering.presentation.sentences.level import short_subject
from evaluering.presentation.sentences.one_cluster import standing, standing_words
from evaluering.presentation.units import BesideOthers
from evaluering.wording.clusters import ALIKE_OTHERS, NOT_COMPARED
from evaluering.wording.municipalities import INSIDE_ALL, OUTSIDE_MEANS, STANDING_CLAUSES


def beside_others(beside: BesideOthers, *, data: Prepared) -> str:
    """Where the cluster differs from the others, and which of its municipalities lie outside the usual variation."""
    found = []
    for record in (opened(one, data=data) for one in beside.changes):
        mine = next(one for one in record.clusters if one.unit == beside.unit)
        found.append((mine, record))
    levels = [opened(one, data=data) for one in beside.levels]
    told = [_differs(found, data=data), _municipalities(levels, unit=beside.unit, data=data)]
    return " ".join(part for part in told if part)


def _differs(found: list[tuple[ClusterChange, ClusterChanges]], *, data: Prepared) -> str:
    compared = [(one, record) for one, record in found if one.against is not None]
    apart = [(one, record) for one, record in compared if standing(one, record) != "unclear"]
    if not compared:
        return f"**{NOT_COMPARED}.**"
    if not apart:
        return f"**{ALIKE_OTHERS}.**"
    told = [
        f"Ændringen i {short_subject(data, record.indicator)} {standing_words(one, record)}." for one, record in apart
    ]
    return f"**{' '.join(told)}**"


def _municipalities(levels: list[MunicipalLevels], *, unit: str, data: Prepared) -> str:
    """The cluster's municipalities outside the usual variation in the latest year, by outcome."""
    told, judged, period = [], False, ""
    for record in levels:
        rows = [row for row in record.rows if data.agreement.cluster_of(row.unit) == unit and row.assessable]
        judged, period = judged or bool(rows), record.period
        what = short_subject(data, record.indicator)
        told += [
            f"I {data.agreement.name_of(row.unit)} ligger {what} {STANDING_CLAUSES[row.standing]}."
            for row in rows
            if row.outside
        ]
    if not judged:
        return ""
    when = wording.period("agreement_year", period)
    return " ".join([f"Kommunerne i {when}:", *told, OUTSIDE_MEANS]) if told else f"{INSIDE_ALL.format(when=when)}"
