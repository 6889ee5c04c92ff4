"""Degrees of freedom that differ from one combination of the coefficients to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Satterthwaite:
    """What the degrees of freedom of a combination c'b follow from: how well its variance c'Φc is known.

    They are 2 (c'Φc)² / Var(c'Φc), the variance by the delta method from that of the q parameters of the errors
    (Fai and Cornelius 1996; for one combination the same as Kenward and Roger 1997).

    Parameters
    ----------
    covariance : Array
        Shape (p, p): Φ, the covariance of the coefficients with the errors' parameters taken as known.
    derivatives : Array
        Shape (q, p, p): of Φ in each parameter of the errors.
    parameter_covariance : Array
        Shape (q, q): of the estimates of those parameters.
    lowest, highest : float
        The degrees of freedom are kept between these, both included.
    """

    covariance: Array
    derivatives: Array
    parameter_covariance: Array
    lowest: float
    highest: float

    def unbounded(self, contrasts: Array) -> Array:
        """The degrees of freedom of each combination as computed.

        Parameters
        ----------
        contrasts : Array
            Shape (k, p): one combination per row.

        Returns
        -------
        Array
            Shape (k,); infinite where the variance does not depend on the errors' parameters.
        """
        variance = np.einsum("kp,pr,kr->k", contrasts, self.covariance, contrasts)
        gradient = np.einsum("kp,qpr,kr->kq", contrasts, self.derivatives, contrasts)
        doubt = np.einsum("kq,qs,ks->k", gradient, self.parameter_covariance, gradient)
        known = np.divide(2 * variance**2, doubt, out=np.full(len(variance), np.inf), where=doubt > 0)
        return np.asarray(known, dtype=float)

    def of(self, contrasts: Array) -> Array:
        """Shape (k,): the degrees of freedom of each combination, kept between the bounds."""
        return np.asarray(np.clip(self.unbounded(contrasts), self.lowest, self.highest), dtype=float)
