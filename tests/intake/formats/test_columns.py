from __future__ import annotations

import pytest

from evaluering.errors import DeliveryError
from evaluering.intake.formats.columns import read_header


def renamed(row: dict[str, str], old: str, new: str) -> dict[str, str]:
    return {new if name == old else name: value for name, value in row.items()}


@pytest.mark.parametrize(("old", "new"), [("ernaering", "ernæring"), ("cpr", "CPR"), ("periode_slut", "periode slut")])
def test_a_renamed_column_is_told_with_what_was_meant(with_births, old, new):
    with_births.extract([renamed(with_births.row(), old, new)])
    finding = with_births.one_fault(DeliveryError)
    assert (finding.column, finding.what) == (old, f"Kolonnen {old} mangler")
    assert finding.remedy.startswith(f"Mener du {old}, hvor der står »{new}«?")
    assert "foedselsdato" in finding.allowed


def test_missing_columns_are_told_one_by_one(with_births):
    row = {name: value for name, value in with_births.row().items() if name not in ("kommunekode", "system")}
    with_births.extract([row])
    assert {finding.column for finding in with_births.fault(DeliveryError)} == {"kommunekode", "system"}


def test_a_column_twice_is_told(with_births):
    text = with_births.text_of([with_births.row() | {"x": "fuld"}]).replace(";x\n", ";ernaering\n")
    with_births.extract(text)
    assert "to gange" in with_births.one_fault(DeliveryError).what


def test_two_unknown_columns_of_one_name_are_told(with_births):
    text = with_births.text_of([with_births.row() | {"x": "1", "y": "2"}]).replace(";x;y\n", ";x;x\n")
    with_births.extract(text)
    assert "samme navn" in with_births.one_fault(DeliveryError).what


def test_unknown_columns_are_named_and_not_used(with_births):
    with_births.extract([with_births.row() | {"vægt": "5200", "kommunenavn": "Herning", "12345678": "x"}])
    note = "herning/herning.csv: »vægt«, »kommunenavn« og en kolonne uden læseligt navn står ikke i kodebogen"
    assert with_births.read().notes[0].startswith(note)


@pytest.mark.parametrize(
    "name",
    ["navn", "Fornavn", "baby_navn", "adresse", "telefonnr", "tlf", "E-mail", "mors_cpr", "mor", "bemærkning", "notat"],
)
def test_a_personal_column_is_refused(with_births, name):
    with_births.extract([with_births.row() | {name: "Hemmelig"}])
    finding = with_births.one_fault(DeliveryError)
    assert f"»{name}«" in finding.what
    assert "Hemmelig" not in finding.text()


@pytest.mark.parametrize("content", ["050520-9996", "x0505209996", "650520 4001", "0505207AB6", "a@b.dk"])
@pytest.mark.parametrize("column", ["system", "journal"])
def test_a_person_in_a_column_that_is_not_used_is_refused(with_births, column, content):
    rows = [with_births.row() | {column: ""}, with_births.row(2) | {column: content}]
    with_births.extract(rows)
    finding = with_births.one_fault(DeliveryError)
    assert (finding.row, finding.column) == (3, column)
    assert content not in finding.text()


def test_numbers_that_are_no_persons_are_let_through(with_births):
    with_births.extract([with_births.row() | {"sor": "990000000657016", "id": "4713204001", "tal": "12345678"}])
    assert len(with_births.read().feeding) == 1


def test_a_line_that_is_no_line_of_names_is_one_name():
    assert read_header(b"cpr;kommune\rkode", ";") == ["cpr;kommune\rkode"]
    assert read_header(b'"cpr";x', ";") == ["cpr", "x"]
