"""Sentences on how far the data carry: one per row of the table, one on the unknown children, and the conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import MunicipalityQuality, QualityReason, QualityWord
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios
from evaluering.estimation.series import OutcomeSeries
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import whole_years
from evaluering.presentation.uncertainty import answer
from evaluering.presentation.units import SeriesByUnit
from evaluering.study.indicators import BaselineCheck
from evaluering.study.settling import COMPLETE_PCT, Completeness
from evaluering.wording.quality import QUALITY_REASONS, QUALITY_WORDS

Verdicts = Protected[tuple[MunicipalityQuality, ...]]
Scenarios = tuple[Protected[ChangeScenarios], ...]

_MOST_NAMES = 3


def quality_sentence(row: MunicipalityQuality, *, changes: Iterable[PracticeChange] = ()) -> str:
    """How far the numbers of one row carry, and why, in one sentence that opens with the verdict.

    Parameters
    ----------
    row : MunicipalityQuality
        Protected.
    changes : iterable of PracticeChange
        Of all rows; those of this one are told with their month.
    """
    mine = [change for change in changes if change.unit == row.unit]
    clauses = [_clause(reason, row, mine) for reason in row.reasons] or ["intet taler imod"]
    if not row.reasons and row.coverage_pct == row.coverage_pct:
        clauses.insert(0, f"amningen kendes for {wording.measured(row.coverage_pct, 'pct')} af børnene")
    *others, last = clauses
    words = f"{', '.join(others)}, og {last}" if others else last
    return f"{QUALITY_WORDS[row.verdict]}: {words[0].upper()}{words[1:]}."


def _clause(reason: QualityReason, row: MunicipalityQuality, changes: list[PracticeChange]) -> str:
    """A reason in words, with the number or the month that shows it where there is one."""
    if reason == "coverage_below_gate" and row.coverage_pct == row.coverage_pct:
        return f"amningen kendes kun for {wording.measured(row.coverage_pct, 'pct')} af børnene"
    months = [wording.long_month(one.month) for one in changes if one.practice == "whole_weeks"]
    if reason == "practice_change" and months:
        return f"brugen af hele uger skifter for børn født fra {wording.sentence_list(months)}"
    return QUALITY_REASONS[reason]


def completeness_message(record: Completeness) -> str:
    """After how many months a birth month is complete, without the last full stop; a title."""
    if record.complete_after < 0:
        return "Det kan ikke ses, hvor hurtigt oplysningerne kommer ind"
    limit = wording.measured(COMPLETE_PCT, "pct", decimals=0)
    return f"{limit} af oplysningerne er inde {record.complete_after} måneder efter fødslen"


def rounding_rows(frame: pd.DataFrame, name: str) -> tuple[str, ...]:
    """The rows in `HeapingTable.frame` that round to whole ``weeks`` or ``months`` in some year, in its order."""
    return tuple(dict.fromkeys(frame.loc[frame[f"{name}_flagged"], "unit"]))


def heaping_message(frame: pd.DataFrame, *, data: Prepared) -> str:
    """Which rows round durations, to weeks and to months, without the last full stop; a title."""
    weeks, months = (_rounders(frame, name, data=data) for name in ("weeks", "months"))
    if not frame["weeks_pct"].notna().any():
        return "Der er ingen tal at vise for afrunding"
    if not weeks and not months:
        return "Ingen kommune runder tydeligt af til hele uger eller måneder"
    parts = [
        f"{names} runder tydeligt af til hele {what}" for names, what in ((weeks, "uger"), (months, "måneder")) if names
    ]
    return ". ".join(parts)


def _rounders(frame: pd.DataFrame, name: str, *, data: Prepared) -> str:
    """The rows that round, with the years they do it in where there is one row alone."""
    rows = rounding_rows(frame, name)
    if len(rows) != 1:
        return listed([data.agreement.name_of(unit) for unit in rows])
    flagged = frame[frame[f"{name}_flagged"]]
    shown = flagged[flagged[f"{name}_pct"].notna()]
    years = (flagged if shown.empty else shown)["year"].tolist()
    when = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
    one_point = f": {wording.measured(shown[f'{name}_pct'].iloc[0], 'pct', decimals=0)}" if len(shown) == 1 else ""
    return f"{data.agreement.name_of(rows[0])} ({when}{one_point})"


def data_conclusion(
    verdicts: Verdicts,
    *,
    checks: Protected[tuple[BaselineCheck, ...]],
    series: SeriesByUnit,
    scenarios: Scenarios,
    data: Prepared,
) -> Block:
    """The page's main conclusion: how far the data carry for the region, for the municipalities and for the change.

    Parameters
    ----------
    verdicts : Verdicts
    checks : Protected tuple of BaselineCheck
        The agreement's own figures for the past, held against the data.
    series : SeriesByUnit
        Units by calendar year, the region first.
    scenarios : Scenarios
        The region's change under assumptions on the unknown children, per outcome.
    data : Prepared
    """
    stated, judged = opened(checks, data=data), opened(verdicts, data=data)
    region = region_words(stated, opened(series[0], data=data), data=data)
    rows = rows_words(judged, data=data)
    unknown = scenario_words([opened(one, data=data) for one in scenarios])
    paragraphs = [f"**{region}.**", f"**{rows}.**", f"{unknown}."]
    return sentence_block(data, name="data-conclusion", paragraphs=paragraphs, lead=True)


def scenario_words(records: Sequence[ChangeScenarios]) -> str:
    """Whether the answer on the change stays the same under every assumption, without the last full stop."""
    if not records or not all(record.scenarios for record in records):
        return "Hvad de ukendte børn betyder for en ændring, kan ikke regnes ud endnu"
    alike, apart = True, True
    for record in records:
        answers = {(one.delta_before, one.delta_after): answer(one.estimate) for one in record.scenarios}
        same = {pair: answer == answers[1.0, 1.0] for pair, answer in answers.items()}
        alike &= all(held for (before, after), held in same.items() if before == after)
        apart &= all(held for (before, after), held in same.items() if before != after)
    if not alike:
        return "Svaret på, om amningen er ændret, skifter med det, vi antager om de ukendte børn"
    if apart:
        return "Svaret på, om amningen er ændret, er det samme ved alle antagelser om de ukendte børn"
    return "Svaret på, om amningen er ændret, holder kun, hvis de ukendte børn ikke er blevet anderledes undervejs"


def region_words(checks: tuple[BaselineCheck, ...], record: OutcomeSeries, *, data: Prepared) -> str:
    """Whether the region's numbers can carry a verdict, and why; without the last full stop."""
    frame = whole_years(record).frame
    shown = frame[~frame["hidden"] & (frame["births"] > 0)]
    if shown.empty or not shown["known"].iloc[-1] > 0:
        return "Der er endnu ikke data, der kan bære et svar på aftalens mål"
    coverage = float(shown["coverage_pct"].iloc[-1])
    year = wording.period(record.grain, shown["period"].iloc[-1])
    known = f"{wording.measured(coverage, 'pct')} af børnene født i {year}"
    if coverage < data.parameters.coverage_gate_pct:
        return f"Tallene for hele regionen kan ikke bruges: Amningen kendes kun for {known}"
    if not all(check.agrees for check in checks):
        return "Tallene for hele regionen kan ikke bruges til alle mål: De stemmer ikke med aftalens udgangspunkt"
    return f"Tallene for hele regionen kan bruges: De stemmer med aftalens udgangspunkt, og amningen kendes for {known}"


def rows_words(verdicts: tuple[MunicipalityQuality, ...], *, data: Prepared) -> str:
    """How many municipalities have numbers that carry, and which have not; without the last full stop."""
    total, carrying = len(verdicts), len(_named(verdicts, "carries", data=data))
    together = "".join(f" ({group.name} regnes som én)" for group in data.agreement.publication_groups)
    if carrying == total:
        return f"Tallene kan bruges for alle {total} kommuner{together}"
    words = f"Tallene kan bruges uden forbehold for {carrying} af {total} kommuner{together}"
    reserved, failing = (_named(verdicts, word, data=data) for word in ("with_reservations", "does_not_carry"))
    if reserved:
        words += f", mens {listed(reserved)} kræver forbehold"
    if failing:
        words += f". Tallene for {listed(failing)} kan ikke bruges"
    return words


def _named(verdicts: tuple[MunicipalityQuality, ...], word: QualityWord, *, data: Prepared) -> list[str]:
    return [data.agreement.name_of(one.unit) for one in verdicts if one.verdict == word]


def listed(names: list[str]) -> str:
    """The names, or how many there are when they are many."""
    return wording.sentence_list(names) if len(names) <= _MOST_NAMES else f"{len(names)} kommuner"
