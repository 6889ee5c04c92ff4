"""Rows that cannot be true: which rule each one breaks, how many, and when they are too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.formats.dates import Bools, Days
from evaluering.wording import number

Rules = npt.NDArray[np.int8]
NO_RULE = -1
_LONGEST_FULL_DAYS = 548  # 18 months
_ADULT_DAYS = 6575  # 18 years


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
        Our name of the column a sender should look in, where it is one.
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
    Rule("cpr_form", "CPR-nummeret har ikke ti cifre med eller uden bindestreg", "child"),
    Rule("cpr_no_such_date", "CPR-nummeret begynder ikke med en dato, der findes", "child"),
    Rule("timestamp_unreadable", "Indberetningens tidspunkt mangler eller har ingen tidszone", "recorded"),
    Rule("date_unreadable", "En dato findes ikke eller er ikke skrevet i den erklærede form"),
    Rule("date_missing", "En dato mangler"),
    Rule("status_or_period", "Rækken har både status_dato og periode, eller ingen af dem"),
    Rule("unknown_feeding", "Koden for ernæring er ukendt", "feeding"),
    Rule("unknown_contact", "Koden for kontakttype er ukendt", "contact"),
    Rule("cpr_other_birth_date", "CPR-nummerets fødselsdato er en anden end foedselsdato", "birth"),
    Rule("after_extraction", "En dato ligger efter udtræksdatoen"),
    Rule("birth_after_recorded", "Barnet er født efter registreringen", "recorded"),
    Rule("adult", "Personen var voksen ved registreringen; det kan være en forælder", "child"),
    Rule("start_before_birth", "Perioden eller statussen ligger før fødslen"),
    Rule("end_before_start", "Perioden slutter, før den begynder", "period_end"),
    Rule("after_recorded", "Perioden eller statussen rækker ud over registreringen"),
    Rule("outside_period", "Rækken ligger uden for den periode, leverancen siger, den dækker"),
    Rule("full_beyond_18_months", "Fuld amning varer mere end halvandet år", "period_end"),
    Rule("conflicting_tie", "To indberetninger om det samme, gjort samtidig, siger noget forskelligt"),
)
"""Every reason, in the order in which a row is held against them: a row counts under the first it breaks."""

REMARKS = (
    Rule("doubled_row", "Rækken står mere end én gang i filen", impossible=False),
    Rule("status_against_period", "Statussen siger noget andet end en periode, den ligger i", "feeding", False),
    Rule("overlapping_periods", "Perioden overlapper en periode med anden ernæring", "period_start", False),
    Rule("full_after_less", "Fuld amning er skrevet efter delvis amning eller erstatning", "feeding", False),
    Rule(
        "full_after_9_months",
        "Fuld amning efter 9 måneder, eller uden slut i en række skrevet så sent",
        "feeding",
        False,
    ),
    Rule("age_outside_contact", "Barnets alder passer ikke til kontakttypen", "contact", False),
    Rule("outside_visit", "Statussen har en anden dato end besøget", "status_date", False),
    Rule("other_municipality", "Barnet bor i en anden kommune end afsenderens", "municipality", False),
)
"""What is odd about rows that are kept: the sender may want to look at them."""

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
        "adult": dates.recorded - dates.birth > np.timedelta64(_ADULT_DAYS, "D"),
        "start_before_birth": dates.start < dates.birth,
        "end_before_start": dates.end < dates.start,
        "after_recorded": (dates.start > known) | (dates.end > known),
    }


def outside_period(dates: RowDates, first: date, last: date) -> Bools:
    """Rows that lie outside the declared period however it is meant: of births, or of what was recorded."""
    outside = (dates.birth > np.datetime64(last, "D")) | (dates.recorded < np.datetime64(first, "D"))
    return np.asarray(outside, dtype=np.bool_)


def full_too_long(dates: RowDates, full: Bools) -> Bools:
    """Full breastfeeding that begins, ends or is seen more than 18 months after birth.

    No child lives on milk alone so long: such a period was closed when the child left the journal.
    """
    longest = np.timedelta64(_LONGEST_FULL_DAYS, "D")
    late = (dates.end - dates.birth > longest) | (dates.start - dates.birth > longest)
    return np.asarray(full & late, dtype=np.bool_)


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


def is_impossible(found: Rules) -> Bools:
    """Per row whether it breaks a rule that makes it impossible, not only withdrawn or replaced."""
    return np.asarray((found != NO_RULE) & _IMPOSSIBLE[found], dtype=np.bool_)


def set_aside_counts(found: Rules) -> Iterator[tuple[str, int]]:
    """Slug and number of rows of each rule that some row breaks."""
    for position, rule in enumerate(RULES):
        count = int(np.sum(found == position))
        if count:
            yield rule.slug, count


def impossible_findings(
    found: Rules,
    *,
    file: npt.NDArray[np.int16],
    row: npt.NDArray[np.int32],
    shown: npt.NDArray[np.object_],
    delivered: Sequence[Mapping[str, str]],
    allowed_pct: float,
) -> Iterator[Finding]:
    """One finding per file and rule when more than `allowed_pct` of a delivery's rows are impossible.

    `file` is per row the position in `delivered`, which gives each file's column names by ours; `shown` is per row the
    name of its file in messages.
    """
    impossible = is_impossible(found)
    if not impossible.any() or 100.0 * impossible.mean() <= allowed_pct:
        return
    share = f"{number(100.0 * float(impossible.mean()))} %"
    for position, rule in enumerate(RULES):
        for index, columns in enumerate(delivered):
            hits = np.flatnonzero(impossible & (found == position) & (file == index))
            if hits.size:
                first = hits[row[hits].argmin()]
                yield Finding(
                    rule.what,
                    file=str(shown[first]),
                    row=int(row[first]),
                    column=columns.get(rule.column, ""),
                    allowed=f"højst {number(allowed_pct)} % umulige rækker i en leverance; her er det {share}",
                    remedy="Bed afsenderen rette udtrækket og levere det igen",
                    count=int(hits.size),
                )
