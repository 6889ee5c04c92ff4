from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
import yaml

from evaluering.agreement import Agreement
from evaluering.example.journals import NEXUS, NOVAX, STANDARD, TM_SUND, Book, Dialect, dialect_of
from evaluering.example.records import BOTH, PERIODS, STATUSES

OURS = {"status": "status_date", "start": "period_start", "end": "period_end"}
FEEDINGS = ["full", "primary", "supplement", "formula", "family_food", "unknown"]
VISITS = ["maternity", "establishment", "two_months", "four_to_six_months", "eight_to_eleven_months"]


def columns_of(book: Book) -> dict[str, dict[str, Any]]:
    """The columns of the codebook that the package has under this name, by our name."""
    path = resources.files("evaluering.intake").joinpath("codebooks", f"{book.name}.yml")
    sources = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    (source,) = (one for one in sources if one["source"] == "kommuneudtraek")
    return {column["name"]: column for column in source["columns"]}


def names_of(column: dict[str, Any], words: tuple[str, ...]) -> list[str]:
    named = {code["delivered"]: code["name"] for code in column["codes"]}
    return [named[word] for word in words]


@pytest.mark.parametrize("book", [STANDARD, NOVAX, NEXUS, TM_SUND], ids=lambda book: book.name)
def test_columns_and_words_are_those_of_the_codebook(book: Book) -> None:
    columns = columns_of(book)
    assert {OURS.get(name, name): delivered for name, delivered in book.columns.items()} == {
        name: column["delivered"] for name, column in columns.items()
    }
    assert names_of(columns["feeding"], book.feedings) == FEEDINGS
    assert bool(book.visits) is ("contact" in columns)
    if book.visits:
        assert names_of(columns["contact"], book.visits) == VISITS


def test_every_system_delivers_and_the_one_with_statuses_only_is_small(agreement: Agreement) -> None:
    books = {one.code: dialect_of(one.code).book for one in agreement.municipalities}
    assert [code for code, book in books.items() if book is TM_SUND] == ["0665"]
    assert sum(book is NOVAX for book in books.values()) > 2
    assert sum(book is NEXUS for book in books.values()) > 2
    assert sum(book is STANDARD for book in books.values()) > 8
    assert {book.holds for book in books.values()} == {BOTH, PERIODS, STATUSES}


def test_senders_differ_in_dialect(agreement: Agreement) -> None:
    dialects = [dialect_of(one.code) for one in agreement.municipalities]
    assert sorted(dialect.form for dialect in dialects if dialect.form != "csv") == ["parquet", "xlsx"]
    text = [dialect for dialect in dialects if dialect.form == "csv"]
    assert {dialect.encoding for dialect in text} == {"cp1252", "utf-8", "utf-8-sig"}
    assert {dialect.date_form for dialect in text} == {"dd-mm-åååå", "åååå-mm-dd", "dd.mm.åååå", "dd/mm/åååå"}
    assert {dialect.hyphen for dialect in text} == {True, False}
    assert [sum(dialect.delimiter == sign for dialect in text) for sign in "|;"] == [1, len(text) - 1]
    assert sum(dialect.quoted for dialect in text) == 1
    # The letter ø tells a wrong encoding from a right one.
    assert {dialect.encoding for dialect in text if "ø" in dialect.system} == {"cp1252", "utf-8", "utf-8-sig"}


def test_an_unknown_municipality_writes_as_most_do() -> None:
    assert dialect_of("0101") == Dialect()
