"""What one file answers to the keys of a declaration: each with its reason, and whether the file proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from evaluering.errors import Finding
from evaluering.intake.codebook import Source

Value = str | int | bool | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A key of ``leverance.yml`` as the file speaks for it.

    Attributes
    ----------
    key : str
        As it stands in ``leverance.yml``.
    value : str, int, bool, date, tuple or None
        None where the file says nothing: a person fills it in.
    why : str
        Danish: what speaks for the value, or why it cannot be proven and what else it might be.
    proven : bool
        False where a person has to confirm it.
    """

    key: str
    value: Value
    why: str = ""
    proven: bool = True


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """What one file says of itself and of the delivery it is part of.

    Attributes
    ----------
    name : str
        Its own name, without folder.
    source : str or None
        The kind of delivery; None when no codebook knows its columns.
    answers : tuple of Answer
        The keys under ``filer``.
    problems : tuple of Finding
        What stands in the way of using the file.
    notes : tuple of str
        Danish sentences on what was seen and is no problem.
    municipalities : mapping
        Code of a municipality to the number of rows that name it.
    rows : int
        Rows that could name one.
    first, last : date or None
        The first day of the first month of birth, and the last day recorded: no child's own dates.
    later : int
        Rows recorded so long after all others that `last` does not count them.
    people, replaced : int
        Rows with a CPR number, and those of them with a replacement number (day + 60).
    """

    name: str
    source: Source | None
    answers: tuple[Answer, ...]
    problems: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    municipalities: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    rows: int = 0
    first: date | None = None
    last: date | None = None
    later: int = 0
    people: int = 0
    replaced: int = 0
