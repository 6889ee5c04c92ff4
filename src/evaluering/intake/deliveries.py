"""All deliveries of a set as checked tables, or every fault of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from evaluering.agreement import Agreement
from evaluering.errors import DeclarationError, DeliveryError, EvaluationError, Finding, KeyFileError, MixedDataError
from evaluering.intake.accounts import delivered_table, incomplete, reached_by_all, sources_table
from evaluering.intake.checks.plausibility import judge
from evaluering.intake.checks.remarks import remarks
from evaluering.intake.codebook import CHILDREN_SOURCES, read_codebooks
from evaluering.intake.declaration import DECLARATION_FILE
from evaluering.intake.files import ReadFile, Reading, read_file
from evaluering.intake.folders import Fault, Survey, survey
from evaluering.intake.sources.aggregates import aggregates_frame, conflicting_aggregates
from evaluering.intake.sources.births import births_frame, latest_births, repeated_births
from evaluering.intake.sources.municipalities import unknown_codes
from evaluering.intake.sources.pseudonym import read_key
from evaluering.intake.sources.published_births import births_from_statbank
from evaluering.intake.together import (
    FeedingSet,
    faulty_rows,
    feeding_table,
    set_aside_table,
    together,
    too_many_impossible,
)

_SEVERITY: tuple[type[EvaluationError], ...] = (DeclarationError, MixedDataError, DeliveryError, KeyFileError)
_ANY_KEY = b"only to look for further faults"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """A set of deliveries as checked tables. Rows of `feeding` are persons: only `study` reads them.

    Attributes
    ----------
    feeding : DataFrame
        One row per period or status: child (uint64 pseudonym), municipality (category, four digits), birth
        (datetime64[s], as all times), recorded (day of registration; for reports when they were made, in UTC),
        extracted (extraction date of the delivery), kind (category), feeding (category), contact (category), start
        (first day of the period, or the day of the status), end (NaT: still going on, or a status), known_until (day of
        the visit a report is about, NaT where none is told), delivery (category, name of the folder), row (int32, line
        of the file or number of the report).
    births : DataFrame
        municipality, month (``2023-04``), births.
    aggregates : DataFrame
        Published figures of every vintage (`aggregates.aggregates_frame`).
    set_aside : DataFrame
        delivery, source, sender, rule (slug of `validation.RULES`), rows: what is not in `feeding`, by reason.
    sources : DataFrame
        delivery, source, sender, extraction_date, period_from, period_to (ISO dates, both included), rows,
        fingerprint (SHA-256 over the files').
    notes : tuple of str
        Danish sentences on what was seen and accepted.
    synthetic : bool
        Whether the set says that it is synthetic.
    extraction_date : date
        What all municipalities have reached: the earliest of their latest extraction dates.
    """

    feeding: pd.DataFrame
    births: pd.DataFrame
    aggregates: pd.DataFrame
    set_aside: pd.DataFrame
    sources: pd.DataFrame
    notes: tuple[str, ...]
    synthetic: bool
    extraction_date: date


@dataclass(frozen=True, slots=True)
class Examination:
    """What a look at a set of deliveries found, whether it can be used or not.

    Attributes
    ----------
    deliveries : Deliveries or None
        None when faults stop the run.
    faults : tuple
        Class of error and finding, the gravest first.
    faulty_rows, remarks : DataFrame
        delivery, file, row, column, rule: rows that are set aside (slug of `validation.RULES`), and rows that are
        kept but odd (slug of `validation.REMARKS`).
    delivered : DataFrame
        municipality, source, delivery, rows, extracted (`accounts.delivered_table`).
    notes : tuple of str
        Danish sentences on what was seen and accepted.
    """

    deliveries: Deliveries | None
    faults: tuple[Fault, ...]
    faulty_rows: pd.DataFrame
    remarks: pd.DataFrame
    delivered: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A set as read: everything that `read_deliveries` and `examine` make their answers of."""

    found: Survey
    files: tuple[ReadFile, ...]
    rows: FeedingSet
    births: pd.DataFrame
    aggregates: pd.DataFrame
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def read_deliveries(
    folder: Path, *, agreement: Agreement, impossible_rows_pct: float, key: bytes | None = None
) -> Deliveries:
    """Read and check every delivery in a folder.

    Parameters
    ----------
    folder : Path
        One subfolder per delivery, each with its ``leverance.yml``; codebooks of the set in ``kodeboeger``.
    agreement : Agreement
        Municipalities, and the custodians of gateway reports.
    impossible_rows_pct : float
        More impossible rows than this per cent of one delivery are a fault; up to it they are set aside.
    key : bytes, optional
        Key of the pseudonyms, 1 to 64 bytes; without it the set's own (`pseudonym.read_key`).

    Raises
    ------
    DeclarationError, MixedDataError, DeliveryError, KeyFileError
        With the faults of all deliveries at once; the class is that of the gravest, in this order.
    """
    read = _read(folder, Reading(agreement, {}, impossible_rows_pct, key or b""))
    if read.faults:
        raise read.faults[0][0](finding for _, finding in read.faults)
    return _deliveries(read)


def examine(folder: Path, *, agreement: Agreement, impossible_rows_pct: float, key: bytes | None = None) -> Examination:
    """Look through every delivery in a folder and tell all that was found; parameters as of `read_deliveries`."""
    read = _read(folder, Reading(agreement, {}, impossible_rows_pct, key or b""))
    return Examination(
        deliveries=None if read.faults else _deliveries(read),
        faults=read.faults,
        faulty_rows=faulty_rows(read.rows, read.files),
        remarks=remarks(read.rows, read.files),
        delivered=delivered_table(read.files, read.rows),
        notes=read.notes,
    )


def _read(folder: Path, reading: Reading) -> _Read:
    """Read all files; `reading` comes without codebooks, and with an empty key where the set's own is meant."""
    found = survey(folder)
    faults = list(found.faults)
    codebooks, of_codebooks = read_codebooks(folder)
    faults.extend((DeclarationError, finding) for finding in of_codebooks)
    key = reading.key
    if not key:
        key, of_key = _own_key(folder, found)
        faults.extend((KeyFileError, finding) for finding in of_key)
    reading = Reading(reading.agreement, codebooks, reading.impossible_rows_pct, key)
    files = tuple(
        read_file(delivery, declared, reading=reading)
        for delivery in found.folders
        for declared in delivery.declaration.files
        if declared.name in delivery.files
    )
    faults.extend((DeclarationError, finding) for finding in _unknown_senders(found, reading))
    faults.extend((DeliveryError, finding) for file in files for finding in file.findings)
    faults.extend((DeliveryError, finding) for finding in _delivered_twice(files))
    rows = together(files)
    faults.extend((DeliveryError, one) for one in too_many_impossible(rows, files, reading.impossible_rows_pct))
    published = _aggregates(files)
    births = _births(files)
    faults.extend((DeliveryError, one) for one in (*repeated_births(births), *conflicting_aggregates(published)))
    notes = tuple(note for file in files for note in file.notes)
    if births.empty and not faults:
        from_statbank = births_from_statbank(published, reading.municipalities)
        if from_statbank is not None:
            births = from_statbank
            notes = (*notes, "Fødslerne er taget fra Danmarks Statistik, fordi der ikke er en leverance fra foedsler.")
    if not faults:
        of_set, of_notes = _as_a_whole(found, rows, births)
        faults.extend((DeliveryError, finding) for finding in of_set)
        notes = (*notes, *of_notes)
    gravest_first = sorted(faults, key=lambda one: _SEVERITY.index(one[0]))
    return _Read(found, files, rows, births, published, tuple(gravest_first), notes)


def _as_a_whole(found: Survey, rows: FeedingSet, births: pd.DataFrame) -> tuple[list[Finding], tuple[str, ...]]:
    """What is wrong or odd about the set although every file of it is sound."""
    sources = {one.declaration.source for one in found.folders}
    if not sources & set(CHILDREN_SOURCES):
        if "esundhed" in sources:
            return [], ("Sættet rummer kun offentliggjorte tabeller, ingen oplysninger om det enkelte barn.",)
        remedy = "Læg leverancer fra kommunerne i mappen, eller en tabel fra eSundhed"
        return [Finding("Der er ingen leverancer om børn (kommuneudtraek eller kl-gateway)", remedy=remedy)], ()
    lacking = list(incomplete(found.folders, rows, births))
    if lacking:
        return lacking, ()
    children = tuple(one for one in found.folders if one.declaration.source in CHILDREN_SOURCES)
    judged = judge(feeding_table(rows), births, children)
    return list(judged.findings), judged.notes


def _deliveries(read: _Read) -> Deliveries:
    return Deliveries(
        feeding=feeding_table(read.rows),
        births=read.births[["municipality", "month", "births"]],
        aggregates=read.aggregates,
        set_aside=set_aside_table(read.rows, read.found.folders),
        sources=sources_table(read.files, read.found.folders),
        notes=read.notes,
        synthetic=read.found.synthetic,
        extraction_date=reached_by_all(read.found.folders, read.rows),
    )


def _own_key(folder: Path, found: Survey) -> tuple[bytes, tuple[Finding, ...]]:
    """The set's key; or, when there is none to be had, any key, to look for further faults with."""
    mixed = any(kind is MixedDataError for kind, _ in found.faults)
    if found.folders and not mixed:
        try:
            return read_key(folder, synthetic=found.synthetic), ()
        except KeyFileError as error:
            return _ANY_KEY, error.findings
    return _ANY_KEY, ()


def _unknown_senders(found: Survey, reading: Reading) -> Iterator[Finding]:
    for delivery in found.folders:
        sender = delivery.declaration.sender
        if sender.isdecimal() and sender not in reading.municipalities:
            shown = f"{delivery.name}/{DECLARATION_FILE}"
            yield unknown_codes([sender], reading.municipalities, shown=shown, key="afsender")


def _delivered_twice(files: Iterable[ReadFile]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for file in files:
        first = seen.setdefault(file.digest, file.shown)
        if file.digest and first != file.shown:
            what = f"Filen har præcis samme indhold som {first}"
            yield Finding(what, file=file.shown, allowed="hver fil én gang", remedy="Fjern den ene leverance")


def _aggregates(files: Iterable[ReadFile]) -> pd.DataFrame:
    found = [file.aggregates for file in files if file.aggregates is not None and len(file.aggregates)]
    return aggregates_frame(pd.concat(found, ignore_index=True) if found else None)


def _births(files: Iterable[ReadFile]) -> pd.DataFrame:
    found = [file.births for file in files if file.births is not None and len(file.births)]
    if not found:
        return births_frame()
    births = latest_births(pd.concat(found, ignore_index=True))
    return births.sort_values(["municipality", "month"], ignore_index=True, kind="stable")
