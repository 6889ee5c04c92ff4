"""The fonts of figures in PDF and PNG are those that words are measured with, and have every sign we use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont

import figure_fonts
from evaluering.presentation.figures.svg import FONT, advance
from evaluering.running.rendering.frame import FONTS

SOURCES = sorted(Path(figure_fonts.ROOT, "src", "evaluering").rglob("*.py"))


@pytest.fixture(scope="module", params=figure_fonts.NAMES)
def font(request: pytest.FixtureRequest) -> TTFont:
    return TTFont(FONTS / request.param)


def test_every_sign_that_our_words_use_is_there(font: TTFont) -> None:
    used = {letter for path in SOURCES for letter in re.findall(r"[^\x00-\x7f]", path.read_text(encoding="utf-8"))}
    assert {"æ", "ø", "å", "−", "≥", "●", "▲", "◐", "◯"} <= used
    assert {letter for letter in used if ord(letter) not in font.getBestCmap()} == set()


@pytest.mark.parametrize("word", ["Aftalen begynder 1. april 2023", "−12,5 procentpoint", "Ærø ≥ 20"])
def test_a_word_is_as_wide_as_it_was_measured(font: TTFont, word: str) -> None:
    names, widths = font.getBestCmap(), font["hmtx"].metrics
    weight = "700" if "Bold" in font["name"].getDebugName(4) else "400"
    letters = sum(widths[names[ord(letter)]][0] for letter in word) / font["head"].unitsPerEm * 9
    assert advance(word, weight=weight) == pytest.approx(letters, rel=0.03), "letters that fit together stand closer"


def test_the_licence_lies_beside_them() -> None:
    assert "DejaVu" in (FONTS / figure_fonts.LICENCE).read_text(encoding="utf-8")


def test_typst_finds_them_and_takes_no_other_from_there() -> None:
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    assert found.families() == [FONT]


def test_they_are_written_anew_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(figure_fonts, "FONTS", tmp_path / "fonts")
    figure_fonts.main()
    written = {path.name: path.read_bytes() for path in (tmp_path / "fonts").iterdir()}
    assert written == {path.name: path.read_bytes() for path in FONTS.iterdir()}
