from __future__ import annotations

import pytest


def remarked(deliveries, rows, **declaration):
    deliveries.extract(rows, **declaration)
    examined = deliveries.examine(impossible_rows_pct=100.0)
    assert examined.faults == ()
    return examined.remarks[["row", "column", "rule"]].to_numpy().tolist()


def test_sound_rows_have_no_remark(with_births):
    rows = [
        with_births.row(),
        with_births.row(ernaering="primaer", periode_start="28-06-2020", periode_slut=""),
        with_births.status(ernaering="primaer"),
    ]
    assert remarked(with_births, rows) == []


def test_a_row_that_stands_twice_is_remarked_once(with_births):
    assert remarked(with_births, [with_births.row(), with_births.row(2), with_births.row()]) == [[4, "", "doubled_row"]]


def test_a_status_against_a_period_is_remarked(with_births):
    status = with_births.status(ernaering="erstatning", status_dato="10-06-2020")
    assert remarked(with_births, [with_births.row(), status]) == [[3, "ernaering", "status_against_period"]]


def test_a_status_within_an_open_period_is_held_against_it(with_births):
    open_period = with_births.row(periode_slut="", registreringsdato="01-07-2020")
    before = with_births.status(ernaering="primaer", status_dato="30-06-2020")
    after = with_births.status(2, ernaering="primaer", status_dato="05-07-2020")
    other = with_births.row(2, periode_slut="", registreringsdato="01-07-2020")
    assert remarked(with_births, [open_period, before, other, after]) == [[3, "ernaering", "status_against_period"]]


def test_periods_that_overlap_with_other_feeding_are_remarked(with_births):
    partial = with_births.row(ernaering="supplement", periode_start="20-06-2020", periode_slut="05-07-2020")
    assert remarked(with_births, [with_births.row(), partial]) == [[3, "periode_start", "overlapping_periods"]]


def test_full_breastfeeding_after_formula_is_remarked(with_births):
    formula = with_births.row(ernaering="erstatning", periode_start="10-05-2020", periode_slut="20-05-2020")
    again = with_births.row(periode_start="25-05-2020", periode_slut="28-06-2020")
    assert remarked(with_births, [formula, again]) == [[3, "ernaering", "full_after_less"]]


def test_another_childs_rows_say_nothing(with_births):
    rows = [with_births.row(1), with_births.status(2, ernaering="erstatning", status_dato="10-06-2020")]
    assert remarked(with_births, rows) == []


@pytest.mark.parametrize(("contact", "odd"), [("8-11_maaneder", True), ("2_maaneder", False), ("", False)])
def test_an_age_that_does_not_fit_the_contact_is_remarked(with_births, contact, odd):
    found = remarked(with_births, [with_births.status(kontakttype=contact)])
    assert found == ([[2, "kontakttype", "age_outside_contact"]] if odd else [])


def test_a_child_that_lives_elsewhere_is_remarked(deliveries):
    deliveries.births("0657;2020M05;70\n0661;2020M05;70\n")
    found = remarked(deliveries, [deliveries.row(), deliveries.row(2, kommunekode="0661")])
    assert found == [[3, "kommunekode", "other_municipality"]]


def test_rows_that_are_set_aside_are_not_remarked_but_listed(with_births):
    impossible = with_births.row(periode_start="28-06-2020", periode_slut="05-05-2020")
    with_births.extract([impossible, impossible])
    examined = with_births.examine(impossible_rows_pct=100.0)
    assert examined.remarks.empty
    assert examined.faulty_rows.to_numpy().tolist() == [
        ["herning", "herning/herning.csv", 2, "periode_slut", "end_before_start"],
        ["herning", "herning/herning.csv", 3, "periode_slut", "end_before_start"],
    ]


def test_a_set_that_cannot_be_used_is_looked_through_all_the_same(with_births):
    with_births.extract([with_births.row(), with_births.row(ernaering="andet")])
    examined = with_births.examine()
    assert examined.deliveries is None
    assert [finding.what for _, finding in examined.faults] == ["Koden for ernæring er ukendt"]
    assert examined.faulty_rows["rule"].tolist() == ["unknown_feeding"]
    assert examined.delivered.to_numpy().tolist() == [
        ["0657", "foedsler", "foedsler", 1, "2026-10-01"],
        ["0657", "kommuneudtraek", "herning", 2, "2026-10-01"],
    ]


def test_a_set_without_anything_is_told_as_such(deliveries):
    examined = deliveries.examine()
    assert len(examined.faults) == 1
    assert examined.delivered.empty
    assert examined.faulty_rows.empty
    assert examined.remarks.empty


@pytest.mark.parametrize(
    ("changes", "odd"),
    [
        ({"periode_slut": "05-02-2021"}, True),
        ({"periode_slut": "04-02-2021"}, False),
        ({"periode_slut": "", "registreringsdato": "05-02-2021"}, True),
        ({"periode_slut": "", "registreringsdato": "04-02-2021"}, False),
        ({"periode_slut": "05-02-2021", "ernaering": "primaer"}, False),
    ],
)
def test_full_breastfeeding_after_nine_months_is_remarked(with_births, changes, odd):
    row = with_births.row(**({"registreringsdato": "01-03-2021", "kontakttype": ""} | changes))
    assert remarked(with_births, [row]) == ([[2, "ernaering", "full_after_9_months"]] if odd else [])


def test_a_status_after_nine_months_is_remarked_whenever_it_was_recorded(with_births):
    late = with_births.status(status_dato="05-02-2021", registreringsdato="01-03-2021", kontakttype="")
    early = with_births.status(2, registreringsdato="01-03-2021")
    assert remarked(with_births, [early, late]) == [[3, "ernaering", "full_after_9_months"]]
