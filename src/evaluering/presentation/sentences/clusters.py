"""Sentences on clusters side by side: whether they changed alike, how they spread, and where all that leaves us."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.clusters.pooling import Pooled
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.sentences.municipalities import in_short
from evaluering.presentation.sentences.one_cluster import (
    LIKELY_P,
    SURE_P,
    Records,
    changed_words,
    outcome,
    standing,
    standing_words,
)
from evaluering.presentation.sentences.parts import about
from evaluering.presentation.sentences.side_by_side import Answer, answers_message
from evaluering.presentation.uncertainty import answer, between, prose_decimals, said_signed
from evaluering.wording.clusters import (
    ALIKE,
    AT_BOUNDARY,
    HARDLY_KNOWN,
    JOINTLY,
    NOT_A_RANKING,
    REGION_ANSWERS,
    UNSURE_BUT_LARGE,
)
from evaluering.wording.plan import NOT_PLANNED_NOTE

Alike = Literal["differ", "likely_differ", "unclear", "not_told"]

SAID_LIKELY = "sandsynligvis"
_RARELY = 10
"""From one time in so many on it is *kun*."""
_SELDOM = 1000


def alike(record: ClusterChanges) -> Alike:
    """Whether the clusters changed alike, in the words' own steps: by the larger p of the two tests."""
    if math.isnan(record.p_alike):
        return "not_told"
    if record.p_alike <= SURE_P:
        return "differ"
    return "likely_differ" if record.p_alike <= LIKELY_P else "unclear"


def alike_message(record: ClusterChanges, *, data: Prepared) -> str:
    """Whether the clusters changed alike, as one sentence without its full stop; also the title of a figure."""
    return ALIKE[alike(record)].format(what=outcome(record, data=data))


def changed_message(record: ClusterChanges, *, data: Prepared) -> str:
    """In how many clusters the outcome changed, surely and likely, without the last full stop; a title of a figure."""
    told = _which(record, what=outcome(record, data=data), data=data).split(". ")
    return ". ".join([told[0], *(one for one in told[1:] if SAID_LIKELY in one)])


def clusters(changes: Protected[ClusterChanges], *, data: Prepared) -> Block:
    """Whether the clusters changed alike in one outcome, and how rarely chance alone makes them differ so much."""
    record = opened(changes, data=data)
    paragraphs = [
        f"**{alike_message(record, data=data)}.** {_tested(record)}",
        *(() if record.planned else (NOT_PLANNED_NOTE,)),
    ]
    return sentence_block(data, name=f"{record.indicator}-clusters", paragraphs=paragraphs)


def spread(changes: Records, *, data: Prepared) -> Block:
    """The appendix's main conclusion: how far the clusters' changes lie apart, and how little five can tell of it."""
    records = [opened(one, data=data) for one in changes]
    paragraphs = [f"**{alike_message(record, data=data)}.** {spread_words(record, data=data)}" for record in records]
    few = dict.fromkeys(_hardly_known(record.pooled) for record in records if record.pooled is not None)
    paragraphs.append(" ".join(one for one in (*few, REGION_ANSWERS) if one))
    if not all(record.planned for record in records):
        paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name="clusters-spread-words", paragraphs=paragraphs, lead=True)


def conclusion_of_clusters(
    changes: Records, *, levels: tuple[Protected[MunicipalLevels], ...], data: Prepared
) -> Block:  # fmt: skip
    """The page's main conclusion: whether the clusters changed alike, who stands out, and where municipalities lie."""
    records = [opened(one, data=data) for one in changes]
    paragraphs = []
    for record in records:
        which = _which(record, what=subject(data, record.indicator), data=data)
        told = (f"**{alike_message(record, data=data)}.**", f"{which}.", _unsure_but_large(record, data=data))
        paragraphs.append(" ".join(one for one in (*told, standing_out(record, data=data)) if one))
    paragraphs += in_short([opened(one, data=data) for one in levels], data=data)
    region = " ".join(changed_words(record.region, record, data=data) for record in records)
    paragraphs.append(f"Hovedresultatet er regionens egen ændring. For hele regionen gælder: {region}")
    pooled = next((record.pooled for record in records if record.pooled is not None), None)
    few = _hardly_known(pooled) if pooled is not None else ""
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
    measure, decimals = record.measure, prose_decimals(record.measure)
    mean = between(*pooled.interval, measure=measure, decimals=decimals)
    told = [
        f"Klyngernes ændringer er i gennemsnit {said_signed(pooled.value, measure, decimals=decimals)} ({mean}).",
        f"De ligger typisk {_typical(pooled, measure)}.",
        _one_more(pooled, measure),
    ]
    return " ".join(part for part in told if part)


def _one_more(pooled: Pooled, measure: str) -> str:
    """Where one more cluster of the kind would lie; nothing of it where no spread is seen: few say too little then."""
    if "between_at_boundary" in pooled.warnings:
        return AT_BOUNDARY
    span = between(*pooled.prediction, measure=measure, decimals=prose_decimals(measure))
    return f"I en tænkt klynge mere ville ændringen omtrent ligge {span}."


def _tested(record: ClusterChanges) -> str:
    """How rarely such differences come by chance; or why that is not told."""
    if math.isnan(record.p_alike):
        return f"Årsag: {wording.REASONS[record.compared_reason]}."
    return f"{times(record.p_alike)} ville så store forskelle opstå tilfældigt."


def times(p_value: float) -> str:
    """A probability as a natural frequency that opens a sentence: ``Kun omkring 1 af 18 gange``."""
    if p_value * _SELDOM < 1:
        return f"Færre end 1 af {wording.count(_SELDOM)} gange"
    if p_value <= LIKELY_P:
        one_in = about(1 / p_value)
        return f"{'Kun omkring' if one_in >= _RARELY else 'Omkring'} 1 af {wording.count(one_in)} gange"
    tenths = round(10 * p_value)
    return f"Omkring {tenths} af 10 gange" if tenths < 10 else "Næsten hver gang"


def _typical(pooled: Pooled, measure: str) -> str:
    """``3 dage fra gennemsnittet (mellem 1 og 10 dage)``: the standard deviation and its limits."""
    found, decimals = pooled.heterogeneity, prose_decimals(measure)
    between_sd, limits = math.sqrt(found.between), tuple(math.sqrt(one) for one in found.between_interval)
    size = wording.said(between_sd, measure, decimals=decimals)
    if not limits[1] > 0:  # the estimates lie nearer each other than any spread explains
        return f"{size} fra gennemsnittet"
    return f"{size} fra gennemsnittet ({between(*limits, measure=measure, decimals=decimals)})"


def _hardly_known(pooled: Pooled) -> str:
    return HARDLY_KNOWN.format(units=pooled.units) if "between_hardly_known" in pooled.warnings else ""


def _which(record: ClusterChanges, *, what: str, data: Prepared) -> str:
    return answers_message([(one.unit, _answer(one)) for one in record.clusters], what=what, data=data)


def _unsure_but_large(record: ClusterChanges, *, data: Prepared) -> str:
    """Clusters whose change is larger than the mean of all, and yet only likely."""
    if record.pooled is None:
        return ""
    told = []
    for sure, words in UNSURE_BUT_LARGE.items():
        sign = 1 if sure == "likely_up" else -1
        names = [
            data.agreement.name_of(one.unit)
            for one in record.clusters
            if one.change is not None and answer(one.change) == sure
            and sign * one.change.value > max(0.0, sign * record.pooled.value)
        ]  # fmt: skip
        told += [words.format(where=wording.sentence_list(names))] if names else []
    return " ".join(told)


def standing_out(record: ClusterChanges, *, data: Prepared) -> str:
    """The clusters that stand out, in the agreement's order."""
    if record.shared is None:
        return ""
    found = [one for one in record.clusters if standing(one, record) != "unclear"]
    if not found:
        return "Ingen enkelt klynge skiller sig sikkert ud."
    told = [f"Ændringen i {data.agreement.name_of(one.unit)} {standing_words(one, record)}." for one in found]
    return " ".join([*told, cautious([record])]).rstrip()


def cautious(records: Sequence[ClusterChanges]) -> str:
    """Why a cluster whose interval is clear of zero is told with a cautious word; empty where none is."""
    for record in records:
        for one in record.clusters:
            sure = standing(one, record)
            if one.against is not None and sure.startswith("likely") and answer(one.against) in ("up", "down"):
                return JOINTLY
    return ""


def _answer(one: ClusterChange) -> Answer:
    if one.change is not None:
        return answer(one.change)
    return "undecided" if one.reason in ("break_near_start", "coverage") else None
