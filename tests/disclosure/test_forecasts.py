from dataclasses import replace
from datetime import date
from math import isnan

import pandas as pd
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.forecast.back_test import ORIGINS, PROBABILITIES, BackTest
from evaluering.estimation.forecast.forecast import Forecast, Scenario
from evaluering.estimation.forecast.scores import SUMMARY
from evaluering.estimation.unit_forecast import BirthsForecast, UnitBackTest, UnitForecast, deadline_births
from evaluering.periods import Month, months_between

MONTHS = [str(month) for month in months_between(Month(2018, 1), Month(2025, 6))]


def decisions(hidden_months=(), *, year=False):
    rows = [("month", month, month in hidden_months) for month in MONTHS] + [("agreement_year", "2024", year)]
    cells = pd.DataFrame(rows, columns=["grain", "period", "hidden"])
    return Decisions(cells.assign(unit="randers", indicator="share_26w"), threshold=5, together=(), counts_told=True)


def forecast(children=900):
    course = pd.DataFrame({"first_period": ["2024-07"], "value": [18.0]})
    births = BirthsForecast(deadline_births(date(2028, 3, 31))[1], None)
    return UnitForecast(
        "randers", "share_26w", "at_least_182_days", "pct", 20.0, "2025-06", 27, 12, (births,), (), course, "", children
    )  # fmt: skip


def back_test(children=900):
    ends = [month for month in MONTHS if month >= "2019-12"]
    origins = pd.DataFrame(dict.fromkeys(ORIGINS, 0.0), index=range(len(ends))).assign(last_birth=ends)
    chances = pd.DataFrame({name: [1.0] for name in PROBABILITIES})
    scores = pd.DataFrame({name: [1.0] for name in SUMMARY})
    test = BackTest(scores, origins, chances, 0)
    return UnitBackTest(
        "randers", "share_26w", "at_least_182_days", "pct", test, 15, 18, "2018-01", "2025-06", "", children
    )  # fmt: skip


def shown(record, **more):
    return protect(record, decisions=decisions(**more)).value


@pytest.mark.parametrize("given", [{"children": 4}, {"year": True}])
def test_few_children_or_a_hidden_latest_year_withhold_all(given):
    hidden = {"year": given.get("year", False)}
    children = given.get("children", 900)
    found = shown(forecast(children), **hidden)
    assert (found.forecasts, len(found.course), found.reason, found.children) == ((), 0, "hidden", 0)
    tested = shown(back_test(children), **hidden)
    assert (tested.test, tested.reason, tested.children) == (None, "hidden", 0)


def test_a_forecast_of_many_children_passes():
    record = forecast()
    assert shown(record) is record


def test_where_no_estimate_tells_its_children_no_forecast_does():
    number = Estimate(
        "forecast", 18.0, 15.0, 21.0, 0.95, "pct", 1.0, 90.0, 0.5, 0.5, "2027-01", "2027-12", "marginal", n=900,
        coverage_pct=99.7,
    )  # fmt: skip
    scenarios = (Scenario("level_stays", number, 16.0, 20.0, 0.3),) * 2
    told = Forecast(
        20.0, scenarios, number, number, number, number, 2.0, "2027-01", "2027-12", "2025-06", 27, deviation=True,
        warnings=(),
    )  # fmt: skip
    births = (BirthsForecast(deadline_births(date(2028, 3, 31))[1], told),)
    silent = replace(decisions(), counts_told=False)
    found = protect(replace(forecast(), forecasts=births), decisions=silent).value
    estimates = found.forecasts[0].forecast.estimates
    assert len(estimates) >= 6
    assert {one.n for one in estimates} == {found.children} == {0}
    assert all(one.value == 18.0 and isnan(one.coverage_pct) for one in estimates)
    tested = protect(back_test(), decisions=silent).value
    assert (tested.children, tested.test is None) == (0, False)
    assert shown(back_test()).children == 900


def test_no_year_that_holds_a_hidden_month_is_left_to_be_drawn():
    whole = shown(back_test()).test
    assert len(whole.origins) == len(back_test().test.origins)
    found = shown(back_test(), hidden_months=("2022-05",)).test
    ends = set(found.origins["last_birth"])
    assert not {str(Month(2022, 5) + ahead) for ahead in range(12)} & ends
    assert {"2022-04", "2023-05"} <= ends
    # Two years that end in neighbouring months give the first less the last month: none of the pairs holds the hidden.
    pairs = [(one, str(Month.parse(one) + 1)) for one in ends if str(Month.parse(one) + 1) in ends]
    told = {month for one, after in pairs for month in (after, str(Month.parse(one) + -11))}
    assert "2022-05" not in told
    assert found.scores.equals(back_test().test.scores)


def test_thresholds_which_are_years_themselves_are_never_passed_on():
    assert len(shown(back_test()).test.probabilities) == 0
    assert list(shown(back_test()).test.probabilities.columns) == PROBABILITIES


def test_a_back_test_that_was_not_made_passes_with_its_reason():
    record = replace(back_test(), test=None, reason="coverage")
    assert shown(record) is record


def test_a_unit_that_was_not_decided_on_is_withheld():
    assert shown(replace(forecast(), unit="0741")).reason == "hidden"
