"""Tables of change: the estimates of one unit, the model, and the planned outcomes judged together."""

from __future__ import annotations

import math
from collections.abc import Iterable

from evaluering import wording
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.multiplicity import holm
from evaluering.estimation.unit_change import UnitChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import change_entries, holm_entry, yearly_entry
from evaluering.presentation.sentences.model import warned
from evaluering.presentation.sentences.parts import AGAINST, EXPECTED, about, bounded, undecided, yearly
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, NONE, with_interval
from evaluering.presentation.uncertainty import CELLS, answer, cell_decimals, limits_cell
from evaluering.wording.interrupted import BREAK_NEAR_START, MEANINGS
from evaluering.wording.plan import NOT_PLANNED as MARK
from evaluering.wording.plan import NOT_PLANNED_NOTE, SOME_NOT_PLANNED_NOTE

_HEADS = (Column("Ændring"), Column(CI), Column("I ord", "left"))
_LEVELS = ("fitted_mean", "counterfactual_mean")
"""Estimands that are levels, not changes."""

_REPEATED = ("slope_change",)
"""Estimands that the table gives in another unit (per year)."""

_BEFORE = "trend_before_per_year"
"""The one estimand that a break near the start leaves as it is."""

UNDECIDED = "Ingen vurdering"
COUNTED_STILL = "tæller stadig med"
"""Beside an outcome without a p: the correction is for as many as the plan names."""

_AGAINST = f"Ændringen er målt {AGAINST}. {EXPECTED}"


def change(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """All estimates of one unit and outcome, the mean change first, with what each number means."""
    record = opened(change, data=data)
    indicator = data.agreement.indicator(record.indicator)
    estimates = record.fit.estimates if record.fit is not None else ()
    entries = change_entries(estimates)
    rows, kinds = [], []
    for one in (one for one in estimates if one.estimand not in _REPEATED):
        rows.append(_row(one, judged=not undecided(record) or one.estimand == _BEFORE))
        kinds.append(_kind(one.estimand))
        if one.estimand == "mean_change":
            rows += _beside_rows(record)
            a_year = yearly(record, one)
            if a_year is not None:
                rows.append(_yearly_row(a_year, words=rows[0][-1]))
                kinds.append(a_year.estimand)
                entries.append(yearly_entry(a_year))
    meanings = [MEANINGS[kind] for kind in dict.fromkeys(kinds) if kind in MEANINGS]
    table = Table(
        caption=f"{indicator.name} i {data.agreement.name_of(record.unit)}: ændring efter aftalens start",
        columns=(Column("Hvad der måles", "left"), Column("Født", "left"), *_HEADS),
        rows=tuple(rows),
        notes=(
            *_notes(record),
            _AGAINST,
            *([" ".join(meanings)] if meanings else []),
            CONFIDENCE_NOTE,
        ),
    )
    return table_block(data, name=f"{record.indicator}-{record.unit}-estimates", table=table, results=entries)


def family(changes: tuple[Protected[UnitChange], ...], *, data: Prepared) -> Block:
    """The planned outcomes judged together: how easily chance alone gives such a change, alone and by Holm.

    Raises
    ------
    ValueError
        When an outcome of the plan's family is not among `changes`.
    """
    found = {record.indicator: record for record in (opened(one, data=data) for one in changes)}
    if not set(data.plan.family) <= set(found):
        raise ValueError(f"the family of the plan is {', '.join(data.plan.family)}; not all of it is given")
    records = [found[name] for name in data.plan.family]
    means = {
        record.indicator: record.fit.estimate("mean_change")
        for record in records
        if record.fit is not None and not undecided(record)
    }
    p_values = holm([one.p_value for one in means.values()], family_size=len(records))
    adjusted = dict(zip(means, p_values, strict=True))
    rows = []
    for record in records:
        name = data.agreement.indicator(record.indicator).name
        if record.indicator in means:
            one = means[record.indicator]
            rows.append((name, CELLS[answer(one)], chance(one.p_value), chance(float(adjusted[record.indicator]))))
        else:
            rows.append((name, f"{UNDECIDED if record.fit is not None else 'Ikke vist'} ({COUNTED_STILL})", NONE, NONE))
    whole = len(means) == len(records)
    table = Table(
        caption=f"Målene i {data.agreement.name_of(records[0].unit)} vurderet sammen",
        columns=(Column("Mål", "left"), Column("I ord", "left"), Column("p"), Column("p efter Holm")),
        rows=tuple(rows),
        notes=(
            "p er chancen for at se mindst så stor en forskel ved et tilfælde, hvis intet var ændret.",
            "Med flere mål er chancen større for, at ét af dem ser ændret ud ved et tilfælde. "
            "p efter Holm tager højde for det. Er den under 0,05, er et tilfælde alene ingen god forklaring.",
            "En lille p siger ikke, hvorfor tallet er ændret.",
            *(() if whole else ("Et mål uden p tæller stadig med i rettelsen, for planen nævner det.",)),
        ),
    )
    entries = [
        holm_entry(means[name], float(p_value)) for name, p_value in adjusted.items() if p_value == p_value
    ]  # fmt: skip
    return table_block(data, name=f"{records[0].unit}-family", table=table, results=entries)


def chance(p_value: float) -> str:
    """A p as a reader is given it: ``0,03``, ``0,004``, ``under 0,001``."""
    if not 0 <= p_value <= 1:
        return NONE
    if p_value < 0.001:
        return "under 0,001"
    return wording.number(p_value, 3 if p_value < 0.01 else 2)


def model(changes: tuple[Protected[UnitChange], ...], *, data: Prepared) -> Block:
    """What the calculation found about the months themselves, one row per outcome."""
    records = [opened(one, data=data) for one in changes]
    table = Table(
        caption=f"Beregningen for {data.agreement.name_of(records[0].unit)}",
        columns=(
            Column("Mål", "left"),
            Column("Måneder i beregningen"),
            Column(f"Sammenhæng mellem nabomåneder ({CI})"),
            Column(f"Udsving ud over det tilfældige ({CI})"),
            Column("Sammenhæng tilbage"),
        ),
        rows=tuple(_model_row(record, data=data) for record in records),
        notes=(
            "Sammenhængen går fra −1 til 1. Nul betyder, at en måned ikke siger noget om den næste.",
            "Sammenhæng og udsving er regnet med i usikkerheden.",
            "Sammenhæng tilbage er det, beregningen ikke har fanget. Den skal ligge nær nul.",
        ),
    )
    return table_block(data, name=f"{records[0].unit}-model-table", table=table)


def marked(name: str, estimate: Estimate) -> str:
    """The name of a calculation, with the mark where it was not planned."""
    return f"{name} ({MARK})" if NOT_PLANNED in estimate.warnings else name


def cells(estimate: Estimate, *, judged: bool = True) -> tuple[str, str, str]:
    """A change, its interval and the words for how sure its direction is."""
    decimals = cell_decimals(estimate)
    limits = limits_cell(estimate.lower, estimate.upper, decimals=decimals) if bounded(estimate) else NONE
    if estimate.estimand in _LEVELS:
        return wording.measured(estimate.value, estimate.measure, decimals=decimals), limits, NONE
    value = wording.signed(estimate.value, estimate.measure, decimals=decimals)
    return value, limits, CELLS[answer(estimate)] if judged else UNDECIDED


def _row(estimate: Estimate, *, judged: bool) -> tuple[str, ...]:
    return (wording.estimand(estimate.estimand), _born(estimate), *cells(estimate, judged=judged))


def _beside_rows(record: UnitChange) -> list[tuple[str, ...]]:
    """The mean change without the break near the start, where there is one."""
    if record.beside is None:
        return []
    without = record.beside.estimate("mean_change")
    return [(f"{wording.estimand(without.estimand)}, uden bruddet", *_row(without, judged=False)[1:])]


def _yearly_row(one: Estimate, *, words: str) -> tuple[str, ...]:
    """The mean change for all children of a year: in children for a share, in days for a mean."""
    unit, value = "børn" if one.measure == "children" else "dage", about(one.value)
    told = f"{'+' if value > 0 else ''}{wording.count(value)}{wording.NARROW}{unit}"
    limits = f"{wording.count(about(one.lower))} til {wording.count(about(one.upper))}" if bounded(one) else NONE
    return wording.estimand(one.estimand), _born(one), told, limits.replace(" ", wording.NARROW), words


def _notes(record: UnitChange) -> tuple[str, ...]:
    """What a reader must know before the numbers: why there are none, or what they are not."""
    if record.fit is None:
        return (f"Ikke vist: {wording.REASONS[record.reason]}.",)
    near = (BREAK_NEAR_START,) if undecided(record) else ()
    return (*near, *_warnings(record.fit.estimates, more=record.fit.warnings))


def _warnings(estimates: Iterable[Estimate], *, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What the calculations warn about, and whether all or some of them were not planned."""
    shown = list(estimates)
    departing = [NOT_PLANNED in one.warnings for one in shown]
    planned = NOT_PLANNED_NOTE if all(departing) else SOME_NOT_PLANNED_NOTE
    slugs = (*more, *(slug for one in shown for slug in one.warnings))
    return (*((planned,) if any(departing) else ()), *warned(slugs))


def _kind(estimand: str) -> str:
    if estimand.startswith("change_after_"):
        return "change_after"
    return "year" if estimand.startswith(("agreement_year_", "calendar_year_")) else estimand


def _born(estimate: Estimate) -> str:
    """The birth months an estimate is about: ``apr. 2023 - jun. 2025``, or the one month."""
    first, last = wording.short_month(estimate.first_period), wording.short_month(estimate.last_period)
    return first if first == last else f"{first} – {last}"


def _model_row(record: UnitChange, *, data: Prepared) -> tuple[str, ...]:
    name, fit = data.agreement.indicator(record.indicator).name, record.fit
    if fit is None:
        return name, NONE, NONE, NONE, NONE
    rho = f"{wording.number(fit.rho, 2)} ({wording.interval(fit.rho_lower, fit.rho_upper, decimals=2)})"
    tau = with_interval(fit.tau, fit.tau_lower, fit.tau_upper, measure=fit.estimates[0].measure)
    return (
        name,
        wording.count(int(fit.frame["used"].sum())),
        rho if math.isfinite(fit.rho) else NONE,
        tau if math.isfinite(fit.tau) else NONE,
        wording.number(fit.residual_autocorrelation, 2),
    )
