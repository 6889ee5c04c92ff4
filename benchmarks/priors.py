"""What different priors on correlation and extra variance do to coverage: the table of decision 0009.

    python benchmarks/priors.py [--series 2000] [--seed 1]

All series of a cell share one design and one set of sampling variances, so the restricted likelihood and the estimands
are had for every cell of a fixed grid at once, and one set of series serves every prior. Priors are densities over rho
and tau: (1 + rho)^a (1 - rho)^b (1 + (tau/s)²)^-c, and beside it, at tau = 0, a point mass of kappa s.
Per prior: coverage of the mean, level and slope change where there is sampling noise alone, lowest coverage at
rho = .8, mean coverage in between, and 95th percentile of the width of the mean change against the interval of one who
knows rho and tau.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.special import ndtr

from evaluering.estimation.design import Shape, design, matrix

Array = NDArray[np.float64]

DESIGNS = ((48, 24, 0.5), (48, 24, 1.0), (48, 24, 2.0), (48, 24, 4.0), (100, 50, 1.0), (100, 50, 2.0),
           (160, 27, 1.0), (160, 27, 2.0), (160, 80, 1.0), (160, 80, 2.0))  # fmt: skip
TRUTHS = ((0.0, 0.0), (0.0, 1.0), (0.4, 1.0), (0.6, 1.0), (0.8, 1.0))  # rho, tau
PRIORS = ((0.0, 0.0, 0.0, 0.0), (0.5, 0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0), (1.0, -0.25, 0.25, 0.5),
          (1.0, -0.25, 0.25, 1.0), (1.5, -0.25, 0.25, 0.5), (1.0, 0.0, 0.5, 0.5), (0.0, 0.0, 1.0, 0.0))  # fmt: skip

_ANGLES = np.linspace(-np.arcsin(0.99), np.arcsin(0.99), 37)
_SIZES = 14 * np.linspace(0, 1, 35) ** 2.2  # innovations, in units of s: fine near zero


@dataclass(frozen=True, slots=True)
class Grid:
    """Likelihood and estimands of all series of one design in every cell; the last cell is tau = 0.

    Shapes: rho, size, width (g,); log_likelihood (g, m); centre (3, g, m); error (3, g); known (t, 3).
    """

    rho: Array
    size: Array
    width: Array
    log_likelihood: NDArray[np.float32]
    centre: NDArray[np.float32]
    error: Array
    known: Array


def correlation(rho: float, distance: NDArray[np.int64]) -> Array:
    """Correlations of an AR(1) at each distance."""
    return np.asarray(np.power(float(rho), distance), dtype=float)


def simulated(s: Array, distance: NDArray[np.int64], count: int, generator: np.random.Generator) -> Array:
    """Series without a change, `count` per truth, side by side."""
    size = len(s)
    parts = []
    for rho, tau in TRUTHS:
        root = np.linalg.cholesky(tau**2 * correlation(rho, distance) + np.diag(s**2))
        parts.append(root @ generator.standard_normal((size, count)))
    return np.concatenate(parts, axis=1)


def grid(periods: int, after: int, noise: float, *, count: int, seed: int) -> Grid:
    """The grid of one design."""
    generator = np.random.default_rng([seed, periods, after, round(1000 * noise)])
    index = np.arange(periods, dtype=np.int64)
    s, distance = noise * generator.uniform(0.9, 1.1, periods), np.abs(np.subtract.outer(index, index))
    x = matrix(index, design("month", periods - after, harmonics=2, shape=Shape()))
    contrasts = np.eye(x.shape[1])[[2, 2, 3]]
    contrasts[0, 3] = (after - 1) / 2
    y = simulated(s, distance, count, generator).astype(np.float32)
    rho, size = np.sin((_ANGLES[1:] + _ANGLES[:-1]) / 2), noise * (_SIZES[1:] + _SIZES[:-1]) / 2
    cells = [*itertools.product(rho, size), (0.0, 0.0)]
    widths = np.append(np.tile(noise * np.diff(_SIZES) * (_ANGLES[1] - _ANGLES[0]), len(rho)), 1.0)
    likelihood = np.empty((len(cells), y.shape[1]), np.float32)
    centre, error = np.empty((3, *likelihood.shape), np.float32), np.empty((3, len(cells)))
    for place, (r, innovation) in enumerate(cells):
        covariance = innovation**2 / (1 - r**2) * correlation(r, distance) + np.diag(s**2)
        root = np.linalg.cholesky(covariance)
        basis, triangle = np.linalg.qr(solve_triangular(root, x, lower=True))
        whitener = solve_triangular(root, np.eye(periods), lower=True)
        annihilator = (whitener - basis @ (basis.T @ whitener)).astype(np.float32)
        residual = annihilator @ y
        log_det = np.log(np.diag(root)).sum() + np.log(np.abs(np.diag(triangle))).sum()
        likelihood[place] = -log_det - 0.5 * np.einsum("nm,nm->m", residual, residual)
        half = contrasts @ np.linalg.inv(triangle)
        centre[:, place] = (half @ basis.T @ whitener).astype(np.float32) @ y
        error[:, place] = np.sqrt(np.sum(half**2, axis=1))
    known = []
    for r, tau in TRUTHS:
        inverse = np.linalg.inv(tau**2 * correlation(r, distance) + np.diag(s**2))
        known.append(np.sqrt(np.diag(contrasts @ np.linalg.inv(x.T @ inverse @ x) @ contrasts.T)))
    rhos, sizes = np.array(cells).T
    return Grid(rhos, sizes, widths, likelihood, centre, error, np.array(known))


def measured(held: Grid, noise: float, prior: tuple[float, ...], count: int) -> tuple[Array, Array]:
    """Coverage in per cent, shape (3, truths), and 95th percentile of the relative width, shape (truths,)."""
    a, b, c, kappa = prior
    rho, tau = held.rho[:-1], held.size[:-1] / np.sqrt(1 - held.rho[:-1] ** 2)
    density = a * np.log1p(rho) + b * np.log1p(-rho) - c * np.log1p((tau / noise) ** 2) + np.log(held.width[:-1])
    line = np.linspace(-0.99, 0.99, 4001)
    total = np.log(np.trapezoid((1 + line) ** a * (1 - line) ** b, line))
    mass = np.log(kappa * noise) if kappa else -np.inf
    weight = held.log_likelihood + np.append(density - total, mass)[:, None].astype(np.float32)
    weight = np.exp(weight - weight.max(axis=0))
    weight /= weight.sum(axis=0)
    shape = (len(TRUTHS), count)
    covered = np.empty((3, len(TRUTHS)))
    for k, error in enumerate(held.error.astype(np.float32)):
        below = np.einsum("gm,gm->m", weight, ndtr(-held.centre[k] / error[:, None]))
        covered[k] = 100 * np.mean(np.reshape((below > 0.025) & (below < 0.975), shape), axis=1)
    first = held.centre[0]
    spread = np.einsum("gm,gm->m", weight, held.error[0].astype(np.float32)[:, None] ** 2 + first**2)
    spread -= np.einsum("gm,gm->m", weight, first) ** 2
    wide = np.quantile(np.sqrt(spread).reshape(shape) / held.known[:, :1], 0.95, axis=1)
    return covered, wide


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    coverage, width = (np.empty((len(PRIORS), len(DESIGNS), *shape)) for shape in ((3, len(TRUTHS)), (len(TRUTHS),)))
    for place, (periods, after, noise) in enumerate(DESIGNS):
        held = grid(periods, after, noise, count=asked.series, seed=asked.seed)
        for row, prior in enumerate(PRIORS):
            coverage[row, place], width[row, place] = measured(held, noise, prior, asked.series)
    short = np.array([periods == 48 for periods, _, _ in DESIGNS])
    heads = ("a", "b", "c", "kappa", "noise alone: n = 48", "n > 48", "lowest at .8: n = 48", "n > 48", "0 to .6")
    print("| " + " | ".join((*heads, "width: noise alone", "at .8")) + " |")
    print("|" + "---|" * 11)
    for prior, covered, wide in zip(PRIORS, coverage, width, strict=True):
        found = (covered[short][..., 0].mean(), covered[~short][..., 0].mean(), covered[short][..., 4].min(),
                 covered[~short][..., 4].min(), covered[..., 1:4].mean())  # fmt: skip
        words = [*(f"{value:g}" for value in prior), *(f"{value:.1f}" for value in found)]
        words += [f"{wide[:, 0].mean():.2f}", f"{wide[:, 4].mean():.2f}"]
        print("| " + " | ".join(words) + " |")


if __name__ == "__main__":
    main()
