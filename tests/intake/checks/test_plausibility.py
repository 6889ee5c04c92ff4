from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluering.errors import DeliveryError

MONTHS = pd.period_range("2020-01", "2023-12", freq="M").astype(str)


def danish(day):
    return "-".join(reversed(str(day).split("-")))


def statuses(deliveries, *, children=150, code="0657", turned=False, until="2023-12-20"):
    """Statuses of children born through 2020 to 2023, at 10 and 280 days; the last ones near `until`.

    Three or four children are born each month.
    """
    rows = []
    last = np.datetime64(until)
    for number in range(children):
        birth = np.datetime64("2020-01-01") + number * 9 % 1350
        for age in (10, 280):
            if birth + age > last:
                continue
            full = (age == 10) != turned
            rows.append(
                deliveries.status(
                    cpr=f"{int(str(birth)[8:]) + 60}{str(birth)[5:7]}{str(birth)[2:4]}{4000 + number}",
                    kommunekode=code,
                    foedselsdato=danish(birth),
                    registreringsdato=danish(birth + age),
                    status_dato=danish(birth + age),
                    kontakttype="",
                    ernaering="fuld" if full else "erstatning",
                )
            )
    return rows


def births(deliveries, *codes, a_month=3):
    # As many one month as the other would be told.
    sizes = {month: a_month + int(month[-2:]) % 3 - 1 for month in MONTHS}
    lines = [f"{code};{month.replace('-', 'M')};{size}" for code in codes for month, size in sizes.items()]
    deliveries.births("\n".join([*lines, ""]))


@pytest.fixture
def four_years(deliveries):
    births(deliveries, "0657")
    return deliveries


@pytest.fixture
def two_municipalities(deliveries):
    births(deliveries, "0657", "0661")
    return deliveries


WORDS = {"udtraeksdato": date(2024, 1, 1), "periode": {"fra": date(2020, 1, 1), "til": date(2023, 12, 31)}}


def test_a_sound_set_is_used_without_a_word(four_years):
    four_years.extract(statuses(four_years), **WORDS)
    assert four_years.read().notes == ()


def test_an_extract_of_another_municipality_is_refused(two_municipalities):
    two_municipalities.extract(statuses(two_municipalities, code="0661"), **WORDS)
    finding = two_municipalities.one_fault(DeliveryError)
    assert (finding.key, "100,0 % af rækkerne" in finding.what) == ("afsender", True)


def test_an_organisation_may_send_children_from_anywhere(two_municipalities):
    rows = statuses(two_municipalities, code="0661")
    two_municipalities.extract(rows, **(WORDS | {"afsender": "Fælles system"}))
    read = two_municipalities.read()
    assert len(read.feeding) == len(rows)
    assert read.notes == ("Der er fødsler, men ingen leverance om børn, for kommune 0657.",)


def test_codes_turned_round_are_refused(four_years):
    four_years.extract(statuses(four_years, turned=True), **WORDS)
    assert "kan være byttet om" in four_years.one_fault(DeliveryError).what


def test_periods_turned_round_are_refused(four_years):
    rows = []
    for row in statuses(four_years):
        age_10 = row["ernaering"] == "fuld"
        rows.append(
            row
            | {
                "status_dato": "",
                "periode_start": row["foedselsdato"] if age_10 else row["registreringsdato"],
                "ernaering": "erstatning" if age_10 else "fuld",
            }
        )
    four_years.extract(rows, **WORDS)
    assert "kan være byttet om" in four_years.one_fault(DeliveryError).what


@pytest.mark.parametrize(
    ("extracted", "heard"), [(date(2024, 1, 1), ""), (date(2024, 6, 1), "note"), (date(2026, 1, 1), "fault")]
)
def test_an_extraction_date_long_after_the_last_registration(four_years, extracted, heard):
    period = {"fra": date(2020, 1, 1), "til": date.fromordinal(extracted.toordinal())}
    four_years.extract(statuses(four_years), **(WORDS | {"udtraeksdato": extracted, "periode": period}))
    if heard == "fault":
        assert four_years.one_fault(DeliveryError).key == "udtraeksdato"
    else:
        assert bool(four_years.read().notes) == (heard == "note")


def test_a_later_delivery_of_the_same_sender_goes_on_where_the_first_stops(four_years):
    rows = statuses(four_years)
    early = [row for row in rows if row["registreringsdato"][6:] < "2022"]
    late = [row for row in rows if row["registreringsdato"][6:] >= "2022"]
    four_years.extract(early, name="gammel", **WORDS)
    four_years.extract(late, name="ny", **WORDS)
    assert four_years.read().notes == ()


def test_far_more_children_than_births_are_refused(deliveries):
    births(deliveries, "0657", a_month=1)
    deliveries.extract(statuses(deliveries, children=900), **WORDS)
    assert "kun 12 fødsler" in deliveries.one_fault(DeliveryError).what


def test_hardly_any_newborn_fully_breastfed_is_refused(four_years):
    rows = [row | {"ernaering": "primaer"} if row["ernaering"] == "fuld" else row for row in statuses(four_years)]
    four_years.extract(rows, **WORDS)
    assert "Kun 0 % af børnene er fuldt ammet" in four_years.one_fault(DeliveryError).what


def periods(deliveries, **changes):
    """A full period of each child with an end, and the period after it without one.

    `changes` are given the first of them, and give what is written in it instead.
    """
    rows = []
    for row in (row for row in statuses(deliveries) if row["ernaering"] == "fuld"):
        whole = row | {"status_dato": "", "periode_start": row["foedselsdato"], "periode_slut": row["status_dato"]}
        after = whole | {"ernaering": "primaer", "periode_start": row["status_dato"], "periode_slut": ""}
        rows += [whole | {name: change(whole) for name, change in changes.items()}, after]
    return rows


@pytest.mark.parametrize(("ends", "heard"), [(True, False), (False, True)])
def test_periods_without_any_end_are_told(four_years, ends, heard):
    changes = {} if ends else {"periode_slut": lambda row: ""}
    four_years.extract(periods(four_years, **changes), **WORDS)
    assert ("herning: Ingen periode med fuld amning har en slutdato." in four_years.read().notes) == heard


def test_periods_that_begin_when_they_are_recorded_are_told(four_years):
    rows = [
        row | {"periode_start": row["status_dato"], "status_dato": ""}
        for row in statuses(four_years)
        if row["ernaering"] != "fuld"
    ]
    four_years.extract([*periods(four_years), *rows], **WORDS)
    told = "herning: Perioderne begynder den dag, de er registreret; de kan være statusser."
    assert told in four_years.read().notes


def test_dates_that_all_fall_on_one_day_of_the_month_are_told(four_years):
    def month_end(row):
        _, month, year = row["registreringsdato"].split("-")
        last = pd.Period(f"{year}-{month}", freq="M").days_in_month
        return f"{last}-{month}-{year}"

    rows = periods(four_years, periode_slut=month_end, registreringsdato=lambda row: "20-12-2023")
    four_years.extract(rows, **WORDS)
    notes = four_years.read().notes
    assert "herning: 100 % af perioderne slutter på samme dag i måneden." in notes
    assert "herning: 50 % af rækkerne er registreret på én dag." in notes


def test_words_that_a_large_delivery_never_uses_are_told(four_years):
    rows = [row | {"kontakttype": "2_maaneder"} for row in statuses(four_years, children=160)]
    rows[0]["kontakttype"] = "barselsbesoeg"
    four_years.extract(rows, **WORDS)
    feeding, contact = four_years.read().notes[:2]
    assert feeding == "herning: Ingen rækker har delvis amning (primært) og amning som supplement."
    assert contact == "herning: Ingen rækker har etableringsbesøg, besøg ved 4-6 måneder og besøg ved 8-11 måneder."


def test_a_period_that_goes_beyond_the_extraction_is_told(four_years):
    words = WORDS | {"periode": {"fra": date(2020, 1, 1), "til": date(2024, 6, 30)}}
    four_years.extract(statuses(four_years), **words)
    (note,) = four_years.read().notes
    assert note == "herning: Perioden går til 2024-06-30, men udtrækket er fra 2024-01-01."


def test_a_delivery_of_a_few_rows_is_judged_by_no_share(four_years):
    four_years.extract(statuses(four_years, turned=True)[:90], **WORDS)
    assert four_years.examine().faults == ()
