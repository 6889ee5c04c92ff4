from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

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
        ({"month": ["2023-01", "2023-02", "2023-01"]}, {}, "column 'month': .*2023-01 occurs more than once"),
        ({"month": ["2023-01", "soon", "2023-03"]}, {}, "column 'month': row 2 of 3: not a month"),
        ({"s": [0.1, 0.0, 0.2]}, {"standard_errors": "s"}, "column 's': .*must be positive .*2023-01$"),
        ({"s": [-1.0, -1.0, 0.2]}, {"standard_errors": "s"}, "column 's': .*must be positive .*2023-01$"),
        ({"w": [1.0, -1.0, 2.0]}, {"weights": "w"}, "column 'w': weights must not be negative.*2023-01$"),
        ({"y": [1.0, np.inf, -np.inf]}, {}, "column 'y' holds an infinite number, in 2023-01"),
        ({"y": pd.Series([1, 2, np.inf], dtype=object)}, {}, "column 'y' holds an infinite number, in 2023-02"),
        ({"y": ["1.5", "2", "3"]}, {}, "column 'y' holds text in 2023-03; real numbers are needed"),
        ({"y": [1, "2,5", None]}, {}, "column 'y' holds text in 2023-01"),
        ({"y": pd.Categorical(["a", "b", "a"])}, {}, "column 'y' holds text in 2023-03"),
        ({"y": pd.to_datetime(["2023-01-01", None, "2023-01-03"])}, {}, "column 'y' holds datetime64"),
        ({"y": pd.to_datetime(["2023-01-01", None, None], utc=True)}, {}, "column 'y' holds datetime64"),
        ({"y": pd.to_timedelta([1, 2, None], unit="D")}, {}, "column 'y' holds timedelta64"),
        ({"y": [pd.Timestamp("2023-01-01"), 1, 2]}, {}, "column 'y' holds Timestamp in 2023-03"),
        ({"y": [1 + 2j, 1, 2]}, {}, "column 'y' holds complex128"),
        ({"y": pd.Series([1, 1 + 2j, 2], dtype=object)}, {}, "column 'y' holds complex in 2023-01"),
        ({"s": [0.1, 0.2, "0.3"]}, {"standard_errors": "s"}, "column 's' holds text in 2023-02"),
        ({"w": pd.to_timedelta([1, 2, 3], unit="D")}, {"weights": "w"}, "column 'w' holds timedelta64"),
    ],
)
def test_what_cannot_be_used_is_refused(columns, names, message):
    wanted = {"outcome": "y", "period": "month", "standard_errors": None, "weights": None} | names
    with pytest.raises(ValueError, match=message):
        read_observations(frame(**columns), **wanted)


def read(given, **names):
    return read_observations(given, **({"outcome": "y", "period": "month", "standard_errors": None} | names))


@pytest.mark.parametrize(
    "values",
    [[3, None, Decimal(2)], [np.float32(3), pd.NA, Fraction(2)], [3.0, pd.NaT, 2], pd.Categorical([3, None, 2])],
)
def test_numbers_in_a_column_of_anything_are_read(values):
    given = frame(y=values if isinstance(values, pd.Categorical) else pd.Series(values, dtype=object))
    np.testing.assert_array_equal(read(given).outcome, [np.nan, 2, 3])


@pytest.mark.parametrize("given", [None, {"month": ["2023-01"], "y": [1.0]}, pd.Series([1.0]), "series.csv"])
def test_only_a_data_frame_is_read(given):
    with pytest.raises(TypeError, match=f"frame is a pandas DataFrame, not {type(given).__name__}"):
        read(given)


@pytest.mark.parametrize(
    ("argument", "name"), [("outcome", ["y"]), ("period", None), ("outcome", None), ("weights", ["y"])]
)
def test_a_column_goes_by_its_name(argument, name):
    with pytest.raises(TypeError, match=f"{argument} is the name of a column, not "):
        read(frame(), **{argument: name})


@pytest.mark.parametrize(("column", "argument"), [("y", "outcome"), ("month", "period"), ("s", "standard_errors")])
def test_two_columns_of_one_name_are_refused(column, argument):
    given = frame(s=[0.1, 0.2, 0.3])
    given = pd.concat([given, given[[column]]], axis=1)
    with pytest.raises(ValueError, match=f"the frame has several columns '{column}'"):
        read(given, **{argument: column})


def test_columns_may_be_numbered():
    assert read(frame().set_axis([0, 1], axis=1), outcome=1, period=0).outcome.tolist() == [1.0, 2.0, 3.0]


def test_a_start_is_a_period_of_the_series():
    given = frame(month=[date(2023, 9, 30), date(2023, 3, 31), date(2023, 6, 30)])
    found = read(given)
    assert found.position(date(2023, 6, 30)) == found.position("2023Q2") == found.index[1]
    with pytest.raises(ValueError, match=r"^start: '2023-05' is not the beginning of a quarter"):
        found.position("2023-05")
    with pytest.raises(ValueError, match=r"^start: a period is missing"):
        found.position(None)
