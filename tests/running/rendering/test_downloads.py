from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import orjson
import pytest
from openpyxl import load_workbook

from evaluering.running.orders import PageHead, Rendering, RenderOrder, RunMarks
from evaluering.running.rendering.downloads import write_downloads, write_workbook
from evaluering.running.rendering.exporters import render_page
from evaluering.running.rendering.names import workbook_file

Make = Callable[..., dict[str, Any]]
SVG = "{http://www.w3.org/2000/svg}"
LINKED = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="16" viewBox="0 0 40 16">'
    '<defs><path id="a-0" d="M0 0L9 9"/></defs><use href="#a-0"/></svg>'
)


class Links(HTMLParser):
    """The links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs))


@pytest.fixture
def render(notebook: Make, head: PageHead, marks: RunMarks, tmp_path: Path) -> Callable[..., Rendering]:
    """Set a page with the given outputs into a folder `site`."""

    def set_into(*outputs: dict[str, Any], site: Path | None = None) -> Rendering:
        executed = tmp_path / "a.ipynb"
        executed.write_bytes(orjson.dumps(notebook(list(outputs))))
        folder = site or tmp_path / "site"
        folder.mkdir(exist_ok=True)
        return render_page(RenderOrder(head, marks, (("a.ipynb", str(executed)),), str(folder)))

    return set_into


def test_a_page_links_to_every_file_it_writes_and_to_no_other(
    render: Callable[..., Rendering], block: Make, tmp_path: Path
) -> None:
    answer = render(block("table"), block("figure"), block("table"), block("figure"))
    site = tmp_path / "site"
    on_disk = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert set(answer.files) == on_disk
    assert len(answer.files) == len(on_disk) == 2 + 2 * 3 + 2 + 1
    links = Links((site / "alfa.html").read_text(encoding="utf-8")).found
    files = [str(link["href"]) for link in links if not str(link["href"]).startswith("#")]
    assert set(files) - {"index.html"} == on_disk - {"alfa.html"}
    labels = [link["aria-label"] for link in links if "download" in link and "aria-label" in link]
    assert labels[:4] == [
        "Hent tabel 1 som CSV", "Hent figur 1 som SVG", "Hent figur 1 som PNG", "Hent tallene bag figur 1 som CSV",
    ]  # fmt: skip
    assert len(set(labels)) == len(labels), "no two links of a page sound alike"


def test_a_page_of_words_alone_has_nothing_to_download(
    render: Callable[..., Rendering], block: Make, tmp_path: Path
) -> None:
    answer = render(block("sentence"))
    assert answer.files == ("alfa.html", "alfa.pdf")
    assert "xlsx" not in (tmp_path / "site" / "alfa.html").read_text(encoding="utf-8")


def test_downloads_have_the_same_bytes_on_every_run(
    render: Callable[..., Rendering], block: Make, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("site", "igen")]
    for folder in folders:
        files = render(block("table"), block("figure"), site=folder).files
    assert [(folders[0] / name).read_bytes() for name in files] == [(folders[1] / name).read_bytes() for name in files]


def test_a_drawing_says_what_it_shows_and_older_programs_can_read_it(
    render: Callable[..., Rendering], block: Make, tmp_path: Path
) -> None:
    render(block("figure", picture=LINKED, title="A < B & C", caption="Læs sådan."))
    drawing = (tmp_path / "site" / "figurer" / "alfa_figur_1.svg").read_bytes()
    found = ET.fromstring(drawing)
    assert [child.tag for child in found][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert found[0].text == "A < B & C"
    told = str(found[1].text)
    for part in ("stiger fra 10 til 20", "Læs sådan.", "SYNTETISKE DATA", "1.\xa0oktober 2026", "Dataversion v1"):
        assert part in told
    assert b'xlink:href="#a-0"' in drawing
    (use,) = found.iter(f"{SVG}use")
    assert use.attrib == {"{http://www.w3.org/1999/xlink}href": "#a-0"}


def test_a_picture_is_large_enough_for_a_slide(render: Callable[..., Rendering], block: Make, tmp_path: Path) -> None:
    render(block("figure"), block("figure"))
    for number in (1, 2):
        picture = (tmp_path / "site" / "figurer" / f"alfa_figur_{number}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", picture[16:24])
        assert width > 1000
        assert height > 300


def test_a_hidden_cell_is_hidden_in_every_file(render: Callable[..., Rendering], block: Make, tmp_path: Path) -> None:
    render(block("table"))
    site = tmp_path / "site"
    lines = (site / "tabeller" / "alfa_tabel_1.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "Lemvig;Skjult" in lines
    sheet = load_workbook(site / workbook_file("alfa"))["T1 Andel efter enhed"]
    assert ["Lemvig", "Skjult"] in [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_has_the_tables_in_the_order_of_the_page_and_its_edition(
    head: PageHead, marks: RunMarks, tmp_path: Path
) -> None:
    grid = {"columns": [{"label": "A"}], "rows": [["1"]], "row_headers": 1, "notes": [], "table_caption": "T"}
    drawn = {"kind": "figure", "number": 1, "title": "F", "caption": "", "alt": "x", "svg": LINKED, "data": grid}
    nodes = [drawn, {"kind": "paragraph", "inlines": []}, {"kind": "table", "number": 1, **grid}]
    told = replace(head, edition="Endelig udgave, 1. december 2026")
    name = write_workbook(nodes, tmp_path, head=told, marks=replace(marks, synthetic=False))
    assert name == "tabeller/alfa.xlsx"
    book = load_workbook(io.BytesIO((tmp_path / name).read_bytes()))
    assert book.sheetnames == ["Indhold", "F1 F. T", "T1 T"]
    contents = [cell.value for cell in book["Indhold"]["A"]]
    assert "Endelig udgave, 1. december 2026" in contents
    assert write_downloads([], tmp_path, head=head, marks=marks) == ()
