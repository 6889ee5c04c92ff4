"""One block of a delivered table as text, the file it comes from, and its encoding: nothing is guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.columns import personal_content

_BOM = b"\xef\xbb\xbf"
_TWICE_ENCODED = tuple(letter.encode().decode("cp1252").encode() for letter in ("æ", "ø", "å", "Æ", "Ø"))
_LOST = "\ufffd".encode()
_PIECE = 1 << 24
_REMEDY_ENCODING = "Ret tegnsaet i leverance.yml, eller gem filen igen med det erklærede tegnsæt"


@dataclass(frozen=True, slots=True)
class RawTable:
    """A block of a delivered table as text: per column a dictionary-encoded array, in the order of the rows.

    Attributes
    ----------
    columns : dict
        Our name to the text of each row; an empty cell is "". Empty when the block cannot be read as declared.
    rows : int
    findings, notes : tuple
        What makes the file unusable; Danish sentences on what was seen and accepted.
    first_row : int
        Number of the first row as an editor or spreadsheet shows it.
    sheet : str
        Name of the sheet, in a spreadsheet.
    delivered : mapping
        Our name to the delivered one, for messages.
    """

    columns: dict[str, pa.DictionaryArray]
    rows: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    first_row: int = 2
    sheet: str = ""
    delivered: Mapping[str, str] = field(default_factory=dict)

    def texts(self, name: str) -> pa.DictionaryArray:
        """The column with our name; empty texts when the delivery has no such column."""
        found = self.columns.get(name)
        if found is not None:
            return found
        return pa.DictionaryArray.from_arrays(pa.array([0] * self.rows, type=pa.int32()), pa.array([""]))


def raw_table(
    columns: dict[str, pa.DictionaryArray], book: SourceBook, *, shown: str, first_row: int, sheet: str = ""
) -> RawTable:
    """A block from its delivered columns: those that are not used are looked through for persons and left."""
    rows = len(next(iter(columns.values()))) if columns else 0
    spread = book.spread(columns)
    used = {column.delivered for column in book.columns if column.type != "text"} | set(spread)
    others = {name: column for name, column in columns.items() if name not in used}
    findings = tuple(personal_content(others, shown=shown, first_row=first_row, sheet=sheet))
    delivered = {column.name: column.delivered for column in book.columns} | {name: name for name in spread}
    wanted = {} if findings else {name: columns[text] for name, text in delivered.items()}
    return RawTable(wanted, rows, findings, first_row=first_row, sheet=sheet, delivered=delivered)


def file_findings(path: Path, declared: DeclaredFile, *, shown: str) -> tuple[str, list[Finding]]:
    """A file's SHA-256 in hexadecimal, and what is wrong with it as a file."""
    digest = hashlib.sha256()
    blank = True
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                blank = blank and not piece.strip()
    except OSError:
        finding = Finding("Filen kan ikke åbnes", file=shown, remedy="Luk filen i andre programmer, og prøv igen")
        return "", [finding]
    findings = []
    if blank:
        findings.append(Finding("Filen er tom", file=shown, remedy="Bed afsenderen om filen igen"))
    if declared.sha256 is not None and declared.sha256.lower() != digest.hexdigest():
        what = "Filens indhold er et andet end det, afsenderen har beregnet sha256 af"
        findings.append(Finding(what, file=shown, key="sha256", remedy="Hent filen igen, eller bed afsenderen om den"))
    return digest.hexdigest(), findings


def as_utf8(data: bytes, declared: DeclaredFile, *, shown: str, first_line: int = 1) -> tuple[bytes, list[Finding]]:
    """The text as UTF-8 without byte order mark; a finding when it is not in the declared encoding."""
    encoding = declared.encoding or "utf-8"
    fault: tuple[str, int] | None = None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        fault = "Filen er gemt som UTF-16", 0
    elif data.startswith(_BOM) and encoding != "utf-8-sig":
        fault = f"Filen begynder med et mærke for UTF-8, men er erklæret som {encoding}", 0
    elif b"\0" in data:
        fault = "Filen indeholder nul-tegn og er ikke en ren tekstfil", data.index(b"\0")
    text = data.removeprefix(_BOM)
    if fault is None and not text.isascii():
        fault = _misread(text, encoding)
    if fault is not None:
        what, position = fault
        row = data.count(b"\n", 0, position) + first_line
        allowed = "cp1252, utf-8 eller utf-8-sig, som filen er gemt"
        return b"", [Finding(what, file=shown, row=row, key="tegnsaet", allowed=allowed, remedy=_REMEDY_ENCODING)]
    if encoding == "cp1252" and not text.isascii():
        text = text.decode("cp1252").encode()
    return text, []


def _misread(text: bytes, encoding: str) -> tuple[str, int] | None:
    """Why bytes beyond ASCII cannot be what was declared, and where."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        if encoding != "cp1252":
            return f"Filen er erklæret som {encoding}, men indeholder tegn, der ikke er UTF-8", error.start
    else:
        if encoding == "cp1252":  # letters of cp1252 practically never form valid UTF-8
            first = next(position for position, byte in enumerate(text) if byte > 127)
            return "Filen er erklæret som cp1252, men er gemt som UTF-8; æ, ø og å ville blive læst forkert", first
    if encoding == "cp1252":
        try:
            text.decode("cp1252")
        except UnicodeDecodeError as error:
            return "Filen er erklæret som cp1252, men indeholder tegn, der ikke findes i cp1252", error.start
        return None
    for pattern in (*_TWICE_ENCODED, _LOST):
        position = text.find(pattern)
        if position >= 0:
            return "Filen er gemt forkert undervejs: æ, ø eller å er blevet til andre tegn", position
    return None
