"""Records made by hand, protected under the decisions of the small set, so that every case can be told."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_change import UnitChange
from evaluering.periods import Month, months_between
from evaluering.study.indicators import BaselineCheck

FIRST, CUT, START, LAST = Month(2019, 1), Month(2022, 8), Month(2023, 4), Month(2025, 6)


@pytest.fixture(scope="session")
def prepared(prepared):
    """The small set as if it were large: of one child in ten, estimates do not tell how many are behind them."""
    return replace(prepared, decisions=replace(prepared.decisions, counts_told=True))


class Maker:
    """Makes records; all of one maker are protected under the same decisions."""

    def __init__(self, data) -> None:
        self.data = data

    def hiding(self, **where) -> "Maker":
        """The same data with the cells that fit `where` hidden, and no others."""
        cells = self.data.decisions.cells.assign(hidden=False)
        fits = np.all([cells[name] == value for name, value in where.items()], axis=0)
        return Maker(replace(self.data, decisions=Decisions(cells.assign(hidden=fits), 5, (), counts_told=True)))

    def protected(self, record):
        return protect(record, decisions=self.data.decisions)

    def estimate(
        self, value=4.1, lower=2.9, upper=5.2, probability=1.0, measure="days", estimand="mean_change", **more
    ):
        return Estimate(
            "mean_change", value, lower, upper, 0.95, measure, 0.6, 90.0, 0.0, probability, str(START), str(LAST),
            "marginal",
            n=31000, coverage_pct=91.2, indicator="duration_mean" if measure == "days" else "share_26w",
            definition="restricted_mean_365", unit="region", **more,
        )  # fmt: skip

    def change(self, estimate=None, *, unit="region", rho=0.34, warnings=(), reason="", cut_months=8, children=31000):
        estimate = estimate or self.estimate()
        measure = "days" if estimate.measure == "days" else "pct"
        fit = None if reason else self.fit(estimate, rho=rho, warnings=warnings, cut_months=cut_months)
        return UnitChange(
            unit=unit, indicator=estimate.indicator, definition=estimate.definition, measure=measure, fit=fit,
            first_month=str(FIRST), last_month=str(LAST), start=str(START), cut_months=cut_months, mature_months=27,
            minimum_mature_months=12, reason=reason, children=children,
            breaks=() if reason else tuple(one.name for one in self.data.plan.breaks),
        )  # fmt: skip

    def fit(self, estimate, *, rho, warnings, cut_months):
        months = months_between(FIRST, LAST)
        exposed = np.array([month >= START for month in months])
        cut = np.array([START + -cut_months <= month < START for month in months])
        level = np.linspace(108.0, 112.0, len(months))
        frame = pd.DataFrame(
            {
                "period": [str(month) for month in months],
                "observed": level + np.sin(np.arange(len(months))),
                "standard_error": 1.0,
                "used": ~cut,
                "exposed": exposed,
                "cut": cut,
                "fitted_trend": level + estimate.value * exposed,
                "counterfactual_trend": level,
                "counterfactual_trend_lower": np.where(exposed, level - 1, math.nan),
                "counterfactual_trend_upper": np.where(exposed, level + 1, math.nan),
                "residual": np.where(cut, math.nan, np.sin(np.arange(len(months)))),
            }
        )
        others = (
            replace(estimate, estimand="slope_change"),
            replace(estimate, estimand="counterfactual_mean", value=110.0, lower=109.0, upper=111.0),
            replace(estimate, estimand="change_after_12_periods", first_period="2024-04", last_period="2024-04"),
        )
        return InterruptedFit(
            (estimate, *others), frame, rho, rho - 0.2, rho + 0.2, 1.1, 0.4, 1.8, 0.03, "marginal", warnings, 8
        )  # fmt: skip

    def year(self, value=112.5, period="2024", grain="agreement_year", **more):
        numbers = {"births": 2400.0, "known": 2200.0, "coverage_pct": 91.7, "at_least": 310.0}
        return YearResult(grain, period, **(numbers | {"value": value, "lower": value - 2, "upper": value + 2} | more))

    def status(self, verdict="endnu_ikke", value=112.5, *, indicator="duration_mean", target=None, **more):
        measure = "days" if indicator == "duration_mean" else "pct"
        target = target or (120.0 if measure == "days" else 20.0)
        given = {
            "unit": "region", "indicator": indicator, "definition": "restricted_mean_365", "measure": measure,
            "target": target, "deadline": self.data.agreement.deadline, "verdict": verdict, "reason": "before_deadline",
            "years": tuple(self.year(value, str(year)) for year in (2024, 2023, 2022)),
            "calendar_years": tuple(self.year(value, str(year), "calendar_year") for year in (2024, 2023, 2022)),
            "crosses": False,
        }  # fmt: skip
        return TargetStatus(**(given | more))

    def check(self, *, agrees=True, measure="days"):
        indicator = "duration_mean" if measure == "days" else "share_26w"
        return BaselineCheck(
            indicator, "restricted_mean_365", 2012, 2020, measure, 109.0, 109.6, 109.2, 110.0, 100000, 88.0, 3.0,
            agrees,
            "within_tolerance" if agrees else "outside",
        )  # fmt: skip

    def series(self, values, *, grain="calendar_year", first=2020, mature=None, measure="days", unit="region"):
        """A series whose periods are years from `first` on, or months from January of that year on."""
        count = len(values)
        if grain == "month":
            months = [Month(first, 1) + place for place in range(count)]
            names, ends = [str(month) for month in months], months
        else:
            months = [Month(first + place, 4 if grain == "agreement_year" else 1) for place in range(count)]
            names, ends = [str(month.year) for month in months], [month + 11 for month in months]
        value = np.array(values, dtype=float)
        frame = pd.DataFrame(
            {
                "period": names,
                "from_month": [str(month) for month in months],
                "to_month": [str(month) for month in ends],
                "births": 1300,
                "known": np.where(np.isnan(value), 0, 1200),
                "coverage_pct": np.where(np.isnan(value), 0.0, 92.3),
                "at_least": value * 12 if measure == "pct" else math.nan,
                "value": value,
                "standard_error": 1.0,
                "lower": value - 2,
                "upper": value + 2,
                "mature": np.array([True] * count if mature is None else mature, dtype=bool),
            }
        )
        indicator = "duration_mean" if measure == "days" else "share_26w"
        return OutcomeSeries(unit, indicator, "restricted_mean_365", measure, grain, frame)


@pytest.fixture(scope="session")
def maker(prepared) -> Maker:
    """Makes records under decisions that hide nothing."""
    return Maker(prepared).hiding(unit="nowhere")
