from __future__ import annotations

from datetime import date

import pytest

from evaluering.errors import DeclarationError, DeliveryError, MixedDataError
from evaluering.intake.deliveries import read_deliveries


def test_what_is_told_of_each_delivery(deliveries):
    deliveries.extract([deliveries.row()])
    deliveries.births(udtraeksdato=date(2026, 8, 1))
    result = deliveries.read()
    sources = result.sources.drop(columns="fingerprint").to_dict("records")
    assert sources[1] == {
        "delivery": "herning",
        "source": "kommuneudtraek",
        "sender": "0657",
        "extraction_date": "2026-10-01",
        "period_from": "2012-01-01",
        "period_to": "2026-09-30",
        "rows": 1,
    }
    assert result.sources["fingerprint"].str.fullmatch(r"[0-9a-f]{64}").all()
    assert (result.synthetic, result.extraction_date, result.notes) == (True, date(2026, 10, 1), ())
    assert list(result.set_aside.columns) == ["delivery", "source", "sender", "rule", "rows"]


@pytest.mark.parametrize("sender", ["0657", "KL"])
def test_the_extraction_date_is_the_one_all_municipalities_have_reached(deliveries, sender):
    deliveries.extract([deliveries.row()], udtraeksdato=date(2024, 1, 1))
    deliveries.reports([deliveries.report()], afsender=sender, udtraeksdato=date(2026, 9, 1))
    deliveries.births("0657;2020M05;70\n0661;2020M05;70\n", udtraeksdato=date(2023, 8, 1))
    assert deliveries.read().extraction_date == date(2026, 9, 1)
    deliveries.extract([], name="holstebro", afsender="0661", file={"raekker": 0}, udtraeksdato=date(2026, 8, 1))
    assert deliveries.read().extraction_date == date(2026, 8, 1)


def test_a_key_may_be_given(deliveries):
    deliveries.extract([deliveries.row()])
    deliveries.births()
    own = deliveries.read().feeding["child"]
    given = read_deliveries(deliveries.folder, agreement=deliveries.agreement, impossible_rows_pct=2.0, key=b"k")
    assert own[0] != given.feeding["child"][0]


def test_a_child_has_one_pseudonym_in_all_sources(deliveries):
    deliveries.extract([deliveries.row(cpr=deliveries.cpr(hyphen=True))])
    deliveries.reports([deliveries.report()])
    deliveries.births()
    assert deliveries.read().feeding["child"].nunique() == 1


def test_the_faults_of_all_deliveries_come_at_once_and_the_gravest_names_the_error(deliveries):
    deliveries.extract([deliveries.row(ernaering="x")], name="a")
    deliveries.extract([deliveries.row(cpr="x")], name="b", syntetisk=False)
    deliveries.births("0657;2020M05;x\n")
    deliveries.reports([{"resourceType": "Patient"}])
    (deliveries.folder / "uden").mkdir()
    findings = deliveries.fault(DeclarationError)
    assert [finding.file for finding in findings] == [
        "uden",
        "b/leverance.yml",
        "foedsler/foedsler.csv",
        "gateway/reports.ndjson",
        "a/a.csv",
        "b/b.csv",
    ]
    (deliveries.folder / "uden").rmdir()
    assert len(deliveries.fault(MixedDataError)) == 5


def test_impossible_rows_are_counted_by_delivery(deliveries):
    deliveries.extract([deliveries.row(cpr="x")], name="a")
    deliveries.extract([deliveries.row(number) for number in range(99)], name="b")
    deliveries.births()
    assert deliveries.one_fault(DeliveryError).file == "a/a.csv"


def test_impossible_rows_of_all_files_of_a_delivery_count_together(deliveries):
    good = deliveries.text_of([deliveries.row(number) for number in range(99)]).encode()
    bad = deliveries.text_of([deliveries.row(cpr="x")]).encode()
    deliveries.deliver("a", {"good.csv": good, "bad.csv": bad})
    deliveries.births()
    result = deliveries.read()
    assert result.set_aside["rows"].sum() == 1
    assert list(result.sources["rows"]) == [100, 1]
    assert deliveries.one_fault(DeliveryError, impossible_rows_pct=0.5).file == "a/bad.csv"


def test_the_order_of_writing_changes_nothing(deliveries):
    for name in ("b", "a"):
        deliveries.extract([deliveries.row(ord(name))], name=name)
    deliveries.births()
    assert list(deliveries.read().feeding["delivery"]) == ["a", "b"]


@pytest.mark.parametrize("pct", [0.0, 100.0])
def test_the_allowed_share_is_the_callers(deliveries, pct):
    deliveries.extract([deliveries.row(cpr="x"), deliveries.row(2)])
    deliveries.births()
    if pct:
        assert len(deliveries.read(impossible_rows_pct=pct).feeding) == 1
    else:
        deliveries.one_fault(DeliveryError, impossible_rows_pct=pct)
