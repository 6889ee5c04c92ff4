"""Limits of shares: exact binomial ones, on as many children as the share's standard error is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluering.estimation.survival.share_limits import binomial_limits, share_limits

# R 4.2.2: binom.test(x, n)$conf.int, and with conf.level = 0.9 for the last
R = [
    (2, 4, 0.95, 0.0675859865, 0.9324140135),
    (0, 4, 0.95, 0.0, 0.6023646356),
    (4, 4, 0.95, 0.3976353644, 1.0),
    (12, 100, 0.95, 0.0635689026, 0.2002356836),
    (1133, 3185, 0.95, 0.3390858352, 0.3726394874),
    (3, 10, 0.9, 0.0872644339, 0.6066242161),
]


def limits(count: float, size: float, confidence: float = 0.95) -> list[float]:
    found = binomial_limits(np.array([count]), np.array([size]), confidence=confidence)
    return [float(limit[0]) for limit in found]


def of_share(share: float, error: float, known: int) -> list[float]:
    return [float(limit[0]) for limit in share_limits(*(np.array([one]) for one in (share, error, known)))]


@pytest.mark.parametrize(("count", "size", "confidence", "lower", "upper"), R)
def test_whole_numbers_give_what_r_gives(count: int, size: int, confidence: float, lower: float, upper: float) -> None:
    assert limits(count, size, confidence) == pytest.approx([lower, upper], abs=1e-9)


@given(st.integers(1, 3000), st.floats(0.001, 0.999))
def test_children_who_are_all_known_give_the_exact_interval(known: int, share: float) -> None:
    count = round(share * known)
    share = count / known
    error = np.sqrt(share * (1 - share) / known)
    assert of_share(share, error, known) == pytest.approx(limits(count, known), abs=1e-9)


@given(st.integers(2, 3000), st.floats(0.01, 0.99), st.floats(1.0, 20.0))
def test_a_larger_error_gives_wider_limits_and_both_hold_the_share(known: int, share: float, times: float) -> None:
    least = np.sqrt(share * (1 - share) / known)
    narrow, wide = of_share(share, least, known), of_share(share, least * times, known)
    assert 0 <= wide[0] <= narrow[0] + 1e-9 < share
    assert share < narrow[1] - 1e-9 <= wide[1] <= 1
    # The number of children whose plain share would have the same error.
    assert wide == pytest.approx(limits(share * known / times**2, known / times**2), abs=1e-9)


def test_an_error_too_small_for_the_children_is_not_believed() -> None:
    assert of_share(0.3, 0.0, 10) == pytest.approx(limits(3, 10))
    assert of_share(0.3, 1e-9, 10) == pytest.approx(limits(3, 10))


def test_what_is_not_known_has_no_limits() -> None:
    assert np.isnan(of_share(np.nan, np.nan, 0)).all()
    assert np.isnan(of_share(0.3, np.nan, 1)).all()
    assert np.isnan(limits(0, 0)).all()
    assert of_share(1.0, np.nan, 1) == pytest.approx([0.025, 1.0])
    assert of_share(0.0, 0.0, 1) == pytest.approx([0.0, 0.975])


def test_at_the_edges_only_those_count_whose_side_is_known() -> None:
    """Of 165 children 76 had a gap around the age: nobody seen to reach it says what 89 of them say."""
    share, known, decided = np.array([0.0, 1e-9, 1.0, 0.2]), np.full(4, 165), np.array([89, 89, 89, 89])
    lower, upper = share_limits(share, np.array([0.0, 1e-12, 0.0, 0.1]), known, decided=decided)
    assert upper[:2] == pytest.approx([limits(0, 89)[1]] * 2)
    assert lower[2] == pytest.approx(limits(89, 89)[0])
    assert [lower[3], upper[3]] == pytest.approx(limits(0.2 * 16, 16))
    assert np.isnan(share_limits(np.zeros(1), np.zeros(1), np.array([5]), decided=np.zeros(1))[1]).all()
