from __future__ import annotations

import pytest

from evaluering.errors import DeliveryError


def test_births_by_municipality_and_month(deliveries):
    deliveries.extract([deliveries.row()])
    deliveries.births("0741;2020M05;0\n0657;2020M06;71\n0657;2020M05;70\n")
    births = deliveries.read().births
    assert births.to_dict("list") == {
        "municipality": ["0657", "0657", "0741"],
        "month": ["2020-05", "2020-06", "2020-05"],
        "births": [70, 71, 0],
    }


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("0657;2020-05;70", "maaned", "ikke skrevet som 2023M04"),
        ("0657;2020M13;70", "maaned", "ikke skrevet som 2023M04"),
        ("0657;2026M11;70", "maaned", "efter udtræksdatoen"),
        ("0657;2020M05;1.170", "levendefoedte", "tusindtalsskilletegn"),
        ("0657;2020M05;70,0", "levendefoedte", "decimaler"),
        ("0657;2020M05;70.5", "levendefoedte", "decimaler"),
        ("0657;2020M05;-1", "levendefoedte", "ikke et helt tal"),
        ("0657;2020M05;", "levendefoedte", "ikke et helt tal"),
        ("657;2020M05;70", "kommunekode", "Ukendt kommunekode"),
        ("082;2020M05;70", "kommunekode", "Ukendt kommunekode"),
    ],
)
def test_every_fault_in_births_stops_the_run(deliveries, line, column, what):
    deliveries.extract([deliveries.row()])
    deliveries.births(f"0657;2019M05;70\n{line}\n")
    finding = deliveries.one_fault(DeliveryError)
    assert what in finding.what
    assert (finding.column, finding.row) == (column, 3)


def test_a_month_delivered_twice_is_told(deliveries):
    deliveries.extract([deliveries.row()])
    deliveries.births("0657;2020M05;70\n", name="a")
    deliveries.births("0657;2020M04;70\n0657;2020M05;71\n0657;2020M04;70\n", name="b")
    finding = deliveries.one_fault(DeliveryError)
    assert "0657 i måneden 2020-04" in finding.what
    assert (finding.file, finding.count, finding.row) == ("b/foedsler.csv", 2, 4)


def test_births_missing_for_a_municipality_that_delivers_children(deliveries):
    deliveries.extract([deliveries.row()])
    deliveries.births("0661;2020M05;70\n")
    assert "Fødslerne mangler for kommune 0657" in deliveries.one_fault(DeliveryError).what


def test_births_missing_for_children_of_a_sender_that_is_no_municipality(deliveries):
    deliveries.extract([deliveries.row(), deliveries.row(2, kommunekode="0661")], afsender="Leverandøren")
    deliveries.births()
    assert "Fødslerne mangler for kommune 0661" in deliveries.one_fault(DeliveryError).what


def test_births_alone_are_no_set(deliveries):
    deliveries.births()
    assert "ingen leverancer om børn" in deliveries.one_fault(DeliveryError).what


def test_children_without_births_are_no_set(deliveries):
    deliveries.extract([deliveries.row()])
    assert "Fødslerne mangler" in deliveries.one_fault(DeliveryError).what


def test_a_gap_in_the_births_of_a_municipality_with_children_in_it_is_told(deliveries):
    rows = [deliveries.row()]
    deliveries.extract(rows)
    deliveries.births("0657;2020M01;70\n0657;2021M01;70\n0661;2020M05;40\n")
    finding = deliveries.one_fault(DeliveryError)
    assert "Fødslerne for kommune 0657 mangler i 2020-05" in finding.what
    assert "0, hvis ingen er født" in finding.allowed


def test_a_gap_without_children_in_it_is_no_fault(deliveries):
    deliveries.extract([deliveries.row()])
    deliveries.births("0657;2020M01;70\n0657;2020M05;70\n0657;2021M01;70\n")
    assert len(deliveries.read().births) == 3
