"""Earlier reports of the same agreement, read from where they were published or kept: numbers and origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from evaluering.agreement import Agreement
from evaluering.disclosure.releases import Released
from evaluering.errors import EarlierReportError, Finding
from evaluering.estimation.revisions import Origin, published_year
from evaluering.parameters import RunPlan
from evaluering.periods import Month
from evaluering.preparation.earlier_form import require_form
from evaluering.provenance import fingerprint_of_file

RESULTS, MANIFEST = "results.json", "manifest.json"
_YEAR = re.compile(r"20\d\d")
_MONTHS = 12
_MOST_BYTES = 20_000_000
_KEPT = (
    *("id", "indicator", "definition", "unit", "from", "to", "value", "lower", "upper", "measure", "n"),
    *("coverage_pct", "method", "verdict", "hidden"),
)
"""What is kept of an entry of ``results.json``."""

_COUNTED = ("unit", "from", "to", "n", "coverage_pct")
_SHARE = "share_26w"
PASSED_OVER = "og sammenlignes ikke."
"""How a note on a report that is passed over ends."""


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """The yearly levels and verdicts of one earlier report.

    Parameters
    ----------
    year : int
        Its evaluation year.
    extraction_date : str
        ISO date of its data.
    fingerprint : str
        SHA-256 of its ``results.json``.
    origin : Origin
        What it was made from.
    entries : tuple of Mapping
        Its levels of whole years, as in ``results.json``.
    counted : tuple of Mapping
        The children behind its estimates: unit, from, to, n, coverage_pct.
    """

    year: int
    extraction_date: str
    fingerprint: str
    origin: Origin
    entries: tuple[Mapping[str, Any], ...]
    counted: tuple[Mapping[str, Any], ...] = ()

    def plain(self) -> dict[str, Any]:
        """The report as plain values, to be saved with the prepared data."""
        return {
            "year": self.year,
            "extraction_date": self.extraction_date,
            "fingerprint": self.fingerprint,
            "code": self.origin.code,
            "plan": self.origin.plan,
            "parameters": dict(self.origin.parameters),
            "deliveries": sorted(self.origin.deliveries),
            "entries": [dict(entry) for entry in self.entries],
            "counted": [dict(entry) for entry in self.counted],
        }


def earlier_from_plain(plain: Mapping[str, Any]) -> EarlierReport:
    """The report that `EarlierReport.plain` described."""
    origin = Origin(plain["code"], plain["plan"], plain["parameters"], frozenset(plain["deliveries"]))
    said = (plain["year"], plain["extraction_date"], plain["fingerprint"])
    return EarlierReport(*said, origin, tuple(plain["entries"]), tuple(plain.get("counted", ())))


def released(reports: Iterable[EarlierReport], *, agreement: Agreement) -> Released:
    """The numbers of children that earlier reports told, for the decisions on what may be shown beside them."""
    definition = {one.id: one.definition for one in agreement.indicators}.get(_SHARE)
    years, spans = [], []
    for report in reports:
        told: dict[tuple[str, str, str], tuple[float, float, float]] = {}
        for entry in report.entries:
            grain = grain_of(entry)
            if not grain:
                continue
            key = (grain, str(Month.parse(entry["from"]).year), str(entry["unit"]))
            year = published_year(entry, grain=key[0], period=key[1])
            share = entry["indicator"] == _SHARE and entry["definition"] == definition
            if share or not isnan(year.known):
                reached = year.at_least if share else told.get(key, (nan, nan, nan))[2]
                told[key] = (year.births, year.known, reached)
        years += [(report.year, *key, *counts) for key, counts in told.items()]
        spans += [
            (one["unit"], one["from"], one["to"], round(100 * one["n"] / one["coverage_pct"]), one["n"])
            for one in report.counted
        ]
    return Released(
        years=pd.DataFrame(years, columns=["report", "grain", "period", "unit", "births", "known", "reached"]),
        spans=pd.DataFrame(spans, columns=["unit", "first", "last", "births", "known"]),
    )


def read_earlier(
    places: Sequence[Path], *, run_plan: RunPlan, synthetic: bool
) -> tuple[tuple[EarlierReport, ...], tuple[str, ...]]:
    """The reports of earlier years in `places`, the oldest first, and notes on those that are passed over.

    Parameters
    ----------
    places : sequence of Path
        Folders that hold a folder per year; the first that has a year answers for it.
    run_plan : RunPlan
        The agreement and the year of this run; only earlier years are read.
    synthetic : bool
        Whether this run's data are made up: reports of the other kind are never held against it.

    Raises
    ------
    EarlierReportError
        With every report that cannot be read or is not as it was published.
    """
    found: dict[int, EarlierReport] = {}
    findings: list[Finding] = []
    notes: dict[int, str] = {}
    for folder in _folders(places, before=run_plan.parameters.year):
        year = int(folder.name)
        if year in found:
            continue
        try:
            report, foreign = _read(folder, agreement=run_plan.agreement.id, synthetic=synthetic)
        except EarlierReportError as fault:
            findings += fault.findings
            continue
        if report is None:
            notes[year] = f"Rapporten for {year} er {foreign} {PASSED_OVER}"
        else:
            found[year] = report
    if findings:
        raise EarlierReportError(findings)
    told = [notes[year] for year in sorted(notes) if year not in found]
    return tuple(found[year] for year in sorted(found)), tuple(told)


def _folders(places: Iterable[Path], *, before: int) -> Iterator[Path]:
    for place in places:
        for folder in sorted(place.glob("20[0-9][0-9]")):
            if _YEAR.fullmatch(folder.name) and int(folder.name) < before and (folder / RESULTS).is_file():
                yield folder


def _read(folder: Path, *, agreement: str, synthetic: bool) -> tuple[EarlierReport | None, str]:
    """The report of one folder, or why it is another's."""
    results, manifest = (_json(folder, name) for name in (RESULTS, MANIFEST))
    try:
        if results["agreement"] != manifest["agreement"]:
            raise _fault(folder, MANIFEST, f"Filen er fra en anden aftale end {RESULTS} ved siden af")
        if results["agreement"] != agreement:
            return None, "om en anden aftale"
        require_form(results)
        if results["synthetic"] != synthetic:
            return None, "lavet på syntetiske data" if results["synthetic"] else "lavet på rigtige data"
        if results["year"] != int(folder.name) or manifest["year"] != results["year"]:
            raise _fault(folder, RESULTS, "Rapporten er fra et andet år end mappens navn")
        fingerprint = fingerprint_of_file(folder / RESULTS)
        if manifest["files"][RESULTS] != fingerprint:
            raise _fault(folder, RESULTS, "Filen er ændret, siden rapporten blev udgivet")
        origin = Origin(
            code=str(manifest["code"]["fingerprint"]),
            plan=str(results["analysis_plan"]["fingerprint"]),
            parameters=dict(manifest["parameters"]),
            deliveries=frozenset(str(one["fingerprint"]) for one in manifest["deliveries"]),
        )
        entries, counted = tuple(_kept(results["results"])), tuple(_counted(results["results"]))
        said = (int(results["year"]), str(results["extraction_date"]), fingerprint)
        return EarlierReport(*said, origin, entries, counted), ""
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise _fault(folder, RESULTS, "Filen har ikke den form, en rapport skriver") from None


def _kept(entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Levels and verdicts of whole years; also a verdict without a number, whose span is longer."""
    for entry in entries:
        if entry["estimand"] != "level" or str(entry["definition"]).startswith("registered"):
            continue
        first, last = Month.parse(entry["from"]), Month.parse(entry["to"])
        if last - first == _MONTHS - 1 or "/verdict/" in entry["id"]:
            yield {name: entry[name] for name in _KEPT}


def _counted(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The children behind estimates, each unit and span once; forecasts are named by years to come."""
    told = [
        {name: entry[name] for name in _COUNTED}
        for entry in entries
        if entry["estimand"] != "level" and not str(entry["definition"]).startswith("registered")
        and entry["n"] and entry["coverage_pct"]
    ]  # fmt: skip
    return [one for place, one in enumerate(told) if one not in told[:place]]


def grain_of(entry: Mapping[str, Any]) -> str:
    """The kind of year an entry is about; empty for another span."""
    first, last = Month.parse(entry["from"]), Month.parse(entry["to"])
    if last - first != _MONTHS - 1:
        return ""
    return {1: "calendar_year", 4: "agreement_year"}.get(first.month, "")


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        if (folder / name).stat().st_size > _MOST_BYTES:
            raise _fault(folder, name, "Filen er for stor til at være en rapports")
        read = orjson.loads((folder / name).read_bytes())
    except FileNotFoundError:
        raise _fault(folder, name, "Filen mangler i den tidligere rapport") from None
    except (OSError, ValueError):
        raise _fault(folder, name, "Filen kan ikke læses") from None
    if not isinstance(read, dict):
        raise _fault(folder, name, "Filen har ikke den form, en rapport skriver")
    return read


def _fault(folder: Path, name: str, what: str) -> EarlierReportError:
    remedy = "Hent den udgivne rapport igen, eller flyt mappen væk: Så sammenlignes der ikke med det år"
    return EarlierReportError(Finding(what, file=f"{folder.parent.name}/{folder.name}/{name}", remedy=remedy))
