from __future__ import annotations

import inspect

import pandas as pd
import pytest

from evaluering.estimation import FitOptions, Shape, fit_interrupted


def test_choices_and_defaults_are_those_of_the_public_function():
    """Every choice but the frame and the start, in the same order: they are handed over by place there."""
    given = inspect.signature(fit_interrupted).parameters
    expected = {name: one.default for name, one in given.items() if name not in ("frame", "start")}
    assert FitOptions().keywords() == expected
    assert list(FitOptions().keywords()) == list(expected)


def test_every_choice_reaches_the_fit():
    frame = pd.DataFrame({"at": range(2001, 2031), "z": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3] * 3, "n": range(1, 31)})
    options = FitOptions(
        outcome="z", period="at", method="newey_west", lags=2, shape=Shape(ramp_periods=2), weights="n", seed=3
    )
    fit = fit_interrupted(frame, start=2020, **options.keywords())
    again = fit_interrupted(
        frame,
        start=2020,
        outcome="z",
        period="at",
        method="newey_west",
        lags=2,
        shape=Shape(ramp_periods=2),
        weights="n",
        seed=3,
    )
    assert fit.estimates == again.estimates
    assert fit.estimate("mean_change").value != pytest.approx(
        fit_interrupted(frame, start=2020, outcome="z", period="at", shape=options.shape, method="ols")
        .estimate("mean_change")
        .value
    )
