"""Gather what the reports of many documents say, block by block, and the faults of them all, each told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.formats.archives import NamedBytes
from evaluering.intake.sources.bundles import NO_FORM, form_fault, reports_in
from evaluering.intake.sources.reports import Observed, Place, Tally, observed_in, walk_of
from evaluering.intake.sources.resources import FAULTY_FORM, ReportError
from evaluering.wording import count as counted

_ROWS_IN_BLOCK = 50_000


@dataclass(slots=True)
class Faults:
    """Findings of one kind as one: the first place, and how many there are."""

    first: dict[tuple[str, str], Finding] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Note a finding."""
        kind = finding.what, finding.key
        self.first.setdefault(kind, finding)
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def findings(self) -> tuple[Finding, ...]:
        """One finding of each kind, in the order in which they were met."""
        return tuple(replace(finding, count=self.counts[kind]) for kind, finding in self.first.items())


@dataclass(slots=True)
class Harvest:
    """What documents hold besides rows: their names, how many there are, what was left out, and the faults.

    `documents` counts files and, in those with a document a line, lines.
    """

    members: list[str] = field(default_factory=list)
    documents: int = 0
    tally: Tally = field(default_factory=Tally)
    faults: Faults = field(default_factory=Faults)


def observed_blocks(
    documents: Iterable[NamedBytes], file_format: str, book: SourceBook, found: Harvest
) -> Iterator[list[Observed]]:
    """All rows of all reports, some ten thousand at a time; `found` is filled meanwhile.

    Parameters
    ----------
    documents : iterable of NamedBytes
        As from `archives.open_documents`.
    file_format : str
        ``json`` or ``ndjson`` for a file alone; for any other the ending of each document's name decides.
    book : SourceBook
        The codes of feedings and contacts.
    found : Harvest
        New.
    """
    walk = walk_of(book)
    block: list[Observed] = []
    for document in documents:
        for finding in document.findings:
            found.faults.add(finding)
        if document.findings:
            continue
        found.members.append(document.name)
        form, last = _format(document.name, file_format), None
        for report in reports_in(document, form):
            if report.row != last and (form == "ndjson" or last is None):
                found.documents, last = found.documents + 1, report.row
            if isinstance(report, Finding):
                found.faults.add(report)
                continue
            found.tally.reports += 1
            place = Place(len(found.members) - 1, report.row, found.tally.reports)
            try:
                block.extend(observed_in(report, place, walk=walk, tally=found.tally))
            except ReportError as error:
                found.faults.add(form_fault(document.name, report.row, str(error)))
            except FAULTY_FORM:
                found.faults.add(form_fault(document.name, report.row, NO_FORM))
            if len(block) >= _ROWS_IN_BLOCK:
                yield block
                block = []
    yield block


def row_count_finding(found: Harvest, declared: int | None, *, shown: str) -> Iterator[Finding]:
    """A finding when there is another number of reports than declared."""
    if declared is not None and declared not in (found.documents, found.tally.reports):
        yield Finding(
            f"Filen har {counted(found.tally.reports)} indberetninger, men {counted(declared)} er erklæret",
            file=shown,
            key="raekker",
            allowed="antal indberetninger",
            remedy="Bed afsenderen om hele filen, eller ret raekker i leverance.yml",
        )


def _format(name: str, file_format: str) -> str:
    if file_format in ("json", "ndjson"):
        return file_format
    return "ndjson" if name.lower().endswith(".ndjson") else "json"
