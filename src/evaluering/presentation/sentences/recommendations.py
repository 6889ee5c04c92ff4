"""What the answers lead to: modest recommendations by fixed rules, each tied to what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluering import wording
from evaluering.estimation.data_quality.quality import MunicipalityQuality, QualityWord
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.targets import TargetStatus
from evaluering.estimation.unit_clusters import ClusterChanges
from evaluering.estimation.unit_forecast import deadline_births
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.conclusions import each_verdict
from evaluering.presentation.sentences.level import short_subject
from evaluering.presentation.sentences.one_cluster import Records, standing
from evaluering.presentation.sentences.quality import Verdicts, listed
from evaluering.presentation.sentences.standing_out import MunicipalitiesByOutcome, far_out
from evaluering.presentation.sentences.targets import Calendar, Targets
from evaluering.study.indicators import CohortRow
from evaluering.wording import conclusions as words

UNMENDABLE = {"few_births"}
"""Reservations that no municipality can do anything about."""


def recommendations(
    targets: Targets,
    *,
    quality: Verdicts,
    clusters: Records,
    municipalities: MunicipalitiesByOutcome,
    calendar: Calendar,
    data: Prepared,
) -> Block:
    """What the steering group can do with the answers, the most important first.

    Parameters
    ----------
    targets : Targets
        The region's.
    quality : Verdicts
        How far each municipality's data carry.
    clusters : Records
        The changes of the clusters, one record per outcome.
    municipalities : tuple of Protected MunicipalLevels
        Where the municipalities lie, one record per outcome.
    calendar : Calendar
        When the next births can be judged.
    data : Prepared
    """
    statuses = opened(targets, data=data)
    paragraphs = [
        *_decision(statuses, data=data),
        *_obstacles(statuses, data=data),
        *_data(opened(quality, data=data), data=data),
        *_clusters([opened(one, data=data) for one in clusters], data=data),
        *_far_out([opened(one, data=data) for one in municipalities], data=data),
        *_again(opened(calendar, data=data), data=data),
    ]
    return sentence_block(data, name=f"{statuses[0].unit}-recommendations", paragraphs=paragraphs)


def _decision(statuses: Sequence[TargetStatus], *, data: Prepared) -> Iterator[str]:
    """Whether the verdicts are ground enough for the decision that the agreement names."""
    decision, deadline = data.agreement.background.decision, wording.long_date(data.agreement.deadline)
    if not decision:
        return
    found = {status.verdict for status in statuses}
    if "kan_ikke_vurderes" in found:
        case = "unknown"
    elif "nej" in found:
        case = "missed"
    elif "endnu_ikke" in found:
        case = "some" if "ja" in found else "not_yet"
    else:
        case = "unsure" if any(status.crosses for status in statuses) else "met"
    missed = words.NONE_MET if len(found) == 1 else _those(statuses, "nej", data=data)
    unknown = words.NONE_JUDGED if len(found) == 1 else _those(statuses, "kan_ikke_vurderes", data=data)
    unknown = f"{unknown[:1].upper()}{unknown[1:]}"
    told = words.DECIDE[case].format(decision=decision, deadline=deadline, missed=missed, unknown=unknown)
    unsure = [short_subject(data, one.indicator) for one in statuses if one.crosses and case != "unsure"]
    yield f"{told} {words.DOUBT.format(what=wording.sentence_list(unsure))}" if unsure else told


def _those(statuses: Sequence[TargetStatus], verdict: str, *, data: Prepared) -> str:
    """The answers of those with one verdict: ``målet for varigheden er ikke nået``."""
    return ", og ".join(each_verdict(one, data=data) for one in statuses if one.verdict == verdict)


def _obstacles(statuses: Sequence[TargetStatus], *, data: Prepared) -> Iterator[str]:
    """What could make a target judgeable, once per reason."""
    by_reason: dict[str, list[str]] = {}
    for status in statuses:
        if status.verdict == "kan_ikke_vurderes":
            by_reason.setdefault(status.reason, []).append(short_subject(data, status.indicator))
    for reason, named in by_reason.items():
        if reason in words.OBSTACLES:
            yield words.OBSTACLES[reason].format(what=wording.sentence_list(named))


def _data(verdicts: tuple[MunicipalityQuality, ...], *, data: Prepared) -> Iterator[str]:
    """Whose data to see to: first those that cannot be used, then those with reservations that can be mended."""
    failing = _rows(verdicts, "does_not_carry", data=data)
    mendable = [one for one in verdicts if not UNMENDABLE.issuperset(one.reasons)]
    reserved = _rows(mendable, "with_reservations", data=data)
    if failing:
        yield words.CHASE_FIRST.format(rows=listed(failing))
    if reserved:
        yield words.CHASE.format(rows=listed(reserved))
    if not failing and not reserved:
        yield words.CARRY_ON


def _rows(verdicts: Sequence[MunicipalityQuality], word: QualityWord, *, data: Prepared) -> list[str]:
    return [data.agreement.name_of(one.unit) for one in verdicts if one.verdict == word]


def _clusters(records: Sequence[ClusterChanges], *, data: Prepared) -> Iterator[str]:
    """The clusters that stand out, each once on either side, with every outcome in which it does."""
    found: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for record in records:
        for one in record.clusters:
            sure = standing(one, record) if record.shared is not None else "unclear"
            if sure != "unclear":
                side = "up" if sure.endswith("up") else "down"
                what = short_subject(data, record.indicator)
                found.setdefault((one.unit, side), []).append((what, sure.startswith("likely")))
    for cluster in data.agreement.clusters:
        for side, told in words.LOOK_INTO.items():
            outcomes = found.get((cluster.slug, side), [])
            if outcomes:
                yield told.format(cluster=cluster.name, found=f"{_stands(side, outcomes)}. {words.REGISTERED}")


def _stands(side: str, outcomes: Sequence[tuple[str, bool]]) -> str:
    """Where a cluster's changes lie, each as sure as it is, without the full stop."""
    sure, likely = (
        wording.sentence_list([name for name, unsure in outcomes if unsure is wanted]) for wanted in (False, True)
    )
    if not sure:
        return words.STANDS[side].format(what=likely, likely="sandsynligvis ")
    told = words.STANDS[side].format(what=sure, likely="")
    return f"{told}{words.ALSO_LIKELY.format(what=likely)}" if likely else told


def _far_out(records: Sequence[MunicipalLevels], *, data: Prepared) -> Iterator[str]:
    """The municipalities clearly outside the chance limits in some outcome."""
    far = [data.agreement.name_of(unit) for unit in far_out(records, data=data)]
    if far:
        yield words.LOOK_AT.format(rows=listed(far))


def _again(rows: tuple[CohortRow, ...], *, data: Prepared) -> Iterator[str]:
    """When to look at the targets again; of the births the deadline names, that this will be the last answer."""
    waiting = [row for row in rows if row.grain == "agreement_year" and not row.mature]
    if not waiting:
        return
    last = max(one.last_month for one in deadline_births(data.agreement.deadline))
    told = words.FINAL if waiting[0].last_month == last else words.AGAIN
    year = wording.period("agreement_year", str(waiting[0].year))
    yield told.format(when=wording.long_date(waiting[0].mature_on), year=year)
