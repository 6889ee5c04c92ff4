"""What stands on a page: prose and checked blocks of one or several executed notebooks, in order, as nodes.

Beside the nodes of `markdown` there are ``lede`` (blocks), ``sentence`` (lead, paragraphs of inlines),
``provenance`` (paragraphs), ``table`` and ``figure`` with a number of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluering.marks import INJECTED_TAG
from evaluering.running.orders import RunMarks
from evaluering.running.rendering.blocks import Block, FigureBlock, Grid, TableBlock, check_output
from evaluering.running.rendering.markdown import Node, anchor, parse_markdown, parse_paragraphs, plain_text

PLACE = "evaluering"
"""Metadata key on a joined notebook's cells: which notebook and which code cell they came from."""


@dataclass(frozen=True, slots=True)
class Content:
    """The nodes of one page, its table of contents (level, id, text), the results it shows and its conclusions.

    The conclusions are what its conclusion box says in bold, one sentence each, or a paragraph under a bold label.
    """

    nodes: tuple[Node, ...]
    toc: tuple[Node, ...]
    results: tuple[Mapping[str, Any], ...]
    conclusions: tuple[str, ...]


@dataclass(slots=True)
class Writer:
    """Gathers the nodes of one document; counts tables and figures and keeps headings in order."""

    joined: bool
    nodes: list[Node] = field(default_factory=list)
    results: list[Mapping[str, Any]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=lambda: {"indhold", "top"})
    counts: dict[str, int] = field(default_factory=lambda: {"table": 0, "figure": 0})
    level: int = 1

    def add(self, cells: Iterable[Mapping[str, Any]], marks: RunMarks) -> None:
        """Add the prose and blocks of cells told apart by `join_cells`; raise DisclosureError for any other output."""
        for cell in cells:
            place = cell["metadata"][PLACE]
            if cell["cell_type"] == "markdown":
                self._prose("".join(cell["source"]), first=place["first"])
            elif cell["cell_type"] == "code":
                for output in cell["outputs"]:
                    self._block(*check_output(output, marks=marks, notebook=place["notebook"], cell=place["cell"]))

    def begin(self) -> None:
        """Begin a new part: it has its own nodes, and its tables and figures are counted from one again."""
        self.nodes, self.counts = [], dict.fromkeys(self.counts, 0)

    def _prose(self, text: str, *, first: bool) -> None:
        """Add a markdown cell; in a notebook's first one the title is followed by its lead paragraphs."""
        blocks = parse_markdown(text)
        if first and blocks and blocks[0]["kind"] == "heading":
            title, *rest = blocks
            if self.joined:
                self._heading({**title, "level": 1})
            if rest:
                self.nodes.append({"kind": "lede", "blocks": rest})
            return
        for node in blocks:
            if node["kind"] == "heading":
                self._heading(node)
            else:
                self.nodes.append(node)

    def _heading(self, node: Node) -> None:
        wanted = max(node["level"] + 1, 2) if self.joined else max(node["level"], 2)
        self.level = min(wanted, self.level + 1, 6)
        name = anchor(plain_text(node["inlines"]), self.anchors)
        self.nodes.append({**node, "level": self.level, "id": name})

    def _block(self, block: Block, svg: str) -> None:
        """Add a checked block."""
        self.results += [result.model_dump() for result in block.results]
        if isinstance(block, TableBlock):
            self.nodes.append({"kind": "table", **self._number("table"), **_grid(block)})
        elif isinstance(block, FigureBlock):
            words = {"title": block.title, "alt": block.alt, "caption": block.caption, "svg": svg}
            self.nodes.append({"kind": "figure", **self._number("figure"), **words, "data": _grid(block.data)})
        else:
            node: Node = {"kind": block.kind, "paragraphs": parse_paragraphs(block.text), "lead": block.lead}
            self.nodes.append(node)

    def _number(self, kind: str) -> Node:
        self.counts[kind] += 1
        return {"number": self.counts[kind]}


def join_cells(notebooks: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The cells of several executed notebooks in order, each told which notebook and code cell it was.

    The cell of injected parameters is left out, so that numbers are those of the notebook's file.
    """
    joined: list[dict[str, Any]] = []
    for name, notebook in notebooks:
        number, first = 0, True
        for cell in notebook["cells"]:
            if INJECTED_TAG in cell["metadata"].get("tags", []):
                continue
            filled = cell["cell_type"] == "code" and "".join(cell["source"]).strip() != ""
            number += filled
            place = {"notebook": name, "cell": number, "first": first and cell["cell_type"] == "markdown"}
            first = first and cell["cell_type"] != "markdown"
            kept = {key: value for key, value in cell.items() if key != "id"}
            joined.append({**kept, "metadata": {PLACE: place}})
    return joined


def page_content(cells: Sequence[Mapping[str, Any]], *, marks: RunMarks, joined: bool) -> Content:
    """The content of a page from cells told apart by `join_cells`.

    Raises
    ------
    DisclosureError
        When any output is not a block of this run.
    """
    writer = Writer(joined)
    writer.add(cells, marks)
    nodes = kept_together(conclusion_first(writer.nodes, joined=joined))
    return Content(
        tuple(nodes), tuple(_toc(nodes, deepest=3 if joined else 2)), tuple(writer.results), tuple(conclusions(nodes))
    )


def conclusions(nodes: list[Node]) -> Iterator[str]:
    """What the conclusion box says in bold; of a paragraph that opens with a bold label (``Andel:``), all it says."""
    for node in leads_of(nodes):
        for paragraph in node["paragraphs"]:
            bold = [plain_text(part["inlines"]) for part in paragraph if part["kind"] == "strong"]
            yield from [plain_text(paragraph)] if bold and bold[0].endswith(":") else bold


def conclusion_first(nodes: list[Node], *, joined: bool) -> list[Node]:
    """The page's conclusion in a box before all else; where the notebook has it, it stands as a plain sentence.

    A reader who stops after the first screen has then read what was found. Of a joined page it is the last
    notebook's conclusion, since that one gathers the answers of those before it. A page that itself begins with its
    conclusion, before the first heading, does not say it twice.
    """
    leads = leads_of(nodes)
    if not leads:
        return nodes
    shown = leads[-1:] if joined else leads
    first_heading = next((at for at, node in enumerate(nodes) if node["kind"] == "heading"), len(nodes))
    begun = [] if joined else [node for node in leads if node in nodes[:first_heading]]
    plain = [{**node, "lead": False} if node in leads else node for node in nodes if node not in begun]
    return [boxed(shown), *plain] if joined else box_after_lede(shown, plain)


def leads_of(nodes: Sequence[Node]) -> list[Node]:
    """The conclusions among the nodes, where their notebooks have them."""
    return [node for node in nodes if node["kind"] == "sentence" and node["lead"]]


def boxed(leads: Sequence[Node]) -> Node:
    """Conclusions as one box."""
    return {"kind": "sentence", "lead": True, "paragraphs": [one for lead in leads for one in lead["paragraphs"]]}


def box_after_lede(leads: Sequence[Node], nodes: list[Node]) -> list[Node]:
    """The nodes with the conclusions in a box after the lede; the nodes alone where there is no conclusion."""
    place = next((at + 1 for at, node in enumerate(nodes) if node["kind"] == "lede"), 0)
    return [*nodes[:place], boxed(leads), *nodes[place:]] if leads else nodes


def kept_together(nodes: list[Node]) -> list[Node]:
    """The nodes with a mark on each paragraph that only leads to the table or list after it.

    A figure may move to the next page without what leads to it, so that no page is left half empty.
    """
    following = [node["kind"] for node in nodes[1:]] + [""]
    return [
        {**node, "leads_on": node["kind"] == "paragraph" and after in ("table", "list")}
        for node, after in zip(nodes, following, strict=True)
    ]


def _toc(nodes: list[Node], *, deepest: int) -> Iterator[Node]:
    for node in nodes:
        if node["kind"] == "heading" and node["level"] <= deepest:
            yield {"level": node["level"], "id": node["id"], "text": plain_text(node["inlines"])}


def _grid(grid: Grid) -> Node:
    """A table's parts as plain values."""
    return {
        "table_caption": grid.caption,
        "columns": [{"label": column.label, "align": column.align} for column in grid.columns],
        "rows": [list(row) for row in grid.rows],
        "row_headers": grid.row_headers,
        "notes": list(grid.notes),
    }
