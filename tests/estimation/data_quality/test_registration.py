from datetime import date
from math import inf

import pandas as pd

from evaluering.estimation.data_quality.registration import LAST_DAY, registration
from evaluering.study.panel import Panel

ROWS = {"0657": ("0657",), "aarhus_samsoe": ("0751", "0741")}


def panel(durations):
    months = [f"2023-{month:02d}" for month in range(1, 13)] + ["2024-01", "2024-02"]
    cells = [(code, month, 10, 8, 7) for code in ("0657", "0741", "0751", "0661") for month in months]
    return Panel(
        pd.DataFrame(cells, columns=["municipality", "month", "births", "children", "known"]),
        pd.DataFrame(durations, columns=["municipality", "month", "lower", "upper", "count"]),
        pd.DataFrame(),
        date(2025, 9, 1),
        "2024-01",
    )


def test_children_are_counted_by_row_over_the_mature_months():
    found = registration(
        panel(
            [
                ("0657", "2023-01", 14, 14.0, 3),
                ("0657", "2023-01", 60, inf, 5),
                ("0657", "2024-02", 14, 14.0, 9),
                ("0661", "2023-01", 14, 14.0, 9),
                ("0741", "2023-02", LAST_DAY, float(LAST_DAY), 2),
                ("0751", "2023-02", LAST_DAY, float(LAST_DAY), 1),
                ("0751", "2023-02", 300, 300.0, 4),
                ("0751", "2023-02", 10, 30.0, 4),
            ]
        ),
        ROWS,
    )
    assert (found.rows, found.months[0], found.months[-1]) == (("0657", "aarhus_samsoe"), "2023-01", "2024-01")
    assert found.births.tolist() == [[10] * 13, [20] * 13]
    assert (found.children[1, 0], found.known[1, 0]) == (16, 14)
    assert found.exact[:, :2].tolist() == [[3, 0], [0, 7]]
    assert (found.days[0, 0, 14], found.days[1, 1, LAST_DAY], found.days.sum()) == (3, 3, 6)


def test_years_are_whole_calendar_years(make_registration):
    assert registration(panel([]), ROWS).years() == (("2023", slice(0, 12)),)
    found = make_registration(months=35, first="2019-05")
    assert [(year, months.start) for year, months in found.years()] == [("2020", 8), ("2021", 20)]
