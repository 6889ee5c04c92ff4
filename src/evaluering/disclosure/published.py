"""Published figures before they are shown again: small counts are hidden, and with them what gives them back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from evaluering.disclosure.counts import BirthsTable
from evaluering.disclosure.decisions import Decisions, without
from evaluering.estimation.published.published import PublishedChange, PublishedFigures, PublishedSeries
from evaluering.estimation.published.published_difference import PublishedComparison, PublishedDifference

_NUMBERS = ["value", "standard_error", "lower", "upper", "known", "at_least"]
_SIDES = ["own", "control"]
_DIFFERENCES = ["value", "standard_error", "lower", "upper"]


def emptied_published(record: PublishedFigures, decisions: Decisions) -> PublishedFigures:
    """The figures with a column hidden, and nothing in the hidden years.

    A year that is small in one part of the region is hidden in all parts, since the region less the others would give
    it back. Published mean durations without counts rest on nobody we know the number of, and are shown.
    """
    small = {one.unit: _small_years(one.frame, decisions) for one in record.series}
    parts = {one.unit for one in record.series if one.kind == "part"}
    of_parts = set().union(*(small[unit] for unit in parts)) if parts else set()
    series = tuple(_emptied(one, small[one.unit] | (of_parts if one.unit in parts else set())) for one in record.series)
    hidden = record.revisions["period"].isin(small[record.series[0].unit]).to_numpy()
    revisions = without(record.revisions, hidden, ["then", "now", "difference"]).assign(hidden=hidden)
    return replace(record, series=series, revisions=revisions)


def emptied_comparison(record: PublishedComparison, decisions: Decisions) -> PublishedComparison:
    """The differences with a column hidden, and nothing in the years in which either side is small.

    Of the two differences each is hidden where the other is: they have one side in common.
    """
    found = [one for one in (record.main, record.without_trials) if one is not None]
    small = set().union(*(_small_differences(one.frame, decisions) for one in found))
    emptied = [_emptied_difference(one, small, decisions) for one in found]
    return replace(record, main=emptied[0], without_trials=emptied[1] if len(emptied) > 1 else None)


def emptied_births(record: BirthsTable, decisions: Decisions) -> BirthsTable:
    """The table with a column hidden; a small number of births is hidden on both sides."""
    sides = ["delivered", "published"]
    hidden = record.frame[sides].map(decisions.small).any(axis=1).to_numpy(dtype=bool)
    return replace(record, frame=without(record.frame, hidden, sides).assign(hidden=hidden))


def _small_years(frame: pd.DataFrame, decisions: Decisions) -> set[str]:
    counts = [frame["known"], frame["at_least"], frame["known"] - frame["at_least"]]
    small = np.logical_or.reduce([[decisions.small(count) for count in column] for column in counts])
    return set(frame.loc[np.asarray(small, dtype=bool), "period"])


def _emptied(series: PublishedSeries, years: set[str]) -> PublishedSeries:
    hidden = series.frame["period"].isin(years).to_numpy()
    return replace(series, frame=without(series.frame, hidden, _NUMBERS).assign(hidden=hidden))


def _small_differences(frame: pd.DataFrame, decisions: Decisions) -> set[str]:
    counts = ["known", "at_least"]
    sides = [frame[["period", *(f"{side}_{name}" for name in counts)]] for side in _SIDES]
    return set().union(*(_small_years(one.set_axis(["period", *counts], axis="columns"), decisions) for one in sides))


def _emptied_difference(one: PublishedDifference, years: set[str], decisions: Decisions) -> PublishedDifference:
    hidden = one.frame["period"].isin(years).to_numpy()
    counts = [f"{side}_{name}" for side in _SIDES for name in ("standard_error", "known", "at_least")]
    frame = without(one.frame, hidden, [*_SIDES, *counts, *_DIFFERENCES]).assign(hidden=hidden)
    change = one.change
    if change.estimate is not None and decisions.small(change.estimate.n):
        change = PublishedChange(None, "hidden", change.years_before, change.years_after)
        return replace(one, frame=frame, change=change, course=one.course.iloc[:0])
    return replace(one, frame=frame)
