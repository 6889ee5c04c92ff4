"""The error models by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from evaluering.estimation.fitting.arima import fit_arima
from evaluering.estimation.fitting.autoregressive import fit_ml, fit_reml
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.error_fit import ErrorFit
from evaluering.estimation.fitting.kenward_roger import fit_kenward_roger
from evaluering.estimation.fitting.marginal import fit_marginal
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.fitting.ordinary import fit_newey_west, fit_ols
from evaluering.estimation.fitting.prais_winsten import fit_prais_winsten


@dataclass(frozen=True, slots=True)
class _Regression:
    """What a method is given."""

    y: Array
    x: Array
    times: Times
    sampling_variance: Array | None
    lags: int | None


_FITS: Mapping[str, Callable[[_Regression], ErrorFit]] = MappingProxyType(
    {
        "marginal": lambda one: fit_marginal(one.y, one.x, one.times, one.sampling_variance),
        "reml": lambda one: fit_reml(one.y, one.x, one.times),
        "ml": lambda one: fit_ml(one.y, one.x, one.times),
        "kenward_roger": lambda one: fit_kenward_roger(one.y, one.x, one.times),
        "ols": lambda one: fit_ols(one.y, one.x, one.times),
        "newey_west": lambda one: fit_newey_west(one.y, one.x, one.times, one.lags),
        "prais_winsten": lambda one: fit_prais_winsten(one.y, one.x, one.times),
        "arima": lambda one: fit_arima(one.y, one.x, one.times),
    }
)

METHODS = tuple(_FITS)
"""What `fit_errors` offers.

============== ====================================================== =================================================
name           errors                                                 quantiles
============== ====================================================== =================================================
marginal       AR(1), and known sampling noise where it is given;     of the mixture over the errors' parameters: normal
               their parameters integrated out                        components with sampling noise, t(n - p) without
reml           AR(1), restricted maximum likelihood                   t(n - p)
ml             AR(1), maximum likelihood                              t(n - p)
kenward_roger  as ``reml``, corrected for the doubt about them        t, degrees of freedom by combination
ols            independent                                            t(n - p)
newey_west     independent; standard errors hold under short          t(n - p)
               autocorrelation
prais_winsten  AR(1), correlation from the residuals                  t(n - p)
arima          AR(1), maximum likelihood in state space form          normal
============== ====================================================== =================================================
"""


def fit_errors(
    y: Array, x: Array, times: Times, *, sampling_variance: Array | None, method: str, lags: int | None = None
) -> ErrorFit:
    """A regression of `y` on `x` under the error model named.

    Parameters
    ----------
    y : Array
        Shape (n,).
    x : Array
        Shape (n, p).
    times : Times
        Shape (n,): strictly increasing calendar positions.
    sampling_variance : Array or None
        Shape (n,); ``marginal`` alone uses it, and the fit of another method says so: ``standard_errors_unused``.
    method : str
        One of `METHODS`.
    lags : int or None
        For ``newey_west`` alone.

    Raises
    ------
    ValueError
        For another method, `lags` with a method that has none, or a design that is not identified.
    """
    if method not in _FITS:
        raise ValueError(f"method {method!r} is not offered; choose one of {', '.join(METHODS)}")
    if lags is not None and method != "newey_west":
        raise ValueError("lags belongs to method 'newey_west' alone")
    fit = _FITS[method](_Regression(y, x, times, sampling_variance, lags))
    if sampling_variance is None or method == "marginal":
        return fit
    return replace(fit, warnings=(*fit.warnings, "standard_errors_unused"))
