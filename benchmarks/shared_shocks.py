"""How often the test that several units change alike rejects when they do, and when one does not.

Usage: python benchmarks/shared_shocks.py [--sets 400] [--seed 1]

Units of 120 months, 36 of them after the start, with a line, a level and slope change and an annual wave each, a shock
that all share in a month, and errors of their own: a persistent part of correlation ρ that has the named share of the
variance, the rest independent. Printed per cell: per cent of p < .05 with no unit changed, and with one unit changed by
four standard errors of its own mean change. `--seed` moves all draws, so that a choice made on some is tried on others.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.signal import lfilter

from evaluering.estimation.clusters.shared_shocks import shared_shocks_test
from evaluering.estimation.fitting.mixture import Array

MONTHS, AFTER, WARM_UP = 120, 36, 200
CELLS = [(k, rho, share) for k in (4, 5) for rho, share in ((0.0, 0.0), (0.5, 1.0), (0.5, 0.5), (0.8, 1.0), (0.8, 0.5))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    doubt = 100 * (0.05 * 0.95 / asked.sets) ** 0.5
    print(f"{asked.sets} sets a cell, seed {asked.seed}; Monte Carlo error {doubt:.1f} at 5 %")
    print(f"{'units':>5} {'rho':>5} {'share':>6} {'size':>6} {'power':>6}")
    for place, (units, rho, share) in enumerate(CELLS):
        rng = np.random.default_rng([asked.seed, place])
        rates = [rejections(units, rho, share, sets=asked.sets, changed=changed, rng=rng) for changed in (False, True)]
        print(f"{units:5d} {rho:5.1f} {share:6.1f} {rates[0]:6.1f} {rates[1]:6.1f}", flush=True)


def rejections(units: int, rho: float, share: float, *, sets: int, changed: bool, rng: np.random.Generator) -> float:
    """Per cent of sets with p < .05."""
    times = np.arange(MONTHS)
    columns, contrast = model(times)
    move = np.zeros((MONTHS, units))
    move[times >= MONTHS - AFTER, 0] = 4 * mean_change_error(columns, contrast, rho, share) if changed else 0.0
    found = 0
    for _ in range(sets):
        shocks = rng.standard_normal((MONTHS, 1))
        outcomes = move + shocks + errors(units, rho, share, rng)
        found += shared_shocks_test(outcomes, columns, contrast, times).p_value < 0.05
    return 100 * found / sets


def model(times: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[Array, Array]:
    """Constant, line, level and slope change, one annual wave; and the mean change after the start."""
    since = times - (MONTHS - AFTER)
    after = (since >= 0).astype(float)
    wave = 2 * np.pi * times / 12
    columns = np.column_stack([np.ones(MONTHS), times / 12, after, after * since / 12, np.cos(wave), np.sin(wave)])
    return columns, np.array([0, 0, 1, float(since[since >= 0].mean()) / 12, 0, 0])


def errors(units: int, rho: float, share: float, rng: np.random.Generator) -> Array:
    """Errors of variance one, a column per unit."""
    drawn = rng.standard_normal((2, MONTHS + WARM_UP, units))
    persistent = lfilter([np.sqrt(1 - rho**2)], [1, -rho], drawn[0], axis=0)[WARM_UP:]
    return np.asarray(np.sqrt(share) * persistent + np.sqrt(1 - share) * drawn[1, WARM_UP:], dtype=np.float64)


def mean_change_error(columns: Array, contrast: Array, rho: float, share: float) -> float:
    """Standard error of one unit's mean change by generalised least squares with the errors known."""
    gap = np.abs(np.subtract.outer(np.arange(MONTHS), np.arange(MONTHS)))
    covariance = share * rho ** gap.astype(float) + (1 - share) * np.eye(MONTHS)
    information = columns.T @ np.linalg.solve(covariance, columns)
    return float(np.sqrt(contrast @ np.linalg.solve(information, contrast)))


if __name__ == "__main__":
    main()
