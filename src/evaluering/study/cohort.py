"""Who is counted: one named rule at a time, and how many rows or children each rule removed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.agreement import REGION, Agreement
from evaluering.intake.codebook import CHILDREN_SOURCES
from evaluering.intake.deliveries import Deliveries
from evaluering.periods import Month

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SECONDS_PER_DAY = 86_400
_LATER_THAN_ALL = 1 << 20
"""Days since 1970 later than any date (the year 4840): the base in which days are packed into one number."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the flow from rows read to children counted.

    Parameters
    ----------
    rule : str
        Slug of the rule, or of the total the flow has reached.
    unit : str
        ``rows`` or ``children``.
    count : int
        How many the rule removed or touched, or how many there are.
    """

    rule: str
    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of each counted child, in whole days of age; arrays of one length, one element per row.

    Rows are ordered by child, then kind, then age at start. No id of a person is held: `child` is the child's
    position in `Cohort.children`.

    Parameters
    ----------
    child : array of int64
    period, full, unknown : arrays of bool
        Whether the row is a dated period (else a status); whether it says fully breastfed; whether it says nothing.
    start : array of int64
        Age at the start of the period or at the status; never below 0.
    end : array of int64
        Age at the end of a period; -1 where it is open or the row is a status.
    reported : array of int64
        Age up to which the row's word is known to hold: at its visit, where that is told, else when it was recorded;
        no later than its extraction.
    """

    child: Integers
    period: Flags
    full: Flags
    unknown: Flags
    start: Integers
    end: Integers
    reported: Integers


@dataclass(frozen=True, slots=True)
class Cohort:
    """The counted children with their evidence.

    Parameters
    ----------
    children : DataFrame
        One row per child: municipality (str), month (str) of birth. No pseudonym.
    evidence : Evidence
    steps : tuple of Step
        The flow, in order.
    pseudonyms : array of uint64
        Of the children, ascending: to find the same children in an earlier extract, and for nothing else.
    """

    children: pd.DataFrame
    evidence: Evidence
    steps: tuple[Step, ...]
    pseudonyms: npt.NDArray[np.uint64]


def build_cohort(deliveries: Deliveries, *, agreement: Agreement, first: Month, last: Month) -> Cohort:
    """The children born from `first` to `last` (both included) in the agreement's municipalities.

    The rules, in order: births before and after the window; municipalities outside the agreement; children with
    two dates of birth; rows reported again. The same evidence on one child (a period with the same start, or a
    status of the same day) is taken from the row of the last visit, so that an old visit reported again says no more
    than it did; of one visit, or where rows tell none, from the row recorded last, then the one extracted last; where
    even these are equal, a feeding that is known goes before one that is not, less than full goes before full, and a
    longer period before a shorter. A child with rows from several municipalities is counted in that of its latest row.
    """
    rows = deliveries.feeding
    steps = list(_rows_read(deliveries))
    month = _month_index(rows["birth"])
    codes = np.asarray(rows["municipality"].isin(agreement.municipalities_of(REGION)), dtype=bool)
    keep = np.ones(len(rows), dtype=bool)
    for rule, found in (
        ("born_before_series", month < first.index),
        ("born_after_extraction", month > last.index),
        ("municipality_outside_agreement", ~codes),
    ):
        steps.append(Step(rule, "rows", int(np.sum(keep & found))))
        keep &= ~found
    rows = rows.loc[keep]
    pseudonyms, child = _children(rows["child"])
    n_children = len(pseudonyms)
    twofold = _two_birth_dates(child, _days(rows["birth"]), n_children)
    single = ~twofold[child]
    steps.append(Step("rows_of_children_with_two_birth_dates", "rows", int(np.sum(~single))))
    rows, child = rows.loc[single], child[single]
    order = _order(child, rows)
    latest, identical = _latest(child, rows, order)
    steps += [
        Step("identical_rows", "rows", int(identical)),
        Step("superseded_rows", "rows", int(len(order) - latest.sum() - identical)),
        Step("rows_used", "rows", int(latest.sum())),
        Step("children_in_deliveries", "children", n_children),
        Step("two_birth_dates", "children", int(twofold.sum())),
    ]
    used = order[latest]
    rows = rows.iloc[used]
    position = np.cumsum(~twofold) - 1
    child = position[child[used]]
    children, moved = _places(child, rows, n_children - int(twofold.sum()))
    steps.append(Step("several_municipalities", "children", moved))
    return Cohort(children, _evidence(child, rows), tuple(steps), pseudonyms[~twofold])


def _rows_read(deliveries: Deliveries) -> tuple[Step, ...]:
    """Rows of children read and set aside: those of births are no part of the children's flow."""
    aside = deliveries.set_aside
    aside = aside.loc[aside["source"].isin(CHILDREN_SOURCES)]
    counts = aside.groupby("rule", sort=True)["rows"].sum()
    total = len(deliveries.feeding) + int(counts.sum())
    return (
        Step("rows_read", "rows", total),
        *(Step(str(rule), "rows", int(count)) for rule, count in counts.items()),
    )


def _days(column: pd.Series) -> Integers:
    """Whole days since 1970 of a column of points in time without missing values."""
    return np.asarray(column.to_numpy(dtype="datetime64[s]").astype(np.int64) // _SECONDS_PER_DAY)


def _month_index(column: pd.Series) -> Integers:
    """Months since January of year 0, as `Month.index` counts."""
    months = column.to_numpy(dtype="datetime64[s]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months + 1970 * 12)


def _children(pseudonyms: pd.Series) -> tuple[npt.NDArray[np.uint64], Integers]:
    """The different pseudonyms in their order, and the place of each row's child among them."""
    known, child = np.unique(pseudonyms.to_numpy(dtype=np.uint64), return_inverse=True)
    return known, child.astype(np.int64)


def _two_birth_dates(child: Integers, birth: Integers, n_children: int) -> Flags:
    least = np.full(n_children, np.iinfo(np.int64).max)
    most = np.full(n_children, np.iinfo(np.int64).min)
    np.minimum.at(least, child, birth)
    np.maximum.at(most, child, birth)
    return np.asarray(least < most)


def _coded(column: pd.Series) -> tuple[npt.NDArray[np.str_], Integers]:
    """The different values of a text column in their order, and each row's place among them."""
    coded = pd.Categorical(column)
    words = np.asarray(coded.categories, dtype=str)
    order = np.argsort(words)
    return words[order], np.argsort(order)[coded.codes].astype(np.int64)


def _feeding_rank(feeding: pd.Series) -> Integers:
    """0 unknown, 1 full, 2 less than full: the later wins where two reports are otherwise equal."""
    words, place = _coded(feeding)
    return np.where(words == "unknown", 0, np.where(words == "full", 1, 2)).astype(np.int64)[place]


def _periods(rows: pd.DataFrame) -> Flags:
    return np.asarray(rows["kind"] == "period", dtype=bool)


def _seconds(column: pd.Series) -> Integers:
    """Seconds since 1970 of a column of points in time without missing values."""
    return np.asarray(column.to_numpy(dtype="datetime64[s]").astype(np.int64))


def _last_known(rows: pd.DataFrame) -> Integers:
    """Seconds since 1970 up to which each row's word holds: at its visit where that is told, else when recorded."""
    recorded = _seconds(rows["recorded"])
    if "known_until" not in rows:
        return recorded
    visit = rows["known_until"].to_numpy(dtype="datetime64[s]")
    return np.where(np.isnat(visit), recorded, np.minimum(visit.astype(np.int64), recorded))


def _end_days(column: pd.Series) -> Integers:
    """Days since 1970; a missing end is later than all, so that an open period is the longest."""
    values = column.to_numpy(dtype="datetime64[s]")
    return np.where(np.isnat(values), _LATER_THAN_ALL, values.astype(np.int64) // _SECONDS_PER_DAY)


def _evidence_key(child: Integers, rows: pd.DataFrame) -> Integers:
    """One number per child, kind and first day: rows with the same one report the same evidence."""
    return (child * 2 + _periods(rows)) * _LATER_THAN_ALL + _days(rows["start"])


def _order(child: Integers, rows: pd.DataFrame) -> Integers:
    """Positions ordered by child and evidence, and within the same evidence from the first report to the last."""
    words, place = _coded(rows["municipality"])
    preference = (_days(rows["extracted"]) * 3 + _feeding_rank(rows["feeding"])) * 2 * _LATER_THAN_ALL
    preference = (preference + _end_days(rows["end"])) * len(words) + place
    times = _seconds(rows["recorded"]), _last_known(rows)
    return np.asarray(np.lexsort((preference, *times, _evidence_key(child, rows))), dtype=np.int64)


def _latest(child: Integers, rows: pd.DataFrame, order: Integers) -> tuple[Flags, int]:
    """Which ordered rows are the last word on their evidence, and how many of the others say exactly the same."""
    evidence = _evidence_key(child, rows)[order]
    following = np.append(evidence[1:] == evidence[:-1], False)[: len(order)]
    last = np.flatnonzero(~following)
    earlier = np.flatnonzero(following)
    winner = last[np.searchsorted(last, earlier)]
    repeated = np.ones(len(earlier), dtype=bool)
    for said in (_seconds(rows["recorded"]), _feeding_rank(rows["feeding"]), _end_days(rows["end"])):
        repeated &= said[order[earlier]] == said[order[winner]]
    return ~following, int(repeated.sum())


def _places(child: Integers, rows: pd.DataFrame, n_children: int) -> tuple[pd.DataFrame, int]:
    """Municipality of each child's latest row and its birth month; how many children have rows from several."""
    codes, place = _coded(rows["municipality"])
    of_child, least = np.zeros(n_children, dtype=np.int64), np.full(n_children, len(codes))
    np.maximum.at(of_child, child, place)
    np.minimum.at(least, child, place)
    several = of_child > least
    among = np.flatnonzero(several[child])
    time = [_seconds(rows[name].iloc[among]) for name in ("extracted", "recorded")]
    among = among[np.lexsort((place[among], *time, child[among]))]
    of_child[child[among]] = place[among]
    birth = np.zeros(n_children, dtype="datetime64[s]")
    birth[child] = rows["birth"].to_numpy(dtype="datetime64[s]")
    month, which = np.unique(birth.astype("datetime64[M]"), return_inverse=True)
    columns = {
        "municipality": pd.Series(codes[of_child], dtype="str"),
        "month": pd.Series(np.datetime_as_string(month)[which], dtype="str"),
    }
    return pd.DataFrame(columns), int(several.sum())


def _evidence(child: Integers, rows: pd.DataFrame) -> Evidence:
    birth = _days(rows["birth"])
    rank = _feeding_rank(rows["feeding"])
    finished = np.asarray(rows["end"].notna(), dtype=bool)
    end = np.full(len(rows), -1, dtype=np.int64)
    end[finished] = np.maximum(_days(rows["end"].loc[finished]) - birth[finished], 0)
    reported = np.minimum(_last_known(rows) // _SECONDS_PER_DAY, _days(rows["extracted"])) - birth
    return Evidence(
        child=child,
        period=_periods(rows),
        full=rank == 1,
        unknown=rank == 0,
        start=np.maximum(_days(rows["start"]) - birth, 0),
        end=end,
        reported=np.maximum(reported, 0),
    )
