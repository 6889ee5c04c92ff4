"""Time and peak memory from a municipal extract of ten million rows to the panel, against reading its raw bytes."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from evaluering.agreement import read_agreement
from evaluering.intake.deliveries import read_deliveries
from evaluering.parameters import read_run_plan
from evaluering.periods import Month, months_between
from evaluering.study.panel import build_panel

_VISITS = (5, 12, 60, 150, 280)  # age in days at each status
_FIRST = np.datetime64("2013-01-01", "D")
_BIRTH_DAYS = 4_000
_DECLARATION = """\
kilde: {source}
afsender: "0657"
udtraeksdato: 2025-01-01
periode: {{fra: 2012-01-01, til: 2024-12-31}}
syntetisk: true
filer:
  - {{navn: fil.csv, format: csv, tegnsaet: utf-8, skilletegn: ";", datoformat: dd-mm-åååå, raekker: {rows}}}
"""
_HEADER = (
    "cpr;kommunekode;foedselsdato;registreringsdato;kontakttype;ernaering;status_dato;periode_start;periode_slut;system"
)


def danish(days: npt.NDArray[np.datetime64]) -> pa.Array:
    """Days as dd-mm-åååå."""
    distinct, place = np.unique(days, return_inverse=True)
    texts = ["-".join(reversed(str(day).split("-"))) for day in distinct]
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32)), pa.array(texts)).dictionary_decode()


def write_block(sink: pa.NativeFile, first: int, children: int) -> None:
    """The rows of some children: one status per visit, fully breastfed at the first three."""
    number = np.repeat(np.arange(first, first + children), len(_VISITS))
    visit = np.tile(np.arange(len(_VISITS)), children)
    birth = _FIRST + number % _BIRTH_DAYS
    day = birth + np.array(_VISITS)[visit]
    iso = np.datetime_as_string(birth)
    cpr = [
        f"{int(text[8:]) + 60}{text[5:7]}{text[2:4]}{serial:04d}"
        for text, serial in zip(iso.tolist(), (4_000 + number // _BIRTH_DAYS).tolist(), strict=True)
    ]
    size = len(number)
    table = pa.table(
        {
            "cpr": cpr,
            "kommunekode": pa.array(["0657"] * size),
            "foedselsdato": danish(birth),
            "registreringsdato": danish(day),
            "kontakttype": pa.array([""] * size),
            "ernaering": pa.array(np.where(visit < 3, "fuld", "erstatning").tolist()),
            "status_dato": danish(day),
            "periode_start": pa.array([""] * size),
            "periode_slut": pa.array([""] * size),
            "system": pa.array(["Novax"] * size),
        }
    )
    options = pa.csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
    pa.csv.write_csv(table, sink, options)


def write_set(folder: Path, rows: int) -> Path:
    """A set of one extract and its births; returns the extract's file."""
    children = rows // len(_VISITS)
    for source, count in (("kommuneudtraek", rows), ("foedsler", 0)):
        (folder / source).mkdir()
        months = months_between(Month(2013, 1), Month(2023, 12))
        declaration = _DECLARATION.format(source=source, rows=count or len(months))
        (folder / source / "leverance.yml").write_text(declaration, encoding="utf-8")
    per_month = round(children / _BIRTH_DAYS * 30.4)
    lines = ["kommunekode;maaned;levendefoedte", *(f"0657;{str(one).replace('-', 'M')};{per_month}" for one in months)]
    (folder / "foedsler" / "fil.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / "kommuneudtraek" / "fil.csv"
    with pa.OSFile(str(path), "wb") as sink:
        sink.write((_HEADER + "\n").encode())
        for first in range(0, children, 100_000):
            write_block(sink, first, min(100_000, children - first))
    return path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    rows = parser.parse_args().rows
    root = Path(__file__).resolve().parents[1]
    agreement = read_agreement(root / "params" / "amning-midtjylland.yml")
    parameters = read_run_plan(root / "params" / "2026.yml").parameters
    with tempfile.TemporaryDirectory() as temporary:
        path = write_set(Path(temporary), rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begin = time.perf_counter()
        with path.open("rb") as file:
            while file.read(1 << 24):
                pass
        raw = time.perf_counter() - begin
        size = path.stat().st_size / 1e6
        begin = time.perf_counter()
        deliveries = read_deliveries(Path(temporary), agreement=agreement, impossible_rows_pct=2.0)
        read = time.perf_counter() - begin
        panel = build_panel(
            deliveries, agreement=agreement, series_start=parameters.series_start, maturity=parameters.maturity
        )
        whole = time.perf_counter() - begin
    print(f"{rows} rows, {size:.0f} MB, {int(panel.cells['children'].sum())} children")
    print(f"raw bytes {raw:.2f} s; to checked rows {read:.1f} s ({read / raw:.0f} times); to the panel {whole:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory: {before:.0f} MiB after writing, {peak:.0f} MiB peak")


if __name__ == "__main__":
    main()
