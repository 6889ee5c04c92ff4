"""What is odd about rows that are kept: contradictions between a child's rows, ages that do not fit, repetitions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.intake.checks.validation import NO_RULE, REMARKS
from evaluering.intake.codebook import CONTACTS
from evaluering.intake.files import ReadFile
from evaluering.intake.formats.dates import Bools
from evaluering.intake.together import FeedingSet, listed_rows

Integers = npt.NDArray[np.int64]

_AGES = {
    "maternity": (0, 30),
    "establishment": (0, 60),
    "first_month": (0, 60),
    "two_months": (30, 130),
    "four_to_six_months": (90, 245),
    "eight_to_eleven_months": (200, 400),
}
"""Days of age at which a contact may be held, both included: its name's own months and a month to either side."""

_LATE_FULL_DAYS = 275  # 9 months
_REPEATED = ["child", "recorded", "kind", "feeding", "contact", "start", "end", "municipality"]


def remarks(rows: FeedingSet, files: Sequence[ReadFile]) -> pd.DataFrame:
    """delivery, file, row, column, rule (slug of `validation.REMARKS`) of every row that is kept but odd.

    A row with several oddities stands several times. Rows that break a rule are set aside and are not looked at.
    """
    chosen = np.flatnonzero(rows.rules == NO_RULE)
    if not chosen.size:
        return listed_rows(rows, files, chosen, np.empty(0, dtype=np.int8), REMARKS)
    frame = rows.frame.iloc[chosen]
    found = {
        "doubled_row": _doubled(frame, rows.file[chosen]),
        **_contradictions(frame),
        "full_after_9_months": _full_late(frame),
        "age_outside_contact": _age_outside_contact(frame),
        "outside_visit": rows.outside_visit[chosen],
        "other_municipality": _other_municipality(frame, rows.file[chosen], files),
    }
    slugs = [remark.slug for remark in REMARKS]
    hits = [(np.flatnonzero(hit), slugs.index(slug)) for slug, hit in found.items()]
    positions = np.concatenate([chosen[place] for place, _ in hits])
    rule = np.concatenate([np.full(len(place), number, dtype=np.int8) for place, number in hits])
    return listed_rows(rows, files, positions, rule, REMARKS)


def _doubled(frame: pd.DataFrame, file: npt.NDArray[np.int16]) -> Bools:
    """Rows of which the same file holds an earlier one that says the very same."""
    return np.asarray(frame[_REPEATED].assign(file=file).duplicated(), dtype=np.bool_)


def _contradictions(frame: pd.DataFrame) -> dict[str, Bools]:
    """Rows that say full where an earlier period says less than full, or the reverse, and full after less.

    A row is held against the periods of the same child that began before it; an open period reaches to the day of its
    visit, or to the day it was recorded. Days on which one period ends and the next begins contradict nothing.
    """
    start, order = _days(frame["start"]), np.lexsort((_days(frame["start"]), frame["child"].to_numpy()))
    known = np.asarray(frame["feeding"] != "unknown", dtype=np.bool_)[order]
    full = np.asarray(frame["feeding"] == "full", dtype=np.bool_)[order]
    period = np.asarray(frame["kind"] == "period", dtype=np.bool_)[order]
    end = _last_days(frame)[order]
    start, child = start[order], frame["child"].to_numpy()[order]
    first = np.append(True, child[1:] != child[:-1])[: len(child)]
    inside = {}
    for says_full in (True, False):
        others = known & period & (full != says_full)
        reach = _reached_before(np.where(others, end, _NEVER), first)
        inside[says_full] = known & (full == says_full) & (reach > start)
    against = inside[True] | inside[False]
    less_before = _reached_before(np.where(known & ~full, -start, _NEVER), first)
    resumed = full & known & (-less_before < start) & (less_before > _NEVER)
    back = np.argsort(order)
    return {
        "status_against_period": (against & ~period)[back],
        "overlapping_periods": (against & period)[back],
        "full_after_less": (resumed & ~against)[back],
    }


_NEVER = -(1 << 40)


def _reached_before(values: Integers, first: Bools) -> Integers:
    """Per row the greatest value of the child's earlier rows; `_NEVER` where there is none."""
    lift = np.cumsum(first) * (1 << 42)
    running = np.maximum.accumulate(values + lift) - lift
    earlier = np.append(_NEVER, running[:-1])
    return np.where(first, _NEVER, earlier)


def _full_late(frame: pd.DataFrame) -> Bools:
    """Full breastfeeding at an age at which hardly any child lives on milk alone; an open period until its visit."""
    period = np.asarray(frame["kind"] == "period", dtype=np.bool_)
    age = np.where(period, _last_days(frame), _days(frame["start"])) - _days(frame["birth"])
    return np.asarray((frame["feeding"] == "full") & (age > _LATE_FULL_DAYS), dtype=np.bool_)


def _age_outside_contact(frame: pd.DataFrame) -> Bools:
    """Statuses at an age at which the named contact is not held."""
    bounds = np.array([_AGES.get(contact, (-1, 1 << 20)) for contact in CONTACTS])
    contact = frame["contact"].cat.codes.to_numpy()
    age = _days(frame["start"]) - _days(frame["birth"])
    status = np.asarray(frame["kind"] == "status", dtype=np.bool_)
    return np.asarray(status & ((age < bounds[contact, 0]) | (age > bounds[contact, 1])), dtype=np.bool_)


def _other_municipality(frame: pd.DataFrame, file: npt.NDArray[np.int16], files: Sequence[ReadFile]) -> Bools:
    """Rows of a child that lives elsewhere than in the municipality that sent the file."""
    known = list(frame["municipality"].cat.categories)
    senders = [one.delivery.declaration.sender for one in files]
    sender = np.array([known.index(code) if code in known else -1 for code in senders] or [-1])[file]
    return np.asarray((sender >= 0) & (frame["municipality"].cat.codes.to_numpy() != sender), dtype=np.bool_)


def _days(column: pd.Series) -> Integers:
    return column.to_numpy(dtype="datetime64[s]").astype("datetime64[D]").astype(np.int64)


def _last_days(frame: pd.DataFrame) -> Integers:
    """The end of each period; of an open one the day of the visit at which it was told, or when it was recorded."""
    told = frame["known_until"].where(frame["known_until"].notna(), frame["recorded"])
    return np.where(frame["end"].isna(), _days(told), _days(frame["end"]))
