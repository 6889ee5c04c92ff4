"""Sentences on the indicators: the answer in the region, the model sentence of its number, and how the units lie."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluering import wording
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, sentence_block
from evaluering.presentation.indicator_rows import IndicatorRow, IndicatorRows, Level, indicator_rows
from evaluering.presentation.sentences.forecast import target_value
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.sentences.municipalities import together
from evaluering.presentation.sentences.targets import AMBITION, side, verdict_message
from evaluering.presentation.uncertainty import SURETY, between, decimals_apart, prose_decimals
from evaluering.presentation.units import TargetsByUnit
from evaluering.wording import indicators as words
from evaluering.wording.municipalities import NOT_ASSESSED_CLAUSES

HIDDEN_CLAUSE = NOT_ASSESSED_CLAUSES["hidden"]
_WHOLE = 1e-6
"""A numerator no further from a whole number than this was counted, and not read off a curve."""


def conclusion_of_indicators(targets: TargetsByUnit, *, data: Prepared) -> Block:
    """The page's main conclusion: per indicator the region's answer, and how many clusters lie beyond the target."""
    paragraphs = []
    for one in data.agreement.indicators:
        shown = indicator_rows(targets, indicator=one.id, data=data)
        told = [f"**{verdict_message(shown.region.status, data=data)}.**", _told(shown.region)]
        told += [_placed(shown.region), _beyond(shown.of("cluster"), "cluster")]
        paragraphs.append(" ".join(part for part in told if part))
    return sentence_block(data, name="indicators-conclusion", paragraphs=[*paragraphs, AMBITION], lead=True)


def indicator(targets: TargetsByUnit, *, indicator: str, data: Prepared) -> Block:
    """One indicator on the level of the region, the clusters and the municipalities, a paragraph each."""
    shown = indicator_rows(targets, indicator=indicator, data=data)
    paragraphs = [_region(shown, data=data)]
    levels: tuple[Level, ...] = ("cluster", "row")
    for level in levels:
        told = _units(shown, level, data=data)
        paragraphs += [f"**{words.KINDS[level][1].capitalize()}.** {told}"] if told else []
    return sentence_block(data, name=f"{indicator}-levels", paragraphs=paragraphs)


def model_sentence(year: YearResult, *, status: TargetStatus, data: Prepared) -> str:
    """The number of one year as annual reports tell it, with numerator, denominator and interval.

    ``I alt 1.133 af de 3.185 børn født i aftaleår 2024/25 blev ..., svarende til 35,6 % (95 % CI: 33,9-37,3).``
    """
    named = data.agreement.indicator(status.indicator)
    born = f"{wording.count(int(year.known))} børn født i {wording.period(year.grain, year.period)}"
    value = value_with_limits(year, measure=status.measure, target=status.target)
    if status.measure == "pct":
        reached = words.REACHED.get(status.indicator, words.REACHED_OTHER.format(name=named.name))
        count = wording.number(year.at_least, 0)
        estimated = "" if abs(year.at_least - round(year.at_least)) < _WHOLE else " (beregnet)"
        return f"I alt {count}{estimated} af de {born} {reached}, svarende til {value}."
    return f"For de {born} var {subject(data, status.indicator)} {value}."


def value_with_limits(year: YearResult, *, measure: str, target: float) -> str:
    """``35,6 % (95 % CI: 33,9-37,3)``: days whole, unless a number lies so near the target that its side is lost."""
    decimals = _decimals(year, target, measure=measure)
    value = wording.said(year.value, measure, decimals=decimals)
    if not math.isfinite(year.lower + year.upper):
        return value
    limits = "-".join(wording.number(one, decimals) for one in (year.lower, year.upper))
    return f"{value} ({SURETY} CI: {limits})".replace("CI: ", f"CI:{wording.NARROW}")


def _decimals(year: YearResult, target: float, *, measure: str) -> int:
    """Decimals that show on which side of the target a value and its limits lie."""
    numbers = [one for one in (year.value, year.lower, year.upper) if math.isfinite(one)]
    return max(decimals_apart(one, target, measure=measure) for one in numbers)


def _region(shown: IndicatorRows, *, data: Prepared) -> str:
    """The answer, on which side the number lies and how surely, the number itself, the years before, and coverage."""
    row, status = shown.region, shown.region.status
    told = [f"**{verdict_message(status, data=data)}.**"]
    if status.verdict == "kan_ikke_vurderes":
        told.append(f"Årsag: {wording.REASONS.get(status.reason, wording.REASONS['maturity'])}.")
    if row.latest is None:
        return " ".join(told)
    told += [_placed(row), model_sentence(row.latest, status=status, data=data)]
    told.append(_earlier(row, decimals=_decimals(row.latest, status.target, measure=status.measure)))
    births = wording.count(int(row.latest.births))
    coverage = wording.measured(row.latest.coverage_pct, "pct")
    told.append(f"Amningen er kendt for {coverage} af de {births} levendefødte.")
    return " ".join(part for part in told if part)


def _told(row: IndicatorRow) -> str:
    """The latest number by itself, or why there is none."""
    if row.latest is None:
        return f"Årsag: {wording.REASONS.get(row.status.reason, wording.REASONS['maturity'])}."
    decimals = _decimals(row.latest, row.status.target, measure=row.status.measure)
    value = wording.said(row.latest.value, row.status.measure, decimals=decimals)
    return f"I {wording.period(row.latest.grain, row.latest.period)} var tallet {value}."


def _placed(row: IndicatorRow) -> str:
    """On which side of the target the number lies, with its doubt before any interval."""
    if row.latest is None or row.status.verdict == "kan_ikke_vurderes":
        return ""
    where = words.SIDES[side(row.latest, row.status.target)]
    return f"Tallet ligger {where}{', men det er usikkert' if row.status.crosses else ''}."


def _earlier(row: IndicatorRow, *, decimals: int) -> str:
    """The values of the two years before, as far back as they may be shown."""
    years = [year for year in row.years[1:] if year is not None and year.value == year.value and not row.undated(year)]
    told = [
        f"{wording.said(year.value, row.status.measure, decimals=decimals)} i {wording.period(year.grain, year.period)}"
        for year in years
    ]
    return f"Tallet var {wording.sentence_list(told)}." if told else ""


def _units(shown: IndicatorRows, level: Level, *, data: Prepared) -> str:
    """How many units of a level are shown, between which numbers they lie, where the target is, and what is not shown.

    A number that is too uncertain to be judged is no end of the range.
    """
    rows = shown.of(level)
    if not rows:
        return ""
    one, many = words.KINDS[level]
    there = [row.latest for row in rows if row.latest is not None]
    values = [row.latest.value for row in rows if row.latest is not None and not row.undated(row.latest)]
    shown_part = f"{_part(len(there), len(rows), many)} vises." if len(rows) > 1 else ""
    told = [f"{shown_part}{together(data) if level == 'row' else ''}".strip()]
    told += [_range(values, measure=shown.measure), _beyond(rows, level)]
    hidden = sum(row.concealed for row in rows)
    if hidden:
        told.append(f"{wording.count(hidden)} {one if hidden == 1 else many} vises ikke i år, {HIDDEN_CLAUSE}.")
    if level == "row" and values:
        told.append(words.NO_RANKING)
    return " ".join(part for part in told if part)


def _range(values: list[float], *, measure: str) -> str:
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    decimals = prose_decimals(measure, low, high)
    told = between(low, high, measure=measure, decimals=decimals)
    if wording.number(low, decimals) == wording.number(high, decimals):
        told = wording.said(low, measure, decimals=decimals)
    return f"Tallet lå {told}." if told.startswith("mellem") else f"Tallet var {told}."


def _beyond(rows: tuple[IndicatorRow, ...], level: Level) -> str:
    """Of the units that can be judged: how many lie surely on the target or over it, surely under it, and neither."""
    one, many = words.KINDS[level]
    judged = [row.status for row in rows if row.judged]
    if not judged:
        return f"Ingen {many} kan vurderes." if rows else ""
    doubted = sum(status.crosses for status in judged)
    over = sum(status.verdict == "ja" and not status.crosses for status in judged)
    if len(judged) == 1:
        where = "på eller over målet" if judged[0].verdict == "ja" else "under målet"
        return f"Én {one} kan vurderes. Den ligger {where}{', men det er usikkert' if doubted else ''}."
    parts = {words.SURE_OVER: over, words.SURE_UNDER: len(judged) - over - doubted, words.UNSURE: doubted}
    told = [(count, where) for where, count in parts.items() if count]
    if len(told) == 1:
        return f"{_part(len(judged), len(judged), many)}, der kan vurderes, ligger {told[0][1]}."
    return (
        f"Af de {wording.count(len(judged))} {many}, der kan vurderes, ligger "
        f"{wording.sentence_list([f'{wording.count(count)} {where}' for count, where in told])}."
    )


def _part(count: int, whole: int, kind: str) -> str:
    """``Ingen af de 5 klynger``, ``2 af de 5 klynger``, ``Alle 5 klynger``."""
    if count == whole:
        return f"Alle {wording.count(whole)} {kind}"
    return f"{wording.count(count) if count else 'Ingen'} af de {wording.count(whole)} {kind}"


def indicator_message(records: Sequence[OutcomeSeries], *, data: Prepared, status: TargetStatus | None = None) -> str:
    """Where the region and its clusters lay in the latest year, without the last full stop: the title of a figure.

    Parameters
    ----------
    records : sequence of OutcomeSeries
        Whole agreement years of the region and its clusters, in that order.
    data : Prepared
    status : TargetStatus, optional
        The region's answer on the target: where there is none, the title gives none.
    """
    region, clusters = records[0], records[1:]
    named = data.agreement.indicator(region.indicator)
    what = subject(data, region.indicator)
    what = f"{what[:1].upper()}{what[1:]}"
    period = str(region.frame["period"].iloc[-1]) if len(region.frame) else ""
    own = _value_in(region, period)
    if own is None:
        return f"{what}: Der er endnu intet helt aftaleår at vise"
    when = wording.period(region.grain, period)
    if status is not None and status.verdict == "kan_ikke_vurderes":
        decimals = decimals_apart(own, named.target, measure=named.measure)
        value = wording.said(own, named.measure, decimals=decimals)
        return f"{what} var {value} i regionen i {when}. {words.NO_ANSWER}"
    told = f"{what} {'nåede' if own >= named.target else 'nåede ikke'} "
    told += f"{target_value(named.target, measure=named.measure)} i regionen i {when}"
    found = [value for value in (_value_in(one, period) for one in clusters) if value is not None]
    if not found:
        return told
    alike = sum((value >= named.target) == (own >= named.target) for value in found)
    return f"{told}. Det samme gælder {_alike(alike, len(found))}"


def _value_in(record: OutcomeSeries, period: str) -> float | None:
    """The value of one year, where it may be shown."""
    values = record.frame.loc[record.frame["period"] == period, "value"].dropna()
    return float(values.iloc[0]) if len(values) else None


def _alike(count: int, whole: int) -> str:
    if count == whole:
        return "alle klynger"
    return f"{wording.count(count) if count else 'ingen'} af de {wording.count(whole)} klynger"
