from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.run_charts import Phase, Runs, anhoej_rules, run_chart


def series(y, first="2020-01"):
    return pd.DataFrame({"month": pd.period_range(first, periods=len(y), freq="M"), "y": y})


def test_points_on_the_median_neither_break_nor_lengthen_a_run():
    assert anhoej_rules(np.array([1.0, 1, 0, 1, np.nan, 1, -1]), 0.0) == Runs(5, 4, 5, 1, 0)
    assert anhoej_rules(np.zeros(4), 0.0) == Runs(0, 0, 0, 0, 0)
    assert anhoej_rules(np.ones(1), 0.0) == Runs(1, 1, 3, 0, 0)


def test_rules_ask_for_numbers_in_one_dimension_and_a_median():
    odd = pd.Series([1.0, 3, 1, 3], index=[5, 2, 2, 0])
    assert anhoej_rules(odd, 2) == anhoej_rules([1, 3, 1, 3], 2) == Runs(4, 1, 5, 3, 0)
    with pytest.raises(ValueError, match="median is a finite number, not nan"):
        anhoej_rules(odd, np.nan)
    with pytest.raises(ValueError, match="values is a sequence of numbers in one dimension, not 2"):
        anhoej_rules(np.ones((2, 2)), 2.0)
    for phases in (Phase("after", "2021-01"), "after", ["after"]):
        with pytest.raises(TypeError, match="phases is a tuple of Phase"):
            run_chart(series(range(24)), start="2021-01", phases=phases)


def test_the_rules_are_rarely_wrong_about_noise():
    draws = np.random.default_rng(3).standard_normal((500, 24))
    runs = [anhoej_rules(row, float(np.median(row))) for row in draws]
    wrong = [one.longest_run > one.longest_allowed or one.crossings < one.fewest_allowed for one in runs]
    assert 0.01 < np.mean(wrong) < 0.1


def test_the_median_is_frozen_and_phases_are_dated():
    y = [1.0, 3, 2, 1, 3, 2, 1, 3, 1, 3, 1, 3] * 2 + [9.0] * 12 + [2.0] * 6 + [1.0, 3] * 6
    phases = (Phase("begun", "2022-01"), Phase("full", "2023-01"), Phase("none", "2030-01"))
    chart = run_chart(series(y), start="2022-01", phases=phases)
    assert chart.median == 2.0
    table = chart.phases.set_index("phase")
    assert table["verdict"].tolist() == ["no_signal", "signal", "no_signal", "not_assessed"]
    assert table.loc["begun", ["first_period", "last_period", "points"]].tolist() == ["2022-01", "2022-12", 12]
    assert table.loc["full", ["points", "crossings"]].tolist() == [12, 11]
    assert table.loc["none", ["first_period", "last_period"]].tolist() == ["", ""]
    assert bool(table.loc["begun", "shift"])
    assert bool(table.loc["begun", "few_crossings"])


def test_season_is_taken_out_and_a_later_shift_kept():
    place = np.arange(60)
    season = 4 * np.sin(2 * np.pi * (place % 12) / 12)
    noise = np.random.default_rng(4).standard_normal(60) / 10
    frame = series(10 + season + noise + 1.0 * (place >= 36))
    chart = run_chart(frame, start="2023-01", deseasonalise=True)
    np.testing.assert_allclose(chart.frame["observed"] - chart.frame["value"], season, atol=0.15)
    assert chart.deseasonalised
    assert chart.phases["verdict"].tolist() == ["no_signal", "signal"]


def test_what_cannot_be():
    frame = series(np.arange(30.0))
    with pytest.raises(ValueError, match="24 points, not 12"):
        run_chart(frame, start="2021-01", deseasonalise=True)
    with pytest.raises(ValueError, match="the first from 2021-01 on"):
        run_chart(frame, start="2021-01", phases=(Phase("late", "2021-02"),))
    with pytest.raises(ValueError, match="phases follow each other"):
        run_chart(frame, start="2021-01", phases=(Phase("a", "2021-01"), Phase("b", "2021-01")))
    with pytest.raises(ValueError, match="needs 1 points or more"):
        run_chart(frame, start="2020-01")
