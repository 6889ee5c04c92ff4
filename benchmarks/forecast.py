"""Forecasts of named births held against simulated truth: coverage of the intervals, reliability of the probability.

    python -m benchmarks.forecast [--series 300] [--seed 1] [--jobs 2]

Truth: no trend, AR(1) deviations with standard deviation tau and correlation rho, and sampling noise of known standard
deviation s (0: none, and then none is told). Without a trend both assumptions hold, and since the model is linear, what
is measured holds for any trend that does what is assumed of it. Asked is the mean X b + u of the twelve months that
begin 18 months after the last one known. Per cell and assumption: coverage of the 80 and 95 % intervals, their mean
width, then by tenths of the probability told: mean probability, share that reached the target, number. The targets are
drawn evenly over a range wider than the intervals, since nothing is presumed of the trend beforehand either: were it
known to be small, a fitted slope would have to be drawn towards zero, and the probability under ``slope_continues``
towards that under ``level_stays``.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluering.estimation.design import Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.forecast.forecast import Births, forecast_target
from evaluering.estimation.forecast.prediction import ASSUMPTIONS
from evaluering.estimation.time_axis import label, labels

Array = NDArray[np.float64]
FIRST = 2012 * 12
AHEAD, LENGTH, CUT = 18, 12, 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of series: months in all and from the start on, errors, sampling noise."""

    periods: int
    after: int
    rho: float
    tau: float
    noise: float


# This region's size (s about 1.9 days a month), one cluster (4.3), a short series, and no sampling noise.
CELLS = (
    Cell(162, 27, 0.0, 0.0, 1.9),
    Cell(162, 27, 0.5, 1.0, 1.9),
    Cell(162, 27, 0.8, 1.0, 1.9),
    Cell(162, 27, 0.9, 2.0, 1.9),
    Cell(162, 27, 0.9, 1.5, 4.3),
    Cell(162, 48, 0.8, 1.0, 1.9),
    Cell(60, 24, 0.8, 1.5, 1.9),
    Cell(162, 27, 0.4, 1.0, 0.0),
    Cell(162, 27, 0.8, 1.0, 0.0),
)


def simulate(cell: Cell, generator: np.random.Generator) -> tuple[Array, float]:
    """Outcomes of the months known, and the underlying mean of the births asked for."""
    size = cell.periods + AHEAD + LENGTH - 1
    shocks = generator.standard_normal(size)
    deviation = np.empty(size)
    deviation[0] = cell.tau * shocks[0]
    for month in range(1, size):
        deviation[month] = cell.rho * deviation[month - 1] + cell.tau * np.sqrt(1 - cell.rho**2) * shocks[month]
    known = deviation[: cell.periods] + cell.noise * generator.standard_normal(cell.periods)
    return np.asarray(known, dtype=float), float(deviation[-LENGTH:].mean())


def run(cell: Cell, *, count: int, seed: int) -> pd.DataFrame:
    """One row per series and assumption: whether the intervals held the truth, their widths, and the probability."""
    generator = np.random.default_rng([seed, cell.periods, round(1000 * cell.rho), round(1000 * cell.noise)])
    months = labels(FIRST + np.arange(cell.periods), "month")
    end = FIRST + cell.periods - 1 + AHEAD + LENGTH - 1
    births = Births(label(end - LENGTH + 1, "month"), label(end, "month"))
    options = FitOptions(shape=Shape(cut_periods=CUT), standard_errors="se" if cell.noise else None)
    rows = []
    for _ in range(count):
        y, truth = simulate(cell, generator)
        target = generator.uniform(-1, 1) * 12 * (cell.tau + cell.noise / 4)
        frame = pd.DataFrame({"month": months, "y": y, "se": cell.noise})
        start = months[cell.periods - cell.after]
        found = forecast_target(frame, start=start, target=target, births=births, options=options)
        for one in found.scenarios:
            wide, low, high = one.estimate, one.lower_80, one.upper_80
            held = low <= truth <= high, wide.lower <= truth <= wide.upper
            rows.append((one.assumption, *held, high - low, wide.upper - wide.lower, one.probability, truth >= target))
    names = ["assumption", "held_80", "held_95", "width_80", "width_95", "probability", "reached"]
    return pd.DataFrame(rows, columns=names)


def show(cell: Cell, found: pd.DataFrame) -> None:
    print(cell)
    for assumption in ASSUMPTIONS:
        some = found[found["assumption"] == assumption]
        mean = some.drop(columns="assumption").astype(float).mean()
        print(
            f"  {assumption:<16} 80 %: {100 * mean['held_80']:5.1f} (width {mean['width_80']:.2f})"
            f"  95 %: {100 * mean['held_95']:5.1f} (width {mean['width_95']:.2f})"
        )
        reliability(some)


def reliability(some: pd.DataFrame) -> None:
    """One line: for each tenth of probability, mean probability, share reached and number, in per cent."""
    tenth = (10 * some["probability"]).astype(int).clip(upper=9)
    told, came = 100 * some["probability"].groupby(tenth).mean(), 100 * some["reached"].groupby(tenth).mean()
    counts = tenth.value_counts()
    cells = [f"{told[place]:.0f}>{came[place]:.0f} ({counts[place]})" for place in sorted(counts.index)]
    print(f"  {'':<16} told>came (n): {'  '.join(cells)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    with ProcessPoolExecutor(asked.jobs) as pool:
        results = list(pool.map(partial(run, count=asked.series, seed=asked.seed), CELLS))
    for cell, found in zip(CELLS, results, strict=True):
        show(cell, found)
    print("all kinds together")
    together = pd.concat(results)
    for assumption in ASSUMPTIONS:
        reliability(together[together["assumption"] == assumption])
    error = [100 * np.sqrt(p * (1 - p) / asked.series) for p in (0.8, 0.95)]
    print(f"{asked.series} series a kind, Monte Carlo errors {error[0]:.1f} and {error[1]:.1f}; ", end="")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
