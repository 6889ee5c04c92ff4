"""What a file is by its content, whatever its name ends with."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from evaluering.errors import DeliveryError, Finding
from evaluering.intake.declaration import FOLDER_FORMAT
from evaluering.intake.formats.archives import ENDINGS

JSON = "json"
"""Text that begins as JSON does: one document, or one a line."""

_BEGINNING = 1 << 20
_SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_OLE = b"\xd0\xcf\x11\xe0"  # old and locked spreadsheets; the reader of spreadsheets tells which
_SIGNS = ((b"PAR1", "parquet"), (_SAS, "sas7bdat"), (_OLE, "xlsx"))
_FOREIGN = (
    (b"%PDF", "en PDF"),
    (b"\x1f\x8b", "pakket med gzip"),
    (b"7z\xbc\xaf\x27\x1c", "pakket med 7-Zip"),
    (b"Rar!", "pakket med RAR"),
    (b"HEADER RECORD*******", "en SAS-transportfil (xpt)"),
    (b"$FL2", "en SPSS-fil (sav)"),
    (b"<stata_dta>", "en Stata-fil (dta)"),
    (b"SQLite format 3", "en database"),
    (b"{\\rtf", "et tekstdokument (rtf)"),
)
_ALLOWED = "csv, xlsx, sas7bdat og parquet; json, ndjson, zip og en mappe med indberetninger fra KL Gateway Børn"
_REMEDY = "Bed afsenderen om filen i et af formaterne, eller gem den selv i et af dem"
_MOST_CONTROLS = 0.001  # of the bytes of a text; a binary file has them all over


def kind_of(path: Path, *, shown: str) -> str:
    """The format of a file as a declaration names it; reports are called json here, whether one or many.

    Raises
    ------
    DeliveryError
        When it is not there, is empty, or is nothing that can be read.
    """
    try:
        if path.is_dir():
            return FOLDER_FORMAT
        if not path.is_file():
            raise _refused("Filen findes ikke", shown, remedy="Skriv stien til en fil, der findes")
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError:
        raise _refused("Filen kan ikke åbnes", shown, remedy="Luk filen i andre programmer, og prøv igen") from None
    if not beginning.strip():
        raise _refused("Filen er tom", shown, remedy="Bed afsenderen om filen igen")
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(path, shown)
    for sign, kind in _SIGNS:
        if beginning.startswith(sign):
            return kind
    for sign, words in _FOREIGN:
        if beginning.startswith(sign):
            raise _refused(f"Filen er {words} og kan ikke læses", shown)
    return _kind_of_text(beginning, shown)


def _kind_of_text(beginning: bytes, shown: str) -> str:
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused("Filen er gemt som UTF-16", shown, remedy="Gem filen som UTF-8, eller bed afsenderen om det")
    controls = len(re.findall(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]", beginning))
    if b"\0" in beginning or controls > _MOST_CONTROLS * len(beginning):
        raise _refused("Filen er hverken tekst eller et format, der kendes", shown)
    first = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"<":
        raise _refused("Filen er XML eller en webside", shown)
    return JSON if first in (b"{", b"[") else "csv"


def _kind_of_archive(path: Path, shown: str) -> str:
    """A spreadsheet is an archive, too."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _refused("Filen er et beskadiget arkiv", shown, remedy="Bed afsenderen om filen igen") from None
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.lower().endswith(ENDINGS) for name in names):
        return "zip"
    remedy = "Pak filen ud, og læg filerne i leverancens mappe"
    raise _refused("Arkivet indeholder ingen indberetninger (json eller ndjson)", shown, remedy=remedy)


def _refused(what: str, shown: str, *, remedy: str = _REMEDY) -> DeliveryError:
    return DeliveryError(Finding(what, file=shown, allowed=_ALLOWED, remedy=remedy))
