"""Deliveries from KL Gateway Børn: one report per child and visit, with corrections and reports sent again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import orjson

from evaluering.example import fhir_resources as fhir
from evaluering.example.children import Children
from evaluering.example.declaration import Delivery
from evaluering.example.records import following_feeding, last_true
from evaluering.example.scenario import day_number
from evaluering.example.visits import VISITS, Bools

GATEWAY_FROM = date(2024, 1, 1)
SENDERS = {"0710": "ndjson", "0779": "ndjson", "0727": "json", "0707": "ndjson", "0766": "ndjson", "0665": "json"}
"""Municipalities that send by the gateway from January 2024 on, and the form of their file."""

_EARLY_VISITS = 2
_EARLY_REPORT = 0.25  # share of the first two visits in full breastfeeding that are reported
_LATER_REPORT = 0.30  # share of the visits after the one that brought the end
_SECOND_UNKNOWN = 0.4
_STATUS_BESIDE = 0.25
_STATUS_AT_END = 0.5
_FOLLOWING_PERIOD = 0.5
_WEIGHT_ONLY = 0.03  # shares of the reports, from here on
_WITH_PARENT = 0.03
_CHILD_FIRST = 0.5  # of the reports with a parent: the child's patient stands before the parent's
_SAME_AGAIN = 0.005
_LATER_AGAIN = 0.005
_CORRECTED = 0.010
_IN_ERROR = 0.006
_IMPOSSIBLE = 0.002


@dataclass(frozen=True, slots=True)
class _Case:
    """One visit to be reported, with everything its report says."""

    child: int
    visit: int
    birth: date
    day: date
    recorded: date
    duration: int
    full: bool
    closing: bool
    dated: bool
    known: bool
    feeding: int

    @property
    def end(self) -> date:
        return self.birth + timedelta(days=self.duration)

    @property
    def lag_days(self) -> int:
        return (self.recorded - self.day).days


@dataclass(slots=True)
class _Journal:
    """The reports of one sender while they are being written."""

    cpr: Sequence[str]
    sor: str
    since: date
    until: date
    rng: np.random.Generator
    patients: dict[int, str] = field(default_factory=dict)
    reports: list[fhir.Resource] = field(default_factory=list)

    def identifier(self) -> str:
        """A new id, the same for the same seed."""
        return str(uuid.UUID(bytes=self.rng.bytes(16), version=4))

    def luck(self) -> float:
        """A draw between 0 and 1."""
        return float(self.rng.random())

    def clock(self, hour: int, visit: int) -> str:
        """A time of day; hour and tens of minutes keep one child's reports of a day apart."""
        minute, second = self.rng.integers(0, (10, 60)).tolist()
        return f"{hour:02d}:{visit}{minute}:{second:02d}"

    def write(self, case: _Case) -> None:
        """Write one visit's report, and for a few what came before or after it."""
        if case.closing and case.dated and case.lag_days >= 2 and case.duration >= 1:
            self._write_earlier(case)
        resources = self._feeding(case, case.birth, case.end)
        stamp = fhir.instant(case.recorded, self.clock(12 + case.visit, case.visit))
        report = self._send(case, stamp, resources)
        draw = self.luck()
        if draw < _SAME_AGAIN:
            self.reports.append(report)
        later = case.recorded + timedelta(days=int(self.rng.integers(1, 21)))
        # Sent later, an open period would claim to have gone on until then.
        if draw > 1 - _LATER_AGAIN and not (case.full and case.dated) and later < self.until:
            self._send(case, fhir.instant(later, self.clock(22, case.visit)), resources)
        if self.luck() < _WEIGHT_ONLY:
            self._send(case, fhir.instant(case.recorded, self.clock(10, case.visit)), self._weight(case))

    def _write_earlier(self, case: _Case) -> None:
        """Reports that the right one corrects: another end, a visit entered in error, an end before the start."""
        day = case.recorded - timedelta(days=int(self.rng.integers(1, case.lag_days, endpoint=True)))
        draw = self.luck()
        if day < self.since or draw >= _CORRECTED + _IN_ERROR + _IMPOSSIBLE:
            return
        wrong = max(case.birth, case.end - timedelta(days=int(self.rng.integers(1, 15))))
        swapped = draw >= _CORRECTED + _IN_ERROR
        resources = self._feeding(case, *((case.end, case.birth) if swapped else (case.birth, wrong)))
        self._send(case, fhir.instant(day, self.clock(18, case.visit)), resources)
        if _CORRECTED <= draw < _CORRECTED + _IN_ERROR:
            error = [resources[0] | {"status": "entered-in-error"}, *resources[1:]]
            self._send(case, fhir.instant(day, self.clock(20, case.visit)), error)

    def _patient(self, case: _Case) -> str:
        if case.child not in self.patients:
            self.patients[case.child] = self.identifier()
        return self.patients[case.child]

    def _encounter(self, case: _Case) -> fhir.Resource:
        home = self.luck() < 0.9
        patient = self._patient(case)
        visit = VISITS[case.visit]
        return fhir.encounter(self.identifier(), visit, child=patient, day=case.day, home=home, status="finished")

    def _weight(self, case: _Case) -> list[fhir.Resource]:
        visit = self._encounter(case)
        grams = 3400 + 25 * (case.day - case.birth).days + int(self.rng.integers(-300, 300))
        place = {"child": self._patient(case), "visit": visit["id"]}
        return [visit, fhir.weight(self.identifier(), **place, day=case.day, grams=grams)]

    def _feeding(self, case: _Case, start: date, end: date) -> list[fhir.Resource]:
        """The visit and what it says of feeding; `start` and `end` of full breastfeeding may be wrong."""
        visit = self._encounter(case)
        times: list[tuple[fhir.Resource, int | None]] = []
        if not case.known:
            times = [(fhir.on_day(case.day), None)]
        elif not case.dated or not (case.full or case.closing):
            times = [(fhir.on_day(case.day), case.feeding)]
        elif case.full:
            times = [(fhir.period(start), 0)]
            times += [(fhir.on_day(case.day), 0)] if self.luck() < _STATUS_BESIDE else []
        else:
            times = [(fhir.period(start, end), 0)]
            times += [(fhir.period(end), case.feeding)] if self.luck() < _FOLLOWING_PERIOD else []
            times += [(fhir.on_day(case.day), case.feeding)] if self.luck() < _STATUS_AT_END else []
        patient = self._patient(case)
        return [
            visit,
            *(
                fhir.feeding(self.identifier(), child=patient, visit=visit["id"], when=when, value=value)
                for when, value in times
            ),
        ]

    def _send(self, case: _Case, timestamp: str, resources: list[fhir.Resource]) -> fhir.Resource:
        patient = self._patient(case)
        people = [fhir.child_patient(patient, cpr=self.cpr[case.child], sor=self.sor)]
        if self.luck() < _WITH_PARENT:
            names = self.identifier(), self.identifier()
            parent = fhir.parent_resources(*names, cpr=self._parent_cpr(), sor=self.sor, child=patient)
            people = [*people, *parent] if self.luck() < _CHILD_FIRST else [*parent, *people]
        report = fhir.report(self.identifier(), timestamp, [*people, *resources])
        self.reports.append(report)
        return report

    def _parent_cpr(self) -> str:
        """A number with 60 added to the day, of someone born 1980-1999; never a child's, for the years differ."""
        day, month, year, serial = self.rng.integers((61, 1, 80, 0), (89, 13, 100, 4000)).tolist()
        return f"{day:02d}{month:02d}{year:02d}{serial:04d}"


def gateway_delivery(
    municipality: str,
    children: Children,
    cpr: Sequence[str],
    *,
    sor: str,
    window: tuple[date, date],
    rng: np.random.Generator,
) -> Delivery:
    """Everything one municipality registered in the window (first day included, last day not), as one delivery.

    `cpr` has one number of ten digits per child, `sor` is the code of the sender's journal.
    """
    since, until = window
    journal = _Journal(cpr, sor, since, until, rng)
    for case in _cases(children, since=day_number(since), until=day_number(until), rng=rng):
        journal.write(case)
    reports = sorted(journal.reports, key=lambda report: str(report["timestamp"]))
    form = SENDERS[municipality]
    if form == "json":
        stamp = fhir.instant(until - timedelta(days=1), "23:45:00")
        content = orjson.dumps(fhir.delivery(journal.identifier(), stamp, reports)) + b"\n"
    else:
        content = b"".join(orjson.dumps(report) + b"\n" for report in reports)
    return Delivery(
        folder=f"gateway-{municipality}",
        source="kl-gateway",
        sender=municipality,
        first_day=since,
        last_day=until - timedelta(days=1),
        file=f"indberetninger.{form}",
        form=form,
        encoding="utf-8",
        date_form="",
        rows=len(reports),
        content=content,
    )


def _cases(children: Children, *, since: int, until: int, rng: np.random.Generator) -> list[_Case]:
    _, feeding = following_feeding(children, rng)
    there = (children.recorded >= since) & (children.recorded < until)
    full, closing = children.full, children.closing
    places = _reported(children, there, rng)
    begin = date(1970, 1, 1)
    cases = []
    for child, visit in np.argwhere(places).tolist():
        birth = begin + timedelta(days=int(children.birth[child]))
        cases.append(
            _Case(
                child=child,
                visit=visit,
                birth=birth,
                day=birth + timedelta(days=int(children.ages[child, visit])),
                recorded=begin + timedelta(days=int(children.recorded[child, visit])),
                duration=int(children.duration[child]),
                full=bool(full[child, visit]),
                closing=bool(closing[child, visit]),
                dated=bool(children.dated[child]),
                known=bool(children.known[child]),
                feeding=int(feeding[child, visit]),
            )
        )
    return cases


def _reported(children: Children, there: Bools, rng: np.random.Generator) -> Bools:
    """Which visits send a report, shape (children, visits)."""
    luck = rng.random(there.shape)
    early = np.arange(there.shape[1]) < _EARLY_VISITS
    share = np.where(children.full, np.where(early, _EARLY_REPORT, 1.0), _LATER_REPORT)
    known = there & children.known[:, None] & ((luck < share) | children.closing)
    unknown = np.zeros_like(there)
    everyone = np.arange(there.shape[0])
    listed = children.listed & there.any(axis=1)
    unknown[everyone, there.argmax(axis=1)] = listed
    unknown[everyone, last_true(there)] |= listed & (rng.random(listed.size) < _SECOND_UNKNOWN)
    result: Bools = known | unknown
    return result
