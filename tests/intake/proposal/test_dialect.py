from __future__ import annotations

import pytest

from evaluering.intake.proposal import dialect
from evaluering.intake.proposal.dialect import dialect_of

KNOWN = frozenset({"cpr", "kommunekode", "system"})


@pytest.fixture
def of(tmp_path):
    def read(content):
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        return dialect_of(path, known=KNOWN)

    return read


@pytest.mark.parametrize(
    ("content", "encoding", "why"),
    [
        ("cpr;system\n1;Børn\n".encode(), "utf-8", "gyldig UTF-8"),
        ("cpr;system\n1;Børn\n".encode("utf-8-sig"), "utf-8-sig", "mærke"),
        ("cpr;system\n1;Børn – “A”\n".encode("cp1252"), "cp1252", "bogstaver i cp1252"),
        (b"cpr;system\n1;A\n", "utf-8", "kan ikke bevises"),
    ],
)
def test_the_encoding_is_proven_or_makes_no_difference(of, content, encoding, why):
    found = of(content).encoding
    assert (found.value, found.proven) == (encoding, True)
    assert why in found.why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("cpr;system\n1;Børn på\n".encode("cp850"), "cp850"),
        ("cpr;system\n1;Børn på\n".encode("mac-roman"), "Mac"),
        ("cpr;system\n1;Børn\n".encode() + "2;Børn\n".encode("cp1252"), "blandet"),
        ("cpr;system\n1;Børn\n".encode("utf-8-sig") + "2;Bærn\n".encode("cp1252"), "blandet"),
        ("cpr;system\n1;Børn på".encode()[:-1], "blandet"),
    ],
)
def test_an_encoding_that_cannot_be_read_is_marked(of, content, why):
    found = of(content).encoding
    assert why in found.why
    assert not found.proven


def test_the_whole_file_is_looked_through_for_its_encoding(of, monkeypatch):
    monkeypatch.setattr(dialect, "_PIECE", 4)
    assert of(b"cpr;system\n" + b"1;A\n" * 50 + "2;ø\n".encode()).encoding.why.endswith("gyldig UTF-8")
    assert of(b"cpr;system\n" + b"1;A\n" * 50 + "2;ø\n".encode("cp1252")).encoding.value == "cp1252"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_divides_all_rows_alike(of, delimiter):
    found = of("".join(f"{delimiter.join(row)}\n" for row in (("cpr", "system"), ("1", "A"), ("2", "B"))).encode())
    assert (found.delimiter.value, found.delimiter.proven) == (delimiter, True)
    assert found.header == ["cpr", "system"]
    assert found.sample == [["1", "A"], ["2", "B"]]


def test_a_sign_inside_quotation_marks_divides_nothing(of):
    assert of(b'cpr,system\n1,"a;b"\n2,"c;d"\n').delimiter.value == ","


def test_known_names_decide_between_two_signs(of):
    found = of(b"cpr;a,b;system\n1;1,5;x\n")
    assert (found.delimiter.value, found.header) == (";", ["cpr", "a,b", "system"])
    assert found.delimiter.proven


def test_two_signs_that_divide_equally_well_are_told(of):
    found = of(b"a;b,c\n1;2,3\n").delimiter
    assert not found.proven
    assert "også komma" in found.why


def test_rows_of_other_lengths_are_told_and_left_out_of_the_sample(of):
    found = of(b"cpr;system\n1;A\n2\n3;C\n")
    assert (found.delimiter.value, found.delimiter.proven) == (";", True)
    assert "66 %" in found.delimiter.why
    assert found.sample == [["1", "A"], ["3", "C"]]


def test_uneven_rows_below_unknown_names_prove_nothing(of):
    assert not of(b"a;b\n1;A\n2\n").delimiter.proven


@pytest.mark.parametrize("content", [b"one\ntwo\n", b'"' + b"a" * 200_000 + b";b"])
def test_a_text_that_nothing_divides(of, content):
    found = of(content)
    assert found.delimiter.value is None
    assert not found.delimiter.proven


def test_names_below_a_title_are_found(of):
    found = of("Udtræk; lavet i dag\n\ncpr;kommunekode;system\n1;2;3\n".encode())
    assert (found.header_row, found.header) == (3, ["cpr", "kommunekode", "system"])
    assert found.sample == [["1", "2", "3"]]


def test_one_known_word_in_a_later_row_is_no_row_of_names(of):
    assert of(b"a;b\ncpr;x\n").header == ["a", "b"]


def test_a_sample_never_ends_within_a_row(of, monkeypatch):
    monkeypatch.setattr(dialect, "_SAMPLE", 25)
    assert of(b"cpr;system\n" + b"1;ABC\n" * 9).sample == [["1", "ABC"]] * 2


def test_no_more_rows_are_sampled_than_stated(of, monkeypatch):
    monkeypatch.setattr(dialect, "SAMPLED_ROWS", 3)
    assert len(of(b"cpr;system\n" + b"1;A\n" * 9).sample) == 2
