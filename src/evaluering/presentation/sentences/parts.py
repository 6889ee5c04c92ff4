"""Parts that several sentences on a change share: its verb, its limits, what could not be seen, what it is a year."""

from __future__ import annotations

import math
from dataclasses import replace

from evaluering import wording
from evaluering.estimation.children import in_children as as_children
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_change import UnitChange
from evaluering.presentation.uncertainty import (
    SURETY,
    VERBS,
    Certainty,
    answer,
    between,
    prose_decimals,
    said_signed,
)
from evaluering.wording.interrupted import BREAK_NEAR_START

AGAINST = "i forhold til det ventede"
EXPECTED = "Det ventede er udviklingen fra årene før aftalen, trukket videre frem."

_MONTHS_A_YEAR = 12
_MOST_DECIMALS = 1
_DIGITS = 2
"""Significant digits of a number that a sentence calls *omkring*."""


def verb_around(sure: Certainty, what: str) -> str:
    """Verb, subject and adverb in Danish order: ``steg <subject> sandsynligvis``."""
    verb, _, adverb = VERBS[sure].partition(" ")
    return f"{verb} {what} {adverb}".rstrip()


def decimals_of(estimate: Estimate) -> int:
    """Decimals with which a sentence tells an estimate and its limits: at most one."""
    return min(_MOST_DECIMALS, prose_decimals(estimate.measure, estimate.value))


def bounded(estimate: Estimate) -> bool:
    """Whether both limits are numbers."""
    return math.isfinite(estimate.lower) and math.isfinite(estimate.upper)


def range_of(estimate: Estimate, *, least: int = 0) -> str:
    """The limits inside a sentence: ``mellem 3 og 5 dage``."""
    if not bounded(estimate):
        return "usikkerheden kan ikke regnes ud"
    decimals = max(least, decimals_of(estimate))
    return between(estimate.lower, estimate.upper, measure=estimate.measure, decimals=decimals)


def limits(estimate: Estimate, *, least: int = 0, verb: str = "ligger ændringen") -> str:
    """The limits as a sentence of their own, with at least so many decimals."""
    if not bounded(estimate):
        return "Hvor usikkert tallet er, kan ikke regnes ud."
    return f"Med {SURETY} sikkerhed {verb} {range_of(estimate, least=least)}."


def detectable(estimate: Estimate, *, decimals: int, rate: str = "") -> str:
    """What could not have been seen, after a change whose direction is not sure; else nothing."""
    smallest = estimate.smallest_detectable
    if not math.isfinite(smallest) or answer(estimate) != "unclear":
        return ""
    decimals = min(_MOST_DECIMALS, max(decimals, prose_decimals(estimate.measure, smallest)))
    size = wording.said(max(smallest, 10.0**-decimals), estimate.measure, decimals=decimals)
    return f" En ændring under {size}{rate} kunne vi ikke have set med rimelig sikkerhed."


def yearly(change: UnitChange, estimate: Estimate) -> Estimate | None:
    """The same change for all children of a year whose feeding is known, in children or in days of all of them.

    The estimand is ``mean_change_children_a_year`` for a share and ``mean_change_days_a_year`` for a mean. None where
    no child is known.
    """
    if not change.children or not change.mature_months:
        return None
    a_year = as_children(estimate, births_a_year=change.children * _MONTHS_A_YEAR / change.mature_months)
    kind = "children" if a_year.measure == "children" else "days"
    return replace(a_year, estimand=f"{estimate.estimand}_{kind}_a_year")


def about(value: float) -> int:
    """A number as one says *omkring*: whole, with two digits that count.

    >>> about(371.6), about(-11.6), about(65127.0), about(0.4)
    (370, -12, 65000, 0)
    """
    whole = math.floor(abs(value) + 0.5)
    place = max(0, len(str(whole)) - _DIGITS)
    rounded: int = math.floor(abs(value) / 10**place + 0.5) * 10**place
    return rounded if value >= 0 else -rounded


def in_children(change: UnitChange, estimate: Estimate) -> str:
    """A change in percentage points as children a year with its limits; days need no such help."""
    if estimate.measure != "pct_point":
        return ""
    gloss = " Procentpoint er forskellen mellem to procenttal."
    a_year = yearly(change, estimate)
    if a_year is None or answer(estimate) == "unclear" or not bounded(estimate) or about(a_year.value) == 0:
        return gloss
    value, lower, upper = about(a_year.value), about(a_year.lower), about(a_year.upper)
    more = "flere" if value > 0 else "færre"
    if min(lower, upper) >= 0 or max(lower, upper) <= 0:
        near, far = sorted((abs(lower), abs(upper)))
        span = f"mellem {wording.count(near)} og {wording.count(far)}"
    else:
        span = f"fra {wording.count(-lower)} færre til {wording.count(upper)} flere"
    told = f"omkring {wording.count(abs(value))} {more} børn om året end ventet ({span})"
    return f" Ændringen svarer til {told}.{gloss}"


def not_shown(change: UnitChange) -> str:
    """Why there is no change to show."""
    if change.reason == "too_few_mature_months":
        return (
            f"Der skal være mindst {change.minimum_mature_months} måneder efter aftalens start, "
            f"hvor alle børn kan tælles med. Nu er der {change.mature_months}."
        )
    return f"Årsag: {wording.REASONS[change.reason]}."


def undecided(change: UnitChange) -> bool:
    """Whether a declared break so near the start keeps the page from judging the change."""
    return change.fit is not None and change.beside is not None


def with_and_without(change: UnitChange) -> str:
    """The change with the break near the start and without it, and why neither is judged."""
    if change.fit is None or change.beside is None:
        return ""
    told = [
        f"{said_signed(one.value, one.measure, decimals=decimals_of(one))} ({range_of(one)})"
        for one in (fit.estimate("mean_change") for fit in (change.fit, change.beside))
    ]
    return f"Med bruddet giver beregningen {told[0]}. Uden bruddet giver den {told[1]}. {BREAK_NEAR_START}"
