from __future__ import annotations

import math

import pytest

from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.written_numbers import GROUPED, NO_NUMBER, OTHER_DECIMAL, NumberForm


@pytest.mark.parametrize(
    ("text", "form", "value", "half_unit"),
    [
        ("57", NumberForm(",", None), 57.0, 0.5),
        ("57,4", NumberForm(",", None), 57.4, 0.05),
        (" 57,40 ", NumberForm(",", None), 57.4, 0.005),
        ("57.4", NumberForm(".", None), 57.4, 0.05),
        ("1.234", NumberForm(",", "."), 1234.0, 0.5),
        ("1.234.567,8", NumberForm(",", "."), 1234567.8, 0.05),
        ("1 234", NumberForm(",", " "), 1234.0, 0.5),
        ("1\N{NO-BREAK SPACE}234", NumberForm(",", " "), 1234.0, 0.5),
        ("1,234.5", NumberForm(".", ","), 1234.5, 0.05),
        ("1234", NumberForm(",", "."), 1234.0, 0.5),
    ],
)
def test_a_number_is_read_as_declared(text, form, value, half_unit):
    written = form.read(text)
    assert (written.value, written.fault) == (value, "")
    assert written.half_unit == pytest.approx(half_unit)
    assert written.whole == (half_unit == 0.5)


@pytest.mark.parametrize("text", ["", " ", ".."])
def test_a_hidden_or_missing_number_is_no_fault(text):
    written = NumberForm(",", None).read(text)
    assert math.isnan(written.value)
    assert written.fault == ""
    assert written.whole


@pytest.mark.parametrize(
    ("text", "form", "fault"),
    [
        ("1.234", NumberForm(",", None), GROUPED),
        ("1 234", NumberForm(",", "."), GROUPED),
        ("12.34", NumberForm(",", "."), OTHER_DECIMAL),
        ("57.4", NumberForm(",", None), OTHER_DECIMAL),
        ("57,4", NumberForm(".", None), OTHER_DECIMAL),
        ("-5", NumberForm(",", None), NO_NUMBER),
        ("5 %", NumberForm(",", None), NO_NUMBER),
        ("57,", NumberForm(",", None), NO_NUMBER),
        ("1e5", NumberForm(",", None), NO_NUMBER),
        ("٥٧", NumberForm(",", None), NO_NUMBER),
        ("-", NumberForm(",", None), NO_NUMBER),
        (".", NumberForm(".", None), NO_NUMBER),
        ("9" * 400, NumberForm(",", None), NO_NUMBER),
    ],
)
def test_nothing_is_guessed(text, form, fault):
    written = form.read(text)
    assert (math.isnan(written.value), written.fault) == (True, fault)


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ({}, NumberForm(",", None)),
        ({"decimaltegn": "."}, NumberForm(".", None)),
        ({"tusindtalstegn": "."}, NumberForm(",", ".")),
        ({"tusindtalstegn": ","}, NumberForm(".", ",")),
    ],
)
def test_the_signs_are_those_declared(words, form):
    declared = {"navn": "t.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1}
    assert NumberForm.of(DeclaredFile.model_validate(declared | words)) == form
