"""At which ages curves are given: where the children who stopped between two of them, and those left, are not few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import nan
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.disclosure.decisions import THRESHOLDS, Decisions, without
from evaluering.estimation.survival.curve_batch import HALF_YEAR
from evaluering.estimation.survival.unit_curves import PUBLISHED_DAYS, CurvesBeside, LinkedCurves, UnitCurves
from evaluering.estimation.survival.unit_durations import UnitDurationTests, UnitRegistered

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BELOW = "share_2w"
"""The outcome whose decision holds for all shares below 26 weeks."""

ROUNDED_TO = 10
"""Children under observation are told to the nearest ten, so that no difference between two ages is a count."""

_EARLY = max(THRESHOLDS.values())
_LEVELS = ("share_pct", "lower", "upper")
_COUNTS = ["births", "known", "coverage_pct"]


@dataclass(frozen=True, slots=True)
class _Told:
    """Children by age, of one unit or of the units hidden together, and the ages given for it anyhow."""

    still: Floats
    observed: Floats
    stopped: Floats
    fixed: frozenset[int]


def _unit_curves(record: UnitCurves, decisions: Decisions) -> UnitCurves:
    births, points = _emptied(record.births, record.points, record.linked, record.grain, decisions)
    return replace(record, births=births, points=points, linked=None)


def _curves_beside(record: CurvesBeside, decisions: Decisions) -> CurvesBeside:
    births, points = _emptied(record.births, record.points, record.linked, "span", decisions)
    return replace(record, births=births, points=points, linked=None)


def _emptied(
    births: pd.DataFrame, points: pd.DataFrame, linked: LinkedCurves | None, grain: str, decisions: Decisions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Births with `hidden` (no curve) and `counts_hidden`; the given points alone, their numbers rounded."""
    if linked is None:
        return births, points
    standing = _Standing(linked, grain, decisions)
    cells = list(zip(births["unit"], births["period"], strict=True))
    hidden = np.array([not standing.shown(unit, period) for unit, period in cells], dtype=bool)
    uncounted = np.array([not standing.counted(unit, period) for unit, period in cells], dtype=bool)
    told = without(births, hidden | uncounted, _COUNTS)
    told = without(told, hidden, ["median", "median_lower", "median_upper"])
    days = {period: standing.given(place) for place, period in enumerate(linked.periods)}
    rows = zip(points["unit"], points["period"], points["day"], strict=True)
    kept = np.array([day in days[period].get(unit, frozenset()) for unit, period, day in rows], dtype=bool)
    numbers = {name: points[name].round(1) for name in _LEVELS}
    numbers["still"] = points["still"].round()
    numbers["observed"] = (points["observed"] / ROUNDED_TO).round() * ROUNDED_TO
    shown = points.assign(**numbers)[kept].reset_index(drop=True)
    bare = np.array([not standing.counted(*cell) for cell in zip(shown["unit"], shown["period"], strict=True)], bool)
    return told.assign(hidden=hidden, counts_hidden=hidden | uncounted), without(shown, bare, ["still", "observed"])


class _Standing:
    """What the decisions say of each unit and period, and the ages that follow from it for all units alike."""

    __slots__ = ("_base", "_below", "_grain", "_linked", "_threshold")

    def __init__(self, linked: LinkedCurves, grain: str, decisions: Decisions) -> None:
        periods = list(linked.periods)
        self._linked, self._grain, self._threshold = linked, grain, decisions.threshold
        self._base, self._below = (
            {
                unit: dict(
                    zip(
                        periods,
                        decisions.hidden(grain=grain, unit=unit, indicator=indicator, periods=periods),
                        strict=True,
                    )
                )
                for unit in linked.units
            }
            for indicator in ("share_26w", BELOW)
        )

    def counted(self, unit: str, period: str) -> bool:
        """Whether numbers of children and the share at 26 weeks are given."""
        return not self._base[unit][period]

    def shown(self, unit: str, period: str) -> bool:
        """Whether a curve is given: of a year where its numbers are, of years together where they carry one."""
        return not (self._below if self._grain == "span" else self._base)[unit][period]

    def given(self, place: int) -> dict[str, frozenset[int]]:
        """Ages given for each unit shown in one period.

        Birth stands first. The published ages are given where the decisions say so. A unit whose share at 26 weeks is
        not given has no age after 17 weeks. Any other age is given for all units or for none: where, in every unit and
        in every sum of units that subtraction gives, 0 or at least the threshold stopped since the age given before
        and until the one after, as estimated and as seen, and as many are left and under observation.
        """
        linked, period = self._linked, self._linked.periods[place]
        early = {unit: self._fixed(unit, period) for unit in linked.units if self.shown(unit, period)}
        late = {unit: fixed for unit, fixed in early.items() if HALF_YEAR in fixed}
        if not early:
            return {}
        common = frozenset({0}) | frozenset.intersection(*early.values())
        for units, days in ((early, range(_EARLY + 1)), (late, range(_EARLY + 1, max(linked.days) + 1))):
            told = [self._told(unit, place, fixed) for unit, fixed in units.items()]
            told += self._remainders(place, units)
            for day in (day for day in linked.days if day in days and day not in PUBLISHED_DAYS):
                if told and all(self._carries(one, common, day) for one in told):
                    common |= {day}
        first = frozenset(day for day in common if day <= _EARLY)
        return {unit: (common if unit in late else first) | fixed for unit, fixed in early.items()}

    def _fixed(self, unit: str, period: str) -> frozenset[int]:
        below = frozenset() if self._below[unit][period] else frozenset(THRESHOLDS.values())
        return below | ({HALF_YEAR} if self.counted(unit, period) else frozenset())

    def _told(self, unit: str, place: int, fixed: frozenset[int]) -> _Told:
        linked, row = self._linked, self._linked.units.index(unit)
        return _Told(linked.still[row, place], linked.observed[row, place], linked.stopped[row, place], fixed)

    def _remainders(self, place: int, fixed: Mapping[str, frozenset[int]]) -> Iterable[_Told]:
        """A shown whole less its shown parts: the hidden parts together."""
        for whole, parts in self._linked.parts.items():
            seen = [self._told(part, place, fixed[part]) for part in parts if part in fixed]
            if whole not in fixed or len(seen) == len(parts):
                continue
            all_of = self._told(whole, place, fixed[whole])
            yield _Told(
                all_of.still - sum(one.still for one in seen),
                all_of.observed - sum(one.observed for one in seen),
                all_of.stopped - sum(one.stopped for one in seen),
                frozenset.intersection(all_of.fixed, *(one.fixed for one in seen)),
            )

    def _carries(self, told: _Told, common: frozenset[int], day: int) -> bool:
        """Whether an age may stand between the ages given before and after it."""
        places = {age: place for place, age in enumerate(self._linked.days)}
        ages = sorted(common | told.fixed | {day})
        at = ages.index(day)
        before, here = places[ages[at - 1]], places[day]
        if self._few(told.still[here]) or self._few(told.observed[here]):
            return False
        after = places[ages[at + 1]] if at + 1 < len(ages) else -1
        return not any(
            self._few(numbers[one] - numbers[other])
            for numbers in (told.still, told.stopped)
            for one, other in ((before, here), (here, after))
        )

    def _few(self, children: float) -> bool:
        return 0 < round(abs(children)) < self._threshold


def _registered(record: UnitRegistered, decisions: Decisions) -> UnitRegistered:
    """Numbers of children are given of all units or of none: what all births divide into gives its small parts away.

    How many were registered beyond the first year is no part of that, and few in every unit: it is never given.
    """
    asked = {"grain": record.grain, "unit": record.unit, "indicator": "duration_mean"}
    if decisions.hidden(**asked, periods=[record.period])[0]:
        nothing = record.explanation.assign(days=nan, children=nan)
        return replace(record, registered=None, restricted=None, explanation=nothing, linked=None, hidden=True)
    few = record.linked is None or any(decisions.small(count) for count in record.linked.to_numpy().ravel())
    withheld = np.asarray((record.explanation["reason"] == "capped") | few, dtype=bool)
    explanation = without(record.explanation, withheld, ["children"])
    registered = replace(record.registered, n=0) if few and record.registered else record.registered
    return replace(record, registered=registered, explanation=explanation, linked=None, counts_hidden=few)


def _tests(record: UnitDurationTests, decisions: Decisions) -> UnitDurationTests:
    """All or nothing, as the decisions say of the two years; the part between two visits as a whole per cent."""
    hidden = decisions.hidden(
        grain="agreement_year", unit=record.unit, indicator="duration_mean", periods=list(record.periods)
    )
    if record.reason or not hidden.any():
        return replace(record, between_visits_pct=float(np.round(record.between_visits_pct)))
    return record.emptied("hidden")


DURATION_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType(
    {
        UnitCurves: _unit_curves,
        CurvesBeside: _curves_beside,
        UnitRegistered: _registered,
        UnitDurationTests: _tests,
    }
)
"""The rule of each record, for `protect`."""
