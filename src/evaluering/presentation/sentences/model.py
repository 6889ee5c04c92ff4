"""Sentences on the calculation itself: what it could have seen, how the months hang together, and what it warns of."""

from __future__ import annotations

import math

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.unit_change import UnitChange
from evaluering.estimation.unit_checks import UnitPower
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.results import power_entry
from evaluering.presentation.sentences.level import short_subject, subject
from evaluering.presentation.sentences.parts import about, not_shown
from evaluering.presentation.uncertainty import prose_decimals, telling_decimals
from evaluering.wording.plan import NOT_PLANNED_NOTE

_TIES = ((0.2, "næsten ingen"), (0.5, "nogen"), (0.8, "tydelig"), (math.inf, "stærk"))
"""Words for the size of a correlation: below each limit."""


def power(powers: tuple[Protected[UnitPower], ...], *, data: Prepared) -> Block:
    """How small a change these months could show, said before any result; one paragraph per outcome."""
    records = [opened(one, data=data) for one in powers]
    paragraphs = [_seen(record, data=data) for record in records]
    if any(not record.reason for record in records):
        paragraphs.append(
            "Med rimelig sikkerhed betyder i fire af fem tilfælde. En mindre ændring kan være der, uden at vi ser den. "
            "Hvad vi endte med at kunne se, står ved resultatet."
        )
    paragraphs += warned(tuple(slug for record in records for slug in record.warnings))
    if not all(record.planned for record in records):
        paragraphs.append(NOT_PLANNED_NOTE)
    entries = [
        power_entry(
            record,
            definition=data.agreement.indicator(record.indicator).definition,
            span=(str(data.agreement.start), data.panel.last_mature_month),
        )
        for record in records
        if math.isfinite(record.smallest_detectable)
    ]
    return sentence_block(data, name=f"{records[0].unit}-power", paragraphs=paragraphs, results=entries)


def _seen(record: UnitPower, *, data: Prepared) -> str:
    what, indicator = subject(data, record.indicator), data.agreement.indicator(record.indicator)
    if record.reason or not math.isfinite(record.smallest_detectable):
        why = wording.REASONS.get(record.reason, "tallet kan ikke regnes ud")
        return f"Hvor lille en ændring i {what} vi kan se, kan ikke siges, fordi {why}."
    measure = "pct_point" if record.measure == "pct" else record.measure
    decimals = telling_decimals(record.smallest_detectable, least=1)  # whole days would promise too much
    size = wording.said(record.smallest_detectable, measure, decimals=decimals)
    short = short_subject(data, record.indicator)
    told = [
        "**Før resultatet var kendt, kunne vi med rimelig sikkerhed vente at se en ændring på "
        f"{size} eller mere i {short}.**"
    ]
    if measure == "pct_point" and record.children and record.months_before:
        a_year = about(record.smallest_detectable / 100 * record.children * 12 / record.months_before)
        told += [f"Det er omkring {wording.count(a_year)} børn om året."] if a_year else []
    way = indicator.target - indicator.baseline.value
    distance = wording.said(way, measure, decimals=prose_decimals(measure, way))
    told.append(f"Fra aftalens udgangspunkt til målet er der {distance}.")
    simulated = " Tallet er fundet ved at gøre forsøget efter mange gange." if record.simulated else ""
    told.append(
        f"Det bygger på {record.months_before} måneder før aftalen og {record.months_after} måneder efter.{simulated}"
    )
    return " ".join(told)


def model(changes: tuple[Protected[UnitChange], ...], *, data: Prepared) -> Block:
    """How the months hang together in each outcome, and what the calculation itself warns about."""
    records = [opened(one, data=data) for one in changes]
    paragraphs = [_on_model(record, data=data) for record in records]
    return sentence_block(data, name=f"{records[0].unit}-model", paragraphs=paragraphs)


def _on_model(record: UnitChange, *, data: Prepared) -> str:
    if record.fit is None:
        return not_shown(record)
    fit, what = record.fit, subject(data, record.indicator)
    told = [f"Metoden regner ikke ud, hvordan nabomåneder hænger sammen i {what}."]
    if math.isfinite(fit.rho) and math.isfinite(fit.tau):
        spread = wording.said(fit.tau, fit.estimate("mean_change").measure, decimals=1)
        told = [
            f"Der er {_tie(fit.rho)} sammenhæng mellem nabomåneder i {what}.",
            f"Den er {wording.number(fit.rho, 2)} på en skala fra {wording.MINUS}1 til 1.",
            f"Månederne svinger typisk {spread} mere, end det tilfældige udsving mellem børn kan forklare.",
            "Begge dele er regnet med i usikkerheden.",
        ]
    left = fit.residual_autocorrelation
    told.append(f"Når beregningen er trukket fra, er der {_tie(left)} sammenhæng tilbage ({wording.number(left, 2)}).")
    return " ".join([*told, *warned(fit.warnings)])


def warned(warnings: tuple[str, ...]) -> tuple[str, ...]:
    """What a calculation warns about, as whole sentences; a slug that has none is told elsewhere."""
    return tuple(wording.WARNINGS[slug] for slug in dict.fromkeys(warnings) if slug in wording.WARNINGS)


def _tie(correlation: float) -> str:
    """The word for a correlation, by the number as it is shown beside it."""
    return next(word for limit, word in _TIES if round(abs(correlation), 2) < limit)
