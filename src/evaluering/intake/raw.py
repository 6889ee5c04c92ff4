"""Open one delivered file exactly as it is declared: encoding, dialect, columns; nothing is guessed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.columns import column_findings, personal_content, read_header
from evaluering.intake.declaration import DeclaredFile

_BOM = b"\xef\xbb\xbf"
_TWICE_ENCODED = tuple(letter.encode().decode("cp1252").encode() for letter in ("æ", "ø", "å", "Æ", "Ø"))
_LOST = "\ufffd".encode()
_REMEDY_ENCODING = "Ret tegnsaet i leverance.yml, eller gem filen igen med det erklærede tegnsæt"


@dataclass(frozen=True, slots=True)
class RawTable:
    """A delivered CSV file as text: per delivered column a dictionary-encoded array, in the order of the rows.

    Row `i` (from 0) stands in line `i + 2` of the file. `columns` is empty when the file cannot be read as declared.
    """

    columns: dict[str, pa.DictionaryArray]
    rows: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


def read_bytes(path: Path, declared: DeclaredFile, *, shown: str) -> tuple[bytes, str, list[Finding]]:
    """A file's bytes, their SHA-256 in hexadecimal, and what is wrong with them as a file."""
    try:
        data = path.read_bytes()
    except OSError:
        finding = Finding("Filen kan ikke åbnes", file=shown, remedy="Luk filen i andre programmer, og prøv igen")
        return b"", "", [finding]
    digest = hashlib.sha256(data).hexdigest()
    findings = []
    if not data.strip():
        findings.append(Finding("Filen er tom", file=shown, remedy="Bed afsenderen om filen igen"))
    if declared.sha256 is not None and declared.sha256.lower() != digest:
        what = "Filens indhold er et andet end det, afsenderen har beregnet sha256 af"
        findings.append(Finding(what, file=shown, key="sha256", remedy="Hent filen igen, eller bed afsenderen om den"))
    return data, digest, findings


def as_utf8(data: bytes, declared: DeclaredFile, *, shown: str) -> tuple[bytes, list[Finding]]:
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
        row = data.count(b"\n", 0, position) + 1
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


def read_table(text: bytes, declared: DeclaredFile, book: SourceBook, *, shown: str) -> RawTable:
    """A CSV file's columns as text.

    Parameters
    ----------
    text : bytes
        UTF-8 without byte order mark, as from `as_utf8`.
    declared : DeclaredFile
        With `delimiter` and `rows`.
    book : SourceBook
        The columns that must be there; others are checked for personal content and then left.
    shown : str
        The file's name in messages.
    """
    delimiter = declared.delimiter or ";"
    line_end = b"\n" if b"\n" in text else b"\r"
    header = read_header(text.split(line_end, 1)[0].rstrip(b"\r"), delimiter)
    findings, notes = column_findings(header, delimiter, book, shown=shown)
    text = text.rstrip(b"\r\n")
    lines = text.count(line_end)
    if not findings:
        # pyarrow wants a line end after a lone header
        table, findings = _parse(text if lines else text + line_end, header, delimiter, shown)
    rows = lines if findings else table.num_rows
    if rows != lines:
        findings.append(_uneven_lines(text, line_end, shown))
    if rows != declared.rows:
        findings.append(_row_count(rows, declared.rows or 0, shown))
    if findings:
        return RawTable({}, rows, tuple(findings), tuple(notes))
    columns = {name: table.column(name).unify_dictionaries().combine_chunks() for name in header}
    known = {column.delivered for column in book.columns if column.type != "text"}
    others = {name: column for name, column in columns.items() if name not in known}
    findings = list(personal_content(others, shown=shown))
    wanted = {column.delivered: columns[column.delivered] for column in book.columns}
    return RawTable({} if findings else wanted, rows, tuple(findings), tuple(notes))


def _parse(text: bytes, header: list[str], delimiter: str, shown: str) -> tuple[pa.Table, list[Finding]]:
    """All columns as dictionary-encoded text, and the rows that have too few or too many columns."""
    uneven: list[int | None] = []

    def keep_number(row: pa.csv.InvalidRow) -> str:
        uneven.append(row.number)
        return "skip"

    def parse(*, use_threads: bool) -> pa.Table:
        uneven.clear()
        as_text = pa.dictionary(pa.int32(), pa.string())
        return pa.csv.read_csv(
            pa.BufferReader(text),
            read_options=pa.csv.ReadOptions(use_threads=use_threads, block_size=1 << 23),
            parse_options=pa.csv.ParseOptions(delimiter=delimiter, invalid_row_handler=keep_number),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(header, as_text), strings_can_be_null=False, check_utf8=False
            ),
        )

    try:
        table = parse(use_threads=True)
        if uneven:
            table = parse(use_threads=False)  # only then are the rows numbered
    except pa.ArrowInvalid:
        # The message of pyarrow quotes the row, so it is not passed on.
        return None, [Finding("Filen kan ikke læses som tabel", file=shown, remedy="Bed afsenderen om filen igen")]
    if not uneven:
        return table, []
    last = text.count(b"\n") + 1
    cut = uneven[0] == last and len(uneven) == 1
    what = "Den sidste række er skåret over" if cut else "Rækken har for få eller for mange kolonner"
    remedy = "Bed afsenderen om hele filen" if cut else "Se efter et skilletegn eller et anførselstegn inde i et felt"
    allowed = f"{len(header)} kolonner i hver række"
    return table, [Finding(what, file=shown, row=uneven[0], allowed=allowed, remedy=remedy, count=len(uneven))]


def _row_count(rows: int, declared: int, shown: str) -> Finding:
    return Finding(
        f"Filen har {rows} rækker, men {declared} er erklæret",
        file=shown,
        key="raekker",
        allowed="antal rækker uden rækken med kolonnenavne",
        remedy="Bed afsenderen om hele filen, eller ret raekker i leverance.yml",
    )


def _uneven_lines(text: bytes, line_end: bytes, shown: str) -> Finding:
    """Lines and rows differ: an empty line, or a quotation mark that holds several lines together."""
    empty = re.search(re.escape(line_end) + rb"\r?" + re.escape(line_end), text)
    row = text.count(line_end, 0, empty.start()) + 2 if empty else None
    what = "Filen har tomme linjer mellem rækkerne" if empty else "Et anførselstegn samler flere linjer til én række"
    return Finding(what, file=shown, row=row, remedy="Ret filen, så hver række står på én linje")
