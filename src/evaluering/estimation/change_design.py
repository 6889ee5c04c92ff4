"""The pre-specified shape of a before-and-after, which months it learns from, and whether they suffice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from evaluering.estimation.design import Break, Shape, carried, design
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.time_axis import position, read_periods
from evaluering.estimation.told_in import told_in
from evaluering.parameters import MONTHS_BEFORE
from evaluering.periods import Month


@dataclass(frozen=True, slots=True)
class ChangeDesign:
    """The pre-specified shape of a before-and-after.

    Parameters
    ----------
    start : Month
        First exposed birth month (included).
    cut_months : int
        Birth months before `start` that are left out, because those children were still being fed at the start.
    harmonics : int
        Pairs of yearly waves.
    last_month : Month
        Last mature birth month (included); nothing after it is used.
    minimum_mature_months : int
        Fewest mature months from `start` on before a change is shown.
    seed : int
        Of the draws behind relative changes.
    breaks : tuple of Break
        What else moved the series; part of the counterfactual.
    """

    start: Month
    cut_months: int
    harmonics: int
    last_month: Month
    minimum_mature_months: int
    seed: int
    breaks: tuple[Break, ...] = ()

    @property
    def months_after(self) -> int:
        """Mature months from the start on; 0 when none is."""
        return max(0, self.last_month - self.start + 1)

    @property
    def options(self) -> FitOptions:
        """How the primary model reads and fits the months of a series."""
        return FitOptions(
            outcome="value",
            period="period",
            harmonics=self.harmonics,
            standard_errors="model_standard_error",
            weights="births",
            seed=self.seed,
            shape=Shape(cut_periods=self.cut_months, breaks=self.breaks),
        )

    def shapes(self, *, ramps_months: tuple[int, ...], cuts_months: tuple[int, ...]) -> dict[str, Shape]:
        """Other shapes of the change by their slugs: the cuts, then the phase-ins no longer than the months after.

        Slugs: ``no_cut``, ``cut_k`` and ``ramp_k``. The primary shape's own cut is left out.
        """
        own = Shape(cut_periods=self.cut_months, breaks=self.breaks)
        cuts = {
            f"cut_{one}" if one else "no_cut": replace(own, cut_periods=one)
            for one in cuts_months
            if one != self.cut_months
        }
        ramps = {f"ramp_{one}": replace(own, ramp_periods=one) for one in ramps_months if one <= self.months_after}
        return cuts | ramps

    @property
    def without_near_breaks(self) -> ChangeDesign:
        """The same design without the breaks that begin or end less than twelve months from the start."""
        plan = design("month", position(str(self.start), "month"), harmonics=0, shape=Shape(breaks=self.breaks))
        placed = zip(self.breaks, plan.declared, strict=True)
        return replace(self, breaks=tuple(one for one, at in placed if not at.near(plan.origin, plan.grain)))

    def told_in(self, months: Iterable[str]) -> ChangeDesign:
        """The same design without the breaks that none or all of these months, those that are cut aside, lie in."""
        return replace(self, breaks=self.shape_told_in(Shape(self.cut_months, breaks=self.breaks), months).breaks)

    def shape_told_in(self, shape: Shape, months: Iterable[str]) -> Shape:
        """Another shape of the same change, without what none or all of these months, its own cut aside, lie in."""
        index = read_periods(list(months)).index
        return told_in(shape, index, origin=position(str(self.start), "month"), grain="month")

    def tells_apart(self, months: Iterable[str], *, changes: bool = True) -> bool:
        """Whether months can tell each break from the rest of the model; `changes` False: of a trend alone."""
        origin = position(str(self.start), "month")
        index = read_periods(list(months)).index
        used = index[(index < origin - self.cut_months) | (index >= origin)]
        plan = design("month", origin, harmonics=self.harmonics, shape=Shape(breaks=self.breaks))
        try:
            carried(replace(plan, changes=changes), used)
        except ValueError:
            return False
        return True


def analysed_months(series: OutcomeSeries, design: ChangeDesign) -> pd.DataFrame:
    """The mature months of a monthly series, those that are cut included; ValueError for other periods."""
    if series.grain != "month":
        raise ValueError(f"a before-and-after needs months, got {series.grain}")
    return series.frame[series.frame["period"] <= str(design.last_month)]


def months_before(frame: pd.DataFrame, design: ChangeDesign) -> pd.DataFrame:
    """Those of the months that lie before the cut."""
    return frame[frame["period"] < str(design.start + -design.cut_months)]


def known_months(frame: pd.DataFrame) -> list[str]:
    """The months with an outcome and its standard error: those a model can use."""
    return list(frame.loc[frame["value"].notna() & frame["model_standard_error"].notna(), "period"])


def told_design(frame: pd.DataFrame, design: ChangeDesign) -> tuple[ChangeDesign, str]:
    """The design with the breaks the months can tell, and the slug of why there is no change; empty when there is."""
    reason = too_few(frame, design)
    if reason:
        return design, reason
    months = known_months(frame)
    told = design.told_in(months)
    return told, "" if told.tells_apart(months) else "break_not_told"


def too_few(frame: pd.DataFrame, design: ChangeDesign) -> str:
    """Slug of why no change can be estimated from the months; empty when it can."""
    if not (frame["known"] > 0).any():
        return "no_data"
    after = frame[frame["period"] >= str(design.start)]
    if (after["known"] > 0).sum() < design.minimum_mature_months:
        return "too_few_mature_months"
    return too_few_before(months_before(frame, design)) or _without_events(after)


def too_few_before(before: pd.DataFrame) -> str:
    """Slug of why the months before cannot be used; empty when they can."""
    if (before["known"] > 0).sum() < MONTHS_BEFORE:
        return "too_few_months_before"
    return _without_events(before)


def _without_events(frame: pd.DataFrame) -> str:
    """A month whose share is known without error (nobody or everybody near it) has no weight a model can use."""
    return "too_few_events" if (frame.loc[frame["known"] > 0, "model_standard_error"] <= 0).any() else ""
