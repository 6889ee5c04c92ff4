from __future__ import annotations

import io

import pikepdf
import pytest
import typst

from evaluering.running.rendering.markdown import parse_markdown
from evaluering.running.rendering.tags import row_headers_of, with_row_headers

DOCUMENT = b"""#set document(title: "Titel", date: datetime(year: 2026, month: 10, day: 1))
#set text(lang: "da")
= Overskrift
Et afsnit.
#table(columns: 2, [1], [2])
#list([#table(columns: 3, stroke: 1pt, table.header[A][B][C], [a], [b], [c], [d], table.cell(colspan: 2)[e], table.footer([x], [y], [z]))])
#figure(rect(), alt: "En firkant", caption: [En firkant])
"""  # noqa: E501


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A tagged document as Typst writes it."""
    return typst.compile(DOCUMENT, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=0)


def elements(element, kind: str):
    """The elements of a kind below another, in the order of reading."""
    inner = element.get("/K", pikepdf.Array())
    for child in inner if isinstance(inner, pikepdf.Array) else [inner]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if pikepdf.Name(kind) == child.S:
                yield child
            yield from elements(child, kind)


def cells(table) -> list[list[tuple[str, str]]]:
    """Kind and scope of each cell of each row."""
    told = []
    for row in elements(table, "/TR"):
        found = [cell for cell in row.K if cell.S in ("/TH", "/TD")]
        told.append([(str(cell.S), str(cell.A[0].get("/Scope", "")) if "/A" in cell else "") for cell in found])
    return told


def mended(plain: bytes, row_headers: list[int]) -> list[list[list[tuple[str, str]]]]:
    """The cells of each table once mended."""
    with pikepdf.open(io.BytesIO(with_row_headers(plain, row_headers))) as document:
        assert document.check_pdf_syntax() == []
        assert not list(elements(document.Root.StructTreeRoot, "/TFoot")), "the foot is more of the body"
        return [cells(table) for table in elements(document.Root.StructTreeRoot, "/Table")]


def test_row_headers_become_header_cells_below_the_head_alone(plain: bytes) -> None:
    small, large = mended(plain, [0, 1])
    assert small == [[("/TD", ""), ("/TD", "")]]
    head, *rows = large
    assert head == [("/TH", "/Column")] * 3
    assert rows[0] == [("/TH", "/Row"), ("/TD", ""), ("/TD", "")]
    assert rows[1] == [("/TH", "/Row"), ("/TD", "")]
    assert rows[2] == [("/TH", "/Row"), ("/TD", ""), ("/TD", "")]


def test_tables_are_met_in_the_order_of_reading(plain: bytes) -> None:
    small, large = mended(plain, [2, 0])
    assert small == [[("/TH", "/Row"), ("/TH", "/Row")]]
    assert large[1] == [("/TD", ""), ("/TD", ""), ("/TD", "")]


def test_no_cell_says_how_it_is_drawn_and_a_span_is_kept(plain: bytes) -> None:
    with pikepdf.open(io.BytesIO(with_row_headers(plain, [0, 1]))) as document:
        found = [cell for kind in ("/TD", "/TH") for cell in elements(document.Root.StructTreeRoot, kind)]
        told = [attributes for cell in found if "/A" in cell for attributes in cell.A]
        assert {str(attributes.O) for attributes in told} == {"/Table"}
        assert not any("/Headers" in attributes for attributes in told)
        assert [int(attributes.ColSpan) for attributes in told if "/ColSpan" in attributes] == [2]


@pytest.mark.parametrize("row_headers", [[1], [1, 1, 1]])
def test_another_number_of_tables_is_refused(plain: bytes, row_headers: list[int]) -> None:
    with pytest.raises(ValueError, match="argument 2 is"):
        with_row_headers(plain, row_headers)


def test_what_says_that_the_document_is_accessible_stays_as_it_was(plain: bytes) -> None:
    with pikepdf.open(io.BytesIO(plain)) as before, pikepdf.open(io.BytesIO(with_row_headers(plain, [0, 1]))) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.Root.Lang == before.Root.Lang == "da"
        assert after.Root.MarkInfo.Marked
        assert set(after.Root.keys()) == set(before.Root.keys())
        assert after.pdf_version == before.pdf_version


def test_the_document_is_packed_and_always_the_same(plain: bytes) -> None:
    once = with_row_headers(plain, [0, 1])
    assert once == with_row_headers(bytes(plain), [0, 1])
    assert b"/StructElem" not in once, "small objects stand together in compressed streams"
    assert b"<?xpacket" in once, "the metadata can be read without unpacking"


def test_every_table_of_a_page_is_counted_also_inside_lists_and_quotes() -> None:
    grid = "| A |\n|---|\n| 1 |\n"
    quoted = "".join(f"> {line}\n" for line in grid.splitlines())
    listed = "- et\n\n" + "".join(f"  {line}\n" for line in grid.splitlines())
    nodes = parse_markdown(f"{grid}\n{quoted}\n{listed}")
    nodes = [{"kind": "lede", "blocks": nodes}, {"kind": "table", "row_headers": 2}, {"kind": "figure", "data": {}}]
    assert list(row_headers_of(nodes)) == [0, 0, 0, 2]
