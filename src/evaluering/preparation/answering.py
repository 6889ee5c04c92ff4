"""The answer of a preparing process: one line of JSON on standard output, faults as records, no traceback."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import Any

import orjson

from evaluering.errors import EvaluationError

UNEXPECTED = 70
"""Exit status for a fault in the program itself (sysexits' EX_SOFTWARE), told apart from a user's fault."""


def answered(task: Callable[[], dict[str, Any]]) -> int:
    """Do the task, write its answer, and return the exit status; an unexpected fault tells its place, not its words."""
    try:
        answer, status = task(), 0
    except EvaluationError as fault:
        answer, status = fault.record(), fault.exit_status
    except Exception as fault:  # noqa: BLE001 (whatever it is, its text may hold a person's value)
        answer, status = (
            {"unexpected": type(fault).__name__, "trace": traceback.format_tb(fault.__traceback__)},
            UNEXPECTED,
        )
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    return status
