"""Counts by municipality and month of birth: births, children, known, and grouped durations. No person is left."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
from evaluering.study.duration import Durations, child_durations

TOTALS = ("rows_read", "rows_used", "children_in_deliveries", "children_counted")
"""Rules in `Panel.exclusions` that state how far the flow has come; what stands between two totals of one unit was
taken out of the first."""

INFORMATIVE = ("several_municipalities", "contradicting_status")
"""Rules in `Panel.exclusions` that count children who stay in: where they were placed, which evidence was used."""

_TABLES = ("cells", "durations", "exclusions")
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
        Youngest birth month whose children can all be counted on that day.
    """

    cells: pd.DataFrame
    durations: pd.DataFrame
    exclusions: pd.DataFrame
    extraction_date: date
    last_mature_month: str


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
    codes = tuple(sorted(agreement.municipalities_of(REGION)))
    months = tuple(str(month) for month in months_between(series_start, last))
    place = _cell(cohort.children["municipality"], codes) * len(months) + _cell(cohort.children["month"], months)
    mature = last_mature_month(
        deliveries.extraction_date,
        follow_up_days=maturity.follow_up_days,
        reporting_lag_days=maturity.reporting_lag_days,
    )
    _require_births(deliveries, first=series_start, last=mature)
    return Panel(
        cells=_cells(codes, months, place, durations.known, deliveries.births),
        durations=_grouped(codes, months, place, durations),
        exclusions=_exclusions(cohort, durations),
        extraction_date=deliveries.extraction_date,
        last_mature_month=str(mature),
    )


def _require_births(deliveries: Deliveries, *, first: Month, last: Month) -> None:
    """Children without births would make the coverage of their year look better than it is."""
    born = deliveries.feeding["birth"].dt.strftime("%Y-%m")
    counted = born[born.between(str(first), str(last))]
    months = deliveries.births["month"]
    if counted.empty or (months.min() <= counted.min() and counted.max() <= months.max()):
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


def _cell(values: pd.Series, keys: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Place of each value among `keys`, -1 where it is not one of them."""
    return np.asarray(pd.Index(keys).get_indexer(pd.Index(values)), dtype=np.int64)


def _cells(
    codes: tuple[str, ...],
    months: tuple[str, ...],
    place: npt.NDArray[np.int64],
    known: npt.NDArray[np.bool_],
    births: pd.DataFrame,
) -> pd.DataFrame:
    size = len(codes) * len(months)
    row, column = _cell(births["municipality"], codes), _cell(births["month"], months)
    inside = (row >= 0) & (column >= 0)
    born = np.zeros(size, dtype=np.int64)
    np.add.at(born, (row * len(months) + column)[inside], births["births"].to_numpy(dtype=np.int64)[inside])
    return pd.DataFrame(
        {
            "municipality": pd.Series(np.repeat(codes, len(months)), dtype="str"),
            "month": pd.Series(np.tile(months, len(codes)), dtype="str"),
            "births": born,
            "children": np.bincount(place, minlength=size),
            "known": np.bincount(place[known], minlength=size),
        }
    )


def _grouped(
    codes: tuple[str, ...], months: tuple[str, ...], place: npt.NDArray[np.int64], durations: Durations
) -> pd.DataFrame:
    """One row per different duration within a cell, with the number of children."""
    cell, lower, upper = (values[durations.known] for values in (place, durations.lower, durations.upper))
    order = np.lexsort((upper, lower, cell))
    cell, lower, upper = cell[order], lower[order], upper[order]
    changed = (cell[1:] != cell[:-1]) | (lower[1:] != lower[:-1]) | (upper[1:] != upper[:-1])
    first = np.flatnonzero(np.append(True, changed)[: len(cell)])
    count = np.diff(np.append(first, len(cell)))
    return pd.DataFrame(
        {
            "municipality": pd.Series(np.asarray(codes)[cell[first] // len(months)], dtype="str"),
            "month": pd.Series(np.asarray(months)[cell[first] % len(months)], dtype="str"),
            "lower": lower[first].astype(np.int32),
            "upper": upper[first],
            "count": count.astype(np.int32),
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
    """Save a panel in `folder` (made where missing): three parquet files and one JSON; same panel, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TABLES:
        table = pa.Table.from_pandas(getattr(panel, name), preserve_index=False)
        pq.write_table(table.replace_schema_metadata(None), folder / f"{name}.parquet", compression="zstd")
    facts = {"extraction_date": panel.extraction_date.isoformat(), "last_mature_month": panel.last_mature_month}
    (folder / _FACTS).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def read_panel(folder: Path) -> Panel:
    """Read a panel saved by `write_panel`; FileNotFoundError when there is none."""
    facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    cells, durations, exclusions = (pq.read_table(folder / f"{name}.parquet").to_pandas() for name in _TABLES)
    return Panel(
        cells=cells,
        durations=durations,
        exclusions=exclusions,
        extraction_date=date.fromisoformat(facts["extraction_date"]),
        last_mature_month=facts["last_mature_month"],
    )
