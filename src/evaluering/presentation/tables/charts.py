"""Tables of months over time: the runs of each unit and phase, and the months outside their limits."""

from __future__ import annotations

from typing import Any

from evaluering import wording
from evaluering.estimation.unit_charts import UnitProportionChart, UnitRunChart
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.chart_results import run_chart_entries
from evaluering.presentation.sentences.charts import phase_rows
from evaluering.presentation.tables.cells import NONE
from evaluering.presentation.units import ProportionChartsByUnit, RunChartsByUnit, page_unit
from evaluering.wording.charts import FALSE_SIGNALS, KIND_NAMES, PHASES, RULES_GLOSS, RUN_VERDICTS

_RUN_HEADS = ("Midterniveau", "Måneder", "Længste række (højst)", "Skift (mindst)")
_UNITS = {"days": "dage", "pct": "procent"}
_NOT_A_RANKING = "Rækkerne står i aftalens rækkefølge. Tabellen er ikke en rangliste."


def run_charts(charts: RunChartsByUnit, *, data: Prepared) -> Block:
    """One outcome's run charts in several units: per phase its points, longest run, crossings and verdict."""
    records = [opened(one, data=data) for one in charts]
    first = records[0].series
    rows = [row for record in records for row in _run_rows(record, data=data)]
    table = Table(
        caption=f"{data.agreement.indicator(first.indicator).name}: seriediagram for hver enhed",
        columns=(
            Column("Enhed", "left"),
            Column("Del", "left"),
            *(Column(head) for head in _RUN_HEADS),
            Column("Svar", "left"),
        ),
        rows=tuple(rows),
        row_headers=2,
        notes=(
            _dates(records),
            RULES_GLOSS,
            "Måneder, der ligger præcis på midterniveauet, tæller ikke med. Under ti måneder giver intet svar.",
            f"Midterniveauet er i {_UNITS[first.measure]}. Stjernen viser, at årstiden er trukket fra.",
            FALSE_SIGNALS,
            _NOT_A_RANKING,
        ),
    )
    unit = page_unit(data, [one.series.unit for one in records])
    results = [entry for one in records if one.series.unit == unit for entry in run_chart_entries(one)]
    planned = all(one.planned for one in records)
    return table_block(data, name=f"{first.indicator}-{unit}-runs", table=table, results=results, planned=planned)


def proportion_charts(charts: ProportionChartsByUnit, *, data: Prepared) -> Block:
    """The share's control chart in several units: which kind, centre, spread, and which months lie outside."""
    records = [opened(one, data=data) for one in charts]
    first = records[0].series
    table = Table(
        caption=f"{data.agreement.indicator(first.indicator).name}: måneder uden for grænserne",
        columns=(
            Column("Enhed", "left"),
            Column("Slags", "left"),
            Column("Niveau før"),
            Column("Før"),
            Column("Efter"),
            Column("Måneder udenfor efter aftalens start", "left"),
        ),
        rows=tuple(_proportion_row(record, data=data) for record in records),
        notes=(
            "Før og efter: måneder uden for grænserne af alle måneder. Overgangen er ikke talt med.",
            "Grænserne ligger tre standardafvigelser fra niveauet før. P bruger antallet af børn alene. "
            "P′ er bredere, når månederne før svinger mere end det.",
            "Ved mange måneder falder enkelte udenfor ved et tilfælde.",
            _NOT_A_RANKING,
        ),
    )
    name = f"{page_unit(data, [one.series.unit for one in records])}-proportion-charts"
    return table_block(data, name=name, table=table, planned=all(one.planned for one in records))


def _run_rows(record: UnitRunChart, *, data: Prepared) -> list[tuple[str, ...]]:
    name = data.agreement.name_of(record.series.unit)
    chart = record.chart
    if chart is None:
        return [(name, NONE, NONE, NONE, NONE, NONE, f"Ikke vist: {wording.REASONS[record.reason]}")]
    level = f"{wording.number(chart.median)}{'*' if chart.deseasonalised else ''}"
    return [_run_row(name, row, level=level) for row in phase_rows(chart)]


def _run_row(name: str, row: Any, *, level: str) -> tuple[str, ...]:
    assessed = row.verdict != "not_assessed"
    return (
        name,
        PHASES[row.phase],
        level,
        wording.count(row.points),
        f"{row.longest_run} ({row.longest_allowed})" if assessed else NONE,
        f"{row.crossings} ({row.fewest_allowed})" if assessed else NONE,
        RUN_VERDICTS[row.verdict],
    )


def _proportion_row(record: UnitProportionChart, *, data: Prepared) -> tuple[str, ...]:
    name, chart = data.agreement.name_of(record.series.unit), record.chart
    if chart is None:
        return (name, NONE, NONE, NONE, NONE, f"Ikke vist: {wording.REASONS[record.reason]}")
    frame = chart.frame
    before, after = frame[frame["baseline"]], frame[frame["period"] >= str(record.design.start)]
    outside = after[after["outside"]]
    over = (outside["value"] > outside["upper"]).to_numpy(dtype=bool)
    told = [
        f"{side}: {', '.join(wording.short_month(month) for month in outside['period'][chosen])}"
        for side, chosen in (("Over", over), ("Under", ~over))
        if chosen.any()
    ]
    return (
        name,
        KIND_NAMES[chart.kind],
        wording.measured(100 * chart.centre, "pct"),
        f"{int(before['outside'].sum())} af {len(before)}",
        f"{len(outside)} af {len(after)}",
        ". ".join(told) or "Ingen",
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
