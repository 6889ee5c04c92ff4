"""The extracts of the municipalities: a journal's rows in the columns, words and kind of file of its system."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from evaluering.example.children import NEVER
from evaluering.example.declaration import (
    CSV,
    DAY_FIRST_POINTS,
    DAY_FIRST_STROKES,
    PARQUET,
    XLSX,
    YEAR_FIRST,
    Delivery,
)
from evaluering.example.journals import Dialect, dialect_of
from evaluering.example.records import Rows
from evaluering.example.scenario import FIRST_MONTH, day_number
from evaluering.example.visits import Ints
from evaluering.example.workbooks import Sheet, workbook_bytes

Texts = npt.NDArray[np.object_]
Columns = Mapping[str, npt.NDArray[Any]]
"""Delivered name to the column: text, or whole numbers for days since 1970."""

SHEET = "Ernæring"
FILE = "ernaering"
_AT_A_TIME = 20_000  # rows; keeps memory small
_LONGEST_AHEAD_DAYS = 500  # rows "in the future" lie at most this long after the extraction
_SEPARATORS = {DAY_FIRST_POINTS: ".", DAY_FIRST_STROKES: "/"}


def municipal_extract(
    municipality: str, rows: Rows, cpr: Sequence[str], *, until: date, extraction: date, folder: str
) -> Delivery:
    """One municipality's extract of the rows recorded before the day `until`.

    `cpr` has one number of ten digits per child.
    """
    dialect = dialect_of(municipality)
    columns = _columns(municipality, rows, cpr, dialect)
    content, manner = _WRITERS[dialect.form](columns, dialect, extraction)
    return Delivery(
        folder=folder,
        source="kommuneudtraek",
        sender=municipality,
        extracted=extraction,
        first_day=FIRST_MONTH.first_day,
        last_day=until - timedelta(days=1),
        file=f"{FILE}.{dialect.form}",
        form=dialect.form,
        rows=rows.child.size,
        content=content,
        manner={**manner, "datoformat": dialect.date_form, "kodebog": dialect.book.name},
    )


def _columns(municipality: str, rows: Rows, cpr: Sequence[str], dialect: Dialect) -> Columns:
    """The columns that the municipality's system has."""
    book, size = dialect.book, rows.child.size
    numbers = np.array([f"{one[:6]}-{one[6:]}" for one in cpr] if dialect.hyphen else list(cpr), dtype=object)
    code = municipality.lstrip("0") if book.short_codes else municipality
    columns: dict[str, npt.NDArray[Any]] = {
        "child": numbers[rows.child],
        "municipality": np.full(size, code, dtype=object),
        "birth": rows.birth,
        "recorded": rows.recorded,
        "feeding": np.array(book.feedings, dtype=object)[rows.feeding],
        "status": rows.status,
        "start": rows.start,
        "end": rows.end,
        "system": np.full(size, dialect.system, dtype=object),
    }
    if book.visits:
        columns["contact"] = np.array(book.visits, dtype=object)[rows.visit]
    return {delivered: columns[name] for name, delivered in book.columns.items()}


def _of_days(column: npt.NDArray[Any]) -> bool:
    return column.dtype.kind == "i"


def _as_csv(columns: Columns, dialect: Dialect, extraction: date) -> tuple[bytes, dict[str, str]]:
    written = _date_writer(dialect.date_form, extraction)
    mark, line_end = ('"', "\r\n") if dialect.quoted else ("", "\n")
    between, after = f"{mark}{dialect.delimiter}{mark}", mark + line_end
    plain = dialect.encoding.removesuffix("-sig")  # only the first part begins with the mark
    parts = [(mark + between.join(columns) + after).encode(dialect.encoding)]
    for first in range(0, len(next(iter(columns.values()))), _AT_A_TIME):
        some = (column[first : first + _AT_A_TIME] for column in columns.values())
        texts = [(written(column) if _of_days(column) else column).tolist() for column in some]
        parts.append("".join(mark + between.join(row) + after for row in zip(*texts, strict=True)).encode(plain))
    return b"".join(parts), {"tegnsaet": dialect.encoding, "skilletegn": f'"{dialect.delimiter}"', "decimaltegn": '","'}


def _as_workbook(columns: Columns, dialect: Dialect, extraction: date) -> tuple[bytes, dict[str, str]]:
    """The table under a title, the municipality as one merged block, and the chosen filters on a sheet of their own."""
    first = date(1970, 1, 1)
    cells = [
        [None if day == NEVER else first + timedelta(days=day) for day in column.tolist()]
        if _of_days(column)
        else [text or None for text in column.tolist()]
        for column in columns.values()
    ]
    written = f"{extraction.day:02d}-{extraction.month:02d}-{extraction.year}"
    table = Sheet(
        name=SHEET,
        above=("Børns ernæring: perioder og statusser", f"Trukket {written} fra {dialect.system}", ""),
        header=tuple(columns),
        rows=list(zip(*cells, strict=True)),
        below=("", "Tom periode_slut: perioden var ikke slut ved registreringen.", "Alle personer er opdigtede."),
        merged=(list(columns).index(dialect.book.columns["municipality"]) + 1,),
    )
    filters = Sheet(
        "Filter", ("Valgte filtre", "Alder: 0-1 år", "Emne: ernæring", f"Født fra: {FIRST_MONTH.first_day}")
    )
    return workbook_bytes([table, filters]), {"ark": SHEET, "overskrift": str(table.header_row)}


def _as_parquet(columns: Columns, dialect: Dialect, extraction: date) -> tuple[bytes, dict[str, str]]:
    """By way of CSV: building arrow arrays of Python objects would import pandas for nothing else."""
    plain = replace(dialect, encoding="utf-8", date_form=YEAR_FIRST)
    text, _ = _as_csv(columns, plain, extraction)
    types = {name: pa.date32() if _of_days(column) else pa.string() for name, column in columns.items()}
    table = pa.csv.read_csv(
        pa.BufferReader(text),
        parse_options=pa.csv.ParseOptions(delimiter=plain.delimiter),
        convert_options=pa.csv.ConvertOptions(column_types=types),
    )
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue(), {}


_WRITERS: Mapping[str, Callable[[Columns, Dialect, date], tuple[bytes, dict[str, str]]]] = {
    CSV: _as_csv,
    XLSX: _as_workbook,
    PARQUET: _as_parquet,
}


def _date_writer(date_form: str, extraction: date) -> Callable[[Ints], Texts]:
    """A function from day numbers to text; `NEVER` becomes an empty field."""
    first = day_number(FIRST_MONTH.first_day)
    days = day_number(extraction) + _LONGEST_AHEAD_DAYS - first
    texts = np.datetime_as_string(np.arange(first, first + days).astype("datetime64[D]")).tolist()
    if date_form != YEAR_FIRST:
        sign = _SEPARATORS.get(date_form, "-")
        texts = [f"{text[8:]}{sign}{text[5:7]}{sign}{text[:4]}" for text in texts]
    lookup = np.array([*texts, ""], dtype=object)
    return lambda numbers: lookup[np.where(numbers == NEVER, days, numbers - first)]
