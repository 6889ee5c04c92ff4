"""Sentences on the municipalities' levels: how many lie outside the chance limits, and what that can mean."""

from __future__ import annotations

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.uncertainty import between, prose_decimals
from evaluering.wording.municipalities import LIMITS_NOTE, NOT_ASSESSED_CLAUSES, STANDING_CLAUSES
from evaluering.wording.quality import QUALITY_REASONS

_BY_CHANCE = 0.05
"""Part of the rows that lie outside the inner limits when nothing but chance tells them apart."""

_MOST_NAMES = 6
_THE_LIMITS = " de almindelige udsving"


def municipalities(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """What the chance limits show of the municipalities, what that can and cannot mean, and who is not assessed."""
    record = opened(levels, data=data)
    paragraphs = [f"**{funnel_message(record, data=data)}.**"]
    if any(row.assessable for row in record.rows):
        paragraphs += [_by_chance(record, data=data), *_outside(record, data=data), _meaning()]
    paragraphs += _not_assessed(record, data=data)
    return sentence_block(data, name=f"{record.indicator}-municipalities-sentence", paragraphs=paragraphs)


def funnel_message(record: MunicipalLevels, *, data: Prepared) -> str:
    """How many rows lie outside the chance limits, without the last full stop; a title."""
    what = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    judged = [row for row in record.rows if row.assessable]
    if not judged:
        return f"{what}: Kommunerne kan ikke vurderes"
    outside = sum(row.outside for row in judged)
    when = wording.period("agreement_year", record.period)
    if not outside:
        return f"{what}, {when}: Alle {len(judged)} vurderede kommuner ligger inden for de almindelige udsving"
    lies = "kommune" if len(judged) == 1 else "kommuner"
    return f"{what}, {when}: {outside} af {len(judged)} {lies} ligger uden for de almindelige udsving"


def shrunken_message(record: MunicipalLevels, *, data: Prepared) -> str:
    """The span of the shrunken levels, without the last full stop; a title."""
    what = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    shown = [row.shrunken for row in record.rows if row.assessable]
    if not shown:
        return f"{what}: Der er ingen udjævnede tal at vise"
    decimals = prose_decimals(record.measure)
    when = wording.period("agreement_year", record.period)
    if wording.number(min(shown), decimals) == wording.number(max(shown), decimals):
        return f"{what}, {when}: Alle udjævnede tal er {wording.said(shown[0], record.measure, decimals=decimals)}"
    span = between(min(shown), max(shown), measure=record.measure, decimals=decimals)
    return f"{what}, {when}: Kommunernes udjævnede tal ligger {span}"


def _by_chance(record: MunicipalLevels, *, data: Prepared) -> str:
    """How many would lie outside with nothing but chance between them."""
    judged = sum(row.assessable for row in record.rows)
    expected = max(1, round(_BY_CHANCE * judged))
    number = "én" if expected == 1 else str(expected)
    together = "".join(f" {group.name} regnes som én." for group in data.agreement.publication_groups)
    return f"{LIMITS_NOTE} Alene ved tilfældighed ventes omkring {number} af {judged} kommuner uden for.{together}"


def _outside(record: MunicipalLevels, *, data: Prepared) -> list[str]:
    """The rows outside, in the agreement's order, and what in their registration could move them."""
    outside = [row for row in record.rows if row.outside]
    if not outside:
        return []
    name_of = data.agreement.name_of
    named = [f"{name_of(row.unit)} ({STANDING_CLAUSES[row.standing].removesuffix(_THE_LIMITS)})" for row in outside]
    told = [f"Uden for ligger {wording.sentence_list(named)}."]
    for row in outside:
        if row.flags:
            reasons = wording.sentence_list([QUALITY_REASONS[flag] for flag in row.flags])
            told.append(f"I {name_of(row.unit)} kan forskellen være registrering: {reasons}.")
    return [" ".join(told)]


def _meaning() -> str:
    return (
        "Et tal uden for grænserne kan komme af amningen, af familierne, af de ukendte børn eller af registreringen. "
        "Et tal inden for viser ikke, at alt er, som det skal være. Tallene er ikke en rangliste."
    )


def _not_assessed(record: MunicipalLevels, *, data: Prepared) -> list[str]:
    """Who cannot be assessed and why, in the agreement's order."""
    reasons = dict.fromkeys(row.reason for row in record.rows if not row.assessable)
    told = []
    for reason in reasons:
        names = [data.agreement.name_of(row.unit) for row in record.rows if row.reason == reason]
        who = wording.sentence_list(names) if len(names) <= _MOST_NAMES else f"{len(names)} kommuner"
        told.append(f"{who} kan ikke vurderes, {NOT_ASSESSED_CLAUSES[str(reason)]}.")
    return [" ".join(told)] if told else []
