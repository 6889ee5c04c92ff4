"""The cells of one sheet, streamed into columns of small numbers, with what the sheet says of rows and merged cells."""

from __future__ import annotations

import re
from array import array
from contextlib import suppress
from dataclasses import dataclass
from string import ascii_uppercase, digits

import numpy as np
import numpy.typing as npt

from evaluering.intake.formats.cell_values import CellValues
from evaluering.intake.formats.typed_values import TypedColumn, Value, typed_column
from evaluering.intake.formats.workbooks import (
    RICH_TEXT,
    RichText,
    SheetPart,
    Workbook,
    is_true,
    spreadsheet_names,
    walk_part,
)

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_NAMES = spreadsheet_names("row", "c", "v", "f", "is", "col", "mergeCell", "filterColumn", *RICH_TEXT)
_MOST_COLUMNS = 16_384  # of a sheet

MOST_NAMED = 500
"""Columns of a table whose cells are kept."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A block of merged cells, all four ends included, rows and columns counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """What stands in a sheet from its header row on; one entry per row in which something stands.

    Attributes
    ----------
    header : dict
        Number of the column (from 1) to its name; columns without a name are left out.
    numbers : ndarray of int
        Numbers of the rows below the header.
    cells : dict
        Per column of the header, up to `MOST_NAMED`, the places in `values` of its cells.
    values : list of Value
        The distinct cells; the first is the empty one.
    filled, first, outside, hidden : ndarray
        Per row: how many cells hold something, the place in `values` of the first of them, whether one of them stands
        in a column without a name, and whether the row is hidden.
    hidden_columns : frozenset of int
    filtered : bool
    merged_down : frozenset of int
        Columns in which merged cells below the header were filled downwards.
    merges : list of Merge
        All others.
    """

    header: dict[int, str]
    numbers: Ints
    cells: dict[int, Ints]
    values: list[Value]
    filled: Ints
    first: Ints
    outside: Bools
    hidden: Bools
    hidden_columns: frozenset[int]
    filtered: bool
    merged_down: frozenset[int]
    merges: list[Merge]

    def column(self, places: Ints) -> TypedColumn:
        """Cells as text and kinds, from their places in `values`."""
        used, inverse = np.unique(places, return_inverse=True)
        return typed_column([self.values[place] for place in used], inverse)


def read_grid(workbook: Workbook, sheet: SheetPart, *, header_row: int, decimal: str) -> Grid:
    """The cells of a sheet from row `header_row` on; numbers become text with the given decimal sign.

    Raises ValueError or IndexError where the sheet contradicts itself: it is damaged then.
    """
    reader = _SheetReader(workbook, header_row, decimal)
    walk_part(workbook.archive, sheet.part, start=reader.start, end=reader.end, text=reader.text)
    return reader.grid()


def first_rows(workbook: Workbook, sheet: SheetPart, *, most: int) -> dict[int, list[str]]:
    """Number and texts of the rows, among the first `most`, in which something stands."""
    reader = _FirstRows(workbook, most)
    with suppress(_EnoughError):
        walk_part(workbook.archive, sheet.part, start=reader.start, end=reader.end, text=reader.text)
    return reader.rows


class _EnoughError(Exception):
    """No more of a sheet is wanted."""


class _SheetReader:
    """What is known while the elements of a sheet go by."""

    def __init__(self, workbook: Workbook, header_row: int, decimal: str) -> None:
        self._header_row = header_row
        self._values = CellValues(workbook, decimal)
        self._header: dict[int, str] = {}
        self._columns: dict[int, array[int]] = {}
        self._numbers, self._filled, self._first = array("q"), array("q"), array("q")
        self._outside, self._hidden = array("b"), array("b")
        self._hidden_columns: set[int] = set()
        self._filtered = False
        self._merges: list[Merge] = []
        self._row, self._row_hidden = 0, False
        self._cells: dict[int, int] = {}  # of the row at hand: column to place in values
        self._letters: dict[str, int] = {}  # of a column, to its number
        self._column, self._type, self._style = 0, "n", 0
        self._formula = self._in_value = self._in_text = False
        self._pieces: list[str] = []
        self._rich = RichText()

    def start(self, element: str, words: dict[str, str]) -> None:
        """An element begins."""
        word = _NAMES.get(element)
        if word == "c":
            self._start_cell(words)
        elif word == "v":
            self._in_value = True
        elif word == "f":
            self._formula = True
        elif word == "row":
            self._start_row(words)
        elif word == "is":
            self._in_text = True
        elif self._in_text:
            self._rich.start(word)
        elif word == "col" and is_true(words.get("hidden")):
            first, last = max(int(words["min"]), 1), min(int(words["max"]), _MOST_COLUMNS)
            self._hidden_columns.update(range(first, last + 1))
        elif word == "mergeCell":
            self._merges.append(_merge(words["ref"]))
        elif word == "filterColumn":
            self._filtered = True

    def end(self, element: str) -> None:
        """An element ends."""
        word = _NAMES.get(element)
        if word == "v":
            self._in_value = False
        elif word == "c":
            self._end_cell()
        elif word == "row":
            self._end_row()
        elif word == "is":
            self._in_text = False
            self._pieces.append(self._rich.take())
        elif self._in_text:
            self._rich.end(word)

    def text(self, piece: str) -> None:
        """Characters come by."""
        if self._in_value:
            self._pieces.append(piece)
        elif self._in_text:
            self._rich.text(piece)

    def _start_row(self, words: dict[str, str]) -> None:
        number = int(words.get("r", self._row + 1))
        if number <= self._row:
            raise ValueError("rows out of order")
        self._row, self._row_hidden, self._column = number, is_true(words.get("hidden")), 0
        self._cells = {}

    def _start_cell(self, words: dict[str, str]) -> None:
        letters = words.get("r", "").rstrip(digits)
        column = self._letters.get(letters, 0) if letters else self._column + 1
        if not column:
            column = self._letters[letters] = _column_number(letters)
        if column <= self._column:
            raise ValueError("cells out of order")
        self._column, self._type, self._style = column, words.get("t", "n"), int(words.get("s", "0"))
        self._formula = False
        self._pieces.clear()

    def _end_cell(self) -> None:
        raw = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
        if raw or self._formula:
            place = self._values.place(self._type, self._style, raw)
            if place:
                self._cells[self._column] = place

    def _end_row(self) -> None:
        cells = self._cells
        if self._row == self._header_row:
            self._header = {column: self._values.values[place][1] for column, place in cells.items()}
            self._columns = {column: array("i") for column in list(self._header)[:MOST_NAMED]}
        if self._row <= self._header_row or not cells:
            return
        for column, places in self._columns.items():
            places.append(cells.get(column, 0))
        self._numbers.append(self._row)
        self._filled.append(len(cells))
        self._first.append(next(iter(cells.values())))
        self._outside.append(any(column not in self._header for column in cells))
        self._hidden.append(self._row_hidden)

    def grid(self) -> Grid:
        """All that went by."""
        numbers, filled = np.array(self._numbers, dtype=np.int64), np.array(self._filled, dtype=np.int64)
        cells = {column: np.array(places, dtype=np.int64) for column, places in self._columns.items()}
        down: list[Merge] = []
        others: list[Merge] = []
        for merge in self._merges:
            below = merge.left == merge.right in cells and merge.top > self._header_row
            (down if below else others).append(merge)
        _fill_down(down, numbers, cells, filled)
        return Grid(
            header=self._header,
            numbers=numbers,
            cells=cells,
            values=self._values.values,
            filled=filled,
            first=np.array(self._first, dtype=np.int64),
            outside=np.array(self._outside, dtype=np.bool_),
            hidden=np.array(self._hidden, dtype=np.bool_),
            hidden_columns=frozenset(self._hidden_columns),
            filtered=self._filtered,
            merged_down=frozenset(one.left for one in down),
            merges=others,
        )


class _FirstRows(_SheetReader):
    """The first rows of a sheet as text."""

    def __init__(self, workbook: Workbook, most: int) -> None:
        super().__init__(workbook, 0, ",")
        self._most = most
        self.rows: dict[int, list[str]] = {}

    def _end_row(self) -> None:
        if self._row > self._most:
            raise _EnoughError
        if self._cells:
            self.rows[self._row] = [self._values.values[place][1] for place in self._cells.values()]


def _fill_down(merges: list[Merge], numbers: Ints, cells: dict[int, Ints], filled: Ints) -> None:
    """Give every row of merged cells the value that stands in the first of them."""
    walked = 0
    for merge in merges:
        first, after = np.searchsorted(numbers, (merge.top, merge.bottom + 1))
        places = cells[merge.left][first:after]
        walked += len(places)
        if walked > len(numbers) * len(cells):
            raise ValueError("merged cells overlap")
        if len(places) and numbers[first] == merge.top:
            filled[first:after] += (places == 0) & (places[0] != 0)
            places[:] = places[0]


def _position(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as ``B7``."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError("no reference to a cell")
    return int(found[2]), _column_number(found[1])


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ascii_uppercase.index(letter) + 1
    if number > _MOST_COLUMNS:
        raise ValueError("no such column")
    return number


def _merge(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    top, left = _position(first)
    bottom, right = _position(last or first)
    return Merge(top, left, bottom, right)
