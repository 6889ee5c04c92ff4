from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluering.errors import DeliveryError
from evaluering.intake.plausibility import judge

MONTHS = pd.period_range("2020-01", "2023-12", freq="M").astype(str)


def births_of(values):
    return pd.DataFrame({"municipality": "0657", "month": MONTHS[: len(values)], "births": values})


def danish(day):
    return "-".join(reversed(str(day).split("-")))


def statuses(deliveries, *, children=150, code="0657", turned=False, until="2023-12-20"):
    """Statuses of children born through 2020 to 2023, at 10 and 280 days; the last ones near `until`."""
    rows = []
    last = np.datetime64(until)
    for number in range(children):
        birth = np.datetime64("2020-01-01") + number * 9 % 1200
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


@pytest.fixture
def four_years(deliveries):
    lines = [f"{code};{month.replace('-', 'M')};20" for code in ("0657", "0661") for month in MONTHS]
    deliveries.births("\n".join([*lines, ""]))
    return deliveries


WORDS = {"udtraeksdato": date(2024, 1, 1), "periode": {"fra": date(2020, 1, 1), "til": date(2023, 12, 31)}}


def test_a_sound_set_is_used_without_a_word(four_years):
    four_years.extract(statuses(four_years), **WORDS)
    assert four_years.read().notes == ()


def test_an_extract_of_another_municipality_is_refused(four_years):
    four_years.extract(statuses(four_years, code="0661"), **WORDS)
    finding = four_years.one_fault(DeliveryError)
    assert (finding.key, "100,0 % af rækkerne" in finding.what) == ("afsender", True)


def test_an_organisation_may_send_children_from_anywhere(four_years):
    rows = statuses(four_years, code="0661")
    four_years.extract(rows, **(WORDS | {"afsender": "Fælles system"}))
    assert len(four_years.read().feeding) == len(rows)


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
    deliveries.births("".join(f"0657;{month.replace('-', 'M')};5\n" for month in MONTHS))
    deliveries.extract(statuses(deliveries, children=900), **WORDS)
    found = deliveries.fault(DeliveryError)
    assert all("kun 60 fødsler" in finding.what for finding in found)


def test_births_out_of_line_are_refused_with_their_row():
    values = [100] * 40
    values[17] = 1000
    (finding,) = judge(
        _no_feeding(), births_of(values).assign(row=range(2, 42), file="f", column="maaned"), ()
    ).findings
    assert (finding.row, finding.file, finding.count) == (19, "f", 1)
    assert "2021-06" in finding.what


@pytest.mark.parametrize("values", [[100, 130, 70] * 10, [2, 9, 4] * 10, [0] * 30, [100, 1000]])
def test_births_that_vary_as_births_do_are_accepted(values):
    assert judge(_no_feeding(), births_of(values), ()).findings == ()


def _no_feeding():
    columns = {"child": "uint64", "municipality": "category", "birth": "datetime64[s]", "recorded": "datetime64[s]"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in {**columns, "delivery": "category"}.items()})
