"""Curves, limits and means against numbers from R (tests/reference/survival)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from evaluering.estimation.survival.curve_functionals import expectation, survival_by_day
from evaluering.estimation.survival.interval_censored import CensoredDurations, DurationCurves, duration_curves
from evaluering.estimation.survival.kaplan_meier import KaplanMeier, kaplan_meier, restricted_mean

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "survival"
EXPECTED: dict[str, Any] = json.loads((REFERENCE / "expected.json").read_text(encoding="utf-8"))
DAY = np.arange(500)
FUNCTIONS = {
    "at_least_182": ((DAY >= 182).astype(float), 1.0),
    "over_14": ((DAY > 14).astype(float), 1.0),
    "mean_365": (np.minimum(DAY, 365.0), 365.0),
    "mean_182": (np.minimum(DAY, 182.0), 182.0),
}


def weeks(name: str) -> KaplanMeier:
    time, event = np.loadtxt(REFERENCE / f"{name}.csv", delimiter=",", skiprows=1, unpack=True)
    return kaplan_meier(time, event=event == 1)


def curves_of(lower: list[float], upper: list[float], count: list[float] | None = None) -> DurationCurves:
    size = len(lower)
    return duration_curves(
        CensoredDurations(
            np.zeros(size, dtype=np.int64),
            np.asarray(lower, dtype=np.int64),
            np.asarray(upper, dtype=np.float64),
            np.ones(size) if count is None else np.asarray(count, dtype=np.float64),
        ),
        1,
    )


def visits(*names: str) -> DurationCurves:
    table = pd.read_csv(REFERENCE / "visits.csv")
    table = table.loc[table["sample"].isin(names)]
    return duration_curves(
        CensoredDurations(
            table["sample"].map({name: number for number, name in enumerate(names)}).to_numpy(np.int64),
            table["lower"].to_numpy(np.int64),
            table["upper"].to_numpy(np.float64),
            table["count"].to_numpy(np.float64),
        ),
        len(names),
    )


@pytest.mark.parametrize(
    ("file", "key"),
    [("bfeed", "bfeed"), ("bfeed_administratively_censored", "administratively_censored")],
)
def test_kaplan_meier_is_survfit(file: str, key: str) -> None:
    curve = weeks(file)
    for one in EXPECTED[key]["at"]:
        place = int(np.searchsorted(curve.time, one["time"], side="right")) - 1
        found = [array[place] for array in (curve.survival, curve.standard_error, curve.lower, curve.upper)]
        assert found == pytest.approx([one[name] for name in ("survival", "se", "lower", "upper")], abs=1e-9)
        assert curve.beyond(one["time"]) == found[0]
        assert curve.at_risk[np.searchsorted(curve.time, one["time"])] == one["at_risk"]


@pytest.mark.parametrize(
    ("file", "key"),
    [("bfeed", "bfeed"), ("bfeed_administratively_censored", "administratively_censored")],
)
def test_restricted_mean_is_survfit(file: str, key: str) -> None:
    curve = weeks(file)
    for one in EXPECTED[key]["means"]:
        assert restricted_mean(curve, one["tau"]) == pytest.approx((one["mean"], one["se"]), abs=1e-9)


def test_at_least_counts_the_day_itself() -> None:
    curve = weeks("bfeed_administratively_censored")
    assert curve.beyond(26, at_least=True) == pytest.approx(
        EXPECTED["administratively_censored"]["before_26"], abs=1e-9
    )
    assert curve.beyond(26) < curve.beyond(26, at_least=True)
    assert curve.beyond(0, at_least=True) == 1.0


def test_counts_stand_for_children() -> None:
    one = kaplan_meier(np.array([1.0, 1.0, 2.0, 2.0]), event=np.array([True, True, False, True]))
    two = kaplan_meier(np.array([1.0, 2.0, 2.0]), event=np.array([True, False, True]), count=np.array([2.0, 1, 1]))
    for name in KaplanMeier.__slots__:
        np.testing.assert_allclose(getattr(one, name), getattr(two, name))


def test_a_curve_that_reaches_zero_has_no_limits_there_and_a_finite_mean() -> None:
    curve = kaplan_meier(np.array([2.0, 4.0]), event=np.array([True, True]))
    assert np.isnan([curve.standard_error[-1], curve.lower[-1], curve.upper[-1]]).all()
    assert restricted_mean(curve, 10) == pytest.approx((3.0, np.sqrt(1 / 2)))
    assert restricted_mean(curve, 1) == (1.0, 0.0)


@pytest.mark.parametrize("name", sorted(EXPECTED["visits"]))
def test_interval_censored_curves_are_the_greatest_likelihood(name: str) -> None:
    curves, expected = visits(name), EXPECTED["visits"][name]
    # The stopping rule leaves the log-likelihood within 1e-8, so a value within 1.5e-4 standard errors.
    for function, (weight, tail) in FUNCTIONS.items():
        value, error = expectation(curves, weight, tail_weight=tail)
        numbers = expected["values"][function]
        assert value[0] == pytest.approx(numbers["value"], abs=2e-4 * numbers["se"] + 1e-9)
        assert error[0] == pytest.approx(numbers["se"], rel=1e-3, abs=1e-6)
    survival = survival_by_day(curves)[0]
    for one in expected["survival"]:
        assert survival[one["day"]] == pytest.approx(one["survival"], abs=1e-5)
    assert curves.converged.all()


def test_without_intervals_information_and_greenwood_agree() -> None:
    curves = visits("no_intervals")
    table = pd.read_csv(REFERENCE / "visits.csv").query("sample == 'no_intervals'")
    # A child of next to no weight, known to a wide interval, sends the same data through the information matrix.
    wide = curves_of([*table["lower"], -1], [*table["upper"], 240.0], [*table["count"], 1e-9])
    for weight, tail in FUNCTIONS.values():
        value, error = expectation(curves, weight, tail_weight=tail)
        other, information = expectation(wide, weight, tail_weight=tail)
        assert other[0] == pytest.approx(value[0], rel=1e-6)
        assert information[0] == pytest.approx(error[0], rel=1e-6)


def test_greenwood_is_carried_to_the_mean_as_in_the_textbook() -> None:
    curves = visits("no_intervals")
    events, censored = np.flatnonzero(curves.events[0]), np.flatnonzero(curves.censored[0])
    curve = kaplan_meier(
        np.concatenate([events, censored]).astype(float),
        event=np.arange(len(events) + len(censored)) < len(events),
        count=np.concatenate([curves.events[0][events], curves.censored[0][censored]]),
    )
    for tau in (182, 365):
        value, error = expectation(curves, np.minimum(DAY, float(tau)), tail_weight=float(tau))
        assert (value[0], error[0]) == pytest.approx(restricted_mean(curve, tau), rel=1e-9)


def test_samples_do_not_touch_each_other() -> None:
    names = tuple(sorted(EXPECTED["visits"]))
    together = visits(*names)
    weight, tail = FUNCTIONS["mean_365"]
    values, errors = expectation(together, weight, tail_weight=tail)
    for number, name in enumerate(names):
        value, error = expectation(visits(name), weight, tail_weight=tail)
        assert (values[number], errors[number]) == pytest.approx((value[0], error[0]), rel=1e-6)


def test_an_interval_alone_is_spread_evenly() -> None:
    curves = curves_of([9], [19])
    survival = survival_by_day(curves)[0]
    assert survival[9] == 1.0
    assert survival[14] == pytest.approx(0.5)
    assert survival[19] == pytest.approx(0.0, abs=1e-12)
    assert expectation(curves, DAY.astype(float), tail_weight=0.0)[0][0] == pytest.approx(14.5)


def test_an_interval_takes_its_place_among_the_exact_days() -> None:
    curves = curves_of([10, 20, 30, 5], [10, 20, 30, 25])
    assert curves.probability[0, [10, 20, 30]] == pytest.approx([0.375, 0.375, 0.25])


def test_nothing_known_before_allows_never() -> None:
    survival = survival_by_day(curves_of([0, -1], [0, 5]))[0]
    assert survival[0] == pytest.approx(0.0, abs=1e-9)


def test_a_tail_nobody_followed_stays() -> None:
    curves = curves_of([10, 50], [10, np.inf])
    assert (curves.tail[0], curves.followed[0]) == (0.5, 50)
    assert expectation(curves, np.minimum(DAY, 365.0), tail_weight=365.0)[0][0] == pytest.approx(187.5)


def test_a_sample_without_children_has_no_value() -> None:
    seen = CensoredDurations(np.array([1, 1]), np.array([5, 5]), np.array([5.0, 9.0]), np.array([1.0, 1.0]))
    curves = duration_curves(seen, 3)
    value, error = expectation(curves, DAY.astype(float), tail_weight=0.0)
    assert np.isnan(value).tolist() == np.isnan(error).tolist() == [True, False, True]
    assert curves.known.tolist() == [0, 2, 0]


def test_no_observations_at_all() -> None:
    none: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    curves = duration_curves(CensoredDurations(none, none, np.zeros(0), np.zeros(0)), 2)
    assert np.isnan(expectation(curves, DAY.astype(float), tail_weight=0.0)[0]).all()
