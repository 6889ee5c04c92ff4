"""The fixed words for uncertainty, and how many decimals a reader is given; the one table behind every sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from evaluering.estimation.estimate import CONFIDENCE, Estimate
from evaluering.wording import NARROW, measured, number, said

Certainty = Literal["up", "likely_up", "unclear", "likely_down", "down"]

SURETY = measured(100 * CONFIDENCE, "pct", decimals=0)
"""How sure an interval is, on one line: ``95 %``."""

NEAR_DAYS = 5.0
"""A mean nearer its target than this is told with a decimal: whole days would hide how near."""

MOST_DECIMALS = 3
"""A number that so few decimals cannot tell from zero is told as zero."""

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


def answer(estimate: Estimate) -> Certainty:
    """How sure the direction of an estimate is, never surer than its own value and limits let a reader see.

    Limits and probability may come from different draws. Where they disagree at the edge, the weaker word is used.
    """
    sure = certainty(estimate.probability_positive)
    if sure in ("up", "down") and not (estimate.lower > 0 or estimate.upper < 0):
        sure = "likely_up" if sure == "up" else "likely_down"
    shown = 0.0 if is_zero(estimate.value, MOST_DECIMALS) else estimate.value
    if (sure.endswith("up") and not shown > 0) or (sure.endswith("down") and not shown < 0):
        return "unclear"
    return sure


def is_zero(value: float, decimals: int) -> bool:
    """Whether a number is read as zero with so many decimals (halves are rounded away from it)."""
    return abs(value) < 0.5 * 10.0**-decimals


def telling_decimals(*values: float, least: int) -> int:
    """Decimals from `least` up, so that no number but zero is read as zero: its side would be lost.

    >>> telling_decimals(4.1, 0.04, least=1), telling_decimals(4.1, 0.0, least=1)
    (2, 1)
    """
    decimals = least
    while decimals < MOST_DECIMALS and any(value != 0 and is_zero(value, decimals) for value in values):
        decimals += 1
    return decimals


def prose_decimals(measure: str, *values: float) -> int:
    """Days whole, all else with one decimal; more only where a number would be read as zero."""
    return telling_decimals(*values, least=0 if measure == "days" else 1)


def cell_decimals(estimate: Estimate) -> int:
    """Decimals of an estimate and its limits in a table or beside a point: one, or more where its value needs them.

    A limit too near zero for them keeps its side by `limits_cell`.
    """
    return telling_decimals(estimate.value, least=1)


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


def said_size(value: float, measure: str, *, decimals: int) -> str:
    """How large a change is in a sentence; one that would be read as zero is told as less: ``under 0,1 dage``."""
    small = value != 0 and is_zero(value, decimals)
    told = said(10.0**-decimals if small else abs(value), measure, decimals=decimals)
    return f"under {told}" if small else told


def between(lower: float, upper: float, *, measure: str, decimals: int) -> str:
    """Two limits in a sentence: ``mellem 3 og 5 dage``, ``mellem lige under 0 og 5 dage``."""
    far = said(upper, measure, decimals=decimals)
    near_zero = upper != 0 and is_zero(upper, decimals)
    far = far.replace(number(upper, decimals), limit(upper, decimals), 1) if near_zero else far
    return f"mellem {limit(lower, decimals)} og {far}"


def limit(value: float, decimals: int) -> str:
    """A limit that keeps its side of zero without further decimals.

    >>> limit(-1.94, 1), limit(-0.02, 1), limit(0.3, 0), limit(0.0, 1)
    ('−1,9', 'lige under 0', 'lige over 0', '0,0')
    """
    if value == 0 or not is_zero(value, decimals):
        return number(value, decimals)
    return f"lige {'over' if value > 0 else 'under'} 0"


def limits_cell(lower: float, upper: float, *, decimals: int = 1) -> str:
    """Two limits in a cell, not to be broken: ``−1,9 til 6,2``, ``lige under 0 til 6,6``."""
    return f"{limit(lower, decimals)} til {limit(upper, decimals)}".replace(" ", NARROW)
