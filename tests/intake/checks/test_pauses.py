from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd
import pytest

from evaluering.intake.checks.pauses import pauses

FIRST = np.datetime64("2015-01-01")


def rows(*parts, code="0657"):
    """Feeding rows: each part is days of recording, kind, and whether the period is still going on."""
    frames = [
        pd.DataFrame(
            {
                "recorded": (FIRST + np.array(days, dtype=np.int64)).astype("datetime64[s]"),
                "kind": kind,
                "end": (np.datetime64("NaT") if going_on else FIRST).astype("datetime64[s]"),
            }
        )
        for days, kind, going_on in parts
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame["municipality"] = pd.Categorical([code] * len(frame), categories=["0657", "0661"])
    frame["child"] = np.arange(len(frame), dtype=np.uint64)
    frame["kind"] = pd.Categorical(frame["kind"], categories=["period", "status"])
    return frame


def days(seed, *, a_month=20, years=8, without=()):
    """Days on which something is recorded; none from the first to the last day (both included) of `without`."""
    rng = Random(seed)
    drawn = [rng.randrange(years * 365) for _ in range(a_month * years * 12)]
    return [day for day in drawn if not any(first <= day <= last for first, last in without)]


def test_registrations_that_go_on_are_used_without_a_word():
    for seed in range(10):
        assert list(pauses(rows((days(seed, a_month=[1, 3, 20, 200][seed % 4]), "status", True)))) == []


def test_without_rows_nothing_is_said():
    assert list(pauses(rows(([], "status", True)))) == []


@pytest.mark.parametrize("without", [(730, 760), (730, 1094), (730, 1800)])
def test_a_pause_is_told_with_its_months(without):
    (note,) = pauses(rows((days(1, without=[without]), "status", True)))
    assert note.startswith("Kommune 0657 har påfaldende få registreringer i 2017-01")


def test_a_pause_of_one_class_alone_is_told_as_such():
    closed = days(2, without=[(730, 1094)])
    (note,) = pauses(rows((days(3), "status", True), (closed, "period", False), (days(4), "period", True)))
    assert note == "Kommune 0657 har påfaldende få perioder med slutdato i 2017-01 til 2017-12."


@pytest.mark.parametrize(
    ("without", "months"), [((0, 1094), "2015-01 til 2017-12"), ((1826, 3000), "2020-01 til 2022-12")]
)
def test_a_class_that_begins_late_or_stops_early_is_told(without, months):
    (note,) = pauses(rows((days(5), "status", True), (days(6, without=[without]), "period", True)))
    assert note == f"Kommune 0657 har påfaldende få perioder uden slutdato i {months}."


def test_a_day_on_which_journals_were_moved_makes_no_pause_of_the_others():
    moved = [1000] * 20_000
    assert list(pauses(rows((days(7) + moved, "status", True)))) == []


def test_rows_of_one_child_at_one_visit_count_once():
    visits = sorted(days(8, a_month=3))
    frame = rows(([day for day in visits for _ in range(6)], "status", True))
    frame["child"] = np.repeat(np.arange(len(visits), dtype=np.uint64), 6)
    assert list(pauses(frame)) == []
    assert list(pauses(frame.assign(child=np.arange(len(frame), dtype=np.uint64)))) != []
