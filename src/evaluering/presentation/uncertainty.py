"""The fixed words for uncertainty, and how many decimals a reader is given; the one table behind every sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from evaluering.estimation.estimate import CONFIDENCE
from evaluering.wording import measured, number, said

Certainty = Literal["up", "likely_up", "unclear", "likely_down", "down"]

SURETY = measured(100 * CONFIDENCE, "pct", decimals=0)
"""How sure an interval is, on one line: ``95 %``."""

NEAR_DAYS = 5.0
"""A mean nearer its target than this is told with a decimal: whole days would hide how near."""

SURE = 0.975
LIKELY = 0.90

VERBS: Mapping[Certainty, str] = {
    "up": "steg",
    "likely_up": "steg sandsynligvis",
    "likely_down": "faldt sandsynligvis",
    "down": "faldt",
}
"""Verb of a sentence about a change; for `unclear` there is none."""

CELLS: Mapping[Certainty, str] = {
    "up": "Steget",
    "likely_up": "Sandsynligvis steget",
    "unclear": "Ingen sikker ændring",
    "likely_down": "Sandsynligvis faldet",
    "down": "Faldet",
}
"""The same in the cell of a table or beside a point."""


def certainty(probability_positive: float) -> Certainty:
    """How sure the direction of a change is, from the probability that it is above zero (reports, "Words").

    >>> certainty(0.98), certainty(0.93), certainty(0.5), certainty(0.025)
    ('up', 'likely_up', 'unclear', 'down')
    """
    if probability_positive >= SURE:
        return "up"
    if probability_positive >= LIKELY:
        return "likely_up"
    if probability_positive <= 1 - SURE + 1e-12:
        return "down"
    if probability_positive <= 1 - LIKELY + 1e-12:
        return "likely_down"
    return "unclear"


def prose_decimals(measure: str, *values: float) -> int:
    """Days whole, all else with one decimal; one decimal for days too when whole days would say nothing."""
    if measure != "days":
        return 1
    silent = any(number(value, 0) == number(0.0, 0) and number(value, 1) != number(0.0, 1) for value in values)
    return 1 if silent else 0


def decimals_apart(value: float, target: float, *, measure: str) -> int:
    """Decimals that show how near the target a value lies, and on which side: the same in text and table."""
    decimals = 0 if measure == "days" and abs(value - target) >= NEAR_DAYS else 1
    while decimals < 4 and value != target and number(value, decimals) == number(target, decimals):
        decimals += 1
    return decimals


def said_signed(value: float, measure: str, *, decimals: int) -> str:
    """A change with its sign in a sentence: ``+1 dag``."""
    sign = "+" if value > 0 and number(value, decimals) != number(0.0, decimals) else ""
    return f"{sign}{said(value, measure, decimals=decimals)}"


def between(lower: float, upper: float, *, measure: str, decimals: int) -> str:
    """Two limits in a sentence: ``mellem 3 og 5 dage``."""
    return f"mellem {number(lower, decimals)} og {said(upper, measure, decimals=decimals)}"
