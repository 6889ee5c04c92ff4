"""Placebo dates: the same fit at dates at which nothing happened, all of them before the real one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluering.estimation.checks.check import Check, Verdict
from evaluering.estimation.checks.mean_change import asked_of, is_clear, mean_change
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.segments import Segments, fit_segments
from evaluering.estimation.time_axis import PERIODS_PER_YEAR, label, read_periods

FEWEST_PLACEBOS = 10
"""Fake dates, or units that nothing was done to: with fewer the smallest p there can be is above 1/11."""

STANDS_OUT = 0.10
"""Largest p at which the real date stands out. An interval of 95 % leads one to expect one fake date in twenty with a
change as clear as one just beyond doubt; this is twice that, since fake windows overlap and p is coarse."""

COLUMNS = ["start", "value", "lower", "upper", "t"]
_FEWEST_BEFORE = 8


@dataclass(frozen=True, slots=True)
class _Window:
    """A fake date and the last period of its stretch, as calendar positions."""

    start: int
    last: int


def placebo_dates(
    frame: pd.DataFrame, *, start: object, options: FitOptions | None = None, minimum_before: int | None = None
) -> Check:
    """Whether the change at the real date stands out from those found at dates at which nothing happened.

    Only periods before the real start (and before its cut) are used. Each fake date has as many periods after it as
    the real one, from the start to the last period in the fit, and the same cut; every later period is left out. The
    mean change over its standard error, t, is compared in size: p = (1 + number of fake dates whose |t| is at least
    the real one) / (1 + number of fake dates). A fake date near a declared break is left out, since at such a date no
    verdict would be given either. Neighbouring windows share most of their periods, so the fake dates are far from
    independent: p is a description of this series' past, not an exact test.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `evaluering.estimation.interrupted.fit_interrupted`. Never altered.
    start : period
        The real start (first exposed period, included).
    options : FitOptions or None
        How the series is read and fitted; None: the defaults.
    minimum_before : int or None
        Fewest periods in the fit before a fake date and its cut; None: those of two years, at least 8.

    Returns
    -------
    Check
        ``holds`` when p is at most 0.10, else ``in_doubt``; ``not_assessed`` with fewer than ten fake dates, or when
        the real interval holds zero: where no change is claimed there is none to doubt. Facts: ``p_value``, ``dates``
        (fake ones fitted), ``as_clear`` (of them with |t| at least the real one), ``left_out`` (could not be fitted, or
        near a break), ``t_value`` (the real one). Table: one row per fake date in order: ``start``, ``value``,
        ``lower``, ``upper`` (mean change and 95 % limits), ``t``.

    Raises
    ------
    ValueError
        As `fit_interrupted` for the real start.
    """
    options = FitOptions() if options is None else options
    whole = fit_segments(frame, start=start, options=options)
    real = asked_of(whole, options=options)
    grain = whole.plan.grain
    fewest = max(2 * PERIODS_PER_YEAR[grain], _FEWEST_BEFORE) if minimum_before is None else minimum_before
    place = read_periods(frame[options.period].tolist()).index
    cut = 0 if options.shape is None else options.shape.cut_periods
    windows, found = list(_windows(whole, cut=cut, fewest=fewest)), {}
    for window in windows:
        fake = _fitted(frame[place <= window.last], start=label(window.start, grain), options=options)
        if fake is not None:
            found[label(window.start, grain)] = fake
    return _check(real, found, left_out=len(windows) - len(found))


def _windows(whole: Segments, *, cut: int, fewest: int) -> Iterator[_Window]:
    """Every fake date with enough periods before it and, before the real cut, as many after it as the real one."""
    origin, times = whole.plan.origin, whole.times
    before = times[times < origin]
    length = int(times[-1]) - origin + 1
    for start in range(int(before[0]), origin - cut - length + 1):
        if np.sum(before < start - cut) >= fewest:
            yield _Window(start, start + length - 1)


def _fitted(frame: pd.DataFrame, *, start: str, options: FitOptions) -> Estimate | None:
    try:
        fake = mean_change(frame, start=start, options=options)
    except ValueError:
        return None
    return None if "break_near_start" in fake.warnings else fake


def _check(real: Estimate, found: dict[str, Estimate], *, left_out: int) -> Check:
    ratio = {start: fake.value / fake.standard_error for start, fake in found.items()}
    t_value = real.value / real.standard_error
    as_clear = sum(abs(one) >= abs(t_value) for one in ratio.values())
    p_value = (1 + as_clear) / (1 + len(found))
    verdict: Verdict = "holds" if p_value <= STANDS_OUT else "in_doubt"
    if len(found) < FEWEST_PLACEBOS or not is_clear(real):
        verdict = "not_assessed"
    rows = [(start, fake.value, fake.lower, fake.upper, ratio[start]) for start, fake in found.items()]
    facts = {"p_value": p_value, "dates": len(found), "as_clear": as_clear, "left_out": left_out, "t_value": t_value}
    return Check("placebo_dates", verdict, facts, pd.DataFrame(rows, columns=COLUMNS))
