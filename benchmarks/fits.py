"""Time of one interrupted time series fit: n = 180, 8 columns, with and without sampling variances.

    python benchmarks/fits.py [--repeats 50]

Prints the smallest and the median time of the array function with its intervals and of the public call.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from evaluering.estimation import fit_interrupted
from evaluering.estimation.design import Shape, design, matrix
from evaluering.estimation.fitting.methods import METHODS, fit_errors
from evaluering.estimation.fitting.mixture import project
from evaluering.estimation.time_axis import label

ROWS, AFTER = 180, 45
FIRST = 2010 * 12


def timed(call: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Smallest and median time in milliseconds."""
    call()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - began))
    return min(times), statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=50)
    repeats = parser.parse_args().repeats
    generator = np.random.default_rng(1)
    index = np.arange(FIRST, FIRST + ROWS, dtype=np.int64)
    plan = design("month", FIRST + ROWS - AFTER, harmonics=2, shape=Shape())
    x, error = matrix(index, plan), generator.uniform(1.5, 2.5, ROWS)
    y = (
        109
        + error * generator.standard_normal(ROWS)
        + np.convolve(generator.standard_normal(ROWS), 0.7 ** np.arange(9))[:ROWS]
    )
    contrasts = np.eye(8)[:4]
    frame = pd.DataFrame({"month": [label(place, "month") for place in index.tolist()], "y": y, "se": error})
    start = label(plan.origin, "month")

    def arrays(method: str, variance: np.ndarray | None) -> None:
        found = project(fit_errors(y, x, index, sampling_variance=variance, method=method).mixture, contrasts)
        found.quantile(0.025), found.quantile(0.975)

    print(f"n = {ROWS}, {x.shape[1]} columns; milliseconds, smallest and median of {repeats}")
    kinds = [("marginal, sampling variances", "marginal", "se"), ("marginal, none", "marginal", None)]
    kinds += [(method, method, None) for method in METHODS if method != "marginal"]
    for title, method, errors in kinds:
        variance = error**2 if errors else None
        array = timed(partial(arrays, method, variance), repeats)
        asked = partial(fit_interrupted, frame, start=start, standard_errors=errors, method=method)
        public = timed(asked, repeats)
        print(f"{title:30s} arrays {array[0]:6.2f} {array[1]:6.2f}   public call {public[0]:6.2f} {public[1]:6.2f}")


if __name__ == "__main__":
    main()
