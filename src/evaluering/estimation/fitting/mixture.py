"""The distribution of regression coefficients that every error model returns: a weighted mixture of normals or t's.

A plug-in method (OLS, Newey-West) is the mixture with one component. In the marginal methods a component is one cell
of the grid over the correlation and the standard deviation of the errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evaluering.estimation.fitting.degrees_of_freedom import Satterthwaite

Array = NDArray[np.float64]

_NEGLIGIBLE = 1e-8  # of the largest weight: moves no limit by more than about 1e-7 standard errors
_SHORT_WAY = 1.5
_ALONG = np.polynomial.legendre.leggauss(8)
_STEPS = 60  # bisection alone reaches 1e-15 of the bracket in 50; Halley's method needs two or three


@dataclass(frozen=True, slots=True)
class Mixture:
    """A distribution of p coefficients b: component g has weight w_g and is normal or t around its own centre.

    Parameters
    ----------
    weights : Array
        Shape (g,); sums to one.
    coefficients : Array
        Shape (g, p); the centre of each component.
    roots : Array
        Shape (g, p, p); component g has scale matrix ``roots[g] @ roots[g].T``.
    component_degrees_of_freedom : float
        Of the t distribution of each component; infinite for the normal.
    degrees_of_freedom : float
        Those reported: n - p.
    inflation : float
        What the squared scale of a component is multiplied by in the standard error: df/(df - 2) in a marginal method
        whose components are t's, 1 otherwise.
    satterthwaite : Satterthwaite or None
        Where the degrees of freedom differ by combination (`evaluering.estimation.fitting.kenward_roger`): they replace
        both numbers above for each combination asked.
    """

    weights: Array
    coefficients: Array
    roots: Array
    component_degrees_of_freedom: float
    degrees_of_freedom: float
    inflation: float = 1.0
    satterthwaite: Satterthwaite | None = None

    def pruned(self) -> Mixture:
        """The same distribution without its negligible components."""
        kept = self.weights > _NEGLIGIBLE * self.weights.max()
        weights = self.weights[kept]
        return replace(
            self, weights=weights / weights.sum(), coefficients=self.coefficients[kept], roots=self.roots[kept]
        )

    def component_degrees(self, contrasts: Array) -> Array:
        """Shape (k,): of the t distribution of each component, for each combination; infinite for the normal."""
        if self.satterthwaite is not None:
            return self.satterthwaite.of(contrasts)
        return np.full(len(contrasts), self.component_degrees_of_freedom)


@dataclass(frozen=True, slots=True)
class Projection:
    """The distribution of k linear combinations of the coefficients, one at a time.

    Parameters
    ----------
    mixture : Mixture
        What was projected.
    centres, scales : Array
        Shape (g, k).
    component_degrees : Array
        Shape (k,): degrees of freedom of the components, for each combination.
    """

    mixture: Mixture
    centres: Array
    scales: Array
    component_degrees: Array

    @property
    def degrees_of_freedom(self) -> Array:
        """Shape (k,): those reported with each combination."""
        if self.mixture.satterthwaite is not None:
            return self.component_degrees
        return np.full(len(self.component_degrees), self.mixture.degrees_of_freedom)

    @property
    def value(self) -> Array:
        """Shape (k,): the mean of each combination."""
        return np.asarray(self.mixture.weights @ self.centres, dtype=float)

    @property
    def standard_error(self) -> Array:
        """Shape (k,): square root of the mean component variance plus the variance of the component centres."""
        weights = self.mixture.weights
        within = weights @ (self.scales**2 * self.mixture.inflation)
        between = weights @ (self.centres - self.value) ** 2
        return np.asarray(np.sqrt(within + between), dtype=float)

    def below(self, limit: Array | float) -> Array:
        """Shape (k,): the probability that each combination is at most `limit`."""
        return np.asarray(self.mixture.weights @ self._cumulative((limit - self.centres) / self.scales), dtype=float)

    def above(self, limit: Array | float) -> Array:
        """Shape (k,): the probability that each combination is above `limit`, exact far out in the tail too."""
        return np.asarray(self.mixture.weights @ self._cumulative((self.centres - limit) / self.scales), dtype=float)

    def quantile(self, probability: float) -> Array:
        """Shape (k,): the value each combination is below with the given probability (0 to 1, exclusive).

        Halley's method kept inside a bracket: the quantile of a mixture lies between the smallest and the largest
        quantile of its components. The error after a step is about the cube of the step.
        """
        standard = self._standard_quantile(probability)
        each = self.centres + self.scales * standard
        if len(self.mixture.weights) == 1:
            return np.asarray(each[0], dtype=float)
        low, high = each.min(axis=0), each.max(axis=0)
        x = np.clip(self.value + self.standard_error * standard, low, high)
        tolerance = 1e-4 * self.standard_error
        z, below = np.broadcast_to(standard, each.shape), np.full(each.shape, probability)
        for _ in range(_STEPS):
            before, z = z, (x - self.centres) / self.scales
            below = self._moved(below, before, z)
            excess = self.mixture.weights @ below - probability
            low, high = np.where(excess < 0, x, low), np.where(excess < 0, high, x)
            heights = self._density(z) / self.scales
            density = self.mixture.weights @ heights
            bend = -self.mixture.weights @ (heights * self._steepness(z) / self.scales)
            divisor = density**2 - 0.5 * excess * bend
            step = np.divide(excess * density, divisor, out=np.full_like(x, np.inf), where=divisor > 0)
            inside = (x - step >= low) & (x - step <= high)
            following = np.where(inside, x - step, (low + high) / 2)
            moved = np.abs(following - x)
            x = following
            if bool(np.all(moved <= tolerance)):
                break
        return np.asarray(x, dtype=float)

    def _cumulative(self, z: Array) -> Array:
        df = self.component_degrees
        return np.asarray(special.ndtr(z) if np.all(np.isinf(df)) else special.stdtr(df, z), dtype=float)

    def _moved(self, below: Array, before: Array, z: Array) -> Array:
        """The cumulative probabilities at `z` from those at `before`, a short way off.

        The t distribution's own function takes three times as long as the integral of its density by eight
        Gauss-Legendre nodes, whose error is below 1e-10 over one and a half units.
        """
        way = z - before
        if np.all(np.isinf(self.component_degrees)) or np.abs(way).max() > _SHORT_WAY:
            return self._cumulative(z)
        between = before + np.multiply.outer((1 + _ALONG[0]) / 2, way)
        return np.asarray(below + way * np.tensordot(_ALONG[1] / 2, self._density(between), axes=1), dtype=float)

    def _density(self, z: Array) -> Array:
        df = self.component_degrees
        if np.all(np.isinf(df)):
            return np.asarray(np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi), dtype=float)
        constant = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - 0.5 * np.log(df * np.pi)
        return np.asarray(np.exp(constant - (df + 1) / 2 * np.log1p(z**2 / df)), dtype=float)

    def _steepness(self, z: Array) -> Array:
        """Minus the derivative of the logarithm of the density."""
        df = self.component_degrees
        return z if np.all(np.isinf(df)) else z * (df + 1) / (df + z**2)

    def _standard_quantile(self, probability: float) -> Array:
        return np.asarray(special.stdtrit(self.component_degrees, probability), dtype=float)


def project(mixture: Mixture, contrasts: Array) -> Projection:
    """The distribution of linear combinations of the coefficients.

    Parameters
    ----------
    mixture : Mixture
        Of p coefficients.
    contrasts : Array
        Shape (k, p): one combination per row.

    Returns
    -------
    Projection
        Of the k combinations.
    """
    centres = mixture.coefficients @ contrasts.T
    half = np.matmul(contrasts, mixture.roots)
    scales = np.sqrt(np.einsum("gkp,gkp->gk", half, half))
    return Projection(mixture, centres, scales, mixture.component_degrees(contrasts))


def joint_draws(mixture: Mixture, contrasts: Array, *, draws: int, seed: int) -> Array:
    """Random draws of two linear combinations together; both with the fewer of their degrees of freedom.

    Parameters
    ----------
    mixture : Mixture
        Of p coefficients.
    contrasts : Array
        Shape (2, p).
    draws : int
        How many.
    seed : int
        Same seed, same draws.

    Returns
    -------
    Array
        Shape (draws, 2).
    """
    generator = np.random.default_rng(seed)
    half = np.matmul(contrasts, mixture.roots)
    covariance = np.matmul(half, half.transpose(0, 2, 1))
    first = np.sqrt(covariance[:, 0, 0])
    cross = covariance[:, 0, 1] / first
    second = np.sqrt(np.maximum(covariance[:, 1, 1] - cross**2, 0.0))
    # Systematic sampling of the components: as fair as independent picks, with less noise.
    ends = np.floor(np.cumsum(mixture.weights) * draws + generator.random()).astype(int)
    ends[-1] = draws
    counts = np.diff(ends, prepend=0)
    normal = generator.standard_normal((2, draws))
    df = float(mixture.component_degrees(contrasts).min())
    if np.isfinite(df):
        normal /= np.sqrt(generator.chisquare(df, draws) / df)
    # One draw per column until the end: every step then runs along the memory.
    centres = mixture.coefficients @ contrasts.T
    drawn = np.empty((2, draws))
    drawn[0] = np.repeat(centres[:, 0], counts) + np.repeat(first, counts) * normal[0]
    shift = np.repeat(cross, counts) * normal[0] + np.repeat(second, counts) * normal[1]
    drawn[1] = np.repeat(centres[:, 1], counts) + shift
    return drawn.T
