"""Finished Danish cells read back as numbers: a table's columns, where a number and its limits stand by themselves.

The cells are what `presentation` protected and rounded, so a file holds no more than the page does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evaluering.running.rendering.markdown import Node
from evaluering.wording import MEASURES, MINUS, NARROW
from evaluering.wording.site import SHEET

_NUMBER = rf"[+{MINUS}-]?(?:[1-9]\d{{0,2}}(?:\.\d{{3}})+|0|[1-9]\d*)(?:,\d+)?"
_LIMIT = rf"(?:lige (?:under|over) )?{_NUMBER}"
_LIMITS = rf"(?P<lower>{_LIMIT}) til (?P<upper>{_LIMIT})"
_UNIT = "|".join(re.escape(unit) for unit in (*MEASURES.values(), "børn"))
_FORMS = (
    rf"(?:(?P<told>[^\d:]+): )?(?P<value>{_NUMBER})(?: (?P<unit>{_UNIT}))?(?: \({_LIMITS}\))?(?: ?(?P<mark>\*))?",
    rf"{_LIMITS}(?: (?P<unit>{_UNIT}))?",
    rf"(?P<value>{_NUMBER}) \((?P<share>{_NUMBER} %)\)",
)
_CELLS = tuple(re.compile(form) for form in _FORMS)
_PART = re.compile(
    rf"(?P<numerator>{_NUMBER}) ?/ ?(?P<denominator>{_NUMBER})(?:(?:,| \(| –)? ?(?P<share>{_NUMBER} %)\)?)?"
)
_AS_NUMBER = re.compile(rf"(?P<digits>{_NUMBER})(?: (?P<unit>{_UNIT}))?")
_INTERVAL_HEAD = re.compile(r"\s*\((?P<sure>\d+ % [^()]+)\)")
_PART_OF = " (%)"
_WORDS = ("told", "unit", "mark")
_ORDER = ("told", "value", "unit", "numerator", "denominator", "share", "lower", "upper", "mark")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a page shows it: `value` in its `unit`, with so many `decimals`; grouped with thousands points."""

    value: float
    decimals: int
    unit: str = ""
    signed: bool = False
    grouped: bool = True

    @property
    def danish(self) -> str:
        """Without unit and thousands points, for programs set to Danish: ``-1133,3``."""
        return f"{self.value:.{self.decimals}f}".replace(".", ",")


Content = str | Number | None


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A column of numbers, texts and empty cells; `unit` where all its numbers have one and the same."""

    head: str
    cells: tuple[Content, ...]
    unit: str = ""


def typed_columns(grid: Node) -> tuple[list[TypedColumn], int]:
    """The columns of a table (``columns``, ``rows``, ``row_headers``), and how many of the first ones name the row.

    No two heads are alike: where a table says ``Dage`` twice, the second is told with the column it follows.
    """
    columns: list[TypedColumn] = []
    naming = 0
    for place, column in enumerate(grid["columns"]):
        follows = _plain(grid["columns"][place - 1]["label"]) if place else ""
        taken = {one.head for one in columns}
        split = _split(_plain(column["label"]), [_plain(row[place]) for row in grid["rows"]])
        columns += [replace(one, head=_distinct(one.head, follows, taken)) for one in split]
        if place < grid["row_headers"]:
            naming = len(columns)
    return columns, naming


def _distinct(head: str, follows: str, taken: set[str]) -> str:
    """The head, with the one before it where it is taken, or with a number where that is taken too."""
    marks = (*([follows] if follows else []), *range(2, len(taken) + 3))
    return next(one for one in (head, *(f"{head} ({mark})" for mark in marks)) if one not in taken)


def _plain(text: str) -> str:
    return text.replace(NARROW, " ").strip()


def _split(label: str, cells: Sequence[str]) -> Iterator[TypedColumn]:
    """One column of finished cells as one column per kind of number in them."""
    wholes = SHEET["whole"] in label.lower()
    read = [_parts(cell, wholes=wholes) for cell in cells]
    found = [part for part in _ORDER if any(part in one for one in read)]
    units = {str(one.get("unit", "")) for one in read if "value" in one or "lower" in one}
    if len(units) == 1 and "unit" in found:
        found.remove("unit")
    if not found:
        yield TypedColumn(label, tuple(cell or None for cell in cells))
        return
    shared = units.pop() if len(units) == 1 else ""
    for part in found:
        # What is no number stands in every column of numbers: a gap beside "Skjult" would look like a missing value.
        texts = [""] * len(cells) if part in ("unit", "mark") else cells
        values = (one.get(part) if one else text or None for one, text in zip(read, texts, strict=True))
        unit = shared if part in ("value", "lower", "upper") else ""
        yield TypedColumn(_head(label, part, alone=len(found) == 1), tuple(values), unit)


def _parts(cell: str, *, wholes: bool) -> dict[str, Content]:
    """What a cell holds, by kind; nothing for a text."""
    forms = (_PART, *_CELLS) if wholes else _CELLS
    match = next((found for found in (form.fullmatch(cell) for form in forms) if found is not None), None)
    if match is None:
        return {}
    given = {name: text for name, text in match.groupdict().items() if text is not None}
    unit = given.get("unit", "")
    kept: dict[str, Content] = {name: given[name] for name in _WORDS if name in given}
    parts: dict[str, Content] = {name: _number(text, unit) for name, text in given.items() if name not in kept}
    if wholes and parts.keys() == {"value"}:
        parts = {"denominator": parts["value"]}  # a mean has children, but none of them is part of a numerator
    return {**parts, **kept}


def _number(text: str, unit: str) -> Content:
    """A number, or the text of a limit that is told in words."""
    match = _AS_NUMBER.fullmatch(text)
    if match is None:
        return text
    digits = match["digits"].replace(MINUS, "-")
    whole, _, decimals = digits.partition(",")
    figures = len(whole.lstrip("+-"))
    # "2024" is a year, or it would have had its point.
    grouped = "." in whole or figures < 4 or bool(decimals)
    value = float(f"{whole.replace('.', '')}.{decimals or 0}")
    own = match["unit"] or ""
    return Number(value, len(decimals), own or unit, signed=whole.startswith("+"), grouped=grouped)


def _head(label: str, part: str, *, alone: bool) -> str:
    """The head of one of the columns that a column became."""
    if alone and part == "value":
        return label
    sure = _INTERVAL_HEAD.search(label)
    bare = _INTERVAL_HEAD.sub("", label).strip()
    if part in ("numerator", "denominator", "share") and SHEET["whole"] in label.lower():
        stem = label[: label.lower().index(SHEET["whole"])].rstrip(",: ")
        parted = f"{stem}, {SHEET[part]}" if stem else SHEET[part]
        return parted[:1].upper() + parted[1:]
    if part in ("value", "share") and label.endswith(_PART_OF):
        count = label.removesuffix(_PART_OF)
        return count if part == "value" else f"{re.sub(',? antal$', '', count)}, {SHEET[part]}"
    if part == "value":
        return bare or label
    if part in ("lower", "upper") and re.fullmatch(r"\d+ % \w+", bare):
        return f"{SHEET[part].capitalize()} ({bare})"
    named = f"{bare}, {SHEET[part]}"
    return f"{named} ({sure['sure']})" if sure is not None and part in ("lower", "upper") else named
