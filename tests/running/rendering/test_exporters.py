from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import orjson
import pikepdf
import pytest
import typst

from evaluering import wording
from evaluering.errors import DisclosureError
from evaluering.running.orders import PageHead, RenderOrder, RunMarks
from evaluering.running.rendering.exporters import render_page, set_page

Make = Callable[..., dict[str, Any]]
LIVE = '<script>alert(1)</script> " onload="x() & </style> #let x = 1; $a^2$ @ref <lab> \\ * _ [x] #{panic()} `k`'


class Elements(HTMLParser):
    """Every element with its attributes, and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def everything(notebook: Make, block: Make) -> dict[str, Any]:
    """A notebook with every kind of block and prose."""
    prose = "## Hvem\n\nTekst.\n\n- et\n- **to**\n\n3. tre\n\n> citat\n\n---\n\n```\nkode\n```\n\n| A |\n|---|\n| 1 |"
    return notebook(
        prose,
        [block("sentence", lead=True, text="Andelen **steg** med 4,1 dage.\n\nDet er sikkert.")],
        "#### For dybt",
        [block("table"), block("figure", caption="Den lodrette linje viser start.")],
        [block("sentence"), block("provenance")],
    )


def pages_of(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def tags(element: Any) -> Iterator[Any]:
    """The elements of a PDF's structure tree, from the top down."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


def test_html_is_accessible_and_alone(everything: dict[str, Any], head: PageHead, marks: RunMarks) -> None:
    html, _, content = set_page([("02_beta.ipynb", everything)], head=head, marks=marks)
    page = Elements(html)
    assert html.startswith("<!doctype html>")
    assert page.named("html") == [{"lang": "da"}]
    assert len(page.named("h1")) == 1
    assert not re.search(r"https?://", html)
    assert not page.named("script")
    assert not page.named("link")
    policy = page.named("meta")[1]["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert [tag for tag, _ in page.elements if tag in {"header", "nav", "main", "footer"}] == [
        *("header", "nav", "main", "footer")
    ]
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = {str(link["href"])[1:] for link in page.named("a") if str(link["href"]).startswith("#")}
    assert inner <= set(ids)
    assert {link["href"] for link in page.named("a")} >= {"index.html", "alfa.pdf"}
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [entry["text"] for entry in content.toc] == ["Hvem"]
    assert wording.CAVEAT in page.words
    assert page.words.count(wording.SYNTHETIC) >= 3


def test_html_of_tables_and_figures(everything: dict[str, Any], head: PageHead, marks: RunMarks) -> None:
    html, _, _ = set_page([("02_beta.ipynb", everything)], head=head, marks=marks)
    page = Elements(html)
    scopes = [attributes["scope"] for attributes in page.named("th")]
    assert scopes == ["col", "col", "col", "row", "row", "col", "col", "row"]
    assert len(page.named("caption")) == 2
    assert html.count('<td class="right">') == 2
    regions = [attributes for attributes in page.named("div") if attributes.get("role") == "region"]
    assert all(region["tabindex"] == "0" for region in regions)
    assert {region["aria-labelledby"] for region in regions} == {"tabel-1", "figurdata-1"}
    (image,) = page.named("img")
    assert image["alt"] == "En linje, der stiger fra 10 til 20 procent."
    source = str(image["src"])
    assert source.startswith("data:image/svg+xml,")
    assert not set('"<>&#%') & set(re.sub("%[0-9A-F]{2}", "", source))
    drawn = ET.fromstring(unquote(source.removeprefix("data:image/svg+xml,")))
    assert drawn.tag.endswith("svg")
    assert "<details><summary>" in html
    assert '<ol start="3">' in html
    assert "aldrig vist" not in html
    assert "vis()" not in html


def test_a_real_page_says_nothing_of_synthetic(notebook: Make, block: Make, head: PageHead, marks: RunMarks) -> None:
    real = notebook([block("sentence", synthetic=False)])
    html, pdf, _ = set_page([("a", real)], head=head, marks=replace(marks, synthetic=False))
    assert wording.SYNTHETIC not in html
    assert pages_of(pdf).Root.Lang == "da-DK"


def test_what_is_written_is_never_live(notebook: Make, block: Make, head: PageHead, marks: RunMarks) -> None:
    column = [{"label": LIVE}]
    grid = {"caption": LIVE, "columns": column, "rows": [[LIVE]], "notes": [LIVE]}
    outputs = [
        block("sentence", text=LIVE, lead=True),
        block("table", **grid),
        block("figure", title=LIVE, alt=LIVE, caption=LIVE, data=grid),
        block("provenance", text=LIVE),
    ]
    live = notebook(f"## {LIVE}\n\n{LIVE}", outputs, title=f"# {LIVE}\n\n{LIVE}")
    html, pdf, _ = set_page([("a", live)], head=replace(head, title=LIVE, unit=LIVE, agreement=LIVE), marks=marks)
    page = Elements(html)
    assert not page.named("script")
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert page.words.count("<script>alert(1)</script>") >= 8
    document = pages_of(pdf)
    found = [str(tag.Alt) for tag in tags(document.Root.StructTreeRoot) if "/Alt" in tag]
    assert found == [LIVE]


def test_several_notebooks_become_one_page(everything: dict[str, Any], head: PageHead, marks: RunMarks) -> None:
    named = [("02_beta.ipynb", everything), ("03_gamma.ipynb", everything)]
    html, pdf, content = set_page(named, head=replace(head, joined=True), marks=marks)
    page = Elements(html)
    assert len(page.named("h1")) == 1
    assert [(entry["level"], entry["text"]) for entry in content.toc] == [
        *((2, "Spørgsmål?"), (3, "Hvem"), (2, "Spørgsmål?"), (3, "Hvem"))
    ]
    assert "Tabel 2." in page.words
    assert len(pages_of(pdf).pages) >= 2


def test_pdf_is_accessible(everything: dict[str, Any], head: PageHead, marks: RunMarks) -> None:
    _, pdf, _ = set_page([("02_beta.ipynb", everything)], head=head, marks=marks)
    document = pages_of(pdf)
    root = document.Root
    assert root.MarkInfo.Marked
    assert root.Lang == "da-DK"
    assert root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Ammes børn længere? – Region Midtjylland"
        assert metadata["pdfuaid:part"] == "1"
    elements = list(tags(root.StructTreeRoot))
    kinds = [str(element.S) for element in elements]
    assert kinds.count("/H1") == 1
    assert {"/H2", "/Table", "/TH", "/TD", "/L", "/P", "/Caption"} <= set(kinds)
    assert [str(element.Alt) for element in elements if "/Alt" in element] == [
        "En linje, der stiger fra 10 til 20 procent."
    ]
    for page in document.pages:
        assert all("/FontFile" in str(font.FontDescriptor.keys()) for font in fonts_of(page))


def fonts_of(page: pikepdf.Page) -> list[Any]:
    return [font.DescendantFonts[0] for font in page.Resources.Font.values()]


def test_the_same_notebook_gives_the_same_bytes(everything: dict[str, Any], head: PageHead, marks: RunMarks) -> None:
    again = orjson.loads(orjson.dumps(everything))
    for number, cell in enumerate(again["cells"]):
        cell["id"] = f"anden{number}"
        cell["metadata"] = {**cell["metadata"], "papermill": {"start_time": "2026-11-22T10:00:00"}}
    first = set_page([("a", everything)], head=head, marks=marks)
    second = set_page([("a", again)], head=head, marks=marks)
    assert first[:2] == second[:2]


def test_a_page_is_written_or_refused(
    notebook: Make, block: Make, head: PageHead, marks: RunMarks, tmp_path: Path
) -> None:
    path = tmp_path / "in.ipynb"
    order = RenderOrder(head, marks, (("02_beta.ipynb", str(path)),), str(tmp_path))
    path.write_bytes(orjson.dumps(notebook([block("sentence")])))
    assert render_page(order).state == "completed"
    assert (tmp_path / "alfa.html").read_bytes().endswith(b"</html>")
    assert (tmp_path / "alfa.pdf").read_bytes().startswith(b"%PDF")
    stray = {"output_type": "stream", "name": "stdout", "text": "x"}
    path.write_bytes(orjson.dumps(notebook([block("sentence")], [stray])))
    answer = render_page(order)
    assert (answer.state, answer.cell, answer.notebook) == ("failed", 2, "02_beta.ipynb")
    assert "ikke er en godkendt" in answer.cause


def test_raw_cells_are_left_out_and_a_title_may_stand_alone(
    notebook: Make, block: Make, head: PageHead, marks: RunMarks
) -> None:
    whole = notebook([block("sentence")], title="# Kun titel")
    whole["cells"].append({"cell_type": "raw", "metadata": {}, "source": "raa tekst", "id": "r"})
    html, _, _ = set_page([("a", whole)], head=head, marks=marks)
    assert "raa tekst" not in html
    assert 'class="lede"' not in html


def test_a_first_cell_without_title_is_prose(notebook: Make, block: Make, head: PageHead, marks: RunMarks) -> None:
    html, _, _ = set_page([("a", notebook([block("sentence")], title="Bare tekst."))], head=head, marks=marks)
    assert "<p>Bare tekst.</p>" in html


def test_a_refusal_is_an_error_for_callers(notebook: Make, head: PageHead, marks: RunMarks) -> None:
    stray = {"output_type": "execute_result", "data": {"text/plain": "1"}}
    with pytest.raises(DisclosureError, match="Kodecelle 1"):
        set_page([("a", notebook([stray]))], head=head, marks=marks)


def test_a_letter_the_pdf_cannot_show_is_told(
    notebook: Make, block: Make, head: PageHead, marks: RunMarks, tmp_path: Path
) -> None:
    path = tmp_path / "in.ipynb"
    path.write_bytes(orjson.dumps(notebook([block("sentence", text="x\u063b")])))
    answer = render_page(RenderOrder(head, marks, (("a", str(path)),), str(tmp_path)))
    assert answer.cause.startswith("Tegnet \u063b kan ikke vises i PDF")
    assert not (tmp_path / "alfa.html").exists()


def test_any_other_fault_of_the_pdf_is_not_hidden(
    notebook: Make, block: Make, head: PageHead, marks: RunMarks, tmp_path: Path
) -> None:
    path = tmp_path / "in.ipynb"
    path.write_bytes(orjson.dumps(notebook([block("figure", picture="<svg")])))
    with pytest.raises(typst.TypstError, match="SVG"):
        render_page(RenderOrder(head, marks, (("a", str(path)),), str(tmp_path)))
