"""Sentences on published figures: what they show, and what they cannot show."""

from __future__ import annotations

from datetime import date

from evaluering import wording
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import Protected
from evaluering.estimation.published.published import PublishedFigures
from evaluering.estimation.published.published_difference import PublishedComparison
from evaluering.estimation.series import OutcomeSeries
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.published_early import same_way
from evaluering.presentation.uncertainty import VERBS, answer, between, prose_decimals
from evaluering.wording.plan import NOT_PLANNED_NOTE

REGISTER = "Tallene er registerets egne. De er regnet på en anden måde end aftalens mål."


def published_message(record: PublishedFigures) -> str:
    """The latest published year in the region beside the nation's, without the last full stop; a title."""
    what, region = wording.subject(record.definition), record.series[0]
    shown = region.frame[region.frame["value"].notna()]
    if shown.empty:
        return f"Der er ikke offentliggjort tal for {what} i {region.name}"
    last = shown.iloc[-1]
    nation = record.series[-1]
    same_year = nation.frame[(nation.frame["period"] == last["period"]) & nation.frame["value"].notna()]
    decimals = prose_decimals(record.measure, float(last["value"]))
    value = wording.said(float(last["value"]), record.measure, decimals=decimals)
    told = f"For børn født i {last['period']} var {what} i {region.name} {value}"
    if nation.unit == region.unit or same_year.empty:
        return told
    whole = wording.said(float(same_year["value"].iloc[0]), record.measure, decimals=decimals)
    return f"{told} og i hele landet {whole}"


def published_conclusion(
    figures: tuple[Protected[PublishedFigures], ...],
    *,
    data: Prepared,
    apart: tuple[Protected[PublishedComparison], ...] = (),
    own: tuple[Protected[OutcomeSeries], ...] = (),
) -> Block:
    """The page's main conclusion: whether the register points our way, per outcome level and change, what they are.

    Parameters
    ----------
    figures : tuple of Protected PublishedFigures
        One per outcome.
    data : Prepared
    apart : tuple of Protected PublishedComparison
        The same outcomes against the rest of the nation.
    own : tuple of Protected OutcomeSeries
        The same by calendar year from data on children; empty where there are none.
    """
    records = [opened(one, data=data) for one in figures]
    told_early = same_way(figures, apart=apart, own=own, data=data)
    paragraphs = [*told_early]
    for record in records:
        region = record.series[0].frame
        shown = region[region["value"].notna()]
        young = "" if shown.empty or bool(shown["mature"].iloc[-1]) else " Tallet er foreløbigt."
        message = f"**{published_message(record)}.**"
        waits = told_early and record.change.reason == "too_few_mature_months"
        paragraphs.append(f"{message}{young}{'' if waits else f' {_change_words(record, data=data)}'}")
    paragraphs.append(f"{REGISTER} De viser ikke, om aftalen er årsagen til en ændring.")
    return sentence_block(data, name="published-conclusion", paragraphs=paragraphs, lead=True)


def published_change(figures: Protected[PublishedFigures], *, data: Prepared) -> Block:
    """The change in one published outcome in words, or why it cannot be told."""
    record = opened(figures, data=data)
    name = f"published-{record.indicator}-change"
    return sentence_block(data, name=name, paragraphs=[_change_words(record, data=data)])


def published_limits(data: Prepared) -> Block:
    """What cannot be told from published tables alone, and what else the evaluation rests on."""
    first = (
        "Offentliggjorte tabeller alene kan ikke vise udviklingen måned for måned, årstidens betydning eller børn, der "
        "kun er fulgt et stykke af vejen. De kan heller ikke vise, hvordan tallene ændrer sig med en anden måde at "
        "måle på, eller hvor gode den enkelte kommunes data er."
    )
    second = (
        "Resten af rapporten bygger på oplysninger om det enkelte barn. Dér svarer vi på det."
        if data.has_children
        else "Der er ikke leveret oplysninger om det enkelte barn. Aftalens mål kan derfor ikke vurderes her."
    )
    return sentence_block(data, name="published-limits", paragraphs=[first, second])


def vintage_words(extracted: str) -> str:
    """When a table was made, as a reader says it."""
    return wording.long_date(date.fromisoformat(extracted))


def _change_words(record: PublishedFigures, *, data: Prepared) -> str:
    change, what = record.change, wording.subject(record.definition)
    if change.estimate is None:
        first = (data.agreement.start + 11).year if data.agreement.start.month > 1 else data.agreement.start.year
        reasons = {
            "too_few_mature_months": f"Der er endnu ingen færdige tal for børn født i {first} eller senere.",
            "too_few_months_before": "Der er for få år før aftalen at sammenligne med.",
            "no_variation": "Tallene svinger for lidt til, at usikkerheden kan regnes ud.",
        }
        return f"Ændringen i {what} kan ikke vises. {reasons[change.reason]}"
    estimate = change.estimate
    decimals = prose_decimals(estimate.measure, estimate.value)
    limits = between(estimate.lower, estimate.upper, measure=estimate.measure, decimals=decimals)
    years = wording.span(estimate.first_period, estimate.last_period)
    mark = f" {NOT_PLANNED_NOTE}" if NOT_PLANNED in estimate.warnings else ""
    sure = answer(estimate)
    if sure == "unclear":
        return f"For børn født {years} er der ingen sikker ændring i {what} ({limits}) i forhold til årene før.{mark}"
    size = wording.said(abs(estimate.value), estimate.measure, decimals=decimals)
    verb, _, likely = VERBS[sure].partition(" ")
    sureness = f" {likely}" if likely else ""
    against = "i forhold til udviklingen i årene før"
    return f"For børn født {years} {verb} {what}{sureness} med {size} {against} ({limits}).{mark}"
