from math import exp, isnan, nan, sqrt

import pytest

from evaluering.estimation.checks.hidden_cause import e_value, hidden_cause
from evaluering.estimation.interrupted import fit_interrupted

START = "2023-04"


def test_the_e_value_of_a_ratio_and_its_inverse_are_one():
    assert e_value(2.0).value == pytest.approx(2 + sqrt(2))
    assert e_value(0.5).value == pytest.approx(2 + sqrt(2))
    assert isnan(e_value(2.0).limit)
    assert e_value(1.0, lower=0.5, upper=2.0).value == 1


def test_the_limit_nearest_to_no_change_counts():
    assert e_value(3.0, lower=2.0, upper=9.0).limit == e_value(2.0).value
    assert e_value(0.2, lower=0.1, upper=0.5).limit == e_value(0.5).value
    assert e_value(1.5, lower=1.0, upper=2.0).limit == 1


@pytest.mark.parametrize("ratio", [0.0, -1.0, nan])
def test_a_ratio_is_positive(ratio):
    with pytest.raises(ValueError, match="positive"):
        e_value(ratio)


def test_days_are_measured_against_the_spread_of_children(make_frame):
    fit = fit_interrupted(make_frame(40.0), start=START, method="ols")
    check = hidden_cause(fit, measure="days")
    change = fit.estimate("mean_change")
    assert check.facts["risk_ratio"] == pytest.approx(exp(0.91 * change.value / 66))
    assert check.facts["e_value_limit"] == pytest.approx(e_value(exp(0.91 * change.lower / 66)).value)
    assert check.verdict == "told"
    assert check.table["number"].tolist() == ["value", "limit"]
    assert check.table["risk_ratio"].iloc[1] == pytest.approx(exp(0.91 * change.lower / 66))
    weak = hidden_cause(fit, measure="days", spread=500.0)
    assert weak.facts["e_value_limit"] < 1.5
    assert weak.verdict == "told", "a small number is for the reader to weigh: there is no limit for it"


def test_a_share_is_held_against_the_share_that_was_to_be_expected(make_frame):
    fit = fit_interrupted(make_frame(-40.0), start=START, method="ols")
    check = hidden_cause(fit, measure="pct")
    ratio = fit.estimate("fitted_mean").value / fit.estimate("counterfactual_mean").value
    assert check.facts["risk_ratio"] == pytest.approx(ratio)
    assert check.facts["e_value"] == pytest.approx(e_value(ratio).value)
    upper = 1 + fit.estimate("relative_mean_change").upper / 100
    assert check.facts["e_value_limit"] == pytest.approx(e_value(upper).value)
    assert check.verdict == "told"


def test_a_share_below_nothing_is_not_assessed(make_frame):
    fit = fit_interrupted(make_frame(-140.0), start=START, method="ols")
    check = hidden_cause(fit, measure="pct")
    assert check.verdict == "not_assessed"
    assert isnan(check.facts["e_value"])


def test_where_no_share_at_all_was_to_be_expected_there_is_no_ratio(make_frame):
    frame = make_frame(40.0)
    fit = fit_interrupted(frame.assign(y=frame["y"] - 100), start=START, method="ols")
    check = hidden_cause(fit, measure="pct")
    assert check.verdict == "not_assessed"
    assert isnan(check.facts["e_value"])


def test_without_a_change_there_is_nothing_to_explain(make_frame):
    check = hidden_cause(fit_interrupted(make_frame(0.0), start=START, method="ols"), measure="days")
    assert (check.verdict, check.facts["e_value_limit"]) == ("not_assessed", 1.0)
    assert check.table["risk_ratio"].iloc[1] == 1.0
