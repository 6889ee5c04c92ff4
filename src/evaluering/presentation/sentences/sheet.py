"""Sentences of a municipality's sheet: the three or four that are read first, and what was found in its data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.municipal_levels import Level, MunicipalLevel, MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_sheets import SheetFinding, UnitSheet
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import rows_of, subject
from evaluering.presentation.sentences.parts import decimals_of, detectable, limits, verb_around
from evaluering.presentation.sentences.quality import quality_sentence
from evaluering.presentation.uncertainty import SURETY, VERBS, Certainty, answer, between, prose_decimals
from evaluering.wording.municipalities import NOT_ASSESSED_CLAUSES, STANDING_CLAUSES
from evaluering.wording.sheets import ACTIONS, CARRY_ON, FINDINGS, OUTSIDE, SHEET_MEANINGS, SHEET_VERDICTS

LevelsByOutcome = Sequence[Protected[MunicipalLevels]]

_MOST_PERIODS = 3


def finding_words(finding: SheetFinding, *, data: Prepared) -> str:
    """What was found, as a sentence."""
    gate = wording.measured(data.parameters.coverage_gate_pct, "pct", decimals=0)
    return FINDINGS[finding.name].format(gate=gate, when=_when(finding.periods))


def action_words(finding: SheetFinding, *, data: Prepared) -> str:
    """What the municipality can do about it, as one or two sentences."""
    start = wording.long_month(data.agreement.start)
    return ACTIONS[finding.name].format(start=start, limit=data.parameters.maturity.reporting_lag_days)


def _when(periods: Sequence[str]) -> str:
    """Months or years in words; many are told by how many they are and how far they reach."""
    told = [wording.long_month(one) if "-" in one else one for one in periods]
    if len(told) <= _MOST_PERIODS:
        return wording.sentence_list(told)
    return f"{len(told)} {'måneder' if '-' in periods[0] else 'år'} fra {told[0]} til {told[-1]}"


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
    told = [_level_words(years, record=one, data=data) for years, one in zip(record.years, records, strict=True)]
    name = data.agreement.name_of(record.unit)
    own = [one for one in told if one] or [f"**Tallene for {name} kan ikke vises, {_why_not(record)}.**"]
    moved = [_standing_words(records, row=record.unit, data=data), _since_words(record, data=data)]
    action = action_words(record.findings[0], data=data) if record.findings else CARRY_ON
    do = f"**{SHEET_VERDICTS[record.quality.verdict]}.** Det vigtigste nu: {action}"
    beside = " ".join(one for one in moved if one)
    # Where the numbers cannot be used, that is said before them.
    paragraphs = (do, *own, beside) if _useless(record) else (*own, beside, do)
    name = f"{record.unit}-sheet-conclusion"
    return sentence_block(data, name=name, paragraphs=[one for one in paragraphs if one], lead=True)


def _useless(record: UnitSheet) -> bool:
    return record.quality.verdict == "does_not_carry"


def sheet_change(sheet: Protected[UnitSheet], *, data: Prepared) -> Block:
    """How each outcome moved between the first and the last year shown, with its limits."""
    record = opened(sheet, data=data)
    told = [_moved(one, data=data) for one in record.differences if one is not None]
    if _useless(record):
        told = ["Det vurderes ikke, fordi amningen er kendt for for få af børnene."]
    elif told:
        told.append("Forskellen viser ikke hvorfor. Den kan også skyldes, at registreringen er ændret.")
    else:
        told = ["Det kan ikke vises. Der er ikke to år, hvor tallene må vises."]
    return sentence_block(data, name=f"{record.unit}-sheet-change", paragraphs=told)


def sheet_quality(sheet: Protected[UnitSheet], *, data: Prepared) -> Block:
    """How far the numbers of the municipality carry, and what that means."""
    record = opened(sheet, data=data)
    paragraphs = [f"**{quality_sentence(record.quality)}** {SHEET_MEANINGS[record.quality.verdict]}"]
    return sentence_block(data, name=f"{record.unit}-sheet-quality", paragraphs=paragraphs)


def _level_words(years: OutcomeSeries, *, record: MunicipalLevels, data: Prepared) -> str:
    """The latest year that may be shown, with its limits, beside cluster and region; empty without one."""
    rows = rows_of(years)
    shown = [row for row in rows if not row.hidden and row.value == row.value]
    if not shown:
        return ""
    row, what = shown[-1], subject(data, years.indicator)
    decimals = prose_decimals(years.measure, row.value, row.lower, row.upper)
    value = wording.said(row.value, years.measure, decimals=decimals)
    limits_told = between(row.lower, row.upper, measure=years.measure, decimals=decimals)
    beside = _named_levels(record, row=years.unit, data=data)
    same_year = str(row.period) == record.period
    if years.indicator != data.agreement.indicators[0].id:
        told = f"**{what[0].upper()}{what[1:]} var {value}** ({limits_told})."
        return f"{told} Tallet var {beside}." if beside and same_year else told
    when, name = wording.period(years.grain, str(row.period)), data.agreement.name_of(years.unit)
    told = f"**I {when} var {what} i {name} {value}.** Med {SURETY} sikkerhed ligger tallet {limits_told}."
    again = "Tallet var"
    if not same_year:
        again = "Samme år var tallet"
        later = wording.period(years.grain, str(rows[-1].period))
        told = f"{told} For {later} kan tallet ikke vises, {_why_hidden(rows[-1])}."
    return f"{told} {again} {beside}." if beside else told


def _why_hidden(row: Any) -> str:
    return NOT_ASSESSED_CLAUSES["hidden" if row.hidden else "no_data"]


def _why_not(record: UnitSheet) -> str:
    """Why no year can be shown."""
    rows = rows_of(record.years[0])
    if rows and "no_data" in record.quality.reasons:
        return NOT_ASSESSED_CLAUSES["no_data"]
    return _why_hidden(rows[-1]) if rows else NOT_ASSESSED_CLAUSES["maturity"]


def _standing_words(records: Sequence[MunicipalLevels], *, row: str, data: Prepared) -> str:
    """Where the row lies against chance, or why that cannot be said; nothing where its numbers are not shown."""
    rows = [record.row(row) for record in records]
    if all(one.level.value != one.level.value for one in rows):
        return ""
    clauses = [_standing(one) for one in rows]
    discuss = f" {OUTSIDE}" if any(one.outside for one in rows) else ""
    if len(set(clauses)) == 1:
        both = "Tallene" if len(clauses) > 1 else "Tallet"
        return f"{both} {clauses[0]}.{discuss}"
    subjects = [subject(data, record.indicator) for record in records]
    told = (f"{what[0].upper()}{what[1:]} {clause}." for what, clause in zip(subjects, clauses, strict=True))
    return f"{' '.join(told)}{discuss}"


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
    """How the outcomes moved since the first of the years shown; nothing where no two can be shown or used."""
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
    words += ["Det kan komme af måden at registrere på."] if record.quality.reasons else []
    return " ".join(words)


def _moved(estimate: Estimate, *, data: Prepared) -> str:
    """One outcome between two years: its direction with limits, or what could not have been seen."""
    what, sure = subject(data, estimate.indicator), answer(estimate)
    first = wording.period("agreement_year", estimate.first_period)
    last = wording.period("agreement_year", estimate.last_period).removeprefix("aftaleår ")
    when = f"ra {first} til {last}"
    if sure == "unclear":
        seen = detectable(estimate, decimals=decimals_of(estimate))
        return f"Der er ingen sikker ændring i {what} f{when}.{seen}"
    return f"F{when} {verb_around(sure, what)}. {limits(estimate)}"
