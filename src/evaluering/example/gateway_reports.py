"""The reports of one municipality: one per child and visit, with corrections, withdrawals and reports sent again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from evaluering.example import fhir_resources as fhir
from evaluering.example.gateway_cases import Case
from evaluering.example.records import FORMULA
from evaluering.example.visits import VISITS

_STATUS_BESIDE = 0.25
_STATUS_AT_END = 0.5
_FOLLOWING_PERIOD = 0.5
_NO_FEEDING = 0.03  # shares of the reports, from here on
_BARE = 0.2  # of the reports without feeding: nothing but the visit
_WITH_PARENT = 0.03
_CHILD_FIRST = 0.5  # of the reports with a parent: the child's patient stands before the parent's
_SAME_AGAIN = 0.005
_LATER_AGAIN = 0.005
_RETRACTED = 0.004
_CORRECTED = 0.010
_WITHDRAWN = 0.010
_IMPOSSIBLE = 0.002


@dataclass(slots=True)
class Journal:
    """The reports of one sender while they are being written.

    Parameters
    ----------
    cpr : sequence of str
        Ten digits per child.
    sors : sequence of str
        Codes of the departments that keep the journals; every child has one of them.
    since, until : date
        Nothing is reported before `since`, nor on `until` or later.
    """

    cpr: Sequence[str]
    sors: Sequence[str]
    since: date
    until: date
    rng: np.random.Generator
    patients: dict[int, str] = field(default_factory=dict)
    reports: list[fhir.Resource] = field(default_factory=list)
    unused: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.unused = _identifiers(self.rng)

    def identifier(self) -> str:
        """A new id, the same for the same seed."""
        return next(self.unused)

    def luck(self) -> float:
        """A draw between 0 and 1."""
        return float(self.rng.random())

    def clock(self, hour: int, visit: int) -> str:
        """A time of day; hour and tens of minutes keep one child's reports of a day apart."""
        minute, second = self.rng.integers(0, (10, 60)).tolist()
        return f"{hour:02d}:{visit}{minute}:{second:02d}"

    def write(self, case: Case) -> None:
        """Write one visit's report, and for a few what came before or after it."""
        visit = None
        if case.closing and case.dated and case.lag_days >= 2 and case.duration >= 1:
            visit = self._write_earlier(case)
        resources = self._feeding(case, case.birth, case.end, visit=visit)
        stamp = fhir.instant(case.recorded, self.clock(12 + case.visit, case.visit))
        report = self._send(case, stamp, resources)
        draw = self.luck()
        if draw < _SAME_AGAIN:
            self.reports.append(report)
        later = case.recorded + timedelta(days=int(self.rng.integers(1, 21)))
        # Sent later, an open period would claim to have gone on until then.
        if draw > 1 - _LATER_AGAIN and not (case.full and case.dated) and later < self.until:
            self._send(case, fhir.instant(later, self.clock(22, case.visit)), resources)
        if self.luck() < _NO_FEEDING:
            self._send(case, fhir.instant(case.recorded, self.clock(10, case.visit)), self._without_feeding(case))

    def _write_earlier(self, case: Case) -> fhir.Resource | None:
        """Reports that the right one corrects; the visit it takes over where it is about the very same.

        A wrong end is corrected on the same visit or on a new one. A visit entered in error is withdrawn, by itself
        or with its patient. An end before the start is corrected as well.
        """
        day = case.recorded - timedelta(days=int(self.rng.integers(1, case.lag_days, endpoint=True)))
        draw = self.luck()
        if day < self.since or draw >= _CORRECTED + _WITHDRAWN + _IMPOSSIBLE:
            return None
        wrong = max(case.birth, case.end - timedelta(days=int(self.rng.integers(1, 15))))
        swapped = draw >= _CORRECTED + _WITHDRAWN
        resources = self._feeding(case, *((case.end, case.birth) if swapped else (case.birth, wrong)))
        self._send(case, fhir.instant(day, self.clock(18, case.visit)), resources)
        if _CORRECTED <= draw < _CORRECTED + _WITHDRAWN:
            stamp = fhir.instant(day, self.clock(20, case.visit))
            if draw < _CORRECTED + _WITHDRAWN / 2:
                self._send(case, stamp, [fhir.in_error(resources[0]), *resources[1:]])
            else:
                self._send(case, stamp, resources, active=False)
            return None
        return resources[0] if draw < _CORRECTED / 2 else None

    def _patient(self, case: Case) -> str:
        if case.child not in self.patients:
            self.patients[case.child] = self.identifier()
        return self.patients[case.child]

    def _encounter(self, case: Case) -> fhir.Resource:
        home = self.luck() < 0.9
        patient = self._patient(case)
        visit = VISITS[case.visit]
        return fhir.encounter(self.identifier(), visit, child=patient, day=case.day, home=home)

    def _without_feeding(self, case: Case) -> list[fhir.Resource]:
        """A visit with a weight, or by itself."""
        visit = self._encounter(case)
        grams = 3400 + 25 * (case.day - case.birth).days + int(self.rng.integers(-300, 300))
        place = {"child": self._patient(case), "visit": visit["id"]}
        weight = fhir.weight(self.identifier(), **place, day=case.day, grams=grams)
        return [visit] if self.luck() < _BARE else [visit, weight]

    def _feeding(
        self, case: Case, start: date, end: date, *, visit: fhir.Resource | None = None
    ) -> list[fhir.Resource]:
        """The visit and what it says of feeding; `start` and `end` of full breastfeeding may be wrong."""
        visit = self._encounter(case) if visit is None else visit
        times = self._times(case, start, end)
        place = {"child": self._patient(case), "visit": visit["id"]}
        said = [fhir.feeding(self.identifier(), **place, when=when, value=value) for when, value in times]
        if case.full and self.luck() < _RETRACTED:
            slip = fhir.feeding(self.identifier(), **place, when=fhir.on_day(case.day), value=FORMULA)
            said.append(fhir.in_error(slip))
        return [visit, *said]

    def _times(self, case: Case, start: date, end: date) -> list[tuple[fhir.Resource, int | None]]:
        """When and how the child is fed, as periods and statuses."""
        if not case.known:
            return [(fhir.on_day(case.day), None)]
        if not case.dated or not (case.full or case.closing):
            return [(fhir.on_day(case.day), case.feeding)]
        if case.full:
            beside = [(fhir.on_day(case.day), 0)] if self.luck() < _STATUS_BESIDE else []
            return [(fhir.period(start), 0), *beside]
        times: list[tuple[fhir.Resource, int | None]] = [(fhir.period(start, end), 0)]
        times += [(fhir.period(end), case.feeding)] if self.luck() < _FOLLOWING_PERIOD else []
        times += [(fhir.on_day(case.day), case.feeding)] if self.luck() < _STATUS_AT_END else []
        return times

    def _send(
        self, case: Case, timestamp: str, resources: list[fhir.Resource], *, active: bool = True
    ) -> fhir.Resource:
        patient, sor = self._patient(case), self.sors[case.child % len(self.sors)]
        people = [fhir.child_patient(patient, cpr=self.cpr[case.child], sor=sor) | {"active": active}]
        if self.luck() < _WITH_PARENT:
            names = self.identifier(), self.identifier()
            parent = fhir.parent_resources(*names, cpr=self._parent_cpr(), sor=sor, child=patient)
            people = [*people, *parent] if self.luck() < _CHILD_FIRST else [*parent, *people]
        report = fhir.report(self.identifier(), timestamp, [*people, *resources])
        self.reports.append(report)
        return report

    def _parent_cpr(self) -> str:
        """A number with 60 added to the day, of someone born 1980-1999; never a child's, for the years differ."""
        day, month, year, serial = self.rng.integers((61, 1, 80, 0), (89, 13, 100, 4000)).tolist()
        return f"{day:02d}{month:02d}{year:02d}{serial:04d}"


def _identifiers(rng: np.random.Generator) -> Iterator[str]:
    """Random ids without end, from many bytes at a time: asking for 16 takes as long as for thousands."""
    while True:
        block = rng.bytes(16 * 1024)
        yield from (str(uuid.UUID(bytes=block[place : place + 16], version=4)) for place in range(0, len(block), 16))
