"""Simulated series with a known change, long enough for every check."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.design import Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.periods import Month, months_between

START = "2023-04"
MONTHS = [str(month) for month in months_between(Month(2014, 1), Month(2025, 6))]


@pytest.fixture
def options() -> FitOptions:
    """Least squares with eight months cut: quick, and right for independent noise."""
    return FitOptions(method="ols", shape=Shape(cut_periods=8))


@pytest.fixture
def make_frame() -> Callable[..., pd.DataFrame]:
    """Monthly series: level 100, season, noise of standard deviation 1, and a step at the start."""

    def make(change=5.0, *, seed=1, noise=1.0):
        generator = np.random.default_rng(seed)
        index = np.arange(len(MONTHS))
        season = 2 * np.sin(2 * np.pi * index / 12)
        after = np.array([month >= START for month in MONTHS])
        y = 100 + season + change * after + generator.normal(0, noise, len(MONTHS))
        return pd.DataFrame({"month": MONTHS, "y": y, "se": noise})

    return make
