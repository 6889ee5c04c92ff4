"""Decide once per run which cells may be shown, over all linked cells together.

A cell is one unit in one period. It is hidden whole, count, per cent, interval and point together, when a number of
children behind it is below the threshold: with few children the per cent and its interval alone give the count
back. Where hidden cells could be had by subtracting the others from their shown sum, further ones are hidden. A cell
that an earlier report told is hidden too where it has moved by few children since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluering.agreement import Agreement
from evaluering.disclosure.estimates import counts_may_be_told
from evaluering.disclosure.releases import Floats, Released, alone, moved, moved_by_few, spans_moved_by_few
from evaluering.disclosure.subtraction import hide_what_subtraction_gives
from evaluering.estimation.survival.birth_spans import Births, latest_agreement_years, latest_births, mature_years
from evaluering.estimation.survival.curve_batch import HALF_YEAR, curve_batch
from evaluering.periods import Month, agreement_year_months, calendar_year_months
from evaluering.provenance import fingerprint
from evaluering.study.panel import Panel

GRAINS = ("month", "calendar_year", "agreement_year")
SPAN = "span"
OUTCOMES = ("duration_mean", "share_26w")
THRESHOLDS = {"share_2w": 14, "share_9w": 63, "share_17w": 119}
"""The published shares below 26 weeks, and the age in days that each lies beyond; they share one decision."""

_KEYS = ["grain", "period", "unit"]
_BASE = ["births", "known", "reached"]
_AGES = (0, *THRESHOLDS.values(), HALF_YEAR)

# Numbers of children that may not be small.
_SEEN = ["reached", "not_reached"]
_YEARLY = ["births", "known", "unknown", *_SEEN, "estimated_reached", "estimated_not_reached"]
_EARLY = ["left", *(f"{kind}_until_{day}" for day in THRESHOLDS.values() for kind in ("estimated", "seen"))]
_LATE = [f"{kind}_until_{HALF_YEAR}" for kind in ("estimated", "seen")]
_JUDGED = [*_YEARLY, *_EARLY, *_LATE]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What may be shown in one run.

    Parameters
    ----------
    cells : DataFrame
        One row per grain, period, unit and indicator: ``hidden`` (bool). A cell that is not listed is hidden.
    threshold : int
        Numbers of children from 1 to this minus 1 are hidden.
    together : tuple of str
        Codes of the municipalities that are only ever shown together with others.
    counts_told : bool
        Whether estimates tell their numbers of children and their coverage (`evaluering.disclosure.estimates`).
    """

    cells: pd.DataFrame
    threshold: int
    together: tuple[str, ...]
    counts_told: bool = False

    @property
    def fingerprint(self) -> str:
        """Sixteen digits that stand in every output shown under these decisions."""
        hidden = self.cells.loc[self.cells["hidden"], [*_KEYS, "indicator"]].astype(str)
        rows = ("|".join(row) for row in hidden.itertuples(index=False))
        return fingerprint([f"{self.threshold} {self.counts_told}", *rows])

    def hidden(self, *, grain: str, unit: str, indicator: str, periods: list[str]) -> np.ndarray:
        """Whether each of `periods` is hidden: boolean array of the same length."""
        mine = self.cells[
            (self.cells["grain"] == grain) & (self.cells["unit"] == unit) & (self.cells["indicator"] == indicator)
        ]
        found = dict(zip(mine["period"], mine["hidden"], strict=True))
        return np.array([bool(found.get(period, True)) for period in periods], dtype=bool)

    def small(self, count: float) -> bool:
        """Whether a number of children or rows is too small to show: 1 to threshold - 1."""
        return 0 < count < self.threshold


def decide(
    panel: Panel, *, agreement: Agreement, threshold: int, cut_months: int, released: Released | None = None
) -> Decisions:
    """Decide for every cell that the reports can show.

    Parameters
    ----------
    panel : Panel
        Counts per municipality and birth month.
    agreement : Agreement
        Names the units, and which municipalities are shown as one row.
    threshold : int
        Least number of children that may be shown, 3 to 10.
    cut_months : int
        Months before the start that estimates leave out.
    released : Released, optional
        What earlier reports told of the same births.
    """
    released = released or Released()
    units = {unit: agreement.municipalities_of(unit) for unit in (*agreement.units, *agreement.publication_rows)}
    by_age = _children_by_age(panel, units=units)
    cells = _first_decisions(panel, by_age, agreement=agreement, threshold=threshold)
    moves = moved(cells, released)
    few = moved_by_few(moves, alone=alone(cells, agreement), threshold=threshold).any(axis=0)
    cells = cells.assign(hidden=cells["hidden"].to_numpy(dtype=bool) | few)
    decided = hide_what_subtraction_gives(cells, _judged(cells), agreement=agreement, threshold=threshold, moves=moves)
    years = latest_agreement_years(panel)
    if years:
        spans = _span_decisions(decided, by_age, years=years, threshold=threshold, moves=moves)
        spans = hide_what_subtraction_gives(spans, _judged(spans), agreement=agreement, threshold=threshold)
        decided = pd.concat([decided, spans])
    columns = [*_KEYS, "indicator", "hidden"]
    return Decisions(
        cells=decided[columns].sort_values(columns[:4], ignore_index=True),
        threshold=threshold,
        together=shown_together(agreement),
        counts_told=counts_may_be_told(panel, agreement=agreement, cut_months=cut_months, threshold=threshold)
        and not spans_moved_by_few(panel, released, agreement=agreement, threshold=threshold),
    )


def without(frame: pd.DataFrame, hidden: np.ndarray, columns: list[str]) -> pd.DataFrame:
    """A copy of the frame with NaN in the hidden rows of the given columns."""
    return frame.assign(**{name: frame[name].astype("float64").mask(hidden) for name in columns})


def shown_together(agreement: Agreement) -> tuple[str, ...]:
    """Codes of the municipalities of all publication groups."""
    return tuple(code for group in agreement.publication_groups for code in group.municipalities)


def _monthly_counts(panel: Panel) -> pd.DataFrame:
    """Births, known and known to have reached 26 weeks, per municipality and month."""
    durations = panel.durations
    reached = durations[durations["lower"] >= HALF_YEAR].groupby(["municipality", "month"])["count"].sum()
    cells = panel.cells.set_index(["municipality", "month"])[["births", "known"]]
    return cells.assign(reached=reached.reindex(cells.index, fill_value=0)).reset_index()


def _counts_by(months: pd.DataFrame, *, grain: str, agreement: Agreement) -> pd.DataFrame:
    """Counts per unit and period of one grain; months only for the region and its clusters."""
    units = agreement.units if grain == "month" else (*agreement.units, *agreement.publication_rows)
    period = {text: _period_of(text, grain) for text in set(months["month"])}
    dated = months.assign(period=months["month"].map(period))
    parts = []
    for unit in units:
        mine = dated[dated["municipality"].isin(agreement.municipalities_of(unit))]
        sums = mine.groupby("period")[_BASE].sum().reset_index()
        parts.append(sums.assign(unit=unit, grain=grain))
    return pd.concat(parts, ignore_index=True)


def _period_of(month: str, grain: str) -> str:
    """The period of one grain that a month belongs to."""
    return month if grain == "month" else str(getattr(Month.parse(month), grain))


def _births(panel: Panel) -> dict[tuple[str, str], Births]:
    """By grain and period: the years in which anything is counted, mature or not, and the latest ones together."""
    months = [Month.parse(month) for month in sorted(set(panel.cells["month"]))]
    found = {}
    for grain, months_of in zip(GRAINS[1:], (calendar_year_months, agreement_year_months), strict=True):
        for year in sorted({int(getattr(month, grain)) for month in months}):
            found[(grain, str(year))] = Births(str(year), months_of(year)[0], months_of(year)[-1])
    together = latest_births(panel)
    return found if together is None else found | {(SPAN, together.name): together}


def _children_by_age(panel: Panel, *, units: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Children who stopped between two published ages, as estimated by the curve and as seen.

    Returns
    -------
    DataFrame
        grain, period, unit; estimated_reached, estimated_not_reached: at 26 weeks; left: at 17 weeks;
        estimated_until_14 and seen_until_14: from birth to 2 weeks, and so on for the other ages.
    """
    births = _births(panel)
    batch = curve_batch(panel, units, tuple(births.values()))
    known = np.nan_to_num(batch.curves.known)
    left = batch.still(_AGES) * known[:, None]
    estimated, seen = -np.diff(left, axis=1), np.diff(batch.stopped(_AGES), axis=1)
    cells = [(*cell, unit) for unit in batch.units for cell in births]
    return pd.DataFrame(cells, columns=_KEYS).assign(
        estimated_reached=left[:, -1],
        estimated_not_reached=known - left[:, -1],
        left=left[:, -2],
        **{f"estimated_until_{day}": estimated[:, place] for place, day in enumerate(_AGES[1:])},
        **{f"seen_until_{day}": seen[:, place] for place, day in enumerate(_AGES[1:])},
    )


def _first_decisions(panel: Panel, by_age: pd.DataFrame, *, agreement: Agreement, threshold: int) -> pd.DataFrame:
    """Months and years, hidden where a number of children is small; shares below 26 weeks are had of mature years."""
    months = _monthly_counts(panel)
    counts = pd.concat([_counts_by(months, grain=grain, agreement=agreement) for grain in GRAINS], ignore_index=True)
    below = pd.Series(data=False, index=counts.index)
    for grain in GRAINS[1:]:
        mature = counts["period"].isin([year.name for year in mature_years(panel, grain=grain)])
        below |= (counts["grain"] == grain) & mature & counts["unit"].isin(agreement.units)
    counts = counts.merge(by_age, on=_KEYS, how="left", validate="one_to_one")
    counts = counts.assign(unknown=counts["births"] - counts["known"], not_reached=counts["known"] - counts["reached"])
    cells = [counts.assign(indicator=name) for name in OUTCOMES]
    cells += [counts[below].assign(indicator=name) for name in THRESHOLDS]
    together = pd.concat(cells, ignore_index=True)
    return together.assign(hidden=_small(_judged(together), threshold).any(axis=1))


def _judged(cells: pd.DataFrame) -> np.ndarray:
    """The numbers of children that are judged, array (cells, numbers), rounded as they are told; NaN for the others."""
    kinds = list(zip(cells["grain"], cells["indicator"], strict=True))
    asked = {kind: np.isin(_JUDGED, _judged_names(*kind)) for kind in set(kinds)}
    numbers = cells[_JUDGED].to_numpy(dtype=np.float64).round()
    return np.where(np.reshape([asked[kind] for kind in kinds], numbers.shape), numbers, np.nan)


def _judged_names(grain: str, indicator: str) -> list[str]:
    """Which numbers a cell rests on.

    Years show births, known and unknown beside each outcome, so both outcomes of a year share one decision: else a
    count hidden in one table could be read in the other. Months show points without counts. The latest years together
    show shares below 26 weeks, which rest on their own numbers alone.

    Those who reach 26 weeks are judged as estimated, which is told, and as seen, which is not: from the share p and its
    standard error s, p²(1 - p)/s² is near the number seen, also where the estimate is many times as large because ends
    are known from visits alone.
    """
    if grain == "month":
        return ["births", "known", *(_SEEN if indicator == "share_26w" else ())]
    if indicator in OUTCOMES:
        return _YEARLY
    return [*_EARLY, *_LATE] if grain == SPAN else _JUDGED


def _span_decisions(
    decided: pd.DataFrame, by_age: pd.DataFrame, *, years: tuple[int, ...], threshold: int, moves: Floats
) -> pd.DataFrame:
    """First decisions on the latest agreement years taken together, for every unit and row.

    Numbers of children, and the share at 26 weeks, are also had by year: where one of the years is hidden, they would
    give it back, or what it moved by. The shares below 26 weeks are not had by year for a row, so they hang on their
    own numbers alone.
    """
    added = ["births", "known", "unknown", *_SEEN]
    names = [str(year) for year in years]
    mine = decided[
        (decided["grain"] == "agreement_year") & (decided["indicator"] == "share_26w") & decided["period"].isin(names)
    ]
    whole = mine.groupby("unit", sort=False)[added].sum().reset_index()
    whole = whole.merge(by_age[by_age["grain"] == SPAN], on="unit")
    concealed = mine[mine["hidden"]].groupby("unit")[added].sum().reindex(whole["unit"], fill_value=0)
    one_year = mine.groupby("unit")["hidden"].sum().reindex(whole["unit"]) == 1
    by_year = one_year.to_numpy() | _small(concealed.to_numpy(), threshold).any(axis=1)
    for place, unit in enumerate(whole["unit"]):
        gone = moves[:, mine.index[mine["hidden"] & (mine["unit"] == unit)]]
        by_year[place] |= moved_by_few(np.nansum(gone, axis=1), alone=False, threshold=threshold).any()
    # Where few reached 26 weeks that share is hidden, and those who stopped shortly before are one with them.
    below = whole.assign(**{name: whole[name].mask(_small(whole["reached"], threshold)) for name in _LATE})
    outcomes = pd.concat([whole.assign(indicator=name) for name in OUTCOMES])
    shares = pd.concat([below.assign(indicator=name) for name in THRESHOLDS])
    outcomes["hidden"] = _small(_judged(outcomes), threshold).any(axis=1) | np.tile(by_year, len(OUTCOMES))
    shares["hidden"] = _small(_judged(shares), threshold).any(axis=1)
    return pd.concat([outcomes, shares], ignore_index=True)


def _small(count: Any, threshold: int) -> Any:
    """Element by element, for a series or an array."""
    return (count > 0) & (count < threshold)
