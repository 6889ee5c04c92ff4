"""The feeding rows of all deliveries together: which stay, which are set aside, and whether those are too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.checks.validation import (
    NO_RULE,
    RULES,
    Rule,
    Rules,
    conflicting_ties,
    impossible_findings,
    is_impossible,
    set_aside_counts,
    with_rule,
)
from evaluering.intake.files import ReadFile
from evaluering.intake.folders import DeliveryFolder
from evaluering.intake.sources.latest import latest_reports
from evaluering.intake.sources.rows import FEEDING_COLUMNS, no_rows

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FeedingSet:
    """All feeding rows, with the rule each breaks.

    Attributes
    ----------
    frame : DataFrame
        The columns of feeding rows, with delivery (name of the folder, category).
    file : ndarray of int16
        Per row the position of its file among all files read.
    rules : ndarray of int8
        Per row the position in `validation.RULES`, or `NO_RULE`.
    outside_visit : ndarray of bool
        Statuses of gateway reports on another day than their visit.
    shown : ndarray of object
        Per row the name of its file in messages; of a folder or archive of reports the document in it.
    """

    frame: pd.DataFrame
    file: npt.NDArray[np.int16]
    rules: Rules
    outside_visit: npt.NDArray[np.bool_]
    shown: npt.NDArray[np.object_]


def together(files: Sequence[ReadFile]) -> FeedingSet:
    """Join the rows of all files and hold reports and rows against each other."""
    names = pd.Index(list(dict.fromkeys(file.delivery.name for file in files)), dtype="str")
    frames: list[pd.DataFrame] = []
    rules = [np.empty(0, dtype=np.int8)]
    gateway: list[pd.DataFrame] = []
    gateway_rules: list[Rules] = []
    for number, file in enumerate(files):
        if file.feeding is None:
            continue
        declaration = file.delivery.declaration
        extracted = np.datetime64(declaration.extraction_date, "s")
        size = len(file.feeding.frame)
        delivery = pd.Categorical.from_codes(
            np.full(size, names.get_loc(file.delivery.name), dtype=np.int16), categories=names
        )
        frame = file.feeding.frame.assign(extracted=extracted, delivery=delivery, file=np.int16(number))
        reports = declaration.source == "kl-gateway"
        (gateway if reports else frames).append(frame)
        (gateway_rules if reports else rules).append(file.feeding.rules)
    if gateway:
        reported = pd.concat(gateway, ignore_index=True)
        judged = latest_reports(reported, np.concatenate(gateway_rules))
        real = ~reported["marker"].to_numpy()
        frames.append(reported[real])
        rules.append(judged[real])
    joined = pd.concat(frames or [no_rows()], ignore_index=True)
    file_number = joined["file"].to_numpy(dtype=np.int16)
    outside = np.zeros(len(joined), dtype=np.bool_)
    shown = np.array([file.shown for file in files] or [""], dtype=object)[file_number]
    if gateway:
        outside = joined["outside_visit"].eq(True).to_numpy(dtype=np.bool_)
        shown = joined["member"].astype(object).where(joined["member"].notna(), shown).to_numpy()
    return FeedingSet(joined[FEEDING_COLUMNS], file_number, _with_ties(joined, np.concatenate(rules)), outside, shown)


def _with_ties(frame: pd.DataFrame, rules: Rules) -> Rules:
    sound = np.flatnonzero(rules == NO_RULE)
    tied = np.zeros(len(frame), dtype=np.bool_)
    tied[sound[conflicting_ties(frame.iloc[sound])]] = True
    return with_rule(rules, "conflicting_tie", tied)


def too_many_impossible(rows: FeedingSet, files: Sequence[ReadFile], allowed_pct: float) -> Iterator[Finding]:
    """The findings on deliveries of which more than `allowed_pct` per cent of the rows are impossible."""
    by_delivery: dict[str, list[int]] = {}
    for number, file in enumerate(files):
        by_delivery.setdefault(file.delivery.name, []).append(number)
    for numbers in by_delivery.values():
        mine = np.isin(rows.file, numbers)
        yield from impossible_findings(
            rows.rules[mine],
            file=rows.file[mine],
            row=rows.frame["row"].to_numpy()[mine],
            shown=rows.shown[mine],
            delivered=[file.delivered for file in files],
            allowed_pct=allowed_pct,
        )


def faulty_rows(rows: FeedingSet, files: Sequence[ReadFile]) -> pd.DataFrame:
    """delivery, file, row, column, rule: the impossible rows one by one, in order, without any value."""
    chosen = np.flatnonzero(is_impossible(rows.rules))
    return listed_rows(rows, files, chosen, rows.rules[chosen], RULES)


def listed_rows(
    rows: FeedingSet, files: Sequence[ReadFile], chosen: Positions, rule: Rules, rules: Sequence[Rule]
) -> pd.DataFrame:
    """delivery, file, row, column, rule of the rows at `chosen`; `rule` is each one's place in `rules`."""
    file = rows.file[chosen]
    columns = [[one.delivered.get(known.column, "") for known in rules] for one in files]
    table = pd.DataFrame(
        {
            "delivery": np.array([one.delivery.name for one in files] or [""], dtype=object)[file],
            "file": rows.shown[chosen],
            "row": rows.frame["row"].to_numpy()[chosen],
            "column": np.array(columns or [[""] * len(rules)], dtype=object)[file, rule],
            "rule": np.array([known.slug for known in rules], dtype=object)[rule],
        }
    )
    return table.sort_values(["delivery", "file", "row"], ignore_index=True, kind="stable")


def feeding_table(rows: FeedingSet) -> pd.DataFrame:
    """The rows that break no rule."""
    kept: pd.DataFrame = rows.frame.loc[rows.rules == NO_RULE]
    return kept.reset_index(drop=True)


def set_aside_table(rows: FeedingSet, folders: Sequence[DeliveryFolder]) -> pd.DataFrame:
    """delivery, source, sender, rule, rows: how many rows of each delivery each rule set aside."""
    records = [
        (folder.name, folder.declaration.source, folder.declaration.sender, slug, count)
        for folder in folders
        for slug, count in set_aside_counts(rows.rules[(rows.frame["delivery"] == folder.name).to_numpy()])
    ]
    table = pd.DataFrame(records, columns=["delivery", "source", "sender", "rule", "rows"])
    return table.astype(dict.fromkeys(("delivery", "source", "sender", "rule"), "str") | {"rows": "int64"})


def rows_in(file: ReadFile) -> int:
    """How many rows a file brought: feeding rows, births or published figures."""
    births = sum(len(table) for table in (file.births, file.aggregates) if table is not None)
    feeding = no_rows() if file.feeding is None else file.feeding.frame
    return births + (int((~feeding["marker"]).sum()) if "marker" in feeding else len(feeding))
