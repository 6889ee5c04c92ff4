"""Danish areas as published tables name them: by code, by name or by both, all levels mixed in one column."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources

NATION = "0000"
"""Code of the whole country."""

UNKNOWN = "unknown"
"""Code and kind of the children whose municipality is not known; they are in the national figures only."""

PART = "part"
"""Kind of what is neither of ours: parts of the country (landsdele), and the unknown by region."""

_PARTS = range(1, 12)  # StatBank's numbers of the eleven parts of the country, 01 to 11
_STATBANK_REGION = 1000  # StatBank writes region 1082 as 082
_NATION_NAMES = ("danmark", "hele danmark", "hele landet")
_UNKNOWN_NAMES = ("ukendt", "ukendt kommune", "uoplyst", "uoplyst kommune", "uoplyst bopaelskommune")
_PART_NAMES = ("landsdel ", "uoplyst region", "ukendt region")
_LIKE = 0.75  # how alike two names must be for the one to be meant with the other


@dataclass(frozen=True, slots=True)
class Area:
    """One area: code of four digits, name, and kind.

    Attributes
    ----------
    code : str
        "0657", "1082", "0000"; "unknown" where there is no area, "part" for parts of the country.
    name : str
        As Statistics Denmark writes it, without "Kommune".
    kind : str
        municipality, region, nation, unknown or part.
    region : str
        Code of the region a municipality lies in; empty for Christiansø, which is in none, and for other kinds.
    """

    code: str
    name: str
    kind: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas that a published table may name."""

    by_code: Mapping[str, Area]
    by_number: Mapping[int, Area]
    by_name: Mapping[str, Area]

    def find(self, text: str) -> Area | None:
        """The area a cell names by code, name or both; None when there is none, or code and name differ.

        Codes may have lost their leading zeros, and regions may be 82, 082 or 1082. Names may be written with aa for å
        (and so for æ and ø), with a space for a hyphen, and with "Kommune" behind.
        """
        parts = re.fullmatch(r"\s*([0-9]{1,4})(?:\s+(\S.*))?", text)
        if parts is None:
            return self._named(text)
        coded = self.by_number.get(int(parts[1]))
        if parts[2] is None or coded is None:
            return coded
        return coded if self._named(parts[2]) == coded else None

    def nearest(self, text: str, codes: Collection[str]) -> Area | None:
        """Of the areas with these codes the one whose name the text comes near; None when there is none."""
        names = {_key(self.by_code[code].name): self.by_code[code] for code in codes if code in self.by_code}
        found = difflib.get_close_matches(_key(re.sub(r"^\s*[0-9]+\s+", "", text)), names, n=1, cutoff=_LIKE)
        return names[found[0]] if found else None

    def name_of(self, code: str) -> str:
        """The name of an area; its code where there is no such area."""
        found = self.by_code.get(code)
        return found.name if found else code

    def _named(self, text: str) -> Area | None:
        plain = _plain(text)
        if plain.startswith(_PART_NAMES):
            return _PART_AREA
        if plain in _NATION_NAMES:
            return self.by_code[NATION]
        if plain in _UNKNOWN_NAMES:
            return self.by_code[UNKNOWN]
        return self.by_name.get(_key(text))


_PART_AREA = Area(PART, "", PART)


def read_areas() -> Areas:
    """The areas of Denmark: the nation, five regions and 99 municipalities (Christiansø is counted among them)."""
    text = resources.files("evaluering.intake.sources").joinpath("areas.csv").read_text(encoding="utf-8")
    areas = [Area(**row) for row in csv.DictReader(text.splitlines(), delimiter=";")]
    by_code = {area.code: area for area in areas} | {UNKNOWN: Area(UNKNOWN, "Uoplyst kommune", UNKNOWN)}
    by_number = dict.fromkeys(_PARTS, _PART_AREA) | {int(area.code): area for area in areas}
    by_number |= {int(area.code) - _STATBANK_REGION: area for area in areas if area.kind == "region"}
    return Areas(by_code, by_number, {_key(area.name): area for area in areas if area.kind != "nation"})


def _plain(text: str) -> str:
    """A name in small letters, Danish letters spelt out, with single spaces for everything else."""
    composed = unicodedata.normalize("NFC", text).lower()
    spelt = composed.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return " ".join(re.findall(r"\w+", spelt))


def _key(text: str) -> str:
    """What the ways of writing one area have in common: "Københavns Kommune" is "København"."""
    plain = _plain(text).removeprefix("region ")
    return plain.removesuffix(" kommune").removesuffix(" regionskommune").rstrip("s")
