"""Decide once per run which cells may be shown, over all linked cells together.

A cell is one unit in one period. It is hidden whole, count, per cent, interval and point together, when a number of
children behind it is below the threshold: with few children the per cent and its interval alone give the count
back. Where one hidden cell could be had by subtracting the others from their shown sum, a second is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluering.agreement import REGION, Agreement
from evaluering.periods import Month
from evaluering.provenance import fingerprint
from evaluering.study.panel import Panel

GRAINS = ("month", "calendar_year", "agreement_year")
OUTCOMES = ("duration_mean", "share_26w")
_KEYS = ["grain", "period", "unit"]
_HALF_YEAR_DAYS = 182


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
    """

    cells: pd.DataFrame
    threshold: int
    together: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Sixteen digits that stand in every output shown under these decisions."""
        hidden = self.cells.loc[self.cells["hidden"], [*_KEYS, "indicator"]].astype(str)
        return fingerprint([str(self.threshold), *("|".join(row) for row in hidden.itertuples(index=False))])

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


def decide(panel: Panel, *, agreement: Agreement, threshold: int) -> Decisions:
    """Decide for every cell that the reports can show.

    Parameters
    ----------
    panel : Panel
        Counts per municipality and birth month.
    agreement : Agreement
        Names the units, and which municipalities are shown as one row.
    threshold : int
        Least number of children that may be shown, 3 to 10.
    """
    months = _monthly_counts(panel)
    counts = pd.concat([_counts_by(months, grain=grain, agreement=agreement) for grain in GRAINS], ignore_index=True)
    cells = pd.concat([_first_decision(counts, indicator=name, threshold=threshold) for name in OUTCOMES])
    decided = _hide_what_subtraction_gives(cells.reset_index(drop=True), agreement=agreement)
    columns = [*_KEYS, "indicator", "hidden"]
    return Decisions(
        cells=decided[columns].sort_values(columns[:4], ignore_index=True),
        threshold=threshold,
        together=shown_together(agreement),
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
    reached = durations[durations["lower"] >= _HALF_YEAR_DAYS].groupby(["municipality", "month"])["count"].sum()
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
        sums = mine.groupby("period")[["births", "known", "reached"]].sum().reset_index()
        parts.append(sums.assign(unit=unit, grain=grain))
    return pd.concat(parts, ignore_index=True)


def _period_of(month: str, grain: str) -> str:
    """The period of one grain that a month belongs to."""
    return month if grain == "month" else str(getattr(Month.parse(month), grain))


def _first_decision(counts: pd.DataFrame, *, indicator: str, threshold: int) -> pd.DataFrame:
    """Hide the cells in which a number of children is small.

    Years show births, known and unknown beside each outcome, so both outcomes of a year share one decision: else a
    count hidden in one table could be read in the other. Months show points without counts.
    """
    yearly = counts["grain"] != "month"
    unknown = (counts["births"] - counts["known"]).clip(lower=0)
    small = _small(counts["births"], threshold) | _small(counts["known"], threshold)
    small |= yearly & _small(unknown, threshold)
    outcome = _small(counts["reached"], threshold) | _small(counts["known"] - counts["reached"], threshold)
    small |= outcome & (yearly | (indicator == "share_26w"))
    return counts.assign(indicator=indicator, hidden=small)


def _small(count: pd.Series, threshold: int) -> pd.Series:
    return (count > 0) & (count < threshold)


def _hide_what_subtraction_gives(cells: pd.DataFrame, *, agreement: Agreement) -> pd.DataFrame:
    """Hide a second cell wherever one hidden cell is the difference between a shown sum and the shown others.

    Parents are settled before their parts; a hidden sum hides at least two of its parts (or its only part).
    """
    families: list[tuple[str, list[str]]] = [(REGION, [cluster.slug for cluster in agreement.clusters])]
    for cluster in agreement.clusters:
        rows = [row for row in agreement.publication_rows if agreement.cluster_of(row) == cluster.slug]
        families.append((cluster.slug, rows))
    hidden = cells["hidden"].to_numpy().copy()
    place = {key: index for index, key in enumerate(zip(*(cells[name] for name in [*_KEYS, "indicator"]), strict=True))}
    known = cells["known"].to_numpy()
    touched = cells.loc[cells["hidden"], ["grain", "period", "indicator"]].drop_duplicates()
    for grain, period, indicator in touched.itertuples(index=False, name=None):
        for parent, parts in families:
            found = [place[key] for part in parts if (key := (grain, period, part, indicator)) in place]
            above = place[(grain, period, parent, indicator)]
            if len(found) == 1:
                hidden[above] = hidden[found[0]] = hidden[above] or hidden[found[0]]
                continue
            least = 2 if hidden[above] or hidden[found].any() else 0
            for index in sorted(found, key=lambda one: known[one]):
                if hidden[found].sum() >= least:
                    break
                hidden[index] = True
    return cells.assign(hidden=hidden)
