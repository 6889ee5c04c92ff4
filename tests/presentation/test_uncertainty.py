import pytest

from evaluering.presentation.uncertainty import (
    CELLS,
    VERBS,
    between,
    certainty,
    decimals_apart,
    prose_decimals,
    said_signed,
)


@pytest.mark.parametrize(
    ("probability", "answer"),
    [
        (1.0, "up"), (0.975, "up"), (0.974, "likely_up"), (0.90, "likely_up"), (0.899, "unclear"), (0.5, "unclear"),
        (0.101, "unclear"), (0.10, "likely_down"), (0.026, "likely_down"), (0.025, "down"), (0.0, "down"),
        (float("nan"), "unclear"),
    ],
)  # fmt: skip
def test_words_follow_the_fixed_table(probability, answer):
    assert certainty(probability) == answer


def test_every_answer_has_its_words():
    assert set(CELLS) == {*VERBS, "unclear"}
    assert "sandsynligvis" in VERBS["likely_up"]
    assert "sandsynligvis" in VERBS["likely_down"]


@pytest.mark.parametrize(
    ("measure", "values", "decimals"),
    [("days", (4.1, 2.9), 0), ("days", (0.3, 2.9), 1), ("days", (0.0, 4.0), 0), ("pct", (12.0,), 1)],
)
def test_days_are_whole_unless_that_says_nothing(measure, values, decimals):
    assert prose_decimals(measure, *values) == decimals


@pytest.mark.parametrize(
    ("value", "target", "measure", "decimals"),
    [
        (112.5, 120.0, "days", 0),
        (115.1, 120.0, "days", 1),
        (122.4, 120.0, "days", 1),
        (119.7, 120.0, "days", 1),
        (19.96, 20.0, "pct", 2),
        (20.0, 20.0, "pct", 1),
    ],
)
def test_a_value_just_below_its_target_does_not_look_like_it(value, target, measure, decimals):
    assert decimals_apart(value, target, measure=measure) == decimals


def test_limits_and_signs_in_a_sentence():
    assert between(-2.4, 3.9, measure="days", decimals=0) == "mellem −2 og 4\N{NO-BREAK SPACE}dage"
    assert said_signed(0.8, "days", decimals=0) == "+1\N{NO-BREAK SPACE}dag"
    assert said_signed(-0.8, "days", decimals=0) == "−1\N{NO-BREAK SPACE}dag"
    assert said_signed(0.01, "pct_point", decimals=1) == "0,0\N{NO-BREAK SPACE}procentpoint"
