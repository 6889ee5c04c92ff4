"""The table of what the unknown children could change: the region's before-and-after under stated assumptions."""

from __future__ import annotations

from evaluering import wording
from evaluering.estimation.data_quality.unknown_children import DeltaChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import scenario_entries
from evaluering.presentation.sentences.quality import Scenarios, scenario_words
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE
from evaluering.wording.quality import SCENARIOS


def scenarios(records: Scenarios, *, data: Prepared) -> Block:
    """The mean change of each outcome under every assumption; the primary estimate is one of them."""
    opened_ones = [opened(one, data=data) for one in records]
    found = [{(one.delta_before, one.delta_after): one for one in record.scenarios} for record in opened_ones]
    pairs = [pair for pair in SCENARIOS if any(pair in one for one in found)]
    names = [
        wording.short_name(one.indicator, name=data.agreement.indicator(one.indicator).name) for one in opened_ones
    ]
    name = data.agreement.name_of(opened_ones[0].unit)
    reasons = {record.reason for record in opened_ones if record.reason}
    table = Table(
        caption=f"Gennemsnitlig ændring efter aftalen i {name}, hvis de ukendte børn er anderledes",
        columns=(Column("Hvis", "left"), *(Column(f"{name} ({CI})") for name in names)),
        rows=tuple((SCENARIOS[pair], *(_cell(one.get(pair)) for one in found)) for pair in pairs)
        or (("Ændringen kan ikke vises", *["–"] * len(names)),),
        notes=(
            f"{scenario_words(opened_ones)}.",
            *(f"Ikke vist: {wording.REASONS.get(reason, 'tallet kan ikke regnes ud')}." for reason in sorted(reasons)),
            CONFIDENCE_NOTE,
        ),
    )
    entries = [item for record in opened_ones for item in scenario_entries(record)]
    return table_block(data, name="scenarios", table=table, results=entries)


def _cell(scenario: DeltaChange | None) -> str:
    if scenario is None:
        return "Ikke vist"
    one = scenario.estimate
    limits = wording.interval(one.lower, one.upper).replace(" ", wording.NARROW)
    return f"{wording.signed(one.value, one.measure)} ({limits})"
