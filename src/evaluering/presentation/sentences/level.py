"""Sentences on levels: what an outcome was in a year."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.series import OutcomeSeries
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.uncertainty import prose_decimals


def subject(data: Prepared, indicator: str) -> str:
    """An indicator as the subject of a sentence."""
    return wording.subject(indicator, name=data.agreement.indicator(indicator).name)


def whole_years(record: OutcomeSeries) -> OutcomeSeries:
    """The record with only those years whose twelve months can all be counted."""
    frame = record.frame
    spans = zip(frame["from_month"], frame["to_month"], strict=True)
    whole = np.array([Month.parse(last) - Month.parse(first) == 11 for first, last in spans], dtype=bool)
    kept = frame[frame["mature"].to_numpy(dtype=bool) & whole]
    return OutcomeSeries(
        record.unit, record.indicator, record.definition, record.measure, record.grain, kept.reset_index(drop=True)
    )


def rows_of(record: OutcomeSeries) -> list[Any]:
    """The rows of a series, each with its columns as attributes."""
    return list(record.frame.itertuples(index=False))


def level_message(record: OutcomeSeries, *, data: Prepared) -> str:
    """First and last whole year that is shown, as one sentence without its full stop; the title of a figure."""
    frame = whole_years(record).frame
    shown = frame[~frame["hidden"] & frame["value"].notna()]
    name, what = data.agreement.name_of(record.unit), subject(data, record.indicator)
    if shown.empty:
        return f"I {name} er der endnu intet helt år at vise for {what}"
    first, last = shown.iloc[0], shown.iloc[-1]
    values = (float(first["value"]), float(last["value"]))
    decimals = prose_decimals(record.measure, *values)
    begin, end = (wording.said(value, record.measure, decimals=decimals) for value in values)
    when = [wording.period(record.grain, str(row["period"])) for row in (first, last)]
    if len(shown) == 1:
        return f"I {name} var {what} {begin} i {when[0]}"
    return f"I {name} gik {what} fra {begin} i {when[0]} til {end} i {when[1]}"


def conclusion_of_years(series: tuple[Protected[OutcomeSeries], ...], *, data: Prepared) -> Block:
    """The page's main conclusion on development: one sentence per outcome."""
    records = [opened(one, data=data) for one in series]
    found = [f"**{level_message(record, data=data)}.**" for record in records]
    limit = "Forskellen kan skyldes ændret amning. Den kan også skyldes, at registreringen er ændret."
    name = f"{records[0].unit}-conclusion-years"
    return sentence_block(data, name=name, paragraphs=[" ".join(found), limit], lead=True)
