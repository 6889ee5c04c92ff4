"""Deliveries held against births: more children than births, births that stand out, months where children fall away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.estimation.data_quality.registration import Registration

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WINDOW_MONTHS = 25
"""A month is held against the twelve months before it and the twelve after it, fewer at the ends of the series."""

OUTLIER_Z, OUTLIER_FACTOR = 6.0, 2.0
"""Births stand out beyond this many standard deviations *and* this factor (or its inverse) from their neighbours: a
season moves births by a tenth, an error in a table of births doubles or empties a month."""

HOLE_SHARE, HOLE_BIRTHS = 0.5, 10
"""Children fall away in a month with less than this part of the children per birth of its neighbours; with fewer births
than this the number is left to chance."""

EXCESS_PCT, EXCESS_CHILDREN = 5.0, 10
"""More children than births by this per cent and this number in a year is more than families moving in explain."""


@dataclass(frozen=True, slots=True)
class DeliveriesCheck:
    """What does not fit between children delivered and births on record; only what stands out, in order.

    Parameters
    ----------
    excess : DataFrame
        unit, year (str), births, children, known, flagged (bool: beyond `EXCESS_PCT` and `EXCESS_CHILDREN`): the whole
        calendar years with more children than births.
    outliers : DataFrame
        unit, month (str), births, expected (median of the neighbours), z.
    holes : DataFrame
        unit, month (str), births, children, expected_pct (children per 100 births among the neighbours, their median).
    """

    excess: pd.DataFrame
    outliers: pd.DataFrame
    holes: pd.DataFrame


def check_deliveries(registration: Registration) -> DeliveriesCheck:
    """Hold the children of each row against its births over the mature months.

    Births are compared on the square-root scale, where a Poisson number has a variance of about 1/4 (Bartlett 1936):
    z = 2 (sqrt(births) - sqrt(median)) / s, s the robust spread of these over the whole series (1.4826 times the
    median absolute deviation), at least 1.
    """
    births = registration.births.astype(np.float64)
    children = registration.children.astype(np.float64)
    expected = _of_neighbours(births)
    scaled = 2 * (np.sqrt(births) - np.sqrt(expected))
    spread = 1.4826 * np.median(np.abs(scaled - np.median(scaled, axis=1, keepdims=True)), axis=1, keepdims=True)
    z = scaled / np.maximum(spread, 1.0)
    far = (births > OUTLIER_FACTOR * expected) | (births < expected / OUTLIER_FACTOR)
    per_birth = np.divide(children, births, out=np.full(births.shape, np.nan), where=births > 0)
    usual = _of_neighbours(per_birth)
    hole = (births >= HOLE_BIRTHS) & (per_birth < HOLE_SHARE * usual)
    return DeliveriesCheck(
        excess=_excess(registration),
        outliers=_months(registration, (np.abs(z) > OUTLIER_Z) & far, {"births": births, "expected": expected, "z": z}),
        holes=_months(registration, hole, {"births": births, "children": children, "expected_pct": 100 * usual}),
    )


def _of_neighbours(values: Floats) -> Floats:
    """Median of the other months in each window; nan where there is none. Shape (rows, months) as given."""
    half = WINDOW_MONTHS // 2
    padded = np.pad(values, ((0, 0), (half, half)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_MONTHS, axis=1).copy()
    windows[:, :, half] = np.nan
    windows.sort(axis=2)  # nan comes last
    size = np.isfinite(windows).sum(axis=2)
    pair = np.stack([np.maximum(size - 1, 0) // 2, size // 2], axis=2)
    return np.asarray(np.take_along_axis(windows, pair, axis=2).mean(axis=2), dtype=np.float64)


def _months(registration: Registration, found: Flags, columns: dict[str, Floats]) -> pd.DataFrame:
    row, month = np.nonzero(found)
    return pd.DataFrame(
        {
            "unit": pd.Series([registration.rows[place] for place in row], dtype="str"),
            "month": pd.Series([registration.months[place] for place in month], dtype="str"),
            **{name: values[row, month] for name, values in columns.items()},
        }
    )


def _excess(registration: Registration) -> pd.DataFrame:
    years = registration.years()
    counts = ("births", "children", "known")
    records = [
        (unit, year, *(int(getattr(registration, name)[row, months].sum()) for name in counts))
        for row, unit in enumerate(registration.rows)
        for year, months in years
    ]
    table = pd.DataFrame(records, columns=["unit", "year", *counts])
    table = table[table["children"] > table["births"]].reset_index(drop=True)
    more = table["children"] - table["births"]
    return table.assign(flagged=(100 * more > EXCESS_PCT * table["births"]) & (more >= EXCESS_CHILDREN))
