"""What columns show beside dates: how numbers are written, which codes and municipalities stand there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from evaluering.errors import Finding
from evaluering.intake.codebook import TABLE_SOURCES, Variable
from evaluering.intake.formats.written_numbers import NumberForm
from evaluering.intake.proposal.answers import Answer
from evaluering.intake.proposal.books import Match
from evaluering.intake.proposal.gathering import Gathered
from evaluering.intake.sources.areas import read_areas
from evaluering.intake.sources.municipalities import unknown_codes
from evaluering.wording import declaration_reason as reason

_SIGNS: tuple[tuple[str, str | None], ...] = ((",", None), (".", None), (",", "."), (".", ","), (",", " "), (".", " "))
_LONGEST_CODE = 20
_MOST_CODES = 10
_MOST_DIGITS = 4  # of a code that is shown; more may be a date or part of a person's number


def number_answers(kept: Gathered, match: Match, *, shown: str) -> tuple[list[Answer], list[Finding]]:
    """``decimaltegn`` and ``tusindtalstegn``, where the table has numbers; and what is wrong with them.

    Two ways of writing are the same when they give the same values, as they do while no number has decimals. A count
    with decimals is no count, so that 1.234 children are a thousand and more.
    """
    counts = [column.name for column in match.book.columns if column.type == "count"]
    numbers = [column.name for column in match.book.columns if column.type == "number"]
    numbers += [name for name in kept.texts if name not in match.book.by_name]  # columns named by a year
    whole, any_number = kept.of(counts), kept.of(numbers)
    if not whole and not any_number:
        return [], []
    forms = {signs: NumberForm(*signs) for signs in _SIGNS}
    unread = {signs: _unread(form, whole, any_number) for signs, form in forms.items()}
    best = min(unread, key=unread.__getitem__)
    fitting = [signs for signs in _SIGNS if unread[signs] == unread[best]]
    values = {signs: _values(forms[signs], [*whole, *any_number]) for signs in fitting}
    others = [signs for signs in fitting if values[signs] != values[best]]
    findings = []
    if unread[best]:
        what = "Nogle tal er skrevet på en anden måde end de andre, eller er ikke tal"
        remedy = "Ret filen, så alle tal er skrevet ens"
        findings.append(Finding(what, file=shown, key="decimaltegn", remedy=remedy, count=unread[best]))
    if others:
        words = reason("rival_signs", other=_told(*others[0]))
    else:
        words = reason("whole_numbers" if len({decimal for decimal, _ in fitting}) > 1 else "signs")
    answers = [Answer("decimaltegn", best[0], words, proven=not others)]
    if best[1] is not None:
        answers.append(Answer("tusindtalstegn", best[1], "" if others else words, proven=not others))
    return answers, findings


def _unread(form: NumberForm, whole: Mapping[str, int], any_number: Mapping[str, int]) -> int:
    """Rows that cannot be read so."""
    faulty = sum(rows for text, rows in any_number.items() if form.read(text).fault)
    read = {text: form.read(text) for text in whole}
    return faulty + sum(rows for text, rows in whole.items() if read[text].fault or not read[text].whole)


def _values(form: NumberForm, texts: Collection[str]) -> list[str]:
    return [repr(form.read(text).value) for text in texts]


def _told(decimal: str, thousands: str | None) -> str:
    return reason("signs_told", decimal=decimal, thousands=reason(f"thousands {thousands}"))


def code_findings(kept: Gathered, match: Match, *, shown: str) -> Iterator[Finding]:
    """One finding per coded column with codes that the codebook does not know; they are shown when they are codes."""
    lenient = match.book.source in TABLE_SOURCES
    for column in match.book.columns:
        if column.type != "code" or column.name == "movement" or column.name not in kept.texts:
            continue
        codes = _known(column, lenient=lenient)
        unknown = {
            text: n for text, n in kept.texts[column.name].items() if not _is_known(text, codes, lenient=lenient)
        }
        if not unknown:
            continue
        named = _named(unknown)
        remedy = "Skriv koderne ind i en kodebog i mappen kodeboeger, eller bed afsenderen rette dem"
        yield Finding(
            f"Kodebogen kender ikke {'koderne ' + named if named else f'{len(unknown)} forskellige koder'}",
            file=shown,
            column=column.delivered,
            allowed=", ".join(code.delivered or "(tomt)" for code in column.codes),
            remedy=remedy,
            count=sum(unknown.values()),
        )


def _known(column: Variable, *, lenient: bool) -> frozenset[str]:
    return frozenset(_plain(code.delivered) if lenient else code.delivered for code in column.codes)


def _is_known(text: str, codes: frozenset[str], *, lenient: bool) -> bool:
    """Published tables may write a code, its text or both, in letters of any size; extracts write codes as they are."""
    if not lenient:
        return text in codes
    code, _, rest = _plain(text).partition(" ")
    return bool({_plain(text), code, rest} & codes)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _named(unknown: Mapping[str, int]) -> str:
    """The codes as they may be shown; empty when they are too many or may be something else than codes."""
    shown = [text or "(tomt)" for text in sorted(unknown)]
    fit = all(
        len(text) <= _LONGEST_CODE
        and text.isprintable()
        and "@" not in text
        and len(re.findall(r"\d", text)) <= _MOST_DIGITS
        for text in shown
    )
    return ", ".join(f"»{text}«" for text in shown) if fit and len(shown) <= _MOST_CODES else ""


def municipalities_in(
    kept: Gathered, match: Match, known: Collection[str], *, shown: str
) -> tuple[dict[str, int], list[Finding]]:
    """Rows by municipality, and a finding on codes that are none.

    `known` are the codes of the agreement's municipalities; empty when no agreement is at hand.
    """
    column = match.book.by_name.get("municipality")
    texts = kept.texts.get("municipality", {})
    if column is None or not texts:
        return {}, []
    table = match.book.codes("municipality")
    danish = [area.code for area in read_areas().by_code.values() if area.kind == "municipality"]
    allowed = set(known or danish)
    rows: Counter[str] = Counter()
    for text, count in texts.items():
        rows[table.get(text, text)] += count
    strange = {code: count for code, count in rows.items() if code not in allowed}
    found = {code: count for code, count in rows.items() if code in allowed}
    if not strange:
        return found, []
    count = sum(strange.values())
    finding = unknown_codes(strange, sorted(allowed), shown=shown, column=column.delivered, count=count)
    return found, [finding if known else replace(finding, allowed="fire cifre, som i aftalefilen")]
