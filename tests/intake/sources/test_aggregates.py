from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.intake.sources.aggregates import (
    AGGREGATE_COLUMNS,
    aggregates_frame,
    conflicting_aggregates,
    latest_vintage,
    revisions,
)


def figures(*rows, **changes):
    """Figures as (area, year, value, extracted), all of one kind of share."""
    frame = pd.DataFrame(rows, columns=["area", "year", "value", "extracted"])
    kinds = {"0000": "nation", "0657": "municipality", "unknown": "unknown"}
    frame = frame.assign(
        kind=[kinds.get(area, "region") for area in frame["area"]],
        first=frame["year"] + "-01",
        last=frame["year"] + "-12",
        measure="mean_days",
        numerator=np.nan,
        denominator=np.nan,
        source="esundhed",
        delivery=frame["extracted"],
        row=range(2, len(frame) + 2),
    )
    return aggregates_frame(frame.assign(**changes))


def test_a_table_without_figures_has_all_columns():
    frame = aggregates_frame()
    assert list(frame.columns) == AGGREGATE_COLUMNS
    assert frame.empty
    assert frame.dtypes.equals(figures(("0657", "2021", 95.0, "2023-01-01")).dtypes)


def test_the_latest_vintage_counts_also_where_it_hides_a_figure():
    frame = figures(
        ("1082", "2021", 96.0, "2024-01-01"),
        ("1082", "2021", 95.0, "2023-01-01"),
        ("0657", "2021", 91.0, "2023-01-01"),
        ("0657", "2021", np.nan, "2024-01-01"),
        ("0000", "2021", 107.0, "2023-01-01"),
    )
    latest = latest_vintage(frame)
    assert latest["area"].tolist() == ["1082", "0657", "0000"]
    assert np.array_equal(latest["value"], [96.0, np.nan, 107.0], equal_nan=True)


def test_each_vintage_is_held_against_the_one_before():
    frame = figures(
        ("1082", "2021", 97.0, "2025-01-01"),
        ("1082", "2021", 95.0, "2023-01-01"),
        ("1082", "2021", 96.5, "2024-01-01"),
        ("1082", "2022", 98.0, "2024-01-01"),
        ("0657", "2021", np.nan, "2023-01-01"),
        ("0657", "2021", 92.0, "2024-01-01"),
    )
    told = revisions(frame)
    assert told[["area", "first", "then", "now", "difference"]].to_numpy().tolist() == [
        ["1082", "2021-01", 95.0, 96.5, 1.5],
        ["1082", "2021-01", 96.5, 97.0, 0.5],
    ]
    assert told["extracted_then"].tolist() == ["2023-01-01", "2024-01-01"]
    assert told["extracted_now"].tolist() == ["2024-01-01", "2025-01-01"]


@pytest.mark.parametrize(
    ("then", "now", "beyond"),
    [(112.0, 111.6, False), (112.0, 111.4, True), (57.4, 57.5, True), (57.4, 57.4, False), (70.0, 71.0, True)],
)
def test_a_difference_of_rounding_is_no_revision(then, now, beyond):
    told = revisions(figures(("1082", "2021", then, "2023-01-01"), ("1082", "2021", now, "2024-01-01")))
    assert told["beyond_rounding"].tolist() == [beyond]


def test_a_whole_number_among_decimals_is_taken_to_have_them_too():
    frame = figures(
        ("1082", "2021", 57.0, "2023-01-01"),
        ("1081", "2021", 57.4, "2023-01-01"),
        ("1082", "2021", 57.4, "2024-01-01"),
    )
    assert revisions(frame)["beyond_rounding"].tolist() == [True]


def test_figures_published_once_have_no_revision():
    assert revisions(figures(("1082", "2021", 57.0, "2023-01-01"))).empty
    assert revisions(aggregates_frame()).empty


def test_one_vintage_has_one_value_for_each_figure():
    first = figures(("1082", "2021", 95.0, "2023-01-01"), ("0000", "2021", 107.0, "2023-01-01"), delivery="a")
    same = figures(("1082", "2021", 95.0, "2023-01-01"), delivery="b")
    later = figures(("1082", "2021", 96.0, "2024-01-01"), delivery="c")
    assert list(conflicting_aggregates(pd.concat([first, same, later], ignore_index=True))) == []
    other = figures(("0000", "2021", np.nan, "2023-01-01"), ("1082", "2021", 96.0, "2023-01-01"), delivery="d")
    (finding,) = conflicting_aggregates(pd.concat([first, other], ignore_index=True))
    assert (finding.file, finding.row, finding.count) == ("d", 2, 2)
