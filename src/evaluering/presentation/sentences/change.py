"""Sentences on change: from before to after, the trend before, the model, other choices, and units side by side."""

from __future__ import annotations

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_change import Sensitivity, UnitChange, UnitTrend
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.uncertainty import (
    SURETY,
    VERBS,
    Certainty,
    between,
    certainty,
    prose_decimals,
    said_signed,
)
from evaluering.presentation.units import ChangesByUnit

AGAINST = "i forhold til det ventede"
EXPECTED = "Det ventede er udviklingen fra årene før aftalen, trukket videre frem."

_MOST_NAMES = 2
"""More clusters than this are counted, not named."""

_TIES = ((0.2, "næsten ingen"), (0.5, "nogen"), (0.8, "tydelig"), (1.01, "stærk"))
"""Words for the size of a correlation: below each limit."""


def change_message(change: UnitChange, *, data: Prepared) -> str:
    """The mean change as one sentence without its full stop; also the title of its figure."""
    name, what = data.agreement.name_of(change.unit), subject(data, change.indicator)
    if change.fit is None:
        return f"I {name} kan ændringen i {what} ikke vises"
    estimate = change.fit.estimate("mean_change")
    sure = certainty(estimate.probability_positive)
    if sure == "unclear":
        return f"I {name} er der ingen sikker ændring i {what}"
    size = wording.said(abs(estimate.value), estimate.measure, decimals=_decimals(estimate))
    return f"I {name} {_verb_around(sure, what)} med {size} {AGAINST}"


def change(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """The mean change of one unit and outcome in words, with its uncertainty and what it is in children."""
    record = opened(change, data=data)
    paragraphs = [f"**{change_message(record, data=data)}.**"]
    if record.fit is None:
        paragraphs.append(_not_shown(record))
    else:
        estimate = record.fit.estimate("mean_change")
        paragraphs[0] += f" {_compared(estimate)}"
        born = wording.span(record.start, record.last_month)
        paragraphs.append(
            f"{EXPECTED} Tallet gælder børn født fra {born}. Det bygger på {wording.count(record.children)} børn."
            f"{_in_children(record, estimate)}"
        )
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-change", paragraphs=paragraphs)


def conclusion_of_changes(
    changes: tuple[Protected[UnitChange], ...], *, data: Prepared, beside: tuple[ChangesByUnit, ...] = ()
) -> Block:
    """The page's main conclusion on change: one paragraph per outcome, and what it does not say.

    Parameters
    ----------
    changes : tuple of Protected UnitChange
        The page's own unit, one per outcome.
    data : Prepared
    beside : tuple of ChangesByUnit
        The same outcomes in several units: for the region, its clusters are told too.
    """
    records = [opened(one, data=data) for one in changes]
    paragraphs = [_concluded(record, data=data) for record in records]
    if records[0].unit == REGION:
        clusters = [tuple(opened(one, data=data) for one in units) for units in beside]
        clusters = [tuple(one for one in units if one.unit != REGION) for units in clusters]
        paragraphs += [f"{units_message(units, data=data)}." for units in clusters if len(units) > 1]
    paragraphs.append(f"{EXPECTED} Tallene viser ikke, om aftalen er årsagen.")
    return sentence_block(data, name=f"{records[0].unit}-conclusion-change", paragraphs=paragraphs, lead=True)


def _concluded(record: UnitChange, *, data: Prepared) -> str:
    message = f"**{change_message(record, data=data)}.**"
    if record.fit is None:
        return f"{message} {_not_shown(record)}"
    estimate = record.fit.estimate("mean_change")
    return f"{message} {_limits(estimate)}{_detectable(estimate, decimals=_decimals(estimate))}"


def since_agreement(change: UnitChange, *, data: Prepared) -> str:
    """The mean change as a sentence of its own beside a verdict, with its interval."""
    what = subject(data, change.indicator)
    if change.fit is None:
        return f"Ændringen i {what} kan ikke vises. {_not_shown(change)}"
    estimate = change.fit.estimate("mean_change")
    decimals = _decimals(estimate)
    limits = between(estimate.lower, estimate.upper, measure=estimate.measure, decimals=decimals)
    sure = certainty(estimate.probability_positive)
    if sure == "unclear":
        unseen = _detectable(estimate, decimals=decimals)
        return f"Siden aftalen er der ingen sikker ændring i {what} ({limits}).{unseen}"
    size = wording.said(abs(estimate.value), estimate.measure, decimals=decimals)
    return f"Siden aftalen {_verb_around(sure, what)} med {size} {AGAINST} ({limits})."


def comparison(change: Protected[UnitChange], *, data: Prepared) -> Block:
    """Which birth months are before, left out and after."""
    record = opened(change, data=data)
    start = Month.parse(record.start)
    last_before = start + (-record.cut_months - 1)
    paragraphs = [
        f"Før: børn født fra {wording.span(record.first_month, last_before)}. "
        f"Efter: børn født fra {wording.span(start, record.last_month)} ({record.mature_months} måneder)."
    ]
    if record.cut_months:
        left_out = wording.span(last_before + 1, start + -1)
        paragraphs.append(
            f"Børn født fra {left_out} holdes ude. De blev allerede ammet, da aftalen begyndte. "
            "Derfor er de kun delvist omfattet."
        )
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-comparison", paragraphs=paragraphs)


def trend(trend: Protected[UnitTrend], *, data: Prepared) -> Block:
    """The yearly change before the agreement."""
    record = opened(trend, data=data)
    estimate = record.estimate
    name, what = data.agreement.name_of(record.unit), subject(data, record.indicator)
    if estimate is None:
        text = f"Udviklingen før aftalen i {what} i {name} kan ikke vises, fordi {wording.REASONS[record.reason]}."
        return sentence_block(data, name=f"{record.indicator}-{record.unit}-trend", paragraphs=[text])
    sure = certainty(estimate.probability_positive)
    size = wording.said(abs(estimate.value), estimate.measure, decimals=1)
    limits = between(estimate.lower, estimate.upper, measure=estimate.measure, decimals=1)
    first = (
        f"**Før aftalen var der ingen sikker ændring i {what} i {name}.** Beregningen giver "
        f"{wording.signed(estimate.value, estimate.measure)} om året."
        f"{_detectable(estimate, decimals=1, rate=' om året')}"
        if sure == "unclear"
        else f"**Før aftalen {_verb_around(sure, what)} i {name} med {size} om året.**"
    )
    second = (
        f"Med {SURETY} sikkerhed lå den årlige ændring {limits}. "
        f"Det gælder børn født fra {wording.span(record.first_month, record.last_month)}."
    )
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-trend", paragraphs=[first, second])


def model(changes: tuple[Protected[UnitChange], ...], *, data: Prepared) -> Block:
    """How the months hang together in each outcome, and what the calculation itself warns about."""
    records = [opened(one, data=data) for one in changes]
    paragraphs = [_on_model(record, data=data) for record in records]
    return sentence_block(data, name=f"{records[0].unit}-model", paragraphs=paragraphs)


def _on_model(record: UnitChange, *, data: Prepared) -> str:
    if record.fit is None:
        return _not_shown(record)
    tie = _tie(record.fit.rho)
    spread = wording.said(record.fit.tau, record.fit.estimate("mean_change").measure, decimals=1)
    told = [
        f"Der er {tie} sammenhæng mellem nabomåneder i {subject(data, record.indicator)}.",
        f"Den er {wording.number(record.fit.rho, 2)} på en skala fra {wording.MINUS}1 til 1.",
        f"Månederne svinger typisk {spread} mere, end det tilfældige udsving mellem børn kan forklare.",
        "Begge dele er regnet med i usikkerheden.",
        f"Når beregningen er trukket fra, er der {_tie(record.fit.residual_autocorrelation)} sammenhæng tilbage "
        f"({wording.number(record.fit.residual_autocorrelation, 2)}).",
    ]
    return " ".join([*told, *(wording.WARNINGS[slug] for slug in record.fit.warnings if slug in wording.WARNINGS)])


def _tie(correlation: float) -> str:
    return next(word for limit, word in _TIES if abs(correlation) < limit)


def robustness_message(sensitivity: Sensitivity) -> str:
    """Whether other choices give the same answer, as one sentence without its full stop."""
    answers = {certainty(one.estimate.probability_positive) for one in sensitivity.alternatives}
    if len(answers) == 1:
        return "Andre valg giver samme svar"
    ways = {answer.removeprefix("likely_") for answer in answers} - {"unclear"}
    if len(ways) == 2:
        return "Andre valg giver modsatte svar"
    if "unclear" in answers:
        return "Andre valg gør svaret mindre sikkert" if len(ways) else "Andre valg giver samme svar"
    return "Andre valg peger samme vej, men er ikke lige sikre"


def robustness(sensitivity: Protected[Sensitivity], *, data: Prepared) -> Block:
    """How far the mean change moves under other choices."""
    record = opened(sensitivity, data=data)
    name = f"{record.indicator}-{record.unit}-robustness"
    if not record.alternatives:
        text = f"Andre beregninger kan ikke vises: {wording.REASONS['too_few_mature_months']}."
        return sentence_block(data, name=name, paragraphs=[text])
    main, *others = (one.estimate for one in record.alternatives)
    values = [one.value for one in others] or [main.value]
    limits = between(min(values), max(values), measure=record.measure, decimals=1)
    text = (
        f"**{robustness_message(record)}.** Hovedberegningen giver "
        f"{wording.signed(main.value, record.measure)}. De andre beregninger giver {limits}. "
        "Alle valg var bestemt på forhånd, og alle er vist."
    )
    return sentence_block(data, name=name, paragraphs=[text])


def units_message(changes: tuple[UnitChange, ...], *, data: Prepared) -> str:
    """In which clusters an outcome rose or fell, without the last full stop; of one alone, its change."""
    if len(changes) == 1:
        return change_message(changes[0], data=data)
    what = subject(data, changes[0].indicator)
    words: list[tuple[Certainty | None, str]] = [
        *VERBS.items(),
        ("unclear", "er uden sikker ændring"),
        (None, "kan ikke vises"),
    ]
    parts: list[str] = []
    for answer, word in words:
        names = [data.agreement.name_of(one.unit) for one in changes if _answer(one) == answer]
        if names and not parts:
            against = f" {AGAINST}" if answer is not None else ""
            parts.append(f"{word} i {len(names)} af {len(changes)} klynger{against}")
        elif names:
            told = wording.sentence_list(names) if len(names) <= _MOST_NAMES else f"{len(names)} klynger"
            parts.append(f"{word} i {told}")
    first = f"{what[0].upper()}{what[1:]} {parts[0]}"
    return f"{first}. Tallet {wording.sentence_list(parts[1:])}" if len(parts) > 1 else first


def _answer(change: UnitChange) -> Certainty | None:
    """How sure the change of one unit is; None where it is not shown."""
    return None if change.fit is None else certainty(change.fit.estimate("mean_change").probability_positive)


def _verb_around(sure: Certainty, what: str) -> str:
    """Verb, subject and adverb in Danish order: ``steg <subject> sandsynligvis``."""
    verb, _, adverb = VERBS[sure].partition(" ")
    return f"{verb} {what} {adverb}".rstrip()


def _decimals(estimate: Estimate) -> int:
    return prose_decimals(estimate.measure, estimate.value, estimate.lower, estimate.upper)


def _compared(estimate: Estimate) -> str:
    """The interval, and where the change is not sure also its value and what could have been seen."""
    if certainty(estimate.probability_positive) != "unclear":
        return _limits(estimate)
    decimals = _decimals(estimate)
    value = said_signed(estimate.value, estimate.measure, decimals=decimals)
    return f"Beregningen giver {value}. {_limits(estimate)}{_detectable(estimate, decimals=decimals)}"


def _limits(estimate: Estimate) -> str:
    limits = between(estimate.lower, estimate.upper, measure=estimate.measure, decimals=_decimals(estimate))
    return f"Med {SURETY} sikkerhed ligger ændringen {limits}."


def _detectable(estimate: Estimate, *, decimals: int, rate: str = "") -> str:
    """What could not have been seen, after a change whose direction is not sure; else nothing."""
    smallest = estimate.smallest_detectable
    if smallest != smallest or certainty(estimate.probability_positive) != "unclear":
        return ""
    size = wording.said(smallest, estimate.measure, decimals=max(decimals, prose_decimals(estimate.measure, smallest)))
    return f" En ændring under {size}{rate} kunne vi ikke have set med rimelig sikkerhed."


def _in_children(change: UnitChange, estimate: Estimate) -> str:
    """A change in percentage points as children a year; days need no such help."""
    if estimate.measure != "pct_point":
        return ""
    gloss = " Procentpoint er forskellen mellem to procenttal."
    a_year = children_a_year(change, estimate)
    if certainty(estimate.probability_positive) == "unclear" or a_year == 0:
        return gloss
    more = "flere" if a_year > 0 else "færre"
    return f" Ændringen svarer til omkring {wording.count(abs(a_year))} {more} børn om året end ventet.{gloss}"


def children_a_year(change: UnitChange, estimate: Estimate) -> int:
    """A change in percentage points as a number of known children a year, to the nearest ten from 50 up."""
    exact = estimate.value / 100 * change.children * 12 / change.mature_months
    return round(exact, -1 if abs(exact) >= 50 else None).__int__()


def _not_shown(change: UnitChange) -> str:
    """Why there is no change to show."""
    if change.reason == "too_few_mature_months":
        return (
            f"Der skal være mindst {change.minimum_mature_months} måneder efter aftalens start, "
            f"hvor alle børn kan tælles med. Nu er der {change.mature_months}."
        )
    return f"Årsag: {wording.REASONS[change.reason]}."
