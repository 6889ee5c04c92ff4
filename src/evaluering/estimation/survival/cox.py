"""Cox's proportional hazards for a plain data frame: how much sooner or later one group ends than another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm

from evaluering.estimation.survival.levels import NORMAL
from evaluering.estimation.survival.partial_likelihood import Maximum, PartialLikelihood, Ties, maximise
from evaluering.estimation.survival.reading import Floats, read_durations, require_columns

_INFINITE = 1e-4
"""A coefficient counts as infinite when the information on it fell below this share of that at 0."""

_NOTHING = 1e-10
"""Information per event below which there is none: the terms are in standard deviations."""

_TIES = ("efron", "breslow")


@dataclass(frozen=True, slots=True, eq=False)
class CoxFit:
    """A fitted proportional hazards model.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per term: term, coefficient, standard_error, hazard_ratio, lower, upper (of the hazard ratio), p_value
        (Wald). A ratio above one is an earlier end.
    covariance : array (terms, terms)
        Of the coefficients: the inverse of the observed information.
    log_likelihood, null_log_likelihood : float
        Of the partial likelihood, at the estimate and with all coefficients 0.
    likelihood_ratio, wald, score : float
        Chi-squared statistics of all terms together, on `degrees_of_freedom`.
    degrees_of_freedom : int
    p_value : float
        Of the likelihood ratio.
    children, events, left_out : int
    ties : str
    warnings : tuple of str
        ``not_converged``; ``infinite_coefficient``: the likelihood still rises as a coefficient grows without limit
        (no events in one group, say), so its ratio and interval mean nothing.
    """

    table: pd.DataFrame
    covariance: Floats
    log_likelihood: float
    null_log_likelihood: float
    likelihood_ratio: float
    wald: float
    score: float
    degrees_of_freedom: int
    p_value: float
    children: int
    events: int
    left_out: int
    ties: Ties
    warnings: tuple[str, ...]


def cox(
    frame: pd.DataFrame,
    *,
    covariates: Sequence[str],
    strata: str | None = None,
    ties: Ties = "efron",
    duration: str = "duration",
    event: str = "event",
    entry: str | None = None,
    count: str | None = None,
) -> CoxFit:
    """Proportional hazards regression (Cox 1972, J R Stat Soc B 34, 187-220), as R's ``coxph``.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per child, or per group of like children. Never altered.
    covariates : sequence of str
        Columns. Numbers and truth values are used as they are; other columns become one term per value, named
        ``column=value``, against the first in order.
    strata : str or None
        Column of strata, each with a baseline of its own.
    ties : {"efron", "breslow"}
        How ends on the same day share the risk.
    duration, event, entry, count : str
        As for `evaluering.estimation.survival.survival_curve.survival_curve`. A row of k children counts as k rows.

    Raises
    ------
    ValueError
        For a column or number that cannot be used, no events, or a term that the others already tell.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"duration": [30, 90, 60, 120, 150, 180], "event": [1, 1, 1, 1, 1, 0]})
    >>> fit = cox(frame.assign(first_born=[1, 1, 1, 0, 0, 1]), covariates=["first_born"])
    >>> fit.table[["term", "hazard_ratio", "lower", "upper"]].round(2)
             term  hazard_ratio  lower  upper
    0  first_born          1.41   0.22   8.84
    """
    if ties not in _TIES:
        raise ValueError(f"ties must be one of {', '.join(_TIES)}")
    if not covariates:
        raise ValueError("at least one covariate must be named")
    further = [*covariates, *([] if strata is None else [strata])]
    require_columns(frame, further)
    rows = read_durations(frame, duration=duration, event=event, entry=entry, count=count, further=further)
    events = int(rows.count[rows.event].sum())
    if not events:
        raise ValueError("no end was seen, so no hazards can be compared")
    used = frame.loc[rows.used]
    stratum = np.zeros(len(used), dtype=np.int64) if strata is None else pd.factorize(used[strata])[0]
    names, columns = _terms(used, covariates)
    centre = np.average(columns, axis=0, weights=rows.count)
    spread = np.sqrt(np.average((columns - centre) ** 2, axis=0, weights=rows.count))
    _refuse_told_twice(names, (columns - centre) / np.where(spread > 0, spread, 1))
    likelihood = PartialLikelihood(rows, (columns - centre) / spread, stratum, ties)
    maximum = maximise(likelihood, len(names))
    if np.linalg.matrix_rank(maximum.null_information, tol=_NOTHING * events, hermitian=True) < len(names):
        raise ValueError("a term cannot be told: it does not vary among those at risk together in any stratum")
    return _fit(names, maximum, spread, (int(rows.count.sum()), events, rows.left_out), ties)


def _terms(frame: pd.DataFrame, covariates: Sequence[str]) -> tuple[list[str], Floats]:
    """Names and columns of the terms."""
    names: list[str] = []
    columns: list[Floats] = []
    for covariate in covariates:
        values = frame[covariate]
        if pd.api.types.is_numeric_dtype(values):
            names.append(covariate)
            columns.append(values.to_numpy(dtype=np.float64))
            continue
        number, levels = pd.factorize(values, sort=True)
        names += [f"{covariate}={level}" for level in levels[1:]]
        columns += [(number == place).astype(np.float64) for place in range(1, len(levels))]
    if not names:
        raise ValueError("the covariates hold one value only")
    terms = np.column_stack(columns)
    if not np.isfinite(terms).all():
        raise ValueError("the covariates hold an infinite number")
    return names, terms


def _refuse_told_twice(names: list[str], columns: Floats) -> None:
    for place, name in enumerate(names):
        if np.linalg.matrix_rank(columns[:, : place + 1]) <= place:
            raise ValueError(f"{name!r} cannot be told: it is constant, or the terms before it already give it")


def _fit(names: list[str], maximum: Maximum, spread: Floats, counts: tuple[int, int, int], ties: Ties) -> CoxFit:
    """Back from standardised covariates to the columns' own units."""
    covariance = np.linalg.pinv(maximum.information) / np.outer(spread, spread)
    coefficients, error = maximum.coefficients / spread, np.sqrt(np.diag(covariance))
    table = pd.DataFrame(
        {
            "term": names,
            "coefficient": coefficients,
            "standard_error": error,
            "hazard_ratio": _ratio(coefficients),
            "lower": _ratio(coefficients - NORMAL * error),
            "upper": _ratio(coefficients + NORMAL * error),
            "p_value": 2 * norm.sf(np.abs(coefficients / error)),
        }
    )
    start = np.diag(maximum.null_information)
    lost = bool((np.diag(maximum.information) < _INFINITE * start).any())
    said = {"infinite_coefficient": lost, "not_converged": not maximum.converged and not lost}
    ratio = 2 * (maximum.log_likelihood - maximum.null_log_likelihood)
    return CoxFit(
        table,
        covariance,
        maximum.log_likelihood,
        maximum.null_log_likelihood,
        ratio,
        float(maximum.coefficients @ maximum.information @ maximum.coefficients),
        float(maximum.null_score @ np.linalg.lstsq(maximum.null_information, maximum.null_score, rcond=None)[0]),
        len(names),
        float(chi2.sf(ratio, len(names))),
        *counts,
        ties,
        tuple(name for name, holds in said.items() if holds),
    )


def _ratio(logarithm: Floats) -> Floats:
    """Exponential without an overflow: an infinite coefficient's ratio is infinite, and said to be so."""
    return np.asarray(np.where(logarithm > 700, np.inf, np.exp(np.minimum(logarithm, 700))))
