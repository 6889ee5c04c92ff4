from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.observations import read_observations


def frame(**columns):
    return pd.DataFrame({"month": ["2023-03", "2023-01", "2023-02"], "y": [3.0, 1.0, 2.0]} | columns)


def test_rows_are_sorted_and_the_frame_is_left_alone():
    given = frame(s=[0.3, 0.1, np.nan], births=[30, 10, 20])
    before = given.copy()
    found = read_observations(given, outcome="y", period="month", standard_errors="s", weights="births")
    assert found.outcome.tolist() == [1.0, 2.0, 3.0]
    assert found.weight.tolist() == [10.0, 20.0, 30.0]
    assert found.complete.tolist() == [True, False, True]
    pd.testing.assert_frame_equal(given, before)


def test_without_standard_errors_only_the_outcome_must_be_there():
    found = read_observations(frame(y=[3.0, None, 2.0]), outcome="y", period="month", standard_errors=None)
    assert found.complete.tolist() == [False, True, True]
    assert found.weight.tolist() == [1.0, 1.0, 1.0]
    assert np.isnan(found.standard_error).all()


def test_nullable_numbers_are_read():
    given = frame(y=pd.array([3, None, 2], dtype="Int64"))
    found = read_observations(given, outcome="y", period="month", standard_errors=None)
    assert found.complete.tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("columns", "names", "message"),
    [
        ({}, {"outcome": "z"}, "no column 'z'"),
        ({"month": ["2023-01", "2023-02", "2023-01"]}, {}, "2023-01 occurs more than once"),
        ({"s": [0.1, 0.0, 0.2]}, {"standard_errors": "s"}, "must be positive"),
        ({"s": [0.1, -1.0, 0.2]}, {"standard_errors": "s"}, "must be positive"),
        ({"w": [1.0, -1.0, 2.0]}, {"weights": "w"}, "weights must not be negative"),
        ({"y": [1.0, np.inf, 2.0]}, {}, "column 'y' holds an infinite number"),
    ],
)
def test_what_cannot_be_used_is_refused(columns, names, message):
    wanted = {"outcome": "y", "period": "month", "standard_errors": None, "weights": None} | names
    with pytest.raises(ValueError, match=message):
        read_observations(frame(**columns), **wanted)
