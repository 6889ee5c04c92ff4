"""A notebook's Danish prose as nodes: one parse that both the HTML and the PDF are set from.

A node is a plain dictionary. Blocks: ``heading`` (level, id, inlines), ``paragraph`` (inlines), ``list`` (ordered,
start, items: lists of blocks), ``quote`` (blocks), ``code`` (text), ``rule``, ``grid`` (header, rows: cells of
inlines). Inlines: ``text``, ``code`` (text), ``break``, ``strong`` and ``emphasis`` (inlines). No node can hold
markup of either target, so nothing written in a notebook can become HTML or Typst code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]

_BOLD = re.compile(r"\*\*(?P<bold>[^*]+)\*\*")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SCHEME = re.compile(r"^(?:https?://|mailto:)")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "ae", "Ø": "oe", "Å": "aa"})


def parse_markdown(text: str) -> list[Node]:
    """The blocks of a markdown cell. HTML in it is text; pictures become their alternative text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["html_block", "html_inline"])
    return [node for child in SyntaxTreeNode(parser.parse(text)).children for node in _block(child)]


def parse_paragraphs(text: str) -> list[list[Node]]:
    """Finished sentences as paragraphs of inlines: blank lines part them, ``**`` makes bold, all else is text."""
    return [_bold(" ".join(part.split(" "))) for part in _PARAGRAPHS.split(text.strip()) if part.strip()]


def anchor(text: str, taken: set[str]) -> str:
    """An identifier for a heading, unlike those in `taken`, to which it is added."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode("ascii")
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "afsnit"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name)
    return name


def plain_text(inlines: list[Node]) -> str:
    """The words of inlines without their form."""
    parts = (node.get("text", " ") if "inlines" not in node else plain_text(node["inlines"]) for node in inlines)
    return "".join(parts)


def _bold(text: str) -> list[Node]:
    """Text with ``**bold**`` parts; newlines become spaces."""
    nodes: list[Node] = []
    place = 0
    text = text.replace("\n", " ")
    for mark in _BOLD.finditer(text):
        if mark.start() > place:
            nodes.append({"kind": "text", "text": text[place : mark.start()]})
        nodes.append({"kind": "strong", "inlines": [{"kind": "text", "text": mark["bold"]}]})
        place = mark.end()
    if place < len(text):
        nodes.append({"kind": "text", "text": text[place:]})
    return nodes


def _block(token: SyntaxTreeNode) -> Iterator[Node]:
    """One block of markdown-it's tree as nodes."""
    match token.type:
        case "heading":
            yield {"kind": "heading", "level": int(token.tag[1]), "inlines": _inlines(token)}
        case "paragraph":
            yield {"kind": "paragraph", "inlines": _inlines(token)}
        case "bullet_list" | "ordered_list":
            ordered = token.type == "ordered_list"
            items = [[node for child in item.children for node in _block(child)] for item in token.children]
            yield {"kind": "list", "ordered": ordered, "start": int(token.attrs.get("start", 1)), "items": items}
        case "blockquote":
            yield {"kind": "quote", "blocks": [node for child in token.children for node in _block(child)]}
        case "fence" | "code_block":
            yield {"kind": "code", "text": token.content.rstrip("\n")}
        case "table":
            rows = [[_inlines(cell) for cell in row.children] for part in token.children for row in part.children]
            yield {"kind": "grid", "header": rows[0], "rows": rows[1:]}
        case _:
            yield {"kind": "rule"}


def _inlines(token: SyntaxTreeNode) -> list[Node]:
    """The inlines below a block or inline token."""
    return [node for child in token.children for node in _inline(child)]


def _inline(token: SyntaxTreeNode) -> Iterator[Node]:
    """One inline token as nodes; a link keeps its words and, when it leads out of the page, its address."""
    match token.type:
        case "inline":
            yield from _inlines(token)
        case "strong":
            yield {"kind": "strong", "inlines": _inlines(token)}
        case "em":
            yield {"kind": "emphasis", "inlines": _inlines(token)}
        case "code_inline":
            yield {"kind": "code", "text": token.content}
        case "softbreak":
            yield {"kind": "text", "text": " "}
        case "hardbreak":
            yield {"kind": "break"}
        case "link":
            words = _inlines(token)
            address = _SCHEME.sub("", str(token.attrs.get("href", "")))
            yield from words
            if address and not address.startswith("#") and address not in plain_text(words):
                yield {"kind": "text", "text": f" ({address})"}
        case _:
            yield {"kind": "text", "text": token.content}
