"""The codebook: per delivered column its English name, type, codes, definition and source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from evaluering.errors import DeclarationError, Finding
from evaluering.wording import sentence_list
from evaluering.yaml_records import Record, read_record

FEEDINGS = ("full", "primary", "supplement", "formula", "family_food", "unknown")
"""Our words for how a child is fed, in the order of the shares of mother's milk."""

CONTACTS = (
    "maternity",
    "establishment",
    "first_month",
    "two_months",
    "four_to_six_months",
    "eight_to_eleven_months",
    "none",
)
"""Our words for the contact at which a row was recorded, in the order of the child's age."""

KINDS = ("period", "status")
"""What a row says: a period with its dates, or the status on one day."""

BIRTHS_SOURCE: Final = "foedsler"
"""The delivery of births, the denominator."""

CHILDREN_SOURCES: Final = ("kommuneudtraek", "kl-gateway")
"""The kinds of delivery in which every row is about a child."""

TABLE_SOURCES: Final = ("esundhed", "statbank")
"""The kinds of delivery that are published tables."""

Source = Literal["kommuneudtraek", "kl-gateway", "foedsler", "esundhed", "statbank"]
ColumnType = Literal[
    "cpr", "municipality", "date", "instant", "month", "count", "code", "sor", "text", "area", "period", "number"
]

REQUIRED: Mapping[Source, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "kommuneudtraek": (("child",), ("birth",), ("recorded",), ("feeding",), ("status_date", "period_start")),
        "kl-gateway": (("child",), ("municipality",), ("recorded",), ("contact",), ("feeding",), ("start",)),
        "foedsler": (("municipality",), ("month",), ("births",)),
        "esundhed": (("area",),),
        "statbank": (("area",), ("period",), ("births",)),
    }
)
"""Our names without which a source says nothing: of each group at least one."""

_OPTIONAL: Mapping[Source, tuple[str, ...]] = MappingProxyType(
    {
        "kommuneudtraek": ("municipality", "contact", "period_end", "system"),
        "kl-gateway": (),
        "foedsler": (),
        "esundhed": ("year", "indicator", "numerator", "denominator", "value"),
        "statbank": ("movement", "sex"),
    }
)
_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"feeding": FEEDINGS, "contact": CONTACTS})
_FOLDER = Path(__file__).parent / "codebooks"
CODEBOOK_FOLDER = "kodeboeger"
"""Folder of a set of deliveries that holds codebooks of its own, one ``<name>.yml`` each."""


class CodeEntry(Record):
    """One delivered code, our name for it, and what it means."""

    delivered: str
    name: str
    definition: str


class Variable(Record):
    """One delivered column or element, as a codebook describes it."""

    delivered: str
    name: str
    type: ColumnType
    optional: bool = False
    definition: str
    source: str
    codes: Annotated[tuple[CodeEntry, ...], Field(strict=False)] = ()


class SourceBook(Record):
    """The columns of one source."""

    source: Source
    title: str
    unit: str
    columns: Annotated[tuple[Variable, ...], Field(strict=False)]

    @model_validator(mode="after")
    def _can_be_read(self) -> SourceBook:
        names, delivered = [one.name for one in self.columns], [one.delivered for one in self.columns]
        groups = REQUIRED[self.source]
        known = [*(name for group in groups for name in group), *_OPTIONAL[self.source]]
        strange = [name for name in names if name not in known]
        missing = [" eller ".join(group) for group in groups if not set(group) & set(names)]
        if strange:
            raise ValueError(f"name kan ikke være {sentence_list(strange)}; tilladt er {', '.join(known)}")
        if missing:
            raise ValueError(f"Der mangler en kolonne med name {sentence_list(missing)}")
        if len(set(names)) < len(names) or len(set(delivered)) < len(delivered):
            raise ValueError("Hver kolonne skal have sit eget navn, både delivered og name")
        for one in self.columns:
            codes = [code.delivered for code in one.codes]
            if len(set(codes)) < len(codes):
                raise ValueError(f"En kode for {one.delivered} står to gange")
            wrong = [code.name for code in one.codes if code.name not in _WORDS.get(one.name, (code.name,))]
            if wrong:
                raise ValueError(f"{one.name} kan ikke være {sentence_list(wrong)}")
        return self

    @property
    def by_name(self) -> dict[str, Variable]:
        """The columns by our names."""
        return {column.name: column for column in self.columns}

    def codes(self, name: str) -> dict[str, str]:
        """Delivered code to our word for it, for the column with our name; empty when there is no such column."""
        found = self.by_name.get(name)
        return {code.delivered: code.name for code in found.codes} if found else {}

    def spread(self, header: Iterable[str]) -> list[str]:
        """Of the delivered columns those named by a year, in a table that has the years side by side."""
        across = self.source == "esundhed" and "year" not in self.by_name
        return [name for name in header if across and re.fullmatch(r"[0-9]{4}", name)]


class Codebook(Record):
    """All sources that a set of deliveries may hold, under one name of codebook."""

    name: str
    sources: Annotated[tuple[SourceBook, ...], Field(strict=False)]

    def source(self, source: Source) -> SourceBook | None:
        """The columns of one source; None when the codebook does not hold it."""
        return {book.source: book for book in self.sources}.get(source)


def codebook_names() -> tuple[str, ...]:
    """Names of the codebooks that lie in the package."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


def read_codebook(name: str) -> Codebook:
    """Read one of the codebooks that lie in the package."""
    return read_record(_FOLDER / f"{name}.yml", Codebook, DeclarationError)


def read_codebooks(folder: Path) -> tuple[dict[str, Codebook], tuple[Finding, ...]]:
    """The codebooks of the package and those of a set of deliveries, by the name a declaration gives as ``kodebog``.

    Returns
    -------
    codebooks : dict
    findings : tuple of Finding
        What is wrong with the set's own; a codebook at fault, or with a name that is taken, is left out.
    """
    found = {name: read_codebook(name) for name in codebook_names()}
    findings: list[Finding] = []
    for path in sorted((folder / CODEBOOK_FOLDER).glob("*.yml")):
        shown = f"{CODEBOOK_FOLDER}/{path.name}"
        if path.stem in found:
            remedy = "Giv filen et andet navn, og skriv det som kodebog i leverance.yml"
            findings.append(Finding("Der er allerede en kodebog med det navn", file=shown, remedy=remedy))
            continue
        try:
            found[path.stem] = read_record(path, Codebook, DeclarationError, shown_as=shown)
        except DeclarationError as error:
            findings.extend(error.findings)
    return found, tuple(findings)
