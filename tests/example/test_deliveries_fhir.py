from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import yaml

from evaluering.agreement import Agreement
from evaluering.example import fhir_resources as fhir
from evaluering.example.children import cpr_numbers, simulate_children
from evaluering.example.deliveries_fhir import SENDERS, gateway_delivery
from evaluering.example.scenario import build_scenario

Report = dict[str, Any]
FEEDING = "e61e4dab-54bb-4bf4-9b76-8d991cf4de08"
FULL = "77a008dd-21cc-452f-a1ee-ac8d025b7817"
SORS = ["990000000766016", "990000000766024"]
EXTRACTION = date(2026, 10, 1)


@pytest.fixture(scope="module")
def reports(agreement: Agreement) -> list[Report]:
    scenario = build_scenario(agreement, seed=1, effect=None, extraction=EXTRACTION, births_factor=1.0)
    children, _ = simulate_children(scenario, seed=1)
    own = children.take(children.municipality == scenario.municipalities.index("0766"))
    delivery = gateway_delivery(
        "0766",
        own,
        cpr_numbers(own.birth).tolist(),
        sors=SORS,
        extraction=EXTRACTION,
        rng=np.random.default_rng(1),
    )
    assert isinstance(delivery.content, bytes)
    reports = [orjson.loads(line) for line in delivery.content.splitlines()]
    assert delivery.rows == len(reports)
    return reports


def of_type(report: Report, kind: str) -> list[Report]:
    found = [entry["resource"] for entry in report["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def child_of(report: Report) -> str:
    return of_type(report, "Encounter")[0]["subject"]["reference"].removeprefix("Patient/")


def patient_of(report: Report) -> Report:
    return next(patient for patient in of_type(report, "Patient") if patient["id"] == child_of(report))


def number_of(report: Report) -> str:
    return patient_of(report)["identifier"][0]["value"]


def withdrawn(report: Report) -> bool:
    return not patient_of(report)["active"] or of_type(report, "Encounter")[0]["status"] == "entered-in-error"


def feedings(report: Report) -> list[Report]:
    return [one for one in of_type(report, "Observation") if one["code"]["coding"][0]["code"] == FEEDING]


def full_periods(report: Report) -> list[dict[str, str]]:
    return [
        one["effectivePeriod"]
        for one in feedings(report)
        if "effectivePeriod" in one and one["valueCodeableConcept"]["coding"][0]["code"] == FULL
    ]


def test_every_report_has_the_shape_of_the_profile(reports: list[Report]) -> None:
    for report in reports:
        assert report["meta"]["profile"] == [
            "http://fhir.kl.dk/children/StructureDefinition/klgateway-children-delivery-report"
        ]
        assert report["type"] == "collection"
        assert "2024-01-01T" <= report["timestamp"] < "2026-10-01T"
        (visit,) = of_type(report, "Encounter")
        assert visit["class"]["code"] in {"HH", "AMB"}
        assert visit["period"]["start"][:10] <= report["timestamp"][:10]
        for observation in of_type(report, "Observation"):
            assert observation["encounter"]["reference"] == f"Encounter/{visit['id']}"
            assert ("effectivePeriod" in observation) != ("effectiveDateTime" in observation)
        for entry in report["entry"]:
            resource = entry["resource"]
            assert entry["fullUrl"] == f"{fhir.BASE}/{resource['resourceType']}/{resource['id']}"


def test_children_and_parents_are_nobody(reports: list[Report]) -> None:
    children, parents = set(), set()
    for report in reports:
        for patient in of_type(report, "Patient"):
            number = patient["identifier"][0]["value"]
            assert len(number) == 10
            assert 61 <= int(number[:2]) <= 91
            assert patient["managingOrganization"]["identifier"]["value"] in SORS
            (children if patient["id"] == child_of(report) else parents).add(number)
    assert parents
    assert not children & parents
    assert {number[6] for number in children} <= set("456789")
    assert {number[6] for number in parents} <= set("0123")
    with_parent = [report for report in reports if of_type(report, "RelatedPerson")]
    first = [of_type(report, "Patient")[0]["id"] == child_of(report) for report in with_parent]
    assert any(first)
    assert not all(first)


def test_each_child_is_kept_by_one_of_the_departments(reports: list[Report]) -> None:
    kept: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        kept[number_of(report)].add(patient_of(report)["managingOrganization"]["identifier"]["value"])
    assert {len(departments) for departments in kept.values()} == {1}
    share = np.mean([departments == {SORS[0]} for departments in kept.values()])
    assert share == pytest.approx(0.5, abs=0.05)


def test_reports_of_every_kind_occur(reports: list[Report]) -> None:
    without_feeding = [report for report in reports if not feedings(report)]
    assert {bool(of_type(report, "Observation")) for report in without_feeding} == {True, False}  # a weight, or nothing
    assert any("dataAbsentReason" in one for report in reports for one in feedings(report))
    assert any(of_type(report, "Encounter")[0]["status"] == "entered-in-error" for report in reports)
    assert any(not patient_of(report)["active"] for report in reports)
    assert any(one["status"] == "entered-in-error" for report in reports for one in feedings(report))
    assert any(period["end"] < period["start"] for r in reports for period in full_periods(r) if "end" in period)
    identifiers = [report["id"] for report in reports]
    assert 0 < len(identifiers) - len(set(identifiers)) < 0.02 * len(identifiers)


def test_a_withdrawn_visit_is_not_reported_again_and_its_child_is(reports: list[Report]) -> None:
    ended = {of_type(report, "Encounter")[0]["id"]: report["timestamp"] for report in reports if withdrawn(report)}
    assert len(ended) > 5
    children = {number_of(report) for report in reports if withdrawn(report)}
    right = {number_of(report) for report in reports if not withdrawn(report) and full_periods(report)}
    assert children <= right
    for report in reports:
        visit = of_type(report, "Encounter")[0]["id"]
        assert visit not in ended or report["timestamp"] <= ended[visit]


def test_some_corrections_are_about_the_very_same_visit(reports: list[Report]) -> None:
    ends: dict[str, list[str]] = defaultdict(list)
    for report in reports:
        ends[of_type(report, "Encounter")[0]["id"]] += [one["end"] for one in full_periods(report) if "end" in one]
    assert any(len(set(said)) > 1 for said in ends.values())


def test_reports_of_one_child_at_one_time_say_the_same(reports: list[Report]) -> None:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for report in reports:
        seen[number_of(report), report["timestamp"]].add(json.dumps(report["entry"]))
    assert {len(contents) for contents in seen.values()} == {1}


def test_latest_word_on_a_child_is_possible_and_right(reports: list[Report]) -> None:
    latest: dict[str, Report] = {}
    corrected = 0
    for report in sorted(reports, key=lambda one: str(one["timestamp"])):
        if full_periods(report):
            earlier = latest.get(number_of(report))
            latest[number_of(report)] = report
            corrected += bool(earlier and "end" in full_periods(earlier)[0])
    assert corrected > 5
    for number, report in latest.items():
        (period,) = full_periods(report)
        assert not withdrawn(report)
        day = date.fromisoformat(period["start"][:10])
        assert number[:6] == f"{day.day + 60:02d}{day:%m%y}"
        assert period.get("end", "9999") >= period["start"]
        # An open period is reported on the day of the visit: until then it is known to have gone on.
        assert "end" in period or of_type(report, "Encounter")[0]["period"]["start"][:10] == report["timestamp"][:10]


def reports_in(content: bytes) -> list[Report]:
    """The reports of one json file: itself, or those it wraps."""
    document = orjson.loads(content)
    if document["meta"]["profile"][0].endswith("klgateway-children-delivery-report"):
        return [document]
    assert document["meta"]["profile"][0].endswith("klgateway-children-incremental-delivery")
    return [entry["resource"] for entry in document["entry"]]


def delivered(path: Path, form: str) -> list[Report]:
    if form == "mappe":
        return [report for file in sorted(path.iterdir()) for report in reports_in(file.read_bytes())]
    if form == "zip":
        with zipfile.ZipFile(path) as archive:
            return [report for name in archive.namelist() for report in reports_in(archive.read(name))]
    content = path.read_bytes()
    return reports_in(content) if form == "json" else [orjson.loads(line) for line in content.splitlines()]


@pytest.mark.parametrize("code", sorted(SENDERS))
def test_declared_reports_are_delivered_in_every_form(small_set: Path, code: str) -> None:
    folder = small_set / f"gateway-{code}"
    declaration = yaml.safe_load((folder / "leverance.yml").read_text(encoding="utf-8"))
    (file,) = declaration["filer"]
    assert declaration["kilde"] == "kl-gateway"
    assert str(declaration["periode"]["fra"]) == "2024-01-01"
    assert file["format"] == SENDERS[code]
    reports = delivered(folder / file["navn"], file["format"])
    assert len(reports) == file["raekker"] > 0
    assert {report["resourceType"] for report in reports} == {"Bundle"}
    stamps = [report["timestamp"] for report in reports]
    assert stamps == sorted(stamps)


def test_a_folder_holds_one_bundle_for_each_month(small_set: Path) -> None:
    folder = small_set / "gateway-0665" / "indberetninger"
    files = sorted(path.name for path in folder.iterdir())
    assert 10 < len(files) <= 33
    for name in files:
        months = {report["timestamp"][:7] for report in reports_in((folder / name).read_bytes())}
        assert months == {name.removesuffix(".json")}


def test_an_archive_holds_one_file_for_each_report(small_set: Path) -> None:
    with zipfile.ZipFile(small_set / "gateway-0727" / "indberetninger.zip") as archive:
        counts = {len(reports_in(archive.read(name))) for name in archive.namelist()}
    assert counts == {1}


def test_a_journal_of_statuses_reports_no_period(small_set: Path) -> None:
    reports = delivered(small_set / "gateway-0665" / "indberetninger", "mappe")
    assert not [one for report in reports for one in feedings(report) if "effectivePeriod" in one]


def test_no_reports_are_an_empty_bundle(agreement: Agreement) -> None:
    scenario = build_scenario(agreement, seed=1, effect=None, extraction=EXTRACTION, births_factor=0.02)
    nobody = simulate_children(scenario, seed=1)[0].take(np.array([], dtype=np.int64))
    delivery = gateway_delivery("0707", nobody, [], sors=SORS, extraction=EXTRACTION, rng=np.random.default_rng(1))
    assert isinstance(delivery.content, bytes)
    assert delivery.rows == len(orjson.loads(delivery.content)["entry"]) == 0
