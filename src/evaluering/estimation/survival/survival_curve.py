"""The Kaplan-Meier curve of a plain data frame: its values, numbers at risk, median and restricted mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluering.estimation.arguments import require_numbers
from evaluering.estimation.estimate import CONFIDENCE, Estimate
from evaluering.estimation.survival.kaplan_meier import Floats, KaplanMeier, kaplan_meier, not_yet, restricted_mean
from evaluering.estimation.survival.levels import (
    counted,
    mean_days,
    median_days,
    probability,
    require_days,
    require_tau,
)
from evaluering.estimation.survival.reading import Durations, groups_of, read_durations

METHOD = "kaplan_meier"
_HALF_WITHIN = float(np.sqrt(np.finfo(np.float64).eps))
_FRAME = ("time", "at_risk", "events", "censored", "survival", "standard_error", "lower", "upper")


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """A Kaplan-Meier curve and the durations it is from.

    Parameters
    ----------
    curve : KaplanMeier
        Arrays, one element per different day.
    durations : Durations
        The rows that were used.
    warnings : tuple of str
        ``risk_set_emptied``: with late entries the curve fell to 0 while children were still to come in, so nothing can
        be read off it after that day.
    """

    curve: KaplanMeier
    durations: Durations
    warnings: tuple[str, ...]

    @property
    def children(self) -> int:
        """Children the curve is from."""
        return int(self.durations.count.sum())

    @property
    def events(self) -> int:
        """Children whose end was seen."""
        return int(self.curve.events.sum())

    @property
    def left_out(self) -> int:
        """Children in rows that lack a number."""
        return self.durations.left_out

    @property
    def frame(self) -> pd.DataFrame:
        """The whole curve: one row per different day, with the fields of `KaplanMeier` as columns."""
        return pd.DataFrame({name: getattr(self.curve, name) for name in _FRAME})

    def at(self, days: float, *, at_least: bool = False) -> Estimate:
        """P(T > `days`), or P(T >= `days`) when `at_least`; limits on the log(-log) scale, nan at 0 and 1.

        Past the last day anyone was followed it is the last value, with the warning ``beyond_followed``. ValueError for
        days below 0 or not finite.
        """
        days = require_days(days)
        place = int(np.searchsorted(self.curve.time, days, side="left" if at_least else "right")) - 1
        value = self.curve.beyond(days, at_least=at_least)
        error = float(self.curve.standard_error[place]) if place >= 0 else 0.0
        found = probability(days, value, error, at_least=at_least, method=METHOD)
        return counted(found, self.children, self._warnings(days))

    def at_risk(self, days: float) -> int:
        """Children at risk just before `days`: already followed, and neither ended nor censored before that day."""
        days = require_days(days)
        rows = self.durations
        since = not_yet(np.array([days]), entry=rows.entry, count=rows.count)[0]
        return int(rows.count[rows.duration >= days].sum() - since)

    @property
    def median(self) -> Estimate:
        """The first day on which the curve is at or below one half; nan where it never is.

        Where it is one half exactly, the middle of the first day on which it is and the first on which it is less; the
        first where it is never less. The limits are those of the log(-log) band read the same way (Brookmeyer and
        Crowley 1982, Biometrics 38, 29-41). So R's ``survfit`` prints them; its ``quantile`` takes the middle of a last
        stretch at one half too.
        """
        bands = (self.curve.survival, self.curve.lower, self.curve.upper)
        value, lower, upper = (_crossing(self.curve.time, band) for band in bands)
        return counted(median_days(value, lower, upper, method=METHOD), self.children, self.warnings)

    def restricted_mean(self, tau: float) -> Estimate:
        """Mean of min(T, `tau`), the area under the curve from 0 to `tau` days.

        Variance: sum over the days t up to tau of (area from t to tau) squared times d / (n (n - d)); a term is 0 where
        n = d (Klein and Moeschberger 2003, section 4.5). Normal limits, inside 0 and tau. A curve that ends before tau
        is extended at its last value, with the warning ``beyond_followed``. ValueError for a tau that is not above 0 or
        not finite.
        """
        tau = require_tau(tau)
        value, error = restricted_mean(self.curve, tau)
        return counted(mean_days(tau, value, error, method=METHOD), self.children, self._warnings(tau))

    def table(self, days: Iterable[float]) -> pd.DataFrame:
        """One row per day asked for: days, at_risk, survival, standard_error, lower, upper."""
        found = [(day, self.at_risk(day), self.at(day)) for day in require_numbers("days", days).tolist()]
        rows = [(day, risk, one.value, one.standard_error, one.lower, one.upper) for day, risk, one in found]
        return pd.DataFrame(rows, columns=["days", "at_risk", "survival", "standard_error", "lower", "upper"])

    def _warnings(self, days: float) -> tuple[str, ...]:
        beyond = days > self.curve.time[-1] and self.curve.survival[-1] > 0
        return (*self.warnings, "beyond_followed") if beyond else self.warnings


def survival_curve(
    frame: pd.DataFrame,
    *,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = None,
    count: str | None = None,
) -> SurvivalCurve:
    """The Kaplan-Meier curve of durations.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per child, or per group of like children. Rows without a number in a named column are left out and
        counted (`SurvivalCurve.left_out`). Never altered.
    duration : str
        Column of days from birth to the end, or to when the child was last seen; 0 or more. Censorings count as later
        than ends of the same day.
    event : str
        Column that is true (1) where the end was seen, false (0) where the child was still going on.
    entry : str or None
        Column of the day since when a child was followed (left truncation): it counts as at risk on the days after. 0:
        from birth. None: everyone from birth.
    count : str or None
        Column of children per row, whole; None: one each.

    Raises
    ------
    ValueError
        For a column or number that cannot be used, or when no child is left.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"duration": [0, 30, 90, 182, 200], "event": [1, 1, 1, 1, 0], "count": [2, 3, 4, 1, 2]})
    >>> curve = survival_curve(frame, count="count")
    >>> round(curve.at(90).value, 3), curve.at_risk(90), curve.median.value
    (0.25, 7, 90.0)
    >>> round(curve.restricted_mean(182).value, 1)
    83.0
    """
    return _curve(read_durations(frame, duration=duration, event=event, entry=entry, count=count))


def survival_curves(
    frame: pd.DataFrame,
    *,
    group: str,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = None,
    count: str | None = None,
) -> dict[object, SurvivalCurve]:
    """The curve of each group by itself, in the order of the groups; see `survival_curve`.

    Parameters
    ----------
    group : str
        Column of groups; rows without one are in no curve.
    """
    rows = read_durations(frame, duration=duration, event=event, entry=entry, count=count, further={"group": group})
    number, names = groups_of(frame.loc[rows.used], group)
    return {name: _curve(rows.only(number == place)) for place, name in enumerate(names.tolist())}


def _curve(rows: Durations) -> SurvivalCurve:
    entry = rows.entry if rows.entry.any() else None
    curve = kaplan_meier(rows.duration, event=rows.event, entry=entry, count=rows.count, confidence=CONFIDENCE)
    emptied = bool((curve.survival[:-1] == 0).any())
    return SurvivalCurve(curve, rows, ("risk_set_emptied",) if emptied else ())


def _crossing(time: Floats, band: Floats) -> float:
    """First time at which the band is at most one half, or the middle of the times at which it is one half exactly."""
    low = np.isfinite(band) & (band < 0.5 + _HALF_WITHIN)
    if not low.any():
        return float("nan")
    times, values = time[low], band[low]
    below = values < values[0]
    if abs(values[0] - 0.5) < _HALF_WITHIN and below.any():
        return float((times[0] + times[below][0]) / 2)
    return float(times[0])
