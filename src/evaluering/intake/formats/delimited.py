"""CSV files in the declared dialect, read in blocks of whole lines, so that a file of any size can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.csv

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.columns import column_findings, read_header
from evaluering.intake.formats.raw import RawTable, as_utf8, raw_table

_BLOCK_BYTES = 48 << 20


class _Block(NamedTuple):
    """Whole lines of a file as UTF-8: `line` is the number of the first, `last` whether the file ends here."""

    text: bytes
    line: int
    last: bool


def read_delimited(
    path: Path, declared: DeclaredFile, book: SourceBook, *, shown: str, block_bytes: int = _BLOCK_BYTES
) -> Iterator[RawTable]:
    """The blocks of a CSV file, in order.

    Parameters
    ----------
    path : Path
    declared : DeclaredFile
        With `encoding` and `delimiter`.
    book : SourceBook
        The columns that must be there; others are looked through for personal content and then left.
    shown : str
        The file's name in messages.
    block_bytes : int
        About how much of the file is held at a time.

    Yields
    ------
    RawTable
        With findings and without columns where a block cannot be read as declared; the column names are only judged
        in the first block, and when they are wrong it is the only one.
    """
    delimiter = declared.delimiter or ";"
    header: list[str] = []
    with path.open("rb") as file:
        line_end = _line_end(file)
        for block in _blocks(file, line_end, block_bytes):
            text, findings = as_utf8(block.text, declared, shown=shown, first_line=block.line)
            if findings:
                yield RawTable({}, 0, tuple(findings), first_row=block.line)
                return
            notes: list[str] = []
            first_row = block.line
            if not header:
                line, _, text = text.partition(line_end)
                header = read_header(line.rstrip(b"\r"), delimiter)
                findings, notes = column_findings(header, book, shown=shown, delimiter=delimiter)
                first_row += 1
                if findings:
                    rows = len(text.rstrip(b"\r\n").split(line_end)) if text.strip(b"\r\n") else 0
                    yield RawTable({}, rows, tuple(findings), tuple(notes))
                    return
            if block.last:
                if text and not text.endswith((b"\n", b"\r")):
                    notes.append(f"{shown}: Den sidste linje slutter uden linjeskift; den kan være skåret over.")
                text = text.rstrip(b"\r\n")
            table = _table(_Block(text, first_row, block.last), header, declared, book, line_end, shown)
            yield replace(table, notes=tuple(notes))


def _line_end(file: BinaryIO) -> bytes:
    """What ends a line, by the beginning of the file; the position stays at the start."""
    beginning = file.read(1 << 20)
    file.seek(0)
    return b"\n" if b"\n" in beginning or b"\r" not in beginning else b"\r"


def _blocks(file: BinaryIO, line_end: bytes, block_bytes: int) -> Iterator[_Block]:
    rest, line = b"", 1
    while piece := file.read(block_bytes):
        whole, cut, rest_of_piece = piece.rpartition(line_end)
        if not cut:
            rest += piece
            continue
        text = rest + whole + cut
        rest = rest_of_piece
        if not rest and len(piece) < block_bytes:
            yield _Block(text, line, last=True)
            return
        yield _Block(text, line, last=False)
        line += text.count(line_end)
    yield _Block(rest, line, last=True)


def _table(
    block: _Block, header: list[str], declared: DeclaredFile, book: SourceBook, line_end: bytes, shown: str
) -> RawTable:
    text = block.text if block.last else block.text.removesuffix(line_end)
    lines = text.count(line_end) + 1 if text else 0
    table, findings = _parse(text, header, declared.delimiter or ";", block, shown)
    rows = lines if table is None else table.num_rows
    if rows != lines and not findings:
        findings.append(_uneven_lines(text, line_end, shown, block.line))
    if findings or table is None:
        return RawTable({}, lines, tuple(findings), first_row=block.line)
    columns = {name: table.column(place).unify_dictionaries().combine_chunks() for place, name in enumerate(header)}
    return raw_table(columns, book, shown=shown, first_row=block.line)


def _parse(
    text: bytes, header: list[str], delimiter: str, block: _Block, shown: str
) -> tuple[pa.Table | None, list[Finding]]:
    """All columns as dictionary-encoded text, and the rows that have too few or too many columns."""
    uneven: list[int | None] = []

    def keep_number(row: pa.csv.InvalidRow) -> str:
        uneven.append(row.number)
        return "skip"

    as_text = pa.dictionary(pa.int32(), pa.string())

    def parse(*, use_threads: bool) -> pa.Table:
        uneven.clear()
        return pa.csv.read_csv(
            pa.BufferReader(text),
            read_options=pa.csv.ReadOptions(use_threads=use_threads, block_size=1 << 23, column_names=header),
            parse_options=pa.csv.ParseOptions(delimiter=delimiter, invalid_row_handler=keep_number),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(header, as_text), strings_can_be_null=False, check_utf8=False
            ),
        )

    if not text:
        return pa.table({name: pa.array([], type=as_text) for name in header}), []
    try:
        table = parse(use_threads=True)
        if uneven:
            table = parse(use_threads=False)  # only then are the rows numbered
    except pa.ArrowInvalid:
        # The message of pyarrow quotes the row, so it is not passed on.
        return None, [Finding("Filen kan ikke læses som tabel", file=shown, remedy="Bed afsenderen om filen igen")]
    if not uneven:
        return table, []
    first = (uneven[0] or 1) + block.line - 1
    cut = block.last and len(uneven) == 1 and uneven[0] == text.count(b"\n") + 1
    what = "Den sidste række er skåret over" if cut else "Rækken har for få eller for mange kolonner"
    remedy = "Bed afsenderen om hele filen" if cut else "Se efter et skilletegn eller et anførselstegn inde i et felt"
    allowed = f"{len(header)} kolonner i hver række"
    return table, [Finding(what, file=shown, row=first, allowed=allowed, remedy=remedy, count=len(uneven))]


def _uneven_lines(text: bytes, line_end: bytes, shown: str, first_line: int) -> Finding:
    """Lines and rows differ: an empty line, or a quotation mark that holds several lines together."""
    empty = re.search(re.escape(line_end) + rb"\r?" + re.escape(line_end), text)
    row = text.count(line_end, 0, empty.start()) + first_line + 1 if empty else None
    what = "Filen har tomme linjer mellem rækkerne" if empty else "Et anførselstegn samler flere linjer til én række"
    return Finding(what, file=shown, row=row, remedy="Ret filen, så hver række står på én linje")
