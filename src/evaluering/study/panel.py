"""Counts by municipality and month of birth: births, children, known, and grouped durations. No person is left."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from evaluering.agreement import REGION, Agreement
from evaluering.errors import DeliveryError, Finding
from evaluering.intake.deliveries import Deliveries
from evaluering.parameters import Maturity
from evaluering.periods import Month, last_mature_month, months_between
from evaluering.study.cohort import Cohort, Step, build_cohort
from evaluering.study.contradictions import contradictions
from evaluering.study.duration import Durations, child_durations
from evaluering.study.grouped import Grid
from evaluering.study.settling import completeness, last_complete_month, moved_in_bulk, settling_months, settling_table
from evaluering.study.vintages import Present, earlier_extracts

Integers = npt.NDArray[np.int64]

TOTALS = ("rows_read", "rows_used", "children_in_deliveries", "children_counted")
"""Rules in `Panel.exclusions` that state how far the flow has come; what stands between two totals of one unit was
taken out of the first."""

INFORMATIVE = ("several_municipalities", "contradicting_status")
"""Rules in `Panel.exclusions` that count children who stay in: where they were placed, which evidence was used."""

_TABLES = ("cells", "durations", "exclusions", "settling", "contradictions", "vintages", "revised")
_MONTHS = ("last_mature_month", "mature_by_rule")
_FACTS = "panel.json"


@dataclass(frozen=True, slots=True)
class Panel:
    """What is counted, by municipality and month of birth. Confidential until protected, but no row is a person.

    Parameters
    ----------
    cells : DataFrame
        municipality (str), month (str, ``2023-04``), births, children, known (int64). Every municipality of the
        agreement by every month of the series, sorted, no gaps. `children` are those in the deliveries, `known`
        those of them whose feeding is known. `children` can exceed `births` where families move in.
    durations : DataFrame
        municipality, month (str), lower (int32), upper (float64), count (int32), sorted. T is the number of days from
        birth to the end of full breastfeeding. lower == upper: T is that day exactly. upper == inf: still fully
        breastfed at age lower (T > lower), then not followed. Else lower < T <= upper. lower == -1: nothing is known
        before upper, so T may be 0.
    exclusions : DataFrame
        step (int64, from 1), rule (str), unit (``rows`` or ``children``), count (int64): the flow from rows read to
        children counted (`TOTALS`, `INFORMATIVE`).
    extraction_date : date
        The day all deliveries have reached.
    last_mature_month : str
        Youngest birth month whose children can all be counted on that day: mature by the rule of days, and old enough
        to be complete (`study.settling.COMPLETE_PCT`).
    mature_by_rule : str
        Youngest birth month that is mature by the rule of days alone; later than `last_mature_month` where reports
        come in more slowly than the rule allows for.
    settling : DataFrame
        municipality, month, months_since_birth, count (`study.settling.settling_table`).
    contradictions : DataFrame
        municipality, rule, count, known (`study.contradictions.contradictions`).
    vintages, revised : DataFrame
        What earlier extracts told (`study.vintages.Vintages`); without rows where there was one extract of each.
    """

    cells: pd.DataFrame
    durations: pd.DataFrame
    exclusions: pd.DataFrame
    extraction_date: date
    last_mature_month: str
    mature_by_rule: str = ""
    settling: pd.DataFrame = field(default_factory=pd.DataFrame)
    contradictions: pd.DataFrame = field(default_factory=pd.DataFrame)
    vintages: pd.DataFrame = field(default_factory=pd.DataFrame)
    revised: pd.DataFrame = field(default_factory=pd.DataFrame)


def build_panel(deliveries: Deliveries, *, agreement: Agreement, series_start: Month, maturity: Maturity) -> Panel:
    """Count the children of the deliveries by municipality and month of birth.

    Parameters
    ----------
    deliveries : Deliveries
        Left unaltered.
    agreement : Agreement
        Its municipalities are the rows of the panel, delivered or not.
    series_start : Month
        First birth month, included. The last is the last with births on record, no later than the month of
        the extraction date.
    maturity : Maturity

    Raises
    ------
    DeliveryError
        When births do not cover the months in which children who can be counted were born.
    """
    last = _last_month(deliveries, series_start)
    cohort = build_cohort(deliveries, agreement=agreement, first=series_start, last=last)
    durations = child_durations(cohort.evidence, len(cohort.children))
    months = tuple(str(month) for month in months_between(series_start, last))
    grid = Grid(tuple(sorted(agreement.municipalities_of(REGION))), months)
    cell = grid.cells_of(cohort.children)
    by_rule = last_mature_month(
        deliveries.extraction_date,
        follow_up_days=maturity.follow_up_days,
        reporting_lag_days=maturity.reporting_lag_days,
    )
    _require_births(deliveries, first=series_start, last=by_rule)
    settled = settling_months(cohort.evidence, durations)
    settling = settling_table(grid, cell, settled, bulk=moved_in_bulk(deliveries.feeding))
    curve = completeness(settling, unit=REGION, last=by_rule, extraction=deliveries.extraction_date)
    mature = last_complete_month(curve, by_rule=by_rule, extraction=deliveries.extraction_date)
    now = Present(cohort, durations)
    earlier = earlier_extracts(deliveries, agreement=agreement, grid=grid, maturity=maturity, now=now)
    return Panel(
        cells=_cells(grid, cell, durations.known, deliveries.births),
        durations=grid.grouped_durations(cell, durations),
        exclusions=_exclusions(cohort, durations),
        extraction_date=deliveries.extraction_date,
        last_mature_month=str(mature),
        mature_by_rule=str(by_rule),
        settling=settling,
        contradictions=contradictions(grid, cell, cohort.evidence, durations),
        vintages=earlier.durations,
        revised=earlier.revised,
    )


def _require_births(deliveries: Deliveries, *, first: Month, last: Month) -> None:
    """Children without births would make the coverage of their year look better than it is."""
    born = deliveries.feeding["birth"].to_numpy(dtype="datetime64[s]").astype("datetime64[M]")
    counted = born[(born >= np.datetime64(str(first))) & (born <= np.datetime64(str(last)))]
    months = deliveries.births["month"]
    if not len(counted) or (months.min() <= str(counted.min()) and str(counted.max()) <= months.max()):
        return
    raise DeliveryError(
        Finding(
            f"Fødslerne går fra {months.min()} til {months.max()}, "
            f"men børn født fra {counted.min()} til {counted.max()} skal tælles med",
            file="foedsler",
            allowed="fødsler for alle måneder, hvor børn kan tælles med",
            remedy="Bed afsenderen om fødselstal for alle månederne, eller ret series_start i parameterfilen",
        )
    )


def _last_month(deliveries: Deliveries, series_start: Month) -> Month:
    born = [Month.parse(str(month)) for month in deliveries.births["month"].unique()]
    born += [Month.of(deliveries.feeding["birth"].max().date())] if len(deliveries.feeding) else []
    return max(series_start, min(max(born, default=series_start), Month.of(deliveries.extraction_date)))


def _cells(grid: Grid, cell: Integers, known: npt.NDArray[np.bool_], births: pd.DataFrame) -> pd.DataFrame:
    place = grid.cells_of(births)
    born = np.zeros(grid.size, dtype=np.int64)
    np.add.at(born, place[place >= 0], births["births"].to_numpy(dtype=np.int64)[place >= 0])
    return pd.DataFrame(
        {
            **grid.labels(np.arange(grid.size)),
            "births": born,
            "children": np.bincount(cell, minlength=grid.size),
            "known": np.bincount(cell[known], minlength=grid.size),
        }
    )


def _exclusions(cohort: Cohort, durations: Durations) -> pd.DataFrame:
    known = int(durations.known.sum())
    steps = (
        *cohort.steps,
        Step("contradicting_status", "children", int(durations.contradicted.sum())),
        Step("without_known_feeding", "children", len(cohort.children) - known),
        Step("children_counted", "children", known),
    )
    return pd.DataFrame(
        {
            "step": np.arange(1, len(steps) + 1),
            "rule": pd.Series([step.rule for step in steps], dtype="str"),
            "unit": pd.Series([step.unit for step in steps], dtype="str"),
            "count": np.asarray([step.count for step in steps], dtype=np.int64),
        }
    )


def write_panel(panel: Panel, folder: Path) -> None:
    """Save a panel in `folder` (made where missing): a parquet file per table and one JSON; same panel, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TABLES:
        table = pa.Table.from_pandas(getattr(panel, name), preserve_index=False)
        pq.write_table(table.replace_schema_metadata(None), folder / f"{name}.parquet", compression="zstd")
    facts = {"extraction_date": panel.extraction_date.isoformat()} | {name: getattr(panel, name) for name in _MONTHS}
    (folder / _FACTS).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def read_panel(folder: Path) -> Panel:
    """Read a panel saved by `write_panel`; FileNotFoundError when there is none."""
    facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    tables = {name: pq.read_table(folder / f"{name}.parquet").to_pandas() for name in _TABLES}
    months = {name: facts[name] for name in _MONTHS}
    return Panel(extraction_date=date.fromisoformat(facts["extraction_date"]), **tables, **months)
