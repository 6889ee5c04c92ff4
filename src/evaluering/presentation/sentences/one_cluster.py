"""Sentences on one cluster: its change in each outcome, how it lies to the others, and what to read it with."""

from __future__ import annotations

from collections.abc import Mapping

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import MunicipalityQuality, QualityReason
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.sentences.parts import AGAINST, bounded, detectable
from evaluering.presentation.uncertainty import (
    LIKELY,
    SURE,
    VERBS,
    Certainty,
    answer,
    between,
    prose_decimals,
    said_signed,
)
from evaluering.wording.clusters import BELOW_GATE, HOW_OFTEN, OUTCOMES, PRACTICE_CLAUSES, RISKS
from evaluering.wording.plan import NOT_PLANNED_NOTE
from evaluering.wording.quality import QUALITY_REASONS

Records = tuple[Protected[ClusterChanges], ...]

SURE_P, LIKELY_P = (round(2 * (1 - step), 9) for step in (SURE, LIKELY))
"""The two-sided p at the steps between the words."""

_MOST_NAMES = 2
_PRACTICES: Mapping[QualityReason, str] = {"practice_change": "whole_weeks", "reporting_form_change": "exact_ends"}
"""The practice that a finding is a change of."""


def each_cluster(
    changes: Records,
    *,
    quality: Protected[tuple[MunicipalityQuality, ...]],
    practices: Protected[tuple[PracticeChange, ...]],
    data: Prepared,
) -> Block:
    """One paragraph per cluster: its change in each outcome, whether it stands out, and what to read it with.

    Parameters
    ----------
    changes : tuple of Protected ClusterChanges
        One per outcome, of the same clusters.
    quality : Protected tuple of MunicipalityQuality
        The verdicts on the municipalities' data; those that could look like a change are told.
    practices : Protected tuple of PracticeChange
        Which way a practice changed.
    data : Prepared
    """
    records, verdicts = [opened(one, data=data) for one in changes], opened(quality, data=data)
    changed = opened(practices, data=data)
    paragraphs = []
    for beside in zip(*(record.clusters for record in records), strict=True):
        mine = tuple(row for row in verdicts if data.agreement.cluster_of(row.unit) == beside[0].unit)
        told = [f"**{data.agreement.name_of(beside[0].unit)}.**"]
        told += _own(tuple(zip(beside, records, strict=True)), data=data)
        told += [_known(beside[0]), *_reservations(mine, changed, data=data)]
        paragraphs.append(" ".join(part for part in told if part))
    if not all(record.planned for record in records):
        paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name="each-cluster", paragraphs=paragraphs)


def outcome(record: ClusterChanges, *, data: Prepared) -> str:
    """The outcome by one word: ``varigheden``."""
    return OUTCOMES.get(record.indicator, subject(data, record.indicator))


def standing(one: ClusterChange, record: ClusterChanges) -> Certainty:
    """How a cluster's change lies to the mean of the others'.

    Never surer than the p corrected for many clusters, nor than the clusters are found to differ at all.
    """
    chances = one.against_p_holm, record.p_alike
    if one.against is None or not all(chance <= LIKELY_P for chance in chances):
        return "unclear"
    sure = answer(one.against)
    if max(chances) <= SURE_P or sure not in ("up", "down"):
        return sure
    return "likely_up" if sure == "up" else "likely_down"


def _own(beside: tuple[tuple[ClusterChange, ClusterChanges], ...], *, data: Prepared) -> list[str]:
    """One cluster's change in each outcome, and whether any of them stands out."""
    told, compared = [], [(one, record) for one, record in beside if one.against is not None]
    for one, record in beside:
        told.append(changed_words(one, record, data=data))
        told += [f"Ændringen {standing_words(one, record)}."] if standing(one, record) != "unclear" else []
    if compared and all(standing(*pair) == "unclear" for pair in compared):
        told.append("Det skiller sig ikke sikkert ud fra de andre klynger.")
    return told


def changed_words(one: ClusterChange, record: ClusterChanges, *, data: Prepared) -> str:
    """The change of one unit as a sentence: way, size, limits, and what could not have been seen."""
    what, change = outcome(record, data=data), one.change
    if change is None:
        verb = "vurderes ikke" if one.reason in ("break_near_start", "coverage") else "kan ikke vises"
        return f"Ændringen i {what} {verb}: {wording.REASONS[one.reason]}."
    sure = answer(change)
    if sure == "unclear":
        decimals = prose_decimals(change.measure)
        size = said_signed(change.value, change.measure, decimals=decimals)
        seen = detectable(change, decimals=decimals)
        return f"Vi kan ikke se en sikker ændring i {what}: {size} ({_range(change, decimals)}).{seen}"
    decimals = prose_decimals(change.measure, change.value)
    size = wording.said(abs(change.value), change.measure, decimals=decimals)
    return f"{what[0].upper()}{what[1:]} {VERBS[sure]} med {size} {AGAINST} ({_range(change, decimals)})."


def _range(estimate: Estimate, decimals: int) -> str:
    if not bounded(estimate):
        return "usikkerheden kan ikke regnes ud"
    return between(estimate.lower, estimate.upper, measure=estimate.measure, decimals=decimals)


def standing_words(one: ClusterChange, record: ClusterChanges) -> str:
    """Where a change lies that stands out: ``ligger 7 dage under den gennemsnitlige ændring i de andre …``."""
    sure, against = standing(one, record), one.against
    assert against is not None
    way = "over" if sure.endswith("up") else "under"
    limits = (against.lower, against.upper) if way == "over" else (-against.upper, -against.lower)
    decimals = prose_decimals(against.measure, against.value)
    size = wording.said(abs(against.value), against.measure, decimals=decimals)
    likely = " sandsynligvis" if sure.startswith("likely") else ""
    span = between(*limits, measure=against.measure, decimals=decimals)
    return f"ligger{likely} {size} {way} den gennemsnitlige ændring i de andre klynger ({span})"


def _known(one: ClusterChange) -> str:
    """The mark of a cluster where feeding is known for too few; nothing else."""
    if not one.below_gate:
        return ""
    coverage = wording.measured(one.coverage_pct, "pct", decimals=0) if one.births else "en mindre del"
    return BELOW_GATE.format(coverage=coverage)


def _reservations(
    rows: tuple[MunicipalityQuality, ...], practices: tuple[PracticeChange, ...], *, data: Prepared
) -> tuple[str, ...]:  # fmt: skip
    """What is known of the cluster's data that could look like a change, by municipality, in one sentence each."""
    told = []
    for row in rows:
        mine = [one for one in practices if one.unit == row.unit]
        clauses = [_clause(reason, mine) for reason in row.reasons if reason in RISKS]
        if clauses:
            told.append(f"Forbehold i {data.agreement.name_of(row.unit)}: {wording.sentence_list(clauses)}.")
    if len(told) > _MOST_NAMES:
        return (f"Forbehold: Data fra {len(told)} kommuner kan ligne eller skjule en ændring.",)
    return tuple(told)


def _clause(reason: QualityReason, changes: list[PracticeChange]) -> str:
    """A finding in words; a change of practice with its way, where all of the row's changes go the same way."""
    steps = [one.after_pct - one.before_pct for one in changes if one.practice == _PRACTICES.get(reason)]
    ways = {"more" if step > 0 else "less" if step < 0 else "" for step in steps}
    way = ways.pop() if len(ways) == 1 else ""
    return PRACTICE_CLAUSES[reason].format(how=HOW_OFTEN[way]) if way else QUALITY_REASONS[reason]
