"""What files of reports from KL Gateway Børn say of themselves: one file, an archive or a folder of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import orjson
import pyarrow as pa

from evaluering.errors import DeliveryError, Finding
from evaluering.intake.codebook import Codebook, SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.archives import NamedBytes, open_documents
from evaluering.intake.formats.dates import DATE_FORMS, parse_cpr, parse_dates
from evaluering.intake.proposal.answers import Answer, FileAnswers
from evaluering.intake.proposal.dates import day_of, last_day
from evaluering.intake.proposal.kinds import JSON
from evaluering.intake.sources.harvest import Harvest, observed_blocks
from evaluering.intake.sources.reports import Observed
from evaluering.wording import declaration_reason as reason

_SOURCE: Final = "kl-gateway"
_LINES = "ndjson"
_MARK = b"\xef\xbb\xbf"
_REMEDY = "Bed afsenderen om filen igen"


@dataclass(slots=True)
class _Kept:
    """What is kept while the files go by; no CPR number is among it."""

    form: str = JSON
    reports: int = 0
    rows: int = 0
    people: int = 0
    replaced: int = 0
    first: np.datetime64 | None = None
    days: Counter[str] = field(default_factory=Counter)
    custodians: Counter[str] = field(default_factory=Counter)
    findings: dict[str, Finding] = field(default_factory=dict)


def report_answers(
    path: Path, kind: str, codebooks: Mapping[str, Codebook], *, custodians: Mapping[str, str], shown: str
) -> FileAnswers:
    """What a file of reports says of itself.

    Parameters
    ----------
    path : Path
        A file, an archive or a folder.
    kind : str
        json (one document or one a line), zip or mappe.
    codebooks : mapping
        By name; the first that knows reports is used.
    custodians : mapping
        SOR code to municipality code, by the agreement; empty when none is at hand.
    shown : str
        The file's name in messages.

    Raises
    ------
    DeliveryError
        When there is no report that can be read.
    """
    name, book = next(
        (name, book) for name in sorted(codebooks, key=_standard_first) if (book := codebooks[name].source(_SOURCE))
    )
    kept = _Kept()
    # utf-8-sig takes a byte order mark away and does without one.
    declared = DeclaredFile.model_validate({"navn": path.name, "format": kind, "tegnsaet": "utf-8-sig"})
    for document in open_documents(path, declared, shown=shown):
        _add(kept, document, book)
    if not kept.reports:
        missing = Finding("Der er ingen indberetninger fra KL Gateway Børn", file=shown, remedy=_REMEDY)
        raise DeliveryError(list(kept.findings.values()) or missing)
    answers = [Answer("navn", path.name), Answer("format", kind if kind != JSON else kept.form, reason("content"))]
    if kind == JSON:
        with path.open("rb") as file:
            marked = file.read(len(_MARK)) == _MARK
        answers.append(Answer("tegnsaet", "utf-8-sig" if marked else "utf-8", reason("json_encoding")))
    answers += [Answer("kodebog", name, reason("reports")), Answer("raekker", kept.reports, reason("reports_counted"))]
    municipalities: Counter[str] = Counter()
    for sor, rows in kept.custodians.items():
        municipalities[custodians.get(sor, "")] += rows
    del municipalities[""]
    last, later = _last(kept.days)
    return FileAnswers(
        name=path.name,
        source=_SOURCE,
        answers=tuple(answers),
        problems=tuple(kept.findings.values()),
        municipalities=municipalities,
        rows=kept.rows,
        first=None if kept.first is None else day_of(kept.first).replace(day=1),
        last=last,
        later=later,
        people=kept.people,
        replaced=kept.replaced,
    )


def _standard_first(name: str) -> tuple[bool, str]:
    return (name != "standard", name)


def _add(kept: _Kept, document: NamedBytes, book: SourceBook) -> None:
    form = _form(document.data)
    kept.form = form
    found = Harvest()
    for block in observed_blocks([document], form, book, found):
        _add_observed(kept, [one for one in block if one.kind])
    kept.reports += found.tally.reports
    for finding in found.faults.findings():
        before = kept.findings.get(finding.what)
        kept.findings[finding.what] = replace(before, count=before.count + finding.count) if before else finding


def _form(text: bytes) -> str:
    """One document, or one a line: then the first line is whole and not the last."""
    first, _, rest = text.lstrip().partition(b"\n")
    if not rest.strip():
        return JSON
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return JSON
    return _LINES


def _add_observed(kept: _Kept, observed: list[Observed]) -> None:
    kept.rows += len(observed)
    kept.days.update(one.timestamp[:10] for one in observed)
    kept.custodians.update(one.custodian for one in observed)
    numbers = Counter(one.cpr for one in observed)
    read = parse_cpr(pa.array(list(numbers), type=pa.string()))
    rows = np.array(list(numbers.values()), dtype=np.int64)
    kept.people += int(rows[read.has_form].sum())
    kept.replaced += int(rows[read.replaced].sum())
    born = read.birth[~np.isnat(read.birth)]
    if born.size:
        kept.first = born.min() if kept.first is None else min(kept.first, born.min())


def _last(days: Mapping[str, int]) -> tuple[date | None, int]:
    """The day of the last report, and reports dated long after all others."""
    parsed = parse_dates(pa.array(list(days), type=pa.string()), DATE_FORMS["åååå-mm-dd"])
    known = ~np.isnat(parsed)
    if not known.any():
        return None, 0
    rows = np.array(list(days.values()), dtype=np.int64)[known]
    last = last_day(parsed[known], rows)
    return day_of(last), int(rows[parsed[known] > last].sum())
