from __future__ import annotations

from pathlib import Path

import pytest

from evaluering.intake.codebook import read_codebooks
from evaluering.intake.proposal.books import codebook_answer, delivered_names, header_findings, match_books

BOOKS, _ = read_codebooks(Path("no-such-set"))


def header_of(codebook, source):
    return [column.delivered for column in BOOKS[codebook].source(source).columns]


@pytest.mark.parametrize(
    ("codebook", "source"),
    [(name, book.source) for name in BOOKS for book in BOOKS[name].sources if book.source != "kl-gateway"],
)
def test_every_codebook_knows_its_own_columns(codebook, source):
    header = [*header_of(codebook, source), *(("2020", "2021") if codebook == "esundhed-bred" else ())]
    matches = match_books(header, BOOKS)
    answer = codebook_answer(matches)
    assert (answer.value, answer.proven, matches[0].book.source) == (codebook, True, source)
    assert str(len(header)) in answer.why
    assert header_findings(header, matches[0], shown="a.csv", row=1) == ([], [])


def test_columns_that_are_missing_are_marked_and_told():
    header = [name for name in header_of("standard", "kommuneudtraek") if name not in ("cpr", "system")]
    matches = match_books(header, BOOKS)
    answer = codebook_answer(matches)
    assert (answer.value, answer.proven) == ("standard", False)
    assert "2 af kodebogens 10" in answer.why
    findings, _ = header_findings(header, matches[0], shown="a.csv", row=1)
    assert {finding.column for finding in findings} == {"cpr", "system"}


def test_a_renamed_column_is_taken_for_the_one_it_resembles():
    header = [name.replace("foedselsdato", "Fødselsdato") for name in header_of("standard", "kommuneudtraek")]
    match = match_books(header, BOOKS)[0]
    assert match.places["birth"] == "Fødselsdato"
    assert match.missing == 1
    findings, _ = header_findings(header, match, shown="a.csv", row=1)
    assert "Mener du foedselsdato, hvor der står »Fødselsdato«?" in findings[0].remedy


def test_names_that_all_differ_are_told_together():
    header = [name.upper() for name in header_of("standard", "kommuneudtraek")]
    match = match_books(header, BOOKS)[0]
    assert (match.codebook, match.exact, match.missing) == ("standard", 0, 10)
    (finding,), notes = header_findings(header, match, shown="a.csv", row=1)
    assert "Ingen af kolonnerne" in finding.what
    assert "foedselsdato (mener du det, hvor der står »FOEDSELSDATO«?)" in finding.allowed
    assert notes == []


@pytest.mark.parametrize("header", [[], ["a"], ["cpr", "navn"], ["kommunekode", "x", "y"], ["2020", "2021"]])
def test_other_columns_are_no_codebook_s(header):
    assert match_books(header, BOOKS) == []
    assert codebook_answer([]).value is None


def test_codebooks_that_know_equally_much_are_both_told():
    twice = BOOKS | {"egen": BOOKS["novax"]}
    answer = codebook_answer(match_books(header_of("novax", "kommuneudtraek"), twice))
    assert not answer.proven
    assert {answer.value, answer.why.rpartition(" ")[2]} == {"novax", "egen"}


def test_the_names_of_all_codebooks_are_known():
    assert {"cpr", "ERN_KODE", "Barn CPR", "OMRÅDE"} <= delivered_names(BOOKS)
