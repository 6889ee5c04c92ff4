"""Make matplotlib's SVG fit to stand in a page: small, words as words, its ids its own, the same bytes always."""

from __future__ import annotations

import hashlib
import html
import itertools
import re

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import Kerning, LoadFlags

FONT = "DejaVu Sans"
FONT_SIZE = 9
_FAMILIES = f"{FONT},Verdana,sans-serif"
"""Verdana is drawn by the same hand on the same widths: it stands in where a reader's machine lacks the first."""

_REFERENCE = re.compile(r'(href="#|url\(#)([^")]+)')
_ID = re.compile(r' id="([^"]+)"')
_LONG_NUMBER = re.compile(r"(-?\d+\.\d\d)\d+")
_COORDINATES = re.compile(r' (?:x|y|x1|x2|y1|y2|width|height|viewBox)="[^"]*"|translate\([^)]*\)')
_STYLE = re.compile(r' style="([^"]*)"')
_NOT_SHOWN = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>|<g/>", re.DOTALL)
_TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_WIDE_SPACE = re.compile(r" {2,}|^ | $")
_PLACE = re.compile(r"translate\((\S+) (\S+)\)")
_TURN = re.compile(r"rotate\(-?0(?:[ ,][^)]*)?\)")
_PATH = re.compile(r' d="([^"]*)"')
_TOKEN = re.compile(r"[A-Za-z]|-?[\d.]+(?:e-?\d+)?")
_GROUP = re.compile(r'<g>|<g [^>]*"\s*>|</g>')
_EMPTY_GROUP = re.compile(r"<g>\s*</g>")
_MARKS = re.compile(r"<g([^>]*)>\s*((?:<use [^>]*/>\s*){2,})</g>")
_MARK = re.compile(r'(<use href="[^"]*"(?: [xy]="[^"]*")*)([^>]*)/>')
_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
"""How many numbers follow each letter in a path of matplotlib's."""

_INHERITED = ' stroke-linejoin="round" stroke-linecap="butt"'
"""What matplotlib's style sheet says of everything; a sheet inside a page would reach the page itself."""


def tidied(svg: str, *, name: str) -> str:
    """The drawing ready to be put into a page.

    Parameters
    ----------
    svg : str
        As matplotlib writes it, with its words as text.
    name : str
        What the drawing is called; its ids are made from it, so that several drawings can stand on one page.
    """
    body = _NOT_SHOWN.sub("", svg[svg.index("<svg") :])
    body = body.replace("<svg", f'<svg{_INHERITED} font-family="{_FAMILIES}" font-size="{FONT_SIZE}"', 1)
    body = _TEXT.sub(lambda found: _words(found[1], found[2]), body)
    body = _STYLE.sub(lambda found: _attributes(_declared(found[1])), body)
    body = _COORDINATES.sub(lambda found: _LONG_NUMBER.sub(r"\1", found[0]), body)
    body = _PATH.sub(lambda found: f' d="{_shorter(found[1])}"', body)
    body = body.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace(" xlink:href=", " href=")  # SVG 2
    body = _MARKS.sub(lambda found: _marks_alike(found[0], found[1], found[2]), body)
    body = _own_ids(body, prefix=hashlib.sha256(name.encode("utf-8")).hexdigest()[:6])
    while _EMPTY_GROUP.search(body):
        body = _EMPTY_GROUP.sub("", body)
    body = _without_bare_groups(body)
    return re.sub(r"\s*\n\s*", "\n", body).strip() + "\n"


def advance(text: str, *, size: float = FONT_SIZE, weight: str = "400") -> float:
    """How far one line of text reaches, in points, in the figures' own font.

    Parameters
    ----------
    text : str
    size : float
        In points.
    weight : str
        As CSS writes it: 400 is plain, 700 bold.
    """
    font = get_font(findfont(FontProperties(family=FONT, weight=int(weight))))
    font.set_size(size, 72)
    letters = [ord(letter) for letter in text]
    total = sum(font.load_char(letter, LoadFlags.NO_HINTING).linearHoriAdvance for letter in letters) / 65536
    places = [font.get_char_index(letter) for letter in letters]
    return total + sum(font.get_kerning(*pair, Kerning.UNFITTED) for pair in itertools.pairwise(places)) / 64


def _words(attributes: str, text: str) -> str:
    """One line of text with its place and only what differs from the whole drawing's letters.

    ``textLength`` keeps its width where another font must stand in, so that nothing is cut or overlaps.
    """
    # Two spaces beside each other, or one at an end, would be drawn as one or none.
    text = _WIDE_SPACE.sub(lambda found: "\N{NO-BREAK SPACE}" * len(found[0]), text)
    given = dict(_ATTRIBUTE.findall(attributes))
    style = _declared(given["style"])
    size, weight = style.pop("font-size").removesuffix("px"), style.pop("font-weight", "400")
    del style["font-family"]
    if style.get("text-anchor") == "start":
        del style["text-anchor"]
    transform = _TURN.sub("", given.get("transform", "")).strip()
    place = {"x": given.get("x", "0"), "y": given.get("y", "0")}
    if (moved := _PLACE.fullmatch(transform)) is not None:
        place, transform = {"x": moved[1], "y": moved[2]}, ""
    own = {**place, **({"transform": transform} if transform else {})}
    if float(size) != FONT_SIZE:
        own["font-size"] = size
    if weight != "400":
        own["font-weight"] = weight
    if len(text) > 1:
        own["textLength"] = f"{advance(html.unescape(text), size=float(size), weight=weight):.1f}"
    return f"<text{_attributes(own | style)}>{text}</text>"


def _shorter(path: str) -> str:
    """The same path in steps of hundredths of a point from where the last one ended: half as long, drawn alike."""
    tokens = iter(_TOKEN.findall(path))
    written = _Steps()
    for letter in tokens:
        written.add(letter, [round(float(next(tokens)) * 100) for _ in range(_NUMBERS[letter.upper()])])
    return written.text


class _Steps:
    """Writes a path's commands in relative form, each as short as SVG allows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = self._begun = (0, 0)
        self._letter = ""

    @property
    def text(self) -> str:
        """All commands so far."""
        return "".join(self._parts)

    def add(self, letter: str, places: list[int]) -> None:
        """Add one command whose numbers are places in hundredths of a point."""
        if letter in "Zz":
            self._write("z", [])
            self._at = self._begun
            return
        steps = [place - self._at[index % 2] for index, place in enumerate(places)]
        self._at = (places[-2], places[-1])
        if letter == "M":
            self._begun = self._at
        if letter == "L" and 0 in steps:
            self._write("h" if steps[1] == 0 else "v", steps[:1] if steps[1] == 0 else steps[1:])
        else:
            self._write(letter.lower(), steps)

    def _write(self, letter: str, steps: list[int]) -> None:
        if letter != self._letter or letter in "mz":
            self._parts.append(letter)
        self._letter = "l" if letter == "m" else letter  # what follows a move without a letter is a line
        for step in steps:
            number, last = _hundredths(step), self._parts[-1]
            # A sign or a second point parts two numbers as well as a space does.
            free = last.isalpha() or number[0] == "-" or (number[0] == "." and "." in last)
            self._parts.append(number if free else f" {number}")


def _hundredths(value: int) -> str:
    """``-5`` as ``-.05``."""
    whole, part = divmod(abs(value), 100)
    decimals = f".{part:02d}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{whole or ''}{decimals}" if whole or decimals else "0"


def _marks_alike(group: str, attributes: str, marks: str) -> str:
    """A group of marks with the looks that all of them share said once, of the group."""
    looks = {looks for _, looks in _MARK.findall(marks)}
    if len(looks) != 1:
        return group
    bare = _MARK.sub(r"\1/>", marks)
    return f"<g{attributes}{looks.pop()}>\n{bare}</g>"


def _without_bare_groups(body: str) -> str:
    """The drawing without the groups that say nothing of what is in them."""
    bare: list[bool] = []

    def kept(found: re.Match[str]) -> str:
        if found[0] == "</g>":
            return "" if bare.pop() else found[0]
        bare.append(found[0] == "<g>")
        return "" if bare[-1] else found[0]

    return _GROUP.sub(kept, body)


def _declared(style: str) -> dict[str, str]:
    """``fill: none; stroke: #fff`` by name."""
    parts = (part.split(":", 1) for part in style.split(";") if part.strip())
    return {key.strip(): value.strip() for key, value in parts}


def _attributes(values: dict[str, str]) -> str:
    """Declarations as attributes, which a page's policy on styles cannot forbid."""
    return "".join(f' {key}="{value}"' for key, value in values.items())


def _own_ids(body: str, *, prefix: str) -> str:
    """Only the ids that something points at, shortened and marked with the prefix."""
    used = dict.fromkeys(target for _, target in _REFERENCE.findall(body))
    names = {target: f"{prefix}-{place}" for place, target in enumerate(used)}
    body = _ID.sub(lambda found: f' id="{names[found[1]]}"' if found[1] in names else "", body)
    return _REFERENCE.sub(lambda found: f"{found[1]}{names[found[2]]}", body)
