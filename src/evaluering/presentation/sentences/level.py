"""Sentences on levels: what an outcome was in a year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evaluering import wording
from evaluering.estimation.series import OutcomeSeries
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.uncertainty import between, decimals_apart, prose_decimals
from evaluering.wording.clusters import OUTCOMES


def subject(data: Prepared, indicator: str) -> str:
    """An indicator as the subject of a sentence."""
    return wording.subject(indicator, name=data.agreement.indicator(indicator).name)


def short_subject(data: Prepared, indicator: str) -> str:
    """An indicator by one word as the subject of a sentence, where the outcome meant is told already."""
    return OUTCOMES.get(indicator, subject(data, indicator))


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
    """The latest whole year and the range of those before the agreement, without the last full stop; a title."""
    latest, before = level_words(record, data=data)
    return f"{latest}. {before}" if before else latest


def cut_of(data: Prepared) -> Month:
    """The first birth month that is left out between before and after."""
    return data.agreement.start + -data.parameters.interruption.cut_months


def shown_years(record: OutcomeSeries) -> pd.DataFrame:
    """The whole years that have a number to show."""
    frame = whole_years(record).frame
    return frame[~frame["hidden"] & frame["value"].notna()]


def level_decimals(record: OutcomeSeries, *, data: Prepared) -> int:
    """Decimals of a unit's levels in a sentence, of which there is one: more where the latest is near the target."""
    values = shown_years(record)["value"]
    decimals = prose_decimals(record.measure, *values)
    target = data.agreement.indicator(record.indicator).target
    return max(decimals, decimals_apart(float(values.iloc[-1]), target, measure=record.measure))


def level_words(record: OutcomeSeries, *, data: Prepared) -> tuple[str, str]:
    """The latest whole year, and the range of the whole years before the cut, each without its full stop.

    A year with months that are left out, or in which the agreement began, belongs to neither side. The second is empty
    where there is no year before.
    """
    shown = shown_years(record)
    name, what = data.agreement.name_of(record.unit), subject(data, record.indicator)
    if shown.empty:
        return f"I {name} er der endnu intet helt år at vise for {what}", ""
    last = shown.iloc[-1]
    before = shown.iloc[:-1][(shown["to_month"] < str(cut_of(data))).to_numpy()[:-1]]
    decimals = level_decimals(record, data=data)
    value = wording.said(float(last["value"]), record.measure, decimals=decimals)
    latest = f"I {wording.period(record.grain, str(last['period']))} var {what} i {name} {value}"
    return latest, _range_words(before, record, decimals=decimals) if len(before) else ""


def _range_words(frame: pd.DataFrame, record: OutcomeSeries, *, decimals: int) -> str:
    """``I 2012–2022 lå tallet mellem 108 og 111 dage``."""
    low, high = float(frame["value"].min()), float(frame["value"].max())
    first, last = (wording.period(record.grain, str(frame["period"].iloc[place])) for place in (0, -1))
    when = first if first == last else f"{first}–{last.removeprefix('aftaleår ')}"
    if len(frame) < int(frame["period"].iloc[-1]) - int(frame["period"].iloc[0]) + 1:
        when = f"de viste år fra {first} til {last}"
    if wording.number(low, decimals) == wording.number(high, decimals):
        return f"I {when} var tallet {wording.said(low, record.measure, decimals=decimals)}"
    return f"I {when} lå tallet {between(low, high, measure=record.measure, decimals=decimals)}"
