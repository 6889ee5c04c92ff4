import math
from dataclasses import astuple, replace

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.clusters.funnel import funnel_means
from evaluering.estimation.clusters.shrinkage import shrink_means, shrink_proportions, shrunk_counts
from evaluering.estimation.municipal_levels import Level
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_municipalities import (
    LARGEST_ERROR_DAYS,
    OWN_SPREAD,
    effective_children,
    municipal_levels,
)

KNOWN = (910, 547, 405, 497, 997, 427, 219, 609, 3920)
DAYS = (118.96, 118.81, 101.0, 121.51, 118.94, 124.61, 112.71, 121.97, 116.08)
EVENTS = (142, 97, 77, 92, 197, 82, 20, 101, 652)
UNITS = tuple("abcdefghi")


def series(unit, known, value, error, *, measure="days", births=None, years=("2023", "2024", "2025"), mature=2):
    count = len(years)
    frame = pd.DataFrame(
        {
            "period": years,
            "from_month": [f"{year}-04" for year in years],
            "to_month": [f"{int(year) + 1}-03" for year in years],
            "births": np.int64(births or round(known * 1.08)),
            "known": np.int64(known),
            "coverage_pct": 100 * known / (births or round(known * 1.08)),
            "at_least": value * known / 100 if measure == "pct" else math.nan,
            "value": value,
            "standard_error": error,
            "lower": value - 2 * error,
            "upper": value + 2 * error,
            "mature": [place < mature for place in range(count)],
        }
    )
    indicator = "duration_mean" if measure == "days" else "share_26w"
    return OutcomeSeries(unit, indicator, "definition", measure, "agreement_year", frame)


def days_series(spread=67.0):
    return [
        series(unit, known, value, spread / math.sqrt(known))
        for unit, known, value in zip(UNITS, KNOWN, DAYS, strict=True)
    ]


def share_of(unit, known, events):
    share = events / known
    return series(unit, known, 100 * share, 100 * math.sqrt(share * (1 - share) / known), measure="pct")


def share_series():
    return [share_of(unit, known, events) for unit, known, events in zip(UNITS, KNOWN, EVENTS, strict=True)]


ABOVE = {
    "days": [series("region", 8531, 117.4, 0.73), series("cluster", 2000, 119.0, 1.5)],
    "pct": [series("region", 8531, 17.1, 0.41, measure="pct")],
}


def levels(rows, *, period="2024", hidden=(), flags=None, gate=80.0, above=None):
    return municipal_levels(
        rows,
        above=above or ABOVE[rows[0].measure],
        period=period,
        coverage_gate_pct=gate,
        hidden=hidden,
        flags=flags,
    )


def by_unit(record):
    """Every row as plain text, so that missing numbers are equal to each other."""
    return {row.unit: repr(row) for row in record.rows}


def test_means_with_one_spread_are_those_of_the_two_methods():
    record = levels(days_series())
    errors = 67.0 / np.sqrt(KNOWN)
    shrunk = shrink_means(DAYS, errors, largest_standard_error=LARGEST_ERROR_DAYS)
    funnel = funnel_means(DAYS, errors, target=117.4)
    assert record.spread_per_child == pytest.approx(67.0)
    assert record.centre == pytest.approx(shrunk.mean)
    assert record.true_spread == pytest.approx(shrunk.spread)
    assert [row.shrunken for row in record.rows] == pytest.approx(shrunk.table["value"].tolist())
    assert [row.shrunken_lower for row in record.rows] == pytest.approx(shrunk.table["lower"].tolist())
    assert [row.standing for row in record.rows] == funnel.table["standing"].tolist()
    assert [row.upper_95 for row in record.rows] == pytest.approx(funnel.table["upper_95"].tolist())
    assert record.row("c").outside
    assert not record.row("a").outside
    assert (record.from_month, record.to_month, record.period) == ("2024-04", "2025-03", "2024")


def test_shares_with_ends_known_to_the_day_are_those_of_the_counts():
    record = levels(share_series())
    shrunk = shrink_proportions(EVENTS, KNOWN)
    pooled = sum(EVENTS) / sum(KNOWN)
    assert record.spread_per_child == pytest.approx(100 * math.sqrt(pooled * (1 - pooled)))
    assert record.centre == pytest.approx(100 * shrunk.mean)
    assert record.true_spread == pytest.approx(100 * shrunk.spread)
    for name, column in (("shrunken", "value"), ("shrunken_lower", "lower"), ("shrunken_upper", "upper")):
        assert [getattr(row, name) for row in record.rows] == pytest.approx((100 * shrunk.table[column]).tolist())


def test_the_limits_as_curves_are_those_of_the_rows():
    record = levels(days_series())
    curves = record.limits(np.array(KNOWN, dtype=float))
    assert curves["lower_95"].tolist() == pytest.approx([row.lower_95 for row in record.rows])
    assert curves["upper_95"].tolist() == pytest.approx([row.upper_95 for row in record.rows])
    assert np.all(curves["lower_998"] < curves["lower_95"])
    assert np.all(curves["upper_998"] > curves["upper_95"])


@pytest.mark.parametrize(
    ("share", "error", "children"),
    [
        (20.0, 100 * math.sqrt(0.16 / 400), 400.0),
        (20.0, 100 * math.sqrt(0.16 / 100), 100.0),
        (20.0, 0.1, 400.0),
        (0.0, 0.0, 400.0),
    ],
)
def test_effective_children_are_what_the_standard_error_is_worth(share, error, children):
    level = Level("a", 430, 400, 93.0, 80, share, error, 0, 0)
    assert effective_children(level) == pytest.approx(children)


def test_a_share_of_nobody_is_worth_the_children_there_are():
    assert effective_children(Level("a", 430, 400, 93.0, 0, 0.0, 1.2, 0, 0)) == 400


def test_a_row_whose_ends_tell_little_is_judged_with_its_own_spread():
    rows = share_series()
    vague = share_of("b", 547, 97)
    vague = replace(vague, frame=vague.frame.assign(standard_error=vague.frame["standard_error"] * 2))
    sharp, dull = levels(rows).row("b"), levels([rows[0], vague, *rows[2:]]).row("b")
    assert (sharp.own_limits, dull.own_limits) == (False, True)
    assert dull.upper_95 - dull.lower_95 > 1.5 * (sharp.upper_95 - sharp.lower_95)
    centre = levels(rows).centre
    assert abs(dull.shrunken - centre) < abs(sharp.shrunken - centre) + 0.2
    assert dull.shrunken_upper - dull.shrunken_lower > sharp.shrunken_upper - sharp.shrunken_lower


def test_chance_alone_makes_no_limits_of_ones_own():
    rows = [
        series(unit, known, value, 67.0 * way / math.sqrt(known))
        for unit, known, value, way in zip(UNITS, KNOWN, DAYS, (0.95, 1.05, *[1.0] * 7), strict=True)
    ]
    assert OWN_SPREAD > 1.05
    assert not any(row.own_limits for row in levels(rows).rows)


def test_small_rows_are_drawn_but_not_assessed():
    rows = [*days_series(), series("small", 140, 90.0, 67 / math.sqrt(140))]
    row = levels(rows).row("small")
    assert (row.reason, row.standing, row.fitted, row.assessable) == ("too_few_children", "", True, False)
    assert 90.0 < row.shrunken < 118
    shares = [*share_series(), share_of("small", 66, 9)]
    assert levels(shares).row("small").reason == "too_few_children"


@pytest.mark.parametrize("lacking", ["hidden", "no_data", "coverage"])
@pytest.mark.parametrize("make", [days_series, share_series])
def test_a_row_that_cannot_be_used_changes_nothing_for_the_others(make, lacking):
    rows = make()
    error = rows[0].frame["standard_error"].iloc[0]
    more = {
        "hidden": series("new", 300, 3.0, error, measure=rows[0].measure),
        "no_data": series("new", 0, math.nan, math.nan, births=300, measure=rows[0].measure),
        "coverage": series("new", 300, 3.0, error, births=500, measure=rows[0].measure),
    }[lacking]
    with_it = levels([*rows, more], hidden=("new",) if lacking == "hidden" else ())
    row = with_it.row("new")
    assert (row.reason, row.fitted, row.standing) == (lacking, False, "")
    assert math.isnan(row.shrunken)
    without = levels(rows)
    assert {unit: told for unit, told in by_unit(with_it).items() if unit != "new"} == by_unit(without)
    assert (with_it.centre, with_it.between) == (without.centre, without.between)


@pytest.mark.parametrize("make", [days_series, share_series])
def test_order_and_names_of_the_rows_mean_nothing(make):
    rows = make()
    record = levels(rows)
    order = np.random.default_rng(3).permutation(len(rows))
    turned = levels([rows[place] for place in order])
    assert [row.unit for row in turned.rows] == [UNITS[place] for place in order]
    for row in turned.rows:
        same = record.row(row.unit)
        assert (row.standing, row.reason) == (same.standing, same.reason)
        assert astuple(row)[4:6] == pytest.approx(astuple(same)[4:6], rel=1e-6)
    renamed = levels([replace(one, unit=one.unit * 2) for one in rows])
    assert [row.shrunken for row in renamed.rows] == [row.shrunken for row in record.rows]


def test_flags_stand_beside_their_row():
    record = levels(days_series(), flags={"c": ("practice_change",)})
    assert record.row("c").flags == ("practice_change",)
    assert record.row("a").flags == ()


def test_without_a_mature_year_nothing_is_fitted():
    record = levels(days_series(), period="")
    assert (record.reason, {row.reason for row in record.rows}) == ("maturity", {"maturity"})
    assert math.isnan(record.region.value)
    assert (record.from_month, record.to_month) == ("", "")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (days_series()[:2], "too_few_rows"),
        ([share_of(unit, 300, 0) for unit in "abc"], "too_few_rows"),
        ([share_of(unit, 300, 300) for unit in "abc"], "too_few_rows"),
        ([series(unit, 300, 100.0, 0.0) for unit in "abc"], "too_few_rows"),
    ],
)
def test_rows_that_give_no_common_level_are_not_fitted(rows, reason):
    record = levels(rows)
    assert (record.reason, {row.reason for row in record.rows}) == (reason, {reason})
    assert math.isnan(record.centre)
    assert {row.level.known for row in record.rows} == {row.frame["known"].iloc[0] for row in rows}


def test_without_a_level_of_the_region_nothing_is_fitted():
    above = [series("region", 9000, math.nan, math.nan, measure="pct")]
    assert levels(share_series(), above=above).reason == "no_data"


def test_counts_need_not_be_whole():
    whole = shrunk_counts(np.array([5.0, 20, 80]), np.array([50.0, 100, 500])).table
    near = shrunk_counts(np.array([5.001, 20, 80]), np.array([50.0, 100, 500])).table
    assert near["value"].tolist() == pytest.approx(whole["value"].tolist(), abs=1e-3)
    assert near["value"].iloc[0] != whole["value"].iloc[0]
    with pytest.raises(ValueError, match="three units or more"):
        shrunk_counts(np.array([1.5, 2.0]), np.array([4.0, 5.0]))
