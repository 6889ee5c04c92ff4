"""Each way in which periods and statuses tell how long a child was fully breastfed."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from evaluering.study.cohort import Evidence
from evaluering.study.duration import DEFINITIONS, Durations, child_durations

PERIOD, STATUS = True, False
Row = tuple[bool, str, int, int | None, int | None]


def full(start: int, end: int | None = None, reported: int | None = None) -> Row:
    return (PERIOD, "full", start, end, reported)


def part(start: int, end: int | None = None) -> Row:
    return (PERIOD, "primary", start, end, None)


def seen(feeding: str, age: int) -> Row:
    return (STATUS, feeding, age, None, None)


def durations_of(*children: list[Row]) -> Durations:
    table = [
        (child, kind, feeding, start, end, max(start, end or 0) if reported is None else reported)
        for child, rows in enumerate(children)
        for kind, feeding, start, end, reported in sorted(rows, key=lambda row: (row[0], row[2]))
    ]
    child, kind, feeding, start, end, reported = zip(*table, strict=True)
    evidence = Evidence(
        child=np.asarray(child),
        period=np.asarray(kind),
        full=np.asarray(feeding) == "full",
        unknown=np.asarray(feeding) == "unknown",
        start=np.asarray(start),
        end=np.asarray([-1 if age is None else age for age in end]),
        reported=np.asarray(reported),
    )
    return child_durations(evidence, len(children))


CASES: dict[str, tuple[list[Row], float, float]] = {
    "closed period": ([full(0, 54)], 54, 54),
    "the official example of the exchange format": ([full(0, 54), part(54, 200), seen("full", 40)], 54, 54),
    "closed period beginning within two weeks": ([full(14, 60)], 60, 60),
    "closed period beginning later, nothing before": ([full(15, 60)], 60, 60),
    "an early status of less is overruled by a period from birth": ([seen("primary", 5), full(10, 60)], 60, 60),
    "a status of less before a later period decides": ([seen("primary", 5), full(20, 60)], -1, 5),
    "a period of less before a full period": ([part(0, 7), full(8, 60)], 0, 0),
    "chained periods": ([full(0, 30), full(31, 60), full(40, 50)], 60, 60),
    "a gap ends it, a relapse changes nothing": ([full(0, 30), full(32, 60), full(61, 90)], 30, 30),
    "open report closed by a later one with another start": ([full(0, None, 60), full(1, 100)], 100, 100),
    "open report after an end": ([full(0, 100), full(1, None, 150)], 150, inf),
    "a gap after an open report is no gap": ([full(0, None, 20), full(70, 90)], 90, 90),
    "open period": ([full(0, None, 120)], 120, inf),
    "open period confirmed by a status": ([full(0, None, 60), seen("full", 130)], 130, inf),
    "open period, then a period of less": ([full(0, None, 60), part(90)], 90, 90),
    "open period, then a status of less": ([full(0, None, 60), seen("formula", 130)], 60, 130),
    "open period, status of less, later period of less": ([full(0, None, 60), seen("formula", 80), part(90)], 60, 80),
    "open report later than a status of less": ([full(0, None, 150), seen("full", 40), seen("formula", 80)], 40, 80),
    "open report later than a status of less, nothing else": ([full(3, None, 150), seen("formula", 80)], 3, 80),
    "status of less on the first day of an open period": ([full(2, None, 50), seen("formula", 2)], 50, inf),
    "never fully breastfed by a period": ([part(0)], 0, 0),
    "period of less with nothing before": ([part(60)], -1, 60),
    "period of less within two weeks with nothing before": ([part(14)], 14, 14),
    "period of less and a status of less with nothing before": ([part(60), seen("formula", 40)], -1, 40),
    "an open report, less seen, a relapse": ([full(0, None, 50), seen("formula", 100), full(200, 220)], 50, 100),
    "an open report, a period of less, a relapse": ([full(0, None, 50), part(100, 180), full(200, 220)], 100, 100),
    "period of less after full statuses": ([seen("full", 20), part(60)], 60, 60),
    "statuses": ([seen("full", 5), seen("full", 60), seen("primary", 150), seen("full", 200)], 60, 150),
    "statuses of full only": ([seen("full", 5), seen("full", 60)], 60, inf),
    "first status is of less": ([seen("supplement", 20), seen("full", 60)], -1, 20),
    "status of less on the day of birth": ([seen("formula", 0)], 0, 0),
    "an interval of one day is a day": ([seen("full", 59), seen("formula", 60)], 60, 60),
    "family food is less": ([seen("full", 59), seen("family_food", 80)], 59, 80),
    "unknown says nothing": ([seen("full", 20), seen("unknown", 40), seen("formula", 60)], 20, 60),
}


@pytest.mark.parametrize(("rows", "lower", "upper"), CASES.values(), ids=CASES.keys())
def test_a_child(rows: list[Row], lower: float, upper: float) -> None:
    found = durations_of(rows)
    assert (found.lower[0], found.upper[0], found.known[0]) == (lower, upper, True)


def test_children_do_not_touch_each_other() -> None:
    alone = list(CASES.values())
    found = durations_of(*(rows for rows, _, _ in alone))
    assert found.lower.tolist() == [lower for _, lower, _ in alone]
    assert found.upper.tolist() == [upper for _, _, upper in alone]


def test_unknown_alone_is_not_known() -> None:
    found = durations_of([seen("unknown", 20), (PERIOD, "unknown", 0, 100, None)], [seen("full", 3)])
    assert found.known.tolist() == [False, True]
    assert (found.lower[0], found.upper[0]) == (-1, inf)


@pytest.mark.parametrize(
    ("rows", "contradicted"),
    [
        ([full(0, 60), seen("full", 61)], True),
        ([full(0, 60), seen("full", 60), seen("primary", 60)], False),
        ([full(0, 60), seen("primary", 59)], True),
        ([seen("full", 20), part(60), seen("full", 90)], True),
        ([part(60), seen("full", 90)], False),
        ([full(0, None, 60), seen("primary", 90), seen("full", 100)], False),
    ],
)
def test_a_status_against_a_dated_end_is_counted(rows: list[Row], contradicted: bool) -> None:
    assert durations_of(rows).contradicted.tolist() == [contradicted]


def test_the_registry_names_what_it_holds() -> None:
    assert {name: (one.id, one.measure) for name, one in DEFINITIONS.items()} == {
        **{f"restricted_mean_{days}": (f"restricted_mean_{days}", "days") for days in (365, 245, 182)},
        **{
            name: (name, "pct")
            for name in (
                "at_least_182_days",
                "over_182_days",
                "at_least_183_days",
                "over_119_days",
                "over_63_days",
                "over_14_days",
            )
        },
    }
    assert all(one.description for one in DEFINITIONS.values())
