"""Placebo in space: the same fit in every unit that nothing was done to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluering.estimation.checks.mean_change import mean_change
from evaluering.estimation.checks.placebo_dates import FEWEST_PLACEBOS
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions


@dataclass(frozen=True, slots=True, eq=False)
class PlaceboInSpace:
    """How the change of the treated unit stands among those of the controls.

    Parameters
    ----------
    p_value : float
        (1 + number of controls whose |t| is at least that of the treated) / (1 + number of controls).
    estimate : Estimate
        The mean change of the treated unit.
    table : pandas.DataFrame
        One row per unit fitted, the treated first, then by falling |t|: ``unit``, ``treated`` (bool), ``value``,
        ``lower``, ``upper``, ``standard_error``, ``t`` (value / standard error).
    left_out : tuple of str
        Controls that could not be fitted.
    """

    p_value: float
    estimate: Estimate
    table: pd.DataFrame
    left_out: tuple[str, ...]

    @property
    def controls(self) -> int:
        """Controls fitted."""
        return len(self.table) - 1


def placebo_in_space(
    frame: pd.DataFrame,
    *,
    start: object,
    treated: str | int,
    unit: str = "unit",
    options: FitOptions | None = None,
) -> PlaceboInSpace:
    """Whether a change as clear as that of the treated unit is found where nothing was done.

    The mean change over its standard error is compared, not the change itself: a small unit moves more by chance. The
    p-value is exact when the treated unit could as well have been any of them, and never below 1/(1 + controls).

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period, in any order; otherwise as for
        `evaluering.estimation.interrupted.fit_interrupted`. Never altered.
    start : period
        The first exposed period (included), the same for all.
    treated : str or int
        The value of the unit column that is the treated one; all others are controls.
    unit : str
        Column of units.
    options : FitOptions or None
        Everything else, as for `fit_interrupted`; None: its defaults.

    Returns
    -------
    PlaceboInSpace
        The p-value, and every unit's change.

    Raises
    ------
    ValueError
        As `fit_interrupted` for the treated unit; when it is not there; when fewer than ten controls can be fitted.
    """
    chosen = FitOptions() if options is None else options
    if unit not in frame.columns:
        raise ValueError(f"no column {unit!r}; the frame has {list(frame.columns)}")
    names = frame[unit].dropna().unique().tolist()
    if treated not in names:
        raise ValueError(f"no unit {treated!r} in column {unit!r}")
    found = {treated: mean_change(frame[frame[unit] == treated], start=start, options=chosen)}
    left_out = []
    for name in names:
        if name != treated:
            try:
                found[name] = mean_change(frame[frame[unit] == name], start=start, options=chosen)
            except ValueError:  # too few periods, no variation …: a control that cannot be used tells nothing
                left_out.append(str(name))
    if len(found) - 1 < FEWEST_PLACEBOS:
        raise ValueError(f"{len(found) - 1} controls can be fitted; a placebo in space needs {FEWEST_PLACEBOS}")
    table = _table(found, treated)
    sizes = table["t"].abs()
    as_clear = int((sizes.iloc[1:] >= sizes.iloc[0]).sum())
    return PlaceboInSpace((1 + as_clear) / len(table), found[treated], table, tuple(sorted(left_out)))


def _table(found: dict[str | int, Estimate], treated: str | int) -> pd.DataFrame:
    rows = [
        (
            str(name),
            name == treated,
            one.value,
            one.lower,
            one.upper,
            one.standard_error,
            one.value / one.standard_error,
        )
        for name, one in found.items()
    ]
    ordered = sorted(rows, key=lambda row: (not row[1], -abs(row[-1]), row[0]))
    return pd.DataFrame(ordered, columns=["unit", "treated", "value", "lower", "upper", "standard_error", "t"])
