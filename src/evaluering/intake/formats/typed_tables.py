"""Tables whose columns have a type of their own: SAS (sas7bdat) and Parquet, in blocks of rows, as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from evaluering.errors import DeliveryError, Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.columns import column_findings
from evaluering.intake.formats.raw import RawTable, as_utf8, raw_table
from evaluering.intake.formats.typed_values import (
    NO_VALUE,
    Kind,
    TypedColumn,
    Value,
    kind_findings,
    moment_value,
    number_value,
    text_value,
    typed_column,
)

Block = list[tuple[str, TypedColumn]]
"""Some rows of a table: every column with its name, in the order of the file."""

_BLOCK_ROWS = 500_000
_SAS_EPOCH = datetime(1960, 1, 1)  # noqa: DTZ001 (a day of the calendar, in no time zone)
# Formats of SAS whose numbers are days, and those whose numbers are seconds; a width such as 9. may follow.
_SAS_DAYS = re.compile(
    r"(DATE|(DDMMYY|MMDDYY|YYMMDD)[BCDNPS]?|[BE]8601DA|IS8601DA|EURDF(DD|DE|DN|WDX|WKX)|NLDATE[A-Z]?|(WEEK|WORD)DAT[EX])"
    r"\d*\.?\d*"
)
_SAS_SECONDS = re.compile(
    r"(DATETIME|DTDATE|DATEAMPM|MDYAMPM|([BE]|IS)8601(D[TZNX]|T[MZ])|NLDATM[A-Z]?|TIME|TOD|HHMM)\d*\.?\d*"
)
_DAY = 86_400  # seconds
_DAMAGED = "Filen er beskadiget og kan ikke læses som {}"
_ASK_AGAIN = "Bed afsenderen om filen igen"


def read_sas(
    path: Path, declared: DeclaredFile, book: SourceBook, *, shown: str, block_rows: int = _BLOCK_ROWS
) -> Iterator[RawTable]:
    """The blocks of a SAS data set (``sas7bdat``), in order; rows are counted from 1.

    Parameters
    ----------
    path : Path
    declared : DeclaredFile
        With `encoding`, that of its text.
    book : SourceBook
        The columns that must be there; others are looked through for personal content and then left.
    shown : str
        The file's name in messages.
    block_rows : int
        Rows held at a time.

    Yields
    ------
    RawTable
        Without columns where a block cannot be read as declared; then it is the last.
    """
    return _tables(sas_blocks(path, declared, block_rows), declared, book, shown)


def read_parquet(
    path: Path, declared: DeclaredFile, book: SourceBook, *, shown: str, block_rows: int = _BLOCK_ROWS
) -> Iterator[RawTable]:
    """The blocks of a Parquet file, in order; rows are counted from 1. As `read_sas`, and text is always UTF-8."""
    return _tables(parquet_blocks(path, declared, book, block_rows), declared, book, shown)


def _tables(blocks: Iterator[Block], declared: DeclaredFile, book: SourceBook, shown: str) -> Iterator[RawTable]:
    first_row = 1
    while True:
        try:
            block = next(blocks, None)
        except DeliveryError as error:
            yield RawTable({}, 0, tuple(replace(finding, file=shown) for finding in error.findings))
            return
        except Exception as fault:  # noqa: BLE001 (whatever a library raises, its text may hold a person's value)
            yield RawTable({}, 0, (unreadable(fault, declared, shown),))
            return
        if block is None:
            return
        table = _table(block, declared, book, shown=shown, first_row=first_row)
        yield table
        if not table.columns:
            return
        first_row += table.rows


def unreadable(fault: Exception, declared: DeclaredFile, shown: str) -> Finding:
    """The finding on a file that its library cannot read; what the library says may quote it, and is not passed on."""
    if declared.format == "sas7bdat" and (isinstance(fault, UnicodeError) or "encoding" in str(fault)):
        what = f"Filen er erklæret som {declared.encoding}, men indeholder tegn, der ikke er skrevet sådan"
        remedy = "Ret tegnsaet i leverance.yml"
        return Finding(what, file=shown, key="tegnsaet", allowed="cp1252 eller utf-8", remedy=remedy)
    return Finding(_DAMAGED.format(declared.format), file=shown, remedy=_ASK_AGAIN)


def _table(block: Block, declared: DeclaredFile, book: SourceBook, *, shown: str, first_row: int) -> RawTable:
    names = [name for name, _ in block]
    findings, notes = column_findings(names, book, shown=shown, row=None)
    columns = dict(block)
    if not findings:
        numbers = first_row + np.arange(len(block[0][1].kinds))
        findings = kind_findings(columns, declared, book, shown=shown, numbers=numbers)
        if declared.format == "sas7bdat":
            findings += _misread(columns, declared, shown=shown, first_row=first_row)
    if findings:
        return RawTable({}, 0, tuple(findings), tuple(notes), first_row)
    texts = {name: column.texts for name, column in columns.items()}
    table = raw_table(texts, book, shown=shown, first_row=first_row)
    return replace(table, notes=tuple(notes) if first_row == 1 else ())


def _misread(
    columns: dict[str, TypedColumn], declared: DeclaredFile, *, shown: str, first_row: int
) -> Iterator[Finding]:
    """A finding where the letters of a column cannot be in the declared encoding, although they could be read."""
    for column in columns.values():
        texts = [text.replace("\n", " ") for text in column.texts.dictionary.to_pylist()]
        data = "\n".join(texts).encode(declared.encoding or "utf-8", errors="replace")
        _, findings = as_utf8(data, declared, shown=shown)
        for finding in findings:
            place = (finding.row or 1) - 1
            row = int(np.argmax(column.texts.indices.to_numpy() == place)) + first_row
            yield replace(finding, row=row, allowed="cp1252 eller utf-8")
            return


def sas_blocks(path: Path, declared: DeclaredFile, block_rows: int = _BLOCK_ROWS) -> Iterator[Block]:
    """The rows of a SAS data set, unjudged; whatever its library raises comes through."""
    encoding = "WINDOWS-1252" if declared.encoding == "cp1252" else "UTF-8"
    decimal = declared.decimal or ","
    _, about = pyreadstat.read_sas7bdat(str(path), encoding=encoding, metadataonly=True)
    if None in about.column_names:
        raise ValueError("a column without a name: the head of the file is damaged")
    for first in range(0, max(about.number_rows or 0, 1), block_rows):
        data, _ = pyreadstat.read_sas7bdat(
            str(path),
            encoding=encoding,
            row_offset=first,
            row_limit=block_rows,
            output_format="dict",
            disable_datetime_conversion=True,
        )
        yield [
            (name, _sas_column(data[name], about.readstat_variable_types[name], form or "", decimal))
            for name, form in about.original_variable_types.items()
        ]


def _sas_column(values: list[Any], stored: str, form: str, decimal: str) -> TypedColumn:
    """Text, or numbers that the column's format may make days or seconds; missing values are empty."""
    if stored == "string":
        return _column(pa.array(values, type=pa.string()), lambda value: _value(value, decimal))
    unit = _DAY if _SAS_DAYS.fullmatch(form) else 1 if _SAS_SECONDS.fullmatch(form) else 0
    return _column(
        pa.array(values, type=pa.float64()),
        lambda value: _sas_moment(value * unit) if unit else _value(value, decimal),
    )


def _sas_moment(seconds: float) -> Value:
    try:
        return moment_value(_SAS_EPOCH + timedelta(seconds=round(seconds)))
    except (OverflowError, ValueError):
        return Kind.ERROR, ""


def parquet_blocks(
    path: Path, declared: DeclaredFile, book: SourceBook, block_rows: int = _BLOCK_ROWS
) -> Iterator[Block]:
    """The rows of a Parquet file, unjudged; whatever its library raises comes through."""
    decimal = declared.decimal or ","
    schema = pq.read_schema(path)
    strange = [field.name for field in schema if not _is_plain(field.type)]
    if strange:
        known = [column.delivered for column in book.columns if column.delivered in strange]
        what = "Kolonnen har en type, der ikke kan læses: lister, strukturer, bytes eller klokkeslæt"
        allowed, remedy = "tekst, tal, datoer", "Bed afsenderen levere kolonnen som tekst, tal eller dato"
        finding = Finding(what, column=", ".join(known), allowed=allowed, remedy=remedy)
        raise DeliveryError(finding)
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    with pq.ParquetFile(path, read_dictionary=texts, page_checksum_verification=True) as file:
        empty = pa.RecordBatch.from_pylist([], schema=schema)
        rows = file.metadata.num_rows
        for batch in file.iter_batches(batch_size=block_rows) if rows else iter([empty]):
            batch.validate(full=True)
            rows -= batch.num_rows
            yield [
                (name, _column(column, lambda value: _value(value, decimal)))
                for name, column in zip(batch.schema.names, batch.columns, strict=True)
            ]
        if rows:
            raise ValueError("other rows than the foot of the file says: it is damaged")


def _is_plain(kind: pa.DataType) -> bool:
    """Whether the values of a type are texts, numbers, truths or dates."""
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    types = pa.types
    plain = (
        types.is_string,
        types.is_large_string,
        types.is_integer,
        types.is_floating,
        types.is_decimal,
        types.is_boolean,
        types.is_date,
        types.is_timestamp,
        types.is_null,
    )
    return any(fits(kind) for fits in plain)


def _column(column: pa.Array, read: Callable[[Any], Value]) -> TypedColumn:
    """A column from what `read` makes of each distinct value; missing values are empty."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False)  # what Python can hold
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    values = [NO_VALUE if value is None else read(value) for value in column.dictionary.to_pylist()]
    places = column.indices.cast(pa.int64()).fill_null(len(values)).to_numpy()
    return typed_column([*values, NO_VALUE], places)


def _value(value: Any, decimal: str) -> Value:
    """A value as Python holds it, as a cell."""
    if value != value:  # not a number: what statistics programs write for a missing one
        return NO_VALUE
    if isinstance(value, str):
        return text_value(value)
    if isinstance(value, bool):
        return Kind.TRUTH, str(value)
    if isinstance(value, datetime):
        return moment_value(value)
    if isinstance(value, date):
        return Kind.DATE, value.isoformat()
    return number_value(value, decimal)
