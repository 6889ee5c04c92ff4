from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from evaluering.errors import DeliveryError
from evaluering.intake.checks.validation import RULES


def test_periods_and_statuses_become_one_table(with_births):
    with_births.extract(
        [
            with_births.row(),
            with_births.row(3, periode_slut="", kontakttype=""),
            with_births.status(2, ernaering="uoplyst", kontakttype="8-11_maaneder"),
        ]
    )
    feeding = with_births.read().feeding
    assert list(feeding["kind"]) == ["period", "period", "status"]
    assert list(feeding["feeding"]) == ["full", "full", "unknown"]
    assert list(feeding["contact"]) == ["two_months", "none", "eight_to_eleven_months"]
    assert list(feeding["start"].dt.strftime("%Y-%m-%d")) == ["2020-05-05", "2020-05-05", "2020-07-07"]
    assert list(feeding["end"].isna()) == [False, True, True]
    assert list(feeding["row"]) == [2, 3, 4]
    assert set(feeding["municipality"]) == {"0657"}
    assert set(feeding["delivery"]) == {"herning"}
    assert set(feeding["extracted"]) == {pd.Timestamp("2026-10-01")}
    assert feeding["child"].nunique() == 3


def test_the_table_has_the_promised_types_and_no_number_of_a_person(with_births):
    with_births.extract([with_births.row(), with_births.row(2, cpr=with_births.cpr(2, hyphen=True))])
    feeding = with_births.read().feeding
    assert {name: str(kind) for name, kind in feeding.dtypes.items()} == {
        "child": "uint64",
        "municipality": "category",
        "birth": "datetime64[s]",
        "recorded": "datetime64[s]",
        "extracted": "datetime64[s]",
        "kind": "category",
        "feeding": "category",
        "contact": "category",
        "start": "datetime64[s]",
        "end": "datetime64[s]",
        "known_until": "datetime64[s]",
        "delivery": "category",
        "row": "int32",
    }
    assert "650520" not in feeding.astype("str").to_csv()


def test_every_code_of_the_contract_is_known(with_births):
    contacts = ("barselsbesoeg", "etableringsbesoeg", "foerste_maaned", "2_maaneder", "4-6_maaneder", "8-11_maaneder")
    feedings = ("fuld", "primaer", "supplement", "erstatning", "familiens_mad", "uoplyst")
    with_births.extract(
        [
            with_births.row(number, kontakttype=contact, ernaering=feeding)
            for number, (contact, feeding) in enumerate(zip(contacts, feedings, strict=True))
        ]
    )
    feeding = with_births.read().feeding
    assert list(feeding["contact"]) == list(feeding["contact"].cat.categories[:6])
    assert list(feeding["feeding"]) == list(feeding["feeding"].cat.categories)


def test_dates_in_the_other_form(with_births):
    dates = ("foedselsdato", "registreringsdato", "periode_start", "periode_slut")
    values = with_births.row()
    turned = {name: "-".join(reversed(values[name].split("-"))) for name in dates}
    with_births.extract([values | turned], file={"datoformat": "åååå-mm-dd"})
    assert with_births.read().feeding["end"][0] == pd.Timestamp("2020-06-28")


IMPOSSIBLE = {
    "cpr_form": {"cpr": "505209996"},
    "cpr_no_such_date": {"cpr": "3102204001"},
    "date_unreadable": {"periode_slut": "31-06-2020"},
    "date_missing": {"registreringsdato": ""},
    "status_or_period": {"status_dato": "07-07-2020"},
    "unknown_feeding": {"ernaering": "Fuld"},
    "unknown_contact": {"kontakttype": "skolestart"},
    "cpr_other_birth_date": {"foedselsdato": "04-05-2020"},
    "after_extraction": {"registreringsdato": "02-10-2026"},
    "birth_after_recorded": {"registreringsdato": "04-05-2020"},
    "adult": {"cpr": "0505874001", "foedselsdato": "05-05-1987"},
    "start_before_birth": {"periode_start": "04-05-2020"},
    "end_before_start": {"periode_start": "01-06-2020", "periode_slut": "31-05-2020"},
    "after_recorded": {"periode_slut": "08-07-2020"},
}


@pytest.mark.parametrize(("rule", "changes"), IMPOSSIBLE.items())
def test_an_impossible_row_is_set_aside_and_counted(with_births, rule, changes):
    with_births.extract([with_births.row(1, **changes), *(with_births.row(number) for number in range(2, 51))])
    deliveries = with_births.read()
    assert deliveries.set_aside.to_dict("records") == [
        {"delivery": "herning", "source": "kommuneudtraek", "sender": "0657", "rule": rule, "rows": 1}
    ]
    assert list(deliveries.feeding["row"]) == list(range(3, 52))
    assert list(deliveries.sources["rows"]) == [1, 50]


@pytest.mark.parametrize(("rule", "changes"), IMPOSSIBLE.items())
def test_too_many_impossible_rows_stop_the_run(with_births, rule, changes):
    rows = [with_births.row(number) for number in range(1, 49)]
    with_births.extract([*rows, with_births.row(49, **changes)])
    finding = with_births.one_fault(DeliveryError)
    assert finding.what == next(one.what for one in RULES if one.slug == rule)
    assert (finding.file, finding.row, finding.count) == ("herning/herning.csv", 50, 1)
    assert "højst 2,0 %" in finding.allowed
    assert with_births.read(impossible_rows_pct=2.1).set_aside["rows"].sum() == 1


def test_a_rule_is_told_once_per_file_with_count_and_first_row(with_births):
    rows = [with_births.row(1), with_births.row(2, cpr="x"), with_births.row(3, cpr="y"), with_births.row(4, cpr="")]
    with_births.extract([*rows, with_births.row(5, ernaering="ukendt")])
    first, second = with_births.fault(DeliveryError)
    assert (first.row, first.count, first.column) == (3, 3, "cpr")
    assert (second.row, second.count, second.column) == (6, 1, "ernaering")


def test_a_row_without_status_or_period_and_one_with_an_end_alone_are_impossible(with_births):
    rows = [with_births.row(1, periode_start="", periode_slut=""), with_births.row(2, periode_start="")]
    with_births.extract([*rows, with_births.status(3, periode_slut="07-07-2020")])
    finding = with_births.one_fault(DeliveryError)
    assert finding.count == 3


def test_everything_on_the_day_of_birth_or_extraction_is_possible(with_births):
    same = "05-05-2020"
    with_births.extract(
        [with_births.row(registreringsdato=same, periode_slut=same), with_births.status(2, status_dato=same)],
        udtraeksdato=date(2020, 7, 7),
    )
    assert len(with_births.read().feeding) == 2


@pytest.mark.parametrize(
    ("first", "second", "aside"),
    [
        ({}, {"periode_slut": "27-06-2020"}, 2),
        ({}, {"periode_slut": ""}, 2),
        ({}, {"periode_slut": "27-06-2020", "registreringsdato": "08-07-2020"}, 0),
        ({}, {"periode_slut": "", "ernaering": "supplement"}, 0),
        ({}, {}, 0),
    ],
)
def test_periods_recorded_at_once_must_not_contradict_each_other(with_births, first, second, aside):
    others = [with_births.row(number) for number in range(2, 99)]
    with_births.extract([with_births.row(**first), with_births.row(**second), *others])
    set_aside = with_births.read(impossible_rows_pct=3).set_aside
    assert set_aside["rows"].sum() == aside
    assert set(set_aside["rule"]) <= {"conflicting_tie"}


def test_an_unknown_status_contradicts_nothing(with_births):
    with_births.extract([with_births.status(), with_births.status(ernaering="uoplyst")])
    assert len(with_births.read().feeding) == 2


def test_statuses_of_one_day_recorded_at_once_must_not_contradict_each_other(with_births):
    with_births.extract([with_births.status(), with_births.status(ernaering="erstatning"), with_births.status(2)])
    finding = with_births.one_fault(DeliveryError)
    assert (finding.count, "noget forskelligt" in finding.what) == (2, True)


@pytest.mark.parametrize(
    ("written", "guess"),
    [("2020-05-05", "åååå-mm-dd"), ("05-25-2020", "mm-dd-åååå"), ("05.05.2020", "dd.mm.åååå"), ("5. maj", "")],
)
def test_another_date_form_than_declared_is_told_once(with_births, written, guess):
    rows = [with_births.row(number, foedselsdato=written, periode_start=written) for number in range(1, 4)]
    with_births.extract(rows)
    finding = with_births.one_fault(DeliveryError)
    assert finding.what.startswith("Datoerne er ikke skrevet som dd-mm-åååå")
    assert guess in finding.what
    assert (finding.column, finding.row, finding.count) == ("foedselsdato, periode_start", 2, 3)
    assert written not in finding.text()


def test_a_few_rows_in_another_date_form_are_recognised_too(with_births):
    rows = [with_births.row(number) for number in range(1, 10)]
    with_births.extract([*rows, with_births.row(10, periode_slut="2020-06-28")])
    assert "ser ud til at være skrevet som åååå-mm-dd" in with_births.one_fault(DeliveryError).what


def test_unknown_municipalities_are_listed_with_advice(with_births):
    codes = ("657", "0101", "", "Hemmelig", "0657")
    with_births.extract([with_births.row(number, kommunekode=code) for number, code in enumerate(codes)])
    finding = with_births.one_fault(DeliveryError)
    assert finding.what == 'Ukendt kommunekode: "0101", "657", tomme felter, andet end koder'
    assert finding.remedy.startswith('Mener du "0657"?')
    assert (finding.row, finding.count, finding.column) == (2, 4, "kommunekode")
    assert "0741" in finding.allowed


def test_at_most_ten_unknown_municipalities_are_listed(with_births):
    with_births.extract([with_births.row(number, kommunekode=f"{number:04d}") for number in range(1, 13)])
    assert with_births.one_fault(DeliveryError).what.endswith('"0010", flere koder')


def test_an_extract_may_hold_children_of_other_municipalities_and_no_rows_at_all(with_births):
    with_births.extract([with_births.row(kommunekode="0661")])
    with_births.extract([], name="lemvig", afsender="0665", file={"raekker": 0})
    (with_births.folder / "foedsler" / "foedsler.csv").write_bytes(
        b"kommunekode;maaned;levendefoedte\n0657;2020M05;1\n0665;2020M05;1\n"
    )
    declared = with_births.folder / "foedsler" / "leverance.yml"
    declared.write_text(declared.read_text(encoding="utf-8").replace("raekker: 1", "raekker: 2"), encoding="utf-8")
    deliveries = with_births.read()
    assert list(deliveries.feeding["municipality"]) == ["0661"]
    assert list(deliveries.sources["rows"]) == [2, 1, 0]


@pytest.mark.parametrize("real", [True, False])
def test_a_real_delivery_of_made_up_numbers_is_refused(with_births, real):
    with_births.extract([with_births.row(number) for number in range(1, 41)], syntetisk=not real)
    found = [finding.key for _, finding in with_births.examine().faults if finding.file.startswith("herning/")]
    assert found == (["syntetisk"] if real else [])


def test_a_few_replacement_numbers_among_real_ones_are_accepted(deliveries):
    deliveries.births(syntetisk=False)
    rows = [deliveries.row(number) for number in range(1, 41)]
    own = [row | {"cpr": row["cpr"].replace("65", "05", 1)} for row in rows[:30]]
    deliveries.extract([*own, *rows[30:]], syntetisk=False)
    assert deliveries.examine().faults == ()


def test_a_status_of_full_breastfeeding_at_two_years_is_set_aside(with_births):
    late = with_births.status(1, status_dato="05-05-2022", registreringsdato="05-05-2022", kontakttype="")
    with_births.extract([late, *(with_births.row(number) for number in range(2, 60))])
    assert list(with_births.read().set_aside["rule"]) == ["full_beyond_18_months"]
