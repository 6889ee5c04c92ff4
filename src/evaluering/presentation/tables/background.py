"""Tables of what an agreement's documents say: ambitions, parties, roles, milestones and what is to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluering import wording
from evaluering.agreement import Municipality
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, table_block
from evaluering.presentation.sentences.forecast import target_value
from evaluering.presentation.tables.cells import NONE
from evaluering.wording import background as words


def ambitions(data: Prepared) -> Block:
    """What the agreement aims at: what is measured here, and what is not."""
    agreement = data.agreement
    deadline = wording.long_date(agreement.deadline)
    rows = [
        (
            one.name,
            words.GOAL_CELL.format(value=target_value(one.target, measure=one.measure), deadline=deadline),
            words.MEASURED_HERE,
            one.source,
        )
        for one in agreement.indicators
    ]
    beside = agreement.background.ambitions
    rows += [(one.name, one.goal, words.NOT_HERE.format(why=one.why), one.source) for one in beside]
    return _shown(
        data, "ambitions", "Aftalens mål", ("Mål", "Ambition", "Indgår her", "Kilde"), rows, words.AMBITIONS
    )  # fmt: skip


def parties(data: Prepared) -> Block:
    """The clusters with their municipalities, and which of them are no parties."""
    agreement = data.agreement
    by_code = {one.code: one for one in agreement.municipalities}
    rows = [
        (cluster.name, wording.sentence_list([_party(by_code[code], data=data) for code in cluster.municipalities]))
        for cluster in agreement.clusters
    ]
    return _shown(data, "parties", "Klynger og kommuner", ("Klynge", "Kommuner"), rows, *_not_parties(data))


def _party(one: Municipality, *, data: Prepared) -> str:
    return one.name if _is_party(one, data=data) else words.NOT_PARTY.format(name=one.name)


def _is_party(one: Municipality, *, data: Prepared) -> bool:
    left = one.party_to is not None and one.party_to < data.extraction_date
    return one.party_from is not None and not left


def _not_parties(data: Prepared) -> Iterator[str]:
    """Who never acceded, who left, and who are only shown together."""
    never = [one.name for one in data.agreement.municipalities if one.party_from is None]
    left = [
        one.name
        for one in data.agreement.municipalities
        if one.party_from is not None and not _is_party(one, data=data)
    ]  # fmt: skip
    for names, told in ((never, words.NOT_ACCEDED), (left, words.LEFT)):
        if names:
            yield told.format(names=wording.sentence_list(names))
    yield from (words.TOGETHER.format(name=group.name) for group in data.agreement.publication_groups)


def roles(data: Prepared) -> Block:
    """Who does what in the agreement: offices and bodies, never persons."""
    rows = [(one.name, one.task, one.source) for one in data.agreement.background.roles]
    return _shown(data, "roles", "Hvem gør hvad", ("Hvem", "Opgave", "Kilde"), rows, words.NO_NAMES)


def milestones(data: Prepared) -> Block:
    """What was to be in place, by the time first written and by the revised one."""
    rows = [(one.name, one.by, one.revised or NONE, one.source) for one in data.agreement.background.milestones]
    heads = ("Indsats", "Oprindelig frist", "Senere frist", "Kilde")
    return _shown(data, "milestones", "Indsatser og frister", heads, rows, words.MILESTONES_NOTE)


def next_steps(data: Prepared) -> Block:
    """What the documents say is to come."""
    rows = [(one.text, one.source) for one in data.agreement.background.next_steps]
    return _shown(data, "next-steps", "Det, der er planlagt eller anbefalet", ("Skridt", "Kilde"), rows)


def _shown(
    data: Prepared, name: str, caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], *notes: str
) -> Block:  # fmt: skip
    """A table of text; where the documents are not described, it says so."""
    empty = (words.NO_DOCUMENTS, *(NONE for _ in heads[1:]))
    table = Table(
        caption=caption,
        columns=tuple(Column(head, "left") for head in heads),
        rows=tuple(rows) or (empty,),
        notes=notes,
    )
    return table_block(data, name=name, table=table)
