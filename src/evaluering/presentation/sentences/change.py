"""Sentences on the change of one unit and outcome: how large it is, how sure, and which children it is about."""

from __future__ import annotations

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_change import UnitChange, UnitTrend
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import short_subject, subject
from evaluering.presentation.sentences.parts import (
    AGAINST,
    EXPECTED,
    decimals_of,
    detectable,
    in_children,
    limits,
    not_shown,
    range_of,
    undecided,
    verb_around,
    with_and_without,
)
from evaluering.presentation.sentences.side_by_side import clusters_message
from evaluering.presentation.uncertainty import answer, said_signed, said_size
from evaluering.presentation.units import ChangesByUnit
from evaluering.wording.interrupted import NOT_A_PROOF, OTHER_CAUSES
from evaluering.wording.plan import NOT_PLANNED_NOTE


def change_message(change: UnitChange, *, data: Prepared) -> str:
    """The mean change as one sentence without its full stop; also the title of its figure."""
    name, what = data.agreement.name_of(change.unit), subject(data, change.indicator)
    if change.fit is None:
        return f"I {name} kan ændringen i {what} ikke vises"
    if undecided(change):
        return f"I {name} kan det ikke afgøres, om {what} er ændret"
    estimate = change.fit.estimate("mean_change")
    sure = answer(estimate)
    if sure == "unclear":
        return f"I {name} er der ingen sikker ændring i {what}"
    size = said_size(estimate.value, estimate.measure, decimals=decimals_of(estimate))
    return f"I {name} {verb_around(sure, what)} med {size} {AGAINST}"


def change(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """The mean change of one unit and outcome in words, with its uncertainty and what it is in children."""
    record = opened(change, data=data)
    paragraphs = [f"**{change_message(record, data=data)}.**"]
    if record.fit is None:
        paragraphs.append(not_shown(record))
    else:
        estimate = record.fit.estimate("mean_change")
        paragraphs[0] += f" {with_and_without(record)}" if undecided(record) else f" {_compared(estimate)}"
        born = wording.span(record.start, record.last_month)
        paragraphs.append(
            f"{EXPECTED} Tallet er gennemsnittet for alle børn født fra {born}."
            f"{f' Det bygger på {wording.count(record.children)} børn.' if record.children else ''}"
            f"{'' if undecided(record) else in_children(record, estimate)}"
        )
        if NOT_PLANNED in estimate.warnings:
            paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-change", paragraphs=paragraphs)


def conclusion_of_changes(
    changes: tuple[Protected[UnitChange], ...], *, data: Prepared, beside: tuple[ChangesByUnit, ...] = ()
) -> Block:
    """The page's main conclusion on change: one paragraph per outcome, and what it does not say.

    Parameters
    ----------
    changes : tuple of Protected UnitChange
        The page's own unit, one per outcome.
    data : Prepared
    beside : tuple of ChangesByUnit
        The same outcomes in several units: for the region, its clusters are told too.
    """
    records = [opened(one, data=data) for one in changes]
    paragraphs = [_concluded(record, data=data) for record in records]
    if records[0].unit == REGION:
        clusters = [tuple(opened(one, data=data) for one in units) for units in beside]
        clusters = [tuple(one for one in units if one.unit != REGION) for units in clusters]
        paragraphs += [f"{clusters_message(units, data=data)}." for units in clusters if len(units) > 1]
    proof = NOT_A_PROOF.format(month=wording.long_month(data.agreement.start))
    paragraphs.append(f"{EXPECTED} {proof} {OTHER_CAUSES}")
    return sentence_block(data, name=f"{records[0].unit}-conclusion-change", paragraphs=paragraphs, lead=True)


def since_agreement(change: UnitChange, *, data: Prepared) -> str:
    """The mean change as a sentence of its own beside a verdict, with its interval.

    Held against the years before, and told so: right after two yearly values it is else read as their difference.
    """
    what, since = short_subject(data, change.indicator), wording.long_month(change.start)
    if change.fit is None:
        return f"Ændringen i {what} kan ikke vises. {not_shown(change)}"
    if undecided(change):
        return f"Om {what} er ændret siden {since}, kan ikke afgøres. {with_and_without(change)}"
    estimate = change.fit.estimate("mean_change")
    sure, mark = answer(estimate), _planned_mark(estimate)
    if sure == "unclear":
        unseen = detectable(estimate, decimals=decimals_of(estimate))
        return f"Siden {since} er der ingen sikker ændring i {what} ({range_of(estimate)}).{unseen}{mark}"
    size = said_size(estimate.value, estimate.measure, decimals=decimals_of(estimate))
    likely = "sandsynligvis " if sure.startswith("likely") else ""
    way = "højere" if sure.endswith("up") else "lavere"
    return (
        f"Siden {since} lå {what} {likely}i gennemsnit {size} {way}, end udviklingen fra før pegede på "
        f"({range_of(estimate)}).{mark}"
    )


def units_message(changes: tuple[UnitChange, ...], *, data: Prepared) -> str:
    """In which clusters an outcome rose or fell, without the last full stop; of one unit alone, its change."""
    one_alone = len(changes) == 1
    return change_message(changes[0], data=data) if one_alone else clusters_message(changes, data=data)


def comparison(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """Which birth months are before, left out and after."""
    record = opened(change, data=data)
    start = Month.parse(record.start)
    last_before = start + (-record.cut_months - 1)
    paragraphs = [
        f"Før: børn født fra {wording.span(record.first_month, last_before)}. "
        f"Efter: børn født fra {wording.span(start, record.last_month)} ({record.mature_months} måneder)."
    ]
    if record.cut_months:
        left_out = wording.span(last_before + 1, start + -1)
        paragraphs.append(
            f"Børn født fra {left_out} holdes ude. De blev allerede ammet, da aftalen begyndte. "
            "Derfor er de kun delvist omfattet."
        )
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-comparison", paragraphs=paragraphs)


def trend(trend: Protected[UnitTrend], *, data: Prepared) -> Block:
    """The yearly change before the agreement."""
    record = opened(trend, data=data)
    estimate = record.estimate
    name, what = data.agreement.name_of(record.unit), subject(data, record.indicator)
    if estimate is None:
        text = f"Udviklingen før aftalen i {what} i {name} kan ikke vises, fordi {wording.REASONS[record.reason]}."
        return sentence_block(data, name=f"{record.indicator}-{record.unit}-trend", paragraphs=[text])
    sure, decimals = answer(estimate), max(1, decimals_of(estimate))
    size = said_size(estimate.value, estimate.measure, decimals=decimals)
    first = (
        f"**Før aftalen var der ingen sikker ændring i {what} i {name}.** Beregningen giver "
        f"{said_signed(estimate.value, estimate.measure, decimals=decimals)} om året."
        f"{detectable(estimate, decimals=decimals, rate=' om året')}"
        if sure == "unclear"
        else f"**Før aftalen {verb_around(sure, what)} i {name} med {size} om året.**"
    )
    second = (
        f"{limits(estimate, least=1, verb='lå den årlige ændring')} "
        f"Det gælder børn født fra {wording.span(record.first_month, record.last_month)}."
    )
    paragraphs = [first, second, *([NOT_PLANNED_NOTE] if NOT_PLANNED in estimate.warnings else [])]
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-trend", paragraphs=paragraphs)


def _concluded(record: UnitChange, *, data: Prepared) -> str:
    message = f"**{change_message(record, data=data)}.**"
    if record.fit is None:
        return f"{message} {not_shown(record)}"
    if undecided(record):
        return f"{message} {with_and_without(record)}"
    estimate = record.fit.estimate("mean_change")
    unseen = detectable(estimate, decimals=decimals_of(estimate))
    return f"{message} {limits(estimate)}{unseen}{_planned_mark(estimate)}"


def _planned_mark(estimate: Estimate) -> str:
    """The note after a number that was not planned, as a sentence of its own."""
    return f" {NOT_PLANNED_NOTE}" if NOT_PLANNED in estimate.warnings else ""


def _compared(estimate: Estimate) -> str:
    """The interval, and where the change is not sure also its value and what could have been seen."""
    if answer(estimate) != "unclear":
        return limits(estimate)
    decimals = decimals_of(estimate)
    value = said_signed(estimate.value, estimate.measure, decimals=decimals)
    return f"Beregningen giver {value}. {limits(estimate)}{detectable(estimate, decimals=decimals)}"
