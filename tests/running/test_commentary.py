from __future__ import annotations

from pathlib import Path

import pytest

from evaluering.agreement import Agreement
from evaluering.errors import CommentaryError
from evaluering.parameters import RunPlan
from evaluering.running.commentary import (
    FINAL_COPY,
    UNCOMMENTED,
    Comment,
    Commentary,
    comment_spaces,
    commentary_folder,
    read_commentary,
    write_forms,
)

NAMES = [
    *("netvaerk_goedstrup.md", "netvaerk_horsens.md", "netvaerk_midt.md", "netvaerk_randers.md", "netvaerk_aarhus.md"),
    *("styregruppen.md", "udgave.yml"),
]


@pytest.fixture
def agreement(whole_plan: RunPlan) -> Agreement:
    return whole_plan.agreement


@pytest.fixture
def folder(tmp_path: Path, agreement: Agreement) -> Path:
    """A year's folder with its empty forms."""
    folder = commentary_folder(tmp_path, 2026)
    write_forms(folder, agreement=agreement)
    return folder


def write(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_form_is_written_for_each_who_can_comment(tmp_path: Path, agreement: Agreement) -> None:
    folder = commentary_folder(tmp_path, 2026)
    assert [path.name for path in write_forms(folder, agreement=agreement)] == NAMES
    assert folder == tmp_path / "kommentarer" / "2026"
    assert "Netværket i Randersklyngen" in (folder / "netvaerk_randers.md").read_text(encoding="utf-8")
    assert "Fødeplanudvalget" in (folder / "styregruppen.md").read_text(encoding="utf-8")
    assert "2026" in (folder / "udgave.yml").read_text(encoding="utf-8")


def test_empty_forms_are_no_comments(folder: Path, agreement: Agreement) -> None:
    read = read_commentary(folder, agreement=agreement)
    assert (read.edition.words, read.comments, len(read.silent)) == ("Ukommenteret udgave", (), 6)
    assert read.standing == ("Ingen har kommenteret rapporten endnu.",)


def test_what_is_there_is_never_touched_and_what_is_missing_is_written(folder: Path, agreement: Agreement) -> None:
    write(folder / "styregruppen.md", "Vi tager rapporten til efterretning.")
    (folder / "netvaerk_midt.md").unlink()
    (folder / "netvaerk_randers.md").write_bytes(b"\xff")
    before = contents(folder)
    assert [path.name for path in write_forms(folder, agreement=agreement)] == ["netvaerk_midt.md"]
    assert {name: data for name, data in contents(folder).items() if name in before} == before
    assert write_forms(folder, agreement=agreement) == ()


def test_comments_come_in_the_agreements_order_with_who_is_silent(folder: Path, agreement: Agreement) -> None:
    write(folder / "styregruppen.md", "Vi er enige.")
    write(folder / "netvaerk_randers.md", "Vi er glade.")
    write(folder / "netvaerk_horsens.md", "Vi er uenige.")
    read = read_commentary(folder, agreement=agreement)
    assert [comment.author for comment in read.comments] == [
        *("Netværket i Horsensklyngen", "Netværket i Randersklyngen", "Styregruppen (Fødeplanudvalget)")
    ]
    assert read.edition.words == "Kommenteret udgave"
    assert read.standing == (
        "Rapporten er kommenteret af netværkene i Horsensklyngen og Randersklyngen samt styregruppen "
        "(Fødeplanudvalget). Der er ingen kommentar fra netværkene i Gødstrupklyngen, Midtklyngen og Aarhusklyngen "
        "endnu. Kommentarerne er afsendernes egne ord. De ændrer ingen tal.",
    )


def test_everybody_who_can_comment_has_a_space_in_the_agreements_order(folder: Path, agreement: Agreement) -> None:
    empty = comment_spaces(UNCOMMENTED, agreement=agreement)
    assert [(len(one.nodes), one.author) for one in empty] == [
        (0, name) for name in read_commentary(folder, agreement=agreement).silent
    ]
    written = Comment(empty[2].author, ({"kind": "rule"},))
    spaces = comment_spaces(Commentary(comments=(written,)), agreement=agreement)
    assert spaces == (*empty[:2], written, *empty[3:])


def test_when_all_have_commented_nobody_is_named_as_silent(folder: Path, agreement: Agreement) -> None:
    for name in NAMES[:-1]:
        write(folder / name, "Vi er glade.")
    read = read_commentary(folder, agreement=agreement)
    assert read.silent == ()
    assert "ingen kommentar" not in read.standing[0]


def test_a_final_edition_does_not_wait_for_more_comments(folder: Path, agreement: Agreement) -> None:
    (folder / "udgave.yml").write_text(
        "endelig: 2026-12-01\nrettelser:\n  - dato: 2027-02-04\n    hvad: Herning er rettet\n", encoding="utf-8"
    )
    assert read_commentary(folder, agreement=agreement).standing == (
        "Ingen har kommenteret rapporten.",
        "Rettet 4.\u00a0februar 2027: Herning er rettet.",
    )
    write(folder / "netvaerk_randers.md", "Vi er glade.")
    assert "endnu" not in read_commentary(folder, agreement=agreement).standing[0]


def test_a_steering_group_without_a_name_of_its_own_is_called_so(tmp_path: Path, agreement: Agreement) -> None:
    background = agreement.background.model_copy(update={"steering_group": "styregruppen"})
    plain = agreement.model_copy(update={"background": background})
    assert read_commentary(tmp_path / "2026", agreement=plain).silent[-1] == "Styregruppen"


def test_no_folder_is_as_an_empty_one(tmp_path: Path, agreement: Agreement) -> None:
    read = read_commentary(commentary_folder(tmp_path, 2026), agreement=agreement)
    assert (read.edition, read.comments) == (UNCOMMENTED.edition, ())
    assert not (tmp_path / "kommentarer").exists(), "reading writes nothing"


def test_the_fingerprint_follows_the_words_and_not_the_file(folder: Path, agreement: Agreement) -> None:
    def now() -> str:
        return read_commentary(folder, agreement=agreement).fingerprint

    empty = now()
    write(folder / "netvaerk_randers.md", "Vi er glade.")
    written = now()
    write(folder / "netvaerk_randers.md", "\n\n")
    assert (now() == written, written == empty, empty) == (True, False, Commentary().fingerprint)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Styregruppen.md", "styregruppen.md"),
        ("styregruppen.md.txt", "styregruppen.md"),
        ("styregruppen (1).md", "styregruppen.md"),
        ("styregruppen - Kopi.md", "styregruppen.md"),
        ("styregruppen.docx", "styregruppen.md"),
        ("netvaerk_århus.md", "netvaerk_aarhus.md"),
        ("udgave.yaml", "udgave.yml"),
        ("noter.md", None),
        ("Ny mappe", None),
    ],
)
def test_a_file_nobody_would_read_is_refused_and_not_passed_over(
    folder: Path, agreement: Agreement, name: str, meant: str | None
) -> None:
    path = folder / name
    if "." in name:
        path.write_text("Vi er glade.", encoding="utf-8")
    else:
        path.mkdir()
    for ask in (read_commentary, write_forms):
        with pytest.raises(CommentaryError, match=f"{meant} findes også" if meant else "hører ikke til") as raised:
            ask(folder, agreement=agreement)
        assert f"kommentarer/2026/{name}" in str(raised.value)
    if meant:
        (folder / meant).unlink()
        with pytest.raises(CommentaryError, match=f"skal hedde {meant}"):
            write_forms(folder, agreement=agreement)
        assert not (folder / meant).exists(), "an empty form would stand in the way of the renamed file"


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "~$styregruppen.docx", FINAL_COPY])
def test_what_systems_leave_behind_is_passed_over(folder: Path, agreement: Agreement, name: str) -> None:
    (folder / name).write_bytes(b"\0")
    assert read_commentary(folder, agreement=agreement).edition == UNCOMMENTED.edition


@pytest.mark.parametrize(("name", "fine"), [("styregruppen.md", False), ("noter.docx", False), ("LÆS MIG", True)])
def test_a_comment_beside_the_years_folder_is_found(
    folder: Path, agreement: Agreement, name: str, fine: bool
) -> None:  # fmt: skip
    (folder.parent / name).write_text("Vi er glade.", encoding="utf-8")
    if fine:
        assert read_commentary(folder, agreement=agreement).comments == ()
        return
    with pytest.raises(CommentaryError, match="for eksempel kommentarer/2026") as raised:
        read_commentary(folder, agreement=agreement)
    assert f"fil kommentarer/{name}" in str(raised.value)


@pytest.mark.parametrize("name", ["010120-1234.md", "010120_12ab.md", "anna@test.dk.md", "ring 12 34 56 78.md"])
def test_a_number_in_a_files_name_is_not_told(folder: Path, agreement: Agreement, name: str) -> None:
    (folder / name).write_text("x", encoding="utf-8")
    with pytest.raises(CommentaryError, match=r"kommentarer/2026/\(skjult\)") as raised:
        read_commentary(folder, agreement=agreement)
    assert not any(value in str(raised.value) for value in ("1234", "12ab", "test.dk", "56"))


def test_the_faults_of_all_files_come_at_once(folder: Path, agreement: Agreement) -> None:
    write(folder / "netvaerk_randers.md", "Barnet 010120-1234")
    (folder / "netvaerk_midt.md").write_bytes("så".encode("cp1252"))
    (folder / "udgave.yml").write_text("endelig: ja\n", encoding="utf-8")
    with pytest.raises(CommentaryError) as raised:
        read_commentary(folder, agreement=agreement)
    assert [finding.file.rpartition("/")[2] for finding in raised.value.findings] == [
        *("netvaerk_midt.md", "netvaerk_randers.md", "udgave.yml")
    ]


def test_a_link_in_the_place_of_a_form_is_neither_followed_nor_replaced(folder: Path, agreement: Agreement) -> None:
    (folder / "styregruppen.md").unlink()
    (folder / "styregruppen.md").symlink_to(folder.parent / "nowhere.md")
    assert write_forms(folder, agreement=agreement) == ()
    with pytest.raises(CommentaryError, match="ikke en genvej"):
        read_commentary(folder, agreement=agreement)
