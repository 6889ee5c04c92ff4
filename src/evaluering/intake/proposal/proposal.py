"""The proposal itself: one delivery from what its files say, as a ``leverance.yml`` that a person has to confirm."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from evaluering.agreement import REGION, Agreement
from evaluering.errors import DeclarationError, Finding
from evaluering.intake.codebook import Codebook
from evaluering.intake.declaration import DECLARATION_FILE, FOLDER_FORMAT, TABLE_FORMATS
from evaluering.intake.folders import left_by_systems, shown_name
from evaluering.intake.formats.archives import ENDINGS
from evaluering.intake.proposal.answers import Answer, FileAnswers
from evaluering.intake.proposal.kinds import kind_of
from evaluering.intake.proposal.reports import report_answers
from evaluering.intake.proposal.tables import table_answers
from evaluering.intake.sources.areas import read_areas
from evaluering.intake.sources.published import rows_in_words
from evaluering.wording import count as counted
from evaluering.wording import declaration_reason as reason

_NEARLY_ALL = 0.95  # of the rows that name a municipality
_LEAST_PEOPLE = 20  # fewer numbers with day + 60 may be chance, and say nothing on whether data are made up
_PUBLISHERS = {"statbank": "Danmarks Statistik", "esundhed": "Sundhedsdatastyrelsen"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the files of one delivery say.

    Attributes
    ----------
    delivery : tuple of Answer
        The keys of the delivery, ``periode`` as two answers ``fra`` and ``til``.
    files : tuple of FileAnswers
    problems : tuple of Finding
        Of the delivery; each file has its own.
    """

    delivery: tuple[Answer, ...]
    files: tuple[FileAnswers, ...]
    problems: tuple[Finding, ...] = ()

    @property
    def unproven(self) -> tuple[str, ...]:
        """What a person has to confirm, as it stands under ``bekraeft``."""
        alone = len(self.files) == 1
        of_files = [
            answer.key if alone else f"{answer.key} ({file.name})"
            for file in self.files
            for answer in file.answers
            if not answer.proven
        ]
        return (*dict.fromkeys(_outer(answer.key) for answer in self.delivery if not answer.proven), *of_files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that stands in the way of using the delivery."""
        return (*self.problems, *(finding for file in self.files for finding in file.problems))


def _outer(key: str) -> str:
    return "periode" if key in ("fra", "til") else key


def propose(paths: Sequence[Path], *, codebooks: Mapping[str, Codebook], agreement: Agreement | None) -> Proposal:
    """Propose the declaration of one delivery.

    Parameters
    ----------
    paths : sequence of Path
        Its files; a folder of reports; or a folder with the files.
    codebooks : mapping
        By name.
    agreement : Agreement or None
        Its municipalities and data custodians are known by their codes.

    Raises
    ------
    DeliveryError, DeclarationError
        When a file cannot be understood at all.
    """
    files = tuple(_answers(path, codebooks, agreement) for path in _files_of(paths))
    sources = {file.source for file in files}
    problems = []
    if len(sources) > 1:
        what = "Filerne er ikke af samme kilde og kan ikke være én leverance"
        remedy = "Læg hver kilde i en mappe for sig, og lav et forslag til hver"
        problems.append(Finding(what, file=files[0].name, key="kilde", remedy=remedy))
    source = sources.pop() if len(sources) == 1 else None
    delivery = (
        Answer("kilde", source, reason("source" if source else "no_source"), proven=source is not None),
        _sender(files, source),
        *_dates(files),
        _synthetic(files),
    )
    return Proposal(delivery, files, tuple(problems))


def _answers(path: Path, codebooks: Mapping[str, Codebook], agreement: Agreement | None) -> FileAnswers:
    shown = shown_name(path.name)
    if shown != path.name and "(skjult)" in shown:
        what = "Navnet på filen indeholder noget, der ligner et CPR-nummer"
        raise DeclarationError(Finding(what, file=shown, remedy="Omdøb filen, og prøv igen"))
    if not path.name.isprintable():
        raise DeclarationError(Finding("Navnet på filen kan ikke læses", remedy="Omdøb filen, og prøv igen"))
    kind = kind_of(path, shown=shown)
    if kind in TABLE_FORMATS:
        known = agreement.municipalities_of(REGION) if agreement else ()
        found = table_answers(path, kind, codebooks, known=known, shown=shown)
    else:
        custodians = {one.sor: one.municipality for one in agreement.custodians} if agreement else {}
        found = report_answers(path, kind, codebooks, custodians=custodians, shown=shown)
    if kind == FOLDER_FORMAT:
        return found
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return replace(found, answers=(*found.answers, Answer("sha256", digest, reason("sha256"))))


def _files_of(paths: Sequence[Path]) -> list[Path]:
    """The files of a delivery: a folder of several reports is one of them, any other folder is opened."""
    files: list[Path] = []
    for path in paths:
        inside = _inside(path) if path.is_dir() else []
        if path.is_dir() and not inside:
            remedy = "Skriv stien til en fil eller en mappe med filer"
            raise DeclarationError(Finding("Mappen er tom", file=shown_name(path.name), remedy=remedy))
        reports = len(inside) > 1 and all(one.name.lower().endswith(ENDINGS) for one in inside)
        files += inside if inside and not reports else [path]
    return list(dict.fromkeys(path.absolute() for path in files))


def _inside(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        remedy = "Se efter, om I har adgang til mappen"
        raise DeclarationError(Finding("Mappen kan ikke åbnes", file=shown_name(folder.name), remedy=remedy)) from None
    return [one for one in entries if not left_by_systems(one.name) and one.name != DECLARATION_FILE]


def _sender(files: Sequence[FileAnswers], source: str | None) -> Answer:
    """The municipality that nearly all rows name; else a person fills it in."""
    if source in _PUBLISHERS:
        return Answer("afsender", _PUBLISHERS[source], reason("publisher"), proven=False)
    rows: Counter[str] = Counter()
    for file in files:
        rows.update(file.municipalities)
    areas = read_areas()
    if not rows or source == "foedsler":
        slug = "no_custodian" if source == "kl-gateway" else "no_sender"
        return Answer("afsender", None, reason(slug), proven=False)
    code, most = rows.most_common(1)[0]
    total = sum(file.rows for file in files)
    words = {"name": areas.name_of(code), "rows": counted(most), "total": counted(total)}
    if most >= _NEARLY_ALL * total:
        return Answer("afsender", code, reason("sender", **words))
    return Answer("afsender", None, reason("several_senders", **words), proven=False)


def _dates(files: Sequence[FileAnswers]) -> list[Answer]:
    """The day of extraction, which no file tells, and the period that the rows reach over."""
    first = min((file.first for file in files if file.first), default=None)
    last = max((file.last for file in files if file.last), default=None)
    later = sum(file.later for file in files)
    if first is None or last is None or first > last:
        empty = reason("no_reach")
        return [Answer(key, None, empty, proven=False) for key in ("udtraeksdato", "fra", "til")]
    words = reason("later", rows=rows_in_words(later)) if later else reason("last")
    return [
        Answer("udtraeksdato", last + timedelta(days=1), reason("extraction"), proven=False),
        Answer("fra", first, reason("first")),
        Answer("til", last, words, proven=not later),
    ]


def _synthetic(files: Sequence[FileAnswers]) -> Answer:
    """Never proven: only a set whose numbers are all replacement numbers is proposed as made up."""
    people, replaced = (sum(getattr(file, name) for file in files) for name in ("people", "replaced"))
    made_up = people >= _LEAST_PEOPLE and replaced == people
    return Answer("syntetisk", made_up, reason("synthetic" if made_up else "not_synthetic"), proven=False)
