from dataclasses import replace
from math import nan

import pandas as pd
import pytest

from evaluering.estimation.revisions import Revision, published_year, reasoned, year_in
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import YearResult

YEAR = YearResult("agreement_year", "2023", 13395, 12462, 93.03, nan, 113.5, 112.4, 114.7)
ENTRY = {
    "value": 15.4, "lower": 14.8, "upper": 16.1, "n": 12462, "coverage_pct": 93.0347, "measure": "pct", "hidden": False,
}  # fmt: skip


def revision(then=YEAR, now=YEAR, **more):
    return Revision("region", "duration_mean", "days", "a", "a", then, now, YEAR, "endnu_ikke", "ja", **more)


def judged(then=YEAR, now=YEAR, *, changed=(), same_data=False, method_same=True):
    return reasoned(revision(then, now), changed=changed, same_data=same_data, method_same=method_same)


@pytest.mark.parametrize(
    ("now", "how", "reason"),
    [
        ({}, {}, "unchanged"),
        ({"value": 113.5001}, {}, "unchanged"),
        ({"known": 12500}, {"changed": ("code",)}, "reports_or_code"),
        ({"known": 12500}, {"changed": ("plan",)}, "reports"),
        ({"births": 13396}, {}, "reports"),
        ({"value": 114.0}, {}, "records"),
        ({"value": 114.0}, {"changed": ("code",)}, "records_or_code"),
        ({"value": 114.0}, {"changed": ("plan",)}, "records"),
        ({"value": 114.0}, {"same_data": True}, "code"),
        ({"value": 114.0}, {"method_same": False}, "method"),
        ({"lower": 112.0}, {}, "method"),
        ({"value": nan}, {}, "cannot"),
    ],
)
def test_the_reason_follows_what_changed(now, how, reason):
    assert judged(now=replace(YEAR, **now), **how).reason == reason


def test_without_a_number_then_or_now_there_is_no_reason_to_give():
    assert judged(then=None).reason == "cannot"
    assert judged(now=None).reason == "cannot"
    assert judged(then=replace(YEAR, value=nan)).known_apart is None


def test_the_children_a_revision_is_about():
    told = judged(now=replace(YEAR, known=12400, births=13400))
    assert (told.known_apart, told.births_apart) == (-62, 5)


def test_a_report_that_told_no_births_is_judged_by_what_it_told():
    told = judged(then=replace(YEAR, births=nan), now=replace(YEAR, known=12500))
    assert (told.reason, told.known_apart, told.births_apart) == ("reports", 38, None)
    assert judged(then=replace(YEAR, births=nan, known=nan)).reason == "unchanged"


def test_another_definition_is_told():
    assert not revision().redefined
    assert replace(revision(), definition_now="b").redefined


def test_births_follow_from_the_known_and_their_part():
    year = published_year(ENTRY, grain="agreement_year", period="2023")
    assert (year.births, year.known) == (13395, 12462)
    assert year.at_least == pytest.approx(0.154 * 12462)
    assert published_year(ENTRY | {"measure": "days"}, grain="agreement_year", period="2023").at_least != year.at_least


def test_an_entry_without_numbers_gives_none():
    empty = dict.fromkeys(("value", "lower", "upper", "n", "coverage_pct"))
    year = published_year(ENTRY | empty | {"hidden": True}, grain="calendar_year", period="2023")
    assert year.hidden
    assert all(number != number for number in (year.value, year.births, year.known, year.at_least))


def test_only_a_mature_year_of_a_series_can_be_counted_again():
    columns = ["births", "known", "coverage_pct", "at_least", "value", "lower", "upper"]
    frame = pd.DataFrame(
        [["2022", True, *range(7)], ["2023", False, *range(7)]], columns=["period", "mature", *columns]
    )
    series = OutcomeSeries("region", "duration_mean", "restricted_mean_365", "days", "agreement_year", frame)
    assert year_in(series, "2022") == YearResult("agreement_year", "2022", *range(7))
    assert year_in(series, "2023") is None
    assert year_in(series, "2021") is None
