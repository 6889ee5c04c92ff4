"""Read one declared file of a delivery by its source: children, reports or births."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from evaluering.agreement import REGION, Agreement
from evaluering.errors import Finding
from evaluering.intake.births import read_births
from evaluering.intake.children import ReadAs, read_children
from evaluering.intake.codebook import BIRTHS_SOURCE, Codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.fhir import GatewayFile, read_reports
from evaluering.intake.folders import DeliveryFolder
from evaluering.intake.raw import as_utf8, read_bytes, read_table
from evaluering.intake.rows import FeedingRows


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
    """One file as read: at most one of `feeding` and `births`; neither when it cannot be read as declared."""

    delivery: DeliveryFolder
    shown: str
    digest: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    feeding: FeedingRows | None = None
    births: pd.DataFrame | None = None


def read_file(delivery: DeliveryFolder, declared: DeclaredFile, *, reading: Reading) -> ReadFile:
    """Open a file, hold it against its declaration, and read its rows."""
    shown = delivery.shown(declared.name)
    data, digest, wrong = read_bytes(delivery.files[declared.name], declared, shown=shown)
    text, misread = as_utf8(data, declared, shown=shown) if data.strip() else (b"", [])
    opened = ReadFile(delivery, shown, digest, (*wrong, *misread))
    if not text:
        return opened
    if delivery.declaration.source == "kl-gateway":
        return _with_reports(opened, declared, text, reading=reading)
    return _with_table(opened, declared, text, reading=reading)


def _with_table(opened: ReadFile, declared: DeclaredFile, text: bytes, *, reading: Reading) -> ReadFile:
    declaration = opened.delivery.declaration
    book = reading.codebooks[declared.codebook].source(declaration.source)
    raw = read_table(text, declared, book, shown=opened.shown)
    opened = replace(opened, findings=(*opened.findings, *raw.findings), notes=raw.notes)
    if not raw.columns:
        return opened
    known, extraction = reading.municipalities, declaration.extraction_date
    if declaration.source == BIRTHS_SOURCE:
        births, findings = read_births(raw, municipalities=known, extraction=extraction, shown=opened.shown)
        return replace(opened, births=births.assign(file=opened.shown), findings=(*opened.findings, *findings))
    read_as = ReadAs(
        shown=opened.shown,
        date_form=declared.date_form or "",
        extraction=extraction,
        municipalities=known,
        impossible_rows_pct=reading.impossible_rows_pct,
        key=reading.key,
    )
    feeding = read_children(raw, book, read_as=read_as)
    return replace(opened, feeding=feeding, findings=(*opened.findings, *feeding.findings))


def _with_reports(opened: ReadFile, declared: DeclaredFile, text: bytes, *, reading: Reading) -> ReadFile:
    declaration = opened.delivery.declaration
    read_as = GatewayFile(
        shown=opened.shown,
        format=declared.format,
        declared_rows=declared.rows,
        extraction=declaration.extraction_date,
        municipalities=reading.municipalities,
        custodians={one.sor: one.municipality for one in reading.agreement.custodians},
        sender=declaration.sender if declaration.sender in reading.municipalities else "",
        key=reading.key,
    )
    feeding = read_reports(text, reading.codebooks[declared.codebook].source("kl-gateway"), read_as=read_as)
    findings = (*opened.findings, *feeding.findings)
    return replace(opened, feeding=feeding, findings=findings, notes=feeding.notes)
