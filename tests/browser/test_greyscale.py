"""What a figure says by colour it also says by shape, stroke, words or lightness: it can be read in greyscale print."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from evaluering.presentation.figures import style

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
HUE = re.compile(r"#[0-9a-f]{6}")
APART = 1.5
"""Contrast from which two greys are told apart side by side."""

READABLE = 4.5
"""Contrast of text with its ground, WCAG 1.4.3."""


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_grey(colour: str) -> bool:
    """Whether a colour has no hue to lose."""
    parts = {colour[1:3], colour[3:5], colour[5:7]}
    return len(parts) == 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """One element that carries a hue, and all that would still be seen of it without."""

    colour: str
    looks: tuple[str, ...]


def hues(svg: str) -> Iterator[Drawn]:
    """Every element of a drawing with a hue: its stroke's width and dashes, and the shape of its mark."""
    root = ET.fromstring(svg)
    shapes = {one.get("id"): one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("id")}

    def walk(one: ET.Element, inherited: dict[str, str]) -> Iterator[Drawn]:
        own = inherited | {key: value for key, value in one.attrib.items() if key in ("fill", "stroke")}
        if one.tag == f"{SVG}text":
            return
        for key in ("fill", "stroke"):
            colour = own.get(key, "")
            if one.tag in (f"{SVG}path", f"{SVG}use") and HUE.fullmatch(colour) and not is_grey(colour):
                mark = shapes.get(next((one.attrib[key] for key in (LINK, "href") if key in one.attrib), "")[1:], "")
                looks = (one.get("stroke-width", ""), one.get("stroke-dasharray", ""), one.get("stroke-linecap", ""))
                yield Drawn(colour, (key, mark, *looks))
        for child in one:
            if child.tag != f"{SVG}defs":
                yield from walk(child, own)

    yield from walk(root, {})


def told_by_hue_alone(svg: str) -> list[tuple[str, str]]:
    """Pairs of colours of like lightness whose elements look the same in all else.

    On a map with a sign in every field the shades are as light as each other on purpose: none shall look worse.
    """
    if {"▼", "▲"} <= {(one.text or "")[:1] for one in ET.fromstring(svg).iter(f"{SVG}text")}:
        return []
    looks: dict[str, set[tuple[str, ...]]] = {}
    for one in hues(svg):
        looks.setdefault(one.colour, set()).add(one.looks)
    return [
        (one, other)
        for one, other in itertools.combinations(sorted(looks), 2)
        if contrast(one, other) < APART and looks[one] & looks[other]
    ]


@pytest.mark.parametrize("colour", [style.BLACK, style.GREY, style.BLUE, style.DARK_ORANGE])
def test_colours_of_words_can_be_read(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= READABLE


def test_two_lines_that_differ_in_hue_alone_are_found() -> None:
    lines = '<path stroke="{}" stroke-width="{}" d="m0 0"/><path stroke="{}" stroke-width="{}" d="m0 0"/>'
    drawing = '<svg xmlns="http://www.w3.org/2000/svg">' + lines + "</svg>"
    assert told_by_hue_alone(drawing.format("#0072b2", 2, "#d55e00", 2)) == [("#0072b2", "#d55e00")]
    assert told_by_hue_alone(drawing.format("#0072b2", 2, "#d55e00", 3)) == []
    assert told_by_hue_alone(drawing.format("#0072b2", 2, "#ffd0a0", 2)) == []


def test_no_figure_tells_anything_by_hue_alone(site: Path) -> None:
    drawings = sorted((site / "figurer").glob("*.svg"))
    assert len(drawings) > 10
    found = {path.name: told_by_hue_alone(path.read_text(encoding="utf-8")) for path in drawings}
    assert {name: pairs for name, pairs in found.items() if pairs} == {}


def test_words_of_figures_can_be_read_on_their_ground(site: Path) -> None:
    colours = set()
    for path in sorted((site / "figurer").glob("*.svg")):
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        colours |= {one.get("fill", "#000000") for one in root.iter(f"{SVG}text")}
    assert {colour for colour in colours if contrast(colour, "#ffffff") < READABLE} == set()


def test_verdicts_of_the_overview_are_words_and_shapes(browser: Browser, site: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        text = page.locator("main").inner_text()
    assert re.search(r"[●▲◐◯]\s*(?:Ja|Nej|Endnu ikke|Kan ikke vurderes)", text)
