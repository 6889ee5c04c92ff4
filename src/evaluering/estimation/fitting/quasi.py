"""Counts: quasi-Poisson events per exposure and quasi-binomial events of trials, on the scale of the link.

The variance is the Poisson or binomial one times a dispersion, estimated by Pearson's statistic over n - p. The
standard errors take periods as independent, or hold under short autocorrelation (Newey and West 1987).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from statsmodels.genmod.families import Binomial, Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.sandwich_covariance import S_hac_simple

from evaluering.estimation.fitting.cells import Regression, Times, regression
from evaluering.estimation.fitting.error_fit import ErrorFit, Spread, fit_warnings
from evaluering.estimation.fitting.mixture import Array, Mixture

_ITERATIONS = 100
_EDGE = 1e-9  # a fitted share this near 0 or 1, or rate this near 0 beside the mean, is on its way to the edge


@dataclass(frozen=True, slots=True)
class Counts:
    """Events by period.

    Parameters
    ----------
    events : Array
        Shape (n,): 0 or more.
    denominator : Array
        Shape (n,), positive: exposure (any unit), or trials, of which the events are a part.
    of_trials : bool
        Whether the denominator is trials: then the model is binomial with a logit link, else Poisson with a log link
        and the logarithm of the denominator as offset.
    """

    events: Array
    denominator: Array
    of_trials: bool


@dataclass(frozen=True, slots=True)
class QuasiFit:
    """A fitted model of counts.

    Parameters
    ----------
    errors : ErrorFit
        Coefficients on the scale of the link (log rate, log odds); ``innovations`` are Pearson residuals over the root
        of the dispersion; ``rho`` and ``tau`` are NaN. Slug ``not_converged`` where a rate or share goes to its edge.
    dispersion : float
        Pearson's statistic over n - p: 1 when the variance is Poisson or binomial.
    """

    errors: ErrorFit
    dispersion: float


def fit_quasi(counts: Counts, x: Array, times: Times, lags: int | None = None) -> QuasiFit:
    """Quasi-Poisson or quasi-binomial regression, t(n - p).

    As R's ``glm(family = quasipoisson)`` with offset or ``quasibinomial``; with `lags` the standard errors are those of
    ``sandwich::NeweyWest(lag = lags, prewhite = FALSE, adjust = TRUE)``, the lag counted on the calendar.

    Parameters
    ----------
    counts : Counts
        Of n periods.
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions.
    lags : int or None
        Longest lag of Newey-West's standard errors; None: periods are independent.

    Raises
    ------
    ValueError
        When the design is not identified, leaves fewer than three degrees of freedom, every rate is the same, or
        `lags` is negative or not less than the number of periods.
    """
    rates = counts.events / counts.denominator
    model = regression(rates, x, times)
    if lags is not None and not 0 <= lags < len(times):
        raise ValueError(f"lags is a number of periods from 0 to {len(times) - 1}, not {lags}")
    columns = model.columns[:, :-1] * np.sqrt(len(times))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is judged below and becomes a slug
        found = _model(counts, rates, columns).fit(scale="X2", maxiter=_ITERATIONS, tol=1e-13)
    covariance = np.asarray(found.cov_params(), dtype=float)
    fitted, dispersion = np.asarray(found.mu, dtype=float), float(found.scale)
    if lags is not None:
        scores = columns * (counts.events - fitted * (counts.denominator if counts.of_trials else 1))[:, None]
        bread = covariance / dispersion
        covariance = bread @ _long_run(scores, times, lags) @ bread * len(times) / model.degrees_of_freedom
    mixture = _on_x(np.asarray(found.params, dtype=float), covariance, model)
    edge = np.minimum(fitted, 1 - fitted).min() if counts.of_trials else fitted.min() / fitted.mean()
    slugs = fit_warnings(len(times), not_converged=bool(edge < _EDGE or not found.converged))
    innovations = np.asarray(found.resid_pearson, dtype=float) / np.sqrt(dispersion)
    return QuasiFit(ErrorFit(mixture, Spread(), Spread(), innovations, slugs), dispersion)


def _model(counts: Counts, rates: Array, columns: Array) -> GLM:
    if counts.of_trials:
        return GLM(rates, columns, family=Binomial(), var_weights=counts.denominator)
    return GLM(counts.events, columns, family=Poisson(), offset=np.log(counts.denominator))


def _long_run(scores: Array, times: Times, lags: int) -> Array:
    """Bartlett's sum of the scores' autocovariances; a missing period is a row of zeros, so lags are as dated."""
    place = times - times[0]
    wide = np.zeros((int(place[-1]) + 1, scores.shape[1]))
    wide[place] = scores
    return np.asarray(S_hac_simple(wide, nlags=lags), dtype=float)


def _on_x(coefficients: Array, covariance: Array, model: Regression) -> Mixture:
    to_x = model.back * np.sqrt(len(model.times))
    values, vectors = np.linalg.eigh(covariance)
    root = to_x @ vectors * np.sqrt(np.maximum(values, 0.0))  # Newey-West can be singular to rounding, so no Cholesky
    df = float(model.degrees_of_freedom)
    return Mixture(np.ones(1), (to_x @ coefficients)[None], root[None], df, df)
