"""The table of the conclusions: per target the answer, the latest number, and what has changed."""

from __future__ import annotations

from evaluering import wording
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_change import UnitChange
from evaluering.estimation.year_change import YearChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Entry, Table, opened, table_block
from evaluering.presentation.results import change_entries, verdict_entry, year_months
from evaluering.presentation.sentences.conclusions import Changes, YearChanges
from evaluering.presentation.sentences.level import cut_of, short_subject, shown_years
from evaluering.presentation.sentences.parts import undecided
from evaluering.presentation.sentences.targets import Targets, target_words
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, NONE, hidden_notes, value_cell
from evaluering.presentation.tables.targets import verdict_cell
from evaluering.presentation.uncertainty import CELLS, answer, cell_decimals, limits_cell, said_signed
from evaluering.presentation.units import SeriesByUnit
from evaluering.wording import conclusions as words


def conclusions(
    targets: Targets, *, years: YearChanges, changes: Changes, levels: tuple[SeriesByUnit, ...], data: Prepared
) -> Block:  # fmt: skip
    """The targets in one unit, a row each, and what the agreement aims at beside them without numbers.

    Parameters
    ----------
    targets : Targets
    years : tuple of Protected YearChange
        From one year of births to the next, one per target and in their order.
    changes : tuple of Protected UnitChange
        Since the agreement, likewise.
    levels : tuple of SeriesByUnit
        Units by agreement year, this one first, likewise: where it stood before the agreement.
    data : Prepared
    """
    statuses = opened(targets, data=data)
    from_before = [opened(one, data=data) for one in years]
    since = [opened(one, data=data) for one in changes]
    rows = [
        _row(status, year, change, data=data) for status, year, change in zip(statuses, from_before, since, strict=True)
    ]
    rows += [
        (one.name, f"{wording.VERDICTS['kan_ikke_vurderes']}: {wording.REASONS['no_data']}", NONE, NONE, NONE)
        for one in data.agreement.background.ambitions
    ]
    table = Table(
        caption=f"Målene i {data.agreement.name_of(statuses[0].unit)}",
        columns=(
            Column("Mål", "left"),
            Column("Er det nået?", "left"),
            Column(f"Seneste tal ({CI})"),
            Column(f"{words.FROM_YEAR_BEFORE} ({CI})", "left"),
            Column(f"{words.SINCE_AGREEMENT} ({CI})", "left"),
        ),
        rows=tuple(rows),
        notes=(
            *_about(statuses),
            f"{words.FROM} {words.ROUNDED}",
            *_since_note(since, [opened(units[0], data=data) for units in levels], data=data),
            *_hidden(statuses),
            CONFIDENCE_NOTE,
        ),
    )
    entries: list[Entry] = [verdict_entry(status, agreement=data.agreement) for status in statuses]
    entries += _change_entries(from_before, since)
    return table_block(data, name=f"{statuses[0].unit}-conclusions-table", table=table, results=entries)


def _row(status: TargetStatus, year: YearChange, change: UnitChange, *, data: Prepared) -> tuple[str, ...]:
    name = wording.short_name(status.indicator, name=data.agreement.indicator(status.indicator).name)
    latest = next(iter(status.years), None)
    return (
        f"{name}: {target_words(status, data=data)}",
        verdict_cell(status),
        NONE if latest is None else value_cell(latest, measure=status.measure),
        words.NOT_SHOWN if year.estimate is None else _changed(year.estimate),
        _since(change),
    )


def _changed(estimate: Estimate) -> str:
    """``Steget: +4,1 dage (2,5 til 5,8)``."""
    decimals = cell_decimals(estimate)
    value = said_signed(estimate.value, estimate.measure, decimals=decimals)
    return f"{CELLS[answer(estimate)]}: {value} ({limits_cell(estimate.lower, estimate.upper, decimals=decimals)})"


def _since(change: UnitChange) -> str:
    """The mean change since the agreement in words, with its value; or why there is none."""
    if change.fit is None:
        return f"{words.NOT_SHOWN}: {wording.REASONS[change.reason]}"
    if undecided(change):
        return words.UNDECIDED
    return _changed(change.fit.estimate("mean_change"))


def _about(statuses: tuple[TargetStatus, ...]) -> tuple[str, ...]:
    """Which births the numbers are of, and how many of them are known."""
    year = next((status.years[0] for status in statuses if status.years), None)
    if year is None:
        return ()
    born = words.BORN.format(span=wording.span(*year_months(year.grain, year.period)))
    return (" ".join([born, *_known(year)]),)


def _known(year: YearResult) -> tuple[str, ...]:
    if year.hidden or year.known != year.known:
        return ()
    coverage = wording.measured(year.coverage_pct, "pct")
    return (words.KNOWN.format(known=wording.count(int(year.known)), coverage=coverage),)


def _since_note(changes: list[UnitChange], levels: list[OutcomeSeries], *, data: Prepared) -> tuple[str, ...]:
    """What the change since the agreement is of, and where the outcomes stood in the last whole year before."""
    told = [words.SINCE.format(months=one.mature_months) for one in changes[:1] if one.fit is not None]
    values, when = [], ""
    for record in levels:
        before = shown_years(record)
        before = before[before["to_month"] < str(cut_of(data))]
        if told and not before.empty:
            when = wording.period(record.grain, before["period"].iloc[-1]).removeprefix("aftaleår ")
            value = wording.measured(float(before["value"].iloc[-1]), record.measure)
            values.append(f"{short_subject(data, record.indicator)} {value}")
    told += [words.BEFORE.format(when=when, values=wording.sentence_list(values))] * bool(values)
    return (" ".join(told),) if told else ()


def _hidden(statuses: tuple[TargetStatus, ...]) -> tuple[str, ...]:
    return hidden_notes(year.hidden for status in statuses for year in status.years[:1])


def _change_entries(years: list[YearChange], changes: list[UnitChange]) -> list[Entry]:
    """The changes as results; one that a break so near the start keeps from being judged is published on its page."""
    told = [one.estimate for one in years if one.estimate is not None]
    told += [one.fit.estimate("mean_change") for one in changes if one.fit is not None and not undecided(one)]
    return [entry for one in told for entry in change_entries((one,))]
