"""The preparing process that the command line starts: one line of JSON out, faults as records, no traceback."""

from __future__ import annotations

import argparse
import sys
import traceback
from math import isnan
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from evaluering.errors import EvaluationError
from evaluering.parameters import read_run_plan
from evaluering.preparation.analyses import protected_sources
from evaluering.preparation.preparing import check, prepare

UNEXPECTED = 70
"""Exit status for a fault in the program itself (sysexits' EX_SOFTWARE), told apart from a user's fault."""


def main(arguments: list[str] | None = None) -> int:
    """Prepare, or only check, one set of deliveries; the result goes to standard output as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m evaluering.preparation")
    parser.add_argument("--params", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--interim", type=Path, help="without it the deliveries are only checked")
    asked = parser.parse_args(arguments)
    try:
        answer = _answer(asked.params, data=asked.data, interim=asked.interim)
        status = 0
    except EvaluationError as fault:
        answer, status = fault.record(), fault.exit_status
    except Exception as fault:  # noqa: BLE001 (whatever it is, its text may hold a person's value)
        answer, status = (
            {"unexpected": type(fault).__name__, "trace": traceback.format_tb(fault.__traceback__)},
            UNEXPECTED,
        )
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    return status


def _answer(params: Path, *, data: Path, interim: Path | None) -> dict[str, object]:
    run_plan = read_run_plan(params)
    if interim is None:
        deliveries = check(run_plan, data=data)
        return {
            "deliveries": deliveries.sources.to_dict("records"),
            "set_aside": int(deliveries.set_aside["rows"].sum()),
            "notes": list(deliveries.notes),
            "extraction_date": deliveries.extraction_date.isoformat(),
            "synthetic": deliveries.synthetic,
        }
    prepared = prepare(run_plan, data=data, interim=interim)
    return {
        "version": prepared.version,
        "disclosure": prepared.decisions.fingerprint,
        "extraction_date": prepared.extraction_date.isoformat(),
        "synthetic": prepared.synthetic,
        "deliveries": _shown(protected_sources(prepared).value.frame),
    }


def _shown(sources: pd.DataFrame) -> list[dict[str, Any]]:
    """The deliveries for the manifest, which is published: a hidden number of rows is nothing."""
    records = sources.drop(columns="hidden").to_dict("records")
    return [
        {**{str(name): value for name, value in record.items()}, "rows": _whole(record["rows"])} for record in records
    ]


def _whole(number: float) -> int | None:
    return None if isnan(number) else int(number)


if __name__ == "__main__":
    sys.exit(main())
