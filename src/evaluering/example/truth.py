"""The truth of the example: expected registered duration and share at 26 weeks, with and without the agreement."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evaluering.agreement import Agreement
from evaluering.example.calibration import LAST_DAY, probabilities, registered_moments
from evaluering.example.heaping import COMMON, WEEKLY
from evaluering.example.scenario import Scenario

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HEADER = "enhed;maaned;varighed_med;varighed_uden;andel_26u_med;andel_26u_uden"


def truth_by_municipality(scenario: Scenario) -> Floats:
    """Exact expected values, nothing simulated.

    Returns
    -------
    ndarray, shape (municipalities, months, 4)
        Mean days with and without the agreement, per cent with a registered duration of at least 182 days with and
        without it; for children born evenly over the month, after heaping, at full coverage.
    """
    month = scenario.month_of_day
    first_days = np.flatnonzero(np.diff(month, prepend=-1))  # without the agreement the days of a month are alike
    without = _figures(scenario, 1.0, first_days)
    reached = int(np.searchsorted(scenario.birth_days, scenario.agreement_days[0] - LAST_DAY))
    from_month = int(month[reached]) if reached < month.size else len(scenario.months)
    with_agreement = {1.0: without}
    for ratio in set(scenario.ratios.tolist()) - {1.0}:
        changed = _figures(scenario, ratio, np.flatnonzero(month >= from_month))
        with_agreement[ratio] = np.concatenate([without[:, :from_month], changed], axis=1)
    by_practice = np.stack(
        [np.stack([with_agreement[ratio], without], axis=-1) for ratio in scenario.ratios.tolist()]
    ).reshape(len(scenario.municipalities), 2, len(scenario.months), 4)
    return np.where(scenario.weekly[..., None], by_practice[:, 1], by_practice[:, 0])


def truth_text(scenario: Scenario, agreement: Agreement) -> str:
    """The truth as a table with decimal point: region, clusters, municipalities by birth month.

    Municipalities within a unit are weighted by their expected births.
    """
    figures = truth_by_municipality(scenario)
    lines = [HEADER]
    for unit in (*agreement.units, *scenario.municipalities):
        rows = [scenario.municipalities.index(code) for code in agreement.municipalities_of(unit)]
        weights = scenario.births[rows] / scenario.births[rows].sum(axis=0)
        values = np.einsum("rm,rmf->mf", weights, figures[rows])
        lines += [
            f"{unit};{month};" + ";".join(f"{value:.4f}" for value in row)
            for month, row in zip(scenario.months, values.tolist(), strict=True)
        ]
    return "\n".join(lines) + "\n"


def _figures(scenario: Scenario, ratio: float, days: Ints) -> Floats:
    """Mean and share by month of the given birth days, shape (2 practices: common and weekly, months, 2 figures)."""
    month = scenario.month_of_day[days]
    mass = probabilities(scenario.cumulative_hazard(ratio)[days] * np.exp(scenario.shift)[month, None])
    place = np.cumsum(np.diff(month, prepend=month[:1]) > 0)
    practices = []
    for heaping in (COMMON, WEEKLY):
        moments = registered_moments(heaping.kernel(LAST_DAY + 1))
        daily = (mass @ moments.mean, 100 * (mass @ moments.at_least_182))
        practices.append(np.stack([np.bincount(place, weights=one) / np.bincount(place) for one in daily], axis=-1))
    return np.stack(practices)
