"""The difference of two numbers from independent fits, each with a mixture for its distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import brentq

from evaluering.estimation.fitting.mixture import Array, Mixture, Projection, project

_STEP = 0.2
_SCORES = np.arange(-7.4, 7.4 + _STEP / 2, _STEP)
_FIRST_REACH = 5.0  # standard errors on either side within which a limit is sought first


@dataclass(frozen=True, slots=True)
class IndependentDifference:
    """The distribution of A - B by numerical convolution: P(A - B ≤ x) is the mean over B of P(A ≤ x + B).

    The mean is taken by the trapezoidal rule over the normal score of B. The integrand is smooth and vanishes at both
    ends, so the error is below 1e-9 where both have five degrees of freedom or more.

    Parameters
    ----------
    first : Projection
        A, repeated once per node.
    nodes : Array
        Shape (m,): quantiles of B.
    weights : Array
        Shape (m,): their probabilities; they add up to one.
    value, standard_error : float
        Of the difference: its mean, and the root of the sum of squares.
    """

    first: Projection
    nodes: Array
    weights: Array
    value: float
    standard_error: float

    def below(self, limit: float) -> float:
        """The probability that the difference is at most `limit`."""
        return float(self.weights @ self.first.below(limit + self.nodes))

    def above(self, limit: float) -> float:
        """The probability that the difference is above `limit`."""
        return float(self.weights @ self.first.above(limit + self.nodes))

    def quantile(self, probability: float) -> float:
        """The value the difference is below with the given probability (0 to 1, exclusive)."""
        reach = _FIRST_REACH * self.standard_error
        while self.below(self.value - reach) >= probability or self.below(self.value + reach) <= probability:
            reach *= 2
        low, high = self.value - reach, self.value + reach
        return float(brentq(lambda limit: self.below(limit) - probability, low, high, xtol=1e-9 * self.standard_error))


def independent_differences(
    mixtures: tuple[Mixture, Mixture], rows: tuple[Array, Array]
) -> tuple[IndependentDifference, ...]:
    """Combinations of one fit's coefficients minus combinations of another's, pair by pair.

    Parameters
    ----------
    mixtures : tuple of Mixture
        Of the two fits, of p and q coefficients.
    rows : tuple of Array
        Shape (k, p) and (k, q): the combinations, one pair per row.

    Returns
    -------
    tuple of IndependentDifference
        One per pair.
    """
    other = project(mixtures[1], rows[1])
    nodes = np.array([other.quantile(float(probability)) for probability in special.ndtr(_SCORES)])
    density = np.exp(-0.5 * _SCORES**2)
    weights = density / density.sum()
    found = []
    for place, row in enumerate(rows[0]):
        repeated = project(mixtures[0], np.repeat(row[None], len(nodes), axis=0))
        value = float(repeated.value[0] - other.value[place])
        error = float(np.hypot(repeated.standard_error[0], other.standard_error[place]))
        found.append(IndependentDifference(repeated, nodes[:, place], weights, value, error))
    return tuple(found)
