"""Small sets of deliveries, sound until a test spoils them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from evaluering.agreement import Agreement, read_agreement
from evaluering.errors import EvaluationError, Finding
from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.deliveries import Deliveries, Examination, examine, read_deliveries
from evaluering.intake.formats.raw import RawTable
from evaluering.intake.formats.spreadsheets import read_spreadsheet

ROOT = Path(__file__).parents[2]
EXTRACT_HEADER = (
    "cpr;kommunekode;foedselsdato;registreringsdato;kontakttype;ernaering;status_dato;periode_start;periode_slut;system"
)
SOR = "990000000657016"
FBOE = "http://fhir.kl.dk/term/CodeSystem/FBOE"
FULL, SUPPLEMENT = "77a008dd-21cc-452f-a1ee-ac8d025b7817", "3edc905c-2830-442a-98cc-463cc3701dd1"
TWO_MONTHS = "51f30d1c-d60e-4e3e-ac22-ec9712ea962d"
FEEDING = "e61e4dab-54bb-4bf4-9b76-8d991cf4de08"


def cpr(number: int = 1, *, hyphen: bool = False) -> str:
    """The replacement number of a child born on 5 May 2020."""
    return f"650520{'-' if hyphen else ''}{4000 + number:04d}"


def row(number: int = 1, **changes: str) -> dict[str, str]:
    """A sound row: a full period of the child with that number."""
    values = {
        "cpr": cpr(number),
        "kommunekode": "0657",
        "foedselsdato": "05-05-2020",
        "registreringsdato": "07-07-2020",
        "kontakttype": "2_maaneder",
        "ernaering": "fuld",
        "status_dato": "",
        "periode_start": "05-05-2020",
        "periode_slut": "28-06-2020",
        "system": "Novax",
    }
    return values | changes


def status(number: int = 1, **changes: str) -> dict[str, str]:
    """A sound row: a status of the child with that number on 7 July 2020."""
    return row(number, **({"status_dato": "07-07-2020", "periode_start": "", "periode_slut": ""} | changes))


def text_of(rows: list[dict[str, str]], delimiter: str = ";") -> str:
    """Rows as the text of a CSV file."""
    header = list(rows[0]) if rows else EXTRACT_HEADER.split(";")
    return "".join(delimiter.join(line) + "\n" for line in (header, *(one.values() for one in rows)))


def observation(value: str = FULL, **changes: Any) -> dict[str, Any]:
    """A feeding observation: full breastfeeding from 5 May to 28 June 2020."""
    resource = {
        "resourceType": "Observation",
        "id": "feeding",
        "status": "final",
        "code": {"coding": [{"system": FBOE, "code": FEEDING}]},
        "subject": {"reference": "Patient/child"},
        "encounter": {"reference": "Encounter/visit"},
        "effectivePeriod": {"start": "2020-05-05T00:00:00.000Z", "end": "2020-06-28T00:00:00.000Z"},
        "valueCodeableConcept": {"coding": [{"system": FBOE, "code": value}]},
    }
    return {key: value for key, value in (resource | changes).items() if value is not None}


def patient(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The child with that number, whose data the first custodian holds."""
    resource = {
        "resourceType": "Patient",
        "id": "child",
        "identifier": [{"system": "urn:oid:1.2.208.176.1.2", "value": cpr(number)}],
        "active": True,
        "managingOrganization": {"identifier": {"system": "urn:oid:1.2.208.176.1.1", "value": SOR}},
    }
    return {key: value for key, value in (resource | changes).items() if value is not None}


def encounter(**changes: Any) -> dict[str, Any]:
    """A visit at 2 months on 7 July 2020."""
    return {
        "resourceType": "Encounter",
        "id": "visit",
        "status": "finished",
        "type": [{"coding": [{"system": FBOE, "code": TWO_MONTHS}]}],
        "subject": {"reference": "Patient/child"},
        "period": {"start": "2020-07-07T12:45:00.000Z"},
    } | changes


def report(*resources: dict[str, Any], timestamp: str | None = "2020-07-08T23:45:00.000Z") -> dict[str, Any]:
    """A delivery report; without resources that of a sound visit."""
    inside = resources or (patient(), encounter(), observation())
    bundle = {"resourceType": "Bundle", "type": "collection", "timestamp": timestamp}
    entries = [
        {"fullUrl": f"https://test/{one.get('resourceType')}/{one.get('id')}", "resource": one} for one in inside
    ]
    return {key: value for key, value in bundle.items() if value is not None} | {"entry": entries}


@dataclass
class SetOfDeliveries:
    """A folder that tests fill with deliveries."""

    folder: Path
    agreement: Agreement

    row = staticmethod(row)
    status = staticmethod(status)
    cpr = staticmethod(cpr)
    text_of = staticmethod(text_of)
    observation = staticmethod(observation)
    patient = staticmethod(patient)
    encounter = staticmethod(encounter)
    report = staticmethod(report)

    def deliver(self, name: str, files: dict[str, bytes], **declaration: Any) -> None:
        """Write a delivery of given bytes; `declaration` changes the words of its leverance.yml."""
        place = self.folder / name
        place.mkdir()
        for file, data in files.items():
            (place / file).write_bytes(data)
        words: dict[str, Any] = {
            "kilde": "kommuneudtraek",
            "afsender": "0657",
            "udtraeksdato": date(2026, 10, 1),
            "periode": {"fra": date(2012, 1, 1), "til": date(2026, 9, 30)},
            "syntetisk": True,
        }
        of_file = declaration.pop("file", {})
        words |= declaration
        words.setdefault("filer", [{"navn": file, **self._file(data, of_file)} for file, data in files.items()])
        text = yaml.safe_dump({key: value for key, value in words.items() if value is not None}, allow_unicode=True)
        (place / "leverance.yml").write_text(text, encoding="utf-8", newline="\n")

    def _file(self, data: bytes, changes: dict[str, Any]) -> dict[str, Any]:
        words = {
            "format": "csv",
            "tegnsaet": "utf-8",
            "skilletegn": ";",
            "decimaltegn": ",",
            "datoformat": "dd-mm-åååå",
            "kodebog": "standard",
            "raekker": data.count(b"\n") - 1,
        }
        return {key: value for key, value in (words | changes).items() if value is not None}

    def extract(self, rows: list[dict[str, str]] | str, *, name: str = "herning", **declaration: Any) -> None:
        """Deliver a municipal extract."""
        text = rows if isinstance(rows, str) else text_of(rows)
        encoding = declaration.get("file", {}).get("tegnsaet", "utf-8")
        self.deliver(name, {f"{name}.csv": text.encode(encoding)}, **declaration)

    def births(self, lines: str = "0657;2020M05;70\n", *, name: str = "foedsler", **declaration: Any) -> None:
        """Deliver births; a header is put before the lines."""
        data = ("kommunekode;maaned;levendefoedte\n" + lines).encode()
        declaration = {"kilde": "foedsler", "afsender": "Danmarks Statistik"} | declaration
        self.deliver(name, {"foedsler.csv": data}, **declaration)

    def reports(self, reports: list[dict[str, Any]], *, name: str = "gateway", **declaration: Any) -> None:
        """Deliver reports as ndjson."""
        data = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in reports).encode()
        self.gateway({"reports.ndjson": data}, name=name, **declaration)

    def gateway(self, files: dict[str, bytes], *, name: str = "gateway", **declaration: Any) -> None:
        """Deliver files of the gateway as they are."""
        entries = [{"navn": file, "format": file.rpartition(".")[2]} for file in files]
        declaration = {"kilde": "kl-gateway", "afsender": "KL", "filer": entries} | declaration
        self.deliver(name, files, **declaration)

    def examine(self, impossible_rows_pct: float = 2.0) -> Examination:
        """Look through the set."""
        return examine(self.folder, agreement=self.agreement, impossible_rows_pct=impossible_rows_pct)

    def read(self, impossible_rows_pct: float = 2.0) -> Deliveries:
        """Read the set."""
        return read_deliveries(self.folder, agreement=self.agreement, impossible_rows_pct=impossible_rows_pct)

    def fault(self, kind: type[EvaluationError], **changes: Any) -> tuple[Finding, ...]:
        """The findings of the error that reading raises; no message may hold a CPR number."""
        with pytest.raises(kind) as caught:
            self.read(**changes)
        assert type(caught.value) is kind
        assert "650520" not in str(caught.value)
        assert caught.value.__cause__ is None
        return caught.value.findings

    def one_fault(self, kind: type[EvaluationError], **changes: Any) -> Finding:
        """The one finding of the error that reading raises."""
        findings = self.fault(kind, **changes)
        assert len(findings) == 1, findings
        return findings[0]


@pytest.fixture(scope="session")
def agreement() -> Agreement:
    return read_agreement(ROOT / "params" / "amning-midtjylland.yml")


@pytest.fixture
def deliveries(tmp_path: Path, agreement: Agreement) -> SetOfDeliveries:
    folder = tmp_path / "raw"
    folder.mkdir()
    return SetOfDeliveries(folder, agreement)


@dataclass
class Spreadsheet:
    """A workbook with one sheet that tests fill, spoil and read."""

    path: Path
    workbook: openpyxl.Workbook = field(default_factory=openpyxl.Workbook)

    @property
    def sheet(self) -> Worksheet:
        """The first sheet."""
        return self.workbook.worksheets[0]

    def add(self, *rows: Iterable[Any]) -> None:
        """Add rows below those that are there."""
        for one in rows:
            self.sheet.append(list(one))

    def change(self, edit: Callable[[str, bytes], bytes], **more: bytes) -> None:
        """Save the workbook, if that was not done, and write its parts again as `edit` makes them."""
        self.save()
        with zipfile.ZipFile(self.path) as old:
            parts = {name: edit(name, old.read(name)) for name in old.namelist()}
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, data in (parts | more).items():
                new.writestr(name, data)

    def save(self) -> None:
        """Write the file, if that was not done."""
        if not self.path.exists():
            self.workbook.save(self.path)

    def read(self, source: str = "foedsler", codebook: str = "standard", **declared: Any) -> list[RawTable]:
        """The blocks of the file as declared."""
        self.save()
        words = {"navn": self.path.name, "format": "xlsx", "kodebog": codebook} | declared
        book = read_codebook(codebook).source(source)
        return list(read_spreadsheet(self.path, DeclaredFile(**words), book, shown="a/a.xlsx"))


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Spreadsheet:
    return Spreadsheet(tmp_path / "a.xlsx")


@pytest.fixture
def with_births(deliveries: SetOfDeliveries) -> SetOfDeliveries:
    """A set that already holds the births the sound rows need."""
    deliveries.births()
    return deliveries
