"""The block: the one form in which a notebook shows anything, with the marks that the pages are checked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import Protected
from evaluering.marks import BLOCK_MIME, BLOCK_SCHEMA
from evaluering.preparation.prepared import Prepared
from evaluering.wording.plan import NOT_PLANNED_NOTE, SOME_NOT_PLANNED_NOTE

T = TypeVar("T")
Entry = Mapping[str, Any]
"""One entry of ``results.json`` as plain values."""


@dataclass(frozen=True, slots=True)
class Column:
    """Head of one column of a table."""

    label: str
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as finished text.

    Parameters
    ----------
    caption : str
        What the table holds, as a title.
    columns : tuple of Column
        One per column.
    rows : tuple of tuple of str
        Finished cells, as many in each row as there are columns.
    row_headers : int
        How many leading columns name the row.
    notes : tuple of str
        Sentences shown under the table.

    Raises
    ------
    ValueError
        When a row has another number of cells than there are columns.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_headers: int = 1
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row of a table needs {len(self.columns)} cells")

    def plain(self) -> dict[str, Any]:
        """The table as plain values, without its notes."""
        return {
            "caption": self.caption,
            "columns": [{"label": column.label, "align": column.align} for column in self.columns],
            "rows": [list(row) for row in self.rows],
            "row_headers": self.row_headers,
        }

    def markdown(self) -> str:
        """The table as Markdown, for JupyterLab."""
        head = [column.label for column in self.columns]
        rule = ["---:" if column.align == "right" else "---" for column in self.columns]
        lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (head, rule, *self.rows)]
        return "\n\n".join([f"**{self.caption}**", "\n".join(lines), *self.notes])


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Something a notebook shows: a sentence, a table, a figure or the provenance.

    Parameters
    ----------
    description : mapping
        The entry under `marks.BLOCK_MIME`; the pages are made from it alone, and from `svg`.
    markdown : str
        The same for JupyterLab; empty for a figure, which JupyterLab shows as a picture.
    svg : str
        The drawing of a figure, else empty.
    """

    description: Mapping[str, Any]
    markdown: str
    svg: str = ""

    def __repr__(self) -> str:
        """Kind and id, for a console."""
        return f"<{self.description['kind']} {self.description['id']}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """What Jupyter keeps as the output of the cell."""
        shown: dict[str, Any] = {BLOCK_MIME: dict(self.description)}
        if self.svg:
            shown["image/svg+xml"] = self.svg
        else:
            shown["text/markdown"] = self.markdown
        return shown


def opened(protected: Protected[T], *, data: Prepared) -> T:
    """The record inside a protected one; the only way in for anything that is shown.

    Raises
    ------
    TypeError
        For anything that `protect` did not return.
    ValueError
        When it was protected under the decisions of another run than `data`.
    """
    if not isinstance(protected, Protected):
        raise TypeError(
            f"only protected records can be shown, not {type(protected).__name__}; pass it through protect()"
        )
    if protected.decisions != data.decisions.fingerprint:
        raise ValueError("the record was protected under other disclosure decisions than those of these data")
    return protected.value


def sentence_block(
    data: Prepared, *, name: str, paragraphs: Iterable[str], lead: bool = False, results: Iterable[Entry] = ()
) -> Block:
    """Paragraphs of plain Danish; ``lead`` marks the page's main conclusion."""
    text = "\n\n".join(paragraphs)
    more: dict[str, Any] = {"text": text} | ({"lead": True} if lead else {})
    return Block(_marked(data, kind="sentence", name=name, results=results) | more, text)


def provenance_block(data: Prepared, *, name: str, paragraphs: Iterable[str]) -> Block:
    """Where the numbers of a page come from."""
    text = "\n\n".join(paragraphs)
    return Block(_marked(data, kind="provenance", name=name, results=()) | {"text": text}, text)


def table_block(
    data: Prepared, *, name: str, table: Table, results: Iterable[Entry] = (), planned: bool = True
) -> Block:
    """A table with its notes; where they leave out that numbers were not planned, that is said too.

    The notes of `results` tell it or, where a table has numbers that are no results, `planned`.
    """
    entries = [dict(entry) for entry in results]
    told = {NOT_PLANNED_NOTE, SOME_NOT_PLANNED_NOTE} & set(table.notes)
    more = _plan_notes(entries) if planned else (NOT_PLANNED_NOTE,)
    noted = table if told else replace(table, notes=(*table.notes, *more))
    marked = _marked(data, kind="table", name=name, results=entries)
    return Block(marked | noted.plain() | {"notes": list(noted.notes)}, noted.markdown())


def _plan_notes(entries: list[dict[str, Any]]) -> tuple[str, ...]:
    unplanned = [NOT_PLANNED in entry.get("notes", ()) for entry in entries]
    if not any(unplanned):
        return ()
    return (NOT_PLANNED_NOTE,) if all(unplanned) else (SOME_NOT_PLANNED_NOTE,)


def figure_block(
    data: Prepared, *, name: str, title: str, alt: str, caption: str, table: Table, svg: str
) -> Block:  # fmt: skip
    """A figure with its message, alternative text and the data behind it."""
    marked = _marked(data, kind="figure", name=name, results=())
    more = {"title": title, "alt": alt, "caption": caption, "svg": True, "data": table.plain()}
    return Block(marked | more, "", svg)


def _marked(data: Prepared, *, kind: str, name: str, results: Iterable[Entry]) -> dict[str, Any]:
    return {
        "schema": BLOCK_SCHEMA,
        "kind": kind,
        "id": name,
        "version": data.version,
        "disclosure": data.decisions.fingerprint,
        "synthetic": data.synthetic,
        "results": [dict(entry) for entry in results],
    }
