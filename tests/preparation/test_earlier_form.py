"""What no report can have written is not read on as an earlier report."""

from __future__ import annotations

import math
from typing import Any

import pytest

from evaluering.preparation.earlier_form import require_form

ENTRY = {
    "id": "duration_mean/region/level/2023-04_2024-03", "indicator": "duration_mean", "definition": "d",
    "unit": "region", "estimand": "level", "from": "2023-04", "to": "2024-03", "value": 113.5, "lower": 112.4,
    "upper": 114.7, "measure": "days", "n": 12340, "coverage_pct": 92.1, "method": "kaplan-meier",
    "verdict": "ja", "hidden": False,
}  # fmt: skip
OPENING = {"schema": 1, "synthetic": True, "extraction_date": "2025-10-01"}


def report(*entries: Any, **opening: Any) -> dict[str, Any]:
    return {**OPENING, "results": list(entries), **opening}


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"verdict": None, "value": None, "lower": None, "upper": None, "n": None, "coverage_pct": None},
        {"n": 0, "coverage_pct": 0},
        {
            "estimand": "relative_mean_change",
            "measure": "ratio",
            "value": -0.5,
            "lower": -1,
            "upper": 1,
            "method": None,
        },
    ],
)
def test_what_a_report_writes_is_taken(entry: dict[str, Any]) -> None:
    require_form(report({**ENTRY, **entry}))


@pytest.mark.parametrize(
    "opening",
    [
        {"schema": 99},
        {"schema": None},
        {"extraction_date": "abc"},
        {"extraction_date": 20251001},
        {"synthetic": "nej"},
        {"synthetic": 1},
        {"results": None},
        {"results": ["x"]},
    ],
)
def test_an_opening_that_no_report_has_is_refused(opening: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        require_form(report(ENTRY, **opening))


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "<b>"},
        {"verdict": ["ja"]},
        {"measure": "meter"},
        {"measure": 3},
        {"n": -5},
        {"n": 4.5},
        {"n": True},
        {"n": 10**12},
        {"value": "x"},
        {"value": True},
        {"value": math.inf},
        {"value": 1e300},
        {"lower": 115.0},
        {"coverage_pct": 1e-320},
        {"coverage_pct": -1.0},
        {"coverage_pct": 1e6},
        {"hidden": "nej"},
        {"id": 7},
        {"id": None},
        {"unit": ["region"]},
        {"from": 2023},
    ],
)
def test_a_number_that_no_report_writes_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        require_form(report({**ENTRY, **wrong}))


@pytest.mark.parametrize("name", sorted(ENTRY))
def test_nothing_of_an_entry_may_lack(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        require_form(report({key: value for key, value in ENTRY.items() if key != name}))
