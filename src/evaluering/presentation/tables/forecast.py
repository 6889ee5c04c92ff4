"""Tables of forecasts: how likely each target is, and the slope it asks for."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from evaluering import wording
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.forecast.forecast import NARROW, Scenario
from evaluering.estimation.forecast.prediction import Assumption
from evaluering.estimation.unit_forecast import BirthsForecast, UnitForecast
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, sentence_block, table_block
from evaluering.presentation.results import change_entries
from evaluering.presentation.sentences.forecast import Forecasts, all_counted, assumed, target_value
from evaluering.presentation.tables.cells import CI, NONE, YEAR_NOTE
from evaluering.presentation.uncertainty import SURETY, answer
from evaluering.wording import forecast as words
from evaluering.wording.labels import OUTCOME_WORDS

NARROW_CI = f"{wording.number(100 * NARROW, 0)}{wording.NARROW}%"

_NO_RISE = {
    "down": "Niveauet er over målet",
    "likely_down": "Niveauet er sandsynligvis over målet",
    "unclear": "Tallet er ikke steget hidtil",
    "likely_up": "Tallet er ikke steget hidtil",
    "up": "Tallet er ikke steget hidtil",
}
"""How the level stands where the slope seen is no rise, by how sure it is that some is missing."""

_AS_TOLD: tuple[Assumption, ...] = ("level_stays", "slope_continues")


def forecast(forecasts: Forecasts, *, data: Prepared) -> Block:
    """Per target and births, under both assumptions: the value to expect, its interval, and how likely the target is.

    The narrower interval stands in the figure's table and in the published entries.
    """
    records = [opened(one, data=data) for one in forecasts]
    name = f"{records[0].unit}-forecast"
    if all_counted(records):
        return sentence_block(data, name=name, paragraphs=[words.DONE_TABLE])
    rows = [row for record in records for row in _rows(record, data=data)]
    entries = [told for record in records for one in record.forecasts for told in _entries(one)]
    heads = [words.TRIED[assumption] for assumption in _AS_TOLD]
    table = Table(
        caption=f"Fremskrivning for {data.agreement.name_of(records[0].unit)}: hvor sandsynligt er hvert mål?",
        columns=(
            Column("Mål", "left"), Column("Født i", "left"),
            *(
                column
                for head in heads
                for column in (Column(head), Column(f"Nås målet ved {wording.lowered(head)}?", "left"))
            ),
        ),
        rows=tuple(rows),
        row_headers=2,
        notes=(
            f"Tallene er fremskrevet og ikke målt. I parentes står intervallet på {SURETY}.",
            *(
                f"{head}: {assumed(assumption, words.CLAUSES, records[0])}."
                for head, assumption in zip(heads, _AS_TOLD, strict=True)
            ),
            "Holder antagelsen og metoden, ligger årgangens niveau i intervallet i 95 af 100 tilfælde. "
            "Tilfældige forskelle mellem børn kommer oveni.",
            YEAR_NOTE,
        ),
    )  # fmt: skip
    planned = all(record.planned for record in records)
    return table_block(data, name=name, table=table, results=entries, planned=planned)


def slopes(forecasts: Forecasts, *, data: Prepared) -> Block:
    """How much the outcome must rise a year from now on to reach its target, beside how much it has risen a year."""
    records = [opened(one, data=data) for one in forecasts]
    name = f"{records[0].unit}-slopes"
    if all_counted(records):
        return sentence_block(data, name=name, paragraphs=[words.DONE_SLOPES])
    rows: list[tuple[str, ...]] = []
    entries: list[dict[str, Any]] = []
    for record in records:
        rows += [_slope_row(record, one, data=data) for one in record.forecasts] or [_not_shown(record, 3, data=data)]
        entries += change_entries(tuple(one.forecast.slope_needed for one in record.forecasts))
        entries += change_entries(tuple(one.forecast.slope_observed for one in record.forecasts[:1]))
    table = Table(
        caption=f"Hvor meget skal tallene stige om året i {data.agreement.name_of(records[0].unit)}?",
        columns=(
            Column("Mål", "left"), Column("Født i", "left"), Column("Skal stige om året"),
            Column(f"Ændring om året siden aftalen ({CI})"), Column("I ord", "left"),
        ),
        rows=tuple(rows),
        row_headers=2,
        notes=(
            "Det, der skal til, er den jævne stigning fra nu af, som netop fører tallet op på målet. "
            f"Højst: den øvre ende af intervallet på {SURETY}.",
        ),
    )  # fmt: skip
    planned = all(record.planned for record in records)
    return table_block(data, name=name, table=table, results=entries, planned=planned)


def goal(record: UnitForecast, *, data: Prepared) -> str:
    """Outcome and target: ``Varighed: mindst 120 dage``."""
    named = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    name = OUTCOME_WORDS.get(record.indicator, named)
    return f"{name}: mindst {target_value(record.target, measure=record.measure)}"


def _rows(record: UnitForecast, *, data: Prepared) -> list[tuple[str, ...]]:
    rows = []
    for one in record.forecasts:
        born = words.born([(one.births.grain, one.births.year)])
        told = (_scenario_cells(one.forecast.scenario(assumption), record) for assumption in _AS_TOLD)
        rows.append((goal(record, data=data), born, *(cell for cells in told for cell in cells)))
    return rows or [_not_shown(record, 4, data=data)]


def _scenario_cells(scenario: Scenario, record: UnitForecast) -> tuple[str, str]:
    one = scenario.estimate
    limits = wording.interval(one.lower, one.upper).replace(" ", wording.NARROW)
    return (
        f"{wording.measured(one.value, record.measure)} ({limits})",
        words.likely(scenario.probability, per_cent=True).capitalize(),
    )


def _slope_row(record: UnitForecast, one: BirthsForecast, *, data: Prepared) -> tuple[str, ...]:
    born = words.born([(one.births.grain, one.births.year)])
    told = one.forecast
    rises = told.slope_observed.value > 0
    # The word of the forecast itself, so that one target has one word in both tables.
    enough = words.enough(told.scenario("slope_continues").probability)
    needed, seen = _needed_cell(told.slope_needed), _slope_cell(told.slope_observed)
    return goal(record, data=data), born, needed, seen, enough if rises else _NO_RISE[answer(told.slope_missing)]


def _needed_cell(estimate: Estimate) -> str:
    """The rise that is needed and the most it may be; no rise where the level lies above the target."""
    told = wording.measured(estimate.value, estimate.measure) if estimate.value > 0 else "Ingen stigning"
    most = f"(højst {wording.number(estimate.upper)})".replace(" ", wording.NARROW)
    return f"{told} {most}" if estimate.upper > 0 else told


def _slope_cell(estimate: Estimate) -> str:
    limits = wording.interval(estimate.lower, estimate.upper).replace(" ", wording.NARROW)
    return f"{wording.signed(estimate.value, estimate.measure)} ({limits})"


def _not_shown(record: UnitForecast, empty: int, *, data: Prepared) -> tuple[str, ...]:
    """The row of a target that is not forecast: why stands in its last cell."""
    why = f"Ikke vist: {words.forecast_reason(record.reason)}"
    return (goal(record, data=data), *[NONE] * empty, why)


def _entries(one: BirthsForecast) -> list[dict[str, Any]]:
    """Per assumption: the value with each of its intervals, and the probability of the target."""
    estimates = []
    for scenario in one.forecast.scenarios:
        told = scenario.estimate
        narrow = replace(
            told, estimand=f"{told.estimand}_80", confidence=NARROW, lower=scenario.lower_80, upper=scenario.upper_80
        )
        likely = replace(
            told, estimand=f"{told.estimand}_probability", measure="ratio",
            value=scenario.probability, lower=math.nan, upper=math.nan,
        )  # fmt: skip
        estimates += [told, narrow, likely]
    return change_entries(tuple(estimates))
