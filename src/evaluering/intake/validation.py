"""Rows that cannot be true: which rule each one breaks, how many, and when they are too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.dates import Bools, Days
from evaluering.wording import number

Rules = npt.NDArray[np.int8]
NO_RULE = -1


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to set a row aside.

    Attributes
    ----------
    slug : str
        Name in tables.
    what : str
        The fault in Danish, as a reader of the error sees it.
    column : str
        The column a sender should look in, where it is one.
    impossible : bool
        Whether the row cannot be true; otherwise it was withdrawn or replaced by its sender, which is ordinary.
    """

    slug: str
    what: str
    column: str = ""
    impossible: bool = True


RULES = (
    Rule("withdrawn", "Indberetningen er trukket tilbage af afsenderen", impossible=False),
    Rule("superseded_report", "Indberetningen er afløst af en senere om samme besøg", impossible=False),
    Rule("cpr_form", "CPR-nummeret har ikke ti cifre med eller uden bindestreg", "cpr"),
    Rule("cpr_no_such_date", "CPR-nummeret begynder ikke med en dato, der findes", "cpr"),
    Rule("date_unreadable", "En dato findes ikke eller er ikke skrevet i den erklærede form"),
    Rule("date_missing", "En dato mangler"),
    Rule("status_or_period", "Rækken har både status_dato og periode, eller ingen af dem"),
    Rule("unknown_feeding", "Koden for ernæring er ukendt", "ernaering"),
    Rule("unknown_contact", "Koden for kontakttype er ukendt", "kontakttype"),
    Rule("cpr_other_birth_date", "CPR-nummerets fødselsdato er en anden end foedselsdato", "foedselsdato"),
    Rule("after_extraction", "En dato ligger efter udtræksdatoen"),
    Rule("birth_after_recorded", "Barnet er født efter registreringen", "registreringsdato"),
    Rule("start_before_birth", "Perioden eller statussen ligger før fødslen"),
    Rule("end_before_start", "Perioden slutter, før den begynder", "periode_slut"),
    Rule("after_recorded", "Perioden eller statussen rækker ud over registreringen"),
    Rule("conflicting_tie", "To indberetninger om det samme, gjort samtidig, siger noget forskelligt"),
)
"""Every reason, in the order in which a row is held against them: a row counts under the first it breaks."""

_INDEX = {rule.slug: position for position, rule in enumerate(RULES)}
_IMPOSSIBLE = np.array([rule.impossible for rule in RULES])


def first_rule(broken: Mapping[str, Bools], size: int) -> Rules:
    """Per row the position in `RULES` of the first rule it breaks, `NO_RULE` for none."""
    found = np.full(size, NO_RULE, dtype=np.int8)
    for slug in sorted(broken, key=_INDEX.__getitem__, reverse=True):
        found[broken[slug]] = _INDEX[slug]
    return found


def with_rule(found: Rules, slug: str, broken: Bools) -> Rules:
    """The rules with one more, for rows that break no earlier one in `RULES`."""
    later = (found == NO_RULE) | (found > _INDEX[slug])
    return np.where(broken & later, np.int8(_INDEX[slug]), found).astype(np.int8)


@dataclass(frozen=True, slots=True)
class RowDates:
    """The dates of each row, NaT where there is none: arrays of datetime64[D] of equal length."""

    birth: Days
    recorded: Days
    start: Days
    end: Days


def broken_dates(dates: RowDates, *, extraction: date, recorded_slack_days: int = 0) -> dict[str, Bools]:
    """Rules on dates that each row breaks.

    A period may begin on the day of birth and end on the day it began. `recorded_slack_days` allows for a time
    of report that is kept in UTC while the other dates are Danish. A missing date breaks nothing here.
    """
    last = np.datetime64(extraction, "D")
    known = dates.recorded + np.timedelta64(recorded_slack_days, "D")
    # Comparisons with NaT are false, which is what a missing date shall be.
    return {
        "after_extraction": np.logical_or.reduce(
            [one > last for one in (dates.birth, dates.recorded, dates.start, dates.end)]
        ),
        "birth_after_recorded": dates.birth > known,
        "start_before_birth": dates.start < dates.birth,
        "end_before_start": dates.end < dates.start,
        "after_recorded": (dates.start > known) | (dates.end > known),
    }


def conflicting_ties(rows: pd.DataFrame) -> Bools:
    """Rows that contradict another one recorded at the same time.

    Two statuses of a child on one day with different known feeding, or two periods of the same feeding from the same
    day with different ends, in one delivery. Needs the columns child, recorded, kind, feeding, start, end, delivery.
    """
    status = (rows["kind"] == "status").to_numpy()
    known = (rows["feeding"] != "unknown").to_numpy()
    tied = np.zeros(len(rows), dtype=np.bool_)
    for chosen, key, content in (
        (status & known, ["child", "recorded", "start", "delivery"], "feeding"),
        (~status, ["child", "recorded", "start", "delivery", "feeding"], "end"),
    ):
        positions = np.flatnonzero(chosen)
        some = rows.iloc[positions]
        candidates = some.duplicated(key, keep=False).to_numpy()
        some, positions = some[candidates], positions[candidates]
        if len(some):
            kinds = some.groupby(key, observed=True)[content].transform("nunique", dropna=False).to_numpy()
            tied[positions[kinds > 1]] = True
    return tied


def set_aside_counts(found: Rules) -> Iterator[tuple[str, int]]:
    """Slug and number of rows of each rule that some row breaks."""
    for position, rule in enumerate(RULES):
        count = int(np.sum(found == position))
        if count:
            yield rule.slug, count


def impossible_findings(
    found: Rules, *, file: npt.NDArray[np.int16], row: npt.NDArray[np.int32], shown: Sequence[str], allowed_pct: float
) -> Iterator[Finding]:
    """One finding per file and rule when more than `allowed_pct` of a delivery's rows are impossible.

    `file` is per row the position in `shown`, the names of the delivery's files in messages.
    """
    impossible = (found != NO_RULE) & _IMPOSSIBLE[found]
    if not impossible.any() or 100.0 * impossible.mean() <= allowed_pct:
        return
    share = f"{number(100.0 * float(impossible.mean()))} %"
    for position, rule in enumerate(RULES):
        for index, name in enumerate(shown):
            hits = row[impossible & (found == position) & (file == index)]
            if hits.size:
                yield Finding(
                    rule.what,
                    file=name,
                    row=int(hits.min()),
                    column=rule.column,
                    allowed=f"højst {number(allowed_pct)} % umulige rækker i en leverance; her er det {share}",
                    remedy="Bed afsenderen rette udtrækket og levere det igen",
                    count=int(hits.size),
                )
