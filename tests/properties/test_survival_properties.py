"""What must hold for curves, tests and regressions of durations, whatever the children."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.estimation.survival.cox import cox
from evaluering.estimation.survival.interval_curve import interval_curve
from evaluering.estimation.survival.log_rank import log_rank
from evaluering.estimation.survival.registered_mean import registered_mean
from evaluering.estimation.survival.standardised import standardised
from evaluering.estimation.survival.survival_curve import survival_curve

SOME = settings(derandomize=True, deadline=None, max_examples=40)
DAYS = [0, 10, 30, 61, 100, 182, 250]


@st.composite
def children(draw, least=1):
    """Children with few different days, so that rows are alike; two groups and an end at least."""
    size = draw(st.integers(4, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    duration = rng.integers(least, 12, size) * draw(st.sampled_from([1, 7, 30]))
    frame = pd.DataFrame({"duration": duration, "event": rng.random(size) < 0.7, "group": rng.integers(0, 2, size)})
    frame["entry"] = np.floor(duration * rng.uniform(0, 0.9, size)) * (rng.random(size) < 0.4)
    frame.loc[[0, 1], "event"] = True
    frame.loc[[0, 1], "group"] = [0, 1]
    return frame


def told(frame, **columns):
    curve = survival_curve(frame, **columns)
    estimates = [curve.at(day) for day in DAYS] + [curve.restricted_mean(182), curve.median]
    values = [[one.value, one.standard_error, one.lower, one.upper] for one in estimates]
    return np.array([*values, [curve.at_risk(day) for day in DAYS[:4]]])


def grouped(frame):
    return frame.groupby(frame.columns.tolist(), as_index=False).size()


@SOME
@given(children(), st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(frame, seed):
    mixed = frame.sample(frac=1, random_state=seed)
    np.testing.assert_allclose(told(mixed, entry="entry"), told(frame, entry="entry"), rtol=1e-9)
    one, other = (log_rank(rows, group="group").statistic for rows in (frame, mixed))
    assert one == pytest.approx(other, abs=1e-9)


@SOME
@given(children())
def test_equal_rows_may_stand_as_one_with_their_count(frame):
    once = grouped(frame)
    np.testing.assert_allclose(told(once, entry="entry", count="size"), told(frame, entry="entry"), rtol=1e-9)
    one, other = log_rank(frame, group="group"), log_rank(once, group="group", count="size")
    assert one.statistic == pytest.approx(other.statistic, abs=1e-9)
    pd.testing.assert_frame_equal(one.table, other.table)
    for ties in ("efron", "breslow"):
        try:
            fit = cox(frame, covariates=["group"], ties=ties)
        except ValueError:
            with pytest.raises(ValueError, match="cannot be told"):
                cox(once, covariates=["group"], ties=ties, count="size")
            continue
        same = cox(once, covariates=["group"], ties=ties, count="size")
        assert same.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-8, abs=1e-8)
        assert same.warnings == fit.warnings


@SOME
@given(children(), st.sampled_from([7.0, 0.25, 365.0]))
def test_the_unit_of_time_moves_days_and_nothing_else(frame, unit):
    other = frame.assign(duration=frame["duration"] * unit, entry=frame["entry"] * unit)
    one, scaled = survival_curve(frame, entry="entry"), survival_curve(other, entry="entry")
    np.testing.assert_allclose(scaled.frame["survival"], one.frame["survival"])
    mean, longer = one.restricted_mean(100), scaled.restricted_mean(100 * unit)
    for name in ("value", "standard_error", "lower", "upper"):
        assert getattr(longer, name) == pytest.approx(unit * getattr(mean, name))
        assert getattr(scaled.median, name) == pytest.approx(unit * getattr(one.median, name), nan_ok=True)
    assert log_rank(other, group="group").statistic == pytest.approx(log_rank(frame, group="group").statistic, abs=1e-9)


@SOME
@given(children(), st.integers(1, 20))
def test_children_not_followed_at_all_change_nothing(frame, more):
    """Censored at 0 is at risk on no later day; where somebody ended on day 0 they would have been at risk on it."""
    never = pd.DataFrame({"duration": 0, "event": False, "group": np.arange(more) % 2, "entry": 0.0})
    both = pd.concat([frame, never], ignore_index=True)
    one, other = told(frame, entry="entry"), told(both, entry="entry")
    np.testing.assert_allclose(other[:-1], one[:-1])
    assert log_rank(both, group="group").statistic == pytest.approx(log_rank(frame, group="group").statistic, abs=1e-9)


@SOME
@given(children())
def test_late_entries_move_the_curve_only_through_the_risk_set(frame):
    curve = survival_curve(frame, entry="entry")
    for row in curve.frame.to_dict("records"):
        at = (frame["duration"] >= row["time"]) & ((frame["entry"] < row["time"]) | (frame["entry"] == 0))
        assert row["at_risk"] == at.sum() == curve.at_risk(row["time"])
    assert (np.diff(curve.frame["survival"]) <= 1e-12).all()


@SOME
@given(children(least=0))
def test_a_standardised_number_lies_between_those_of_its_levels(frame):
    both = standardised(frame, by="group", weights={0: 45, 1: 55})
    for day in DAYS:
        values = [part.curve.at(day).value for part in both.parts]
        assert min(values) - 1e-12 <= both.at(day).value <= max(values) + 1e-12


@SOME
@given(children(least=0), st.booleans())
def test_the_reasons_add_up_to_the_difference(frame, without_zeros):
    lower = frame["duration"].where(frame["event"] | (frame["group"] == 0), frame["duration"] - 1)
    upper = frame["duration"].where(frame["event"], np.where(frame["group"] == 0, np.inf, frame["duration"] + 20))
    limits = pd.DataFrame({"lower": lower, "upper": upper})
    limits.loc[len(limits)] = [5, 5]
    found = registered_mean(limits, zeros="left_out" if without_zeros else "counted", tau=90)
    assert found.explanation["days"].sum() == pytest.approx(found.difference, abs=1e-9)
    assert found.restricted.value == pytest.approx(interval_curve(limits).restricted_mean(90).value)
