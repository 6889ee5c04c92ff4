"""Whether an earlier report's ``results.json`` holds what a report writes; nothing else is calculated with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from evaluering.wording import VERDICTS

_SCHEMA = 1
_WORDS = ("id", "indicator", "definition", "unit", "estimand", "measure")
_WORDS_OR_NONE = ("from", "to", "method")
_LEVEL_MEASURES = ("days", "pct")
_LARGEST = {"value": 1e9, "lower": 1e9, "upper": 1e9, "n": 1e8, "coverage_pct": 1e3}
_LEAST_COVERAGE = 1e-4
"""Published numbers have four decimals."""


def require_form(results: Mapping[str, Any]) -> None:
    """Refuse results that no report can have written.

    Raises
    ------
    ValueError, KeyError, TypeError
        Something is missing, of another kind, or outside its range.
    """
    _require(results["schema"] == _SCHEMA and isinstance(results["synthetic"], bool))
    date.fromisoformat(results["extraction_date"])
    for entry in results["results"]:
        _require_entry(entry)


def _require_entry(entry: Mapping[str, Any]) -> None:
    """One number as `results.json` tells it."""
    _require(all(isinstance(entry[name], str) for name in _WORDS))
    _require(all(entry[name] is None or isinstance(entry[name], str) for name in _WORDS_OR_NONE))
    _require(isinstance(entry["hidden"], bool) and (entry["verdict"] is None or entry["verdict"] in VERDICTS))
    _require(entry["estimand"] != "level" or entry["measure"] in _LEVEL_MEASURES)
    for name, largest in _LARGEST.items():
        _require(entry[name] is None or (_number(entry[name]) and abs(entry[name]) <= largest))
    children, coverage = entry["n"], entry["coverage_pct"]
    _require(children is None or (isinstance(children, int) and children >= 0))
    _require(coverage is None or coverage == 0 or coverage >= _LEAST_COVERAGE)
    lower, upper = entry["lower"], entry["upper"]
    _require(lower is None or upper is None or lower <= upper)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _require(right: bool) -> None:
    if not right:
        raise ValueError
