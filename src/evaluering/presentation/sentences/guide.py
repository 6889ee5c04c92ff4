"""Sentences on how the report is to be read, and on the agreement it is about."""

from __future__ import annotations

from evaluering import wording
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, sentence_block
from evaluering.presentation.sentences.forecast import target_value
from evaluering.wording import background as words
from evaluering.wording.guide import READ_FIRST
from evaluering.wording.plan import COUNTS


def how_to_read(data: Prepared) -> Block:
    """The guide in short."""
    return sentence_block(data, name="how-to-read", paragraphs=READ_FIRST, lead=True)


def agreement_in_short(data: Prepared) -> Block:
    """When the agreement began, what it aims at, and who decides."""
    agreement, background = data.agreement, data.agreement.background
    count = len(agreement.indicators)
    opening = words.LEAD.format(
        start=wording.long_month(agreement.start),
        count=COUNTS.get(count, str(count)),
        verb="er" if data.extraction_date <= agreement.deadline else "var",
        deadline=wording.long_date(agreement.deadline),
    )
    goals = [
        words.GOAL.format(
            name=wording.short_name(one.id, name=one.name), value=target_value(one.target, measure=one.measure)
        )
        for one in agreement.indicators
    ]
    told = [" ".join([opening, *goals])]
    told += [words.BESIDE.format(name=wording.lowered(one.name), why=one.why) for one in background.ambitions]
    if background.decision:
        told.append(words.DECISION.format(group=background.steering_group, decision=background.decision))
    return sentence_block(data, name="agreement-in-short", paragraphs=told, lead=True)


def agreement_about(data: Prepared) -> Block:
    """What the agreement is about, in the words of its documents."""
    told = data.agreement.background.description or (words.NO_DOCUMENTS,)
    return sentence_block(data, name="agreement-about", paragraphs=told)


def not_in_documents(data: Prepared) -> Block:
    """What the documents do not say."""
    told = data.agreement.background.not_told
    text = " ".join(words.NOT_TOLD.format(what=one) for one in told)
    return sentence_block(data, name="not-in-documents", paragraphs=[text or words.NO_DOCUMENTS])
