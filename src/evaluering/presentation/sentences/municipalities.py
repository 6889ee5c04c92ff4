"""Sentences on the municipalities' levels: how many lie outside the chance limits, and what that can mean."""

from __future__ import annotations

from collections.abc import Sequence

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.wording.municipalities import CANNOT, CANNOT_BE_ASSESSED, NOT_ASSESSED_CLAUSES, STANDING_CLAUSES
from evaluering.wording.quality import QUALITY_REASONS

_BY_CHANCE = 0.05
"""Part of the rows that lie outside the inner limits when nothing but chance tells them apart."""

_MOST_NAMES = 6
_THE_LIMITS = " de almindelige udsving"


def municipalities(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """What the chance limits show of the municipalities, how many chance alone gives, and who is not assessed."""
    record = opened(levels, data=data)
    paragraphs = [f"**{funnel_message(record, data=data)}.** {_outside(record, data=data)}".strip()]
    if any(row.assessable for row in record.rows):
        paragraphs[0] = f"{paragraphs[0]} {_by_chance(record)}"
    paragraphs += _not_assessed(record, data=data)
    return sentence_block(data, name=f"{record.indicator}-municipalities-sentence", paragraphs=paragraphs)


def in_short(records: Sequence[MunicipalLevels], *, data: Prepared) -> list[str]:
    """The municipalities for a page's main conclusion: who lies outside, by outcome, and who is not assessed."""
    without = [{row.unit for row in record.rows if not row.assessable} for record in records]
    never = set.intersection(*without) if without else set()
    told = []
    for record, units in zip(records, without, strict=True):
        if any(row.assessable for row in record.rows):
            what = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
            told.append(f"{what}: {_counted(record)}{_named(record, data=data)}.")
            told += _cannot(record, units - never, data=data)
    if not told:
        return ["Kommunerne kan ikke vurderes endnu."] if records else []
    told += _cannot(records[0], never, data=data)
    when = wording.period("agreement_year", records[0].period)
    return [f"**Kommunerne i {when}:** {' '.join(told)}{together(data)}"]


def _cannot(record: MunicipalLevels, units: set[str], *, data: Prepared) -> list[str]:
    """``Lemvig og Struer vises ikke i år.``, in the agreement's order; nothing for no units."""
    mine = [row for row in record.rows if row.unit in units]
    names = [data.agreement.name_of(row.unit) for row in mine]
    who = wording.sentence_list(names) if len(names) <= _MOST_NAMES else f"{len(names)} kommuner"
    cannot = {CANNOT.get(row.reason, CANNOT_BE_ASSESSED) for row in mine}
    return [f"{who} {cannot.pop() if len(cannot) == 1 else CANNOT_BE_ASSESSED}."] if names else []


def funnel_message(record: MunicipalLevels, *, data: Prepared) -> str:
    """How many rows lie outside the chance limits, without the last full stop; a title."""
    what = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    if not any(row.assessable for row in record.rows):
        return f"{what}: Kommunerne kan ikke vurderes"
    return f"{what}, {wording.period('agreement_year', record.period)}: {_counted(record)}"


def map_message(record: MunicipalLevels, *, data: Prepared) -> str:
    """Which rows lie outside, in the agreement's order, without the last full stop; a title."""
    what = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    if not any(row.assessable for row in record.rows):
        return f"{what}: Kommunerne kan ikke vurderes"
    when, named = wording.period("agreement_year", record.period), _named(record, data=data).removeprefix(": ")
    return f"{what}, {when}: {f'Uden for de almindelige udsving ligger {named}' if named else _counted(record)}"


def shrunken_message(record: MunicipalLevels, *, data: Prepared) -> str:
    """What the shrunken levels show, without extremes, which would rank; a title without the last full stop."""
    what = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    if not any(row.assessable for row in record.rows):
        return f"{what}: Der er ingen udjævnede tal at vise"
    return f"{what}, {wording.period('agreement_year', record.period)}: Kommunernes tal med usikkerhed"


def _counted(record: MunicipalLevels) -> str:
    """``Af de 16 kommuner, der kan vurderes, ligger 2 uden for de almindelige udsving``."""
    judged = sum(row.assessable for row in record.rows)
    outside = sum(row.outside for row in record.rows)
    of = f"Af de {judged} kommuner, der kan vurderes," if judged > 1 else "Af den ene kommune, der kan vurderes,"
    number = {0: "ingen", 1: "én"}.get(outside, str(outside))
    return f"{of} ligger {number} uden for{_THE_LIMITS}"


def _named(record: MunicipalLevels, *, data: Prepared) -> str:
    """``: Skive (klart under) og Randers (over)``; nothing where no row is outside, or too many."""
    outside = [row for row in record.rows if row.outside]
    if not outside or len(outside) > _MOST_NAMES:
        return ""
    words = [STANDING_CLAUSES[row.standing].removesuffix(_THE_LIMITS) for row in outside]
    names = [data.agreement.name_of(row.unit) for row in outside]
    return f": {wording.sentence_list([f'{name} ({word})' for name, word in zip(names, words, strict=True)])}"


def together(data: Prepared) -> str:
    """Which municipalities are counted as one, as sentences after another; empty where none are."""
    return "".join(f" {group.name} regnes som én." for group in data.agreement.publication_groups)


def _by_chance(record: MunicipalLevels) -> str:
    """How many would lie outside with nothing but chance between them."""
    judged = sum(row.assessable for row in record.rows)
    expected = max(1, round(_BY_CHANCE * judged))
    number = "én" if expected == 1 else str(expected)
    return f"Alene ved tilfældighed ventes omkring {number} af {judged} uden for."


def _outside(record: MunicipalLevels, *, data: Prepared) -> str:
    """The rows outside, in the agreement's order, and what in their registration could move them."""
    outside = [row for row in record.rows if row.outside]
    name_of = data.agreement.name_of
    named = [f"{name_of(row.unit)} ({STANDING_CLAUSES[row.standing].removesuffix(_THE_LIMITS)})" for row in outside]
    told = [f"Det er {wording.sentence_list(named)}."] if named else []
    for row in outside:
        if row.flags:
            reasons = wording.sentence_list([QUALITY_REASONS[flag] for flag in row.flags])
            told.append(f"I {name_of(row.unit)} kan forskellen være registrering: {reasons}.")
    return " ".join(told)


def _not_assessed(record: MunicipalLevels, *, data: Prepared) -> list[str]:
    """Who cannot be assessed and why, in the agreement's order."""
    reasons = dict.fromkeys(row.reason for row in record.rows if not row.assessable)
    told = []
    for reason in reasons:
        names = [data.agreement.name_of(row.unit) for row in record.rows if row.reason == reason]
        who = wording.sentence_list(names) if len(names) <= _MOST_NAMES else f"{len(names)} kommuner"
        cannot = CANNOT.get(str(reason), CANNOT_BE_ASSESSED)
        told.append(f"{who} {cannot}, {NOT_ASSESSED_CLAUSES[str(reason)]}.")
    return [f"{' '.join(told)}{together(data)}"] if told else []
