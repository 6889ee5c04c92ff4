"""What an earlier extract of a municipality told by itself, so that it can be held against what is known now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.agreement import Agreement
from evaluering.intake.codebook import Source
from evaluering.intake.deliveries import Deliveries
from evaluering.parameters import Maturity
from evaluering.periods import Month, last_mature_month
from evaluering.study.cohort import Cohort, build_cohort
from evaluering.study.duration import Durations, child_durations
from evaluering.study.grouped import Grid

Integers = npt.NDArray[np.int64]

EXTRACT: Source = "kommuneudtraek"
"""The source whose deliveries hold all children of their period each time; gateway reports come in pieces."""

_TABLES = ("durations", "revised")
_NO_AGE = -9
_REVISED = ("known", "settled", "changed", "absent")


@dataclass(frozen=True, slots=True)
class Vintages:
    """What earlier extracts told, by municipality, extraction date and month of birth; months mature at that date.

    Parameters
    ----------
    durations : DataFrame
        municipality, extracted (str, ISO date), month, lower, upper, count: as `Panel.durations`, from the earlier
        extract alone.
    revised : DataFrame
        municipality, extracted, month, then numbers of children (int64): known from the earlier extract alone;
        settled, those of them seen to have stopped; changed, those of the settled whose duration is another one now;
        absent, those of the known without any row in the municipality's newest extract, though it claims to reach as
        far back (0 where it does not).
    """

    durations: pd.DataFrame
    revised: pd.DataFrame


def no_vintages() -> Vintages:
    """The tables without rows: each municipality was extracted once."""
    text, number = pd.Series([], dtype="str"), pd.Series([], dtype="int64")
    keys = {"municipality": text, "extracted": text, "month": text}
    counted = {"lower": number.astype("int32"), "upper": number.astype("float64"), "count": number.astype("int32")}
    return Vintages(pd.DataFrame(keys | counted), pd.DataFrame(keys | dict.fromkeys(_REVISED, number)))


@dataclass(frozen=True, slots=True)
class Present:
    """What is known now: the counted children and their durations."""

    cohort: Cohort
    durations: Durations


@dataclass(frozen=True, slots=True)
class _Extract:
    """All that one municipality drew on one day: the places of its rows, and the days it says to cover."""

    municipality: str
    extracted: str
    rows: Integers
    first_day: date
    last_day: date

    def mature_months(self, maturity: Maturity) -> tuple[str, str]:
        """First and last month of birth (both included) that it covers and that were mature in it."""
        reached = min(self.last_day, date.fromisoformat(self.extracted))
        last = last_mature_month(
            reached, follow_up_days=maturity.follow_up_days, reporting_lag_days=maturity.reporting_lag_days
        )
        return str(Month.of(self.first_day) + (self.first_day.day > 1)), str(last)


def earlier_extracts(
    deliveries: Deliveries, *, agreement: Agreement, grid: Grid, maturity: Maturity, now: Present
) -> Vintages:
    """What the extracts told that a municipality has since followed by a newer one.

    Parameters
    ----------
    deliveries : Deliveries
        Left unaltered.
    agreement : Agreement
    grid : Grid
        Municipalities and months of birth that are counted.
    maturity : Maturity
        Only months that were mature at the earlier date are kept, by the same rule as for the newest.
    now : Present
        What all deliveries together tell.
    """
    found, pseudonyms = [no_vintages()], deliveries.feeding["child"].to_numpy()
    for old, newest in _pairs(_extracts(deliveries)):
        alone = replace(deliveries, feeding=deliveries.feeding.iloc[old.rows], set_aside=deliveries.set_aside.iloc[:0])
        first, last = (Month.parse(grid.months[place]) for place in (0, -1))
        cohort = build_cohort(alone, agreement=agreement, first=first, last=last)
        then = Present(cohort, child_durations(cohort.evidence, len(cohort.children)))
        covered = cohort.children["month"].between(*old.mature_months(maturity)).to_numpy(dtype=bool)
        cell = np.where(covered, grid.cells_of(cohort.children), -1)
        there = pseudonyms[newest.rows] if newest.first_day <= old.first_day else None
        durations = grid.grouped_durations(cell, then.durations)
        revised = _revised(grid, cell, then, now, there)
        found.append(Vintages(_dated(durations, old.extracted), _dated(revised, old.extracted)))
    durations, revised = (pd.concat([getattr(one, name) for one in found], ignore_index=True) for name in _TABLES)
    return Vintages(durations, revised)


def _extracts(deliveries: Deliveries) -> list[_Extract]:
    """The municipal extracts by municipality and extraction date, in this order."""
    sources = deliveries.sources[deliveries.sources["source"] == EXTRACT]
    if sources.empty:
        return []
    places = deliveries.feeding.groupby(["municipality", "delivery"], observed=True).indices
    drawn_by = pd.DataFrame({"key": list(places)})
    for place, name in enumerate(("municipality", "delivery")):
        drawn_by[name] = drawn_by["key"].str[place].astype("str")
    drawn_on = drawn_by.merge(sources, on="delivery").groupby(["municipality", "extraction_date"], sort=True)
    return [
        _Extract(
            municipality=str(municipality),
            extracted=str(extracted),
            rows=np.sort(np.concatenate([places[key] for key in drawn["key"]])),
            first_day=date.fromisoformat(drawn["period_from"].min()),
            last_day=date.fromisoformat(drawn["period_to"].max()),
        )
        for (municipality, extracted), drawn in drawn_on
    ]


def _pairs(extracts: list[_Extract]) -> Iterator[tuple[_Extract, _Extract]]:
    """Each earlier extract with the newest of its municipality."""
    newest = {one.municipality: one for one in extracts}
    return ((one, newest[one.municipality]) for one in extracts if one is not newest[one.municipality])


def _revised(
    grid: Grid, cell: Integers, then: Present, now: Present, there: npt.NDArray[np.uint64] | None
) -> pd.DataFrame:
    """Numbers of children by cell; `there` are the pseudonyms in the newest extract, None where it is shorter."""
    known = then.durations.known & (cell >= 0)
    settled = known & np.isfinite(then.durations.upper)
    mine = then.cohort.pseudonyms
    place = pd.Index(now.cohort.pseudonyms).get_indexer(pd.Index(mine))  # -1, the last: no longer counted
    same = np.append(now.durations.lower, _NO_AGE)[place] == then.durations.lower
    same &= np.append(now.durations.upper, _NO_AGE)[place] == then.durations.upper
    absent = known & ~np.isin(mine, there) if there is not None else np.zeros(len(known), dtype=bool)
    flags = dict(zip(_REVISED, (known, settled, settled & ~same, absent), strict=True))
    counts = {name: np.bincount(cell[chosen], minlength=grid.size) for name, chosen in flags.items()}
    cells = np.flatnonzero(counts["known"])
    return pd.DataFrame({**grid.labels(cells), **{name: count[cells] for name, count in counts.items()}})


def _dated(table: pd.DataFrame, extracted: str) -> pd.DataFrame:
    table.insert(1, "extracted", pd.Series([extracted] * len(table), dtype="str"))
    return table
