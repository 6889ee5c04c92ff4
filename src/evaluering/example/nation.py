"""The rest of Denmark as totals: births and registered durations in the other regions, where nothing was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from evaluering.example.calibration import LAST_DAY, probabilities
from evaluering.example.children import coverage_logit
from evaluering.example.heaping import COMMON
from evaluering.example.scenario import Scenario, shared_days, years_from_centre

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OWN_REGION = "1082"
OTHER_REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "1081": "Region Nordjylland",
        "1083": "Region Syddanmark",
        "1084": "Region Hovedstaden",
        "1085": "Region Sjælland",
    }
)
"""Code and name of the regions without the agreement."""

_BIRTHS = (0.41, 0.84, 1.46, 0.53)  # for each birth in the region with the agreement; chosen, not published
_UNKNOWN_CHILDREN = 0.006  # children without a known municipality, likewise
_LEVEL_SD_DAYS = 2.0  # between regions
_SLOPE_SD_DAYS = 0.1  # a year, between regions


@dataclass(frozen=True, slots=True)
class Nation:
    """Totals outside the region with the agreement.

    Parameters
    ----------
    births : ndarray, shape (regions, months)
        Live births, in the order of `OTHER_REGIONS` and of the scenario's months.
    durations : ndarray, shape (regions + 1, months, 260)
        Children whose feeding is known by registered duration in days; those of unknown municipality stand last.
    """

    births: Ints
    durations: Ints

    def until(self, months: int) -> Nation:
        """The same country as far as the first `months` of the series."""
        return Nation(self.births[:, :months], self.durations[:, :months])


def simulate_nation(scenario: Scenario, *, seed: int) -> Nation:
    """Draw the rest of the country: the same curve without effect, with trend and noise of its own in each region."""
    rng = np.random.default_rng([seed, 5])
    months = len(scenario.months)
    expected = np.outer(_BIRTHS, scenario.births.sum(axis=0))
    births = rng.poisson(expected)
    known = rng.binomial(births, 1 / (1 + np.exp(-coverage_logit(np.arange(months)))))
    unknown = rng.poisson(_UNKNOWN_CHILDREN * scenario.births.sum(axis=0))
    durations = [
        rng.multinomial(children, _registered(scenario, _region_days(scenario, rng))) for children in [*known, unknown]
    ]
    return Nation(births, np.array(durations))


def _region_days(scenario: Scenario, rng: np.random.Generator) -> Floats:
    """Days by which one region's mean lies from the baseline, by birth month."""
    level, slope = rng.standard_normal(2) * (_LEVEL_SD_DAYS, _SLOPE_SD_DAYS)
    days: Floats = shared_days(scenario.months, rng) + level + slope * years_from_centre(scenario.months)
    return days


def _registered(scenario: Scenario, days: Floats) -> Floats:
    """P(registered duration = d), shape (months, 260), when the mean is moved by so many days."""
    shift = days / scenario.curve.days_per_log_hazard
    mass = probabilities(np.cumsum(scenario.curve.hazard) * np.exp(shift)[:, None]) @ COMMON.kernel(LAST_DAY + 1)
    share: Floats = mass / mass.sum(axis=1, keepdims=True)
    return share
