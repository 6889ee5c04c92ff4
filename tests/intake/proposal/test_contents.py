from __future__ import annotations

from pathlib import Path

import pytest

from evaluering.intake.codebook import read_codebooks
from evaluering.intake.proposal.books import match_books
from evaluering.intake.proposal.contents import code_findings, municipalities_in, number_answers
from evaluering.intake.proposal.gathering import Gathered

BOOKS, _ = read_codebooks(Path("no-such-set"))


def match_of(source, codebook="standard", *more):
    header = [column.delivered for column in BOOKS[codebook].source(source).columns]
    return match_books([*header, *more], BOOKS)[0]


EXTRACT, BIRTHS = match_of("kommuneudtraek"), match_of("foedsler")
PUBLISHED, WIDE = match_of("esundhed"), match_of("esundhed", "esundhed-bred", "2020", "2021")
STATBANK = match_of("statbank")


def kept_of(**columns):
    return Gathered(texts={name: dict.fromkeys(texts, 2) for name, texts in columns.items()})


@pytest.mark.parametrize(
    ("match", "columns", "signs"),
    [
        (PUBLISHED, {"value": ["109,4", "12", ".."]}, {"decimaltegn": ","}),
        (PUBLISHED, {"value": ["109.4"]}, {"decimaltegn": "."}),
        (PUBLISHED, {"value": ["1.234,5"]}, {"decimaltegn": ",", "tusindtalstegn": "."}),
        (PUBLISHED, {"value": ["1,234.5"]}, {"decimaltegn": ".", "tusindtalstegn": ","}),
        (PUBLISHED, {"value": ["1 234,5"]}, {"decimaltegn": ",", "tusindtalstegn": " "}),
        (PUBLISHED, {"denominator": ["1.234"], "value": ["12"]}, {"decimaltegn": ",", "tusindtalstegn": "."}),
        (PUBLISHED, {"value": ["12", "13"]}, {"decimaltegn": ","}),
        (WIDE, {"2020": ["109.4"], "2021": ["110"]}, {"decimaltegn": "."}),
        (BIRTHS, {"births": ["12"]}, {"decimaltegn": ","}),
        (STATBANK, {"births": ["12", "1 234"]}, {"decimaltegn": ",", "tusindtalstegn": " "}),
    ],
)
def test_the_signs_are_proven_or_make_no_difference(match, columns, signs):
    answers, findings = number_answers(kept_of(**columns), match, shown="a.csv")
    assert {answer.key: answer.value for answer in answers} == signs
    assert all(answer.proven for answer in answers)
    assert findings == []


def test_the_reason_tells_whether_any_number_has_decimals():
    with_decimals, _ = number_answers(kept_of(value=["1,5"]), PUBLISHED, shown="a.csv")
    without, _ = number_answers(kept_of(value=["15"]), PUBLISHED, shown="a.csv")
    assert "kan ikke bevises" not in with_decimals[0].why
    assert "kan ikke bevises" in without[0].why


def test_a_sign_that_may_be_either_is_marked():
    (decimal,), findings = number_answers(kept_of(value=["1.234"]), PUBLISHED, shown="a.csv")
    assert (decimal.value, decimal.proven) == (".", False)
    assert "decimaltegn , og tusindtalstegn ." in decimal.why
    assert findings == []


def test_numbers_written_in_two_ways_are_counted():
    answers, (finding,) = number_answers(kept_of(value=["1,5", "2,5", "3.5"]), PUBLISHED, shown="a.csv")
    assert answers[0].value == ","
    assert finding.count == 2


def test_a_table_without_numbers_needs_no_signs():
    assert number_answers(kept_of(feeding=["fuld"]), EXTRACT, shown="a.csv") == ([], [])
    assert number_answers(kept_of(value=["", " "]), PUBLISHED, shown="a.csv") == ([], [])


def test_known_codes_are_no_fault():
    kept = kept_of(feeding=["fuld", "uoplyst"], contact=["", "2_maaneder"])
    assert list(code_findings(kept, EXTRACT, shown="a.csv")) == []


def test_published_tables_may_write_codes_in_several_ways():
    kept = kept_of(movement=["B01 x"], sex=["TOT", "i  alt", "M Mænd"])
    assert list(code_findings(kept, STATBANK, shown="a.csv")) == []


def test_unknown_codes_are_shown_when_they_are_codes():
    (finding,) = code_findings(kept_of(feeding=["fuld", "Fuldt", "", "4-6 mdr"]), EXTRACT, shown="a.csv")
    assert finding.what == "Kodebogen kender ikke koderne »(tomt)«, »4-6 mdr«, »Fuldt«"
    assert (finding.column, finding.count) == ("ernaering", 6)
    assert "fuld" in finding.allowed


@pytest.mark.parametrize(
    "texts",
    [
        ["a" * 21],
        ["010160-1234"],
        ["0101 60 12"],
        ["05-05-2020"],
        ["a@b"],
        ["a\nb"],
        [f"kode {number}" for number in range(11)],
    ],
)
def test_unknown_texts_that_may_be_something_else_are_only_counted(texts):
    (finding,) = code_findings(kept_of(feeding=["fuld", *texts]), EXTRACT, shown="a.csv")
    assert finding.what == f"Kodebogen kender ikke {len(texts)} forskellige koder"
    assert not any(text in finding.text() for text in texts)


def test_municipalities_are_counted_by_their_code():
    novax = match_of("kommuneudtraek", "novax")
    found, findings = municipalities_in(kept_of(municipality=["657", "791"]), novax, ("0657", "0791"), shown="a.csv")
    assert (found, findings) == ({"0657": 2, "0791": 2}, [])


def test_codes_outside_the_agreement_are_told():
    found, (finding,) = municipalities_in(kept_of(municipality=["0657", "0101"]), EXTRACT, ("0657",), shown="a.csv")
    assert found == {"0657": 2}
    assert '"0101"' in finding.what
    assert (finding.column, finding.count, finding.allowed) == ("kommunekode", 2, "0657")


def test_without_an_agreement_every_danish_municipality_is_known():
    kept = kept_of(municipality=["0657", "0101", "9999", "Herning"])
    found, (finding,) = municipalities_in(kept, EXTRACT, (), shown="a.csv")
    assert set(found) == {"0657", "0101"}
    assert "Herning" not in finding.text()
    assert "9999" in finding.what
    assert "fire cifre" in finding.allowed


def test_a_table_without_municipalities_names_none():
    assert municipalities_in(kept_of(value=["1"]), PUBLISHED, (), shown="a.csv") == ({}, [])
