"""Tables of durations: children still fully breastfed by age, published thresholds, and tests of two years."""

from __future__ import annotations

import math
from typing import Any

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.survival.curve_batch import HALF_YEAR
from evaluering.estimation.survival.unit_curves import PUBLISHED_DAYS, UnitCurves
from evaluering.estimation.survival.unit_durations import HazardRatio, UnitDurationTests, UnitRegistered
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.duration_results import median_entries
from evaluering.presentation.results import level_entries
from evaluering.presentation.sentences.durations import added_up, by_age, points_of
from evaluering.presentation.sentences.level import rows_of, whole_years
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, NONE, hidden_notes, value_cell, with_interval
from evaluering.presentation.tables.change import chance
from evaluering.wording.durations import (
    BEYOND,
    CHANCE_GLOSS,
    HALF_NOTE,
    OBSERVED_NOTE,
    RATIO_GLOSS,
    REGISTER_METHOD,
    REGISTER_REASONS,
    STILL_NOTE,
    THRESHOLD_NOTE,
    WEEKS,
)


def at_risk(curves: Protected[UnitCurves], *, data: Prepared) -> Block:
    """Per birth year: the children known, how many of them were still fully breastfed by age, and half of them."""
    record = opened(curves, data=data)
    kind = "aftaleår" if record.grain == "agreement_year" else "fødselsår"
    rows = [_at_risk_row(record, row) for row in record.births.itertuples(index=False)]
    hidden = [any(cell == wording.HIDDEN for cell in row) for row in rows]
    table = Table(
        caption=f"Børn, der stadig blev ammet fuldt, i {data.agreement.name_of(record.unit)} efter {kind}",
        columns=(
            Column("Født i", "left"),
            Column("Børn med kendt amning (dækning)"),
            *(Column(f"Ammet ved {WEEKS[day]} uger") for day in PUBLISHED_DAYS),
            Column("Fulgt til 26 uger"),
            Column(f"Dag, hvor halvdelen er stoppet ({CI})"),
        ),
        rows=tuple(rows),
        notes=(STILL_NOTE, THRESHOLD_NOTE, OBSERVED_NOTE, HALF_NOTE, *hidden_notes(hidden), CONFIDENCE_NOTE),
    )
    name = f"{record.unit}-{record.grain.replace('_', '-')}-at-risk"
    return table_block(data, name=name, table=table, results=median_entries(record))


def _at_risk_row(record: UnitCurves, row: Any) -> tuple[str, ...]:
    year = wording.period(record.grain, str(row.period)).removeprefix("aftaleår ")
    if row.hidden:
        return (year, *[wording.HIDDEN] * (len(PUBLISHED_DAYS) + 3))
    points = by_age(points_of(record, period=str(row.period)))
    coverage = wording.measured(row.coverage_pct, "pct")
    followed = points[HALF_YEAR].observed if HALF_YEAR in points else math.nan
    return (
        year,
        f"{wording.count(int(row.known))} ({coverage})",
        *(_still_cell(points, day) for day in PUBLISHED_DAYS),
        wording.count(int(followed)) if followed == followed else wording.HIDDEN,
        _median_cell(row),
    )


def _still_cell(points: dict[int, Any], day: int) -> str:
    """Number at an age; its share stands in the table of shares."""
    return wording.number(points[day].still, 0) if day in points else wording.HIDDEN


def _median_cell(row: Any) -> str:
    if row.median != row.median:
        return NONE
    limits = [wording.number(one, 0) if one == one else NONE for one in (row.median_lower, row.median_upper)]
    return f"{wording.number(row.median, 0)} ({f'{limits[0]} til {limits[1]}'.replace(' ', wording.NARROW)})"


def thresholds(thresholds: Protected[tuple[OutcomeSeries, ...]], *, data: Prepared) -> Block:
    """The published shares by calendar year."""
    records = [whole_years(one) for one in opened(thresholds, data=data)]
    years = [rows_of(record) for record in records]
    rows = tuple(
        (str(first.period), *(value_cell(row) for row in (first, *others)))
        for first, *others in zip(*years, strict=True)
    )
    hidden = [row.hidden for found in years for row in found]
    table = Table(
        caption=f"Andel ammet fuldt ved de fire aldre i {data.agreement.name_of(records[0].unit)}",
        columns=(Column("Født i", "left"), *(Column(f"{BEYOND[day]} ({CI})") for day in PUBLISHED_DAYS)),
        rows=rows,
        notes=(
            f"Tallene er procent af børn med kendt amning. {THRESHOLD_NOTE}",
            *hidden_notes(hidden),
            CONFIDENCE_NOTE,
        ),
    )
    # The share at 26 weeks is published with the levels of its own indicator.
    entries = [one for record in records[:-1] for one in level_entries(record)]
    return table_block(data, name=f"{records[0].unit}-thresholds", table=table, results=entries)


def registered(registered: Protected[UnitRegistered], *, data: Prepared) -> Block:
    """From the register's mean to ours, reason by reason."""
    record = opened(registered, data=data)
    place = data.agreement.name_of(record.unit)
    rows: list[tuple[str, ...]] = []
    hidden = record.hidden or record.counts_hidden
    if record.registered is not None and record.restricted is not None:
        theirs, ours, steps = added_up(record)
        children = dict(zip(record.explanation["reason"], record.explanation["children"], strict=True))
        rows.append(
            ("Databasens måde", _children(record.registered.n or math.nan, hidden), _mean(record.registered, theirs))
        )
        for reason, step in steps:
            name = REGISTER_REASONS[reason]
            told = NONE if reason == "capped" else _children(children[reason], hidden)
            rows.append((name[:1].upper() + name[1:], told, wording.signed(step, "count")))
        rows.append(("Vores måde", _children(record.restricted.n, False), _mean(record.restricted, ours)))
    year = f" for børn født i {record.period}" if record.period else ""
    table = Table(
        caption=f"Fra databasens gennemsnit til vores{year} i {place}",
        columns=(Column("Trin", "left"), Column("Børn"), Column(f"Dage ({CI})")),
        rows=tuple(rows),
        notes=(REGISTER_METHOD, *hidden_notes([hidden]), CONFIDENCE_NOTE),
    )
    return table_block(data, name=f"{record.unit}-registered-table", table=table)


def _children(count: float, hidden: bool) -> str:
    return wording.HIDDEN if hidden or count != count else wording.count(int(count))


def _mean(estimate: Estimate, value: float) -> str:
    return with_interval(value, estimate.lower, estimate.upper)


def duration_tests(tests: Protected[UnitDurationTests], *, data: Prepared) -> Block:
    """The ratio of stopping after the start to before, over all ages, early and late, and the log-rank test."""
    record = opened(tests, data=data)
    place = data.agreement.name_of(record.unit)
    when = " mod ".join(wording.period("agreement_year", one) for one in reversed(record.periods))
    rows = (
        ("Alle aldre", *_ratio_cells(record.ratio)),
        ("Til og med 9 uger", *_ratio_cells(record.early)),
        ("Efter 9 uger", *_ratio_cells(record.late)),
        ("Er forholdet ens før og efter 9 uger?", NONE, chance(record.proportional_p_value)),
        ("Er de to kurver ens? (log-rank-prøve)", NONE, chance(record.p_value)),
    )
    notes = [RATIO_GLOSS, CHANCE_GLOSS, CONFIDENCE_NOTE]
    if record.reason:
        notes = [f"Der er ingen tal: {wording.REASONS[record.reason]}."]
    table = Table(
        caption=f"Hvor mange stoppede på en given dag i {place}{f': {when}' if when else ''}",
        columns=(Column("Sammenligning", "left"), Column(f"Forhold ({CI})"), Column("p")),
        rows=rows,
        notes=tuple(notes),
    )
    return table_block(data, name=f"{record.unit}-duration-tests-table", table=table)


def _ratio_cells(ratio: HazardRatio | None) -> tuple[str, str]:
    if ratio is None:
        return NONE, NONE
    limits = wording.interval(ratio.lower, ratio.upper, decimals=2).replace(" ", wording.NARROW)
    return f"{wording.number(ratio.value, 2)} ({limits})", chance(ratio.p_value)
