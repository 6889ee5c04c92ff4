from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from evaluering.intake.formats.dates import DATE_FORMS, likely_form, parse_cpr, parse_dates


def test_dates_are_read_in_the_declared_form_only():
    texts = pa.array(["29-02-2020", "29-02-2021", "2020-02-29", "01-13-2020", "", "1-2-2020", "３1-01-2020"])
    days = parse_dates(texts, DATE_FORMS["dd-mm-åååå"])
    assert [str(day) for day in days] == ["2020-02-29", *["NaT"] * 6]
    assert str(parse_dates(texts, DATE_FORMS["åååå-mm-dd"])[2]) == "2020-02-29"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2020-02-29", "åååå-mm-dd"),
        ("12-31-2020", "mm-dd-åååå"),
        ("31.12.2020", "dd.mm.åååå"),
        ("31/12/2020", "dd/mm/åååå"),
        ("12/31/2020", "mm/dd/åååå"),
        ("20201231", "ååååmmdd"),
        ("31122020", "ddmmåååå"),
        ("i går", None),
    ],
)
def test_the_form_of_strange_dates_is_recognised(text, form):
    assert likely_form(pa.array([text])) == form


def test_no_dates_have_no_form():
    assert likely_form(pa.array([], type=pa.string())) is None


@pytest.mark.parametrize(
    ("cpr", "birth"),
    [
        ("0505209996", "2020-05-05"),  # the official example; modulus 11 does not hold
        ("650520-4001", "2020-05-05"),  # replacement number
        (" 0101360000 ", "1936-01-01"),
        ("0101364000", "2036-01-01"),
        ("0101374000", "1937-01-01"),
        ("0101369000", "2036-01-01"),
        ("0101575000", "2057-01-01"),
        ("0101585000", "1858-01-01"),
    ],
)
def test_the_birth_date_of_a_cpr_number(cpr, birth):
    numbers = parse_cpr(pa.array([cpr]))
    assert (numbers.has_form[0], str(numbers.birth[0])) == (True, birth)


@pytest.mark.parametrize(
    "cpr", ["505209996", "05052O9996", "0505207AB6", "050520--9996", "", "050520 9996", "05052099961"]
)
def test_other_forms_are_no_cpr_numbers(cpr):
    numbers = parse_cpr(pa.array([cpr]))
    assert not numbers.has_form[0]
    assert np.isnat(numbers.birth[0])


@pytest.mark.parametrize("cpr", ["3102204001", "0013204001", "9502204001", "6000204001"])
def test_a_number_without_a_day(cpr):
    numbers = parse_cpr(pa.array([cpr]))
    assert numbers.has_form[0]
    assert np.isnat(numbers.birth[0])
