"""Time to read a million rows of municipal extracts and 20,000 reports of the gateway, with peak memory."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from evaluering.agreement import read_agreement
from evaluering.intake.deliveries import read_deliveries

ROWS, REPORTS = 1_000_000, 20_000
_BIRTH = np.datetime64("2013-01-01")
_DECLARATION = """\
kilde: {source}
afsender: "0657"
udtraeksdato: 2026-10-01
periode: {{fra: 2012-01-01, til: 2026-09-30}}
syntetisk: true
filer:
  - {{navn: {file}, format: {kind}, tegnsaet: utf-8, skilletegn: ";", datoformat: dd-mm-åååå, raekker: {rows}}}
"""


def danish(day: np.datetime64) -> str:
    return "-".join(reversed(str(day).split("-")))


def child(number: int) -> tuple[str, np.datetime64]:
    birth = _BIRTH + number % 4_000
    year, month, day = str(birth).split("-")
    return f"{int(day) + 60}{month}{year[2:]}{4_000 + number // 4_000:04d}", birth


def write(folder: Path, *, source: str, kind: str, lines: list[str], header: bool) -> None:
    place = folder / source
    place.mkdir()
    (place / f"fil.{kind}").write_text("".join(lines), encoding="utf-8", newline="\n")
    words = {"source": source, "file": f"fil.{kind}", "kind": kind, "rows": len(lines) - header}
    (place / "leverance.yml").write_text(_DECLARATION.format(**words), encoding="utf-8", newline="\n")


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


def report_lines(example: dict[str, object]) -> list[str]:
    text = json.dumps(example)
    lines = []
    for number in range(REPORTS):
        cpr, birth = child(number)
        report = text.replace("0505209996", cpr).replace("2020-05-05", str(birth))
        report = (
            report.replace("2020-06-28", str(birth + 30))
            .replace("2020-07-07", str(birth + 63))
            .replace("2020-07-08", str(birth + 64))
        )
        lines.append(report.replace("123456789012345", "990000000657016") + "\n")
    return lines


def main() -> None:
    root = Path(__file__).resolve().parents[1]
    agreement = read_agreement(root / "params" / "amning-midtjylland.yml")
    example = json.loads((root / "tests" / "intake" / "delivery_2_months.json").read_bytes())["entry"][0]["resource"]
    births = ["kommunekode;maaned;levendefoedte\n", "0657;2013M01;80\n"]
    for name, kind, lines, header in (
        ("kommuneudtraek", "csv", extract_lines(), True),
        ("kl-gateway", "ndjson", report_lines(example), False),
    ):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            write(folder, source=name, kind=kind, lines=lines, header=header)
            write(folder, source="foedsler", kind="csv", lines=births, header=True)
            begin = time.perf_counter(), time.process_time()
            read = read_deliveries(folder, agreement=agreement, impossible_rows_pct=100.0)
            wall, processor = time.perf_counter() - begin[0], time.process_time() - begin[1]
        aside = int(read.set_aside["rows"].sum())
        print(f"{name:15} {len(read.feeding):>9} rows {aside:>7} aside {wall:6.2f} s {processor:6.2f} s of processor")
    if sys.platform != "win32":
        import resource

        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
