"""Tables of change: the estimates of one unit, other choices, the model, and units side by side."""

from __future__ import annotations

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_change import Sensitivity, UnitChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import change_entries
from evaluering.presentation.sentences.change import AGAINST, EXPECTED
from evaluering.presentation.tables.cells import CI, CONFIDENCE_NOTE, NONE
from evaluering.presentation.uncertainty import CELLS, certainty

_HEADS = (Column("Ændring"), Column(CI), Column("I ord", "left"))
_LEVELS = ("fitted_mean", "counterfactual_mean")
"""Estimands that are levels, not changes."""

_REPEATED = ("slope_change",)
"""Estimands that the table gives in another unit (per year)."""

_AGAINST = f"Ændringen er målt {AGAINST}. {EXPECTED}"


def change(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """All estimates of one unit and outcome, the mean change first."""
    record = opened(change, data=data)
    indicator = data.agreement.indicator(record.indicator)
    estimates = record.fit.estimates if record.fit is not None else ()
    shown = [one for one in estimates if one.estimand not in _REPEATED]
    missing = () if record.fit is not None else (f"Ikke vist: {wording.REASONS[record.reason]}.",)
    table = Table(
        caption=f"{indicator.name} i {data.agreement.name_of(record.unit)}: ændring efter aftalen",
        columns=(Column("Hvad der måles", "left"), Column("Født", "left"), *_HEADS),
        rows=tuple((wording.estimand(one.estimand), _born(one), *_change_cells(one)) for one in shown),
        notes=(
            *missing,
            _AGAINST,
            "Spring og stigning afhænger af, hvordan indsatsen kom i gang. "
            "Den gennemsnitlige ændring er hovedresultatet.",
            CONFIDENCE_NOTE,
        ),
    )
    name = f"{record.indicator}-{record.unit}-estimates"
    return table_block(data, name=name, table=table, results=change_entries(estimates))


def alternatives(sensitivity: Protected[Sensitivity], *, data: Prepared) -> Block:
    """The mean change under the primary calculation and under every other choice."""
    record = opened(sensitivity, data=data)
    indicator = data.agreement.indicator(record.indicator)
    table = Table(
        caption=f"{indicator.name} i {data.agreement.name_of(record.unit)}: samme ændring beregnet på andre måder",
        columns=(Column("Beregning", "left"), *_HEADS),
        rows=tuple((wording.alternative(one.slug), *_change_cells(one.estimate)) for one in record.alternatives),
        notes=(
            "Indfaset betyder, at indsatsen tænkes at vokse jævnt, til den er fuldt på plads.",
            "Newey-West og OLS er to andre måder at regne usikkerheden på. "
            "De undervurderer den ofte og er kun med til sammenligning.",
            CONFIDENCE_NOTE,
        ),
    )
    return table_block(data, name=f"{record.indicator}-{record.unit}-alternatives", table=table)


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


def _change_cells(estimate: Estimate) -> tuple[str, str, str]:
    """A change, its interval and the words for how sure its direction is."""
    limits = wording.interval(estimate.lower, estimate.upper).replace(" ", wording.NARROW)
    if estimate.estimand in _LEVELS:
        return wording.measured(estimate.value, estimate.measure), limits, NONE
    return wording.signed(estimate.value, estimate.measure), limits, CELLS[certainty(estimate.probability_positive)]


def _born(estimate: Estimate) -> str:
    """The birth months an estimate is about: ``apr. 2023 - jun. 2025``, or the one month."""
    first, last = wording.short_month(estimate.first_period), wording.short_month(estimate.last_period)
    return first if first == last else f"{first} – {last}"


def _model_row(record: UnitChange, *, data: Prepared) -> tuple[str, ...]:
    name, fit = data.agreement.indicator(record.indicator).name, record.fit
    if fit is None:
        return name, NONE, NONE, NONE, NONE
    return (
        name,
        wording.count(int(fit.frame["used"].sum())),
        f"{wording.number(fit.rho, 2)} ({wording.interval(fit.rho_lower, fit.rho_upper, decimals=2)})",
        f"{wording.measured(fit.tau, fit.estimates[0].measure)} ({wording.interval(fit.tau_lower, fit.tau_upper)})",
        wording.number(fit.residual_autocorrelation, 2),
    )
