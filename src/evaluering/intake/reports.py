"""Walk through delivery reports of KL Gateway Børn (FHIR R4): plain values per feeding observation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

import orjson

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.wording import count as counted

# The code of a feeding observation: FBOE "Ernæring" (hl7dk/kl-term) and SNOMED CT "Infant feeding method".
_FEEDING = ("e61e4dab-54bb-4bf4-9b76-8d991cf4de08", "169740003")
_UTC_MIDNIGHT = re.compile(r"\d{4}-\d{2}-\d{2}T2[23]:00:00(\.0+)?(Z|\+00:00)")  # summer and winter time
_CPR_SYSTEM = "urn:oid:1.2.208.176.1.2"  # FHIR.DK: CPR number; letter forms have other systems
_FAULTY_FORM = (AttributeError, IndexError, KeyError, TypeError)
_WITHDRAWN = "entered-in-error"
_REMEDY = "Bed afsenderen om filen igen"


class Observed(NamedTuple):
    """One feeding observation as written, or the mere withdrawal of a visit (then `kind` is empty).

    `withdrawn` is about the whole visit, `retracted` about this observation alone.
    """

    row: int
    report: int
    cpr: str
    custodian: str
    timestamp: str
    encounter: str
    withdrawn: bool
    retracted: bool
    kind: str
    feeding: str
    contact: str
    start: str
    end: str
    both_or_neither: bool


@dataclass(slots=True)
class Harvest:
    """What one file holds: observations in order, reports counted, and what could not be read."""

    observed: list[Observed] = field(default_factory=list)
    documents: int = 0
    reports: int = 0
    other_observations: int = 0
    findings: list[Finding] = field(default_factory=list)


def harvest(data: bytes, file_format: str, book: SourceBook, *, shown: str) -> Harvest:
    """All feeding observations of a file: ``json`` (a report, or reports in one bundle) or ``ndjson`` (one a line).

    The row of an observation is its line, or the number of its entry in a bundle of reports. Only the subject of a
    feeding observation is looked up, so that parents are never read.
    """
    found = Harvest()
    feedings, contacts = book.codes("Observation.value"), book.codes("Encounter.type")
    faults: dict[str, list[int]] = {}
    for row, document in _documents(data, file_format, faults, found):
        try:
            for place, timestamp, report in _reports(document, row, in_lines=file_format == "ndjson"):
                found.reports += 1
                one = _Report(report, timestamp=timestamp, row=place, number=found.reports)
                found.observed.extend(one.observed(feedings, contacts))
                found.other_observations += one.others
        except _FAULTY_FORM:
            faults.setdefault("Indberetningen har ikke den form, som KL Gateway Børn foreskriver", []).append(row)
    for what, rows in faults.items():
        finding = Finding(what, file=shown, row=rows[0], allowed="FHIR R4 Bundle", remedy=_REMEDY, count=len(rows))
        found.findings.append(finding)
    return found


def row_count_finding(found: Harvest, declared: int | None, *, shown: str) -> Iterator[Finding]:
    """A finding when the file holds another number of reports than declared."""
    if declared is not None and declared not in (found.documents, found.reports):
        yield Finding(
            f"Filen har {counted(found.reports)} indberetninger, men {counted(declared)} er erklæret",
            file=shown,
            key="raekker",
            allowed="antal indberetninger",
            remedy="Bed afsenderen om hele filen, eller ret raekker i leverance.yml",
        )


def _documents(
    data: bytes, file_format: str, faults: dict[str, list[int]], found: Harvest
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and document; what is not JSON is noted, without the parser's message, which may quote it."""
    lines = data.split(b"\n") if file_format == "ndjson" else [data]
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=0)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found.documents += 1
        try:
            document = orjson.loads(line)
        except orjson.JSONDecodeError:
            cut = number == last and not line.rstrip().endswith(b"}")
            what = "Filen er skåret over" if cut else "Indholdet er ikke gyldig JSON"
            faults.setdefault(what, []).append(number)
            continue
        if not isinstance(document, dict) or document.get("resourceType") != "Bundle":
            faults.setdefault("Indholdet er ikke en FHIR Bundle", []).append(number)
            continue
        yield number, document


def _reports(document: dict[str, Any], row: int, *, in_lines: bool) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Row, timestamp and content of each report in a document, which is a report or a bundle of reports."""
    timestamp = document.get("timestamp", "")
    entries = document.get("entry", [])
    if not any(entry["resource"]["resourceType"] == "Bundle" for entry in entries):
        yield row, timestamp, document
        return
    for number, entry in enumerate(entries, 1):
        report = entry["resource"]
        yield row if in_lines else number, report.get("timestamp", timestamp), report


class _Report:
    """One delivery report while it is walked through."""

    def __init__(self, report: dict[str, Any], *, timestamp: str, row: int, number: int) -> None:
        self.timestamp, self.row, self.number = timestamp, row, number
        self.by_reference: dict[str, dict[str, Any]] = {}
        self.by_type: dict[str, list[dict[str, Any]]] = {}
        self.others = 0
        for entry in report.get("entry", []):
            resource = entry["resource"]
            kind = resource["resourceType"]
            self.by_type.setdefault(kind, []).append(resource)
            self.by_reference[f"{kind}/{resource.get('id', '')}"] = resource
            if "fullUrl" in entry:
                self.by_reference[entry["fullUrl"]] = resource

    def observed(self, feedings: dict[str, str], contacts: dict[str, str]) -> Iterator[Observed]:
        """The feeding observations, or the withdrawn visits of a report that has none."""
        some = False
        for observation in self.by_type.get("Observation", ()):
            if any(coding.get("code") in _FEEDING for coding in observation["code"]["coding"]):
                some = True
                yield self._one(observation, feedings, contacts)
            else:
                self.others += 1
        if some:
            return
        for encounter in self.by_type.get("Encounter", ()):
            child = self._find(encounter.get("subject"))
            one = self._row(child, encounter)
            if one.withdrawn:
                yield one

    def _one(self, observation: dict[str, Any], feedings: dict[str, str], contacts: dict[str, str]) -> Observed:
        child = self._find(observation.get("subject"))
        encounter = self._find(observation.get("encounter"))
        absent = "dataAbsentReason" in observation
        codes = [coding.get("code") for coding in observation.get("valueCodeableConcept", {}).get("coding", ())]
        period, status = observation.get("effectivePeriod"), observation.get("effectiveDateTime")
        if absent and period is None and status is None:
            status = encounter.get("period", {}).get("start")
        types = [coding.get("code") for kind in encounter.get("type", ()) for coding in kind.get("coding", ())]
        return self._row(child, encounter)._replace(
            retracted=observation.get("status") == _WITHDRAWN,
            kind="status" if period is None else "period",
            feeding="unknown" if absent else next((feedings[code] for code in codes if code in feedings), ""),
            contact=next((contacts[code] for code in types if code in contacts), "none"),
            start=_danish_day(str((status if period is None else period.get("start")) or "")),
            end=_danish_day(str((period or {}).get("end") or "")),
            both_or_neither=(period is None) == (status is None),
        )

    def _row(self, child: dict[str, Any], encounter: dict[str, Any]) -> Observed:
        identifiers = child.get("identifier", ())
        cpr = next((str(one["value"]) for one in identifiers if one.get("system") == _CPR_SYSTEM), "")
        custodian = child.get("managingOrganization", {}).get("identifier", {}).get("value", "")
        return Observed(
            row=self.row,
            report=self.number,
            cpr=cpr,
            custodian=str(custodian),
            timestamp=str(self.timestamp),
            encounter=_visit(encounter),
            withdrawn=encounter.get("status") == _WITHDRAWN or child.get("active") is False,
            retracted=False,
            kind="",
            feeding="unknown",
            contact="none",
            start="",
            end="",
            both_or_neither=False,
        )

    def _find(self, reference: dict[str, Any] | None) -> dict[str, Any]:
        """The resource a reference names within the report; empty when it is not there."""
        name = (reference or {}).get("reference", "")
        return self.by_reference.get(name) or self.by_reference.get("/".join(name.split("/")[-2:])) or {}


def _visit(encounter: dict[str, Any]) -> str:
    """What tells a child's visits apart: some systems number them anew in each report, so the day goes with the id."""
    name = str(encounter.get("id", ""))
    return f"{name} {str(encounter.get('period', {}).get('start', ''))[:10]}" if name else ""


def _danish_day(text: str) -> str:
    """The day that begins at a Danish midnight told in UTC; any other time is left as it is written."""
    if _UTC_MIDNIGHT.fullmatch(text) is None:
        return text
    return (date.fromisoformat(text[:10]) + timedelta(days=1)).isoformat()
