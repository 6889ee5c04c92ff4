"""Tables of checks: all of them with verdict and meaning, and the numbers behind each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.checks.check import Check
from evaluering.estimation.unit_checks import UnitChecks
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import e_value_entries
from evaluering.presentation.sentences.checks import check_sentence
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, NONE
from evaluering.presentation.uncertainty import telling_decimals
from evaluering.wording.interrupted import CHECK_NAMES, CHECK_VERDICTS, METHODS, cut, ramp
from evaluering.wording.labels import OUTCOME_WORDS
from evaluering.wording.plan import NOT_PLANNED_NOTE

Rows = Callable[[Check, str, Prepared], list[tuple[str, ...]]]


def checks(checks: tuple[Protected[UnitChecks], ...], *, data: Prepared) -> Block:
    """Every check of every outcome: its verdict in word and shape, and what it means for the change."""
    records = [opened(one, data=data) for one in checks]
    unit = records[0].unit
    rows: list[tuple[str, ...]] = []
    for record in records:
        name = _outcome(record, data)
        if record.reason:
            rows.append((name, "Alle prøver", CHECK_VERDICTS["not_assessed"], _why(record.reason)))
        for check in record.checks:
            told = check_sentence(check, measure=change_measure(record.measure), part=_part(unit))
            rows.append((name, CHECK_NAMES[check.name], CHECK_VERDICTS[check.verdict], told))
    table = Table(
        caption=f"Holder beregningen for {data.agreement.name_of(unit)}?",
        columns=(
            Column("Mål", "left"), Column("Prøve", "left"), Column("Svar", "left"), Column("Hvad det betyder", "left"),
        ),
        rows=tuple(rows),
        row_headers=2,
        notes=(
            "En prøve, der giver tvivl, siger ikke, at ændringen er forkert. Den siger, hvad der bør læses med.",
            *((NOT_PLANNED_NOTE,) if data.departures else ()),
        ),
    )  # fmt: skip
    entries = [
        one
        for record in records
        for one in e_value_entries(
            record,
            definition=data.agreement.indicator(record.indicator).definition,
            span=(str(data.agreement.start), data.panel.last_mature_month),
        )
    ]
    planned = all(one.planned for one in records)
    return table_block(data, name=f"{unit}-checks", table=table, results=entries, planned=planned)


def check_details(checks: tuple[Protected[UnitChecks], ...], *, check: str, data: Prepared) -> Block:
    """The numbers behind one check, for every outcome.

    Parameters
    ----------
    checks : tuple of Protected UnitChecks
    check : str
        Name of a check that has a table of its own: ``leave_one_out``, ``residual_autocorrelation``,
        ``residual_season``, ``alternative_models`` or ``hidden_cause``.
    data : Prepared

    Raises
    ------
    KeyError
        For another name.
    """
    records = [opened(one, data=data) for one in checks]
    heads, told, notes = _DETAILS[check]
    rows: list[tuple[str, ...]] = []
    for record in records:
        name = _outcome(record, data)
        found = [one for one in record.checks if one.name == check]
        made = [row for one in found for row in told(one, change_measure(record.measure), data)]
        rows += [(name, *row) for row in made] or [(name, "Ikke vist", *[NONE] * (len(heads) - 1))]
    table = Table(
        caption=f"{CHECK_NAMES[check]}: tallene bag for {data.agreement.name_of(records[0].unit)}",
        columns=(Column("Mål", "left"), Column(heads[0], "left"), *(Column(head) for head in heads[1:])),
        rows=tuple(rows),
        row_headers=2,
        notes=(*notes, *((NOT_PLANNED_NOTE,) if data.departures else ())),
    )
    planned = all(one.planned for one in records)
    return table_block(data, name=f"{records[0].unit}-{check}", table=table, planned=planned)


def change_measure(measure: str) -> str:
    """Unit of a change in an outcome: percentages differ by percentage points."""
    return "pct_point" if measure == "pct" else measure


def _outcome(record: UnitChecks, data: Prepared) -> str:
    named = wording.short_name(record.indicator, name=data.agreement.indicator(record.indicator).name)
    return OUTCOME_WORDS.get(record.indicator, named)


def _why(reason: str) -> str:
    return f"Ændringen kan ikke vises: {wording.REASONS[reason]}."


def _part(unit: str) -> str:
    return "kommune eller klynge" if unit == REGION else "kommune"


def _change(row: Any, measure: str) -> tuple[str, str]:
    """A change and its limits in two cells."""
    decimals = telling_decimals(row.value, row.lower, row.upper, least=1)
    limits = wording.interval(row.lower, row.upper, decimals=decimals) if math.isfinite(row.lower) else NONE
    return wording.signed(row.value, measure, decimals=decimals), limits.replace(" ", wording.NARROW)


def _left_out_rows(check: Check, measure: str, data: Prepared) -> list[tuple[str, ...]]:
    def told(row: Any) -> tuple[str, ...]:
        name = data.agreement.name_of(str(row.left_out))
        return (name, wording.HIDDEN, wording.HIDDEN) if row.hidden else (name, *_change(row, measure))

    return [told(row) for row in check.table.itertuples()]


def _lag_rows(check: Check, measure: str, data: Prepared) -> list[tuple[str, ...]]:  # noqa: ARG001
    def told(row: Any) -> tuple[str, ...]:
        inside = abs(row.autocorrelation) <= row.limit
        months = "1 måned" if row.lag == 1 else f"{row.lag} måneder"
        return months, wording.number(row.autocorrelation, 2), "Ja" if inside else "▲ Nej"

    return [told(row) for row in check.table.itertuples()]


def _season_rows(check: Check, measure: str, data: Prepared) -> list[tuple[str, ...]]:  # noqa: ARG001
    def told(row: Any) -> tuple[str, ...]:
        month = wording.long_month(f"2000-{int(row.season):02d}").split()[0]
        return month.capitalize(), wording.count(int(row.periods)), wording.number(row.mean, 2)

    return [told(row) for row in check.table.itertuples()]


def _model_rows(check: Check, measure: str, data: Prepared) -> list[tuple[str, ...]]:  # noqa: ARG001
    """The planned calculation by its name, every other by what it does otherwise."""
    rows = list(check.table.itertuples())

    def told(row: Any) -> tuple[str, ...]:
        other = [
            words
            for words, differs in (
                (METHODS.get(row.method, row.method), row.method != rows[0].method),
                (ramp(row.ramp_periods or None), row.ramp_periods != rows[0].ramp_periods),
                (cut(row.cut_periods), row.cut_periods != rows[0].cut_periods),
            )
            if differs
        ]
        name = ", ".join(other) or wording.alternative("default")
        return name, *_change(row, measure), "▲ Ja" if row.contradicts else "Nej"

    return [told(row) for row in rows]


def _cause_rows(check: Check, measure: str, data: Prepared) -> list[tuple[str, ...]]:  # noqa: ARG001
    names = {"value": "Ændringen selv", "limit": "Intervallets nærmeste grænse"}

    def told(row: Any) -> tuple[str, ...]:
        return names[row.number], wording.number(row.risk_ratio, 2), wording.number(row.e_value, 2)

    return [told(row) for row in check.table.itertuples()]


_DETAILS: Mapping[str, tuple[tuple[str, ...], Rows, tuple[str, ...]]] = MappingProxyType({
    "leave_one_out": (("Udeladt", "Ændring", CI), _left_out_rows, (CONFIDENCE_NOTE,)),
    "residual_autocorrelation": (
        ("Afstand", "Sammenhæng tilbage", "Inden for det ventede"),
        _lag_rows,
        ("Omkring 19 af 20 skal ligge inden for det ventede, når intet er tilbage.",),
    ),
    "residual_season": (
        ("Født i", "Måneder", "Gennemsnit tilbage"),
        _season_rows,
        ("Gennemsnittet er målt i typiske udsving. Det skal ligge nær nul i alle måneder.",),
    ),
    "alternative_models": (
        ("Beregning", "Ændring", CI, "Siger imod"),
        _model_rows,
        (
            "En beregning siger imod, når den giver et andet svar: ikke længere en sandsynlig ændring, "
            "først nu en sikker, eller en sikker den anden vej.",
            CONFIDENCE_NOTE,
        ),
    ),
    "hidden_cause": (
        ("Tal", "Forhold", "E-værdi"),
        _cause_rows,
        (
            "Forholdet er tallet efter aftalens start delt med det ventede. For varigheden er det regnet om.",
            "E-værdien siger, hvor stærk en ukendt årsag mindst skulle være for alene at give tallet. "
            "1 betyder, at der ikke skal noget til. Der er ingen fast grænse: Læseren må selv vurdere tallet.",
        ),
    ),
})  # fmt: skip
"""Heads without the first, how rows are told, and notes, by the name of the check."""
