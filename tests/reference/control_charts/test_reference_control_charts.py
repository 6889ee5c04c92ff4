"""The numbers of compute.R in this folder come out again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.control_charts import individuals_chart, proportion_chart
from evaluering.estimation.run_charts import anhoej_rules, run_chart
from evaluering.estimation.time_axis import label, labels

NUMBERS = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))
FIRST = 12 * 1920
ASKED = ("points", "longest_run", "longest_allowed", "crossings", "fewest_allowed")


def months(size):
    return labels(FIRST + np.arange(size), "month")


@pytest.mark.parametrize("expected", NUMBERS["runs"])
def test_runs(expected):
    assert anhoej_rules(np.array(expected["y"], float), expected["median"]) == tuple(expected[one] for one in ASKED)


def test_limits_of_the_rules():
    for n, longest, fewest in NUMBERS["limits"]:
        found = anhoej_rules(np.arange(n, dtype=float), -1.0)
        assert (found.points, found.longest_allowed, found.fewest_allowed) == (n, longest, fewest)


@pytest.mark.parametrize("expected", NUMBERS["p"])
def test_proportions(expected):
    r, n = expected["r"], expected["n"]
    frame = pd.DataFrame({"month": months(len(r)), "events": r, "trials": n})
    found = proportion_chart(frame, start=label(FIRST + expected["baseline"], "month"))
    assert found.kind == expected["kind"]
    numbers = [found.centre, found.sigma_scale, found.dispersion_p_value]
    np.testing.assert_allclose(numbers, [expected[one] for one in ("centre", "sigma", "chi_p")], rtol=1e-9)
    for side in ("lower", "upper"):
        np.testing.assert_allclose(found.frame[side], expected[side], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("expected", NUMBERS["i"])
def test_individuals(expected):
    frame = pd.DataFrame({"month": months(len(expected["y"])), "y": expected["y"]})
    found = individuals_chart(frame, start=label(FIRST + expected["baseline"], "month"))
    numbers = [found.centre, found.frame["lower"].iloc[0], found.frame["upper"].iloc[-1]]
    np.testing.assert_allclose(numbers, [expected[one] for one in ("centre", "lower", "upper")], rtol=1e-10)


def test_deseasonalised_run_chart():
    expected = NUMBERS["season"]
    frame = pd.DataFrame({"month": months(len(expected["y"])), "y": expected["y"]})
    found = run_chart(frame, start=label(FIRST + expected["baseline"], "month"), deseasonalise=True)
    assert found.median == pytest.approx(expected["median"], rel=1e-10)
    np.testing.assert_allclose(found.frame["value"], expected["value"], rtol=1e-9)
    after = found.phases.set_index("phase").loc["after"]
    assert tuple(after[list(ASKED)]) == tuple(expected["after"][one] for one in ASKED)
