from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.agreement import REGION
from evaluering.intake.sources.aggregates import aggregates_frame
from evaluering.intake.sources.births import births_frame
from evaluering.intake.sources.published_births import births_against, births_from_statbank
from evaluering.periods import Month, calendar_year_months


def published(*rows):
    """Births as (area, first, last, value, extracted)."""
    frame = pd.DataFrame(rows, columns=["area", "first", "last", "value", "extracted"])
    kinds = {"0000": "nation", "1082": "region"}
    return aggregates_frame(
        frame.assign(
            kind=[kinds.get(area, "municipality") for area in frame["area"]],
            measure="births",
            numerator=np.nan,
            denominator=np.nan,
            source="statbank",
            delivery="statbank",
            row=range(2, len(frame) + 2),
        )
    )


def delivered(births, municipalities=("0657",), year=2021):
    return pd.DataFrame(
        [(code, str(month), births) for code in municipalities for month in calendar_year_months(year)],
        columns=["municipality", "month", "births"],
    )


def test_the_shortest_periods_that_both_have_are_compared():
    table = births_against(
        delivered(80),
        published(
            ("0657", "2021-01", "2021-12", 1000, "2022-02-10"),
            ("0657", "2021-01", "2021-03", 240, "2022-02-10"),
            ("0657", "2021-02", "2021-02", 81, "2022-02-10"),
            ("0657", "2020-01", "2020-12", 900, "2022-02-10"),
            ("0661", "2021-01", "2021-12", 600, "2022-02-10"),
            ("0000", "2021-01", "2021-12", 63000, "2022-02-10"),
        ),
    )
    assert table[["area", "first", "last", "delivered", "published"]].to_numpy().tolist() == [
        ["0657", "2021-01", "2021-03", 240.0, 240.0],
        ["0657", "2021-01", "2021-12", 960.0, 1000.0],
        ["0657", "2021-02", "2021-02", 80.0, 81.0],
    ]
    assert table["ratio"].tolist() == [1.0, 0.96, pytest.approx(80 / 81)]


def test_a_year_whose_quarters_are_all_there_is_not_compared_again():
    quarters = [("0657", f"2021-{3 * q - 2:02d}", f"2021-{3 * q:02d}", 240, "2022-02-10") for q in (1, 2, 3, 4)]
    table = births_against(delivered(80), published(("0657", "2021-01", "2021-12", 960, "2022-02-10"), *quarters))
    assert table["last"].tolist() == ["2021-03", "2021-06", "2021-09", "2021-12"]


def test_the_latest_vintage_is_compared_and_what_it_hides_is_not():
    table = births_against(
        delivered(80),
        published(
            ("0657", "2021-01", "2021-12", 900, "2022-02-10"),
            ("0657", "2021-01", "2021-12", 960, "2023-02-10"),
            ("0657", "2021-01", "2021-01", 79, "2022-02-10"),
            ("0657", "2021-01", "2021-01", np.nan, "2023-02-10"),
        ),
    )
    assert table[["published", "ratio"]].to_numpy().tolist() == [[960.0, 1.0]]


def test_a_region_is_compared_when_all_its_municipalities_are_delivered(agreement):
    codes = agreement.municipalities_of(REGION)
    region = published(("1082", "2021-01", "2021-12", 19 * 960, "2022-02-10"))
    table = births_against(delivered(80, codes), region)
    assert table[["area", "delivered", "published"]].to_numpy().tolist() == [["1082", 18240.0, 18240.0]]
    assert births_against(delivered(80, codes[1:]), region).empty


@pytest.mark.parametrize(
    ("births", "value", "apart"),
    [
        (80, 960, False),
        (84, 960, False),  # 5 per cent exactly
        (85, 960, False),  # 6.3 per cent, but within 1.96 times the root of 960
        (86, 960, True),
        (74, 960, True),
        (1, 18, False),
        (1, 0, True),
        (0, 0, False),
        (0, 3, False),
    ],
)
def test_births_apart_by_more_than_five_per_cent_and_noise_are_flagged(births, value, apart):
    table = births_against(delivered(births), published(("0657", "2021-01", "2021-12", value, "2022-02-10")))
    assert table["apart"].tolist() == [apart]
    assert np.isnan(table["ratio"][0]) == (value == 0)


def test_nothing_published_is_nothing_to_compare():
    table = births_against(delivered(80), aggregates_frame())
    assert table.empty
    assert list(table.columns) == ["area", "first", "last", "delivered", "published", "ratio", "apart"]


def by_month(codes, last=12):
    months = [Month(2021, number) for number in range(1, last + 1)]
    return published(*((code, str(month), str(month), 80, "2022-02-10") for code in codes for month in months))


def test_published_months_take_the_place_of_delivered_births():
    frame = births_from_statbank(by_month(("0661", "0657")), ("0657", "0661"))
    assert frame.dtypes.equals(births_frame().dtypes)
    assert len(frame) == 24
    assert frame.iloc[0][["municipality", "month", "births", "extracted"]].tolist() == [
        "0657",
        "2021-01",
        80,
        "2022-02-10",
    ]
    assert frame["municipality"].tolist() == ["0657"] * 12 + ["0661"] * 12


def test_half_a_denominator_is_none():
    whole = by_month(("0657", "0661"))
    assert births_from_statbank(whole, ("0657",)) is not None
    assert births_from_statbank(whole, ("0657", "0665")) is None
    assert births_from_statbank(whole.drop(index=5), ("0657", "0661")) is None
    assert births_from_statbank(whole.assign(value=whole["value"].where(whole.index != 5)), ("0657", "0661")) is None
    assert births_from_statbank(by_month(("0657",), last=1).assign(last="2021-12"), ("0657",)) is None
    assert births_from_statbank(whole.assign(source="esundhed"), ("0657", "0661")) is None
