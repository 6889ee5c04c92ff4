"""The joined report as a reader and a screen reader meet it: its PDF opened, its tags walked in order."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pikepdf
import pytest

from evaluering.running.commentary import Comment
from evaluering.running.orders import PageHead, ReportOrder, RunMarks
from evaluering.running.rendering.markdown import parse_markdown
from evaluering.running.rendering.report import render_report, set_report

Make = Callable[..., dict[str, Any]]
FIGURE = "En linje, der stiger fra 10 til 20 procent."
TABLE = "Tabel"
LONG = [[f"Kommune {number}", f"{number},0 %"] for number in range(1, 120)]


@pytest.fixture
def report_head(head: PageHead) -> PageHead:
    return replace(
        head, slug="evalueringsrapport", title="Evalueringsrapport", joined=True, edition="Ukommenteret udgave"
    )


@pytest.fixture
def parts(notebook: Make, block: Make) -> tuple[list[Any], list[Any]]:
    """Conclusions, a section with a table over several pages, and an appendix."""
    lead = block("sentence", lead=True, text="Andelen **steg**.")
    first = notebook([lead], "## Er målene nået?", [block("table")], title="# Konklusioner")
    second = notebook("## År for år", [block("figure")], [block("table", rows=LONG)], title="# Er det ændret?")
    appendix = notebook("## Tal", [block("table", row_headers=2)], title="# Bilag: Mere")
    return [("00.ipynb", first), ("02.ipynb", second)], [("13.ipynb", appendix)]


def comment() -> Comment:
    return Comment("Randersklyngen", tuple(parse_markdown("Vi er *enige*.\n\n| A | B |\n|---|---|\n| 1 | 2 |")))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def elements(element: Any) -> Iterator[Any]:
    """The elements of a PDF's structure, in the order they are read aloud."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def told(pdf: bytes) -> list[str]:
    """Headings by their words, figures by theirs and tables as such, in the order they are read aloud."""
    document = opened(pdf)
    words = {"/Figure": "/Alt", "/H1": "/T", "/H2": "/T", "/H3": "/T"}
    found = [one for one in elements(document.Root.StructTreeRoot) if str(one.S) in {"/Table", *words}]
    return [TABLE if one.S == "/Table" else str(one[words[str(one.S)]]) for one in found]


def scopes(element: Any) -> list[str]:
    """The scope of a header cell."""
    given = element.get("/A", [])
    return [str(one.Scope) for one in (given if isinstance(given, pikepdf.Array) else [given]) if "/Scope" in one]


def test_the_report_is_read_in_its_order(
    parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks
) -> None:
    pdf, _ = set_report(*parts, head=report_head, marks=marks, comments=[comment()], standing=("En har skrevet.",))
    assert told(pdf)[1:] == [
        *("1. Konklusioner", "1.1 Er målene nået?", TABLE, "Indhold"),
        *("2. Er det ændret?", "2.1 År for år", FIGURE, TABLE),
        *("3. Kommentarer", "Randersklyngen", TABLE),
        *("Bilag A. Mere", "A.1 Tal", TABLE, "Om tallene i rapporten"),
    ]
    assert told(pdf)[0].startswith("Evalueringsrapport 2026")


def test_the_report_is_accessible(parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks) -> None:
    pdf, _ = set_report(*parts, head=report_head, marks=marks, comments=[comment()])
    document = opened(pdf)
    root = document.Root
    assert (root.Lang, bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
        *("da-DK", True, True),
    )
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Evalueringsrapport 2026 – Region Midtjylland"
        assert metadata["pdfuaid:part"] == "1"
    found = list(elements(root.StructTreeRoot))
    levels = [int(str(one.S)[2]) for one in found if str(one.S) in {"/H1", "/H2", "/H3", "/H4"}]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(str(one.Alt) for one in found if one.S == "/Figure")
    assert document.check_pdf_syntax() == []


def test_heads_of_columns_and_rows_are_header_cells(
    parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks
) -> None:
    pdf, _ = set_report(*parts, head=report_head, marks=marks, comments=[comment()])
    document = opened(pdf)
    tables = [one for one in elements(document.Root.StructTreeRoot) if one.S == "/Table"]
    found = [[scope for cell in elements(table) if cell.S == "/TH" for scope in scopes(cell)] for table in tables]
    two, each = ["/Column"] * 2, ["/Row"]
    assert found == [two + each * 2, two + each * len(LONG), two, two + each * 4]
    for table in tables:
        assert all(scopes(cell) for cell in elements(table) if cell.S == "/TH")
        assert not any(scopes(cell) for cell in elements(table) if cell.S == "/TD")


def test_contents_lead_to_the_parts_and_bookmarks_to_all_headings(
    parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks
) -> None:
    pdf, _ = set_report(*parts, head=report_head, marks=marks)
    document = opened(pdf)
    found = list(elements(document.Root.StructTreeRoot))
    entries = [one for one in found if one.S == "/TOCI"]
    assert len(entries) == 7, "three sections with two headings below them, an appendix without, and the last words"
    assert all(any(inner.S == "/Link" for inner in elements(entry)) for entry in entries)
    with document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = {item.title: [inner.title for inner in item.children] for item in outline.root}
    assert titles == [
        *("1. Konklusioner", "2. Er det ændret?", "3. Kommentarer", "Bilag A. Mere", "Om tallene i rapporten"),
    ]
    assert below["Bilag A. Mere"] == ["A.1 Tal"]


def letters_of(font: Any) -> dict[int, str]:
    """Which letter each glyph of a font stands for, from the font's own table."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    single = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>\s*$", table, flags=re.MULTILINE)
    found = {int(glyph, 16): bytes.fromhex(word).decode("utf-16-be") for glyph, word in single}
    for first, last, start in re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})>", table):
        found |= {
            int(first, 16) + step: chr(int(start, 16) + step) for step in range(int(last, 16) - int(first, 16) + 1)
        }
    return found


def words_of(page: pikepdf.Page) -> str:
    """The letters of a page in the order they are drawn, without spaces between words."""
    fonts = {name: letters_of(font) for name, font in page.Resources.Font.items()}
    written, letters = "", {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            shown = operands[0] if str(operator) == "TJ" else operands
            glyphs = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
            written += "".join(
                letters.get(int.from_bytes(pair), "") for pair in zip(glyphs[::2], glyphs[1::2], strict=True)
            )
    return re.sub(r"\s", "", written)


def test_every_page_says_its_section_edition_number_and_what_its_data_are(
    parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks
) -> None:
    document = opened(set_report(*parts, head=report_head, marks=marks)[0])
    pages = [words_of(page) for page in document.pages]
    for number, words in enumerate(pages, 1):
        assert "Ukommenteretudgave·Dataudtrukket1.oktober2026" in words
        assert f"side{number}af{len(pages)}" in words
        assert "SYNTETISKEDATA" in words
    running = [words.partition("SYNTETISK")[0] for words in pages]
    assert running[:3] == ["1.Konklusioner", "Indhold", "2.Erdetændret?"]
    assert running[-2:] == ["3.Kommentarer", "BilagA.Mere"]


def test_a_long_table_goes_over_pages_and_a_short_one_does_not(
    parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks
) -> None:
    sections, appendices = parts
    pages = len(opened(set_report(sections, appendices, head=report_head, marks=marks)[0]).pages)
    fewer = len(opened(set_report(sections[:1], appendices, head=report_head, marks=marks)[0]).pages)
    assert pages - fewer >= 3, "a figure and 119 rows take more than two pages"


def test_the_report_is_written_with_its_workbook_and_is_the_same_again(
    parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks, tmp_path: Path
) -> None:
    placed = [[(name, str(tmp_path / name)) for name, _ in part] for part in parts]
    for name, notebook in (*parts[0], *parts[1]):
        (tmp_path / name).write_bytes(orjson.dumps(notebook))
    site = tmp_path / "site"
    site.mkdir()
    sections, appendices = (tuple(part) for part in placed)
    order = ReportOrder(report_head, marks, sections, appendices, (comment(),), ("En har skrevet.",), str(site))
    answer = render_report(order)
    assert (answer.state, answer.conclusions) == ("completed", ("steg",))
    assert answer.files == ("evalueringsrapport.pdf", "tabeller/evalueringsrapport.xlsx")
    first = {name: (site / name).read_bytes() for name in answer.files}
    assert render_report(order).state == "completed"
    assert {name: (site / name).read_bytes() for name in answer.files} == first


def test_a_refused_output_is_an_answer_and_nothing_is_written(
    notebook: Make, report_head: PageHead, marks: RunMarks, tmp_path: Path
) -> None:
    stray = notebook([{"output_type": "stream", "name": "stdout", "text": "x"}])
    (tmp_path / "00.ipynb").write_bytes(orjson.dumps(stray))
    sections = (("00.ipynb", str(tmp_path / "00.ipynb")),)
    answer = render_report(ReportOrder(report_head, marks, sections, (), (), (), str(tmp_path)))
    assert (answer.state, answer.cell, answer.notebook, answer.files) == ("failed", 1, "00.ipynb", ())
    assert not list(tmp_path.glob("*.pdf"))


def test_a_letter_in_a_comment_that_no_font_has_is_told(
    parts: tuple[list[Any], list[Any]], report_head: PageHead, marks: RunMarks, tmp_path: Path
) -> None:
    (name, notebook), *_ = parts[0]
    (tmp_path / name).write_bytes(orjson.dumps(notebook))
    odd = Comment("Randersklyngen", tuple(parse_markdown("\u063b")))
    answer = render_report(ReportOrder(report_head, marks, ((name, str(tmp_path / name)),), (), (odd,), (), "x"))
    assert answer.cause.startswith("Tegnet \u063b kan ikke vises i PDF")
