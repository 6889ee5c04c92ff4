"""What can be downloaded from a page: each figure as SVG, PNG and numbers, each table as CSV, all tables as XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import orjson
import typst

from evaluering.running.orders import PageHead, RunMarks
from evaluering.running.rendering.frame import FONTS, TEMPLATES, page_words
from evaluering.running.rendering.markdown import Node
from evaluering.running.rendering.names import figure_file, table_file, workbook_file
from evaluering.running.rendering.spreadsheet import Book, Sheet, csv_bytes, workbook_bytes
from evaluering.wording.site import SHEET

_DOTS_PER_INCH = 150
"""A picture of 18 cm is then 1,063 dots wide: sharp on a slide, about 100 kB. For print there is the SVG."""


def write_downloads(
    nodes: Sequence[Node], site: Path, *, head: PageHead, marks: RunMarks
) -> tuple[str, ...]:  # fmt: skip
    """Write everything that can be downloaded from a page into `site`.

    Returns
    -------
    tuple of str
        Names of the files inside the site.
    """
    words = page_words(head, marks)
    figures = [node for node in nodes if node["kind"] == "figure"]
    written: dict[str, bytes] = {}
    for node, picture in zip(figures, pictures(figures, words), strict=True):
        number = node["number"]
        written[figure_file(head.slug, number, "svg")] = drawing(node, words)
        written[figure_file(head.slug, number, "png")] = picture
        written[figure_file(head.slug, number, "csv")] = _csv(_figure_sheet(node), words)
    for node in nodes:
        if node["kind"] == "table":
            written[table_file(head.slug, node["number"])] = _csv(_table_sheet(node), words)
    for name, data in written.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_bytes(data)
    names = tuple(written)
    return (*names, write_workbook(nodes, site, head=head, marks=marks)) if names else ()


def write_workbook(nodes: Iterable[Node], site: Path, *, head: PageHead, marks: RunMarks) -> str:
    """Write all tables among `nodes`, and the numbers behind the figures, as one workbook; its name inside the site."""
    words = page_words(head, marks)
    parts = [
        _table_sheet(node) if node["kind"] == "table" else _figure_sheet(node)
        for node in nodes
        if node["kind"] in ("table", "figure")
    ]
    book = Book(
        title=f"{head.title} – {head.unit}",
        facts=tuple(text for text in (f"{head.agreement} · {head.year}", head.edition, words["caveat"]) if text),
        warning=words["synthetic_long"],
        source=_source(words),
        extracted=date.fromisoformat(head.extraction_date),
    )
    name = workbook_file(head.slug)
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_bytes(workbook_bytes(book, parts))
    return name


def drawing(node: Node, words: Mapping[str, Any]) -> bytes:
    """A figure's SVG as a file of its own: it says what it shows, and older programs can read it."""
    svg: str = node["svg"]
    start = svg.index(">", svg.index("<svg")) + 1
    told = " ".join(part for part in (node["alt"], node["caption"], words["synthetic_long"], _source(words)) if part)
    opening = svg[:start].replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" role="img"', 1)
    # Office and older drawing programs follow a reference only under its former name.
    body = svg[start:].replace(' href="#', ' xlink:href="#')
    said = f"<title>{escape(node['title'])}</title><desc>{escape(told)}</desc>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}{said}{body}'.encode()


def pictures(figures: Sequence[Node], words: Mapping[str, Any]) -> list[bytes]:
    """Each figure as PNG with its title above and its source below, so that it can be shown by itself."""
    if not figures:
        return []
    told = [{key: node[key] for key in ("title", "svg", "caption")} for node in figures]
    data = {"figures": told, "source": _source(words), "warning": words["synthetic_long"]}
    made = typst.compile(
        str(TEMPLATES / "figure.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=_DOTS_PER_INCH,
        sys_inputs={"page": orjson.dumps(data).decode("utf-8")},
    )
    return made if isinstance(made, list) else [made]


def _csv(sheet: Sheet, words: Mapping[str, Any]) -> bytes:
    return csv_bytes(sheet, warning=words["synthetic_long"], source=_source(words))


def _source(words: Mapping[str, Any]) -> str:
    """Where the numbers are from, in one line."""
    parts = (words["agreement"], f"{words['words']['extraction']} {words['extraction']}", words["source"])
    return " · ".join((*parts, words["edition"]) if words["edition"] else parts)


def _table_sheet(node: Node) -> Sheet:
    return _sheet("table", node, title=node["table_caption"], grid=node, notes=tuple(node["notes"]))


def _figure_sheet(node: Node) -> Sheet:
    data: Node = node["data"]
    notes = tuple(note for note in (*data["notes"], node["caption"]) if note)
    return _sheet("figure", node, title=f"{node['title']}. {data['table_caption']}", grid=data, notes=notes)


def _sheet(kind: str, node: Node, *, title: str, grid: Node, notes: tuple[str, ...]) -> Sheet:
    number = node["number"]
    label, tab = SHEET[kind].format(number=number), SHEET[f"{kind}_tab"].format(number=number, title=title)
    return Sheet(label, tab, title, grid, notes)
