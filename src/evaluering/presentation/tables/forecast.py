"""Tables of forecasts: how likely each target is, and the slope it asks for."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from evaluering import wording
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.forecast.forecast import NARROW, Scenario
from evaluering.estimation.unit_forecast import BirthsForecast, UnitForecast
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import change_entries
from evaluering.presentation.sentences.forecast import Forecasts, target_value
from evaluering.presentation.tables.cells import CI, NONE, YEAR_NOTE
from evaluering.presentation.uncertainty import SURETY, answer, cell_decimals
from evaluering.wording import forecast as words
from evaluering.wording.labels import OUTCOME_WORDS

NARROW_CI = f"{wording.number(100 * NARROW, 0)}{wording.NARROW}%"

_ENOUGH = {
    "down": "Det sete er nok, hvis det fortsætter",
    "likely_down": "Det sete er sandsynligvis nok",
    "unclear": "Usikkert, om det sete er nok",
    "likely_up": "Det sete er sandsynligvis ikke nok",
    "up": "Det sete er ikke nok",
}
"""Whether the slope seen reaches the target, by how sure it is that some is missing."""


def forecast(forecasts: Forecasts, *, data: Prepared) -> Block:
    """Per target, births and assumption: the value to expect, its intervals, and how likely the target is."""
    records = [opened(one, data=data) for one in forecasts]
    rows = [row for record in records for row in _rows(record, data=data)]
    entries = [told for record in records for one in record.forecasts for told in _entries(one)]
    table = Table(
        caption=f"Fremskrivning for {data.agreement.name_of(records[0].unit)}: hvor sandsynligt er hvert mål?",
        columns=(
            Column("Mål", "left"), Column("Født i", "left"), Column("Antagelse", "left"), Column("Forventet tal"),
            Column(f"{SURETY} interval"), Column(f"{NARROW_CI} interval"), Column("Sandsynlighed for målet", "left"),
        ),
        rows=tuple(rows),
        row_headers=3,
        notes=(
            "Tallene er fremskrevet og ikke målt. Niveauet, som det er, er det beregnede niveau i den sidste kendte "
            "måned, ikke gennemsnittet af det seneste år.",
            f"Holder antagelsen og metoden, ligger årgangens niveau i intervallet på {SURETY} i 95 af 100 tilfælde. "
            "Tilfældige forskelle mellem børn kommer oveni.",
            YEAR_NOTE,
        ),
    )  # fmt: skip
    planned = all(record.planned for record in records)
    return table_block(data, name=f"{records[0].unit}-forecast", table=table, results=entries, planned=planned)


def slopes(forecasts: Forecasts, *, data: Prepared) -> Block:
    """How much the outcome must rise a year from now on to reach its target, beside how much it has risen a year."""
    records = [opened(one, data=data) for one in forecasts]
    rows: list[tuple[str, ...]] = []
    entries: list[dict[str, Any]] = []
    for record in records:
        rows += [_slope_row(record, one, data=data) for one in record.forecasts] or [_not_shown(record, 3, data=data)]
        entries += change_entries(tuple(one.forecast.slope_needed for one in record.forecasts))
        entries += change_entries(tuple(one.forecast.slope_observed for one in record.forecasts[:1]))
    table = Table(
        caption=f"Hvor meget skal tallene stige om året i {data.agreement.name_of(records[0].unit)}?",
        columns=(
            Column("Mål", "left"), Column("Født i", "left"), Column(f"Skal stige om året ({CI})"),
            Column(f"Er steget om året siden aftalen ({CI})"), Column("I ord", "left"),
        ),
        rows=tuple(rows),
        row_headers=2,
        notes=(
            "Det, der skal til, er den jævne stigning fra nu af, som netop fører tallet op på målet.",
            "Et minus er et fald. Står det ved det, der skal til, ligger niveauet allerede over målet.",
        ),
    )  # fmt: skip
    planned = all(record.planned for record in records)
    return table_block(data, name=f"{records[0].unit}-slopes", table=table, results=entries, planned=planned)


def goal(record: UnitForecast, *, data: Prepared) -> str:
    """Outcome and target: ``Varighed: mindst 120 dage``."""
    named = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    name = OUTCOME_WORDS.get(record.indicator, named)
    return f"{name}: mindst {target_value(record.target, measure=record.measure)}"


def _rows(record: UnitForecast, *, data: Prepared) -> list[tuple[str, ...]]:
    rows = []
    for one in record.forecasts:
        born = words.born([(one.births.grain, one.births.year)])
        for scenario in reversed(one.forecast.scenarios):  # as in text and figure: what stays, then what goes on
            cells = _scenario_cells(scenario, record)
            rows.append((goal(record, data=data), born, words.ASSUMPTIONS[scenario.assumption], *cells))
    return rows or [_not_shown(record, 5, data=data)]


def _scenario_cells(scenario: Scenario, record: UnitForecast) -> tuple[str, ...]:
    one = scenario.estimate
    shown, told = words.chance(scenario.probability), words.chance_words(scenario.probability)
    return (
        wording.measured(one.value, record.measure),
        wording.interval(one.lower, one.upper),
        wording.interval(scenario.lower_80, scenario.upper_80),
        f"{shown} ({told})",
    )


def _slope_row(record: UnitForecast, one: BirthsForecast, *, data: Prepared) -> tuple[str, ...]:
    born = words.born([(one.births.grain, one.births.year)])
    told = one.forecast
    needed, seen = (_slope_cell(each) for each in (told.slope_needed, told.slope_observed))
    return goal(record, data=data), born, needed, seen, _ENOUGH[answer(told.slope_missing)]


def _slope_cell(estimate: Estimate) -> str:
    decimals = cell_decimals(estimate)
    limits = wording.interval(estimate.lower, estimate.upper, decimals=decimals).replace(" ", wording.NARROW)
    return f"{wording.signed(estimate.value, estimate.measure, decimals=decimals)} ({limits})"


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
