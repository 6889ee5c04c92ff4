"""What a table says of itself: opened, gone through once, and every key of its declaration answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from evaluering.errors import DeliveryError, Finding
from evaluering.intake.codebook import BIRTHS_SOURCE, Codebook
from evaluering.intake.formats.columns import personal_content, safe_name
from evaluering.intake.proposal.answers import Answer, FileAnswers
from evaluering.intake.proposal.books import Match, codebook_answer, header_findings
from evaluering.intake.proposal.contents import code_findings, municipalities_in, number_answers
from evaluering.intake.proposal.dates import Reach, date_answer, reach_of
from evaluering.intake.proposal.gathering import Gathered, gather
from evaluering.intake.proposal.guesses import DATE, TEXT, looks_like, unknown_findings
from evaluering.intake.proposal.opened import Opened, open_delimited
from evaluering.intake.proposal.typed_openers import open_spreadsheet, open_typed, reader_findings
from evaluering.intake.sources.published import span_of
from evaluering.wording import declaration_reason as reason

_CHILDREN = "kommuneudtraek"
_LEAST_COLUMNS = 2


def table_answers(
    path: Path, kind: str, codebooks: Mapping[str, Codebook], *, known: Collection[str], shown: str
) -> FileAnswers:
    """What one table says of itself.

    Parameters
    ----------
    path : Path
    kind : str
        csv, xlsx, sas7bdat or parquet.
    codebooks : mapping
        By name.
    known : collection of str
        Codes of the agreement's municipalities; empty when no agreement is at hand.
    shown : str
        The file's name in messages.

    Raises
    ------
    DeliveryError
        When it is damaged or no table at all.
    """
    opened = _open(path, kind, codebooks, shown)
    match = opened.matches[0] if opened.matches else None
    kept = gather(opened.blocks, match, shown=shown)
    answers = [Answer("navn", path.name), Answer("format", kind, reason("content")), *opened.answers]
    if match is None and len(opened.header) < _LEAST_COLUMNS:
        what, remedy = "Filen er tekst, men ingen tabel", "Bed afsenderen om en fil med kolonner og kolonnenavne"
        allowed = "kolonner delt med semikolon, komma, tabulator eller lodret streg"
        raise DeliveryError(Finding(what, file=shown, allowed=allowed, remedy=remedy))
    if match is None:
        unknown = _unknown(kept, opened, shown)
        return replace(unknown, name=path.name, answers=(*answers, *unknown.answers, _rows(kept, opened)))
    more, findings = _contents(kept, match, shown)
    municipalities, of_codes = municipalities_in(kept, match, known, shown=shown)
    reach = _reach(kept, match, {answer.key: answer.value for answer in more})
    answers += [*more, codebook_answer(opened.matches), *_indicator(match), _rows(kept, opened)]
    of_names, notes = header_findings(opened.header, match, shown=shown, row=opened.row)
    findings = [*of_names, *opened.problems, *kept.findings.values(), *findings, *of_codes]
    findings += code_findings(kept, match, shown=shown)
    if kind != "csv":
        findings += reader_findings(path, answers, match.book, shown=shown)
    return FileAnswers(
        name=path.name,
        source=match.book.source,
        answers=tuple(answers),
        problems=tuple(_once(findings)),
        notes=(*opened.notes, *notes),
        municipalities=municipalities,
        rows=sum(kept.texts.get("municipality", {}).values()),
        first=reach.first,
        last=reach.last,
        later=reach.later,
        people=kept.people,
        replaced=kept.replaced,
    )


def _unknown(kept: Gathered, opened: Opened, shown: str) -> FileAnswers:
    """A table that no codebook knows: what its columns look like, if the first row holds their names."""
    looks = looks_like(kept, opened.header)
    texts = {name: pa.array(list(kept.of([name]))).dictionary_encode() for name, one in looks.items() if one == TEXT}
    findings = [*opened.problems, *unknown_findings(looks, shown=shown)]
    findings += [replace(finding, row=None) for finding in personal_content(texts, shown=shown)]
    answers = [codebook_answer(())]
    days = [name for name, one in looks.items() if one == DATE]
    if days:
        of_dates, problems = date_answer(kept, days, shown=shown)
        answers, findings = [of_dates, *answers], [*findings, *problems]
    notes = tuple(reason(f"looks {one}", column=safe_name(name)) for name, one in looks.items())
    return FileAnswers("", None, tuple(answers), tuple(findings), (*opened.notes, *notes))


def _open(path: Path, kind: str, codebooks: Mapping[str, Codebook], shown: str) -> Opened:
    if kind == "csv":
        return open_delimited(path, codebooks, shown=shown)
    if kind == "xlsx":
        return open_spreadsheet(path, codebooks, shown=shown)
    return open_typed(path, kind, codebooks, shown=shown)


def _contents(kept: Gathered, match: Match, shown: str) -> tuple[list[Answer], list[Finding]]:
    """How numbers and dates are written."""
    answers, findings = number_answers(kept, match, shown=shown)
    if match.book.source == _CHILDREN:
        columns = [column.name for column in match.book.columns if column.type == "date"]
        dates, of_dates = date_answer(kept, columns, shown=shown)
        return [*answers, dates], [*findings, *of_dates]
    if match.book.source == BIRTHS_SOURCE and any(answer.key == "tusindtalstegn" for answer in answers):
        what, remedy = "Fødslerne er skrevet med tusindtalstegn", "Bed afsenderen om tallene med cifre alene"
        findings.append(Finding(what, file=shown, key="tusindtalstegn", remedy=remedy))
    return answers, findings


def _reach(kept: Gathered, match: Match, keys: Mapping[str, object]) -> Reach:
    if match.book.source == _CHILDREN:
        form = keys.get("datoformat")
        return reach_of(kept, str(form) if form else None)
    named = kept.of(["month", "period", "year"]) or {name: 1 for name in kept.texts if re.fullmatch(r"\d{4}", name)}
    spans = [span for span in map(span_of, named) if span]
    if not spans:
        return Reach()
    return Reach(min(span[0] for span in spans).first_day, max(span[1] for span in spans).last_day)


def _indicator(match: Match) -> Iterator[Answer]:
    """What the values of a table are, where no column says it: the filters of the page do not come along."""
    if match.book.source == "esundhed" and "indicator" not in match.book.by_name:
        yield Answer("indikator", None, reason("indicator"), proven=False)


def _rows(kept: Gathered, opened: Opened) -> Answer:
    if opened.problems and not kept.rows:
        return Answer("raekker", None, reason("rows_unread"), proven=False)
    return Answer("raekker", kept.rows, reason("rows_doubtful" if opened.problems else "rows"))


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each finding once: two readers may find the same."""
    seen = set()
    for finding in findings:
        key = (finding.what, finding.column, finding.row)
        if key not in seen:
            seen.add(key)
            yield finding
