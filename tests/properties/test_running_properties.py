"""Whatever is written in a notebook or a delivery, the pages hold it as text and nothing else."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.marks import BLOCK_MIME
from evaluering.running.orders import PageHead, RunMarks
from evaluering.running.rendering.exporters import set_page
from evaluering.running.rendering.markdown import parse_markdown, parse_paragraphs, plain_text

HEAD = PageHead(
    "a", "Titel", "Region", joined=False, agreement="Aftale", year=2026, extraction_date="2026-10-01", code="0"
)
MARKS = RunMarks("v", "d", synthetic=True)
LETTERS = "aæøåÆØÅéßzK 0123.,;:!?%–−●▲◐◯≥"
SIGNS = "#$@<>\\*_[]`{}\"'&/=-~^|()\n"
TEXT = st.text(st.sampled_from(LETTERS + SIGNS), min_size=1, max_size=60).filter(lambda text: bool(text.strip()))
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "a", "aside", "strong", "header", "div", "p", "span", "nav"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "main", "footer", "table", "caption", "thead", "tbody"),
    *("tr", "th", "td", "em", "code", "pre", "blockquote", "hr", "br"),
}


class Tags(HTMLParser):
    """The names of all elements and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


def output(kind: str, **parts: object) -> dict[str, object]:
    marks = {"schema": 1, "id": "x", "kind": kind, "version": "v", "disclosure": "d", "synthetic": True}
    return {"output_type": "display_data", "metadata": {}, "data": {BLOCK_MIME: {**marks, **parts}}}


@settings(max_examples=15, deadline=None, derandomize=True)
@given(prose=TEXT, cell=TEXT)
def test_any_text_is_set_as_text(prose: str, cell: str) -> None:
    shown = [output("sentence", text=cell), output("table", caption=cell, columns=[{"label": cell}], rows=[[cell]])]
    code = {"cell_type": "code", "metadata": {}, "source": "x", "execution_count": 1, "outputs": shown}
    cells = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in ("# Titel", prose)]
    html, pdf, _ = set_page([("a", {"cells": [*cells, code]})], head=HEAD, marks=MARKS)
    tags = Tags(html)
    assert tags.names <= KNOWN
    assert not any(name.startswith("on") for name in tags.attributes)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked


@settings(max_examples=60, deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from(LETTERS + SIGNS), max_size=80))
def test_no_letter_of_a_sentence_is_lost(text: str) -> None:
    joined = "".join(plain_text(paragraph) for paragraph in parse_paragraphs(text))
    letters = re.compile(r"[^\w]|_", re.UNICODE)
    assert letters.sub("", joined) == letters.sub("", text)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from(LETTERS + SIGNS), max_size=80))
def test_any_markdown_can_be_parsed(text: str) -> None:
    assert all("kind" in node for node in parse_markdown(text))
