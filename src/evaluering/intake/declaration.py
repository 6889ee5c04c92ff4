"""What a delivery says about itself in ``leverance.yml``, strictly read."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evaluering.intake.codebook import BIRTHS_SOURCE, Source, codebook_names
from evaluering.wording import sentence_list
from evaluering.yaml_records import Record

DECLARATION_FILE = "leverance.yml"
"""Name of the declaration in each delivery's folder."""

FORMATS: dict[Source, tuple[str, ...]] = {
    "kommuneudtraek": ("csv",),
    "kl-gateway": ("json", "ndjson"),
    BIRTHS_SOURCE: ("csv",),
}
"""The formats in which each source is delivered."""

DateForm = Literal["dd-mm-åååå", "åååå-mm-dd"]


class Period(Record):
    """The days a delivery covers, both included."""

    first: Annotated[date, Field(alias="fra")]
    last: Annotated[date, Field(alias="til")]

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.first > self.last:
            raise ValueError("Perioden slutter, før den begynder")
        return self


class DeclaredFile(Record):
    """One file of a delivery: what it is called and how it is written."""

    name: Annotated[str, Field(alias="navn", min_length=1)]
    format: Literal["csv", "json", "ndjson"]
    encoding: Annotated[Literal["cp1252", "utf-8", "utf-8-sig"] | None, Field(alias="tegnsaet")] = None
    delimiter: Annotated[Literal[";", ",", "|", "\t"] | None, Field(alias="skilletegn")] = None
    decimal: Annotated[Literal[",", "."] | None, Field(alias="decimaltegn")] = None
    date_form: Annotated[DateForm | None, Field(alias="datoformat")] = None
    codebook: Annotated[str, Field(alias="kodebog")] = "standard"
    rows: Annotated[int | None, Field(alias="raekker", ge=0)] = None
    sha256: Annotated[str | None, Field(pattern=r"^[0-9A-Fa-f]{64}$")] = None

    @model_validator(mode="after")
    def _whole(self) -> DeclaredFile:
        if re.search(r"[/\\]", self.name) or self.name in (".", "..", DECLARATION_FILE):
            raise ValueError("navn skal være navnet på en fil i samme mappe, uden sti")
        if self.codebook not in codebook_names():
            raise ValueError(f"kodebog er ukendt; tilladt er {', '.join(codebook_names())}")
        if self.format == "csv":
            given = {"tegnsaet": self.encoding, "skilletegn": self.delimiter, "raekker": self.rows}
            missing = [key for key, value in given.items() if value is None]
            if missing:
                raise ValueError(f"For en csv-fil mangler {sentence_list(missing)}")
        elif self.encoding == "cp1252":
            raise ValueError("json er altid UTF-8; tegnsaet kan kun være utf-8 eller utf-8-sig")
        return self

    @property
    def plain_name(self) -> str:
        """The name with composed letters: some systems write å as a and a ring."""
        return unicodedata.normalize("NFC", self.name)


class Declaration(Record):
    """One delivery: who sent what, when it was extracted, and its files."""

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
        for file in self.files:
            if file.format not in FORMATS[self.source]:
                allowed = " eller ".join(FORMATS[self.source])
                raise ValueError(f"Kilden {self.source} leveres som {allowed}, ikke som {file.format}")
            if self.source == "kommuneudtraek" and file.date_form is None:
                raise ValueError("Nøglen datoformat mangler for en fil fra kommuneudtraek")
        names = [file.plain_name for file in self.files]
        if len(set(names)) < len(names):
            raise ValueError("Den samme fil står to gange under filer")
        return self
