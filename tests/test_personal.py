from __future__ import annotations

import pytest

from evaluering.personal import LIKE_CPR, personal_kinds

NBH, EN, NBSP, SHY, ZWSP = "\u2011", "\u2013", "\u00a0", "\u00ad", "\u200b"


@pytest.mark.parametrize(
    "text",
    [
        "Barnet 010120-1234 er talt med",
        "0101201234",
        "610120-1234",  # replacement number: day + 60
        "010120-7AB4",  # letters in the serial number
        "010120 1234",
        "010120 - 1234",
        f"010120{NBH}1234",  # as Word writes a hyphen that must not break
        f"010120{EN}1234",
        f"010120{NBSP}1234",
        f"01{ZWSP}0120-{SHY}1234",
        "01.01.2020-1234",
        "01-01-20-1234",
        "01/01/2020 1234",
        "010120201234",
        "０１０１２０-１２３４",  # full-width digits
        "010120_1234",
        "010120.1234",
        "010120:1234",
        "010120 | 1234",
        "010120-12ab",
        "010120-1234x",
        "01\u204401\u204420-1234",
        "01_01_20-1234",
        "1. januar 2020 1234",
        "1. januar 2020-1234",
        "Den 1 maj 20 7AB4",
        "1/1-2020 1234",
        "0101 20-1234",
    ],
)
def test_what_looks_like_a_cpr_number_is_found_however_it_is_written(text: str) -> None:
    assert list(personal_kinds(text)) == ["cpr"]


@pytest.mark.parametrize("text", ["a.b@rm.dk", "skriv til A_B @ rm.dk", "navn(at)kommune.dk"])
def test_mail_addresses_are_found(text: str) -> None:
    assert list(personal_kinds(text)) == ["mail"]


@pytest.mark.parametrize(
    "text", ["12345678", "12 34 56 78", "12.34.56.78", "+45 12345678", "1234 5678", "Tlf.: 123 45 67", "mobil 40404040"]
)
def test_telephone_numbers_are_found(text: str) -> None:
    assert list(personal_kinds(text)) == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I alt 1.133 af de 3.185 børn, svarende til 35,6 % (95 % CI: 33,9-37,3).",
        f"Fra 2012{EN}2020 og i 2024 2025",
        "Fra 1. april 2023 til 31. marts 2028",
        "2023-04-01 til 2024-03-31",
        "01.01.2012 - 31.12.2020",
        "12.345.678 kroner",
        "SOR-kode 990000000657016",
        "§ 4, stk. 2, nr. 10",
        "Vi har 20 mobile enheder og 3 telefonlinjer",
        "@ er et tegn",
        "31.03.2028 4000 børn",
        "31. marts 2028 4000 børn",
        "01-12-2026 2027",
        "Fra 1. april 2023 2024 og frem",
        "20242025",
        "| 12 | 34 | 56 | 78 |",
        "| 12 | 10 | 25 | 1234 |",
        "I 2012-13: 1234 børn",
    ],
)
def test_ordinary_numbers_and_dates_are_no_persons(text: str) -> None:
    assert list(personal_kinds(text)) == []


@pytest.mark.parametrize("part", ["a", "a[at]b", "1", "010120", "tlf", "01.", "a@b", "@.", "æ "])
def test_a_line_as_long_as_a_file_is_read_in_one_go(part: str) -> None:
    assert set(personal_kinds(part * (190_000 // len(part)))) <= {"cpr", "mail", "phone"}


def test_several_kinds_in_one_line_are_all_told() -> None:
    assert list(personal_kinds("010120-1234, a@b.dk")) == ["cpr", "mail"]


def test_a_name_of_a_file_hides_what_looks_like_a_cpr_number() -> None:
    assert LIKE_CPR.sub("x", "noter 010120-1AB4.docx") == "noter x.docx"
