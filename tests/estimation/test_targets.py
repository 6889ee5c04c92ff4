from datetime import date
from math import isnan, nan
from pathlib import Path

import pandas as pd
import pytest

from evaluering.agreement import Baseline, Indicator, read_agreement
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import YearResult, target_status

INDICATOR = Indicator(
    id="share_26w",
    name="Andel",
    definition="at_least_182_days",
    measure="pct",
    target=20.0,
    baseline=Baseline(first_year=2012, last_year=2020, value=12.0, definition="over_182_days"),
    source="aftalen",
)
AGREEMENT = read_agreement(Path(__file__).parents[2] / "params" / "amning-midtjylland.yml")


def years(*values, grain="agreement_year", definition="at_least_182_days", mature=(True, True, True, False)):
    """Years from 2022 on: value and limits one to each side."""
    rows = [
        {
            "period": str(2022 + place), "from_month": f"{2022 + place}-04", "to_month": f"{2023 + place}-03",
            "births": 1000, "known": 900, "coverage_pct": 90.0, "at_least": 9 * value, "value": value,
            "lower": value - 1, "upper": value + 1, "mature": mature[place],
        }
        for place, value in enumerate(values)
    ]  # fmt: skip
    return OutcomeSeries(
        unit="region",
        indicator="share_26w",
        definition=definition,
        measure="pct",
        grain=grain,
        frame=pd.DataFrame(rows),
    )


def status(agreement_years, *, coverage_gate_pct=80.0, baseline_ok=True, deadline=AGREEMENT.deadline):
    return target_status(
        INDICATOR,
        agreement_years=agreement_years,
        calendar_years=years(13.0, 14.0, 15.0, grain="calendar_year"),
        agreement=AGREEMENT.model_copy(update={"deadline": deadline}),
        coverage_gate_pct=coverage_gate_pct,
        baseline_ok=baseline_ok,
    )


def test_the_latest_mature_year_decides_and_two_before_it_are_shown():
    found = status(years(12.0, 14.0, 17.0, 25.0))
    assert [year.period for year in found.years] == ["2024", "2023", "2022"]
    assert [year.grain for year in found.calendar_years] == ["calendar_year"] * 3
    assert (found.verdict, found.reason, found.crosses) == ("endnu_ikke", "before_deadline", False)


@pytest.mark.parametrize(
    ("value", "verdict", "crosses"), [(21.0, "ja", False), (20.5, "ja", True), (19.5, "endnu_ikke", True)]
)
def test_the_point_decides_and_the_interval_is_told(value, verdict, crosses):
    found = status(years(12.0, 14.0, value))
    assert (found.verdict, found.crosses) == (verdict, crosses)


def test_after_the_deadline_a_target_not_reached_is_no():
    assert status(years(12.0, 14.0, 17.0), deadline=date(2024, 3, 31)).verdict == "nej"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"coverage_gate_pct": 91.0}, "coverage"), ({"baseline_ok": False}, "baseline")],
)
def test_what_cannot_be_judged(changed, reason):
    found = status(years(12.0, 14.0, 25.0), **changed)
    assert (found.verdict, found.reason) == ("kan_ikke_vurderes", reason)


def test_another_definition_than_the_targets_is_no_judgement():
    assert status(years(12.0, 14.0, 25.0, definition="over_182_days")).reason == "definition"


def test_without_a_mature_year_there_is_nothing_to_judge():
    found = status(years(12.0, 14.0, mature=(False, False)))
    assert (found.verdict, found.reason, found.years, found.crosses) == ("kan_ikke_vurderes", "maturity", (), False)


def test_births_before_the_agreement_do_not_tell_whether_its_target_is_met():
    found = status(years(25.0, 25.0, mature=(True, False)))
    assert (found.verdict, found.reason) == ("kan_ikke_vurderes", "before_start")
    assert [year.period for year in found.years] == ["2022"]
    assert status(years(12.0, 25.0)).verdict == "ja"


def test_an_emptied_year_and_a_withheld_status_hold_no_number():
    found = status(years(12.0, 14.0, 17.0)).withheld()
    assert (found.verdict, found.reason, found.crosses) == ("kan_ikke_vurderes", "hidden", False)
    empty = found.years[0].emptied()
    assert empty.hidden
    assert (empty.grain, empty.period) == ("agreement_year", "2024")
    numbers = (empty.births, empty.known, empty.coverage_pct, empty.at_least, empty.value, empty.lower, empty.upper)
    assert all(isnan(number) for number in numbers)


@pytest.mark.parametrize(
    ("known", "value", "lower", "upper", "measure", "missing"),
    [
        (125, 17.4, 2.5, 48.4, "pct", True),
        (125, 114.5, 95.1, 133.8, "days", True),
        (125, 17.4, 11.2, 25.2, "pct", False),
        (17, 70.6, 44.0, 89.7, "pct", False),
        (1, 0.0, nan, nan, "pct", False),
        (125, nan, nan, nan, "pct", True),
        (0, nan, nan, nan, "pct", False),
        (nan, nan, nan, nan, "pct", False),
    ],
)
def test_limits_too_wide_for_so_many_children_are_missing_dates(known, value, lower, upper, measure, missing):
    year = YearResult("agreement_year", "2024", known, known, 100.0, nan, value, lower, upper)
    assert year.undated(measure) is missing


def test_a_year_without_dates_is_not_judged():
    wide = years(12.0, 14.0, 25.0)
    wide.frame["lower"], wide.frame["upper"] = 5.0, 60.0
    found = status(wide)
    assert (found.verdict, found.reason) == ("kan_ikke_vurderes", "dates")
