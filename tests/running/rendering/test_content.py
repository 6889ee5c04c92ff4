from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evaluering.running.orders import RunMarks
from evaluering.running.rendering.content import conclusions, join_cells, page_content
from evaluering.running.rendering.markdown import plain_text

Make = Callable[..., dict[str, Any]]


def nodes_of(marks: RunMarks, *notebooks: dict[str, Any], joined: bool = False) -> tuple[dict[str, Any], ...]:
    cells = join_cells([(f"{number:02d}.ipynb", one) for number, one in enumerate(notebooks, 1)])
    return page_content(cells, marks=marks, joined=joined).nodes


def words(node: dict[str, Any]) -> list[str]:
    return [plain_text(paragraph) for paragraph in node["paragraphs"]]


def test_the_conclusion_stands_first_in_a_box_and_plain_in_its_place(
    notebook: Make, block: Make, marks: RunMarks
) -> None:
    found = nodes_of(
        marks, notebook("## Hvem", [block("sentence")], "## Svar", [block("sentence", lead=True, text="Det steg.")])
    )
    kinds = [node["kind"] for node in found]
    box = kinds.index("sentence")
    assert found[box]["lead"]
    assert kinds[:box] == ["lede"]
    assert words(found[box]) == ["Det steg."]
    assert [words(node) for node in found if node["kind"] == "sentence" and not node["lead"]][-1] == ["Det steg."]


def test_a_joined_page_opens_with_the_conclusion_of_its_last_notebook(
    notebook: Make, block: Make, marks: RunMarks
) -> None:
    parts = [notebook([block("sentence", lead=True, text=text)]) for text in ("Det steg.", "Målet er ikke nået.")]
    found = nodes_of(marks, *parts, joined=True)
    assert found[0]["lead"]
    assert words(found[0]) == ["Målet er ikke nået."]
    assert sum(node["kind"] == "sentence" and node["lead"] for node in found) == 1


def test_a_page_that_begins_with_its_conclusion_says_it_once(notebook: Make, block: Make, marks: RunMarks) -> None:
    found = nodes_of(
        marks, notebook("Før.", [block("sentence", lead=True, text="Det steg.")], "## Tal", [block("sentence")])
    )
    assert [node["kind"] for node in found[:3]] == ["lede", "sentence", "paragraph"]
    assert found[1]["lead"]
    assert [words(node) for node in found if node["kind"] == "sentence"].count(["Det steg."]) == 1


def test_a_page_without_a_conclusion_has_no_box(notebook: Make, block: Make, marks: RunMarks) -> None:
    assert not any(node.get("lead") for node in nodes_of(marks, notebook([block("sentence")])))


def test_a_conclusion_is_what_is_bold_or_all_that_stands_under_a_bold_label(
    notebook: Make, block: Make, marks: RunMarks
) -> None:
    text = "**Det steg.** Med 2 dage.\n\n**Andel:** Fra 15,4 til **17,4**.\n\nUden."
    nodes = nodes_of(marks, notebook([block("sentence", lead=True, text=text)]))
    assert list(conclusions(list(nodes))) == ["Det steg.", "Andel: Fra 15,4 til 17,4."]


def test_a_paragraph_that_leads_to_a_table_stays_with_it(notebook: Make, block: Make, marks: RunMarks) -> None:
    found = nodes_of(
        marks, notebook("Se her.", [block("figure")], "Og her.\n\nNu.", [block("table")], "Slut.", [block("sentence")])
    )
    leading = {plain_text(node["inlines"]): node["leads_on"] for node in found if node["kind"] == "paragraph"}
    assert leading == {"Se her.": False, "Og her.": False, "Nu.": True, "Slut.": False}
