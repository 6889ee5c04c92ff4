"""Make matplotlib's SVG fit to stand in a page: small, without style sheets, its ids its own, the same bytes always."""

from __future__ import annotations

import hashlib
import re

_REFERENCE = re.compile(r'(href="#|url\(#)([^")]+)')
_ID = re.compile(r' id="([^"]+)"')
_LONG_NUMBER = re.compile(r"(-?\d+\.\d\d)\d+")
_COORDINATES = re.compile(r' (?:d|x|y|x1|x2|y1|y2|width|height|viewBox)="[^"]*"|translate\([^)]*\)')
_STYLE = re.compile(r' style="([^"]*)"')
_NOT_SHOWN = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>|<g/>", re.DOTALL)
_UPRIGHT = re.compile(r"M (\S+) (\S+) \nL \1 (\S+) ")
_PATH = re.compile(r' d="[^"]*"')
_LETTER = re.compile(r"\s*([A-Za-z])\s*")
_ALONG = re.compile(r'(<use [^>]*) transform="translate\((-?\d+(?:\.\d)?)\d* 0\)"/>')
_OUTLINE = re.compile(r'( d="[^"]*") transform="scale\(0\.015625\)"')
_WHOLE = re.compile(r"-?\d+")
_GROUP = re.compile(r'<g>|<g [^>]*"\s*>|</g>')
_COARSER = 16
"""Outlines of letters are drawn on a grid so many times as wide: at this size a 40th of a point, which nobody sees."""

_EMPTY_GROUP = re.compile(r"<g>\s*</g>")
_INHERITED = ' stroke-linejoin="round" stroke-linecap="butt"'
"""What matplotlib's style sheet says of everything; a sheet inside a page would reach the page itself."""


def tidied(svg: str, *, name: str) -> str:
    """The drawing ready to be put into a page.

    Parameters
    ----------
    svg : str
        As matplotlib writes it.
    name : str
        What the drawing is called; its ids are made from it, so that several drawings can stand on one page.
    """
    body = _NOT_SHOWN.sub("", svg[svg.index("<svg") :])
    body = body.replace("<svg", f"<svg{_INHERITED}", 1)
    body = _STYLE.sub(lambda found: _attributes(found[1]), body)
    body = _COORDINATES.sub(lambda found: _LONG_NUMBER.sub(r"\1", found[0]), body)
    body = _UPRIGHT.sub(r"M\1 \2V\3", body)  # hundreds of upright strokes: a third shorter
    body = _PATH.sub(lambda found: f' d="{_bare(found[0][4:-1])}"', body)
    body = _ALONG.sub(r'\1 x="\2"/>', body)  # where a letter stands in its word: the drawing is an eighth shorter
    body = _OUTLINE.sub(lambda found: f'{_coarse(found[1])} transform="scale({_COARSER * 0.015625:g})"', body)
    body = body.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace(" xlink:href=", " href=")  # SVG 2
    body = _own_ids(body, prefix=hashlib.sha256(name.encode("utf-8")).hexdigest()[:6])
    while _EMPTY_GROUP.search(body):
        body = _EMPTY_GROUP.sub("", body)
    body = _without_bare_groups(body)
    return re.sub(r"\s*\n\s*", "\n", body).strip() + "\n"


def _bare(path: str) -> str:
    """The path without space around its letters."""
    return _LETTER.sub(r"\1", path)


def _coarse(path: str) -> str:
    """The outline of a letter, which has whole numbers, on a coarser grid: half of a drawing's bytes are outlines."""
    return _WHOLE.sub(lambda found: str(round(int(found[0]) / _COARSER)), path)


def _without_bare_groups(body: str) -> str:
    """The drawing without the groups that say nothing of what is in them."""
    bare: list[bool] = []

    def kept(found: re.Match[str]) -> str:
        if found[0] == "</g>":
            return "" if bare.pop() else found[0]
        bare.append(found[0] == "<g>")
        return "" if bare[-1] else found[0]

    return _GROUP.sub(kept, body)


def _attributes(style: str) -> str:
    """``fill: none; stroke: #fff`` as attributes, which a page's policy on styles cannot forbid."""
    parts = (part.split(":", 1) for part in style.split(";") if part.strip())
    return "".join(f' {key.strip()}="{value.strip()}"' for key, value in parts)


def _own_ids(body: str, *, prefix: str) -> str:
    """Only the ids that something points at, shortened and marked with the prefix."""
    used = dict.fromkeys(target for _, target in _REFERENCE.findall(body))
    names = {target: f"{prefix}-{place}" for place, target in enumerate(used)}
    body = _ID.sub(lambda found: f' id="{names[found[1]]}"' if found[1] in names else "", body)
    return _REFERENCE.sub(lambda found: f"{found[1]}{names[found[2]]}", body)
