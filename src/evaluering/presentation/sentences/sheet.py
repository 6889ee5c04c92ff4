"""Sentences of a municipality's sheet: what is read first, how its numbers moved, how far its data carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluering import __version__, wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.municipal_levels import Level, MunicipalLevel, MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import is_vague
from evaluering.estimation.unit_sheets import UnitSheet
from evaluering.preparation.municipalities import REGISTRATION as REGISTRATION_REASONS
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, provenance_block, sentence_block
from evaluering.presentation.sentences.level import rows_of, subject
from evaluering.presentation.sentences.parts import limits, verb_around
from evaluering.presentation.sentences.plan import departure_words
from evaluering.presentation.sentences.sheet_actions import MOST_ACTIONS, actions, assessed, first_action
from evaluering.presentation.uncertainty import SURETY, VERBS, Certainty, answer, between, prose_decimals
from evaluering.study.indicators import CohortRow
from evaluering.wording.municipalities import NOT_ASSESSED_CLAUSES, STANDING_CLAUSES
from evaluering.wording.sheets import (
    AMBITIONS,
    MORE_FOUND,
    NOT_WHY,
    REGISTRATION,
    SHEET_MEANINGS,
    SHEET_SHAPES,
    SHEET_VERDICTS,
    SMALLEST,
    VAGUE_DATES,
    VAGUE_FEW,
)

LevelsByOutcome = Sequence[Protected[MunicipalLevels]]

_TOO_FEW = ("coverage", "too_few_children")
"""Reasons for which a level is no number to conclude from."""


def sheet_conclusion(sheet: Protected[UnitSheet], *, levels: LevelsByOutcome, data: Prepared) -> Block:
    """What is read first: the level, beside cluster and region, since earlier, how far the data carry, what to do.

    Parameters
    ----------
    sheet : Protected UnitSheet
    levels : sequence of Protected MunicipalLevels
        One per outcome, in the order of the sheet's years.
    data : Prepared
    """
    record = opened(sheet, data=data)
    records = [opened(one, data=data) for one in levels]
    pairs = list(zip(record.years, records, strict=True))
    own = _own_words(pairs, sheet=record, data=data)
    moved = [_standing_words(pairs, data=data), _since_words(record, data=data)]
    action = first_action(record, records, data=data)
    told_of = [_why_vague(_latest(years), of=of, sheet=record) for years, of in pairs]
    # Data "can be used" would be read as the numbers can, where none of them is worth a conclusion.
    carries = "" if all(told_of) and not _useless(record) else f"**{SHEET_VERDICTS[record.quality.verdict]}.** "
    do = f"{carries}Det vigtigste nu: {action}"
    beside = " ".join(one for one in moved if one)
    # Where the numbers cannot be used, that is said before them.
    paragraphs = (do, *own, beside) if _useless(record) else (*own, beside, do)
    block = f"{record.unit}-sheet-conclusion"
    return sentence_block(data, name=block, paragraphs=[one for one in paragraphs if one], lead=True)


def sheet_targets(cohorts: Protected[tuple[CohortRow, ...]], *, data: Prepared) -> Block:
    """The region's targets as what they are for a municipality, and when the next year's births can be counted."""
    goals = [
        wording.goal(one.id, wording.said(one.target, one.measure), name=one.name) for one in data.agreement.indicators
    ]
    told = AMBITIONS.format(goals=", og at ".join(goals))
    waiting = [row for row in opened(cohorts, data=data) if row.grain == "agreement_year" and not row.mature]
    if waiting:
        year = wording.period("agreement_year", str(waiting[0].year))
        told = f"{told} Børn født i {year} kan tælles med fra {wording.long_date(waiting[0].mature_on)}."
    return sentence_block(data, name="sheet-targets", paragraphs=[told])


def _useless(record: UnitSheet) -> bool:
    return record.quality.verdict == "does_not_carry"


def sheet_change(sheet: Protected[UnitSheet], *, data: Prepared) -> Block:
    """How each outcome moved since the last year before the agreement, with its limits."""
    record = opened(sheet, data=data)
    found = [one for one in record.differences if one is not None]
    told = [_moved(one, data=data) for one in found]
    if _useless(record):
        told = ["Det vurderes ikke, fordi amningen er kendt for for få af børnene."]
    elif any(answer(one) != "unclear" for one in found):
        told.append(f"{NOT_WHY} {REGISTRATION}" if _registered_otherwise(record) else NOT_WHY)
    elif not told:
        told = ["Det kan ikke vises. Tallene for det seneste år eller for året før aftalen må ikke vises."]
    return sentence_block(data, name=f"{record.unit}-sheet-change", paragraphs=told)


def sheet_quality(sheet: Protected[UnitSheet], *, levels: LevelsByOutcome, data: Prepared) -> Block:
    """How far the data of the municipality carry, and what was found that does not stand among the first actions."""
    record = opened(sheet, data=data)
    verdict, coverage = record.quality.verdict, record.quality.coverage_pct
    known = f" Amningen kendes for {wording.measured(coverage, 'pct')} af børnene." if coverage == coverage else ""
    paragraphs = [f"**{SHEET_SHAPES[verdict]} {SHEET_VERDICTS[verdict]}.**{known} {SHEET_MEANINGS[verdict]}"]
    more = actions(record, [opened(one, data=data) for one in levels], data=data)[MOST_ACTIONS:]
    paragraphs += [" ".join([MORE_FOUND, *(f"{seen} {do}" for seen, do in more)])] if more else []
    return sentence_block(data, name=f"{record.unit}-sheet-quality", paragraphs=paragraphs)


def sheet_provenance(data: Prepared) -> Block:
    """Where the numbers come from, in one paragraph: how they were made stands on the region's pages."""
    text = (
        f"Tallene bygger på data udtrukket {wording.long_date(data.extraction_date)}. Dataversion {data.version}. "
        f"Beregnet med evaluering {__version__}. Antal fra 1 til {data.parameters.disclosure_threshold - 1} vises "
        f"ikke. Analyseplan {data.plan.id} med fingeraftryk {data.plan.fingerprint()}. {departure_words(data)}"
    )
    return provenance_block(data, name="provenance", paragraphs=[text])


def _registered_otherwise(record: UnitSheet) -> bool:
    """Whether something in how the row registers could have moved its numbers."""
    return any(reason in REGISTRATION_REASONS for reason in record.quality.reasons)


def _own_words(
    pairs: Sequence[tuple[OutcomeSeries, MunicipalLevels]], *, sheet: UnitSheet, data: Prepared
) -> list[str]:
    """A paragraph per outcome, or one for all where none can be shown or none is worth a conclusion."""
    name = data.agreement.name_of(sheet.unit)
    vague = {_why_vague(_latest(years), of=of, sheet=sheet) for years, of in pairs}
    row = _latest(sheet.years[0])
    if len(vague) == 1 and (why := vague.pop()) and row is not None:
        when = wording.period("agreement_year", str(row.period))
        told = f"**Tallene for {name} i {when} kan ikke vurderes, {why}.** De står i tabellen."
        return [f"{_not_this_year(sheet, data=data)} {told}".strip()]
    told_all = [_level_words(years, of=of, sheet=sheet, data=data) for years, of in pairs]
    shown = [one for one in told_all if one]
    if not shown:
        return [f"**Tallene for {name} kan ikke vises, {_why_not(sheet)}.**"]
    return [f"{_not_this_year(sheet, data=data)} {shown[0]}".strip(), *shown[1:]]


def _not_this_year(sheet: UnitSheet, *, data: Prepared) -> str:
    """That the latest year is hidden and why, before an older one is told; empty where it is shown."""
    latest, last = _latest(sheet.years[0]), rows_of(sheet.years[0])[-1]
    if latest is None or str(latest.period) == str(last.period):
        return ""
    when = wording.period("agreement_year", str(last.period))
    return f"**Tallene for {data.agreement.name_of(sheet.unit)} i {when} vises ikke, {_why_hidden(last)}.**"


def _latest(years: OutcomeSeries) -> Any | None:
    """The latest year with a number that may be shown."""
    shown = [row for row in rows_of(years) if not row.hidden and row.value == row.value]
    return shown[-1] if shown else None


def _level_words(years: OutcomeSeries, *, of: MunicipalLevels, sheet: UnitSheet, data: Prepared) -> str:
    """The latest year that may be shown, with its limits, beside cluster and region; empty without one.

    No number where its interval is too wide for a conclusion, or too few children are known: it stands in the table.
    """
    row, what = _latest(years), subject(data, years.indicator)
    if row is None:
        return ""
    same_year, when = str(row.period) == of.period, wording.period(years.grain, str(row.period))
    if why := _why_vague(row, of=of, sheet=sheet):
        return f"**{what[0].upper()}{what[1:]} i {when} kan ikke vurderes, {why}.**"
    decimals = prose_decimals(years.measure, row.value, row.lower, row.upper)
    value = wording.said(row.value, years.measure, decimals=decimals)
    limits_told = between(row.lower, row.upper, measure=years.measure, decimals=decimals)
    beside = _named_levels(of, row=years.unit, data=data)
    if years.indicator != data.agreement.indicators[0].id:
        told = f"**I {when} var {what} {value}** ({limits_told})."
        beside = beside if same_year else ""
    else:
        name = data.agreement.name_of(years.unit)
        told = f"**I {when} var {what} i {name} {value}.** Med {SURETY} sikkerhed ligger tallet {limits_told}."
    return f"{told} {'Tallet var' if same_year else 'Det år var tallet'} {beside}." if beside else told


def _why_vague(row: Any | None, *, of: MunicipalLevels, sheet: UnitSheet) -> str:
    """Why a level is not worth a conclusion; empty where it is, or where there is none."""
    if row is None:
        return ""
    reason = of.row(sheet.unit).reason if str(row.period) == of.period else ""
    if reason in _TOO_FEW:
        return NOT_ASSESSED_CLAUSES[reason]
    if is_vague(row.lower, row.upper, measure=of.measure):
        return VAGUE_DATES if "statuses_only" in sheet.quality.reasons else VAGUE_FEW
    return ""


def _why_hidden(row: Any) -> str:
    return NOT_ASSESSED_CLAUSES["hidden" if row.hidden else "no_data"]


def _why_not(record: UnitSheet) -> str:
    """Why no year can be shown."""
    rows = rows_of(record.years[0])
    if rows and "no_data" in record.quality.reasons:
        return NOT_ASSESSED_CLAUSES["no_data"]
    return _why_hidden(rows[-1]) if rows else NOT_ASSESSED_CLAUSES["maturity"]


def _standing_words(pairs: Sequence[tuple[OutcomeSeries, MunicipalLevels]], *, data: Prepared) -> str:
    """Where the row lies against chance, or why that cannot be said; nothing of what has no number in the lead."""
    told = [
        (record, row)
        for years, record in pairs
        if (row := record.row(years.unit)).level.value == row.level.value
        and (assessed(years, record) or not (row.assessable or row.reason in _TOO_FEW))
    ]
    clauses = [_standing(row) for _, row in told]
    if len(set(clauses)) == 1 and len(told) == len(pairs):
        return f"{'Tallene' if len(told) > 1 else 'Tallet'} {clauses[0]}."
    subjects = [subject(data, record.indicator) for record, _ in told]
    return " ".join(f"{what[0].upper()}{what[1:]} {clause}." for what, clause in zip(subjects, clauses, strict=True))


def _standing(row: MunicipalLevel) -> str:
    """``ligger inden for de almindelige udsving for en kommune af den størrelse``, or why that cannot be said."""
    if not row.assessable:
        return f"kan ikke vurderes mod de andre kommuners, {NOT_ASSESSED_CLAUSES[row.reason]}"
    return f"ligger {STANDING_CLAUSES[row.standing]} for en kommune af den størrelse"


def _named_levels(record: MunicipalLevels, *, row: str, data: Prepared) -> str:
    """``111 dage i Gødstrupklyngen og 113 dage i Region Midtjylland``; a cluster that is the row itself is left out."""
    agreement = data.agreement
    cluster = agreement.cluster_of(row)
    whole = set(agreement.municipalities_of(cluster)) == set(agreement.municipalities_of(row))
    units: list[tuple[str, Level]] = [(one.unit, one) for one in record.clusters if one.unit == cluster and not whole]
    units.append((REGION, record.region))
    return wording.sentence_list(
        [
            f"{wording.said(one.value, record.measure, decimals=prose_decimals(record.measure, one.value))} "
            f"i {agreement.name_of(unit)}"
            for unit, one in units
            if one.value == one.value
        ]
    )


def _since_words(record: UnitSheet, *, data: Prepared) -> str:
    """How the outcomes moved since the year before the agreement; nothing where the two cannot be shown or used."""
    told = [one for one in record.differences if one is not None]
    if not told or _useless(record):
        return ""
    since = f"iden {wording.period('agreement_year', told[0].first_period)}"
    by_answer: dict[Certainty, list[str]] = {}
    for one in told:
        by_answer.setdefault(answer(one), []).append(subject(data, one.indicator))
    unclear = by_answer.pop("unclear", [])
    if not by_answer:
        return f"Der er ingen sikker ændring s{since}."
    (first, what), *others = ((sure, wording.sentence_list(names)) for sure, names in by_answer.items())
    words = [f"S{since} {verb_around(first, what)}."]
    words += [f"{name[0].upper()}{name[1:]} {VERBS[sure]}." for sure, name in others]
    words += [f"Der er ingen sikker ændring i {wording.sentence_list(unclear)}."] if unclear else []
    words += ["Det kan komme af måden at registrere på."] if _registered_otherwise(record) else []
    return " ".join(words)


def _moved(estimate: Estimate, *, data: Prepared) -> str:
    """One outcome between two years: its direction with limits, or what could not have been seen."""
    what, sure = subject(data, estimate.indicator), answer(estimate)
    first = wording.period("agreement_year", estimate.first_period)
    last = wording.period("agreement_year", estimate.last_period).removeprefix("aftaleår ")
    when = f"ra {first} til {last}"
    if sure == "unclear":
        smallest = estimate.smallest_detectable
        size = wording.said(smallest, estimate.measure, decimals=prose_decimals(estimate.measure, smallest))
        return f"Der er ingen sikker ændring i {what} f{when}. {SMALLEST.format(size=size)}"
    return f"F{when} {verb_around(sure, what)}. {limits(estimate)}"
