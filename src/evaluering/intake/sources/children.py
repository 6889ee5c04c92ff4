"""Municipal extracts (``kommuneudtraek``) as feeding rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evaluering.errors import Finding
from evaluering.intake.checks.validation import (
    NO_RULE,
    RowDates,
    broken_dates,
    first_rule,
    full_too_long,
    outside_period,
)
from evaluering.intake.codebook import CONTACTS, FEEDINGS, SourceBook
from evaluering.intake.formats.dates import DATE_FORMS, NO_DAY, Bools, Days, likely_form, parse_dates
from evaluering.intake.formats.raw import RawTable
from evaluering.intake.sources.municipalities import municipality_codes
from evaluering.intake.sources.pseudonym import pseudonymise
from evaluering.intake.sources.rows import FeedingRows, feeding_frame

_DATES = ("birth", "recorded", "status_date", "period_start", "period_end")
_REQUIRED = _DATES[:2]
_FEWEST_NUMBERS, _MOSTLY = 20, 0.5  # replacement numbers are rare among real children


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a file of children is to be read.

    `sender` is the municipality that sent it, which counts where the file does not say where a child lives; empty
    when an organisation did. `period` is what the delivery says it covers, both days included. `synthetic` is what it
    says of itself.
    """

    shown: str
    date_form: str
    extraction: date
    period: tuple[date, date]
    municipalities: tuple[str, ...]
    sender: str
    impossible_rows_pct: float
    key: bytes
    synthetic: bool = True


def read_children(raw: RawTable, book: SourceBook, *, read_as: ReadAs) -> FeedingRows:
    """Feeding rows of one block of an extract; the CPR numbers end here."""
    cpr = raw.texts("child")
    people = pseudonymise(cpr.dictionary, key=read_as.key)
    person = cpr.indices.to_numpy()
    municipality, findings = _municipality(raw, book, read_as)
    days = {name: _days(raw.texts(name), read_as) for name in _DATES}
    empty = {name: _empty(raw.texts(name)) for name in _DATES}
    wrong_form = _wrong_form(raw, days, empty, read_as)
    is_status, is_period = ~empty["status_date"], ~empty["period_start"]
    start = np.where(is_status, days["status_date"], days["period_start"])
    feeding, unknown_feeding = _coded(raw.texts("feeding"), book.codes("feeding"), FEEDINGS)
    contact, unknown_contact = _contact(raw, book)
    birth, recorded, end = days["birth"], days["recorded"], days["period_end"]
    born = people.birth[person]
    dates = RowDates(birth, recorded, start, end)
    broken = {
        "cpr_form": ~people.has_form[person],
        "cpr_no_such_date": np.isnat(born),
        "date_unreadable": np.logical_or.reduce([np.isnat(days[name]) & ~empty[name] for name in _DATES]),
        "date_missing": np.logical_or.reduce([empty[name] for name in _REQUIRED]),
        "status_or_period": (is_status == is_period) | (is_status & ~empty["period_end"]),
        "unknown_feeding": unknown_feeding,
        "unknown_contact": unknown_contact,
        "cpr_other_birth_date": ~np.isnat(born) & ~np.isnat(birth) & (born != birth),
        **broken_dates(dates, extraction=read_as.extraction),
        "outside_period": outside_period(dates, *read_as.period),
        "full_beyond_18_months": full_too_long(dates, feeding == FEEDINGS.index("full")),
    }
    frame = feeding_frame(
        {"child": people.child[person], "birth": birth, "recorded": recorded, "start": start, "end": end},
        {"kind": is_status.astype(np.int8), "feeding": feeding, "contact": contact, "municipality": municipality},
        municipalities=read_as.municipalities,
        row=np.arange(raw.first_row, raw.first_row + raw.rows, dtype=np.int32),
    )
    rules = first_rule(broken, raw.rows)
    findings = (*findings, *_made_up(raw, read_as))
    if wrong_form is not None:  # then every other date rule fails for the same reason
        findings, rules = (*findings, wrong_form), np.full(raw.rows, NO_RULE, dtype=np.int8)
    return FeedingRows(frame, rules, tuple(findings))


def _made_up(raw: RawTable, read_as: ReadAs) -> Iterator[Finding]:
    """A delivery that calls itself real, and whose children mostly have numbers with day + 60: they are made up."""
    numbers = raw.texts("child").dictionary
    if read_as.synthetic or len(numbers) < _FEWEST_NUMBERS:
        return
    if pc.mean(pc.match_substring_regex(numbers, r"^\s*[6-9]")).as_py() > _MOSTLY:
        yield Finding(
            "De fleste CPR-numre har dag + 60 og er ingen virkelige børns, men leverancen er erklæret som rigtig",
            file=read_as.shown,
            column=raw.delivered["child"],
            key="syntetisk",
            allowed="syntetisk: true for data, der er fundet på",
            remedy="Ret syntetisk i leverance.yml, eller bed afsenderen om børnenes egne CPR-numre",
        )


def _municipality(raw: RawTable, book: SourceBook, read_as: ReadAs) -> tuple[npt.NDArray[np.int8], tuple[Finding, ...]]:
    """Where each child lives: the column, or the sender where the codebook knows no such column."""
    known = read_as.municipalities
    if "municipality" in raw.columns:
        return municipality_codes(raw, "municipality", known, table=book.codes("municipality"), shown=read_as.shown)
    if read_as.sender:
        return np.full(raw.rows, known.index(read_as.sender), dtype=np.int8), ()
    finding = Finding(
        "Filen siger ikke, i hvilken kommune børnene bor, og afsenderen er ikke en kommune",
        file=read_as.shown,
        key="afsender",
        allowed="en kommunekode som afsender, eller en kodebog med kolonnen for kommune",
        remedy="Skriv kommunens kode som afsender i leverance.yml",
    )
    return np.full(raw.rows, -1, dtype=np.int8), (finding,)


def _contact(raw: RawTable, book: SourceBook) -> tuple[npt.NDArray[np.int8], Bools]:
    """The contact of each row; none where the codebook knows no such column."""
    if "contact" in raw.columns:
        return _coded(raw.texts("contact"), book.codes("contact"), CONTACTS)
    return np.full(raw.rows, CONTACTS.index("none"), dtype=np.int8), np.zeros(raw.rows, dtype=np.bool_)


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


def _wrong_form(raw: RawTable, days: dict[str, Days], empty: dict[str, Bools], read_as: ReadAs) -> Finding | None:
    """One finding when the dates of a file are written in another form than declared."""
    wrong: dict[str, Bools] = {}
    guesses: set[str] = set()
    for name, parsed in days.items():
        unreadable = np.isnat(parsed) & ~empty[name]
        given = len(parsed) - int(empty[name].sum())
        if not unreadable.any() or 100.0 * unreadable.sum() / given <= read_as.impossible_rows_pct:
            continue
        column = raw.texts(name)
        positions = np.unique(column.indices.to_numpy()[unreadable])
        other = likely_form(column.dictionary.take(pa.array(positions)))
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
        row=int(np.flatnonzero(rows)[0]) + raw.first_row,
        column=", ".join(raw.delivered[name] for name in wrong),
        allowed=" eller ".join(DATE_FORMS),
        remedy="Ret datoformat i leverance.yml, eller bed afsenderen om filen i den erklærede form",
        count=int(rows.sum()),
        sheet=raw.sheet,
    )
