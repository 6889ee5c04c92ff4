"""Curves with interval-censored ends, from plain data frames."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.survival import interval_curve as module
from evaluering.estimation.survival.curve_functionals import expectation
from evaluering.estimation.survival.interval_censored import CensoredDurations, duration_curves
from evaluering.estimation.survival.interval_curve import interval_curve
from evaluering.estimation.survival.kaplan_meier import log_log_limits
from evaluering.estimation.survival.survival_curve import survival_curve

VISITS = pd.DataFrame({"lower": [-1, 14, 61, 122], "upper": [14, 61, 122, np.inf], "count": [5, 3, 6, 4]})


def test_visits_on_fixed_days_are_a_life_table() -> None:
    curve = interval_curve(VISITS, count="count")
    found = curve.at(61)
    assert found.value == pytest.approx(10 / 18)
    assert found.standard_error == pytest.approx(np.sqrt(10 * 8 / 18**3))
    assert curve.frame["first_day"].tolist() == [0, 15, 62]
    assert curve.frame["last_day"].tolist() == [14, 61, 122]
    assert curve.frame["probability"].tolist() == pytest.approx([5 / 18, 3 / 18, 6 / 18])
    assert (curve.children, curve.left_out, curve.warnings) == (18, 0, ())


def test_inside_a_gap_the_curve_is_drawn_straight_and_says_so() -> None:
    curve = interval_curve(VISITS, count="count")
    assert curve.at(30).warnings == ("within_interval",)
    assert curve.at(61).value < curve.at(30).value < curve.at(14).value
    assert curve.at(14).warnings == curve.at(15, at_least=True).warnings == ()
    assert curve.at(15, at_least=True).value == pytest.approx(curve.at(14).value)
    assert curve.at(200).warnings == curve.restricted_mean(365).warnings == ("beyond_followed",)


def test_exact_ends_give_the_kaplan_meier_curve() -> None:
    frame = pd.DataFrame({"duration": [0, 30, 90, 182, 200, 40], "event": [1, 1, 1, 1, 0, 0]})
    limits = frame.assign(lower=frame["duration"], upper=np.where(frame["event"], frame["duration"], np.inf))
    one, other = survival_curve(frame), interval_curve(limits)
    for day in (0, 29, 30, 90, 182):
        pair = [(found.value, found.standard_error, found.lower) for found in (one.at(day), other.at(day))]
        assert pair[0] == pytest.approx(pair[1], abs=1e-12, nan_ok=True)
    found, same = one.restricted_mean(200), other.restricted_mean(200)
    assert (found.value, found.standard_error) == pytest.approx((same.value, same.standard_error), rel=1e-9)


def test_the_median_has_the_limits_of_the_band() -> None:
    days = np.arange(1, 101)
    frame = pd.DataFrame({"duration": days, "event": 1, "lower": days, "upper": days.astype(float)})
    plain, found = survival_curve(frame).median, interval_curve(frame).median
    assert found.value == plain.value == 50.5  # one half from day 50 to 51: there the textbook takes the middle
    assert (found.lower, found.upper, found.warnings) == (plain.lower, plain.upper, ())


def test_numbers_that_hang_on_the_line_through_a_gap_say_so() -> None:
    curve = interval_curve(pd.DataFrame({"lower": [-1] * 5, "upper": [10.0] * 5}))
    assert curve.median.warnings == ("within_interval",)
    visits = interval_curve(VISITS, count="count")
    assert visits.median.warnings == visits.restricted_mean(90).warnings == ("within_interval",)
    assert visits.restricted_mean(61).warnings == visits.restricted_mean(122).warnings == ()
    dated = pd.concat([VISITS, pd.DataFrame({"lower": [5, 61], "upper": [5.0, 61.0], "count": [100, 100]})])
    assert interval_curve(dated, count="count").restricted_mean(61).warnings == ()


def test_a_last_stretch_at_one_half_is_read_as_it_begins() -> None:
    frame = pd.DataFrame({"duration": [5, 10, 10, 20], "event": [1, 1, 0, 0]})
    limits = frame.assign(lower=frame["duration"], upper=np.where(frame["event"], frame["duration"], np.inf))
    assert survival_curve(frame).median.value == interval_curve(limits).median.value == 10


def test_a_curve_above_one_half_has_no_median() -> None:
    found = interval_curve(VISITS.assign(count=[1, 1, 1, 40]), count="count").median
    assert np.isnan([found.value, found.lower, found.upper]).all()


def test_a_curve_that_is_still_moving_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    lower = rng.integers(-1, 200, 300)
    frame = pd.DataFrame({"lower": lower, "upper": lower + rng.integers(2, 90, 300)})
    assert interval_curve(frame).warnings == ()
    monkeypatch.setattr(module, "ROUNDS", 1)
    assert interval_curve(frame).warnings == interval_curve(frame).at(50).warnings[:1] == ("not_converged",)


def test_left_out_and_columns_of_other_names() -> None:
    frame = pd.DataFrame({"from": [10, np.nan, 5], "to": [10, 20, None]}).assign(children=[3, 4, 2])
    curve = interval_curve(frame, lower="from", upper="to", count="children")
    assert (curve.children, curve.left_out) == (3, 6)


@pytest.mark.parametrize(
    ("lower", "upper", "message"),
    [
        (-2, 5.0, "from -1 on, in order: 1 rows are not"),
        (7, 5.0, "in order"),
        (1.5, 5.0, "whole days"),
        (1, 5.5, "whole days"),
        (-1, -1.0, "from -1 on"),
        (99_999, np.inf, "whole days"),
        ("x", 5.0, "'lower' holds something that is not a number"),
        (pd.Timedelta(days=3), 5.0, "'lower' holds something that is not a number"),
        (3 + 0j, 5.0, "'lower' holds something that is not a number"),
        (np.nan, 5.0, "no child"),
    ],
)
def test_limits_that_cannot_be_used_are_refused(lower: object, upper: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        interval_curve(pd.DataFrame({"lower": [lower], "upper": [upper]}))


def test_days_and_tau_that_cannot_be_used_are_refused() -> None:
    curve = interval_curve(VISITS)
    for days in (np.nan, np.inf):
        with pytest.raises(ValueError, match="days is a finite number"):
            curve.at(days)
    with pytest.raises(ValueError, match="tau is a finite number"):
        curve.restricted_mean(np.inf)
    for days in (1.5, -1):
        with pytest.raises(ValueError, match="days must be whole"):
            curve.at(days)
    with pytest.raises(ValueError, match="tau must be above 0"):
        curve.restricted_mean(0)


def test_pointwise_intervals_cover() -> None:
    """Half of the ends known to the day, half to the gap between visits on spread days: 400 curves of 200 children."""
    rng, curves, children = np.random.default_rng(11), 400, 200
    size = curves * children
    true = np.minimum(100 * rng.weibull(1.3, size), 260).astype(np.int64)
    visits = np.rint(np.array([7, 28, 61, 137, 290]) * (1 + 0.25 * rng.uniform(-1, 1, (size, 5))))
    lower = np.max(np.where(visits < true[:, None], visits, -1), axis=1).astype(np.int64)
    upper = np.min(np.where(visits >= true[:, None], visits, np.inf), axis=1)
    dated = (rng.random(size) < 0.5) | np.isinf(upper)
    sample = np.repeat(np.arange(curves), children)
    limits = np.where(dated, true, lower), np.where(dated, true, upper).astype(np.float64)
    found = duration_curves(CensoredDurations(sample, *limits, np.ones(size)), curves)
    day = np.arange(400)
    for threshold in (63, 119, 181):
        value, error = expectation(found, (day > threshold).astype(float), tail_weight=1.0)
        low, high = log_log_limits(value, error)
        truth = np.exp(-(((threshold + 1) / 100) ** 1.3))
        assert 0.92 < np.mean((low <= truth) & (truth <= high)) < 0.98
