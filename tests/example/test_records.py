from __future__ import annotations

import numpy as np
import pytest

from evaluering.example.children import NEVER, Children
from evaluering.example.flaws import corrected_since, with_flaws
from evaluering.example.records import (
    BOTH,
    FAMILY_FOOD,
    FORMULA,
    FULL,
    PERIODS,
    PRIMARY,
    STATUSES,
    UNKNOWN,
    Rows,
    extract_rows,
    kept_as,
    last_true,
)

BIRTH = 16_000
LATE = BIRTH + 1000


def make(duration: list[int], *, recorded: list[list[int]] | None = None, kind: str = "dated") -> Children:
    """Children born on one day with visits at 5, 10, 60, 150 and 300 days, recorded at once unless said."""
    size = len(duration)
    ages = np.tile([5, 10, 60, 150, 300], (size, 1))
    flags = {name: np.full(size, name == kind) for name in ("listed", "dated")}
    return Children(
        municipality=np.zeros(size, dtype=np.int64),
        birth=np.full(size, BIRTH),
        duration=np.array(duration),
        ages=ages,
        recorded=BIRTH + ages if recorded is None else np.array(recorded),
        known=np.full(size, kind != "listed"),
        **flags,
    )


def rows_of(children: Children, until: int = LATE, holds: str = BOTH) -> Rows:
    return extract_rows(children, until=until, rng=np.random.default_rng(4), holds=holds)


def test_latest_state_is_closed_or_open() -> None:
    rows = rows_of(make([100, 200, 0]), until=BIRTH + 151)
    full = rows.take((rows.feeding == FULL) & (rows.start < NEVER))
    assert full.child.tolist() == [0, 2, 1]
    assert full.end.tolist() == [BIRTH + 100, BIRTH, NEVER]
    assert full.recorded.tolist() == [BIRTH + 150, BIRTH + 5, BIRTH + 150]
    assert full.visit.tolist() == [3, 0, 3]


def test_following_period_begins_where_the_full_one_ended() -> None:
    rows = rows_of(make([100] * 200))
    following = rows.take((rows.start < NEVER) & (rows.feeding != FULL))
    assert 60 < following.child.size < 140
    assert (following.start == BIRTH + 100).all()
    assert (following.end == NEVER).all()
    assert set(following.feeding.tolist()) <= set(range(PRIMARY, FAMILY_FOOD))


def test_what_is_recorded_later_does_not_exist() -> None:
    children = make([100], recorded=[[BIRTH + 5, NEVER, BIRTH + 60, BIRTH + 250, NEVER]])
    assert rows_of(children, until=BIRTH + 5).child.size == 0
    rows = rows_of(children, until=BIRTH + 250)
    assert rows.recorded.max() == BIRTH + 60
    assert rows.end.min() == NEVER
    assert rows_of(children, until=BIRTH + 251).end.min() == BIRTH + 100


def test_children_with_statuses_only_enclose_the_end() -> None:
    rows = rows_of(make([100], kind="status"), until=BIRTH + 200)
    assert (rows.start == NEVER).all()
    assert rows.status.tolist() == [BIRTH + age for age in (5, 10, 60, 150)]
    assert (rows.feeding[:3] == FULL).all()
    assert rows.feeding[3] != FULL


def test_children_with_statuses_only_have_one_from_every_visit() -> None:
    rows = rows_of(make([100] * 3, kind="status"))
    assert rows.status.reshape(3, -1).tolist() == [[BIRTH + age for age in (5, 10, 60, 150, 300)]] * 3


def test_a_journal_of_statuses_holds_no_period() -> None:
    rows = rows_of(make([100] * 50), holds=STATUSES)
    assert (rows.start == NEVER).all()
    assert (rows.status < NEVER).sum() == 5 * 50


@pytest.mark.parametrize("kind", ["dated", "status"])
def test_a_journal_of_periods_knows_every_end_and_holds_no_status(kind: str) -> None:
    rows = rows_of(make([100] * 50, kind=kind), holds=PERIODS)
    assert (rows.status == NEVER).all()
    full = rows.take(rows.feeding == FULL)
    assert full.child.tolist() == list(range(50))
    assert (full.end == BIRTH + 100).all()


def test_a_journal_of_periods_tells_of_the_unknown_in_open_periods() -> None:
    rows = rows_of(make([100] * 50, kind="listed"), holds=PERIODS)
    assert set(rows.feeding.tolist()) == {UNKNOWN}
    assert (rows.status == NEVER).all()
    assert (rows.start == rows.recorded).all()
    assert (rows.end == NEVER).all()


def test_what_a_journal_holds_does_not_change_who_is_known() -> None:
    children = make([100, 50], kind="status")
    for holds, dated in ((BOTH, [False, False]), (PERIODS, [True, True]), (STATUSES, [False, False])):
        kept = kept_as(children, holds)
        assert kept.dated.tolist() == dated
        assert kept.known.all()


def test_an_earlier_day_gives_the_same_rows_as_far_as_they_were_there() -> None:
    children = make([20, 100] * 100)
    early, late = rows_of(children, until=BIRTH + 61), rows_of(children)
    ended = late.take((late.recorded <= BIRTH + 60) & (late.child % 2 == 0))
    before = early.take((early.child % 2 == 0) & (early.recorded <= BIRTH + 60))

    def content(rows: Rows) -> set[tuple[int, ...]]:
        columns = (rows.child, rows.visit, rows.feeding, rows.status, rows.start, rows.end)
        return set(zip(*(column.tolist() for column in columns), strict=True))

    assert content(ended) == content(before) != set()


def test_statuses_after_the_end_are_never_full() -> None:
    rows = rows_of(make([30] * 100))
    late = rows.take((rows.status < NEVER) & (rows.status > BIRTH + 30))
    assert late.child.size > 50
    assert FULL not in late.feeding


def test_unknown_children_have_only_unknown_statuses() -> None:
    rows = rows_of(make([100] * 50, kind="listed"))
    assert set(rows.feeding.tolist()) == {UNKNOWN}
    assert set(rows.child.tolist()) == set(range(50))
    assert 50 < rows.child.size < 100


def test_a_child_never_breastfed_does_not_get_a_supplement() -> None:
    rows = rows_of(make([0] * 300))
    following = rows.take((rows.start < NEVER) & (rows.feeding != FULL))
    assert set(following.feeding.tolist()) == {PRIMARY, FORMULA}


def test_last_true() -> None:
    assert last_true(np.array([[True, True, False], [False, False, False]])).tolist() == [1, 2]


@pytest.fixture(scope="module")
def flawed() -> tuple[Rows, Rows, Children]:
    children = make([100] * 4000, recorded=[[BIRTH + 5, BIRTH + 10, BIRTH + 60, BIRTH + 180, BIRTH + 300]] * 4000)
    rows = rows_of(children)
    return rows, with_flaws(rows, children, until=LATE, extraction=LATE, rng=np.random.default_rng(9)), children


def test_flaws_are_added_and_few(flawed: tuple[Rows, Rows, Children]) -> None:
    rows, all_rows, _ = flawed
    swapped = (all_rows.end < NEVER) & (all_rows.end < all_rows.start)
    future = (all_rows.status < NEVER) & (all_rows.status > LATE)
    unborn = all_rows.birth > all_rows.recorded
    share = [flaw.sum() / rows.child.size for flaw in (swapped, future, unborn)]
    assert share == pytest.approx([0.0004] * 3, abs=0.0001)
    assert not (swapped & future | swapped & unborn | future & unborn).any()
    assert np.array_equal(np.lexsort((all_rows.recorded, all_rows.child)), np.arange(all_rows.child.size))


def test_the_right_end_is_the_latest(flawed: tuple[Rows, Rows, Children]) -> None:
    _, all_rows, _ = flawed
    closed = all_rows.take((all_rows.feeding == FULL) & (all_rows.end < NEVER) & (all_rows.end >= all_rows.start))
    wrong = closed.take(closed.end != BIRTH + 100)
    assert wrong.child.size == 12
    assert ((wrong.recorded >= BIRTH + 150) & (wrong.recorded < BIRTH + 180)).all()
    assert (wrong.end < BIRTH + 100).all()
    assert closed.child.size > 4000 + wrong.child.size  # some sent once more, later


def test_nothing_is_sent_again_after_the_last_day() -> None:
    children = make([100] * 2000)
    rows = rows_of(children, until=BIRTH + 301)
    again = with_flaws(rows, children, until=BIRTH + 301, extraction=LATE, rng=np.random.default_rng(9))
    assert again.recorded.max() <= BIRTH + 300


def test_an_empty_extract_has_no_flaws() -> None:
    children = make([100])
    rows = rows_of(children, until=BIRTH)
    assert with_flaws(rows, children, until=BIRTH, extraction=LATE, rng=np.random.default_rng(1)).child.size == 0


def test_rows_of_an_earlier_extract_are_corrected_since_in_a_few_ends_only() -> None:
    rows = rows_of(make([100] * 4000))
    earlier = corrected_since(rows, np.random.default_rng(2))
    changed = np.flatnonzero(earlier.end != rows.end)
    assert changed.size == round(0.003 * rows.closed.sum())
    assert (earlier.end[changed] < rows.end[changed]).all()
    assert (earlier.end[changed] >= earlier.start[changed]).all()
    assert np.array_equal(earlier.recorded, rows.recorded)
