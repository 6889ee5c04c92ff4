"""Exporters of nbconvert from a joined, executed notebook to one HTML page and one PDF/UA-1.

Both set the same nodes. The HTML goes through a Jinja template that escapes everything; the PDF goes as data into a
fixed Typst program (`templates/page.typ`), so no text from a notebook is ever part of a program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import typst
from jinja2 import Environment
from nbconvert.exporters import Exporter, TemplateExporter
from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from evaluering.errors import EvaluationError, Finding
from evaluering.running.orders import PageHead, Rendering, RenderOrder, RunMarks
from evaluering.running.rendering.content import Content, join_cells, page_content
from evaluering.running.rendering.downloads import write_downloads
from evaluering.running.rendering.frame import FONTS, TEMPLATES, page_environment, page_words
from evaluering.running.rendering.markdown import Node
from evaluering.running.rendering.tags import row_headers_of, with_row_headers
from evaluering.wording.pages import CAUSES

_UNSHOWN = re.compile(r'the text `"(?P<glyph>.+?)"` could not be displayed')
"""Typst's words for a character that none of its own fonts has; PDF/UA-1 forbids an empty box."""


class PageExporter(TemplateExporter):
    """A joined notebook to one self-contained HTML page; ``resources`` carry ``head`` and ``marks``."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, **words: Any) -> None:
        # Without its own paths nbconvert would search the machine for templates and their settings.
        super().__init__(template_file="page.html.j2", template_paths=[str(TEMPLATES)], **words)  # type: ignore[no-untyped-call]

    def _create_environment(self) -> Environment:
        return page_environment()

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own exporters of text do
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **words: Any
    ) -> tuple[str, dict[str, Any]]:
        """HTML text and resources with the ``content`` that was set."""
        resources = _with_content(nb, resources)
        html, resources = super().from_notebook_node(nb, resources, **words)
        return html, resources


class PdfExporter(Exporter):
    """A joined notebook to one PDF/UA-1; ``resources`` carry ``head`` and ``marks``."""

    file_extension = ".pdf"
    output_mimetype = "application/pdf"

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own exporters of bytes do
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **words: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """PDF bytes, the same for the same notebook on any day, and resources."""
        resources = _with_content(nb, resources)
        _, resources = super().from_notebook_node(nb, resources, **words)
        head: PageHead = resources["head"]
        nodes = resources["content"].nodes
        data = {**page_words(head, resources["marks"]), "nodes": nodes}
        return compiled("page.typ", data, head, nodes=nodes), resources


def render_page(order: RenderOrder) -> Rendering:
    """Write a page's HTML and PDF into the order's folder; a refused output is an answer, not an exception."""
    return or_refused(lambda: _written(order))


def _written(order: RenderOrder) -> Rendering:
    notebooks = [(name, orjson.loads(Path(path).read_bytes())) for name, path in order.notebooks]
    html, pdf, content = set_page(notebooks, head=order.head, marks=order.marks)
    written = {f"{order.head.slug}.html": html.encode("utf-8"), f"{order.head.slug}.pdf": pdf}
    for name, data in written.items():
        (Path(order.site) / name).write_bytes(data)
    files = (*written, *write_downloads(content.nodes, Path(order.site), head=order.head, marks=order.marks))
    return Rendering("completed", results=content.results, conclusions=content.conclusions, files=files)


def or_refused(write: Callable[[], Rendering]) -> Rendering:
    """What a writer of a page answers; an output it refuses or a letter no font has is an answer too."""
    try:
        return write()
    except EvaluationError as fault:
        finding = fault.findings[0]
        return Rendering("failed", f"{finding.what}.", _cell_of(finding), finding.file)
    except typst.TypstError as fault:
        glyph = _UNSHOWN.search(fault.message)
        if glyph is None:
            raise
        return Rendering("failed", CAUSES["glyph"].format(glyph=glyph["glyph"]))


def set_page(
    notebooks: Sequence[tuple[str, dict[str, Any]]], *, head: PageHead, marks: RunMarks
) -> tuple[str, bytes, Content]:
    """HTML, PDF and content of one page from executed notebooks (name, notebook as JSON).

    Raises
    ------
    DisclosureError
        When any output is not a block of this run.
    """
    whole = {"cells": join_cells(notebooks), "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    joined = from_dict(whole)  # type: ignore[no-untyped-call]
    html, resources = PageExporter().from_notebook_node(joined, {"head": head, "marks": marks})
    pdf, _ = PdfExporter().from_notebook_node(joined, {"head": head, "marks": marks})  # type: ignore[no-untyped-call]
    return html, pdf, resources["content"]


def _with_content(nb: NotebookNode, resources: dict[str, Any] | None) -> dict[str, Any]:
    """Resources with the checked content of the page and the words around it."""
    given = dict(resources or {})
    head, marks = given["head"], given["marks"]
    content = page_content(nb["cells"], marks=marks, joined=head.joined)
    return {**given, "content": content, "page": {**page_words(head, marks), "pdf": f"{head.slug}.pdf"}}


def compiled(program: str, data: Mapping[str, Any], head: PageHead, *, nodes: Sequence[Node]) -> bytes:
    """A fixed Typst program with one document's data, of which `nodes` hold the tables.

    The only fonts are typst's own and the figures'.
    """
    day = date.fromisoformat(head.extraction_date)
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    data = {**data, "extracted": [day.year, day.month, day.day]}
    pdf = typst.compile(
        str(TEMPLATES / program),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"page": orjson.dumps(data).decode("utf-8")},
        pdf_standards=["ua-1"],
        timestamp=int(midnight.timestamp()),
    )
    return with_row_headers(pdf, list(row_headers_of(nodes)))


def _cell_of(finding: Finding) -> int | None:
    """The code cell a refusal names."""
    number = finding.what.removeprefix("Kodecelle ").split(" ", 1)[0]
    return int(number) if number.isdigit() else None
