"""A table opened without a declaration: its column names, the codebooks that may know them, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from evaluering.errors import Finding
from evaluering.intake.codebook import Codebook, SourceBook, Variable
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.delimited import read_delimited
from evaluering.intake.proposal.answers import Answer
from evaluering.intake.proposal.books import Match, delivered_names, match_books
from evaluering.intake.proposal.dialect import Dialect, dialect_of
from evaluering.intake.proposal.gathering import Block

_AS_UTF8 = "Bed afsenderen om filen igen, gemt som UTF-8"


@dataclass(slots=True)
class Opened:
    """A table ready to be gone through once.

    Attributes
    ----------
    header : list of str
        The column names.
    row : int or None
        Where they stand, from 1; None in a format that keeps them apart from the rows.
    matches : list of Match
        The codebooks that may know them, best first.
    answers : list of Answer
        How the file is written.
    blocks : iterator of Block
    problems, notes : list
        What is wrong, and what was seen; they grow while the blocks go by.
    """

    header: list[str]
    row: int | None
    matches: list[Match]
    answers: list[Answer]
    blocks: Iterator[Block] = field(default_factory=lambda: iter(()))
    problems: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def open_delimited(path: Path, codebooks: Mapping[str, Codebook], *, shown: str) -> Opened:
    """A text file with one row a line, opened as it seems to be written."""
    dialect = dialect_of(path, known=delivered_names(codebooks))
    answers = [dialect.encoding, dialect.delimiter]
    opened = Opened(dialect.header, dialect.header_row, match_books(dialect.header, codebooks), answers)
    if not dialect.encoding.proven:
        finding = Finding("Filens særlige tegn kan ikke læses rigtigt", file=shown, key="tegnsaet", remedy=_AS_UTF8)
        opened.problems.append(finding)
    if len(set(dialect.header)) < len(dialect.header):
        what, remedy = "To kolonner har samme navn, eller flere har intet", "Slet eller omdøb den ene kolonne"
        opened.problems.append(Finding(what, file=shown, row=dialect.header_row, remedy=remedy))
    elif dialect.header_row > 1:
        what, remedy = "Kolonnenavnene står ikke i første linje", "Slet linjerne over dem"
        opened.problems.append(Finding(what, file=shown, row=dialect.header_row, remedy=remedy))
        opened.blocks = iter([_sampled(dialect, 0)])
    elif dialect.delimiter.value is not None:
        opened.blocks = _blocks(path, opened, dialect, shown)
    return opened


def _blocks(path: Path, opened: Opened, dialect: Dialect, shown: str) -> Iterator[Block]:
    """The file as its own reader reads it, every column wanted and none judged; where it cannot, the sample stands."""
    keys = {answer.key: answer.value for answer in opened.answers}
    declared = DeclaredFile.model_validate({"navn": path.name, "format": "csv", "raekker": 0} | keys)
    for place, raw in enumerate(read_delimited(path, declared, every_column(opened.header), shown=shown)):
        opened.problems.extend(raw.findings)
        opened.notes.extend(raw.notes)
        if raw.columns or place:
            yield Block(raw.columns, raw.rows, first_row=raw.first_row)
        else:
            yield _sampled(dialect, raw.rows)


def _sampled(dialect: Dialect, rows: int) -> Block:
    texts = zip(*dialect.sample, strict=True) if dialect.sample else ((),) * len(dialect.header)
    columns = {
        name: pa.array(cells, type=pa.string()).dictionary_encode()
        for name, cells in zip(dialect.header, texts, strict=True)
    }
    return Block(columns, rows)


def every_column(header: Sequence[str]) -> SourceBook:
    """A codebook in which every delivered column goes by its own name, so that a reader gives them all."""
    words: dict[str, Any] = {"type": "code", "definition": "", "source": ""}
    columns = tuple(Variable(delivered=name, name=name, **words) for name in header)
    return SourceBook.model_construct(source="kommuneudtraek", title="", unit="", columns=columns)
