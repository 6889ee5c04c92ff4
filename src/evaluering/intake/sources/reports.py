"""One delivery report of KL Gateway Børn (FHIR R4) as plain values: its feeding observations and its withdrawals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from evaluering.intake.codebook import SourceBook
from evaluering.intake.sources.bundles import Report
from evaluering.intake.sources.resources import ReportError, Resource, codes, enter, find, listed, text, word

# Codes of hl7dk/kl-term (FBOE) and SNOMED CT. A feeding observation of an infant is "Ernæring" or "Infant feeding
# method"; the diet of a school child has the first code too, and is known by its values or the kind of its visit.
_FEEDING = frozenset({"e61e4dab-54bb-4bf4-9b76-8d991cf4de08", "169740003"})
_SCHOOL_DIET = frozenset(
    {
        "78dcf013-8ae9-4541-b175-100cde77a9f0",
        "abecea75-32cd-4388-80fd-319a30701bf6",
        "019e3a2d-775c-4660-8183-75206b47048f",
    }
)
_SCHOOL_VISITS = frozenset(
    {
        "c06ed6f1-be9d-460e-a45e-34821bcbd533",
        "0ddb3661-51da-471f-94d7-2a50b81f5fc6",
        "d01bcb90-2b29-44f4-834c-191d6dd4a08a",
        "dd766967-4d02-4c17-8ed3-021852785fdf",
        "606c6585-444b-4ecd-885c-2ee59dc33f32",
        "17f5f9fa-3e1c-42fe-9ef3-178bc7900f67",
    }
)
_PREGNANCY = frozenset({"d3c00541-f1d3-4c43-b5fc-16e8914ca1df"})  # its subject is a parent

_CPR_SYSTEM = "urn:oid:1.2.208.176.1.2"  # FHIR.DK: CPR number; letter forms have other systems
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WITHDRAWN = "entered-in-error"
_RETRACTED = frozenset({_WITHDRAWN, "cancelled"})
_TWO_CHILDREN = "Indberetningen handler om to børn; der skal være ét barn i hver"


class Observed(NamedTuple):
    """One feeding observation as written; or, with `kind` empty, what a report says without one.

    `withdrawn` is about the whole visit, `retracted` about this observation, `removed` about all that the custodian
    has reported of the child so far. A visit without feeding stands here as well: it replaces what was said of it.
    """

    member: int
    row: int
    report: int
    cpr: str
    custodian: str
    timestamp: str
    encounter: str
    visit_start: str
    visit_end: str
    withdrawn: bool
    removed: bool
    retracted: bool
    kind: str
    feeding: str
    contact: str
    start: str
    end: str
    both_or_neither: bool


class Place(NamedTuple):
    """Where a report stands: number of its document, line or entry there, and its number among all reports."""

    member: int
    row: int
    report: int


@dataclass(frozen=True, slots=True)
class Walk:
    """What is looked for in a report: delivered code to our name, of feedings and of contacts."""

    feedings: Mapping[str, str]
    contacts: Mapping[str, str]


@dataclass(slots=True)
class Tally:
    """How many reports and feeding observations were met, and how many observations of other kinds were left.

    `others` is about something else, `school` about the diet of school children; `hyphens` counts CPR numbers that
    are written with one.
    """

    reports: int = 0
    feeding: int = 0
    others: int = 0
    school: int = 0
    hyphens: int = 0


class _Visit(NamedTuple):
    key: str
    start: str
    end: str
    withdrawn: bool
    contact: str
    types: frozenset[str]
    subject: Resource | None


_NO_VISIT = _Visit("", "", "", False, "none", frozenset(), None)


@dataclass(frozen=True, slots=True)
class _Here:
    """What the rows of one report share; a patient is read when asked for, and once.

    `children` are the patients (by `id`) whom a related person is said to be a parent of.
    """

    place: Place
    timestamp: str
    patients: dict[str, Resource]
    children: frozenset[int]
    read: dict[int, tuple[str, str]] = field(default_factory=dict)

    def child(self, reference: Resource | None) -> tuple[str, str]:
        """CPR number and custodian of the patient a reference names; empty when it is not there."""
        patient = find(self.patients, reference)
        return self.identity(patient) if patient else ("", "")

    def identity(self, patient: Resource) -> tuple[str, str]:
        """CPR number and custodian of a patient."""
        if id(patient) not in self.read:
            numbers = (one for one in listed(patient, "identifier") if one.get("system") == _CPR_SYSTEM)
            cpr = next((text(one.get("value")) for one in numbers if one.get("use") != "old"), "")
            custodian = patient.get("managingOrganization", {}).get("identifier", {}).get("value")
            self.read[id(patient)] = cpr, text(custodian)
        return self.read[id(patient)]

    def is_parent(self, patient: Resource | None) -> bool:
        """Whether a patient is linked to a related person, and not one whom such a person is related to."""
        return bool(patient and patient.get("link")) and id(patient) not in self.children


def walk_of(book: SourceBook) -> Walk:
    """What is looked for, by the codebook."""
    return Walk(book.codes("feeding"), book.codes("contact"))


def observed_in(report: Report, place: Place, *, walk: Walk, tally: Tally) -> list[Observed]:
    """The feeding observations and withdrawals of one report.

    Only the subject of a feeding observation or of a child's visit is looked up, and a patient who is withdrawn;
    parents, who are known by their link to a related person who has a child, are never read.

    Raises
    ------
    ReportError
        With a Danish sentence, when two children, or two things of one id, are in the report.
    AttributeError, KeyError, TypeError, RecursionError
        When it has not the form of the profile.
    """
    patients: dict[str, Resource] = {}
    encounters: dict[str, Resource] = {}
    observations: list[Resource] = []
    relations: list[Resource] = []
    for entry in report.entries:
        kind = entry["resource"]["resourceType"]
        if kind == "Observation":
            observations.append(entry["resource"])
        elif kind == "Patient":
            enter(patients, kind, entry)
        elif kind == "Encounter":
            enter(encounters, kind, entry)
        elif kind == "RelatedPerson":
            relations.append(entry["resource"])
        elif not isinstance(kind, str):
            raise TypeError
    visits = {place: _visit(one, walk) for place, one in {id(one): one for one in encounters.values()}.items()}
    children = [find(patients, one.get("patient")) for one in relations]
    here = _Here(place, text(report.timestamp), patients, frozenset(id(one) for one in children))
    rows: list[Observed] = []
    seen: list[Resource] = []
    silent = dict(visits)
    for observation in observations:
        encounter = find(encounters, observation.get("encounter"))
        visit = visits[id(encounter)] if encounter else _NO_VISIT
        values = codes(observation.get("valueCodeableConcept"))
        if _about_infant_feeding(observation, values, visit, tally) and observation not in seen:
            seen.append(observation)
            silent.pop(id(encounter), None)
            rows.append(_feeding(observation, values, visit, here, walk))
    if len({row.cpr.replace("-", "").strip() for row in rows if row.cpr}) > 1:
        raise ReportError(_TWO_CHILDREN)
    tally.feeding += len(rows)
    tally.hyphens += sum("-" in row.cpr for row in rows)
    rows.extend(_visits_without_feeding(silent.values(), here))
    rows.extend(_removed_children(here))
    return rows


def _visits_without_feeding(visits: Iterable[_Visit], here: _Here) -> Iterator[Observed]:
    for visit in visits:
        of_parent = visit.types & _PREGNANCY or here.is_parent(find(here.patients, visit.subject))
        if not of_parent and (visit.key or visit.withdrawn):
            yield _row(here, here.child(visit.subject), visit)


def _removed_children(here: _Here) -> Iterator[Observed]:
    for patient in {id(one): one for one in here.patients.values()}.values():
        active = patient.get("active", True)
        if not isinstance(active, bool):
            raise TypeError
        if not active and not here.is_parent(patient):
            yield _row(here, here.identity(patient), _NO_VISIT)._replace(removed=True)


def _row(here: _Here, child: tuple[str, str], visit: _Visit) -> Observed:
    """A row without feeding."""
    shared = (*here.place, *child, here.timestamp, visit.key, visit.start, visit.end, visit.withdrawn)
    return Observed(*shared, False, False, "", "unknown", "none", "", "", False)


def _feeding(observation: Resource, values: list[str], visit: _Visit, here: _Here, walk: Walk) -> Observed:
    absent = "dataAbsentReason" in observation
    period, status = observation.get("effectivePeriod"), observation.get("effectiveDateTime")
    if absent and period is None and status is None:
        status = visit.start or None
    start = text(status if period is None else period.get("start"))
    return Observed(
        *here.place,
        *here.child(observation.get("subject")),
        here.timestamp,
        visit.key or _lone(observation, start),
        visit.start,
        visit.end,
        visit.withdrawn,
        False,
        word(observation, "status") in _RETRACTED,
        "status" if period is None else "period",
        "unknown" if absent else next((walk.feedings[code] for code in values if code in walk.feedings), ""),
        visit.contact,
        start,
        "" if period is None else text(period.get("end")),
        (period is None) == (status is None),
    )


def _about_infant_feeding(observation: Resource, values: list[str], visit: _Visit, tally: Tally) -> bool:
    if _FEEDING.isdisjoint(codes(observation.get("code"))):
        tally.others += 1
        return False
    if _SCHOOL_DIET.isdisjoint(values) and _SCHOOL_VISITS.isdisjoint(visit.types):
        return True
    tally.school += 1
    return False


def _visit(encounter: Resource, walk: Walk) -> _Visit:
    """What a visit says of itself; its key tells the visits of a child apart, and is empty when nothing does.

    A UUID names a visit wherever and whenever it is reported, so its day may be corrected. Of any other id some
    systems make new use in each report, so its day goes with it: a corrected day makes it another visit, and the
    first one stands until it is withdrawn.
    """
    period = encounter.get("period", {})
    start, end = text(period.get("start")), text(period.get("end"))
    name = text(encounter.get("id"))
    types = frozenset(code for kind in listed(encounter, "type") for code in codes(kind))
    key = f"{name} {start[:10]}" if name and start else ""
    contact = next((name for code, name in walk.contacts.items() if code in types), "none")
    withdrawn = word(encounter, "status") == _WITHDRAWN
    return _Visit(
        name.lower() if _UUID.fullmatch(name) else key, start, end, withdrawn, contact, types, encounter.get("subject")
    )


def _lone(observation: Resource, start: str) -> str:
    """What an observation without a visit is known by when it is reported again; empty when it has no id."""
    name = text(observation.get("id"))
    return f"{name} {start} uden besøg" if name else ""
