"""Time and memory to read a million rows of municipal extracts, and 100,000 reports of the gateway in every form."""

from __future__ import annotations

import json
import random
import tempfile
import time
import uuid
import zipfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from evaluering.agreement import read_agreement
from evaluering.intake.deliveries import read_deliveries

ROOT = Path(__file__).resolve().parents[1]
ROWS, REPORTS = 1_000_000, 100_000
_BIRTH = np.datetime64("2013-01-01")
_DECLARATION = """\
kilde: {source}
afsender: "0657"
udtraeksdato: 2024-07-01
periode: {{fra: 2012-01-01, til: 2024-06-30}}
syntetisk: true
filer:
  - {{navn: {file}, format: {form}{dialect}, raekker: {rows}}}
"""
_CSV = ', tegnsaet: utf-8, skilletegn: ";", datoformat: dd-mm-åååå'
_OWN_NAMES = (
    "RikkeDeliveryReport2months",
    "2mthEncounter",
    "RikkeFeedingObservationPeriod",
    "RikkeFeedingObservationStatus",
    "RikkeFeedingObservationNewPeriod",
)


def danish(day: np.datetime64) -> str:
    return "-".join(reversed(str(day).split("-")))


def child(number: int) -> tuple[str, np.datetime64]:
    birth = _BIRTH + number % 4_000
    year, month, day = str(birth).split("-")
    return f"{int(day) + 60}{month}{year[2:]}{4_000 + number // 4_000:04d}", birth


def extract_lines() -> list[str]:
    lines = [
        "cpr;kommunekode;foedselsdato;registreringsdato;kontakttype;ernaering;status_dato;periode_start;periode_slut;system\n"
    ]
    for number in range(ROWS // 5):
        cpr, birth = child(number)
        born = danish(birth)
        for visit in range(5):
            day = danish(birth + 10 + 40 * visit)
            lines.append(f"{cpr};0657;{born};{day};2_maaneder;fuld;{day};;;Novax\n")
    return lines


def report_lines() -> list[str]:
    """One report a line, after the official example, each with ids of its own."""
    official = json.loads((ROOT / "tests" / "intake" / "delivery_2_months.json").read_bytes())
    text = json.dumps(official["entry"][0]["resource"], ensure_ascii=False)
    luck = random.Random(1)
    lines = []
    for number in range(REPORTS):
        cpr, birth = child(number)
        report = text.replace("0505209996", cpr).replace("2020-05-05", str(birth))
        for day, age in (("2020-06-28", 30), ("2020-07-07", 63), ("2020-07-08", 64)):
            report = report.replace(day, str(birth + age))
        for name in _OWN_NAMES:
            report = report.replace(name, str(uuid.UUID(int=luck.getrandbits(128))))
        lines.append(report.replace("123456789012345", "990000000657016") + "\n")
    return lines


def births_lines(children: int) -> list[str]:
    """As many births in each month as there are children."""
    months = Counter(str(child(number)[1])[:7] for number in range(children))
    rows = (f"0657;{month.replace('-', 'M')};{births}\n" for month, births in sorted(months.items()))
    return ["kommunekode;maaned;levendefoedte\n", *rows]


def write(folder: Path, source: str, form: str, lines: list[str]) -> Path:
    """A delivery of the lines in the given form; the path of its file."""
    place = folder / source
    place.mkdir()
    file = place / f"fil.{form}"
    header = form == "csv"
    if form in ("csv", "ndjson"):
        file.write_text("".join(lines), encoding="utf-8", newline="\n")
    elif form == "json":
        entries = ",".join('{"resource": ' + line.strip() + "}" for line in lines)
        text = '{"resourceType": "Bundle", "type": "collection", "entry": [' + entries + "]}"
        file.write_text(text, encoding="utf-8", newline="\n")
    elif form == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, line in enumerate(lines):
                archive.writestr(f"rapport-{number:06d}.json", line)
    else:
        file.mkdir()
        for number, line in enumerate(lines):
            (file / f"rapport-{number:06d}.json").write_text(line, encoding="utf-8", newline="\n")
    words = {"source": source, "file": file.name, "form": form, "rows": len(lines) - header}
    text = _DECLARATION.format(dialect=_CSV if header else "", **words)
    (place / "leverance.yml").write_text(text, encoding="utf-8", newline="\n")
    return file


def raw_seconds(file: Path) -> float:
    """Time to read the bytes and do nothing with them."""
    begin = time.perf_counter()
    for one in sorted(file.iterdir()) if file.is_dir() else [file]:
        one.read_bytes()
    return time.perf_counter() - begin


def peak_megabytes() -> float:
    """The peak of this process alone; what other systems than Linux tell of it is not known here."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(status.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]) / 1024


def measured(folder: Path, file: Path) -> str:
    """Read a set in a process of its own, so that its peak of memory is its own."""
    agreement = read_agreement(ROOT / "params" / "amning-midtjylland.yml")
    before = peak_megabytes()
    begin = time.perf_counter(), time.process_time()
    read = read_deliveries(folder, agreement=agreement, impossible_rows_pct=100.0)
    wall, processor = time.perf_counter() - begin[0], time.process_time() - begin[1]
    peak, aside = peak_megabytes(), int(read.set_aside["rows"].sum())
    times = wall / raw_seconds(file)
    return f"{len(read.feeding):>9} {aside:>7} {wall:7.2f} {processor:7.2f} {before:7.0f} {peak:7.0f} {times:7.0f}"


def main() -> None:
    extracts, reports = extract_lines(), report_lines()
    print("source         form      rows   aside  wall s  proc s  MB before  peak  x bytes")
    for source, form in (
        ("kommuneudtraek", "csv"),
        *(("kl-gateway", form) for form in ("ndjson", "json", "zip", "mappe")),
    ):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            file = write(folder, source, form, extracts if form == "csv" else reports)
            write(folder, "foedsler", "csv", births_lines(ROWS // 5 if form == "csv" else REPORTS))
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                print(f"{source:14} {form:6}{process.submit(measured, folder, file).result()}")


if __name__ == "__main__":
    main()
