"""What holds for any deliveries: order does not matter, everyone is counted once, every duration is possible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.agreement import read_agreement
from evaluering.estimation.survival.curve_functionals import expectation, survival_by_day
from evaluering.estimation.survival.interval_censored import CensoredDurations, duration_curves
from evaluering.intake.deliveries import Deliveries
from evaluering.intake.sources.aggregates import aggregates_frame
from evaluering.parameters import Maturity
from evaluering.periods import Month
from evaluering.study.panel import INFORMATIVE, TOTALS, Panel, build_panel

AGREEMENT = read_agreement(Path(__file__).resolve().parents[2] / "params" / "amning-midtjylland.yml")
MATURITY = Maturity(follow_up_days=335, reporting_lag_days=122)
BIRTH = pd.Timestamp("2023-05-15")
FEEDINGS = ["full", "primary", "supplement", "formula", "family_food", "unknown"]

rows = st.fixed_dictionaries(
    {
        "child": st.integers(1, 5),
        "municipality": st.sampled_from(["0657", "0741", "0101"]),
        "feeding": st.sampled_from(FEEDINGS),
        "period": st.booleans(),
        "start": st.integers(0, 40),
        "length": st.one_of(st.none(), st.integers(0, 40)),
        "late": st.integers(0, 40),
        "born": st.sampled_from([0, 0, 0, 0, 1, 40]),
        "extracted": st.sampled_from([500, 900]),
    }
)


def deliveries_of(drawn: list[dict[str, int | str | bool | None]]) -> Deliveries:
    table = pd.DataFrame(
        drawn, columns=["child", "municipality", "feeding", "period", "start", "length", "late", "born"]
    )
    extracted = [int(str(row["extracted"])) for row in drawn]
    period = table["period"].astype(bool)
    length = pd.to_numeric(table["length"]).where(period)
    birth = BIRTH + pd.to_timedelta(table["born"].astype("int64"), unit="D")
    start = birth + pd.to_timedelta(table["start"].astype("int64"), unit="D")
    end = start + pd.to_timedelta(length, unit="D")
    recorded = end.fillna(start) + pd.to_timedelta(table["late"].astype("int64"), unit="D")
    feeding = pd.DataFrame(
        {
            "child": table["child"].astype("uint64"),
            "municipality": table["municipality"].astype("category"),
            "birth": birth.astype("datetime64[s]"),
            "recorded": recorded.astype("datetime64[s]"),
            "extracted": (BIRTH + pd.to_timedelta(pd.Series(extracted, dtype="int64"), unit="D")).astype(
                "datetime64[s]"
            ),
            "kind": pd.Categorical(np.where(period, "period", "status"), categories=["period", "status"]),
            "feeding": pd.Categorical(table["feeding"], categories=FEEDINGS),
            "start": start.astype("datetime64[s]"),
            "end": end.astype("datetime64[s]"),
        }
    )
    return Deliveries(
        feeding=feeding,
        births=pd.DataFrame(
            [("0657", month, 3) for month in ("2023-05", "2023-06")], columns=["municipality", "month", "births"]
        ),
        set_aside=pd.DataFrame(columns=["delivery", "source", "sender", "rule", "rows"]),
        aggregates=aggregates_frame(),
        sources=pd.DataFrame(columns=["delivery", "source", "extraction_date", "period_from", "period_to"]),
        notes=(),
        synthetic=True,
        extraction_date=date(2024, 10, 1),
    )


def panel_of(deliveries: Deliveries) -> Panel:
    return build_panel(deliveries, agreement=AGREEMENT, series_start=Month(2023, 5), maturity=MATURITY)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.lists(rows, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(drawn: list[dict[str, int | str | bool | None]], random: Random) -> None:
    shuffled = list(drawn)
    random.shuffle(shuffled)
    one, two = panel_of(deliveries_of(drawn)), panel_of(deliveries_of(shuffled))
    pd.testing.assert_frame_equal(one.durations, two.durations)
    pd.testing.assert_frame_equal(one.cells, two.cells)
    pd.testing.assert_frame_equal(one.exclusions, two.exclusions)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.lists(rows, max_size=14))
def test_everyone_is_counted_once_and_every_duration_is_possible(
    drawn: list[dict[str, int | str | bool | None]],
) -> None:
    deliveries = deliveries_of(drawn)
    before = deliveries.feeding.copy()
    panel = panel_of(deliveries)
    pd.testing.assert_frame_equal(deliveries.feeding, before)
    known = panel.durations.groupby(["municipality", "month"])["count"].sum()
    cells = panel.cells.set_index(["municipality", "month"])
    assert known.to_dict() == cells.loc[cells["known"] > 0, "known"].to_dict()
    assert (cells["known"] <= cells["children"]).all()
    assert (panel.durations["lower"] <= panel.durations["upper"]).all()
    assert (panel.durations["lower"] >= -1).all()
    flow = panel.exclusions
    out = flow.loc[~flow["rule"].isin([*TOTALS, *INFORMATIVE])].groupby("unit")["count"].sum()
    total = flow.set_index("rule")["count"]
    assert total["rows_read"] - out["rows"] == total["rows_used"]
    assert total["children_in_deliveries"] - out["children"] == total["children_counted"]
    assert total["children_counted"] == cells["known"].sum()


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(rows, min_size=1, max_size=14))
def test_the_same_delivery_twice_changes_nothing(drawn: list[dict[str, int | str | bool | None]]) -> None:
    one = deliveries_of(drawn)
    two = replace(one, feeding=pd.concat([one.feeding, one.feeding], ignore_index=True))
    pd.testing.assert_frame_equal(panel_of(one).durations, panel_of(two).durations)
    pd.testing.assert_frame_equal(panel_of(one).cells, panel_of(two).cells)


observed = st.tuples(st.integers(-1, 30), st.one_of(st.none(), st.integers(0, 20)), st.integers(1, 5))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(observed, min_size=1, max_size=12))
def test_a_curve_is_a_distribution_no_other_is_likelier_than(drawn: list[tuple[int, int | None, int]]) -> None:
    kept = [(low, length, count) for low, length, count in drawn if low >= 0 or length]
    lower = np.array([low for low, _, _ in kept], dtype=np.int64)
    upper = np.array([np.inf if length is None else low + length for low, length, _ in kept])
    count = np.array([float(count) for _, _, count in kept])
    curves = duration_curves(CensoredDurations(np.zeros(len(kept), dtype=np.int64), lower, upper, count), 1)
    if not kept:
        assert np.isnan(curves.tail[0])
        return
    survival = survival_by_day(curves)[0]
    assert ((survival >= 0) & (survival <= 1)).all()
    assert (np.diff(survival) <= 1e-12).all()
    value, error = expectation(curves, np.minimum(np.arange(60.0), 50.0), tail_weight=50.0)
    assert 0 <= value[0] <= 50 + 1e-9
    assert error[0] >= 0
    mass = np.append(curves.probability[0], curves.tail[0])
    days = np.append(np.arange(curves.probability.shape[1]), np.inf)
    low, high = lower[:, None], upper[:, None]
    holds = np.where(low == high, days == low, (days > low) & (days <= high))
    slope = (holds * (count / (holds @ mass))[:, None]).sum(axis=0)
    assert slope.max() <= count.sum() + 1e-5
