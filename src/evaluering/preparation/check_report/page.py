"""A check as one self-contained page that is read without script and prints well."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluering import wording
from evaluering.preparation.check_report.groups import FaultGroup, RowGroup, same_faults, same_rows, withdrawn_rows
from evaluering.preparation.checking import Check
from evaluering.preparation.standings import SOURCES, Standing
from evaluering.wording.checks import CHECK, CHECKED_SOURCES, COLUMNS, PUBLISHED_STATES, SHAPES, STATES, verdict

_HERE = Path(__file__).parent


def check_page(check: Check, *, workbook: str) -> bytes:
    """The page as UTF-8; `workbook` is the name of the workbook beside it."""
    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    text = environment.get_template("page.html.j2").render(
        css=(_HERE / "page.css").read_text(encoding="utf-8"),
        words=CHECK,
        columns=COLUMNS,
        sources=[CHECKED_SOURCES[source] for source in SOURCES],
        workbook=CHECK["sending_on"].format(file=workbook),
        **_head(check),
        clusters=_clusters(check),
        published=[{"source": CHECKED_SOURCES[one.source], **_published(one)} for one in check.published],
        faults=_by_delivery(check, same_faults(check.faults, by_file=True)),
        set_aside=_by_delivery(check, [*same_rows(check.set_aside), *withdrawn_rows(check)]),
        remarks=_by_delivery(check, same_rows(check.remarks)),
        notes=check.notes,
    )
    return text.encode("utf-8")


def _head(check: Check) -> dict[str, Any]:
    return {
        "agreement": check.agreement.name,
        "data": check.data,
        "year": check.year,
        "extraction": wording.long_date(date.fromisoformat(check.extraction)) if check.extraction else "",
        "synthetic": wording.SYNTHETIC if check.synthetic else "",
        "synthetic_rest": wording.SYNTHETIC_LONG.removeprefix(wording.SYNTHETIC),
        "runnable": check.runnable,
        "verdict": verdict(len(check.faults)),
        "undeclared": CHECK["undeclared"].format(names=wording.sentence_list(check.undeclared))
        if check.undeclared
        else "",
    }


def _clusters(check: Check) -> list[dict[str, Any]]:
    standings = {(one.code, one.source): one for one in check.standings}
    return [
        {
            "name": cluster.name,
            "rows": [
                {"name": check.name_of(code), "cells": [_cell(standings[code, source]) for source in SOURCES]}
                for code in cluster.municipalities
            ],
        }
        for cluster in check.agreement.clusters
    ]


def _cell(standing: Standing) -> dict[str, str]:
    return {"state": standing.state, "shape": SHAPES[standing.state], "word": STATES[standing.state], **_size(standing)}


def _published(standing: Standing) -> dict[str, str]:
    word = PUBLISHED_STATES[standing.state]
    return {"state": standing.state, "shape": SHAPES[standing.state], "word": word, **_size(standing)}


def _size(standing: Standing) -> dict[str, str]:
    """How much could be read, and of when."""
    if not standing.rows:
        return {"size": ""}
    day = date.fromisoformat(standing.extracted)
    words = CHECK["one_row"] if standing.rows == 1 else CHECK["rows"]
    return {"size": words.format(count=wording.count(standing.rows), day=f"{day.day}.{day.month}.{day.year}")}


def _by_delivery(check: Check, groups: list[Any]) -> list[dict[str, Any]]:
    """Groups under the delivery they are about, the whole set first."""
    ordered = sorted(groups, key=lambda group: group.delivery)
    return [
        {"title": _title(check, name), "rows": [_entry(group) for group in mine]}
        for name, mine in groupby(ordered, key=lambda group: str(group.delivery))
    ]


def _title(check: Check, name: str) -> str:
    if not name:
        return CHECK["all_deliveries"]
    one = check.sent[name]
    parts = (one.shown_sender, CHECKED_SOURCES.get(one.source, ""), name)
    return " · ".join(part for part in parts if part)


def _entry(group: FaultGroup | RowGroup) -> dict[str, str]:
    if isinstance(group, FaultGroup):
        one = group.first
        what, remedy, allowed, key = one.what, one.remedy, one.allowed, one.key
        file, sheet, column = one.file, one.sheet, one.column
        size = "" if group.count == group.size else wording.count(group.count)
    else:
        what, remedy, allowed, key = group.what, group.remedy, "", ""
        file, sheet, column = group.file, group.sheet, group.column
        size = wording.count(group.count)
    places = {"sheet": sheet, "row": _numbers(group), "column": column, "key": key}
    return {
        "what": what,
        "file": file.removeprefix(f"{group.delivery}/"),
        "where": ", ".join(f"{wording.lowered(COLUMNS[name])} {value}" for name, value in places.items() if value),
        "size": size,
        "allowed": allowed,
        "remedy": remedy,
    }


def _numbers(group: FaultGroup | RowGroup) -> str:
    """The first row numbers, and a sign when there are more."""
    numbers = [str(row) for row in group.rows]
    if not numbers or group.count == len(numbers):
        return wording.sentence_list(numbers)
    return f"{', '.join(numbers)} …"
