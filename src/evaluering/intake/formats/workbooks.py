"""A spreadsheet file (xlsx) opened within limits: its sheets, its shared texts, and which formats are dates."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from evaluering.errors import DeliveryError, Finding

MOST_BYTES = 1 << 30
"""Bytes a spreadsheet may unpack to."""

RICH_TEXT = ("t", "rPh")
"""The elements that `RichText` wants to be told of."""

_FREE_BYTES, _MOST_RATIO = 50_000_000, 200  # above so many bytes it may unpack to so many times its size
_SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # "Strict Open XML"
)
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_OLD = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")  # how sheets of Excel 2 to 4 begin
_AS_XLSX = "Åbn filen i et regneark, gem den som xlsx, og lever den fil"

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of a workbook: its name, where in the archive it lies, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What cells refer to.

    Attributes
    ----------
    archive : ZipFile
        Open only inside `open_workbook`.
    sheets : tuple of SheetPart
    texts : list of str
        The shared texts, by number.
    date_styles : frozenset of int
        The formats of cells that are dates or times.
    epoch : datetime
        The day with number 0.
    """

    archive: zipfile.ZipFile
    sheets: tuple[SheetPart, ...]
    texts: list[str]
    date_styles: frozenset[int]
    epoch: datetime


@contextmanager
def open_workbook(path: Path, *, shown: str) -> Iterator[Workbook]:
    """A workbook whose sheets can be read.

    Macros, external links and embedded objects are never opened. Raises `DeliveryError` for a file that is no
    spreadsheet of this kind or goes beyond a limit; a damaged one may raise what zipfile and expat raise.
    """
    _refuse_other_formats(path, shown)
    with zipfile.ZipFile(path) as archive:
        _refuse_beyond_limits(archive, path.stat().st_size, shown)
        main = next((target for kind, target, _ in _relations(archive, "") if kind == "officeDocument"), "")
        if main.endswith(".bin"):
            raise _refused("Filen er gemt som binært regneark (xlsb)", shown, _AS_XLSX)
        related = list(_relations(archive, main))
        parts = {kind: target for kind, target, _ in related}
        sheets, epoch = _sheets(archive, main, {name: target for kind, target, name in related if kind == "worksheet"})
        texts = _shared_texts(archive, parts["sharedStrings"]) if "sharedStrings" in parts else []
        styles = _date_styles(archive, parts["styles"]) if "styles" in parts else frozenset()
        yield Workbook(archive, sheets, texts, styles, epoch)


def spreadsheet_names(*words: str) -> dict[str, str]:
    """The full names of elements of a spreadsheet, to the words given."""
    return {f"{space} {word}": word for space in _SPREADSHEET for word in words}


def walk_part(
    archive: zipfile.ZipFile, part: str, *, start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Walk through one XML part, element by element; a part with a document type (entities) is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(part) as stream:
        parser.ParseFile(stream)


def _refuse_doctype(*_: object) -> NoReturn:
    raise ValueError("no spreadsheet has a document type")


def _refused(what: str, shown: str, remedy: str) -> DeliveryError:
    return DeliveryError(Finding(what, file=shown, allowed="et regneark i formatet xlsx uden makroer", remedy=remedy))


def _refuse_other_formats(path: Path, shown: str) -> None:
    """Files that are called xlsx, or declared as it, and are something else."""
    with path.open("rb") as file:
        beginning = file.read(1024)
        ole = beginning.startswith(_OLE)
        rest = file.read(1 << 20) if ole else b""
    if ole and "EncryptedPackage".encode("utf-16-le") in beginning + rest:
        raise _refused("Filen er beskyttet med en adgangskode", shown, "Bed afsenderen om filen uden adgangskode")
    if ole or beginning.startswith(_OLD):
        raise _refused("Filen er gemt i det gamle format for regneark (xls)", shown, _AS_XLSX)
    if re.match(rb"(\xef\xbb\xbf)?\s*<", beginning):
        raise _refused("Filen er en webside eller XML, der er kaldt et regneark", shown, _AS_XLSX)
    if not beginning.startswith(_ZIP):
        raise _refused(
            "Filen er ikke et regneark i formatet xlsx", shown, "Ret format i leverance.yml, eller gem som xlsx"
        )


def _refuse_beyond_limits(archive: zipfile.ZipFile, packed: int, shown: str) -> None:
    names = archive.namelist()
    size = sum(entry.file_size for entry in archive.infolist())
    if size > MOST_BYTES or (size > _FREE_BYTES and size > _MOST_RATIO * packed):
        remedy = "Åbn filen i et regneark, og gem den igen, eller lever den som csv"
        raise _refused("Regnearket fylder for meget, når det pakkes ud", shown, remedy)
    if any("vbaproject" in name.lower() or "macrosheets/" in name.lower() for name in names):
        raise _refused("Regnearket indeholder makroer", shown, _AS_XLSX)
    if "mimetype" in names or "_rels/.rels" not in names:
        raise _refused("Filen er et arkiv, men ikke et regneark i formatet xlsx", shown, _AS_XLSX)


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """What a part refers to inside the archive: kind, target and id."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: list[tuple[str, str, str]] = []

    def start(element: str, words: dict[str, str]) -> None:
        if element == _RELATION and words.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, words["Target"])).lstrip("/")
            found.append((posixpath.basename(words["Type"]), target, words["Id"]))

    if rels in archive.namelist():
        walk_part(archive, rels, start=start)
    yield from found


def _sheets(archive: zipfile.ZipFile, part: str, targets: dict[str, str]) -> tuple[tuple[SheetPart, ...], datetime]:
    names = spreadsheet_names("sheet", "workbookPr")
    sheets: list[SheetPart] = []
    epoch = WINDOWS_EPOCH

    def start(element: str, words: dict[str, str]) -> None:
        nonlocal epoch
        word = names.get(element)
        if word == "workbookPr" and is_true(words.get("date1904")):
            epoch = MAC_EPOCH
        elif word == "sheet":
            relation = next((value for key, value in words.items() if key.endswith("relationships id")), "")
            if relation in targets:  # a chart is a sheet, too, but holds no cells
                sheets.append(SheetPart(words["name"], targets[relation], words.get("state", "visible") != "visible"))

    walk_part(archive, part, start=start)
    return tuple(sheets), epoch


def is_true(word: str | None) -> bool:
    """Whether an attribute says yes."""
    return word in ("1", "true", "on")


class RichText:
    """The text of a cell or shared text, gathered from its runs; reading aids (phonetic runs) are passed over."""

    __slots__ = ("_in_aid", "_in_text", "_pieces")

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._in_text = self._in_aid = False

    def start(self, word: str | None) -> None:
        """An element begins."""
        self._in_text = self._in_text or word == "t"
        self._in_aid = self._in_aid or word == "rPh"

    def end(self, word: str | None) -> None:
        """An element ends."""
        self._in_text = self._in_text and word != "t"
        self._in_aid = self._in_aid and word != "rPh"

    def text(self, piece: str) -> None:
        """Characters come by."""
        if self._in_text and not self._in_aid:
            self._pieces.append(piece)

    def take(self) -> str:
        """The whole text; afterwards it is empty."""
        whole = "".join(self._pieces)
        self._pieces.clear()
        return whole


def _shared_texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    names = spreadsheet_names("si", *RICH_TEXT)
    texts: list[str] = []
    rich = RichText()

    def start(element: str, _: dict[str, str]) -> None:
        rich.start(names.get(element))

    def end(element: str) -> None:
        word = names.get(element)
        rich.end(word)
        if word == "si":
            texts.append(rich.take())

    walk_part(archive, part, start=start, end=end, text=rich.text)
    return texts


def _date_styles(archive: zipfile.ZipFile, part: str) -> frozenset[int]:
    """The numbers of the cell formats whose number format is one of dates or times."""
    names = spreadsheet_names("numFmt", "cellXfs", "xf")
    formats = dict(BUILTIN_FORMATS)
    used: list[int] = []
    inside = False

    def start(element: str, words: dict[str, str]) -> None:
        nonlocal inside
        word = names.get(element)
        if word == "numFmt":
            formats[int(words["numFmtId"])] = words["formatCode"]
        elif word == "cellXfs":
            inside = True
        elif word == "xf" and inside:
            used.append(int(words.get("numFmtId", "0")))

    def end(element: str) -> None:
        nonlocal inside
        inside = inside and names.get(element) != "cellXfs"

    walk_part(archive, part, start=start, end=end)
    return frozenset(style for style, number in enumerate(used) if is_date_format(formats.get(number)))
