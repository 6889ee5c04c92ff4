"""Deliveries from KL Gateway Børn in every form they come in: lines, bundles, a folder of bundles, an archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType

import numpy as np
import orjson

from evaluering.example import fhir_resources as fhir
from evaluering.example.children import Children
from evaluering.example.declaration import FOLDER, JSON, NDJSON, ZIP, Delivery
from evaluering.example.gateway_cases import cases
from evaluering.example.gateway_reports import Journal
from evaluering.example.scenario import day_number
from evaluering.example.workbooks import archive_bytes

GATEWAY_FROM = date(2024, 1, 1)
FIRST_EXTRACTION = date(2024, 4, 1)
"""Extractions before this day come before anything of the gateway is delivered."""

SENDERS: Mapping[str, str] = MappingProxyType(
    {"0710": NDJSON, "0779": NDJSON, "0727": ZIP, "0707": JSON, "0766": NDJSON, "0665": FOLDER}
)
"""Municipalities that send by the gateway from January 2024 on, and the form of their delivery."""

_NAME = "indberetninger"
_MONTH = 7  # characters of a timestamp: 2024-01


def gateway_delivery(
    municipality: str,
    children: Children,
    cpr: Sequence[str],
    *,
    sors: Sequence[str],
    extraction: date,
    rng: np.random.Generator,
) -> Delivery:
    """Everything one municipality registered from `GATEWAY_FROM` on and before the extraction, as one delivery.

    `cpr` has one number of ten digits per child, `sors` are the codes of the departments that keep the journals.
    """
    journal = Journal(cpr, sors, GATEWAY_FROM, extraction, rng)
    for case in cases(children, since=day_number(GATEWAY_FROM), until=day_number(extraction), rng=rng):
        journal.write(case)
    reports = sorted(journal.reports, key=lambda report: str(report["timestamp"]))
    form = SENDERS[municipality]
    return Delivery(
        folder=f"gateway-{municipality}",
        source="kl-gateway",
        sender=municipality,
        extracted=extraction,
        first_day=GATEWAY_FROM,
        last_day=extraction - timedelta(days=1),
        file=_NAME if form == FOLDER else f"{_NAME}.{form}",
        form=form,
        rows=len(reports),
        content=_FORMS[form](reports, journal),
        manner={"tegnsaet": "utf-8", "kodebog": "standard"},
    )


def _bundle(reports: Sequence[fhir.Resource], journal: Journal) -> bytes:
    """Many reports in the wrapper of an incremental delivery, sent in the evening of the last one's day."""
    last = max((str(report["timestamp"]) for report in reports), default=journal.since.isoformat())
    stamp = fhir.instant(date.fromisoformat(last[:10]), "23:45:00")
    return orjson.dumps(fhir.delivery(journal.identifier(), stamp, list(reports))) + b"\n"


def _lines(reports: Sequence[fhir.Resource], _journal: Journal) -> bytes:
    return b"".join(orjson.dumps(report) + b"\n" for report in reports)


def _archive(reports: Sequence[fhir.Resource], _journal: Journal) -> bytes:
    """Every report in a file of its own."""
    files = (
        (f"{_NAME}/{number:06d}.json", orjson.dumps(report) + b"\n") for number, report in enumerate(reports, start=1)
    )
    return archive_bytes(files)


def _by_month(reports: Sequence[fhir.Resource], journal: Journal) -> dict[str, bytes]:
    """The reports of each month in one incremental delivery."""
    months = groupby(reports, key=lambda report: str(report["timestamp"])[:_MONTH])
    return {f"{month}.json": _bundle(list(of_month), journal) for month, of_month in months}


_FORMS: Mapping[str, Callable[[Sequence[fhir.Resource], Journal], bytes | Mapping[str, bytes]]] = {
    JSON: _bundle,
    NDJSON: _lines,
    ZIP: _archive,
    FOLDER: _by_month,
}
