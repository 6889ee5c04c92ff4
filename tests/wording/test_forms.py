import math
from datetime import date

import pytest

from evaluering import wording
from evaluering.periods import Month
from evaluering.wording.forms import agreement_year


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1133.25, 1, "1.133,3"),
        (0.05, 1, "0,1"),
        (-0.04, 1, "0,0"),
        (-1.25, 1, "\N{MINUS SIGN}1,3"),
        (14500, 0, "14.500"),
        (math.nan, 1, "Ingen data"),
        (math.inf, 1, "Ingen data"),
    ],
)
def test_number_is_danish(value, decimals, text):
    assert wording.number(value, decimals) == text


def test_units_follow_a_space_that_does_not_break():
    assert wording.measured(12.04, "pct") == "12,0\N{NO-BREAK SPACE}%"
    assert wording.measured(2, "count", decimals=0) == "2"


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.13, "+4,1"), (-4.13, "\N{MINUS SIGN}4,1"), (0.0, "0,0"), (0.04, "0,0"), (-0.04, "0,0")],
)
def test_change_carries_its_sign_unless_it_rounds_to_nothing(value, text):
    assert wording.signed(value, "days") == f"{text}\N{NO-BREAK SPACE}dage"


def test_dates_and_periods_in_words():
    assert wording.long_date(date(2028, 3, 31)) == "31.\N{NO-BREAK SPACE}marts 2028"
    assert wording.long_month("2023-04") == "april 2023"
    assert wording.long_month(Month(2023, 4)) == "april 2023"
    assert wording.short_month("2024-12") == "dec. 2024"
    assert wording.short_month(Month(2024, 12)) == "dec. 2024"
    assert wording.span("2023-04", Month(2025, 6)) == "april 2023 til juni 2025"
    assert wording.span("2025-07", "2025-10") == "juli til oktober 2025"
    assert wording.span("2025-07", "2025-07") == "juli 2025"
    assert agreement_year(2023) == "aftaleår 2023/24"
    assert agreement_year(1999) == "aftaleår 1999/00"


def test_interval_and_lists_read_aloud():
    assert wording.interval(-1, 2.55) == "\N{MINUS SIGN}1,0 til 2,6"
    assert wording.sentence_list(["a", "b", "c"]) == "a, b og c"
    assert wording.sentence_list(["a"]) == "a"
    assert wording.sentence_list([]) == ""
    assert wording.count(1234) == "1.234"


@pytest.mark.parametrize(("text", "within"), [("Åbent punkt", "åbent punkt"), ("% af børn", "% af børn"), ("", "")])
def test_a_text_within_a_sentence_begins_small(text, within):
    assert wording.lowered(text) == within
