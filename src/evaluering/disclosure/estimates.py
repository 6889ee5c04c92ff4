"""What is told of the children behind estimates: their numbers and their coverage, of every estimate or of none.

Estimates are about births from the start on, or before the cut. These spans overlap the years whose numbers are shown
too, so a number of one estimate less those of the years, or of the region less those of the clusters, is a number of
children of some months that nobody asked about.
"""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np

from evaluering.agreement import Agreement
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.periods import Month
from evaluering.study.panel import Panel


def counts_may_be_told(panel: Panel, *, agreement: Agreement, cut_months: int, threshold: int) -> bool:
    """Whether nothing small is left by any difference between the spans of estimates and of years.

    All of them are made of pieces: the months between one 1 January, 1 April, cut, start or end of the mature months
    and the next. Where births, known and unknown children of the region and of every cluster are 0 or at least the
    threshold in each piece, they are so in whatever is made of pieces.

    Parameters
    ----------
    panel : Panel
        Counts per municipality and birth month.
    agreement : Agreement
        Names the units and the start.
    cut_months : int
        Months before the start that estimates leave out.
    threshold : int
        Least number of children that may be shown.
    """
    edges = [str(month) for month in _edges(panel, start=agreement.start, cut_months=cut_months)]
    mature = panel.cells[panel.cells["month"] <= panel.last_mature_month]
    piece = np.searchsorted(edges, mature["month"].to_numpy(dtype=str), side="right")
    counts = mature.assign(unknown=(mature["births"] - mature["known"]))[["births", "known", "unknown"]]
    for unit in agreement.units:
        inside = mature["municipality"].isin(agreement.municipalities_of(unit)).to_numpy()
        sums = counts[inside].groupby(piece[inside]).sum().to_numpy()
        if ((sums > 0) & (sums < threshold)).any():
            return False
    return True


def _edges(panel: Panel, *, start: Month, cut_months: int) -> list[Month]:
    """First months of the pieces."""
    first, last = Month.parse(str(panel.cells["month"].min())), Month.parse(panel.last_mature_month)
    edges = {Month(year, month) for year in range(first.year, last.year + 1) for month in (1, 4)}
    return sorted(edges | {start, start + -cut_months})


def uncounted(estimate: Estimate) -> Estimate:
    """The estimate without its number of children, and without its coverage, which has the number in it."""
    return replace(estimate, n=0, coverage_pct=nan)


def uncounted_fit(fit: InterruptedFit | None) -> InterruptedFit | None:
    """The fit with no number of children in any of its estimates."""
    return None if fit is None else replace(fit, estimates=tuple(uncounted(one) for one in fit.estimates))
