"""Series made up for forecasts."""

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.time_axis import labels

FIRST = 2012 * 12


@pytest.fixture
def make_frame():
    """A monthly series from January 2012 on: a slope per year, AR(1) deviations, sampling noise, no jump."""

    def make(periods=162, *, slope=0.0, rho=0.6, tau=1.0, noise=1.0, seed=1):
        generator = np.random.default_rng(seed)
        deviation = np.zeros(periods)
        for month in range(1, periods):
            deviation[month] = rho * deviation[month - 1] + tau * np.sqrt(1 - rho**2) * generator.standard_normal()
        index = np.arange(periods)
        season = np.cos(2 * np.pi * index / 12)
        y = 109 + slope * index / 12 + season + deviation + noise * generator.standard_normal(periods)
        births = 900 + 50 * (index % 12)
        return pd.DataFrame({"month": labels(FIRST + index, "month"), "y": y, "se": 1.0, "births": births})

    return make
