"""Sentences on clusters side by side: whether they changed alike, how they spread, and what each one's number says."""

from __future__ import annotations

import math
from typing import Literal

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.clusters.pooling import Pooled
from evaluering.estimation.data_quality.quality import MunicipalityQuality
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.sentences.parts import AGAINST, decimals_of, detectable, range_of
from evaluering.presentation.sentences.side_by_side import Answer, answers_message
from evaluering.presentation.uncertainty import (
    LIKELY,
    SURE,
    SURETY,
    VERBS,
    Certainty,
    answer,
    between,
    is_zero,
    prose_decimals,
    said_signed,
)
from evaluering.wording.clusters import (
    ALIKE,
    AT_BOUNDARY,
    BELOW_GATE,
    HARDLY_KNOWN,
    NOT_A_RANKING,
    OUTCOMES,
    REGION_ANSWERS,
    RISKS,
    TWO_TESTS,
)
from evaluering.wording.plan import NOT_PLANNED_NOTE
from evaluering.wording.quality import QUALITY_REASONS

Alike = Literal["differ", "likely_differ", "unclear", "not_told"]
Records = tuple[Protected[ClusterChanges], ...]

_SURE_P, _LIKELY_P = (round(2 * (1 - step), 9) for step in (SURE, LIKELY))
"""The two-sided p at the steps between the words."""

_MOST_DECIMALS = 4
_MOST_NAMES = 2


def alike(record: ClusterChanges) -> Alike:
    """Whether the clusters changed alike, in the words' own steps: by the larger p of the two tests."""
    if math.isnan(record.p_alike):
        return "not_told"
    if record.p_alike <= _SURE_P:
        return "differ"
    return "likely_differ" if record.p_alike <= _LIKELY_P else "unclear"


def alike_message(record: ClusterChanges, *, data: Prepared) -> str:
    """Whether the clusters changed alike, as one sentence without its full stop; also the title of a figure."""
    return ALIKE[alike(record)].format(what=outcome(record, data=data))


def outcome(record: ClusterChanges, *, data: Prepared) -> str:
    """The outcome by one word: ``varigheden``."""
    return OUTCOMES.get(record.indicator, subject(data, record.indicator))


def standing(one: ClusterChange) -> Certainty:
    """How a cluster's change lies to the mean of the others', never surer than the p corrected for many clusters."""
    if one.against is None or not one.against_p_holm <= _LIKELY_P:
        return "unclear"
    sure = answer(one.against)
    if one.against_p_holm <= _SURE_P or sure not in ("up", "down"):
        return sure
    return "likely_up" if sure == "up" else "likely_down"


def clusters(changes: Protected[ClusterChanges], *, data: Prepared) -> Block:
    """Whether the clusters changed alike in one outcome, how they spread, and why the region's number is the answer."""
    record = opened(changes, data=data)
    paragraphs = [
        f"**{alike_message(record, data=data)}.** {_tested(record)}",
        spread_words(record, data=data),
        f"{REGION_ANSWERS} {_region(record, data=data)}",
        *(() if record.planned else (NOT_PLANNED_NOTE,)),
    ]
    return sentence_block(data, name=f"{record.indicator}-clusters", paragraphs=paragraphs)


def each_cluster(
    changes: Records, *, quality: Protected[tuple[MunicipalityQuality, ...]], data: Prepared
) -> Block:  # fmt: skip
    """One paragraph per cluster: its change in each outcome, whether it stands out, and what to read it with.

    Parameters
    ----------
    changes : tuple of Protected ClusterChanges
        One per outcome, of the same clusters.
    quality : Protected tuple of MunicipalityQuality
        The verdicts on the municipalities' data; those that could look like a change are told.
    data : Prepared
    """
    records, verdicts = [opened(one, data=data) for one in changes], opened(quality, data=data)
    paragraphs = []
    for beside in zip(*(record.clusters for record in records), strict=True):
        told = [f"**{data.agreement.name_of(beside[0].unit)}.**"]
        told += _own(tuple(zip(beside, records, strict=True)), data=data)
        told += [_known(beside[0]), *_reservations(beside[0].unit, verdicts, data=data)]
        paragraphs.append(" ".join(part for part in told if part))
    if not all(record.planned for record in records):
        paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name="each-cluster", paragraphs=paragraphs)


def conclusion_of_clusters(changes: Records, *, data: Prepared) -> Block:
    """The page's main conclusion: whether the clusters changed alike, what is known of the spread, and what is not."""
    records = [opened(one, data=data) for one in changes]
    paragraphs = []
    for record in records:
        answers = [(one.unit, _answer(one)) for one in record.clusters]
        which = answers_message(answers, what=subject(data, record.indicator), data=data)
        paragraphs.append(f"**{alike_message(record, data=data)}.** {which}. {_standing_out(record, data=data)}")
    pooled = next((record.pooled for record in records if record.pooled is not None), None)
    few = _hardly_known(pooled) if pooled is not None else ""
    paragraphs.append(f"Hovedresultatet er regionens egen ændring. {_region(*records, data=data)}")
    paragraphs.append(f"{few} {NOT_A_RANKING}".strip())
    if not all(record.planned for record in records):
        paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name="clusters-conclusion", paragraphs=paragraphs, lead=True)


def spread_words(record: ClusterChanges, *, data: Prepared) -> str:
    """The mean of the clusters' changes, how far they lie from it, and where one more of their kind would lie."""
    pooled, what = record.pooled, outcome(record, data=data)
    if pooled is None:
        why = wording.REASONS[record.pooled_reason]
        return f"Hvor forskellig ændringen i {what} er fra klynge til klynge, kan ikke regnes ud: {why}."
    told = [
        f"Klyngernes ændringer er i gennemsnit {_said(pooled.value, pooled.interval, record.measure)}.",
        f"De ligger typisk {_typical(pooled, record.measure)}.",
        AT_BOUNDARY if "between_at_boundary" in pooled.warnings else "",
        _hardly_known(pooled),
        f"I en tænkt klynge mere ville ændringen med {SURETY} sikkerhed ligge "
        f"{_between(pooled.prediction, record.measure)}.",
    ]
    return " ".join(part for part in told if part)


def _tested(record: ClusterChanges) -> str:
    """How often such differences come by chance, and that two tests were made; or why there is none."""
    if math.isnan(record.p_alike):
        return f"Årsag: {wording.REASONS[record.compared_reason]}."
    return (
        f"Var den det, ville så store forskelle komme ved et tilfælde i {in_pct(record.p_alike)} af alle gange. "
        f"{TWO_TESTS}"
    )


def in_pct(p_value: float) -> str:
    """A probability in a sentence: ``5,5 %``, ``under 0,1 %``; the decimals keep it on its side of 5 and 20 %."""
    pct = 100 * p_value
    if pct < 0.1:
        return f"under {wording.measured(0.1, 'pct')}"
    near, decimals = [100 * one for one in (_SURE_P, _LIKELY_P) if one != p_value], 1
    while decimals < _MOST_DECIMALS and any(is_zero(pct - one, decimals) for one in near):
        decimals += 1
    return wording.measured(pct, "pct", decimals=decimals)


def _typical(pooled: Pooled, measure: str) -> str:
    """``3 dage fra gennemsnittet (mellem 1 og 10 dage)``: the standard deviation and its limits."""
    found = pooled.heterogeneity
    between_sd, limits = math.sqrt(found.between), tuple(math.sqrt(one) for one in found.between_interval)
    decimals = prose_decimals(measure, between_sd, *limits)
    size = wording.said(between_sd, measure, decimals=decimals)
    return f"{size} fra gennemsnittet ({between(*limits, measure=measure, decimals=decimals)})"


def _hardly_known(pooled: Pooled) -> str:
    return HARDLY_KNOWN.format(units=pooled.units) if "between_hardly_known" in pooled.warnings else ""


def _said(value: float, limits: tuple[float, float], measure: str) -> str:
    decimals = prose_decimals(measure, value, *limits)
    return f"{said_signed(value, measure, decimals=decimals)} ({between(*limits, measure=measure, decimals=decimals)})"


def _between(limits: tuple[float, float], measure: str) -> str:
    return between(*limits, measure=measure, decimals=prose_decimals(measure, *limits))


def _region(*records: ClusterChanges, data: Prepared) -> str:
    told = " ".join(_changed(record.region, record, data=data) for record in records)
    return f"For hele regionen gælder: {told}"


def _own(beside: tuple[tuple[ClusterChange, ClusterChanges], ...], *, data: Prepared) -> list[str]:
    """One cluster's change in each outcome, and whether any of them stands out."""
    told, compared = [], [one for one, _ in beside if one.against is not None]
    for one, record in beside:
        told.append(_changed(one, record, data=data))
        told += [f"Ændringen {standing_words(one)}."] if standing(one) != "unclear" else []
    if compared and all(standing(one) == "unclear" for one in compared):
        told.append("Det skiller sig ikke sikkert ud fra de andre klynger.")
    return told


def _changed(one: ClusterChange, record: ClusterChanges, *, data: Prepared) -> str:
    """The change of one unit as a sentence: way, size, limits, and what could not have been seen."""
    what, change = outcome(record, data=data), one.change
    if change is None:
        verb = "vurderes ikke" if one.reason == "break_near_start" else "kan ikke vises"
        return f"Ændringen i {what} {verb}: {wording.REASONS[one.reason]}."
    subject_word, sure, decimals = f"{what[0].upper()}{what[1:]}", answer(change), decimals_of(change)
    if sure == "unclear":
        return f"{subject_word} er uden sikker ændring ({range_of(change)}).{detectable(change, decimals=decimals)}"
    size = wording.said(abs(change.value), change.measure, decimals=decimals)
    return f"{subject_word} {VERBS[sure]} med {size} {AGAINST} ({range_of(change)})."


def standing_words(one: ClusterChange) -> str:
    """Where a change lies that stands out: ``ligger 7 dage under gennemsnittet af de andre klynger (…)``."""
    sure, against = standing(one), one.against
    assert against is not None
    way = "over" if sure.endswith("up") else "under"
    limits = (against.lower, against.upper) if way == "over" else (-against.upper, -against.lower)
    decimals = decimals_of(against)
    size = wording.said(abs(against.value), against.measure, decimals=decimals)
    likely = " sandsynligvis" if sure.startswith("likely") else ""
    span = between(*limits, measure=against.measure, decimals=decimals)
    return f"ligger{likely} {size} {way} gennemsnittet af de andre klynger ({span})"


def _standing_out(record: ClusterChanges, *, data: Prepared) -> str:
    """The clusters that stand out, in the agreement's order."""
    if record.shared is None:
        return ""
    found = [one for one in record.clusters if standing(one) != "unclear"]
    if not found:
        return "Ingen enkelt klynge skiller sig sikkert ud."
    return " ".join(f"Ændringen i {data.agreement.name_of(one.unit)} {standing_words(one)}." for one in found)


def _answer(one: ClusterChange) -> Answer:
    if one.change is not None:
        return answer(one.change)
    return "undecided" if one.reason == "break_near_start" else None


def _known(one: ClusterChange) -> str:
    """The mark of a cluster where feeding is known for too few; nothing else."""
    if not one.below_gate:
        return ""
    coverage = wording.measured(one.coverage_pct, "pct", decimals=0) if one.births else "en mindre del"
    return BELOW_GATE.format(coverage=coverage)


def _reservations(unit: str, verdicts: tuple[MunicipalityQuality, ...], *, data: Prepared) -> tuple[str, ...]:
    """What is known of the cluster's data that could look like a change, by municipality, in one sentence each."""
    told = []
    for row in (one for one in verdicts if data.agreement.cluster_of(one.unit) == unit):
        clauses = [QUALITY_REASONS[reason] for reason in row.reasons if reason in RISKS]
        if clauses:
            name = data.agreement.name_of(row.unit)
            told.append(f"Forbehold i {name}: {wording.sentence_list(clauses)}.")
    if len(told) > _MOST_NAMES:
        return (f"Forbehold: Data fra {len(told)} kommuner kan ligne eller skjule en ændring.",)
    return tuple(told)
