from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluering.errors import CommentaryError
from evaluering.running.comment_text import LONGEST, comment_nodes, read_text
from evaluering.wording.commentary import COMMENT_FORM

FORM = COMMENT_FORM.format(author="Styregruppen", longest="6.000")


def nodes(written: str, *, form: str = FORM) -> tuple[dict[str, Any], ...]:
    return comment_nodes(f"{form}{written}", form=FORM.split("\n"), shown_as="x.md")


def words(node: dict[str, Any]) -> str:
    """All text in a node."""
    parts = [node.get("text", "")]
    for key in ("inlines", "blocks"):
        parts += [words(one) for one in node.get(key, ())]
    parts += [words(one) for item in node.get("items", ()) for one in item]
    return "".join(parts)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Vi så det".encode("cp1252"), "ANSI"),
        ("Vi så det".encode("utf-16"), "UTF-16"),
        (b"V\0i\0", "UTF-16"),
        (b"PK\x03\x04\x14\0", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1", "Word"),
        (b"{\\rtf1 Vi", "Word"),
        (b"%PDF-1.7", "PDF"),
        (b"x" * 200_001, "for stor"),
    ],
)
def test_a_file_that_is_no_plain_text_is_refused_with_what_to_do(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(data)
    with pytest.raises(CommentaryError, match=told) as raised:
        read_text(path, shown_as="kommentarer/2026/x.md")
    (finding,) = raised.value.findings
    assert finding.file == "kommentarer/2026/x.md"
    assert finding.remedy


def test_the_row_of_a_wrong_letter_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"en\nto\nbl\xe5\n")
    with pytest.raises(CommentaryError) as raised:
        read_text(path, shown_as="x.md")
    assert raised.value.findings[0].row == 3


def test_a_link_or_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hemmeligt", encoding="utf-8")
    (tmp_path / "x.md").symlink_to(tmp_path / "secret")
    (tmp_path / "y.md").mkdir()
    for name in ("x.md", "y.md"):
        with pytest.raises(CommentaryError, match="ikke en almindelig fil"):
            read_text(tmp_path / name, shown_as=name)


def test_a_file_that_the_system_will_not_give_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.md"
    path.write_text("x", encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(CommentaryError, match="kan ikke læses"):
        read_text(path, shown_as="x.md")


def test_line_breaks_are_one_kind_and_unseen_signs_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes("\ufeffa\r\nb\rc\vd\u2028e \u202etekst\u200b \u00adx\x07".encode())
    assert read_text(path, shown_as="x") == "a\nb\nc\nd\ne tekst x"


@pytest.mark.parametrize(
    "form",
    [
        FORM,
        "",
        FORM.replace("> ", ""),
        FORM.replace("\n", "\n\n"),
        FORM.replace('"', "”"),
        "\n".join(line[place : place + 70] for line in FORM.split("\n") for place in range(0, max(len(line), 1), 70)),
        FORM.split("\n", maxsplit=3)[3],
    ],
)
def test_the_form_is_no_comment_however_an_editor_left_it(form: str) -> None:
    assert nodes("", form=form) == ()
    (one,) = nodes("\nVi er glade.", form=form)
    assert words(one) == "Vi er glade."


@pytest.mark.parametrize(
    "form",
    [
        FORM.replace("med samme navn.", "med samme navn. Vi er glade."),
        FORM.replace("> Skriv kommentaren", "Vi er glade. Skriv kommentaren"),
        FORM + "> Vi er glade.",
        FORM.replace("Styregruppen", "Et andet udvalg"),
    ],
)
def test_a_comment_mixed_with_the_guidance_is_refused_and_not_lost(form: str) -> None:
    with pytest.raises(CommentaryError, match="vejledning"):
        nodes("", form=form)


def test_headings_code_and_quotes_become_plain_prose_below_the_reports_own_headings() -> None:
    found = nodes("# Stor\n\nTekst\n---\n\n    indrykket\n\n```\nkode\n```\n\n***\n\n- et\n- > to\n  # tre\n")
    assert [node["kind"] for node in found] == ["paragraph", "paragraph", "paragraph", "paragraph", "list"]
    assert [node["inlines"][0]["kind"] for node in found[:4]] == ["strong", "strong", "text", "text"]
    assert [words(node) for node in found] == ["Stor", "Tekst", "indrykket", "kode", "ettotre"]


def test_html_is_text_and_links_keep_their_words_and_addresses() -> None:
    (one,) = nodes("<b>fed</b> <script>x()</script> [her](https://x.dk/a) & <https://y.dk> H&amp;M børn&region a**b**c")
    assert words(one) == "<b>fed</b> <script>x()</script> her (x.dk/a) & https://y.dk H&M børn&region abc"
    assert {node["kind"] for node in one["inlines"]} == {"text", "strong"}


@pytest.mark.parametrize(
    "text",
    [
        "[5]: 12",
        "5. Først\n9. Så",
        "![billede](x.png)",
        "[Randers]: enige",
        "| a |\n|---|\n| b | c |",
        "```note\nkode\n```",
        '[a](b "c")',
        "[a](#b)",
    ],
)
def test_what_markdown_would_pass_over_is_refused_and_not_lost(text: str) -> None:
    with pytest.raises(CommentaryError, match="ville ikke blive vist"):
        nodes(f"Vi er glade.\n\n{text}")


def test_tables_stay_tables() -> None:
    (one,) = nodes("| a | b |\n|---|---|\n| 1 | 2 |")
    assert one["kind"] == "grid"


def test_bullets_and_paragraphs_from_word_become_lists_and_paragraphs() -> None:
    long = "En lang linje fra Word er et helt afsnit for sig, " + "også når der ikke er en tom linje efter den, " * 2
    found = nodes(f"Indledning\n•\tFørst\n•\tSå\n\uf0b7 Sidst\nEfter\n\n{long}\nNæste")
    assert [node["kind"] for node in found] == ["paragraph", "list", "paragraph", "paragraph", "paragraph"]
    assert [words(item[0]) for item in found[1]["items"]] == ["Først", "Så", "Sidst"]
    assert [words(node) for node in found[2:]] == ["Efter", long.strip(), "Næste"]


def test_a_date_first_in_a_line_is_no_numbered_list() -> None:
    (one,) = nodes("31. marts 2028 er fristen.")
    assert words(one) == "31. marts 2028 er fristen."
    assert nodes("1. Først\n2. Så")[0]["kind"] == "list"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Barnet 010120-1234", "CPR-nummer"),
        ("Ring 12 34 56 78", "telefonnummer"),
        ("Skriv til a@b.dk", "mailadresse"),
        ("Godt 😀", "Tegnet 😀"),
        ("Vi sÃ¥ det", "ødelagte danske bogstaver"),
        ("Det â€œgodeâ€", "ødelagte danske bogstaver"),
        ("bl\ufffdt", "ødelagte danske bogstaver"),
    ],
)
def test_what_cannot_be_published_is_refused_with_its_line_and_never_with_its_value(text: str, told: str) -> None:
    with pytest.raises(CommentaryError, match=told) as raised:
        nodes(f"Vi er glade.\n\n{text}")
    (finding,) = raised.value.findings
    assert finding.row == FORM.count("\n") + 3
    assert not any(value in str(raised.value) for value in ("010120", "1234", "12 34", "a@b"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Barnet 010120&#45;1234", "CPR-nummer"),
        ("010120\\-1234", "CPR-nummer"),
        ("**010120**-1234", "CPR-nummer"),
        ("`010120`-1234", "CPR-nummer"),
        ("Barnet 010120-\n1234", "CPR-nummer"),
        ("Barnet 010120-  \n1234", "CPR-nummer"),
        ("- 0101\n  20-1234", "CPR-nummer"),
        ("# 0101*20*-1234", "CPR-nummer"),
        ("| a | b |\n|---|---|\n|010120|1234|", "CPR-nummer"),
        ("| a | b |\n|---|---|\n|01*0120*|1234|", "CPR-nummer"),
        ("Anna&#64;test.dk", "mailadresse"),
        ("12*34*5678", "telefonnummer"),
    ],
)
def test_what_first_shows_as_a_person_when_it_is_set_is_refused_too(text: str, told: str) -> None:
    with pytest.raises(CommentaryError, match=told) as raised:
        nodes(f"Vi er glade.\n\n{text}")
    assert not any(value in str(raised.value) for value in ("010120", "1234", "Anna"))


def test_numbers_in_a_table_or_a_list_are_no_persons() -> None:
    found = nodes("| a | b | c | d |\n|---|---|---|---|\n| 12 | 10 | 25 | 1234 |\n\n1. 20 børn\n2. 12 børn")
    assert [node["kind"] for node in found] == ["grid", "list"]


def test_lines_alone_are_refused_and_not_passed_over() -> None:
    with pytest.raises(CommentaryError, match="ville ikke blive vist"):
        nodes("***")


def test_every_fault_of_a_file_is_told_at_once_in_order() -> None:
    with pytest.raises(CommentaryError) as raised:
        nodes("> citat\n010120-1234 a@b.dk\n" + "ord " * LONGEST)
    assert [(finding.row or 0) - FORM.count("\n") for finding in raised.value.findings[1:]] == [1, 2, 2]
    assert "må højst fylde 6.000" in raised.value.findings[0].what


def test_what_people_do_write_is_shown() -> None:
    text = "Vi så »æøå ÆØÅ é« – 35,6 % (≥ 20 %) … “ja” ‘nej’ → ½ 5 € ● ▲ ◐ ◯ No. № ™"
    assert words(nodes(text)[0]) == text


def test_a_link_is_refused_with_its_line() -> None:
    with pytest.raises(CommentaryError, match="et link") as caught:
        nodes("Vi læste den.\n\n[siden]: https://eksempel.dk/a\n")
    assert caught.value.findings[0].row == len(FORM.split("\n")) + 2
