"""The table of declared breaks: what else than the agreement moved the numbers, when, why and by which source."""

from __future__ import annotations

from evaluering import wording
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, table_block


def declared_breaks(data: Prepared) -> Block:
    """The breaks of the analysis plan, in the order of time."""
    table = Table(
        caption="Andet end aftalen, der har flyttet tallene",
        columns=tuple(Column(label, "left") for label in ("Hændelse", "Børn født fra", "Til", "Grund", "Kilde")),
        rows=tuple(
            (
                one.title,
                wording.long_month(one.first),
                "i dag" if one.last is None else wording.long_month(one.last),
                one.reason,
                one.source,
            )
            for one in data.plan.breaks
        ),
        notes=("Begge måneder tæller med.",) if data.plan.breaks else ("Planen nævner ingen.",),
    )
    return table_block(data, name="declared-breaks", table=table)
