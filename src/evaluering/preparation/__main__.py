"""The preparing process that the command line starts: one line of JSON out, faults as records, no traceback."""

from __future__ import annotations

import argparse
import sys
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from evaluering.parameters import read_run_plan
from evaluering.preparation.analyses import protected_sources
from evaluering.preparation.answering import answered
from evaluering.preparation.check_report.files import report_place, write_report
from evaluering.preparation.check_report.text import check_lines
from evaluering.preparation.checking import check, require_deliveries
from evaluering.preparation.earlier import PASSED_OVER
from evaluering.preparation.preparing import prepare


def main(arguments: list[str] | None = None) -> int:
    """Prepare one set of deliveries, or check it and report; the answer goes to standard output as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m evaluering.preparation")
    parser.add_argument("--params", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--interim", type=Path, help="prepare into this folder")
    task.add_argument("--report", type=Path, help="only check, and write the report into this folder")
    parser.add_argument("--earlier", type=Path, action="append", default=[], help="a folder of earlier years' reports")
    asked = parser.parse_args(arguments)
    if asked.report is None:
        return answered(lambda: _prepared(asked.params, data=asked.data, interim=asked.interim, earlier=asked.earlier))
    return answered(lambda: _checked(asked.params, data=asked.data, report=asked.report))


def _checked(params: Path, *, data: Path, report: Path) -> dict[str, object]:
    run_plan = read_run_plan(params)
    require_deliveries(data)
    with report_place(report, data=data) as work:
        seen = check(run_plan, data=data)
        files = write_report(seen, work, report)
    return {"runnable": seen.runnable, "synthetic": seen.synthetic, "lines": check_lines(seen, files)}


def _prepared(params: Path, *, data: Path, interim: Path, earlier: list[Path]) -> dict[str, object]:
    run_plan = read_run_plan(params)
    prepared = prepare(run_plan, data=data, interim=interim, earlier=earlier)
    return {
        "version": prepared.version,
        "disclosure": prepared.decisions.fingerprint,
        "extraction_date": prepared.extraction_date.isoformat(),
        "synthetic": prepared.synthetic,
        "has_children": prepared.has_children,
        "has_published": bool(len(prepared.published)),
        "earlier": [
            {"year": one.year, "extraction_date": one.extraction_date, "fingerprint": one.fingerprint}
            for one in prepared.earlier
        ],
        "passed_over": [note for note in prepared.sources.notes if note.endswith(PASSED_OVER)],
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
