"""Sentences on forecasts: how likely a target is under two assumptions, and what that rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.forecast.prediction import Assumption
from evaluering.estimation.unit_forecast import OBSERVED, UnitForecast
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import short_subject, subject
from evaluering.wording import forecast as words

Forecasts = tuple[Protected[UnitForecast], ...]

_AS_TOLD: tuple[Assumption, ...] = ("level_stays", "slope_continues")
"""The order in text, table and figure: what stays, then what goes on."""


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
    stays, continues = (words.likely(_probability(record, each)).capitalize() for each in _AS_TOLD)
    level, slope = (assumed(each, words.CLAUSES, record) for each in _AS_TOLD)
    if stays == continues:
        return f"{asked} {stays}, både {level}, og {slope}"
    return f"{asked} {stays}, {level}. {continues}, {slope}"


def assumed(assumption: Assumption, told: Mapping[str, str], record: UnitForecast) -> str:
    """An assumption in the words of one table of them, with the last month known."""
    return told[assumption].format(month=wording.long_month(record.last_month))


def outlook_words(records: Sequence[UnitForecast], *, data: Prepared, trusted: Collection[str] = ()) -> list[str]:
    """How likely the targets are at the deadline, beside their verdicts, a sentence per assumption.

    Parameters
    ----------
    records : sequence of UnitForecast
        Of one unit; one whose births can all be counted is passed over.
    data : Prepared
    trusted : collection of str
        Indicators whose forecasts held better before than a guess: these alone are told with a per cent.
    """
    shown = [one for one in records if one.forecasts]
    told = [
        f"En fremskrivning af {short_subject(data, one.indicator)} kan ikke vises: {words.forecast_reason(one.reason)}."
        for one in records
        if not one.forecasts and one.reason != OBSERVED
    ]
    for assumption, opening in zip(_AS_TOLD, ("At nå målet er", "Det er"), strict=True):
        likely = {
            one.indicator: words.likely(_probability(one, assumption), per_cent=one.indicator in trusted)
            for one in shown
        }
        if shown:
            clause = assumed(assumption, words.CLAUSES, shown[0])
            told.append(f"{opening} {_by_outcome(likely, data=data)}, {clause}.")
    return told


def cluster_outlook(records: Sequence[UnitForecast], *, data: Prepared) -> list[str]:
    """How likely a cluster reaches the region's targets, in one sentence; none without a forecast.

    Both assumptions together, for a cluster's months sway more than its forecast can tell.
    """
    likely = {
        one.indicator: _from_to([_probability(one, each) for each in _AS_TOLD]) for one in records if one.forecasts
    }
    return [f"At klyngen når op på regionens mål, er {_by_outcome(likely, data=data)}."] if likely else []


def _by_outcome(likely: Mapping[str, str], *, data: Prepared) -> str:
    """What is told of each outcome, once where it is the same: ``usikkert for varigheden og andelen``."""
    names: dict[str, list[str]] = {}
    for indicator, told in likely.items():
        names.setdefault(told, []).append(short_subject(data, indicator))
    return wording.sentence_list([f"{told} for {wording.sentence_list(named)}" for told, named in names.items()])


def _from_to(probabilities: Sequence[float]) -> str:
    """The words of the least and the greatest probability: ``usandsynligt til meget sandsynligt``."""
    told = [words.likelihood(one).words for one in sorted(probabilities)]
    return " til ".join(dict.fromkeys(told))


def births_told(records: Sequence[UnitForecast]) -> str:
    """The births that forecasts are told of where room is short: ``aftaleår 2027/28``; empty without a forecast."""
    births = [one.forecasts[-1].births for one in records if one.forecasts]
    return words.born([(births[0].grain, births[0].year)]) if births else ""


def all_counted(records: Sequence[UnitForecast]) -> bool:
    """Whether all births of the targets have been counted: there is nothing left to forecast."""
    return all(one.reason == OBSERVED for one in records)


def forecast(forecasts: Forecasts, *, data: Prepared) -> Block:
    """What the forecasts are, which births they are about, where they begin, and what they do not know."""
    records = [opened(one, data=data) for one in forecasts]
    name = f"{records[0].unit}-forecast-basis"
    if all_counted(records):
        return sentence_block(data, name=name, paragraphs=[words.DONE])
    shown = [one for one in records if one.forecasts]
    paragraphs = [
        f"**Fremskrivningen af {subject(data, one.indicator)} kan ikke vises.** Årsag: "
        f"{words.forecast_reason(one.reason)}.{_too_few(one)}"
        for one in records
        if not one.forecasts
    ]
    if shown:
        rises = any(one.forecasts[0].forecast.slope_observed.value > 0 for one in shown)
        phased = f" {words.PHASED_IN.format(month=wording.long_month(data.agreement.ramp_end))}" if rises else ""
        paragraphs += [
            f"**{words.FORECAST}** {words.NO_RESULT} {_births(shown[0], data=data)} {_reach(shown[0])}",
            _levels(shown, data=data),
            f"{words.NOT_THE_ONLY}{phased} {words.TOO_SURE}",
        ]
    return sentence_block(data, name=name, paragraphs=paragraphs)


def forecast_trial(data: Prepared) -> Block:
    """How the method did where the truth was known."""
    return sentence_block(data, name="forecast-trial", paragraphs=[words.TRIAL])


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
    """From where to where the forecast goes, and how long was seen since the start."""
    last = wording.long_month(record.last_month)
    end = wording.long_month(record.forecasts[-1].births.last_month)
    told = f"Vi kender tallene for børn født til og med {last}. Fremskrivningen går til {end}."
    if not any("beyond_observed" in one.forecast.warnings for one in record.forecasts):
        return told
    return (
        f"{told} Efter aftalens start er der kun målt {words.months(record.months_after)}. "
        "Vi ser altså længere frem, end vi kan se tilbage, og det gør tallene usikre."
    )


def _levels(records: Sequence[UnitForecast], *, data: Prepared) -> str:
    """Which level is meant where the level stays, beside the last year's mean, and why they differ."""
    told = []
    for record in records:
        year = record.course.iloc[0]
        level = record.forecasts[-1].forecast.scenario("level_stays").estimate.value
        shown, mean = (wording.said(one, record.measure, decimals=1) for one in (level, float(year["value"])))
        told.append(
            f"Niveauet i {wording.long_month(record.last_month)} er for {short_subject(data, record.indicator)} "
            f"beregnet til {shown}. Gennemsnittet for børn født fra "
            f"{wording.span(year['first_period'], year['last_period'])} er {mean}."
        )
    return " ".join([*told, words.END_OF_LINE])


def _too_few(record: UnitForecast) -> str:
    if record.reason != "too_few_mature_months":
        return ""
    return (
        f" Der skal være mindst {words.months(record.minimum_mature_months)} efter aftalens start. "
        f"Nu er der {record.months_after}."
    )


def _probability(record: UnitForecast, assumption: Assumption) -> float:
    return record.forecasts[-1].forecast.scenario(assumption).probability
