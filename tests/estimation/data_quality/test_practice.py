import numpy as np
import pytest

from evaluering.estimation.data_quality.practice import practice_changes
from evaluering.estimation.data_quality.registration import LAST_DAY

ROWS = tuple(f"{code:04d}" for code in range(18))
ORDINARY, ROUNDED = 0.25, 0.75


@pytest.fixture
def simulated(make_registration):
    """Rows of some durations a month, of which a share are whole weeks; `shares` has shape (rows, months)."""

    def registration(shares, *, seed, durations=14, exact=0.92, known=20):
        rng = np.random.default_rng(seed)
        shares = np.asarray(shares)
        weeks = rng.binomial(durations, shares)
        days = np.zeros((*shares.shape, LAST_DAY + 1), dtype=np.int64)
        days[:, :, 70], days[:, :, 71] = weeks, durations - weeks
        counted = rng.binomial(known, np.broadcast_to(exact, shares.shape))
        return make_registration(ROWS[: len(shares)], shares.shape[1], days=days, known=known, exact=counted)

    return registration


def steady(rows=18, months=162):
    return np.full((rows, months), ORDINARY)


@pytest.mark.parametrize("seed", range(8))
def test_the_one_change_there_is_and_no_other(simulated, seed):
    shares = steady()
    shares[5, 120:] = ROUNDED
    found = practice_changes(simulated(shares, seed=seed))
    assert [(one.unit, one.practice) for one in found] == [("0005", "whole_weeks")]
    (change,) = found
    assert change.earliest <= "2029-01" <= change.latest
    assert change.month in ("2028-11", "2028-12", "2029-01", "2029-02")
    assert change.before_pct == pytest.approx(100 * ORDINARY, abs=5)
    assert change.after_pct == pytest.approx(100 * ROUNDED, abs=5)
    assert change.fewest > 100


def test_where_nothing_changed_nothing_is_found(simulated):
    found = [practice_changes(simulated(steady(), seed=seed)) for seed in range(100, 140)]
    assert sum(map(bool, found)) <= 2  # one per cent of such sets is promised


def test_a_slow_drift_of_many_children_is_no_change_of_practice(simulated):
    drift = np.linspace(0.22, 0.28, 162)[None, :]
    assert practice_changes(simulated(drift, seed=1, durations=2000)) == ()


def test_variation_beyond_chance_is_no_change_of_practice(simulated):
    rng = np.random.default_rng(4)
    wild = rng.beta(2, 6, size=(18, 162))
    assert practice_changes(simulated(wild, seed=2, durations=40)) == ()


def test_from_dated_ends_to_statuses(simulated):
    exact = np.full((3, 90), 0.9)
    exact[1, 48:] = 0.3
    found = practice_changes(simulated(steady(3, 90), seed=3, exact=exact))
    assert [(one.unit, one.practice, one.month) for one in found] == [("0001", "exact_ends", "2023-01")]


def test_a_practice_taken_up_and_given_up_is_two_changes(simulated):
    shares = steady(2, 120)
    shares[0, 40:80] = ROUNDED
    found = practice_changes(simulated(shares, seed=5, durations=60))
    assert [one.month for one in found] == ["2022-05", "2025-09"]
    assert found[0].after_pct == pytest.approx(found[1].before_pct)
    assert found[1].after_pct == pytest.approx(25, abs=3)


def test_a_change_needs_a_year_on_each_side(simulated):
    shares = steady(1, 60)
    shares[0, 52:] = 0.95
    (change,) = practice_changes(simulated(shares, seed=6, durations=60))
    assert change.month == "2023-01"  # the latest that can be told
    assert practice_changes(simulated(steady(1, 20), seed=7)) == ()


def test_rows_without_children_have_no_practice(make_registration):
    assert practice_changes(make_registration(known=0)) == ()


def test_a_practice_that_becomes_complete_is_found(simulated):
    shares = steady(1, 60)
    shares[0, 30:] = 1.0
    shares[0, :30] = 0.0
    (change,) = practice_changes(simulated(shares, seed=8))
    assert (change.month, change.earliest, change.latest) == ("2021-07", "2021-07", "2021-07")
    assert (change.before_pct, change.after_pct, change.fewest) == (0, 100, 0)
