"""Sentences on forecasts: how likely a target is under two assumptions, and what that rests on."""

from __future__ import annotations

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.forecast.prediction import ASSUMPTIONS, Assumption
from evaluering.estimation.unit_forecast import UnitForecast
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.wording import forecast as words
from evaluering.wording.plan import NOT_PLANNED_NOTE

Forecasts = tuple[Protected[UnitForecast], ...]

_IF = {"slope_continues": "Fortsætter udviklingen siden aftalen", "level_stays": "Bliver niveauet, som det er"}
"""An assumption as the beginning of a sentence."""


def target_value(target: float, *, measure: str) -> str:
    """A target as one says it: ``120 dage``."""
    return wording.said(target, measure, decimals=0 if target == int(target) else 1)


def forecast_message(record: UnitForecast, *, data: Prepared) -> str:
    """How likely the target is for the births at the deadline, as a title: a question and its answers."""
    name, about = data.agreement.name_of(record.unit), data.agreement.indicator(record.indicator).name
    if not record.forecasts:
        return f"I {name} kan {subject(data, record.indicator)} ikke fremskrives"
    value = target_value(record.target, measure=record.measure)
    asked = words.question(record.indicator, name=name, value=value, about=about)
    stays, continues = (
        words.likelihood(_probability(record, assumption)).answer for assumption in ("level_stays", "slope_continues")
    )
    if stays == continues:
        return f"{asked} {stays}, både {words.CLAUSES['level_stays']}, og {words.CLAUSES['slope_continues']}"
    return f"{asked} {stays}, {words.CLAUSES['level_stays']}. {continues}, {words.CLAUSES['slope_continues']}"


def outlook_words(record: UnitForecast, *, data: Prepared) -> str:  # noqa: ARG001 (as every sentence on a record)
    """How likely the target is at the deadline, as one or two sentences beside its verdict; empty when none is open."""
    if record.reason == "all_observed":
        return ""
    if not record.forecasts:
        return f"En fremskrivning kan ikke vises: {words.forecast_reason(record.reason)}."
    births = record.forecasts[-1].births
    born = words.born([(births.grain, births.year)])
    told = ". ".join(
        f"{_IF[assumption]}, {_likely(_probability(record, assumption), told=place == 0)}"
        for place, assumption in enumerate(reversed(ASSUMPTIONS))
    )
    return f"Fremskrivning for børn født i {born}: {told}.{'' if record.planned else f' {NOT_PLANNED_NOTE}'}"


def forecast(forecasts: Forecasts, *, data: Prepared) -> Block:
    """What the forecasts are, which births they are about, how far they reach, and what they do not know."""
    records = [opened(one, data=data) for one in forecasts]
    name = f"{records[0].unit}-forecast-basis"
    shown = [one for one in records if one.forecasts]
    paragraphs = [
        f"**Fremskrivningen af {subject(data, one.indicator)} kan ikke vises.** Årsag: "
        f"{words.forecast_reason(one.reason)}.{_too_few(one)}"
        for one in records
        if not one.forecasts
    ]
    if shown:
        paragraphs += [
            f"**{words.FORECAST}** {words.NO_RESULT}",
            f"{_births(shown[0], data=data)} {_reach(shown[0])}",
            f"{words.NOT_THE_ONLY} {words.PHASED_IN.format(month=wording.long_month(data.agreement.ramp_end))}",
            words.KNOWN_WEAKNESSES,
        ]
    return sentence_block(data, name=name, paragraphs=paragraphs)


def _births(record: UnitForecast, *, data: Prepared) -> str:
    """Which births the target is about, and which of them have been counted already."""
    all_births = [*record.observed, *(one.births for one in record.forecasts)]
    told = (
        f"Fristen er {wording.long_date(data.agreement.deadline)}. Aftalen taler om en børneårgang. Det kan være børn "
        f"født i {words.born([(one.grain, one.year) for one in all_births])}."
    )
    if not record.observed:
        return told
    observed = words.born([(one.grain, one.year) for one in record.observed])
    return f"{told} Børn født i {observed} kan allerede tælles med og fremskrives ikke."


def _reach(record: UnitForecast) -> str:
    """How far ahead the forecast goes, and how long was seen since the start."""
    last = Month.parse(record.last_month)
    far = words.months(record.forecasts[-1].births.last_month - last)
    told = f"Vi kender tallene for børn født til og med {wording.long_month(last)}. Fremskrivningen går {far} længere."
    if not any("beyond_observed" in one.forecast.warnings for one in record.forecasts):
        return told
    return (
        f"{told} Efter aftalens start er der kun målt {words.months(record.months_after)}. "
        "Vi ser altså længere frem, end vi kan se tilbage, og det gør tallene usikre."
    )


def _too_few(record: UnitForecast) -> str:
    if record.reason != "too_few_mature_months":
        return ""
    return (
        f" Der skal være mindst {words.months(record.minimum_mature_months)} efter aftalens start. "
        f"Nu er der {record.months_after}."
    )


def _likely(probability: float, *, told: bool) -> str:
    """How likely it is, as the end of a sentence; `told`: with what it is."""
    found, shown = words.likelihood(probability).words, words.chance(probability)
    if found:
        return f"er det {found} ({shown}){', at målet nås' if told else ''}"
    goal = " for at nå målet" if told else ""
    return f"er sandsynligheden{goal} {words.chance_words(probability)} ({shown})"


def _probability(record: UnitForecast, assumption: Assumption) -> float:
    return record.forecasts[-1].forecast.scenario(assumption).probability
