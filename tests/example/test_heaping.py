from __future__ import annotations

import numpy as np
import pytest

from evaluering.example.heaping import COMMON, WEEKLY, Heaping
from evaluering.example.visits import draw_ages, draw_attendance

DAYS = 246


@pytest.mark.parametrize("heaping", [COMMON, WEEKLY])
def test_kernel_is_the_law_of_register(heaping: Heaping) -> None:
    kernel = heaping.kernel(DAYS)
    assert kernel.min() >= 0
    assert kernel.sum(axis=1) == pytest.approx(np.ones(DAYS))
    rng = np.random.default_rng(5)
    true_days = np.repeat(np.arange(DAYS), 400)
    ages, attended = draw_ages(rng, true_days.size), draw_attendance(rng, true_days.size)
    registered = heaping.register(true_days, ages=ages, attended=attended, rng=rng)
    drawn = np.bincount(registered, minlength=kernel.shape[1])
    expected = 400 * kernel.sum(axis=0)
    assert np.abs(drawn - expected).max() < 5 * np.sqrt(expected.max())


def test_weekly_practice_leaves_mostly_multiples_of_seven() -> None:
    kernel = WEEKLY.kernel(DAYS)
    # Seven of ten are rounded, and of the rest one in seven lies on a whole week anyway.
    assert kernel[100:170, ::7].sum() / 70 == pytest.approx(0.7 + 0.3 / 7, abs=1e-9)


def test_first_days_are_kept() -> None:
    assert (COMMON.kernel(DAYS)[[0, 1, 2, 3], [0, 1, 2, 3]] == 1).all()


def test_an_end_just_before_a_visit_is_put_on_its_day() -> None:
    rng = np.random.default_rng(1)
    ages = np.array([[5, 10, 60, 150, 300]] * 4)
    attended = np.array([[True] * 5, [True] * 5, [True, True, False, True, True], [True] * 5])
    always = Heaping(weeks=0.0, months=0.0, visits=1.0)
    registered = always.register(np.array([53, 52, 58, 143]), ages=ages, attended=attended, rng=rng)
    assert registered.tolist() == [60, 52, 58, 150]
