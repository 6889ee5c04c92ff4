"""Tables of months over time: how many lie above the median, the runs of each unit, the months outside limits."""

from __future__ import annotations

from typing import Any

from evaluering import wording
from evaluering.estimation.unit_charts import AFTER, CUT, UnitProportionChart, UnitRunChart
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.chart_results import run_chart_entries
from evaluering.presentation.sentences.charts import SIGNALS, later_months, phase_rows
from evaluering.presentation.sentences.level import short_subject
from evaluering.presentation.tables.cells import NONE
from evaluering.presentation.uncertainty import CELLS, answer
from evaluering.presentation.units import ProportionChartsByUnit, RunChartsByUnit, page_unit
from evaluering.wording.charts import (
    FALSE_SIGNALS,
    LEVEL_GLOSS,
    NOTHING_NEW_SIGN,
    NOTHING_NEW_SIGN_NOTE,
    PHASES,
    RULES_GLOSS,
    RUN_VERDICTS,
    SIGN_NOTE,
    WAVES_NOTE,
    WIDER,
)

_UNITS = {"days": "dage", "pct": "%"}
_NOT_A_RANKING = "Rækkerne står i aftalens rækkefølge. Tabellen er ikke en rangliste."


def months_above(charts: tuple[RunChartsByUnit, ...], *, data: Prepared) -> Block:
    """Per unit and outcome: how many months after the start lie above the median before, and how it went before.

    Parameters
    ----------
    charts : tuple of RunChartsByUnit
        By outcome: the units that `evaluering.presentation.units.collect_run_charts` gives.
    data : Prepared
    """
    records = [[opened(one, data=data) for one in units] for units in charts]
    heads = [short_subject(data, units[0].series.indicator).capitalize() for units in records]
    rows = [
        (data.agreement.name_of(beside[0].series.unit), *(cell for one in beside for cell in _above_cells(one)))
        for beside in zip(*records, strict=True)
    ]
    nothing_new = any(NOTHING_NEW_SIGN in cell for row in rows for cell in row)
    table = Table(
        caption="Måneder efter aftalens start over midterniveauet",
        columns=(
            Column("Enhed", "left"),
            *(
                column
                for head in heads
                for column in (Column(f"{head}: måneder over", "left"), Column(f"{head} før aftalen", "left"))
            ),
        ),
        rows=tuple(rows),
        notes=(
            LEVEL_GLOSS,
            f"{SIGN_NOTE}{f' {NOTHING_NEW_SIGN_NOTE}' if nothing_new else ''}",
            *((WAVES_NOTE,) if any("i bølger" in cell for row in rows for cell in row) else ()),
            "Før aftalen: om tallet steg eller faldt fra år til år før overgangen. "
            "En stigning, der var i gang, giver i sig selv måneder over.",
            FALSE_SIGNALS,
            _NOT_A_RANKING,
        ),
    )
    unit = page_unit(data, [one.series.unit for one in records[0]])
    results = [
        entry for units in records for one in units if one.series.unit == unit for entry in run_chart_entries(one)
    ]
    planned = all(one.planned for units in records for one in units)
    return table_block(data, name=f"{unit}-months-above", table=table, results=results, planned=planned)


def run_charts(charts: RunChartsByUnit, *, data: Prepared) -> Block:
    """One outcome's run charts in several units: the median, longest run, crossings and verdict after the start."""
    records = [opened(one, data=data) for one in charts]
    first = records[0].series
    table = Table(
        caption=f"{data.agreement.indicator(first.indicator).name}: seriediagram for hver enhed",
        columns=(
            Column("Enhed", "left"),
            Column(f"Midterniveau ({_UNITS[first.measure]})"),
            Column("Før", "left"),
            Column("Måneder"),
            Column("Længste række (højst)"),
            Column("Skift (mindst)"),
            Column("Efter", "left"),
        ),
        rows=tuple(row for record in records for row in _run_rows(record, data=data)),
        notes=(
            _dates(records),
            RULES_GLOSS,
            f"{SIGN_NOTE} Under ti måneder giver intet svar.",
            "Måneder, der ligger præcis på midterniveauet, tæller ikke med.",
            "Stjernen viser, at årstiden er trukket fra.",
            FALSE_SIGNALS,
            _NOT_A_RANKING,
        ),
    )
    unit = page_unit(data, [one.series.unit for one in records])
    results = [entry for one in records if one.series.unit == unit for entry in run_chart_entries(one)]
    planned = all(one.planned for one in records)
    return table_block(data, name=f"{first.indicator}-{unit}-runs", table=table, results=results, planned=planned)


def proportion_charts(charts: ProportionChartsByUnit, *, data: Prepared) -> Block:
    """The share's control chart in several units: centre, and how many months lie outside."""
    records = [opened(one, data=data) for one in charts]
    first = records[0].series
    wider = any(one.chart is not None and one.chart.kind == "p_prime" for one in records)
    table = Table(
        caption=f"{data.agreement.indicator(first.indicator).name}: måneder uden for grænserne",
        columns=(
            Column("Enhed", "left"),
            Column("Niveau før"),
            Column("Udenfor før"),
            Column("Over, efter aftalens start"),
            Column("Under, efter aftalens start"),
        ),
        rows=tuple(_proportion_row(record, data=data) for record in records),
        notes=(
            "Tallene er måneder uden for grænserne af alle måneder. Overgangen er ikke talt med.",
            "Grænserne ligger tre standardafvigelser fra niveauet før.",
            *((WIDER,) if wider else ()),
            "Ved mange måneder falder enkelte udenfor ved et tilfælde.",
            _NOT_A_RANKING,
        ),
    )
    name = f"{page_unit(data, [one.series.unit for one in records])}-proportion-charts"
    return table_block(data, name=name, table=table, planned=all(one.planned for one in records))


def _above_cells(record: UnitRunChart) -> tuple[str, str]:
    """The months above the median with the shape of their verdict, and whether it rose before."""
    if record.chart is None:
        return f"Ikke vist: {wording.REASONS[record.reason]}", NONE
    later = later_months(record.chart)
    new = record.chart.phases["verdict"].iloc[0] != "signal"
    cells = []
    for one in later:
        verdict = "signal" if one.pattern in SIGNALS else one.pattern
        sign = RUN_VERDICTS[verdict].split(" ", 1)[0] if new or verdict != "signal" else NOTHING_NEW_SIGN
        when = f" {wording.lowered(PHASES[one.phase])}" if len(later) > 1 else ""
        waves = ", i bølger" if one.pattern == "waves" else ""
        cells.append(f"{sign} {one.above} af {one.total}{when}{waves}")
    return ", ".join(cells), CELLS[answer(record.trend)] if record.trend is not None else NONE


def _run_rows(record: UnitRunChart, *, data: Prepared) -> list[tuple[str, ...]]:
    """A unit's months after the start; where the ramp stands for itself, a row for it and one for what follows."""
    name = data.agreement.name_of(record.series.unit)
    chart = record.chart
    if chart is None:
        return [(name, NONE, NONE, NONE, NONE, NONE, f"Ikke vist: {wording.REASONS[record.reason]}")]
    level = f"{wording.number(chart.median)}{'*' if chart.deseasonalised else ''}"
    before, *later = (row for row in phase_rows(chart) if row.phase != CUT)
    return [_run_row(name, row, level=level, before=RUN_VERDICTS[before.verdict].split(" ", 1)[0]) for row in later]


def _run_row(name: str, row: Any, *, level: str, before: str) -> tuple[str, ...]:
    assessed = row.verdict != "not_assessed"
    return (
        name if row.phase == AFTER else f"{name}, {wording.lowered(PHASES[row.phase])}",
        level,
        before,
        wording.count(row.points),
        f"{row.longest_run} ({row.longest_allowed})" if assessed else NONE,
        f"{row.crossings} ({row.fewest_allowed})" if assessed else NONE,
        RUN_VERDICTS[row.verdict],
    )


def _proportion_row(record: UnitProportionChart, *, data: Prepared) -> tuple[str, ...]:
    name, chart = data.agreement.name_of(record.series.unit), record.chart
    if chart is None:
        return (name, NONE, NONE, NONE, f"Ikke vist: {wording.REASONS[record.reason]}")
    frame = chart.frame
    before, after = frame[frame["baseline"]], frame[frame["period"] >= str(record.design.start)]
    outside = after[after["outside"]]
    over = int((outside["value"] > outside["upper"]).sum())
    return (
        name,
        f"{wording.measured(100 * chart.centre, 'pct')}{'*' if chart.kind == 'p_prime' else ''}",
        f"{int(before['outside'].sum())} af {len(before)}",
        f"{over} af {len(after)}",
        f"{len(outside) - over} af {len(after)}",
    )


def _dates(records: list[UnitRunChart]) -> str:
    """Which months of birth each phase holds: the widest over the units, which differ where months are hidden."""
    spans: dict[str, tuple[str, str]] = {}
    for record in records:
        for row in phase_rows(record.chart) if record.chart is not None else []:
            if row.first_period:
                first, last = spans.get(row.phase, (row.first_period, row.last_period))
                spans[row.phase] = min(first, row.first_period), max(last, row.last_period)
    return " ".join(f"{PHASES[phase]}: født fra {wording.span(*span)}." for phase, span in spans.items())
