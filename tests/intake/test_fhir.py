from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from evaluering.errors import DeliveryError

EXAMPLE = Path(__file__).parent / "delivery_2_months.json"
SUPPLEMENT = "3edc905c-2830-442a-98cc-463cc3701dd1"


@pytest.fixture
def gateway(deliveries):
    deliveries.births()
    return deliveries


def test_the_official_example(gateway):
    gateway.gateway({"delivery.json": EXAMPLE.read_bytes()}, afsender="0657")
    deliveries = gateway.read()
    rows = (
        deliveries.feeding.drop(columns=["child", "delivery", "extracted"]).astype("str").fillna("").to_dict("records")
    )
    same = {"municipality": "0657", "birth": "2020-05-05", "recorded": "2020-07-08 23:45:00", "contact": "two_months"}
    assert rows == [
        same | {"kind": kind, "feeding": feeding, "start": start, "end": end, "row": "1"}
        for kind, feeding, start, end in (
            ("period", "full", "2020-05-05", "2020-06-28"),
            ("status", "supplement", "2020-07-07", ""),
            ("period", "supplement", "2020-06-28", ""),
        )
    ]
    assert len(deliveries.set_aside) == 0
    assert deliveries.notes == (
        "gateway/delivery.json: Dataansvarlig 123456789012345 står ikke i aftalefilen; afsenderens kommune 0657 er "
        "brugt i stedet.",
    )


def test_an_unknown_custodian_without_a_municipality_as_sender_is_a_fault(gateway):
    gateway.gateway({"delivery.json": EXAMPLE.read_bytes()})
    finding = gateway.one_fault(DeliveryError)
    assert ("123456789012345" in finding.what, finding.count) == (True, 3)
    assert "0505209996" not in finding.text()


def test_a_report_without_custodian_belongs_to_the_senders_municipality(gateway):
    gateway.reports(
        [gateway.report(gateway.patient(managingOrganization=None), gateway.observation())], afsender="0657"
    )
    deliveries = gateway.read()
    assert list(deliveries.feeding["municipality"]) == ["0657"]
    assert "(ingen SOR-kode)" in deliveries.notes[0]


def test_one_report_many_reports_in_a_bundle_and_one_report_a_line_are_the_same(gateway):
    reports = [gateway.report(gateway.patient(number), gateway.encounter(), gateway.observation()) for number in (1, 2)]
    bundle = gateway.report(*reports)
    gateway.gateway({"one.json": json.dumps(reports[0]).encode()}, name="a")
    gateway.gateway({"many.json": json.dumps(bundle).encode()}, name="b")
    gateway.reports(reports, name="c")
    gateway.reports([bundle], name="d")
    deliveries = gateway.read()
    assert deliveries.set_aside["rows"].sum() == 5
    assert set(deliveries.set_aside["rule"]) == {"superseded_report"}
    assert list(deliveries.feeding["delivery"]) == ["a", "b"]
    assert list(deliveries.feeding["row"]) == [1, 2]
    assert list(deliveries.sources["rows"]) == [1, 2, 2, 2, 1]


def test_the_time_of_an_inner_report_is_its_own_or_the_bundles(gateway):
    inner = gateway.report(timestamp=None)
    gateway.gateway({"many.json": json.dumps(gateway.report(inner, timestamp="2020-08-01T00:30:00+02:00")).encode()})
    assert list(gateway.read().feeding["recorded"]) == [pd.Timestamp("2020-07-31 22:30:00")]


@pytest.mark.parametrize("written", ["2020-07-07", "2020-07-07T00:00:00Z", "2020-07-07T23:30:00+02:00"])
def test_dates_are_used_as_written(gateway, written):
    status = gateway.observation(effectivePeriod=None, effectiveDateTime=written)
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter(), status)])
    assert list(gateway.read().feeding["start"]) == [pd.Timestamp("2020-07-07")]


def test_a_report_made_just_after_midnight_is_no_fault(gateway):
    status = gateway.observation(effectivePeriod=None, effectiveDateTime="2020-07-08T00:10:00+02:00")
    report = gateway.report(gateway.patient(), gateway.encounter(), status, timestamp="2020-07-08T00:20:00+02:00")
    gateway.reports([report])
    assert len(gateway.read().feeding) == 1


def test_parents_and_other_observations_are_left_out(gateway):
    mother = gateway.patient(7, id="mother", managingOrganization=None)
    weight = gateway.observation(id="weight", code={"coding": [{"code": "27113001"}]}, subject=None)
    report = gateway.report(mother, gateway.patient(), gateway.encounter(), weight, gateway.observation())
    gateway.reports([report])
    deliveries = gateway.read()
    assert len(deliveries.feeding) == 1
    assert deliveries.notes == ("gateway/reports.ndjson: Observationer om andet end ernæring er ikke brugt.",)


def test_references_may_be_full_addresses(gateway):
    observation = gateway.observation(
        subject={"reference": "https://test/Patient/child"},
        encounter={"reference": "https://elsewhere/Encounter/visit"},
    )
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter(), observation)])
    assert list(gateway.read().feeding["contact"]) == ["two_months"]


def test_an_unknown_or_missing_visit_is_no_contact(gateway):
    other = gateway.encounter(id="other", type=[{"coding": [{"code": "d3c00541-f1d3-4c43-b5fc-16e8914ca1df"}]}])
    second = gateway.observation(encounter={"reference": "Encounter/other"}, effectivePeriod={"start": "2020-06-01"})
    third = gateway.observation(encounter=None, effectivePeriod={"start": "2020-06-02"})
    gateway.reports([gateway.report(gateway.patient(), other, second, third)])
    assert list(gateway.read().feeding["contact"]) == ["none", "none"]


def test_a_reason_for_absent_data_is_unknown_feeding(gateway):
    absent = {"dataAbsentReason": {"coding": [{"code": "unknown"}]}, "valueCodeableConcept": None}
    with_day = gateway.observation(**absent)
    without_day = gateway.observation(**absent, effectivePeriod=None)
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter(), with_day, without_day)])
    feeding = gateway.read().feeding
    assert list(feeding["feeding"]) == ["unknown", "unknown"]
    assert list(feeding["start"]) == [pd.Timestamp("2020-05-05"), pd.Timestamp("2020-07-07")]


IMPOSSIBLE = {
    "cpr_form": ({"identifier": [{"system": "urn:oid:1.2.208.176.1.6.1.3", "value": "0505207AB6"}]}, {}),
    "cpr_no_such_date": ({"identifier": [{"system": "urn:oid:1.2.208.176.1.2", "value": "3102204001"}]}, {}),
    "date_unreadable": ({}, {"effectivePeriod": {"start": "2020-05"}}),
    "date_missing": ({}, {"effectivePeriod": {"end": "2020-06-01"}}),
    "status_or_period": ({}, {"effectiveDateTime": "2020-05-06"}),
    "unknown_feeding": ({}, {"valueCodeableConcept": {"coding": [{"code": "x"}]}}),
    "after_extraction": ({}, {"effectivePeriod": {"start": "2026-10-02"}}),
    "start_before_birth": ({}, {"effectivePeriod": {"start": "2020-05-04"}}),
    "end_before_start": ({}, {"effectivePeriod": {"start": "2020-06-02", "end": "2020-06-01"}}),
    "after_recorded": ({}, {"effectivePeriod": {"start": "2020-05-05", "end": "2020-07-10"}}),
}


@pytest.mark.parametrize(("rule", "changes"), IMPOSSIBLE.items())
def test_an_impossible_report_is_set_aside_and_counted(gateway, rule, changes):
    patient, observation = changes
    bad = gateway.report(gateway.patient(**patient), gateway.encounter(), gateway.observation(**observation))
    good = [gateway.report(gateway.patient(number), gateway.encounter(), gateway.observation()) for number in (2, 3)]
    gateway.reports([bad, *good])
    set_aside = gateway.read(impossible_rows_pct=34).set_aside
    assert set_aside.to_dict("records") == [
        {"delivery": "gateway", "source": "kl-gateway", "sender": "KL", "rule": rule, "rows": 1}
    ]
    finding = gateway.one_fault(DeliveryError)
    assert (finding.file, finding.row) == ("gateway/reports.ndjson", 1)


@pytest.mark.parametrize("timestamp", ["", "i går", "2020-07-08T23:45:00"])
def test_a_report_without_a_point_in_time_is_impossible(gateway, timestamp):
    gateway.reports([gateway.report(timestamp=timestamp)])
    assert "En dato" in gateway.one_fault(DeliveryError).what


def test_an_observation_of_nobody_is_impossible(gateway):
    gateway.reports([gateway.report(gateway.encounter(), gateway.observation())], afsender="0657")
    assert "CPR-nummeret" in gateway.one_fault(DeliveryError).what


@pytest.mark.parametrize(
    ("data", "what", "row"),
    [
        (b'{"resourceType": "Bundle"}\n{"resourceType": "Bun', "skåret over", 2),
        (b'{"resourceType": "Bundle"}\n\n{x}\n{"resourceType": "Bundle"}\n', "ikke gyldig JSON", 3),
        (b'[1]\n{"resourceType": "Bundle"}\n', "ikke en FHIR Bundle", 1),
        (b'{"resourceType": "Bundle", "entry": [{"resource": 1}]}\n', "ikke den form", 1),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"id": 1}}]}\n', "ikke den form", 1),
    ],
)
def test_what_is_no_report_is_told_with_its_line(gateway, data, what, row):
    gateway.gateway({"a.ndjson": data})
    finding = gateway.one_fault(DeliveryError)
    assert (what in finding.what, finding.row) == (True, row)


def test_the_number_of_reports_is_checked_when_declared(gateway):
    entry = {"navn": "a.ndjson", "format": "ndjson", "raekker": 2}
    gateway.gateway({"a.ndjson": json.dumps(gateway.report()).encode()}, filer=[entry])
    assert "har 1 indberetninger, men 2 er erklæret" in gateway.one_fault(DeliveryError).what


@pytest.mark.parametrize(("declared", "sound"), [("utf-8", False), ("utf-8-sig", True)])
def test_a_byte_order_mark_must_be_declared(gateway, declared, sound):
    data = json.dumps(gateway.report()).encode("utf-8-sig")
    gateway.gateway({"a.json": data}, filer=[{"navn": "a.json", "format": "json", "tegnsaet": declared}])
    if sound:
        assert len(gateway.read().feeding) == 1
    else:
        assert gateway.one_fault(DeliveryError).key == "tegnsaet"


def test_a_gateway_delivery_without_feeding_is_sound(gateway):
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter())])
    deliveries = gateway.read()
    assert (len(deliveries.feeding), deliveries.sources["rows"].tolist()) == (0, [1, 0])


def test_visits_numbered_anew_in_each_report_are_told_apart_by_their_day(gateway):
    reports = [
        gateway.report(
            gateway.patient(),
            gateway.encounter(id="besoeg-1", period={"start": f"2020-0{month}-07T12:00:00.000Z"}),
            gateway.observation(encounter={"reference": "Encounter/besoeg-1"}, effectivePeriod={"start": day}),
            timestamp=f"2020-0{month}-08T12:00:00.000Z",
        )
        for month, day in ((6, "2020-05-05T00:00:00.000Z"), (7, "2020-05-06T00:00:00.000Z"))
    ]
    gateway.reports(reports, afsender="0657")
    assert len(gateway.read().feeding) == 2


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-05-04T22:00:00.000Z", "2020-05-05"),
        ("2020-05-04T22:00:00Z", "2020-05-05"),
        ("2020-05-05T22:30:00Z", "2020-05-05"),
        ("2020-05-05T00:00:00+02:00", "2020-05-05"),
    ],
)
def test_a_danish_midnight_told_in_utc_is_the_day_it_begins(gateway, written, day):
    gateway.reports(
        [
            gateway.report(
                gateway.patient(), gateway.encounter(), gateway.observation(effectivePeriod={"start": written})
            )
        ],
        afsender="0657",
    )
    assert str(gateway.read().feeding["start"].iloc[0])[:10] == day


def test_a_feeding_observation_with_the_snomed_code_alone_is_read(gateway):
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "169740003"}]}
    gateway.reports(
        [gateway.report(gateway.patient(), gateway.encounter(), gateway.observation(code=code))], afsender="0657"
    )
    assert len(gateway.read().feeding) == 1


def test_reports_without_any_feeding_are_noted(gateway):
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "27113001"}]}
    gateway.reports(
        [gateway.report(gateway.patient(), gateway.encounter(), gateway.observation(code=code))], afsender="0657"
    )
    assert (
        gateway.read().notes[-1]
        == "gateway/reports.ndjson: Ingen af indberetningerne indeholder oplysninger om ernæring."
    )
