from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.data_quality.vintage_comparison import compare_vintages
from evaluering.study.duration import DEFINITIONS
from evaluering.study.panel import Panel

BOTH = (DEFINITIONS["restricted_mean_365"], DEFINITIONS["at_least_182_days"])
MONTHS = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)]
ROWS = {"0657": ("0657",), "aarhus_samsoe": ("0751", "0741")}
THEN = "2024-12-01"


def panel(vintages, revised):
    """Each month ten births, nine known now: three of 200 days, six of 100."""
    cells = pd.DataFrame([(code, month, 10, 9, 9) for code in ("0657", "0741", "0751") for month in MONTHS])
    cells.columns = ["municipality", "month", "births", "children", "known"]
    now = [
        (code, month, *row)
        for code, month in cells.iloc[:, :2].to_numpy()
        for row in ((100, 100.0, 6), (200, 200.0, 3))
    ]
    columns = ["municipality", "month", "lower", "upper", "count"]
    return Panel(
        cells,
        pd.DataFrame(now, columns=columns),
        pd.DataFrame(),
        date(2026, 10, 1),
        "2023-12",
        vintages=pd.DataFrame(vintages, columns=["municipality", "extracted", *columns[1:]]),
        revised=pd.DataFrame(
            revised, columns=["municipality", "extracted", "month", "known", "settled", "changed", "absent"]
        ),
    )


def drawn(code="0657", months=MONTHS[:32], *, changed=0, absent=0, extracted=THEN):
    """An extract in which four of 100 and two of 200 days were known each month."""
    vintages = [(code, extracted, month, *row) for month in months for row in ((100, 100.0, 4), (200, 200.0, 2))]
    return vintages, [(code, extracted, month, 6, 6, changed, absent) for month in months]


def test_a_birth_year_as_it_was_told_and_as_it_is_told(make_registration):
    table = compare_vintages(panel(*drawn()), ROWS, definitions=BOTH).frame
    assert table[["unit", "extracted", "year"]].to_numpy().tolist() == [["0657", THEN, "2021"], ["0657", THEN, "2022"]]
    row = table.iloc[0]
    assert row[["births", "known_then", "known_now", "settled", "changed", "absent"]].tolist() == [
        120,
        72,
        108,
        72,
        0,
        0,
    ]
    assert row["duration_mean_then"] == pytest.approx((4 * 100 + 2 * 200) / 6)
    assert row["duration_mean_now"] == pytest.approx((6 * 100 + 3 * 200) / 9)
    assert row["share_26w_then"] == row["share_26w_now"] == pytest.approx(100 / 3)
    assert not table["differs"].any()


@pytest.mark.parametrize(
    ("count", "months", "differs"),
    [("changed", 12, True), ("changed", 4, False), ("absent", 12, True), ("absent", 4, False)],
)
def test_more_corrections_than_a_few_are_a_difference(count, months, differs):
    vintages, revised = drawn()
    some = drawn(months=MONTHS[12 : 12 + months], **{count: 1})[1]
    kept = [row for row in revised if row[2] not in {other[2] for other in some}]
    table = compare_vintages(panel(vintages, sorted(kept + some)), ROWS, definitions=BOTH).frame
    assert table["differs"].tolist() == [False, differs]
    assert table[count].tolist() == [0, months]


def test_five_of_a_thousand_are_no_difference():
    vintages, _ = drawn()
    revised = [("0657", THEN, month, 100, 100, int(month < "2021-06"), 0) for month in MONTHS[:24]]
    table = compare_vintages(panel(vintages, revised), ROWS, definitions=BOTH).frame
    assert table[["changed", "settled", "differs"]].to_numpy().tolist() == [[5, 1200, False], [0, 1200, False]]


def test_years_that_nobody_was_known_in_then_have_no_value():
    months = [*MONTHS[:12], *MONTHS[24:]]
    table = compare_vintages(panel(*drawn(months=months)), ROWS, definitions=BOTH).frame.set_index("year")
    assert np.isnan(table.loc["2022", "duration_mean_then"])
    assert table.loc["2022", ["known_then", "known_now", "settled"]].tolist() == [0, 108, 0]


def test_a_group_is_compared_when_all_of_it_was_drawn_on_one_day():
    alone = compare_vintages(panel(*drawn("0751")), ROWS, definitions=BOTH).frame
    assert alone.empty
    assert "differs" in alone
    vintages, revised = (one + other for one, other in zip(drawn("0751"), drawn("0741"), strict=True))
    other_day = drawn("0751", extracted="2025-12-01")
    table = compare_vintages(panel(vintages + other_day[0], revised + other_day[1]), ROWS, definitions=BOTH).frame
    assert table[["unit", "known_then", "known_now"]].to_numpy().tolist() == [["aarhus_samsoe", 144, 216]] * 2


def test_without_definitions_only_the_children_are_compared():
    with_outcomes, without = (compare_vintages(panel(*drawn()), ROWS, definitions=given).frame for given in (BOTH, ()))
    pd.testing.assert_frame_equal(without, with_outcomes[without.columns])
    assert len(with_outcomes.columns) - len(without.columns) == 4


def test_less_than_a_year_is_not_compared():
    assert compare_vintages(panel(*drawn(months=MONTHS[1:23])), ROWS, definitions=BOTH).frame.empty
