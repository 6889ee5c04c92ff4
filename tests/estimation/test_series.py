"""Series of outcomes: periods, coverage, limits, maturity and the standard error used in models."""

from __future__ import annotations

from datetime import date
from math import inf

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from evaluering.estimation.series import OutcomeSeries, outcome_series, smoothed_standard_error
from evaluering.periods import Month, months_between
from evaluering.study.duration import DEFINITIONS
from evaluering.study.panel import Panel

MEAN = DEFINITIONS["restricted_mean_365"]
SHARE = DEFINITIONS["at_least_182_days"]
Row = tuple[str, str, int, float, int]


def panel_of(rows: list[Row], *, first: str = "2023-01", last: str = "2024-12", mature: str = "2024-06") -> Panel:
    months = [str(month) for month in months_between(Month.parse(first), Month.parse(last))]
    durations = pd.DataFrame(rows, columns=["municipality", "month", "lower", "upper", "count"])
    cells = pd.DataFrame(
        [(code, month, 10, 9) for code in ("0657", "0741") for month in months],
        columns=["municipality", "month", "births", "children"],
    )
    known = durations.groupby(["municipality", "month"])["count"].sum().rename("known").reset_index()
    cells = cells.merge(known, how="left").fillna({"known": 0}).astype({"known": "int64"})
    cells.loc[(cells["municipality"] == "0741") & (cells["month"] == "2023-02"), "births"] = 0
    return Panel(cells, durations, pd.DataFrame(), date(2025, 9, 1), mature)


ROWS: list[Row] = [
    ("0657", "2023-01", 100, 100.0, 2),
    ("0741", "2023-01", 182, 182.0, 1),
    ("0741", "2023-01", 181, inf, 1),
    ("0657", "2023-03", 500, 500.0, 2),
    ("0657", "2023-03", 390, 450.0, 1),
    ("0657", "2023-03", 410, inf, 1),
    ("0657", "2023-04", 10, 10.0, 4),
    ("0657", "2023-05", 10, 10.0, 1),
    ("0657", "2024-07", 100, inf, 2),
    ("0657", "2024-07", 90, 90.0, 2),
    ("0657", "2024-08", 245, inf, 1),
    ("0657", "2024-08", 90, 90.0, 2),
]


def series(name: str = "at_least_182_days", *codes: str, **other: object) -> OutcomeSeries:
    return outcome_series(
        panel_of(ROWS), unit="x", municipalities=codes or ("0657", "0741"), definition=DEFINITIONS[name], **other
    )


def test_a_month() -> None:
    found = series()
    assert (found.unit, found.indicator, found.definition, found.measure) == ("x", "share_26w", SHARE.id, "pct")
    row = found.frame.iloc[0]
    assert (row["period"], row["births"], row["known"], row["coverage_pct"]) == ("2023-01", 20, 4, 20.0)
    assert (row["value"], row["at_least"]) == pytest.approx((50.0, 2.0))
    assert row["standard_error"] == pytest.approx(25.0)
    # R 4.2.2: binom.test(2, 4)$conf.int; every child is known to have stopped before the age or to have passed it.
    assert (row["lower"], row["upper"]) == pytest.approx((6.758599, 93.241401), abs=1e-6)


def test_the_set_of_municipalities_is_pooled() -> None:
    assert series("at_least_182_days", "0741").frame.loc[0, "value"] == 100.0
    assert series("at_least_182_days", "0657").frame.loc[0, "value"] == 0.0


def test_shares_of_none_and_all_have_exact_limits() -> None:
    frame = series().frame
    assert frame.loc[3, ["value", "lower", "upper"]].tolist() == pytest.approx([0.0, 0.0, 60.236], abs=1e-3)
    assert frame.loc[2, ["value", "lower", "upper"]].tolist() == pytest.approx([100.0, 39.764, 100.0], abs=1e-3)


def test_a_share_of_children_who_are_lost_sight_of_has_wider_limits() -> None:
    half_lost: list[Row] = [
        ("0657", "2023-01", 90, 90.0, 60), ("0657", "2023-01", 100, inf, 60), ("0657", "2023-01", 200, 200.0, 80)
    ]  # fmt: skip
    lost = outcome_series(panel_of(half_lost), unit="x", municipalities=("0657",), definition=SHARE).frame.loc[0]
    assert (lost["value"], lost["known"]) == (pytest.approx(70.0), 200)
    seen: list[Row] = [("0657", "2023-01", 90, 90.0, 60), ("0657", "2023-01", 200, 200.0, 140)]
    whole = outcome_series(panel_of(seen), unit="x", municipalities=("0657",), definition=SHARE).frame.loc[0]
    # R 4.2.2: binom.test(140, 200)$conf.int
    assert (whole["lower"], whole["upper"]) == pytest.approx((63.13501245, 76.26103559), abs=1e-6)
    assert lost["lower"] == pytest.approx(whole["lower"], abs=1e-9), "who left before anyone stopped later cost nothing"
    never: list[Row] = [
        ("0657", "2023-01", 90, 90.0, 30), ("0657", "2023-01", 100, inf, 100), ("0657", "2023-01", 150, 150.0, 30),
        ("0657", "2023-01", 200, 200.0, 40),
    ]  # fmt: skip
    fewer = outcome_series(panel_of(never), unit="x", municipalities=("0657",), definition=SHARE).frame.loc[0]
    share = fewer["value"] / 100
    worth = share * (1 - share) / (fewer["standard_error"] / 100) ** 2
    assert worth < 200
    reached, stopped = share * worth, (1 - share) * worth
    expected = beta.ppf([0.025, 0.975], [reached, reached + 1], [stopped + 1, stopped])
    assert [fewer["lower"], fewer["upper"]] == pytest.approx(100 * expected)


def test_a_share_of_none_counts_only_children_whose_side_of_the_age_is_known() -> None:
    """All mass is on day 20, where 40 children stopped; of 10 others it is only known that they stopped by day 250."""
    rows: list[Row] = [("0657", "2023-01", 20, 20.0, 40), ("0657", "2023-01", 19, 250.0, 10)]
    row = outcome_series(panel_of(rows), unit="x", municipalities=("0657",), definition=SHARE).frame.loc[0]
    assert (row["known"], row["lower"], row["value"]) == (50, 0.0, pytest.approx(0.0, abs=1e-4))
    # R 4.2.2: binom.test(0, 40)$conf.int
    assert row["upper"] == pytest.approx(8.809730, abs=1e-4)


def test_a_share_is_not_told_where_the_age_lies_in_a_gap_for_more_than_a_fifth() -> None:
    rows: list[Row] = [("0657", "2023-01", 20, 20.0, 40), ("0657", "2023-01", 100, 250.0, 11)]
    share, mean = (
        outcome_series(panel_of(rows), unit="x", municipalities=("0657",), definition=one).frame.loc[0]
        for one in (SHARE, MEAN)
    )
    assert share["known"] == 51
    assert share[["value", "standard_error", "lower", "upper", "at_least"]].isna().all()
    assert mean["value"] > 0


def test_months_have_no_gaps_and_empty_ones_no_value() -> None:
    frame = series().frame
    assert frame["period"].tolist() == [str(month) for month in months_between(Month(2023, 1), Month(2024, 12))]
    empty = frame.loc[1]
    assert (empty["births"], empty["known"], empty["coverage_pct"]) == (10, 0, 0.0)
    assert empty[["value", "standard_error", "lower", "upper", "at_least", "model_standard_error"]].isna().all()
    assert np.isnan(series("at_least_182_days", "0741").frame.loc[1, "coverage_pct"])


def test_one_child_has_no_standard_error() -> None:
    row = series("restricted_mean_365").frame.loc[4]
    assert row["value"] == 10.0
    assert row[["standard_error", "lower", "upper", "at_least"]].isna().all()


def test_durations_past_the_horizon_are_one_class() -> None:
    frame = series("restricted_mean_365").frame
    assert (frame.loc[2, "value"], frame.loc[2, "standard_error"]) == (365.0, 0.0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("over_182_days", 25.0), ("at_least_183_days", 25.0), ("at_least_182_days", 100.0), ("over_14_days", 100.0)],
)
def test_over_and_at_least(name: str, expected: float) -> None:
    panel = panel_of([("0657", "2023-01", 182, 182.0, 3), ("0657", "2023-01", 200, 200.0, 1)])
    found = outcome_series(panel, unit="x", municipalities=("0657",), definition=DEFINITIONS[name])
    assert found.frame.loc[0, "value"] == pytest.approx(expected)


def test_maturity_and_what_preliminary_months_cannot_tell() -> None:
    frame = series().frame
    assert frame.loc[frame["mature"], "period"].max() == "2024-06"
    july, august = frame.loc[18], frame.loc[19]
    assert np.isnan(july["value"])
    assert july["known"] == 4
    assert august["value"] == pytest.approx(100 / 3)
    means = series("restricted_mean_365").frame["value"]
    assert np.isnan(means[18])
    assert means[19] == pytest.approx(60 + 365 / 3)
    mature = outcome_series(panel_of(ROWS, mature="2024-07"), unit="x", municipalities=("0657",), definition=SHARE)
    assert mature.frame.loc[18, "value"] == pytest.approx(50.0)


def test_years_are_whole() -> None:
    calendar = series(grain="calendar_year").frame
    assert calendar[["period", "from_month", "to_month"]].to_numpy().tolist() == [
        ["2023", "2023-01", "2023-12"],
        ["2024", "2024-01", "2024-12"],
    ]
    assert calendar["known"].tolist() == [13, 7]
    assert calendar["births"].tolist() == [230, 240]
    assert calendar["mature"].tolist() == [True, False]
    assert "model_standard_error" not in calendar
    agreement = series(grain="agreement_year").frame
    assert agreement[["period", "from_month", "to_month", "known"]].to_numpy().tolist() == [
        ["2023", "2023-04", "2024-03", 5]
    ]


def test_spans_may_overlap() -> None:
    spans = ((Month(2023, 1), Month(2023, 3)), (Month(2023, 3), Month(2023, 4)))
    frame = series(grain="span", spans=spans).frame
    assert frame["period"].tolist() == ["2023-01/2023-03", "2023-03/2023-04"]
    assert frame["known"].tolist() == [8, 8]
    assert frame["value"].tolist() == pytest.approx([75.0, 50.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"municipalities": ("0101",)}, "not in the panel: 0101"),
        ({"municipalities": ()}, "none given"),
        ({"grain": "span"}, "not a span within 2023-01/2024-12: none given"),
        ({"grain": "span", "spans": ((Month(2022, 12), Month(2023, 2)),)}, "2022-12/2023-02"),
        ({"grain": "span", "spans": ((Month(2023, 2), Month(2023, 1)),)}, "2023-02/2023-01"),
    ],
)
def test_what_is_not_there_is_refused(change: dict[str, object], message: str) -> None:
    asked: dict[str, object] = {"unit": "x", "municipalities": ("0657",), "definition": SHARE} | change
    with pytest.raises(ValueError, match=message):
        outcome_series(panel_of(ROWS), **asked)


def test_the_models_standard_error_does_not_follow_the_noise() -> None:
    rng = np.random.default_rng(3)
    known = rng.integers(50, 150, 60)
    share = rng.binomial(known, 0.12) / known
    frame = pd.DataFrame(
        {
            "known": known,
            "value": 100 * share,
            "standard_error": 100 * np.sqrt(share * (1 - share) / known),
            "mature": np.arange(60) < 50,
        }
    )
    smooth = smoothed_standard_error(frame)
    truth = 100 * np.sqrt(0.12 * 0.88 / known)
    assert np.abs(smooth / truth - 1).max() < 0.1
    assert abs(np.corrcoef(smooth * np.sqrt(known), share)[0, 1]) < 0.35
    # Preliminary months are averaged apart.
    louder = frame.assign(standard_error=np.where(frame["mature"], frame["standard_error"], 50.0))
    np.testing.assert_array_equal(smoothed_standard_error(louder)[:50], smooth[:50])
    # A window of one month is the month's own.
    np.testing.assert_allclose(smoothed_standard_error(frame, window=1), frame["standard_error"])
