from __future__ import annotations

import pytest

from evaluering.running.rendering.markdown import anchor, parse_markdown, parse_paragraphs, plain_text


def test_blocks_and_inlines_become_nodes() -> None:
    text = "## Børn\n\nEn *vigtig* **sag** med `kode`  \nlinje to\ntre\n\n> citat\n\n---\n\n    indrykket\n"
    heading, paragraph, quote, rule, code = parse_markdown(text)
    assert (heading["kind"], heading["level"], plain_text(heading["inlines"])) == ("heading", 2, "Børn")
    assert [node["kind"] for node in paragraph["inlines"]] == [
        *("text", "emphasis", "text", "strong", "text", "code", "break", "text", "text", "text")
    ]
    assert plain_text(paragraph["inlines"]) == "En vigtig sag med kode linje to tre"
    assert quote["blocks"][0]["kind"] == "paragraph"
    assert rule == {"kind": "rule"}
    assert code == {"kind": "code", "text": "indrykket"}


def test_lists_keep_their_nesting_and_start() -> None:
    unordered, ordered = parse_markdown("- a\n  - b\n\n3. c\n4. d\n")
    assert unordered["items"][0][1]["items"][0][0]["inlines"][0]["text"] == "b"
    assert (ordered["ordered"], ordered["start"], len(ordered["items"])) == (True, 3, 2)


def test_a_table_in_prose_keeps_its_header() -> None:
    (grid,) = parse_markdown("| A | B |\n|---|---|\n| 1 | **2** |\n")
    assert [plain_text(cell) for cell in grid["header"]] == ["A", "B"]
    assert [plain_text(cell) for cell in grid["rows"][0]] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>fed</b>", "<b>fed</b>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("[sst](https://sst.dk/amning)", "sst (sst.dk/amning)"),
        ("<https://sst.dk>", "sst.dk"),
        ("[afsnit](#data)", "afsnit"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("![En kurve](https://sst.dk/a.png)", "En kurve"),
    ],
)
def test_nothing_live_survives(text: str, words: str) -> None:
    (paragraph,) = parse_markdown(text)
    assert plain_text(paragraph["inlines"]).replace("https://", "") == words


def test_finished_sentences_are_not_markdown() -> None:
    first, second = parse_paragraphs("1. april **steg** _tallet_ * 2\nnæste\n\n# Ikke en overskrift")
    assert first[0] == {"kind": "text", "text": "1. april "}
    assert first[1]["kind"] == "strong"
    assert plain_text(first) == "1. april steg _tallet_ * 2 næste"
    assert plain_text(second) == "# Ikke en overskrift"
    assert plain_text(parse_paragraphs("**Alt**")[0]) == "Alt"


def test_anchors_are_plain_and_unlike() -> None:
    taken: set[str] = set()
    assert [anchor(text, taken) for text in ("Årets børn", "Årets børn", "¤", "Årets børn")] == [
        *("aarets-boern", "aarets-boern-2", "afsnit", "aarets-boern-3")
    ]
