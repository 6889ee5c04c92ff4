"""A unit's registered mean and tests of two years, against the functions on plain frames."""

from __future__ import annotations

from datetime import date
from math import inf, isnan

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.survival.cox import cox
from evaluering.estimation.survival.log_rank import log_rank
from evaluering.estimation.survival.registered_mean import registered_mean
from evaluering.estimation.survival.unit_durations import PARTS, unit_duration_tests, unit_registered
from evaluering.periods import Month, months_between
from evaluering.study.panel import Panel

UNITS = {"all": ("0657", "0661"), "one": ("0657",)}
START = Month(2023, 4)


def panel_of(rows, *, first="2020-01", mature="2025-03", extra=2) -> Panel:
    months = [str(month) for month in months_between(Month.parse(first), Month.parse(mature))]
    durations = pd.DataFrame(rows, columns=["municipality", "month", "lower", "upper", "count"])
    known = durations.groupby(["municipality", "month"])["count"].sum().rename("known").reset_index()
    cells = pd.DataFrame(
        [(code, month) for code in UNITS["all"] for month in months], columns=["municipality", "month"]
    )
    cells = cells.merge(known, how="left").fillna({"known": 0}).astype({"known": "int64"})
    cells = cells.assign(births=cells["known"] + extra, children=cells["known"])
    return Panel(cells, durations, pd.DataFrame(), date(2026, 9, 1), mature)


ROWS = [
    ("0657", "2024-02", 0, 0.0, 10),
    ("0657", "2024-05", 100, 100.0, 20),
    ("0661", "2024-05", 380, 380.0, 2),
    ("0657", "2024-06", 240, inf, 6),
    ("0661", "2024-07", 60, 120.0, 8),
    ("0657", "2023-12", 5, 5.0, 99),
]


def test_the_latest_year_is_explained_and_all_units_are_divided_alike():
    record = unit_registered(panel_of(ROWS), unit="all", units=UNITS)
    assert (record.period, record.first_month, record.last_month) == ("2024", "2024-01", "2024-12")
    frame = pd.DataFrame([row[2:] for row in ROWS[:-1]], columns=["lower", "upper", "count"])
    alone = registered_mean(frame, count="count", births=46 + 48)
    assert record.registered.value == alone.registered.value == pytest.approx((20 * 100 + 2 * 380) / 32)
    assert record.restricted.value == pytest.approx(alone.restricted.value)
    assert record.explanation.equals(alone.explanation)
    steps = record.explanation["days"].sum()
    assert record.restricted.value - record.registered.value == pytest.approx(steps)
    assert record.linked.columns.tolist() == list(PARTS)
    assert record.linked.loc["all"].tolist() == [32, 6, 8, 48]
    assert record.linked.loc["one"].tolist() == [30, 6, 0, 24]


def test_more_known_than_born_are_not_fewer_than_none_unknown():
    record = unit_registered(panel_of(ROWS, extra=-1), unit="all", units=UNITS)
    assert record.linked.loc["all", "unknown"] == 0
    assert record.registered is not None


def test_no_registered_day_and_no_year_give_no_mean():
    undated = unit_registered(panel_of([("0657", "2024-06", 240, inf, 6)]), unit="one", units=UNITS)
    assert undated.registered is None
    assert undated.period == "2024"
    none = unit_registered(panel_of(ROWS, first="2024-02"), unit="one", units=UNITS)
    assert (none.registered, none.linked, none.period) == (None, None, "")


@pytest.fixture(scope="module")
def falling() -> Panel:
    """Ends come 20 per cent later after the start; a tenth of them lies between two visits."""
    draw = np.random.default_rng(5)
    rows = []
    for month in months_between(Month(2021, 1), Month(2025, 3)):
        scale = 120.0 if month >= START else 100.0
        for end in (draw.exponential(scale, size=60) // 1).astype(int):
            between = draw.random() < 0.1
            rows.append(("0657", str(month), int(end), inf if draw.random() < 0.1 else float(end + 21 * between), 1))
    return panel_of(rows, first="2021-01")


def asked(panel, unit="one", **more):
    about = {"municipalities": UNITS[unit], "start": START, "cut_months": 8} | more
    return unit_duration_tests(panel, unit=unit, **about)


def test_two_years_are_held_against_each_other(falling):
    record = asked(falling)
    assert record.periods == ("2021", "2024"), "the year before lies before the births that are left out"
    assert record.reason == ""
    mine = falling.durations
    years = [
        mine[mine["month"].between(f"{year}-04", f"{year + 1}-03")].assign(after=year > 2022) for year in (2021, 2024)
    ]
    rows = pd.concat(years)
    ended = np.isfinite(rows["upper"])
    middle = np.ceil((rows["lower"] + rows["upper"]) / 2)
    plain = rows.assign(duration=np.where(ended, middle, rows["lower"]), event=ended, after=rows["after"].astype(int))
    test, fit = log_rank(plain, group="after", count="count"), cox(plain, covariates=["after"], count="count")
    assert record.statistic == pytest.approx(test.statistic)
    assert record.p_value == pytest.approx(test.p_value)
    assert record.ratio.value == pytest.approx(fit.table["hazard_ratio"][0])
    assert record.ratio.lower < record.ratio.value < record.ratio.upper < 1
    assert record.between_visits_pct == pytest.approx(
        100 * (ended & (rows["lower"] < rows["upper"])).sum() / len(rows)
    )  # fmt: skip


def test_early_and_late_ends_are_parted_at_nine_weeks(falling):
    record = asked(falling)
    # Exponential ends have the same ratio at all ages.
    assert record.early.value == pytest.approx(100 / 120, abs=0.12)
    assert record.late.value == pytest.approx(100 / 120, abs=0.12)
    assert record.proportional_p_value > 0.05
    early, late, both = (
        1 / (np.log(one.upper / one.lower)) ** 2 for one in (record.early, record.late, record.ratio)
    )  # fmt: skip
    assert early + late == pytest.approx(both, rel=0.02), "no end counts in both"


def test_ratios_that_differ_before_and_after_nine_weeks_are_found():
    draw = np.random.default_rng(6)
    rows = []
    for year, (first, then) in {2021: (60.0, 100.0), 2024: (110.0, 40.0)}.items():
        for month in months_between(Month(year, 4), Month(year + 1, 3)):
            early = draw.exponential(first, size=80)
            ends = np.where(early < 63, early, 63 + draw.exponential(then, size=80)).astype(int)
            rows += [("0657", str(month), int(end), float(end), 1) for end in ends]
    record = asked(panel_of(rows, first="2021-01"))
    assert record.early.value < 1 < record.late.value
    assert record.proportional_p_value < 0.001


@pytest.mark.parametrize(
    ("mature", "first", "reason"),
    [("2024-02", "2021-01", "too_few_mature_months"), ("2025-03", "2022-01", "too_few_months_before")],
)
def test_without_a_year_on_both_sides_there_is_no_test(falling, mature, first, reason):
    cells, durations = (frame[frame["month"].between(first, mature)] for frame in (falling.cells, falling.durations))
    record = asked(Panel(cells, durations, pd.DataFrame(), date(2026, 9, 1), mature))
    assert (record.reason, record.periods, record.ratio) == (reason, (), None)
    assert isnan(record.p_value)


def test_ends_must_be_seen_early_and_late_in_both_years():
    rows = [("0657", "2021-05", 20, 20.0, 5), ("0657", "2021-05", 90, 90.0, 5), ("0657", "2024-05", 90, 90.0, 5)]
    record = asked(panel_of(rows))
    assert record.reason == "too_few_events"
    assert record.periods == ("2021", "2024")
    assert record.emptied("hidden").reason == "hidden"
    assert record.emptied("hidden").periods == ("2021", "2024")
