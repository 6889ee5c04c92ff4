"""Which deliveries a set is made of: all of them, or the published tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from evaluering.agreement import Agreement
from evaluering.example.birth_tables import statbank_snapshot, table_of_births
from evaluering.example.children import Children, born_before, cpr_numbers, simulate_children
from evaluering.example.declaration import Delivery
from evaluering.example.deliveries_fhir import FIRST_EXTRACTION, GATEWAY_FROM, SENDERS, gateway_delivery
from evaluering.example.esundhed import vintages
from evaluering.example.extracts import municipal_extract
from evaluering.example.flaws import corrected_since, with_flaws
from evaluering.example.journals import dialect_of
from evaluering.example.nation import simulate_nation
from evaluering.example.records import Rows, extract_rows, kept_as
from evaluering.example.scenario import FIRST_MONTH, Scenario, day_number
from evaluering.example.visits import Ints

_LATE = 0.02  # of the children born in the two years before an extraction: first delivered the year after
_LATE_DAYS = 730

EARLIER_TOO = "0756"
"""The municipality whose extract of the year before lies in the set as well."""


def all_deliveries(world: Scenario, agreement: Agreement, seed: int, extraction: date) -> Iterator[Delivery]:
    """Everything: births, published tables, extracts, reports of the gateway.

    The world may go on after the extraction: nobody knows of what comes then.
    """
    scenario = world.until(extraction)
    children, births = born_before(*simulate_children(world, seed=seed), extraction=extraction)
    if len(world.months) > len(scenario.months):
        children = _delivered_in_time(children, extraction, np.random.default_rng([seed, 8, extraction.year]))
    yield table_of_births(scenario, births, extraction=extraction)
    yield from _tables(world, agreement, seed, extraction, drawn=(children, births))
    cpr = cpr_numbers(children.birth)
    for place, code in enumerate(scenario.municipalities):
        chosen = children.municipality == place
        own, numbers = children.take(chosen), cpr[chosen].tolist()
        sors = [custodian.sor for custodian in agreement.custodians if custodian.municipality == code]
        by_gateway = code in SENDERS and bool(sors) and extraction >= FIRST_EXTRACTION
        until = GATEWAY_FROM if by_gateway else extraction
        rows = _rows(own, code, seed=[seed, 3, place], until=until, extraction=extraction)
        yield municipal_extract(code, rows, numbers, until=until, extraction=extraction, folder=f"kommune-{code}")
        if code == EARLIER_TOO and extraction.year > FIRST_MONTH.year + 1:
            earlier = date(extraction.year - 1, extraction.month, 1)
            rows = _rows(own, code, seed=[seed, 3, place], until=earlier, extraction=earlier)
            rows = corrected_since(rows, np.random.default_rng([seed, 7, place]))
            folder = f"kommune-{code}-{earlier.year}"
            yield municipal_extract(code, rows, numbers, until=earlier, extraction=earlier, folder=folder)
        if by_gateway:
            rng = np.random.default_rng([seed, 4, place])
            own = kept_as(own, dialect_of(code).book.holds)
            yield gateway_delivery(code, own, numbers, sors=sors, extraction=extraction, rng=rng)


def published_tables(world: Scenario, agreement: Agreement, seed: int, extraction: date) -> Iterator[Delivery]:
    """What is published by eSundhed and StatBank, about the same children as in the whole set."""
    drawn = born_before(*simulate_children(world, seed=seed), extraction=extraction)
    yield from _tables(world, agreement, seed, extraction, drawn=drawn)


def _tables(
    world: Scenario, agreement: Agreement, seed: int, extraction: date, *, drawn: tuple[Children, Ints]
) -> Iterator[Delivery]:
    children, births = drawn
    scenario = world.until(extraction)
    nation = simulate_nation(world, seed=seed).until(len(scenario.months))
    rng = np.random.default_rng([seed, 6])
    yield statbank_snapshot(scenario, births, nation, agreement=agreement, extraction=extraction, rng=rng)
    yield from vintages(scenario, children, nation, agreement=agreement, extraction=extraction)


def _delivered_in_time(children: Children, extraction: date, rng: np.random.Generator) -> Children:
    """The children without those of the latest years whom the municipalities first send when they are asked again.

    Of the last extraction of a world nobody knows what comes later, so there all are delivered.
    """
    recent = children.birth > day_number(extraction) - _LATE_DAYS
    return children.take(~(recent & (rng.random(children.birth.size) < _LATE)))


def _rows(children: Children, municipality: str, *, seed: list[int], until: date, extraction: date) -> Rows:
    """What the municipality's journal held before the day `until`, flaws included."""
    rng = np.random.default_rng(seed)
    rows = extract_rows(children, until=day_number(until), rng=rng, holds=dialect_of(municipality).book.holds)
    return with_flaws(rows, children, until=day_number(until), extraction=day_number(extraction), rng=rng)
