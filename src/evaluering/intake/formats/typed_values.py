"""Columns whose cells are of a kind, as spreadsheets and statistics programs store them: held against the codebook."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook, Variable
from evaluering.intake.declaration import DeclaredFile

Kinds = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NUMBERED_DATES = "ååååmmdd"
"""The one form of dates that loses no leading zero when it is stored as a number."""

TRUE_DATES = "dato"
"""What is declared as ``datoformat`` when the cells are true dates."""

_SIGNIFICANT = 15  # digits a spreadsheet shows of a number; what stands beyond them is noise of binary fractions


class Kind(IntEnum):
    """What a cell was stored as."""

    EMPTY = 0
    TEXT = 1
    NUMBER = 2
    DATE = 3
    MOMENT = 4  # a date with a time of day, or a time alone
    TRUTH = 5
    ERROR = 6
    UNCALCULATED = 7  # a formula without its result


Value = tuple[Kind, str]
"""A cell: what it was stored as, and its text."""

NO_VALUE: Value = (Kind.EMPTY, "")
"""The empty cell."""


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """The cells of a column as text, and what each was stored as; both in the order of the rows."""

    texts: pa.DictionaryArray
    kinds: Kinds


def typed_column(values: Sequence[Value], places: Rows) -> TypedColumn:
    """A column from its distinct values and, per row, the place of its value among them."""
    kinds = np.array([kind for kind, _ in values], dtype=np.int8)
    distinct = {text: place for place, text in enumerate(dict.fromkeys(text for _, text in values))}
    of_value = np.array([distinct[text] for _, text in values], dtype=np.int32)
    codes = pa.array(of_value[places], type=pa.int32())
    dictionary = pa.array(list(distinct), type=pa.string())
    return TypedColumn(pa.DictionaryArray.from_arrays(codes, dictionary), kinds[places])


def text_value(text: str) -> Value:
    """A cell of text; one that only holds spaces looks empty, and is."""
    return (Kind.TEXT, text) if text.strip() else NO_VALUE


def number_value(number: float | Decimal, decimal: str) -> Value:
    """A number as it would be typed: a whole one without decimals, no exponent; of a fraction 15 digits at most."""
    if isinstance(number, int):
        return Kind.NUMBER, str(number)
    if not math.isfinite(number):
        return Kind.ERROR, ""
    if number == int(number) and abs(number) < 10**_SIGNIFICANT:
        return Kind.NUMBER, str(int(number))
    return Kind.NUMBER, format(Decimal(f"{float(number):.{_SIGNIFICANT}g}"), "f").replace(".", decimal)


def moment_value(moment: datetime) -> Value:
    """A date, when the time of day is midnight and in no time zone; else a moment."""
    if moment.time() == time() and moment.tzinfo is None:
        return Kind.DATE, moment.date().isoformat()
    return Kind.MOMENT, moment.isoformat()


def kind_findings(
    columns: Mapping[str, TypedColumn],
    declared: DeclaredFile,
    book: SourceBook,
    *,
    shown: str,
    numbers: Rows,
    sheet: str = "",
) -> list[Finding]:
    """What is wrong with the kinds of the cells: one finding per fault, at its first row.

    Parameters
    ----------
    columns : mapping
        By delivered name; those the codebook does not know may hold anything.
    declared : DeclaredFile
        With `date_form`.
    book : SourceBook
    shown : str
        The file's name in messages.
    numbers : ndarray of int
        The number of each row, as the sender sees it.
    sheet : str
        Name of the sheet, in a spreadsheet.
    """
    hits: dict[tuple[str, str, str], dict[str, Bools]] = {}
    for variable in book.columns:
        column = columns.get(variable.delivered)
        if column is None or variable.type == "text":
            continue
        refused = [kind for kind in Kind if kind not in _accepted(variable, declared)]
        for kind in refused:
            hit = column.kinds == kind
            if kind == Kind.NUMBER and variable.type == "municipality":
                hit &= ~_in_table(column.texts, variable)
            if hit.any():
                hits.setdefault(_words(kind, variable, declared), {})[variable.delivered] = hit
    findings = []
    for (what, allowed, remedy), of_columns in hits.items():
        rows = numbers[np.logical_or.reduce(list(of_columns.values()))]
        finding = Finding(what, file=shown, row=int(rows[0]), column=", ".join(of_columns), allowed=allowed)
        findings.append(replace(finding, remedy=remedy, count=len(rows), sheet=sheet))
    return findings


def _in_table(texts: pa.DictionaryArray, variable: Variable) -> Bools:
    """Which cells the codebook's own table knows, as they stand."""
    codes = {code.delivered for code in variable.codes}
    known = np.array([text in codes for text in texts.dictionary.to_pylist()], dtype=np.bool_)
    return np.asarray(known[texts.indices.to_numpy()], dtype=np.bool_)


def _accepted(variable: Variable, declared: DeclaredFile) -> Iterator[Kind]:
    """The kinds of cells a column may have; municipality codes as numbers are judged one by one."""
    yield Kind.EMPTY
    if variable.type == "date":
        yield Kind.DATE if declared.date_form == TRUE_DATES else Kind.TEXT
        if declared.date_form == NUMBERED_DATES:
            yield Kind.NUMBER
        return
    yield Kind.TEXT
    if variable.type not in ("cpr", "municipality"):
        yield Kind.NUMBER


def _words(kind: Kind, variable: Variable, declared: DeclaredFile) -> tuple[str, str, str]:
    """What is wrong, what is allowed and what to do, for cells of a kind in a column that may not have it."""
    again = "Formatér kolonnen som tekst, og skriv værdierne igen med nuller forrest"
    if kind == Kind.TRUTH:
        return "Felterne er sandt eller falsk", "tekst eller tal", "Skriv de koder, der står i kodebogen"
    if kind == Kind.ERROR:
        return "Felterne er fejlværdier som #I/T", "tekst, tal, datoer eller tomme felter", "Ret formlerne i filen"
    if kind == Kind.UNCALCULATED:
        remedy = "Åbn filen i et regneark, gem den igen, og lever den gemte fil"
        return "Felterne er formler, der ikke er regnet ud", "formler med et gemt resultat", remedy
    if variable.type == "date":
        return _words_on_dates(kind, declared)
    if kind in (Kind.DATE, Kind.MOMENT):
        remedy = "Formatér kolonnen som tekst, og skriv værdierne igen"
        return "Felterne er datoer, hvor der ikke skal stå datoer", "tekst", remedy
    if variable.type == "cpr":
        return "CPR-numrene er gemt som tal, så nuller forrest er tabt", "tekst med ti cifre", again
    remedy = f"{again}, eller brug en kodebog, der oversætter koder uden nul"
    return "Kommunekoderne er gemt som tal, så nuller forrest er tabt", "tekst med fire cifre", remedy


def _words_on_dates(kind: Kind, declared: DeclaredFile) -> tuple[str, str, str]:
    true_dates = declared.date_form == TRUE_DATES
    allowed = "rigtige datoer uden klokkeslæt" if true_dates else f"tekst skrevet som {declared.date_form}"
    if kind == Kind.MOMENT:
        return "Datoerne er gemt med klokkeslæt eller tidszone", allowed, "Gem dem som datoer uden klokkeslæt"
    if kind == Kind.DATE:
        what = f"Felterne er rigtige datoer, men {declared.date_form} er erklæret"
        return what, allowed, f"Skriv {TRUE_DATES} som datoformat i leverance.yml"
    if kind == Kind.TEXT:
        remedy = "Skriv tekstens form som datoformat i leverance.yml, eller lav felterne om til rigtige datoer"
        return "Felterne er tekst, men rigtige datoer er erklæret", allowed, remedy
    return "Felterne er tal og ikke datoer", allowed, "Giv kolonnen et datoformat i det program, filen er lavet i"
