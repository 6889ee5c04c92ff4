"""Which codebook knows the columns of a table, and which of its columns each delivered one is."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluering.errors import Finding
from evaluering.intake.codebook import Codebook, SourceBook
from evaluering.intake.formats.columns import column_findings, plain_name, safe_name
from evaluering.intake.proposal.answers import Answer
from evaluering.wording import declaration_reason as reason
from evaluering.wording import sentence_list

_LIKE = 0.75  # how alike two names must be for the one to be meant with the other
_LEAST_COLUMNS = 2
_MOST_COMPARED = 100  # columns whose names are compared with those of a codebook, letter by letter
_LEAST_SHARE = 0.5  # of a codebook's columns, for a file to be one of its


@dataclass(frozen=True, slots=True)
class Match:
    """A codebook held against the column names of a table.

    Attributes
    ----------
    codebook : str
    book : SourceBook
    exact, spread : int
        Columns of the codebook whose names are there; columns named by a year, where it has those.
    places : mapping
        Our name to the delivered one; also of columns whose name is only nearly the codebook's.
    """

    codebook: str
    book: SourceBook
    exact: int
    spread: int
    places: Mapping[str, str]

    @property
    def missing(self) -> int:
        """How many columns of the codebook are not there under their own names."""
        return len(self.book.columns) - self.exact

    @property
    def known(self) -> bool:
        """Whether the table can be meant to be one of this codebook."""
        found, whole = (columns + self.spread for columns in (len(self.places), len(self.book.columns)))
        return bool(self.places) and found >= _LEAST_COLUMNS and found >= _LEAST_SHARE * whole

    @property
    def rank(self) -> tuple[bool, int, int]:
        """What comes first is the better match."""
        return (self.missing > 0, -self.exact - self.spread, -len(self.places))


def match_books(header: Sequence[str], codebooks: Mapping[str, Codebook]) -> list[Match]:
    """The codebooks of tables that may know these columns, best first; those that match equally well stand together."""
    found = [
        _match(name, book, header)
        for name, codebook in codebooks.items()
        for book in codebook.sources
        if book.source != "kl-gateway"
    ]
    return sorted((one for one in found if one.known), key=lambda one: (one.rank, one.codebook != "standard"))


def delivered_names(codebooks: Mapping[str, Codebook]) -> frozenset[str]:
    """The column names that any codebook knows."""
    return frozenset(
        column.delivered for codebook in codebooks.values() for book in codebook.sources for column in book.columns
    )


def codebook_answer(matches: Sequence[Match]) -> Answer:
    """``kodebog``: the best match, proven when all its columns are there and no other knows as many."""
    if not matches:
        return Answer("kodebog", None, reason("no_codebook"), proven=False)
    best = matches[0]
    rivals = [one.codebook for one in matches[1:] if one.rank == best.rank]
    if best.missing:
        words = reason("part_of_codebook", missing=best.missing, columns=len(best.book.columns))
        return Answer("kodebog", best.codebook, words, proven=False)
    if rivals:
        return Answer("kodebog", best.codebook, reason("rival_codebooks", rivals=sentence_list(rivals)), proven=False)
    return Answer("kodebog", best.codebook, reason("codebook", columns=best.exact + best.spread))


def header_findings(
    header: Sequence[str], match: Match, *, shown: str, row: int | None
) -> tuple[list[Finding], list[str]]:
    """What is wrong with the column names, and notes on columns that are not used."""
    if match.exact + match.spread:
        return column_findings(list(header), match.book, shown=shown, row=row)
    pairs = [
        f"{column.delivered} (mener du det, hvor der står {safe_name(match.places[column.name])}?)"
        for column in match.book.columns
        if column.name in match.places and safe_name(match.places[column.name])
    ]
    what = f"Ingen af kolonnerne hedder det samme som i kodebogen {match.codebook}"
    remedy = "Omdøb kolonnerne i filen, eller skriv en kodebog i mappen kodeboeger"
    return [Finding(what, file=shown, row=row, key="kodebog", allowed="; ".join(pairs), remedy=remedy)], []


def _match(name: str, book: SourceBook, header: Sequence[str]) -> Match:
    exact = {column.name: column.delivered for column in book.columns if column.delivered in header}
    others = [text for text in header[:_MOST_COMPARED] if text not in exact.values()]
    rest = {plain_name(text): text for text in reversed(others)}
    near: dict[str, str] = {}
    for column in book.columns:
        alike = difflib.get_close_matches(plain_name(column.delivered), rest, n=1, cutoff=_LIKE)
        if column.name not in exact and alike:
            near[column.name] = rest.pop(alike[0])
    return Match(name, book, len(exact), len(set(book.spread(header))), near | exact)
