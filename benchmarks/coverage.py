"""Coverage and width of the 95 % intervals on simulated series with known truth.

    python benchmarks/coverage.py [--series 500] [--full] [--methods marginal reml] [--jobs 2] [--out docs/coverage.csv]

Truth: AR(1) errors with standard deviation tau and correlation rho, plus sampling noise of known standard deviation s
(0: none, and then none is told). Model: level and slope change, two pairs of harmonics. Per cell and method: coverage
of the mean, level and slope change in per cent, then median and 95th percentile of the width of the mean change. A cell
draws the same series for every method, so that runs of different methods can be set side by side.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluering.estimation.design import Shape, design, matrix
from evaluering.estimation.fitting.methods import METHODS, fit_errors
from evaluering.estimation.fitting.mixture import project

Array = NDArray[np.float64]
COLUMNS = ("n", "after", "rho", "tau", "s", "method", "series", "mean", "level", "slope", "median_width", "width_95")


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
LENGTHS = (24, 48, 100, 160)
FULL = (
    *(
        Cell(periods, periods // 2, rho, 1.0, noise)
        for noise, periods, rho in itertools.product((0.0, 1.0, 2.0), LENGTHS, (0.0, 0.2, 0.4, 0.6, 0.8, 0.9))
    ),
    *(Cell(periods, periods // 2, 0.0, 0.0, 1.0) for periods in LENGTHS),
    *(cell for cell in SHORT if cell.noise > 0),
)


def simulate(cell: Cell, error: Array, generator: np.random.Generator) -> Array:
    """One series with no change in it."""
    shocks = generator.standard_normal(cell.periods)
    series = np.empty(cell.periods)
    series[0] = cell.tau * shocks[0]
    for row in range(1, cell.periods):
        series[row] = cell.rho * series[row - 1] + cell.tau * np.sqrt(1 - cell.rho**2) * shocks[row]
    return series + error * generator.standard_normal(cell.periods)


def run(cell: Cell, *, count: int, seed: int, methods: tuple[str, ...]) -> list[dict[str, object]]:
    """One row of the table per method."""
    generator = np.random.default_rng([seed, cell.periods, round(1000 * cell.rho), round(1000 * cell.noise)])
    index = np.arange(cell.periods, dtype=np.int64)
    x = matrix(index, design("month", cell.periods - cell.after, harmonics=2, shape=Shape()))
    contrasts = np.eye(x.shape[1])[[2, 2, 3]]
    contrasts[0, 3] = (cell.after - 1) / 2
    limits = {method: np.empty((count, 2, 3)) for method in methods}
    for place in range(count):
        error = cell.noise * generator.uniform(0.9, 1.1, cell.periods)
        y = simulate(cell, error, generator)
        for method in methods:
            told = error**2 if cell.noise > 0 and method == "marginal" else None
            found = project(fit_errors(y, x, index, sampling_variance=told, method=method).mixture, contrasts)
            limits[method][place] = found.quantile(0.025), found.quantile(0.975)
    return [_row(cell, method, found) for method, found in limits.items()]


def _row(cell: Cell, method: str, limits: Array) -> dict[str, object]:
    covered = 100 * np.mean((limits[:, 0] < 0) & (limits[:, 1] > 0), axis=0)
    widths = np.quantile(limits[:, 1, 0] - limits[:, 0, 0], [0.5, 0.95])
    known = (cell.periods, cell.after, cell.rho, cell.tau, cell.noise, method, len(limits))
    measured = (*(f"{share:.2f}" for share in covered), *(f"{width:.3f}" for width in widths))
    return dict(zip(COLUMNS, (*known, *measured), strict=True))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="n = 24 to 160, rho = 0 to 0.9, three sizes of noise")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=["marginal", "newey_west", "ols"])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, help="file that the rows are added to, as they come")
    return parser.parse_args()


def main() -> None:
    asked = _arguments()
    began = time.perf_counter()
    work = partial(run, count=asked.series, seed=asked.seed, methods=tuple(asked.methods))
    file = asked.out.open("a", encoding="utf-8", newline="") if asked.out else sys.stdout
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    if not asked.out or asked.out.stat().st_size == 0:
        writer.writeheader()
    with ProcessPoolExecutor(asked.jobs) as pool:
        for rows in pool.map(work, FULL if asked.full else SHORT):
            writer.writerows(rows)
            file.flush()
    error = 100 * np.sqrt(0.05 * 0.95 / asked.series)
    print(f"{asked.series} series a cell, Monte Carlo error of 95 %: {error:.1f}; {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
