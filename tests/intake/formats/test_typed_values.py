from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.typed_values import (
    NO_VALUE,
    Kind,
    kind_findings,
    moment_value,
    number_value,
    text_value,
    typed_column,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (657, "657"),
        (657.0, "657"),
        (Decimal("657.00"), "657"),
        (-0.0, "0"),
        (0.1 + 0.2, "0,3"),
        (Decimal("12.50"), "12,5"),
        (1e-9, "0,000000001"),
        (1e22, "10000000000000000000000"),
        (2**62, "4611686018427387904"),
    ],
)
def test_numbers_are_written_as_they_would_be_typed(number, text):
    assert number_value(number, ",") == (Kind.NUMBER, text)


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_numbers_without_end_are_errors(number):
    assert number_value(number, ",")[0] == Kind.ERROR


@pytest.mark.parametrize(("text", "value"), [("", NO_VALUE), (" \t\n", NO_VALUE), (" a ", (Kind.TEXT, " a "))])
def test_text_of_spaces_alone_is_empty(text, value):
    assert text_value(text) == value


def test_a_moment_is_a_date_at_midnight_in_no_time_zone():
    midnight = datetime.fromisoformat("2020-05-05T00:00")
    assert moment_value(midnight) == (Kind.DATE, "2020-05-05")
    assert moment_value(midnight.replace(tzinfo=UTC))[0] == Kind.MOMENT
    assert moment_value(midnight.replace(microsecond=1))[0] == Kind.MOMENT


def test_a_column_holds_each_text_once():
    column = typed_column([NO_VALUE, (Kind.TEXT, "70"), (Kind.NUMBER, "70")], np.array([2, 1, 0, 1]))
    assert column.texts.to_pylist() == ["70", "70", "", "70"]
    assert column.texts.dictionary.to_pylist() == ["", "70"]
    assert column.kinds.tolist() == [Kind.NUMBER, Kind.TEXT, Kind.EMPTY, Kind.TEXT]


def test_every_kind_that_a_column_may_not_have_is_told_with_something_to_do():
    book = read_codebook("standard").source("kommuneudtraek")
    for form in ("dato", "dd-mm-åååå", "ddmmåååå", "ååååmmdd"):
        declared = DeclaredFile(navn="a.xlsx", format="xlsx", raekker=1, datoformat=form)
        for variable in book.columns:
            for kind in Kind:
                columns = {variable.delivered: typed_column([(kind, "x")], np.array([0, 0]))}
                numbers = np.array([7, 9])
                findings = kind_findings(columns, declared, book, shown="a", numbers=numbers, sheet="Ark1")
                accepted = kind == Kind.EMPTY or variable.type == "text" or kind == _stored_as(variable.type, form)
                accepted |= kind == Kind.NUMBER and (variable.type == "code" or (variable.type, form) == _NUMBERED)
                assert len(findings) == (not accepted), (variable.delivered, kind, form)
                for finding in findings:
                    assert (finding.row, finding.count, finding.sheet) == (7, 2, "Ark1")
                    assert finding.column == variable.delivered
                    assert finding.what
                    assert finding.allowed
                    assert finding.remedy


_NUMBERED = ("date", "ååååmmdd")


def _stored_as(kind_of_column, form):
    return Kind.DATE if (kind_of_column, form) == ("date", "dato") else Kind.TEXT
