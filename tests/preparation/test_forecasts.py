from dataclasses import replace

import pytest

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.parameters import Maturity
from evaluering.preparation import analyses, forecasts

ASKED = {"indicator": "duration_mean", "cut_months": 8, "harmonics": 2}


@pytest.fixture(scope="module")
def region(prepared):
    return forecasts.protected_forecast(prepared, unit="region", **ASKED).value


def with_gate(prepared, **more):
    return replace(prepared, parameters=prepared.parameters.model_copy(update=more))


def test_the_region_is_forecast_with_the_model_of_its_change(prepared, region):
    assert (region.reason, region.planned) == ("", True)
    assert [str(one.births.last_month) for one in region.forecasts] == ["2027-12", "2028-03"]
    change = analyses.protected_change(prepared, unit="region", **ASKED).value.fit
    seen, fitted = region.forecasts[0].forecast.slope_observed, change.estimate("trend_after_per_year")
    assert (seen.value, seen.lower, seen.upper) == pytest.approx((fitted.value, fitted.lower, fitted.upper))
    assert (seen.n, seen.coverage_pct) == (fitted.n, pytest.approx(fitted.coverage_pct, nan_ok=True))


def test_another_shape_is_marked_on_every_number(prepared, region):
    record = forecasts.protected_forecast(prepared, unit="region", **(ASKED | {"cut_months": 6})).value
    assert not record.planned
    for one in record.forecasts:
        assert all(NOT_PLANNED in estimate.warnings for estimate in one.forecast.estimates)
        assert NOT_PLANNED in one.forecast.warnings
    plain = [estimate for one in region.forecasts for estimate in one.forecast.estimates]
    assert not any(NOT_PLANNED in estimate.warnings for estimate in plain)


def test_a_closed_gate_forecasts_nothing(prepared):
    strict = with_gate(prepared, coverage_gate_pct=100.0)
    assert forecasts.protected_forecast(strict, unit="region", **ASKED).value.reason == "coverage"
    assert forecasts.protected_back_test(strict, unit="region", **ASKED).value.reason == "coverage"
    gate = prepared.parameters.baseline_gate.model_copy(update={"tolerance_days": 1e-9})
    indicator = prepared.agreement.indicator("duration_mean")
    other = indicator.model_copy(update={"baseline": indicator.baseline.model_copy(update={"value": 150.0})})
    agreement = prepared.agreement.model_copy(update={"indicators": (other, *prepared.agreement.indicators[1:])})
    astray = replace(with_gate(prepared, baseline_gate=gate), agreement=agreement)
    record = forecasts.protected_forecast(astray, unit="region", **ASKED).value
    assert (record.reason, record.forecasts) == ("baseline", ())


def test_a_hidden_unit_is_withheld(prepared):
    cells = prepared.decisions.cells
    latest = (cells["grain"] == "agreement_year") & (cells["unit"] == "midt") & (cells["period"] == "2024")
    hiding = replace(
        prepared, decisions=replace(prepared.decisions, cells=cells.assign(hidden=cells["hidden"] | latest))
    )
    record = forecasts.protected_forecast(hiding, unit="midt", **ASKED).value
    assert (record.reason, record.forecasts, record.children) == ("hidden", (), 0)


def test_a_back_test_keeps_the_real_lag(prepared):
    record = forecasts.protected_back_test(prepared, unit="region", **(ASKED | {"harmonics": 1})).value
    assert (record.lag_months, record.to_deadline, record.planned) == (15, 18, False)
    assert set(record.test.scores["assumption"]) == {"slope_continues", "level_stays", "naive"}
    assert not record.test.origins["real_start"].any(), "no year after the start has come in time"


@pytest.mark.parametrize(("days", "months"), [((335, 122), 15), ((335, 0), 11), ((182, 0), 6)])
def test_the_lag_is_told_in_whole_months(days, months):
    maturity = Maturity(follow_up_days=days[0], reporting_lag_days=days[1])
    assert forecasts.lag_months(maturity) == months
