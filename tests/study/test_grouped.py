"""Children as counts by cell."""

from math import inf

import numpy as np
import pandas as pd

from evaluering.study.duration import Durations
from evaluering.study.grouped import Grid, positions

GRID = Grid(("0657", "0741"), ("2023-04", "2023-05", "2023-06"))


def test_a_place_is_that_among_the_keys():
    assert positions(pd.Series(["b", "x", "a"]), ("a", "b")).tolist() == [1, -1, 0]


def test_cells_run_through_the_months_of_each_municipality():
    frame = pd.DataFrame(
        {"municipality": ["0741", "0657", "0741", "0101"], "month": ["2023-04", "2023-06", "2024-01", "2023-04"]}
    )
    assert GRID.cells_of(frame).tolist() == [3, 2, -1, -1]
    assert GRID.size == 6
    labels = GRID.labels(np.array([2, 3]))
    assert [column.tolist() for column in labels.values()] == [["0657", "0741"], ["2023-06", "2023-04"]]


def test_equal_durations_of_a_cell_are_one_row():
    durations = Durations(
        lower=np.array([60, 54, 60, 60, 60, -1]),
        upper=np.array([inf, 54.0, inf, inf, inf, inf]),
        known=np.array([True, True, True, True, True, False]),
        contradicted=np.zeros(6, dtype=bool),
    )
    table = GRID.grouped_durations(np.array([0, 0, 0, 5, -1, 0]), durations)
    assert table.to_numpy().tolist() == [
        ["0657", "2023-04", 54, 54.0, 1],
        ["0657", "2023-04", 60, inf, 2],
        ["0741", "2023-06", 60, inf, 1],
    ]
