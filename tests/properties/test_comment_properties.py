from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evaluering.errors import CommentaryError
from evaluering.personal import personal_kinds
from evaluering.running.comment_text import comment_nodes

KINDS = {"paragraph", "list", "grid", "text", "strong", "emphasis", "code", "break"}
MARKS = st.sampled_from(
    ["# ", "\n", "\n\n", "- ", "•\t", "    ", "> ", "`", "**", "<b>", "|a|b|\n|-|-|\n", "1. ", "---\n"]
)


def kinds(node: dict[str, Any]) -> Iterator[str]:
    """The kinds of a node and of all in it."""
    yield node["kind"]
    inside = [*node.get("inlines", ()), *(one for item in node.get("items", ()) for one in item)]
    for cells in (node.get("header", ()), *node.get("rows", ())):
        inside += [one for cell in cells for one in cell]
    for one in inside:
        yield from kinds(one)


@given(st.lists(st.one_of(st.text(), MARKS)).map("".join))
def test_whatever_is_written_becomes_prose_below_the_headings_or_is_refused(text: str) -> None:
    try:
        nodes = comment_nodes(text, form=["> Kommentar fra: Styregruppen"], shown_as="x.md")
    except CommentaryError:
        return
    assert {kind for node in nodes for kind in kinds(node)} <= KINDS


@given(
    day=st.integers(1, 91),
    month=st.integers(1, 12),
    serial=st.from_regex(r"[0-9][0-9A-Z]{2}[0-9]", fullmatch=True),
    hyphen=st.sampled_from(["", "-", " ", "\u2011", "\u2013", " - "]),
    around=st.sampled_from(["{}", "({})", "barnet {}.", "cpr:{}", "»{}«", "{}/"]),
)
def test_no_cpr_number_gets_past(day: int, month: int, serial: str, hyphen: str, around: str) -> None:
    assert "cpr" in personal_kinds(around.format(f"{day:02d}{month:02d}24{hyphen}{serial}"))
