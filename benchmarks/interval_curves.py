"""Coverage of the 95 % intervals of curves with interval-censored ends, on simulated children with known truth.

    python benchmarks/interval_curves.py [--curves 1000] [--seed 1]

Children are visited at about 7, 28, 61, 137 and 290 days, `jitter` spread evenly to either side as a share of those
ages; a share of the visits is missed, and a share `dated` of the ends is known to the day. Per design and number of
children: coverage in per cent of the shares over 63 and 119 days and of at least 182 days (the exact binomial limits of
the pages, then those on the log(-log) scale), and of the mean of min(T, 365) (normal limits). Beside it the median of
(standard error / the spread of the values), and the bias in per cent of that spread: where the curve lies in a gap
between visits nothing identifies it.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from evaluering.estimation.survival.curve_functionals import expectation
from evaluering.estimation.survival.interval_censored import CensoredDurations, duration_curves
from evaluering.estimation.survival.interval_curve import ROUNDS
from evaluering.estimation.survival.kaplan_meier import log_log_limits
from evaluering.estimation.survival.share_limits import share_limits

Floats = NDArray[np.float64]
AGES = np.array([7.0, 28.0, 61.0, 137.0, 290.0])
MISSED = 0.1
NEVER = 0.08
LAST = 400
TAU = 365.0
DAY = np.arange(LAST + 1.0)
QUESTIONS = {
    "over_63": (DAY > 63).astype(np.float64),
    "over_119": (DAY > 119).astype(np.float64),
    "at_least_182": (DAY >= 182).astype(np.float64),
    "mean_365": np.minimum(DAY, TAU),
}


def days(rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Durations: some never, the others of Weibull's law, cut at 260 days."""
    some = np.minimum(120 * rng.weibull(1.3, size), 260).astype(np.int64)
    return np.where(rng.random(size) < NEVER, 0, some)


def observed(rng: np.random.Generator, curves: int, children: int, jitter: float, dated: float) -> CensoredDurations:
    """The children of many samples as visits show them."""
    size = curves * children
    true = days(rng, size)
    moved = 1 + jitter * rng.uniform(-1, 1, (size, len(AGES)))
    visits = np.rint(AGES * moved)
    visits[:, :-1][rng.random((size, len(AGES) - 1)) < MISSED] = np.nan
    full = visits < true[:, None]
    lower = np.nanmax(np.where(full, visits, -1), axis=1)
    upper = np.nanmin(np.where(~full & ~np.isnan(visits), visits, np.inf), axis=1)
    exact = (rng.random(size) < dated) & np.isfinite(upper)
    lower, upper = np.where(exact, true, lower), np.where(exact, true, upper)
    seen = np.isfinite(upper) | (lower >= 0)
    sample = np.repeat(np.arange(curves), children)
    return CensoredDurations(sample[seen], lower[seen].astype(np.int64), upper[seen], np.ones(int(seen.sum())))


def row(rng: np.random.Generator, curves: int, children: int, jitter: float, dated: float) -> list[str]:
    truth = {
        name: float(weight[days(np.random.default_rng(0), 4_000_000)].mean()) for name, weight in QUESTIONS.items()
    }
    found = duration_curves(observed(rng, curves, children, jitter, dated), curves, rounds=ROUNDS)
    cells = []
    for name, weight in QUESTIONS.items():
        value, error = expectation(found, weight, tail_weight=float(weight[-1]))
        if name == "mean_365":
            limits = [(value - 1.96 * error, value + 1.96 * error)]
        else:
            limits = [share_limits(value, error, found.known), log_log_limits(value, error)]
        covered = (100 * np.mean((lower <= truth[name]) & (truth[name] <= upper)) for lower, upper in limits)
        spread = value.std()
        told = " ".join(f"{one:5.1f}" for one in covered)
        bias = 100 * (value.mean() - truth[name]) / spread
        cells.append(f"{told} {np.median(error) / spread:5.2f} {bias:5.0f}")
    return [*cells, f"{100 * found.converged.mean():.1f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--curves", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    print("jitter dated children | coverage, error/spread, bias: " + " | ".join(QUESTIONS) + " | converged")
    for jitter, dated in ((0.0, 0.0), (0.25, 0.0), (0.25, 0.2), (0.25, 0.5), (0.25, 1.0)):
        for children in (100, 400):
            cells = row(rng, arguments.curves, children, jitter, dated)
            print(f"{jitter:6.2f} {dated:5.1f} {children:8d} | " + " | ".join(cells), flush=True)


if __name__ == "__main__":
    main()
