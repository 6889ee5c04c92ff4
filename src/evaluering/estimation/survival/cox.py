"""Cox's proportional hazards for a plain data frame: how much sooner or later one group ends than another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm

from evaluering.estimation.arguments import require_choice
from evaluering.estimation.survival.levels import NORMAL
from evaluering.estimation.survival.partial_likelihood import Maximum, PartialLikelihood, Ties, maximise
from evaluering.estimation.survival.reading import Floats, groups_of, numbers_of, read_durations

_INFINITE = 1e-4
"""Coefficients count as infinite when the information on some combination fell below this share of that at 0."""

_NOTHING = 1e-10
"""Information per event below which there is none: the terms are in standard deviations."""

_NUMBERS = ("integer", "floating", "mixed-integer-float", "decimal", "boolean")
_NO_COVARIATE = ("complex", "datetime", "datetime64", "date", "time", "timedelta", "timedelta64", "period", "bytes")

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
        ``not_converged``; ``infinite_coefficient``: the likelihood still rises as a coefficient, or several together,
        grow without limit (no events in one group, say, or in the one the others are held against), so the ratios and
        intervals concerned mean nothing.
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
        ``column=value``, against the first in order: of texts by their characters' numbers, of a pandas Categorical by
        its own order. R sorts texts by the rules of a language, so it may hold the others against another one.
    strata : str or None
        Column of strata, each with a baseline of its own.
    ties : {"efron", "breslow"}
        How ends on the same day share the risk.
    duration, event, entry, count : str
        As for `evaluering.estimation.survival.survival_curve.survival_curve`. A row of k children counts as k rows.

    Raises
    ------
    ValueError
        For a column or number that cannot be used, no events, as many terms as events, or a term that the others
        already tell.
    TypeError
        When `frame` is no data frame, or a name cannot be a column's.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"duration": [30, 90, 60, 120, 150, 180], "event": [1, 1, 1, 1, 1, 0]})
    >>> fit = cox(frame.assign(first_born=[1, 1, 1, 0, 0, 1]), covariates=["first_born"])
    >>> fit.table[["term", "hazard_ratio", "lower", "upper"]].round(2)
             term  hazard_ratio  lower  upper
    0  first_born          1.41   0.22   8.84
    """
    require_choice("ties", ties, _TIES)
    if isinstance(covariates, str) or not isinstance(covariates, Sequence):
        raise TypeError(f"covariates is a sequence of columns' names, not {type(covariates).__name__}")
    if not covariates:
        raise ValueError("at least one covariate must be named")
    further = {f"covariate {place}": name for place, name in enumerate(covariates, 1)} | {"strata": strata}
    rows = read_durations(frame, duration=duration, event=event, entry=entry, count=count, further=further)
    events = int(rows.count[rows.event].sum())
    if not events:
        raise ValueError("no end was seen, so no hazards can be compared")
    used = frame.loc[rows.used]
    stratum = np.zeros(len(used), dtype=np.int64) if strata is None else groups_of(used, strata)[0]
    names, origins, columns = _terms(used, covariates)
    if len(names) >= events:
        raise ValueError(f"too few events: {events} cannot tell {len(names)} terms")
    centre = np.average(columns, axis=0, weights=rows.count)
    spread = np.sqrt(np.average((columns - centre) ** 2, axis=0, weights=rows.count))
    _refuse_told_twice(origins, (columns - centre) / np.where(spread > 0, spread, 1))
    likelihood = PartialLikelihood(rows, (columns - centre) / spread, stratum, ties)
    maximum = maximise(likelihood, len(names))
    _refuse_not_varying(origins, maximum.null_information, _NOTHING * events)
    return _fit(names, maximum, spread, (int(rows.count.sum()), events, rows.left_out), ties)


def _terms(frame: pd.DataFrame, covariates: Sequence[str]) -> tuple[list[str], list[str], Floats]:
    """Names of the terms, the covariate each is of, and their columns."""
    names: list[str] = []
    origins: list[str] = []
    columns: list[Floats] = []
    for covariate in covariates:
        values = frame[covariate]
        kind = pd.api.types.infer_dtype(values, skipna=False)
        if kind in _NO_COVARIATE:
            raise ValueError(f"covariate {covariate!r} holds {kind}; numbers, truth values or groups are needed")
        if pd.api.types.is_numeric_dtype(values) or kind in _NUMBERS:
            names.append(covariate)
            origins.append(covariate)
            columns.append(numbers_of(frame, covariate))
            continue
        number, levels = groups_of(frame, covariate)
        origins += [covariate] * (len(levels) - 1)
        names += [f"{covariate}={level}" for level in levels[1:]]
        columns += [(number == place).astype(np.float64) for place in range(1, len(levels))]
    if not names:
        raise ValueError("the covariates hold one value only")
    terms = np.column_stack(columns)
    if not np.isfinite(terms).all():
        raise ValueError("the covariates hold an infinite number")
    return names, origins, terms


def _refuse_told_twice(origins: list[str], columns: Floats) -> None:
    """By the covariate's name and not the term's, which holds a cell, and a cell may be about a person."""
    for place, name in enumerate(origins):
        if np.linalg.matrix_rank(columns[:, : place + 1]) <= place:
            raise ValueError(f"{name!r} cannot be told: it is constant, or the terms before it already give it")


def _refuse_not_varying(origins: list[str], information: Floats, nothing: float) -> None:
    for place, name in enumerate(origins):
        part = information[: place + 1, : place + 1]
        if np.linalg.matrix_rank(part, tol=nothing, hermitian=True) <= place:
            raise ValueError(f"{name!r} cannot be told: it does not vary among those at risk together in any stratum")


def _least_kept(maximum: Maximum) -> float:
    """The least share that any combination of the coefficients kept of its information at 0."""
    root = np.linalg.inv(np.linalg.cholesky(maximum.null_information))
    return float(np.linalg.eigvalsh(root @ maximum.information @ root.T)[0])


def _fit(names: list[str], maximum: Maximum, spread: Floats, counts: tuple[int, int, int], ties: Ties) -> CoxFit:
    """Back from standardised covariates to the columns' own units."""
    covariance = np.linalg.pinv(maximum.information) / np.outer(spread, spread)
    coefficients = maximum.coefficients / spread
    variance = np.diag(covariance)
    # Without information left the inverse is rounding: then nothing is known of the coefficient.
    error = np.sqrt(np.where(variance > 0, variance, np.inf))
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
    lost = _least_kept(maximum) < _INFINITE
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
