from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evaluering.errors import DisclosureError
from evaluering.running.orders import RunMarks
from evaluering.running.rendering.markdown import plain_text
from evaluering.running.rendering.sections import report_sections

Make = Callable[..., dict[str, Any]]
SOURCE = "## Hvor kommer tallene fra?"


def named(*notebooks: dict[str, Any], first: int = 1) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{number:02d}.ipynb", one) for number, one in enumerate(notebooks, first)]


def headings(part: dict[str, Any]) -> list[str]:
    return [plain_text(node["inlines"]) for node in part["nodes"] if node["kind"] == "heading"]


def kinds(part: dict[str, Any]) -> list[str]:
    return [node["kind"] for node in part["nodes"]]


@pytest.fixture
def parts(notebook: Make, block: Make) -> tuple[list[Any], list[Any]]:
    """Two sections and an appendix that say the same of their data, each under its own heading."""
    about = ["Tallene bygger på:", [block("sentence", id="version", text="Data er fra i år.")]]
    source = [SOURCE, [block("provenance")]]

    def one(title: str, text: str) -> dict[str, Any]:
        shown = [block("sentence", lead=True, text=f"**{text}**"), block("table"), block("figure")]
        return notebook(*about, "## Svar", shown, "## Mere", [block("sentence", text=text)], *source, title=title)

    sections = named(one("# Konklusioner\n\nFor alle.", "Det steg."), one("# Er det *ændret*?", "Det faldt."))
    return sections, named(one("# Bilag: Hvad ligger bag?", "Alt."), first=13)


def test_parts_are_numbered_and_appendices_lettered(parts: tuple[list[Any], list[Any]], marks: RunMarks) -> None:
    found = report_sections(*parts, marks=marks)
    assert [plain_text(part["title"]) for part in found.sections] == ["1. Konklusioner", "2. Er det ændret?"]
    assert [plain_text(part["title"]) for part in found.appendices] == ["Bilag A. Hvad ligger bag?"]
    assert [headings(part) for part in found.sections] == [["1.1 Svar", "1.2 Mere"], ["2.1 Svar", "2.2 Mere"]]
    assert headings(found.appendices[0]) == ["A.1 Svar", "A.2 Mere"]


def test_tables_and_figures_are_numbered_as_on_their_own_pages(notebook: Make, block: Make, marks: RunMarks) -> None:
    def one(*rows: str) -> dict[str, Any]:
        return notebook([block("figure"), *(block("table", rows=[[row, "1"]]) for row in rows)])

    found = report_sections(named(one("a", "b"), one("c")), named(one("d"), first=13), marks=marks)
    nodes = [node for part in (*found.sections, *found.appendices) for node in part["nodes"]]
    assert [node["number"] for node in nodes if node["kind"] == "figure"] == ["1.1", "2.1", "A.1"]
    assert [node["number"] for node in nodes if node["kind"] == "table"] == ["1.1", "1.2", "2.1", "A.1"]


def test_a_table_that_stands_earlier_is_named_and_not_shown_again(notebook: Make, block: Make, marks: RunMarks) -> None:
    other = block("table", rows=[["Herning", "13,0 %"], ["Lemvig", "Skjult"]])
    found = report_sections(named(notebook([block("table")]), notebook([other, block("table")])), [], marks=marks)
    assert kinds(found.sections[1]) == ["lede", "table", "paragraph"]
    told = plain_text(found.sections[1]["nodes"][-1]["inlines"])
    assert told == "Tabel 2.2 er den samme som tabel 1.1. Den vises kun dér."
    assert found.sections[1]["nodes"][1]["number"] == "2.1"


def test_a_conclusion_stands_in_its_box_alone(notebook: Make, block: Make, marks: RunMarks) -> None:
    lead = [block("sentence", lead=True, text="**Det steg.**")]
    whole = notebook("## Svar", [block("table")], "## Hvad kan vi sige?\n\nHer er det samlet.", lead, "## Mere\n\nNu.")
    kept = notebook("## Hvad kan vi sige?\n\nDet afhænger.", lead, "Vi ved det ikke.")
    first, second = report_sections(named(whole, kept), [], marks=marks).sections
    assert headings(first) == ["1.1 Svar", "1.2 Mere"], "a heading goes with the conclusion that stood below it"
    assert kinds(first) == ["lede", "sentence", "heading", "table", "heading", "paragraph"]
    assert kinds(second) == ["lede", "sentence", "heading", "paragraph", "paragraph"]


def test_what_all_say_of_their_data_stands_once(parts: tuple[list[Any], list[Any]], marks: RunMarks) -> None:
    found = report_sections(*parts, marks=marks)
    assert [plain_text(node["paragraphs"][0]) for node in found.common] == ["Data er fra i år.", "Kilde: kommunerne."]
    for part in (*found.sections, *found.appendices):
        assert "provenance" not in kinds(part)
        assert SOURCE[3:] not in "".join(headings(part)), "a heading with nothing below it goes too"
        assert "Tallene bygger på:" not in [plain_text(node.get("inlines", [])) for node in part["nodes"]]


def test_what_only_some_say_stays_where_it_is(notebook: Make, block: Make, marks: RunMarks) -> None:
    said = [block("sentence", text="Vi ved det ikke.")]
    sections = named(notebook(said), notebook(said), notebook("Nu.", said), notebook([block("table")]))
    three_of_four = report_sections(sections, [], marks=marks)
    assert len(three_of_four.common) == 1
    assert kinds(three_of_four.sections[2]) == ["lede", "paragraph"], "a paragraph that says something stays"
    two_of_four = report_sections([*sections[:2], *named(notebook(), notebook(), first=8)], [], marks=marks)
    assert two_of_four.common == ()
    assert kinds(two_of_four.sections[0]) == ["lede", "sentence"]
    alone = report_sections(sections[:1], [], marks=marks)
    assert (alone.common, kinds(alone.sections[0])) == ((), ["lede", "sentence"])


def test_each_part_opens_with_its_own_conclusion_and_the_first_one_s_are_the_report_s(
    parts: tuple[list[Any], list[Any]], marks: RunMarks
) -> None:
    found = report_sections(*parts, marks=marks)
    assert found.conclusions == ("Det steg.",)
    boxes = [[node for node in part["nodes"] if node.get("lead")] for part in found.sections]
    assert [[plain_text(box["paragraphs"][0]) for box in one] for one in boxes] == [["Det steg."], ["Det faldt."]]
    assert kinds(found.sections[0])[:2] == ["lede", "sentence"]
    assert kinds(found.sections[1])[0] == "sentence"


def test_an_output_that_is_no_block_is_refused(notebook: Make, marks: RunMarks) -> None:
    stray = {"output_type": "stream", "name": "stdout", "text": "x"}
    with pytest.raises(DisclosureError, match=r"Kodecelle 1(.|\n)*02\.ipynb"):
        report_sections(named(notebook(), notebook([stray])), [], marks=marks)
