from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from evaluering.intake.formats.dates import DATE_FORMS
from evaluering.intake.formats.typed_values import Kind
from evaluering.intake.proposal.dates import Reach, date_answer, last_day, reach_of
from evaluering.intake.proposal.gathering import Gathered

WRITTEN = {
    "dd-mm-åååå": "%d-%m-%Y",
    "åååå-mm-dd": "%Y-%m-%d",
    "dd.mm.åååå": "%d.%m.%Y",
    "dd/mm/åååå": "%d/%m/%Y",
    "ddmmåååå": "%d%m%Y",
    "ååååmmdd": "%Y%m%d",
    "ddmmmåååå": "%d%b%Y",
}
DAYS = [date(2020, 5, 28) + timedelta(40 * number) for number in range(12)]


def kept_of(*texts, kinds=None, **more):
    rows = dict.fromkeys(texts, 1)
    return Gathered(rows=len(rows), texts={"birth": rows}, kinds={"birth": Counter(kinds or {})}, **more)


def answer_of(kept):
    return date_answer(kept, ["birth", "recorded"], shown="a.csv")


@pytest.mark.parametrize("form", WRITTEN)
def test_the_one_form_that_fits_all_dates_is_proven(form):
    answer, findings = answer_of(kept_of("", *(day.strftime(WRITTEN[form]) for day in DAYS)))
    assert (answer.value, answer.proven, findings) == (form, True, [])


def test_every_form_that_can_be_declared_as_text_is_tried():
    assert {*WRITTEN, "dato"} == set(DATE_FORMS)


@pytest.mark.parametrize(
    ("text", "form", "other"),
    [
        ("05-06-2020", "dd-mm-åååå", "mm-dd-åååå"),
        ("05/06/2020", "dd/mm/åååå", "mm/dd/åååå"),
        ("2020-05-06", "åååå-mm-dd", "åååå-dd-mm"),
    ],
)
def test_day_and_month_that_may_be_either_are_marked(text, form, other):
    answer, findings = answer_of(kept_of(text))
    assert (answer.value, answer.proven, findings) == (form, False, [])
    assert other in answer.why


def test_the_cpr_numbers_tell_day_from_month():
    answer, findings = answer_of(kept_of("05-06-2020", people=10, agreeing={"dd-mm-åååå": 9, "mm-dd-åååå": 1}))
    assert (answer.value, answer.proven, findings) == ("dd-mm-åååå", True, [])
    assert "CPR" in answer.why


def test_numbers_that_agree_with_both_decide_nothing():
    answer, _ = answer_of(kept_of("05-05-2020", people=1, agreeing={"dd-mm-åååå": 1, "mm-dd-åååå": 1}))
    assert not answer.proven


@pytest.mark.parametrize(
    "kept",
    [
        kept_of("05-06-2020", people=10, agreeing={"dd-mm-åååå": 1, "mm-dd-åååå": 9}),
        kept_of("05-28-2020"),
    ],
)
def test_a_form_that_cannot_be_declared_is_told_and_left_open(kept):
    answer, (finding,) = answer_of(kept)
    assert (answer.value, answer.proven) == (None, False)
    assert "skrevet som mm-dd-åååå" in finding.what
    assert "dd-mm-åååå" in finding.allowed


def test_few_dates_in_another_form_are_counted():
    answer, (finding,) = answer_of(kept_of(*(f"{day}-06-2020" for day in range(10, 30)), "31-06-2020"))
    assert (answer.value, answer.proven, finding.count) == ("dd-mm-åååå", True, 1)


def test_dates_in_several_forms_are_told_and_left_open():
    texts = [day.strftime(WRITTEN[form]) for day in DAYS for form in ("dd-mm-åååå", "åååå-mm-dd")]
    answer, (finding,) = answer_of(kept_of(*texts))
    assert answer.value is None
    assert "flere måder: dd-mm-åååå og åååå-mm-dd" in finding.what


def test_only_the_shape_of_unknown_dates_is_told():
    answer, (finding,) = answer_of(kept_of("5. maj 2020", "6. maj 2020", "x"))
    assert answer.value is None
    assert "ligner 9. aaa 9999" in finding.what


@pytest.mark.parametrize("kept", [kept_of(), kept_of("", " ")])
def test_without_any_date_a_person_fills_the_form_in(kept):
    answer, findings = answer_of(kept)
    assert (answer.value, answer.proven, findings) == (None, False, [])


def test_true_dates_are_proven_when_all_cells_are():
    proven, _ = answer_of(kept_of("2020-05-28", kinds={Kind.DATE: 5, Kind.EMPTY: 3}))
    mostly, _ = answer_of(kept_of("2020-05-28", kinds={Kind.DATE: 5, Kind.TEXT: 3}))
    assert (proven.value, proven.proven) == ("dato", True)
    assert (mostly.value, mostly.proven) == ("dato", False)


def test_numbers_are_only_dates_as_year_month_day():
    answer, _ = answer_of(kept_of("20200528", kinds={Kind.NUMBER: 1}))
    assert (answer.value, answer.proven) == ("ååååmmdd", True)
    serial, (finding,) = answer_of(kept_of("43979", kinds={Kind.NUMBER: 1}))
    assert serial.value is None
    assert "99999" in finding.what


def test_the_reach_is_whole_months_of_birth_and_days_of_recording():
    kept = kept_of("28-05-2020", "29-06-2020")
    kept.texts["recorded"] = {"01-08-2020": 1, "02-08-2020": 2, "no day": 1}
    assert reach_of(kept, "dd-mm-åååå") == Reach(date(2020, 5, 1), date(2020, 8, 2), 0)


def test_a_birth_that_the_cpr_number_contradicts_does_not_count():
    kept = kept_of("28-05-1920", "29-06-2020", births={"dd-mm-åååå": np.datetime64("2020-06-29")})
    assert reach_of(kept, "dd-mm-åååå") == Reach(date(2020, 6, 1))


@pytest.mark.parametrize("form", [None, "åååå-mm-dd"])
def test_nothing_is_known_of_the_reach_without_dates_that_can_be_read(form):
    assert reach_of(kept_of("28-05-2020"), form) == Reach()


def days_of(number, *, rows=5, every=1):
    days = np.datetime64("2024-01-01") + np.arange(0, number, every)
    return days, np.full(len(days), rows)


def test_single_rows_in_the_future_are_no_last_day():
    days, rows = days_of(900)
    future = days[-1] + np.array([40, 90, 300])
    later = np.concatenate([days, future]), np.concatenate([rows, [1, 1, 1]])
    assert last_day(days, rows) == days[-1]
    assert last_day(*later) == days[-1]
    assert last_day(later[0][::-1], later[1][::-1]) == days[-1]


def test_a_quiet_end_is_no_mistake():
    days, rows = days_of(900)
    fewer = np.where(days > days[-20], 1, rows)
    assert last_day(days, fewer) == days[-1]
    days, rows = days_of(900, every=13, rows=1)
    assert last_day(days, rows) == days[-1]


def test_the_last_of_few_rows_counts():
    days = np.array(["2020-01-01", "2020-03-01", "2024-01-01"], dtype="datetime64[D]")
    assert last_day(days, np.array([1, 1, 1])) == days[-1]
    assert last_day(days[:1], np.array([1])) == days[0]
