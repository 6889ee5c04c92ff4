"""What a delivery says about itself in ``leverance.yml``, strictly read."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from evaluering.intake.codebook import Source
from evaluering.wording import sentence_list
from evaluering.yaml_records import Record

DECLARATION_FILE = "leverance.yml"
"""Name of the declaration in each delivery's folder."""

CONFIRM_KEY = "bekraeft"
"""The key under which a proposed declaration lists what a person has to confirm."""

TABLE_FORMATS = ("csv", "xlsx", "sas7bdat", "parquet")
"""Formats of tables, from whatever source."""

REPORT_FORMATS = ("json", "ndjson", "mappe", "zip")
"""Formats of delivery reports: one bundle, one report a line, and a subfolder or an archive of such files."""

_FIRST_YEAR, _LAST_YEAR = 1901, 2198  # of months that can be counted, with a year to spare

FOLDER_FORMAT = "mappe"
"""The format that is a subfolder and no file."""

DateForm = Literal["dd-mm-åååå", "åååå-mm-dd", "dd.mm.åååå", "dd/mm/åååå", "ddmmåååå", "ååååmmdd", "ddmmmåååå", "dato"]


class Period(Record):
    """The days a delivery covers, both included."""

    first: Annotated[date, Field(alias="fra")]
    last: Annotated[date, Field(alias="til")]

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.first > self.last:
            raise ValueError("Perioden slutter, før den begynder")
        if self.first.year < _FIRST_YEAR:
            raise ValueError(f"Perioden begynder før år {_FIRST_YEAR}")
        return self


class DeclaredFile(Record):
    """One file of a delivery: what it is called and how it is written."""

    name: Annotated[str, Field(alias="navn", min_length=1)]
    format: Literal["csv", "xlsx", "sas7bdat", "parquet", "json", "ndjson", "mappe", "zip"]
    encoding: Annotated[Literal["cp1252", "utf-8", "utf-8-sig"] | None, Field(alias="tegnsaet")] = None
    delimiter: Annotated[Literal[";", ",", "|", "\t"] | None, Field(alias="skilletegn")] = None
    decimal: Annotated[Literal[",", "."] | None, Field(alias="decimaltegn")] = None
    thousands: Annotated[Literal[",", ".", " "] | None, Field(alias="tusindtalstegn")] = None
    date_form: Annotated[DateForm | None, Field(alias="datoformat")] = None
    codebook: Annotated[str, Field(alias="kodebog")] = "standard"
    indicator: Annotated[str | None, Field(alias="indikator")] = None
    sheet: Annotated[str | None, Field(alias="ark", min_length=1)] = None
    header_row: Annotated[int, Field(alias="overskrift", ge=1)] = 1
    totals: Annotated[tuple[str, ...], Field(alias="totaler", strict=False)] = ()
    rows: Annotated[int | None, Field(alias="raekker", ge=0)] = None
    sha256: Annotated[str | None, Field(pattern=r"^[0-9A-Fa-f]{64}$")] = None

    @model_validator(mode="after")
    def _whole(self) -> DeclaredFile:
        if re.search(r"[/\\]", self.name) or self.name in (".", "..", DECLARATION_FILE):
            raise ValueError("navn skal være navnet på en fil i samme mappe, uden sti")
        needed = {"csv": ("tegnsaet", "skilletegn", "raekker"), "sas7bdat": ("tegnsaet", "raekker")}
        given = {"tegnsaet": self.encoding, "skilletegn": self.delimiter, "raekker": self.rows}
        always = ("raekker",) if self.format in TABLE_FORMATS else ()
        missing = [key for key in needed.get(self.format, always) if given[key] is None]
        if missing:
            raise ValueError(f"For en fil af formatet {self.format} mangler {sentence_list(missing)}")
        if self.format in REPORT_FORMATS and self.encoding == "cp1252":
            raise ValueError("json er altid UTF-8; tegnsaet kan kun være utf-8 eller utf-8-sig")
        if self.format != "xlsx" and (self.sheet is not None or self.header_row != 1 or self.totals):
            raise ValueError("ark, overskrift og totaler hører kun til en fil af formatet xlsx")
        if self.date_form == "dato" and self.format == "csv":
            raise ValueError("datoformat dato er for rigtige datoer i xlsx, sas7bdat og parquet; i csv er datoer tekst")
        if self.thousands is not None and self.thousands == self.decimal:
            raise ValueError("tusindtalstegn og decimaltegn kan ikke være det samme")
        return self

    @property
    def plain_name(self) -> str:
        """The name with composed letters: some systems write å as a and a ring."""
        return unicodedata.normalize("NFC", self.name)


def _nothing(value: object) -> object:
    """An empty key is an empty list: what is left when every line below it is deleted."""
    return () if value is None else value


def _confirmed(names: tuple[str, ...]) -> tuple[str, ...]:
    if names:
        raise ValueError(
            f"Filen er et forslag, som ikke er bekræftet: se {sentence_list(names)} efter, og slet hver linje i listen "
            f"{CONFIRM_KEY}, når værdien er rigtig"
        )
    return names


class Declaration(Record):
    """One delivery: who sent what, when it was extracted, and its files.

    `confirm` is what a person has yet to confirm of a proposed declaration: empty, or the declaration is refused.
    """

    confirm: Annotated[
        tuple[str, ...],
        Field(alias=CONFIRM_KEY, strict=False),
        BeforeValidator(_nothing),
        AfterValidator(_confirmed),
    ] = ()
    source: Annotated[Source, Field(alias="kilde")]
    sender: Annotated[str, Field(alias="afsender", min_length=1)]
    extraction_date: Annotated[date, Field(alias="udtraeksdato")]
    period: Annotated[Period, Field(alias="periode")]
    synthetic: Annotated[bool, Field(alias="syntetisk")]
    files: Annotated[tuple[DeclaredFile, ...], Field(alias="filer", strict=False)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Declaration:
        if not self.files:
            raise ValueError("Under filer skal stå mindst én fil")
        allowed = REPORT_FORMATS if self.source == "kl-gateway" else TABLE_FORMATS
        for file in self.files:
            if file.format not in allowed:
                raise ValueError(f"Kilden {self.source} leveres som {' eller '.join(allowed)}, ikke som {file.format}")
            if self.source == "kommuneudtraek" and file.date_form is None:
                raise ValueError("Nøglen datoformat mangler for en fil fra kommuneudtraek")
        if self.extraction_date.year > _LAST_YEAR:
            raise ValueError(f"udtraeksdato ligger efter år {_LAST_YEAR}")
        if self.extraction_date < self.period.first:
            raise ValueError("udtraeksdato ligger før den periode, leverancen dækker")
        names = [file.plain_name for file in self.files]
        if len(set(names)) < len(names):
            raise ValueError("Den samme fil står to gange under filer")
        return self
