"""The error models by name."""

from __future__ import annotations

from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.fitting.error_fit import ErrorFit
from evaluering.estimation.fitting.marginal import fit_marginal
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.fitting.ordinary import fit_newey_west, fit_ols

METHODS = ("marginal", "ols", "newey_west")


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
        Shape (n,); used by ``marginal`` alone.
    method : str
        One of `METHODS`.
    lags : int or None
        For ``newey_west`` alone.

    Raises
    ------
    ValueError
        For another method, `lags` with a method that has none, or a design that is not identified.
    """
    if method not in METHODS:
        raise ValueError(f"method {method!r} is not offered; choose one of {', '.join(METHODS)}")
    if lags is not None and method != "newey_west":
        raise ValueError("lags belongs to method 'newey_west' alone")
    if method == "ols":
        return fit_ols(y, x, times)
    if method == "newey_west":
        return fit_newey_west(y, x, times, lags)
    return fit_marginal(y, x, times, sampling_variance)
