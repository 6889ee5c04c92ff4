"""What stands on a page: prose and checked blocks of one or several executed notebooks, in order, as nodes.

Beside the nodes of `markdown` there are ``lede`` (blocks), ``sentence`` (lead, paragraphs of inlines),
``provenance`` (paragraphs), ``table`` and ``figure`` with a number of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

    The conclusions are what its conclusion box says in bold, one sentence each.
    """

    nodes: tuple[Node, ...]
    toc: tuple[Node, ...]
    results: tuple[Mapping[str, Any], ...]
    conclusions: tuple[str, ...]


@dataclass(slots=True)
class _Writer:
    """Gathers the nodes of one page; counts tables and figures and keeps headings in order."""

    joined: bool
    nodes: list[Node] = field(default_factory=list)
    results: list[Mapping[str, Any]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=lambda: {"indhold", "top"})
    counts: dict[str, int] = field(default_factory=lambda: {"table": 0, "figure": 0})
    level: int = 1

    def prose(self, text: str, *, first: bool) -> None:
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

    def block(self, block: Block, svg: str) -> None:
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
    writer = _Writer(joined)
    for cell in cells:
        place = cell["metadata"][PLACE]
        if cell["cell_type"] == "markdown":
            writer.prose("".join(cell["source"]), first=place["first"])
        elif cell["cell_type"] == "code":
            for output in cell["outputs"]:
                writer.block(*check_output(output, marks=marks, notebook=place["notebook"], cell=place["cell"]))
    nodes = _kept_together(_conclusion_first(writer.nodes, joined=joined))
    return Content(
        tuple(nodes), tuple(_toc(nodes, deepest=3 if joined else 2)), tuple(writer.results), tuple(_conclusions(nodes))
    )


def _conclusions(nodes: list[Node]) -> Iterator[str]:
    """What the conclusion box says in bold."""
    for node in nodes:
        if node["kind"] == "sentence" and node["lead"]:
            for paragraph in node["paragraphs"]:
                yield from (plain_text(part["inlines"]) for part in paragraph if part["kind"] == "strong")


def _conclusion_first(nodes: list[Node], *, joined: bool) -> list[Node]:
    """The page's conclusion in a box before all else; where the notebook has it, it stands as a plain sentence.

    A reader who stops after the first screen has then read what was found. Of a joined page it is the last
    notebook's conclusion, since that one gathers the answers of those before it. A page that itself begins with its
    conclusion, before the first heading, does not say it twice.
    """
    leads = [node for node in nodes if node["kind"] == "sentence" and node["lead"]]
    if not leads:
        return nodes
    shown = leads[-1:] if joined else leads
    box: Node = {"kind": "sentence", "lead": True, "paragraphs": [one for lead in shown for one in lead["paragraphs"]]}
    first_heading = next((at for at, node in enumerate(nodes) if node["kind"] == "heading"), len(nodes))
    begun = [] if joined else [node for node in leads if node in nodes[:first_heading]]
    plain = [{**node, "lead": False} if node in leads else node for node in nodes if node not in begun]
    place = 0 if joined else next((at + 1 for at, node in enumerate(nodes) if node["kind"] == "lede"), 0)
    return [*plain[:place], box, *plain[place:]]


def _kept_together(nodes: list[Node]) -> list[Node]:
    """The nodes with a mark on each paragraph that only leads to the table, figure or list after it."""
    following = [node["kind"] for node in nodes[1:]] + [""]
    return [
        {**node, "leads_on": node["kind"] == "paragraph" and after in ("table", "figure", "list")}
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
