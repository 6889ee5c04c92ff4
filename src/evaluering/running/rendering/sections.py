"""What stands in the joined report: one part per executed notebook, numbered, without what all of them repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson

from evaluering.running.orders import RunMarks
from evaluering.running.rendering.content import (
    PLACE,
    Writer,
    box_after_lede,
    conclusions,
    join_cells,
    kept_together,
    leads_of,
)
from evaluering.running.rendering.markdown import Node, plain_text
from evaluering.wording.report import REPORT

Notebooks = Sequence[tuple[str, Mapping[str, Any]]]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
_LEADS_IN = re.compile(rf":$|^{REPORT['announced']}")
_SAID_BEFORE = re.compile(rf"^{REPORT['appendix']}:\s*")


@dataclass(frozen=True, slots=True)
class Sections:
    """The parts of a joined report.

    Parameters
    ----------
    sections, appendices : tuple of Node
        Each with ``title`` (inlines that begin with its number or letter), ``id`` and ``nodes``.
    common : tuple of Node
        What most notebooks say word for word of data and source; it stands once, at the end.
    results : tuple of Mapping
        Entries of `results.json` that are shown.
    conclusions : tuple of str
        What the first section concludes.
    """

    sections: tuple[Node, ...]
    appendices: tuple[Node, ...]
    common: tuple[Node, ...]
    results: tuple[Mapping[str, Any], ...]
    conclusions: tuple[str, ...]


def report_sections(sections: Notebooks, appendices: Notebooks, *, marks: RunMarks) -> Sections:
    """The parts of a joined report from executed notebooks (name, notebook as JSON).

    Tables and figures are numbered within their part, so that a number is that of the notebook's own page and of what
    can be downloaded there: table 1 of the second part is 2.1. A part's conclusion stands in its box alone.

    Raises
    ------
    DisclosureError
        When any output is not a block of this run.
    """
    writer = Writer(joined=True)
    parts = []
    for _, own in groupby(join_cells([*sections, *appendices]), key=lambda cell: cell["metadata"][PLACE]["notebook"]):
        writer.begin()
        writer.add(own, marks)
        parts.append(writer.nodes)
    common = _common(parts)
    # `writer.nodes` begins with the notebook's title, which no other node stands before.
    marked = [*(str(number) for number in range(1, len(sections) + 1)), *_LETTERS]
    made = [_part(title, nodes, mark, common) for (title, *nodes), mark in zip(parts, marked, strict=False)]
    _say_once(made)
    return Sections(
        sections=tuple(made[: len(sections)]),
        appendices=tuple(made[len(sections) :]),
        common=tuple(common.values()),
        results=tuple(writer.results),
        conclusions=tuple(conclusions(made[0]["nodes"])),
    )


def _common(parts: Sequence[Sequence[Node]]) -> dict[bytes, Node]:
    """The sentences that stand word for word in more than half of the parts, by their words."""
    said = [{orjson.dumps(node): node for node in nodes if _may_be_common(node)} for nodes in parts]
    counts = Counter(words for one in said for words in one)
    return {words: node for one in said for words, node in one.items() if counts[words] > max(len(parts) / 2, 1)}


def _may_be_common(node: Node) -> bool:
    return node["kind"] in ("sentence", "provenance") and not node["lead"]


def _without(nodes: Sequence[Node], said: Container[bytes]) -> list[Node]:
    """The nodes without what is said elsewhere, and without a heading or a lead-in that nothing follows any more."""
    kept: list[Node] = []
    for node in nodes:
        if node["kind"] in ("sentence", "provenance") and orjson.dumps(node) in said:
            if kept and kept[-1]["kind"] == "paragraph" and _LEADS_IN.search(plain_text(kept[-1]["inlines"])):
                kept.pop()
        else:
            kept.append(node)
    following = [*kept, {"kind": "heading", "level": 0}][1:]
    return [
        node
        for node, after in zip(kept, following, strict=True)
        if not (node["kind"] == after["kind"] == "heading" and after["level"] <= node["level"])
    ]


def _part(title: Node, nodes: list[Node], mark: str, common: Mapping[bytes, Node]) -> Node:
    """A part with its number or letter before its title, its headings, tables and figures; its conclusion first."""
    lettered = mark in _LETTERS
    shown = f"{REPORT['appendix']} {mark}. " if lettered else f"{mark}. "
    words = list(title["inlines"])
    if lettered and words[0]["kind"] == "text":
        words[0] = {**words[0], "text": _SAID_BEFORE.sub("", words[0]["text"])}
    leads = leads_of(nodes)
    kept = _without(nodes, {*common, *(orjson.dumps(lead) for lead in leads)})
    numbered = kept_together(list(_numbered(box_after_lede(leads, kept), mark)))
    return {"title": [{"kind": "text", "text": shown}, *words], "id": title["id"], "nodes": numbered}


def _numbered(nodes: Sequence[Node], mark: str) -> Iterator[Node]:
    place = 0
    for node in nodes:
        if node["kind"] == "heading" and node["level"] == 3:
            place += 1
            node = {**node, "inlines": [{"kind": "text", "text": f"{mark}.{place} "}, *node["inlines"]]}
        yield {**node, "number": f"{mark}.{node['number']}"} if "number" in node else node


def _say_once(parts: Sequence[Node]) -> None:
    """Let a table that stands cell for cell in an earlier part be named there, and not be shown again."""
    first: dict[bytes, str] = {}
    for part in parts:
        for place, node in enumerate(part["nodes"]):
            if node["kind"] == "table":
                held = orjson.dumps({name: told for name, told in node.items() if name not in ("number", "leads_on")})
                if held in first:
                    told = REPORT["same_table"].format(number=node["number"], first=first[held])
                    part["nodes"][place] = {"kind": "paragraph", "inlines": [{"kind": "text", "text": told}]}
                first.setdefault(held, node["number"])
