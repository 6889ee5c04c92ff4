from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.example.calibration import monotone_cubic
from evaluering.example.children import cpr_numbers
from evaluering.example.scenario import day_number

FEW = settings(derandomize=True, max_examples=40, deadline=None)
STEPS = st.lists(st.floats(0, 1), min_size=2, max_size=12)


@FEW
@given(STEPS)
def test_monotone_cubic_keeps_falling_points_falling(steps: list[float]) -> None:
    y = 100 - np.concatenate([[0.0], np.cumsum(steps)])
    x = np.arange(y.size, dtype=np.float64)
    curve = monotone_cubic(x, y, np.linspace(0, x[-1], 400))
    assert (np.diff(curve) <= 1e-9).all()
    assert np.allclose(monotone_cubic(x, y, x), y)


@FEW
@given(st.lists(st.integers(day_number(date(2012, 1, 1)), day_number(date(2026, 9, 30))), min_size=1, max_size=80))
def test_numbers_are_different_and_of_no_living_child(days: list[int]) -> None:
    numbers = cpr_numbers(np.array(days)).tolist()
    assert len(set(numbers)) == len(days)
    assert all(61 <= int(number[:2]) <= 91 and number[6] in "456789" for number in numbers)
