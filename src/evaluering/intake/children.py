"""Municipal extracts (``kommuneudtraek``) as feeding rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluering.errors import Finding
from evaluering.intake.codebook import CONTACTS, FEEDINGS, SourceBook
from evaluering.intake.dates import DATE_FORMS, NO_DAY, Bools, Days, likely_form, parse_dates
from evaluering.intake.municipalities import municipality_codes
from evaluering.intake.pseudonym import pseudonymise
from evaluering.intake.raw import RawTable
from evaluering.intake.rows import FeedingRows, feeding_frame
from evaluering.intake.validation import NO_RULE, RowDates, broken_dates, first_rule

_DATES = ("foedselsdato", "registreringsdato", "status_dato", "periode_start", "periode_slut")
_REQUIRED = _DATES[:2]


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a file of children is to be read: its date form, the day of extraction, what is allowed, the key."""

    shown: str
    date_form: str
    extraction: date
    municipalities: tuple[str, ...]
    impossible_rows_pct: float
    key: bytes


def read_children(raw: RawTable, book: SourceBook, *, read_as: ReadAs) -> FeedingRows:
    """Feeding rows of one extract; the CPR numbers end here."""
    columns = raw.columns
    people = pseudonymise(columns["cpr"].dictionary, key=read_as.key)
    person = columns["cpr"].indices.to_numpy()
    municipality, findings = municipality_codes(columns["kommunekode"], read_as.municipalities, shown=read_as.shown)
    days = {name: _days(columns[name], read_as) for name in _DATES}
    wrong_form = _wrong_form(columns, days, read_as)
    is_status, is_period = ~_empty(columns["status_dato"]), ~_empty(columns["periode_start"])
    has_end = ~_empty(columns["periode_slut"])
    start = np.where(is_status, days["status_dato"], days["periode_start"])
    feeding, unknown_feeding = _coded(columns["ernaering"], book.codes("ernaering"), FEEDINGS)
    contact, unknown_contact = _coded(columns["kontakttype"], book.codes("kontakttype"), CONTACTS)
    birth, recorded, end = days["foedselsdato"], days["registreringsdato"], days["periode_slut"]
    unreadable = np.logical_or.reduce([np.isnat(days[name]) & ~_empty(columns[name]) for name in _DATES])
    born = people.birth[person]
    broken = {
        "cpr_form": ~people.has_form[person],
        "cpr_no_such_date": np.isnat(born),
        "date_unreadable": unreadable,
        "date_missing": np.logical_or.reduce([_empty(columns[name]) for name in _REQUIRED]),
        "status_or_period": (is_status == is_period) | (is_status & has_end),
        "unknown_feeding": unknown_feeding,
        "unknown_contact": unknown_contact,
        "cpr_other_birth_date": ~np.isnat(born) & ~np.isnat(birth) & (born != birth),
        **broken_dates(RowDates(birth, recorded, start, end), extraction=read_as.extraction),
    }
    frame = feeding_frame(
        {"child": people.child[person], "birth": birth, "recorded": recorded, "start": start, "end": end},
        {"kind": is_status.astype(np.int8), "feeding": feeding, "contact": contact, "municipality": municipality},
        municipalities=read_as.municipalities,
        row=np.arange(2, raw.rows + 2, dtype=np.int32),
    )
    rules = first_rule(broken, raw.rows)
    if wrong_form is not None:  # then every other date rule fails for the same reason
        findings, rules = (*findings, wrong_form), np.full(raw.rows, NO_RULE, dtype=np.int8)
    return FeedingRows(frame, rules, tuple(findings))


def _days(column: pa.DictionaryArray, read_as: ReadAs) -> Days:
    days = parse_dates(column.dictionary, DATE_FORMS[read_as.date_form])
    return days[column.indices.to_numpy()] if len(days) else np.full(len(column), NO_DAY)


def _empty(column: pa.DictionaryArray) -> Bools:
    texts = np.array(column.dictionary.to_pylist(), dtype=object)
    return np.asarray((texts == "")[column.indices.to_numpy()], dtype=np.bool_)


def _coded(
    column: pa.DictionaryArray, codes: dict[str, str], words: tuple[str, ...]
) -> tuple[npt.NDArray[np.int8], Bools]:
    """Per row the position of its code among our words, -1 for an unknown code; and which those are."""
    known = [words.index(codes[text]) if text in codes else -1 for text in column.dictionary.to_pylist()]
    positions = np.array(known, dtype=np.int8)[column.indices.to_numpy()]
    return positions, positions < 0


def _wrong_form(columns: dict[str, pa.DictionaryArray], days: dict[str, Days], read_as: ReadAs) -> Finding | None:
    """One finding when the dates of a file are written in another form than declared."""
    wrong: dict[str, Bools] = {}
    guesses: set[str] = set()
    for name, parsed in days.items():
        unreadable = np.isnat(parsed) & ~_empty(columns[name])
        given = len(parsed) - int(_empty(columns[name]).sum())
        if not unreadable.any() or 100.0 * unreadable.sum() / given <= read_as.impossible_rows_pct:
            continue
        positions = np.unique(columns[name].indices.to_numpy()[unreadable])
        other = likely_form(columns[name].dictionary.take(pa.array(positions)))
        if other is not None or unreadable.sum() > given / 2:
            wrong[name] = unreadable
            guesses.update([other] if other else [])
    if not wrong:
        return None
    rows = np.logical_or.reduce(list(wrong.values()))
    guess = f"; de ser ud til at være skrevet som {' eller '.join(sorted(guesses))}" if guesses else ""
    return Finding(
        f"Datoerne er ikke skrevet som {read_as.date_form}{guess}",
        file=read_as.shown,
        row=int(np.flatnonzero(rows)[0]) + 2,
        column=", ".join(wrong),
        allowed=" eller ".join(DATE_FORMS),
        remedy="Ret datoformat i leverance.yml, eller bed afsenderen om filen i den erklærede form",
        count=int(rows.sum()),
    )
