"""What lies in a set of deliveries: which folders are declared, and whether their files are there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluering.errors import DeclarationError, EvaluationError, Finding, MixedDataError
from evaluering.intake.codebook import CODEBOOK_FOLDER
from evaluering.intake.declaration import DECLARATION_FILE, FOLDER_FORMAT, Declaration
from evaluering.intake.sources.pseudonym import KEY_FILE
from evaluering.personal import LIKE_CPR
from evaluering.wording import sentence_list
from evaluering.yaml_records import read_record

TRUTH_FOLDER = "sandhed"
"""Folder with the truth of an example, never read."""

_NO_DELIVERIES = (TRUTH_FOLDER, KEY_FILE, CODEBOOK_FOLDER)
Fault = tuple[type[EvaluationError], Finding]
_LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini", "__macosx")
_REMEDY_DECLARE = f"Læg leverancen i en mappe for sig med en {DECLARATION_FILE}, eller fjern den"


@dataclass(frozen=True, slots=True)
class DeliveryFolder:
    """One declared delivery: its folder, how the folder is named to a reader, and its declaration."""

    path: Path
    name: str
    declaration: Declaration
    files: dict[str, Path]

    def shown(self, file: str) -> str:
        """A file's name in messages: folder and file."""
        return f"{self.name}/{shown_name(file)}"


@dataclass(frozen=True, slots=True)
class Survey:
    """The readable deliveries of a set in order of name, and every fault of the folders and declarations."""

    folders: tuple[DeliveryFolder, ...]
    faults: tuple[Fault, ...]

    @property
    def synthetic(self) -> bool:
        """Whether the set calls itself synthetic; a mixture counts as real."""
        return bool(self.folders) and all(folder.declaration.synthetic for folder in self.folders)


def survey(folder: Path) -> Survey:
    """Look through a set of deliveries without opening any delivered file."""
    if not folder.is_dir():
        remedy = "Læg leverancerne i mappen, eller skriv stien til en anden mappe"
        fault = Finding("Mappen med leverancer findes ikke", file=shown_name(folder.name), remedy=remedy)
        return Survey((), ((DeclarationError, fault),))
    faults: list[Fault] = []
    found: list[DeliveryFolder] = []
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if left_by_systems(path.name) or path.name in _NO_DELIVERIES or path.name.lower().startswith("readme"):
            continue
        if not path.is_dir():
            what = "Filen ligger løst blandt leverancerne og er ikke erklæret"
            faults.append((DeclarationError, Finding(what, file=shown_name(path.name), remedy=_REMEDY_DECLARE)))
            continue
        delivery, findings = _delivery(path)
        faults.extend((DeclarationError, finding) for finding in findings)
        if delivery is not None:
            found.append(delivery)
    if not found and not faults:
        finding = Finding("Der er ingen leverancer i mappen", file=shown_name(folder.name), remedy=_REMEDY_DECLARE)
        faults.append((DeclarationError, finding))
    faults.extend((MixedDataError, finding) for finding in _mixture(found))
    return Survey(tuple(found), tuple(faults))


def shown_name(name: str) -> str:
    """A name as it may be shown: whatever looks like a CPR number, and what cannot be printed, is taken out."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in unicodedata.normalize("NFC", name))
    return LIKE_CPR.sub("(skjult)", printable)


def _delivery(path: Path) -> tuple[DeliveryFolder | None, list[Finding]]:
    name = shown_name(path.name)
    if not (path / DECLARATION_FILE).is_file():
        what = f"Mappen har ingen {DECLARATION_FILE}, så leverancen er ikke erklæret"
        return None, [Finding(what, file=name, remedy=_REMEDY_DECLARE)]
    try:
        shown_as = f"{name}/{DECLARATION_FILE}"
        declaration = read_record(path / DECLARATION_FILE, Declaration, DeclarationError, shown_as=shown_as)
    except DeclarationError as error:
        return None, list(error.findings)
    present = {
        unicodedata.normalize("NFC", entry.name): entry
        for entry in sorted(path.iterdir(), key=lambda entry: entry.name)
        if not left_by_systems(entry.name) and entry.name != DECLARATION_FILE
    }
    findings = list(_unmatched(name, declaration, present))
    files = {
        file.name: present[file.plain_name]
        for file in declaration.files
        if file.plain_name in present and present[file.plain_name].is_dir() == (file.format == FOLDER_FORMAT)
    }
    return DeliveryFolder(path, name, declaration, files), findings


def _unmatched(name: str, declaration: Declaration, present: dict[str, Path]) -> Iterator[Finding]:
    """Files that are declared and not there, there and not declared, or named like a person's number."""
    declared = {file.plain_name: file.format == FOLDER_FORMAT for file in declaration.files}
    for file in declared:
        if file not in present:
            remedy = f"Læg filen i mappen, eller ret navn i {DECLARATION_FILE}"
            yield Finding("Filen er erklæret, men ligger der ikke", file=f"{name}/{shown_name(file)}", remedy=remedy)
    for file, path in present.items():
        shown = f"{name}/{shown_name(file)}"
        if path.is_dir() != declared.get(file, path.is_dir()):
            what = "Filen er erklæret som mappe" if declared[file] else "Mappen er erklæret som en fil"
            yield Finding(what, file=shown, key="format", remedy=f"Ret format i {DECLARATION_FILE}")
        elif path.is_dir() and file not in declared:
            remedy = f"Flyt filerne ud af undermappen, eller erklær den som {FOLDER_FORMAT} med indberetninger"
            yield Finding("Leverancen har en undermappe, der ikke er erklæret", file=shown, remedy=remedy)
        elif file not in declared:
            remedy = f"Skriv filen ind under filer i {DECLARATION_FILE}, eller fjern den"
            yield Finding("Filen ligger der, men er ikke erklæret", file=shown, remedy=remedy)
    for text in (name, *(shown_name(file) for file in present)):
        if "(skjult)" in text:
            what = "Navnet på en mappe eller fil indeholder noget, der ligner et CPR-nummer"
            yield Finding(what, file=f"{name}/{text}" if text != name else name, remedy="Omdøb mappen eller filen")


def _mixture(folders: list[DeliveryFolder]) -> Iterator[Finding]:
    synthetic = [folder.name for folder in folders if folder.declaration.synthetic]
    real = [folder.name for folder in folders if not folder.declaration.synthetic]
    if not synthetic or not real:
        return
    fewer, word = (synthetic, "syntetiske") if len(synthetic) <= len(real) else (real, "rigtige")
    yield Finding(
        f"Sættet blander syntetiske og rigtige leverancer: {len(synthetic)} er syntetiske, {len(real)} er rigtige; "
        f"de {word} er {sentence_list(fewer[:10])}{' med flere' if len(fewer) > 10 else ''}",
        file=f"{fewer[0]}/{DECLARATION_FILE}",
        key="syntetisk",
        allowed="alle leverancer i et sæt er syntetiske, eller ingen er",
        remedy="Læg dem i hver sit sæt, eller ret nøglen syntetisk",
    )


def left_by_systems(name: str) -> bool:
    """Whether an operating system or an office program left the file behind."""
    return name.startswith((".", "~$")) or name.lower() in _LEFT_BY_SYSTEMS
