"""Damage to the reports of KL Gateway Børn: lines, bundles and the resources in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.corruption.kinds import Kind, NothingToSpoilError, a_gateway, register, some_of
from tests.corruption.valid_set import FEEDING_CODES, SOR
from tests.corruption.world import Sent, World

KINDS: list[Kind] = []
kind = register("indberetninger", KINDS)
_POSSIBLE = "så få indberetninger, at de, der stadig er mulige, ikke kan skelnes fra rigtige"


def _on_reports(one: Sent, rng: Random, share: float, change: Callable[[dict[str, Any]], object]) -> None:
    places = some_of(rng, range(len(one.reports)), share)
    changed = False
    for place in places:
        report = json.loads(one.reports[place])
        change(report)
        text = json.dumps(report, ensure_ascii=False)
        changed |= text != one.reports[place]
        one.reports[place] = text
    if not changed:
        raise NothingToSpoilError


def _resources(report: dict[str, Any], kind_of: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in report["entry"]]
    return [one for one in found if one["resourceType"] == kind_of]


@kind(0.001, 0.1, refused_from=0)
def lines_cut(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    for place in some_of(rng, range(len(one.reports)), strength):
        one.reports[place] = one.reports[place][: rng.randint(1, len(one.reports[place]) - 2)]


@kind(0.005, 0.3, 1.0, refused_from=0.3)
def timestamps_removed(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    _on_reports(one, rng, strength, lambda report: report.pop("timestamp"))


@kind(0.005, 1.0, refused_from=1.0)
def timestamps_without_zone(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    _on_reports(one, rng, strength, lambda report: report.update(timestamp=report["timestamp"].rstrip("Z")))


@kind()
def timestamps_all_the_same(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    _on_reports(one, rng, 1.0, lambda report: report.update(timestamp="2026-09-30T20:00:00Z"))


@kind(0.01, 1.0)
def timestamps_in_another_zone(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    other = rng.choice(("+02:00", "-05:00", "+00:00"))
    _on_reports(one, rng, strength, lambda report: report.update(timestamp=report["timestamp"].replace("Z", other)))


def _recoded(report: dict[str, Any], table: dict[str, str]) -> None:
    for one in _resources(report, "Observation"):
        for coding in one.get("valueCodeableConcept", {}).get("coding", ()):
            coding["code"] = table.get(coding["code"], coding["code"])


@kind(0.005, 0.1, 1.0, unknown_to=0.1, why=_POSSIBLE)
def codes_of_two_feedings_exchanged(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    full = FEEDING_CODES["fuld"]
    other = rng.choice([code for code in FEEDING_CODES.values() if code != full])
    _on_reports(one, rng, strength, lambda report: _recoded(report, {full: other, other: full}))


@kind(0.005, 0.3, 1.0, refused_from=0.3)
def codes_unknown(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    table = dict.fromkeys(FEEDING_CODES.values(), rng.choice(("fuld", "", "77a008dd", "77A008DD-21CC-452F-A1EE")))
    _on_reports(one, rng, strength, lambda report: _recoded(report, table))


@kind(0.005, 0.1, 1.0)
def patients_inactive(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    _on_reports(one, rng, strength, lambda report: [x.update(active=False) for x in _resources(report, "Patient")])


@kind(0.005, 0.1, 1.0)
def visits_entered_in_error(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    wrong = {"status": "entered-in-error"}
    what = rng.choice(("Encounter", "Observation"))
    _on_reports(one, rng, strength, lambda report: [x.update(wrong) for x in _resources(report, what)])


@kind(0.005, 0.1, 1.0, unknown_to=0.1, why="en indberetning uden ernæring er almindelig, og andre dele læses ikke")
def resource_types_renamed(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    what = rng.choice(("Patient", "Encounter", "Observation"))
    name = rng.choice((what.lower(), what + "s", "Basic"))
    _on_reports(one, rng, strength, lambda report: [x.update(resourceType=name) for x in _resources(report, what)])


@kind(0.005, 0.1, 1.0)
def resources_without_type(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    what = rng.choice(("Patient", "Encounter", "Observation"))
    _on_reports(one, rng, strength, lambda report: [x.pop("resourceType") for x in _resources(report, what)])


@kind(0.005, 0.1, 1.0)
def observations_without_subject(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    _on_reports(one, rng, strength, lambda report: [x.pop("subject") for x in _resources(report, "Observation")])


@kind(0.005, 0.1, 1.0)
def observations_of_another_code(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    code = {"coding": [{"system": "http://fhir.kl.dk/term/CodeSystem/FBOE", "code": "hoejde"}]}
    _on_reports(one, rng, strength, lambda report: [x.update(code=code) for x in _resources(report, "Observation")])


@kind(0.005, 0.1, 1.0)
def observations_without_date(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)

    def undated(report: dict[str, Any]) -> None:
        for seen in _resources(report, "Observation"):
            seen.pop("effectiveDateTime", None)
            seen.pop("effectivePeriod", None)

    _on_reports(one, rng, strength, undated)


@kind(0.005, 0.1, 1.0)
def observations_without_value(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)

    def emptied(report: dict[str, Any]) -> None:
        for seen in _resources(report, "Observation"):
            seen.pop("valueCodeableConcept", None)

    _on_reports(one, rng, strength, emptied)


@kind(0.3, 1.0)
def periods_start_after_their_end(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)

    def turned(report: dict[str, Any]) -> None:
        for seen in _resources(report, "Observation"):
            period = seen.get("effectivePeriod")
            if period and "end" in period:
                period["start"], period["end"] = period["end"], period["start"]

    _on_reports(one, rng, strength, turned)


@kind(0.3, 1.0)
def dates_in_danish_form(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)

    def danish(report: dict[str, Any]) -> None:
        for seen in _resources(report, "Observation"):
            if "effectiveDateTime" in seen:
                seen["effectiveDateTime"] = "-".join(reversed(seen["effectiveDateTime"].split("-")))

    _on_reports(one, rng, strength, danish)


@kind()
def bundles_on_one_line(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    at = rng.randrange(len(one.reports) - 3)
    one.reports[at : at + 3] = ["".join(one.reports[at : at + 3])]
    if rng.random() < 0.5:
        one.recount()


@kind(refused_from=0)
def one_array_of_bundles(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    one.reports = [f"[{', '.join(one.reports)}]"]


@kind()
def declared_as_one_bundle(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    one.file["format"] = "json"


@kind()
def one_bundle_declared_as_lines(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    entries = [{"resource": json.loads(report)} for report in one.reports]
    one.reports = [json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})]


@kind()
def lines_in_another_order(world: World, rng: Random, strength: float) -> None:
    rng.shuffle(a_gateway(world, rng).reports)


@kind(0.01, 1.0)
def lines_doubled(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    one.reports += some_of(rng, one.reports, strength)
    one.recount()


@kind(0.005, 0.1, 1.0, unknown_to=0.1, why=_POSSIBLE)
def custodian_of_another_municipality(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    other = rng.choice([sor for code, sor in SOR.items() if code != one.code])
    for place in some_of(rng, range(len(one.reports)), strength):
        one.reports[place] = one.reports[place].replace(SOR[one.code], other)


@kind(0.005, 1.0)
def custodian_unknown(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    other = rng.choice(("123456789012345", "", SOR[one.code][:-1]))
    for place in some_of(rng, range(len(one.reports)), strength):
        one.reports[place] = one.reports[place].replace(SOR[one.code], other)


@kind(0.005, 0.3, 1.0)
def parents_as_subject(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)

    def grown(report: dict[str, Any]) -> None:
        for child in _resources(report, "Patient"):
            number = child["identifier"][0]["value"]
            child["identifier"][0]["value"] = f"{number[:4]}871{number[7:]}"

    _on_reports(one, rng, strength, grown)


@kind(0.005, 1.0)
def cpr_spoilt(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    change: Callable[[str], object] = rng.choice((lambda text: text[1:], lambda text: "", int, lambda text: None))

    def spoil(report: dict[str, Any]) -> None:
        for child in _resources(report, "Patient"):
            child["identifier"][0]["value"] = change(child["identifier"][0]["value"])

    _on_reports(one, rng, strength, spoil)


@kind(0.005, 1.0)
def parts_of_another_type(world: World, rng: Random, strength: float) -> None:
    """Numbers, texts or nothing where a resource has lists and objects."""
    one = a_gateway(world, rng)
    value: Any = rng.choice((None, 7, "x", [], {}, [None], [[]], True, 1e300, {"coding": None}, {"reference": 3}))
    what = rng.choice(("Patient", "Encounter", "Observation"))
    key = rng.choice(
        {
            "Patient": ("identifier", "managingOrganization", "id", "active"),
            "Encounter": ("type", "period", "status", "subject", "id"),
            "Observation": ("code", "subject", "encounter", "valueCodeableConcept", "effectiveDateTime", "status"),
        }[what]
    )
    _on_reports(one, rng, strength, lambda report: [x.update({key: value}) for x in _resources(report, what)])


@kind(0.005, 1.0)
def bundles_of_another_type(world: World, rng: Random, strength: float) -> None:
    one = a_gateway(world, rng)
    key = rng.choice(("resourceType", "timestamp", "entry", "type"))
    value: Any = rng.choice((None, 7, "x", [], {}, [None], [{}], [{"resource": None}], [{"resource": {}}]))
    _on_reports(one, rng, strength, lambda report: report.update({key: value}))


@kind(0.1, 1.0, unknown_to=0.1, why=_POSSIBLE)
def visits_of_one_id(world: World, rng: Random, strength: float) -> None:
    """Systems that number the visits anew in each report."""
    one = a_gateway(world, rng)

    def same(report: dict[str, Any]) -> None:
        for visit in _resources(report, "Encounter"):
            visit["id"] = "1"
        for seen in _resources(report, "Observation"):
            seen["encounter"] = {"reference": "Encounter/1"}
        for entry in report["entry"]:
            entry.pop("fullUrl", None)

    _on_reports(one, rng, strength, same)
