from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from evaluering.agreement import read_agreement
from evaluering.disclosure import decisions as deciding
from evaluering.disclosure.releases import Released, alone, moved_by_few, spans_moved_by_few
from evaluering.periods import Month, months_between
from evaluering.study.panel import Panel

AGREEMENT = read_agreement(Path(__file__).parents[2] / "params" / "amning-midtjylland.yml")
UNITS = (*AGREEMENT.units, *AGREEMENT.publication_rows)
CODES = AGREEMENT.municipalities_of("region")
MONTHS = [str(month) for month in months_between(Month(2023, 4), Month(2024, 3))]
YEAR = ("agreement_year", "2023")
COUNTS = ("births", "known", "reached")


def panel(*, known=50, reached=20, births=60, **late):
    """A year of every municipality; ``m0665=(2, 1)``: two children more are known there, one of whom reached."""
    cells, durations = [], []
    for code in CODES:
        more, more_reached = late.get(f"m{code}", (0, 0))
        for month in MONTHS:
            first = month == MONTHS[0]
            numbers = np.array([known, reached]) + np.array([more, more_reached]) * first
            cells.append((code, month, births, numbers[0], numbers[0]))
            durations += [(code, month, 200, 200.0, numbers[1]), (code, month, 90, 90.0, numbers[0] - numbers[1])]
    return Panel(
        cells=pd.DataFrame(cells, columns=["municipality", "month", "births", "children", "known"]),
        durations=pd.DataFrame(durations, columns=["municipality", "month", "lower", "upper", "count"]),
        exclusions=pd.DataFrame(columns=["step", "rule", "unit", "count"]),
        extraction_date=date(2026, 10, 1),
        last_mature_month=MONTHS[-1],
    )


def counts(data):
    """Births, known and reached of every unit in the year."""
    seen = data.durations[data.durations["lower"] >= 182].groupby("municipality")["count"].sum()
    sums = data.cells.groupby("municipality")[["births", "known"]].sum().assign(reached=seen)
    return {unit: sums.loc[list(AGREEMENT.municipalities_of(unit))].sum() for unit in UNITS}


def released(data, hidden=(), *, report=2025, spans=()):
    """What a report on the panel told of the year, and of the spans ``(unit, first, last, births, known)``."""
    told = [
        (report, *YEAR, unit, *((np.nan,) * 3 if unit in hidden else numbers[list(COUNTS)]))
        for unit, numbers in counts(data).items()
    ]
    return Released(
        pd.DataFrame(told, columns=["report", "grain", "period", "unit", *COUNTS]),
        pd.DataFrame(spans, columns=["unit", "first", "last", "births", "known"]),
    )


def hidden(data, earlier=None):
    found = deciding.decide(data, agreement=AGREEMENT, threshold=5, cut_months=8, released=earlier).cells
    return set(found.loc[found["hidden"] & (found["grain"] == YEAR[0]), "unit"])


@pytest.mark.parametrize(
    ("late", "shut"),
    [
        ((0, 0), False),
        ((1, 0), True),
        ((4, 0), True),
        ((5, 0), False),
        ((9, 2), True),
        ((9, 7), True),
        ((12, 6), False),
    ],
)
def test_a_municipality_that_moved_by_few_is_hidden_with_another(late, shut):
    found = hidden(panel(m0665=late, m0657=(40, 20)), released(panel()))
    assert ("0665" in found) is shut
    assert len(found) == (2 if shut else 0)


def test_a_year_that_no_report_told_is_as_ever():
    later = released(panel())
    assert hidden(panel(m0665=(1, 0)), replace(later, years=later.years.assign(period="2022"))) == set()
    assert hidden(panel(m0665=(1, 0))) == set()


def test_every_report_is_asked_not_the_latest_alone():
    both = pd.concat([released(panel(m0665=(1, 0)), report=2024).years, released(panel(m0665=(9, 5))).years])
    assert hidden(panel(m0665=(1, 0)), Released(both[both["report"] == 2024])) == set()
    assert "0665" in hidden(panel(m0665=(10, 5), m0657=(40, 20)), Released(both))


def test_of_many_together_few_who_reached_tell_of_no_one():
    moves = np.array([[0.0, 34, -34, 1, 33], [0, 0, 0, 2, -2], [0, 3, -3, 3, 0], [2, 9, -7, 5, 4], [0, 0, 0, 0, 0]])
    assert moved_by_few(moves, alone=False, threshold=5).tolist() == [False, True, True, True, False]
    assert moved_by_few(moves, alone=True, threshold=5).tolist() == [True, True, True, True, False]
    assert not moved_by_few(np.full(5, np.nan), alone=True, threshold=5)


def test_the_only_row_of_a_cluster_is_judged_as_the_cluster_it_is():
    asked = alone(pd.DataFrame({"unit": list(UNITS)}), AGREEMENT)
    assert not asked[UNITS.index("aarhus_samsoe")]
    assert not asked[: len(AGREEMENT.units)].any()
    assert asked[UNITS.index("0665")]


def test_a_cluster_that_moved_by_few_is_hidden_and_not_left_by_the_others():
    late = {f"m{row}": (9, 5) for row in CODES if AGREEMENT.cluster_of(row) not in ("midt", None)}
    found = hidden(panel(**late, m0791=(2, 0)), released(panel()))
    assert "midt" in found
    assert len(found & {cluster.slug for cluster in AGREEMENT.clusters}) > 1


def test_what_was_hidden_then_and_is_shown_now_is_judged_together():
    """Two rows were hidden as a pair; shown now, their sum tells what came since."""
    then = panel()
    assert hidden(panel(m0665=(1, 0), m0671=(1, 0), m0657=(40, 20)), released(then, {"0665", "0671"})) == {
        "0665",
        "0657",
    }
    assert hidden(panel(m0665=(6, 0), m0671=(3, 0), m0657=(40, 20)), released(then, {"0665", "0671"})) == set()


def ranges(then, now, then_hidden, now_hidden):
    """By municipality and count: least and greatest difference that fits everything both reports show."""
    rows = AGREEMENT.publication_rows
    size = len(rows)
    parts = {unit: [rows.index(row) for row in rows if set(AGREEMENT.municipalities_of(row))
                    <= set(AGREEMENT.municipalities_of(unit))] for unit in UNITS}  # fmt: skip
    found = {}
    for count in COUNTS:
        equal, right = [], []
        for told, gone, place in ((then, then_hidden, 0), (now, now_hidden, size)):
            for unit in UNITS:
                if unit not in gone:
                    line = np.zeros(2 * size)
                    line[[place + part for part in parts[unit]]] = 1
                    equal.append(line)
                    right.append(told[unit][count])
        for row in rows:
            aim = np.zeros(2 * size)
            aim[rows.index(row)], aim[size + rows.index(row)] = -1, 1
            ends = [linprog(sign * aim, A_eq=np.array(equal), b_eq=right, bounds=(0, None)) for sign in (1, -1)]
            found[row, count] = (ends[0].fun, -ends[1].fun)
    return found


def few_found(found):
    """Differences that lie among the few for certain, more or fewer children."""
    return {key for key, (low, high) in found.items() if 0.5 < low <= high < 4.5 or -4.5 < low <= high < -0.5}


@pytest.mark.parametrize("seed", [1, 2])
def test_no_late_child_of_a_municipality_comes_back_from_two_reports(seed):
    rng = np.random.default_rng(seed)
    known = rng.poisson(rng.choice([0.5, 2, 6, 12], size=len(CODES)))
    late = {f"m{code}": (int(n), int(rng.binomial(n, 0.3))) for code, n in zip(CODES, known, strict=True)}
    before, after = panel(), panel(**late)
    earlier = released(before)
    then, now = counts(before), counts(after)
    open_before = hidden(before)
    assert few_found(ranges(then, now, open_before, hidden(after))), "without the rule there is something to find"
    shut = hidden(after, earlier)
    assert not few_found(ranges(then, now, open_before, shut))
    assert "region" not in shut


def test_estimates_tell_no_children_where_those_of_an_earlier_report_are_others_by_few():
    now = panel(m0665=(3, 1))
    births, known = counts(panel())["goedstrup"][["births", "known"]]
    span = ("goedstrup", MONTHS[0], MONTHS[-1], births, known)
    for told, few in ((span, True), ((*span[:4], known + 3), False), ((*span[:4], known - 90), False)):
        asked = released(panel(), spans=[told])
        assert spans_moved_by_few(now, asked, agreement=AGREEMENT, threshold=5) is few
        decided = deciding.decide(now, agreement=AGREEMENT, threshold=5, cut_months=8, released=asked)
        assert decided.counts_told is not few
