"""Reports from KL Gateway Børn as feeding rows: the latest report of a visit counts, withdrawn ones do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evaluering.errors import Finding
from evaluering.intake.checks.validation import RowDates, Rules, broken_dates, first_rule, full_too_long, outside_period
from evaluering.intake.codebook import CONTACTS, FEEDINGS, SourceBook
from evaluering.intake.formats.archives import NamedBytes
from evaluering.intake.formats.dates import DATE_FORMS, Bools, Days, parse_dates
from evaluering.intake.sources.custodians import Custodians
from evaluering.intake.sources.harvest import Harvest, observed_blocks, row_count_finding
from evaluering.intake.sources.pseudonym import pseudonymise
from evaluering.intake.sources.reports import Observed, Tally
from evaluering.intake.sources.rows import FeedingRows, feeding_frame

_UTC_SLACK_DAYS = 1  # a report made just after midnight in Denmark has yesterday's date in UTC
_VISIT_SLACK_DAYS = 1  # a status may stand on the day before or after its visit
_UTC_MIDNIGHT = re.compile(r"\d{4}-\d{2}-\d{2}T2[23]:00:00(\.0+)?(Z|\+00:00)")  # summer and winter time

Instants = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class GatewayFile:
    """How a file of reports is to be read.

    `format` is ``json`` or ``ndjson`` for one document; for ``mappe`` and ``zip`` the ending of each document's name
    decides. `period` is what the delivery says it covers, both days included. `custodians` is SOR code to municipality
    code; `sender` a municipality code, or empty when the sender is none.
    """

    shown: str
    format: str
    declared_rows: int | None
    extraction: date
    period: tuple[date, date]
    municipalities: tuple[str, ...]
    custodians: Mapping[str, str]
    sender: str
    key: bytes


def read_reports(documents: Iterable[NamedBytes], book: SourceBook, *, read_as: GatewayFile) -> FeedingRows:
    """Feeding rows of the reports in some documents, with what `latest_reports` needs beside them.

    The frame has, besides the columns of feeding rows (``known_until`` is the day of the visit, up to which an open
    period is known):

    - ``outside_visit`` (bool), a status more than a day before or after its visit;
    - ``member`` (category), the document, as named in messages; ``row`` is the line or number of the report in it,
      but in a folder or zip the number of the report among all of them, in order of name;
    - for `latest_reports`: ``encounter`` and ``custodian`` (str), ``report`` (number among all), ``moment``
      (datetime64[us], when it was made), ``withdrawn`` (the visit), ``removed`` (the child), ``retracted`` (the
      observation) and ``marker`` (no feeding row, but a word on a visit or a child; dropped afterwards).

    Documents are read one at a time, and the CPR numbers end here.
    """
    found = Harvest()
    places = {code: place for place, code in enumerate(read_as.municipalities)}
    of_sor = {sor: places[code] for sor, code in read_as.custodians.items()}
    custodians = Custodians(of_sor, places.get(read_as.sender, -1))
    frames: list[pd.DataFrame] = []
    rules: list[Rules] = []
    for block in observed_blocks(documents, read_as.format, book, found):
        frame, broken = _table(block, custodians.municipalities(block, found.members), read_as)
        _note_useless_withdrawals(block, frame["recorded"].to_numpy(), read_as, found)
        frames.append(frame)
        rules.append(first_rule(broken, len(frame)))
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    frame["member"] = pd.Categorical.from_codes(*_named(frame["member"].to_numpy(), found.members))
    findings = (
        *found.faults.findings(),
        *row_count_finding(found, read_as.declared_rows, shown=read_as.shown),
        *custodians.findings(),
    )
    notes = (f"{read_as.shown}: {note}" for note in (*custodians.notes(read_as.sender), *_notes(found.tally)))
    return FeedingRows(frame, np.concatenate(rules), findings, tuple(notes))


def _notes(tally: Tally) -> Iterator[str]:
    if tally.hyphens:
        yield "CPR-numre er skrevet med bindestreg, som KL Gateway Børn ikke bruger. De er læst alligevel."
    if tally.others:
        yield "Observationer om andet end ernæring er ikke brugt."
    if tally.school:
        yield "Oplysninger om skolebørns kost er ikke brugt."
    if tally.reports and not tally.feeding:
        yield "Ingen af indberetningerne indeholder oplysninger om ernæring."


def _table(
    rows: Sequence[Observed], municipality: npt.NDArray[np.int8], read_as: GatewayFile
) -> tuple[pd.DataFrame, dict[str, Bools]]:
    columns: dict[str, list[Any]] = {name: [row[place] for row in rows] for place, name in enumerate(Observed._fields)}
    texts = _strings(columns["cpr"]).dictionary_encode()
    people, person = pseudonymise(texts.dictionary, key=read_as.key), texts.indices.to_numpy()
    birth, moment = people.birth[person], _instants(columns["timestamp"])
    start, end = _days(columns["start"]), _days(columns["end"])
    visit, visit_end = _days(columns["visit_start"]), _days(columns["visit_end"])
    feeding = np.array([FEEDINGS.index(one) if one else -1 for one in columns["feeding"]], dtype=np.int8)
    marker = ~_given(columns["kind"])
    status = np.array([kind == "status" for kind in columns["kind"]], dtype=np.bool_)
    retracted = np.array(columns["retracted"], dtype=np.bool_)
    frame = feeding_frame(
        {
            "child": people.child[person],
            "birth": birth,
            "recorded": moment,
            "start": start,
            "end": end,
            "known_until": visit,
        },
        {
            "kind": status.astype(np.int8),
            "feeding": feeding,
            "contact": np.array([CONTACTS.index(one) for one in columns["contact"]], dtype=np.int8),
            "municipality": municipality,
        },
        municipalities=read_as.municipalities,
        row=np.array(columns["row" if read_as.format in ("json", "ndjson") else "report"], dtype=np.int32),
    ).assign(
        outside_visit=status & _outside(start, visit, visit_end),
        member=np.array(columns["member"], dtype=np.int32),
        encounter=pd.array(columns["encounter"], dtype="str"),
        custodian=pd.array([one or read_as.sender for one in columns["custodian"]], dtype="str"),
        report=np.array(columns["report"], dtype=np.int64),
        moment=moment,
        withdrawn=np.array(columns["withdrawn"], dtype=np.bool_),
        removed=np.array(columns["removed"], dtype=np.bool_),
        retracted=retracted,
        marker=marker,
    )
    has_start, has_end = _given(columns["start"]), _given(columns["end"])
    neither = np.array(columns["both_or_neither"], dtype=np.bool_)
    dates = RowDates(birth, moment.astype("datetime64[D]"), start, end)
    broken = {
        "withdrawn": retracted,
        "cpr_form": ~people.has_form[person],
        "cpr_no_such_date": np.isnat(birth),
        "timestamp_unreadable": np.isnat(moment),
        "date_unreadable": (np.isnat(start) & has_start) | (np.isnat(end) & has_end),
        "date_missing": ~has_start & ~neither & ~marker,
        "status_or_period": neither,
        "unknown_feeding": feeding < 0,
        **broken_dates(dates, extraction=read_as.extraction, recorded_slack_days=_UTC_SLACK_DAYS),
        "outside_period": outside_period(dates, *read_as.period),
        "full_beyond_18_months": full_too_long(dates, feeding == FEEDINGS.index("full")),
    }
    return frame, broken


def _outside(day: Days, visit: Days, visit_end: Days) -> Bools:
    """Days more than the slack before a visit's first or after its last; comparisons with NaT are false."""
    last = np.fmax(visit, visit_end)
    return np.asarray((day < visit - _VISIT_SLACK_DAYS) | (day > last + _VISIT_SLACK_DAYS))


def _named(member: npt.NDArray[np.int32], names: Sequence[str]) -> tuple[npt.NDArray[np.int64], pd.Index]:
    """Codes and categories of documents; names that became equal when a number in them was hidden are one."""
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    codes = np.array([places[name] for name in names], dtype=np.int64)
    return codes[member], pd.Index(list(places), dtype="str")


def _note_useless_withdrawals(
    rows: Sequence[Observed], recorded: Instants, read_as: GatewayFile, found: Harvest
) -> None:
    """A withdrawal that cannot be placed would leave in what its sender has taken back.

    One of a CPR number that cannot be read takes nothing back: rows under that number are set aside by themselves.
    """
    last = np.datetime64(read_as.extraction, "D") + _UTC_SLACK_DAYS
    timely = (recorded.astype("datetime64[D]") <= last).tolist()
    for row, in_time in zip(rows, timely, strict=True):
        known = (row.custodian or read_as.sender) if row.removed else row.encounter
        if (row.withdrawn or row.removed) and not (in_time and row.cpr and known):
            finding = Finding(
                "En tilbagetrækning kan ikke bruges, for barn, besøg, dataansvarlig eller tidspunkt mangler",
                file=found.members[row.member],
                row=row.row,
                allowed="CPR-nummer, SOR-kode, besøgets id og dag, og Bundle.timestamp med tidszone",
                remedy="Bed afsenderen om indberetningen igen",
            )
            found.faults.add(finding)


def _instants(texts: Sequence[str]) -> Instants:
    """Points in time in UTC without zone; NaT where a text is none or names no zone."""
    of_text = {text: _instant(text) for text in set(texts)}
    return np.array([of_text[text] for text in texts], dtype="datetime64[us]")


def _instant(text: str) -> np.datetime64:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return np.datetime64("NaT", "us")
        return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
    except (ValueError, OverflowError):
        return np.datetime64("NaT", "us")


def _days(texts: Sequence[str]) -> Days:
    """The date part as written: the dates are Danish ones, whatever offset a system adds."""
    distinct = _strings(texts).dictionary_encode()
    written = _strings([_danish_day(text) for text in distinct.dictionary.to_pylist()])
    whole = pc.match_substring_regex(written, r"^\d{4}-\d{2}-\d{2}(T.*)?$")
    dates = pc.if_else(whole, pc.utf8_slice_codeunits(written, 0, 10), pa.scalar(""))
    parsed = parse_dates(dates, DATE_FORMS["åååå-mm-dd"])
    return np.asarray(parsed[distinct.indices.to_numpy()], dtype="datetime64[D]")


def _danish_day(text: str) -> str:
    """The day that begins at a Danish midnight told in UTC; any other time is left as it is written."""
    if _UTC_MIDNIGHT.fullmatch(text) is None:
        return text
    try:
        return (date.fromisoformat(text[:10]) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return text


def _given(texts: Sequence[str]) -> Bools:
    return np.array([bool(text) for text in texts], dtype=np.bool_)


def _strings(texts: Sequence[str]) -> pa.StringArray:
    return pa.array(texts, type=pa.string())
