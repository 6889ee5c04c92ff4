from __future__ import annotations

import numpy as np
import pytest

from evaluering.example.calibration import (
    FIRST_TIME_SHARE,
    LAST_DAY,
    PARITY,
    calibrated_curve,
    monotone_cubic,
    probabilities,
    registered_moments,
)
from evaluering.example.heaping import COMMON, WEEKLY

CURVE = calibrated_curve()
CUMULATIVE = np.cumsum(CURVE.hazard)
MOMENTS = registered_moments(COMMON.kernel(LAST_DAY + 1))


def test_registered_baseline_is_the_agreements() -> None:
    mass = probabilities(CUMULATIVE)
    assert mass.sum() == pytest.approx(1.0)
    assert mass @ MOMENTS.mean == pytest.approx(109.0, abs=1e-6)
    assert mass @ MOMENTS.over_182 == pytest.approx(0.12, abs=1e-9)
    assert 0.125 < mass @ MOMENTS.at_least_182 < 0.129


@pytest.mark.parametrize(
    ("day", "published"),
    [
        (0, 0.985),
        (7, 0.930),
        (14, 0.885),
        (30, 0.790),
        (61, 0.690),
        (91, 0.625),
        (122, 0.552),
        (152, 0.301),
        (182, 0.120),
    ],
)
def test_curve_stays_at_the_published_points(day: int, published: float) -> None:
    over = 1 - np.cumsum(probabilities(CUMULATIVE))
    assert over[day] == pytest.approx(published, abs=0.002)


@pytest.mark.parametrize(("ratio", "days", "share"), [(0.90, 114.7, 0.148), (0.86, 117.2, 0.161), (0.80, 121.1, 0.183)])
def test_hazard_ratios_move_the_figures_as_computed_before(ratio: float, days: float, share: float) -> None:
    mass = probabilities(ratio * CUMULATIVE)
    assert mass @ MOMENTS.mean == pytest.approx(days, abs=0.1)
    assert mass @ MOMENTS.over_182 == pytest.approx(share, abs=0.001)


def test_days_per_log_hazard_is_the_curves_own_slope() -> None:
    mass = probabilities(CUMULATIVE * np.exp(1 / CURVE.days_per_log_hazard))
    assert mass @ MOMENTS.mean == pytest.approx(110.0, abs=0.05)


def test_first_time_mothers_lie_seven_points_lower_at_four_months() -> None:
    first, others = (np.exp(-ratio * CUMULATIVE[122]) for _, ratio in PARITY)
    assert others - first == pytest.approx(0.07, abs=0.002)
    assert PARITY[0][0] == FIRST_TIME_SHARE
    assert PARITY[0][1] > 1 > PARITY[1][1]


def test_whole_weeks_hardly_move_the_mean() -> None:
    weekly = registered_moments(WEEKLY.kernel(LAST_DAY + 1))
    assert probabilities(CUMULATIVE) @ weekly.mean == pytest.approx(109.0, abs=0.1)


def test_hazard_is_positive_and_ends_for_certain() -> None:
    assert (CURVE.hazard > 0).all()
    assert np.isinf(CURVE.hazard[-1])
    assert np.isfinite(CURVE.hazard[:-1]).all()


def test_monotone_cubic_meets_its_points_and_turns_flat_at_a_peak() -> None:
    x, y = np.array([0.0, 1.0, 3.0, 4.0]), np.array([0.0, 2.0, 1.0, 1.0])
    assert monotone_cubic(x, y, x) == pytest.approx(y)
    assert monotone_cubic(x, y, np.linspace(0, 4, 81)).max() == 2.0
