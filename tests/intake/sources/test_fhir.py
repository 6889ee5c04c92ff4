from __future__ import annotations

import json
import random
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from evaluering.agreement import REGION
from evaluering.errors import DeliveryError, Finding
from evaluering.intake.checks.validation import NO_RULE, RULES
from evaluering.intake.codebook import read_codebook
from evaluering.intake.formats.archives import NamedBytes
from evaluering.intake.sources.fhir import GatewayFile, read_reports

EXAMPLE = Path(__file__).parent / "delivery_2_months.json"
SUPPLEMENT = "3edc905c-2830-442a-98cc-463cc3701dd1"


BOOK = read_codebook("standard").source("kl-gateway")


@pytest.fixture
def gateway(deliveries):
    deliveries.births()
    return deliveries


@pytest.fixture
def read(agreement):
    """Read documents given as reports, bytes or documents."""

    def reading(*documents, **changes):
        words = {
            "shown": "g/rapporter",
            "format": "mappe",
            "declared_rows": None,
            "extraction": date(2026, 10, 1),
            "period": (date(2012, 1, 1), date(2026, 9, 30)),
            "municipalities": agreement.municipalities_of(REGION),
            "custodians": {one.sor: one.municipality for one in agreement.custodians},
            "sender": "",
            "key": b"key",
        }
        named = [
            one
            if isinstance(one, NamedBytes)
            else NamedBytes(f"g/rapporter/{number}.json", one if isinstance(one, bytes) else json.dumps(one).encode())
            for number, one in enumerate(documents)
        ]
        return read_reports(iter(named), BOOK, read_as=GatewayFile(**(words | changes)))

    return reading


def notes(deliveries):
    """What is noted of the files themselves."""
    return [note for note in deliveries.notes if note.startswith("gateway/")]


def broken(rows):
    """Slugs of the rules that rows break."""
    return ["" if rule == NO_RULE else RULES[rule].slug for rule in rows.rules]


def test_the_official_example(gateway):
    gateway.gateway({"delivery.json": EXAMPLE.read_bytes()}, afsender="0657")
    deliveries = gateway.read()
    rows = (
        deliveries.feeding.drop(columns=["child", "delivery", "extracted"]).astype("str").fillna("").to_dict("records")
    )
    same = {"municipality": "0657", "birth": "2020-05-05", "recorded": "2020-07-08 23:45:00", "contact": "two_months"}
    same |= {"known_until": "2020-07-07"}
    assert rows == [
        same | {"kind": kind, "feeding": feeding, "start": start, "end": end, "row": "1"}
        for kind, feeding, start, end in (
            ("period", "full", "2020-05-05", "2020-06-28"),
            ("status", "supplement", "2020-07-07", ""),
            ("period", "supplement", "2020-06-28", ""),
        )
    ]
    assert len(deliveries.set_aside) == 0
    assert notes(deliveries) == [
        "gateway/delivery.json: Dataansvarlig 123456789012345 står ikke i aftalefilen; afsenderens kommune 0657 er "
        "brugt i stedet."
    ]


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
    assert "(ingen SOR-kode)" in notes(deliveries)[0]


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
    assert notes(deliveries) == ["gateway/reports.ndjson: Observationer om andet end ernæring er ikke brugt."]


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
    finding = gateway.one_fault(DeliveryError)
    assert ("tidszone" in finding.what, finding.column) == (True, "Bundle.timestamp")


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
    assert notes(gateway.read())[-1] == (
        "gateway/reports.ndjson: Ingen af indberetningerne indeholder oplysninger om ernæring."
    )


def test_rows_know_their_document_and_their_place(read, gateway):
    inner = [gateway.report(gateway.patient(number), gateway.encounter(), gateway.observation()) for number in (2, 3)]
    many = gateway.report(*inner)
    rows = read(gateway.report(), many).frame
    assert list(rows["member"]) == ["g/rapporter/0.json"] + ["g/rapporter/1.json"] * 2
    assert list(rows["row"]) == [1, 2, 3]
    alone = read(NamedBytes("g/rapporter", json.dumps(many).encode()), format="json").frame
    assert (list(alone["row"]), list(alone["member"])) == ([1, 2], ["g/rapporter"] * 2)


def test_documents_whose_names_are_hidden_are_read_all_the_same(read, gateway):
    reports = [gateway.report(gateway.patient(number), gateway.encounter(), gateway.observation()) for number in (1, 2)]
    hidden = [NamedBytes("g/rapporter/(skjult).json", json.dumps(one).encode()) for one in reports]
    rows = read(*hidden)
    assert (list(rows.frame["member"]), rows.findings) == (["g/rapporter/(skjult).json"] * 2, ())


def test_the_ending_of_a_documents_name_decides_how_it_is_read(read, gateway):
    lines = "".join(
        json.dumps(gateway.report(gateway.patient(number), gateway.encounter(), gateway.observation())) + "\n"
        for number in (1, 2)
    ).encode()
    assert len(read(NamedBytes("g/rapporter/a.NDJSON", lines)).frame) == 2
    (finding,) = read(NamedBytes("g/rapporter/a.json", lines)).findings
    assert (finding.file, finding.key, ".ndjson" in finding.remedy) == ("g/rapporter/a.json", "format", True)


def test_a_fault_of_many_documents_is_told_once_with_the_first(read, gateway):
    unread = [NamedBytes(f"g/rapporter/{name}.json", b"", (Finding("Filen er tom", file=name),)) for name in "ab"]
    bad = {"resourceType": "Bundle", "entry": [{"resource": 1}]}
    rows = read(*unread, bad, gateway.report(), bad)
    assert [(one.what.split(",")[0], one.file, one.count) for one in rows.findings] == [
        ("Filen er tom", "a", 2),
        ("Indberetningen har ikke den form", "g/rapporter/2.json", 2),
    ]
    assert len(rows.frame) == 1


def test_nothing_to_read_is_no_rows(read):
    rows = read()
    assert (len(rows.frame), len(rows.rules), rows.findings, rows.notes) == (0, 0, (), ())


def test_the_number_of_reports_is_that_of_all_documents(read, gateway):
    assert read(gateway.report(), gateway.report(), declared_rows=2).findings == ()
    (finding,) = read(gateway.report(), gateway.report(), declared_rows=3).findings
    assert ("har 2 indberetninger" in finding.what, finding.file) == (True, "g/rapporter")


def test_reports_are_the_same_in_one_block_or_in_many(read, gateway, monkeypatch):
    reports = [
        gateway.report(
            gateway.patient(number),
            gateway.encounter(),
            gateway.observation(),
            timestamp=f"2020-07-0{number}T00:00:00Z",
        )
        for number in range(1, 6)
    ]
    whole = read(*reports)
    monkeypatch.setattr("evaluering.intake.sources.harvest._ROWS_IN_BLOCK", 2)
    pd.testing.assert_frame_equal(read(*reports).frame, whole.frame)


def test_two_children_in_one_report_stop_the_run(read, gateway):
    twin = gateway.observation(subject={"reference": "Patient/twin"}, id="b")
    both = gateway.report(
        gateway.patient(), gateway.patient(2, id="twin"), gateway.encounter(), gateway.observation(), twin
    )
    rows = read(gateway.report(), both)
    assert [("to børn" in one.what, one.file) for one in rows.findings] == [(True, "g/rapporter/1.json")]
    assert len(rows.frame) == 1


@pytest.mark.parametrize(
    ("day", "period", "outside"),
    [
        ("2020-07-06", {"start": "2020-07-07"}, False),
        ("2020-07-05", {"start": "2020-07-07"}, True),
        ("2020-07-05T22:00:00Z", {"start": "2020-07-07"}, False),
        ("2020-07-08", {"start": "2020-07-07T12:45:00Z"}, False),
        ("2020-07-09", {"start": "2020-07-07T12:45:00Z"}, True),
        ("2020-07-09", {"start": "2020-07-07", "end": "2020-07-08"}, False),
        ("2020-07-09", {"start": "2020-07-07", "end": "2020-07-06"}, True),
        ("2020-07-09", {"start": "i går"}, False),
        ("2020-07-09", {}, False),
    ],
)
def test_a_status_outside_its_visit_is_kept_and_marked(read, gateway, day, period, outside):
    status = gateway.observation(effectivePeriod=None, effectiveDateTime=day)
    rows = read(gateway.report(gateway.patient(), gateway.encounter(period=period), status, timestamp="2020-08-01T00Z"))
    assert (list(rows.frame["outside_visit"]), broken(rows)) == ([outside], [""])


def test_a_period_is_never_outside_its_visit(read, gateway):
    assert list(read(gateway.report()).frame["outside_visit"]) == [False]


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2020-07-07T12:45:00.000Z", "2020-07-07"),
        ("2020-07-06T22:00:00Z", "2020-07-07"),
        ("2020-07", None),
        (None, None),
    ],
)
def test_a_row_is_known_up_to_its_visit(read, gateway, start, day):
    rows = read(gateway.report(gateway.patient(), gateway.encounter(period={"start": start}), gateway.observation()))
    assert list(rows.frame["known_until"]) == [pd.NaT if day is None else pd.Timestamp(day)]


def test_what_is_read_though_it_should_not_be_so_is_noted(read, gateway):
    hyphened = gateway.patient(identifier=[{"system": "urn:oid:1.2.208.176.1.2", "value": gateway.cpr(hyphen=True)}])
    diet = gateway.observation(valueCodeableConcept={"coding": [{"code": "78dcf013-8ae9-4541-b175-100cde77a9f0"}]})
    rows = read(gateway.report(hyphened, gateway.encounter(), gateway.observation(), diet))
    assert broken(rows) == [""]
    assert ["bindestreg" in note or "skolebørns kost" in note for note in rows.notes] == [True, True]
    assert set(rows.frame["child"]) == set(read(gateway.report()).frame["child"])


@pytest.mark.parametrize("written", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00+02:00", "2020-13-01T22:00:00Z"])
def test_days_at_the_edge_of_the_calendar_are_no_exception(read, gateway, written):
    period = {"start": written, "end": written}
    rows = read(
        gateway.report(
            gateway.patient(),
            gateway.encounter(period=period),
            gateway.observation(effectivePeriod=period),
            timestamp=written,
        )
    )
    assert broken(rows)[0] in ("timestamp_unreadable", "date_unreadable", "after_extraction")


UNPLACED = {
    "time": ({}, {}, {"timestamp": "2020-07-08T23:45:00"}),
    "time after the extraction": ({}, {}, {"timestamp": "2027-07-08T23:45:00Z"}),
    "child": ({}, {"subject": {"reference": "Patient/nobody"}}, {}),
    "visit": ({}, {"id": None}, {}),
    "day of the visit": ({}, {"period": {}}, {}),
}


@pytest.mark.parametrize(("patient", "encounter", "report"), UNPLACED.values(), ids=UNPLACED)
def test_a_withdrawal_that_cannot_be_placed_is_told(read, gateway, patient, encounter, report):
    withdrawal = gateway.report(
        gateway.patient(**patient), gateway.encounter(status="entered-in-error", **encounter), **report
    )
    (finding,) = read(gateway.report(), withdrawal).findings
    assert ("tilbagetrækning" in finding.what, finding.file) == (True, "g/rapporter/1.json")


@pytest.mark.parametrize(("sender", "told"), [("", 1), ("0657", 0)])
def test_a_child_withdrawn_by_nobody_is_withdrawn_by_the_sender(read, gateway, sender, told):
    nobody = gateway.report(gateway.patient(active=False, managingOrganization=None))
    assert len(read(nobody, sender=sender).findings) == told


def test_a_withdrawal_of_a_number_nobody_has_withdraws_nothing(read, gateway):
    wrong = gateway.patient(identifier=[{"system": "urn:oid:1.2.208.176.1.2", "value": "3102204001"}], active=False)
    assert read(gateway.report(wrong, gateway.encounter(status="entered-in-error"))).findings == ()


def test_unknown_custodians_are_told_once_with_the_first_place(read, gateway):
    reports = [
        gateway.report(
            gateway.patient(number, managingOrganization={"identifier": {"value": sor}}),
            gateway.encounter(),
            gateway.observation(),
        )
        for number, sor in enumerate(("990000000657016", "111111111111111", "6505204001", "111111111111111"), 1)
    ]
    (finding,) = read(*reports).findings
    assert "(ingen SOR-kode) og 111111111111111" in finding.what or "111111111111111 og (ingen" in finding.what
    assert (finding.file, finding.row, finding.count) == ("g/rapporter/1.json", 1, 3)


def _spoiled(data, luck):
    """The bytes of a report with some values of another kind, or with bytes lost."""
    if luck.random() < 0.3:
        cut = sorted(luck.randrange(len(data)) for _ in range(2))
        return data[: cut[0]] + data[cut[1] if luck.random() < 0.5 else len(data) :]
    report = json.loads(data)
    for _ in range(luck.randint(1, 3)):
        node = report
        while True:
            key = luck.choice(list(node) if isinstance(node, dict) else range(len(node)))
            if isinstance(node[key], dict | list) and node[key] and luck.random() < 0.85:
                node = node[key]
                continue
            break
        what = luck.random()
        if what < 0.3:
            del node[key]
        elif what < 0.5 and isinstance(node, list):
            node.append(node[key])
        else:
            node[key] = luck.choice([None, 0, 1e300, True, "", "2020-02-30", "9" * 500, [], {}, [[]], [{}], {"x": 1}])
        if not report:
            break
    return json.dumps(report).encode()


@pytest.mark.parametrize("seed", range(300))
def test_a_spoiled_report_ends_in_rows_and_findings_and_shows_no_number(read, seed):
    luck = random.Random(seed)
    sound = EXAMPLE.read_bytes()
    rows = read(*(_spoiled(sound, luck) for _ in range(3)), sound, sender="0657")
    assert len(rows.frame) == len(rows.rules)
    assert "050520" not in " ".join((*(one.text() for one in rows.findings), *rows.notes))


def test_a_folder_and_a_zip_are_read_as_the_same_file(gateway):
    reports = [gateway.report(gateway.patient(number), gateway.encounter(), gateway.observation()) for number in (1, 2)]
    for number, report in enumerate(reports):
        data = json.dumps(report).encode()
        gateway.gateway({"a.json": data}, name=f"delt-{number}")
    parts = {f"{number}.json": json.dumps(report).encode() for number, report in enumerate(reports)}
    gateway.gateway({}, name="samlet", filer=[{"navn": "a.zip", "format": "zip", "raekker": 2}])
    with zipfile.ZipFile(gateway.folder / "samlet" / "a.zip", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    gateway.gateway({}, name="udpakket", filer=[{"navn": "a", "format": "mappe", "raekker": 2}])
    (gateway.folder / "udpakket" / "a").mkdir()
    for name, data in parts.items():
        (gateway.folder / "udpakket" / "a" / name).write_bytes(data)
    deliveries = gateway.read()
    assert list(deliveries.sources["rows"]) == [1, 1, 1, 2, 2]
    assert (len(deliveries.feeding), deliveries.set_aside["rows"].sum()) == (2, 4)
