"""Read one declared file of a delivery by its source and format: children, reports, births or published tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from evaluering.agreement import REGION, Agreement
from evaluering.errors import Finding
from evaluering.intake.codebook import BIRTHS_SOURCE, TABLE_SOURCES, Codebook, SourceBook
from evaluering.intake.declaration import FOLDER_FORMAT, DeclaredFile
from evaluering.intake.folders import DeliveryFolder
from evaluering.intake.formats.archives import folder_findings, open_documents
from evaluering.intake.formats.delimited import read_delimited
from evaluering.intake.formats.raw import RawTable, file_findings
from evaluering.intake.formats.spreadsheets import read_spreadsheet
from evaluering.intake.formats.typed_tables import read_parquet, read_sas
from evaluering.intake.sources.births import read_births
from evaluering.intake.sources.children import ReadAs, read_children
from evaluering.intake.sources.esundhed import read_esundhed
from evaluering.intake.sources.fhir import GatewayFile, read_reports
from evaluering.intake.sources.rows import FeedingRows
from evaluering.intake.sources.statbank import read_statbank


@dataclass(frozen=True, slots=True)
class Reading:
    """What every file is read with; `codebooks` by name."""

    agreement: Agreement
    codebooks: Mapping[str, Codebook]
    impossible_rows_pct: float
    key: bytes

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Codes of all municipalities of the agreement."""
        return self.agreement.municipalities_of(REGION)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as read: at most one of `feeding`, `births` and `aggregates`; none when it cannot be read."""

    delivery: DeliveryFolder
    shown: str
    digest: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    feeding: FeedingRows | None = None
    births: pd.DataFrame | None = None
    aggregates: pd.DataFrame | None = None
    delivered: Mapping[str, str] = field(default_factory=dict)


def read_file(delivery: DeliveryFolder, declared: DeclaredFile, *, reading: Reading) -> ReadFile:
    """Open a file, hold it against its declaration, and read its rows."""
    shown = delivery.shown(declared.name)
    source = delivery.declaration.source
    book = reading.codebooks[declared.codebook].source(source) if declared.codebook in reading.codebooks else None
    if book is None:
        known = [name for name, one in reading.codebooks.items() if one.source(source) is not None]
        finding = Finding(
            f"Kodebogen {declared.codebook} findes ikke for {source}",
            file=shown,
            key="kodebog",
            allowed=", ".join(known),
            remedy="Ret kodebog i leverance.yml, eller læg kodebogen i mappen kodeboeger ved siden af leverancerne",
        )
        return ReadFile(delivery, shown, "", (finding,))
    look = folder_findings if declared.format == FOLDER_FORMAT else file_findings
    digest, wrong = look(delivery.files[declared.name], declared, shown=shown)
    delivered = {column.name: column.delivered for column in book.columns}
    opened = ReadFile(delivery, shown, digest, tuple(wrong), delivered=delivered)
    if any(finding.key != "sha256" for finding in wrong):
        return opened
    if source == "kl-gateway":
        return _with_reports(opened, declared, book, reading=reading)
    blocks = _blocks(opened, declared, book)
    if source == BIRTHS_SOURCE:
        return _with_births(opened, declared, blocks, book=book, reading=reading)
    if source in TABLE_SOURCES:
        return _with_aggregates(opened, declared, blocks, book=book, reading=reading)
    return _with_children(opened, declared, blocks, book=book, reading=reading)


def _blocks(opened: ReadFile, declared: DeclaredFile, book: SourceBook) -> Iterator[RawTable]:
    path, shown = opened.delivery.files[declared.name], opened.shown
    readers = {"csv": read_delimited, "xlsx": read_spreadsheet, "sas7bdat": read_sas, "parquet": read_parquet}
    return readers[declared.format](path, declared, book, shown=shown)


@dataclass(slots=True)
class _Walk:
    """What is gathered while the blocks of a file go by."""

    rows: int = 0
    whole: bool = True
    findings: list[Finding] | None = None
    notes: tuple[str, ...] = ()

    def readable(self, blocks: Iterable[RawTable]) -> Iterator[RawTable]:
        """The blocks that can be used."""
        for block in blocks:
            self.rows += block.rows
            self.notes = (*self.notes, *block.notes)
            self.found(block.findings)
            self.whole = self.whole and bool(block.columns)
            if block.columns:
                yield block

    def found(self, findings: Iterable[Finding]) -> None:
        """Gather findings."""
        self.findings = [*(self.findings or ()), *findings]

    def on(self, opened: ReadFile, declared: DeclaredFile) -> ReadFile:
        """The file with what was gathered; the number of rows is held against the declared one."""
        found = list(self.findings or ())
        if self.whole and self.rows != declared.rows:
            found.append(_row_count(self.rows, declared.rows or 0, opened.shown))
        return replace(opened, findings=(*opened.findings, *_merged(found)), notes=self.notes)


def _with_children(
    opened: ReadFile, declared: DeclaredFile, blocks: Iterator[RawTable], *, book: SourceBook, reading: Reading
) -> ReadFile:
    declaration = opened.delivery.declaration
    read_as = ReadAs(
        shown=opened.shown,
        date_form=declared.date_form or "",
        extraction=declaration.extraction_date,
        period=(declaration.period.first, declaration.period.last),
        synthetic=declaration.synthetic,
        municipalities=reading.municipalities,
        sender=declaration.sender if declaration.sender in reading.municipalities else "",
        impossible_rows_pct=reading.impossible_rows_pct,
        key=reading.key,
    )
    walk, parts = _Walk(), []
    for block in walk.readable(blocks):
        part = read_children(block, book, read_as=read_as)
        walk.found(part.findings)
        parts.append(part)
    whole = walk.on(opened, declared)
    if not parts:
        return whole
    frame = parts[0].frame if len(parts) == 1 else pd.concat([part.frame for part in parts], ignore_index=True)
    return replace(whole, feeding=FeedingRows(frame, np.concatenate([part.rules for part in parts])))


def _with_births(
    opened: ReadFile, declared: DeclaredFile, blocks: Iterator[RawTable], *, book: SourceBook, reading: Reading
) -> ReadFile:
    declaration = opened.delivery.declaration
    walk, parts = _Walk(), []
    for block in walk.readable(blocks):
        births, findings = read_births(
            block,
            book,
            municipalities=reading.municipalities,
            extraction=declaration.extraction_date,
            shown=opened.shown,
        )
        walk.found(findings)
        extracted = declaration.extraction_date.isoformat()
        parts.append(births.assign(file=opened.shown, column=block.delivered["month"], extracted=extracted))
    whole = walk.on(opened, declared)
    return replace(whole, births=pd.concat(parts, ignore_index=True)) if parts else whole


def _with_aggregates(
    opened: ReadFile, declared: DeclaredFile, blocks: Iterator[RawTable], *, book: SourceBook, reading: Reading
) -> ReadFile:
    declaration = opened.delivery.declaration
    walk = _Walk()
    usable = list(walk.readable(blocks))
    if not usable:
        return walk.on(opened, declared)
    read = read_esundhed if declaration.source == "esundhed" else read_statbank
    frame, findings, notes = read(
        usable,
        book,
        declared=declared,
        extraction=declaration.extraction_date,
        municipalities=reading.municipalities,
        shown=opened.shown,
    )
    walk.found(findings)
    whole = walk.on(opened, declared)
    return replace(whole, aggregates=frame, notes=(*whole.notes, *notes))


def _with_reports(opened: ReadFile, declared: DeclaredFile, book: SourceBook, *, reading: Reading) -> ReadFile:
    declaration = opened.delivery.declaration
    documents = open_documents(opened.delivery.files[declared.name], declared, shown=opened.shown)
    read_as = GatewayFile(
        shown=opened.shown,
        format=declared.format,
        declared_rows=declared.rows,
        extraction=declaration.extraction_date,
        period=(declaration.period.first, declaration.period.last),
        municipalities=reading.municipalities,
        custodians={one.sor: one.municipality for one in reading.agreement.custodians},
        sender=declaration.sender if declaration.sender in reading.municipalities else "",
        key=reading.key,
    )
    feeding = read_reports(documents, book, read_as=read_as)
    findings = (*opened.findings, *feeding.findings)
    return replace(opened, feeding=feeding, findings=findings, notes=feeding.notes)


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same fault of several blocks told once, with its first row and all rows counted."""
    first: dict[tuple[str, ...], Finding] = {}
    for one in findings:
        key = (one.what, one.column, one.key, one.sheet)
        before = first.get(key)
        first[key] = one if before is None else replace(before, count=before.count + one.count)
    yield from first.values()


def _row_count(rows: int, declared: int, shown: str) -> Finding:
    return Finding(
        f"Filen har {rows} rækker, men {declared} er erklæret",
        file=shown,
        key="raekker",
        allowed="antal rækker uden rækken med kolonnenavne",
        remedy="Bed afsenderen om hele filen, eller ret raekker i leverance.yml",
    )
