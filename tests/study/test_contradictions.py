"""Children whose rows contradict each other."""

import pytest

from evaluering.periods import Month
from evaluering.study.cohort import build_cohort
from evaluering.study.contradictions import CONTRADICTIONS, contradictions
from evaluering.study.duration import child_durations
from evaluering.study.grouped import Grid

GRID = Grid(("0657", "0661"), ("2023-05",))


@pytest.fixture
def found(make_deliveries, agreement):
    """Counts by municipality and rule."""

    def count(*rows):
        cohort = build_cohort(make_deliveries(*rows), agreement=agreement, first=Month(2023, 5), last=Month(2023, 5))
        durations = child_durations(cohort.evidence, len(cohort.children))
        table = contradictions(GRID, GRID.cells_of(cohort.children), cohort.evidence, durations)
        assert table["rule"].tolist() == [*CONTRADICTIONS] * 2
        return table.pivot_table(index="municipality", columns="rule", values="count").astype(int)

    return count


def test_each_contradiction_counts_its_children_where_they_live(found, make_period, make_status):
    table = found(
        make_period("full", 0, 100, child=1),
        make_status("full", 120, child=1),
        make_period("full", 0, 100, child=2, municipality="0661"),
        make_period("primary", 50, 150, child=2, municipality="0661"),
        make_status("primary", 30, child=3, municipality="0661"),
        make_status("full", 60, child=3, municipality="0661"),
    )
    assert table.loc["0657", list(CONTRADICTIONS)].tolist() == [1, 0, 1, 0]
    assert table.loc["0661", list(CONTRADICTIONS)].tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("full", "less", "count"),
    [
        ((0, 100), (100, 150), 0),  # the day of change belongs to both
        ((0, 100), (99, 150), 1),
        ((0, None), (100, None), 1),  # going on when reported at 200 days
        ((0, None), (200, None), 0),
        ((100, 150), (0, 100), 0),
    ],
)
def test_periods_overlap_when_they_share_more_than_the_day_of_change(found, make_period, full, less, count):
    table = found(make_period("full", *full, recorded=200), make_period("primary", *less, recorded=250))
    assert table.loc["0657", "periods_overlap"] == count


def test_rows_without_knowledge_contradict_nothing(found, make_period, make_status):
    table = found(make_period("unknown", 0, 100), make_status("unknown", 5), make_period("full", 0, 90))
    assert table.to_numpy().sum() == 0
