"""The panel: every municipality by every month, counts only, saved and read back the same."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path

import pandas as pd
import pytest

from evaluering.agreement import Agreement
from evaluering.errors import DeliveryError
from evaluering.intake.deliveries import Deliveries
from evaluering.parameters import Maturity
from evaluering.periods import Month
from evaluering.study.panel import INFORMATIVE, TOTALS, Panel, build_panel, read_panel, write_panel

Maker = Callable[..., Deliveries]
Row = Callable[..., dict[str, object]]
MATURITY = Maturity(follow_up_days=335, reporting_lag_days=122)
BIRTHS = {("0657", "2023-04"): 5, ("0657", "2023-06"): 7, ("0741", "2023-06"): 1, ("0101", "2023-06"): 9}


def panel_of(deliveries: Deliveries, agreement: Agreement) -> Panel:
    return build_panel(deliveries, agreement=agreement, series_start=Month(2023, 4), maturity=MATURITY)


@pytest.fixture
def panel(make_deliveries: Maker, make_status: Row, make_period: Row, agreement: Agreement) -> Panel:
    return panel_of(
        make_deliveries(
            make_period("full", 0, 54, child=1),
            make_period("full", 0, 54, child=2),
            make_status("full", 60, child=3),
            make_status("unknown", 60, child=4),
            make_status("primary", 60, child=5, birth="2023-06-10", municipality="0741"),
            make_status("full", 90, child=2),
            births=BIRTHS,
        ),
        agreement,
    )


def test_cells_have_no_gaps(panel: Panel, agreement: Agreement) -> None:
    cells = panel.cells.set_index(["municipality", "month"])
    assert len(cells) == 19 * 3
    assert cells.index.is_monotonic_increasing
    assert cells.loc[("0657", "2023-05")].tolist() == [0, 4, 3]
    assert cells.loc[("0657", "2023-06")].tolist() == [7, 0, 0]
    assert cells.loc[("0741", "2023-06")].tolist() == [1, 1, 1]
    assert cells.sum().tolist() == [13, 5, 4]


def test_durations_are_counts(panel: Panel) -> None:
    assert panel.durations.to_numpy().tolist() == [
        ["0657", "2023-05", 54, 54.0, 2],
        ["0657", "2023-05", 60, inf, 1],
        ["0741", "2023-06", -1, 60.0, 1],
    ]
    assert [str(kind) for kind in panel.durations.dtypes] == ["str", "str", "int32", "float64", "int32"]


def test_every_known_child_is_settled_once(panel: Panel) -> None:
    settled = panel.settling.groupby(["municipality", "month"])["count"].sum()
    cells = panel.cells[panel.cells["known"] > 0].set_index(["municipality", "month"])["known"]
    assert settled.to_dict() == cells.to_dict()


def test_the_flow_adds_up(panel: Panel) -> None:
    flow = panel.exclusions
    assert flow["step"].tolist() == list(range(1, len(flow) + 1))
    out = flow.loc[~flow["rule"].isin([*TOTALS, *INFORMATIVE])].groupby("unit")["count"].sum()
    total = flow.set_index("rule")["count"]
    assert total["rows_read"] - out["rows"] == total["rows_used"] == 6
    assert total["children_in_deliveries"] - out["children"] == total["children_counted"] == 4
    assert (total["without_known_feeding"], total["contradicting_status"]) == (1, 1)


def test_months_end_with_the_extraction(make_deliveries: Maker, make_status: Row, agreement: Agreement) -> None:
    births = {("0657", "2023-04"): 5, ("0657", "2027-01"): 5}
    panel = panel_of(make_deliveries(make_status("full", 60), births=births), agreement)
    assert panel.cells["month"].max() == "2026-10"
    assert panel.last_mature_month == "2025-06"


def test_months_in_which_reports_come_in_slower_than_the_rule_are_left_out(make_deliveries, make_period, agreement):
    children = [
        make_period("full", 0, 60, child=place, birth=f"2025-0{1 + place % 4}-10", recorded=480 if place < 8 else 90)
        for place in range(80)
    ]
    births = {("0657", month): 40 for month in ("2025-01", "2025-06")}
    panel = build_panel(
        make_deliveries(*children, births=births), agreement=agreement, series_start=Month(2025, 1), maturity=MATURITY
    )
    assert (panel.mature_by_rule, panel.last_mature_month) == ("2025-06", "2025-05")  # a tenth after 16 months
    assert panel.settling[["months_since_birth", "count"]].groupby("months_since_birth").sum()["count"].to_dict() == {
        3: 72,
        16: 8,
    }
    assert panel.contradictions["count"].sum() == 0
    in_time = build_panel(
        make_deliveries(*children[8:], births=births),
        agreement=agreement,
        series_start=Month(2025, 1),
        maturity=MATURITY,
    )
    assert in_time.last_mature_month == "2025-06"


def test_nothing_known_is_an_empty_panel_with_its_months(make_deliveries: Maker, agreement: Agreement) -> None:
    panel = panel_of(make_deliveries(births={("0657", "2023-05"): 3}), agreement)
    assert len(panel.durations) == 0
    assert panel.cells[["births", "children", "known"]].sum().tolist() == [3, 0, 0]


def test_saved_and_read_back(panel: Panel, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_panel(panel, tmp_path / name)
    back = read_panel(tmp_path / "one")
    for name in ("cells", "durations", "exclusions", "settling", "contradictions", "vintages", "revised"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(panel, name))
    for name in ("extraction_date", "last_mature_month", "mature_by_rule"):
        assert getattr(back, name) == getattr(panel, name)
    files = [sorted(path.read_bytes() for path in (tmp_path / name).iterdir()) for name in ("one", "two")]
    assert files[0] == files[1]
    with pytest.raises(FileNotFoundError, match=r"panel\.json"):
        read_panel(tmp_path)


@pytest.mark.parametrize("months", [("2022-01", "2023-04"), ("2023-06", "2024-01")])
def test_births_that_do_not_reach_the_children_stop_the_run(make_deliveries, make_period, agreement, months):
    given = make_deliveries(make_period("full", 0, 60), births={("0657", month): 10 for month in months})
    with pytest.raises(DeliveryError, match="børn født fra 2023-05 til 2023-05 skal tælles med"):
        build_panel(
            given,
            agreement=agreement,
            series_start=Month(2022, 1),
            maturity=MATURITY,
        )


def test_births_need_not_reach_children_too_young_to_count(make_deliveries, make_period, agreement):
    young = make_period("full", 0, 60, child=2, birth="2026-05-01")
    given = make_deliveries(make_period("full", 0, 60), young)
    panel = build_panel(
        given,
        agreement=agreement,
        series_start=Month(2022, 1),
        maturity=MATURITY,
    )
    assert panel.cells["known"].sum() == 2
