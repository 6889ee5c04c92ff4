"""Curves of units and years against the curve of the same rows by itself, and what is counted at each age."""

from __future__ import annotations

from datetime import date
from math import inf

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.survival.birth_spans import (
    latest_agreement_years,
    latest_births,
    mature_years,
)
from evaluering.estimation.survival.interval_curve import interval_curve
from evaluering.estimation.survival.share_limits import share_limits
from evaluering.estimation.survival.unit_curves import (
    CURVE_DAYS,
    PUBLISHED_DAYS,
    SPAN_DAYS,
    curves_beside,
    share_differences,
    unit_curves,
)
from evaluering.periods import Month, months_between
from evaluering.study.panel import Panel

UNITS = {"all": ("0657", "0661"), "one": ("0657",), "other": ("0661",)}
PARTS = {"all": ("one", "other")}


def panel_of(rows, *, first="2020-01", last="2024-06", mature="2024-03") -> Panel:
    months = [str(month) for month in months_between(Month.parse(first), Month.parse(last))]
    durations = pd.DataFrame(rows, columns=["municipality", "month", "lower", "upper", "count"])
    known = durations.groupby(["municipality", "month"])["count"].sum().rename("known").reset_index()
    cells = pd.DataFrame(
        [(code, month) for code in UNITS["all"] for month in months], columns=["municipality", "month"]
    )
    cells = cells.merge(known, how="left").fillna({"known": 0}).astype({"known": "int64"})
    cells = cells.assign(births=cells["known"] + 1, children=cells["known"])
    return Panel(cells, durations, pd.DataFrame(), date(2025, 9, 1), mature)


@pytest.fixture(scope="module")
def mixed() -> Panel:
    """Two municipalities with ends to the day, between visits and beyond the last sight."""
    draw = np.random.default_rng(3)
    rows = []
    for code, spread in (("0657", 60.0), ("0661", 90.0)):
        for month in months_between(Month(2020, 1), Month(2024, 6)):
            for end in draw.gamma(2.5, spread / 2, size=25).astype(int):
                kind = draw.random()
                last = int(end + draw.integers(1, 60)) if kind < 0.2 else end
                row = (int(end) - 5, float(last)) if kind < 0.2 else (int(end), inf if kind > 0.9 else float(end))
                rows.append((code, str(month), max(row[0], -1), row[1], 1))
    return panel_of(rows)


def curves(panel, unit="all", grain="calendar_year"):
    return unit_curves(panel, unit=unit, grain=grain, units=UNITS, parts=PARTS)


def rows_of(panel, codes, first, last):
    mine = panel.durations
    return mine[mine["municipality"].isin(codes) & mine["month"].between(first, last)]


def test_years_are_whole_and_mature(mixed):
    assert [one.name for one in mature_years(mixed, grain="calendar_year")] == ["2020", "2021", "2022", "2023"]
    assert [one.name for one in mature_years(mixed, grain="agreement_year")] == ["2020", "2021", "2022", "2023"]
    assert latest_agreement_years(mixed) == (2021, 2022, 2023)
    assert latest_births(mixed).name == "2021-04/2024-03"
    short = panel_of([("0657", "2024-01", 3, 3.0, 1)], first="2023-06")
    assert latest_agreement_years(short) == ()
    assert latest_births(short) is None


@pytest.mark.parametrize(("unit", "period"), [("all", "2020"), ("one", "2022"), ("other", "2023")])
def test_each_curve_is_that_of_its_rows_alone(mixed, unit, period):
    record = curves(mixed, unit)
    alone = interval_curve(rows_of(mixed, UNITS[unit], f"{period}-01", f"{period}-12"), count="count")
    points = record.points[record.points["period"] == period].set_index("day")
    assert points.index.tolist() == list(CURVE_DAYS)
    for day in (14, 63, 119, 140, 182):
        one = alone.at(day, at_least=day == 182)
        told = points.loc[day]
        assert told["share_pct"] == pytest.approx(100 * one.value, abs=2e-3)
        assert told["standard_error"] == pytest.approx(100 * one.standard_error, rel=1e-3)
        sizes = (np.array([number]) for number in (one.value, one.standard_error, alone.children))
        limits = [100 * float(limit[0]) for limit in share_limits(*sizes)]
        assert (told["lower"], told["upper"]) == pytest.approx(limits, abs=2e-2)
        assert told["still"] == pytest.approx(alone.children * told["share_pct"] / 100)
    births = record.births.set_index("period").loc[period]
    assert births["known"] == alone.children
    assert births["births"] == births["known"] + 12 * len(UNITS[unit])
    assert births["coverage_pct"] == pytest.approx(100 * births["known"] / births["births"])
    median = alone.median
    assert births["median"] == median.value
    assert (births["median_lower"], births["median_upper"]) == pytest.approx((median.lower, median.upper), abs=1)


def test_birth_is_whole_and_the_curve_never_rises(mixed):
    points = curves(mixed).points
    for _, one in points.groupby("period"):
        assert one["share_pct"].iloc[0] == 100
        assert (np.diff(one["share_pct"]) <= 1e-9).all()
        assert (np.diff(one["observed"]) <= 0).all()


def test_who_is_under_observation_and_who_is_known_to_have_stopped():
    rows = [
        ("0657", "2020-01", 63, 63.0, 1),
        ("0657", "2020-01", 40, 70.0, 10),
        ("0657", "2020-01", 63, inf, 100),
        ("0657", "2020-01", -1, 14.0, 1000),
        ("0657", "2020-01", 500, 500.0, 10000),
    ]
    record = curves(panel_of(rows), "one")
    points = record.points[record.points["period"] == "2020"].set_index("day")
    assert points.loc[14, "observed"] == 11111, "the day of the visit itself counts"
    assert points.loc[28, "observed"] == 10111
    assert points.loc[63, "observed"] == 10111, "the day of the end, and of the last sight, counts"
    assert points.loc[70, "observed"] == 10010
    assert points.loc[84, "observed"] == points.loc[364, "observed"] == 10000
    linked = record.linked
    stopped = dict(zip(linked.days, linked.stopped[linked.units.index("one"), 0], strict=True))
    assert [stopped[day] for day in (0, 14, 63, 70, 84)] == [0, 1000, 1001, 1011, 1011]
    assert linked.still.shape == linked.observed.shape == (3, 4, len(CURVE_DAYS))
    assert linked.still[0] == pytest.approx(linked.still[1] + linked.still[2])


def test_exactly_26_weeks_is_at_least_26_weeks():
    rows = [("0657", "2020-01", 182, 182.0, 6), ("0657", "2020-01", 100, 100.0, 4)]
    record = curves(panel_of(rows), "one")
    shares = record.points[record.points["period"] == "2020"].set_index("day")["share_pct"]
    assert shares[182] == pytest.approx(60)
    assert shares[196] == 0


def test_a_year_without_children_has_no_curve():
    record = curves(panel_of([("0657", "2020-01", 100, 100.0, 4)]), "one")
    empty = record.births.set_index("period").loc["2022"]
    assert empty["known"] == 0
    assert np.isnan(empty["median"])
    assert (record.points.loc[(record.points["period"] == "2022") & (record.points["day"] > 0), "still"] == 0).all()


def test_a_median_that_is_never_reached_is_none():
    record = curves(panel_of([("0657", "2020-01", 300, inf, 8), ("0657", "2020-01", 20, 20.0, 2)]), "one")
    assert np.isnan(record.births.set_index("period").loc["2020", "median"])


def test_units_side_by_side_over_three_agreement_years(mixed):
    record = curves_beside(mixed, shown=("one", "all"), units=UNITS, parts=PARTS)
    assert (record.row, record.cluster) == ("one", "one")
    assert (record.first_month, record.last_month) == ("2021-04", "2024-03")
    assert record.births["unit"].tolist() == ["one", "all"]
    points = record.points.set_index(["unit", "day"])
    alone = interval_curve(rows_of(mixed, UNITS["one"], "2021-04", "2024-03"), count="count")
    assert points.loc[("one", 119), "share_pct"] == pytest.approx(100 * alone.at(119).value, abs=2e-3)
    assert points.index.get_level_values("day").unique().tolist() == list(SPAN_DAYS)
    apart = ["difference", "difference_lower", "difference_upper", "probability_higher"]
    assert points.loc["all", apart].isna().all(axis=None)
    held = points.loc[("one", 119)]
    assert held["difference"] == pytest.approx(held["share_pct"] - points.loc[("all", 119), "share_pct"])
    assert held["difference_lower"] < held["difference"] < held["difference_upper"]
    # The unit is half of the whole: the difference to it is half that to the rest, with half its error.
    rest = curves_beside(mixed, shown=("other", "all"), units=UNITS, parts=PARTS).points.set_index(["unit", "day"])
    one, other = points.loc[("one", 119)], rest.loc[("other", 119)]
    apart = (one["share_pct"] - other["share_pct"]) / np.hypot(one["standard_error"], other["standard_error"])
    assert apart < 0
    assert one["probability_higher"] == pytest.approx(0.0, abs=1e-6)
    assert points.loc[("one", 0), "probability_higher"] != points.loc[("one", 0), "probability_higher"]


def test_without_an_agreement_year_there_is_nothing_beside():
    short = panel_of([("0657", "2024-01", 3, 3.0, 1)], first="2023-06")
    record = curves_beside(short, shown=("one", "other", "all"), units=UNITS, parts=PARTS)
    assert (record.cluster, record.first_month) == ("other", "")
    assert record.points.empty
    assert record.births.empty


def test_the_difference_of_shares_takes_a_part_out_of_its_whole():
    def points(value, error):
        return pd.DataFrame({"day": [14, 63], "share_pct": [value, value], "standard_error": [error, 0.0]})

    apart = share_differences(points(50.0, 3.0), points(44.0, 4.0))
    assert apart["value"].tolist() == [6, 6]
    assert apart["lower"].tolist() == pytest.approx([6 - 1.959964 * 5, 6])
    assert apart["probability_higher"][0] == pytest.approx(0.884930)
    assert np.isnan(apart["probability_higher"][1])
    # var(one - whole) for whole = (one + rest) / 2 with errors 3 and 5: (3^2 + 5^2) / 4.
    whole = points(44.0, np.sqrt((9 + 25) / 4))
    inside = share_differences(points(50.0, 3.0), whole, part=0.5)
    assert inside["upper"][0] - 6 == pytest.approx(1.959964 * np.sqrt((9 + 25) / 4))
    assert len(share_differences(points(50.0, 3.0), points(44.0, 4.0).iloc[:1])) == 1


def test_the_grids_hold_every_published_age():
    assert set(PUBLISHED_DAYS) < set(CURVE_DAYS)
    assert set(PUBLISHED_DAYS) < set(SPAN_DAYS)
    assert CURVE_DAYS[-1] == 364
