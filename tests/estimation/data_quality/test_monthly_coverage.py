"""Coverage by month, in bands."""

from datetime import date
from math import isnan

import pandas as pd
import pytest

from evaluering.estimation.data_quality.monthly_coverage import monthly_coverage
from evaluering.study.panel import Panel

UNITS = {"region": ("0657", "0661"), "west": ("0657",)}


def panel(*known, births=100, last="2025-06"):
    """Two municipalities of the same births; `known` by month from January 2025, of the first."""
    months = [f"2025-{place + 1:02d}" for place in range(len(known))]
    rows = [
        (code, month, births, count) for code in ("0657", "0661") for month, count in zip(months, known, strict=True)
    ]
    cells = pd.DataFrame(rows, columns=["municipality", "month", "births", "known"])
    return Panel(cells, pd.DataFrame(), pd.DataFrame(), date(2026, 10, 1), last)


@pytest.mark.parametrize(
    ("known", "band"), [(0, 70), (69, 70), (75, 75), (79, 75), (80, 80), (94, 90), (95, 95), (100, 95), (130, 95)]
)
def test_a_band_is_named_by_its_lower_end(known, band):
    frame = monthly_coverage(panel(known), UNITS).frame
    assert frame["band"].tolist() == [band, band]
    assert frame["births"].tolist() == [200, 100]


def test_units_come_in_order_and_months_only_when_mature():
    frame = monthly_coverage(panel(90, 80, 70, last="2025-02"), UNITS).frame
    assert frame[["unit", "month"]].to_numpy().tolist() == [
        ["region", "2025-01"], ["region", "2025-02"], ["west", "2025-01"], ["west", "2025-02"],
    ]  # fmt: skip


def test_no_births_is_no_band():
    frame = monthly_coverage(panel(0, births=0), UNITS).frame
    assert all(isnan(band) for band in frame["band"])


def test_nothing_mature_is_an_empty_table():
    frame = monthly_coverage(panel(90, last="2024-12"), UNITS).frame
    assert frame.empty
    assert list(frame) == ["unit", "month", "births", "band"]
