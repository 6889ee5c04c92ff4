"""How a text file is written: which encoding, which sign between the columns, and where the column names stand."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evaluering.intake.proposal.answers import Answer
from evaluering.wording import declaration_reason as reason
from evaluering.wording import sentence_list

SAMPLED_ROWS = 50_000
"""Rows from the beginning of a file by which its delimiter is judged."""

_DELIMITERS = (";", ",", "\t", "|")
_PIECE = 1 << 22
_SAMPLE = 1 << 25
_TITLE_ROWS = 20  # rows before the column names that are looked through
_UNDEFINED = [0x81, 0x8D, 0x8F, 0x90, 0x9D]  # bytes that cp1252 does not know
_OLD = [0x86, 0x9B, 0x8C, 0xAE, 0xAF, 0xBE, 0xBF]  # Danish letters of cp850 and Mac, and rare signs in cp1252
_LETTERS = slice(0xC0, 0x100)
_PAIRS = tuple(letter.encode() for letter in "æøåÆØÅ")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written.

    Attributes
    ----------
    encoding, delimiter : Answer
        ``tegnsaet`` and ``skilletegn``.
    header : list of str
        The column names, or what stands in their place.
    header_row : int
        The line they stand in, from 1; only the first can be read.
    sample : list of list of str
        The first rows below them, those with as many cells.
    """

    encoding: Answer
    delimiter: Answer
    header: list[str]
    header_row: int = 1
    sample: list[list[str]] = field(default_factory=list)


def dialect_of(path: Path, *, known: Collection[str]) -> Dialect:
    """The dialect of a text file: encoding by all of its bytes, delimiter by its first `SAMPLED_ROWS` rows.

    `known` are the column names of all codebooks.
    """
    encoding = _encoding(path)
    with path.open("rb") as file:
        beginning = file.read(_SAMPLE)
    lines = beginning.decode(str(encoding.value), errors="replace").splitlines()
    if len(beginning) == _SAMPLE and len(lines) > 1:
        lines.pop()  # cut by the end of the sample
    return _split(lines[:SAMPLED_ROWS], encoding, frozenset(known))


def _encoding(path: Path) -> Answer:
    counts = np.zeros(256, dtype=np.int64)
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, pairs, marked = True, 0, False
    for place, piece in enumerate(_pieces(path)):
        marked = marked or (place == 0 and piece.startswith(_MARK))
        if not piece.isascii():
            counts += np.bincount(np.frombuffer(piece, dtype=np.uint8), minlength=256)
            pairs += sum(piece.count(pair) for pair in _PAIRS)
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            valid = False
            decoder.reset()
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        valid = False
    return _encoding_of(counts, marked=marked, valid=valid, pairs=pairs)


def _encoding_of(counts: npt.NDArray[np.int64], *, marked: bool, valid: bool, pairs: int) -> Answer:
    """The encoding by how often each byte occurs, and whether all is UTF-8."""
    if valid:
        beyond = int(counts[128:].sum())
        if marked:
            return Answer("tegnsaet", "utf-8-sig", reason("marked"))
        return Answer("tegnsaet", "utf-8", reason("utf8" if beyond else "ascii"))
    if marked or pairs:
        return Answer("tegnsaet", "utf-8-sig" if marked else "cp1252", reason("mixed_encoding"), proven=False)
    if counts[_UNDEFINED].any() or counts[_OLD].sum() > counts[_LETTERS].sum():
        return Answer("tegnsaet", "cp1252", reason("old_encoding"), proven=False)
    return Answer("tegnsaet", "cp1252", reason("cp1252"))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


@dataclass(frozen=True, slots=True)
class _Splitting:
    """What one delimiter makes of the sample: column names and their row, how many are known, how even the rows are."""

    delimiter: str
    header: list[str]
    row: int
    named: int
    even: float
    sample: list[list[str]]

    @property
    def rank(self) -> tuple[int, float, int]:
        return (self.named, self.even, len(self.header))


def _split(lines: list[str], encoding: Answer, known: frozenset[str]) -> Dialect:
    found = [one for one in (_splitting(lines, delimiter, known) for delimiter in _DELIMITERS) if one]
    if not found:
        return Dialect(encoding, Answer("skilletegn", None, reason("no_delimiter"), proven=False), lines[:1])
    best = max(found, key=lambda one: one.rank)
    rivals = [one.delimiter for one in found if one is not best and one.even >= best.even and one.named >= best.named]
    if best.even < 1.0:
        share = min(99, int(100 * best.even))
        answer = Answer("skilletegn", best.delimiter, reason("uneven", share=share), proven=best.named > 1)
    elif rivals:
        names = sentence_list([reason(f"sign {one}") for one in rivals])
        answer = Answer("skilletegn", best.delimiter, reason("rival_delimiters", rivals=names), proven=False)
    else:
        answer = Answer("skilletegn", best.delimiter, reason("delimiter", columns=len(best.header)))
    return Dialect(encoding, answer, best.header, best.row, best.sample)


def _splitting(lines: list[str], delimiter: str, known: frozenset[str]) -> _Splitting | None:
    """None when the delimiter does not divide the row of names."""
    try:
        rows = list(csv.reader((f"{line}\n" for line in lines), delimiter=delimiter))
    except csv.Error:
        return None
    place = 0
    if rows and not _named(rows[0], known):
        places = range(min(_TITLE_ROWS, len(rows)))
        place = max(places, key=lambda one: (_named(rows[one], known) if _named(rows[one], known) > 1 else 0, -one))
    if not rows or len(rows[place]) < 2:
        return None
    width = len(rows[place])
    below = [row for row in rows[place + 1 :] if row]
    sample = [row for row in below if len(row) == width]
    even = len(sample) / len(below) if below else 1.0
    return _Splitting(delimiter, rows[place], place + 1, _named(rows[place], known), even, sample)


def _named(row: list[str], known: frozenset[str]) -> int:
    return len(set(row) & known)
