"""A set of deliveries in memory: what senders wrote, ready to be spoilt and put on disk."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

Words = dict[str, Any]
Row = list[str]


@dataclass
class Sent:
    """One delivery: the words of its declaration, and its one file as table or as lines of reports.

    `edits` change the bytes of the file, `declaration_edits` the text of ``leverance.yml``, after all else. `code` is
    the municipality whose children it holds, empty for births.
    """

    name: str
    words: Words
    file: Words
    code: str = ""
    header: Row = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    line_end: str = "\n"
    quoted: bool = False
    last_line_end: bool = True
    edits: list[Callable[[bytes], bytes]] = field(default_factory=list)
    declaration_edits: list[Callable[[str], str]] = field(default_factory=list)

    def copy(self) -> Sent:
        """A copy that can be spoilt."""
        return replace(
            self,
            words={**self.words, "periode": dict(self.words["periode"])},
            file=dict(self.file),
            header=list(self.header),
            rows=[list(row) for row in self.rows],
            reports=list(self.reports),
            edits=list(self.edits),
            declaration_edits=list(self.declaration_edits),
        )

    def place(self, column: str) -> int:
        """Position of a column."""
        return self.header.index(column)

    def recount(self) -> None:
        """Declare the rows that there are now, as a sender does who writes the declaration after the damage."""
        if "raekker" in self.file:
            self.file["raekker"] = len(self.reports or self.rows)

    def data(self) -> bytes:
        """The file's bytes."""
        if self.file["format"] == "csv":
            delimiter = self.file["skilletegn"]
            lines = [delimiter.join(self._cell(cell) for cell in row) for row in (self.header, *self.rows)]
            text = self.line_end.join(lines) + (self.line_end if self.last_line_end else "")
        else:
            text = "".join(f"{one}\n" for one in self.reports)
        data = text.encode(self.file.get("tegnsaet", "utf-8"))
        for edit in self.edits:
            data = edit(data)
        return data

    def _cell(self, text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if self.quoted else text

    def declaration(self) -> str:
        """The text of ``leverance.yml``."""
        file = dict(self.file)
        if file.get("sha256") == "right":
            clean = replace(self, edits=[])
            file["sha256"] = hashlib.sha256(clean.data()).hexdigest()
        text = yaml.safe_dump(self.words | {"filer": [file]}, allow_unicode=True, sort_keys=False)
        for edit in self.declaration_edits:
            text = edit(text)
        return text

    @property
    def source(self) -> str:
        """The declared source."""
        return str(self.words["kilde"])


@dataclass
class World:
    """All deliveries of a set, and files that lie beside them."""

    sent: list[Sent]
    beside: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> World:
        """A copy that can be spoilt."""
        return World([one.copy() for one in self.sent], dict(self.beside))

    def of(self, source: str) -> list[Sent]:
        """The deliveries of one source."""
        return [one for one in self.sent if one.source == source]

    @property
    def births(self) -> Sent:
        """The delivery of births."""
        return self.of("foedsler")[0]

    def write(self, folder: Path) -> None:
        """Put the set on disk; what lay there is removed."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for one in self.sent:
            place = folder / one.name
            place.mkdir()
            (place / str(one.file["navn"])).write_bytes(one.data())
            (place / "leverance.yml").write_bytes(one.declaration().encode("utf-8", errors="surrogateescape"))
        for name, data in self.beside.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
