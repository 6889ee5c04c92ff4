"""What is emptied in the records on the quality of the data: counts that are small, and what would give them back.

Flags and verdicts stay, since none of them rests on fewer than five children. What is left of per cents that
are not published by year is rounded, so that no number of children comes back by multiplying.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import nan
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.disclosure.decisions import OUTCOMES, Decisions, without
from evaluering.disclosure.estimates import uncounted
from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck
from evaluering.estimation.data_quality.heaping import HeapingTable
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import ContradictionTable, MunicipalityQuality
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios, OutcomeBounds
from evaluering.estimation.data_quality.vintage_comparison import VintageTable
from evaluering.study.settling import Completeness, MaturityGate

Flags = npt.NDArray[np.bool_]


def _small(decisions: Decisions, *counts: pd.Series) -> Flags:
    """Rows in which one of the counts (or the size of one that is negative) is 1 to threshold - 1."""
    sizes = np.abs(np.stack([np.asarray(count, dtype=np.float64) for count in counts]))
    return np.asarray(((sizes > 0) & (sizes < decisions.threshold)).any(axis=0), dtype=bool)


def _hidden_years(decisions: Decisions, frame: pd.DataFrame, *, grain: str = "calendar_year") -> Flags:
    """Whether the cell of each row's unit and year is hidden; outcomes of a year share one decision."""
    cells = decisions.cells[(decisions.cells["grain"] == grain) & decisions.cells["indicator"].isin(OUTCOMES)]
    hidden = cells.groupby(["unit", "period"])["hidden"].any()
    keys = pd.MultiIndex.from_arrays([frame["unit"], frame["year"]])
    return np.asarray(hidden.reindex(keys, fill_value=True), dtype=bool)


def _completeness(record: Completeness, decisions: Decisions) -> Completeness:
    """Ages between which fewer children than the threshold were settled are taken together; whole per cents.

    A unit that the decisions do not name is hidden whole: it is only shown together with others.
    """
    settled = record.frame["settled"].to_numpy(dtype=np.int64)
    hidden = np.zeros(len(settled), dtype=bool)
    if record.unit not in set(decisions.cells["unit"]):
        frame = record.frame.drop(columns="settled").assign(complete_pct=nan, hidden=True)
        return replace(record, children=0, frame=frame, complete_after=-1)
    shown = 0
    for place, count in enumerate(settled):
        hidden[place] = decisions.small(count - shown) or decisions.small(record.children - count)
        shown = shown if hidden[place] else count
    frame = without(record.frame, hidden, ["settled", "complete_pct"])
    frame = frame.drop(columns="settled").assign(complete_pct=frame["complete_pct"].round(), hidden=hidden)
    return replace(record, frame=frame)


def _heaping(record: HeapingTable, decisions: Decisions) -> HeapingTable:
    frame = record.frame
    durations = frame["durations"]
    hidden = _hidden_years(decisions, frame) | _small(decisions, durations, frame["known"] - durations)
    frame = without(frame, hidden, ["known", "durations"])
    for name in ("weeks", "months"):
        few = hidden | _small(decisions, record.frame[name], durations - record.frame[name])
        frame = without(frame, few, [name, f"{name}_pct", f"{name}_ratio"]).assign(**{f"{name}_hidden": few})
    return HeapingTable(frame.assign(hidden=hidden))


def _practice_change(record: PracticeChange, decisions: Decisions) -> PracticeChange:
    small = decisions.small(record.fewest)
    before, after = (nan if small else round(pct, 1) for pct in (record.before_pct, record.after_pct))
    return replace(record, before_pct=before, after_pct=after, fewest=0)


def _coverage_step(record: CoverageStep, decisions: Decisions) -> CoverageStep:
    """Coverage on the two sides is that of the births an estimate is about, and goes with its numbers of children."""
    if decisions.counts_told and not decisions.small(record.fewest):
        return replace(record, fewest=0)
    return replace(record, before_pct=nan, after_pct=nan, fewest=0)


def _deliveries(record: DeliveriesCheck, decisions: Decisions) -> DeliveriesCheck:
    excess, outliers, holes = record.excess, record.outliers, record.holes
    unlikely = (excess["births"], excess["children"], excess["known"], excess["children"] - excess["births"])
    hidden = _hidden_years(decisions, excess) | _small(decisions, *unlikely, excess["children"] - excess["known"])
    few, gone = _small(decisions, outliers["births"]), _small(decisions, holes["children"])
    return DeliveriesCheck(
        excess=without(excess, hidden, ["births", "children"]).drop(columns="known").assign(hidden=hidden),
        outliers=without(outliers, few, ["births", "z"]).assign(hidden=few),
        holes=without(holes, gone, ["children"]).assign(hidden=gone),
    )


def _contradictions(record: ContradictionTable, decisions: Decisions) -> ContradictionTable:
    """A row's counts are hidden when one of them, or what lies between two, is small.

    How many statuses contradict an end in all is told in the flow of exclusions, so those of the hidden rows must not
    add up to a small number: further rows are hidden until they do not. Of the others no sum is told.
    """
    frame = record.frame
    wide = frame.pivot_table(index="unit", columns="rule", values="count", sort=False).astype("int64")
    against, overlap, either = (wide[name] for name in ("status_against_end", "periods_overlap", "either"))
    small = _small(decisions, against, overlap, either, either - against, either - overlap)
    for row in np.argsort(against.to_numpy(), kind="stable"):
        small[row] |= decisions.small(against[small].sum()) and against.iloc[row] > 0
    hard = frame["unit"].isin(wide.index[small]) & (frame["rule"] != "full_after_less")
    soft = frame["unit"].isin(wide.index[_small(decisions, wide["full_after_less"])])
    hidden = np.asarray(hard | (soft & (frame["rule"] == "full_after_less")), dtype=bool)
    shown = without(frame, hidden, ["count", "pct"]).drop(columns="known")
    return ContradictionTable(shown.assign(pct=shown["pct"].round(1), hidden=hidden))


def _vintages(record: VintageTable, decisions: Decisions) -> VintageTable:
    """Outcomes of then are hidden where few children were added, changed or gone: the difference would tell of them."""
    frame = record.frame
    then, now, known = frame["known_then"], frame["known_now"], _hidden_years(decisions, frame)
    outcomes = [name for name in frame.columns if name.endswith(("_then", "_now")) and not name.startswith("known_")]
    hidden = {
        **dict.fromkeys(("births", "known_now", *(name for name in outcomes if name.endswith("_now"))), known),
        "known_then": known | _small(decisions, now - then, then, frame["births"] - then),
        "settled": known | _small(decisions, now - then, frame["settled"], then - frame["settled"]),
        "changed": known | _small(decisions, frame["changed"]),
        "absent": known | _small(decisions, frame["absent"]),
    }
    of_then = hidden["known_then"] | hidden["changed"] | hidden["absent"]
    hidden |= dict.fromkeys((name for name in outcomes if name.endswith("_then")), of_then)
    for name, gone in hidden.items():
        frame = without(frame, gone, [name])
    return VintageTable(frame.assign(hidden=known, hidden_then=of_then))


def _bounds(record: OutcomeBounds, decisions: Decisions) -> OutcomeBounds:
    periods = record.frame["period"].tolist()
    hidden = decisions.hidden(grain=record.grain, unit=record.unit, indicator=record.indicator, periods=periods)
    numbers = [name for name in record.frame.columns if name != "period"]
    return replace(record, frame=without(record.frame, hidden, numbers).assign(hidden=hidden))


def _scenarios(record: ChangeScenarios, decisions: Decisions) -> ChangeScenarios:
    small = any(decisions.small(one.estimate.n) for one in record.scenarios)
    if small:
        return replace(record, scenarios=(), reason="hidden")
    if decisions.counts_told:
        return record
    return replace(record, scenarios=tuple(replace(one, estimate=uncounted(one.estimate)) for one in record.scenarios))


def _quality(record: MunicipalityQuality, decisions: Decisions) -> MunicipalityQuality:
    frame = pd.DataFrame({"unit": [record.unit] * len(record.years), "year": list(record.years)})
    if _hidden_years(decisions, frame, grain="agreement_year").any():
        return replace(record, births=nan, known=nan, exact=nan)
    if decisions.small(record.exact) or decisions.small(record.known - record.exact):
        return replace(record, exact=nan)
    return record


def _dates_only(record: MaturityGate, decisions: Decisions) -> MaturityGate:  # noqa: ARG001
    return record


QUALITY_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType(
    {
        Completeness: _completeness,
        MaturityGate: _dates_only,
        HeapingTable: _heaping,
        PracticeChange: _practice_change,
        CoverageStep: _coverage_step,
        DeliveriesCheck: _deliveries,
        ContradictionTable: _contradictions,
        VintageTable: _vintages,
        OutcomeBounds: _bounds,
        ChangeScenarios: _scenarios,
        MunicipalityQuality: _quality,
    }
)
"""The rule of each record, for `protect`."""
