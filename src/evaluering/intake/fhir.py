"""Reports from KL Gateway Børn as feeding rows: the latest report of a visit counts, withdrawn ones do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evaluering.errors import Finding
from evaluering.intake.codebook import CONTACTS, FEEDINGS, SourceBook
from evaluering.intake.dates import DATE_FORMS, Bools, Days, parse_dates
from evaluering.intake.pseudonym import pseudonymise
from evaluering.intake.reports import Harvest, Observed, harvest, row_count_finding
from evaluering.intake.rows import FeedingRows, feeding_frame
from evaluering.intake.validation import RowDates, broken_dates, first_rule
from evaluering.wording import sentence_list

_UTC_SLACK_DAYS = 1  # a report made just after midnight in Denmark has yesterday's date in UTC
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class GatewayFile:
    """How a file of reports is to be read.

    `custodians` is SOR code to municipality code; `sender` a municipality code, or empty when the sender is none.
    """

    shown: str
    format: str
    declared_rows: int | None
    extraction: date
    municipalities: tuple[str, ...]
    custodians: Mapping[str, str]
    sender: str
    key: bytes


def read_reports(data: bytes, book: SourceBook, *, read_as: GatewayFile) -> FeedingRows:
    """Feeding rows of one file of reports, with what `latest_reports` needs beside them.

    The frame has, besides the columns of feeding rows, ``encounter`` (str), ``report`` (number in the file),
    ``withdrawn`` (the visit) and ``marker`` (a withdrawal without content: no feeding row). The CPR numbers end here.
    """
    found = harvest(data, read_as.format, book, shown=read_as.shown)
    findings = [*found.findings, *row_count_finding(found, read_as.declared_rows, shown=read_as.shown)]
    municipality, of_custodian, notes = _municipalities(found, read_as)
    findings.extend(of_custodian)
    if found.other_observations:
        notes = (*notes, f"{read_as.shown}: Observationer om andet end ernæring er ikke brugt.")
    if found.reports and not found.observed:
        notes = (*notes, f"{read_as.shown}: Ingen af indberetningerne indeholder oplysninger om ernæring.")
    frame, broken = _table(found.observed, municipality, read_as)
    return FeedingRows(frame, first_rule(broken, len(frame)), tuple(findings), notes)


def _table(
    observed: Sequence[Observed], municipality: npt.NDArray[np.int8], read_as: GatewayFile
) -> tuple[pd.DataFrame, dict[str, Bools]]:
    columns: dict[str, list[Any]] = {
        name: [one[place] for one in observed] for place, name in enumerate(Observed._fields)
    }
    texts = _strings(columns["cpr"]).dictionary_encode()
    people, person = pseudonymise(texts.dictionary, key=read_as.key), texts.indices.to_numpy()
    birth, recorded = people.birth[person], _instants(columns["timestamp"])
    start, end = _days(columns["start"]), _days(columns["end"])
    feeding = np.array([FEEDINGS.index(one) if one else -1 for one in columns["feeding"]], dtype=np.int8)
    marker = np.array([not kind for kind in columns["kind"]], dtype=np.bool_)
    frame = feeding_frame(
        {"child": people.child[person], "birth": birth, "recorded": recorded, "start": start, "end": end},
        {
            "kind": np.array([kind == "status" for kind in columns["kind"]], dtype=np.int8),
            "feeding": feeding,
            "contact": np.array([CONTACTS.index(one) for one in columns["contact"]], dtype=np.int8),
            "municipality": municipality,
        },
        municipalities=read_as.municipalities,
        row=np.array(columns["row"], dtype=np.int32),
    ).assign(
        encounter=pd.array(columns["encounter"], dtype="str"),
        report=np.array(columns["report"], dtype=np.int64),
        withdrawn=np.array(columns["withdrawn"], dtype=np.bool_),
        marker=marker,
    )
    has_start, has_end = _given(columns["start"]), _given(columns["end"])
    neither = np.array(columns["both_or_neither"], dtype=np.bool_)
    dates = RowDates(birth, recorded.astype("datetime64[D]"), start, end)
    broken = {
        "withdrawn": np.array(columns["retracted"], dtype=np.bool_),
        "cpr_form": ~people.has_form[person],
        "cpr_no_such_date": np.isnat(birth),
        "date_unreadable": np.isnat(recorded) | (np.isnat(start) & has_start) | (np.isnat(end) & has_end),
        "date_missing": ~has_start & ~neither & ~marker,
        "status_or_period": neither,
        "unknown_feeding": feeding < 0,
        **broken_dates(dates, extraction=read_as.extraction, recorded_slack_days=_UTC_SLACK_DAYS),
    }
    return frame, broken


def _municipalities(
    found: Harvest, read_as: GatewayFile
) -> tuple[npt.NDArray[np.int8], list[Finding], tuple[str, ...]]:
    """Per observation the position of its municipality, -1 when nobody knows; with what to say about that."""
    known = {sor: read_as.municipalities.index(code) for sor, code in read_as.custodians.items()}
    fallback = read_as.municipalities.index(read_as.sender) if read_as.sender else -1
    positions = np.array([known.get(one.custodian, fallback) for one in found.observed], dtype=np.int8)
    strange = Counter(one.custodian for one in found.observed if one.kind and one.custodian not in known)
    if not strange:
        return positions, [], ()
    names = [sor if re.fullmatch(r"\d{15,18}", sor) else "(ingen SOR-kode)" for sor in sorted(strange)]
    listed = sentence_list(list(dict.fromkeys(names))[:_MOST_SHOWN])
    if read_as.sender:
        note = (
            f"{read_as.shown}: Dataansvarlig {listed} står ikke i aftalefilen; afsenderens kommune {read_as.sender} er "
            "brugt i stedet."
        )
        return positions, [], (note,)
    finding = Finding(
        f"Dataansvarlig {listed} står ikke i aftalefilen, så kommunen er ukendt",
        file=read_as.shown,
        row=next(one.row for one in found.observed if one.kind and one.custodian in strange),
        column="Patient.managingOrganization",
        allowed="SOR-koder under custodians i aftalefilen, eller en kommunekode som afsender i leverance.yml",
        remedy="Skriv SOR-koden og dens kommune ind under custodians i aftalefilen",
        count=strange.total(),
    )
    return positions, [finding], ()


def _instants(texts: Sequence[str]) -> npt.NDArray[np.datetime64]:
    """Points in time in UTC without zone; NaT where a text is none or names no zone."""
    of_text = {text: _instant(text) for text in set(texts)}
    return np.array([of_text[text] for text in texts], dtype="datetime64[s]")


def _instant(text: str) -> np.datetime64:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return np.datetime64("NaT", "s")
    if moment.tzinfo is None:
        return np.datetime64("NaT", "s")
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None, microsecond=0), "s")


def _days(texts: Sequence[str]) -> Days:
    """The date part as written: the dates are Danish ones, whatever offset a system adds."""
    distinct = _strings(texts).dictionary_encode()
    whole = pc.match_substring_regex(distinct.dictionary, r"^\d{4}-\d{2}-\d{2}(T.*)?$")
    dates = pc.if_else(whole, pc.utf8_slice_codeunits(distinct.dictionary, 0, 10), pa.scalar(""))
    parsed = parse_dates(dates, DATE_FORMS["åååå-mm-dd"])
    return np.asarray(parsed[distinct.indices.to_numpy()], dtype="datetime64[D]")


def _given(texts: Sequence[str]) -> Bools:
    return np.array([bool(text) for text in texts], dtype=np.bool_)


def _strings(texts: Sequence[str]) -> pa.StringArray:
    return pa.array(texts, type=pa.string())
