"""All deliveries of a set as checked tables, or one error with every fault of all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from evaluering.agreement import Agreement
from evaluering.errors import DeclarationError, DeliveryError, EvaluationError, Finding, KeyFileError, MixedDataError
from evaluering.intake.births import births_frame, births_with_gaps, repeated_births
from evaluering.intake.codebook import BIRTHS_SOURCE, codebook_names, read_codebook
from evaluering.intake.declaration import DECLARATION_FILE
from evaluering.intake.files import ReadFile, Reading, read_file
from evaluering.intake.folders import DeliveryFolder, Fault, Survey, shown_name, survey
from evaluering.intake.municipalities import unknown_codes
from evaluering.intake.pseudonym import read_key
from evaluering.intake.together import (
    FeedingSet,
    feeding_table,
    rows_in,
    set_aside_table,
    together,
    too_many_impossible,
)
from evaluering.intake.validation import NO_RULE
from evaluering.wording import sentence_list

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
        (first day of the period, or the day of the status), end (NaT: still going on, or a status), delivery
        (category, name of the folder), row (int32, line of the file or number of the report).
    births : DataFrame
        municipality, month (``2023-04``), births.
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
    set_aside: pd.DataFrame
    sources: pd.DataFrame
    notes: tuple[str, ...]
    synthetic: bool
    extraction_date: date


def read_deliveries(
    folder: Path, *, agreement: Agreement, impossible_rows_pct: float, key: bytes | None = None
) -> Deliveries:
    """Read and check every delivery in a folder.

    Parameters
    ----------
    folder : Path
        One subfolder per delivery, each with its ``leverance.yml``.
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
    found = survey(folder)
    faults = list(found.faults)
    if key is None:
        key, of_key = _own_key(folder, found)
        faults.extend((KeyFileError, finding) for finding in of_key)
    codebooks = {name: read_codebook(name) for name in codebook_names()}
    reading = Reading(agreement, codebooks, impossible_rows_pct, key)
    files = [
        read_file(delivery, declared, reading=reading)
        for delivery in found.folders
        for declared in delivery.declaration.files
        if declared.name in delivery.files
    ]
    faults.extend((DeclarationError, finding) for finding in _unknown_senders(found, reading))
    faults.extend((DeliveryError, finding) for file in files for finding in file.findings)
    faults.extend((DeliveryError, finding) for finding in _delivered_twice(files))
    rows = together(files)
    faults.extend((DeliveryError, finding) for finding in too_many_impossible(rows, files, impossible_rows_pct))
    births = _births(files)
    faults.extend((DeliveryError, finding) for finding in repeated_births(births))
    if not faults:
        faults.extend((DeliveryError, finding) for finding in _incomplete(found, rows, births))
    if faults:
        raise min((kind for kind, _ in faults), key=_SEVERITY.index)(finding for _, finding in _sorted(faults))
    return Deliveries(
        feeding=feeding_table(rows),
        births=births[["municipality", "month", "births"]],
        set_aside=set_aside_table(rows, found.folders),
        sources=_sources(files, found.folders),
        notes=tuple(note for file in files for note in file.notes),
        synthetic=found.synthetic,
        extraction_date=_reached_by_all(found, rows),
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


def _sorted(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: _SEVERITY.index(fault[0]))


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
        if first != file.shown:
            what = f"Filen har præcis samme indhold som {first}"
            yield Finding(what, file=file.shown, allowed="hver fil én gang", remedy="Fjern den ene leverance")


def _births(files: Iterable[ReadFile]) -> pd.DataFrame:
    found = [file.births for file in files if file.births is not None and len(file.births)]
    if not found:
        return births_frame()
    return pd.concat(found, ignore_index=True).sort_values(["municipality", "month"], ignore_index=True, kind="stable")


def _incomplete(found: Survey, rows: FeedingSet, births: pd.DataFrame) -> Iterator[Finding]:
    """Deliveries that a set needs and does not have; only asked when those that are there are sound."""
    if all(one.declaration.source == BIRTHS_SOURCE for one in found.folders):
        remedy = "Læg leverancer fra kommunerne i mappen"
        yield Finding("Der er ingen leverancer om børn (kommuneudtraek eller kl-gateway)", remedy=remedy)
        return
    covered = set(births["municipality"])
    senders = {one.declaration.sender for one in found.folders if one.declaration.source != BIRTHS_SOURCE}
    known = rows.frame["municipality"].cat.categories
    organisations = not senders <= set(known)
    delivered = set(rows.frame["municipality"].astype("str").unique()) if organisations else senders
    missing = [code for code in known if code in delivered and code not in covered]
    if missing:
        yield Finding(
            f"Fødslerne mangler for kommune {sentence_list(missing)}, der har leveret børn",
            allowed="fødsler for hver kommune, der leverer børn",
            remedy="Læg en leverance fra kilden foedsler i mappen, som dækker kommunerne",
        )
    covered_children = (rows.rules == NO_RULE) & rows.frame["municipality"].isin(covered).to_numpy()
    yield from births_with_gaps(births, rows.frame.loc[covered_children, ["municipality", "birth"]])


def _reached_by_all(found: Survey, rows: FeedingSet) -> date:
    """Per municipality the latest extraction date of its deliveries with children; of these, the earliest.

    A municipality that changed its way of delivering has an old extract beside the new reports. A delivery belongs
    to the municipality that sent it, or to all in it when the sender is an organisation.
    """
    known = rows.frame["municipality"].cat.categories
    reached: dict[str, date] = {}
    for delivery in found.folders:
        declaration = delivery.declaration
        if declaration.source == BIRTHS_SOURCE:
            continue
        owners = {declaration.sender}
        if declaration.sender not in known:
            mine = rows.frame["delivery"] == delivery.name
            owners = set(rows.frame.loc[mine, "municipality"].astype("str")) or owners
        for owner in owners:
            reached[owner] = max(declaration.extraction_date, reached.get(owner, declaration.extraction_date))
    return min(reached.values())


def _sources(files: list[ReadFile], folders: Iterable[DeliveryFolder]) -> pd.DataFrame:
    """One row per delivery: who sent what, how many rows, and the fingerprint of its files."""
    records = []
    for delivery in folders:
        mine = [file for file in files if file.delivery is delivery]
        declaration = delivery.declaration
        records.append(
            {
                "delivery": delivery.name,
                "source": declaration.source,
                "sender": shown_name(declaration.sender),
                "extraction_date": declaration.extraction_date.isoformat(),
                "period_from": declaration.period.first.isoformat(),
                "period_to": declaration.period.last.isoformat(),
                "rows": sum(rows_in(file) for file in mine),
                "fingerprint": hashlib.sha256("\n".join(sorted(file.digest for file in mine)).encode()).hexdigest(),
            }
        )
    return pd.DataFrame(records)
