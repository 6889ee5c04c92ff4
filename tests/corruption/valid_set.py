"""Sound sets of deliveries, written from the contract alone, as by somebody who never saw the suite's example."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from tests.corruption.world import Row, Sent, Words, World

EXTRACTION = date(2026, 10, 1)
FIRST, LAST = date(2012, 1, 1), date(2026, 9, 30)
EXTRACT_COLUMNS = (
    "cpr",
    "kommunekode",
    "foedselsdato",
    "registreringsdato",
    "kontakttype",
    "ernaering",
    "status_dato",
    "periode_start",
    "periode_slut",
    "system",
)
FBOE = "http://fhir.kl.dk/term/CodeSystem/FBOE"
FEEDING_CODES = {
    "fuld": "77a008dd-21cc-452f-a1ee-ac8d025b7817",
    "primaer": "0a993974-e314-4f76-8c80-c3770fdefe37",
    "supplement": "3edc905c-2830-442a-98cc-463cc3701dd1",
    "erstatning": "dfab6d07-b1b6-4210-ac8a-b8a0d095c8ab",
    "familiens_mad": "5101d1ac-b96f-4dd9-a42e-e3f765f747e1",
}
CONTACT_CODES = {
    "barselsbesoeg": "7d35a193-e808-4e77-b361-6c0d114d021f",
    "etableringsbesoeg": "b4bf6058-502a-4d64-bb8e-369661f43b47",
    "foerste_maaned": "563c4174-f451-4c87-8db8-8d5472ca7ff6",
    "2_maaneder": "51f30d1c-d60e-4e3e-ac22-ec9712ea962d",
    "4-6_maaneder": "58ff370b-a775-4bec-b24a-91604e0a5fe7",
    "8-11_maaneder": "3f3e6489-31bd-44cf-9920-3c632868feb7",
}
SOR = {code: f"990000000{code[1:]}016" for code in ("0657", "0615", "0779", "0791", "0740", "0730", "0665")}
_CPR_SYSTEM, _SOR_SYSTEM = "urn:oid:1.2.208.176.1.2", "urn:oid:1.2.208.176.1.1"

# Share of children fully breastfed longer than so many days: the published level of the region.
_AGES = (0, 7, 14, 30, 61, 91, 119, 152, 182, 213, 245)
_SHARES = (0.985, 0.93, 0.885, 0.79, 0.69, 0.625, 0.565, 0.301, 0.12, 0.02, 0.0)
_VISITS = (
    ("barselsbesoeg", 3, 7, 0.9),
    ("etableringsbesoeg", 10, 21, 0.93),
    ("2_maaneder", 50, 75, 0.92),
    ("4-6_maaneder", 120, 180, 0.9),
    ("8-11_maaneder", 240, 330, 0.88),
)


@dataclass(frozen=True)
class Child:
    """One child of the sound set; `visits` are contact, day of the visit and day on which it was written down."""

    cpr: str
    birth: date
    full_days: int
    after: str
    unknown: bool
    visits: tuple[tuple[str, date, date], ...]


def children_born(rng: Random, births: dict[str, int], *, coverage: float, stem: int) -> list[Child]:
    """The children in a journal out of those born by month; `stem` keeps numbers of municipalities apart."""
    found = []
    serial: dict[date, int] = {}
    for month, count in births.items():
        first = date.fromisoformat(f"{month}-01")
        for _ in range(count):
            birth = first + timedelta(days=rng.randrange(28 if first.month == 2 else 30))
            if rng.random() > coverage or birth > LAST:
                continue
            serial[birth] = serial.get(birth, 0) + 1
            child = _child(rng, birth, stem + serial[birth])
            if child.visits:
                found.append(child)
    return found


def _child(rng: Random, birth: date, serial: int) -> Child:
    level = rng.random()
    days = 0
    for (low, above), (high, below) in pairwise(zip(_AGES, _SHARES, strict=True)):
        if below <= level < above:
            days = round(low + (high - low) * (above - level) / (above - below))
    if rng.random() < 0.3:
        days = days // 7 * 7
    visits = []
    for contact, low, high, kept in _VISITS:
        day = birth + timedelta(days=rng.randint(low, high))
        written = day + timedelta(days=rng.choice((0, 0, 0, 0, 1, 2, 5, 14)))
        if rng.random() < kept and written <= LAST:
            visits.append((contact, day, written))
    return Child(
        cpr=f"{birth.day + 60}{birth:%m%y}{4 + serial // 1000 % 6}{serial % 1000:03d}",
        birth=birth,
        full_days=days,
        after=rng.choice(("primaer", "primaer", "supplement", "erstatning", "erstatning")),
        unknown=rng.random() < 0.05,
        visits=tuple(visits),
    )


def _fed(child: Child, age: int) -> str:
    if child.unknown:
        return "uoplyst"
    if age < child.full_days:
        return "fuld"
    return "familiens_mad" if age > 300 and child.after == "erstatning" else child.after


def status_rows(child: Child) -> Iterator[dict[str, str]]:
    """A status at each visit."""
    for contact, day, written in child.visits:
        fed = _fed(child, (day - child.birth).days)
        yield {"kontakttype": contact, "registreringsdato": str(written), "ernaering": fed, "status_dato": str(day)}


def period_rows(child: Child) -> Iterator[dict[str, str]]:
    """Periods as known at the last visit; what a visit found to have ended was written down then."""
    if child.unknown:
        contact, _, written = child.visits[0]
        words = {"ernaering": "uoplyst", "periode_start": str(child.birth), "periode_slut": ""}
        yield {"kontakttype": contact, "registreringsdato": str(written), **words}
        return
    end = child.birth + timedelta(days=child.full_days)
    seen = next((visit for visit in child.visits if visit[1] >= end), None)
    contact, _, written = seen or child.visits[-1]
    told = {"kontakttype": contact, "registreringsdato": str(written)}
    if child.full_days:
        ended = str(end) if seen else ""
        yield {**told, "ernaering": "fuld", "periode_start": str(child.birth), "periode_slut": ended}
    if seen and seen[1] > end + timedelta(days=1):
        start = end + timedelta(days=1 if child.full_days else 0)
        yield {**told, "ernaering": child.after, "periode_start": str(start), "periode_slut": ""}


@dataclass(frozen=True)
class Dialect:
    """How one sender writes a CSV file."""

    encoding: str = "cp1252"
    delimiter: str = ";"
    date_form: str = "dd-mm-åååå"
    line_end: str = "\n"
    quoted: bool = False
    hyphen: bool = False
    last_line_end: bool = True
    moved: bool = False
    system: str = "Novax børn"

    def day(self, iso: str) -> str:
        """A date in the sender's form."""
        year, month, day = iso.split("-") if iso else ("", "", "")
        forms = {"dd-mm-åååå": f"{day}-{month}-{year}", "åååå-mm-dd": iso}
        return forms[self.date_form] if iso else ""


DIALECTS = (
    Dialect(),
    Dialect("utf-8", ";", "åååå-mm-dd", hyphen=True),
    Dialect("utf-8-sig", ",", "dd-mm-åååå", line_end="\r\n"),
    Dialect("cp1252", "\t", "åååå-mm-dd", line_end="\r\n", quoted=True),
    Dialect("utf-8-sig", ";", "dd-mm-åååå", line_end="\r\n", moved=True),
    Dialect("utf-8", "|", "dd-mm-åååå", last_line_end=False),
)


def extract(rng: Random, code: str, children: Sequence[Child], *, kind: str, dialect: Dialect) -> Sent:
    """A municipal extract: `kind` is periods, statuses or both."""
    columns = list(EXTRACT_COLUMNS)
    if dialect.moved:
        rng.shuffle(columns)
    rows: list[tuple[str, Row]] = []
    for child in children:
        person = child.cpr if not dialect.hyphen else f"{child.cpr[:6]}-{child.cpr[6:]}"
        fixed = {"cpr": person, "kommunekode": code, "foedselsdato": str(child.birth), "system": dialect.system}
        told = [*(period_rows(child) if kind != "statuses" else ())]
        told += [*(status_rows(child) if kind != "periods" else ())]
        for one in told:
            cells = dict.fromkeys(EXTRACT_COLUMNS, "") | fixed | one
            shown = {name: dialect.day(text) if _is_date(name) else text for name, text in cells.items()}
            rows.append((one["registreringsdato"], [shown[name] for name in columns]))
    if dialect.moved:
        rows.sort(key=lambda one: one[0])
    return Sent(
        name=f"kommune-{code}",
        words=_words("kommuneudtraek", code),
        file={
            "navn": "ernaering.csv",
            "format": "csv",
            "tegnsaet": dialect.encoding,
            "skilletegn": dialect.delimiter,
            "decimaltegn": ",",
            "datoformat": dialect.date_form,
            "kodebog": "standard",
            "raekker": len(rows),
        },
        code=code,
        header=columns,
        rows=[row for _, row in rows],
        line_end=dialect.line_end,
        quoted=dialect.quoted,
        last_line_end=dialect.last_line_end,
    )


def _is_date(name: str) -> bool:
    return name in ("foedselsdato", "registreringsdato", "status_dato", "periode_start", "periode_slut")


def _words(source: str, sender: str) -> Words:
    period = {"fra": FIRST, "til": LAST}
    return {"kilde": source, "afsender": sender, "udtraeksdato": EXTRACTION, "periode": period, "syntetisk": True}


def gateway(code: str, children: Sequence[Child], *, sender: str, kind: str) -> Sent:
    """Reports of KL Gateway Børn, one a visit and line; the visit that finds an end may tell it as a period."""
    reports = [report for child in children for report in _reports(child, code, kind)]
    lines = [json.dumps(one, ensure_ascii=False) for one in sorted(reports, key=lambda one: str(one["timestamp"]))]
    file: Words = {"navn": "indberetninger.ndjson", "format": "ndjson", "tegnsaet": "utf-8", "kodebog": "standard"}
    file["raekker"] = len(lines)
    return Sent(f"gateway-{code}", _words("kl-gateway", sender), file, code=code, reports=lines)


def _reports(child: Child, code: str, kind: str) -> Iterator[dict[str, Any]]:
    for number, (contact, day, written) in enumerate(child.visits, 1):
        fed = _fed(child, (day - child.birth).days)
        told: list[tuple[str, dict[str, Any]]] = [(fed, {"effectiveDateTime": str(day)})]
        end = child.birth + timedelta(days=child.full_days)
        earlier = number > 1 and child.visits[number - 2][1] > end
        if kind == "both" and fed not in ("fuld", "uoplyst") and child.full_days and not earlier:
            told.append(("fuld", {"effectivePeriod": {"start": str(child.birth), "end": str(end)}}))
        made = datetime.combine(written, time(12, 30), UTC).isoformat().replace("+00:00", "Z")
        patient = {
            "resourceType": "Patient",
            "id": "barn",
            "identifier": [{"system": _CPR_SYSTEM, "value": child.cpr}],
            "active": True,
            "managingOrganization": {"identifier": {"system": _SOR_SYSTEM, "value": SOR[code]}},
        }
        visit = {
            "resourceType": "Encounter",
            "id": f"besoeg-{number}",
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HH"},
            "type": [{"coding": [{"system": FBOE, "code": CONTACT_CODES[contact]}]}],
            "subject": {"reference": "Patient/barn"},
            "period": {"start": f"{day}T10:00:00+02:00"},
        }
        inside: list[dict[str, Any]] = [patient, visit, *(_observation(*one, place) for place, one in enumerate(told))]
        entries = [{"fullUrl": f"{one['resourceType']}/{one['id']}", "resource": one} for one in inside]
        yield {"resourceType": "Bundle", "type": "collection", "timestamp": made, "entry": entries}


def _observation(fed: str, effective: dict[str, Any], place: int) -> dict[str, Any]:
    coding = [{"system": FBOE, "code": FEEDING_CODES[fed]}] if fed in FEEDING_CODES else []
    value: dict[str, Any] = {"valueCodeableConcept": {"coding": coding}}
    if not coding:
        value = {"dataAbsentReason": {"coding": [{"code": "unknown"}]}}
    return {
        "resourceType": "Observation",
        "id": f"ernaering-{place}",
        "status": "final",
        "code": {"coding": [{"system": FBOE, "code": "e61e4dab-54bb-4bf4-9b76-8d991cf4de08"}]},
        "subject": {"reference": "Patient/barn"},
        "encounter": {"reference": "Encounter/besoeg"},
        **effective,
        **value,
    }


def births_by_month(rng: Random, a_month: float) -> dict[str, int]:
    """Births by month, 2012 to September 2026, with the season of births in Denmark."""
    season = (0.96, 0.986, 0.972, 0.967, 0.993, 1.045, 1.072, 1.063, 1.057, 1.001, 0.964, 0.92)
    found = {}
    for year in range(FIRST.year, LAST.year + 1):
        for month in range(1, 13):
            if date(year, month, 1) <= LAST:
                found[f"{year}-{month:02d}"] = _poisson(rng, a_month * season[month - 1])
    return found


def _poisson(rng: Random, mean: float) -> int:
    shares, term, total = [], 2.718281828459045**-mean, 0.0
    for count in range(int(mean * 4) + 20):
        total += term
        shares.append(total)
        term *= mean / (count + 1)
    return bisect.bisect_left(shares, rng.random())


def births_delivery(by_code: dict[str, dict[str, int]], dialect: Dialect) -> Sent:
    """Live births by municipality and month."""
    rows = [[code, month.replace("-", "M"), str(n)] for code, of in by_code.items() for month, n in of.items()]
    return Sent(
        name="foedsler",
        words=_words("foedsler", "Danmarks Statistik"),
        file={
            "navn": "foedsler.csv",
            "format": "csv",
            "tegnsaet": dialect.encoding,
            "skilletegn": dialect.delimiter,
            "decimaltegn": ",",
            "kodebog": "standard",
            "raekker": len(rows),
        },
        header=["kommunekode", "maaned", "levendefoedte"],
        rows=rows,
        line_end=dialect.line_end,
        quoted=dialect.quoted,
        last_line_end=dialect.last_line_end,
    )


def valid_set(seed: int, *, children: int = 2400, codes: Sequence[str] = ("0657", "0791", "0615", "0779")) -> World:
    """A sound set with about so many children; where there are more, the last municipality reports by the gateway."""
    rng = Random(seed)
    sizes = [0.4, 0.25, 0.2, 0.15, 0.1][: len(codes)]
    kinds = ["periods", "statuses", "both"]
    rng.shuffle(kinds)
    sent: list[Sent] = []
    by_code: dict[str, dict[str, int]] = {}
    for place, code in enumerate(codes):
        births = births_by_month(rng, children * sizes[place] / sum(sizes) / 177 / 0.93)
        by_code[code] = births
        born = children_born(rng, births, coverage=rng.uniform(0.9, 0.97), stem=place * 100)
        if place and place == len(codes) - 1:
            sender = rng.choice(("KL", code))
            sent.append(gateway(code, born, sender=sender, kind=rng.choice(("statuses", "both"))))
        else:
            dialect = rng.choice(DIALECTS)
            sent.append(extract(rng, code, born, kind=kinds[place % 3], dialect=dialect))
    sent.append(births_delivery(by_code, rng.choice(DIALECTS)))
    return World(sent)
