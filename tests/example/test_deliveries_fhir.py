from __future__ import annotations

import json
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
from evaluering.example.deliveries_fhir import GATEWAY_FROM, SENDERS, gateway_delivery
from evaluering.example.scenario import build_scenario

Report = dict[str, Any]
FEEDING = "e61e4dab-54bb-4bf4-9b76-8d991cf4de08"
FULL = "77a008dd-21cc-452f-a1ee-ac8d025b7817"
SOR = "990000000766016"
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
        sor=SOR,
        window=(GATEWAY_FROM, EXTRACTION),
        rng=np.random.default_rng(1),
    )
    reports = [orjson.loads(line) for line in delivery.content.splitlines()]
    assert delivery.rows == len(reports)
    return reports


def of_type(report: Report, kind: str) -> list[Report]:
    found = [entry["resource"] for entry in report["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def child_of(report: Report) -> str:
    return of_type(report, "Observation")[0]["subject"]["reference"].removeprefix("Patient/")


def number_of(report: Report) -> str:
    child = next(patient for patient in of_type(report, "Patient") if patient["id"] == child_of(report))
    return child["identifier"][0]["value"]


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
            assert patient["managingOrganization"]["identifier"]["value"] == SOR
            (children if patient["id"] == child_of(report) else parents).add(number)
    assert parents
    assert not children & parents
    assert {number[6] for number in children} <= set("456789")
    assert {number[6] for number in parents} <= set("0123")
    with_parent = [report for report in reports if of_type(report, "RelatedPerson")]
    first = [of_type(report, "Patient")[0]["id"] == child_of(report) for report in with_parent]
    assert any(first)
    assert not all(first)


def test_reports_of_every_kind_occur(reports: list[Report]) -> None:
    assert any(not feedings(report) for report in reports)  # a weight only
    assert any("dataAbsentReason" in one for report in reports for one in feedings(report))
    assert any(of_type(report, "Encounter")[0]["status"] == "entered-in-error" for report in reports)
    assert any(period["end"] < period["start"] for r in reports for period in full_periods(r) if "end" in period)
    identifiers = [report["id"] for report in reports]
    assert 0 < len(identifiers) - len(set(identifiers)) < 0.02 * len(identifiers)


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
        assert of_type(report, "Encounter")[0]["status"] == "finished"
        day = date.fromisoformat(period["start"][:10])
        assert number[:6] == f"{day.day + 60:02d}{day:%m%y}"
        assert period.get("end", "9999") >= period["start"]
        # An open period is reported on the day of the visit: until then it is known to have gone on.
        assert "end" in period or of_type(report, "Encounter")[0]["period"]["start"][:10] == report["timestamp"][:10]


@pytest.mark.parametrize("code", sorted(SENDERS))
def test_declared_reports_are_in_the_file(small_set: Path, code: str) -> None:
    folder = small_set / f"gateway-{code}"
    declaration = yaml.safe_load((folder / "leverance.yml").read_text(encoding="utf-8"))
    (file,) = declaration["filer"]
    assert declaration["kilde"] == "kl-gateway"
    assert str(declaration["periode"]["fra"]) == "2024-01-01"
    content = (folder / file["navn"]).read_bytes()
    if file["format"] == "json":
        wrapper = orjson.loads(content)
        assert wrapper["meta"]["profile"][0].endswith("klgateway-children-incremental-delivery")
        reports = [entry["resource"] for entry in wrapper["entry"]]
    else:
        reports = [orjson.loads(line) for line in content.splitlines()]
    assert len(reports) == file["raekker"] > 0
    assert {report["resourceType"] for report in reports} == {"Bundle"}
