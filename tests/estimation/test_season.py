import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.design import Break
from evaluering.estimation.season import CLEAR, fit_season


def frame(y, first="2014-01", freq="M"):
    return pd.DataFrame({"month": pd.period_range(first, periods=len(y), freq=freq), "y": y, "se": 0.5})


def wave(count, size=2.0, peak=3):
    return size * np.cos(2 * np.pi * (np.arange(count) - peak) / 12)


def test_a_season_is_told_month_by_month():
    noise = np.random.default_rng(2).standard_normal(96) / 2
    season = fit_season(frame(100 + 0.05 * np.arange(96) + wave(96) + noise), standard_errors="se")
    np.testing.assert_allclose(season.frame["value"], wave(12), atol=0.4)
    assert season.frame["value"].sum() == pytest.approx(0, abs=1e-9)
    assert season.frame["season"].tolist() == list(range(1, 13))
    assert np.all(season.frame["lower"] < season.frame["value"])
    assert np.all(season.frame["upper"] > season.frame["value"])
    assert season.clear
    assert season.degrees_of_freedom == (4, np.inf)


def test_the_joint_test_is_the_f_test_of_least_squares():
    y = wave(60, size=0.5) + np.random.default_rng(4).standard_normal(60)
    season = fit_season(frame(y), method="ols")
    place = np.arange(60)
    line = np.column_stack([np.ones(60), place])
    angle = 2 * np.pi * (place % 12) / 12
    full = np.column_stack([line, *(turn(k * angle) for k in (1, 2) for turn in (np.sin, np.cos))])
    small, large = (float(np.linalg.lstsq(x, y)[1][0]) for x in (line, full))
    assert season.statistic == pytest.approx((small - large) / 4 / (large / 54), rel=1e-9)
    assert season.degrees_of_freedom == (4, 54)


@pytest.mark.parametrize("known", [True, False])
def test_noise_is_seldom_called_a_season(known):
    draws = np.random.default_rng(6).standard_normal((80, 72)) / 2
    errors = "se" if known else None
    wrong = np.mean([fit_season(frame(y), standard_errors=errors).p_value < CLEAR for y in draws])
    assert wrong <= 0.14  # 0.05 expected; 80 draws


def test_quarters_and_breaks():
    y = np.tile([1.0, 0.0, -1.0, 0.0], 12) + np.random.default_rng(1).standard_normal(48) / 5
    y[20:25] += 9
    season = fit_season(frame(y, freq="Q"), breaks=(Break("strike", "2019Q1", "2020Q1"),))
    np.testing.assert_allclose(season.frame["value"], [1, 0, -1, 0], atol=0.2)
    assert season.clear


def test_what_cannot_be():
    with pytest.raises(ValueError, match="one pair of waves or more"):
        fit_season(frame(np.arange(30.0)), harmonics=0)
    with pytest.raises(ValueError, match="none has an outcome"):
        fit_season(frame(np.full(30, np.nan)))
