from __future__ import annotations

import numpy as np
import pytest

from evaluering.example.visits import VISITS, draw_ages, draw_attendance, draw_lags

RNG = np.random.default_rng(3)
CHILDREN = 20_000


def test_visits_follow_each_other_and_end_before_335_days() -> None:
    ages = draw_ages(RNG, CHILDREN)
    assert (np.diff(ages, axis=1) > 0).all()
    assert ages.max() <= 335
    assert ages.min(axis=0).tolist() == [visit.first_age_days for visit in VISITS]
    assert ages.max(axis=0).tolist() == [visit.last_age_days for visit in VISITS]


def test_lags_stay_within_four_months() -> None:
    lags = draw_lags(RNG, CHILDREN)
    assert (lags.min(), lags.max()) == (0, 122)
    assert (lags <= 7).mean() == pytest.approx(0.5, abs=0.01)


def test_attendance() -> None:
    assert draw_attendance(RNG, CHILDREN).mean(axis=0) == pytest.approx([v.attendance for v in VISITS], abs=0.01)
