"""Sentences on change: from before to after, the trend before, the model, other choices, and units side by side."""

from __future__ import annotations

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_change import Sensitivity, UnitChange, UnitTrend
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.uncertainty import VERBS, Certainty, between, certainty, prose_decimals, said_signed

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
    return f"I {name} {_verb_around(sure, what)} med {size}"


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
            f"Tallet gælder børn født fra {born}. Det bygger på {wording.count(record.children)} børn."
            f"{_in_children(record, estimate)}"
        )
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-change", paragraphs=paragraphs)


def conclusion_of_changes(changes: tuple[Protected[UnitChange], ...], *, data: Prepared) -> Block:
    """The page's main conclusion on change: one sentence per outcome, and what it does not say."""
    records = [opened(one, data=data) for one in changes]
    found = [f"**{change_message(record, data=data)}.**" for record in records]
    against = "Vi sammenligner med den udvikling, man kunne vente ud fra årene før aftalen."
    limit = "Tallene viser, at noget er sket eller ikke sket. De viser ikke hvorfor."
    paragraphs = [" ".join(found), f"{against} {limit}"]
    return sentence_block(data, name=f"{records[0].unit}-conclusion-change", paragraphs=paragraphs, lead=True)


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
            f"Børn født fra {left_out} holdes ude. De var allerede i gang med at blive ammet, da aftalen begyndte, "
            "og er derfor kun delvist omfattet."
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
        f"{wording.signed(estimate.value, estimate.measure)} om året.{_detectable(estimate, decimals=1)}"
        if sure == "unclear"
        else f"**Før aftalen {_verb_around(sure, what)} i {name} med {size} om året.**"
    )
    second = (
        f"Med 95 % sikkerhed lå den årlige ændring {limits}. "
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
    """In how many clusters an outcome rose or fell, as one sentence without its full stop; of one alone, its change."""
    if len(changes) == 1:
        return change_message(changes[0], data=data)
    what = subject(data, changes[0].indicator)
    words: list[tuple[Certainty | None, str]] = [
        *VERBS.items(),
        ("unclear", "er uden sikker ændring"),
        (None, "kan ikke vises"),
    ]
    answers = [_answer(one) for one in changes]
    parts = [f"{word} i {answers.count(answer)}" for answer, word in words if answer in answers]
    parts[0] += f" af {len(changes)} klynger"
    return f"{what[0].upper()}{what[1:]} {wording.sentence_list(parts)}"


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
    """What the change is measured against, and its interval."""
    decimals = _decimals(estimate)
    limits = between(estimate.lower, estimate.upper, measure=estimate.measure, decimals=decimals)
    against = "Vi sammenligner med den udvikling, man kunne vente ud fra årene før aftalen."
    if certainty(estimate.probability_positive) != "unclear":
        return f"{against} Med 95 % sikkerhed ligger ændringen {limits}."
    value = said_signed(estimate.value, estimate.measure, decimals=decimals)
    return (
        f"{against} Beregningen giver {value}. Med 95 % sikkerhed ligger ændringen {limits}."
        f"{_detectable(estimate, decimals=decimals)}"
    )


def _detectable(estimate: Estimate, *, decimals: int) -> str:
    """The smallest change that could have been seen."""
    smallest = estimate.smallest_detectable
    if smallest != smallest:
        return ""
    size = wording.said(smallest, estimate.measure, decimals=max(decimals, prose_decimals(estimate.measure, smallest)))
    return f" Den mindste ændring, vi med rimelighed kunne have set, er {size}."


def _in_children(change: UnitChange, estimate: Estimate) -> str:
    """A change in percentage points as children a year; days need no such help."""
    if estimate.measure != "pct_point":
        return ""
    gloss = " Procentpoint er forskellen mellem to procenttal."
    a_year = children_a_year(change, estimate)
    if certainty(estimate.probability_positive) == "unclear" or a_year == 0:
        return gloss
    more = "flere" if a_year > 0 else "færre"
    return f"{gloss} Det svarer til omkring {wording.count(abs(a_year))} {more} børn om året."


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
