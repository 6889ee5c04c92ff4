"""Counts: ratios, differences in rates and shares, and what is refused."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from evaluering.estimation.counted import fit_interrupted_counts
from evaluering.estimation.design import Break, Interruption, Shape
from evaluering.estimation.estimate import Estimate, to_frame
from evaluering.estimation.fitting.quasi import Counts, fit_quasi
from evaluering.estimation.interrupted import fit_interrupted


def counts(*, ratio=1.3, months=96, start=60, dispersion=1.0, seed=3):
    generator = np.random.default_rng(seed)
    time = np.arange(months)
    births = 400 + 40 * np.cos(2 * np.pi * time / 12).round()
    rate = 0.1 * np.exp(0.002 * (time - start)) * ratio ** (time >= start)
    expected = births * rate
    events = generator.negative_binomial(expected / max(dispersion - 1, 1e-6), 1 / max(dispersion, 1 + 1e-6))
    month = pd.period_range("2012-01", periods=months, freq="M").strftime("%Y-%m")
    return pd.DataFrame({"month": month, "events": events, "births": births})


def fit(frame, **options):
    return fit_interrupted_counts(frame, **({"start": "2017-01", "exposure": "births", "harmonics": 0} | options))


def exact(frame, change):
    """Events exactly as a model with a level change says, but for a hair's breadth of noise."""
    noise = np.random.default_rng(1).standard_normal(len(frame)) * 1e-7
    return frame.assign(events=frame["births"] * change * (1 + noise))


def test_the_rates_and_ratios_of_a_known_model_come_back():
    frame, time = counts(), np.arange(96) - 60
    rate = 0.1 * np.exp(0.002 * time + (time >= 0) * (np.log(1.3) + 0.001 * time))
    found = fit(exact(frame, rate))
    nothing = 0.1 * np.exp(0.002 * time[60:])
    change = rate[60:] - nothing
    wanted = {
        "level_ratio": 1.3,
        "slope_ratio": np.exp(0.001),
        "slope_ratio_per_year": np.exp(0.012),
        "trend_before_ratio_per_year": np.exp(0.024),
        "mean_change": change.mean(),
        "counterfactual_mean": nothing.mean(),
        "fitted_mean": rate[60:].mean(),
        "relative_mean_change": 100 * (rate[60:].mean() / nothing.mean() - 1),
        "change_after_12_periods": change[12],
        "agreement_year_2_change": change[12:24].mean(),
        "calendar_year_2019_change": change[24:36].mean(),
    }
    for estimand, value in wanted.items():
        assert found.estimate(estimand).value == pytest.approx(value, rel=1e-5), estimand
    births = frame["births"].to_numpy()[60:]
    by_birth = fit(exact(frame, rate), weights="births").estimate("mean_change")
    assert by_birth.value == pytest.approx(change @ births / births.sum(), rel=1e-5)


def test_odds_ratios_of_trials():
    frame, time = counts(), np.arange(96) - 60
    odds = 0.2 * np.exp(0.003 * time) * 1.5 ** (time >= 0)
    found = fit(exact(frame, odds / (1 + odds)), exposure=None, trials="births")
    assert found.method == "quasi_binomial"
    assert found.estimate("level_ratio").value == pytest.approx(1.5, rel=1e-5)
    plain = odds / (1.5 ** (time >= 0))
    change = (odds / (1 + odds) - plain / (1 + plain))[60:]
    assert found.estimate("mean_change").value == pytest.approx(change.mean(), rel=1e-4)


def test_intervals_belong_to_their_scale():
    found = fit(counts(dispersion=2.0))
    ratio = found.estimate("level_ratio")
    assert np.sqrt(ratio.lower * ratio.upper) == pytest.approx(ratio.value)
    assert ratio.measure == "ratio"
    assert 0.5 < ratio.lower < 1.3 < ratio.upper < 2.5
    assert 1 - ratio.probability_positive == pytest.approx(ratio.p_value / 2)
    change = found.estimate("mean_change")
    assert change.value - change.lower == pytest.approx(change.upper - change.value)
    assert change.degrees_of_freedom == 92
    assert change.smallest_detectable > 2.8 * change.standard_error
    relative = found.estimate("relative_mean_change")
    assert relative.measure == "pct"
    assert np.sign(relative.lower) == np.sign(change.lower)
    assert found.estimates[:2] == (change, relative)
    assert (relative.p_value, relative.probability_positive) == (change.p_value, change.probability_positive)


def test_an_effect_that_is_none_is_found_so_and_dispersion_widens():
    """Against the spread of 200 repetitions: standard errors and coverage are of the right size."""
    levels, errors, inside = [], [], 0
    for seed in range(200):
        one = fit(counts(ratio=1.0, dispersion=2.5, seed=seed))
        level = one.estimate("level_ratio")
        levels.append(np.log(level.value))
        errors.append(level.standard_error / level.value)
        inside += level.lower < 1 < level.upper
    assert np.mean(errors) == pytest.approx(np.std(levels), rel=0.15)
    assert 180 <= inside <= 199
    assert fit(counts(dispersion=2.5)).dispersion == pytest.approx(2.5, rel=0.35)


def test_the_table_is_that_of_the_series():
    frame = counts().drop(index=[5, 70]).sample(frac=1, random_state=2)
    frame.loc[frame["month"] == "2014-05", "births"] = np.nan
    before = frame.copy()
    found = fit(frame, harmonics=2, shape=Shape(cut_periods=3))
    table = found.frame.set_index("period")
    pd.testing.assert_frame_equal(frame, before)
    assert len(table) == 96
    assert table["used"].sum() == 96 - 3 - 3
    assert table["cut"].sum() == 3
    assert np.isnan(table.loc["2012-06", "events"])
    known = table.dropna(subset="observed")
    np.testing.assert_allclose(known["observed"], known["events"] / known["denominator"])
    after = table[table["exposed"]]
    assert np.all(after["counterfactual_lower"] < after["counterfactual"])
    assert np.all(after["counterfactual"] < after["counterfactual_upper"])
    assert np.all(table.loc[~table["exposed"], "fitted"] == table.loc[~table["exposed"], "counterfactual"])
    assert "standard_error" not in table
    assert found.residual_autocorrelation == pytest.approx(0, abs=0.3)
    rows = to_frame(found)
    assert list(rows.columns) == [field.name for field in fields(Estimate)]
    ordinary = fit_interrupted(frame.assign(y=0.1 * frame["births"] + frame["events"]), start="2017-01", method="ols")
    assert len(rows) == len(ordinary.estimates)
    assert set(rows["method"]) == {"quasi_poisson"}


def test_ramps_breaks_and_further_interruptions():
    shape = Shape(breaks=(Break("strike", "2014-03", "2014-05"),), interruptions=(Interruption("2018-06"),))
    found = fit(counts(), shape=shape)
    names = {one.estimand for one in found.estimates}
    assert {"level_ratio_2", "slope_ratio_2", "level_ratio"} < names
    assert not any(name.startswith(("level_change", "slope_change")) for name in names)
    ramp = fit(counts(), shape=Shape(ramp_periods=6))
    assert ramp.estimate("full_ratio").measure == "ratio"
    near = fit(counts(), shape=Shape(breaks=(Break("storm", "2016-06", "2016-08"),)))
    assert near.warnings == near.estimates[0].warnings == ("break_near_start",)


@pytest.mark.parametrize(("period", "start"), [("quarter", "2010Q1"), ("year", 1985)])
def test_other_grains(period, start):
    labels = {"quarter": pd.period_range("2000Q1", periods=60, freq="Q").strftime("%YQ%q"), "year": range(1950, 2010)}
    frame = counts(months=60, start=40 if period == "quarter" else 35)
    frame = frame.assign(**{period: labels[period]}).drop(columns="month")
    found = fit(frame, period=period, start=start, exposure=None)
    level = found.estimate("level_ratio")
    assert level.lower < 1.3 < level.upper
    assert np.all(found.frame["denominator"] == 1)


def test_newey_west_is_named_and_its_lags_are_on_the_calendar():
    found = fit(counts(), lags=6)
    assert found.method == found.estimates[0].method == "quasi_poisson_newey_west"
    assert found.estimate("level_ratio").value == fit(counts()).estimate("level_ratio").value
    times = np.array([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23], dtype=np.int64)
    x, generator = np.ones((12, 1)), np.random.default_rng(1)
    events = Counts(generator.poisson(20, 12).astype(float), np.ones(12), of_trials=False)
    closed = times - np.repeat([0, 6, 12], 4)
    near, none = (fit_quasi(events, x, one, 1).errors.mixture.roots for one in (times, closed))
    assert not np.isclose(near, none).any()
    with pytest.raises(ValueError, match="from 0 to 11"):
        fit_quasi(events, x, times, 12)


def test_what_goes_to_its_edge_is_named():
    none_before = counts()
    none_before.loc[:59, "events"] = 0
    assert fit(none_before).warnings == ("not_converged",)
    all_after = counts()
    all_after.loc[60:, "events"] = all_after["births"]
    assert fit(all_after, exposure=None, trials="births").warnings == ("not_converged",)
    assert fit(counts(months=40, start=20), start="2013-09").warnings == ("few_periods",)


def test_what_cannot_be_used_is_refused():
    frame = counts()
    with pytest.raises(ValueError, match="exposure or trials, not both"):
        fit(frame, trials="births")
    with pytest.raises(ValueError, match="negative number of events"):
        fit(frame.assign(events=-1))
    with pytest.raises(ValueError, match="'births' must be positive"):
        fit(frame.assign(births=0))
    with pytest.raises(ValueError, match="more events than there are trials"):
        fit(frame.assign(events=1000), exposure=None, trials="births")
    with pytest.raises(ValueError, match="too few periods: 1 before 2012-02"):
        fit(frame, start="2012-02")
    with pytest.raises(ValueError, match="needs a weight"):
        fit(frame.assign(w=0), weights="w")
    with pytest.raises(ValueError, match="no column 'people'"):
        fit(frame, exposure="people")
    with pytest.raises(KeyError, match="no estimand 'level_change'; there are mean_change"):
        fit(frame).estimate("level_change")


def test_the_trend_after_is_the_trend_before_times_the_ratio_of_slopes():
    found = fit(counts())
    before, slope, after = (
        found.estimate(name).value
        for name in ("trend_before_ratio_per_year", "slope_ratio_per_year", "trend_after_ratio_per_year")
    )
    assert after == pytest.approx(before * slope)


def test_lags_are_a_whole_number():
    with pytest.raises(TypeError, match="lags is a whole number, 0 or more, not True"):
        fit(counts(), lags=True)
