"""When children are settled, how complete a birth month is, and the gate that rests on it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluering.periods import Month
from evaluering.study.cohort import build_cohort
from evaluering.study.duration import child_durations
from evaluering.study.grouped import Grid
from evaluering.study.settling import (
    UNTOLD,
    MaturityGate,
    completeness,
    last_complete_month,
    months_old,
    moved_in_bulk,
    settling_months,
    settling_table,
)

EXTRACTION = date(2026, 10, 1)


@pytest.fixture
def settled(make_deliveries, agreement):
    """Months at which the children of some rows were settled."""

    def months(*rows):
        cohort = build_cohort(make_deliveries(*rows), agreement=agreement, first=Month(2023, 4), last=Month(2023, 6))
        return settling_months(cohort.evidence, child_durations(cohort.evidence, len(cohort.children))).tolist()

    return months


def test_the_first_row_that_states_the_end_settles_it(settled, make_period, make_status):
    assert settled(
        make_status("full", 5),
        make_period("full", 0, 100, recorded=150),
        make_period("primary", 100, recorded=125),
        make_status("primary", 300),
    ) == [5]  # 125 days lie in the fifth month
    assert settled(make_status("full", 60), make_status("primary", 70, recorded=95), make_status("formula", 300)) == [4]


def test_a_child_never_seen_to_have_stopped_is_settled_by_its_last_record(settled, make_period, make_status):
    assert settled(make_status("full", 5), make_period("full", 0, recorded=250)) == [9]


def test_a_closed_period_that_another_prolongs_does_not_settle(settled, make_period):
    assert settled(make_period("full", 0, 30, recorded=31), make_period("full", 31, 90, recorded=120)) == [4]


def test_the_unknown_are_not_settled(settled, make_status):
    assert settled(make_status("unknown", 5), make_status("full", 0, child=2)) == [UNTOLD, 0]


def test_a_municipality_that_moved_its_rows_in_one_day_tells_nothing(make_deliveries, make_status):
    moved = [make_status("full", 60, child=number, municipality="0661") for number in range(120)]
    spread = [make_status("full", 60, child=500 + number, recorded=60 + number) for number in range(120)]
    rest = [
        make_status("full", 60, child=900 + number, municipality="0661", recorded=70 + number) for number in range(380)
    ]
    assert moved_in_bulk(make_deliveries(*moved, *spread, *rest).feeding) == ("0661",)
    assert moved_in_bulk(make_deliveries(*moved[:99], *spread).feeding) == ()
    assert (
        moved_in_bulk(
            make_deliveries(*moved, *rest, *({**one, "child": 5000 + place} for place, one in enumerate(rest))).feeding
        )
        == ()
    )


def test_children_by_cell_and_age():
    grid = Grid(("0657", "0661"), ("2023-04", "2023-05"))
    table = settling_table(grid, np.array([0, 0, 0, 1, 2, 3]), np.array([2, 5, 2, UNTOLD, 7, 9]), bulk=("0661",))
    assert table.to_numpy().tolist() == [
        ["0657", "2023-04", 2, 2],
        ["0657", "2023-04", 5, 1],
        ["0661", "2023-04", UNTOLD, 1],
        ["0661", "2023-05", UNTOLD, 1],
    ]


def reported(shares):
    """Sixty months whose children are settled at the given ages (in months), as far as the extraction saw them."""
    rows = []
    for place in range(60):
        month = Month(2025, 6) + -place
        rows += [
            ("0657", str(month), age, round(1000 * share))
            for age, share in shares.items()
            if age <= months_old(month, EXTRACTION)
        ]
    return pd.DataFrame(rows, columns=["municipality", "month", "months_since_birth", "count"])


def test_the_curve_gives_back_the_shares_although_young_months_lack_the_late():
    curve = completeness(reported({6: 0.5, 12: 0.3, 30: 0.2}), unit="0657", last=Month(2025, 6), extraction=EXTRACTION)
    shares = curve.frame.set_index("months_since_birth")["complete_pct"]
    assert shares.loc[[0, 5, 6, 11, 12, 29, 30]].tolist() == pytest.approx([0, 0, 50, 50, 80, 80, 100])
    assert (curve.first_month, curve.last_month, curve.complete_after) == ("2020-07", "2025-06", 30)
    assert curve.frame["settled"].iloc[-1] == curve.children
    naive = 100 * curve.frame["settled"].iloc[12] / curve.children
    assert naive > 84  # a plain share would look too good
    assert (curve.pct_after(12), curve.pct_after(99)) == pytest.approx((80, 100))


def test_what_is_older_than_the_reference_or_later_than_the_extraction_is_left_out():
    table = reported({6: 1.0})
    more = pd.DataFrame(
        [
            ("0657", "2020-06", 40, 500),
            ("0657", "2025-07", 3, 500),
            ("0657", "2025-06", 16, 500),
            ("0661", "2024-01", UNTOLD, 500),
        ],
        columns=table.columns,
    )
    curve = completeness(pd.concat([table, more]), unit="0657", last=Month(2025, 6), extraction=EXTRACTION)
    assert (curve.children, curve.complete_after) == (60_000, 6)


def test_no_told_age_is_no_curve():
    curve = completeness(reported({}), unit="0657", last=Month(2025, 6), extraction=EXTRACTION)
    assert (curve.children, curve.complete_after) == (0, -1)
    assert np.isnan(curve.pct_after(15))
    assert last_complete_month(curve, by_rule=Month(2025, 6), extraction=EXTRACTION) == Month(2025, 6)


@pytest.mark.parametrize(
    ("late", "expected"), [(14, Month(2025, 6)), (15, Month(2025, 6)), (16, Month(2025, 5)), (27, Month(2024, 6))]
)
def test_the_gate_bites_only_where_reports_are_slower_than_the_rule(late, expected):
    curve = completeness(reported({6: 0.9, late: 0.1}), unit="0657", last=Month(2025, 6), extraction=EXTRACTION)
    assert curve.complete_after == late
    found = last_complete_month(curve, by_rule=Month(2025, 6), extraction=EXTRACTION)
    assert found == expected
    gate = MaturityGate("2025-06", str(found), 15, curve.complete_after, curve.pct_after(15))
    assert gate.months_left_out == Month(2025, 6) - expected


def test_the_age_of_a_month_is_that_of_its_youngest_child():
    assert [months_old(Month(2025, month), EXTRACTION) for month in (6, 5)] == [15, 16]
