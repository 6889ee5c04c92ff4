"""AR(1) errors by restricted maximum likelihood with the small-sample corrections of Kenward and Roger (1997).

The covariance of the coefficients is corrected for the doubt about rho and sigma, and each combination of them has
degrees of freedom of its own. Both break down near a unit root, where intervals come out a hundred times too wide;
they are kept within bounds there, and the fit says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import linalg

from evaluering.estimation.fitting.autoregressive import Autoregression, autoregression, plug_in
from evaluering.estimation.fitting.cells import Regression, Times, regression
from evaluering.estimation.fitting.degrees_of_freedom import Satterthwaite
from evaluering.estimation.fitting.error_fit import ErrorFit
from evaluering.estimation.fitting.mixture import Array

LEAST_DEGREES = 4.0
"""Fewer degrees of freedom are raised to this: the quantile is 2.8, and at 1 it would be 12.7, at 0.2 millions."""

CORRECTION_LIMITS = (0.25, 4.0)
"""What the correction may multiply the variance of any combination by. Away from a unit root it is 0.5 to 2."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The small-sample corrections before they are kept within bounds.

    Parameters
    ----------
    covariance : Array
        Shape (p, p): Kenward and Roger's adjusted covariance.
    degrees : Satterthwaite
        The covariance with the errors' parameters taken as known, its derivatives in (sigma², rho), and their
        covariance from the expected information; bounded by `LEAST_DEGREES` and n - p.
    """

    covariance: Array
    degrees: Satterthwaite


def fit_kenward_roger(y: Array, x: Array, times: Times) -> ErrorFit:
    """AR(1) errors by restricted maximum likelihood, t with Kenward and Roger's degrees of freedom.

    Kenward and Roger (1997, Biometrics 53, 983-997) with the parameters (sigma², rho) and expected information. For one
    combination c'b their degrees of freedom are 2 (c'Φc)² / Var(c'Φc).

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions; a gap stays a gap.

    Returns
    -------
    ErrorFit
        With the slug ``degrees_of_freedom_guarded`` when the corrected covariance was brought within
        `CORRECTION_LIMITS`, or a coefficient has fewer than `LEAST_DEGREES` degrees of freedom by the formula.

    Raises
    ------
    ValueError
        When the design is not identified or leaves fewer than three degrees of freedom.
    """
    model = regression(y, x, times)
    found = autoregression(model, restricted=True)
    plain = plug_in(found, y, x, model)
    corrected = correction(model, found)
    root, bounded = _within_limits(corrected.covariance, found.root)
    fewest = corrected.degrees.unbounded(np.eye(x.shape[1])).min()
    guarded = ("degrees_of_freedom_guarded",) if bounded or fewest < LEAST_DEGREES else ()
    mixture = replace(plain.mixture, roots=root[None], satterthwaite=corrected.degrees)
    return replace(plain, mixture=mixture, warnings=(*plain.warnings, *guarded))


def correction(model: Regression, found: Autoregression) -> Correction:
    """Kenward and Roger's adjusted covariance and what the degrees of freedom follow from.

    In their notation Φ, P_i, Q_ij and R_ij, on the orthonormal basis of X and with sigma² = 1; both are put back at the
    end. The derivatives of V in (sigma², rho) are then R and R', the second ones 0, R' and R''.

    Parameters
    ----------
    model : Regression
        Of n rows.
    found : Autoregression
        By restricted maximum likelihood.
    """
    size, rho = len(model.start), found.rho.value
    gaps = np.abs(model.times[:, None] - model.times)
    first = gaps * rho ** np.maximum(gaps - 1, 0)
    second = gaps * (gaps - 1) * rho ** np.maximum(gaps - 2, 0)
    inverse = np.linalg.inv(rho**gaps)
    whitened = inverse @ model.columns[:, :size]
    known = np.linalg.inv(model.columns[:, :size].T @ whitened)
    projected = (inverse - whitened @ known @ whitened.T) @ first
    mixed, curved = np.trace(projected) / 2, np.sum(projected * projected.T) / 2
    spread = np.linalg.inv([[model.degrees_of_freedom / 2, mixed], [mixed, curved]])
    bends = [whitened.T @ part @ whitened for part in (rho**gaps, first)]
    seconds = [[np.zeros((size, size)), bends[1]], [bends[1], whitened.T @ second @ whitened]]
    halves = [part @ whitened for part in (rho**gaps, first)]
    doubt = np.zeros((size, size))
    for i in range(2):
        for j in range(2):
            crossed = halves[i].T @ inverse @ halves[j]
            doubt += spread[i, j] * (crossed - bends[i] @ known @ bends[j] - seconds[i][j] / 4)
    back, variance = model.back, found.sigma**2
    adjusted = variance * back @ (known + known @ (doubt + doubt.T) @ known) @ back.T
    derivatives = np.stack([back @ known @ bend @ known @ back.T for bend in bends])
    derivatives[1] *= variance
    to_scale = np.diag([variance, 1.0])
    degrees = Satterthwaite(
        variance * back @ known @ back.T,
        derivatives,
        to_scale @ spread @ to_scale,
        LEAST_DEGREES,
        float(model.degrees_of_freedom),
    )
    return Correction(adjusted, degrees)


def _within_limits(covariance: Array, root: Array) -> tuple[Array, bool]:
    """A root of the corrected covariance with its ratio to the plain one kept within limits in every direction."""
    half = linalg.solve(root, linalg.solve(root, covariance).T)
    ratios, directions = np.linalg.eigh((half + half.T) / 2)
    kept = np.clip(ratios, *CORRECTION_LIMITS)
    return root @ directions * np.sqrt(kept), bool(np.any(kept != ratios))
