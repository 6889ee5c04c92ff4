"""The main conclusion on development: the latest years, those before, the months since, and how it went before."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import UnitTrend
from evaluering.estimation.unit_charts import UnitRunChart
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.charts import months_words
from evaluering.presentation.sentences.level import cut_of, level_decimals, level_words, shown_years
from evaluering.presentation.uncertainty import VERBS, answer, telling_decimals
from evaluering.wording.plan import NOT_PLANNED_NOTE

LIMIT = "Forskellen kan skyldes ændret amning. Den kan også skyldes, at registreringen er ændret."


def conclusion_of_years(
    series: tuple[Protected[OutcomeSeries], ...],
    *,
    charts: tuple[Protected[UnitRunChart], ...],
    trends: tuple[Protected[UnitTrend], ...],
    data: Prepared,
) -> Block:
    """The page's main conclusion on development: one paragraph per outcome.

    Parameters
    ----------
    series : tuple of Protected OutcomeSeries
        The page's unit by agreement year, one per outcome.
    charts : tuple of Protected UnitRunChart
        The run charts of the same outcomes, in the same order.
    trends : tuple of Protected UnitTrend
        Their yearly change before the agreement, likewise.
    data : Prepared

    Raises
    ------
    ValueError
        When a run chart or a trend is of another outcome or unit.
    """
    paragraphs, planned = [], True
    for one, chart, trend in zip(series, charts, trends, strict=True):
        record, months, before = opened(one, data=data), opened(chart, data=data), opened(trend, data=data)
        about = {(found.unit, found.indicator) for found in (record, months.series, before)}
        if len(about) > 1:
            raise ValueError("a conclusion is on the years, months and trend of the same unit and outcome")
        latest, earlier = level_words(record, data=data)
        told = [
            _year_before(record, data=data),
            earlier,
            months_words(months),
            _slope(before),
            _rise(record, data=data),
        ]
        paragraphs.append(" ".join([f"**{latest}.**", *(f"{part}." for part in told if part)]))
        planned = planned and months.planned
    notes = [" ".join([*_left_out(opened(series[0], data=data), data=data), LIMIT])]
    notes += [] if planned else [NOT_PLANNED_NOTE]
    name = f"{opened(series[0], data=data).unit}-conclusion-years"
    return sentence_block(data, name=name, paragraphs=[*paragraphs, *notes], lead=True)


def _year_before(record: OutcomeSeries, *, data: Prepared) -> str:
    """The year before the latest, where it too is after the start."""
    *_, later = _sides(record, data=data)
    if len(later) < 2:
        return ""
    value = wording.said(float(later["value"].iloc[-2]), record.measure, decimals=level_decimals(record, data=data))
    return f"I {_year(record, str(later['period'].iloc[-2]))} var det {value}"


def _sides(record: OutcomeSeries, *, data: Prepared) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The shown years before the cut, those neither before nor after, and those after the start."""
    shown = shown_years(record)
    before = shown["to_month"].astype(str) < str(cut_of(data))
    after = shown["from_month"].astype(str) >= str(data.agreement.start)
    return shown[before], shown[~before & ~after], shown[after]


def _slope(trend: UnitTrend) -> str:
    """How the number moved a year before the agreement."""
    estimate = trend.estimate
    if estimate is None:
        return ""
    sure = answer(estimate)
    if sure == "unclear":
        return "Før aftalen steg eller faldt tallet ikke sikkert fra år til år"
    decimals = telling_decimals(estimate.value, least=1)
    verb, _, adverb = VERBS[sure].partition(" ")
    size = wording.said(abs(estimate.value), estimate.measure, decimals=decimals)
    return " ".join(part for part in ("Før aftalen", verb, "tallet", adverb, f"med {size} om året") if part)


def _rise(record: OutcomeSeries, *, data: Prepared) -> str:
    """From the last year before the cut to the latest: the difference of the numbers as they are told."""
    before, _, later = _sides(record, data=data)
    if before.empty or later.empty:
        return ""
    decimals = level_decimals(record, data=data)
    ends = [round(float(frame["value"].iloc[-1]), decimals) for frame in (before, later)]
    when = f"Fra {_year(record, str(before['period'].iloc[-1]))} til {_year(record, str(later['period'].iloc[-1]))}"
    change = round(ends[1] - ends[0], decimals)
    if not change:
        return f"{when} er tallet det samme"
    measure = "pct_point" if record.measure == "pct" else record.measure
    size = wording.said(abs(change), measure, decimals=decimals)
    return f"{when} {'steg' if change > 0 else 'faldt'} tallet med {size}"


def _left_out(record: OutcomeSeries, *, data: Prepared) -> Iterator[str]:
    """What a year is, and which of the shown years are neither before nor after."""
    if record.grain == "agreement_year":
        yield "Et aftaleår går fra 1. april til 31. marts."
    _, between, _ = _sides(record, data=data)
    if len(between):
        names = wording.sentence_list([_year(record, str(period)) for period in between["period"]])
        yield f"I {names} ligger overgangen: Nogle af børnene er kun delvist omfattet."


def _year(record: OutcomeSeries, period: str) -> str:
    return wording.period(record.grain, period).removeprefix("aftaleår ")
