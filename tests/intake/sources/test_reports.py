from __future__ import annotations

import copy
import json
import random
from pathlib import Path

import pytest

from evaluering.intake.codebook import read_codebook
from evaluering.intake.sources.bundles import Report
from evaluering.intake.sources.reports import Observed, Place, Tally, observed_in, walk_of
from evaluering.intake.sources.resources import FAULTY_FORM, ReportError

EXAMPLE = json.loads((Path(__file__).parent / "delivery_2_months.json").read_bytes())["entry"][0]["resource"]
UUID = "3F3E6489-31bd-44cf-9920-3c632868feb7"
FEEDING = "e61e4dab-54bb-4bf4-9b76-8d991cf4de08"
ORDINARY_DIET = "78dcf013-8ae9-4541-b175-100cde77a9f0"
SCHOOL_START, PREGNANCY = "c06ed6f1-be9d-460e-a45e-34821bcbd533", "d3c00541-f1d3-4c43-b5fc-16e8914ca1df"
WALK = walk_of(read_codebook("standard").source("kl-gateway"))


def observed(*resources, tally=None, timestamp="t"):
    entries = [{"fullUrl": f"https://test/{one['resourceType']}/{one.get('id')}", "resource": one} for one in resources]
    return observed_in(Report(1, timestamp, entries), Place(0, 1, 1), walk=WALK, tally=tally or Tally())


@pytest.fixture
def visit(deliveries):
    """A patient, an encounter and a feeding observation."""
    return deliveries.patient(), deliveries.encounter(), deliveries.observation()


def coded(code):
    return [{"coding": [{"code": code}]}]


def test_one_observation_is_one_row(deliveries, visit):
    assert observed(*visit) == [
        Observed(
            member=0,
            row=1,
            report=1,
            cpr=deliveries.cpr(),
            custodian="990000000657016",
            timestamp="t",
            encounter="visit 2020-07-07",
            visit_start="2020-07-07T12:45:00.000Z",
            visit_end="",
            withdrawn=False,
            removed=False,
            retracted=False,
            kind="period",
            feeding="full",
            contact="two_months",
            start="2020-05-05T00:00:00.000Z",
            end="2020-06-28T00:00:00.000Z",
            both_or_neither=False,
        )
    ]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "visit 2020-07-07"),
        ({"id": UUID}, UUID.lower()),
        ({"id": UUID, "period": {}}, UUID.lower()),
        ({"period": {"start": "2020-07-08"}}, "visit 2020-07-08"),
        ({"period": {}}, ""),
        ({"id": None}, ""),
        ({"id": 7}, "7 2020-07-07"),
    ],
)
def test_a_visit_is_known_by_its_uuid_or_by_id_and_day(deliveries, changes, key):
    encounter = deliveries.encounter(**changes)
    observation = deliveries.observation(id=None, encounter={"reference": f"https://test/Encounter/{encounter['id']}"})
    (row,) = observed(deliveries.patient(), encounter, observation)
    assert (row.encounter, row.contact) == (key, "two_months")


def test_an_observation_without_visit_is_known_by_its_id_and_start(deliveries):
    rows = [deliveries.observation(id=name, encounter=None) for name in ("a", None)]
    assert [one.encounter for one in observed(deliveries.patient(), *rows)] == [
        "a 2020-05-05T00:00:00.000Z uden besøg",
        "",
    ]


def test_each_visit_has_its_own_observations(deliveries):
    second = deliveries.encounter(id="other", status="entered-in-error")
    rows = observed(
        deliveries.patient(),
        deliveries.encounter(),
        second,
        deliveries.observation(id="a"),
        deliveries.observation(id="b", encounter={"reference": "Encounter/other"}),
    )
    assert [(one.encounter, one.withdrawn) for one in rows] == [
        ("visit 2020-07-07", False),
        ("other 2020-07-07", True),
    ]


def test_a_visit_without_feeding_is_a_row_without_kind(deliveries):
    weight = deliveries.observation(code={"coding": [{"code": "27113001"}]}, subject=None)
    tally = Tally()
    other = deliveries.encounter(id="other")
    rows = observed(deliveries.patient(), deliveries.encounter(), other, weight, deliveries.observation(), tally=tally)
    assert [(one.encounter, one.kind, one.cpr) for one in rows] == [
        ("visit 2020-07-07", "period", deliveries.cpr()),
        ("other 2020-07-07", "", deliveries.cpr()),
    ]
    assert (tally.others, tally.feeding) == (1, 1)


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "final"])
def test_a_retracted_observation_is_told(deliveries, visit, status):
    (row,) = observed(*visit[:2], deliveries.observation(status=status))
    assert row.retracted is (status != "final")


def test_a_child_that_is_withdrawn_is_a_row_even_alone(deliveries):
    (row,) = observed(deliveries.patient(active=False))
    assert (row.removed, row.kind, row.cpr, row.custodian) == (True, "", deliveries.cpr(), "990000000657016")


def test_a_child_that_is_withdrawn_is_told_beside_its_observations(deliveries, visit):
    rows = observed(deliveries.patient(active=False), *visit[1:])
    assert [(one.kind, one.removed) for one in rows] == [("period", False), ("", True)]


def test_parents_are_never_read(deliveries, visit):
    mother = deliveries.patient(7, id="mother", active=False, link=[{"other": {"reference": "RelatedPerson/r"}}])
    related = {"resourceType": "RelatedPerson", "id": "r", "patient": {"reference": "Patient/child"}}
    hers = deliveries.encounter(id="hers", subject={"reference": "Patient/mother"}, status="entered-in-error")
    pregnancy = deliveries.encounter(id="before", type=coded(PREGNANCY), status="entered-in-error")
    rows = observed(mother, related, *visit, hers, pregnancy)
    assert [one.cpr for one in rows] == [deliveries.cpr()]


def test_a_child_stays_a_child_whatever_it_is_linked_to(deliveries):
    child = deliveries.patient(active=False, link=[{"other": {"reference": "RelatedPerson/r"}}])
    related = {"resourceType": "RelatedPerson", "id": "r", "patient": {"reference": "Patient/child"}}
    assert [one.removed for one in observed(child, related)] == [True]


@pytest.mark.parametrize("school", ["value", "visit"])
def test_the_diet_of_school_children_is_left(deliveries, school):
    value = {"valueCodeableConcept": coded(ORDINARY_DIET)[0]}
    absent = {"valueCodeableConcept": None, "dataAbsentReason": {"coding": [{"code": "unknown"}]}}
    diet = deliveries.observation(
        code=coded(FEEDING)[0], **(value if school == "value" else absent), effectivePeriod=None, effectiveDateTime="x"
    )
    encounter = deliveries.encounter(**({"type": coded(SCHOOL_START)} if school == "visit" else {}))
    tally = Tally()
    rows = observed(deliveries.patient(), encounter, diet, tally=tally)
    assert ([one.kind for one in rows], tally.school, tally.feeding) == ([""], 1, 0)


def test_two_children_in_one_report_are_told(deliveries, visit):
    twin = deliveries.patient(2, id="twin")
    with pytest.raises(ReportError, match="to børn"):
        observed(*visit, twin, deliveries.observation(subject={"reference": "Patient/twin"}, id="b"))


def test_one_child_written_twice_is_one_child(deliveries, visit):
    hyphened = deliveries.patient(
        id="again", identifier=[{"system": "urn:oid:1.2.208.176.1.2", "value": "650520-4001"}]
    )
    tally = Tally()
    rows = observed(
        *visit, hyphened, deliveries.observation(subject={"reference": "Patient/again"}, id="b"), tally=tally
    )
    assert (len(rows), tally.hyphens) == (2, 1)


def test_the_present_number_is_read_before_an_old_one(deliveries, visit):
    numbers = [
        {"system": "urn:oid:1.2.208.176.1.2", "value": "6505204009", "use": "old"},
        {"system": "urn:oid:1.2.208.176.1.2", "value": 6505204001},
    ]
    assert [one.cpr for one in observed(deliveries.patient(identifier=numbers), *visit[1:])] == [deliveries.cpr()]


def test_the_same_resource_twice_is_one(visit):
    assert observed(*visit, *copy.deepcopy(visit)) == observed(*visit)


@pytest.mark.parametrize("which", ["patient", "encounter"])
def test_two_things_of_one_id_are_told(deliveries, visit, which):
    other = deliveries.patient(2) if which == "patient" else deliveries.encounter(status="planned")
    with pytest.raises(ReportError, match="samme id"):
        observed(*visit, other)


def test_two_things_of_one_address_are_told(deliveries):
    entries = [{"fullUrl": "urn:uuid:1", "resource": deliveries.patient(number, id=None)} for number in (1, 2)]
    with pytest.raises(ReportError, match="fullUrl"):
        observed_in(Report(1, "t", entries), Place(0, 1, 1), walk=WALK, tally=Tally())


def test_patients_without_any_name_are_told_apart(deliveries):
    entries = [{"resource": deliveries.patient(number, id=None, active=False)} for number in (1, 2)]
    rows = observed_in(Report(1, "t", entries), Place(0, 1, 1), walk=WALK, tally=Tally())
    assert [one.cpr for one in rows] == [deliveries.cpr(1), deliveries.cpr(2)]


@pytest.mark.parametrize(
    "reference",
    ["Patient/child", "https://test/Patient/child", "https://elsewhere/Patient/child", "Patient/child/_history/3"],
)
def test_a_reference_is_found_by_address_or_id(deliveries, visit, reference):
    (row,) = observed(*visit[:2], deliveries.observation(subject={"reference": reference}))
    assert row.cpr == deliveries.cpr()


@pytest.mark.parametrize("reference", [None, {}, {"reference": "Patient/nobody"}, {"reference": "#child"}])
def test_a_reference_to_nobody_is_nobody(deliveries, visit, reference):
    (row,) = observed(*visit[:2], deliveries.observation(subject=reference))
    assert row.cpr == ""


WRONG = {
    "active as text": ("Patient", {"active": "false"}),
    "identifier as object": ("Patient", {"identifier": {"system": "urn:oid:1.2.208.176.1.2", "value": "x"}}),
    "number as list": ("Patient", {"identifier": [{"system": "urn:oid:1.2.208.176.1.2", "value": ["x"]}]}),
    "custodian as text": ("Patient", {"managingOrganization": "SOR"}),
    "status as number": ("Encounter", {"status": 1}),
    "visit's period as text": ("Encounter", {"period": "2020-07-07"}),
    "visit's type as object": ("Encounter", {"type": {"coding": []}}),
    "visit's id as object": ("Encounter", {"id": {}}),
    "retraction as list": ("Observation", {"status": ["entered-in-error"]}),
    "code as text": ("Observation", {"code": FEEDING}),
    "coding as object": ("Observation", {"code": {"coding": {"code": FEEDING}}}),
    "code as list": ("Observation", {"valueCodeableConcept": {"coding": [{"code": [FEEDING]}]}}),
    "coding as text": ("Observation", {"valueCodeableConcept": {"coding": ["x"]}}),
    "day as object": ("Observation", {"effectivePeriod": None, "effectiveDateTime": {"start": "2020-07-07"}}),
    "period as list": ("Observation", {"effectivePeriod": ["2020-07-07"]}),
    "reference as number": ("Observation", {"subject": {"reference": 5}}),
    "reference as text": ("Observation", {"subject": "Patient/child"}),
    "kind as list": ("Observation", {"resourceType": ["Observation"]}),
}


@pytest.mark.parametrize(("kind", "changes"), WRONG.values(), ids=WRONG)
def test_another_form_than_the_profiles_is_told(visit, kind, changes):
    spoiled = [one | changes if one["resourceType"] == kind else one for one in visit]
    with pytest.raises(FAULTY_FORM):
        observed(*spoiled)


def test_a_number_where_text_should_stand_is_read(deliveries, visit):
    (row,) = observed(*visit[:2], deliveries.observation(effectivePeriod={"start": 20200505}), timestamp=5)
    assert (row.start, row.timestamp) == ("20200505", "5")


def test_a_huge_value_is_cut(deliveries, visit):
    (row,) = observed(*visit[:2], deliveries.observation(effectivePeriod={"start": "9" * 10_000_000}))
    assert len(row.start) == 100


def test_resources_nested_beyond_all_measure_are_told(deliveries, visit):
    def deep():
        nest = []
        for _ in range(100_000):
            nest = [nest]
        return nest

    with pytest.raises(RecursionError):
        observed(visit[0], deliveries.encounter(note=deep()), deliveries.encounter(note=deep()))


def _spoiled(resource, luck):
    """The report with one value replaced, removed or doubled, somewhere."""
    report = copy.deepcopy(resource)
    places = []

    def walk(node):
        for key in node if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                walk(node[key])

    walk(report)
    node, key = luck.choice(places)
    what = luck.choice(["remove", "replace", "double"])
    if what == "remove":
        del node[key]
    elif what == "double" and isinstance(node, list):
        node.append(copy.deepcopy(node[key]))
    else:
        node[key] = luck.choice([None, 1, -1.5, True, "", "x", "9" * 300, [], {}, [[]], [{}], {"a": 1}, ["x"]])
    return report


@pytest.mark.parametrize("seed", range(100))
def test_a_spoiled_report_is_told_or_read(seed):
    luck = random.Random(seed)
    for _ in range(20):
        report = _spoiled(EXAMPLE, luck)
        entries = report.get("entry", [])
        try:
            rows = observed_in(Report(1, report.get("timestamp"), entries), Place(0, 1, 1), walk=WALK, tally=Tally())
        except (ReportError, *FAULTY_FORM):
            continue
        assert all(isinstance(value, str | bool | int) for row in rows for value in row)
