from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation import FitOptions, Shape, fit_controlled, fit_interrupted
from evaluering.estimation.time_axis import labels

START = 90


def paired(seed=1, effect=4.0, rows=132):
    """Outcome and control with shocks in common, a national event in both, and a change in the outcome alone."""
    generator = np.random.default_rng(seed)
    place = np.arange(rows)
    shared = 0.05 * place + 2 * np.cos(place / 2) + np.cumsum(generator.standard_normal(rows)) + 6 * (place >= START)
    own, other = generator.standard_normal((2, rows))
    return pd.DataFrame(
        {
            "month": labels(2014 * 12 + place, "month"),
            "y": 100 + shared + own + effect * (place >= START),
            "control": 90 + shared + other,
            "se": generator.uniform(0.8, 1.2, rows),
            "other_se": generator.uniform(0.8, 1.2, rows),
        }
    )


def controlled(frame, **options):
    return fit_controlled(frame, start=frame["month"].iloc[START], options=FitOptions(**options))


def test_what_moved_both_is_not_in_the_change():
    frame = paired()
    found = controlled(frame).estimate("mean_change")
    alone = fit_interrupted(frame, start=frame["month"].iloc[START]).estimate("mean_change")
    assert found.lower < 4 < found.upper
    assert found.standard_error < alone.standard_error / 3


def test_it_is_the_fit_of_the_difference():
    frame = paired()
    frame.loc[[3, 100], "y"] = np.nan
    frame.loc[[7, 100], "control"] = np.nan
    before = frame.copy()
    given = frame.assign(y=frame["y"] - frame["control"], se=np.sqrt(frame["se"] ** 2 + frame["other_se"] ** 2))
    expected = fit_interrupted(given, start=frame["month"].iloc[START], standard_errors="se")
    found = fit_controlled(
        frame,
        start=frame["month"].iloc[START],
        control_standard_errors="other_se",
        options=FitOptions(standard_errors="se"),
    )
    same = [one for one in expected.estimates if one.estimand != "relative_mean_change"]
    assert [one.estimand for one in found.estimates] == [one.estimand for one in same]
    np.testing.assert_allclose([one.lower for one in found.estimates], [one.lower for one in same], rtol=1e-9)
    assert found.frame.loc[~found.frame["used"], "period"].tolist() == [frame["month"][row] for row in (3, 7, 100)]
    np.testing.assert_allclose(found.frame["standard_error"], given["se"])
    pd.testing.assert_frame_equal(frame, before)


def test_the_options_are_handed_on():
    found = controlled(paired(), method="newey_west", lags=3, shape=Shape(ramp_periods=12))
    assert found.method == "newey_west"
    assert "full_change" in {one.estimand for one in found.estimates}


def test_what_cannot_be_compared_is_refused():
    frame, start = paired(), "2021-07"
    with pytest.raises(ValueError, match="for outcome and control alike"):
        fit_controlled(frame, start=start, options=FitOptions(standard_errors="se"))
    with pytest.raises(ValueError, match="for outcome and control alike"):
        fit_controlled(frame, start=start, control_standard_errors="other_se")
    with pytest.raises(ValueError, match="no column 'region'"):
        fit_controlled(frame, start=start, control="region")


def test_a_difference_may_be_nothing_and_that_is_no_warning():
    frame = paired().assign(y=lambda given: given["y"] - 20)
    assert controlled(frame).estimate("counterfactual_mean").value < 0
    assert "relative_change_withheld" not in controlled(frame).warnings
