"""What is emptied in records on who is counted: months with few births, and few children without a municipality."""

from __future__ import annotations

from evaluering.disclosure.counts import UnplacedTable
from evaluering.disclosure.decisions import Decisions, without
from evaluering.estimation.data_quality.monthly_coverage import BAND_PCT, MonthlyCoverage


def emptied_months(record: MonthlyCoverage, decisions: Decisions) -> MonthlyCoverage:
    """The bands of the months in which a band holds at least as many numbers of children as the threshold.

    Births are published by others, so a narrower band would tell how many of them are unknown.
    """
    births = record.frame["births"]
    hidden = ((births > 0) & (births * BAND_PCT / 100 < decisions.threshold)).to_numpy(dtype=bool)
    shown = without(record.frame, hidden, ["band"]).drop(columns="births")
    return MonthlyCoverage(shown.assign(hidden=hidden))


def emptied_unplaced(record: UnplacedTable, decisions: Decisions) -> UnplacedTable:
    """The table with a column hidden; a small number of children hides its year."""
    hidden = record.frame["unplaced"].map(decisions.small).to_numpy(dtype=bool)
    return UnplacedTable(without(record.frame, hidden, ["unplaced", "nation"]).assign(hidden=hidden))
