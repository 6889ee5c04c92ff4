"""What a caller hands in: what is read, what is refused, and that no message shows a cell."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.arguments import (
    record_or_default,
    require_choice,
    require_number,
    require_numbers,
    require_whole,
    shown,
)
from evaluering.estimation.fit_options import FitOptions

CPR = "010120-4711"


@pytest.mark.parametrize(
    "values",
    [
        [1, None, 3.5],
        (1.0, np.nan, 3.5),
        (one for one in (1, pd.NA, Decimal("3.5"))),
        pd.Series([1, None, 3.5]),
        pd.Series([1, pd.NA, 3.5], dtype="Float64"),
        pd.array([1, None, 3.5], dtype="Float64"),
        pd.Index([1, None, 3.5]),
    ],
)
def test_numbers_are_read_from_any_sequence(values: object) -> None:
    found = require_numbers("values", values)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [1.0, np.nan, 3.5])


@pytest.mark.parametrize("values", ["12", b"12", 12, None, {"a": 1}, pd.DataFrame({"a": [1]})])
def test_what_is_no_sequence_is_refused(values: object) -> None:
    with pytest.raises(TypeError, match=r"^values is a sequence of numbers, not "):
        require_numbers("values", values)


@pytest.mark.parametrize(
    "values",
    [
        [1.0, CPR],
        [CPR],
        pd.Series([CPR]),
        pd.Series([CPR], dtype="category"),
        pd.Series(pd.to_datetime(["2020-01-01"])),
        [pd.Timedelta(days=1)],
        [1 + 2j],
        [[1], [1, 2]],
        np.ones((2, 2)),
    ],
)
def test_what_is_no_number_is_refused_and_never_shown(values: object) -> None:
    with pytest.raises(ValueError, match=r"^values ") as told:
        require_numbers("values", values)
    assert "4711" not in str(told.value)
    assert "2020" not in str(told.value)


def test_one_number() -> None:
    assert require_number("days", np.int64(3)) == require_number("days", Decimal(3)) == 3.0
    for wrong in ("3", True, None, [3], 3 + 0j, pd.Timedelta(days=3)):
        with pytest.raises(TypeError, match=r"^days is a number, not "):
            require_number("days", wrong)
    for wrong in (np.nan, np.inf):
        with pytest.raises(ValueError, match=r"^days is a finite number, not "):
            require_number("days", wrong)


def test_a_record_or_its_defaults() -> None:
    given = FitOptions(method="reml")
    assert record_or_default("options", given, FitOptions) is given
    assert record_or_default("options", None, FitOptions) == FitOptions()
    with pytest.raises(TypeError, match="options is a FitOptions or None, not dict"):
        record_or_default("options", {"cpr": CPR}, FitOptions)


def test_a_word_is_one_of_those_allowed() -> None:
    require_choice("zeros", "counted", ("counted", "left_out"))
    for wrong, told in (("left out", "'left out'"), (pd.Series([CPR]), "Series"), (None, "None")):
        with pytest.raises(ValueError, match=f"^zeros is one of counted, left_out, not {told}$"):
            require_choice("zeros", wrong, ("counted", "left_out"))


def test_only_short_plain_values_are_shown() -> None:
    assert [shown(one) for one in (None, 2, np.float64(2.5), "x", True)] == ["None", "2", "2.5", "'x'", "True"]
    assert [shown(one) for one in ([CPR], pd.Series([CPR]), CPR * 5, {CPR: 1})] == ["list", "Series", "str", "dict"]
    with pytest.raises(TypeError, match=r"target is a number, not str$"):
        require_number("target", CPR)
    with pytest.raises(TypeError, match="births is a whole number, 0 or more, not Series"):
        require_whole("births", pd.Series([CPR]), least=0)
