"""The documents of a declared file of reports, one at a time: a file, a folder of files, or a zip of them."""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluering.errors import Finding
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.folders import left_by_systems, shown_name
from evaluering.intake.formats.raw import as_utf8
from evaluering.provenance import fingerprint_of_file
from evaluering.wording import count as counted
from evaluering.wording import sentence_list

ENDINGS = (".json", ".ndjson")
"""How the names of documents in a folder or a zip end."""

MOST_MEMBERS = 200_000
MOST_BYTES = 4 * 1024**3
_BYTES_UNSUSPECTED = 50 * 1024**2  # below this a zip may be packed as tightly as it will
_MOST_RATIO = 100
_MOST_SHOWN = 10
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_OUT_OF_PLACE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
_DAMAGED = (OSError, EOFError, RuntimeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error)
_REMEDY = "Bed afsenderen om filen igen"
_REMEDY_OPEN = "Luk filer i andre programmer, giv adgang til at læse dem, og prøv igen"


@dataclass(frozen=True, slots=True)
class NamedBytes:
    """One document as UTF-8 without byte order mark, named as in messages; or why it cannot be had, and no bytes."""

    name: str
    data: bytes
    findings: tuple[Finding, ...] = ()


def open_documents(path: Path, declared: DeclaredFile, *, shown: str) -> Iterator[NamedBytes]:
    """The documents of a declared file in order of name; only one is held at a time.

    Parameters
    ----------
    path : Path
        A file declared as ``json`` or ``ndjson`` (one document), a folder (``mappe``) or a ``zip``.
    declared : DeclaredFile
        With `format` and `encoding`.
    shown : str
        The file's name in messages; a document in a folder or zip is named ``<shown>/<its name>``.

    Notes
    -----
    What cannot be read comes as a document without bytes that says why; nothing is raised.
    """
    members = {"mappe": _in_folder, "zip": _in_zip}.get(declared.format, _alone)
    for member in members(path, shown):
        if member.findings:
            yield member
        elif not member.data or member.data.isspace():
            yield _refused(member.name, "Filen er tom")
        else:
            data, findings = as_utf8(member.data, declared, shown=member.name)
            yield NamedBytes(member.name, data, tuple(findings))


def folder_findings(path: Path, declared: DeclaredFile, *, shown: str) -> tuple[str, list[Finding]]:
    """A folder's SHA-256 in hexadecimal, and what is wrong with it; as `raw.file_findings` does for a file.

    It is that of the list ``<SHA-256>  <name>`` of the files, a line each in order of name: what
    ``sha256sum * | sha256sum`` prints.
    """
    try:
        lines = [f"{fingerprint_of_file(file)}  {name}\n" for name, file in _files(path)]
    except OSError:
        return "", [Finding("Mappen eller en fil i den kan ikke åbnes", file=shown, remedy=_REMEDY_OPEN)]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    if declared.sha256 is None or declared.sha256.lower() == digest:
        return digest, []
    what = "Mappens indhold er et andet end det, afsenderen har beregnet sha256 af"
    return digest, [Finding(what, file=shown, key="sha256", remedy="Hent filerne igen, eller bed afsenderen om dem")]


def _alone(path: Path, shown: str) -> Iterator[NamedBytes]:
    yield _read(path, shown)


def _read(path: Path, shown: str) -> NamedBytes:
    try:
        return NamedBytes(shown, path.read_bytes())
    except OSError:
        return _refused(shown, "Filen kan ikke åbnes", remedy=_REMEDY_OPEN)


def _in_folder(path: Path, shown: str) -> Iterator[NamedBytes]:
    try:
        files = _files(path)
    except OSError:
        yield _refused(shown, "Mappen kan ikke åbnes", remedy=_REMEDY_OPEN)
        return
    folders = [name for name, file in files if file.is_dir()]
    if folders:
        remedy = "Flyt filerne ud af undermapperne"
        yield _refused(f"{shown}/{shown_name(folders[0])}", "Mappen har undermapper", remedy=remedy)
    files = [(name, file) for name, file in files if name not in folders]
    yield from _unfit([name for name, _ in files], shown, "mappen")
    if len(files) <= MOST_MEMBERS:
        yield from (
            _read(file, f"{shown}/{shown_name(name)}") for name, file in files if name.lower().endswith(ENDINGS)
        )


def _files(path: Path) -> list[tuple[str, Path]]:
    """What lies in a folder by composed name, in its order; what systems leave behind is passed over."""
    named = ((unicodedata.normalize("NFC", entry.name), entry) for entry in path.iterdir())
    return sorted((name, entry) for name, entry in named if not _passed_over(name))


def _in_zip(path: Path, shown: str) -> Iterator[NamedBytes]:
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED:
        yield _refused(shown, "Filen er ikke en hel zip-fil: den er beskadiget, skåret over eller af en anden slags")
        return
    with archive:
        every = archive.infolist()
        danger = _danger(every, shown)
        if danger is not None:
            yield danger
            return
        members = {
            unicodedata.normalize("NFC", one.filename): one
            for one in every
            if not one.is_dir() and not _passed_over(one.filename)
        }
        yield from _unfit(sorted(members), shown, "zip-filen")
        for name in sorted(members):
            if name.lower().endswith(ENDINGS):
                yield _member(archive, members[name], f"{shown}/{shown_name(name)}")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str) -> NamedBytes:
    if member.compress_type not in _PACKINGS:
        remedy = "Pak filerne igen som en almindelig zip-fil"
        return _refused(shown, "Filen er pakket på en måde, der ikke kan læses", remedy=remedy)
    try:
        return NamedBytes(shown, archive.read(member))  # reads no more than the size the zip tells
    except _DAMAGED:
        return _refused(shown, "Filen er beskadiget inde i zip-filen")


def _danger(members: list[zipfile.ZipInfo], shown: str) -> NamedBytes | None:
    """Why a zip is not opened at all."""
    total, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    astray = next((one.filename for one in members if _OUT_OF_PLACE.search(one.filename)), None)
    if len(members) > MOST_MEMBERS:
        return _too_many(len(members), shown)
    if total > MOST_BYTES or (total > _BYTES_UNSUSPECTED and total > _MOST_RATIO * max(packed, 1)):
        allowed = f"højst {MOST_BYTES // 1024**3} GB udpakket, og højst {_MOST_RATIO} gange så meget som pakket"
        what = "Zip-filen fylder mere udpakket, end den må"
        return _refused(shown, what, allowed=allowed, remedy="Bed afsenderen dele filen i flere")
    if astray is not None:
        what = "Zip-filen indeholder en fil, hvis sti peger ud af zip-filen"
        return _refused(f"{shown}/{shown_name(astray)}", what, allowed="stier inde i zip-filen")
    if any(one.flag_bits & _ENCRYPTED for one in members):
        remedy = "Pak den ud med adgangskoden, og læg filerne i en mappe eller en zip-fil uden kode"
        return _refused(shown, "Zip-filen er låst med en adgangskode", remedy=remedy)
    names = [unicodedata.normalize("NFC", one.filename) for one in members if not one.is_dir()]
    if len(set(names)) < len(names):
        return _refused(shown, "Zip-filen har flere filer med samme navn")
    return None


def _unfit(names: list[str], shown: str, place: str) -> Iterator[NamedBytes]:
    """What is wrong with what lies in a folder or a zip, by the names."""
    if len(names) > MOST_MEMBERS:
        yield _too_many(len(names), shown)
    if any("(skjult)" in shown_name(name) for name in names):
        what = f"Navnet på en fil i {place} indeholder noget, der ligner et CPR-nummer"
        yield _refused(shown, what, remedy="Bed afsenderen om filer med andre navne")
    if any(name.lower().endswith(".zip") for name in names):
        remedy = "Pak den indre zip-fil ud, og pak filerne igen i én zip-fil"
        yield _refused(shown, f"Der ligger en zip-fil inde i {place}", remedy=remedy)
    others = [shown_name(name) for name in names if not name.lower().endswith((*ENDINGS, ".zip"))]
    if others:
        what = f"Der ligger filer af en anden slags i {place}: {sentence_list(others[:_MOST_SHOWN])}"
        remedy = "Fjern dem, eller erklær dem for sig"
        yield _refused(shown, what, allowed=sentence_list(ENDINGS), remedy=remedy)
    if not any(name.lower().endswith(ENDINGS) for name in names):
        yield _refused(shown, f"Der er ingen indberetninger i {place}", allowed=sentence_list(ENDINGS))


def _too_many(number: int, shown: str) -> NamedBytes:
    what = f"Der er {counted(number)} filer, som er for mange"
    remedy = "Bed afsenderen samle indberetningerne i færre filer (ndjson)"
    return _refused(shown, what, allowed=f"højst {counted(MOST_MEMBERS)} filer", remedy=remedy)


def _passed_over(name: str) -> bool:
    return any(left_by_systems(part) for part in re.split(r"[/\\]", name) if part != ".")


def _refused(name: str, what: str, *, allowed: str = "", remedy: str = _REMEDY) -> NamedBytes:
    return NamedBytes(name, b"", (Finding(what, file=name, allowed=allowed, remedy=remedy),))
