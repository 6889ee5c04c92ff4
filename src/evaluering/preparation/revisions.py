"""The question of what has changed since earlier reports; the answer is protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.estimate import LEVEL_METHOD
from evaluering.estimation.revisions import Answer, Origin, Revision, Revisions, published_year, reasoned, year_in
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.periods import Month
from evaluering.preparation.analyses import protected_targets
from evaluering.preparation.earlier import EarlierReport, grain_of
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import Grain, series_of
from evaluering.provenance import fingerprint_of_code
from evaluering.study.duration import DEFINITIONS

GRAINS: tuple[Grain, ...] = ("agreement_year", "calendar_year")


def protected_revisions(data: Prepared) -> Protected[Revisions]:
    """The latest earlier report held against this one: as published, the same births now, and this year's newest."""
    return protect(_revisions(data), decisions=data.decisions)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a report said of the newest year of one indicator of one unit."""

    entry: Mapping[str, Any]
    year: YearResult


def _revisions(data: Prepared) -> Revisions:
    statuses = {(unit, one.indicator): one for unit in data.agreement.units for one in _statuses(data, unit)}
    answers = _answers(data, [statuses[REGION, indicator.id] for indicator in data.agreement.indicators])
    if not data.earlier:
        return Revisions(0, "", (), answers)
    report = data.earlier[-1]
    changed = _changed(data, report.origin)
    same_data = report.origin.deliveries == frozenset(data.sources.frame["fingerprint"])
    rows = []
    for indicator in data.agreement.indicators:
        for unit in data.agreement.units:
            told = _told(report, indicator=indicator.id, unit=unit)
            verdict = _verdict(report, indicator=indicator.id, unit=unit)
            revision = _revision(data, told, verdict_then=verdict, status=statuses[unit, indicator.id])
            method_same = told is None or told.entry["method"] == LEVEL_METHOD
            rows.append(reasoned(revision, changed=changed, same_data=same_data, method_same=method_same))
    return Revisions(report.year, report.extraction_date, tuple(rows), answers, changed)


def _statuses(data: Prepared, unit: str) -> tuple[TargetStatus, ...]:
    return protected_targets(data, unit=unit).value


def _changed(data: Prepared, origin: Origin) -> tuple[str, ...]:
    """What of the run is another than the report's: year, seed and limits of time decide no level."""
    others = {"year", "seed", "execution"}
    now = data.parameters.model_dump(mode="json")
    differs = {
        "code": origin.code != fingerprint_of_code(),
        "plan": origin.plan != data.plan.fingerprint(),
        "parameters": any(now.get(key) != origin.parameters.get(key) for key in {*now, *origin.parameters} - others),
    }
    return tuple(name for name, other in differs.items() if other)


def _revision(data: Prepared, told: _Told | None, *, verdict_then: str, status: TargetStatus) -> Revision:
    own = data.agreement.indicator(status.indicator).definition
    newest = status.years if told is None or told.year.grain == GRAINS[0] else status.calendar_years
    return Revision(
        unit=status.unit,
        indicator=status.indicator,
        measure=status.measure,
        definition_then=own if told is None else str(told.entry["definition"]),
        definition_now=own,
        then=None if told is None else told.year,
        now=None if told is None else _now(data, told, indicator=status.indicator, unit=status.unit),
        newest=next(iter(newest), None),
        verdict_then=verdict_then,
        verdict_now=status.verdict,
    )


def _now(data: Prepared, told: _Told, *, indicator: str, unit: str) -> YearResult | None:
    """The same births by the definition of then; None where that is not known any more."""
    definition = str(told.entry["definition"])
    if definition not in DEFINITIONS or DEFINITIONS[definition].indicator != indicator:
        return None
    grain = next(one for one in GRAINS if one == told.year.grain)
    series = series_of(data, indicator=indicator, unit=unit, grain=grain, definition=definition)
    return year_in(series, told.year.period)


def _told(report: EarlierReport, *, indicator: str, unit: str) -> _Told | None:
    """The newest whole year a report told: the one it judged, else its newest calendar year."""
    mine = [one for one in report.entries if (one["indicator"], one["unit"]) == (indicator, unit)]
    for grain in GRAINS:
        found = [one for one in mine if grain_of(one) == grain and (one["value"] is not None or one["hidden"])]
        if found:
            newest = max(found, key=lambda one: (str(one["to"]), "/verdict/" in one["id"]))
            period = str(Month.parse(newest["from"]).year)
            return _Told(newest, published_year(newest, grain=grain, period=period))
    return None


def _verdict(report: EarlierReport, *, indicator: str, unit: str) -> str:
    found = [
        one for one in report.entries
        if (one["indicator"], one["unit"]) == (indicator, unit) and one["verdict"] is not None
    ]  # fmt: skip
    return str(found[0]["verdict"]) if found else ""


def _answers(data: Prepared, statuses: list[TargetStatus]) -> tuple[Answer, ...]:
    """The region's answers on each target in every report, this one last."""
    answers = []
    for status in statuses:
        for report in data.earlier:
            told = _told(report, indicator=status.indicator, unit=REGION)
            verdict = _verdict(report, indicator=status.indicator, unit=REGION)
            year = None if told is None else told.year
            answers.append(Answer(report.year, status.indicator, status.measure, year, verdict))
        newest = next(iter(status.years or status.calendar_years), None)
        answers.append(Answer(data.parameters.year, status.indicator, status.measure, newest, status.verdict))
    return tuple(answers)
