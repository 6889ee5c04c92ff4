"""The tags of a PDF, mended: row headers are header cells with a scope, and no cell says how it is drawn.

Typst marks the head of a table alone as header cells, and tells the borders of every cell, which nobody reads. A
table's last rows are set as its foot, which keeps them on one page; they are rows like the others.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from evaluering.running.rendering.markdown import Node


def row_headers_of(nodes: Sequence[Node]) -> Iterator[int]:
    """How many cells of each row are headers, for every table among `nodes` in the order of the page."""
    for node in nodes:
        if node["kind"] == "table":
            yield node["row_headers"]
        elif node["kind"] == "grid":
            yield 0
        for inner in (node.get("blocks", ()), *node.get("items", ())):
            yield from row_headers_of(inner)


def with_row_headers(pdf: bytes, row_headers: Sequence[int]) -> bytes:
    """The same document with row headers as header cells, and its many small objects packed together.

    Cells are found by the scope of their headers alone, so that none need name its headers. The same document and
    headers give the same bytes.

    Parameters
    ----------
    pdf : bytes
        A tagged PDF as Typst writes it.
    row_headers : sequence of int
        For each table in the order of reading, how many cells of a row are headers.

    Raises
    ------
    ValueError
        The PDF has another number of tables, so that no cell is known for a header.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for table, headers in zip(_tables(document.Root.StructTreeRoot), row_headers, strict=True):
            _mend_table(table, headers)
        written = io.BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        document.save(written, object_stream_mode=packed, deterministic_id=True, fix_metadata_version=False)
        return written.getvalue()


def _tables(element: Object) -> Iterator[Dictionary]:
    """The tables below an element, in the order of reading."""
    for child in _children(element):
        if _is(child, Name.Table):
            yield child
        else:
            yield from _tables(child)


def _children(element: Object) -> list[Dictionary]:
    """An element's inner elements; what stands on the page itself is a number or has no kind."""
    inner = element.get(Name.K, Array())
    several = inner if isinstance(inner, Array) else [inner]
    return [child for child in several if isinstance(child, Dictionary) and Name.S in child]


def _is(element: Dictionary, kind: Name) -> bool:
    return bool(kind == element.S)


def _mend_table(table: Dictionary, headers: int) -> None:
    """Mend every cell; a table without a head has its rows in no part."""
    for part in _children(table):
        if _is(part, Name.TFoot):
            part.S = Name.TBody
        below = not _is(part, Name.THead)
        for row in [part] if _is(part, Name.TR) else _children(part):
            for place, cell in enumerate(_children(row)):
                _mend_cell(cell, as_header=below and place < headers)


def _mend_cell(cell: Dictionary, *, as_header: bool) -> None:
    """A cell with its scope and spans alone."""
    given = cell.get(Name.A, Array())
    told = Dictionary()
    for attributes in given if isinstance(given, Array) else [given]:
        if Name("/Table") == attributes.O:
            told = Dictionary({key: value for key, value in attributes.items() if key not in ("/Headers", "/O")})
    if as_header:
        cell.S = Name.TH
        told.Scope = Name.Row
    if told.keys():
        told.O = Name.Table
        cell.A = Array([told])
    elif Name.A in cell:
        del cell.A
