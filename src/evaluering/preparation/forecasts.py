"""The questions a notebook asks about the time to come: forecast and back-test; each is protected."""

from __future__ import annotations

from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.unit_forecast import UnitBackTest, UnitForecast, unit_back_test, unit_forecast
from evaluering.parameters import Maturity
from evaluering.preparation.analyses import protected_targets
from evaluering.preparation.planned import is_planned, noted_back_test, noted_forecast
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import change_design, series_of

GATES = ("definition", "coverage", "baseline", "hidden")
"""Why a target cannot be judged that holds for what may come of it too; the others are about time alone."""

_DAYS_A_MONTH = 365.25 / 12


def protected_forecast(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int
) -> Protected[UnitForecast]:
    """How likely the unit is to reach the indicator's target, for the births the agreement's deadline names."""
    record = unit_forecast(
        series_of(data, indicator=indicator, unit=unit),
        design=change_design(data, cut_months=cut_months, harmonics=harmonics),
        indicator=data.agreement.indicator(indicator),
        deadline=data.agreement.deadline,
        withheld=_closed_gate(data, indicator=indicator, unit=unit),
    )
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(noted_forecast(record, planned=planned), decisions=data.decisions)


def protected_back_test(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int, all_horizons: bool = True
) -> Protected[UnitBackTest]:
    """How the same forecast would have done before, made from earlier months with what was known then.

    With `all_horizons` False only as far ahead as the deadline lies, where that can be assessed.
    """
    record = unit_back_test(
        series_of(data, indicator=indicator, unit=unit),
        design=change_design(data, cut_months=cut_months, harmonics=harmonics),
        deadline=data.agreement.deadline,
        lag_months=lag_months(data.parameters.maturity),
        withheld=_closed_gate(data, indicator=indicator, unit=unit),
        all_horizons=all_horizons,
    )
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(noted_back_test(record, planned=planned), decisions=data.decisions)


def lag_months(maturity: Maturity) -> int:
    """Whole months from a birth month to the day its children can be counted."""
    return round((maturity.follow_up_days + maturity.reporting_lag_days) / _DAYS_A_MONTH)


def _closed_gate(data: Prepared, *, indicator: str, unit: str) -> str:
    """Slug of the gate that keeps the target from being judged; empty when none does."""
    statuses = protected_targets(data, unit=unit).value
    status = next(one for one in statuses if one.indicator == indicator)
    return status.reason if status.reason in GATES else ""
