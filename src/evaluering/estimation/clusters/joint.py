"""A joint model with cluster × change: whether several units changed alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from evaluering.estimation.arguments import record_or_default, require_columns, require_frame, require_numbers
from evaluering.estimation.clusters.shared_shocks import SharedTest, shared_shocks_test
from evaluering.estimation.comparison.controlled import fit_controlled
from evaluering.estimation.design import matrix
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.multiplicity import holm
from evaluering.estimation.segments import fit_segments
from evaluering.estimation.time_axis import labels, read_periods

_OTHERS, _OTHERS_ERROR = "mean of the others", "standard error of the mean of the others"


@dataclass(frozen=True, slots=True)
class WaldTest:
    """That independent changes are equal.

    Parameters
    ----------
    statistic, degrees_of_freedom, p_value : float
        Chi-square on k - 1 degrees of freedom, standard errors taken as known.
    f, denominator_degrees_of_freedom, f_p_value : float
        Welch's (1951) F, which allows for the doubt about the standard errors through their degrees of freedom.
    """

    statistic: float
    degrees_of_freedom: float
    p_value: float
    f: float
    denominator_degrees_of_freedom: float
    f_p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class JointChange:
    """The mean change in each of several units, and whether it is the same.

    Parameters
    ----------
    independent : WaldTest
        Each unit with its own errors, independent of the others'.
    shared : SharedTest
        What the units share in a period taken out.
    table : pandas.DataFrame
        One row per unit, in the order of first appearance: ``unit``; ``value``, ``lower``, ``upper``,
        ``standard_error``, ``p_value``, ``p_holm`` of its own mean change; ``against_value`` … ``against_p_holm`` of
        the mean change in the unit less the mean of the others. Holm's family is the units.
    against : tuple of Estimate
        The latter as estimates, in the same order.
    periods : int
        In the shared test: those in which every unit is observed and used.
    warnings : tuple of str
        Slugs of any fit.
    """

    independent: WaldTest
    shared: SharedTest
    table: pd.DataFrame
    against: tuple[Estimate, ...]
    periods: int
    warnings: tuple[str, ...]


def joint_change(
    frame: pd.DataFrame, *, start: object, unit: str = "cluster", options: FitOptions | None = None
) -> JointChange:
    """Whether the mean change is the same in several units, told in two ways.

    The model is outcome = unit × (constant + time + change + breaks + season) + errors: everything differs by unit, and
    the question is unit × change.

    ``independent`` is the Wald test with the covariance of independent fits. It assumes that the units err
    independently. Units in one region share weather, epidemics and one register: then each change holds the same shock,
    the differences are better known than the test believes, and it finds too little. What it does not assume: equal
    noise, equal autocorrelation, equal periods.

    ``shared`` takes out, period by period, what the units share, of any kind. It assumes that a shared shock moves all
    by as much, and one correlation in time for the differences: part persistent, part independent from period to period
    (`SharedTest.rho`, `SharedTest.persistent_share`), averaged over what they may be. It leaves the units' noise and
    their correlation free. It needs periods in which all are observed, counts each period alike, and does not know the
    sampling errors. It has this error model of its own whatever ``method`` is: that is of ``independent`` and of the
    columns ``against_…``, which with ``method="ols"`` take the errors as independent where ``shared`` does not.

    Neither test can tell a change common to all from something else that came at the same time.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period, in any order; otherwise as for
        `evaluering.estimation.interrupted.fit_interrupted`. Never altered.
    start : period
        The first exposed period (included), the same for all.
    unit : str
        Column of units, two or more.
    options : FitOptions or None
        Everything else; None: the defaults of `fit_interrupted`.

    Raises
    ------
    ValueError
        As `fit_interrupted` in any unit; for fewer than two units or a row without one; for a period twice in a unit;
        for too few periods in which all units are observed.

    References
    ----------
    Welch BL (1951). On the comparison of several mean values: an alternative approach. Biometrika 38, 330–336.

    Examples
    --------
    >>> noise = np.random.default_rng(3).standard_normal((4, 96))
    >>> months = pd.period_range("2016-01", periods=96, freq="M")
    >>> after = 4.0 * (months >= "2021-01")
    >>> series = {"a": noise[0], "b": noise[1], "c": noise[2] + after}
    >>> parts = [pd.DataFrame({"month": months, "cluster": name, "y": 50 + own + 3 * noise[3]})
    ...          for name, own in series.items()]
    >>> joint = joint_change(pd.concat(parts), start="2021-01", options=FitOptions(method="ols"))
    >>> round(joint.independent.p_value, 3), round(joint.shared.p_value, 3)
    (0.042, 0.0)
    """
    chosen = record_or_default("options", options, FitOptions)
    require_frame(frame)
    names: dict[str, object] = {"unit": unit, "period": chosen.period, "outcome": chosen.outcome}
    further = {} if chosen.standard_errors is None else {"standard_errors": chosen.standard_errors}
    require_columns(frame, names | further)
    try:
        units = frame[unit].unique().tolist()
    except TypeError:
        raise ValueError(f"column {unit!r} holds values that cannot be units") from None
    if frame[unit].isna().any() or len(units) < 2:
        raise ValueError(f"column {unit!r} must hold two units or more, and no missing values")
    wide = _wide(frame, unit, chosen)
    own, against, slugs = [], [], []
    for name in units:
        fit = fit_interrupted(frame[frame[unit] == name], start=start, **chosen.keywords())
        held = _against(wide, name, start, chosen)
        own.append(fit.estimate("mean_change"))
        against.append(held)
        slugs += [*fit.warnings, *held.warnings]
    shared, periods = _shared(wide, start, chosen)
    columns = {"unit": [str(name) for name in units], **_columns(own, ""), **_columns(against, "against_")}
    return JointChange(
        independent=independent_test(own),
        shared=shared,
        table=pd.DataFrame(columns),
        against=tuple(against),
        periods=periods,
        warnings=tuple(dict.fromkeys(slugs)),
    )


def independent_test(estimates: Sequence[Estimate]) -> WaldTest:
    """Test that estimates of independent units are of the same number; as `wald_test`."""
    values, errors, freedom = (
        np.array([getattr(one, name) for one in estimates], dtype=np.float64)
        for name in ("value", "standard_error", "degrees_of_freedom")
    )
    return wald_test(values, errors, freedom)


def wald_test(values: Array, standard_errors: Array, degrees_of_freedom: Array) -> WaldTest:
    """Test that independent estimates are of the same number.

    Parameters
    ----------
    values, standard_errors, degrees_of_freedom : Array
        Shape (k,), k ≥ 2; degrees of freedom of the standard errors, which may be infinite.
    """
    weights = 1 / standard_errors**2
    mean = np.average(values, weights=weights)
    statistic, free = float(weights @ (values - mean) ** 2), len(values) - 1
    doubt = float(np.sum((1 - weights / weights.sum()) ** 2 / degrees_of_freedom))
    k = len(values)
    f = statistic / free / (1 + 2 * (k - 2) / (k**2 - 1) * doubt)
    second = (k**2 - 1) / (3 * doubt) if doubt > 0 else float("inf")
    p_value = float(special.chdtrc(free, statistic))
    f_p_value = float(special.fdtrc(free, second, f)) if np.isfinite(second) else p_value
    return WaldTest(statistic, float(free), p_value, f, second, f_p_value)


def _wide(frame: pd.DataFrame, unit: str, options: FitOptions) -> dict[str, pd.DataFrame]:
    """Outcomes, and standard errors where there are, with a row per period and a column per unit."""
    axis = read_periods(frame[options.period].tolist())
    asked = [options.outcome, *([] if options.standard_errors is None else [options.standard_errors])]
    numbers = {name: require_numbers(f"column {name!r}", frame[name]) for name in asked}
    written = frame.assign(**numbers, **{options.period: labels(axis.index, axis.grain)})
    if written.duplicated([unit, options.period]).any():
        raise ValueError(f"a period stands twice in a unit of column {unit!r}")
    rows = {name: part.set_index(options.period) for name, part in written.groupby(unit, sort=False)}
    return {name: pd.concat({place: part[name] for place, part in rows.items()}, axis=1).sort_index() for name in asked}


def _against(wide: dict[str, pd.DataFrame], name: object, start: object, options: FitOptions) -> Estimate:
    """The change in one unit less the mean of the others, every period counting alike."""
    y = wide[options.outcome]
    others = [one for one in y.columns if one != name]
    series = {"period": y.index, "y": y[name].to_numpy(), _OTHERS: y[others].mean(axis=1, skipna=False).to_numpy()}
    chosen = replace(options, outcome="y", period="period", weights=None)
    error = None
    if options.standard_errors is not None:
        errors = wide[options.standard_errors]
        series["se"] = errors[name].to_numpy()
        series[_OTHERS_ERROR] = np.sqrt((errors[others] ** 2).sum(axis=1, skipna=False)).to_numpy() / len(others)
        chosen, error = replace(chosen, standard_errors="se"), _OTHERS_ERROR
    frame = pd.DataFrame(series)
    fit = fit_controlled(frame, start=start, control=_OTHERS, control_standard_errors=error, options=chosen)
    return fit.estimate("mean_change")


def _shared(wide: dict[str, pd.DataFrame], start: object, options: FitOptions) -> tuple[SharedTest, int]:
    complete = wide[options.outcome].dropna()
    frame = pd.DataFrame({"period": complete.index, "y": complete.mean(axis=1).to_numpy()})
    plain = replace(options, outcome="y", period="period", method="ols", standard_errors=None, weights=None, lags=None)
    if frame.empty:
        raise ValueError("too few periods: no period in which every unit is observed")
    fitted = fit_segments(frame, start=start, options=plain)
    columns = matrix(fitted.times, fitted.plan)
    outcomes = complete.to_numpy()[np.isin(read_periods(complete.index.tolist()).index, fitted.times)]
    if len(outcomes) - columns.shape[1] < outcomes.shape[1]:
        raise ValueError(f"too few periods: {len(outcomes)} in which every unit is observed and used")
    return shared_shocks_test(outcomes, columns, fitted.contrasts[0].row, fitted.times), len(outcomes)


def _columns(estimates: list[Estimate], prefix: str) -> dict[str, list[float]]:
    asked = ("value", "lower", "upper", "standard_error", "p_value")
    found = {f"{prefix}{name}": [float(getattr(one, name)) for one in estimates] for name in asked}
    return found | {f"{prefix}p_holm": holm(found[f"{prefix}p_value"]).tolist()}
