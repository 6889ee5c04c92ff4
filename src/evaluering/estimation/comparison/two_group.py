"""Two groups side by side: the change in the treated, in the control, and the difference between the two."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluering.estimation.comparison.independent_difference import IndependentDifference, independent_differences
from evaluering.estimation.estimands import with_detectable
from evaluering.estimation.estimate import CONFIDENCE, OUTCOME_DIFFERENCE, Estimate, estimate_of
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.interrupted import InterruptedFit, interrupted_fit
from evaluering.estimation.observations import read_observations
from evaluering.estimation.segments import Segments, fit_segments
from evaluering.estimation.time_axis import read_periods


@dataclass(frozen=True, slots=True, eq=False)
class TwoGroupFit:
    """Two interrupted series and the difference of their changes.

    Parameters
    ----------
    estimates : tuple of Estimate
        For every change both groups can carry, the mean change first: ``<estimand>_treated``, ``<estimand>_control``
        and ``<estimand>_difference`` (treated minus control).
    treated, control : InterruptedFit
        The two series by themselves.
    treated_name, control_name : str
        What the groups are called in the frame.
    warnings : tuple of str
        Slugs of either.
    """

    estimates: tuple[Estimate, ...]
    treated: InterruptedFit
    control: InterruptedFit
    treated_name: str
    control_name: str
    warnings: tuple[str, ...]

    def estimate(self, estimand: str) -> Estimate:
        """The estimate of one estimand; KeyError names those there are."""
        return estimate_of(self.estimates, estimand)


def fit_two_group(
    frame: pd.DataFrame,
    *,
    start: object,
    treated: str | int,
    group: str = "group",
    options: FitOptions | None = None,
) -> TwoGroupFit:
    """The change in two groups, and the difference between them.

    The joint model has a constant, trend, season, breaks and change for each group, and errors with their own AR(1)
    that are independent between the groups. Nothing is then shared, so it is the two fits side by side: the difference
    has the distribution of one change minus the other, had by numerical convolution, with all the uncertainty of both.

    Choose `evaluering.estimation.comparison.controlled.fit_controlled` where the groups share shocks (weather,
    epidemics, one register): there the same shocks would be counted as noise in both groups here, and the interval of
    the difference would be too wide; subtracting period by period takes them out.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per group and period, in any order; otherwise as for
        `evaluering.estimation.interrupted.fit_interrupted`. Never altered.
    start : period
        The first exposed period (included), the same for both groups.
    treated : str or int
        The value of the group column that is the treated one.
    group : str
        Column of groups; it holds two values.
    options : FitOptions or None
        Everything else, as for `fit_interrupted`; None: its defaults.

    Returns
    -------
    TwoGroupFit
        Both groups are fitted to the periods that both have, as in `fit_controlled`: a period that either lacks is left
        out of both, so that the two changes and their difference are about the same periods. Each mean has the weights
        of its own group. Degrees of freedom of a difference are those of the two added.

    Raises
    ------
    ValueError
        As `fit_interrupted` for the periods that both groups have; when there are not two groups, one of them
        `treated`, or their periods are not of the same length.

    Examples
    --------
    >>> y = [3, 1, 4, 1, 5, 9, 2, 6, 12, 10, 13, 15, 11, 14, 16, 12]
    >>> other = [2, 3, 1, 2, 4, 1, 3, 2, 3, 4, 2, 5, 3, 2, 4, 3]
    >>> group = ["north"] * 16 + ["south"] * 16
    >>> frame = pd.DataFrame({"year": [*range(2001, 2017)] * 2, "group": group, "y": y + other})
    >>> fit = fit_two_group(frame, start=2009, treated="north", options=FitOptions(period="year", method="ols"))
    >>> [round(one.value, 1) for one in fit.estimates[:3]]
    [4.7, 0.8, 3.9]
    """
    chosen = FitOptions() if options is None else options
    if group not in frame.columns:
        raise ValueError(f"no column {group!r}; the frame has {list(frame.columns)}")
    names = frame[group].unique().tolist()
    if frame[group].isna().any() or len(names) != 2 or treated not in names:
        raise ValueError(f"column {group!r} must hold two groups, one of them {treated!r}, and no missing values")
    other = next(name for name in names if name != treated)
    rows = _in_common(frame[frame[group] == treated], frame[frame[group] == other], chosen)
    first, second = (fit_segments(one, start=start, options=chosen) for one in rows)
    both = interrupted_fit(first, options=chosen), interrupted_fit(second, options=chosen)
    return TwoGroupFit(
        tuple(_side_by_side(first, second, both)),
        both[0],
        both[1],
        str(treated),
        str(other),
        _together(both[0].warnings, both[1].warnings),
    )


def _in_common(treated: pd.DataFrame, control: pd.DataFrame, options: FitOptions) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two without the outcome of periods that either lacks."""
    first, second = (
        read_observations(rows, outcome=options.outcome, period=options.period, standard_errors=options.standard_errors)
        for rows in (treated, control)
    )
    if first.grain != second.grain:
        raise ValueError(f"both groups need periods of the same length, not {first.grain} and {second.grain}")
    both = np.intersect1d(first.index[first.complete], second.index[second.complete])
    return _only(treated, both, options), _only(control, both, options)


def _only(rows: pd.DataFrame, both: Times, options: FitOptions) -> pd.DataFrame:
    inside = np.isin(read_periods(rows[options.period].tolist()).index, both)
    return rows.assign(**{options.outcome: rows[options.outcome].where(inside)})


def _side_by_side(first: Segments, second: Segments, fits: tuple[InterruptedFit, InterruptedFit]) -> list[Estimate]:
    """Treated, control and difference of every change both can carry."""
    others = {one.estimand: one.row for one in second.contrasts if one.measure == OUTCOME_DIFFERENCE}
    shared = [one for one in first.contrasts if one.estimand in others]
    rows = np.array([one.row for one in shared]), np.array([others[one.estimand] for one in shared])
    differences = independent_differences((first.errors.mixture, second.errors.mixture), rows)
    found = []
    for contrast, difference in zip(shared, differences, strict=True):
        name = contrast.estimand
        pair = fits[0].estimate(name), fits[1].estimate(name)
        found += [
            replace(pair[0], estimand=f"{name}_treated"),
            replace(pair[1], estimand=f"{name}_control"),
            _estimate(difference, pair),
        ]
    return found


def _estimate(found: IndependentDifference, pair: tuple[Estimate, Estimate]) -> Estimate:
    """The record of a difference between two estimates."""
    tail = (1 - CONFIDENCE) / 2
    negative, positive = found.below(0.0), found.above(0.0)
    difference = replace(
        pair[0],
        estimand=f"{pair[0].estimand}_difference",
        value=found.value,
        lower=found.quantile(tail),
        upper=found.quantile(1 - tail),
        standard_error=found.standard_error,
        degrees_of_freedom=pair[0].degrees_of_freedom + pair[1].degrees_of_freedom,
        p_value=2 * min(negative, positive),
        probability_positive=positive,
        warnings=_together(pair[0].warnings, pair[1].warnings),
    )
    return with_detectable(difference) if pair[0].estimand == "mean_change" else difference


def _together(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
