"""Decide once per run which cells may be shown, over all linked cells together.

A cell is one unit in one period. It is hidden whole, count, per cent, interval and point together, when a number of
children behind it is below the threshold: with few children the per cent and its interval alone give the count
back. Where one hidden cell could be had by subtracting the others from their shown sum, a second is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluering.agreement import REGION, Agreement
from evaluering.estimation.survival.birth_spans import Births, latest_agreement_years, latest_births, mature_years
from evaluering.estimation.survival.curve_batch import HALF_YEAR, curve_batch
from evaluering.periods import Month
from evaluering.provenance import fingerprint
from evaluering.study.panel import Panel

GRAINS = ("month", "calendar_year", "agreement_year")
OUTCOMES = ("duration_mean", "share_26w")
THRESHOLDS = {"share_2w": 14, "share_9w": 63, "share_17w": 119}
"""The published shares below 26 weeks, and the age in days that each lies beyond; they share one decision."""

_KEYS = ["grain", "period", "unit"]
_BASE = ["births", "known", "reached"]


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
    units = {unit: agreement.municipalities_of(unit) for unit in agreement.units}
    rows = {row: agreement.municipalities_of(row) for row in agreement.publication_rows}
    cells = [_first_decision(counts, indicator=name, threshold=threshold) for name in OUTCOMES]
    for grain in GRAINS[1:]:
        few = _few_between(panel, units=units, spans=mature_years(panel, grain=grain), threshold=threshold)
        cells += _threshold_decisions(counts[counts["grain"] == grain], few, threshold=threshold)
    decided = _hide_what_subtraction_gives(pd.concat(cells, ignore_index=True), agreement=agreement)
    span = latest_births(panel)
    if span is not None:
        few = _few_between(panel, units=units | rows, spans=(span,), threshold=threshold)
        spans = _span_decisions(decided, few, years=latest_agreement_years(panel), threshold=threshold)
        decided = pd.concat([decided, _hide_what_subtraction_gives(spans, agreement=agreement)])
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


def _few_between(
    panel: Panel, *, units: Mapping[str, tuple[str, ...]], spans: tuple[Births, ...], threshold: int
) -> pd.DataFrame:
    """Whether few children, as estimated by the curve or as seen, stopped between two published ages.

    Returns
    -------
    DataFrame
        unit, period; early: before 2 weeks, or until 9 or 17, or few were still going on then; late: from 17 to 26
        weeks.
    """
    batch = curve_batch(panel, units, spans)
    ages = (0, *THRESHOLDS.values(), HALF_YEAR)
    left = batch.still(ages) * np.nan_to_num(batch.curves.known)[:, None]
    stops = np.stack([-np.diff(left, axis=1), np.diff(batch.stopped(ages), axis=1)])
    few = _small(stops.round(), threshold).any(axis=0)
    cells = [(unit, span.name) for unit in batch.units for span in batch.spans]
    frame = pd.DataFrame(cells, columns=["unit", "period"])
    return frame.assign(early=few[:, :-1].any(axis=1) | _small(left[:, -2].round(), threshold), late=few[:, -1])


def _threshold_decisions(counts: pd.DataFrame, few: pd.DataFrame, *, threshold: int) -> list[pd.DataFrame]:
    """Hide the shares below 26 weeks of years in which a number between two ages, or a base number, is small."""
    told = counts.merge(few, on=["unit", "period"])
    base = _first_decision(told, indicator="share_26w", threshold=threshold)
    hidden = base["hidden"] | base["early"] | base["late"]
    return [base.assign(indicator=name, hidden=hidden) for name in THRESHOLDS]


def _span_decisions(
    decided: pd.DataFrame, few: pd.DataFrame, *, years: tuple[int, ...], threshold: int
) -> pd.DataFrame:
    """First decisions on the latest agreement years taken together, for every unit and row.

    Numbers of children, and the share at 26 weeks, are also had by year: where one of the years is hidden, they would
    give it back. The shares below 26 weeks are not had by year for a row, so they hang on their own numbers alone.
    """
    names = [str(year) for year in years]
    mine = decided[
        (decided["grain"] == "agreement_year") & (decided["indicator"] == "share_26w") & decided["period"].isin(names)
    ]
    whole = mine.groupby("unit", sort=False)[_BASE].sum()
    concealed = mine[mine["hidden"]].groupby("unit")[_BASE].sum().reindex(whole.index, fill_value=0)
    small = (mine.groupby("unit", sort=False)["hidden"].sum() == 1).to_numpy()
    for counts in (whole, concealed):
        judged = _first_decision(counts.assign(grain="span"), indicator="share_26w", threshold=threshold)
        small = small | judged["hidden"].to_numpy()
    told = whole.assign(grain="span").reset_index().merge(few, on="unit")
    # Where few reached 26 weeks that share is hidden, and those who stopped shortly before are one with them.
    early = told["early"] | (told["late"] & ~_small(told["reached"], threshold))
    hidden = dict.fromkeys(OUTCOMES, small) | dict.fromkeys(THRESHOLDS, early)
    return pd.concat([told.assign(indicator=name, hidden=one) for name, one in hidden.items()], ignore_index=True)


def _small(count: Any, threshold: int) -> Any:
    """Element by element, for a series or an array."""
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
            # A part without any known child is told to have none, so that hiding it would conceal nothing.
            for index in sorted(found, key=lambda one: (known[one] == 0, known[one])):
                if hidden[found].sum() >= least:
                    break
                hidden[index] = True
    return cells.assign(hidden=hidden)
