"""Regression with ARMA errors by full maximum likelihood in state space form (statsmodels' SARIMAX).

Three traps of SARIMAX are kept out: on a series in large numbers it reports convergence far from the highest
likelihood, so the regression is orthonormalised and the series divided by its residual standard deviation first; its
default standard errors (outer products of gradients) can be twice too large, so the second derivatives are used; and
one start is not enough, so there are several. What does not converge is said in the result, never on the screen.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from scipy import special
from statsmodels.tools.numdiff import approx_fprime, approx_hess3
from statsmodels.tsa.statespace.sarimax import SARIMAX

from evaluering.estimation.fitting.cells import Regression, Times, regression
from evaluering.estimation.fitting.error_fit import ErrorFit, Spread, fit_warnings
from evaluering.estimation.fitting.mixture import Array, Mixture

_STARTS = (0.0, 0.5, 0.9, -0.5)  # of the first autoregressive coefficient
_ITERATIONS = 500
_STEP = 1e-4  # of the central differences: parameters are of order one
_POLISHES = 4
_INSIDE = 1 - 1e-12  # the search may round a correlation to one
_STILL = 1e-5  # a step this far under one standard error moves no digit that is shown


@dataclass(frozen=True, slots=True)
class Order:
    """The orders of the errors' model.

    Parameters
    ----------
    autoregressive, moving_average : int
        Between neighbouring periods.
    seasonal_autoregressive, seasonal_moving_average : int
        Between the same periods of neighbouring years.
    season : int
        Periods in a year: 12, 4; 0 without seasonal terms.
    """

    autoregressive: int = 1
    moving_average: int = 0
    seasonal_autoregressive: int = 0
    seasonal_moving_average: int = 0
    season: int = 0

    @property
    def is_first_order(self) -> bool:
        """Whether it is an AR(1)."""
        return self == Order()


def fit_arima(y: Array, x: Array, times: Times, order: Order | None = None) -> ErrorFit:
    """ARMA errors by full maximum likelihood, normal quantiles.

    As R's ``arima(y, order, seasonal, xreg, include.mean = FALSE, method = "ML")``; observed information. There is no
    differencing: it would take the constant away. A missing period is a missing observation of the state space model.

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p), of full column rank, n - p >= 3.
    times : Times
        Shape (n,): strictly increasing calendar positions.
    order : Order or None
        None: AR(1).

    Returns
    -------
    ErrorFit
        The coefficients of `x` alone. For an AR(1) ``rho`` is its coefficient with limits on the scale of Fisher's z,
        and ``tau`` the stationary standard deviation; both NaN for other orders. Slug ``not_converged`` when the
        highest point found is none.

    Raises
    ------
    ValueError
        When the design is not identified or leaves fewer than three degrees of freedom.
    """
    order = Order() if order is None else order
    model = regression(y, x, times)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is judged below and becomes a slug
        found = _highest(_state_space(model, order))
    size, scale = len(model.start), model.residual_sd
    to_x = model.back * scale * np.sqrt(len(y))
    coefficients = model.start + to_x @ found.parameters[:size]
    root = to_x @ np.linalg.cholesky(found.covariance[:size, :size])
    mixture = Mixture(np.ones(1), coefficients[None], root[None], np.inf, np.inf)
    rho, tau = _first_order(found, scale) if order.is_first_order else (Spread(), Spread())
    slugs = fit_warnings(len(y), rho=rho.value, not_converged=not found.converged)
    whitened = found.innovations[times - times[0]]
    return ErrorFit(mixture, rho, tau, whitened, slugs)


@dataclass(frozen=True, slots=True)
class _Maximum:
    """The highest point: regression, ARMA and variance of the innovations, in that order; all of order one."""

    parameters: Array
    covariance: Array
    innovations: Array
    converged: bool


def _state_space(model: Regression, order: Order) -> SARIMAX:
    """The model on the whole calendar: residuals in units of their size, on columns of mean square one."""
    place = model.times - model.times[0]
    length, size = int(place[-1]) + 1, len(model.start)
    outcome, columns = np.full(length, np.nan), np.zeros((length, size))
    outcome[place] = model.columns[:, -1] / model.residual_sd
    columns[place] = model.columns[:, :-1] * np.sqrt(len(place))
    seasonal = (order.seasonal_autoregressive, 0, order.seasonal_moving_average, order.season)
    return SARIMAX(outcome, columns, (order.autoregressive, 0, order.moving_average), seasonal)


def _highest(model: SARIMAX) -> _Maximum:
    """The best of the starts, brought to rest by Newton's method on central differences."""
    names = model.param_names
    starts = _STARTS if "ar.L1" in names else (0.0,)
    fits = []
    for start in starts:
        first = np.array([{"ar.L1": start, "sigma2": 1.0}.get(name, 0.0) for name in names])
        fits.append(model.fit(first, method="lbfgs", cov_type="none", maxiter=_ITERATIONS, disp=0))
    parameters = np.asarray(max(fits, key=lambda fit: float(np.nan_to_num(fit.llf, nan=-np.inf))).params, dtype=float)
    covariance, definite = _covariance(model, parameters)
    height, step = _log_likelihood(model, parameters), np.inf
    for _ in range(_POLISHES if definite else 0):
        slope = approx_fprime(parameters, lambda point: _log_likelihood(model, point), _STEP, centered=True)
        move = covariance @ slope
        step = float(np.max(np.abs(move) / np.sqrt(np.diag(covariance))))
        reached = _log_likelihood(model, parameters + move)
        if not reached > height:
            break
        parameters, height = parameters + move, reached
    innovations = model.smooth(parameters, cov_type="none").standardized_forecasts_error[0]
    return _Maximum(parameters, covariance, np.asarray(innovations, dtype=float), step < _STILL)


def _log_likelihood(model: SARIMAX, parameters: Array) -> float:
    """NaN where the errors would not be stationary and invertible."""
    return float(model.loglike(model.untransform_params(parameters), transformed=False))


def _covariance(model: SARIMAX, parameters: Array) -> tuple[Array, bool]:
    """The inverse of the observed information; where that is not positive definite, of the regression's part of it."""
    information = -approx_hess3(parameters, lambda point: _log_likelihood(model, point), _STEP)
    if np.all(np.isfinite(information)) and np.linalg.eigvalsh(information)[0] > 0:
        return np.linalg.inv(information), True
    size = int(model.k_exog)
    covariance = np.zeros_like(information)
    covariance[:size, :size] = np.linalg.inv(information[:size, :size])
    return covariance, False


def _first_order(found: _Maximum, scale: float) -> tuple[Spread, Spread]:
    """Correlation and stationary standard deviation of an AR(1)."""
    rho, variance = float(np.clip(found.parameters[-2], -_INSIDE, _INSIDE)), float(found.parameters[-1])
    error = np.sqrt(found.covariance[-2, -2]) if found.covariance[-2, -2] > 0 else np.nan
    reach = special.ndtri(0.975) * error / (1 - rho**2)
    lower, upper = (float(np.tanh(np.arctanh(rho) + side * reach)) for side in (-1, 1))
    return Spread(rho, lower, upper), Spread(scale * float(np.sqrt(variance / (1 - rho**2))))
