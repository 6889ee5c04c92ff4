"""Coverage and width of the 95 % intervals on simulated series with known truth.

    python benchmarks/coverage.py [--series 500] [--seed 1] [--full]

Truth: AR(1) errors with standard deviation tau and correlation rho, plus sampling noise of known standard deviation s
(0: none, and then none is told). Model: level and slope change, two pairs of harmonics. Per cell and method: coverage
of the mean, level and slope change in per cent, then median and 95th percentile of the width of the mean change.
"""

from __future__ import annotations

import argparse
import itertools
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluering.estimation.design import Shape, design, matrix
from evaluering.estimation.fitting.methods import METHODS, fit_errors
from evaluering.estimation.fitting.mixture import project

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of series: periods in all and after the start, errors, sampling noise."""

    periods: int
    after: int
    rho: float
    tau: float
    noise: float


# The kinds of docs/methods.md: this region's size (s about 1.9 days a month), one cluster (4.3), and no sampling noise.
SHORT = (
    Cell(160, 27, 0.0, 0.0, 1.9),
    Cell(160, 27, 0.5, 1.0, 1.9),
    Cell(160, 27, 0.8, 1.0, 1.9),
    Cell(160, 27, 0.9, 2.0, 1.9),
    Cell(160, 27, 0.9, 1.5, 4.3),
    Cell(48, 24, 0.8, 1.5, 1.9),
    Cell(48, 24, 0.4, 1.0, 0.0),
    Cell(48, 24, 0.8, 1.0, 0.0),
    Cell(100, 50, 0.4, 1.0, 0.0),
    Cell(100, 50, 0.8, 1.0, 0.0),
)
FULL = tuple(
    Cell(periods, periods // 2, rho, 1.0, noise)
    for periods, rho, noise in itertools.product((24, 48, 100, 160), (0.0, 0.2, 0.4, 0.6, 0.8, 0.9), (0.0, 1.0, 2.0))
)


def simulate(cell: Cell, error: Array, generator: np.random.Generator) -> Array:
    """One series with no change in it."""
    shocks = generator.standard_normal(cell.periods)
    series = np.empty(cell.periods)
    series[0] = cell.tau * shocks[0]
    for row in range(1, cell.periods):
        series[row] = cell.rho * series[row - 1] + cell.tau * np.sqrt(1 - cell.rho**2) * shocks[row]
    return series + error * generator.standard_normal(cell.periods)


def run(cell: Cell, count: int, seed: int) -> dict[str, Array]:
    """Limits of mean, level and slope change, shape (series, 2, 3), by method."""
    generator = np.random.default_rng([seed, cell.periods, round(1000 * cell.rho), round(1000 * cell.noise)])
    index = np.arange(cell.periods, dtype=np.int64)
    x = matrix(index, design("month", cell.periods - cell.after, harmonics=2, shape=Shape()))
    contrasts = np.eye(x.shape[1])[[2, 2, 3]]
    contrasts[0, 3] = (cell.after - 1) / 2
    limits: dict[str, list[list[Array]]] = {method: [] for method in METHODS}
    for _ in range(count):
        error = cell.noise * generator.uniform(0.9, 1.1, cell.periods)
        y = simulate(cell, error, generator)
        variance = error**2 if cell.noise > 0 else None
        for method in METHODS:
            found = project(fit_errors(y, x, index, sampling_variance=variance, method=method).mixture, contrasts)
            limits[method].append([found.quantile(0.025), found.quantile(0.975)])
    return {method: np.array(values) for method, values in limits.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="n = 24 to 160, rho = 0 to 0.9, three sizes of noise")
    asked = parser.parse_args()
    began = time.perf_counter()
    print(f"{asked.series} series a cell; Monte Carlo error of 95 %: {100 * np.sqrt(0.05 * 0.95 / asked.series):.1f}")
    print("   n after  rho  tau    s  method       mean level slope   width median  95th")
    for cell in FULL if asked.full else SHORT:
        for method, limits in run(cell, asked.series, asked.seed).items():
            covered = 100 * np.mean((limits[:, 0] < 0) & (limits[:, 1] > 0), axis=0)
            median, high = np.quantile(limits[:, 1, 0] - limits[:, 0, 0], [0.5, 0.95])
            kind = f"{cell.periods:4d} {cell.after:5d} {cell.rho:4.1f} {cell.tau:4.1f} {cell.noise:4.1f}"
            print(
                f"{kind}  {method:11s}",
                *(f"{share:5.1f}" for share in covered),
                f"{median:14.2f} {high:5.2f}",
                flush=True,
            )
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
