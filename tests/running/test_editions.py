from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evaluering.errors import CommentaryError
from evaluering.running.editions import Correction, Edition, Moved, edition_form, read_edition

FINAL = "endelig: 2026-12-01\n"
CORRECTION = "  - dato: {day}\n    hvad: {what}\n"


def read(folder: Path, text: str | bytes, *, commented: bool = False) -> Edition:
    path = folder / "udgave.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_edition(path, commented=commented, shown_as="kommentarer/2026/udgave.yml")


@pytest.mark.parametrize("text", ["", "# kun en note\n", edition_form(2026), "rettelser:\n", "endelig:\n"])
def test_without_a_final_day_the_edition_follows_from_the_comments(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).words == "Ukommenteret udgave"
    assert read(tmp_path, text, commented=True).words == "Kommenteret udgave"


def test_a_missing_file_is_as_an_empty_one(tmp_path: Path) -> None:
    assert read_edition(tmp_path / "udgave.yml", commented=True, shown_as="x").state == "commented"


@pytest.mark.parametrize("text", [FINAL, 'endelig: "2026-12-01"\n', "\ufeffendelig: 2026-12-01\r\n"])
def test_a_final_day_makes_the_edition_final(tmp_path: Path, text: str) -> None:
    edition = read(tmp_path, text)
    assert (edition.state, edition.day, edition.corrections) == ("final", date(2026, 12, 1), ())
    assert edition.words == "Endelig udgave, 1.\u00a0december 2026"
    assert edition.head_notices == ()


def test_corrections_are_told_in_order_in_the_senders_words(tmp_path: Path) -> None:
    two = CORRECTION.format(day="2027-02-04", what='"“Herning har sendt\n       rettede tal”"')
    two += CORRECTION.format(day="2027-02-04", what="Frist rettet til 31. marts!")
    edition = read(tmp_path, f"{FINAL}rettelser:\n{two}")
    assert edition.words == "Endelig udgave, 1.\u00a0december 2026. Rettet 4.\u00a0februar 2027"
    assert edition.notices == (
        "Rettet 4.\u00a0februar 2027: Herning har sendt rettede tal.",
        "Rettet 4.\u00a0februar 2027: Frist rettet til 31. marts!",
    )
    assert edition.head_notices[-1].startswith("Overblikket")


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (Moved(), "Ingen offentliggjorte tal er ændret."),
        (
            Moved(1200, 0, 2, ("andelen", "dækningen")),
            "Offentliggjorte tal: 1.200 er ændret og 2 er faldet bort. Det gælder andelen og dækningen.",
        ),
        (Moved(added=3), "Offentliggjorte tal: 3 er nye."),
    ],
)
def test_a_notice_tells_what_moved_once_it_is_known(moved: Moved, words: str) -> None:
    told = Correction(date(2027, 2, 4), "Herning er rettet", moved).notice
    assert told == f"Rettet 4.\u00a0februar 2027: Herning er rettet. {words}"


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("1. december 2026", "2026-12-01"),
        ("1.december 2026", "2026-12-01"),
        ("01-12-2026", "2026-12-01"),
        ("1/12/2026", "2026-12-01"),
        ("31.12.2026", "2026-12-31"),
        ("20261201 ", None),
        ("ja", None),
        ("true", None),
        ("ÅÅÅÅ-MM-DD", None),
        ("31. februar 2026", None),
        ("1. decembr 2026", None),
        ("2026-12-01 10:00:00", None),
    ],
)
def test_a_day_in_another_form_is_refused_with_the_right_form(tmp_path: Path, value: str, meant: str | None) -> None:
    told = f"Mener du {meant}\\?" if meant else "skrives som år-måned-dag uden klokkeslæt"
    with pytest.raises(CommentaryError, match=told):
        read(tmp_path, f"endelig: {value}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("endelig: 2026-02-30\n", "findes den ikke"),
        ("Endelig: 2026-12-01\n", "Mener du endelig"),
        ("endelig: 2026-12-01\nendelig: 2026-12-02\n", "står to gange"),
        ("rettelser:\n" + CORRECTION.format(day="2027-02-04", what="Herning er rettet"), "ingen endelig udgave"),
        (FINAL + "rettelser:\n" + CORRECTION.format(day="2026-02-04", what="Herning er rettet"), "ældste først"),
        (
            FINAL
            + "rettelser:\n"
            + CORRECTION.format(day="2027-02-04", what="Herning er rettet")
            + CORRECTION.format(day="2027-02-03", what="Viborg er rettet"),
            "ældste først",
        ),
        (FINAL + "rettelser:\n" + CORRECTION.format(day="2027-02-04", what="Fejl"), "mindst 10 tegn"),
        (FINAL + "rettelser:\n" + CORRECTION.format(day="2027-02-04", what="12345"), "mindst 10 tegn"),
        (FINAL + "rettelser:\n" + CORRECTION.format(day="2027-02-04", what="ord " * 200), "højst fylde 400 tegn"),
        (FINAL + "rettelser:\n" + CORRECTION.format(day="2027-02-04", what="Herning: rettede tal"), "gyldig YAML"),
        (FINAL + "rettelser:\n  dato: 2027-02-04\n  hvad: Herning er rettet\n", "en liste"),
        (FINAL + "rettelser:\n" + CORRECTION.format(day="2027-02-04", what="Barn 010120-1234 er rettet"), "CPR-nummer"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_danish(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CommentaryError, match=told) as raised:
        read(tmp_path, text)
    assert "kommentarer/2026/udgave.yml" in str(raised.value)
    assert "010120" not in str(raised.value)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (r'"Barnet \x30\x31\x30\x3120-1234 er rettet"', "CPR-nummer"),
        (">\n      Barnet 010120-\n      1234 er rettet", "CPR-nummer"),
        (r'"Skriv til anna\x40test.dk om det"', "mailadresse"),
        ("Herning er rettet 😀", "ikke kan vises"),
        ("Herning er rettet 漢", "ikke kan vises"),
        (r'"Herning er rettet \U0001F600"', "ikke kan vises"),
    ],
)
def test_what_a_correction_says_is_judged_as_it_is_shown(tmp_path: Path, what: str, told: str) -> None:
    with pytest.raises(CommentaryError, match=told) as raised:
        read(tmp_path, f"{FINAL}rettelser:\n{CORRECTION.format(day='2027-02-04', what=what)}")
    assert not any(value in str(raised.value) for value in ("1234", "test.dk"))


def test_unseen_signs_in_a_correction_are_gone(tmp_path: Path) -> None:
    what = r'"Herning\u202E er \0rettet \x07igen"'
    edition = read(tmp_path, f"{FINAL}rettelser:\n{CORRECTION.format(day='2027-02-04', what=what)}")
    assert edition.corrections[0].what == "Herning er rettet igen"


def test_a_number_in_the_place_of_a_key_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(CommentaryError, match="CPR-nummer") as raised:
        read(tmp_path, "010120-1234: ja\n")
    assert "010120" not in str(raised.value)


def test_the_forms_own_words_are_no_correction(tmp_path: Path) -> None:
    form = edition_form(2026).replace("# rettelser", "rettelser").replace("#   - dato", "  - dato")
    form = form.replace("#     hvad", "    hvad").replace("# endelig: ÅÅÅÅ-MM-DD", "endelig: 2026-12-01")
    with pytest.raises(CommentaryError, match="formularens egen tekst"):
        read(tmp_path, form.replace("ÅÅÅÅ-MM-DD", "2027-02-04"))


def test_a_file_in_windows_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommentaryError, match="Kodning til UTF-8"):
        read(tmp_path, "# årets udgave\n".encode("cp1252"))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("# dag\nendelig: 2031-12-01\n", 2),
        ("endelig: 2026-12-01\nrettelser:\n  - dato: 2031-12-01\n    hvad: Herning har rettet tal\n", 3),
    ],
)
def test_a_day_to_come_is_refused_with_its_line(tmp_path: Path, text: str, row: int) -> None:
    path = tmp_path / "udgave.yml"
    path.write_text(text, encoding="utf-8")
    assert read_edition(path, commented=False, shown_as="u.yml", today=date(2031, 12, 1)).state == "final"
    with pytest.raises(CommentaryError, match="ude i fremtiden") as caught:
        read_edition(path, commented=False, shown_as="u.yml", today=date(2031, 11, 30))
    assert [(one.file, one.row) for one in caught.value.findings] == [("u.yml", row)]


@pytest.mark.parametrize("line", ["endelig:2026-11-22", '  - dato:"2026-11-22"', "hvad:tal"])
def test_a_colon_without_its_space_is_told_as_that(tmp_path: Path, line: str) -> None:
    with pytest.raises(CommentaryError, match="mangler et mellemrum efter kolon") as caught:
        read(tmp_path, f"# udgave\n{line}\n")
    assert caught.value.findings[0].row == 2


def test_a_colon_in_the_text_is_told_to_need_quotation_marks(tmp_path: Path) -> None:
    text = "endelig: 2026-12-01\nrettelser:\n  - dato: 2026-12-02\n    hvad: Herning: nye tal\n"
    with pytest.raises(CommentaryError, match="Er der kolon i teksten, så sæt den i anførselstegn"):
        read(tmp_path, text)
