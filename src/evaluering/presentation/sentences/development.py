"""The main conclusion on development: the latest year, those before, and whether months show more than chance."""

from __future__ import annotations

from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_charts import UnitRunChart
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.charts import run_words
from evaluering.presentation.sentences.level import level_words

LIMIT = "Forskellen kan skyldes ændret amning. Den kan også skyldes, at registreringen er ændret."


def conclusion_of_years(
    series: tuple[Protected[OutcomeSeries], ...], *, charts: tuple[Protected[UnitRunChart], ...], data: Prepared
) -> Block:
    """The page's main conclusion on development: one paragraph per outcome.

    Parameters
    ----------
    series : tuple of Protected OutcomeSeries
        The page's unit by calendar year, one per outcome.
    charts : tuple of Protected UnitRunChart
        The run charts of the same outcomes, in the same order.
    data : Prepared

    Raises
    ------
    ValueError
        When a run chart is of another outcome or unit.
    """
    paragraphs = []
    for one, chart in zip(series, charts, strict=True):
        record, months = opened(one, data=data), opened(chart, data=data)
        if (record.unit, record.indicator) != (months.series.unit, months.series.indicator):
            raise ValueError("a conclusion is on the years and the months of the same unit and outcome")
        latest, before = level_words(record, data=data)
        paragraphs.append(" ".join([f"**{latest}.**", *(f"{part}." for part in (before, run_words(months)) if part)]))
    name = f"{opened(series[0], data=data).unit}-conclusion-years"
    return sentence_block(data, name=name, paragraphs=[*paragraphs, LIMIT], lead=True)
