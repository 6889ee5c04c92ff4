from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from evaluering.agreement import Baseline, Indicator
from evaluering.estimation import unit_forecast as unit_forecasts
from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.design import Break
from evaluering.estimation.forecast.course import COURSE, year_course
from evaluering.estimation.forecast.forecast import forecast_target
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_forecast import deadline_births, unit_back_test, unit_forecast
from evaluering.periods import Month, months_between

START, FIRST, LAST = Month(2023, 4), Month(2012, 1), Month(2025, 6)
DEADLINE = date(2028, 3, 31)
INDICATOR = Indicator(
    id="duration_mean", name="Varighed", definition="restricted_mean_365", measure="days", target=120.0,
    baseline=Baseline(first_year=2012, last_year=2020, value=109.0, definition="restricted_mean_365"), source="",
)  # fmt: skip


def series(last=LAST, *, rise=4.0, level=112.0, seed=1):
    months = months_between(FIRST, last)
    since = np.array([month - START for month in months])
    noise = np.random.default_rng(seed).normal(0, 1.0, len(months))
    value = level + noise + rise / 12 * np.clip(since, 0, None)
    names = [str(month) for month in months]
    frame = pd.DataFrame({
        "period": names, "from_month": names, "to_month": names, "births": 1100, "known": 1000, "coverage_pct": 90.9,
        "at_least": np.nan, "value": value, "standard_error": 1.0, "lower": value - 2, "upper": value + 2,
        "mature": True, "model_standard_error": 1.0,
    })  # fmt: skip
    return OutcomeSeries("randers", "duration_mean", "restricted_mean_365", "days", "month", frame)


def design(last=LAST, **more):
    given = {
        "start": START,
        "cut_months": 8,
        "harmonics": 2,
        "last_month": last,
        "minimum_mature_months": 12,
        "seed": 1,
    }
    return ChangeDesign(**(given | more))


def told(last=LAST, *, indicator=INDICATOR, deadline=DEADLINE, withheld="", **more):
    return unit_forecast(
        series(last), design=design(last, **more), indicator=indicator, deadline=deadline, withheld=withheld
    )


@pytest.mark.parametrize(
    ("deadline", "calendar", "agreement"),
    [
        (date(2028, 3, 31), ("2027-01", "2027-12"), ("2027-04", "2028-03")),
        (date(2028, 3, 30), ("2027-01", "2027-12"), ("2026-04", "2027-03")),
        (date(2027, 12, 31), ("2027-01", "2027-12"), ("2026-04", "2027-03")),
        (date(2028, 2, 29), ("2027-01", "2027-12"), ("2026-04", "2027-03")),
        (date(2028, 4, 1), ("2027-01", "2027-12"), ("2027-04", "2028-03")),
    ],
)
def test_the_births_follow_from_the_deadline(deadline, calendar, agreement):
    found = deadline_births(deadline)
    assert [one.grain for one in found] == ["calendar_year", "agreement_year"]
    assert [(str(one.first_month), str(one.last_month)) for one in found] == [calendar, agreement]
    assert [one.year for one in found] == [int(calendar[0][:4]), int(agreement[0][:4])]


def test_the_forecast_is_that_of_the_model_of_the_change():
    record = told()
    assert (record.reason, record.observed, record.children) == ("", (), 27_000)
    assert (record.last_month, record.months_after, record.minimum_mature_months) == ("2025-06", 27, 12)
    frame = series().frame
    for one in record.forecasts:
        births = (str(one.births.first_month), str(one.births.last_month))
        alone = forecast_target(frame, start="2023-04", target=120.0, births=births, options=design().options)
        for scenario in alone.scenarios:
            mine = one.forecast.scenario(scenario.assumption)
            assert mine.probability == pytest.approx(scenario.probability)
            assert mine.estimate.lower == pytest.approx(scenario.estimate.lower)
            assert (mine.estimate.unit, mine.estimate.indicator, mine.estimate.n) == (
                "randers",
                "duration_mean",
                27_000,
            )
            assert (mine.estimate.first_period, mine.estimate.last_period) == births
            assert mine.estimate.measure == "days"
            assert mine.estimate.coverage_pct == pytest.approx(100 / 1.1)
        assert one.forecast.slope_missing.unit == "randers"
        assert "beyond_observed" in one.forecast.warnings


def test_the_course_begins_with_the_last_year_observed_and_ends_with_the_deadline():
    record = told()
    course = record.course
    assert course.columns.tolist() == COURSE
    for one in record.forecasts:
        for scenario in one.forecast.scenarios:
            mine = course[
                (course["assumption"] == scenario.assumption) & (course["last_period"] == str(one.births.last_month))
            ].iloc[0]
            numbers = (scenario.estimate.value, scenario.lower_80, scenario.upper_80, scenario.estimate.lower)
            assert mine[["value", "lower_80", "upper_80", "lower_95"]].tolist() == pytest.approx(numbers, rel=1e-6)
            assert mine["first_period"] == str(one.births.first_month)
    ends = course.loc[course["assumption"] == "level_stays", "last_period"].tolist()
    assert ends == ["2025-06", "2025-12", "2026-06", "2026-12", "2027-06", "2027-12", "2028-03"]
    inside = course["lower_95"].lt(course["lower_80"]) & course["upper_80"].lt(course["upper_95"])
    assert inside.all()
    last_seen = series().frame["value"].tail(12).mean()
    assert course.loc[course["last_period"] == "2025-06", "value"].tolist() == pytest.approx([last_seen] * 2, abs=0.5)


@pytest.mark.parametrize(("last", "message"), [("2025-06", "all observed"), ("2024-01", "all observed")])
def test_a_course_lies_ahead(last, message):
    with pytest.raises(ValueError, match=message):
        year_course(series().frame, start="2023-04", last=last, step=6, options=design().options)


def test_a_course_has_steps():
    with pytest.raises(ValueError, match="step is 1"):
        year_course(series().frame, start="2023-04", last="2027-12", step=0, options=design().options)


@pytest.mark.parametrize(
    ("reason", "more"),
    [
        ("too_few_mature_months", {"last": Month(2024, 2)}),
        ("too_few_mature_months", {"last": Month(2024, 2), "minimum_mature_months": 6}),
        ("break_near_start", {"breaks": (Break("near", "2022-06", None),)}),
        ("coverage", {"withheld": "coverage"}),
        ("baseline", {"withheld": "baseline", "last": Month(2024, 2)}),
        ("all_observed", {"last": Month(2028, 3)}),
        ("no_target", {"deadline": date(2024, 3, 1)}),
        ("no_target", {"indicator": INDICATOR.model_copy(update={"target": float("nan")})}),
    ],
)
def test_why_there_is_no_forecast(reason, more):
    record = told(**more)
    assert (record.reason, record.forecasts, len(record.course)) == (reason, (), 0)


def test_births_that_can_be_counted_are_not_forecast():
    record = told(Month(2028, 1))
    assert [one.grain for one in record.observed] == ["calendar_year"]
    assert [one.births.grain for one in record.forecasts] == ["agreement_year"]
    estimate = record.forecasts[0].forecast.scenario("level_stays").estimate
    assert estimate.upper - estimate.lower < 2.0, "ten of twelve months are known"
    assert told(Month(2028, 3)).observed == deadline_births(DEADLINE)


def test_withheld_leaves_no_number():
    record = told().withheld()
    assert (record.forecasts, record.reason, record.children, len(record.course)) == ((), "hidden", 0, 0)


def back(last=LAST, *, withheld="", lag_months=15, **more):
    return unit_back_test(
        series(last), design=design(last, **more), deadline=DEADLINE, lag_months=lag_months, withheld=withheld
    )


def test_the_back_test_keeps_the_lag_and_reaches_as_far_as_the_deadline():
    record = back(Month(2025, 12))
    assert (record.to_deadline, record.first_month, record.last_month) == (12, "2012-01", "2025-12")
    assert (record.reason, record.children) == ("", 33_000)
    assert sorted(set(record.test.scores["horizon"])) == [12, 24]
    first = record.test.origins.iloc[0]
    assert Month.parse(first["origin"]) - Month.parse(first["last_known"]) == 15
    emptied = record.withheld()
    assert (emptied.test, emptied.reason, emptied.children) == (None, "hidden", 0)


@pytest.mark.parametrize(
    ("last", "lag_months", "to_deadline", "horizons"),
    [
        (LAST, 15, 18, (12, 18, 24)),
        (LAST, 9, 24, (12, 24)),
        (Month(2026, 3), 14, 10, (10, 12, 24)),
        (Month(2028, 1), 15, 0, (12, 24)),
        (Month(2027, 9), 3, 0, (12, 24)),
    ],
)
def test_the_horizons_are_years_and_what_reaches_the_deadline(monkeypatch, last, lag_months, to_deadline, horizons):
    asked = []
    monkeypatch.setattr(unit_forecasts, "back_test", lambda *_, plan, **__: asked.append(plan))
    record = back(last, lag_months=lag_months)
    assert (record.to_deadline, asked[0].horizons, asked[0].lag) == (to_deadline, horizons, lag_months)


def test_the_way_to_the_deadline_alone_has_the_same_scores(monkeypatch):
    asked = []

    def scored(*_, plan, **__):
        asked.append(plan.horizons)
        return SimpleNamespace(assessed=len(plan.horizons) > 1)

    monkeypatch.setattr(unit_forecasts, "back_test", scored)
    given = {"design": design(), "deadline": DEADLINE, "lag_months": 15}
    unit_back_test(series(), all_horizons=False, **given)
    assert asked == [(18,), (12, 18, 24)], "where the deadline's cannot be assessed, the others are asked too"
    unit_back_test(series(), all_horizons=False, **(given | {"deadline": date(2026, 3, 31)}))
    assert asked[2:] == [(12, 24)]
    monkeypatch.undo()
    every, alone = (unit_back_test(series(), all_horizons=one, **given).test.scores for one in (True, False))
    same = every[every["horizon"] == 18].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, same)


def test_why_there_is_no_back_test():
    assert (back(withheld="coverage").reason, back(withheld="coverage").test) == ("coverage", None)
    assert back(Month(2024, 2)).reason == "too_few_mature_months"


def test_a_fall_is_forecast_as_one():
    falling = replace(series(rise=-3.0))
    record = unit_forecast(falling, design=design(), indicator=INDICATOR, deadline=DEADLINE)
    forecast = record.forecasts[-1].forecast
    assert forecast.scenario("slope_continues").estimate.value < forecast.scenario("level_stays").estimate.value
    assert forecast.scenario("slope_continues").probability < 0.05
