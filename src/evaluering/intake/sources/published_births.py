"""Births delivered held against births published, and published births in place of delivered ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluering.intake.sources.aggregates import BIRTHS, latest_vintage
from evaluering.intake.sources.areas import read_areas
from evaluering.intake.sources.births import births_frame
from evaluering.periods import Month, months_between

APART = 0.05
"""Births delivered may lie this far from those published, as a share of them, before it is told."""

NOISE = 1.96
"""And so many times the square root of those published: what counts differ by when nothing is wrong."""


def births_against(births: pd.DataFrame, aggregates: pd.DataFrame) -> pd.DataFrame:
    """Births delivered and published, for the shortest periods that both have.

    Parameters
    ----------
    births : DataFrame
        municipality, month (``2023-04``), births; each municipality and month once.
    aggregates : DataFrame
        Published figures; the latest vintage of each is used.

    Returns
    -------
    DataFrame
        area, first, last (months, both included), delivered, published, ratio (delivered to published; nan where none
        are published), apart (bool: by more than both `APART` and `NOISE`); by area and period. A region is only there
        when all its municipalities are delivered; a year is only there when its quarters or months are not all.
    """
    monthly = births.pivot_table(index="month", columns="municipality", values="births", aggfunc="sum")
    published = latest_vintage(aggregates[aggregates["measure"] == BIRTHS])
    published = published[published["value"].notna()]
    areas = read_areas()
    records = []
    for area, figures in published.groupby("area", sort=True):
        members = [one.code for one in areas.by_code.values() if str(area) in (one.code, one.region)]
        members = [code for code in members if areas.by_code[code].kind == "municipality"]
        if members and set(members) <= set(monthly.columns):
            records += _compared(str(area), figures, monthly[members].sum(axis=1, skipna=False))
    frame = pd.DataFrame(records, columns=["area", "first", "last", "delivered", "published"])
    frame = frame.astype({"delivered": "float64", "published": "float64"})
    frame["ratio"] = frame["delivered"] / frame["published"].where(frame["published"] > 0)
    distance = (frame["delivered"] - frame["published"]).abs()
    noise = NOISE * np.sqrt(np.maximum(frame["published"], 1.0))
    frame["apart"] = (distance > APART * frame["published"]) & (distance > noise)
    return frame.sort_values(["area", "first", "last"], ignore_index=True)


def births_from_statbank(aggregates: pd.DataFrame, municipalities: Sequence[str]) -> pd.DataFrame | None:
    """Births by municipality and month as `births.births_frame`, from months that StatBank has published.

    None when there are no months, or a municipality lacks a month between the first and the last: half a denominator
    is none.
    """
    latest = latest_vintage(aggregates[(aggregates["measure"] == BIRTHS) & (aggregates["source"] == "statbank")])
    whole = (latest["first"] == latest["last"]) & latest["value"].notna()
    months = latest[whole & latest["area"].isin(municipalities)]
    if months.empty:
        return None
    span = months_between(Month.parse(months["first"].min()), Month.parse(months["first"].max()))
    if len(months) != len(span) * len(set(municipalities)):
        return None
    frame = pd.DataFrame(
        {
            "municipality": months["area"],
            "month": months["first"],
            "births": months["value"].astype("int64"),
            "row": months["row"],
            "file": months["delivery"],
            "column": "",
            "extracted": months["extracted"],
        }
    )
    empty = births_frame()
    return frame[empty.columns].astype(empty.dtypes).sort_values(["municipality", "month"], ignore_index=True)


def _compared(area: str, figures: pd.DataFrame, monthly: pd.Series) -> list[tuple[str, str, str, float, float]]:
    """The periods of one area whose months are all delivered, shortest first; a longer one when it adds months."""
    spans = [
        months_between(Month.parse(first), Month.parse(last))
        for first, last in zip(figures["first"], figures["last"], strict=True)
    ]
    known: set[Month] = set()
    records = []
    for span, value in sorted(zip(spans, figures["value"], strict=True), key=lambda pair: len(pair[0])):
        delivered = float(monthly.reindex([str(month) for month in span]).sum(skipna=False))
        if np.isfinite(delivered) and not set(span) <= known:
            known |= set(span)
            records.append((area, str(span[0]), str(span[-1]), delivered, float(value)))
    return records
