"""FHIR resources in the shape of KL Gateway Børn (profiles of hl7dk/kl-children), as plain dictionaries."""

from __future__ import annotations

from datetime import date
from typing import Any

from evaluering.example.visits import Visit

Resource = dict[str, Any]

BASE = "https://eksempel.invalid"
_PROFILES = "http://fhir.kl.dk/children/StructureDefinition"
_FBOE = "http://fhir.kl.dk/term/CodeSystem/FBOE"
_SNOMED = "http://snomed.info/sct"
_FEEDING = [
    {"system": _FBOE, "code": "e61e4dab-54bb-4bf4-9b76-8d991cf4de08", "display": "Ernæring"},
    {"system": _SNOMED, "code": "169740003", "display": "Infant feeding method"},
]
_VALUES = (
    ("77a008dd-21cc-452f-a1ee-ac8d025b7817", "Fuldamning, inklusiv modermælk på flaske"),
    ("0a993974-e314-4f76-8c80-c3770fdefe37", "Ammes primært"),
    ("3edc905c-2830-442a-98cc-463cc3701dd1", "Ammes som supplement til anden kost"),
    ("dfab6d07-b1b6-4210-ac8a-b8a0d095c8ab", "Modermælkserstatning og/eller overgangskost"),
    ("5101d1ac-b96f-4dd9-a42e-e3f765f747e1", "Udelukkende familiens mad"),
)
_WEIGHT = [
    {"system": _SNOMED, "code": "27113001", "display": "Body weight"},
    {"system": "http://loinc.org", "code": "29463-7"},
]


def instant(day: date, clock: str = "00:00:00") -> str:
    """A point of time in UTC."""
    return f"{day.isoformat()}T{clock}.000Z"


def child_patient(identifier: str, *, cpr: str, sor: str) -> Resource:
    """The child: CPR number without hyphen, and who keeps the journal."""
    return {
        "resourceType": "Patient",
        "id": identifier,
        "identifier": [{"use": "official", "system": "urn:oid:1.2.208.176.1.2", "value": cpr}],
        "active": True,
        "managingOrganization": {"identifier": {"use": "official", "system": "urn:oid:1.2.208.176.1.1", "value": sor}},
    }


def parent_resources(identifier: str, relation: str, *, cpr: str, sor: str, child: str) -> list[Resource]:
    """A parent, who is a Patient too, and the relation to the child."""
    parent = child_patient(identifier, cpr=cpr, sor=sor)
    parent["link"] = [{"other": {"reference": f"RelatedPerson/{relation}"}, "type": "seealso"}]
    role = {"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "PRN"}
    related = {
        "resourceType": "RelatedPerson",
        "id": relation,
        "patient": {"reference": f"Patient/{child}"},
        "relationship": [{"coding": [role]}],
    }
    return [parent, related]


def in_error(resource: Resource) -> Resource:
    """A visit or an observation that its sender withdraws."""
    return resource | {"status": "entered-in-error"}


def encounter(identifier: str, visit: Visit, *, child: str, day: date, home: bool) -> Resource:
    """One visit, in the home or at the clinic."""
    return {
        "resourceType": "Encounter",
        "id": identifier,
        "status": "finished",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "HH" if home else "AMB",
        },
        "type": [{"coding": [{"system": _FBOE, "code": visit.code, "display": visit.display}]}],
        "subject": {"reference": f"Patient/{child}"},
        "period": {"start": instant(day, "12:45:00")},
    }


def feeding(identifier: str, *, child: str, visit: str, when: Resource, value: int | None) -> Resource:
    """One feeding observation.

    Parameters
    ----------
    identifier, child, visit : str
        Ids of the observation, the child and the encounter.
    when : dict
        `period` or `on_day`.
    value : int or None
        Place in the list of feedings, full breastfeeding first; None when it is not known.
    """
    resource = _observation(identifier, _FEEDING, child, visit) | when
    if value is None:
        reason = {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}
        return resource | {"dataAbsentReason": {"coding": [reason]}}
    code, display = _VALUES[value]
    return resource | {"valueCodeableConcept": {"coding": [{"system": _FBOE, "code": code, "display": display}]}}


def weight(identifier: str, *, child: str, visit: str, day: date, grams: int) -> Resource:
    """A weight, which says nothing of feeding."""
    quantity = {"value": grams, "unit": "g", "system": "http://unitsofmeasure.org", "code": "g"}
    return _observation(identifier, _WEIGHT, child, visit) | on_day(day) | {"valueQuantity": quantity}


def period(start: date, end: date | None = None) -> Resource:
    """The time of a feeding period; without end it goes on."""
    limits = {"start": instant(start)} | ({} if end is None else {"end": instant(end)})
    return {"effectivePeriod": limits}


def on_day(day: date) -> Resource:
    """The time of a status."""
    return {"effectiveDateTime": instant(day)}


def report(identifier: str, timestamp: str, resources: list[Resource]) -> Resource:
    """One delivery report: one child, one visit."""
    return _bundle(identifier, "klgateway-children-delivery-report", timestamp, resources)


def delivery(identifier: str, timestamp: str, reports: list[Resource]) -> Resource:
    """Many reports in one wrapper."""
    return _bundle(identifier, "klgateway-children-incremental-delivery", timestamp, reports)


def _observation(identifier: str, code: list[dict[str, str]], child: str, visit: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": identifier,
        "status": "final",
        "code": {"coding": code},
        "subject": {"reference": f"Patient/{child}"},
        "encounter": {"reference": f"Encounter/{visit}"},
    }


def _bundle(identifier: str, profile: str, timestamp: str, resources: list[Resource]) -> Resource:
    entries = [
        {"fullUrl": f"{BASE}/{resource['resourceType']}/{resource['id']}", "resource": resource}
        for resource in resources
    ]
    return {
        "resourceType": "Bundle",
        "id": identifier,
        "meta": {"profile": [f"{_PROFILES}/{profile}"]},
        "type": "collection",
        "timestamp": timestamp,
        "entry": entries,
    }
