"""Which edition of a report a run makes: uncommented, commented or final, and what was corrected after that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from evaluering import wording
from evaluering.errors import CommentaryError, Finding
from evaluering.personal import personal_kinds
from evaluering.running.comment_text import personal_findings, read_text, strange_sign, visible_text
from evaluering.wording import commentary as words
from evaluering.yaml_records import Record, read_record

EDITION_FILE = "udgave.yml"
_LEAST, _MOST = 10, 400
"""Letters in the description of a correction."""

_DAY_LINE = re.compile(r"^ *(?:- *)?(?:endelig|dato) *:.*$", re.MULTILINE)
_NO_SPACE = re.compile(r" *(?:- *)?(?:endelig|dato|hvad):[^ \t\r\n]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DANISH_DAY = re.compile(
    r"(?P<day>\d{1,2})\. ?(?P<month>[a-zæøå]+) (?P<year>\d{4})|(\d{1,2})[-./](\d{1,2})[-./](\d{4})"
)
_MONTHS = {wording.long_month(f"2000-{month:02d}").split()[0]: month for month in range(1, 13)}

EditionState = Literal["uncommented", "commented", "final"]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a correction did to the published numbers.

    Parameters
    ----------
    changed, added, removed : int
        Published numbers with another value, that were not there before, that are there no more.
    indicators : tuple of str
        Names of the indicators they are about.
    """

    changed: int = 0
    added: int = 0
    removed: int = 0
    indicators: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many numbers are not as they were published."""
        return self.changed + self.added + self.removed

    @property
    def words(self) -> str:
        """One or two Danish sentences."""
        return words.changed_numbers(self.changed, self.added, self.removed, self.indicators)


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a final edition: when, what in the secretariat's words, and what it moved when known."""

    day: date
    what: str
    moved: Moved | None = None

    @property
    def notice(self) -> str:
        """The notice in Danish; with the numbers it moved where they are known."""
        said = words.correction_notice(self.day, self.what)
        return f"{said} {self.moved.words}" if self.moved else said


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of the report this is.

    Parameters
    ----------
    state : {"uncommented", "commented", "final"}
        How far it has come.
    day : date, optional
        Day of the final edition.
    corrections : tuple of Correction
        What was corrected in the final edition, oldest first.
    row : int, optional
        Line of the latest day in the file, for messages.
    """

    state: EditionState = "uncommented"
    day: date | None = None
    corrections: tuple[Correction, ...] = ()
    row: int | None = field(default=None, compare=False)

    @property
    def words(self) -> str:
        """The edition as it stands on every page: ``Endelig udgave, 1. december 2026``."""
        return words.edition_words(self.state, self.day, self.corrections[-1].day if self.corrections else None)

    @property
    def head_notices(self) -> tuple[str, ...]:
        """The correction notices at the head of a page, with where all of them stand."""
        return (*self.notices, words.SEE_OVERVIEW) if self.corrections else ()

    @property
    def notices(self) -> tuple[str, ...]:
        """The correction notices in Danish, oldest first."""
        return tuple(correction.notice for correction in self.corrections)


UNCOMMENTED_EDITION = Edition()
"""Before anybody has commented."""


def read_edition(path: Path, *, commented: bool, shown_as: str, today: date | None = None) -> Edition:
    """The edition that the file says; without a final one it follows from whether anybody has commented.

    No day may lie after `today`, where it is given.

    Raises
    ------
    CommentaryError
        With every fault of the file.
    """
    if not path.exists() and not path.is_symlink():
        return Edition("commented" if commented else "uncommented")
    text = read_text(path, shown_as=shown_as)
    findings = list(_unspaced(text, shown_as))
    if findings:
        raise CommentaryError(findings)
    # A day that is written wrong is told as one, not as the telephone number it may look like.
    findings = list(personal_findings(_DAY_LINE.sub("", text), shown_as=shown_as))
    if findings:
        raise CommentaryError(findings)
    asked = read_record(path, _EditionFile, CommentaryError, shown_as=shown_as)
    corrections = tuple(Correction(one.dato, one.hvad) for one in asked.rettelser)
    if asked.endelig is None:
        return Edition("commented" if commented else "uncommented")
    days = [asked.endelig, *(one.day for one in corrections)]
    findings = [
        Finding(words.DATES["future"], file=shown_as, row=_row(text, day), remedy=words.DATES["future_remedy"])
        for day in days
        if today is not None and day > today
    ]
    if findings:
        raise CommentaryError(findings)
    return Edition("final", asked.endelig, corrections, row=_row(text, days[-1]))


def _unspaced(text: str, shown_as: str) -> Iterator[Finding]:
    """Keys that YAML does not see, for the space behind the colon is gone."""
    for row, line in enumerate(text.splitlines(), start=1):
        if _NO_SPACE.match(line):
            yield Finding(words.DATES["no_space"], file=shown_as, row=row, remedy=words.DATES["no_space_remedy"])


def _row(text: str, day: date) -> int | None:
    """The line that says a day."""
    said = [row for row, line in enumerate(text.splitlines(), start=1) if _DAY_LINE.match(line) and str(day) in line]
    return said[-1] if said else None


def edition_form(year: int) -> str:
    """The empty file on the edition of a year's report."""
    return words.EDITION_FORM.format(year=year)


def _day(value: Any) -> date:
    """A day of the right form; every other form is refused, with the right one where it is clear what is meant."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value) and _meant(value):
        return date.fromisoformat(value)
    meant = _meant(value) if isinstance(value, str) else None
    raise ValueError(words.DATES["meant"].format(day=meant) if meant else words.DATES["not_a_day"])


def _meant(text: str) -> date | None:
    """The day a Dane means by ``1. december 2026`` or ``1-12-2026``."""
    text = text.strip().lower()
    found = _DANISH_DAY.fullmatch(text)
    try:
        if found is None:
            return date.fromisoformat(text)
        if found["month"]:
            return date(int(found["year"]), _MONTHS[found["month"]], int(found["day"]))
        return date(int(found[6]), int(found[5]), int(found[4]))
    except (ValueError, KeyError):
        return None


def _described(value: Any) -> str:
    """A description of a correction as one line that can be shown, long enough to be understood."""
    said = " ".join(visible_text(value).split()).strip("“”„»«") if isinstance(value, str) else ""
    # The file's own lines have been seen; YAML's escapes and folded lines are first text here.
    for kind in personal_kinds(said):
        raise ValueError(words.PERSONAL_AS_SHOWN[kind])
    if strange_sign(said):
        raise ValueError(words.DATES["glyph"])
    if said == words.CORRECTION_EXAMPLE:
        raise ValueError(words.DATES["example"])
    if len(said) < _LEAST:
        raise ValueError(words.DATES["short"].format(least=_LEAST))
    if len(said) > _MOST:
        raise ValueError(words.DATES["long"].format(most=_MOST))
    return said


class _CorrectionEntry(Record):
    """One correction as the file has it."""

    dato: Annotated[date, BeforeValidator(_day)]
    hvad: Annotated[str, BeforeValidator(_described)]


class _EditionFile(Record):
    """The file on the edition; everything in it may be left out."""

    endelig: Annotated[date | None, BeforeValidator(lambda value: None if value is None else _day(value))] = None
    rettelser: Annotated[
        tuple[_CorrectionEntry, ...], BeforeValidator(lambda value: value or ()), Field(strict=False)
    ] = ()

    @model_validator(mode="after")
    def _in_order(self) -> _EditionFile:
        days = [entry.dato for entry in self.rettelser]
        if self.endelig is None:
            if days:
                raise ValueError(words.DATES["no_final"])
        elif [self.endelig, *days] != sorted([self.endelig, *days]):
            raise ValueError(words.DATES["order"])
        return self
