"""Finished cells: a value with its interval, a part of a whole, an unknown count, what is hidden or missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from evaluering import wording
from evaluering.presentation.uncertainty import SURETY

NONE = "–"
"""A cell in which nothing can stand."""

CI = f"{SURETY}{wording.NARROW}CI"
"""The interval's name, on one line."""

CONFIDENCE_NOTE = (
    f"{CI} er sikkerhedsintervallet. Beregnet på denne måde rummer det den sande værdi i 95 af 100 tilfælde."
)
HIDDEN_NOTE = (
    f"“{wording.HIDDEN}”: Skjult for at beskytte egne eller en nabokommunes små tal, "
    "eller fordi tallet er ændret med få børn siden en rapport, hvor det står."
)
YEAR_NOTE = "Et aftaleår går fra 1. april til 31. marts."


def hidden_notes(hidden: Iterable[Any]) -> tuple[str, ...]:
    """What a hidden cell means, for a table that has one: whether each of its cells is hidden."""
    return (HIDDEN_NOTE,) if any(hidden) else ()


AXES = {"days": "Dage", "pct": "Procent", "pct_point": "Procentpoint"}
"""What an axis or a column is called, by the unit of its values."""


class Counted(Protocol):
    """What a row of a series and a `YearResult` have in common."""

    @property
    def births(self) -> float: ...  # noqa: D102
    @property
    def known(self) -> float: ...  # noqa: D102
    @property
    def at_least(self) -> float: ...  # noqa: D102
    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def lower(self) -> float: ...  # noqa: D102
    @property
    def upper(self) -> float: ...  # noqa: D102
    @property
    def hidden(self) -> bool: ...  # noqa: D102


def value_head(measure: str) -> str:
    """Head of the column with a level: ``Dage (95 % CI)``."""
    return f"{'%' if measure == 'pct' else wording.MEASURES[measure].capitalize()} ({CI})"


def part_head(measure: str) -> str:
    """Head of the column with the children counted: numerator over denominator for a share, else the children."""
    return "Tæller/nævner" if measure == "pct" else "Børn"


def value_cell(row: Counted, *, measure: str = "") -> str:
    """A level with its interval: ``14,2 (13,6 til 14,8)``, and with its unit where the column's head has none."""
    if row.hidden:
        return wording.HIDDEN
    if row.value != row.value:
        return wording.NO_DATA
    return with_interval(row.value, row.lower, row.upper, measure=measure)


def point_cell(row: Counted, *, measure: str = "") -> str:
    """A level without its interval: ``14,2``, and with its unit where the column's head has none."""
    if row.hidden:
        return wording.HIDDEN
    return wording.measured(row.value, measure) if measure and row.value == row.value else wording.number(row.value)


def interval_cell(row: Counted) -> str:
    """The interval of a level in a cell of its own: ``13,6 til 14,8``."""
    if row.hidden:
        return wording.HIDDEN
    return wording.interval(row.lower, row.upper) if row.value == row.value else wording.NO_DATA


def with_interval(value: float, lower: float, upper: float, *, measure: str = "") -> str:
    """A number and its limits, to be broken only between the two; with `measure` the number carries its unit."""
    number = wording.measured(value, measure) if measure else wording.number(value)
    return f"{number} ({wording.interval(lower, upper).replace(' ', wording.NARROW)})"


def part_cell(row: Counted, *, measure: str) -> str:
    """``1.133/3.185`` for a share, the number of known children for a mean."""
    if row.hidden:
        return wording.HIDDEN
    known = wording.count(int(row.known))
    return f"{wording.number(row.at_least, 0)}/{known}" if measure == "pct" and row.at_least == row.at_least else known


def unknown_cell(row: Counted) -> str:
    """Children whose feeding is not known, with their part of the births: ``312 (8,2 %)``."""
    if row.hidden:
        return wording.HIDDEN
    if not row.births > 0:
        return NONE
    unknown = max(0, int(row.births) - int(row.known))
    return f"{wording.count(unknown)} ({wording.measured(100 * unknown / row.births, 'pct')})"


def count_cell(count: Any, *, hidden: bool) -> str:
    """A count, or the word for a hidden one."""
    return wording.HIDDEN if hidden else wording.count(int(count))
