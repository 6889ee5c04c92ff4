"""What an earlier extract told by itself, and what became of it."""

from dataclasses import replace
from math import inf

import pandas as pd
import pytest

from evaluering.parameters import Maturity
from evaluering.periods import Month
from evaluering.study.panel import build_panel

MATURITY = Maturity(follow_up_days=335, reporting_lag_days=122)
EXTRACT, GATEWAY = "kommuneudtraek", "kl-gateway"
OLD, NEW = "2024-12-01", "2026-10-01"  # months up to August 2023 are mature in the old one


@pytest.fixture
def drawn(make_deliveries, agreement):
    """The panel of rows drawn in the deliveries given as (name, source, extraction date, first day, last day)."""

    def panel(sources, *rows):
        births = {("0657", month): 10 for month in ("2023-04", "2023-05", "2023-06", "2023-09", "2025-12")}
        given = make_deliveries(*rows, births=births)
        columns = ["delivery", "source", "extraction_date", "period_from", "period_to"]
        given = replace(given, sources=pd.DataFrame(sources, columns=columns))
        return build_panel(given, agreement=agreement, series_start=Month(2023, 4), maturity=MATURITY)

    return panel


BOTH = [("a", EXTRACT, OLD, "2012-01-01", "2024-11-30"), ("b", EXTRACT, NEW, "2012-01-01", "2026-09-30")]


def test_one_extract_of_each_municipality_leaves_nothing_to_compare(drawn, make_status):
    sources = [("a", EXTRACT, NEW, "2012-01-01", "2026-09-30"), ("b", GATEWAY, OLD, "2012-01-01", "2024-11-30")]
    rows = make_status("full", 60), make_status("full", 70, delivery="b", extracted=OLD)
    panel = drawn(sources, *rows, make_status("full", 60, child=2, municipality="0661"))
    assert (len(panel.vintages), len(panel.revised)) == (0, 0)
    assert panel.vintages.columns.tolist() == ["municipality", "extracted", "month", "lower", "upper", "count"]
    assert drawn([], *rows).revised.empty


def test_the_earlier_extract_speaks_for_itself(drawn, make_period, make_status):
    old, new = {"delivery": "a", "extracted": OLD}, {"delivery": "b"}
    panel = drawn(
        BOTH,
        make_period("full", 0, 100, **old),  # the same now
        make_period("full", 0, 100, **new),
        make_period("full", 0, 90, child=2, **old),  # corrected since
        make_period("full", 0, 95, child=2, recorded=400, **new),
        make_status("full", 60, child=3, **old),  # seen to have stopped since: known, but not settled then
        make_period("full", 0, 150, child=3, **new),
        make_period("full", 0, 50, child=4, **old),  # not in the newest extract
        make_period("full", 0, 50, child=5, **new),  # known only now
        make_status("unknown", 60, child=6, **old),
        make_period("full", 0, 50, child=7, birth="2023-09-10", **old),  # not mature then
        make_period("full", 0, 80, child=8, municipality="0661", **new),
    )
    assert panel.vintages.to_numpy().tolist() == [
        ["0657", OLD, "2023-05", 50, 50.0, 1],
        ["0657", OLD, "2023-05", 60, inf, 1],
        ["0657", OLD, "2023-05", 90, 90.0, 1],
        ["0657", OLD, "2023-05", 100, 100.0, 1],
    ]
    assert panel.revised.columns.tolist() == [
        *["municipality", "extracted", "month", "known", "settled", "changed", "absent"]
    ]
    assert panel.revised.to_numpy().tolist() == [["0657", OLD, "2023-05", 4, 3, 1, 1]]


def test_a_child_that_is_no_longer_counted_has_changed(drawn, make_period):
    panel = drawn(
        BOTH,
        make_period("full", 0, 100, extracted=OLD),
        make_period("full", 0, 100, birth="2023-05-02", delivery="b"),
    )
    assert panel.revised["changed"].tolist() == [1]
    assert panel.cells["children"].sum() == 0


def test_nobody_is_missed_in_a_newer_extract_that_reaches_less_far_back(drawn, make_period):
    rows = make_period("full", 0, 100, extracted=OLD), make_period("full", 0, 60, child=2, delivery="b")
    shorter = [BOTH[0], ("b", EXTRACT, NEW, "2024-01-01", "2026-09-30")]
    assert drawn(shorter, *rows).revised["absent"].tolist() == [0]
    assert drawn(BOTH, *rows).revised["absent"].tolist() == [1]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2023-05-01", "2024-09-29", ["2023-05", "2023-06"]),
        ("2023-05-02", "2024-11-30", ["2023-06"]),
        ("2023-05-01", "2024-09-28", ["2023-05"]),  # covers only what was registered until then
    ],
)
def test_only_months_that_the_earlier_extract_covers_are_compared(drawn, make_period, first, last, months):
    panel = drawn(
        [("a", EXTRACT, OLD, first, last), BOTH[1]],
        make_period("full", 0, 100, birth="2023-05-10", extracted=OLD),
        make_period("full", 0, 100, child=2, birth="2023-06-10", extracted=OLD),
        make_period("full", 0, 100, child=3, delivery="b"),
    )
    assert panel.revised["month"].tolist() == months


def test_files_of_one_day_are_one_extract(drawn, make_period):
    sources = [*BOTH, ("c", EXTRACT, OLD, "2024-01-01", "2024-11-30")]
    panel = drawn(
        sources,
        make_period("full", 0, 100, extracted=OLD),
        make_period("full", 0, 70, child=2, delivery="c", extracted=OLD),
        make_period("full", 0, 100, delivery="b"),
    )
    assert panel.revised[["known", "settled", "changed", "absent"]].to_numpy().tolist() == [[2, 2, 0, 1]]
