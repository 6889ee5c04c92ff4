"""Months in which a municipality's registrations, of periods or of statuses, stop and then go on again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.intake.checks.born import apart, spans
from evaluering.intake.formats.dates import Bools

Floats = npt.NDArray[np.float64]

_STRIKING = {36: 9.0, 24: 9.0, 12: 9.0, 3: 7.0, 1: 5.5}
"""Months that registrations may stop together, and by how many standard deviations they must be fewer: one child is
recorded several times within a year, so that sums over more months vary more."""

_LEFT = 0.25  # of what is usual
_AROUND, _GREATEST = 12, 2  # months before and after that tell what is usual; of these the greatest, left out
_CLASSES = ("statusser", "perioder med slutdato", "perioder uden slutdato")


def pauses(feeding: pd.DataFrame) -> Iterator[str]:
    """Notes per municipality on months almost without registrations, or without those of one class of rows."""
    month = feeding["recorded"].to_numpy(dtype="datetime64[s]").astype("datetime64[M]").astype(np.int64)
    if not len(month):
        return
    first, size = int(month.min()), int(month.max() - month.min()) + 1
    months = np.datetime_as_string(np.arange(first, first + size).astype("datetime64[M]"))
    codes = list(feeding["municipality"].cat.categories)
    place = feeding["municipality"].cat.codes.to_numpy().astype(np.int64)
    period, going_on = np.asarray(feeding["kind"] == "period"), np.asarray(feeding["end"].isna())
    row_class = np.where(period, 1 + going_on, 0)
    child, shape = feeding["child"].to_numpy(), (len(codes), len(_CLASSES), size)
    cell = (place * len(_CLASSES) + row_class) * size + month - first
    rows = _counted(cell, _unlike_before(child, month, row_class), len(codes) * len(_CLASSES) * size).reshape(shape)
    visits = _counted(place * size + month - first, _unlike_before(child, month), len(codes) * size)
    for code, of_all, of_code in zip(codes, visits.reshape(len(codes), size), rows, strict=True):
        stopped = _stopped(of_all)
        if stopped.any():
            yield f"Kommune {code} har påfaldende få registreringer i {spans(months, stopped)}."
        for words, of_class in zip(_CLASSES, of_code, strict=True):
            alone = (_stopped(of_class) | _begun_late(of_class, of_all)) & ~stopped
            if alone.any():
                yield f"Kommune {code} har påfaldende få {words} i {spans(months, alone)}."


def _unlike_before(*columns: npt.NDArray[np.generic]) -> Bools:
    """Rows that differ from the one before: what was recorded of a child at one visit mostly stands together."""
    unlike = np.ones(len(columns[0]), dtype=np.bool_)
    unlike[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return unlike


def _counted(cell: npt.NDArray[np.int64], chosen: Bools, size: int) -> Floats:
    return np.bincount(cell[chosen], minlength=size).astype(np.float64)


def _begun_late(counts: Floats, all_counts: Floats) -> Bools:
    """The years before the first and after the last row of a class, while other rows were registered."""
    without = np.zeros(len(counts), dtype=np.bool_)
    used, all_used = np.flatnonzero(counts), np.flatnonzero(all_counts)
    if not len(used):
        return without
    a_month = counts.sum() / (used[-1] + 1 - used[0])
    for first, last in ((all_used[0], used[0]), (used[-1] + 1, all_used[-1] + 1)):
        if last - first >= _AROUND and apart(0, a_month * (last - first)) < -_STRIKING[_AROUND]:
            without[first:last] = True
    return without


def _stopped(counts: Floats) -> Bools:
    """Months of a pause between months with many more."""
    stopped = np.zeros(len(counts), dtype=np.bool_)
    if not counts.any():
        return stopped
    padded = np.concatenate([np.zeros(_AROUND), counts, np.zeros(_AROUND)])
    years = np.sort(np.lib.stride_tricks.sliding_window_view(padded, _AROUND), axis=1)
    # Per month what is usual in the year from it on; in the greatest months journals may have been moved.
    usual = years[:, :-_GREATEST].mean(axis=1)
    for width in [width for width in _STRIKING if width <= len(counts)]:
        sums = np.convolve(counts, np.ones(width), mode="valid")
        expected = width * np.minimum(usual[: len(sums)], usual[_AROUND + width :][: len(sums)])
        few = (sums < _LEFT * expected) & (apart(sums, expected) < -_STRIKING[width])
        for start in np.flatnonzero(few):
            stopped[start : start + width] |= counts[start : start + width] <= _LEFT * expected[start] / width
    return stopped
