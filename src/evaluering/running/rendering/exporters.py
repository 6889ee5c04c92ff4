"""Exporters of nbconvert from a joined, executed notebook to one HTML page and one PDF/UA-1.

Both set the same nodes. The HTML goes through a Jinja template that escapes everything; the PDF goes as data into a
fixed Typst program (`templates/page.typ`), so no text from a notebook is ever part of a program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from evaluering.running.rendering.frame import TEMPLATES, page_environment, page_words
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
        data = {**page_words(head, resources["marks"]), "nodes": resources["content"].nodes, "extracted": _day(head)}
        return _compile(data, head), resources


def render_page(order: RenderOrder) -> Rendering:
    """Write a page's HTML and PDF into the order's folder; a refused output is an answer, not an exception."""
    notebooks = [(name, orjson.loads(Path(path).read_bytes())) for name, path in order.notebooks]
    try:
        html, pdf, content = set_page(notebooks, head=order.head, marks=order.marks)
    except EvaluationError as fault:
        finding = fault.findings[0]
        return Rendering("failed", f"{finding.what}.", _cell_of(finding), finding.file)
    except typst.TypstError as fault:
        glyph = _UNSHOWN.search(fault.message)
        if glyph is None:
            raise
        return Rendering("failed", CAUSES["glyph"].format(glyph=glyph["glyph"]))
    site = Path(order.site)
    (site / f"{order.head.slug}.html").write_bytes(html.encode("utf-8"))
    (site / f"{order.head.slug}.pdf").write_bytes(pdf)
    return Rendering("completed", results=content.results, conclusions=content.conclusions)


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


def _compile(data: dict[str, Any], head: PageHead) -> bytes:
    """The fixed Typst program with one page's data; the only fonts are those inside the typst package."""
    midnight = datetime.combine(date.fromisoformat(head.extraction_date), datetime.min.time(), tzinfo=UTC)
    return typst.compile(
        str(TEMPLATES / "page.typ"),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"page": orjson.dumps(data).decode("utf-8")},
        pdf_standards=["ua-1"],
        timestamp=int(midnight.timestamp()),
    )


def _day(head: PageHead) -> list[int]:
    day = date.fromisoformat(head.extraction_date)
    return [day.year, day.month, day.day]


def _cell_of(finding: Finding) -> int | None:
    """The code cell a refusal names."""
    number = finding.what.removeprefix("Kodecelle ").split(" ", 1)[0]
    return int(number) if number.isdigit() else None
