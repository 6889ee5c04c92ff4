"""What is kept of a table while its blocks go by: distinct texts of columns that are no persons, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from evaluering.errors import Finding
from evaluering.intake.formats.columns import personal_content
from evaluering.intake.formats.dates import DATE_FORMS, OTHER_FORMS, Days, parse_cpr, parse_dates
from evaluering.intake.formats.typed_values import Kind, Kinds
from evaluering.intake.proposal.books import Match

FORMS = {name: form for name, form in DATE_FORMS.items() if name != "dato"} | OTHER_FORMS
"""Every form in which the text of a date is looked for; only those of `DATE_FORMS` can be declared."""

_MOST_DISTINCT = 100_000  # texts of a column; no column of dates or codes has as many


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table: delivered name to text, and to what each cell was stored as, where that is known.

    Without columns where the rows could only be counted.
    """

    columns: Mapping[str, pa.DictionaryArray]
    rows: int
    first_row: int = 2
    kinds: Mapping[str, Kinds] = field(default_factory=dict)
    sheet: str = ""


@dataclass(slots=True)
class Gathered:
    """What the rows of a table show.

    Attributes
    ----------
    rows : int
    texts : dict
        Our name, or the delivered one of a column named by a year, to each distinct text and its rows. Columns of CPR
        numbers are not among them.
    kinds : dict
        Our name to the number of cells of each kind, where cells are of a kind.
    people, replaced : int
        Rows with a CPR number, and those of them with a replacement number.
    agreeing : dict
        Form to the number of rows whose date of birth, read so, is the one in the CPR number.
    births : dict
        Form to the first of those dates of birth.
    findings : dict
        Column to the finding on persons in it.
    """

    rows: int = 0
    texts: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: dict[str, Counter[Kind]] = field(default_factory=dict)
    people: int = 0
    replaced: int = 0
    agreeing: Counter[str] = field(default_factory=Counter)
    births: dict[str, np.datetime64] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)

    def of(self, names: Iterable[str]) -> dict[str, int]:
        """The distinct texts of several columns together, empty ones left out."""
        together: Counter[str] = Counter()
        for name in names:
            together.update(self.texts.get(name, {}))
        return {text: rows for text, rows in together.items() if text.strip()}


def gather(blocks: Iterable[Block], match: Match | None, *, shown: str) -> Gathered:
    """Go through a table once; without a codebook all columns are kept by their delivered names."""
    kept = Gathered()
    columns = match.book.by_name if match else {}
    numbers = {name for name, column in columns.items() if column.type == "cpr"}
    for block in blocks:
        kept.rows += block.rows
        places = dict(match.places) if match else {name: name for name in block.columns}
        spread = {name: name for name in match.book.spread(block.columns)} if match else {}
        for name, delivered in (places | spread).items():
            if name not in numbers and delivered in block.columns:
                _add_texts(kept, name, block.columns[delivered])
                _add_kinds(kept, name, block.kinds.get(delivered))
        for name in numbers:
            if places.get(name) in block.columns:
                _add_people(kept, block.columns[places[name]], block.columns.get(places.get("birth", "")))
        if match is None:
            continue
        used = {places[name] for name in numbers if name in places} | set(spread)
        _add_findings(kept, {name: column for name, column in block.columns.items() if name not in used}, block, shown)
    return kept


def _add_texts(kept: Gathered, name: str, column: pa.DictionaryArray) -> None:
    of_column = kept.texts.setdefault(name, {})
    for text, rows in zip(column.dictionary.to_pylist(), _rows(column), strict=True):
        if rows and (text in of_column or len(of_column) < _MOST_DISTINCT):
            of_column[text] = of_column.get(text, 0) + rows


def _rows(column: pa.DictionaryArray) -> list[int]:
    """How many rows have each of the distinct texts."""
    counts: list[int] = np.bincount(column.indices.to_numpy(), minlength=len(column.dictionary)).tolist()
    return counts


def _add_kinds(kept: Gathered, name: str, kinds: Kinds | None) -> None:
    if kinds is not None:
        distinct, counts = np.unique(kinds, return_counts=True)
        of_column = kept.kinds.setdefault(name, Counter())
        of_column.update({Kind(kind): int(count) for kind, count in zip(distinct, counts, strict=True)})


def _add_people(kept: Gathered, column: pa.DictionaryArray, birth: pa.DictionaryArray | None) -> None:
    read = parse_cpr(column.dictionary)
    rows = np.array(_rows(column))
    kept.people += int(rows[read.has_form].sum())
    kept.replaced += int(rows[read.replaced].sum())
    if birth is None:
        return
    born: Days = read.birth[column.indices.to_numpy()]
    for name, form in FORMS.items():
        days = parse_dates(birth.dictionary, form)[birth.indices.to_numpy()]
        same = days[days == born]
        kept.agreeing[name] += same.size
        if same.size:
            kept.births[name] = min(same.min(), kept.births.get(name, same.min()))


def _add_findings(kept: Gathered, others: dict[str, pa.DictionaryArray], block: Block, shown: str) -> None:
    for finding in personal_content(others, shown=shown, first_row=block.first_row, sheet=block.sheet):
        before = kept.findings.get(finding.column)
        whole = replace(before, count=before.count + finding.count) if before else finding
        kept.findings[finding.column] = whole
